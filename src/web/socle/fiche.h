/* What the records of the directory (establishment, site, contact, open day) have in common on
 * their pages: the form that may be in error, edited or in conflict; the menu of sections; the
 * choosers.
 */
#ifndef SOFI_WEB_FICHE_H
#define SOFI_WEB_FICHE_H

#include "champ.h"
#include "doublons.h"
#include "etablissement.h"
#include "journal.h"
#include "page.h"
#include "resume.h"

/* Somebody saved in between: both versions, field by field. */
struct conflit_view {
    const char *auteur;
    const char *retour;
    struct {
        const struct journal_champ *items;
        size_t n;
    } champs;
};

/* One form of a record. */
struct fiche_view {
    struct resume_view resume;
    const struct conflit_view *conflit;   /* NULL: none */
    const struct doublons_view *doublons; /* to be said yes to; NULL: none */
    bool nouveau;
    bool modifie;   /* the form holds something that is not saved */
    bool plusieurs; /* the page has other forms, which its button does not save */
    struct jetons_view jetons;
    const char *adresse;       /* where the form goes */
    const char *retour;        /* where « Annuler » goes */
    const char *erreurs_texte; /* "2 erreurs"; NULL: none */
    const char *note;          /* left of the save button */
    int64_t version;           /* that the form was made from */
};

/* Fills the summary and the note from the messages of the form, and marks the page as in error.
 * Called after page_init(). `version`: of the record, used when the form named none. */
void fiche_remplir(struct fiche_view *fiche, struct page_view *page, const struct request *request,
                   const struct form *form, int64_t version);

/* One more line of the summary, for a message that belongs to no field of the form (`cible`: id).
 */
void fiche_ajouter_erreur(struct arena *arena, struct fiche_view *fiche, struct page_view *page,
                          const char *cible, const char *texte);

/* True on the untouched page of a new record: it opens in its first field. */
bool fiche_a_commencer(const struct fiche_view *fiche);

/* The version that the form was made from; 0: it named none. */
int64_t fiche_version_lue(const struct request *request);
/* True when the form was made from another version than the record's. A form that names no version
 * at all, made by a program, does not ask for the comparison. */
bool fiche_version_perimee(const struct request *request, int64_t version);

/* The page that shows a conflict: code 409, who saved in between, the differences. */
void fiche_en_conflit(struct request *request, struct response *response, struct fiche_view *fiche,
                      const char *noun, int64_t id, struct journal_champ *champs, size_t n);

/* Breadcrumb of a record below an establishment: Tableau de bord › Annuaire › NAME › ici. */
void fiche_chemin(struct request *request, struct page_view *page, const char *siret,
                  const char *nom, const char *ici);

/* ---- menu of the sections, at the left of all these pages */
enum section {
    SECTION_ETABLISSEMENT,
    SECTION_SITE,
    SECTION_CONTACTS,
    SECTION_PORTES_OUVERTES,
};

struct sections_view {
    const char *siret;
    enum section ici;
    const char *historique;    /* address of the history of the record in view */
    const char *erreurs_texte; /* "2 erreurs" beside the section in view; NULL: none */
    const char *ancre;         /* "" on the establishment's page, else its address */
    bool comptes;              /* the numbers below are known */
    size_t sites, contacts, portes_ouvertes;
};

/* ---- `Choix du site` and its like: a list, « Afficher », and + */
struct choix_view {
    const char *section;       /* id of the section: "site" */
    const char *nom;           /* of the field: "site_choisi" */
    const char *label;         /* "Choix du site" */
    const char *adresse;       /* of the establishment */
    const char *nouveau;       /* where + goes; NULL: the person may not */
    const char *nouveau_texte; /* "Créer un site" */
    const char *nouveau_sinon; /* whom to ask, when it may not */
    struct champ_options options;
};

#endif
