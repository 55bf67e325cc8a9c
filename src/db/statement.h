/* A statement of SQL: static, named, in the file that owns it, and known to the registry.
 *
 *     STATEMENT(SITE_PAR_NUMERO, "i", "itb",
 *               "SELECT id, nom_usage, actif FROM site WHERE numero = $1");
 *
 * The first string gives the type of each parameter, the second that of each result column:
 *   i  int64_t (BIGINT)    t  text (TEXT)    b  bool (BOOLEAN)    x  bytes (BYTEA / BLOB)
 *
 * Every STATEMENT stands in a linker section, so that one test prepares them all on both engines.
 * Write the portable subset of PostgreSQL's SQL (docs/architecture.md, section 3): `$n` parameters,
 * no string_agg, no concat(), no DML in a CTE, CAST($1 AS TEXT) IS NULL rather than $1 IS NULL.
 * Where the engines differ, say what is meant: ORDER BY … NULLS FIRST or LAST; COLLATE "C" (dropped
 * for SQLite, which has no other order) on a text whose column has it not; NULLIF(d, 0) under a
 * division; CAST(sum(n) AS BIGINT); CAST($2 AS INTEGER) for the numbers of substr(); and
 * `numero = ANY (CAST($1 AS BIGINT[]))` or `code = ANY (CAST($1 AS TEXT[]))`, to the letter, for
 * what db_numbers() and db_texts() give. A comment "ordered" at the end, before the ORDER BY of
 * rows that come from a sorted subquery, the outer side of a CROSS JOIN: SQLite, which keeps that
 * order and would sort them once more, is not told what follows.
 */
#ifndef SOFI_DB_STATEMENT_H
#define SOFI_DB_STATEMENT_H

#include <stddef.h>

struct statement {
    const char *name;
    const char *binds;
    const char *columns;
    const char *sql;
    const struct statement *const *slot; /* its place in the registry; NULL: a maker's */
    const struct statement *narrow;      /* of one row, when db_insert() made this one; else NULL */
};

#define STATEMENT(id, binds_, columns_, sql_)                                                      \
    static const struct statement id;                                                              \
    static const struct statement *const id##_slot                                                 \
        __attribute__((used, section("sofi_statements"))) = &id;                                   \
    static const struct statement id = {                                                           \
        .name = #id, .binds = (binds_), .columns = (columns_), .sql = (sql_), .slot = &id##_slot}

/* A statement that reads whole records names them, and is completed once, before the first use:
 *
 *     RECORD_STATEMENT(ACTION_LIRE, "i", "ii*t", "SELECT a.numero, c.id, {c.action_contenu}, s.nom
 * …");
 *
 * {alias.table public} names those of its fields that are for everybody, record_read_public().
 * {alias.table} becomes the columns of the record of that table (record.h), in the order of its
 * fields, and each * their types; record_read() reads them. {.table}: without alias, for INSERT,
 * which has no *. */
#define RECORD_STATEMENT(id, binds_, columns_, sql_)                                               \
    static struct statement id;                                                                    \
    static struct statement *const id##_whole                                                      \
        __attribute__((used, section("sofi_record_statements"))) = &id;                            \
    static const struct statement *const id##_slot                                                 \
        __attribute__((used, section("sofi_statements"))) = &id;                                   \
    static struct statement id = {                                                                 \
        .name = #id, .binds = (binds_), .columns = (columns_), .sql = (sql_), .slot = &id##_slot}

/* Who makes statements from tables of its own (record.h, the lists): they are in the registry too.
 * The function makes them at its first call and never changes them; the array lives as long as the
 * process. Thread-safe. */
struct statement_maker {
    const struct statement *(*made)(size_t *n_r);
};

#define STATEMENT_MAKER(function)                                                                  \
    static const struct statement_maker function##_maker = {function};                             \
    static const struct statement_maker *const function##_maker_slot                               \
        __attribute__((used, section("sofi_makers"))) = &function##_maker

/* All registered statements, in no particular order. Indexes are stable during a run. */
size_t statement_count(void);
const struct statement *statement_at(size_t index);
size_t statement_index(const struct statement *statement);

#endif
