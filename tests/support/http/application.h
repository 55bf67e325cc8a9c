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
    char spool_dir[32];
};

/* Defaults: two event threads, two workers, a queue of two. */
void application_init(struct application *application);
void application_start(struct application *application);
/* Stops the server when it runs, frees everything. Fails when a file of the spool is left open or
 * has a name. */
void application_end(struct application *application);

void application_open_gate(struct application *application);
/* Until `n` requests wait in /lent. */
void application_wait_inside(struct application *application, int n);

/* Files of the spool that are open; *bytes_r: what they hold together. */
int application_spools(const struct application *application, uint64_t *bytes_r);
/* Byte `i` of what /telecharge sends. */
unsigned char application_byte(uint64_t i);
/* Of bytes, as /fichiers shows it (FNV-1a). */
uint64_t application_hash(uint64_t hash, const unsigned char *bytes, size_t n);
#define APPLICATION_HASH_START 14695981039346656037u

/* The one of a program, for cmocka's setup and teardown of each test: init and start, end. */
extern struct application app;
int application_setup(void **state);
int application_teardown(void **state);

/* Everything logged so far. */
const char *application_log(struct application *application);

#endif
