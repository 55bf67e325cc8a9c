/* What is worked out from the offer and kept, next to a fresh count: for sofi check and for tests.
 * Titles and names folded for the orders of the lists (offre_cles.h) are compared by tests alone.
 */
#ifndef SOFI_DOMAINE_OFFRE_CONTROLE_H
#define SOFI_DOMAINE_OFFRE_CONTROLE_H

#include "db.h"

enum { OFFRE_ECARTS = 5 };

struct offre_ecart {
    const char *quoi; /* French */
    int64_t n;        /* 0: all is right */
};

/* One statement for each. */
enum status offre_controler(struct db *db, struct offre_ecart ecarts_r[OFFRE_ECARTS]);

#endif
