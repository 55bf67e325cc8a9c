/* The two hidden fields that every form sent by POST carries (templates/jetons.html): the
 * anti-forgery token of the browser, and the token of this drawing of the page, by which a form
 * that is sent twice runs once (envoi_formulaire.h). */
#ifndef SOFI_WEB_JETONS_H
#define SOFI_WEB_JETONS_H

#include "request.h"

struct jetons_view {
    const char *jeton;
    const char *envoi;
};

/* Of a form that is drawn now. */
struct jetons_view jetons_de(const struct request *request);

/* The second token of the form that was sent; "" when it carries none. */
const char *jetons_envoi(const struct request *request);

/* True when `text` may be such a token. */
bool jetons_est_envoi(const char *text);

#endif
