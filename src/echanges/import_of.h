/* sofi import of FILE|URL: the public list of training organisations (DGEFP; domaine/annuaire/
 * liste_publique.h), CSV with semicolons and the columns of its publication, wherever they stand:
 * numeroDeclarationActivite, denomination, siretEtablissementDeclarant, the four certifications.…,
 * and where they are there the address, its region and the date of the last report. Others are not
 * read. A NDA that lost its first 0 has it back; a SIRET may lack (abroad).
 *
 * Read row by row, never held: memory does not depend on their number. Rows that cannot be read,
 * and those that repeat a NDA and a SIRET, are left out and listed, unless they are more than one
 * in ten: that is another file, and changes nothing. So does one that lacks more than a tenth of
 * the organisations of the list until now (and IMPORT_OF_ABSENTS of them), unless `quand_meme`. All
 * in one transaction: a killed import leaves what was there. The same file again writes nothing.
 *
 * Then Qualiopi is compared with what sites declare, and organisations are told (ecart_qualiopi.h).
 */
#ifndef SOFI_ECHANGES_IMPORT_OF_H
#define SOFI_ECHANGES_IMPORT_OF_H

#include "import_lecture.h"
#include "liste_publique.h"

#define IMPORT_OF_OCTETS_MAX ((size_t)512 * 1024 * 1024)
#define IMPORT_OF_MAX 1000000 /* rows; the list has some 100,000 */
#define IMPORT_OF_PART 10     /* one row, or organisation, in ten */
#define IMPORT_OF_ABSENTS 5   /* fewer than these may always vanish */
#define IMPORT_OF_TEXTE_MAX 500

struct import_of_options {
    const char *par;    /* who imports */
    const char *source; /* as the register of imports names the file */
    bool quand_meme;    /* a file that lacks many organisations is wanted all the same */
    int delai;          /* days to settle a difference from now on; 0: as before */
};

struct import_of_bilan {
    struct liste_publique_changements changements;
    size_t ignorees;  /* rows left out: their reasons are among these */
    size_t courriels; /* put into the outbox */
    int64_t ecarts;   /* differences that are open now */
    struct import_raisons raisons;
};

/* *bilan_r is written whatever the status: STATUS_REFUSED comes with reasons, STATUS_OK with those
 * of the rows that were left out. Not in a transaction. */
enum status import_of(struct db *db, struct arena *arena, const char *path,
                      const struct import_of_options *options, struct import_of_bilan *bilan_r);

/* What was done when `faite`, else why not, in French, a few lines. */
void import_of_dire(const struct import_of_bilan *bilan, bool faite, FILE *out);

/* Reads a file without a base: `ligne` is given each row that is right, valid during
 * the call. Rows left out are noted in *bilan_r. */
enum status import_of_parcourir(struct arena *arena, FILE *file, struct import_of_bilan *bilan_r,
                                enum status (*ligne)(void *context,
                                                     const struct liste_publique_ligne *ligne),
                                void *context);

#endif
