/* Reads a CSV file row by row, whatever its size, on libcsv: this is the only place that includes
 * it.
 *
 * UTF-8, with or without a byte order mark (import_fichier.h makes it so); rows end with LF or CR
 * LF; fields may be quoted and then hold separators, doubled quotes and line ends; blank lines are
 * left out; spaces around an unquoted field go. Anything else is refused with the line where the
 * row starts: bytes that are no UTF-8, a quote out of place or never closed, a row over
 * LECTEUR_CSV_LIGNE_MAX or LECTEUR_CSV_CHAMPS_MAX, a file over `octets_max`. Memory does not depend
 * on the size of the file.
 */
#ifndef SOFI_ECHANGES_LECTEUR_CSV_H
#define SOFI_ECHANGES_LECTEUR_CSV_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LECTEUR_CSV_LIGNE_MAX ((size_t)256 * 1024) /* bytes of a row */
#define LECTEUR_CSV_CHAMPS_MAX 256
#define LECTEUR_CSV_FAUTES_MAX 1000

/* Valid during the call that receives it. */
struct csv_ligne {
    size_t numero;             /* line of the file where the row starts; the first is 1 */
    const char *const *champs; /* well-formed UTF-8 without NUL */
    size_t n;
};

struct lecteur_csv {
    char separateur;
    size_t octets_max; /* 0: no limit */
    /* Any status but STATUS_OK ends the reading, which gives it. */
    enum status (*ligne)(void *context, const struct csv_ligne *ligne);
    /* A row that cannot be read: called with the line where it starts, then reading goes on behind
     * that line, so that one quote hides nothing of what follows. LECTEUR_CSV_FAUTES_MAX of them
     * end the reading. NULL: the first one does. `file` can then be sought in. */
    void (*fautive)(void *context, size_t numero, const char *raison);
    void (*progres)(void *context, size_t octets); /* bytes read so far; NULL: not told */
    void *context;
};

/* STATUS_REFUSED with the reason (French) and its line, unless `ligne` ended the reading. */
enum status lecteur_csv_lire(struct arena *arena, FILE *file, const struct lecteur_csv *lecteur,
                             size_t *ligne_r, const char **raison_r);

#endif
