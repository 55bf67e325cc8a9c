/* Writes an XLSX workbook of one sheet row by row, on libxlsxwriter: this is the only place that
 * includes it.
 *
 * Rows wait in a temporary file without a name, so memory does not depend on their number. The
 * first row, in bold and frozen, is the titles; texts are never formulas; dates are dates, shown
 * dd/mm/yyyy. One thread at a time.
 */
#ifndef SOFI_ECHANGES_ECRIVAIN_XLSX_H
#define SOFI_ECHANGES_ECRIVAIN_XLSX_H

#include "arena.h"
#include "ecrivain_csv.h"

enum xlsx_genre {
    XLSX_TEXTE,
    XLSX_DATE, /* ISO dates; what is none is written as text */
    XLSX_FAS,  /* a code FAS: what follows its last dash is in bold */
};

struct xlsx_colonne {
    const char *titre;
    enum xlsx_genre genre;
    double largeur; /* in characters */
};

struct ecrivain_xlsx;

/* `dossier`: an existing folder for temporary files. `feuille`: name of the sheet, 31 letters and
 * spaces at most. The columns must outlive the workbook. STATUS_UNAVAILABLE when the disk
 * failed (logged). End it with ecrivain_xlsx_fermer() or ecrivain_xlsx_abandonner(). */
enum status ecrivain_xlsx_ouvrir(struct arena *arena, const char *dossier, const char *feuille,
                                 const struct xlsx_colonne *colonnes, size_t n,
                                 struct ecrivain_xlsx **xlsx_r);

/* As many texts as there are columns; NULL or "" is an empty cell. A text beyond the 32,767
 * characters of a cell is cut there. STATUS_TOO_LARGE over the 1,048,576 rows of a sheet. */
enum status ecrivain_xlsx_ligne(struct ecrivain_xlsx *xlsx, const char *const *champs);

/* Makes the file and gives its bytes to `sortie`, piece by piece. */
enum status ecrivain_xlsx_fermer(struct ecrivain_xlsx *xlsx, struct ecrivain_sortie sortie);

/* Ends a workbook that is not wanted. NULL, or one that was closed: does nothing. */
void ecrivain_xlsx_abandonner(struct ecrivain_xlsx *xlsx);

#endif
