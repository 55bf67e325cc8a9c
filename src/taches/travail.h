/* What the threads without a person say of themselves: when they last did their work, how long it
 * took, how often it failed. For /metrics; nothing of it survives the process. Thread-safe. */
#ifndef SOFI_TACHES_TRAVAIL_H
#define SOFI_TACHES_TRAVAIL_H

#include "status.h"

#include <stdint.h>

enum travail { TRAVAIL_MENAGE, TRAVAIL_FACTEUR, TRAVAUX };

struct travail_bilan {
    const char *nom;
    int64_t reussi_a; /* instant of the last look without a failure, something to do or not; 0 */
    int64_t duree_us; /* of the last time that there was something to do */
    uint64_t tours;   /* times that there was */
    uint64_t echecs;
};

/* There was something to do since `debut_us` (dates_monotonic_us()). */
void travail_noter(enum travail travail, int64_t debut_us, enum status status);
/* There was nothing to do. */
void travail_veiller(enum travail travail);

void travail_lire(enum travail travail, struct travail_bilan *bilan_r);

#endif
