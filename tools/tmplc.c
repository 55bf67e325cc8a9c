#include "tmplc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chunk {
    struct chunk *next;
    max_align_t bytes[];
};

void fail(struct compiler *compiler, int line, const char *format, ...)
{
    size_t size = sizeof(((struct tmplc_result *)NULL)->message);
    int start = snprintf(compiler->message, size, "%.400s:%d: ", compiler->path, line);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(compiler->message + start, size - (size_t)start, format, args);
    va_end(args);
    longjmp(compiler->failed, 1);
}

void *allocate(struct compiler *compiler, size_t size)
{
    struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

    if (chunk == NULL) {
        fail(compiler, 0, "no memory left");
    }
    chunk->next = compiler->memory;
    compiler->memory = chunk;
    return chunk->bytes;
}

void release(struct compiler *compiler)
{
    while (compiler->memory != NULL) {
        struct chunk *next = compiler->memory->next;
        free(compiler->memory);
        compiler->memory = next;
    }
}

static void text_reserve(struct compiler *compiler, struct text *text, size_t extra)
{
    if (text->capacity - text->length > extra) {
        return;
    }
    size_t capacity = (text->capacity + extra) * 2 + 64;
    char *data = allocate(compiler, capacity);
    if (text->length != 0) {
        memcpy(data, text->data, text->length);
    }
    text->data = data;
    text->capacity = capacity;
}

void text_add(struct compiler *compiler, struct text *text, const char *bytes, size_t length)
{
    text_reserve(compiler, text, length);
    if (length != 0) {
        memcpy(text->data + text->length, bytes, length);
    }
    text->length += length;
    text->data[text->length] = '\0';
}

void text_print(struct compiler *compiler, struct text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        fail(compiler, 0, "text too long");
    }
    text_reserve(compiler, text, (size_t)length + 1);
    va_start(args, format);
    (void)vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
    va_end(args);
    text->length += (size_t)length;
}

void text_literal(struct compiler *compiler, struct text *text, const char *bytes, size_t length)
{
    text_add(compiler, text, "\"", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n') {
            text_print(compiler, text, i + 1 < length ? "\\n\"\n\"" : "\\n");
        } else if (c == '"' || c == '\\' || (c == '?' && i > 0 && bytes[i - 1] == '?')) {
            text_print(compiler, text, "\\%c", c);
        } else if (c < ' ' || c >= 127) {
            text_print(compiler, text, "\\%03o", c);
        } else {
            text_add(compiler, text, &bytes[i], 1);
        }
    }
    text_add(compiler, text, "\"", 1);
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}
