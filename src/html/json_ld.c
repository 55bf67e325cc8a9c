#include "json_ld.h"

/* Bytes of the character that must be written as a reference, 0 when there is none at `at`. */
static size_t dangereux(const char *at)
{
    if (*at == '<' || *at == '>' || *at == '&') {
        return 1;
    }
    return strncmp(at, "\u2028", 3) == 0 || strncmp(at, "\u2029", 3) == 0 ? 3 : 0;
}

struct html json_ld_script(struct arena *arena, const char *json)
{
    if (!json || !json[0]) {
        return (struct html){0};
    }
    struct buffer out;
    buffer_init(&out, arena, strlen(json) + 64);
    buffer_literal(&out, "<script type=\"application/ld+json\">");
    for (const char *at = json; *at;) {
        size_t length = dangereux(at);
        if (length == 1) {
            buffer_printf(&out, "\\u%04x", (unsigned)*at);
        } else if (length == 3) {
            buffer_printf(&out, "\\u202%c", at[2] == '\xA8' ? '8' : '9');
        } else {
            buffer_char(&out, *at);
        }
        at += length ? length : 1;
    }
    buffer_literal(&out, "</script>");
    return (struct html){.data = out.data, .length = out.length};
}
