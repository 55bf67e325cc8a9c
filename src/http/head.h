/* The head of a request (request line and headers) as it came on the wire.
 *
 * A head that two programs can read in two ways is how a request is smuggled past a proxy, so what
 * RFC 9112 calls malformed is refused whole. libmicrohttpd 1 does so for the bytes of lines; 0.9
 * mends silently bare line ends, folded lines and NULs: it cuts the head where it lies, and the
 * cuts tell what was there. One thing they do not tell: a NUL right before a bare line feed, which
 * looks like a line end. */
#ifndef SOFI_HTTP_HEAD_H
#define SOFI_HTTP_HEAD_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

struct MHD_Connection;

/* What the library gives of the request line; texts lie in its own buffer. */
struct head {
    struct MHD_Connection *connection;
    const char *method;
    const char *url;
    const char *version;
    size_t target_length; /* of the target as it came, query included */
    size_t size;          /* bytes of the whole head */
};

/* False: 400, and the connection must end. Lengths and codings of the body are told once and in one
 * way, there is one Host (none at most in HTTP/1.0), names are tokens, lines end with CR LF, none
 * is folded. */
bool head_is_clear(const struct head *head);

/* The last address of X-Forwarded-For is the one that our own proxy saw; those before it are what
 * the client claims. NULL: none. */
const char *head_forwarded_address(struct arena *arena, struct MHD_Connection *connection);

/* Raw value of a header, NULL when absent; `connection` is a struct MHD_Connection. Stays valid as
 * long as the request. */
const char *head_value(const void *connection, const char *name, size_t *length_r);

/* A value and never the library's record: since 1.0 the next question overwrites it. */
size_t head_size(struct MHD_Connection *connection);

#endif
