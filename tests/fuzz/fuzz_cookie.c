/* Any Cookie header: no crash, and a value that is part of the header and could be sent back. */
#include "request_private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    char *header = arena_strndup(arena, (const char *)data, size);
    const char *value = cookie_find(arena, header, "login");
    if (value != NULL && (strstr(header, value) == NULL || strpbrk(value, "; \t\r\n,\\") != NULL)) {
        abort();
    }
    if (value != NULL && strstr(header, "login=") == NULL) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
