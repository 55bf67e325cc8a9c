/* html/escape.h: whatever the bytes, nothing leaves the place where it was written, and what was
 * written can be read back. */
#include "escape.h"

#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* Undoes the references that escaping writes; any other & is a defect. */
static void require_decodes(const struct buffer *out, const char *expected)
{
    static const struct {
        const char *name;
        char c;
    } references[] = {{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
                      {"&quot;", '"'}, {"&#39;", '\''}, {"&#13;", '\r'}};
    const char *at = out->data;

    for (; *expected != '\0'; expected++) {
        char c = *at;
        size_t length = 1;
        for (size_t i = 0; c == '&' && i < sizeof(references) / sizeof(references[0]); i++) {
            if (strncmp(at, references[i].name, strlen(references[i].name)) == 0) {
                length = strlen(references[i].name);
                c = references[i].c;
                break;
            }
        }
        require(c == *expected && (*at != '&' || length > 1));
        at += length;
    }
    require(*at == '\0');
}

/* A browser must see a URL of this site, or of an allowed scheme. */
static void require_safe_url(const char *url)
{
    size_t length = strcspn(url, ":/?#");

    require(strpbrk(url, "\"'<> \t\r\n\\`") == NULL);
    require(url[0] != '/' || url[1] != '/');
    if (url[length] == ':') {
        require(strncasecmp(url, "http:", 5) == 0 || strncasecmp(url, "https:", 6) == 0 ||
                strncasecmp(url, "mailto:", 7) == 0 || strncasecmp(url, "tel:", 4) == 0 ||
                strncasecmp(url, "webcal:", 7) == 0);
    }
}

static void require_percent_decodes(const struct buffer *out, const char *expected)
{
    const char *at = out->data;

    for (; *expected != '\0'; expected++) {
        char digits[3] = "";
        char c = *at++;
        if (c == '%') {
            digits[0] = *at++;
            digits[1] = *at++;
            c = (char)strtol(digits, NULL, 16);
        }
        require(c == *expected);
    }
    require(*at == '\0' && strpbrk(out->data, "\"'<>&/?#:\\") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    const char *text = arena_strndup(arena, (const char *)data, size);
    struct buffer out;

    buffer_init(&out, arena, 16);
    html_text(&out, text);
    require(strpbrk(out.data, "<>\r") == NULL);
    require_decodes(&out, text);
    buffer_init(&out, arena, 16);
    html_attribute(&out, text);
    require(strpbrk(out.data, "<>\"'\r") == NULL);
    require_decodes(&out, text);
    buffer_init(&out, arena, 16);
    html_url(&out, text);
    require_safe_url(out.data);
    buffer_init(&out, arena, 16);
    html_url_part(&out, text);
    require_percent_decodes(&out, text);
    buffer_init(&out, arena, 16);
    html_url_address(&out, text);
    require_percent_decodes(&out, text);
    arena_destroy(arena);
    return 0;
}
