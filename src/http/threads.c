#include "threads.h"

#include <stdatomic.h>
#include <stdlib.h>

/* Holds a large page with its views: a body that grows at the end of its block is never copied. */
#define ARENA_FIRST_BLOCK (256u << 10)

static atomic_uint_fast64_t last_serial;

/* A server that ended may have had the address of the one that runs: only its serial tells. */
static _Thread_local struct server_thread *current;
static _Thread_local uint64_t current_serial;

void threads_init(struct threads *threads, const struct server_application *application)
{
    pthread_mutex_init(&threads->mutex, NULL);
    threads->application = application;
    threads->first = NULL;
    threads->serial = atomic_fetch_add(&last_serial, 1) + 1;
}

struct server_thread *threads_current(struct threads *threads)
{
    if (current_serial == threads->serial) {
        return current;
    }
    struct server_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        abort(); /* as the arenas do: no page could be made */
    }
    thread->application = threads->application;
    pthread_mutex_lock(&threads->mutex);
    thread->next = threads->first;
    threads->first = thread;
    pthread_mutex_unlock(&threads->mutex);
    current = thread;
    current_serial = threads->serial;
    return thread;
}

void *threads_state(struct server_thread *thread)
{
    if (!thread->started) {
        thread->started = true;
        thread->state = thread->application->thread_start
                            ? thread->application->thread_start(thread->application->context)
                            : NULL;
    }
    return thread->state;
}

struct arena *threads_take_arena(struct server_thread *thread)
{
    return thread->spare_count > 0 ? thread->spare[--thread->spare_count]
                                   : arena_create(ARENA_FIRST_BLOCK);
}

void threads_give_arena(struct server_thread *thread, struct arena *arena)
{
    if (thread->spare_count == THREAD_SPARE_ARENAS) {
        arena_destroy(arena);
        return;
    }
    arena_reset(arena);
    thread->spare[thread->spare_count++] = arena;
}

void threads_sum(struct threads *threads, struct metrics *sum)
{
    pthread_mutex_lock(&threads->mutex);
    for (const struct server_thread *thread = threads->first; thread; thread = thread->next) {
        metrics_add(sum, &thread->metrics);
    }
    pthread_mutex_unlock(&threads->mutex);
}

void threads_end(struct threads *threads)
{
    struct server_thread *thread = threads->first;
    while (thread != NULL) {
        struct server_thread *next = thread->next;
        if (thread->started && threads->application->thread_stop) {
            threads->application->thread_stop(threads->application->context, thread->state);
        }
        for (size_t i = 0; i < thread->spare_count; i++) {
            arena_destroy(thread->spare[i]);
        }
        free(thread);
        thread = next;
    }
    pthread_mutex_destroy(&threads->mutex);
}
