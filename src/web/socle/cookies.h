/* The cookies of the site: of a login, of a visitor before it (anti-forgery only), of a browser
 * that has logged in before (throttling only), of the flash. Their names, by the address of the
 * site. */
#ifndef SOFI_WEB_COOKIES_H
#define SOFI_WEB_COOKIES_H

#include "config.h"
#include "request.h"
#include "response.h"

const char *cookies_login(const struct config *config);
const char *cookies_visiteur(const struct config *config);
const char *cookies_appareil(const struct config *config);
const char *cookies_flash(const struct config *config);

/* Whether the site is on https, where alone cookies are sent back. */
bool cookies_secure(const struct config *config);

/* The message that the next page shows, by its code (page.c), with the token of the form that was
 * taken: for a minute. */
void cookies_poser_flash(const struct request *request, struct response *response,
                         const char *code);

#endif
