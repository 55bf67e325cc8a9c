/* A connection to a file of SQLite: how it is opened and tuned, what its failures mean. */
#include "db_sqlite_private.h"

#include "dates.h"
#include "statement_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* About a dozen connections live in one process: 12 x 2 MiB of cache at most. Nothing is mapped: it
 * gains nothing measurable, and counts the same pages once for each connection. */
#define TUNING                                                                                     \
    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"          \
    "PRAGMA cache_size = -8192; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"                 \
    "PRAGMA journal_size_limit = 16777216;"
#define TUNING_READ "PRAGMA query_only = ON;"

static pthread_once_t once = PTHREAD_ONCE_INIT;

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

static enum status db_sqlite_status(const struct db_sqlite *sqlite, int rc)
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
enum status db_sqlite_failure(struct db_sqlite *sqlite, const char *name, int rc, bool running)
{
    char code[24];
    bool may_quote = running && (rc & 0xff) == SQLITE_ERROR;
    sqlite3_snprintf(sizeof code, code, "%d", rc);
    enum status status = db_sqlite_status(sqlite, rc);
    db_log_failure(&sqlite->db, name, status, code,
                   may_quote ? sqlite3_errstr(rc) : sqlite3_errmsg(sqlite->handle));
    TRY(status);
    return STATUS_ERROR;
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

int64_t db_sqlite_lock_deadline(const struct db *db)
{
    int64_t own = dates_monotonic_us() + (int64_t)DB_LOCK_WAIT_MS * 1000;
    return own < db_deadline(db) ? own : db_deadline(db);
}

/* Another process holds the file: short pauses, then longer ones, until the deadline. */
static int on_busy(void *context, int count)
{
    struct db_sqlite *sqlite = context;
    if (count == 0) {
        sqlite->busy_until = db_sqlite_lock_deadline(&sqlite->db);
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

void db_sqlite_close(struct db *db)
{
    struct db_sqlite *sqlite = (struct db_sqlite *)db;
    for (size_t i = 0; i < sqlite->n_cursors; i++) {
        sqlite3_finalize(sqlite->cursors[i].handle);
    }
    sqlite3_finalize(sqlite->begin);
    sqlite3_finalize(sqlite->end);
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

enum status db_sqlite_open(const struct db_options *options, struct arena *arena, struct db **db_r,
                           const char **message_r)
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
    enum status status = db_sqlite_status(sqlite, rc);
    db_sqlite_close(&sqlite->db);
    return status == STATUS_FULL || status == STATUS_READ_ONLY ? status : STATUS_UNAVAILABLE;
}
