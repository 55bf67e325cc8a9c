/* The table of every address: open routes.c to see the whole application. */
#ifndef SOFI_WEB_ROUTES_H
#define SOFI_WEB_ROUTES_H

#include "router.h"

extern const struct route routes[];
extern const size_t routes_count;

#endif
