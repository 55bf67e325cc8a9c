/* The table of addresses, and the row that an address falls on.
 *
 * A path is made of fixed segments and typed captures, each a whole segment:
 *   {siret}   14 digits      {numero}, {id}  1 to 18 digits      {jeton}  20 to 100 of A-Za-z0-9_-
 *   {sujet}  1 to 60 of A-Za-z0-9_-
 * A segment that does not fit its capture is no match: the handler only sees well-formed values.
 * HEAD falls on the GET row. Rows are matched in no order: two rows that could match the same path
 * with the same method are a defect that router_create() refuses.
 */
#ifndef SOFI_HTTP_ROUTER_H
#define SOFI_HTTP_ROUTER_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct request;
struct response;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

#define ROUTE_CAPTURES 3

/* Flags of a row. */
#define ROUTE_SLOW 1u /* runs on a pool even when it only reads */
/* So does this one when its address asks for more than a list and where to go on in it: a search,
 * an order, a page by its number. What the counters and the index of the list answer runs at once.
 */
#define ROUTE_SLOW_ASKED 512u
#define ROUTE_UPLOAD 2u    /* a body of up to 6 MiB instead of 64 KiB */
#define ROUTE_NO_CSRF 4u   /* a POST from machines: no form, no cookie */
#define ROUTE_CARRIES 16u  /* a form that carries another, encoded again: 256 KiB */
#define ROUTE_OWN_TX 8u    /* a POST whose handler manages its own transactions */
#define ROUTE_EXPORT 32u   /* reads whole lists: runs on a pool of its own */
#define ROUTE_NO_DATA 64u  /* a GET that is shown even without the base: db may be NULL */
#define ROUTE_CONFIRM 256u /* a POST that changes an account: the password is asked again */
#define ROUTE_METRICS                                                                              \
    128u /* a GET for machines: no base is asked (db is NULL), nobody is acting;                   \
            at SOFI_METRICS_LISTEN when there is one, and then only there */

struct route {
    enum http_method method;
    const char *path; /* "/annuaire/etablissements/{siret}" */
    unsigned who;     /* bits of profiles, meaning given by the application; 0: everybody */
    unsigned flags;
    enum status (*handler)(struct request *request, struct response *response);
};

struct route_match {
    const struct route *route; /* NULL: no such address (or not with this method) */
    bool other_method;         /* the address exists with another method: 405 */
    struct {
        const char *name; /* "siret"; points into the table */
        size_t name_length;
        const char *value; /* points into the path */
        size_t value_length;
    } captures[ROUTE_CAPTURES];
    size_t capture_count;
};

struct router;

/* Indexes the table, which must outlive the router. NULL, after a log line, when two rows overlap
 * or a capture has no known type. */
struct router *router_create(const struct route *table, size_t n);
void router_destroy(struct router *router);

/* `path` without its query, as received (not decoded: captures hold no '%'). A path longer than
 * 2,000 bytes, or that holds "//" or a dot segment, matches nothing. Thread-safe. */
void router_find(const struct router *router, enum http_method method, const char *path,
                 struct route_match *match_r);

/* What a log may hold of a path: a token of a link opens what it names. The row's own path where a
 * {jeton} is matched, or would be but for its writing (escapes, case, slashes, what follows);
 * where no row matches, runs of characters as long as a token are left out. Lives in the arena or
 * is one of the two. Thread-safe. */
const char *router_shown_path(const struct router *router, struct arena *arena, const char *path);
/* The same where the row that answers is known. */
const char *route_shown_path(const struct route *route, const char *path);

#endif
