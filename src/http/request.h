/* A request, as handlers see it: read whole, bounded, decoded. Lives as long as its arena. */
#ifndef SOFI_HTTP_REQUEST_H
#define SOFI_HTTP_REQUEST_H

#include "arena.h"
#include "params.h"
#include "router.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct db;     /* set by the application before the handler: opaque to this floor */
struct acteur; /* likewise: who is logged in, NULL for nobody */
struct config;
struct spool;

#define REQUEST_FILES_MAX 8

/* A file of a multipart form. It may be on the disk: request_file_read() reads pieces of it, as
 * long as the handler runs, in the thread of the handler. */
struct request_file {
    const char *field;
    /* As the browser sent it, without any path: repaired UTF-8 in NFC, no control character, at
     * most 120 characters with the extension kept. May be "". Never a name to give to a file. */
    const char *name;
    const struct spool *spool;
    uint64_t offset; /* in the spool */
    uint64_t size;
};

struct request {
    struct arena *arena;
    const char *id; /* 16 hexadecimal digits: in the log, in X-Request-Id, on error pages */
    enum http_method method;
    const char *path;   /* as received, without the query */
    const char *target; /* path and query, as received */
    const char
        *peer; /* address of the client, numeric (behind the trusted proxy: the forwarded one) */
    struct params query;
    struct params form;               /* of an urlencoded or multipart POST; empty otherwise */
    const struct request_file *files; /* of a multipart POST, in the order of the form */
    size_t file_count;
    const char *content_type; /* "" when absent */
    const char *body;         /* of a POST that is neither */
    size_t body_length;
    size_t size_sent;  /* bytes of the body, as announced or as they came; whatever was kept */
    size_t size_limit; /* the most that this address takes */
    struct route_match match;
    bool at_metrics; /* it came to SOFI_METRICS_LISTEN, not to the address of the site */
    const struct config *config;
    /* ---- set by the application, before the handler */
    struct db *db; /* read-only for GET and HEAD; inside the request's transaction for POST */
    const struct acteur *acteur;
    const char *jeton; /* anti-forgery token that forms of this request carry */
    bool base_muette;  /* the base did not say who is acting */
    const char *envoi; /* random: by which a form drawn by this request is known */
    void *application; /* the application's own */
    /* ---- of the server; NULL: a request without headers */
    const void *connection;
    /* Raw value of a header of the connection, NULL when absent. Stays valid as long as the
     * request. */
    const char *(*header)(const void *connection, const char *name, size_t *length_r);
};

/* "" when absent. The name is case-insensitive. Repaired UTF-8, at most 8 KiB. */
const char *request_header(const struct request *request, const char *name);
/* Value of a cookie, "" when absent. */
const char *request_cookie(const struct request *request, const char *name);
/* A capture of the route, NULL when the route has none of that name. */
const char *request_capture(const struct request *request, const char *name);
int64_t request_capture_int(const struct request *request, const char *name); /* 0: none */
/* First value of a query parameter; "" when absent. */
const char *request_query(const struct request *request, const char *name);
/* First value of a form field; "" when absent. */
const char *request_form(const struct request *request, const char *name);
/* First file that was chosen in a field of this name; NULL: none. */
const struct request_file *request_file(const struct request *request, const char *field);
/* At most `n` bytes from `offset` of the file; *read_r is less than `n` only at its end.
 * STATUS_UNAVAILABLE when the disk failed (logged). */
enum status request_file_read(const struct request_file *file, uint64_t offset, void *buffer,
                              size_t n, size_t *read_r);
/* True when a script asked for a part of the page (HX-Request: true). */
bool request_wants_fragment(const struct request *request);

#endif
