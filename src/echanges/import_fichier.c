/* A file to import: unpacked, in UTF-8, or refused in words that help. */
#include "import_fichier.h"

#include "gzip.h"
#include "spool.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DOSSIER "/var/tmp" /* not /tmp, which may be memory */
#define TETE 64            /* bytes that tell what a file is */
#define MORCEAU 16384
#define PERDU "\xEF\xBF\xBD"

/* ---- what is no text */

static const struct {
    const char *debut;
    size_t n;
    const char *raison;
} autres[] = {
    {"PK\x03\x04", 4,
     "fichier zip ou classeur : extrayez-en le fichier, ou enregistrez le classeur en CSV UTF-8"},
    {"\xD0\xCF\x11\xE0", 4, "classeur d'un ancien tableur : enregistrez-le en CSV UTF-8"},
    {"%PDF", 4, "fichier PDF, un fichier CSV ou XML attendu"},
    {"BZh", 3, "fichier bzip2 : décompressez-le, ou compressez-le par gzip"},
    {"\xFD"
     "7zXZ",
     5, "fichier xz : décompressez-le, ou compressez-le par gzip"},
    {"7z\xBC\xAF", 4, "archive 7z : extrayez-en le fichier"},
    {"<!DOCTYPE html", 14, "page web, un fichier CSV ou XML attendu"},
    {"<html", 5, "page web, un fichier CSV ou XML attendu"},
};

static const char *autre_chose(const char *tete, size_t n)
{
    for (size_t i = 0; i < sizeof autres / sizeof *autres; i++) {
        if (n >= autres[i].n && memcmp(tete, autres[i].debut, autres[i].n) == 0) {
            return autres[i].raison;
        }
    }
    return NULL;
}

static bool est_xml(const char *tete)
{
    size_t blank = strspn(tete, " \t\r\n");
    return tete[strncmp(tete, "\xEF\xBB\xBF", 3) == 0 ? 3 : blank] == '<';
}

/* ---- copies, which take memory only where they are small */

struct copie {
    struct spool *spool;
    char dernier; /* byte of it */
};

static enum status ajouter(void *context, const char *bytes, size_t n)
{
    struct copie *copie = context;
    copie->dernier = n ? bytes[n - 1] : copie->dernier;
    return spool_write(copie->spool, bytes, n);
}

/* NULL: it cannot be opened. */
static FILE *relire(const struct copie *copie)
{
    union {
        const void *constant;
        void *bytes;
    } kept = {.constant = spool_bytes(copie->spool)};
    if (spool_size(copie->spool) == 0) {
        return fopen("/dev/null", "re"); /* fmemopen() takes no empty memory */
    }
    if (kept.constant) {
        return fmemopen(kept.bytes, spool_size(copie->spool), "r");
    }
    return fdopen(spool_take_fd(copie->spool), "r");
}

static const char *deplier(struct arena *arena, const char *path, size_t octets_max,
                           struct copie *copie)
{
    switch (gzip_each(path, octets_max, ajouter, copie)) {
    case STATUS_OK:
        return NULL;
    case STATUS_NOT_FOUND:
        return arena_printf(arena, "fichier « %s » introuvable ou illisible", path);
    case STATUS_TOO_LARGE:
        return arena_printf(arena, "fichier de plus de %zu Mo", octets_max >> 20);
    case STATUS_MALFORMED:
        return "fichier gzip coupé ou abîmé";
    default:
        return "plus de place dans " DOSSIER ", où le fichier est lu";
    }
}

/* ---- encodings */

/* What is no character becomes U+FFFD, which no title may hold: its row says so. *tenus_r: bytes at
 * the end that begin one. */
static enum status convertir_morceau(iconv_t cd, char *from, size_t n, bool fini, struct copie *to,
                                     size_t *tenus_r)
{
    char out[MORCEAU];
    while (n) {
        char *at = out;
        size_t room = sizeof out;
        bool faux = iconv(cd, &from, &n, &at, &room) == (size_t)-1 && errno != E2BIG;
        TRY(ajouter(to, out, (size_t)(at - out)));
        if (faux && errno == EINVAL && !fini) {
            break;
        }
        if (faux) {
            TRY(ajouter(to, PERDU, strlen(PERDU)));
            from++;
            n--;
        }
    }
    *tenus_r = n;
    return STATUS_OK;
}

static enum status convertir_avec(iconv_t cd, FILE *from, struct copie *to)
{
    char in[MORCEAU];
    size_t tenus = 0;
    size_t lus = 0;
    do {
        lus = fread(in + tenus, 1, sizeof in - tenus, from);
        size_t n = tenus + lus;
        TRY(convertir_morceau(cd, in, n, lus == 0, to, &tenus));
        memmove(in, in + n - tenus, tenus);
    } while (lus);
    return STATUS_OK;
}

static enum status recopier(FILE *from, struct copie *to)
{
    char bytes[MORCEAU];
    size_t n = 0;
    while ((n = fread(bytes, 1, sizeof bytes, from)) > 0) {
        TRY(ajouter(to, bytes, n));
    }
    return STATUS_OK;
}

/* `codage` NULL: it is UTF-8, faults included. */
static enum status convertir(FILE *from, const char *codage, struct copie *to)
{
    if (!codage) {
        return recopier(from, to);
    }
    iconv_t cd = iconv_open("UTF-8", codage);
    if (cd == (iconv_t)-1) {
        return STATUS_ERROR;
    }
    enum status status = convertir_avec(cd, from, to);
    iconv_close(cd);
    return status;
}

/* Only when no line has characters of UTF-8: such a file is UTF-8 with faults, and its lines tell.
 */
static bool est_windows(FILE *file)
{
    bool autre = false;
    bool utf8 = false;
    char *line = NULL;
    size_t size = 0;
    ssize_t n = 0;
    while (!utf8 && (n = getline(&line, &size, file)) > 0) {
        bool ascii = true;
        for (ssize_t i = 0; i < n && ascii; i++) {
            ascii = (unsigned char)line[i] < 0x80;
        }
        utf8 = !ascii && utf8_is_valid(line, (size_t)n);
        autre = autre || !ascii;
    }
    free(line);
    rewind(file);
    return autre && !utf8;
}

/* What it is written in, when that is not UTF-8; its mark is behind. */
static const char *codage_de(FILE *file, const char *tete, size_t n)
{
    bool little = n >= 2 && memcmp(tete, "\xFF\xFE", 2) == 0;
    bool big = n >= 2 && memcmp(tete, "\xFE\xFF", 2) == 0;
    if (little || big) {
        fseek(file, 2, SEEK_SET);
        return big ? "UTF-16BE" : "UTF-16LE";
    }
    return est_windows(file) ? "WINDOWS-1252" : NULL;
}

/* ---- lines */

/* « sep=; », which spreadsheets put first, is no row of the file: its line stays, blank. */
static void passer_separateur(FILE *file)
{
    char tete[TETE + 1] = "";
    tete[fread(tete, 1, TETE, file)] = '\0';
    const char *texte = tete + (strncmp(tete, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
    size_t n = strcspn(texte, "\n");
    bool separateur = strncmp(texte, "sep=", 4) == 0 && n <= 6;
    fseek(file, separateur ? texte + n - tete : 0, SEEK_SET);
}

/* The text of `brut`, in UTF-8, its last line ended. *file_r: closed by the caller, if it is there.
 */
static enum status en_texte(struct arena *arena, struct copie *brut, FILE **file_r)
{
    char tete[TETE + 1] = "";
    size_t n = fread(tete, 1, TETE, *file_r);
    struct copie texte = {.spool = spool_create(arena, DOSSIER)};
    rewind(*file_r);
    if (est_xml(tete)) {
        return STATUS_OK;
    }
    const char *codage = codage_de(*file_r, tete, n);
    if (codage || (n && brut->dernier != '\n')) {
        enum status status = convertir(*file_r, codage, &texte);
        status = status == STATUS_OK && texte.dernier != '\n' ? ajouter(&texte, "\n", 1) : status;
        fclose(*file_r);
        *file_r = status == STATUS_OK ? relire(&texte) : NULL;
        spool_close(texte.spool);
        TRY(status);
    }
    if (*file_r) {
        passer_separateur(*file_r);
    }
    return STATUS_OK;
}

static const char *refuser_tete(FILE *file)
{
    char tete[TETE];
    const char *raison = autre_chose(tete, fread(tete, 1, TETE, file));
    rewind(file);
    return raison;
}

enum status import_fichier_ouvrir(struct arena *arena, const char *path, size_t octets_max,
                                  struct import_fichier *fichier_r, const char **raison_r)
{
    struct copie brut = {.spool = spool_create(arena, DOSSIER)};
    const char *raison = deplier(arena, path, octets_max, &brut);
    FILE *file = raison ? NULL : relire(&brut);
    raison = file ? refuser_tete(file) : raison;
    if (raison) {
        spool_close(brut.spool);
        *raison_r = raison;
        if (file) {
            fclose(file);
        }
        return STATUS_REFUSED;
    }
    enum status status = file ? en_texte(arena, &brut, &file) : STATUS_ERROR;
    if (status != STATUS_OK || !file) {
        return status != STATUS_OK ? status : STATUS_ERROR;
    }
    *fichier_r = (struct import_fichier){file, spool_size(brut.spool)};
    return STATUS_OK;
}
