/* Answers that travel compressed: those of which nobody can guess a secret by their length
 * (docs/decisions). */
#ifndef SOFI_HTTP_COMPRESSION_H
#define SOFI_HTTP_COMPRESSION_H

#include "request.h"
#include "response.h"

/* Once the answer is made. Compresses a text of everybody, kept by caches ("public"), without a
 * cookie or a token of a form, for a client that takes gzip; and says in Vary that it depends on
 * what clients take. Any other answer is left as it is. */
void compression_apply(const struct request *request, struct response *response);

#endif
