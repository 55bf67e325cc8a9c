/* Statements and transactions on SQLite. */
#include "db_sqlite_private.h"

#include "dates.h"
#include "disk.h"
#include "statement_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One writer at a time. A mutex with a condition, as a lock that waits by the monotonic clock: that
 * of the machine may be set back. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t free;
    bool taken;
} writer = {.mutex = PTHREAD_MUTEX_INITIALIZER, .free = PTHREAD_COND_INITIALIZER};

static void writer_lock_give(void)
{
    pthread_mutex_lock(&writer.mutex);
    writer.taken = false;
    pthread_cond_signal(&writer.free);
    pthread_mutex_unlock(&writer.mutex);
}

/* ---- preparing */

static int prepare(struct db_sqlite *sqlite, const struct statement *statement, unsigned flags,
                   sqlite3_stmt **handle_r)
{
    const char *sql = sql_for_sqlite(sqlite->scratch, statement->sql);
    if (statement->narrow) {
        /* A row that fails takes the whole transaction with it (db_insert()): that the rows before
         * it stay until then spares a copy of each page that the statement touches. */
        sql = arena_printf(sqlite->scratch, "INSERT OR FAIL%s", sql + strlen("INSERT"));
    }
    const char *rest = NULL;
    int rc = sqlite3_prepare_v3(sqlite->handle, sql, -1, flags, handle_r, &rest);
    bool more = rc == SQLITE_OK && rest[strspn(rest, " \n\t;")] != '\0';
    arena_reset(sqlite->scratch);
    if (more) {
        db_defect(statement, "more than one command", 0);
    }
    return rc;
}

static void check_shape(const struct statement *statement, sqlite3_stmt *handle)
{
    if ((size_t)sqlite3_bind_parameter_count(handle) != strlen(statement->binds)) {
        db_defect(statement, "the text has another number of parameters",
                  sqlite3_bind_parameter_count(handle));
    }
    if ((size_t)sqlite3_column_count(handle) != strlen(statement->columns)) {
        db_defect(statement, "the text has another number of columns",
                  sqlite3_column_count(handle));
    }
}

/* NULL with the status of a text that the engine refuses. */
static struct cursor *cursor_take(struct db_sqlite *sqlite, const struct statement *statement,
                                  enum status *status_r)
{
    bool passing = statement_is_passing(statement);
    struct cursor *cursor = passing ? NULL : &sqlite->cursors[statement_index(statement)];
    if (!cursor || cursor->in_use) {
        cursor = calloc(1, sizeof *cursor);
        if (!cursor) {
            db_defect(statement, "no memory left", 0);
        }
        cursor->temporary = true;
    }
    if (!cursor->handle) {
        unsigned flags = cursor->temporary ? 0 : SQLITE_PREPARE_PERSISTENT;
        int rc = prepare(sqlite, statement, flags, &cursor->handle);
        if (rc != SQLITE_OK) {
            if (cursor->temporary) {
                free(cursor);
            }
            *status_r = db_sqlite_failure(sqlite, statement->name, rc, false);
            return NULL;
        }
        check_shape(statement, cursor->handle);
    }
    cursor->in_use = true;
    cursor->waiting = false;
    cursor->done = false;
    return cursor;
}

/* Ends what the statement does: its locks are released. */
static int cursor_finish(struct cursor *cursor)
{
    int rc = cursor->done ? SQLITE_OK : sqlite3_reset(cursor->handle);
    cursor->done = true;
    if (cursor->writing) {
        cursor->writing = false;
        writer_lock_give();
    }
    return rc;
}

static void cursor_give(struct cursor *cursor)
{
    cursor->in_use = false;
    if (cursor->temporary) {
        sqlite3_finalize(cursor->handle);
        free(cursor);
    }
}

/* ---- running */

/* One of the commands that are run for every page: prepared once. */
static int kept_command(struct db_sqlite *sqlite, sqlite3_stmt **kept, const char *sql)
{
    int rc = SQLITE_OK;
    if (!*kept) {
        rc = sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
    }
    if (rc == SQLITE_OK) {
        sqlite3_step(*kept);
        rc = sqlite3_reset(*kept);
    }
    return rc;
}

/* The first statement of a snapshot begins it: its read takes the locks that the others share. */
static int enter(struct db_sqlite *sqlite)
{
    bool inside = !sqlite->db.in_snapshot || !sqlite3_get_autocommit(sqlite->handle);
    return inside ? SQLITE_OK : kept_command(sqlite, &sqlite->begin, "BEGIN");
}

static void sqlite_leave(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    if (sqlite3_get_autocommit(sqlite->handle)) {
        return;
    }
    int rc = kept_command(sqlite, &sqlite->end, "COMMIT");
    if (rc != SQLITE_OK) {
        db_sqlite_failure(sqlite, "COMMIT", rc, false);
        sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

static bool writer_lock_take(const struct db *db)
{
    int64_t until = db_sqlite_lock_deadline(db);
    struct timespec end = {.tv_sec = until / 1000000, .tv_nsec = until % 1000000 * 1000};
    pthread_mutex_lock(&writer.mutex);
    int64_t waiting_since = writer.taken ? dates_monotonic_us() : 0;
    while (writer.taken &&
           pthread_cond_clockwait(&writer.free, &writer.mutex, CLOCK_MONOTONIC, &end) == 0) {
    }
    bool mine = !writer.taken;
    writer.taken = true;
    pthread_mutex_unlock(&writer.mutex);
    if (waiting_since) {
        db_figures_waited(dates_monotonic_us() - waiting_since);
    }
    return mine;
}

static int bind_one(sqlite3_stmt *handle, int position, const struct db_bind *bind,
                    sqlite3_destructor_type lifetime)
{
    const char *bytes = bind->bytes ? bind->bytes : "";
    switch (bind->type) {
    case 'i':
    case 'b':
        return sqlite3_bind_int64(handle, position, bind->integer);
    case 't':
        return sqlite3_bind_text64(handle, position, bytes, bind->length, lifetime, SQLITE_UTF8);
    case 'x':
        return sqlite3_bind_blob64(handle, position, bytes, bind->length, lifetime);
    default:
        return sqlite3_bind_null(handle, position);
    }
}

/* Binds, takes the writer lock if need be, and steps once. Rows outlive the caller's bytes (they
 * are copied); db_exec() is done when it returns. */
static int start(struct db_sqlite *sqlite, struct cursor *cursor, const struct db_bind *binds,
                 size_t n, sqlite3_destructor_type lifetime)
{
    for (size_t i = 0; i < n; i++) {
        int rc = bind_one(cursor->handle, (int)i + 1, &binds[i], lifetime);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    if (!sqlite->db.in_transaction && sqlite->db.mode == DB_WRITE &&
        !sqlite3_stmt_readonly(cursor->handle)) {
        if (!writer_lock_take(&sqlite->db)) {
            return SQLITE_BUSY;
        }
        cursor->writing = true;
    }
    int rc = enter(sqlite);
    return rc != SQLITE_OK ? rc : sqlite3_step(cursor->handle);
}

static enum status sqlite_query(struct db *db, const struct statement *statement,
                                const struct db_bind *binds, size_t n, void **cursor_r)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    enum status status = STATUS_OK;
    struct cursor *cursor = cursor_take(sqlite, statement, &status);
    if (!cursor) {
        return status;
    }
    int rc = start(sqlite, cursor, binds, n, SQLITE_TRANSIENT);
    cursor->waiting = rc == SQLITE_ROW;
    if (rc == SQLITE_DONE) {
        rc = cursor_finish(cursor);
    }
    if (rc != SQLITE_ROW && rc != SQLITE_OK) {
        status = db_sqlite_failure(sqlite, statement->name, rc, true);
        cursor_finish(cursor);
        cursor_give(cursor);
        return status;
    }
    *cursor_r = cursor;
    return STATUS_OK;
}

/* STRICT tables hold what they promise; an expression may not (an integer that overflows becomes a
 * real number). PostgreSQL fails there. */
static bool column_fits(sqlite3_stmt *handle, int column, char type)
{
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_NULL:
        return true;
    case SQLITE_INTEGER:
        return type == 'i' || (type == 'b' && (sqlite3_column_int64(handle, column) & ~1LL) == 0);
    case SQLITE_TEXT:
        return type == 't';
    case SQLITE_BLOB:
        return type == 'x';
    default:
        return false;
    }
}

static bool row_fits(struct db_rows *rows, sqlite3_stmt *handle)
{
    const char *types = rows->statement->columns;
    for (int i = 0; types[i]; i++) {
        if (!column_fits(handle, i, types[i])) {
            db_log_failure(rows->db, rows->statement->name, STATUS_ERROR, "type",
                           "a column holds a value of another type");
            return false;
        }
    }
    return true;
}

static bool sqlite_next(struct db_rows *rows)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)rows->db;
    struct cursor *cursor = rows->cursor;
    if (cursor->done) {
        return false;
    }
    int rc = cursor->waiting ? SQLITE_ROW : sqlite3_step(cursor->handle);
    cursor->waiting = false;
    if (rc == SQLITE_ROW && row_fits(rows, cursor->handle)) {
        return true;
    }
    if (rc == SQLITE_ROW) {
        rows->status = STATUS_ERROR;
        cursor_finish(cursor);
        return false;
    }
    if (rc == SQLITE_DONE) {
        rc = cursor_finish(cursor);
    }
    if (rc != SQLITE_OK) {
        rows->status = db_sqlite_failure(sqlite, rows->statement->name, rc, true);
        cursor_finish(cursor);
    }
    return false;
}

static enum status sqlite_end(struct db_rows *rows)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)rows->db;
    struct cursor *cursor = rows->cursor;
    int rc = cursor_finish(cursor);
    enum status status =
        rc == SQLITE_OK ? STATUS_OK : db_sqlite_failure(sqlite, rows->statement->name, rc, true);
    cursor_give(cursor);
    return status;
}

static bool sqlite_is_null(const struct db_rows *rows, int column)
{
    const struct cursor *cursor = rows->cursor;
    return sqlite3_column_type(cursor->handle, column) == SQLITE_NULL;
}

static int64_t sqlite_integer(const struct db_rows *rows, int column)
{
    const struct cursor *cursor = rows->cursor;
    return sqlite3_column_int64(cursor->handle, column);
}

static const char *sqlite_bytes(const struct db_rows *rows, int column, size_t *length_r)
{
    const struct cursor *cursor = rows->cursor;
    const void *bytes = rows->statement->columns[column] == 't'
                            ? (const void *)sqlite3_column_text(cursor->handle, column)
                            : sqlite3_column_blob(cursor->handle, column);
    *length_r = (size_t)sqlite3_column_bytes(cursor->handle, column);
    return bytes ? bytes : "";
}

static enum status sqlite_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                               const struct db_bind *binds, size_t n)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    enum status status = STATUS_OK;
    struct cursor *cursor = cursor_take(sqlite, statement, &status);
    if (!cursor) {
        return status;
    }
    int rc = start(sqlite, cursor, binds, n, SQLITE_STATIC);
    if (rc == SQLITE_DONE) {
        rc = cursor_finish(cursor);
    }
    if (rc == SQLITE_OK) {
        *changed_r = sqlite3_stmt_readonly(cursor->handle) ? 0 : sqlite3_changes64(sqlite->handle);
    } else {
        status = db_sqlite_failure(sqlite, statement->name, rc, true);
        cursor_finish(cursor);
    }
    cursor_give(cursor);
    return status;
}

/* ---- transactions */

static enum status command(struct db_sqlite *sqlite, const char *sql)
{
    int rc = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? STATUS_OK : db_sqlite_failure(sqlite, sql, rc, false);
}

static enum status sqlite_begin(struct db *db)
{
    if (db->mode == DB_READ) {
        return command((struct db_sqlite *)db, "BEGIN");
    }
    if (!writer_lock_take(db)) {
        return STATUS_BUSY;
    }
    enum status status = command((struct db_sqlite *)db, "BEGIN IMMEDIATE");
    if (status != STATUS_OK) {
        writer_lock_give();
    }
    return status;
}

/* The disk that fails while it is asked to keep the transaction may have kept it. */
static enum status sqlite_commit(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    int rc = sqlite3_exec(sqlite->handle, "COMMIT", NULL, NULL, NULL);
    enum status status =
        rc == SQLITE_OK ? STATUS_OK : db_sqlite_failure(sqlite, "COMMIT", rc, false);
    if ((rc & 0xff) == SQLITE_IOERR && status != STATUS_FULL) {
        status = STATUS_UNKNOWN;
    }
    if (status == STATUS_OK && db->mode == DB_WRITE) {
        writer_lock_give();
    }
    return status;
}

static void sqlite_rollback(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    /* Some failures (a full disk) rolled back already. */
    if (!sqlite3_get_autocommit(sqlite->handle)) {
        command(sqlite, "ROLLBACK");
    }
    if (db->mode == DB_WRITE) {
        writer_lock_give();
    }
}

/* ---- the rest */

/* What a column that comes straight from a table was declared as. */
static bool declared_fits(sqlite3_stmt *handle, int column, char type)
{
    const char *declared = sqlite3_column_decltype(handle, column);
    if (!declared) {
        return true;
    }
    if (strcmp(declared, "INTEGER") == 0) {
        return type == 'i' || type == 'b';
    }
    if (strcmp(declared, "TEXT") == 0) {
        return type == 't';
    }
    return strcmp(declared, "BLOB") != 0 || type == 'x';
}

static const char *shape_message(struct arena *arena, const struct statement *statement,
                                 sqlite3_stmt *handle)
{
    int columns = sqlite3_column_count(handle);
    if ((size_t)columns != strlen(statement->columns)) {
        return arena_printf(arena, "%d columns in the text, %zu in `columns`", columns,
                            strlen(statement->columns));
    }
    for (int i = 0; i < columns; i++) {
        if (!declared_fits(handle, i, statement->columns[i])) {
            return arena_printf(arena, "column %d is of type %s, '%c' in `columns`", i + 1,
                                sqlite3_column_decltype(handle, i), statement->columns[i]);
        }
    }
    return NULL;
}

static const char *sqlite_check(struct db *db, struct arena *arena,
                                const struct statement *statement)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    sqlite3_stmt *handle = NULL;
    int rc = prepare(sqlite, statement, 0, &handle);
    if (rc != SQLITE_OK) {
        return arena_strdup(arena, sqlite3_errmsg(sqlite->handle));
    }
    if (!handle) {
        return "no command";
    }
    const char *message = shape_message(arena, statement, handle);
    sqlite3_finalize(handle);
    return message;
}

static enum status sqlite_ping(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    const char *path = sqlite3_db_filename(sqlite->handle, "main");
    TRY(command(sqlite, "PRAGMA schema_version"));
    if (!path || !path[0]) {
        return STATUS_OK;
    }
    if (access(path, W_OK) != 0) {
        return STATUS_READ_ONLY;
    }
    return disk_is_short(path, DISK_ROOM) ? STATUS_FULL : STATUS_OK;
}

static enum status sqlite_size(struct db *db, int64_t *bytes_r)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    sqlite3_stmt *handle = NULL;
    int rc = sqlite3_prepare_v2(sqlite->handle,
                                "SELECT page_count * page_size"
                                " FROM pragma_page_count, pragma_page_size",
                                -1, &handle, NULL);
    rc = rc == SQLITE_OK ? sqlite3_step(handle) : rc;
    if (rc == SQLITE_ROW) {
        *bytes_r = sqlite3_column_int64(handle, 0);
    }
    sqlite3_finalize(handle);
    return rc == SQLITE_ROW ? STATUS_OK : db_sqlite_failure(sqlite, "size", rc, false);
}

static enum status sqlite_script(struct db *db, const char *sql, const char *name)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    int rc = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? STATUS_OK : db_sqlite_failure(sqlite, name, rc, false);
}

const char *db_sqlite_version(void)
{
    return sqlite3_libversion();
}

const struct db_driver db_sqlite_driver = {
    .engine = DB_SQLITE,
    .name = "sqlite",
    .open = db_sqlite_open,
    .close = db_sqlite_close,
    .query = sqlite_query,
    .next = sqlite_next,
    .end = sqlite_end,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .bytes = sqlite_bytes,
    .exec = sqlite_exec,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .leave = sqlite_leave,
    .check = sqlite_check,
    .ping = sqlite_ping,
    .size = sqlite_size,
    .script = sqlite_script,
};
