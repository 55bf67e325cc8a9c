#include "text.h"

#include "ascii.h"
#include "buffer.h"
#include "text_private.h"
#include "utf8.h"

#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

char *text_repair_utf8(struct arena *arena, const char *bytes, size_t length, bool *damaged_r)
{
    if (utf8_is_valid(bytes, length)) {
        *damaged_r = false;
        return arena_strndup(arena, bytes, length);
    }
    char *repaired = arena_alloc_array(arena, length + 1, strlen(REPLACEMENT));
    size_t end = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t n = utf8_decode(bytes + at, length - at, &code);
        if (n && code) {
            memcpy(repaired + end, bytes + at, n);
            end += n;
            at += n;
        } else {
            memcpy(repaired + end, REPLACEMENT, strlen(REPLACEMENT));
            end += strlen(REPLACEMENT);
            at += n ? n : utf8_damaged_length(bytes + at, length - at);
        }
    }
    *damaged_r = true;
    return repaired;
}

bool text_list_holds(struct text_list list, const char *text)
{
    for (size_t i = 0; i < list.n; i++) {
        if (strcmp(list.items[i], text) == 0) {
            return true;
        }
    }
    return false;
}

void text_list_add(struct arena *arena, struct text_list *list, const char *text)
{
    *ARENA_PUSH(arena, list->items, list->n) = text;
}

struct text_list text_split(struct arena *arena, const char *text, const char *separators)
{
    struct text_list pieces = {0};
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t length = strcspn(text, separators);
        text_list_add(arena, &pieces, arena_strndup(arena, text, length));
        text += length;
    }
    return pieces;
}

const char *text_join(struct arena *arena, const char *separator, const char *const *items)
{
    struct buffer out;
    buffer_init(&out, arena, 128);
    for (; *items; items++) {
        if ((*items)[0]) {
            buffer_text(&out, out.length ? separator : "");
            buffer_text(&out, *items);
        }
    }
    return out.data;
}

size_t text_length(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += !utf8_is_inner(*text);
    }
    return count;
}

static bool text_is_forbidden(uint32_t code, bool multiline)
{
    if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) {
        return !(multiline && (code == '\n' || code == '\t'));
    }
    /* Private signs show as boxes: their font is not here. */
    return (code >= 0xE000 && code <= 0xF8FF) || code >= 0xF0000 || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || (code >= 0xFFFD && code <= 0xFFFF);
}

const char *text_find_forbidden(const char *text, bool multiline)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t n = utf8_decode(text + at, length - at, &code);
        if (n == 0 || text_is_forbidden(code, multiline)) {
            return text + at;
        }
        at += n;
    }
    return NULL;
}

uint32_t text_first_forbidden(const char *text, bool multiline)
{
    uint32_t code = 0;
    const char *found = text_find_forbidden(text, multiline);
    if (!found) {
        return 0;
    }
    return utf8_decode(found, strlen(found), &code) ? code : 0xFFFD;
}

bool text_is_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!ascii_is_digit(text[i])) {
            return false;
        }
    }
    return text[length] == '\0';
}

bool text_is_number(const char *text)
{
    return *text && text_is_digits(text, strlen(text));
}

bool text_to_int(const char *text, int64_t *value_r)
{
    bool negative = text[0] == '-';
    const char *digit = text + negative;
    int64_t value = 0;
    if (!*digit) {
        return false;
    }
    for (; *digit; digit++) {
        if (*digit < '0' || *digit > '9') {
            return false;
        }
        /* Downwards when negative: INT64_MIN has no positive twin. */
        int64_t step = negative ? -(*digit - '0') : *digit - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, step, &value)) {
            return false;
        }
    }
    *value_r = value;
    return true;
}

static size_t text_space_length(const char *at)
{
    if (ascii_is_space(*at)) {
        return 1;
    }
    if (strncmp(at, "\xC2\xA0", 2) == 0) {
        return 2;
    }
    return strncmp(at, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

char *text_without_spaces(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text ? text : "");
    char *to = copy;
    for (const char *from = copy; *from;) {
        size_t n = text_space_length(from);
        if (n) {
            from += n;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return copy;
}

bool text_equal_secret(const char *a, const char *b)
{
    size_t length = strlen(a);
    if (length != strlen(b)) {
        return false;
    }
    /* volatile: the compiler must not leave the loop early. */
    volatile unsigned char difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference = (unsigned char)(difference | ((unsigned char)a[i] ^ (unsigned char)b[i]));
    }
    return difference == 0;
}

static utf8proc_option_t text_map_options(enum text_map map)
{
    if (map == TEXT_MAP_NFC) {
        return UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    }
    return UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
           UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
}

char *text_map(struct arena *arena, const char *text, enum text_map map)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t length = (utf8proc_ssize_t)strlen(text);
    utf8proc_option_t options = text_map_options(map);
    utf8proc_ssize_t needed = utf8proc_decompose(bytes, length, NULL, 0, options);
    if (needed < 0) {
        return arena_strdup(arena, "");
    }
    utf8proc_int32_t *codes = ARENA_ARRAY(arena, utf8proc_int32_t, (size_t)needed + 1);
    utf8proc_decompose(bytes, length, codes, needed, options);
    /* Encodes in place: four bytes hold any code point and one more element the NUL. */
    utf8proc_ssize_t size = utf8proc_reencode(codes, needed, options);
    return size < 0 ? arena_strdup(arena, "") : (char *)codes;
}

void text_append_code(struct buffer *to, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t length = utf8proc_encode_char((utf8proc_int32_t)code, bytes);
    buffer_append(to, (const char *)bytes, (size_t)length);
}

bool text_code_is_word(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

char *text_upper(struct arena *arena, const char *text)
{
    size_t length = strlen(text);
    /* No capital is more than half as long again as its letter, in UTF-8. */
    char *upper = arena_alloc(arena, length + length / 2 + 5);
    size_t end = 0;
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                  (utf8proc_ssize_t)(length - at), &point);
        if (taken <= 0) {
            break;
        }
        at += (size_t)taken;
        end +=
            (size_t)utf8proc_encode_char(utf8proc_toupper(point), (utf8proc_uint8_t *)upper + end);
    }
    upper[end] = '\0';
    return upper;
}

char *text_one_line(struct arena *arena, const char *text)
{
    char *line = arena_strdup(arena, text ? text : "");
    for (char *p = line; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f) {
            *p = ' ';
        }
    }
    return line;
}
