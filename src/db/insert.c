/* Many rows in one trip: an INSERT of one row, made wider. */
#include "db_private.h"

#include "buffer.h"
#include "statement_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 16 /* more gain nothing */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *process_arena;    /* as long as the process */
static const struct statement **wides; /* by statement_index() of the narrow one; NULL: not made */

/* ---- making a statement wide */

static struct sql_token token_after(const struct sql_token *token)
{
    return sql_token_at(token->start + token->length);
}

/* Where the row of an INSERT begins: "($1, …)". NULL: there is none, or it does not end the text.
 */
static const char *row_of(const char *sql)
{
    const char *row = NULL;
    int depth = 0;
    for (struct sql_token t = sql_token_at(sql); t.kind != SQL_END; t = token_after(&t)) {
        if (t.kind == SQL_WORD && depth == 0 && sql_match(t.start, "VALUES")) {
            row = t.start + t.length;
        } else if (t.kind == SQL_OTHER && *t.start == '(') {
            depth++;
        } else if (t.kind == SQL_OTHER && *t.start == ')') {
            depth--;
            if (row && depth == 0 && t.start[1] != '\0') {
                return NULL;
            }
        }
    }
    return row;
}

/* The row with its parameters moved up by `shift`. */
static void append_row(struct buffer *sql, const char *row, size_t shift)
{
    for (struct sql_token t = sql_token_at(row); t.kind != SQL_END; t = token_after(&t)) {
        if (t.kind == SQL_PARAMETER) {
            buffer_char(sql, '$');
            buffer_int(sql, (int64_t)(strtoul(t.start + 1, NULL, 10) + shift));
        } else {
            buffer_append(sql, t.start, t.length);
        }
    }
}

static const struct statement *widen(const struct statement *narrow, size_t rows)
{
    struct statement *wide = ARENA_NEW(process_arena, struct statement);
    size_t width = strlen(narrow->binds);
    const char *row = row_of(narrow->sql);
    struct buffer sql, binds;
    buffer_init(&sql, process_arena, 0);
    buffer_init(&binds, process_arena, 0);
    buffer_text(&sql, narrow->sql);
    buffer_text(&binds, narrow->binds);
    for (size_t i = 1; i < rows; i++) {
        buffer_char(&sql, ',');
        append_row(&sql, row, i * width);
        buffer_text(&binds, narrow->binds);
    }
    *wide = (struct statement){narrow->name, binds.data, "", sql.data, NULL, narrow};
    return wide;
}

static size_t rows_of(const struct statement *narrow)
{
    size_t width = strlen(narrow->binds);
    if (width == 0 || narrow->columns[0] != '\0' || !sql_match(narrow->sql, "INSERT INTO") ||
        !row_of(narrow->sql)) {
        db_defect(narrow, "db_insert of what is not INSERT … VALUES (…)", 0);
    }
    size_t rows = DB_BINDS_MAX / width;
    return rows > ROWS_MAX ? ROWS_MAX : rows;
}

/* An INSERT … VALUES ($1, …) that ends there, for as many rows at once as *rows_r says. Made at the
 * first call, and lives as long as the process. Any other text is a defect and aborts. */
static const struct statement *statement_wide(const struct statement *narrow, size_t *rows_r)
{
    size_t place = statement_index(narrow);
    pthread_mutex_lock(&lock);
    if (!process_arena) {
        process_arena = arena_create(0);
        wides = ARENA_ARRAY(process_arena, const struct statement *, statement_count());
    }
    if (!wides[place]) {
        wides[place] = widen(narrow, rows_of(narrow));
    }
    const struct statement *wide = wides[place];
    pthread_mutex_unlock(&lock);
    *rows_r = strlen(wide->binds) / strlen(narrow->binds);
    return wide;
}

/* ---- inserting */

enum status db_insert(struct db *db, const struct statement *statement, const struct db_bind *binds,
                      size_t rows)
{
    size_t width = strlen(statement->binds);
    size_t at_once = 0;
    const struct statement *wide = statement_wide(statement, &at_once);
    if (!db->in_transaction) {
        db_defect(statement, "db_insert outside a transaction", 0);
    }
    while (rows > 0) {
        size_t now = rows >= at_once ? at_once : 1;
        TRY(db_exec(db, now == 1 ? statement : wide, NULL, binds, now * width));
        binds += now * width;
        rows -= now;
    }
    return STATUS_OK;
}
