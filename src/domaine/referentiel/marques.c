#include "marques.h"

#include "ascii.h"
#include "fold.h"
#include "utf8.h"

#include <string.h>

struct formacode_mots formacode_mots_de(struct arena *arena, const char *text)
{
    struct fold_words words = fold_split(arena, text);
    struct fold_words stems = fold_stems(arena, text);
    struct formacode_mots mots = {.items = ARENA_ARRAY(arena, struct formacode_mot, words.n)};
    for (size_t i = 0; i < words.n && mots.n < stems.n; i++) {
        /* A stop word alone is its own stem, which is none of those of the text. */
        const char *stem = fold_stems(arena, words.items[i]).items[0];
        if (strcmp(stem, stems.items[mots.n]) == 0) {
            mots.items[mots.n++] = (struct formacode_mot){words.items[i], stem};
        }
    }
    return mots;
}

/* ---- words as they are written */

/* Bytes of the character at `text`, and whether it belongs to a word: folding decides. */
static size_t caractere(struct arena *arena, const char *text, bool *lettre_r)
{
    unsigned char byte = (unsigned char)*text;
    if (byte < 0x80) {
        *lettre_r = ascii_is_alnum(*text);
        return 1;
    }
    size_t n = utf8_first(text);
    *lettre_r = *fold_text(arena, arena_strndup(arena, text, n)) != '\0';
    return n;
}

/* Bytes up to where what stands at `text` ends, a word or what is between two. */
static size_t longueur(struct arena *arena, const char *text, bool *lettre_r)
{
    size_t length = caractere(arena, text, lettre_r);
    while (text[length]) {
        bool letter = false;
        size_t n = caractere(arena, text + length, &letter);
        if (letter != *lettre_r) {
            break;
        }
        length += n;
    }
    return length;
}

/* ---- pieces */

struct coupe {
    struct arena *arena;
    struct morceau *items;
    size_t n;
};

/* Neighbours of the same kind become one piece. */
static void couper(struct coupe *coupe, const char *text, size_t length, bool marque)
{
    struct morceau *last = coupe->n ? &coupe->items[coupe->n - 1] : NULL;
    if (length == 0) {
        return;
    }
    if (last && last->marque == marque) {
        last->texte = arena_printf(coupe->arena, "%s%.*s", last->texte, (int)length, text);
        return;
    }
    *ARENA_PUSH(coupe->arena, coupe->items, coupe->n) =
        (struct morceau){arena_strndup(coupe->arena, text, length), marque};
}

struct morceaux marques_de(struct arena *arena, const char *texte,
                           bool (*repond)(const void *contexte, const struct formacode_mot *mot),
                           const void *contexte)
{
    struct coupe coupe = {.arena = arena};
    const char *plain = texte; /* not cut yet */
    for (const char *at = texte; repond && *at;) {
        bool word = false;
        size_t length = longueur(arena, at, &word);
        struct fold_words folded = {0};
        if (word) {
            folded = fold_split(arena, arena_strndup(arena, at, length));
        }
        const struct formacode_mot mot = {folded.n ? folded.items[0] : "",
                                          folded.n ? fold_stems(arena, folded.items[0]).items[0]
                                                   : ""};
        if (folded.n && repond(contexte, &mot)) {
            couper(&coupe, plain, (size_t)(at - plain), false);
            couper(&coupe, at, length, true);
            plain = at + length;
        }
        at += length;
    }
    couper(&coupe, plain, strlen(plain), false);
    return (struct morceaux){coupe.items, coupe.n};
}
