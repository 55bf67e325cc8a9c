/* What the exchange answers, as the socket library sends it: bytes, and the headers that every
 * answer bears. */
#ifndef SOFI_HTTP_ANSWER_H
#define SOFI_HTTP_ANSWER_H

#include "exchange.h"

struct MHD_Response;

/* `https`: the site is only reached so; `closes`: the connection ends after this answer. The bytes
 * stay the exchange's, but for a file of the spool, which the answer takes. The caller destroys it.
 * NULL: no memory. */
struct MHD_Response *answer_create(const struct exchange *exchange, bool https, bool closes);

#endif
