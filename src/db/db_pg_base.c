/* What is asked of a base of PostgreSQL beside statements: whether it answers, its size, scripts,
 * whether it would take a statement. */
#include "db_pg_private.h"

#include <stdlib.h>
#include <string.h>

static const char *described(struct db_pg *pg, struct arena *arena,
                             const struct statement *statement)
{
    PGresult *result = db_pg_answer(pg, PQsendDescribePrepared(pg->connection, ""));
    const char *message = NULL;
    int wrong = db_pg_is_good(result) ? db_pg_wrong_column(result, statement) : 0;
    if (!db_pg_is_good(result)) {
        message = arena_strdup(arena, PQresultErrorMessage(result));
    } else if ((size_t)PQnparams(result) != strlen(statement->binds)) {
        message = arena_printf(arena, "%d parameters in the text, %zu in `binds`",
                               PQnparams(result), strlen(statement->binds));
    } else if (wrong < 0) {
        message = arena_printf(arena, "%d columns in the text, %zu in `columns`", PQnfields(result),
                               strlen(statement->columns));
    } else if (wrong > 0) {
        message = arena_printf(arena, "column %d is of type %u, '%c' in `columns`", wrong,
                               PQftype(result, wrong - 1), statement->columns[wrong - 1]);
    }
    PQclear(result);
    return message;
}

const char *db_pg_check(struct db *db, struct arena *arena, const struct statement *statement)
{
    struct db_pg *pg = (struct db_pg *)db;
    PGresult *result = db_pg_answer(pg, db_pg_send_prepare(pg, "", statement));
    bool good = db_pg_is_good(result);
    const char *message = good ? NULL : arena_strdup(arena, PQresultErrorMessage(result));
    PQclear(result);
    return good ? described(pg, arena, statement) : message;
}

enum status db_pg_ping(struct db *db)
{
    struct db_pg *pg = (struct db_pg *)db;
    if (!db_pg_ready(pg)) {
        return db_pg_failure(pg, "ping", NULL);
    }
    PGresult *result = db_pg_answer(pg, PQsendQuery(pg->connection, "SELECT pg_is_in_recovery()"));
    enum status status = db_pg_is_good(result) ? STATUS_OK : db_pg_failure(pg, "ping", result);
    if (status == STATUS_OK && strcmp(PQgetvalue(result, 0, 0), "t") == 0) {
        status = STATUS_READ_ONLY;
    }
    PQclear(result);
    return status;
}

enum status db_pg_size(struct db *db, int64_t *bytes_r)
{
    struct db_pg *pg = (struct db_pg *)db;
    if (!db_pg_ready(pg)) {
        return db_pg_failure(pg, "size", NULL);
    }
    PGresult *result = db_pg_answer(
        pg, PQsendQuery(pg->connection, "SELECT pg_database_size(current_database())"));
    bool good = db_pg_is_good(result) && PQntuples(result) == 1;
    if (good) {
        *bytes_r = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    }
    enum status status = good ? STATUS_OK : db_pg_failure(pg, "size", result);
    PQclear(result);
    return status;
}

enum status db_pg_script(struct db *db, const char *sql, const char *name)
{
    struct db_pg *pg = (struct db_pg *)db;
    if (!db_pg_ready(pg)) {
        return db_pg_failure(pg, name, NULL);
    }
    return db_pg_command(pg, sql, name);
}

const char *const *db_pg_environment(const char *url, struct arena *arena)
{
    PQconninfoOption *parsed = PQconninfoParse(url, NULL);
    const char **variables = ARENA_ARRAY(arena, const char *, SETTINGS_MAX + 1);
    size_t n = 0;
    for (const PQconninfoOption *option = parsed; option && option->keyword; option++) {
        if (option->val && option->envvar && n < SETTINGS_MAX) {
            variables[n++] = arena_printf(arena, "%s=%s", option->envvar, option->val);
        }
    }
    PQconninfoFree(parsed);
    variables[n] = NULL;
    return variables;
}

const char *db_pg_version(void)
{
    static _Thread_local char text[24];
    int version = PQlibVersion();
    (void)snprintf(text, sizeof text, "%d.%d", version / 10000, version % 10000);
    return text;
}
