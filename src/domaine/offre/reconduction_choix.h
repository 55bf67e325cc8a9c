/* The sessions that a person may choose among to renew them, each with what it was renewed as. */
#ifndef SOFI_DOMAINE_RECONDUCTION_CHOIX_H
#define SOFI_DOMAINE_RECONDUCTION_CHOIX_H

#include "acteur.h"
#include "db.h"

#define RECONDUCTION_MAX 100 /* sessions of one page */

struct reconduction_candidate {
    int64_t numero, formation, action;
    const char *intitule; /* "A - B" */
    const char *debut, *fin;
    const char *places;
    const char *commune;
    bool vive;    /* the public sees its action */
    int64_t deja; /* the last session that it was renewed as; 0: none */
    const char *deja_debut, *deja_fin;
};

struct reconduction_candidates {
    struct reconduction_candidate *items;
    size_t n;
};

/* Those of an action, the RECONDUCTION_MAX that begin last, by début. One statement. */
enum status reconduction_de_action(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   int64_t action, struct reconduction_candidates *candidates_r);

/* Those of `numeros`, RECONDUCTION_MAX at most, that the person may change, in their order. Two
 * statements at most. */
enum status reconduction_de_numeros(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const int64_t *numeros, size_t n,
                                    struct reconduction_candidates *candidates_r);

#endif
