/* Text on its way into HTML, escaped for the place where it lands.
 *
 * The compiled templates (docs/templates.md) choose the function from the place of each print; code
 * that draws HTML by hand chooses it itself. Everything appends to a struct buffer, accepts any
 * bytes, and keeps no pointer. NULL writes nothing. Bytes that are not UTF-8 pass unchanged in text
 * and attributes, percent-encoded in URLs.
 *
 * A carriage return is written as a reference in text and attributes: an HTML parser would turn a
 * bare one into a line feed.
 */
#ifndef SOFI_HTML_ESCAPE_H
#define SOFI_HTML_ESCAPE_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Between tags, and in <title> and <textarea>. Never in <script> or <style>. */
void html_text(struct buffer *out, const char *text);

/* Inside a value in double or single quotes, of an attribute that is neither a URL nor code. */
void html_attribute(struct buffer *out, const char *text);

/* A whole URL inside a quoted attribute. Relative URLs pass ("/a", "a/b", "?q", "#id", ""), and
 * those of http, https, mailto, tel and webcal (a calendar to subscribe to), in any case. "#" takes
 * the place of everything else: other schemes,
 * "//host", "/\host", a backslash or a space in front, any control character. Bytes that a URL
 * cannot hold are percent-encoded; "%" stays, as the URL may be encoded already. */
void html_url(struct buffer *out, const char *url);

/* One segment of the path, or one name or value of the query, inside a quoted attribute: all but
 * letters, digits and - . _ ~ (RFC 3986, unreserved) is percent-encoded. The segments "." and ".."
 * cannot be encoded: a browser walks up for them whatever is done. */
void html_url_part(struct buffer *out, const char *text);

/* The address behind mailto: or tel: inside a quoted attribute: as html_url_part(), but for @ and
 * +. */
void html_url_address(struct buffer *out, const char *text);

/* Decimal digits, safe everywhere. */
void html_int(struct buffer *out, long long value);
void html_uint(struct buffer *out, unsigned long long value);

/* HTML that is ready to be sent: the only type that is printed without being escaped. Only the html
 * floor makes one, with the functions above; no other floor fills it. `data` may be NULL when
 * `length` is 0, and lives where its maker says. */
struct html {
    const char *data;
    size_t length;
};

void html_raw(struct buffer *out, struct html html);

/* --- What the compiled templates call. A value of another type than those listed (a bool, a
 * double, a struct, a pointer to one) does not compile. */

#define TMPL_PRINT(text_function, value)                                                           \
    _Generic((value),                                                                              \
        const char *: text_function,                                                               \
        char *: text_function,                                                                     \
        int: html_int,                                                                             \
        long: html_int,                                                                            \
        long long: html_int,                                                                       \
        unsigned: html_uint,                                                                       \
        unsigned long: html_uint,                                                                  \
        unsigned long long: html_uint,                                                             \
        default: tmpl_cannot_print)

/* Never defined: the compiler refuses the argument, at the line of the template. */
struct tmpl_text_or_integer {
    char never;
};
void tmpl_cannot_print(struct buffer *out, struct tmpl_text_or_integer value);

#define TMPL_TEXT(out, value) TMPL_PRINT(html_text, value)((out), (value))
#define TMPL_ATTR(out, value) TMPL_PRINT(html_attribute, value)((out), (value))
#define TMPL_URL(out, value) TMPL_PRINT(html_url, value)((out), (value))
#define TMPL_URL_PART(out, value) TMPL_PRINT(html_url_part, value)((out), (value))
#define TMPL_URL_ADDRESS(out, value) TMPL_PRINT(html_url_address, value)((out), (value))
#define TMPL_RAW(out, value) html_raw((out), (value))

/* True: a bool that is, a text neither NULL nor empty, a number other than 0, a pointer other than
 * NULL. */
#define TMPL_TRUE(value)                                                                           \
    _Generic((value),                                                                              \
        bool: tmpl_true_bool,                                                                      \
        const char *: tmpl_true_text,                                                              \
        char *: tmpl_true_text,                                                                    \
        int: tmpl_true_int,                                                                        \
        long: tmpl_true_int,                                                                       \
        long long: tmpl_true_int,                                                                  \
        unsigned: tmpl_true_uint,                                                                  \
        unsigned long: tmpl_true_uint,                                                             \
        unsigned long long: tmpl_true_uint,                                                        \
        default: tmpl_true_pointer)(value)

static inline bool tmpl_true_bool(bool value)
{
    return value;
}

static inline bool tmpl_true_text(const char *value)
{
    return value != NULL && value[0] != '\0';
}

static inline bool tmpl_true_int(long long value)
{
    return value != 0;
}

static inline bool tmpl_true_uint(unsigned long long value)
{
    return value != 0;
}

static inline bool tmpl_true_pointer(const void *value)
{
    return value != NULL;
}

/* Same text; NULL is the same as "". */
static inline bool tmpl_equal(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

/* What a layout prints at {{content}}: the page that asked for it. */
struct tmpl_content {
    void (*write)(struct buffer *out, const void *view, const struct tmpl_content *inner);
    const void *view;
    const struct tmpl_content *inner; /* what `write` prints at its own {{content}}, or NULL */
};

#endif
