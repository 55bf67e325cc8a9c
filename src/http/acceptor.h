/* The thread that accepts connections, and keeps each until the head of its first request is whole.
 *
 * Whoever opens connections and sends beginnings of requests costs the event threads nothing: they
 * get what can be answered. A head that is larger than ACCEPTOR_HEAD is left to the library, whose
 * limits then hold.
 */
#ifndef SOFI_HTTP_ACCEPTOR_H
#define SOFI_HTTP_ACCEPTOR_H

#include "visitors.h"

#include <pthread.h>

#define ACCEPTOR_HEAD (8u << 10) /* bytes */

/* The addresses that are listened on. */
enum { AT_SITE, AT_METRICS, ADDRESSES };

struct acceptor {
    struct visitors *visitors;
    /* Gives a connection to an event thread; false: it could not, and closed the socket. */
    bool (*deliver)(void *context, const struct visitor *visitor);
    void *context;
    int listeners[ADDRESSES]; /* -1: none; they do not block */
    int epoll_fd;
    int stop_fd; /* eventfd */
    pthread_t thread;
    char head[ACCEPTOR_HEAD]; /* of the connection that is looked at */
};

/* False: no thread or descriptor could be had, and nothing is left to stop. The visitors are
 * watched from here on. */
bool acceptor_start(struct acceptor *acceptor);
/* Hands over all that is held, whole or not; returns when the thread has ended. The listeners stay
 * open. */
void acceptor_stop(struct acceptor *acceptor);

#endif
