#include "db_private.h"

#include "buffer.h"
#include "dates.h"
#include "json.h"
#include "text.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum {
    RUNS_MAX = 5,
    RETRY_FOR_MS = 10000, /* no new run once this much time has passed */
    FIRST_PAUSE_MS = 4,
    BYTES_MAX = 1000000000, /* of one value: SQLite's limit, a little under PostgreSQL's */
};

static const struct db_driver *const drivers[] = {&db_sqlite_driver, &db_pg_driver};

/* ---- failures */

/* What the last write of any connection met, told for a minute: the next one may find it mended. */
enum { REMEMBERED_US = 60000000 };

static atomic_int last_write = STATUS_OK;
static atomic_int_fast64_t last_write_at; /* monotonic microseconds */

static void note_write(enum status status)
{
    if (status == STATUS_FULL || status == STATUS_READ_ONLY) {
        atomic_store(&last_write_at, dates_monotonic_us());
        atomic_store(&last_write, status);
    } else if (status == STATUS_OK && atomic_load(&last_write) != STATUS_OK) {
        atomic_store(&last_write, STATUS_OK);
    }
}

static enum status last_write_status(void)
{
    bool fresh = dates_monotonic_us() - atomic_load(&last_write_at) < REMEMBERED_US;
    return fresh ? (enum status)atomic_load(&last_write) : STATUS_OK;
}

void db_log_failure(const struct db *db, const char *statement, enum status status,
                    const char *code, const char *text)
{
    if (status == STATUS_OK || status == STATUS_BUSY) {
        return;
    }
    note_write(status);
    log_event(status == STATUS_CONFLICT ? LOG_WARNING : LOG_ERROR, "db_failed",
              LOG_TEXT("engine", db->driver->name), LOG_TEXT("statement", statement),
              LOG_TEXT("status", status_name(status)), LOG_TEXT("code", code),
              LOG_TEXT("error", text));
}

void db_defect(const struct statement *statement, const char *what, int position)
{
    log_error("db_defect", LOG_TEXT("statement", statement ? statement->name : ""),
              LOG_TEXT("error", what), LOG_INT("position", position));
    abort();
}

/* PostgreSQL refuses to go on in a transaction once a statement failed. So does SQLite here: what
 * works on one engine must not surprise on the other. */
static enum status remember(struct db *db, enum status status)
{
    if (status != STATUS_OK && db_is_whole(db) && db->failed == STATUS_OK) {
        db->failed = status;
    }
    return status;
}

/* ---- connections */

static const struct db_driver *driver_of_url(const char *url)
{
    if (strncmp(url, "sqlite:", 7) == 0) {
        return &db_sqlite_driver;
    }
    if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0) {
        return &db_pg_driver;
    }
    return NULL;
}

enum status db_open(const struct db_options *options, struct arena *arena, struct db **db_r,
                    const char **message_r)
{
    const struct db_driver *driver = driver_of_url(options->url);
    struct db *db = NULL;
    if (!driver) {
        *message_r = "adresse de base inconnue, « sqlite:CHEMIN » ou « postgresql://… » attendu";
        log_error("db_open_failed", LOG_TEXT("error", "unknown kind of address"));
        return STATUS_UNAVAILABLE;
    }
    enum status status = driver->open(options, arena, &db, message_r);
    if (status != STATUS_OK) {
        note_write(status);
    } else {
        db->driver = driver;
        db->mode = options->mode;
        db_figures_opened(db);
        *db_r = db;
    }
    return status;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    if (db->open_rows > 0) {
        db_defect(NULL, "db_close: rows without their db_end", db->open_rows);
    }
    db_snapshot_end(db);
    db_figures_closing(db);
    db->driver->close(db);
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->driver->engine;
}

enum db_engine db_engine_of_url(const char *url)
{
    return driver_of_url(url) == &db_pg_driver ? DB_POSTGRESQL : DB_SQLITE;
}

const char *db_engine_name(enum db_engine engine)
{
    return drivers[engine]->name;
}

enum status db_backup(struct db *db, const char *path, const struct db_progress *progress)
{
    if (db->driver != &db_sqlite_driver || !db->in_transaction) {
        db_defect(NULL, "db_backup of what is no transaction of SQLite", 0);
    }
    return remember(db, db_sqlite_backup(db, path, progress));
}

const char *const *db_environment(const char *url, struct arena *arena)
{
    return db_pg_environment(url, arena);
}

const char *db_library_version(enum db_engine engine)
{
    return engine == DB_SQLITE ? db_sqlite_version() : db_pg_version();
}

bool db_is_missing(const char *url)
{
    return driver_of_url(url) == &db_sqlite_driver && access(url + strlen("sqlite:"), F_OK) != 0;
}

uint64_t db_statements_run(const struct db *db)
{
    return db->statements_run;
}

/* ---- time */

enum { TRIAL_MS = 1000, RETRY_MS = 2000 };

static atomic_int_fast64_t hurry = INT64_MAX;

void db_init(struct db *db, const struct db_options *options)
{
    db->mode = options->mode;
    db->wait_ms = options->wait_ms;
    db->breaker = options->breaker;
}

void db_set_deadline(struct db *db, int64_t instant)
{
    db->deadline = instant;
}

void db_hurry(int64_t instant)
{
    atomic_store(&hurry, instant);
}

int64_t db_sooner(int64_t deadline)
{
    int64_t end = atomic_load(&hurry);
    return end < deadline ? end : deadline;
}

int64_t db_patience_us(const struct db *db)
{
    int wait_ms = db->trial ? TRIAL_MS : db->wait_ms;
    return wait_ms ? (int64_t)wait_ms * 1000 : INT64_MAX;
}

int64_t db_deadline(const struct db *db)
{
    int64_t end = db->deadline ? db->deadline : INT64_MAX;
    int64_t now = dates_monotonic_us();
    if (db_patience_us(db) < end - now) {
        end = now + db_patience_us(db);
    }
    return db_sooner(end);
}

bool db_breaker_allows(struct db *db)
{
    db->trial = false;
    if (!db->breaker) {
        return true;
    }
    int64_t now = dates_monotonic_us();
    int_fast64_t retry_at = atomic_load(&db->breaker->retry_at);
    if (retry_at == 0) {
        return true;
    }
    int_fast64_t next = now + (int64_t)RETRY_MS * 1000;
    db->trial =
        now >= retry_at && atomic_compare_exchange_strong(&db->breaker->retry_at, &retry_at, next);
    return db->trial;
}

void db_breaker_open(struct db *db)
{
    if (db->breaker) {
        atomic_store(&db->breaker->retry_at, dates_monotonic_us() + (int64_t)RETRY_MS * 1000);
    }
    db->trial = false;
}

void db_breaker_close(struct db *db)
{
    if (db->breaker && atomic_load(&db->breaker->retry_at) != 0) {
        atomic_store(&db->breaker->retry_at, 0);
    }
    db->trial = false;
}

bool db_breaker_is_open(const struct db_breaker *breaker)
{
    return atomic_load(&breaker->retry_at) != 0;
}

enum status db_ping(struct db *db)
{
    TRY(db->driver->ping(db));
    return last_write_status();
}

enum status db_size(struct db *db, int64_t *bytes_r)
{
    return remember(db, db->driver->size(db, bytes_r));
}

enum status db_run_script(struct db *db, const char *sql, const char *name)
{
    return remember(db, db->driver->script(db, sql, name));
}

/* ---- parameters */

struct db_bind db_numbers(const struct db *db, struct arena *arena, const int64_t *numbers,
                          size_t n)
{
    bool json = db_engine_of(db) == DB_SQLITE;
    struct buffer text;
    buffer_init(&text, arena, 16 + 8 * n);
    buffer_char(&text, json ? '[' : '{');
    for (size_t i = 0; i < n; i++) {
        if (i) {
            buffer_char(&text, ',');
        }
        buffer_int(&text, numbers[i]);
    }
    buffer_char(&text, json ? ']' : '}');
    return db_bind_text(text.data);
}

/* Between double quotes, before which as before itself a backslash stands. */
static void write_array_text(struct buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\') {
            buffer_char(out, '\\');
        }
        buffer_char(out, *p);
    }
    buffer_char(out, '"');
}

struct db_bind db_texts(const struct db *db, struct arena *arena, const char *const *texts,
                        size_t n)
{
    bool json = db_engine_of(db) == DB_SQLITE;
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, arena, 16 + 8 * n);
    json_start(&writer, &text);
    if (json) {
        json_open_array(&writer, NULL);
    } else {
        buffer_char(&text, '{');
    }
    for (size_t i = 0; i < n; i++) {
        if (json) {
            json_put_text(&writer, NULL, texts[i]);
        } else {
            buffer_text(&text, i ? "," : "");
            write_array_text(&text, texts[i]);
        }
    }
    if (json) {
        json_end(&writer);
    } else {
        buffer_char(&text, '}');
    }
    return db_bind_text(text.data);
}

struct db_bind db_bind_text(const char *text)
{
    if (!text) {
        return BIND_NULL;
    }
    return (struct db_bind){.type = 't', .bytes = text, .length = strlen(text)};
}

struct db_bind db_bind_text_or_null(const char *text)
{
    return db_bind_text(text && *text ? text : NULL);
}

static void check_binds(const struct statement *statement, const struct db_bind *binds, size_t n)
{
    if (n != strlen(statement->binds)) {
        db_defect(statement, "wrong number of parameters", (int)n);
    }
    for (size_t i = 0; i < n; i++) {
        if (binds[i].type != statement->binds[i] && binds[i].type != 'n') {
            db_defect(statement, "wrong type of parameter", (int)i + 1);
        }
    }
}

/* What must hold before a driver sees the statement. PostgreSQL refuses ill-formed UTF-8, SQLite
 * would store it. */
static enum status before(struct db *db, const struct statement *statement,
                          const struct db_bind *binds, size_t n)
{
    check_binds(statement, binds, n);
    if (db_is_whole(db) && db->failed != STATUS_OK) {
        return db->failed;
    }
    for (size_t i = 0; i < n; i++) {
        if (binds[i].length > BYTES_MAX) {
            db_log_failure(db, statement->name, STATUS_ERROR, "size", "a value is too large");
            return STATUS_ERROR;
        }
        if (binds[i].type == 't' && !utf8_is_valid(binds[i].bytes, binds[i].length)) {
            db_log_failure(db, statement->name, STATUS_ERROR, "utf8", "a text is not UTF-8");
            return STATUS_ERROR;
        }
    }
    db->statements_run++;
    return STATUS_OK;
}

/* ---- rows */

enum status db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                     const struct db_bind *binds, size_t n)
{
    if (statement->columns[0] == '\0') {
        db_defect(statement, "db_query of a statement without columns", 0);
    }
    *rows = (struct db_rows){
        .db = db, .statement = statement, .columns = (int)strlen(statement->columns), .row = -1};
    db->open_rows++;
    db_figures_busy(db);
    rows->status = before(db, statement, binds, n);
    if (rows->status == STATUS_OK) {
        rows->status = db->driver->query(db, statement, binds, n, &rows->cursor);
    }
    return remember(db, rows->status);
}

bool db_next(struct db_rows *rows)
{
    if (rows->status != STATUS_OK || !rows->cursor) {
        return false;
    }
    rows->row++;
    bool there = rows->db->driver->next(rows);
    rows->found = rows->found || there;
    remember(rows->db, rows->status);
    return there;
}

enum status db_end(struct db_rows *rows)
{
    struct db *db = rows->db;
    if (!db) {
        return rows->status;
    }
    if (rows->cursor) {
        enum status status = db->driver->end(rows);
        rows->status = rows->status == STATUS_OK ? status : rows->status;
    }
    db->open_rows--;
    rows->cursor = NULL;
    rows->db = NULL;
    db_figures_idle(db);
    return remember(db, rows->status);
}

enum status db_end_found(struct db_rows *rows)
{
    TRY(db_end(rows));
    return rows->found ? STATUS_OK : STATUS_NOT_FOUND;
}

/* `type` 0: any. */
static void check_column(const struct db_rows *rows, int column, char type)
{
    if (!rows->cursor || rows->row < 0) {
        db_defect(rows->statement, "no row to read from", column);
    }
    if (column < 0 || column >= rows->columns) {
        db_defect(rows->statement, "no such column", column);
    }
    if (type && rows->statement->columns[column] != type) {
        db_defect(rows->statement, "wrong type of column", column);
    }
}

bool db_is_null(const struct db_rows *rows, int column)
{
    check_column(rows, column, 0);
    return rows->db->driver->is_null(rows, column);
}

int64_t db_int(const struct db_rows *rows, int column)
{
    check_column(rows, column, 'i');
    return rows->db->driver->integer(rows, column);
}

bool db_bool(const struct db_rows *rows, int column)
{
    check_column(rows, column, 'b');
    return rows->db->driver->integer(rows, column) != 0;
}

static const char *copy_of(const struct db_rows *rows, int column, struct arena *arena,
                           size_t *length_r)
{
    const char *bytes = rows->db->driver->bytes(rows, column, length_r);
    if (!arena) {
        return bytes;
    }
    char *copy = arena_extend(arena, NULL, 0, *length_r + 1);
    memcpy(copy, bytes, *length_r);
    copy[*length_r] = '\0';
    return copy;
}

const char *db_text(const struct db_rows *rows, int column, struct arena *arena)
{
    size_t length;
    check_column(rows, column, 't');
    return copy_of(rows, column, arena, &length);
}

const char *db_bytes(const struct db_rows *rows, int column, struct arena *arena, size_t *length_r)
{
    check_column(rows, column, 'x');
    return copy_of(rows, column, arena, length_r);
}

enum status db_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                    const struct db_bind *binds, size_t n)
{
    int64_t changed = 0;
    if (statement->columns[0] != '\0') {
        db_defect(statement, "db_exec of a statement with columns", 0);
    }
    enum status status = before(db, statement, binds, n);
    if (status == STATUS_OK) {
        db_figures_busy(db);
        status = db->driver->exec(db, statement, &changed, binds, n);
        db_figures_idle(db);
    }
    if (status == STATUS_OK && changed_r) {
        *changed_r = changed;
    }
    return remember(db, status);
}

/* ---- transactions */

static int64_t now_ms(void)
{
    return dates_monotonic_us() / 1000;
}

/* Twice as long each time, and never the same for two nodes that met once. */
static void pause_before_run(int run)
{
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, 0) != sizeof random) {
        random = (uint32_t)now_ms();
    }
    int64_t most = (int64_t)FIRST_PAUSE_MS << (run * 2);
    int64_t ms = most / 2 + random % (most / 2 + 1);
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

/* The caller may have swallowed a failure; the engine did not. */
static enum status whole_status(const struct db *db, enum status status)
{
    if (db->failed == STATUS_BUSY || (db->failed != STATUS_OK && status == STATUS_OK)) {
        return db->failed;
    }
    return status;
}

static enum status run_once(struct db *db, enum status (*work)(struct db *db, void *context),
                            void *context)
{
    TRY(db->driver->begin(db));
    db->in_transaction = true;
    db->crossed = false;
    db->failed = STATUS_OK;
    enum status status = work(db, context);
    if (db->open_rows > 0) {
        db_defect(NULL, "db_transaction: rows without their db_end", db->open_rows);
    }
    status = whole_status(db, status);
    if (status == STATUS_OK) {
        status = db->driver->commit(db);
        if (db->mode == DB_WRITE) {
            note_write(status);
        }
    }
    if (status != STATUS_OK) {
        db->driver->rollback(db);
    }
    db->in_transaction = false;
    db->failed = STATUS_OK;
    return status;
}

/* What the snapshot has begun goes on. */
static enum status run_within(struct db *db, enum status (*work)(struct db *db, void *context),
                              void *context)
{
    return whole_status(db, work(db, context));
}

enum status db_transaction(struct db *db, enum status (*work)(struct db *db, void *context),
                           void *context)
{
    if (db->in_snapshot) {
        return run_within(db, work, context);
    }
    if (db->in_transaction || db->open_rows > 0) {
        db_defect(NULL, "db_transaction inside a transaction or a row", db->open_rows);
    }
    int64_t end = now_ms() + RETRY_FOR_MS;
    bool crossed = false;
    for (int run = 1;; run++) {
        db_figures_busy(db);
        enum status status = run_once(db, work, context);
        db_figures_idle(db);
        bool again = status == STATUS_BUSY || (db->crossed && !crossed);
        crossed = crossed || db->crossed;
        if (!again) {
            return status;
        }
        if (run == RUNS_MAX || now_ms() > end || now_ms() > db_deadline(db) / 1000) {
            log_warning("db_busy", LOG_TEXT("engine", db->driver->name), LOG_INT("runs", run));
            return status;
        }
        db_figures_retried();
        pause_before_run(run);
    }
}

/* ---- snapshots */

void db_snapshot_begin(struct db *db)
{
    if (db->mode != DB_READ || db_is_whole(db) || db->open_rows > 0) {
        db_defect(NULL, "db_snapshot_begin where something is under way", db->open_rows);
    }
    db->in_snapshot = true;
    db->failed = STATUS_OK;
}

void db_snapshot_end(struct db *db)
{
    if (!db->in_snapshot) {
        return;
    }
    if (db->open_rows > 0) {
        db_defect(NULL, "db_snapshot_end: rows without their db_end", db->open_rows);
    }
    db->driver->leave(db);
    db->in_snapshot = false;
    db->failed = STATUS_OK;
}

/* ---- the registry's check */

static const char *unknown_type(struct arena *arena, const char *types, const char *known)
{
    size_t good = strspn(types, known);
    return types[good] ? arena_printf(arena, "unknown type '%c'", types[good]) : NULL;
}

const char *db_check_statement(struct db *db, struct arena *arena,
                               const struct statement *statement)
{
    const char *wrong = unknown_type(arena, statement->binds, "itbx");
    if (!wrong) {
        wrong = unknown_type(arena, statement->columns, "itbx");
    }
    if (wrong) {
        return wrong;
    }
    int parameters = sql_parameters(statement->sql);
    if (parameters < 0) {
        return "the $n do not run from $1 without a gap";
    }
    if ((size_t)parameters != strlen(statement->binds)) {
        return arena_printf(arena, "%d parameters in the text, %zu in `binds`", parameters,
                            strlen(statement->binds));
    }
    return db->driver->check(db, arena, statement);
}
