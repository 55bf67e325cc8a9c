/* Requests forged by other sites: a token in every form, and the Origin header.
 *
 * The token (`jeton`) is a keyed hash of the browser's own cookie (the login's, or a visitor's
 * before the login): nothing is stored, any node checks it, and a token made for another login is
 * stale.
 */
#ifndef SOFI_HTTP_CSRF_H
#define SOFI_HTTP_CSRF_H

#include "request.h"

enum csrf_result {
    CSRF_OK,
    CSRF_STALE, /* same site, but the token is missing or of an earlier login: may be shown again */
    CSRF_FOREIGN, /* another site sent it: refused */
};

/* The token for a cookie's value; 43 characters of base64url, in the arena. */
const char *csrf_jeton(struct arena *arena, const char *cookie);

/* Checks a POST: Sec-Fetch-Site and Origin (when present) against the configured base URL and the
 * Host header, then the form field `jeton`. */
enum csrf_result csrf_check(const struct request *request, const char *cookie);

/* 32 random bytes in base64url (43 characters): cookies, tokens of links. */
const char *csrf_random(struct arena *arena);

#endif
