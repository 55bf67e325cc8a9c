/* What everybody sees of the directory: active establishments, their active sites, their public
 * contacts, their coming open days. No account, no right: these statements only read what is
 * public.
 */
#ifndef SOFI_DOMAINE_ANNUAIRE_PUBLIC_H
#define SOFI_DOMAINE_ANNUAIRE_PUBLIC_H

#include "certification.h"
#include "db.h"
#include "formacode.h"
#include "porte_ouverte_publique.h"

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

/* SIRET of the establishments that everybody may see, in order, at most `maximum`. */
enum status annuaire_public_sirets(struct db *db, struct arena *arena, int64_t maximum,
                                   struct text_list *sirets_r);

#endif
