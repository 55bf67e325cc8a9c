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

static inline struct jetons_view jetons_de(const struct request *request)
{
    return (struct jetons_view){.jeton = request->jeton, .envoi = request->envoi};
}

#endif
