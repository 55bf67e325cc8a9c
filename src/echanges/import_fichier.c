/* A file to import: unpacked, in UTF-8, or refused in words that help. */
#include "import_fichier.h"

#include "buffer.h"
#include "gzip.h"
#include "text.h"
#include "utf8.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

struct octets {
    char *debut;
    size_t n;
};

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

static const char *autre_chose(const struct octets *o)
{
    for (size_t i = 0; i < sizeof autres / sizeof *autres; i++) {
        if (o->n >= autres[i].n && memcmp(o->debut, autres[i].debut, autres[i].n) == 0) {
            return autres[i].raison;
        }
    }
    return NULL;
}

/* ---- reading */

static const char *lire(struct arena *arena, const char *path, size_t octets_max, struct octets *o)
{
    struct buffer buffer;
    struct stat about;
    bool small = stat(path, &about) == 0 && (size_t)about.st_size < octets_max;
    buffer_init(&buffer, arena, small ? (size_t)about.st_size + 2 : 1);
    enum status status = gzip_read(path, octets_max, &buffer);
    *o = (struct octets){buffer.data, buffer.length};
    if (status == STATUS_NOT_FOUND) {
        return arena_printf(arena, "fichier « %s » introuvable ou illisible", path);
    }
    if (status == STATUS_TOO_LARGE) {
        return arena_printf(arena, "fichier de plus de %zu Mo", octets_max >> 20);
    }
    return status == STATUS_OK ? NULL : "fichier gzip coupé ou abîmé";
}

/* ---- encodings */

/* What is no character of `codage` becomes U+FFFD, which no title may hold: its row says so. */
static struct octets convertir(struct arena *arena, const struct octets *o, const char *codage)
{
    iconv_t to = iconv_open("UTF-8", codage);
    size_t room = o->n * 3 + 4;
    struct octets out = {arena_alloc(arena, room), 0};
    char *from = o->debut;
    char *at = out.debut;
    size_t left = o->n;
    if (to == (iconv_t)-1) {
        return *o;
    }
    room--;
    while (left && iconv(to, &from, &left, &at, &room) == (size_t)-1 && left && room > 3) {
        memcpy(at, "\xEF\xBF\xBD", 3);
        at += 3;
        room -= 3;
        from++;
        left--;
    }
    iconv_close(to);
    out.n = (size_t)(at - out.debut);
    *at = '\0';
    return out;
}

/* Only when no line has characters of UTF-8: such a file is UTF-8 with faults, and its lines tell.
 */
static bool est_windows(const struct octets *o)
{
    bool autre = false;
    for (size_t at = 0; at < o->n;) {
        const char *line = o->debut + at;
        const char *end = memchr(line, '\n', o->n - at);
        size_t length = end ? (size_t)(end - line) + 1 : o->n - at;
        bool ascii = true;
        for (size_t i = 0; i < length && ascii; i++) {
            ascii = (unsigned char)line[i] < 0x80;
        }
        if (!ascii && utf8_is_valid(line, length)) {
            return false;
        }
        autre = autre || !ascii;
        at += length;
    }
    return autre;
}

static struct octets en_utf8(struct arena *arena, struct octets o)
{
    bool little = o.n >= 2 && memcmp(o.debut, "\xFF\xFE", 2) == 0;
    bool big = o.n >= 2 && memcmp(o.debut, "\xFE\xFF", 2) == 0;
    if (little || big) {
        o.debut += 2;
        o.n -= 2;
        return convertir(arena, &o, big ? "UTF-16BE" : "UTF-16LE");
    }
    if (o.n >= 3 && memcmp(o.debut, "\xEF\xBB\xBF", 3) == 0) {
        o.debut += 3;
        o.n -= 3;
    }
    return est_windows(&o) ? convertir(arena, &o, "WINDOWS-1252") : o;
}

/* ---- lines */

static bool est_xml(const struct octets *o)
{
    size_t blank = strspn(o->debut, " \t\r\n");
    const char *at = o->debut + (strncmp(o->debut, "\xEF\xBB\xBF", 3) == 0 ? 3 : blank);
    return *at == '<';
}

/* « sep=; », which spreadsheets put first: no row of the file. Its line stays, blank. */
static void effacer_separateur(struct octets *o)
{
    char *end = memchr(o->debut, '\n', o->n);
    if (end && strncmp(o->debut, "sep=", 4) == 0 && end - o->debut <= 6) {
        o->n -= (size_t)(end - o->debut);
        o->debut = end;
    }
}

static struct octets finir(struct arena *arena, const struct octets *o)
{
    if (o->n == 0 || o->debut[o->n - 1] == '\n') {
        return *o;
    }
    struct octets whole = {arena_alloc(arena, o->n + 2), o->n + 1};
    memcpy(whole.debut, o->debut, o->n);
    whole.debut[o->n] = '\n';
    whole.debut[o->n + 1] = '\0';
    return whole;
}

enum status import_fichier_ouvrir(struct arena *arena, const char *path, size_t octets_max,
                                  struct import_fichier *fichier_r, const char **raison_r)
{
    struct import_fichier fichier = {0};
    struct octets o;
    const char *raison = lire(arena, path, octets_max, &o);
    raison = raison ? raison : autre_chose(&o);
    if (raison) {
        *raison_r = raison;
        return STATUS_REFUSED;
    }
    if (!est_xml(&o)) {
        o = en_utf8(arena, o);
        effacer_separateur(&o);
        o = finir(arena, &o);
    }
    fichier.taille = o.n;
    /* fmemopen() takes no empty memory. */
    fichier.file = o.n ? fmemopen(o.debut, o.n, "r") : fopen("/dev/null", "re");
    if (!fichier.file) {
        return STATUS_ERROR;
    }
    *fichier_r = fichier;
    return STATUS_OK;
}
