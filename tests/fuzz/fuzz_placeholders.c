/* Any text as a statement and as a migration: the rewriting stays within it, changes nothing but
 * what it promises. */
#include "migrate.h"
#include "sql_private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_that(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* The tokens, one after the other, are the text. */
static void check_tokens(const char *sql)
{
    const char *p = sql;
    while (*p) {
        struct sql_token token = sql_token_at(p);
        check_that(token.start == p && token.length > 0 && token.length <= strlen(p));
        check_that(token.kind != SQL_END);
        p += token.length;
    }
    check_that(sql_token_at(p).kind == SQL_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    const char *sql = arena_strndup(arena, (const char *)data, size);
    check_tokens(sql);
    const char *once = sql_for_sqlite(arena, sql);
    /* A list is read from JSON, which takes more letters: what sql_for_sqlite() has room for */
    check_that(strlen(once) <= 2 * strlen(sql));
    int parameters = sql_parameters(sql);
    check_that(parameters >= -1);
    if (!strchr(sql, '$')) {
        check_that(parameters == 0);
    }
    migrate_translate(arena, DB_SQLITE, sql);
    const char *pg = migrate_translate(arena, DB_POSTGRESQL, sql);
    check_that(strlen(pg) <= strlen(sql));
    arena_destroy(arena);
    return 0;
}
