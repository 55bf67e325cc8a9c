/* What a server asks of the application behind it, and where it runs what. */
#ifndef SOFI_HTTP_SERVER_APPLICATION_H
#define SOFI_HTTP_SERVER_APPLICATION_H

#include "request.h"
#include "response.h"

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

#endif
