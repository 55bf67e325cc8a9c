#include "cookies.h"

#include "jetons.h"

#include <string.h>

#define FLASH_SECONDS 60

bool cookies_secure(const struct config *config)
{
    return strncmp(config->base_url, "https://", 8) == 0;
}

/* The __Host- prefix wants https; on http://localhost the plain name is used. */
static const char *name(const struct config *config, const char *secure_name)
{
    return cookies_secure(config) ? secure_name : secure_name + strlen("__Host-");
}

const char *cookies_login(const struct config *config)
{
    return name(config, "__Host-sofi");
}

const char *cookies_visiteur(const struct config *config)
{
    return name(config, "__Host-sofi_visiteur");
}

const char *cookies_appareil(const struct config *config)
{
    return name(config, "__Host-sofi_appareil");
}

const char *cookies_flash(const struct config *config)
{
    return name(config, "__Host-sofi_flash");
}

void cookies_poser_flash(const struct request *request, struct response *response, const char *code)
{
    const char *jeton = jetons_envoi(request);
    response_cookie(response, cookies_flash(request->config),
                    jeton[0] ? arena_printf(request->arena, "%s.%s", code, jeton) : code,
                    FLASH_SECONDS, cookies_secure(request->config));
}
