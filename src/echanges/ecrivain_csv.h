/* Writes a CSV file row by row for spreadsheets: UTF-8 with a byte order mark, `;`, every field
 * quoted, CR LF.
 *
 * A field that a spreadsheet would run as a formula (it begins with = + - @ or a control character)
 * gets an apostrophe in front. Memory does not depend on the number of rows.
 */
#ifndef SOFI_ECHANGES_ECRIVAIN_CSV_H
#define SOFI_ECHANGES_ECRIVAIN_CSV_H

#include "status.h"

#include <stddef.h>

#define ECRIVAIN_CSV_TAMPON ((size_t)16 * 1024)

/* Where bytes go. Any status but STATUS_OK ends the writing, which gives it. */
struct ecrivain_sortie {
    enum status (*ecrire)(void *contexte, const void *octets, size_t n);
    void *contexte;
};

/* Lives where the caller puts it; its fields are its own. */
struct ecrivain_csv {
    struct ecrivain_sortie sortie;
    enum status status; /* the first failure */
    size_t n;
    char tampon[ECRIVAIN_CSV_TAMPON];
};

void ecrivain_csv_ouvrir(struct ecrivain_csv *csv, struct ecrivain_sortie sortie);
/* NULL is an empty field. After a failure nothing more is written. */
enum status ecrivain_csv_ligne(struct ecrivain_csv *csv, const char *const *champs, size_t n);
/* Writes what is left. */
enum status ecrivain_csv_fermer(struct ecrivain_csv *csv);

#endif
