#include "formacode_private.h"

#include "ascii.h"
#include "buffer.h"
#include "fold.h"
#include "text.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

STATEMENT(FORMACODE_TOUS, "", "itttttbb",
          "SELECT f.version, f.code, f.majuscules, f.libelle, f.synonymes, f.successeur,"
          " f.retire, v.capitales FROM formacode f"
          " JOIN formacode_version v ON v.version = f.version ORDER BY f.version DESC, f.code");

STATEMENT(FORMACODE_RELIER, "ittt", "",
          "UPDATE formacode SET libelle = $3, successeur = $4 WHERE version = $1 AND code = $2");

struct terme {
    int64_t version;
    const char *code;
    const char *majuscules;
    const char *libelle;
    const char *synonymes;
    const char *successeur; /* "" for none */
    bool retire;
    bool capitales;
};

/* A sorted list of keys, each with a value; several values may share a key. */
struct paire {
    const char *cle;
    const char *valeur;
};

struct index {
    struct paire *items;
    size_t n;
};

struct courante {
    int64_t version;
    const struct terme *termes; /* not `retire`, by code */
    size_t n;
    struct index majuscules; /* → code */
    struct index libelles;   /* stems → code */
    struct index synonymes;  /* stems → code */
    struct index mots;       /* folded word → as current labels spell it */
    struct index autres;     /* likewise, synonyms */
};

/* ---- indexes */

static void indexer(struct arena *arena, struct index *index, const char *cle, const char *valeur)
{
    if (!*cle) {
        return;
    }
    *ARENA_PUSH(arena, index->items, index->n) = (struct paire){cle, valeur};
}

static int par_cle(const void *a, const void *b)
{
    return strcmp(((const struct paire *)a)->cle, ((const struct paire *)b)->cle);
}

static void trier(struct index *index)
{
    if (index->n) {
        qsort(index->items, index->n, sizeof(struct paire), par_cle);
    }
}

/* The value of a key when all agree, else NULL. */
static const char *seul(const struct index *index, const char *cle)
{
    const struct paire wanted = {cle, NULL};
    const struct paire *found =
        index->n ? bsearch(&wanted, index->items, index->n, sizeof(wanted), par_cle) : NULL;
    if (!found) {
        return NULL;
    }
    const struct paire *end = index->items + index->n;
    for (const struct paire *p = found; p > index->items && strcmp(p[-1].cle, cle) == 0; p--) {
        if (strcmp(p[-1].valeur, found->valeur) != 0) {
            return NULL;
        }
    }
    for (const struct paire *p = found + 1; p < end && strcmp(p->cle, cle) == 0; p++) {
        if (strcmp(p->valeur, found->valeur) != 0) {
            return NULL;
        }
    }
    return found->valeur;
}

/* ---- spelling */

/* Punctuation of General Punctuation (U+20xx…) and Latin-1 starts with these bytes; letters of
 * French do not. */
static bool est_lettre(const char *c)
{
    unsigned char byte = (unsigned char)*c;
    if (byte < 0x80) {
        return ascii_is_alnum(*c);
    }
    return byte != 0xC2 && byte != 0xE2;
}

/* The end of the word or of the separators that start at `text`; text[0] is not NUL. */
static const char *fin_de_suite(const char *text)
{
    bool letter = est_lettre(text);
    do {
        text += utf8_first(text);
    } while (*text && est_lettre(text) == letter);
    return text;
}

static bool est_sigle(const char *word)
{
    return strlen(word) > 1 && word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0';
}

static void minusculer(char *text, size_t letters)
{
    for (unsigned char *c = (unsigned char *)text; *c && letters > 0; c++, letters--) {
        *c = (unsigned char)ascii_lower((char)*c);
        if (*c == 0xC3 && c[1] >= 0x80 && c[1] <= 0x9E && c[1] != 0x97) {
            c[1] = (unsigned char)(c[1] + 0x20);
        } else if (*c == 0xC5 && c[1] == 0x92) {
            c[1] = 0x93;
        }
        while (utf8_is_inner((char)c[1])) {
            c++;
        }
    }
}

static void majusculer_initiale(char *text)
{
    unsigned char *c = (unsigned char *)text;
    if (*c >= 'a' && *c <= 'z') {
        *c = (unsigned char)(*c - 'a' + 'A');
    } else if (*c == 0xC3 && c[1] >= 0xA0 && c[1] <= 0xBE && c[1] != 0xB7) {
        c[1] = (unsigned char)(c[1] - 0x20);
    } else if (*c == 0xC5 && c[1] == 0x93) {
        c[1] = 0x92;
    }
}

/* How a label spells its words; the capital of its first one is that of the sentence. */
static void apprendre_mots(struct arena *arena, struct index *mots, const char *libelle)
{
    for (const char *at = libelle; *at;) {
        const char *end = fin_de_suite(at);
        if (est_lettre(at)) {
            char *word = arena_strndup(arena, at, (size_t)(end - at));
            if (at == libelle && !est_sigle(word)) {
                minusculer(word, 1);
            }
            indexer(arena, mots, fold_text(arena, word), word);
        }
        at = end;
    }
}

static const char *ecrire_libelle(struct arena *arena, const struct courante *courante,
                                  const char *majuscules)
{
    struct buffer label;
    buffer_init(&label, arena, strlen(majuscules) + 16);
    for (const char *at = majuscules; *at;) {
        const char *end = fin_de_suite(at);
        char *word = arena_strndup(arena, at, (size_t)(end - at));
        const char *folded = fold_text(arena, word);
        const char *spelled = est_lettre(at) ? seul(&courante->mots, folded) : NULL;
        if (!spelled && est_lettre(at)) {
            spelled = seul(&courante->autres, folded);
        }
        if (!spelled) {
            minusculer(word, strlen(word));
        }
        buffer_text(&label, spelled ? spelled : word);
        at = end;
    }
    majusculer_initiale(label.data);
    return label.data;
}

const char *formacode_casse(struct arena *arena, const char *majuscules)
{
    const struct courante nothing = {0};
    return ecrire_libelle(arena, &nothing, majuscules);
}

/* ---- the current version */

static int par_code(const void *code, const void *terme)
{
    return strcmp(code, ((const struct terme *)terme)->code);
}

static const struct terme *terme_de(const struct courante *courante, const char *code)
{
    return courante->n
               ? bsearch(code, courante->termes, courante->n, sizeof(struct terme), par_code)
               : NULL;
}

static void apprendre(struct arena *arena, struct courante *courante, const struct terme *terme)
{
    indexer(arena, &courante->majuscules, terme->majuscules, terme->code);
    indexer(arena, &courante->libelles, fold_stems_text(arena, terme->libelle), terme->code);
    struct text_list synonymes = text_split(arena, terme->synonymes, "\n");
    for (size_t i = 0; i < synonymes.n; i++) {
        const char *plie = fold_stems_text(arena, synonymes.items[i]);
        indexer(arena, &courante->synonymes, plie, terme->code);
        apprendre_mots(arena, &courante->autres, synonymes.items[i]);
    }
    if (!terme->capitales) {
        apprendre_mots(arena, &courante->mots, terme->libelle);
    }
}

static void connaitre(struct arena *arena, struct courante *courante, const struct terme *termes,
                      size_t n)
{
    struct terme *kept = ARENA_ARRAY(arena, struct terme, n);
    courante->version = n ? termes[0].version : 0;
    for (size_t i = 0; i < n && termes[i].version == courante->version; i++) {
        if (!termes[i].retire) {
            kept[courante->n++] = termes[i];
            apprendre(arena, courante, &termes[i]);
        }
    }
    courante->termes = kept;
    trier(&courante->majuscules);
    trier(&courante->libelles);
    trier(&courante->synonymes);
    trier(&courante->mots);
    trier(&courante->autres);
}

/* ---- the others */

/* formacode.h tells the rule. "" when there is none. */
static const char *successeur(struct arena *arena, const struct courante *courante,
                              const struct terme *terme)
{
    const struct terme *same = terme_de(courante, terme->code);
    if (same && strcmp(same->majuscules, terme->majuscules) == 0) {
        return same->code;
    }
    const char *found = seul(&courante->majuscules, terme->majuscules);
    if (!found && same) {
        return same->code;
    }
    const char *stems = fold_stems_text(arena, terme->majuscules);
    if (!found) {
        found = seul(&courante->libelles, stems);
    }
    if (!found) {
        found = seul(&courante->synonymes, stems);
    }
    return found ? found : "";
}

static const char *libelle(struct arena *arena, const struct courante *courante,
                           const struct terme *terme)
{
    if (!terme->capitales) {
        return terme->libelle;
    }
    const struct terme *same = terme_de(courante, terme->code);
    if (!same || strcmp(same->majuscules, terme->majuscules) != 0) {
        const char *code = seul(&courante->majuscules, terme->majuscules);
        same = code ? terme_de(courante, code) : NULL;
    }
    return same && !same->capitales ? same->libelle
                                    : ecrire_libelle(arena, courante, terme->majuscules);
}

static enum status lire_tous(struct db *db, struct arena *arena, struct terme **termes_r,
                             size_t *n_r)
{
    struct terme *termes = NULL;
    size_t n = 0;
    struct db_rows rows;
    db_query(db, &FORMACODE_TOUS, &rows, NULL, 0);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, termes, n) = (struct terme){.version = db_int(&rows, 0),
                                                       .code = db_text(&rows, 1, arena),
                                                       .majuscules = db_text(&rows, 2, arena),
                                                       .libelle = db_text(&rows, 3, arena),
                                                       .synonymes = db_text(&rows, 4, arena),
                                                       .successeur = db_text(&rows, 5, arena),
                                                       .retire = db_bool(&rows, 6),
                                                       .capitales = db_bool(&rows, 7)};
    }
    *termes_r = termes;
    *n_r = n;
    return db_end(&rows);
}

enum status formacode_relier(struct db *db, struct arena *arena)
{
    struct terme *termes = NULL;
    size_t n = 0;
    TRY(lire_tous(db, arena, &termes, &n));
    struct courante courante = {0};
    connaitre(arena, &courante, termes, n);
    for (size_t i = 0; i < n; i++) {
        const char *next = successeur(arena, &courante, &termes[i]);
        const char *label = libelle(arena, &courante, &termes[i]);
        if (strcmp(next, termes[i].successeur) != 0 || strcmp(label, termes[i].libelle) != 0) {
            TRY(DB_EXEC(db, &FORMACODE_RELIER, NULL, BIND_INT(termes[i].version),
                        BIND_TEXT(termes[i].code), BIND_TEXT(label), BIND_TEXT_OR_NULL(next)));
        }
    }
    return STATUS_OK;
}
