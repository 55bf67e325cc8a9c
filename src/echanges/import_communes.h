/* sofi import communes FILE: where the communes are, from a CSV file with the header
 * "code_insee;nom;latitude;longitude" (decimal degrees).
 *
 * All or nothing: a file with one bad row changes nothing. A commune that the file has not keeps
 * the centre that it had. The same file again writes nothing. The name is there for the eyes only:
 * names shown come from the binary (commune.h).
 */
#ifndef SOFI_ECHANGES_IMPORT_COMMUNES_H
#define SOFI_ECHANGES_IMPORT_COMMUNES_H

#include "import_lecture.h"

#define IMPORT_COMMUNES_MAX 100000 /* rows; there are 35,000 communes */

struct import_communes_bilan {
    size_t communes;               /* read */
    size_t changees;               /* written: new, or elsewhere */
    struct import_raisons raisons; /* none when the import is done */
};

/* *bilan_r is written whatever the status: STATUS_REFUSED comes with reasons. Not in a transaction.
 */
enum status import_communes(struct db *db, struct arena *arena, const char *path,
                            struct import_communes_bilan *bilan_r);

/* What was done, or why not, in French, a few lines. */
void import_communes_dire(const struct import_communes_bilan *bilan, FILE *out);

#endif
