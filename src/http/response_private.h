/* Checks that response.c and server.c share. */
#ifndef SOFI_HTTP_RESPONSE_PRIVATE_H
#define SOFI_HTTP_RESPONSE_PRIVATE_H

#include <stdbool.h>

/* RFC 9110, token: what a header or a cookie may be called. */
bool response_is_token(const char *text);

#endif
