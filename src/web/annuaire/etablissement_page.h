/* /annuaire/etablissements/…: the record, section *Etablissement*, with those of its site in view,
 * its contacts and its open days. */
#ifndef SOFI_WEB_ETABLISSEMENT_PAGE_H
#define SOFI_WEB_ETABLISSEMENT_PAGE_H

#include "fiche.h"
#include "formacode.h"
#include "porte_ouverte_page.h"
#include "site_formulaire.h"

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

struct contact_ligne_view {
    const char *adresse;
    const char *nom; /* "AUBRY, Camille" */
    const char *referents;
    const char *email_login;
    const char *compte_etat; /* "", "A_REDEFINIR", "actif", "bloque" */
    bool parti;
};

/* The sections below the establishment's own: site in view, contacts, open days. */
struct annuaire_sections {
    struct sections_view menu;
    struct choix_view choix_site, choix_contact, choix_po;
    struct site_form_view site;
    struct {
        const struct contact_ligne_view *items;
        size_t n;
    } contacts;
    struct {
        const struct porte_ouverte_ligne_view *items;
        size_t n;
    } a_venir, passees;
    const char *nouvelle_po;
};

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
