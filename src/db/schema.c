#include "schema.h"

#include "migrate_private.h"
#include "statement_private.h"

#include <string.h>

#define SQLITE_TABLES "m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'migration'"
#define PG_TABLES                                                                                  \
    "c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"                          \
    " AND c.relname <> 'migration'"

/* Table, column, type, place in the key, identity. */
static const char *const columns_sql[] = {
    [DB_SQLITE] = "SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'i' WHEN 'TEXT' THEN 't'"
                  " WHEN 'BLOB' THEN 'x' ELSE '?' END, c.pk,"
                  " CASE WHEN c.pk = 1 AND m.sql LIKE '%AUTOINCREMENT%' THEN 1 ELSE 0 END"
                  " FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE " SQLITE_TABLES
                  " ORDER BY m.name, c.cid",
    [DB_POSTGRESQL] =
        "SELECT c.relname, a.attname, CASE t.typname WHEN 'int8' THEN 'i' WHEN 'text' THEN 't'"
        " WHEN 'bool' THEN 'b' WHEN 'bytea' THEN 'x' ELSE '?' END,"
        " COALESCE(array_position(k.conkey, a.attnum), 0), a.attidentity <> ''"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        "  AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'"
        " WHERE " PG_TABLES " ORDER BY c.relname COLLATE \"C\", a.attnum",
};

static const char *const references_sql[] = {
    [DB_SQLITE] = "SELECT m.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema m"
                  " JOIN pragma_foreign_key_list(m.name) f WHERE " SQLITE_TABLES " ORDER BY 1, 2",
    [DB_POSTGRESQL] =
        "SELECT c.relname, a.attname, p.relname, b.attname FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]"
        " JOIN pg_attribute b ON b.attrelid = p.oid AND b.attnum = k.confkey[1]"
        " WHERE k.contype = 'f' AND " PG_TABLES " ORDER BY 1, 2",
};

static const char *const objects_sql[] = {
    [DB_SQLITE] = "SELECT type || ' ' || name FROM sqlite_schema WHERE type IN ('index', 'view')"
                  " AND name NOT LIKE 'sqlite%' ORDER BY 1",
    [DB_POSTGRESQL] =
        "SELECT CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'index ' END || c.relname FROM pg_class c"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('i', 'v')"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)"
        " ORDER BY (CASE c.relkind WHEN 'v' THEN 'view ' ELSE 'index ' END || c.relname)"
        " COLLATE \"C\"",
};

/* ---- passing statements */

struct statement schema_statement(const char *name, const char *binds, const char *columns,
                                  const char *sql)
{
    return (struct statement){.name = name,
                              .binds = binds,
                              .columns = columns,
                              .sql = sql,
                              .slot = &statement_passing_slot};
}

enum status schema_number(struct db *db, const char *sql, int64_t *n_r)
{
    struct statement statement = schema_statement("number", "", "i", sql);
    struct db_rows rows;
    db_query(db, &statement, &rows, NULL, 0);
    int64_t n = db_next(&rows) ? db_int(&rows, 0) : 0;
    TRY(db_end(&rows));
    *n_r = n;
    return STATUS_OK;
}

enum status schema_count(struct db *db, struct arena *arena, const char *table, int64_t *n_r)
{
    return schema_number(db, arena_printf(arena, "SELECT count(*) FROM \"%s\"", table), n_r);
}

/* ---- reading */

static enum status read_columns(struct db *db, struct arena *arena, struct schema *schema)
{
    struct statement statement =
        schema_statement("schema_columns", "", "tttib", columns_sql[db_engine_of(db)]);
    struct db_rows rows;
    db_query(db, &statement, &rows, NULL, 0);
    while (db_next(&rows)) {
        const char *name = db_text(&rows, 0, arena);
        if (schema->n == 0 || strcmp(schema->tables[schema->n - 1].name, name) != 0) {
            *ARENA_PUSH(arena, schema->tables, schema->n) = (struct schema_table){.name = name};
        }
        struct schema_table *table = &schema->tables[schema->n - 1];
        *ARENA_PUSH(arena, table->columns, table->n) =
            (struct schema_column){db_text(&rows, 1, arena), db_text(&rows, 2, NULL)[0],
                                   db_int(&rows, 3), db_bool(&rows, 4)};
    }
    return db_end(&rows);
}

static enum status read_references(struct db *db, struct arena *arena, struct schema *schema)
{
    struct statement statement =
        schema_statement("schema_references", "", "tttt", references_sql[db_engine_of(db)]);
    struct db_rows rows;
    db_query(db, &statement, &rows, NULL, 0);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, schema->references, schema->reference_n) =
            (struct schema_reference){db_text(&rows, 0, arena), db_text(&rows, 1, arena),
                                      db_text(&rows, 2, arena), db_text(&rows, 3, arena)};
    }
    return db_end(&rows);
}

static enum status read_objects(struct db *db, struct arena *arena, struct schema *schema)
{
    struct statement statement =
        schema_statement("schema_objects", "", "t", objects_sql[db_engine_of(db)]);
    struct db_rows rows;
    db_query(db, &statement, &rows, NULL, 0);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, schema->objects, schema->object_n) = db_text(&rows, 0, arena);
    }
    return db_end(&rows);
}

/* ---- order */

static bool comes_before(const struct schema *schema, const char *parent, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(schema->tables[i].name, parent) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ready(const struct schema *schema, const char *table, size_t n)
{
    for (size_t i = 0; i < schema->reference_n; i++) {
        const struct schema_reference *reference = &schema->references[i];
        if (strcmp(reference->table, table) == 0 && strcmp(reference->parent, table) != 0 &&
            !comes_before(schema, reference->parent, n)) {
            return false;
        }
    }
    return true;
}

/* False when tables refer to each other in a circle. */
static bool put_in_order(struct schema *schema)
{
    for (size_t n = 0; n < schema->n; n++) {
        size_t next = n;
        while (next < schema->n && !is_ready(schema, schema->tables[next].name, n)) {
            next++;
        }
        if (next == schema->n) {
            return false;
        }
        struct schema_table table = schema->tables[next];
        memmove(&schema->tables[n + 1], &schema->tables[n], (next - n) * sizeof table);
        schema->tables[n] = table;
    }
    return true;
}

enum status schema_read(struct db *db, struct arena *arena, struct schema *schema_r)
{
    struct schema schema = {0};
    TRY(read_columns(db, arena, &schema));
    TRY(read_references(db, arena, &schema));
    TRY(read_objects(db, arena, &schema));
    if (!put_in_order(&schema)) {
        return STATUS_ERROR;
    }
    *schema_r = schema;
    return STATUS_OK;
}

enum status schema_expected(struct arena *arena, struct schema *schema_r)
{
    const struct db_options options = {.url = "sqlite::memory:", .mode = DB_WRITE, .memory = true};
    /* Quiet: the base that somebody has is not the one that is migrated. */
    const struct migration_list list = {migration_table, migration_count, .quiet = true};
    const char *message = NULL;
    struct db *db = NULL;
    TRY(db_open(&options, arena, &db, &message));
    enum status status = migrate_apply_list(db, &list, arena, NULL, &message);
    status = status != STATUS_OK ? status : schema_read(db, arena, schema_r);
    db_close(db);
    return status;
}

const struct schema_table *schema_table_of(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n; i++) {
        if (strcmp(schema->tables[i].name, name) == 0) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

const struct schema_column *schema_column_of(const struct schema_table *table, const char *name)
{
    for (size_t i = 0; i < table->n; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            return &table->columns[i];
        }
    }
    return NULL;
}
