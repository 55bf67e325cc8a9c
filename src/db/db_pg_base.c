/* What is asked of a base of PostgreSQL beside statements: whether it answers, its size, scripts,
 * whether it would take a statement. */
#include "db_pg_private.h"

#include <stdlib.h>
#include <string.h>

/* OIDs of pg_type.dat, fixed since the beginning. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_VARCHAR = 1043
};

/* ---- whether the server would take a statement */

static Oid oid_of(char type)
{
    switch (type) {
    case 'i':
        return OID_INT8;
    case 'b':
        return OID_BOOL;
    case 'x':
        return OID_BYTEA;
    default:
        return OID_TEXT;
    }
}

static bool column_fits(Oid oid, char type)
{
    switch (type) {
    case 'i':
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    case 't':
        return oid == OID_TEXT || oid == OID_VARCHAR || oid == OID_NAME;
    default:
        return oid == oid_of(type);
    }
}

int db_pg_wrong_column(const PGresult *result, const struct statement *statement)
{
    int n = PQnfields(result);
    if ((size_t)n != strlen(statement->columns)) {
        return -1;
    }
    for (int i = 0; i < n; i++) {
        if (!column_fits(PQftype(result, i), statement->columns[i])) {
            return i + 1;
        }
    }
    return 0;
}

int db_pg_send_prepare(struct db_pg *pg, const char *name, const struct statement *statement)
{
    Oid types[DB_BINDS_MAX];
    size_t n = strlen(statement->binds);
    if (n > DB_BINDS_MAX) {
        db_defect(statement, "too many parameters", (int)n);
    }
    for (size_t i = 0; i < n; i++) {
        types[i] = oid_of(statement->binds[i]);
    }
    return PQsendPrepare(pg->connection, name, statement->sql, (int)n, types);
}

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
