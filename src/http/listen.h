/* The address that people connect to. */
#ifndef SOFI_HTTP_LISTEN_H
#define SOFI_HTTP_LISTEN_H

#include "arena.h"
#include "status.h"

/* Binds and listens on "host:port", "[::1]:port" or ":port" (every address); port 0 takes a free
 * one. The caller closes *fd_r. STATUS_REFUSED with *message_r (French). */
enum status listen_open(struct arena *arena, const char *address, int *fd_r, int *port_r,
                        const char **message_r);

#endif
