/* What everybody sees of the directory: active establishments, their active sites, their public
 * contacts, their coming open days. No account, no right: these statements only read what is
 * public.
 */
#ifndef SOFI_DOMAINE_ANNUAIRE_PUBLIC_H
#define SOFI_DOMAINE_ANNUAIRE_PUBLIC_H

#include "certification.h"
#include "db.h"
#include "formacode.h"

struct public_site {
    int64_t numero;
    const char *nom_usage;
    bool principal;
    const char *ligne1, *ligne2, *ligne3;
    const char *code_postal;
    const char *bureau_distributeur;
    const char *longitude, *latitude;
    const char *telephone_fixe, *telephone_mobile;
    const char *email;
    const char *site_web;
    const char *restauration, *hebergement, *transport, *acces_handicapes;
    const char *modalites_accueil; /* labels joined by ", " */
    const char *qualites;          /* likewise, Qualiopi apart: `certification` tells of it */
    const char *categories;        /* of Qualiopi, labels joined by ", " */
    enum certification_etat certification;
    const char *fin_qualiopi;
};

struct public_contact {
    const char *nom; /* "Camille AUBRY" */
    const char *fonction;
    const char *referents; /* labels joined by ", " */
    const char *telephone;
    const char *email;
};

struct public_porte_ouverte {
    int64_t id;
    int64_t version;
    const char *libelle;
    const char *nature; /* label */
    const char *date_debut, *date_fin;
    const char *commentaire;
    const char *site_internet;
    const char *etablissement_siret;
    const char *etablissement_nom;
    const char *site_nom;
    const char *ligne1, *code_postal, *bureau_distributeur;
    const char *longitude, *latitude;
};

struct public_portes_ouvertes {
    const struct public_porte_ouverte *items; /* by date, then id */
    size_t n;
    int64_t total;
    int64_t suivant; /* `apres` of the next page; 0: none */
};

struct public_etablissement {
    const char *siret;
    const char *raison_sociale;
    const char *nda, *uai;
    struct formacode_liste domaines;
    struct {
        const struct public_site *items; /* principal first */
        size_t n;
    } sites;
    struct {
        const struct public_contact *items;
        size_t n;
    } contacts;
    struct public_portes_ouvertes portes_ouvertes; /* coming ones */
};

/* STATUS_NOT_FOUND: unknown, or inactive. A fixed number of statements. `aujourdhui`: ISO. */
enum status annuaire_public_etablissement(struct db *db, struct arena *arena, const char *siret,
                                          const char *aujourdhui,
                                          struct public_etablissement *etablissement_r);

#define PUBLIC_PORTES_OUVERTES_PAR_PAGE 20
#define PUBLIC_PORTES_OUVERTES_MAX 1000 /* in one calendar */

struct public_portes_ouvertes_filtre {
    const char *siret;       /* "": every establishment */
    const char *nature;      /* code, "": all */
    const char *departement; /* first characters of the postal code, "": all */
    const char *aujourdhui;  /* ISO: what ended before is left out */
    int64_t apres;           /* id that the page before ended with, 0: the first */
    int64_t taille;
};

/* Coming open days of active sites of active establishments, by date. One statement, on an index.
 */
enum status annuaire_public_portes_ouvertes(struct db *db, struct arena *arena,
                                            const struct public_portes_ouvertes_filtre *filtre,
                                            struct public_portes_ouvertes *page_r);

#endif
