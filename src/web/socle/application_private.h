/* Shared by the files of this floor that answer for the application itself. */
#ifndef SOFI_WEB_APPLICATION_PRIVATE_H
#define SOFI_WEB_APPLICATION_PRIVATE_H

#include "acteur.h"
#include "application.h"
#include "db.h"

struct application {
    const struct config *config;
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

/* The cookies: of a login, of a visitor before it (anti-forgery only), of a browser that has logged
 * in before (throttling only), of the flash. */
const char *application_cookie_login(const struct config *config);
const char *application_cookie_visiteur(const struct config *config);
const char *application_cookie_appareil(const struct config *config);
const char *application_cookie_flash(const struct config *config);
bool application_secure(const struct config *config);

/* Runs `work` in a transaction of the connection that writes, from an untouched answer each time;
 * when the answer is a redirection, it is kept in the same transaction (envoi_formulaire.h). What
 * handlers with ROUTE_OWN_TX save goes through here, and `work` itself gives the answer. Only on a
 * worker. */
enum status application_transaction(struct request *request, struct response *response,
                                    enum status (*work)(struct db *db, void *context),
                                    void *context);

/* A connection that writes, for handlers that manage their own transactions (ROUTE_OWN_TX); the
 * status of db_open() when there is none. Only on a worker. */
enum status application_writer(struct request *request, struct db **db_r);

#endif
