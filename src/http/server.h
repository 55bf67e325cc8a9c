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
#include "server_application.h"
#include "status.h"

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

/* Prometheus text: requests by code, durations (histogram), connections, queue, workers busy. */
void server_metrics(struct server *server, struct buffer *out);

/* Of libmicrohttpd: "0.9.75". */
const char *server_library_version(void);

#endif
