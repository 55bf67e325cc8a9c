/* The database: one API, two drivers (SQLite, PostgreSQL) that answer alike.
 *
 * A `struct db` is one connection, used by one thread at a time. Statements are prepared at first
 * use and kept. A connection opened DB_READ cannot write: the engine refuses.
 *
 * Statuses: STATUS_OK; STATUS_BUSY for soft failures (locked, serialization failure, deadlock, the
 * server restarted) that db_transaction() retries; STATUS_CONFLICT when a UNIQUE, FOREIGN KEY or
 * CHECK rule was broken; STATUS_UNAVAILABLE when the base cannot be reached, or did not
 * answer in time; STATUS_FULL when its disk is full; STATUS_READ_ONLY when a DB_WRITE connection
 * may not write (a standby, rights, a read-only disk); STATUS_ERROR otherwise. Except for the first
 * two, a log line with the statement's name was written; never a bound value.
 */
#ifndef SOFI_DB_DB_H
#define SOFI_DB_DB_H

#include "arena.h"
#include "statement.h"
#include "status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct db;

enum db_engine { DB_SQLITE, DB_POSTGRESQL };
enum db_mode { DB_READ, DB_WRITE };

/* What several connections know of a base that stopped answering; all zero at the start, outlives
 * them. A base that did not answer within wait_ms is asked again by one connection at a time, every
 * two seconds; the operations of the others are STATUS_UNAVAILABLE at once. */
struct db_breaker {
    atomic_int_fast64_t retry_at; /* monotonic microseconds; 0: it answers */
};

bool db_breaker_is_open(const struct db_breaker *breaker);
/* By an address that db_open() takes. */
enum db_engine db_engine_of_url(const char *url);

#define DB_WAIT_MS 10000 /* of threads that no person waits for */

struct db_options {
    const char *url; /* "sqlite:PATH" or "postgresql://…" (several hosts allowed) */
    enum db_mode mode;
    bool memory;    /* with "sqlite::memory:": a base of this connection alone, gone with it */
    bool sync_full; /* SQLite: synchronous=FULL, else NORMAL */
    int wait_ms;    /* how long one operation waits for the server; 0: without bound (commands) */
    struct db_breaker *breaker; /* shared by the connections that wait for each other; NULL: none */
};

/* Opens a connection (SQLite: WAL, foreign keys on, STRICT tables; a DB_WRITE connection creates
 * the file, in a folder that exists: of folders only "var" is made, which the default names; the
 * process must not open and close that file by other means, which would drop the locks of its
 * connections, nor use a connection across a fork()). *message_r (French, arena) tells a person
 * what is wrong, without secrets. End it with db_close(). */
enum status db_open(const struct db_options *options, struct arena *arena, struct db **db_r,
                    const char **message_r);
void db_close(struct db *db); /* NULL is accepted; prepared statements are finalised */
/* No operation of this connection waits past this instant (dates_monotonic_us()), whatever its
 * wait_ms: a request gives all its statements one budget. 0: no such instant. PostgreSQL: a
 * connection that is given up is made again by the next operation. */
void db_set_deadline(struct db *db, int64_t instant);

/* The process is ending: no operation of any connection waits past this instant. Thread-safe. */
void db_hurry(int64_t instant);

enum db_engine db_engine_of(const struct db *db);
const char *db_engine_name(enum db_engine engine);     /* "sqlite", "postgresql" */
const char *db_library_version(enum db_engine engine); /* "3.40.1", "15.8" */
/* True for a file of SQLite that does not exist yet. */
bool db_is_missing(const char *url);

/* ---- parameters */
struct db_bind {
    char type; /* i, t, b, x as in statement.h; 'n' for NULL of any type */
    int64_t integer;
    const char *bytes;
    size_t length;
};

#define BIND_INT(value) ((struct db_bind){.type = 'i', .integer = (value)})
#define BIND_BOOL(value) ((struct db_bind){.type = 'b', .integer = (value) ? 1 : 0})
/* NULL gives SQL NULL. */
#define BIND_TEXT(value) db_bind_text(value)
/* "" too gives SQL NULL: for optional texts. */
#define BIND_TEXT_OR_NULL(value) db_bind_text_or_null(value)
#define BIND_BYTES(value, size) ((struct db_bind){.type = 'x', .bytes = (value), .length = (size)})
#define BIND_NULL ((struct db_bind){.type = 'n'})

struct db_bind db_bind_text(const char *text);
struct db_bind db_bind_text_or_null(const char *text);

/* Several numbers in one parameter, a text: `numero = ANY (CAST($1 AS BIGINT[]))`. */
struct db_bind db_numbers(const struct db *db, struct arena *arena, const int64_t *numbers,
                          size_t n);
/* The same for texts, UTF-8, none NULL: `code = ANY (CAST($1 AS TEXT[]))`. */
struct db_bind db_texts(const struct db *db, struct arena *arena, const char *const *texts,
                        size_t n);

/* ---- statements that give rows
 *
 *     struct db_rows rows;
 *     enum status status = DB_QUERY(db, &SITE_PAR_NUMERO, &rows, BIND_INT(36364));
 *     while (db_next(&rows)) { … db_text(&rows, 1, arena) … }
 *     status = db_end(&rows);       // always called, even after a failed DB_QUERY: gives its
 * status
 *
 * The numbers and types of parameters and columns are checked against the statement: a mismatch is
 * a defect and aborts in every build. Several statements of a snapshot whose rows are read only
 * afterwards go to PostgreSQL in one trip: a failure of one is then told when its rows are read.
 * Outside a transaction, do not write to a table whose rows are being read: read them all first,
 * the engines differ on what is seen. */
struct db_rows {
    struct db *db;
    const struct statement *statement;
    enum status status;
    void *cursor; /* of the driver */
    int columns;
    int row;
    bool found;
};

enum status db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                     const struct db_bind *binds, size_t n);
bool db_next(struct db_rows *rows);
enum status db_end(struct db_rows *rows);
/* The same; STATUS_NOT_FOUND when no row came. */
enum status db_end_found(struct db_rows *rows);

bool db_is_null(const struct db_rows *rows, int column);
int64_t db_int(const struct db_rows *rows, int column); /* NULL: 0 */
bool db_bool(const struct db_rows *rows, int column);   /* NULL: false */
/* A copy in the arena; NULL: "". With arena NULL: the driver's own text, valid until db_next(). */
const char *db_text(const struct db_rows *rows, int column, struct arena *arena);
const char *db_bytes(const struct db_rows *rows, int column, struct arena *arena, size_t *length_r);

/* The first column, a number or a bool (0, 1), of the first row; *number_r stays as it is where
 * there is none. */
enum status db_number(struct db *db, const struct statement *statement, int64_t *number_r,
                      const struct db_bind *binds, size_t n);

/* ---- statements that give none; *changed_r (may be NULL) = rows inserted, updated, deleted */
enum status db_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                    const struct db_bind *binds, size_t n);

/* Inserts `rows` rows in a few trips. The statement is an INSERT … VALUES ($1, …) of one row, that
 * ends there; `binds` holds the parameters of the first row, then those of the next. In a
 * transaction only: what came before a row that is refused is rolled back with it. */
enum status db_insert(struct db *db, const struct statement *statement, const struct db_bind *binds,
                      size_t rows);

#define DB_BINDS(...)                                                                              \
    (const struct db_bind[]){__VA_ARGS__},                                                         \
        sizeof((const struct db_bind[]){__VA_ARGS__}) / sizeof(struct db_bind)
#define DB_QUERY(db, statement, rows, ...)                                                         \
    db_query((db), (statement), (rows), DB_BINDS(__VA_ARGS__))
#define DB_NUMBER(db, statement, number_r, ...)                                                    \
    db_number((db), (statement), (number_r), DB_BINDS(__VA_ARGS__))
#define DB_EXEC(db, statement, changed_r, ...)                                                     \
    db_exec((db), (statement), (changed_r), DB_BINDS(__VA_ARGS__))

/* ---- transactions
 * Runs `work` between BEGIN and COMMIT (SQLite: BEGIN IMMEDIATE under a process-wide writer lock;
 * PostgreSQL: REPEATABLE READ). Any status but STATUS_OK rolls back and is returned. STATUS_BUSY,
 * from `work` or from the commit, runs it again, 5 times at most with growing random pauses: `work`
 * must be repeatable, and must not have answered the person. So does, once, a FOREIGN KEY that
 * failed on PostgreSQL: a row was removed by one transaction while another hung something on it,
 * and the second run sees what the first one met (a defect fails again). On a DB_READ connection:
 * one snapshot. Once a statement of the transaction failed, the following ones give its status
 * without running, and so does the whole, even if `work` says STATUS_OK: as PostgreSQL does, on
 * both engines. STATUS_UNKNOWN when the connection was lost during the commit: done or not, nobody
 * knows. Not nested: a transaction inside a transaction is a defect and aborts; so are rows without
 * their db_end() at either end of it. */
enum status db_transaction(struct db *db, enum status (*work)(struct db *db, void *context),
                           void *context);

/* One view of the base for all the statements between the two, on a DB_READ connection: what others
 * commit meanwhile is not seen. The view is that of the first statement; nothing is asked of the
 * engine before it, and on PostgreSQL nothing is waited for at the end. As in a transaction, once a
 * statement failed the following ones give its status without running, until the end. A
 * db_transaction() inside it is a part of it. SQLite cannot shorten its log while a view lasts, nor
 * PostgreSQL clean tables up: what may read for long sets itself a limit. */
void db_snapshot_begin(struct db *db);
/* Rows must have had their db_end(). Nothing when there is none. */
void db_snapshot_end(struct db *db);

/* ---- figures of all connections of the process, by enum db_mode; any thread */
struct db_figures {
    int open[2];
    int busy[2];        /* a statement, its rows or a transaction is under way */
    uint64_t retries;   /* transactions that were run again after STATUS_BUSY */
    uint64_t waits;     /* SQLite: for another connection of this process to end its writing */
    uint64_t waited_us; /* of them together */
};

void db_figures(struct db_figures *figures_r);

/* Bytes that the base takes on its disk, without what waits to be written into it. */
enum status db_size(struct db *db, int64_t *bytes_r);

/* ---- backup */
struct db_progress {
    void (*tell)(void *context, size_t done, size_t total); /* NULL: nobody listens */
    void *context;
};

/* SQLite: copies what this transaction sees into the file `path`, which exists and is empty, while
 * others write; the copy is one file. In a transaction of a DB_READ connection. */
enum status db_backup(struct db *db, const char *path, const struct db_progress *progress);

/* PostgreSQL: the address as variables "PGHOST=…" for the programs that come with it, ended by
 * NULL: a password on a command line is seen by everybody. */
const char *const *db_environment(const char *url, struct arena *arena);

/* Statements run by this connection since it was opened (tests count them per page). */
uint64_t db_statements_run(const struct db *db);

/* Prepares one statement without running it: NULL when the engine accepts it and the numbers of
 * parameters and columns agree with `binds` and `columns`, else why not (arena). */
const char *db_check_statement(struct db *db, struct arena *arena,
                               const struct statement *statement);

/* One trip to the engine (/sante): STATUS_OK when it answers and takes writes, as far as a look
 * tells; STATUS_READ_ONLY or STATUS_FULL when a look, or the last write of this process within a
 * minute, tells that it takes none. SQLite: STATUS_FULL under DISK_ROOM. */
enum status db_ping(struct db *db);

/* Runs SQL that is no statement of ours: migrations and tests only. Several commands separated by
 * semicolons, not translated; inside db_transaction() all or none of them. */
enum status db_run_script(struct db *db, const char *sql, const char *name);

#endif
