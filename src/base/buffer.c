#include "buffer.h"

#include "format.h"

#include <stdarg.h>
#include <stdio.h>

#define BUFFER_FIRST 4096

void buffer_init(struct buffer *buffer, struct arena *arena, size_t capacity)
{
    size_t first = capacity ? capacity : BUFFER_FIRST;
    /* SIZE_MAX has no room for the NUL; the arena refuses such a size and aborts. */
    char *data = arena_extend(arena, NULL, 0, first == SIZE_MAX ? first : first + 1);
    data[0] = '\0';
    *buffer = (struct buffer){.data = data, .capacity = first, .arena = arena};
}

void buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (buffer->capacity - buffer->length >= extra) {
        return;
    }
    size_t wanted;
    if (__builtin_add_overflow(buffer->length, extra, &wanted) || wanted == SIZE_MAX) {
        arena_alloc(buffer->arena, SIZE_MAX);
    }
    if (wanted < buffer->capacity * 2) {
        wanted = buffer->capacity * 2;
    }
    buffer->data = arena_extend(buffer->arena, buffer->data, buffer->capacity + 1, wanted + 1);
    buffer->capacity = wanted;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    if (text) {
        buffer_append(buffer, text, strlen(text));
    }
}

void buffer_char(struct buffer *buffer, char c)
{
    buffer_append(buffer, &c, 1);
}

void buffer_int(struct buffer *buffer, int64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    /* The magnitude of INT64_MIN has no int64_t. */
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0) {
        digits[--at] = '-';
    }
    buffer_append(buffer, digits + at, sizeof(digits) - at);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = buffer->capacity - buffer->length;
    size_t plain = 0;
    if (format_plain(buffer->data + buffer->length, room + 1, format, args, &plain)) {
        buffer->length += plain;
        va_end(again);
        va_end(args);
        return;
    }
    int length = vsnprintf(buffer->data + buffer->length, room + 1, format, args);
    if (length > 0 && (size_t)length > room) {
        buffer_reserve(buffer, (size_t)length);
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
    }
    if (length > 0) {
        buffer->length += (size_t)length;
    }
    buffer->data[buffer->length] = '\0';
    va_end(again);
    va_end(args);
}
