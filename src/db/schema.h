/* What a base really holds, read from the engine: tables, columns, keys, references, indexes. For
 * what must work on every table there is (backup, check, copy): a new table needs nothing here. */
#ifndef SOFI_DB_SCHEMA_H
#define SOFI_DB_SCHEMA_H

#include "db.h"

struct schema_column {
    const char *name;
    char type;     /* i, t, b, x as in statement.h; SQLite tells no b from an i; '?' any other */
    int64_t key;   /* place in the primary key, from 1; 0: not in it */
    bool identity; /* numbered by the engine */
};

struct schema_reference {
    const char *table, *column;
    const char *parent, *parent_column;
};

struct schema_table {
    const char *name;
    struct schema_column *columns;
    size_t n;
};

struct schema {
    struct schema_table *tables; /* a table after those that it refers to */
    size_t n;
    struct schema_reference *references;
    size_t reference_n;
    const char **objects; /* "index site_nom", "view …": those that bear a name of ours, sorted */
    size_t object_n;
};

/* The table `migration` is in none. Lives in the arena. */
enum status schema_read(struct db *db, struct arena *arena, struct schema *schema_r);
/* Of a base that the migrations have just made, in memory. */
enum status schema_expected(struct arena *arena, struct schema *schema_r);

const struct schema_table *schema_table_of(const struct schema *schema, const char *name);
const struct schema_column *schema_column_of(const struct schema_table *table, const char *name);

/* ---- statements made while running: prepared, run and forgotten. `name` is for the log. */
struct statement schema_statement(const char *name, const char *binds, const char *columns,
                                  const char *sql);
/* The first column, a number, of the first row; 0 without a row. */
enum status schema_number(struct db *db, const char *sql, int64_t *n_r);
/* Rows of a table. */
enum status schema_count(struct db *db, struct arena *arena, const char *table, int64_t *n_r);

#endif
