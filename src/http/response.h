/* An answer being made. Lives in the request's arena. */
#ifndef SOFI_HTTP_RESPONSE_H
#define SOFI_HTTP_RESPONSE_H

#include "buffer.h"

#include <stdbool.h>

struct asset;
struct spool;

struct response_header {
    const char *name;
    const char *value;
    struct response_header *next;
};

struct response {
    int code;                 /* 200 at start */
    const char *content_type; /* "text/html; charset=utf-8" at start */
    struct buffer body;
    struct response_header *headers;
    const struct asset *asset; /* when set: the body is this static file (static_answer) */
    const void *bytes; /* when set: the body, instead of `body`; lives as long as the request */
    size_t bytes_length;
    /* When set: the body is what it holds, whole. Set it as soon as spool_create() gave it: it is
     * closed with the answer, whatever becomes of that. */
    struct spool *spool;
    const char *cache; /* Cache-Control; "no-store" at start */
};

void response_init(struct response *response, struct arena *arena);
/* Back to the state after response_init(): a transaction that is run again answers afresh. */
void response_reset(struct response *response);

/* Adds a header; name and value in the arena or static. A control character (CR, LF, tab) in the
 * value is refused: the header is dropped and logged. */
void response_header(struct response *response, const char *name, const char *value);

/* One more header of the request that the answer depends on, in the one Vary of the answer. */
void response_vary(struct response *response, const char *name);

/* 303 to an address of ours: a path starting with one '/' (and not "/\\"), without space or control
 * character; anything else becomes "/". */
void response_redirect(struct response *response, const char *path);

/* A cookie: HttpOnly, SameSite=Lax, Path=/, Secure when `secure`. max_age in seconds; 0 clears it;
 * -1: until the browser ends. A value that is no cookie text is refused: dropped and logged. */
void response_cookie(struct response *response, const char *name, const char *value, int max_age,
                     bool secure);

#endif
