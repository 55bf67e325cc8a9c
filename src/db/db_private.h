/* What the two drivers and db.c share. Never leaves this folder.
 *
 * A driver's connection begins with `struct db`; db.c checks calls against the statement, counts
 * them and keeps the state of the transaction, so that both engines answer alike.
 */
#ifndef SOFI_DB_DB_PRIVATE_H
#define SOFI_DB_DB_PRIVATE_H

#include "db.h"
#include "log.h"
#include "sql_private.h"

#include <sys/queue.h>

#define DB_LOCK_WAIT_MS 5000 /* how long one statement waits for a lock before STATUS_BUSY */

struct db_driver;

struct db {
    const struct db_driver *driver;
    enum db_mode mode;
    bool in_transaction;
    bool in_snapshot;
    bool crossed;       /* a link between rows failed: another transaction may have met this one */
    enum status failed; /* what the first failed statement of either said */
    int open_rows;      /* db_query() without its db_end() */
    uint64_t statements_run;
    int wait_ms;      /* of one operation; 0: without bound */
    int64_t deadline; /* of all of them, monotonic microseconds; 0: none */
    struct db_breaker *breaker;
    bool trial;       /* asks, for all, whether the base is back */
    atomic_bool busy; /* for db_figures() */
    LIST_ENTRY(db) link;
};

/* Statements are parts of a whole: what one of them met is what the others meet. */
static inline bool db_is_whole(const struct db *db)
{
    return db->in_transaction || db->in_snapshot;
}

/* For db_figures(). */
void db_figures_opened(struct db *db);
void db_figures_closing(struct db *db);
void db_figures_busy(struct db *db); /* something begins */
void db_figures_idle(struct db *db); /* something ended: nothing else may be under way */
void db_figures_retried(void);
void db_figures_waited(int64_t us);

/* For drivers: what the options say. */
void db_init(struct db *db, const struct db_options *options);
/* Until when the operation that begins now may wait: monotonic microseconds, INT64_MAX for ever. */
int64_t db_deadline(const struct db *db);
/* How long one operation waits, when nothing else ends it: microseconds, INT64_MAX for ever. */
int64_t db_patience_us(const struct db *db);
/* The earlier of `deadline` and of db_hurry(). */
int64_t db_sooner(int64_t deadline);

/* A base that did not answer is asked again by one connection at a time, for a short while; the
 * others are told at once. */
bool db_breaker_allows(struct db *db);
void db_breaker_open(struct db *db);
void db_breaker_close(struct db *db);

/* Calls arrive checked: binds and columns agree with the statement. Failures are logged by the
 * driver (db_log_failure). */
struct db_driver {
    enum db_engine engine;
    const char *name;
    enum status (*open)(const struct db_options *options, struct arena *arena, struct db **db_r,
                        const char **message_r);
    void (*close)(struct db *db);
    /* The whole statement ran when this returns, as far as writing goes. */
    enum status (*query)(struct db *db, const struct statement *statement,
                         const struct db_bind *binds, size_t n, void **cursor_r);
    /* True when there is a next row; false at the end, or with a failure in rows->status. */
    bool (*next)(struct db_rows *rows);
    enum status (*end)(struct db_rows *rows);
    bool (*is_null)(const struct db_rows *rows, int column);
    int64_t (*integer)(const struct db_rows *rows, int column); /* of a 'b' column too */
    /* Never NULL; a NUL follows the bytes. */
    const char *(*bytes)(const struct db_rows *rows, int column, size_t *length_r);
    enum status (*exec)(struct db *db, const struct statement *statement, int64_t *changed_r,
                        const struct db_bind *binds, size_t n);
    enum status (*begin)(struct db *db);
    enum status (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    /* Statements of a snapshot see db->in_snapshot; this ends it, whatever became of it. */
    void (*leave)(struct db *db);
    const char *(*check)(struct db *db, struct arena *arena, const struct statement *statement);
    enum status (*ping)(struct db *db);
    enum status (*size)(struct db *db, int64_t *bytes_r);
    enum status (*script)(struct db *db, const char *sql, const char *name);
};

enum status db_sqlite_backup(struct db *db, const char *path, const struct db_progress *progress);
const char *const *db_pg_environment(const char *url, struct arena *arena);
const char *db_sqlite_version(void);
const char *db_pg_version(void);

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_pg_driver;

/* One line for a failure; silent for STATUS_BUSY, which is retried. `text` holds no bound value. */
void db_log_failure(const struct db *db, const char *statement, enum status status,
                    const char *code, const char *text);

/* A defect of the calling code: one line, then abort. */
_Noreturn void db_defect(const struct statement *statement, const char *what, int position);

#endif
