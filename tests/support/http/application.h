/* A small application on the server of the floor, for its tests. */
#ifndef SOFI_TESTS_HTTP_APPLICATION_H
#define SOFI_TESTS_HTTP_APPLICATION_H

#include "server.h"

#include <pthread.h>
#include <stdatomic.h>

struct application {
    struct arena *arena;
    struct config config; /* changed by the test before application_start() */
    struct router *router;
    struct server *server;
    int port;
    atomic_int started; /* threads whose thread_start was called */
    atomic_int stopped;
    atomic_int wrong_thread_states; /* of handlers: what thread_start gave did not come back */
    atomic_int on_worker;           /* requests that a worker ran */
    atomic_int on_event;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool gate_open; /* /lent waits for it */
    int inside;     /* requests that wait in /lent */
    int log_fd;     /* what the server logged */
};

/* Defaults: two event threads, two workers, a queue of two. */
void application_init(struct application *application);
void application_start(struct application *application);
/* Stops the server when it runs, frees everything. */
void application_end(struct application *application);

void application_open_gate(struct application *application);
/* Until `n` requests wait in /lent. */
void application_wait_inside(struct application *application, int n);

/* Everything logged so far. */
const char *application_log(struct application *application);

#endif
