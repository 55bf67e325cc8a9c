#include "escape.h"

#include <string.h>
#include <strings.h>

enum {
    STOP_TEXT = 1,      /* ends a run in text */
    STOP_ATTRIBUTE = 2, /* ends a run in an attribute */
    STOP_URL = 4,       /* ends a run in a whole URL */
    STOP_PART = 8,      /* ends a run in a component of a URL */
    STOP_ADDRESS = 16,  /* ends a run in the address of mailto: or tel: */
};

enum {
    PARTS = STOP_PART | STOP_ADDRESS,
    URLS = STOP_URL | PARTS,
    ALL = STOP_TEXT | STOP_ATTRIBUTE | URLS,
};

/* The terminating NUL stops every run, so that scanning needs one test a byte. */
static const unsigned char stops[256] = {
    [0] = ALL,
    [1 ... 12] = URLS,
    ['\r'] = ALL,
    [14 ... ' '] = URLS,
    ['!'] = PARTS,
    ['"'] = STOP_ATTRIBUTE | URLS,
    ['#' ... '%'] = PARTS,
    ['&'] = ALL,
    ['\''] = STOP_ATTRIBUTE | URLS,
    ['(' ... '*'] = PARTS,
    ['+'] = STOP_PART,
    [','] = PARTS,
    ['/'] = PARTS,
    [':' ... ';'] = PARTS,
    ['<'] = ALL,
    ['='] = PARTS,
    ['>'] = ALL,
    ['?'] = PARTS,
    ['@'] = STOP_PART,
    ['['] = PARTS,
    ['\\'] = URLS,
    [']'] = PARTS,
    ['^'] = URLS,
    ['`'] = URLS,
    ['{' ... '}'] = URLS,
    [127 ... 255] = URLS,
};

/* Appends what precedes the first byte of `text` that has the bit `stop`; returns where that is.
 * Texts are short: they are looked at and copied in one go. */
static const char *append_run(struct buffer *out, const char *text, unsigned stop)
{
    const unsigned char *at = (const unsigned char *)text;

    while ((stops[*at] & stop) == 0) {
        if (out->length == out->capacity) {
            buffer_reserve(out, 1);
        }
        char *to = out->data + out->length;
        const char *end = out->data + out->capacity;
        while (to < end && (stops[*at] & stop) == 0) {
            *to++ = (char)*at++;
        }
        out->length = (size_t)(to - out->data);
        *to = '\0';
    }
    return (const char *)at;
}

static void append_reference(struct buffer *out, char c)
{
    static const char *const references[] = {
        ['&'] = "&amp;",  ['<'] = "&lt;",   ['>'] = "&gt;",
        ['"'] = "&quot;", ['\''] = "&#39;", ['\r'] = "&#13;",
    };
    const char *reference = references[(unsigned char)c];
    buffer_append(out, reference, strlen(reference));
}

static void append_percent(struct buffer *out, char c)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char byte = (unsigned char)c;
    char encoded[3] = {'%', digits[byte >> 4], digits[byte & 15]};

    buffer_append(out, encoded, sizeof(encoded));
}

static void append_escaped(struct buffer *out, const char *text, unsigned stop)
{
    if (text == NULL) {
        return;
    }
    for (;;) {
        text = append_run(out, text, stop);
        if (*text == '\0') {
            return;
        }
        append_reference(out, *text++);
    }
}

static void append_encoded(struct buffer *out, const char *text, unsigned stop)
{
    for (;;) {
        text = append_run(out, text, stop);
        if (*text == '\0') {
            return;
        }
        if (stop == STOP_URL && (*text == '&' || *text == '\'')) {
            append_reference(out, *text++);
        } else {
            append_percent(out, *text++);
        }
    }
}

void html_text(struct buffer *out, const char *text)
{
    append_escaped(out, text, STOP_TEXT);
}

void html_attribute(struct buffer *out, const char *text)
{
    append_escaped(out, text, STOP_ATTRIBUTE);
}

static bool scheme_allowed(const char *scheme, size_t length)
{
    static const char *const allowed[] = {"http", "https", "mailto", "tel", "webcal"};

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        if (strlen(allowed[i]) == length && strncasecmp(allowed[i], scheme, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool url_allowed(const char *url)
{
    /* A browser drops tabs and line feeds, and control characters and spaces in front, before it
     * looks for the scheme. */
    for (const char *at = url; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 127) {
            return false;
        }
    }
    /* To a browser a backslash is a slash. */
    if (url[0] == ' ' || url[0] == '\\' || (url[0] == '/' && (url[1] == '/' || url[1] == '\\'))) {
        return false;
    }
    size_t length = strcspn(url, ":/?#");
    return url[length] != ':' || scheme_allowed(url, length);
}

void html_url(struct buffer *out, const char *url)
{
    if (url == NULL) {
        return;
    }
    if (!url_allowed(url)) {
        buffer_literal(out, "#");
        return;
    }
    append_encoded(out, url, STOP_URL);
}

void html_url_part(struct buffer *out, const char *text)
{
    if (text != NULL) {
        append_encoded(out, text, STOP_PART);
    }
}

void html_url_address(struct buffer *out, const char *text)
{
    if (text != NULL) {
        append_encoded(out, text, STOP_ADDRESS);
    }
}

void html_uint(struct buffer *out, unsigned long long value)
{
    char digits[20];
    size_t first = sizeof(digits);

    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    buffer_append(out, digits + first, sizeof(digits) - first);
}

void html_int(struct buffer *out, long long value)
{
    unsigned long long magnitude = (unsigned long long)value;

    if (value < 0) {
        buffer_literal(out, "-");
        magnitude = 0 - magnitude;
    }
    html_uint(out, magnitude);
}

void html_raw(struct buffer *out, struct html html)
{
    if (html.length != 0) {
        buffer_append(out, html.data, html.length);
    }
}
