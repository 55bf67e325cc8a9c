/* The application behind the server: finds who is acting, checks the right and the token from the
 * row of the route table, runs the handler on the right connection, turns statuses into pages. */
#ifndef SOFI_WEB_APPLICATION_H
#define SOFI_WEB_APPLICATION_H

#include "config.h"
#include "server.h"

struct application;
struct screens;

/* `screens`: routes_screens (routes.h). The table must be free of overlaps: NULL otherwise
 * (logged). Both outlive it. */
struct application *application_create(const struct config *config, const struct screens *screens);
void application_destroy(struct application *application);

/* What server_start() needs; valid as long as the application. */
const struct server_application *application_callbacks(const struct application *application);

/* The server whose figures /metrics prints, and what this program is; set once, before the first
 * request. */
void application_set_server(struct application *application, struct server *server,
                            const char *version, const char *commit);

#endif
