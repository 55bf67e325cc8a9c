#include "format.h"

#include <stdint.h>
#include <string.h>

struct output {
    char *at;
    char *end; /* one byte is left behind it */
};

static bool put(struct output *output, const char *bytes, size_t length)
{
    if ((size_t)(output->end - output->at) < length) {
        return false;
    }
    memcpy(output->at, bytes, length);
    output->at += length;
    return true;
}

static bool put_text(struct output *output, const char *text)
{
    return text && put(output, text, strlen(text));
}

static bool put_number(struct output *output, bool negative, uint64_t magnitude)
{
    char digits[21];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (negative) {
        digits[--at] = '-';
    }
    return put(output, digits + at, sizeof digits - at);
}

/* The magnitude of INT64_MIN has no int64_t. */
static bool put_signed(struct output *output, int64_t value)
{
    return put_number(output, value < 0, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* A va_list that a function takes is read on by its caller only through a pointer. */
struct arguments {
    va_list list;
};

/* What follows a '%'; NULL when it is none of ours, or has no room. */
static const char *put_one(struct output *output, const char *spec, struct arguments *arguments)
{
    bool done = false;
    size_t length = 1;
    if (spec[0] == 's') {
        done = put_text(output, va_arg(arguments->list, const char *));
    } else if (spec[0] == 'd') {
        done = put_signed(output, va_arg(arguments->list, int));
    } else if (strncmp(spec, "lld", 3) == 0) {
        done = put_signed(output, va_arg(arguments->list, long long));
        length = 3;
    } else if (strncmp(spec, "ld", 2) == 0) {
        done = put_signed(output, va_arg(arguments->list, long));
        length = 2;
    } else if (strncmp(spec, "zu", 2) == 0) {
        done = put_number(output, false, va_arg(arguments->list, size_t));
        length = 2;
    } else if (spec[0] == 'c') {
        done = put(output, &(char){(char)va_arg(arguments->list, int)}, 1);
    } else if (spec[0] == '%') {
        done = put(output, "%", 1);
    }
    return done ? spec + length : NULL;
}

bool format_plain(char *out, size_t size, const char *format, va_list args, size_t *length_r)
{
    struct output output = {.at = out, .end = out + size - 1};
    struct arguments arguments;
    if (size == 0) {
        return false;
    }
    va_copy(arguments.list, args);
    while (format) {
        const char *percent = strchrnul(format, '%');
        if (!put(&output, format, (size_t)(percent - format))) {
            format = NULL;
        } else if (*percent == '\0') {
            break;
        } else {
            format = put_one(&output, percent + 1, &arguments);
        }
    }
    va_end(arguments.list);
    *output.at = '\0';
    *length_r = (size_t)(output.at - out);
    return format != NULL;
}
