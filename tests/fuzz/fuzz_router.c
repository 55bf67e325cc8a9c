/* Any path: no crash, and a match whose captures lie inside the path and fit their types; no token
 * in what a log shows of it. */
#include "arena.h"
#include "router.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct route table[] = {
    {.method = HTTP_GET, .path = "/"},
    {.method = HTTP_GET, .path = "/annuaire/{siret}"},
    {.method = HTTP_POST, .path = "/annuaire/{siret}"},
    {.method = HTTP_GET, .path = "/annuaire/{siret}/sites/{numero}/{id}"},
    {.method = HTTP_GET, .path = "/annuaire/nouveau"},
    {.method = HTTP_GET, .path = "/invitation/{jeton}"},
};

static void check(const struct route_match *match, const char *path)
{
    if (match->route == NULL) {
        if (match->capture_count != 0) {
            abort();
        }
        return;
    }
    for (size_t i = 0; i < match->capture_count; i++) {
        const char *value = match->captures[i].value;
        size_t length = match->captures[i].value_length;
        if (value <= path || value + length > path + strlen(path) || length == 0 || length > 100 ||
            memchr(value, '/', length) || memchr(value, '%', length) || value[-1] != '/') {
            abort();
        }
    }
}

/* Whatever may be a token stands in no row of the table. */
static void check_shown(const struct router *router, const char *path)
{
    static const char token[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    struct arena *arena = arena_create(0);
    const char *shown = router_shown_path(router, arena, path);
    for (const char *at = shown; *at != '\0'; at += *at != '\0') {
        size_t length = strspn(at, token);
        if (length >= 20) {
            abort();
        }
        at += length;
    }
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct router *router;
    struct route_match match;
    if (router == NULL) {
        router = router_create(table, sizeof table / sizeof *table);
    }
    char *path = malloc(size + 1);
    if (path == NULL) {
        return 0;
    }
    memcpy(path, data, size);
    path[size] = '\0';
    for (enum http_method method = HTTP_GET; method <= HTTP_OTHER; method++) {
        router_find(router, method, path, &match);
        check(&match, path);
    }
    check_shown(router, path);
    free(path);
    return 0;
}
