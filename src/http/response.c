#include "response.h"

#include "ascii.h"
#include "log.h"
#include "response_private.h"
#include "spool.h"

#include <string.h>

static void set_defaults(struct response *response)
{
    response->code = 200;
    response->content_type = "text/html; charset=utf-8";
    response->headers = NULL;
    response->asset = NULL;
    response->bytes = NULL;
    response->bytes_length = 0;
    response->spool = NULL;
    response->cache = "no-store";
}

void response_init(struct response *response, struct arena *arena)
{
    buffer_init(&response->body, arena, 0);
    set_defaults(response);
}

void response_reset(struct response *response)
{
    response->body.length = 0;
    response->body.data[0] = '\0';
    spool_close(response->spool);
    set_defaults(response);
}

bool response_is_token(const char *text)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (const char *c = text; *c != '\0'; c++) {
        if (!ascii_is_alnum(*c) && strchr(others, *c) == NULL) {
            return false;
        }
    }
    return text[0] != '\0';
}

/* No control character: the value cannot end its line. */
static bool response_is_header_value(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            return false;
        }
    }
    return true;
}

void response_header(struct response *response, const char *name, const char *value)
{
    if (!response_is_token(name) || value == NULL || !response_is_header_value(value)) {
        log_error("header_dropped", LOG_TEXT("name", name));
        return;
    }
    struct response_header **end = &response->headers;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = ARENA_NEW(response->body.arena, struct response_header);
    (*end)->name = name;
    (*end)->value = value;
}

void response_vary(struct response *response, const char *name)
{
    for (struct response_header *h = response->headers; h != NULL; h = h->next) {
        if (strcmp(h->name, "Vary") == 0) {
            h->value = arena_printf(response->body.arena, "%s, %s", h->value, name);
            return;
        }
    }
    response_header(response, "Vary", name);
}

/* Browsers read "//host" and "/\host" as another site, and take tabs and line ends out first. */
static bool is_own_path(const char *path)
{
    if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\') {
        return false;
    }
    return response_is_header_value(path) && strchr(path, ' ') == NULL;
}

void response_redirect(struct response *response, const char *path)
{
    response->code = 303;
    response_header(response, "Location", is_own_path(path) ? path : "/");
}

static bool is_cookie_text(const char *value)
{
    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7F || strchr("\",;\\", *c)) {
            return false;
        }
    }
    return true;
}

void response_cookie(struct response *response, const char *name, const char *value, int max_age,
                     bool secure)
{
    if (!response_is_token(name) || !is_cookie_text(value)) {
        log_error("cookie_dropped", LOG_TEXT("name", name));
        return;
    }
    struct buffer line;
    buffer_init(&line, response->body.arena, 200);
    buffer_printf(&line, "%s=%s; Path=/; HttpOnly; SameSite=Lax", name, max_age == 0 ? "" : value);
    if (max_age >= 0) {
        buffer_printf(&line, "; Max-Age=%d", max_age);
    }
    if (secure) {
        buffer_literal(&line, "; Secure");
    }
    response_header(response, "Set-Cookie", line.data);
}
