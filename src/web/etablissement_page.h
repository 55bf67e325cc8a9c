/* /annuaire/etablissements/…: the record, section *Etablissement*. */
#ifndef SOFI_WEB_ETABLISSEMENT_PAGE_H
#define SOFI_WEB_ETABLISSEMENT_PAGE_H

#include "champ.h"
#include "formacode.h"
#include "journal.h"
#include "page.h"
#include "resume.h"

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

/* Somebody saved in between: both versions, field by field. */
struct conflit_view {
    const char *auteur;
    const char *retour;
    struct {
        const struct journal_champ *items;
        size_t n;
    } champs;
};

struct etablissement_view {
    struct page_view page;
    struct resume_view resume;
    const struct conflit_view *conflit; /* NULL: none */
    bool nouveau;
    bool modifie; /* the form holds something that is not saved */
    bool actif;
    const char *titre;
    const char *siret;
    const char *adresse;       /* where the form goes */
    const char *retour;        /* where « Annuler » goes */
    const char *erreurs_texte; /* "2 erreurs" */
    const char *note;          /* left of the save button */
    int64_t version;
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
