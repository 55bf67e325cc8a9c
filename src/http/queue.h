/* A bounded queue between the event threads and the workers. Thread-safe.
 *
 * A place is reserved before the item is pushed, so that the pusher can still answer "full" while
 * nothing was done yet. */
#ifndef SOFI_HTTP_QUEUE_H
#define SOFI_HTTP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* `capacity` items may wait (at least 1). Ended by queue_destroy(). */
struct queue *queue_create(size_t capacity);
void queue_destroy(struct queue *queue); /* NULL is accepted; nobody may wait any more */

/* Takes a place, which must then be filled. False when all are taken, or the queue is closed. */
bool queue_reserve(struct queue *queue);
/* Fills a place that was reserved. */
void queue_push(struct queue *queue, void *item);
/* Waits for an item, and frees its place. NULL when the queue is closed and empty. */
void *queue_pop(struct queue *queue);
/* No place is given any more: those who wait get what is left, then NULL. */
void queue_close(struct queue *queue);

size_t queue_length(struct queue *queue);

#endif
