/* The one function of base/buffer.h that escaping calls, on the heap: the tests of the compiler
 * need no floor but html. */
#ifndef SOFI_TESTS_TMPLC_MEMORY_H
#define SOFI_TESTS_TMPLC_MEMORY_H

#include "buffer.h"

#include <stdlib.h>

void buffer_reserve(struct buffer *buffer, size_t extra)
{
    buffer->capacity = (buffer->capacity + extra) * 2 + 64;
    buffer->data = realloc(buffer->data, buffer->capacity + 1);
    if (buffer->data == NULL) {
        abort();
    }
}

#endif
