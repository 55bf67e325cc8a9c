/* What the two files of the PostgreSQL driver share: a connection whose every wait has an end.
 * Never leaves this folder. */
#ifndef SOFI_DB_DB_PG_PRIVATE_H
#define SOFI_DB_DB_PG_PRIVATE_H

#include "db_private.h"

#include <libpq-fe.h>

enum { SETTINGS_MAX = 80 }; /* of one address */

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

#endif
