#include "jetons.h"

#include <string.h>

#define ENVOI_LENGTH 43 /* crypto_token() */

struct jetons_view jetons_de(const struct request *request)
{
    return (struct jetons_view){.jeton = request->jeton, .envoi = request->envoi};
}

bool jetons_est_envoi(const char *text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return strlen(text) == ENVOI_LENGTH && strspn(text, letters) == ENVOI_LENGTH;
}

const char *jetons_envoi(const struct request *request)
{
    const char *jeton = request_form(request, "envoi");
    return jetons_est_envoi(jeton) ? jeton : "";
}
