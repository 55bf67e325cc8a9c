/* sofi import successions FILE: which certification came to replace which, from the file
 * « Ancienne_Nouvelle_Certification » of France compétences, CSV with semicolons; columns
 * Numero_Fiche, Ancienne_Certification, Nouvelle_Certification. A row says what the fiche replaces,
 * what replaces it, or both.
 *
 * Rows that cannot be read are left out and listed, unless they are more than one in ten: that file
 * is another one, and changes nothing. The same file again writes nothing; what a file has not any
 * more stays.
 */
#ifndef SOFI_ECHANGES_IMPORT_SUCCESSIONS_H
#define SOFI_ECHANGES_IMPORT_SUCCESSIONS_H

#include "import_lecture.h"

#define IMPORT_SUCCESSIONS_MAX 200000 /* pairs; there are some 10,000 */

struct import_successions_bilan {
    size_t lues;      /* pairs */
    size_t nouvelles; /* that the base had not */
    size_t ignorees;  /* rows left out: their reasons are among these */
    struct import_raisons raisons;
};

/* *bilan_r is written whatever the status: STATUS_REFUSED comes with reasons. Not in a transaction.
 */
enum status import_successions(struct db *db, struct arena *arena, const char *path,
                               struct import_successions_bilan *bilan_r);

/* What was done when `faite`, else why not, in French, a few lines. */
void import_successions_dire(const struct import_successions_bilan *bilan, bool faite, FILE *out);

#endif
