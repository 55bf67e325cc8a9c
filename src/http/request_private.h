/* Parts of request.c that this floor and its tests use. */
#ifndef SOFI_HTTP_REQUEST_PRIVATE_H
#define SOFI_HTTP_REQUEST_PRIVATE_H

#include "request.h"

/* Finds a cookie in the value of a Cookie header: the first of that name. NULL when there is none,
 * when the name is empty, or when its value holds a byte that no cookie may hold. A value between
 * double quotes is given with them. */
const char *cookie_find(struct arena *arena, const char *header, const char *name);

#endif
