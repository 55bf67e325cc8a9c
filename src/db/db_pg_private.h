/* What the two files of the PostgreSQL driver share: a connection whose every wait has an end.
 * Never leaves this folder. */
#ifndef SOFI_DB_DB_PG_PRIVATE_H
#define SOFI_DB_DB_PG_PRIVATE_H

#include "db_private.h"

#include <libpq-fe.h>
#include <sys/queue.h>

enum { SETTINGS_MAX = 80 }; /* of one address */

/* What rows are read from. */
struct pg_cursor {
    const struct statement *statement;
    bool due; /* it was sent, its answer is not read yet */
    enum status status;
    PGresult *result; /* NULL: there is none */
    STAILQ_ENTRY(pg_cursor) next;
};

struct db_pg {
    struct db db;
    PGconn *connection; /* NULL once it was given up: libpq's functions take that */
    char *url;
    unsigned char *prepared; /* enum prepared, by statement_index() */
    size_t n_prepared;
    unsigned char passing; /* enum prepared, of the passing statement that runs */
    bool stale;            /* the server became a standby: find the primary again */
    enum status refused;   /* why the last connection was not made: STATUS_READ_ONLY, or another */
    bool expired;          /* given up because no answer came in time */
    bool inside;           /* statements of a snapshot were sent: the server holds its view */
    STAILQ_HEAD(, pg_cursor) due; /* in the order in which they were sent */
    bool flushed;                 /* the server was told to answer all of them */
    bool owing; /* that view was given back, and the server's word about it is not read */
};

/* A new connection by pg->url; false with the reason in *message_r (static or arena). */
bool db_pg_connect(struct db_pg *pg, struct arena *arena, const char **message_r);
/* Makes the connection again when it was lost; false when it is not to be had now. */
bool db_pg_ensure(struct db_pg *pg);
bool db_pg_reconnect(struct db_pg *pg);
bool db_pg_is_lost(const struct db_pg *pg);

/* The answer to what was just sent (`sent`: what PQsend… said); NULL when none came, by the
 * deadline of the connection (it is given up then) or for want of one. To be freed by PQclear(). */
PGresult *db_pg_answer(struct db_pg *pg, int sent);

/* The same for the next of the answers that a pipeline owes. */
PGresult *db_pg_next_answer(struct db_pg *pg);

/* Makes the connection one that takes statements of a snapshot. */
bool db_pg_enter_pipeline(struct db_pg *pg);
/* Ends the transaction that the snapshot's statements are in; the answer is read by the next use of
 * the connection. */
void db_pg_end_pipeline(struct db_pg *pg);

/* A transaction goes on; else the connection is there, in no snapshot: for plain commands. */
bool db_pg_ready(struct db_pg *pg);

bool db_pg_is_good(const PGresult *result);
/* The status of what failed, which is logged; `result` may be NULL: no answer came. */
enum status db_pg_failure(struct db_pg *pg, const char *name, const PGresult *result);
int db_pg_send_prepare(struct db_pg *pg, const char *name, const struct statement *statement);
/* The place of the first column whose type is another than declared, from 1; 0 when all agree, -1
 * when their number does not. */
int db_pg_wrong_column(const PGresult *result, const struct statement *statement);
enum status db_pg_command(struct db_pg *pg, const char *sql, const char *name);

const char *db_pg_check(struct db *db, struct arena *arena, const struct statement *statement);
enum status db_pg_ping(struct db *db);
enum status db_pg_size(struct db *db, int64_t *bytes_r);
enum status db_pg_script(struct db *db, const char *sql, const char *name);

#endif
