/* What is worked out from the records and kept, next to a fresh count: for sofi check and for
 * tests. All is a function of the rows and of the date; words, out of which nothing is taken, must
 * hold what there is today. What an import works out from its file (words of codes and of the
 * Formacode) is made again by that import.
 */
#ifndef SOFI_DOMAINE_OFFRE_CONTROLE_H
#define SOFI_DOMAINE_OFFRE_CONTROLE_H

#include "db.h"

enum { OFFRE_ECARTS = 21 };

struct offre_ecart {
    const char *quoi; /* French */
    int64_t n;        /* 0: all is right */
};

/* Reads every text of the offer, an establishment or a thousand records at a time. `aujourdhui`:
 * ISO. */
enum status offre_controler(struct db *db, const char *aujourdhui,
                            struct offre_ecart ecarts_r[OFFRE_ECARTS]);

/* Mends what differs; `ecarts_r`: what did. Many transactions, of a few hundred records or one
 * scope of counters each, beside whatever else writes. Not inside one. */
enum status offre_reparer(struct db *db, const char *aujourdhui,
                          struct offre_ecart ecarts_r[OFFRE_ECARTS]);

#endif
