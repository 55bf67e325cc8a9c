/* The table of every address: open routes.c to see the whole application. */
#ifndef SOFI_WEB_ROUTES_H
#define SOFI_WEB_ROUTES_H

#include "screens.h"

extern const struct route routes[];
extern const size_t routes_count;

/* What sending `form` to a POST address does, in the words of the button that does it: « Envoyer en
 * validation ». `path`: of the row. NULL: the table does not say (a defect: a test wants one for
 * each POST). */
const char *routes_geste(const char *path, const struct params *form);

/* All of it, for application_create(). */
extern const struct screens routes_screens;

#endif
