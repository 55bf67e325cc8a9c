/* Any Host: no crash, and none is known but those of the configuration, whatever its port. */
#include "arena.h"
#include "config.h"
#include "hosts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct config config = {.base_url = "https://sofi.fr:8443", .hosts = "b, [::1]"};
    static const char *const names[] = {"sofi.fr", "b", "[::1]"};
    struct arena *arena = arena_create(0);
    const char *host = arena_strndup(arena, (const char *)data, size);
    struct hosts hosts;
    hosts_init(&hosts, arena, &config);
    bool known = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        known = known ||
                (strncasecmp(host, names[i], length) == 0 && strchr(": \t", host[length]) != NULL);
    }
    if (hosts_refusal(&hosts, host, -1) == 0 && !known) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
