#include "params.h"

#include "ascii.h"
#include "buffer.h"
#include "text.h"
#include "utf8.h"

#include <string.h>

/* A '%' that two hexadecimal digits do not follow is a '%'. */
static char *params_decode(struct arena *arena, const char *text, size_t length, bool *damaged)
{
    char *raw = arena_alloc(arena, length + 1);
    size_t end = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%' && length - i > 2 && ascii_hex_value(text[i + 1]) >= 0 &&
            ascii_hex_value(text[i + 2]) >= 0) {
            c = (char)(ascii_hex_value(text[i + 1]) * 16 + ascii_hex_value(text[i + 2]));
            i += 2;
        }
        raw[end++] = c;
    }
    if (utf8_is_valid(raw, end)) {
        return raw;
    }
    return text_repair_utf8(arena, raw, end, damaged);
}

static size_t params_segment(const char *text, size_t length)
{
    const char *end = length ? memchr(text, '&', length) : NULL;
    return end ? (size_t)(end - text) : length;
}

/* Stops counting once there are too many. */
static size_t params_count(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length && count <= PARAMS_MAX;) {
        size_t n = params_segment(text + at, length - at);
        count += n > 0;
        at += n + 1;
    }
    return count;
}

static void params_read_pair(struct param *param, struct arena *arena, const char *text,
                             size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t name = equals ? (size_t)(equals - text) : length;
    size_t value = equals ? length - name - 1 : 0;
    param->name = params_decode(arena, text, name, &param->damaged);
    param->value = params_decode(arena, text + length - value, value, &param->damaged);
}

enum status params_parse(struct params *params, struct arena *arena, const char *text,
                         size_t length)
{
    size_t count = params_count(text, length);
    if (count > PARAMS_MAX) {
        return STATUS_TOO_LARGE;
    }
    struct param *items = ARENA_ARRAY(arena, struct param, count);
    size_t found = 0;
    for (size_t at = 0; at < length;) {
        size_t n = params_segment(text + at, length - at);
        if (n) {
            params_read_pair(&items[found++], arena, text + at, n);
        }
        at += n + 1;
    }
    *params = (struct params){.items = items, .n = found};
    return STATUS_OK;
}

const struct param *params_find(const struct params *params, const char *name)
{
    for (size_t i = 0; i < params->n; i++) {
        if (strcmp(params->items[i].name, name) == 0) {
            return &params->items[i];
        }
    }
    return NULL;
}

const char *params_get(const struct params *params, const char *name)
{
    const struct param *param = params_find(params, name);
    return param ? param->value : NULL;
}

size_t params_all(const struct params *params, const char *name, struct arena *arena,
                  const struct param **values_r)
{
    size_t count = 0;
    for (size_t i = 0; i < params->n; i++) {
        count += strcmp(params->items[i].name, name) == 0;
    }
    struct param *values = ARENA_ARRAY(arena, struct param, count);
    size_t found = 0;
    for (size_t i = 0; found < count; i++) {
        if (strcmp(params->items[i].name, name) == 0) {
            values[found++] = params->items[i];
        }
    }
    *values_r = values;
    return count;
}

struct params params_below(const struct params *params, struct arena *arena, const char *prefix)
{
    size_t length = strlen(prefix);
    struct params found = {.items = ARENA_ARRAY(arena, struct param, params->n + 1)};
    for (size_t i = 0; i < params->n; i++) {
        if (strncmp(params->items[i].name, prefix, length) == 0) {
            found.items[found.n] = params->items[i];
            found.items[found.n++].name += length;
        }
    }
    return found;
}

static bool params_is_plain(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void params_append_encoded(struct buffer *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    while (*text) {
        size_t n = 0;
        while (params_is_plain(text[n])) {
            n++;
        }
        buffer_append(out, text, n);
        text += n;
        if (*text) {
            unsigned char c = (unsigned char)*text++;
            char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
            buffer_append(out, escaped, sizeof(escaped));
        }
    }
}

char *params_encode(const struct params *params, struct arena *arena, const char *skip)
{
    struct buffer out;
    buffer_init(&out, arena, 256);
    for (size_t i = 0; i < params->n; i++) {
        const struct param *param = &params->items[i];
        if (skip && strcmp(param->name, skip) == 0) {
            continue;
        }
        if (out.length) {
            buffer_char(&out, '&');
        }
        params_append_encoded(&out, param->name);
        buffer_char(&out, '=');
        params_append_encoded(&out, param->value);
    }
    return out.data;
}

void params_add(struct params *params, const char *name, const char *value)
{
    if (value && value[0]) {
        params->items[params->n++] = (struct param){.name = name, .value = value};
    }
}
