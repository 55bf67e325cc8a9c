/* /annuaire/formacodes: *Recherche domaine de formation*.
 *
 * GET shows the thesaurus (page), or the dialog's content to a script (fragment; `choix=1` puts the
 * check boxes). POST is the same without JavaScript, coming from a record's form: it carries all
 * that was typed there (`garde`) from page to page and back, so nothing is lost and nothing is
 * saved.
 */
#ifndef SOFI_WEB_FORMACODES_PAGE_H
#define SOFI_WEB_FORMACODES_PAGE_H

#include "etablissement_page.h"
#include "formacode.h"
#include "page.h"

struct noeud_view;

struct noeuds_view {
    const struct noeud_view *items;
    size_t n;
};

struct noeud_view {
    const char *code;
    const char *libelle;
    struct morceaux morceaux;
    const char *remplace; /* "13042 - Droit rural"; NULL or "" */
    const char *par_synonyme;
    bool choisissable; /* a check box stands before it */
    bool trouve;
    bool branche; /* a grand domaine: never selectable */
    bool feuille;
    bool ouvert;
    bool coche;
    bool deja; /* on the record already */
    bool choix;
    bool par_bouton; /* « Afficher les autres » is a button of the form, not a link */
    const char *q;
    size_t autres;
    const char *autres_texte;
    struct noeuds_view enfants;
};

struct garde_view {
    const char *nom;
    const char *valeur;
};

struct recherche_domaine_view {
    struct page_view page;
    const char *q;
    const char *compte; /* "1 terme trouvé" */
    const char *note;
    const char *mots_note; /* about the words of the search; NULL */
    const char *adresse;   /* of the record's form */
    bool sans_resultat;    /* something was searched for and nothing found */
    bool choix;
    bool par_bouton; /* the form posts: without JavaScript, from a record */
    bool extrait;
    struct noeuds_view racines;
    struct domaines_view deja;
    struct {
        const struct garde_view *items;
        size_t n;
    } garde;
};

enum status formacodes_chercher(struct request *request, struct response *response);
enum status formacodes_choisir(struct request *request, struct response *response);

#endif
