/* What the floor gives to the application that serves it: its table of addresses, and the login
 * screen that people are sent to. routes.c fills it. */
#ifndef SOFI_WEB_SCREENS_H
#define SOFI_WEB_SCREENS_H

#include "request.h"
#include "response.h"
#include "router.h"

struct screens {
    const struct route *routes;
    size_t routes_n;
    /* What sending `form` to the POST row `path` does, in the words of its button; NULL: the table
     * does not say. */
    const char *(*geste)(const char *path, const struct params *form);
    /* The address of the login form, which is not kept behind itself. */
    const char *connexion;
    /* The login form with a message about the whole form, with the response's code. */
    void (*connexion_refuser)(struct request *request, struct response *response,
                              const char *message);
    /* The login form that carries a form to confirm after the login (reprise.h). */
    void (*connexion_reprendre)(struct request *request, struct response *response,
                                const char *reprise);
};

#endif
