/* Any bytes: repaired they are UTF-8, cleaned twice is cleaned once, folded holds words alone. */
#include "fold.h"
#include "text.h"
#include "utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth) {
        abort();
    }
}

static bool is_utf8(const char *text)
{
    return utf8_is_valid(text, strlen(text));
}

static void check_clean(struct arena *arena, const char *text)
{
    char *cleaned = text_clean(arena, text);
    char *lines = text_clean_lines(arena, text);
    require(is_utf8(cleaned) && is_utf8(lines));
    require(strcmp(text_clean(arena, cleaned), cleaned) == 0);
    require(strcmp(text_clean_lines(arena, lines), lines) == 0);
    require(strpbrk(cleaned, "\r\n\t") == NULL && strpbrk(lines, "\r\t") == NULL);
    require(strstr(lines, "\n\n\n") == NULL);
    require(text_length(cleaned) <= strlen(cleaned));
    if (text_first_forbidden(cleaned, false) == 0) {
        require(text_first_forbidden(cleaned, true) == 0);
    }
    char *bare = text_without_spaces(arena, text);
    require(is_utf8(bare) && strlen(bare) <= strlen(text));
    int64_t value;
    if (text_to_int(text, &value)) {
        require(strlen(text) > 0 && !text_has_tag(text));
    }
}

static void check_fold(struct arena *arena, const char *text)
{
    char *folded = fold_text(arena, text);
    require(is_utf8(folded));
    require(strstr(folded, "  ") == NULL && *folded != ' ');
    for (const char *c = folded; *c; c++) {
        require((unsigned char)*c >= 0x80 || *c == ' ' || (*c >= 'a' && *c <= 'z') ||
                (*c >= '0' && *c <= '9'));
    }
    struct fold_words words = fold_split(arena, text);
    struct fold_words stems = fold_stems(arena, text);
    require(stems.n <= words.n && (stems.n > 0) == (words.n > 0));
    for (size_t i = 0; i < stems.n; i++) {
        require(*stems.items[i] != '\0' && is_utf8(stems.items[i]));
    }
    /* A person who leaves the accents out finds the same. */
    require(strcmp(fold_stems_text(arena, folded), fold_stems_text(arena, text)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    bool damaged;
    char *text = text_repair_utf8(arena, (const char *)data, size, &damaged);
    require(is_utf8(text));
    require(damaged == !utf8_is_valid((const char *)data, size));
    check_clean(arena, text);
    check_fold(arena, text);
    char *raw = arena_strndup(arena, (const char *)data, size);
    text_clean(arena, raw);
    fold_text(arena, raw);
    text_first_forbidden(raw, false);
    arena_destroy(arena);
    return 0;
}
