#include "text_private.h"

#include "ascii.h"
#include "buffer.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

#define NAME_MAX_LENGTH 12
#define ENTITY_MAX_LENGTH 10
#define NAME_SIGNS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* What the place of a tag becomes. A script or a form is no text: it stays, for the reader to
 * refuse. */
enum text_tag { TAG_UNKNOWN, TAG_INLINE, TAG_BREAK, TAG_BLOCK, TAG_ITEM, TAG_CELL, TAG_HIDDEN };

static const struct {
    enum text_tag kind;
    const char *names; /* each between spaces */
} tags[] = {
    {TAG_INLINE,
     " a abbr acronym b bdo big body center cite code del dfn em font html i img ins kbd"
     " label mark meta link o:p q s small span strike strong sub sup tt u var wbr "},
    {TAG_BREAK, " br "},
    {TAG_BLOCK, " address article aside blockquote caption dd div dl dt fieldset figure footer"
                " h1 h2 h3 h4 h5 h6 head header hr main nav ol p pre section table tbody "
                " tfoot thead tr ul "},
    {TAG_ITEM, " li "},
    {TAG_CELL, " td th "},
    {TAG_HIDDEN, " style title xml "},
};

static const struct {
    const char *name;
    const char *text;
} entities[] = {
    {"amp", "&"},        {"nbsp", "\u00A0"},  {"lt", "<"},         {"gt", ">"},
    {"quot", "\""},      {"apos", "'"},       {"shy", ""},         {"ensp", " "},
    {"emsp", " "},       {"thinsp", " "},     {"zwnj", ""},        {"zwj", ""},
    {"agrave", "à"},     {"acirc", "â"},      {"auml", "ä"},       {"aelig", "æ"},
    {"ccedil", "ç"},     {"eacute", "é"},     {"egrave", "è"},     {"ecirc", "ê"},
    {"euml", "ë"},       {"icirc", "î"},      {"iuml", "ï"},       {"ocirc", "ô"},
    {"ouml", "ö"},       {"oelig", "œ"},      {"ugrave", "ù"},     {"ucirc", "û"},
    {"uuml", "ü"},       {"yuml", "ÿ"},       {"ntilde", "ñ"},     {"Agrave", "À"},
    {"Acirc", "Â"},      {"AElig", "Æ"},      {"Ccedil", "Ç"},     {"Eacute", "É"},
    {"Egrave", "È"},     {"Ecirc", "Ê"},      {"Euml", "Ë"},       {"Icirc", "Î"},
    {"Iuml", "Ï"},       {"Ocirc", "Ô"},      {"OElig", "Œ"},      {"Ugrave", "Ù"},
    {"Ucirc", "Û"},      {"laquo", "«"},      {"raquo", "»"},      {"lsquo", "\u2018"},
    {"rsquo", "\u2019"}, {"ldquo", "\u201C"}, {"rdquo", "\u201D"}, {"sbquo", "\u201A"},
    {"bdquo", "\u201E"}, {"ndash", "–"},      {"mdash", "—"},      {"hellip", "…"},
    {"bull", "•"},       {"middot", "·"},     {"euro", "€"},       {"deg", "°"},
    {"sup2", "²"},       {"frac12", "½"},     {"copy", "©"},       {"reg", "®"},
    {"trade", "™"},      {"times", "×"},
};

/* One tag: `length` bytes from its '<'. */
struct text_tag_read {
    enum text_tag kind;
    bool closing;
    size_t length;
    char name[NAME_MAX_LENGTH + 1];
};

static enum text_tag text_tag_kind(const char *name)
{
    char wanted[NAME_MAX_LENGTH + 3];
    snprintf(wanted, sizeof wanted, " %s ", name);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strstr(tags[i].names, wanted)) {
            return tags[i].kind;
        }
    }
    return TAG_UNKNOWN;
}

static size_t text_tag_name(const char *from, char name_r[NAME_MAX_LENGTH + 1])
{
    size_t n = 0;
    for (; n < NAME_MAX_LENGTH; n++) {
        char c = ascii_lower(from[n]);
        bool digit = n > 0 && (ascii_is_digit(c) || c == ':');
        if (!ascii_is_letter(c) && !digit) {
            break;
        }
        name_r[n] = c;
    }
    name_r[n] = '\0';
    return n;
}

/* A tag that is known and ends; another '<' before its '>' says that it was none. */
static struct text_tag_read text_read_tag(const char *at)
{
    struct text_tag_read tag = {.closing = at[1] == '/'};
    const char *name = at + 1 + tag.closing;
    const char *after = name + text_tag_name(name, tag.name);
    const char *end = strpbrk(after, "<>");
    if (end && *end == '>' && strchr(" \t\n/>", *after)) {
        tag.kind = text_tag_kind(tag.name);
        tag.length = (size_t)(end + 1 - at);
    }
    return tag;
}

/* Somebody who writes about the <table> of HTML does not close it; what a page gave does. */
static bool text_is_markup(const char *text)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        struct text_tag_read tag = text_read_tag(at);
        if (tag.kind && (tag.closing || tag.kind == TAG_BREAK)) {
            return true;
        }
    }
    return false;
}

static void text_end_line(struct buffer *to)
{
    if (to->length && to->data[to->length - 1] != '\n') {
        buffer_char(to, '\n');
    }
}

static void text_replace_tag(struct buffer *to, const struct text_tag_read *tag)
{
    switch (tag->kind) {
    case TAG_BREAK:
        buffer_char(to, '\n');
        break;
    case TAG_BLOCK:
    case TAG_ITEM:
        text_end_line(to);
        if (tag->kind == TAG_ITEM && !tag->closing) {
            buffer_literal(to, "• ");
        }
        break;
    case TAG_CELL:
        buffer_char(to, '\t');
        break;
    case TAG_UNKNOWN:
    case TAG_INLINE:
    case TAG_HIDDEN:
        break;
    }
}

/* Behind the first `end` from `at` on, `at` where there is none: *none_r saves the next search. */
static const char *text_behind(const char *at, const char *end, bool *none_r)
{
    const char *found = *none_r ? NULL : strcasestr(at, end);
    *none_r = !found;
    return found ? found + strlen(end) : at;
}

/* Comments, and what a page hides: 0 when `at` begins none of them. */
static size_t text_hidden_length(const char *at, const struct text_tag_read *tag, bool none_r[2])
{
    if (strncmp(at, "<!--", 4) == 0) {
        return (size_t)(text_behind(at, "-->", &none_r[0]) - at);
    }
    if (at[1] == '!' || at[1] == '?') {
        const char *end = strpbrk(at + 1, "<>");
        return end && *end == '>' ? (size_t)(end + 1 - at) : 0;
    }
    if (tag->kind == TAG_HIDDEN && !tag->closing && !none_r[1]) {
        char end[NAME_MAX_LENGTH + 4];
        snprintf(end, sizeof end, "</%s>", tag->name);
        return (size_t)(text_behind(at, end, &none_r[1]) - at);
    }
    return 0;
}

static char *text_without_tags(struct arena *arena, const char *text)
{
    struct buffer plain;
    bool none[2] = {false, false};
    buffer_init(&plain, arena, strlen(text) + 1);
    for (const char *at = text; *at;) {
        size_t run = strcspn(at, "<");
        buffer_append(&plain, at, run);
        at += run;
        if (*at != '<') {
            break;
        }
        struct text_tag_read tag = text_read_tag(at);
        size_t hidden = text_hidden_length(at, &tag, none);
        if (hidden) {
            at += hidden;
        } else if (tag.kind) {
            text_replace_tag(&plain, &tag);
            at += tag.length;
        } else {
            buffer_char(&plain, *at++);
        }
    }
    return plain.data;
}

/* "&#233;", "&#xE9;"; no ASCII but the signs that HTML cannot hold otherwise. */
static bool text_number_entity(const char *name, size_t length, struct buffer *to)
{
    int64_t code = 0;
    bool hexadecimal = length > 2 && (name[1] | 0x20) == 'x';
    for (size_t i = hexadecimal ? 2 : 1; i < length; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = strchr(digits, name[i] | (name[i] >= 'A' ? 0x20 : 0));
        if (!digit || digit - digits >= (hexadecimal ? 16 : 10)) {
            return false;
        }
        code = code * (hexadecimal ? 16 : 10) + (digit - digits);
    }
    bool sign = code == '"' || code == '\'' || code == '&' || code == '<' || code == '>';
    if (length < 2 || !(sign || code >= 0x80) || code > 0x10FFFF ||
        (code >= 0xD800 && code <= 0xDFFF)) {
        return false;
    }
    text_append_code(to, (uint32_t)code);
    return true;
}

/* Length of the entity at '&', written plain; 0: it is none. */
static size_t text_entity(const char *at, struct buffer *to)
{
    const char *name = at + 1;
    size_t length = strcspn(name, "; &<\n\t");
    if (name[length] != ';' || length < 2 || length > ENTITY_MAX_LENGTH) {
        return 0;
    }
    if (*name == '#') {
        return text_number_entity(name, length, to) ? length + 2 : 0;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (strlen(entities[i].name) == length && strncmp(entities[i].name, name, length) == 0) {
            buffer_text(to, entities[i].text);
            return length + 2;
        }
    }
    return 0;
}

static char *text_without_entities(struct arena *arena, const char *text)
{
    struct buffer plain;
    buffer_init(&plain, arena, strlen(text) + 1);
    while (*text) {
        size_t run = strcspn(text, "&");
        buffer_append(&plain, text, run);
        text += run;
        size_t length = *text ? text_entity(text, &plain) : 0;
        if (*text && !length) {
            buffer_char(&plain, '&');
            length = 1;
        }
        text += length;
    }
    return plain.data;
}

char *text_plain(struct arena *arena, const char *text)
{
    return text_without_entities(arena,
                                 text_is_markup(text) ? text_without_tags(arena, text) : text);
}

/* ---- what is left of it */

static bool text_is_tag(const char *at)
{
    if (at[1] == '!' || at[1] == '?') {
        return true;
    }
    char name[NAME_MAX_LENGTH + 1];
    const char *from = at + 1 + (at[1] == '/');
    size_t length = text_tag_name(from, name);
    const char *after = from + length + strspn(from + length, NAME_SIGNS);
    const char *end = strpbrk(after, "<>");
    if (!length || !end || *end != '>' || !strchr(" \t\n/>", *after)) {
        return false;
    }
    const char *inside = after + strspn(after, " \t\n/");
    return inside == end || memchr(inside, '=', (size_t)(end - inside));
}

bool text_has_tag(const char *text)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        if (text_is_tag(at)) {
            return true;
        }
    }
    return false;
}
