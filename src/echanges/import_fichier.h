/* A file that somebody wants to import, as importers can read it, whatever program wrote it.
 *
 * Within a bound: plain or gzip; UTF-8 with or without a byte order mark, UTF-16 with
 * one, or Windows-1252 (and so Latin-1) for a file that has no character of UTF-8; a first line «
 * sep=; » becomes a blank one; the last line gets its end. XML is only unpacked: it names its
 * encoding itself. What is no text (zip, spreadsheet, PDF…) is refused with the words that help.
 * Memory does not depend on the size of the file, whose text lies on the disk while it is read.
 */
#ifndef SOFI_ECHANGES_IMPORT_FICHIER_H
#define SOFI_ECHANGES_IMPORT_FICHIER_H

#include "arena.h"
#include "status.h"

#include <stddef.h>
#include <stdio.h>

struct import_fichier {
    FILE *file;    /* where its text begins; end it with fclose() before the arena dies */
    size_t taille; /* bytes, unpacked */
};

/* `octets_max`: of the unpacked file. STATUS_REFUSED with *raison_r (French, arena). */
enum status import_fichier_ouvrir(struct arena *arena, const char *path, size_t octets_max,
                                  struct import_fichier *fichier_r, const char **raison_r);

#endif
