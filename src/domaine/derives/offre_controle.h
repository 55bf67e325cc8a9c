/* What is worked out from the offer and kept, next to a fresh count: for sofi check and for tests.
 * Counters and folded texts must be equal; words and dispositifs, out of which nothing is taken,
 * must hold what there is today.
 */
#ifndef SOFI_DOMAINE_OFFRE_CONTROLE_H
#define SOFI_DOMAINE_OFFRE_CONTROLE_H

#include "db.h"

enum { OFFRE_ECARTS = 8 };

struct offre_ecart {
    const char *quoi; /* French */
    int64_t n;        /* 0: all is right */
};

/* Reads every text of the offer, an establishment or a thousand records at a time. */
enum status offre_controler(struct db *db, struct offre_ecart ecarts_r[OFFRE_ECARTS]);

#endif
