/* /annuaire/etablissements/…: the record, section *Etablissement*, with those of its site in view,
 * its contacts and its open days. */
#ifndef SOFI_WEB_ETABLISSEMENT_PAGE_H
#define SOFI_WEB_ETABLISSEMENT_PAGE_H

#include "annuaire_sections.h"
#include "formacode.h"

struct domaine_view {
    const char *code;
    const char *texte;      /* "44508 - Plan formation" */
    const char *successeur; /* what the code is called today, "" when the same */
    bool principal;
};

struct domaines_view {
    const struct domaine_view *items;
    size_t n;
};

/* The domains of a record as pages show them. */
struct domaines_view etablissement_domaines(struct arena *arena,
                                            const struct formacode_liste *liste);

struct etablissement_view {
    struct page_view page;
    struct fiche_view fiche;
    const struct annuaire_sections *sections; /* NULL: a new establishment */
    bool actif;
    const char *titre;
    const char *siret;
    struct {
        struct champ_view siret, siege_siret, raison_sociale, nda, uai, categorie, etat;
    } champs;
    struct domaines_view domaines;
    const char *domaines_message; /* NULL: right */
    struct domaine_view modele;   /* an empty line, cloned by assets/js/sofi.js */
};

enum status etablissement_montrer(struct request *request, struct response *response);
enum status etablissement_modifier(struct request *request, struct response *response);
enum status etablissement_nouveau(struct request *request, struct response *response);
enum status etablissement_ajouter(struct request *request, struct response *response);

#endif
