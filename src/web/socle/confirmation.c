#include "confirmation.h"

#include "connections.h"
#include "cookies.h"
#include "login.h"
#include "reprise.h"

#include <string.h>

/* It serves here only: what runs next neither sees it nor keeps anything of it. */
static void oter(struct request *request)
{
    size_t n = 0;
    for (size_t i = 0; i < request->form.n; i++) {
        if (strcmp(request->form.items[i].name, REPRISE_MOT_DE_PASSE) != 0) {
            request->form.items[n++] = request->form.items[i];
        }
    }
    request->form.n = n;
}

static enum status verifier(struct request *request, const char *mot_de_passe)
{
    struct application_request *own = request->application;
    const struct login_demande demande = {
        .email = own->acteur.email,
        .mot_de_passe = mot_de_passe,
        .adresse = request->peer,
        .appareil = request_cookie(request, cookies_appareil(request->config)),
        .ancien = "",
        .agent = ""};
    struct db *writer = NULL;
    TRY(connections_writer(request, &writer));
    return login_confirmer(writer, request->arena, &own->acteur, &demande);
}

enum status confirmation_exiger(struct request *request, struct response *response)
{
    const char *mot_de_passe = params_get(&request->form, REPRISE_MOT_DE_PASSE);
    enum status status = STATUS_OK;
    if (!login_confirme(request->acteur)) {
        if (!mot_de_passe) {
            reprise_par_mot_de_passe(request, response, 403, NULL);
            return STATUS_FORBIDDEN;
        }
        if (!mot_de_passe[0]) {
            reprise_par_mot_de_passe(request, response, 422,
                                     "Champ obligatoire « Votre mot de passe » manquant");
            return STATUS_REFUSED;
        }
        status = verifier(request, mot_de_passe);
    }
    if (status == STATUS_OK) {
        oter(request);
    } else if (status == STATUS_REFUSED) {
        reprise_par_mot_de_passe(request, response, 422,
                                 "Mot de passe incorrect, tapez-le de nouveau");
    } else if (status == STATUS_TOO_MANY) {
        response_header(response, "Retry-After", "900");
        reprise_par_mot_de_passe(request, response, 429,
                                 "Trop d'essais, réessayez dans un quart d'heure");
    }
    /* The gesture was surely not done, whatever became of the count. */
    return status == STATUS_UNKNOWN ? STATUS_UNAVAILABLE : status;
}
