#include "queue.h"

#include "arena.h"

#include <pthread.h>

struct queue {
    struct arena *arena;
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    void **ring;
    size_t capacity;
    size_t reserved; /* places taken, filled or not yet */
    size_t first;
    size_t n; /* places filled */
    bool closed;
};

struct queue *queue_create(size_t capacity)
{
    struct arena *arena = arena_create(0);
    struct queue *queue = ARENA_NEW(arena, struct queue);
    queue->arena = arena;
    queue->capacity = capacity ? capacity : 1;
    queue->ring = ARENA_ARRAY(arena, void *, queue->capacity);
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->filled, NULL);
    return queue;
}

void queue_destroy(struct queue *queue)
{
    if (queue != NULL) {
        pthread_cond_destroy(&queue->filled);
        pthread_mutex_destroy(&queue->mutex);
        arena_destroy(queue->arena);
    }
}

bool queue_reserve(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    bool room = !queue->closed && queue->reserved < queue->capacity;
    if (room) {
        queue->reserved++;
    }
    pthread_mutex_unlock(&queue->mutex);
    return room;
}

void queue_push(struct queue *queue, void *item)
{
    pthread_mutex_lock(&queue->mutex);
    queue->ring[(queue->first + queue->n) % queue->capacity] = item;
    queue->n++;
    pthread_cond_signal(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}

/* A place taken before the queue was closed may still be filled. */
static bool is_finished(const struct queue *queue)
{
    return queue->closed && queue->reserved == 0;
}

void *queue_pop(struct queue *queue)
{
    void *item = NULL;
    pthread_mutex_lock(&queue->mutex);
    while (queue->n == 0 && !is_finished(queue)) {
        pthread_cond_wait(&queue->filled, &queue->mutex);
    }
    if (queue->n > 0) {
        item = queue->ring[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->n--;
        queue->reserved--;
        if (is_finished(queue)) {
            pthread_cond_broadcast(&queue->filled);
        }
    }
    pthread_mutex_unlock(&queue->mutex);
    return item;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->mutex);
}

size_t queue_length(struct queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    size_t n = queue->n;
    pthread_mutex_unlock(&queue->mutex);
    return n;
}
