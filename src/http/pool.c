/* Threads of one kind of work, and the queue before them. */
#include "pool.h"

#include "log.h"
#include "queue.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct pool {
    struct queue *queue;
    void (*work)(void *context, void *item);
    void *context;
    atomic_size_t busy;
    size_t n;
    pthread_t threads[];
};

static void *run(void *context)
{
    struct pool *pool = context;
    void *item = NULL;
    while ((item = queue_pop(pool->queue)) != NULL) {
        atomic_fetch_add(&pool->busy, 1);
        pool->work(pool->context, item);
        atomic_fetch_sub(&pool->busy, 1);
    }
    return NULL;
}

struct pool *pool_start(size_t threads, size_t waiting, void (*work)(void *context, void *item),
                        void *context)
{
    size_t wanted = threads ? threads : 1;
    struct pool *pool = calloc(1, sizeof *pool + wanted * sizeof *pool->threads);
    if (pool == NULL) {
        abort(); /* as the arenas do */
    }
    pool->queue = queue_create(waiting);
    pool->work = work;
    pool->context = context;
    for (; pool->n < wanted; pool->n++) {
        int reason = pthread_create(&pool->threads[pool->n], NULL, run, pool);
        if (reason != 0) {
            log_error("thread_failed", LOG_TEXT("reason", strerrorname_np(reason)),
                      LOG_INT("wanted", (int64_t)wanted), LOG_INT("made", (int64_t)pool->n));
            pool_end(pool);
            return NULL;
        }
    }
    return pool;
}

void pool_end(struct pool *pool)
{
    if (pool == NULL) {
        return;
    }
    queue_close(pool->queue);
    for (size_t i = 0; i < pool->n; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    queue_destroy(pool->queue);
    free(pool);
}

bool pool_reserve(struct pool *pool)
{
    return queue_reserve(pool->queue);
}

void pool_push(struct pool *pool, void *item)
{
    queue_push(pool->queue, item);
}

size_t pool_waiting(struct pool *pool)
{
    return queue_length(pool->queue);
}

size_t pool_busy(struct pool *pool)
{
    return atomic_load(&pool->busy);
}

size_t pool_threads(struct pool *pool)
{
    return pool->n;
}
