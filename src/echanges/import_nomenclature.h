/* sofi import nsf|rome|rncp|certifinfo FILE: the official files of the nomenclatures of the offer
 * (domaine/referentiel/nomenclature.h).
 *
 * - nsf: CSV "code;libelle".
 * - rome: the reference file of France Travail, CSV with commas; columns code_rome, libelle_rome.
 * - rncp: the « fiches » of France compétences (RNCP and RS), CSV with semicolons; columns
 *   Numero_Fiche, Intitule, Abrege_Libelle, Nomenclature_Europe_Niveau, Date_Fin_Enregistrement,
 * and Actif (« INACTIVE » is what counts), Date_Effet where they are there. The title is "TP -
 * Maçon": the short form of the kind of diploma first. "NIV3" is level 3; any other text is no
 * level.
 * - certifinfo: the table « Certif Info, RNCP » of Onisep, XML. It brings the RNCP codes that the
 *   base has not, too, with their title and level, but no end.
 *
 * Other columns and elements are not read. Rows that cannot be read are left out and listed, with
 * their reasons, unless they are more than one in ten: that file is another one, and changes
 * nothing. So does one that lacks more than a tenth of the codes of a nomenclature that the base
 * has (of IMPORT_NOMENCLATURE_FONDS or more), unless `quand_meme`. The same file again writes
 * nothing. A code that the file has not any more is kept for the records that bear it. Encodings
 * and packed files: import_fichier.h.
 */
#ifndef SOFI_ECHANGES_IMPORT_NOMENCLATURE_H
#define SOFI_ECHANGES_IMPORT_NOMENCLATURE_H

#include "import_lecture.h"
#include "nomenclature.h"

#define IMPORT_NOMENCLATURE_MAX 200000 /* entries; the RNCP has some 25,000 */
#define IMPORT_NOMENCLATURE_OCTETS_MAX ((size_t)64 * 1024 * 1024)
#define IMPORT_NOMENCLATURE_PART 10          /* one row, or code, in ten */
#define IMPORT_NOMENCLATURE_FONDS 100        /* codes: fewer are an extract, which files replace */
#define IMPORT_NOMENCLATURE_LIBELLE_MAX 1000 /* characters */

struct import_nomenclature_bilan {
    const char *nom; /* "Certifinfo": for people */
    size_t lues;
    /* By kind: certifinfo brings RNCP codes, too. */
    struct nomenclature_changements changements[NOMENCLATURE_CERTIFICATIONS];
    bool principaux[NOMENCLATURE_CERTIFICATIONS]; /* the file is about these kinds */
    size_t videes; /* published actions that lose a certification by it */
    struct import_raisons raisons;
    size_t ignorees; /* rows left out: their reasons are among these */
};

/* Whether there is an import of that name. */
bool import_nomenclature_existe(const char *quoi);

/* `quoi` exists. *bilan_r is written whatever the status: STATUS_REFUSED comes with reasons,
 * STATUS_OK with those of the rows that were left out. Not in a transaction. */
enum status import_nomenclature(struct db *db, struct arena *arena, const char *quoi,
                                const char *path, bool quand_meme,
                                struct import_nomenclature_bilan *bilan_r);

/* What was done when `faite`, else why not, in French, a few lines. */
void import_nomenclature_dire(const struct import_nomenclature_bilan *bilan, bool faite, FILE *out);

#endif
