#include "router.h"

#include "arena.h"
#include "ascii.h"
#include "log.h"

#include <string.h>

#define PATH_MAX_BYTES 2000
#define SEGMENTS_MAX 12

struct capture_type {
    const char *name;
    size_t minimum;
    size_t maximum;
    bool digits; /* else A-Za-z0-9_- */
};

static const struct capture_type capture_types[] = {
    {"siret", 14, 14, true},   {"numero", 1, 18, true}, {"id", 1, 18, true},
    {"jeton", 20, 100, false}, {"sujet", 1, 60, false},
};

struct segment {
    const char *text; /* of a capture: its name */
    size_t length;
    const struct capture_type *type; /* NULL: a fixed segment */
};

struct row {
    const struct route *route;
    struct segment segments[SEGMENTS_MAX];
    size_t n;
};

struct router {
    struct arena *arena;
    struct row *rows;                /* rows of as many segments stand together */
    size_t starts[SEGMENTS_MAX + 2]; /* rows of n segments: starts[n] to starts[n + 1] */
};

static const struct capture_type *type_named(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof capture_types / sizeof *capture_types; i++) {
        const struct capture_type *type = &capture_types[i];
        if (strlen(type->name) == length && memcmp(type->name, name, length) == 0) {
            return type;
        }
    }
    return NULL;
}

static bool is_token_char(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static bool type_fits(const struct capture_type *type, const char *text, size_t length)
{
    if (length < type->minimum || length > type->maximum) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (type->digits ? !ascii_is_digit(text[i]) : !is_token_char(text[i])) {
            return false;
        }
    }
    return true;
}

/* Cuts "/a/b" into its segments. False for what no row can match: no leading slash, empty or dot
 * segments, too many. */
static bool split_path(const char *path, struct segment segments[SEGMENTS_MAX], size_t *n_r)
{
    if (path[0] != '/' || strnlen(path, PATH_MAX_BYTES + 1) > PATH_MAX_BYTES) {
        return false;
    }
    size_t n = 0;
    const char *at = path + 1;
    while (*at != '\0' || n > 0) {
        size_t length = strcspn(at, "/");
        bool dots = (length == 1 && at[0] == '.') || (length == 2 && memcmp(at, "..", 2) == 0);
        if (length == 0 || dots || n == SEGMENTS_MAX) {
            return false;
        }
        segments[n++] = (struct segment){.text = at, .length = length};
        if (at[length] == '\0') {
            break;
        }
        at += length + 1;
    }
    *n_r = n;
    return true;
}

static bool is_link(const struct segment *segment)
{
    static const char name[] = "jeton";
    return segment->type != NULL && strcmp(segment->type->name, name) == 0;
}

static void log_defect(const char *reason, const struct route *route, const struct route *other)
{
    log_error("route_defect", LOG_TEXT("reason", reason), LOG_TEXT("path", route->path),
              LOG_TEXT("other", other ? other->path : ""));
}

static bool read_row(struct row *row, const struct route *route)
{
    row->route = route;
    if ((route->method != HTTP_GET && route->method != HTTP_POST) ||
        !split_path(route->path, row->segments, &row->n)) {
        log_defect("method or path", route, NULL);
        return false;
    }
    size_t captures = 0;
    for (size_t i = 0; i < row->n; i++) {
        struct segment *segment = &row->segments[i];
        if (memchr(segment->text, '{', segment->length) == NULL) {
            continue;
        }
        if (segment->length > 2 && segment->text[0] == '{' &&
            segment->text[segment->length - 1] == '}') {
            segment->text++;
            segment->length -= 2;
            segment->type = type_named(segment->text, segment->length);
        }
        if (segment->type == NULL || ++captures > ROUTE_CAPTURES) {
            log_defect("capture", route, NULL);
            return false;
        }
    }
    return true;
}

static bool segments_overlap(const struct segment *a, const struct segment *b)
{
    if (a->type != NULL && b->type != NULL) {
        /* digits belong to both alphabets, so lengths alone decide */
        return a->type->minimum <= b->type->maximum && b->type->minimum <= a->type->maximum;
    }
    if (a->type != NULL) {
        return type_fits(a->type, b->text, b->length);
    }
    if (b->type != NULL) {
        return type_fits(b->type, a->text, a->length);
    }
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static bool rows_overlap(const struct row *a, const struct row *b)
{
    if (a->n != b->n || a->route->method != b->route->method) {
        return false;
    }
    for (size_t i = 0; i < a->n; i++) {
        if (!segments_overlap(&a->segments[i], &b->segments[i])) {
            return false;
        }
    }
    return true;
}

static bool check_overlaps(const struct row *rows, size_t n)
{
    bool right = true;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (rows_overlap(&rows[i], &rows[j])) {
                log_defect("overlap", rows[i].route, rows[j].route);
                right = false;
            }
        }
    }
    return right;
}

static void group_rows(struct router *router, const struct row *rows, size_t n)
{
    size_t filled = 0;
    for (size_t count = 0; count <= SEGMENTS_MAX; count++) {
        router->starts[count] = filled;
        for (size_t i = 0; i < n; i++) {
            if (rows[i].n == count) {
                router->rows[filled++] = rows[i];
            }
        }
    }
    router->starts[SEGMENTS_MAX + 1] = filled;
}

struct router *router_create(const struct route *table, size_t n)
{
    struct arena *arena = arena_create(0);
    struct router *router = ARENA_NEW(arena, struct router);
    router->arena = arena;
    router->rows = ARENA_ARRAY(arena, struct row, n);
    struct row *rows = ARENA_ARRAY(arena, struct row, n);
    bool right = true;
    for (size_t i = 0; i < n; i++) {
        right = read_row(&rows[i], &table[i]) && right;
    }
    if (!right || !check_overlaps(rows, n)) {
        arena_destroy(arena);
        return NULL;
    }
    group_rows(router, rows, n);
    return router;
}

void router_destroy(struct router *router)
{
    if (router != NULL) {
        arena_destroy(router->arena);
    }
}

static bool row_matches(const struct row *row, const struct segment *segments)
{
    for (size_t i = 0; i < row->n; i++) {
        const struct segment *wanted = &row->segments[i];
        const struct segment *given = &segments[i];
        if (wanted->type != NULL) {
            if (!type_fits(wanted->type, given->text, given->length)) {
                return false;
            }
        } else if (wanted->length != given->length ||
                   memcmp(wanted->text, given->text, given->length) != 0) {
            return false;
        }
    }
    return true;
}

static void fill_match(struct route_match *match, const struct row *row,
                       const struct segment *segments)
{
    match->route = row->route;
    for (size_t i = 0; i < row->n; i++) {
        if (row->segments[i].type != NULL) {
            size_t at = match->capture_count++;
            match->captures[at].name = row->segments[i].text;
            match->captures[at].name_length = row->segments[i].length;
            match->captures[at].value = segments[i].text;
            match->captures[at].value_length = segments[i].length;
        }
    }
}

void router_find(const struct router *router, enum http_method method, const char *path,
                 struct route_match *match_r)
{
    struct segment segments[SEGMENTS_MAX];
    size_t n = 0;
    *match_r = (struct route_match){0};
    if (!split_path(path, segments, &n)) {
        return;
    }
    enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
    for (size_t i = router->starts[n]; i < router->starts[n + 1]; i++) {
        const struct row *row = &router->rows[i];
        if (row->n != n || !row_matches(row, segments)) {
            continue;
        }
        if (row->route->method == wanted) {
            fill_match(match_r, row, segments);
            match_r->other_method = false;
            return;
        }
        match_r->other_method = true;
    }
}

/* ---- paths in logs */

#define ESCAPES_DEEP 3 /* escapes of escapes that are still read */

/* The byte that "%41" stands for, or 0. */
static char escaped(const char *text)
{
    bool whole = text[0] == '%' && ascii_hex_value(text[1]) >= 0 && ascii_hex_value(text[2]) >= 0;
    return whole ? (char)(ascii_hex_value(text[1]) * 16 + ascii_hex_value(text[2])) : '\0';
}

/* In small letters, escapes read: what a program may take the path for. */
static const char *plain_path(struct arena *arena, const char *path)
{
    char *plain = arena_strdup(arena, path);
    for (int pass = 0; pass < ESCAPES_DEEP; pass++) {
        char *end = plain;
        for (const char *at = plain; *at != '\0'; at++) {
            char c = escaped(at);
            at += c != '\0' ? 2 : 0;
            *end++ = ascii_lower(c != '\0' ? c : *at);
        }
        *end = '\0';
    }
    return plain;
}

/* Whether something follows the fixed segment that stands before the token. */
static bool resembles(const struct row *row, const char *plain)
{
    for (size_t i = 1; i < row->n; i++) {
        const struct segment *before = &row->segments[i - 1];
        if (is_link(&row->segments[i]) && before->type == NULL) {
            const char *found = memmem(plain, strlen(plain), before->text, before->length);
            return found != NULL && found[before->length] != '\0';
        }
    }
    return false;
}

/* Characters of a token, escaped or not, in a row. */
static size_t run_length(const char *text)
{
    size_t length = 0;
    while (is_token_char(text[length]) || text[length] == '%') {
        length++;
    }
    return length;
}

static const char *without_long_runs(struct arena *arena, const char *path)
{
    size_t shortest = type_named("jeton", strlen("jeton"))->minimum;
    char *shown = arena_strdup(arena, path);
    char *end = shown;
    for (const char *at = path; *at != '\0';) {
        size_t length = run_length(at);
        if (length >= shortest) {
            *end++ = '*';
            at += length;
        } else {
            size_t kept = length > 0 ? length : 1;
            memmove(end, at, kept);
            end += kept;
            at += kept;
        }
    }
    *end = '\0';
    return shown;
}

const char *route_shown_path(const struct route *route, const char *path)
{
    return strstr(route->path, "{jeton}") != NULL ? route->path : path;
}

const char *router_shown_path(const struct router *router, struct arena *arena, const char *path)
{
    static const enum http_method methods[] = {HTTP_GET, HTTP_POST};
    struct route_match match;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        router_find(router, methods[i], path, &match);
        if (match.route != NULL) {
            return route_shown_path(match.route, path);
        }
    }
    const char *plain = plain_path(arena, path);
    for (size_t i = 0; i < router->starts[SEGMENTS_MAX + 1]; i++) {
        if (resembles(&router->rows[i], plain)) {
            return router->rows[i].route->path;
        }
    }
    return without_long_runs(arena, path);
}
