#include "text.h"

#include "buffer.h"
#include "text_private.h"
#include "utf8.h"

#include <string.h>

#define PASSES 4 /* a page that shows the source of a page that shows… */
#define BULLET "•"

/* Spaces that differ from U+0020 are tabs until lines are made: a run that holds one becomes one
 * space, while "a  b" stays as it was typed. */
#define OTHER_SPACE '\t'

struct text_replacement {
    uint32_t code;
    const char *text;
};

/* Word's own controls, and what PDF, Symbol and Wingdings write. */
static const struct text_replacement replacements[] = {
    {0x0B, "\n"},     {0x0C, "\n"},     {0x0D, "\n"},     {0x1E, "-"},      {0x1F, ""},
    {0xA0, "\t"},     {0xAD, ""},       {0x034F, ""},     {0x061C, ""},     {0x1680, "\t"},
    {0x180E, ""},     {0x2010, "-"},    {0x2011, "-"},    {0x2023, BULLET}, {0x2028, "\n"},
    {0x2029, "\n"},   {0x202F, "\t"},   {0x205F, "\t"},   {0x25AA, BULLET}, {0x25E6, BULLET},
    {0x25CF, BULLET}, {0x3000, "\t"},   {0xF04A, "☺"},    {0xF071, BULLET}, {0xF06E, BULLET},
    {0xF076, BULLET}, {0xF0A7, BULLET}, {0xF0A8, BULLET}, {0xF0B7, BULLET}, {0xF0D8, BULLET},
    {0xF0E0, "→"},    {0xF0FC, BULLET}, {0xFB00, "ff"},   {0xFB01, "fi"},   {0xFB02, "fl"},
    {0xFB03, "ffi"},  {0xFB04, "ffl"},  {0xFB05, "st"},   {0xFB06, "st"},   {0xFEFF, ""},
    {0xFFFC, ""},
};

/* U+0080 to U+009F are what a file of windows-1252 read as Latin-1 holds; five are nothing. */
static const char *const windows[] = {"€", NULL, "‚",  "ƒ", "„",  "…",  "†", "‡",  "ˆ", "‰", "Š",
                                      "‹", "Œ",  NULL, "Ž", NULL, NULL, "‘", "’",  "“", "”", BULLET,
                                      "–", "—",  "˜",  "™", "š",  "›",  "œ", NULL, "ž", "Ÿ"};

/* NULL: the character stays. */
static const char *text_replacement(uint32_t code)
{
    if (code >= 0x80 && code <= 0x9F) {
        return windows[code - 0x80];
    }
    if (code >= 0x2000 && code <= 0x200A) {
        return "\t";
    }
    if ((code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
        (code >= 0x2060 && code <= 0x206F) || (code >= 0xFFF9 && code <= 0xFFFB)) {
        return "";
    }
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        if (replacements[i].code == code) {
            return replacements[i].text;
        }
    }
    return NULL;
}

static char *text_replace(struct arena *arena, const char *text)
{
    struct buffer replaced;
    size_t length = strlen(text);
    buffer_init(&replaced, arena, length + 1);
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t n = utf8_decode(text + at, length - at, &code);
        bool common = (code >= ' ' && code < 0x7F) || (code > 0xAD && code < 0x0300);
        const char *other = common ? NULL : text_replacement(code);
        if (code == '\r' && text[at + 1] == '\n') {
            other = "";
        }
        if (other) {
            buffer_text(&replaced, other);
        } else {
            buffer_append(&replaced, text + at, n);
        }
        at += n;
    }
    return replaced.data;
}

/* Every code point below U+0300 is in NFC already and none composes with what follows it: nothing
 * to do for French as it is typed. UTF-8 writes U+0300 as CC 80. */
static bool text_may_need_nfc(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text >= 0xCC) {
            return true;
        }
    }
    return false;
}

static bool text_is_blank(char c)
{
    return c == ' ' || c == OTHER_SPACE;
}

/* Length of the bullet at the beginning of a line, 0: there is none. A dash, an angle or Word's "o"
 * is a letter of the text unless a space and a text follow. */
static size_t text_bullet_length(const char *line, size_t length)
{
    static const char *const dashes[] = {"–", "»"};
    if (length >= strlen(BULLET) && strncmp(line, BULLET, strlen(BULLET)) == 0) {
        return strlen(BULLET);
    }
    if (length > 2 && (line[0] == 'o' || line[0] == '-') && line[1] == OTHER_SPACE) {
        return 1;
    }
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
        size_t n = strlen(dashes[i]);
        if (length > n + 1 && strncmp(line, dashes[i], n) == 0 && text_is_blank(line[n])) {
            return n;
        }
    }
    return 0;
}

static size_t text_blank_length(const char *line, size_t length, bool *other_r)
{
    size_t n = 0;
    for (*other_r = false; n < length && text_is_blank(line[n]); n++) {
        *other_r |= line[n] == OTHER_SPACE;
    }
    return n;
}

/* What a line says, without spaces at its end. */
static void text_append_line(struct buffer *to, const char *line, size_t length)
{
    bool other = false;
    while (length && text_is_blank(line[length - 1])) {
        length--;
    }
    while (length) {
        size_t n = text_blank_length(line, length, &other);
        if (other) {
            buffer_char(to, ' ');
        } else {
            buffer_append(to, line, n);
        }
        line += n;
        length -= n;
        for (n = 0; n < length && !text_is_blank(line[n]); n++) {
        }
        buffer_append(to, line, n);
        line += n;
        length -= n;
    }
}

static void text_append_item(struct buffer *to, const char *line, size_t length)
{
    bool other = false;
    size_t indent = text_blank_length(line, length, &other);
    size_t bullet = text_bullet_length(line + indent, length - indent);
    if (!bullet) {
        text_append_line(to, line, length);
        return;
    }
    line += indent + bullet;
    length -= indent + bullet;
    indent = text_blank_length(line, length, &other);
    if (indent < length) {
        buffer_literal(to, "- ");
        text_append_line(to, line + indent, length - indent);
    }
}

static void text_trim_end(struct buffer *text, size_t from, const char *what)
{
    while (text->length > from && strchr(what, text->data[text->length - 1])) {
        text->data[--text->length] = '\0';
    }
}

static char *text_make_lines(struct arena *arena, const char *text)
{
    struct buffer lines;
    size_t empty = 0;
    buffer_init(&lines, arena, strlen(text) + 1);
    while (*text) {
        size_t length = strcspn(text, "\n");
        size_t before = lines.length;
        if (before) {
            buffer_literal(&lines, "\n");
        }
        size_t start = lines.length;
        text_append_item(&lines, text, length);
        empty = lines.length == start ? empty + 1 : 0;
        if (empty > 1 || lines.length == 0) {
            text_trim_end(&lines, before, "\n");
        }
        text += length + (text[length] == '\n');
    }
    text_trim_end(&lines, 0, "\n ");
    return lines.data + strspn(lines.data, " ");
}

static char *text_make_line(struct arena *arena, char *text)
{
    struct buffer line;
    for (char *c = text; *c; c++) {
        *c = (char)(*c == '\n' ? OTHER_SPACE : *c);
    }
    text += strspn(text, " \t");
    while (strncmp(text, BULLET, strlen(BULLET)) == 0) {
        text += strlen(BULLET);
        text += strspn(text, " \t");
    }
    buffer_init(&line, arena, strlen(text) + 1);
    text_append_line(&line, text, strlen(text));
    return line.data;
}

static char *text_pass(struct arena *arena, const char *text, bool lines)
{
    char *passed = text_replace(arena, text);
    if (text_may_need_nfc(passed)) {
        passed = text_map(arena, passed, TEXT_MAP_NFC);
    }
    if (strpbrk(passed, "<&")) {
        passed = text_replace(arena, text_plain(arena, passed));
    }
    return lines ? text_make_lines(arena, passed) : text_make_line(arena, passed);
}

/* Most of what is typed: ASCII in which nothing above finds anything to change. */
static bool text_is_clean(const char *text)
{
    const char *at = text;
    while (*at >= ' ' && *at < 0x7F && *at != '<' && *at != '&') {
        at++;
    }
    return *at == '\0' && *text != ' ' && (at == text || at[-1] != ' ');
}

/* Until nothing changes, so that a cleaned text is a cleaned text. What would not end is no page.
 */
static char *text_clean_as(struct arena *arena, const char *text, bool lines)
{
    bool damaged;
    const char *given = text ? text : "";
    if (text_is_clean(given)) {
        return arena_strdup(arena, given);
    }
    char *cleaned = text_repair_utf8(arena, given, strlen(given), &damaged);
    for (int pass = 0;; pass++) {
        char *passed = text_pass(arena, cleaned, lines);
        if (strcmp(passed, cleaned) == 0) {
            return passed;
        }
        cleaned = passed;
        for (char *c = cleaned; pass == PASSES && *c; c++) {
            *c = (char)(*c == '<' || *c == '&' ? ' ' : *c);
        }
    }
}

char *text_clean(struct arena *arena, const char *text)
{
    return text_clean_as(arena, text, false);
}

char *text_clean_lines(struct arena *arena, const char *text)
{
    return text_clean_as(arena, text, true);
}
