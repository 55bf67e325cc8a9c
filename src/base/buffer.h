/* Bytes that grow: the body of a response, a file being made.
 *
 * Lives in an arena and dies with it. `data` is NUL-terminated after every call (the NUL is not
 * counted in `length`), and may move when the buffer grows: never keep a pointer into it.
 */
#ifndef SOFI_BASE_BUFFER_H
#define SOFI_BASE_BUFFER_H

#include "arena.h"

#include <stdint.h>
#include <string.h>

struct buffer {
    char *data;
    size_t length;
    size_t capacity; /* bytes that `data` can hold besides the NUL */
    struct arena *arena;
};

/* A buffer whose first `capacity` bytes (0: 4 KiB) need no growth. */
void buffer_init(struct buffer *buffer, struct arena *arena, size_t capacity);

/* Makes room for `extra` more bytes. */
void buffer_reserve(struct buffer *buffer, size_t extra);

static inline void buffer_append(struct buffer *buffer, const char *bytes, size_t length)
{
    if (buffer->capacity - buffer->length < length) {
        buffer_reserve(buffer, length);
    }
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

/* A string literal: its length is known when compiling. */
#define buffer_literal(buffer, literal) buffer_append((buffer), "" literal, sizeof(literal) - 1)

void buffer_text(struct buffer *buffer, const char *text); /* NULL appends nothing */
void buffer_char(struct buffer *buffer, char c);
void buffer_int(struct buffer *buffer, int64_t value);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
