#include "formacode_private.h"
#include "formacode_reference.h"

#include "buffer.h"
#include "fold.h"
#include "utf8.h"

#include <string.h>

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
