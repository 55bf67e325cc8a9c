#include "db_pg_private.h"

#include "dates.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    CONNECT_MS = 10000, /* of a connection whose operations have no bound */
    SLICE_MS = 250,     /* how often a wait looks whether the process is ending */
    MARGIN_MS = 500     /* a server that is alive ends a statement itself this much before us */
};

/* The transaction that a pipeline is in takes its isolation from here: no BEGIN is sent. */
#define READS                                                                                      \
    "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"

struct settings {
    const char *keys[SETTINGS_MAX];
    const char *values[SETTINGS_MAX];
    int n;
};

static const char *setting(const struct settings *settings, const char *key)
{
    for (int i = 0; i < settings->n; i++) {
        if (strcmp(settings->keys[i], key) == 0) {
            return settings->values[i];
        }
    }
    return NULL;
}

static void setting_put(struct settings *settings, const char *key, const char *value)
{
    for (int i = 0; i < settings->n; i++) {
        if (strcmp(settings->keys[i], key) == 0) {
            settings->values[i] = value;
            return;
        }
    }
    if (settings->n == SETTINGS_MAX - 1) {
        db_defect(NULL, "too many connection settings", settings->n);
    }
    settings->keys[settings->n] = key;
    settings->values[settings->n++] = value;
}

static void setting_default(struct settings *settings, const char *key, const char *value)
{
    if (!setting(settings, key)) {
        setting_put(settings, key, value);
    }
}

/* ---- several hosts: one after the other, each with its part of the time, as libpq does not leave
 * one that is silent when it is asked not to block */

static int items_in(const char *list)
{
    int n = 1;
    for (const char *p = list; p && *p; p++) {
        n += *p == ',';
    }
    return n;
}

/* The item `at` of a list; of a single one, that. */
static const char *item_of(struct arena *arena, const char *list, int at)
{
    for (int i = 0; i < at && strchr(list, ','); i++) {
        list = strchr(list, ',') + 1;
    }
    return arena_strndup(arena, list, strcspn(list, ","));
}

static int hosts_in(const struct settings *settings)
{
    int hosts = items_in(setting(settings, "host"));
    int addresses = items_in(setting(settings, "hostaddr"));
    return hosts > addresses ? hosts : addresses;
}

static struct settings settings_of_host(const struct settings *all, struct arena *arena, int at)
{
    static const char *const lists[] = {"host", "hostaddr", "port"};
    struct settings settings = *all;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const char *list = setting(all, lists[i]);
        if (list) {
            setting_put(&settings, lists[i], item_of(arena, list, at));
        }
    }
    settings.keys[settings.n] = NULL;
    settings.values[settings.n] = NULL;
    return settings;
}

/* ---- what the address does not say: settings of the connection, so that they hold again when it
 * is made anew */

static void complete(struct settings *settings, const struct db *db, struct arena *arena)
{
    const char *own = setting(settings, "options");
    bool writes = db->mode == DB_WRITE;
    int limit = db->wait_ms ? db->wait_ms - MARGIN_MS : 0;
    int lock = limit && limit < DB_LOCK_WAIT_MS ? limit : DB_LOCK_WAIT_MS;
    setting_put(settings, "options",
                arena_printf(arena,
                             "-c lock_timeout=%d -c statement_timeout=%d"
                             " -c idle_in_transaction_session_timeout=%d %s %s",
                             lock, limit, limit ? 60000 : 0, writes ? "" : READS, own ? own : ""));
    setting_put(settings, "client_encoding", "UTF8");
    setting_default(settings, "application_name", "sofi");
    setting_default(settings, "keepalives_idle", "5");
    setting_default(settings, "keepalives_interval", "2");
    setting_default(settings, "keepalives_count", "3");
    setting_default(settings, "tcp_user_timeout", "10000");
    if (hosts_in(settings) > 1) {
        /* Pages shown after a save come from where it was saved: a standby may be late. */
        setting_default(settings, "target_session_attrs", writes ? "read-write" : "primary");
    }
}

/* ---- waiting */

static bool wait_for(struct db_pg *pg, short events, int64_t deadline)
{
    struct pollfd socket = {.fd = PQsocket(pg->connection), .events = events};
    for (;;) {
        int64_t left = db_sooner(deadline) - dates_monotonic_us();
        if (left <= 0) {
            return false;
        }
        int ms = left > (int64_t)SLICE_MS * 1000 ? SLICE_MS : (int)(left / 1000) + 1;
        int n = poll(&socket, 1, ms);
        if (n > 0 || (n < 0 && errno != EINTR)) {
            return true;
        }
    }
}

/* Nothing is said to the other end: it may not read, and saying it would block. */
static void give_up(struct db_pg *pg)
{
    if (pg->connection && PQsocket(pg->connection) >= 0) {
        shutdown(PQsocket(pg->connection), SHUT_RDWR);
    }
    PQfinish(pg->connection);
    pg->connection = NULL;
    pg->expired = true;
    log_warning("db_silent", LOG_TEXT("engine", "postgresql"));
}

static bool flush(struct db_pg *pg, int64_t deadline)
{
    int left = PQflush(pg->connection);
    while (left == 1) {
        if (!wait_for(pg, POLLIN | POLLOUT, deadline)) {
            give_up(pg);
            return false;
        }
        left = PQconsumeInput(pg->connection) ? PQflush(pg->connection) : -1;
    }
    return left == 0;
}

/* The last of the results of one command, or the first that failed. */
static PGresult *collect(struct db_pg *pg, int64_t deadline)
{
    PGresult *kept = NULL;
    for (;;) {
        while (PQisBusy(pg->connection)) {
            if (!wait_for(pg, POLLIN, deadline)) {
                PQclear(kept);
                give_up(pg);
                return NULL;
            }
            if (!PQconsumeInput(pg->connection)) {
                break;
            }
        }
        PGresult *next = PQgetResult(pg->connection);
        if (!next) {
            return kept;
        }
        if (kept && PQresultStatus(kept) == PGRES_FATAL_ERROR) {
            PQclear(next);
        } else {
            PQclear(kept);
            kept = next;
        }
    }
}

PGresult *db_pg_answer(struct db_pg *pg, int sent)
{
    int64_t whole = db_deadline(&pg->db);
    int64_t began = dates_monotonic_us();
    PGresult *result = sent && flush(pg, whole) ? collect(pg, whole) : NULL;
    if (result) {
        db_breaker_close(&pg->db);
    } else if (pg->expired && dates_monotonic_us() - began >= db_patience_us(&pg->db)) {
        db_breaker_open(&pg->db); /* not the end of a request's budget: silence */
    }
    return result;
}

PGresult *db_pg_next_answer(struct db_pg *pg)
{
    return db_pg_is_lost(pg) ? NULL : db_pg_answer(pg, 1);
}

/* ---- pipelines */

bool db_pg_enter_pipeline(struct db_pg *pg)
{
    return PQenterPipelineMode(pg->connection) == 1; /* or it is in one */
}

void db_pg_end_pipeline(struct db_pg *pg)
{
    if (pg->inside && !db_pg_is_lost(pg)) {
        pg->owing = PQpipelineSync(pg->connection) == 1;
    }
    pg->inside = false;
}

/* Reads what the server says of the end of the last snapshot: it came long ago, mostly. */
static void settle(struct db_pg *pg)
{
    if (pg->owing) {
        pg->owing = false;
        PQclear(db_pg_answer(pg, 1));
    }
}

/* ---- connecting */

static const char *takes_no_writes(struct db_pg *pg, bool standby)
{
    pg->refused = STATUS_READ_ONLY;
    return standby ? "la base PostgreSQL est une base de secours en lecture seule"
                   : "la base PostgreSQL est en lecture seule";
}

/* Why a connection cannot be used; NULL when it can. */
static const char *unfit(struct db_pg *pg, struct arena *arena)
{
    const char *encoding = PQparameterStatus(pg->connection, "server_encoding");
    const char *standby = PQparameterStatus(pg->connection, "in_hot_standby");
    const char *read_only = PQparameterStatus(pg->connection, "default_transaction_read_only");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        return arena_printf(arena, "la base PostgreSQL est encodée en %s, UTF8 attendu",
                            encoding ? encoding : "?");
    }
    if (pg->db.mode == DB_WRITE && standby && strcmp(standby, "on") == 0) {
        return takes_no_writes(pg, true);
    }
    if (pg->db.mode == DB_WRITE && read_only && strcmp(read_only, "on") == 0) {
        return takes_no_writes(pg, false);
    }
    return NULL;
}

static const char *failed(struct db_pg *pg, struct arena *arena)
{
    char *reason = arena_strdup(arena, PQerrorMessage(pg->connection));
    reason[strcspn(reason, "\n")] = '\0';
    /* The others quote pieces of the address: of a password with an '@' or a '/' in it, too. */
    if (strncmp(reason, "connection to server", 20) != 0) {
        return "le serveur de la base PostgreSQL est introuvable, vérifiez son adresse";
    }
    if (strstr(reason, "hot standby") || strstr(reason, "session is read-only")) {
        return takes_no_writes(pg, true);
    }
    return arena_printf(arena, "la base PostgreSQL ne répond pas\u00a0: %s", reason);
}

static const char *connect_to(struct db_pg *pg, const struct settings *settings,
                              struct arena *arena, int64_t deadline)
{
    pg->connection = PQconnectStartParams(settings->keys, settings->values, 0);
    bool alive = pg->connection && PQstatus(pg->connection) != CONNECTION_BAD;
    PostgresPollingStatusType next = alive ? PGRES_POLLING_WRITING : PGRES_POLLING_FAILED;
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
        if (!wait_for(pg, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) {
            give_up(pg);
            db_breaker_open(&pg->db);
            return "la base PostgreSQL ne répond pas\u00a0: aucune réponse à temps";
        }
        next = PQconnectPoll(pg->connection);
    }
    if (next != PGRES_POLLING_OK) {
        return failed(pg, arena);
    }
    return PQsetnonblocking(pg->connection, 1) == 0 ? unfit(pg, arena) : failed(pg, arena);
}

static const char *connect_to_one_of(struct db_pg *pg, const struct settings *all,
                                     struct arena *arena)
{
    const char *message = NULL;
    int hosts = hosts_in(all);
    int64_t now = dates_monotonic_us();
    int64_t end = now + (int64_t)CONNECT_MS * 1000;
    end = end < db_deadline(&pg->db) ? end : db_deadline(&pg->db);
    for (int i = 0; i < hosts; i++) {
        struct settings settings = settings_of_host(all, arena, i);
        now = dates_monotonic_us();
        message = connect_to(pg, &settings, arena, now + (end - now) / (hosts - i));
        if (!message) {
            return NULL;
        }
        PQfinish(pg->connection);
        pg->connection = NULL;
    }
    return message;
}

bool db_pg_connect(struct db_pg *pg, struct arena *arena, const char **message_r)
{
    struct settings settings = {.n = 0};
    PQconninfoOption *parsed = PQconninfoParse(pg->url, NULL);
    pg->refused = STATUS_UNAVAILABLE;
    if (!parsed) {
        *message_r = "l’adresse de la base PostgreSQL est mal formée";
        return false;
    }
    for (const PQconninfoOption *option = parsed; option->keyword; option++) {
        if (option->val) {
            setting_put(&settings, option->keyword, option->val);
        }
    }
    complete(&settings, &pg->db, arena);
    const char *message = connect_to_one_of(pg, &settings, arena);
    PQconninfoFree(parsed);
    if (message) {
        *message_r = message;
        return false;
    }
    pg->stale = false;
    pg->expired = false;
    db_breaker_close(&pg->db);
    return true;
}

/* ---- staying connected */

bool db_pg_is_lost(const struct db_pg *pg)
{
    return pg->stale || PQstatus(pg->connection) != CONNECTION_OK;
}

/* A server that ended the connection while nothing ran has said so on the socket already: better
 * read it now than after a write was sent, when nobody knows whether it was done. */
static bool still_there(struct db_pg *pg)
{
    struct pollfd socket = {.fd = PQsocket(pg->connection), .events = POLLIN};
    if (!db_pg_is_lost(pg) && poll(&socket, 1, 0) > 0) {
        /* The first call reads the farewell, the second finds the end behind it. */
        if (PQconsumeInput(pg->connection)) {
            PQisBusy(pg->connection);
            if (poll(&socket, 1, 0) > 0) {
                PQconsumeInput(pg->connection);
            }
        }
    }
    return !db_pg_is_lost(pg);
}

bool db_pg_ensure(struct db_pg *pg)
{
    if (!db_breaker_allows(&pg->db)) {
        return false;
    }
    settle(pg);
    return still_there(pg) || db_pg_reconnect(pg);
}

bool db_pg_ready(struct db_pg *pg)
{
    if (pg->db.in_transaction) {
        return true;
    }
    db_pg_end_pipeline(pg);
    return db_pg_ensure(pg) && PQexitPipelineMode(pg->connection) == 1;
}
