/* Sockets to answers, on libmicrohttpd.
 *
 * Event threads (one a core) read requests whole, within limits, and run short handlers at once.
 * What the application sends to a pool (enum server_where) is suspended and goes through its
 * bounded queue to its threads; a full queue answers 503 with Retry-After. A slow client costs no
 * thread. A multipart body goes to a file as it arrives (spool.h); a worker reads the form from it.
 *
 * Limits: request line and headers 32 KiB (query over 8 KiB: 414; headers over: 431; what does not
 * fit in 112 KiB gets the library's own bare 414 or 431), body as `body_limit` says (413, after up
 * to 32 MiB were read and dropped so that the browser shows our page), 60 s without progress
 * (between two requests of a connection too), 15 s for request line and headers together, 4 KiB/s
 * for a body and for the reading of an answer after 10 s, 2,000 connections, 200 of one network (an
 * IPv4 address, 64 bits of IPv6; not behind a trusted proxy): the oldest without a request under
 * way makes room (visitors.h). Connections are kept alive while at most 400 are open. Every answer
 * bears X-Request-Id and the security headers; an access line is logged: event=request method=
 * path= code= us= bytes= peer= compte= (+ request=); never a query, a cookie, a body or the token
 * of a link; `us` counts from the whole request to its answer.
 */
#ifndef SOFI_HTTP_SERVER_H
#define SOFI_HTTP_SERVER_H

#include "config.h"
#include "request.h"
#include "response.h"
#include "status.h"

/* Each place but the first is a pool of threads with a queue of its own: what reads much keeps
 * neither logins nor saves waiting. */
enum server_where {
    SERVER_HERE,        /* on the event thread: a page that a few short statements make */
    SERVER_ON_WORKER,   /* what may wait for a lock or for the disk: config->workers threads */
    SERVER_ON_READER,   /* lists that may read thousands of rows */
    SERVER_ON_EXPORTER, /* files of whole lists */
    SERVER_PLACES
};

/* What the server asks of the application. Called from several threads at once. */
struct server_application {
    void *context;
    /* The most bytes of body for this request line (request->match is set). */
    size_t (*body_limit)(void *context, const struct request *request);
    /* Where to run it; the request is whole. */
    enum server_where (*where)(void *context, struct request *request);
    /* Makes the answer; never fails. `thread` is what thread_start gave. `on_worker` as asked. */
    void (*handle)(void *context, struct request *request, struct response *response, void *thread,
                   bool on_worker);
    /* An error that the server found itself (413, 414, 503…): a page for the person. */
    /* `thread`: as for handle, NULL for 500 and over; request->size_sent says how much came. */
    void (*error_page)(void *context, struct request *request, struct response *response,
                       void *thread, int code);
    /* State of one thread (its database connections). thread_start is called at the thread's first
     * request; thread_stop once for each, by the thread that calls server_stop(), when all others
     * have ended. */
    void *(*thread_start)(void *context);
    void (*thread_stop)(void *context, void *thread);
    /* Text for the access log: account id or 0. */
    int64_t (*account_of)(const struct request *request);
    /* The router whose match the server fills in before the calls above. */
    const struct router *router;
};

struct server;

/* Binds and starts, on config->listen and, unless it is empty, on config->metrics_listen: what
 * comes there has request->at_metrics, and counts among the connections as any other. Blocks
 * SIGTERM and SIGINT in the calling thread and those it makes, until server_stop(). `config` and
 * the router outlive the server; `arena` too. STATUS_REFUSED with *message_r (French) when the
 * address is wrong or taken. "127.0.0.1:0" takes a free port: see server_port(). */
enum status server_start(const struct config *config, const struct server_application *application,
                         struct arena *arena, struct server **server_r, const char **message_r);
int server_port(const struct server *server);
int server_metrics_port(const struct server *server); /* 0: none */

/* Stops accepting, lets the requests under way finish (at most `seconds`; a handler that runs is
 * never cut, but arret_demande() tells those that read much), closes what is left, ends threads,
 * frees. */
void server_stop(struct server *server, int seconds);

/* Blocks until SIGTERM or SIGINT; SIGHUP changes nothing. */
void server_wait_for_signal(void);

/* Prometheus text: requests by code, durations (histogram), connections, queue, workers busy. */
void server_metrics(struct server *server, struct buffer *out);

/* Static files of the binary (asset_table.h): fills the response, with the encoding the client
 * takes, ETag and immutable caching. False when no asset has this path. */
bool server_asset(const struct request *request, struct response *response);

/* Of libmicrohttpd: "0.9.75". */
const char *server_library_version(void);

#endif
