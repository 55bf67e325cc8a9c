/* One request and its answer, from the request line to the access line: everything about it that
 * does not depend on the library of the sockets (server.c).
 *
 * Belongs to one thread at a time: the event thread of its connection, or the worker to which it
 * was handed over. */
#ifndef SOFI_HTTP_EXCHANGE_H
#define SOFI_HTTP_EXCHANGE_H

#include "server_application.h"
#include "spool.h"

#define EXCHANGE_QUERY_MAX 8192u
#define EXCHANGE_TARGET_MAX (EXCHANGE_QUERY_MAX + 2048u)
#define EXCHANGE_HEADERS_MAX 32768u
#define EXCHANGE_DROP_MAX (32u << 20)
#define EXCHANGE_BODY_SECONDS 300

enum exchange_state {
    EXCHANGE_LINE,    /* the request line is known */
    EXCHANGE_BODY,    /* the headers too; the body arrives */
    EXCHANGE_WORKING, /* whole; a thread makes the answer */
    EXCHANGE_MADE,    /* the answer is made */
    EXCHANGE_SENT,    /* and was handed over to the socket */
};

struct exchange {
    struct arena *arena;
    void *connection; /* of the socket library */
    struct request request;
    struct response response;
    enum exchange_state state;
    int error;    /* code of an error page that replaces the answer; 0: none */
    bool refused; /* by its head: the error page asks nothing of the base */
    bool closes;  /* the connection ends after it: where the next request begins is not sure */
    const char *authority; /* of a target in absolute form, as a Host; NULL: none */
    size_t target_length;  /* of the target as it came */
    struct buffer body;
    struct spool *spool; /* a multipart body, which is not in `body`; NULL: none yet */
    size_t body_limit;
    size_t body_received;
    int64_t begun_us; /* request line */
    int64_t whole_us; /* last byte of the body */
    int64_t made_us;  /* answer ready */
    int64_t account;
};

/* The facts of the headers that the socket library knows. */
struct exchange_headers {
    const char *method;
    void *connection;
    const char *(*header)(const void *connection, const char *name, size_t *length_r);
    const char *peer;
    bool at_metrics;
    size_t size; /* bytes of the request line and headers */
    int refusal; /* 400, 421: the head is answered so, the connection ends; 0: none */
};

/* A new exchange, in the arena. `target`: path and query as received, after a scheme and an
 * authority or not; NULL or too long makes an error page. */
struct exchange *exchange_create(struct arena *arena, const struct config *config,
                                 const char *target);

/* The headers are known: limits, row of the table, query. False: answer at once (exchange->error),
 * the body is not worth waiting for. */
bool exchange_headers(struct exchange *exchange, const struct server_application *application,
                      const struct exchange_headers *headers);

/* A piece of the body. False: give the connection up. */
bool exchange_body(struct exchange *exchange, const char *bytes, size_t length);

/* Whether the answer is made with a state of the thread: who is acting may be looked up. */
bool exchange_needs_state(const struct exchange *exchange);

/* The body is whole: reads the form, but for a multipart one, which exchange_answer() reads. */
void exchange_whole(struct exchange *exchange);

/* Makes the answer with the application, or the error page. `thread`: its state of this thread;
 * NULL when exchange_needs_state() says so. */
void exchange_answer(struct exchange *exchange, const struct server_application *application,
                     void *thread, bool on_worker);

/* The bytes that are sent; NULL: they are in response.spool. */
const void *exchange_bytes(const struct exchange *exchange, size_t *length_r);

/* Closes what the arena cannot own. The exchange ends, answered or not. */
void exchange_end(struct exchange *exchange);

/* The access line. `router` knows which paths bear tokens. */
void exchange_log(const struct exchange *exchange, const struct router *router);

#endif
