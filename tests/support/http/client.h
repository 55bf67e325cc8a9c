/* A client of raw sockets: sends the bytes of the test, reads answers one at a time, so that tests
 * can be as rude as the network. Every wait ends after 20 seconds with a failed test. */
#ifndef SOFI_TESTS_HTTP_CLIENT_H
#define SOFI_TESTS_HTTP_CLIENT_H

#include "arena.h"

#include <stdbool.h>

struct client {
    struct arena *arena;
    int fd;
    char *data; /* received, not yet given */
    size_t length;
    size_t capacity;
};

struct reply {
    int code;         /* 0: the connection ended before an answer */
    const char *head; /* status line and headers, up to the empty line */
    const char *body; /* a NUL is put behind it */
    size_t body_length;
    const char **words; /* the place of what page_has() (web/site.h) reads in the body, once */
};

struct client client_connect(struct arena *arena, int port);
/* From 127.0.0.`host`: as if from another machine. */
struct client client_connect_from(struct arena *arena, int port, int host);
void client_close(struct client *client);

/* False when the server closed the connection meanwhile. */
bool client_send(struct client *client, const char *bytes, size_t length);
bool client_text(struct client *client, const char *text);

/* The next answer. `head`: it answers a HEAD, so no body follows. */
struct reply client_read(struct client *client, bool head);
/* True when the server ends the connection without sending anything more. */
bool client_ended(struct client *client);
/* True when bytes can be read within `ms`. */
bool client_readable(struct client *client, int ms);

/* Value of a header of the answer, NULL when absent. */
const char *reply_header(struct arena *arena, const struct reply *reply, const char *name);
/* How many times the header stands there. */
int reply_header_count(const struct reply *reply, const char *name);

/* One request on a connection of its own. `headers`: lines ended by \r\n, or "". */
struct reply client_get(struct arena *arena, int port, const char *target, const char *headers);
struct reply client_post(struct arena *arena, int port, const char *target, const char *headers,
                         const char *body);

#endif
