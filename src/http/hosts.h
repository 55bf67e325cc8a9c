/* The names that this site is known by. A page asked for by another name is of another site that
 * points here: what it would read, or a cache keep, is not ours to give. */
#ifndef SOFI_HTTP_HOSTS_H
#define SOFI_HTTP_HOSTS_H

#include "arena.h"
#include "config.h"

#include <stddef.h>

struct hosts {
    const char **names; /* without their ports, addresses of IPv6 between brackets */
    size_t n;
};

/* Those of config->base_url and config->hosts. `arena` and the configuration outlive them. */
void hosts_init(struct hosts *hosts, struct arena *arena, const struct config *config);

/* Whether a Host ("name", "name:port", "[::1]:port"), whatever its port, is known: 0; 400: it is
 * no Host; 421: unknown. Known as well: the address that the connection of socket `fd` came to, so
 * that a watch may ask by address, and on the loopback "localhost" and its addresses. */
int hosts_refusal(const struct hosts *hosts, const char *host, int fd);

#endif
