/* What each thread of the server keeps between requests: the application's state, counters, and
 * arenas ready for the next request. */
#ifndef SOFI_HTTP_THREADS_H
#define SOFI_HTTP_THREADS_H

#include "metrics.h"
#include "server_application.h"

#include <pthread.h>

#define THREAD_SPARE_ARENAS 32

struct server_thread {
    struct server_thread *next;
    const struct server_application *application;
    void *state; /* what application->thread_start gave */
    bool started;
    struct metrics metrics;
    struct arena *spare[THREAD_SPARE_ARENAS];
    size_t spare_count;
};

struct threads {
    pthread_mutex_t mutex;
    const struct server_application *application;
    struct server_thread *first;
    uint64_t serial;
};

void threads_init(struct threads *threads, const struct server_application *application);

/* Of the calling thread; made at its first call, lives until threads_end(). */
struct server_thread *threads_current(struct threads *threads);

/* The application's state of this thread, started when it is not yet. Calling thread only, as are
 * the two below. */
void *threads_state(struct server_thread *thread);
struct arena *threads_take_arena(struct server_thread *thread);
void threads_give_arena(struct server_thread *thread, struct arena *arena);

/* Adds up the counters of every thread. Any thread. */
void threads_sum(struct threads *threads, struct metrics *sum);

/* Once every other thread has ended: thread_stop of each, in the calling thread; frees. */
void threads_end(struct threads *threads);

#endif
