#include "server.h"
#include "acceptor.h"
#include "answer.h"
#include "exchange.h"
#include "head.h"
#include "hosts.h"
#include "listen.h"
#include "pool.h"
#include "signals.h"
#include "threads.h"
#include "visitors.h"

#include "arret.h"
#include "crypto.h"
#include "dates.h"
#include "log.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Our own page answers a query of 100 KB only if the library can hold the request line. */
#define CONNECTION_MEMORY (112u << 10)
#define CONNECTIONS_MAX 2000u
#define CONNECTIONS_PER_NETWORK 200u
/* What the library may have, for each event thread: never reached (visitors.h). */
#define CONNECTIONS_OF_LIBRARY (4L * CONNECTIONS_MAX)
#define HEADERS_SECONDS 15
#define GRACE_SECONDS 10
#define PACE 4096 /* bytes a second: 6 MiB in 25 minutes */
/* A connection may hold its socket and a spool, or two for an instant. */
#define FILES_WANTED 8192u
#define TIMEOUT_SECONDS 60u
/* After a first answer the library writes over all of CONNECTION_MEMORY: only so many connections
 * may stay open idle (45 MiB). */
#define KEEP_ALIVE_MAX 400
/* How long a stop waits for connections to be taken over. */
#define TAKERS_SECONDS 2
/* Looks at the connections, 2 ms apart, that must all find nothing left to do. */
#define QUIET_LOOKS 10
/* Threads for what reads much: lists that are sorted, then whole exports. */
#define READERS 2
#define EXPORTERS 2

static const char *const pool_names[SERVER_PLACES] = {
    [SERVER_ON_WORKER] = "writes", [SERVER_ON_READER] = "reads", [SERVER_ON_EXPORTER] = "exports"};

struct server {
    const struct config *config;
    struct server_application application;
    struct threads threads;
    struct MHD_Daemon *daemon;
    struct pool *pools[SERVER_PLACES]; /* none for SERVER_HERE */
    struct acceptor acceptor;
    int ports[ADDRESSES];
    bool https;
    bool proxied;
    sigset_t old_signals;
    struct hosts hosts;
    atomic_bool draining;
    atomic_int under_way; /* requests between their request line and their end */
    struct visitors visitors;
};

static struct visitor *visitor_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

static const char *peer_of(const struct server *server, struct arena *arena,
                           struct MHD_Connection *connection)
{
    const char *peer = visitor_of(connection)->peer;
    if (server->proxied && strcmp(peer, server->config->trusted_proxy) == 0) {
        const char *forwarded = head_forwarded_address(arena, connection);
        return forwarded ? forwarded : peer;
    }
    return peer;
}

/* ---- answers */

static bool is_crowded(const struct server *server)
{
    return atomic_load_explicit(&server->draining, memory_order_relaxed) ||
           atomic_load_explicit(&server->visitors.taken, memory_order_relaxed) > KEEP_ALIVE_MAX;
}

static enum MHD_Result send_answer(const struct server *server, struct exchange *exchange,
                                   struct MHD_Connection *connection)
{
    struct MHD_Response *response =
        answer_create(exchange, server->https, exchange->closes || is_crowded(server));
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result result =
        MHD_queue_response(connection, (unsigned)exchange->response.code, response);
    MHD_destroy_response(response);
    exchange->state = EXCHANGE_SENT;
    visitor_enter(visitor_of(connection), VISITOR_SENDING);
    return result;
}

/* ---- requests */

/* The library reads the parameters of the query into records of the connection's memory, and hangs
 * the connection when a few thousand of them fill it. We read the query ourselves: an empty one is
 * left for the library. The text is its own buffer, which it cuts in the same way right after this.
 */
static void hide_query(const char *target)
{
    union {
        const char *constant;
        char *text;
    } of = {.constant = strchr(target, '?')};
    if (of.text != NULL && of.text[1] != '\0') {
        of.text[1] = '\0';
    }
}

static void *on_request_line(void *context, const char *target, struct MHD_Connection *connection)
{
    struct server *server = context;
    struct server_thread *thread = threads_current(&server->threads);
    struct exchange *exchange = exchange_create(threads_take_arena(thread), server->config, target);
    struct visitor *visitor = visitor_of(connection);
    if (target != NULL) {
        exchange->target_length = strlen(target);
        hide_query(target);
    }
    visitor->exchange = exchange;
    visitor_enter(visitor, VISITOR_HEADERS);
    /* In this order: is_quiet() must find the request by one or by the other. */
    atomic_fetch_add(&server->under_way, 1);
    atomic_store(&visitor->begun, true);
    return exchange;
}

/* The target is read as it came (exchange.c): nothing is left to decode. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static enum MHD_Result answer_here(struct server *server, struct exchange *exchange,
                                   struct MHD_Connection *connection)
{
    struct server_thread *thread = threads_current(&server->threads);
    void *state = exchange_needs_state(exchange) ? threads_state(thread) : NULL;
    exchange_answer(exchange, &server->application, state, false);
    return send_answer(server, exchange, connection);
}

/* As hosts_refusal(); whoever runs the site reads which name its configuration lacks. */
static int refusal_of_host(const struct server *server, const char *host, int fd)
{
    int code = host != NULL ? hosts_refusal(&server->hosts, host, fd) : 0;
    if (code == 421) {
        log_warning("host_unknown", LOG_TEXT("host", host));
    }
    return code;
}

/* The code that refuses the head before anything else is looked at; 0: none. */
static int refusal(const struct server *server, const struct exchange *exchange,
                   const struct head *head)
{
    if (!head_is_clear(head)) {
        return 400;
    }
    int fd = visitor_of(head->connection)->fd;
    size_t length = 0;
    int code = refusal_of_host(server, head_value(head->connection, "Host", &length), fd);
    return code != 0 ? code : refusal_of_host(server, exchange->authority, fd);
}

static enum MHD_Result on_headers(struct server *server, struct exchange *exchange,
                                  const struct head *head)
{
    struct MHD_Connection *connection = head->connection;
    struct exchange_headers headers = {
        .method = head->method,
        .connection = connection,
        .header = head_value,
        .peer = peer_of(server, exchange->arena, connection),
        .at_metrics = visitor_of(connection)->at_metrics,
        .size = head->size,
        .refusal = refusal(server, exchange, head),
    };
    if (exchange_headers(exchange, &server->application, &headers)) {
        visitor_enter(visitor_of(connection), VISITOR_BODY);
        return MHD_YES;
    }
    exchange_whole(exchange);
    return answer_here(server, exchange, connection);
}

static enum MHD_Result on_whole(struct server *server, struct exchange *exchange,
                                struct MHD_Connection *connection)
{
    const struct server_application *application = &server->application;
    visitor_enter(visitor_of(connection), VISITOR_WORKING);
    exchange_whole(exchange);
    enum server_where where = exchange->error == 0
                                  ? application->where(application->context, &exchange->request)
                                  : SERVER_HERE;
    if (where == SERVER_HERE) {
        return answer_here(server, exchange, connection);
    }
    if (!pool_reserve(server->pools[where])) {
        exchange->error = 503;
        log_warning("queue_full", LOG_INT("waiting", server->config->queue),
                    LOG_TEXT("pool", pool_names[where]));
        return answer_here(server, exchange, connection);
    }
    /* Suspended first: the worker may be done before this function returns. */
    MHD_suspend_connection(connection);
    pool_push(server->pools[where], exchange);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **exchange_at)
{
    struct server *server = context;
    struct exchange *exchange = *exchange_at;
    if (exchange == NULL) {
        return MHD_NO;
    }
    switch (exchange->state) {
    case EXCHANGE_LINE:
        return on_headers(server, exchange,
                          &(struct head){.connection = connection,
                                         .method = method,
                                         .url = url,
                                         .version = version,
                                         .target_length = exchange->target_length,
                                         .size = head_size(connection)});
    case EXCHANGE_BODY:
        if (*upload_size > 0) {
            bool kept = exchange_body(exchange, upload, *upload_size);
            atomic_fetch_add_explicit(&visitor_of(connection)->body_bytes, *upload_size,
                                      memory_order_relaxed);
            *upload_size = 0;
            return kept ? MHD_YES : MHD_NO;
        }
        return on_whole(server, exchange, connection);
    case EXCHANGE_MADE:
        return send_answer(server, exchange, connection);
    case EXCHANGE_WORKING:
    case EXCHANGE_SENT:
        break;
    }
    return MHD_NO;
}

static void end_exchange(struct server *server, struct visitor *visitor)
{
    struct exchange *exchange = visitor->exchange;
    struct server_thread *thread = threads_current(&server->threads);
    if (exchange == NULL) {
        return;
    }
    visitor->exchange = NULL;
    visitor_enter(visitor, VISITOR_IDLE);
    if (exchange->state == EXCHANGE_SENT) {
        size_t bytes = 0;
        exchange_bytes(exchange, &bytes);
        metrics_count(&thread->metrics, exchange->response.code,
                      exchange->made_us - exchange->whole_us, bytes);
    } else {
        metrics_count_aborted(&thread->metrics);
    }
    exchange_log(exchange, server->application.router);
    exchange_end(exchange);
    threads_give_arena(thread, exchange->arena);
    atomic_fetch_sub(&server->under_way, 1);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **exchange_at,
                         enum MHD_RequestTerminationCode how)
{
    (void)how;
    *exchange_at = NULL;
    end_exchange(context, visitor_of(connection));
}

static struct visitor *welcome(struct server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct visitor *visitor = info ? visitors_take(&server->visitors, info->connect_fd) : NULL;
    if (visitor == NULL) {
        abort(); /* a defect: every connection was admitted */
    }
    return visitor;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **visitor_at,
                          enum MHD_ConnectionNotificationCode how)
{
    struct server *server = context;
    struct visitor *visitor = *visitor_at;
    if (how == MHD_CONNECTION_NOTIFY_STARTED) {
        *visitor_at = welcome(server, connection);
        return;
    }
    /* The library forgets to tell the end of a request whose headers filled its memory. */
    end_exchange(server, visitor);
    visitors_leave(&server->visitors, visitor);
    *visitor_at = NULL;
}

__attribute__((format(printf, 2, 0))) static void on_library_log(void *context, const char *format,
                                                                 va_list args)
{
    char line[300];
    char *text = line;
    (void)context;
    vsnprintf(line, sizeof line, format, args);
    text[strcspn(text, "\n")] = '\0';
    log_event(LOG_DEBUG, "http_library", LOG_TEXT("text", text));
}

/* ---- threads */

static void work(void *context, void *item)
{
    struct server *server = context;
    struct exchange *exchange = item;
    struct MHD_Connection *connection = exchange->connection;
    exchange_answer(exchange, &server->application,
                    threads_state(threads_current(&server->threads)), true);
    /* From here on the exchange belongs to its event thread again. */
    MHD_resume_connection(connection);
}

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static bool deliver(void *context, const struct visitor *visitor)
{
    struct server *server = context;
    return MHD_add_connection(server->daemon, visitor->fd,
                              (const struct sockaddr *)&visitor->address,
                              visitor->address_length) == MHD_YES;
}

/* ---- start and stop */

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < FILES_WANTED) {
        limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static unsigned event_threads(const struct config *config)
{
    long cores = config->threads > 0 ? (long)config->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 256 ? 256 : (unsigned)cores;
}

static struct MHD_Daemon *start_daemon(struct server *server)
{
    unsigned threads = event_threads(server->config);
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_escapes, server},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, threads * CONNECTIONS_OF_LIBRARY, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_SECONDS, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        /* last: left out when there is only one thread, which the library refuses to call a pool */
        {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                                MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_USE_ERROR_LOG,
                            0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER,
                            on_library_log, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

static bool start_pools(struct server *server)
{
    const struct config *config = server->config;
    const int64_t threads[SERVER_PLACES] = {[SERVER_ON_WORKER] = config->workers,
                                            [SERVER_ON_READER] = READERS,
                                            [SERVER_ON_EXPORTER] = EXPORTERS};
    for (size_t i = SERVER_HERE + 1; i < SERVER_PLACES; i++) {
        server->pools[i] = pool_start((size_t)threads[i], (size_t)config->queue, work, server);
        if (server->pools[i] == NULL) {
            return false;
        }
    }
    return true;
}

static void close_listeners(struct server *server)
{
    for (int at = 0; at < ADDRESSES; at++) {
        if (server->acceptor.listeners[at] >= 0) {
            close(server->acceptor.listeners[at]);
        }
        server->acceptor.listeners[at] = -1;
    }
}

static enum status open_listeners(struct server *server, struct arena *arena,
                                  const char **message_r)
{
    const char *const addresses[ADDRESSES] = {
        [AT_SITE] = server->config->listen, [AT_METRICS] = server->config->metrics_listen};
    enum status status = STATUS_OK;
    for (int at = 0; at < ADDRESSES; at++) {
        server->acceptor.listeners[at] = -1;
    }
    for (int at = 0; at < ADDRESSES && status == STATUS_OK; at++) {
        if (at == AT_SITE || (addresses[at] != NULL && addresses[at][0] != '\0')) {
            status = listen_open(arena, addresses[at], &server->acceptor.listeners[at],
                                 &server->ports[at], message_r);
        }
    }
    if (status != STATUS_OK) {
        close_listeners(server);
    }
    return status;
}

/* Frees what is left when nothing runs any more. */
static void release(struct server *server)
{
    for (size_t i = 0; i < SERVER_PLACES; i++) {
        pool_end(server->pools[i]);
    }
    if (server->daemon != NULL) {
        MHD_stop_daemon(server->daemon);
    }
    threads_end(&server->threads);
    visitors_end(&server->visitors);
    close_listeners(server);
    pthread_sigmask(SIG_SETMASK, &server->old_signals, NULL);
}

static bool start_threads(struct server *server)
{
    if (!start_pools(server)) {
        return false;
    }
    server->daemon = start_daemon(server);
    server->acceptor.visitors = &server->visitors;
    server->acceptor.deliver = deliver;
    server->acceptor.context = server;
    return server->daemon != NULL && acceptor_start(&server->acceptor);
}

enum status server_start(const struct config *config, const struct server_application *application,
                         struct arena *arena, struct server **server_r, const char **message_r)
{
    struct server *server = ARENA_NEW(arena, struct server);
    const char *base_url = config->base_url ? config->base_url : "";
    server->config = config;
    server->application = *application;
    hosts_init(&server->hosts, arena, config);
    server->https = strncasecmp(base_url, "https:", 6) == 0;
    server->proxied = config->trusted_proxy != NULL && config->trusted_proxy[0] != '\0';
    TRY(open_listeners(server, arena, message_r));
    signals_block(&server->old_signals);
    raise_file_limit();
    arret_oublier();
    threads_init(&server->threads, &server->application);
    /* Everybody comes from one address when a proxy stands before us. */
    const struct visitor_limits limits = {.total = CONNECTIONS_MAX,
                                          .per_network = server->proxied ? CONNECTIONS_MAX
                                                                         : CONNECTIONS_PER_NETWORK,
                                          .headers_us = HEADERS_SECONDS * 1000000LL,
                                          .grace_us = GRACE_SECONDS * 1000000LL,
                                          .pace = PACE};
    visitors_init(&server->visitors, &limits);
    if (crypto_start() != STATUS_OK || !start_threads(server)) {
        release(server);
        *message_r = "Le serveur n’a pas pu créer ses fils d’exécution";
        return STATUS_REFUSED;
    }
    *server_r = server;
    return STATUS_OK;
}

int server_port(const struct server *server)
{
    return server->ports[AT_SITE];
}

int server_metrics_port(const struct server *server)
{
    return server->ports[AT_METRICS];
}

static void wait_for_takers(struct server *server, int64_t deadline)
{
    int64_t limit = dates_monotonic_us() + TAKERS_SECONDS * 1000000LL;
    limit = limit < deadline ? limit : deadline;
    while (!visitors_are_taken(&server->visitors) && dates_monotonic_us() < limit) {
        sleep_ms(2);
    }
}

static bool is_quiet(struct server *server)
{
    return !visitors_wait(&server->visitors) && atomic_load(&server->under_way) == 0;
}

void server_stop(struct server *server, int seconds)
{
    int64_t deadline = dates_monotonic_us() + seconds * 1000000LL;
    atomic_store(&server->draining, true);
    acceptor_stop(&server->acceptor);
    close_listeners(server);
    wait_for_takers(server, deadline);
    /* An event thread may be between two requests of one connection: one look proves nothing. */
    for (int looks = 0; looks < QUIET_LOOKS && dates_monotonic_us() < deadline; sleep_ms(2)) {
        looks = is_quiet(server) ? looks + 1 : 0;
    }
    /* Whatever the clients do, and what still reads rows for them. */
    arret_demander();
    visitors_shut(&server->visitors);
    release(server);
}

void server_metrics(struct server *server, struct buffer *out)
{
    struct metrics *sum = ARENA_NEW(out->arena, struct metrics);
    threads_sum(&server->threads, sum);
    metrics_write(sum, out);
    metrics_gauge(out, "sofi_connections", "Open connections.",
                  atomic_load(&server->visitors.shown));
    metrics_gauge(out, "sofi_connections_held", "Those whose first request is not whole yet.",
                  atomic_load(&server->visitors.shown) - atomic_load(&server->visitors.taken));
    static const struct {
        const char *name;
        const char *help;
        size_t (*of)(struct pool *pool);
    } gauges[] = {{"sofi_queue", "Requests that wait for a thread of a pool.", pool_waiting},
                  {"sofi_workers_busy", "Threads of a pool that run a request.", pool_busy},
                  {"sofi_workers", "Threads of a pool.", pool_threads}};
    for (size_t g = 0; g < sizeof gauges / sizeof *gauges; g++) {
        metrics_head(out, gauges[g].name, "gauge", gauges[g].help);
        for (size_t i = SERVER_HERE + 1; i < SERVER_PLACES; i++) {
            metrics_line(out, gauges[g].name, "pool", pool_names[i],
                         (int64_t)gauges[g].of(server->pools[i]));
        }
    }
}

const char *server_library_version(void)
{
    return MHD_get_version();
}
