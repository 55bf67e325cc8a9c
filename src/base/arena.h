/* Memory that dies all at once.
 *
 * A request, a command or a test owns one arena; everything it allocates is released by
 * arena_destroy() or arena_reset(). There is no free. An arena is used by one thread at a time.
 *
 * Nothing here returns NULL: when the system has no memory left the process logs one line and
 * aborts, as no page could be made any more (docs/decisions). Requests are bounded (http/server.h),
 * so one person cannot bring this about.
 *
 * Under AddressSanitizer freed and not yet allocated bytes are poisoned: reading past an
 * allocation, or after a reset, is reported.
 */
#ifndef SOFI_BASE_ARENA_H
#define SOFI_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new arena whose first block holds `first_block` bytes (0: a default of 16 KiB). The caller
 * owns it and ends it with arena_destroy(). */
struct arena *arena_create(size_t first_block);
void arena_destroy(struct arena *arena); /* NULL is accepted */

/* Declares `struct arena *name`, a new arena that ends where its block is left, by whatever way. */
#define ARENA_SCRATCH(name, first_block)                                                           \
    __attribute__((cleanup(arena_destroy_at))) struct arena *name = arena_create(first_block)
void arena_destroy_at(struct arena **arena);

/* Forgets everything allocated, keeps the first block for the next use. */
void arena_reset(struct arena *arena);

/* Zeroed bytes, aligned for any type. A size of 0 gives a valid, distinct pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements; aborts when the product overflows. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* As arena_grow(), but new bytes hold anything. */
void *arena_extend(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* Grows or moves an allocation; `old` may be NULL when `old_size` is 0. In place when `old` was the
 * last allocation of the arena. New bytes are zeroed. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* The place of one more element after the `n` of an array, which doubles when it is full: the
 * memory of an array stays within four times what it holds. `items` and `n` are of an array that
 * grew by this alone, from NULL and 0, and has no other holder: its spare room goes with it. */
#define ARENA_PUSH(arena, items, n)                                                                \
    ((items) = arena_room((arena), (items), (n), sizeof(*(items))), &(items)[(n)++])

/* Of ARENA_PUSH(): the array, with room for one more. */
void *arena_room(struct arena *arena, void *items, size_t n, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* Copies, NUL-terminated. arena_strdup(NULL) is NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Bytes handed out since creation or the last reset (for tests and limits). */
size_t arena_used(const struct arena *arena);

#endif
