/* Statements, transactions and snapshots on PostgreSQL. */
#include "db_pg_private.h"

#include "statement_private.h"

#include <ctype.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { BINARY = 1 };

enum prepared { NOT_PREPARED, PREPARED, CHECKED };

/* The parameters of one call, as libpq wants them. */
struct call {
    const char *values[DB_BINDS_MAX];
    int lengths[DB_BINDS_MAX];
    int formats[DB_BINDS_MAX];
    uint64_t integers[DB_BINDS_MAX];
    char booleans[DB_BINDS_MAX];
    int n;
};

/* ---- failures */

static bool is_one_of(const char *code, const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strncmp(code, codes[i], strlen(codes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static enum status status_of_code(const char *code)
{
    /* Serialization, deadlock, lock not available, the server goes down or is not up yet. */
    static const char *const busy[] = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03"};
    static const char *const unavailable[] = {"08", "53", "57014"};
    if (strcmp(code, "53100") == 0) {
        return STATUS_FULL;
    }
    if (strcmp(code, "25006") == 0) {
        return STATUS_READ_ONLY;
    }
    if (is_one_of(code, busy, sizeof busy / sizeof busy[0])) {
        return STATUS_BUSY;
    }
    if (is_one_of(code, unavailable, sizeof unavailable / sizeof unavailable[0])) {
        return STATUS_UNAVAILABLE;
    }
    return strncmp(code, "23", 2) == 0 ? STATUS_CONFLICT : STATUS_ERROR;
}

/* The first line of libpq's text, without the values that the class 22 (data exceptions) quotes. */
static void first_line(char *line, size_t size, const char *code, const char *text)
{
    bool quotes_values = strncmp(code, "22", 2) == 0;
    snprintf(line, size, "%s", quotes_values ? "data exception" : text);
    line[strcspn(line, "\n")] = '\0';
}

enum status db_pg_failure(struct db_pg *pg, const char *name, const PGresult *result)
{
    char line[300];
    const char *code = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    code = code ? code : "";
    enum status status = status_of_code(code);
    if (status == STATUS_READ_ONLY) {
        pg->stale = pg->db.mode == DB_WRITE; /* it was a primary when we connected */
        status = pg->stale ? status : STATUS_ERROR;
    }
    if (!result || db_pg_is_lost(pg) || strncmp(code, "08", 2) == 0) {
        /* Silence is not met again and again: only what ended is tried anew. */
        bool again = pg->db.in_transaction && !pg->expired;
        bool read_only = result ? status == STATUS_READ_ONLY : pg->refused == STATUS_READ_ONLY;
        status = again ? STATUS_BUSY : read_only ? STATUS_READ_ONLY : STATUS_UNAVAILABLE;
    }
    pg->db.crossed = pg->db.crossed || strcmp(code, "23503") == 0;
    first_line(line, sizeof line, code, text ? text : PQerrorMessage(pg->connection));
    db_log_failure(&pg->db, name, status, code, line);
    return status;
}

static void on_notice(void *context, const PGresult *result)
{
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    (void)context;
    log_info("db_notice", LOG_TEXT("text", text));
}

/* ---- opening */

static void pg_close(struct db *db)
{
    struct db_pg *pg = (struct db_pg *)db;
    PQfinish(pg->connection);
    free(pg->url);
    free(pg->prepared);
    free(pg);
}

static struct db_pg *new_connection(void)
{
    struct db_pg *pg = calloc(1, sizeof *pg);
    size_t n = statement_places();
    unsigned char *prepared = calloc(n + 1, 1);
    if (!pg || !prepared) {
        db_defect(NULL, "no memory left", 0);
    }
    pg->db.driver = &db_pg_driver;
    STAILQ_INIT(&pg->due);
    pg->prepared = prepared;
    pg->n_prepared = n;
    return pg;
}

static enum status pg_open(const struct db_options *options, struct arena *arena, struct db **db_r,
                           const char **message_r)
{
    struct db_pg *pg = new_connection();
    const char *message = NULL;
    db_init(&pg->db, options);
    pg->url = strdup(options->url);
    if (!pg->url) {
        db_defect(NULL, "no memory left", 0);
    }
    if (!db_breaker_allows(&pg->db)) {
        message = "la base PostgreSQL ne répondait pas il y a un instant";
    } else if (db_pg_connect(pg, arena, &message)) {
        PQsetNoticeReceiver(pg->connection, on_notice, NULL);
        *db_r = &pg->db;
        return STATUS_OK;
    }
    log_error("db_open_failed", LOG_TEXT("engine", "postgresql"), LOG_TEXT("error", message));
    *message_r = message;
    enum status status = pg->refused == STATUS_READ_ONLY ? STATUS_READ_ONLY : STATUS_UNAVAILABLE;
    pg_close(&pg->db);
    return status;
}

bool db_pg_reconnect(struct db_pg *pg)
{
    ARENA_SCRATCH(arena, 0);
    const char *message = "";
    PQfinish(pg->connection);
    pg->connection = NULL;
    pg->inside = false;
    pg->owing = false;
    memset(pg->prepared, NOT_PREPARED, pg->n_prepared);
    bool back = db_pg_connect(pg, arena, &message);
    if (back) {
        PQsetNoticeReceiver(pg->connection, on_notice, NULL);
    }
    log_event(back ? LOG_INFO : LOG_WARNING, "db_reconnect",
              LOG_TEXT("status", back ? "ok" : message));
    return back;
}

/* ---- preparing */

/* Whether it was prepared; a passing one never was. */
static unsigned char *state_of(struct db_pg *pg, const struct statement *statement)
{
    if (statement_is_passing(statement)) {
        pg->passing = NOT_PREPARED;
        return &pg->passing;
    }
    return &pg->prepared[statement_index(statement)];
}

static void name_of(char name[24], const struct statement *statement)
{
    if (statement_is_passing(statement)) {
        name[0] = '\0'; /* the one that the next replaces */
        return;
    }
    snprintf(name, 24, "s%zu", statement_index(statement));
}

/* Notes what the server said of a statement that it was to prepare; takes the result. */
static enum status prepared(struct db_pg *pg, const struct statement *statement, PGresult *result)
{
    enum status status = STATUS_OK;
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        *state_of(pg, statement) = PREPARED;
    } else {
        status = db_pg_failure(pg, statement->name, result);
    }
    PQclear(result);
    return status;
}

/* ---- running */

static void call_fill(struct call *call, const struct db_bind *binds, size_t n)
{
    call->n = (int)n;
    for (size_t i = 0; i < n; i++) {
        call->formats[i] = BINARY;
        switch (binds[i].type) {
        case 'i':
            call->integers[i] = htobe64((uint64_t)binds[i].integer);
            call->values[i] = (const char *)&call->integers[i];
            call->lengths[i] = sizeof call->integers[i];
            break;
        case 'b':
            call->booleans[i] = binds[i].integer != 0;
            call->values[i] = &call->booleans[i];
            call->lengths[i] = 1;
            break;
        case 'n':
            call->values[i] = NULL;
            call->lengths[i] = 0;
            break;
        default:
            call->values[i] = binds[i].bytes ? binds[i].bytes : "";
            call->lengths[i] = (int)binds[i].length;
            break;
        }
    }
}

bool db_pg_is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static void check_columns(struct db_pg *pg, const struct statement *statement,
                          const PGresult *result)
{
    unsigned char *state = state_of(pg, statement);
    if (*state == CHECKED) {
        return;
    }
    int wrong = db_pg_wrong_column(result, statement);
    if (wrong != 0) {
        db_defect(statement, "the columns are not those declared", wrong);
    }
    *state = CHECKED;
}

static int send_call(struct db_pg *pg, const char *name, const struct call *call)
{
    return PQsendQueryPrepared(pg->connection, name, call->n, call->values, call->lengths,
                               call->formats, BINARY);
}

/* Takes what the server said of a statement. */
static enum status judge(struct db_pg *pg, const struct statement *statement, PGresult *result,
                         PGresult **result_r)
{
    if (db_pg_is_good(result)) {
        check_columns(pg, statement, result);
        *result_r = result;
        return STATUS_OK;
    }
    /* One that was sent before it failed, and said why. */
    bool skipped = PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
    enum status status = skipped ? STATUS_ERROR : db_pg_failure(pg, statement->name, result);
    PQclear(result);
    return status;
}

/* Reads the answers that are due up to that of `last`; NULL: all. */
static void read_due(struct db_pg *pg, const struct pg_cursor *last)
{
    const struct pg_cursor *cursor = NULL;
    if (!pg->flushed && !STAILQ_EMPTY(&pg->due) && !db_pg_is_lost(pg)) {
        pg->flushed = PQsendFlushRequest(pg->connection) == 1;
    }
    while (!STAILQ_EMPTY(&pg->due) && (!last || cursor != last)) {
        struct pg_cursor *first = STAILQ_FIRST(&pg->due);
        STAILQ_REMOVE_HEAD(&pg->due, next);
        first->due = false;
        first->status = judge(pg, first->statement, db_pg_next_answer(pg), &first->result);
        cursor = first;
    }
}

/* Its answer, or NULL with the status of the preparation that failed. */
static PGresult *run_alone(struct db_pg *pg, const struct statement *statement, const char *name,
                           const struct call *call, enum status *status_r)
{
    if (*state_of(pg, statement) == NOT_PREPARED) {
        *status_r =
            prepared(pg, statement, db_pg_answer(pg, db_pg_send_prepare(pg, name, statement)));
    }
    return *status_r == STATUS_OK ? db_pg_answer(pg, send_call(pg, name, call)) : NULL;
}

/* Prepared and run in one trip. No sync is sent: the server goes on in the transaction that the
 * first statement after the last sync began. */
static PGresult *run_in_snapshot(struct db_pg *pg, const struct statement *statement,
                                 const char *name, const struct call *call, enum status *status_r)
{
    bool prepares = *state_of(pg, statement) == NOT_PREPARED;
    read_due(pg, NULL);
    bool sent = db_pg_enter_pipeline(pg) &&
                (!prepares || db_pg_send_prepare(pg, name, statement)) &&
                send_call(pg, name, call) && PQsendFlushRequest(pg->connection);
    pg->inside = true;
    PGresult *first = db_pg_answer(pg, sent);
    if (!prepares) {
        return first;
    }
    *status_r = prepared(pg, statement, first);
    PGresult *second = db_pg_next_answer(pg);
    if (*status_r == STATUS_OK) {
        return second;
    }
    PQclear(second);
    return NULL;
}

static enum status run_prepared(struct db_pg *pg, const struct statement *statement,
                                const struct call *call, PGresult **result_r)
{
    char name[24];
    enum status status = STATUS_OK;
    name_of(name, statement);
    PGresult *result = pg->db.in_snapshot ? run_in_snapshot(pg, statement, name, call, &status)
                                          : run_alone(pg, statement, name, call, &status);
    TRY(status);
    return judge(pg, statement, result, result_r);
}

static bool only_reads(const struct db_pg *pg, const struct statement *statement)
{
    const char *sql = statement->sql + strspn(statement->sql, " \n\t");
    return pg->db.mode == DB_READ || strncasecmp(sql, "SELECT", 6) == 0;
}

/* Outside a transaction, and at the start of a snapshot, a lost connection is made again once; what
 * writes is not sent twice, as nobody knows how far it got. */
static enum status run(struct db_pg *pg, const struct statement *statement,
                       const struct db_bind *binds, size_t n, PGresult **result_r)
{
    struct call call;
    if (n > DB_BINDS_MAX) {
        db_defect(statement, "too many parameters", (int)n);
    }
    call_fill(&call, binds, n);
    bool first = !pg->db.in_transaction && !pg->inside;
    if (first && !(pg->db.in_snapshot ? db_pg_ensure(pg) : db_pg_ready(pg))) {
        return db_pg_failure(pg, statement->name, NULL);
    }
    enum status status = run_prepared(pg, statement, &call, result_r);
    if (status != STATUS_OK && db_pg_is_lost(pg) && first && only_reads(pg, statement) &&
        !pg->expired && db_pg_reconnect(pg)) {
        status = run_prepared(pg, statement, &call, result_r);
    }
    return status;
}

/* Behind the first statement of a snapshot, those that the server knows need not be waited for:
 * those whose rows are read later go with one trip. */
static bool may_wait(struct db_pg *pg, const struct statement *statement)
{
    return pg->inside && !db_pg_is_lost(pg) && *state_of(pg, statement) == CHECKED;
}

static enum status send_due(struct db_pg *pg, struct pg_cursor *cursor, const struct db_bind *binds,
                            size_t n)
{
    char name[24];
    struct call call;
    name_of(name, cursor->statement);
    call_fill(&call, binds, n);
    if (!send_call(pg, name, &call)) {
        return db_pg_failure(pg, cursor->statement->name, NULL);
    }
    cursor->due = true;
    pg->flushed = false;
    STAILQ_INSERT_TAIL(&pg->due, cursor, next);
    return STATUS_OK;
}

static enum status pg_query(struct db *db, const struct statement *statement,
                            const struct db_bind *binds, size_t n, void **cursor_r)
{
    struct db_pg *pg = (struct db_pg *)db;
    struct pg_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor) {
        db_defect(statement, "no memory left", 0);
    }
    cursor->statement = statement;
    enum status status = may_wait(pg, statement) ? send_due(pg, cursor, binds, n)
                                                 : run(pg, statement, binds, n, &cursor->result);
    if (status != STATUS_OK) {
        free(cursor);
        return status;
    }
    *cursor_r = cursor;
    return STATUS_OK;
}

static const PGresult *result_of(const struct db_rows *rows)
{
    const struct pg_cursor *cursor = rows->cursor;
    return cursor->result;
}

static enum status arrived(const struct db_rows *rows)
{
    const struct pg_cursor *cursor = rows->cursor;
    if (cursor->due) {
        read_due((struct db_pg *)rows->db, cursor);
    }
    return cursor->status;
}

static bool pg_next(struct db_rows *rows)
{
    rows->status = arrived(rows);
    return rows->status == STATUS_OK && rows->row < PQntuples(result_of(rows));
}

static enum status pg_end(struct db_rows *rows)
{
    struct pg_cursor *cursor = rows->cursor;
    enum status status = arrived(rows);
    PQclear(cursor->result);
    free(cursor);
    return status;
}

static bool pg_is_null(const struct db_rows *rows, int column)
{
    return PQgetisnull(result_of(rows), rows->row, column);
}

static int64_t pg_integer(const struct db_rows *rows, int column)
{
    const unsigned char *bytes =
        (const unsigned char *)PQgetvalue(result_of(rows), rows->row, column);
    int length = PQgetlength(result_of(rows), rows->row, column);
    uint64_t value = length > 1 && bytes[0] >= 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < length; i++) {
        value = value << 8 | bytes[i];
    }
    return (int64_t)value;
}

static const char *pg_bytes(const struct db_rows *rows, int column, size_t *length_r)
{
    *length_r = (size_t)PQgetlength(result_of(rows), rows->row, column);
    return PQgetvalue(result_of(rows), rows->row, column);
}

static enum status pg_exec(struct db *db, const struct statement *statement, int64_t *changed_r,
                           const struct db_bind *binds, size_t n)
{
    PGresult *result;
    TRY(run((struct db_pg *)db, statement, binds, n, &result));
    *changed_r = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return STATUS_OK;
}

/* ---- transactions */

enum status db_pg_command(struct db_pg *pg, const char *sql, const char *name)
{
    PGresult *result = db_pg_answer(pg, PQsendQuery(pg->connection, sql));
    enum status status = db_pg_is_good(result) ? STATUS_OK : db_pg_failure(pg, name, result);
    PQclear(result);
    return status;
}

static enum status pg_begin(struct db *db)
{
    struct db_pg *pg = (struct db_pg *)db;
    if (!db_pg_ready(pg)) {
        return db_pg_failure(pg, "BEGIN", NULL);
    }
    enum status status = db_pg_command(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ", "BEGIN");
    /* Nothing was done yet: it can be tried again. */
    return status != STATUS_OK && db_pg_is_lost(pg) && !pg->expired ? STATUS_BUSY : status;
}

/* When the connection is lost here, or the server goes away while it commits, it may have
 * committed: running the work again could do it twice, so this is no STATUS_BUSY. */
static enum status pg_commit(struct db *db)
{
    struct db_pg *pg = (struct db_pg *)db;
    PGresult *result = db_pg_answer(pg, PQsendQuery(pg->connection, "COMMIT"));
    const char *code = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    bool left = !result || (code && (strncmp(code, "57P", 3) == 0 || strncmp(code, "08", 2) == 0));
    enum status status = db_pg_is_good(result) ? STATUS_OK : db_pg_failure(pg, "COMMIT", result);
    PQclear(result);
    if (status != STATUS_OK && (left || db_pg_is_lost(pg))) {
        db_breaker_close(db); /* a commit may wait for a standby while all the rest answers */
        db_log_failure(db, "COMMIT", STATUS_UNKNOWN, "", "lost: committed or not is unknown");
        return STATUS_UNKNOWN;
    }
    return status;
}

static void pg_rollback(struct db *db)
{
    struct db_pg *pg = (struct db_pg *)db;
    if (!db_pg_is_lost(pg) && PQtransactionStatus(pg->connection) != PQTRANS_IDLE) {
        db_pg_command(pg, "ROLLBACK", "ROLLBACK");
    }
}

static void pg_leave(struct db *db)
{
    db_pg_end_pipeline((struct db_pg *)db);
}

const struct db_driver db_pg_driver = {
    .engine = DB_POSTGRESQL,
    .name = "postgresql",
    .open = pg_open,
    .close = pg_close,
    .query = pg_query,
    .next = pg_next,
    .end = pg_end,
    .is_null = pg_is_null,
    .integer = pg_integer,
    .bytes = pg_bytes,
    .exec = pg_exec,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .leave = pg_leave,
    .check = db_pg_check,
    .ping = db_pg_ping,
    .size = db_pg_size,
    .script = db_pg_script,
};
