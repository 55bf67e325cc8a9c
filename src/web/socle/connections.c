#include "connections.h"

/* A page is there within five seconds whatever the base does: how long one operation waits. */
#define READ_WAIT_MS 3000
#define WRITE_WAIT_MS 3500
#define EXPORT_WAIT_MS 20000

/* Exports have threads, and so connections, of their own. */
static int wait_ms(const struct application_request *own, enum db_mode mode)
{
    int reads = own->exports ? EXPORT_WAIT_MS : READ_WAIT_MS;
    return mode == DB_READ ? reads : WRITE_WAIT_MS;
}

enum status connections_open(struct application_request *own, enum db_mode mode,
                             struct arena *arena, struct db **db_r)
{
    struct application_thread *thread = own->thread;
    struct db **slot = mode == DB_READ ? &thread->reader : &thread->writer;
    if (!*slot) {
        const struct config *config = thread->application->config;
        const char *message = NULL;
        struct db_options options = {.url = config->database,
                                     .mode = mode,
                                     .sync_full = config->sync_full,
                                     .wait_ms = wait_ms(own, mode),
                                     .breaker = &thread->application->breaker};
        enum status status = db_open(&options, arena, slot, &message);
        if (status != STATUS_OK) {
            *slot = NULL;
            return status;
        }
    }
    db_set_deadline(*slot, own->deadline);
    *db_r = *slot;
    return STATUS_OK;
}

enum status connections_writer(struct request *request, struct db **db_r)
{
    return connections_open(request->application, DB_WRITE, request->arena, db_r);
}

const struct route *connections_route(const struct request *request, enum http_method method,
                                      const char *path)
{
    const struct application_request *own = request->application;
    struct route_match match;
    router_find(own->application->router, method, path, &match);
    return match.route;
}
