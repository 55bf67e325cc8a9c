/* What the readers of nomenclatures share. */
#ifndef SOFI_ECHANGES_IMPORT_NOMENCLATURE_PRIVATE_H
#define SOFI_ECHANGES_IMPORT_NOMENCLATURE_PRIVATE_H

#include "import_nomenclature.h"

struct import_entree {
    struct nomenclature_ligne ligne;
    size_t numero; /* line of the file */
    size_t rang;   /* in the file */
};

struct nomenclature_lecture {
    struct arena *arena;
    struct import_nomenclature_bilan *bilan;
    struct import_entree *entrees;
    size_t n;
    const char *quoi; /* which of the files (import_nomenclature.h) */
    bool quand_meme;  /* a file that lacks many codes is wanted all the same */
};

/* The whole file is wrong. */
void import_nomenclature_refuser(struct nomenclature_lecture *l, size_t numero, const char *texte);
/* A row is, and is left out. */
void import_nomenclature_ignorer(struct nomenclature_lecture *l, size_t numero, const char *texte);

/* Checks what all have in common, the title, and keeps the entry; its texts are cleaned. Says what
 * is wrong with `quoi` before it ("" or "certification n° 3 : "): the row is left out.
 * STATUS_REFUSED: too many. */
enum status import_nomenclature_ajouter(struct nomenclature_lecture *l, size_t numero,
                                        const char *quoi, struct nomenclature_ligne ligne);

/* A code: `prefixe`, then 1 to `chiffres` digits. */
bool import_nomenclature_est_code(const char *texte, const char *prefixe, size_t chiffres);

/* Reads and checks a file, without a base: entries in the order of their codes, each once. `l`
 * holds an arena, which of the files, and an empty report. */
enum status import_nomenclature_lire(struct nomenclature_lecture *l, FILE *file);

/* The table of Onisep. */
enum status import_certifinfo_lire(struct nomenclature_lecture *l, FILE *file);

#endif
