/* What the files of the SQLite driver share. Never leaves this folder. */
#ifndef SOFI_DB_DB_SQLITE_PRIVATE_H
#define SOFI_DB_DB_SQLITE_PRIVATE_H

#include "db_private.h"

/* The only file that may name the library: connection, statements and copies share its handles. */
#include <sqlite3.h>

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
    sqlite3_stmt *begin; /* of a snapshot; NULL: not prepared yet */
    sqlite3_stmt *end;
};

enum status db_sqlite_open(const struct db_options *options, struct arena *arena, struct db **db_r,
                           const char **message_r);
void db_sqlite_close(struct db *db);

/* Until when a wait that begins now, for somebody who writes, may last. */
int64_t db_sqlite_lock_deadline(const struct db *db);

/* The status of a result code; logs a failure. `running`: it was met while a statement ran. */
enum status db_sqlite_failure(struct db_sqlite *sqlite, const char *name, int rc, bool running);

#endif
