/* What all imports of files share: the reasons that are told to who imports, and the way from the
 * file to the base. */
#ifndef SOFI_ECHANGES_IMPORT_LECTURE_H
#define SOFI_ECHANGES_IMPORT_LECTURE_H

#include "db.h"
#include "import_fichier.h"
#include "lecteur_csv.h"

#define IMPORT_RAISONS_MAX 20

struct import_raison {
    size_t ligne; /* 0: the whole file */
    const char *texte;
};

/* Why an import is refused, or rows of it left out. */
struct import_raisons {
    struct import_raison items[IMPORT_RAISONS_MAX]; /* the first ones */
    size_t n;                                       /* all of them */
};

void import_lecture_refuser(struct import_raisons *raisons, size_t ligne, const char *texte);

/* One a line, then how many more there are. */
void import_lecture_dire(const struct import_raisons *raisons, FILE *out);

/* The rows of a CSV file: as lecteur_csv_lire(), what is wrong with it noted. */
enum status import_lecture_csv(struct arena *arena, FILE *file, const struct lecteur_csv *lecteur,
                               struct import_raisons *raisons);

#define IMPORT_COLONNES_MAX 13

/* A CSV file whose first row names its columns, wherever they stand. */
struct import_colonnes {
    char separateur;
    size_t octets_max;
    size_t requises;                       /* the first ones; a cell of the others may lack: "" */
    const char *noms[IMPORT_COLONNES_MAX]; /* the order of `cellules` */
    /* Any status but STATUS_OK ends the reading. Cells are valid for the call only. */
    enum status (*ligne)(void *context, size_t numero, const char *const *cellules);
    /* A row that cannot be read. NULL: it is among the reasons; the first that is no CSV is the
     * last that is read. */
    void (*fautive)(void *context, size_t numero, const char *raison);
    void *context;
};

enum status import_lecture_colonnes(struct arena *arena, FILE *file,
                                    const struct import_colonnes *colonnes,
                                    struct import_raisons *raisons);

/* What one import does with its file. */
struct import_lecture {
    struct arena *arena;
    struct import_raisons *raisons;
    size_t octets_max; /* of the unpacked file */
    /* Reads and checks all of it; STATUS_REFUSED: nothing is written. `fichier` lives until the
     * end.
     */
    enum status (*lire)(void *context, const struct import_fichier *fichier);
    /* In a transaction, as often as it takes; the file is still open. */
    enum status (*ecrire)(struct db *db, void *context);
    void *context;
};

/* Reads, then writes. Whatever fails has left a reason. Not in a transaction. */
enum status import_lecture_importer(struct db *db, const char *path,
                                    const struct import_lecture *lecture);

#endif
