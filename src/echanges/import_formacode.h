/* sofi import formacode FILE: the official files of Centre Inffo, recognised by their content.
 *
 * The thesaurus has 14 columns (V14 and after): code, capitals, label, field, synonyms, trades, TG,
 * TS, TA, NE, NA, note, ex-synonyms, place in the tree ("N0A0C3"). Lists are separated by ###,
 * terms are written « Label - 15474 ». The TG of a field head names a grand domaine, which has no
 * row of its own: its code comes from the letter of the place (A: 00101 … P: 00114, as published
 * apart). Ex-synonyms count as synonyms. A term stands under the first TG only.
 *
 * The tree has the columns A to H (V13): number and name of the field, then one cell filled, whose
 * column is the depth, with « LABEL 15474 ».
 *
 * The version is 14, or 13; the number after a "v" in the file's name is taken instead when it is
 * 15 or more for the thesaurus, below 13 for the tree. The file of grands domaines alone is
 * refused: it adds nothing.
 *
 * All or nothing: a damaged file changes nothing. The same file again writes nothing. A code that
 * the new file of a version has not any more is kept for the records that bear it.
 */
#ifndef SOFI_ECHANGES_IMPORT_FORMACODE_H
#define SOFI_ECHANGES_IMPORT_FORMACODE_H

#include "formacode_reference.h"
#include "import_lecture.h"

#define IMPORT_FORMACODE_OCTETS_MAX ((size_t)32 * 1024 * 1024)
#define IMPORT_FORMACODE_NIVEAUX_MAX 20 /* depth of the tree; 7 in V14 */

struct import_bilan {
    int64_t version; /* 0: not recognised */
    size_t termes;
    struct formacode_changements changements;
    struct import_raisons raisons; /* none when the import is done */
};

/* Imports a file. *bilan_r is written whatever the status: STATUS_REFUSED comes with reasons.
 * `progress` (NULL: none) gets `done` out of `total`, without a unit; the last call has both equal.
 * Not in a transaction. */
enum status import_formacode(struct db *db, struct arena *arena, const char *path,
                             void (*progress)(void *context, size_t done, size_t total),
                             void *context, struct import_bilan *bilan_r);

/* Reads and checks a file, without a base; `nom` is its name or path, `taille` its bytes (0:
 * unknown). *edition_r is written on
 * STATUS_OK, *bilan_r always. */
enum status import_formacode_analyser(FILE *file, size_t taille, struct arena *arena,
                                      const char *nom,
                                      void (*progress)(void *context, size_t done, size_t total),
                                      void *context, struct formacode_edition *edition_r,
                                      struct import_bilan *bilan_r);

/* What was done, or why not, in French, a few lines. */
void import_formacode_dire(const struct import_bilan *bilan, FILE *out);

#endif
