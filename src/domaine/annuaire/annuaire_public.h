/* What everybody sees of the directory: active establishments, their active sites, their public
 * contacts, their coming open days. No account, no right: these statements only read what is
 * public.
 */
#ifndef SOFI_DOMAINE_ANNUAIRE_PUBLIC_H
#define SOFI_DOMAINE_ANNUAIRE_PUBLIC_H

#include "contact.h"
#include "porte_ouverte_publique.h"

struct public_site {
    struct site fiche;             /* number, principal, and the fields that are for everybody */
    const char *modalites_accueil; /* labels joined by ", " */
    const char *qualites;          /* likewise, Qualiopi apart: `certification` tells of it */
    const char *categories;        /* of Qualiopi, labels joined by ", " */
    enum certification_etat certification;
};

struct public_contact {
    struct contact fiche;  /* the fields that are for everybody */
    const char *nom;       /* "Camille AUBRY" */
    const char *referents; /* labels joined by ", " */
};

struct public_etablissement {
    struct etablissement fiche; /* the fields that are for everybody */
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
