#include "formacode_private.h"
#include "formacode_reference.h"

#include "buffer.h"
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

const char *formacode_capitales(struct arena *arena, const char *libelle)
{
    struct buffer text;
    buffer_init(&text, arena, strlen(libelle) + 1);
    while (*libelle) {
        size_t n = utf8_first(libelle);
        const char *letter = arena_strndup(arena, libelle, n);
        const char *folded = strcmp(letter, "’") == 0 ? "'" : fold_text(arena, letter);
        for (const char *c = *folded ? folded : letter; *c; c++) {
            buffer_char(&text, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
        }
        libelle += n;
    }
    return text.data;
}
