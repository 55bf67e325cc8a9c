/* What a request finds around it: the application that serves it, the connections of its thread,
 * who acts. */
#ifndef SOFI_WEB_CONNECTIONS_H
#define SOFI_WEB_CONNECTIONS_H

#include "acteur.h"
#include "db.h"
#include "screens.h"
#include "server.h"

struct application {
    const struct config *config;
    const struct screens *screens;
    struct router *router;
    struct server *server;
    const char *version;
    const char *commit;
    struct server_application callbacks;
    struct db_breaker breaker; /* of all the connections that requests wait for */
};

/* Connections of one thread, opened at first use. */
struct application_thread {
    struct application *application;
    struct db *reader;
    struct db *writer;
};

/* What the application keeps beside a request. */
struct application_request {
    struct application *application;
    struct application_thread *thread;
    struct acteur acteur;
    bool exports;
    int64_t deadline; /* of all that the request asks of the base, monotonic microseconds */
};

/* The connection of the request's thread, opened when it is not yet; the status of db_open() when
 * it cannot be. Writing: only on a worker. */
enum status connections_open(struct application_request *own, enum db_mode mode,
                             struct arena *arena, struct db **db_r);

/* The one that writes, for handlers that manage their own transactions (ROUTE_OWN_TX). */
enum status connections_writer(struct request *request, struct db **db_r);

/* The row of the table for this address; NULL: none. */
const struct route *connections_route(const struct request *request, enum http_method method,
                                      const char *path);

#endif
