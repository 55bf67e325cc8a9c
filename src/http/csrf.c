#include "csrf.h"

#include "config.h"
#include "crypto.h"
#include "text.h"

#include <string.h>
#include <strings.h>

/* The cookie is the secret; the key only keeps this hash apart from the other hashes of a cookie.
 */
#define JETON_KEY "sofi csrf jeton v1"

const char *csrf_jeton(struct arena *arena, const char *cookie)
{
    return crypto_digest(arena, cookie, JETON_KEY);
}

const char *csrf_random(struct arena *arena)
{
    return crypto_token(arena);
}

/* "https://sofi.fr/x" is of origin "https://sofi.fr": its length, 0 when it is no http address. */
static size_t origin_length(const char *url)
{
    const char *host = strstr(url, "://");
    return host == NULL ? 0 : (size_t)(host - url) + 3 + strcspn(host + 3, "/?#");
}

static bool is_own_origin(const struct request *request, const char *origin)
{
    const char *base = request->config->base_url ? request->config->base_url : "";
    size_t length = origin_length(base);
    if (length == 0 || origin[0] == '\0') {
        return false;
    }
    if (strlen(origin) == length && strncasecmp(origin, base, length) == 0) {
        return true;
    }
    /* The machine may be known by several names; a page of another site cannot choose the Host
     * header that the browser sends. The scheme stays the configured one. */
    size_t scheme = (size_t)(strstr(base, "://") - base) + 3;
    const char *host = request_header(request, "Host");
    return host[0] != '\0' && strncasecmp(origin, base, scheme) == 0 &&
           strcasecmp(origin + scheme, host) == 0;
}

static bool is_foreign(const struct request *request)
{
    const char *site = request_header(request, "Sec-Fetch-Site");
    if (site[0] != '\0' && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0) {
        return true;
    }
    const char *origin = request_header(request, "Origin");
    return origin[0] != '\0' && !is_own_origin(request, origin);
}

enum csrf_result csrf_check(const struct request *request, const char *cookie)
{
    if (is_foreign(request)) {
        return CSRF_FOREIGN;
    }
    /* Without a cookie the hash is known to everybody. */
    if (cookie == NULL || cookie[0] == '\0') {
        return CSRF_STALE;
    }
    const char *expected = csrf_jeton(request->arena, cookie);
    return text_equal_secret(expected, request_form(request, "jeton")) ? CSRF_OK : CSRF_STALE;
}
