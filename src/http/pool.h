/* A few threads with a bounded queue before them: what may wait for a lock, or read much, runs
 * there, each kind in a pool of its own, so that none waits behind another. Thread-safe. */
#ifndef SOFI_HTTP_POOL_H
#define SOFI_HTTP_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* `threads` of them, and `waiting` items at most before them (at least 1 of each). NULL when a
 * thread could not be made (logged). */
struct pool *pool_start(size_t threads, size_t waiting, void (*work)(void *context, void *item),
                        void *context);
/* Ends the threads once the items that wait are done. NULL is accepted. */
void pool_end(struct pool *pool);

/* Takes a place, which must then be filled. False when all are taken. */
bool pool_reserve(struct pool *pool);
void pool_push(struct pool *pool, void *item);

size_t pool_waiting(struct pool *pool);
size_t pool_busy(struct pool *pool);
size_t pool_threads(struct pool *pool);

#endif
