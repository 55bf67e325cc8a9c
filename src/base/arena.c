#include "arena.h"

#include "format.h"
#include "log.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
/* A gap that stays poisoned, so that running over one allocation never lands in the next. */
#define ARENA_REDZONE 16
#define arena_poison(start, size) ASAN_POISON_MEMORY_REGION((start), (size))
#define arena_unpoison(start, size) ASAN_UNPOISON_MEMORY_REGION((start), (size))
#else
#define ARENA_REDZONE 0
#define arena_poison(start, size) ((void)(start), (void)(size))
#define arena_unpoison(start, size) ((void)(start), (void)(size))
#endif

#define ARENA_ALIGN alignof(max_align_t)
#define ARENA_FIRST_BLOCK ((size_t)16 * 1024)
#define ARENA_BLOCK_MAX ((size_t)1024 * 1024)
#define ARENA_FIRST_ITEMS 4 /* a power of two */
/* Room below SIZE_MAX for every rounding done here. */
#define ARENA_SIZE_MAX ((size_t)PTRDIFF_MAX - 4096)

struct arena_block {
    struct arena_block *older;
    size_t size;
    size_t offset; /* of the first free byte */
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct arena_block *newest;
    struct arena_block *first;
    char *last; /* the newest allocation, which alone can grow in place */
    size_t used;
};

__attribute__((noreturn)) static void arena_die(size_t size)
{
    log_error("out_of_memory", LOG_INT("bytes", size > INT64_MAX ? INT64_MAX : (int64_t)size));
    abort();
}

/* What an allocation takes in its block: never 0, so that pointers are distinct. */
static size_t arena_footprint(size_t size)
{
    if (size > ARENA_SIZE_MAX) {
        arena_die(size);
    }
    size_t bytes = (size ? size : 1) + ARENA_REDZONE;
    return (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

static struct arena_block *arena_block_new(size_t size, struct arena_block *older)
{
    struct arena_block *block = malloc(sizeof(*block) + size);
    if (!block) {
        arena_die(size);
    }
    block->older = older;
    block->size = size;
    block->offset = 0;
    arena_poison(block->bytes, size);
    return block;
}

static void arena_block_free(struct arena_block *block)
{
    arena_unpoison(block->bytes, block->size);
    free(block);
}

struct arena *arena_create(size_t first_block)
{
    struct arena *arena = calloc(1, sizeof(*arena));
    if (!arena) {
        arena_die(sizeof(*arena));
    }
    arena->first =
        arena_block_new(arena_footprint(first_block ? first_block : ARENA_FIRST_BLOCK), NULL);
    arena->newest = arena->first;
    return arena;
}

static void arena_free_newer(struct arena *arena)
{
    while (arena->newest != arena->first) {
        struct arena_block *older = arena->newest->older;
        arena_block_free(arena->newest);
        arena->newest = older;
    }
}

void arena_destroy(struct arena *arena)
{
    if (!arena) {
        return;
    }
    arena_free_newer(arena);
    arena_block_free(arena->first);
    free(arena);
}

void arena_destroy_at(struct arena **arena)
{
    arena_destroy(*arena);
}

void arena_reset(struct arena *arena)
{
    arena_free_newer(arena);
    arena->first->offset = 0;
    arena->last = NULL;
    arena->used = 0;
    arena_poison(arena->first->bytes, arena->first->size);
}

static void arena_add_block(struct arena *arena, size_t footprint)
{
    size_t size = arena->newest->size;
    size = size > ARENA_BLOCK_MAX / 2 ? ARENA_BLOCK_MAX : size * 2;
    arena->newest = arena_block_new(footprint > size ? footprint : size, arena->newest);
}

/* The bytes are usable, but not zeroed. */
static char *arena_take(struct arena *arena, size_t size)
{
    size_t footprint = arena_footprint(size);
    if (arena->newest->size - arena->newest->offset < footprint) {
        arena_add_block(arena, footprint);
    }
    char *taken = arena->newest->bytes + arena->newest->offset;
    arena->newest->offset += footprint;
    arena->last = taken;
    arena->used += size;
    arena_unpoison(taken, size);
    return taken;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_take(arena, size), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        arena_die(SIZE_MAX);
    }
    return arena_alloc(arena, total);
}

static bool arena_grow_in_place(struct arena *arena, const char *old, size_t old_size,
                                size_t new_size)
{
    struct arena_block *block = arena->newest;
    if (!old || old != arena->last) {
        return false;
    }
    size_t start = (size_t)(old - block->bytes);
    size_t footprint = arena_footprint(new_size);
    if (block->size - start < footprint) {
        return false;
    }
    block->offset = start + footprint;
    arena->used += new_size - old_size;
    arena_unpoison(arena->last, new_size);
    return true;
}

void *arena_extend(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    char *grown = old;
    if (!arena_grow_in_place(arena, old, old_size, new_size)) {
        grown = arena_take(arena, new_size);
        if (old && old_size) {
            memcpy(grown, old, old_size);
            arena_poison(old, old_size);
        }
    }
    return grown;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    if (old && new_size <= old_size) {
        return old;
    }
    char *grown = arena_extend(arena, old, old_size, new_size);
    memset(grown + old_size, 0, new_size - old_size);
    return grown;
}

void *arena_room(struct arena *arena, void *items, size_t n, size_t size)
{
    bool full = n == 0 || (n >= ARENA_FIRST_ITEMS && (n & (n - 1)) == 0);
    if (!full) {
        return items;
    }
    size_t room = n ? 2 * n : ARENA_FIRST_ITEMS;
    size_t wanted;
    if (__builtin_mul_overflow(room, size, &wanted)) {
        arena_die(SIZE_MAX);
    }
    return arena_grow(arena, n ? items : NULL, n * size, wanted);
}

char *arena_strdup(struct arena *arena, const char *text)
{
    if (!text) {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    return memcpy(arena_take(arena, size), text, size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    size_t kept = length ? strnlen(text, length) : 0;
    if (kept > ARENA_SIZE_MAX) {
        arena_die(kept);
    }
    char *copy = arena_take(arena, kept + 1);
    if (kept) {
        memcpy(copy, text, kept);
    }
    copy[kept] = '\0';
    return copy;
}

__attribute__((format(printf, 2, 0))) static char *arena_vprintf(struct arena *arena,
                                                                 const char *format, va_list args)
{
    char small[256];
    size_t plain = 0;
    if (format_plain(small, sizeof(small), format, args, &plain)) {
        return memcpy(arena_take(arena, plain + 1), small, plain + 1);
    }
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(small, sizeof(small), format, args);
    char *text;
    if (length < 0) {
        text = arena_strdup(arena, "");
    } else if ((size_t)length < sizeof(small)) {
        text = memcpy(arena_take(arena, (size_t)length + 1), small, (size_t)length + 1);
    } else {
        text = arena_take(arena, (size_t)length + 1);
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
