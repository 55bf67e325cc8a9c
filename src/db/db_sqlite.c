#include "db_private.h"

#include "dates.h"
#include "disk.h"
#include "sql_private.h"
#include "statement_private.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* About a dozen connections live in one process: 12 x 2 MiB of cache at most. Nothing is mapped: it
 * gains nothing measurable, and counts the same pages once for each connection. */
#define TUNING                                                                                     \
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"          \
    "PRAGMA cache_size = -8192; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"                 \
    "PRAGMA journal_size_limit = 16777216;"
#define TUNING_READ "PRAGMA query_only = ON;"

#define BACKUP_PAGES 256 /* at a time: a megabyte */

struct cursor {
    sqlite3_stmt *handle; /* NULL: not prepared yet */
    bool in_use;
    bool waiting;   /* the first row was stepped to by db_query() */
    bool done;      /* reset already */
    bool writing;   /* holds the writer lock */
    bool temporary; /* a second use of a statement whose rows are being read */
};

struct db_sqlite {
    struct db db;
    sqlite3 *handle;
    struct arena *scratch;
    int64_t busy_until;     /* of the busy handler, monotonic microseconds */
    struct cursor *cursors; /* by statement_index() */
    size_t n_cursors;
};

/* One writer at a time. A mutex with a condition, as a lock that waits by the monotonic clock: that
 * of the machine may be set back. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t free;
    bool taken;
} writer = {.mutex = PTHREAD_MUTEX_INITIALIZER, .free = PTHREAD_COND_INITIALIZER};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void writer_lock_give(void)
{
    pthread_mutex_lock(&writer.mutex);
    writer.taken = false;
    pthread_cond_signal(&writer.free);
    pthread_mutex_unlock(&writer.mutex);
}

/* ---- failures */

/* What the system said of a file. */
static enum status status_of_errno(int error, enum status otherwise)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return STATUS_FULL;
    case EROFS:
        return STATUS_READ_ONLY;
    default:
        return otherwise;
    }
}

/* What the last write of the log, or of the base itself, met; sqlite3_system_errno() has forgotten
 * it once the transaction was rolled back. */
static int errno_of_write(sqlite3 *handle)
{
    int error = 0;
    sqlite3_file *log = NULL;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log && log->pMethods) {
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    }
    if (error == 0) {
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    }
    return error;
}

static enum status status_of(const struct db_sqlite *sqlite, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return STATUS_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STATUS_BUSY;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_TRIGGER || rc == SQLITE_CONSTRAINT_DATATYPE
                   ? STATUS_ERROR
                   : STATUS_CONFLICT;
    case SQLITE_FULL:
        return STATUS_FULL;
    case SQLITE_READONLY:
        return sqlite->db.mode == DB_WRITE ? STATUS_READ_ONLY : STATUS_ERROR;
    case SQLITE_IOERR:
        return rc == SQLITE_IOERR_WRITE
                   ? status_of_errno(errno_of_write(sqlite->handle), STATUS_ERROR)
                   : STATUS_ERROR;
    case SQLITE_CANTOPEN:
        return status_of_errno(sqlite3_system_errno(sqlite->handle), STATUS_UNAVAILABLE);
    case SQLITE_NOTADB:
        return STATUS_UNAVAILABLE;
    default:
        return STATUS_ERROR;
    }
}

/* The text of a plain SQLITE_ERROR met while running may quote a bound value (FTS5 does); that of
 * the other codes names tables and columns only. */
static enum status failure(struct db_sqlite *sqlite, const char *name, int rc, bool running)
{
    char code[24];
    bool may_quote = running && (rc & 0xff) == SQLITE_ERROR;
    sqlite3_snprintf(sizeof code, code, "%d", rc);
    enum status status = status_of(sqlite, rc);
    db_log_failure(&sqlite->db, name, status, code,
                   may_quote ? sqlite3_errstr(rc) : sqlite3_errmsg(sqlite->handle));
    return status == STATUS_OK ? STATUS_ERROR : status;
}

/* ---- opening */

/* The engine counts its memory under one lock of the whole process: nobody reads those counts. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The folder of the default setting is made; any other is a mistyped path more often than not. */
static bool make_folder(const char *path)
{
    bool in_default = strncmp(path, "var/", 4) == 0 && !strchr(path + 4, '/');
    return !in_default || mkdir("var", 0750) == 0 || errno == EEXIST;
}

/* Created here so that it, and the files that SQLite puts beside it with the same rights, are
 * closed to others. By mknod(), as no descriptor may be closed here: closing one drops the locks
 * that all other connections of this process hold on the file. */
static bool make_file(const char *path)
{
    return make_folder(path) && (mknod(path, S_IFREG | 0640, 0) == 0 || errno == EEXIST);
}

/* Turning to WAL does not wait for other connections by itself. */
static int turn_to_wal(sqlite3 *handle)
{
    int rc = SQLITE_BUSY;
    for (int waited = 0; waited < DB_LOCK_WAIT_MS && (rc & 0xff) == SQLITE_BUSY; waited += 10) {
        if (waited > 0) {
            sqlite3_sleep(10);
        }
        rc = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }
    return rc;
}

static int64_t lock_deadline(const struct db *db)
{
    int64_t own = dates_monotonic_us() + (int64_t)DB_LOCK_WAIT_MS * 1000;
    return own < db_deadline(db) ? own : db_deadline(db);
}

/* Another process holds the file: short pauses, then longer ones, until the deadline. */
static int on_busy(void *context, int count)
{
    struct db_sqlite *sqlite = context;
    if (count == 0) {
        sqlite->busy_until = lock_deadline(&sqlite->db);
    }
    if (dates_monotonic_us() >= db_sooner(sqlite->busy_until)) {
        return 0;
    }
    sqlite3_sleep(count < 10 ? 2 : 20);
    return 1;
}

static int tune(struct db_sqlite *sqlite, const struct db_options *options)
{
    sqlite3 *handle = sqlite->handle;
    bool writes = options->mode == DB_WRITE;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_handler(handle, on_busy, sqlite);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    int rc = writes ? turn_to_wal(handle) : SQLITE_OK;
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(handle, TUNING, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK && !writes) {
        rc = sqlite3_exec(handle, TUNING_READ, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) {
        const char *sync =
            options->sync_full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
        rc = sqlite3_exec(handle, sync, NULL, NULL, NULL);
    }
    /* The file is read at last: a file that is no base is found out now. */
    return rc == SQLITE_OK ? sqlite3_exec(handle, "PRAGMA schema_version", NULL, NULL, NULL) : rc;
}

static const char *open_message(struct arena *arena, const char *path, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_NOTADB:
        return arena_printf(arena, "« %s » n’est pas une base SQLite", path);
    case SQLITE_BUSY:
        return arena_printf(arena, "la base « %s » est verrouillée par un autre programme", path);
    case SQLITE_READONLY:
        return arena_printf(
            arena,
            "la base « %s » est en lecture seule, le droit d’écrire dans le fichier "
            "et dans son dossier est attendu",
            path);
    case SQLITE_FULL:
        return arena_printf(arena, "le disque de la base « %s » est plein", path);
    case SQLITE_CANTOPEN:
        if (access(path, F_OK) != 0) {
            return arena_printf(arena, "la base « %s » n’existe pas encore", path);
        }
        break;
    default:
        break;
    }
    return arena_printf(arena, "la base « %s » ne s’ouvre pas\u00a0: %s", path, sqlite3_errstr(rc));
}

static void sqlite_close(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    for (size_t i = 0; i < sqlite->n_cursors; i++) {
        sqlite3_finalize(sqlite->cursors[i].handle);
    }
    sqlite3_close(sqlite->handle);
    arena_destroy(sqlite->scratch);
    free(sqlite->cursors);
    free(sqlite);
}

static struct db_sqlite *new_connection(void)
{
    struct db_sqlite *sqlite = calloc(1, sizeof *sqlite);
    size_t n = statement_places();
    struct cursor *cursors = calloc(n + 1, sizeof *cursors);
    if (!sqlite || !cursors) {
        db_defect(NULL, "no memory left", 0);
    }
    sqlite->db.driver = &db_sqlite_driver;
    sqlite->scratch = arena_create(0);
    sqlite->cursors = cursors;
    sqlite->n_cursors = n;
    return sqlite;
}

static const char *make_message(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (errno == ENOENT && slash) {
        return arena_printf(arena,
                            "le dossier « %.*s » n’existe pas, créez-le ou corrigez le chemin",
                            (int)(slash - path), path);
    }
    return arena_printf(arena, "la base « %s » ne peut pas être créée\u00a0: %m", path);
}

/* A file name that SQLite would take for something else (":memory:", a private base of each
 * connection) is refused. */
static bool path_is_sane(const char *path)
{
    return path[0] != '\0' && path[0] != ':' && strncmp(path, "file:", 5) != 0;
}

static enum status sqlite_open(const struct db_options *options, struct arena *arena,
                               struct db **db_r, const char **message_r)
{
    const char *path = options->url + strlen("sqlite:");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    pthread_once(&once, configure);
    if (!options->memory && !path_is_sane(path)) {
        *message_r = "adresse de base sans chemin de fichier, « sqlite:CHEMIN » attendu";
        log_error("db_open_failed", LOG_TEXT("engine", "sqlite"), LOG_TEXT("error", "no path"));
        return STATUS_UNAVAILABLE;
    }
    if (options->mode == DB_WRITE && !options->memory && !make_file(path)) {
        *message_r = make_message(arena, path);
        log_error("db_open_failed", LOG_TEXT("engine", "sqlite"), LOG_TEXT("error", *message_r));
        return STATUS_UNAVAILABLE;
    }
    struct db_sqlite *sqlite = new_connection();
    db_init(&sqlite->db, options);
    int rc = sqlite3_open_v2(path, &sqlite->handle, flags, NULL);
    if (rc == SQLITE_OK) {
        rc = tune(sqlite, options);
    }
    /* SQLite opens for reading alone what it may not write, without a word. */
    if (rc == SQLITE_OK && options->mode == DB_WRITE && sqlite3_db_readonly(sqlite->handle, NULL)) {
        rc = SQLITE_READONLY;
    }
    if (rc == SQLITE_OK) {
        *db_r = &sqlite->db;
        return STATUS_OK;
    }
    *message_r = open_message(arena, path, rc);
    log_error("db_open_failed", LOG_TEXT("engine", "sqlite"), LOG_TEXT("path", path),
              LOG_TEXT("error", sqlite3_errmsg(sqlite->handle)), LOG_INT("code", rc));
    enum status status = status_of(sqlite, rc);
    sqlite_close(&sqlite->db);
    return status == STATUS_FULL || status == STATUS_READ_ONLY ? status : STATUS_UNAVAILABLE;
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

static enum status cursor_take(struct db_sqlite *sqlite, const struct statement *statement,
                               struct cursor **cursor_r)
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
            return failure(sqlite, statement->name, rc, false);
        }
        check_shape(statement, cursor->handle);
    }
    cursor->in_use = true;
    cursor->waiting = false;
    cursor->done = false;
    *cursor_r = cursor;
    return STATUS_OK;
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

static bool writer_lock_take(const struct db *db)
{
    int64_t until = lock_deadline(db);
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
    return sqlite3_step(cursor->handle);
}

static enum status sqlite_query(struct db *db, const struct statement *statement,
                                const struct db_bind *binds, size_t n, void **cursor_r)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    struct cursor *cursor = NULL;
    enum status status = cursor_take(sqlite, statement, &cursor);
    if (status != STATUS_OK) {
        return status;
    }
    int rc = start(sqlite, cursor, binds, n, SQLITE_TRANSIENT);
    cursor->waiting = rc == SQLITE_ROW;
    if (rc == SQLITE_DONE) {
        rc = cursor_finish(cursor);
    }
    if (rc != SQLITE_ROW && rc != SQLITE_OK) {
        status = failure(sqlite, statement->name, rc, true);
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
        rows->status = failure(sqlite, rows->statement->name, rc, true);
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
        rc == SQLITE_OK ? STATUS_OK : failure(sqlite, rows->statement->name, rc, true);
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
    struct cursor *cursor = NULL;
    enum status status = cursor_take(sqlite, statement, &cursor);
    if (status != STATUS_OK) {
        return status;
    }
    int rc = start(sqlite, cursor, binds, n, SQLITE_STATIC);
    if (rc == SQLITE_DONE) {
        rc = cursor_finish(cursor);
    }
    if (rc == SQLITE_OK) {
        *changed_r = sqlite3_stmt_readonly(cursor->handle) ? 0 : sqlite3_changes64(sqlite->handle);
    } else {
        status = failure(sqlite, statement->name, rc, true);
        cursor_finish(cursor);
    }
    cursor_give(cursor);
    return status;
}

/* ---- transactions */

static enum status command(struct db_sqlite *sqlite, const char *sql)
{
    int rc = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? STATUS_OK : failure(sqlite, sql, rc, false);
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
    enum status status = rc == SQLITE_OK ? STATUS_OK : failure(sqlite, "COMMIT", rc, false);
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
    enum status status = command(sqlite, "PRAGMA schema_version");
    if (status != STATUS_OK || !path || !path[0]) {
        return status;
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
    return rc == SQLITE_ROW ? STATUS_OK : failure(sqlite, "size", rc, false);
}

static enum status sqlite_script(struct db *db, const char *sql, const char *name)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    int rc = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? STATUS_OK : failure(sqlite, name, rc, false);
}

/* ---- backup */

/* The pages of the snapshot that the transaction of `from` holds: what others write meanwhile
 * neither gets in nor makes it begin again. */
static int copy_pages(sqlite3 *from, sqlite3 *to, const struct db_progress *progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) {
        return sqlite3_errcode(to);
    }
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK) {
        rc = sqlite3_backup_step(backup, BACKUP_PAGES);
        if (progress->tell) {
            size_t total = (size_t)sqlite3_backup_pagecount(backup);
            progress->tell(progress->context, total - (size_t)sqlite3_backup_remaining(backup),
                           total);
        }
    }
    sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum status db_sqlite_backup(struct db *db, const char *path, const struct db_progress *progress)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    sqlite3 *to = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, &to, flags, NULL);
    if (rc == SQLITE_OK) {
        /* The first read begins the snapshot. */
        rc = sqlite3_exec(sqlite->handle, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = copy_pages(sqlite->handle, to, progress);
    }
    if (rc == SQLITE_OK) {
        /* One file, whole by itself. */
        rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        db_log_failure(db, "backup", STATUS_ERROR, sqlite3_errstr(rc),
                       to ? sqlite3_errmsg(to) : "");
    }
    sqlite3_close(to);
    return rc == SQLITE_OK ? STATUS_OK : (rc & 0xff) == SQLITE_FULL ? STATUS_FULL : STATUS_ERROR;
}

const char *db_sqlite_version(void)
{
    return sqlite3_libversion();
}

const struct db_driver db_sqlite_driver = {
    .engine = DB_SQLITE,
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
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
    .check = sqlite_check,
    .ping = sqlite_ping,
    .size = sqlite_size,
    .script = sqlite_script,
};
