#include "request_private.h"

#include "ascii.h"
#include "spool.h"
#include "text.h"
#include "utf8.h"

#include <string.h>
#include <strings.h>

#define HEADER_MAX 8192

const char *request_header(const struct request *request, const char *name)
{
    size_t length = 0;
    const char *value =
        request->header ? request->header(request->connection, name, &length) : NULL;
    if (value == NULL) {
        return "";
    }
    if (length <= HEADER_MAX && utf8_is_valid(value, length)) {
        return value;
    }
    bool damaged = false;
    return text_repair_utf8(request->arena, value, length > HEADER_MAX ? HEADER_MAX : length,
                            &damaged);
}

/* RFC 6265, cookie-octet, and the double quote; bytes above 127 are let through for the caller, who
 * compares the value with what we made. */
static bool is_cookie_value(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c <= 0x20 || c == 0x7F || c == ',' || c == '\\') {
            return false;
        }
    }
    return true;
}

const char *cookie_find(struct arena *arena, const char *header, const char *name)
{
    size_t name_length = strlen(name);
    const char *at = header;
    while (name_length > 0 && *at != '\0') {
        while (ascii_is_blank(*at) || *at == ';') {
            at++;
        }
        size_t length = strcspn(at, ";");
        const char *end = at + length;
        if (length > name_length && at[name_length] == '=' && memcmp(at, name, name_length) == 0) {
            const char *value = at + name_length + 1;
            while (end > value && ascii_is_blank(end[-1])) {
                end--;
            }
            size_t value_length = (size_t)(end - value);
            return is_cookie_value(value, value_length) ? arena_strndup(arena, value, value_length)
                                                        : NULL;
        }
        at += length;
    }
    return NULL;
}

const char *request_cookie(const struct request *request, const char *name)
{
    const char *value = cookie_find(request->arena, request_header(request, "Cookie"), name);
    return value ? value : "";
}

const char *request_capture(const struct request *request, const char *name)
{
    const struct route_match *match = &request->match;
    size_t length = strlen(name);
    for (size_t i = 0; i < match->capture_count; i++) {
        if (match->captures[i].name_length == length &&
            memcmp(match->captures[i].name, name, length) == 0) {
            return arena_strndup(request->arena, match->captures[i].value,
                                 match->captures[i].value_length);
        }
    }
    return NULL;
}

int64_t request_capture_int(const struct request *request, const char *name)
{
    const char *text = request_capture(request, name);
    int64_t value = 0;
    return text != NULL && text_to_int(text, &value) ? value : 0;
}

static const char *param_or_empty(const struct params *params, const char *name)
{
    const char *value = params_get(params, name);
    return value ? value : "";
}

const char *request_query(const struct request *request, const char *name)
{
    return param_or_empty(&request->query, name);
}

const char *request_form(const struct request *request, const char *name)
{
    return param_or_empty(&request->form, name);
}

const struct request_file *request_file(const struct request *request, const char *field)
{
    for (size_t i = 0; i < request->file_count; i++) {
        if (strcmp(request->files[i].field, field) == 0) {
            return &request->files[i];
        }
    }
    return NULL;
}

enum status request_file_read(const struct request_file *file, uint64_t offset, void *buffer,
                              size_t n, size_t *read_r)
{
    uint64_t left = offset < file->size ? file->size - offset : 0;
    return spool_read(file->spool, file->offset + offset, buffer, n < left ? n : (size_t)left,
                      read_r);
}

bool request_wants_fragment(const struct request *request)
{
    return strcasecmp(request_header(request, "HX-Request"), "true") == 0;
}
