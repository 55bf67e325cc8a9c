#include "mot_de_passe_page.h"

#include "application_private.h"
#include "compte.h"
#include "crypto.h"
#include "tmpl_mot_de_passe.h"

#include <string.h>

/* At most one of the two fields bears a message. */
static void montrer(struct request *request, struct response *response,
                    struct mot_de_passe_view *view, const char *message,
                    const char *confirmation_message)
{
    view->mot_de_passe =
        champ_libre(request->arena, "mot_de_passe", "Mot de passe", "password", "new-password", "",
                    "12 caractères au moins : trois ou quatre mots sans lien "
                    "entre eux font un bon mot de passe",
                    message);
    view->confirmation =
        champ_libre(request->arena, "mot_de_passe_confirmation", "Confirmation du mot de passe",
                    "password", "new-password", "", NULL, confirmation_message);
    view->adresse = request->path;
    page_init(&view->page, request, response, "Définir votre mot de passe", MENU_AUCUN);
    view->page.erreur = view->resume.erreurs.n > 0;
    tmpl_mot_de_passe(&response->body, view);
}

enum status mot_de_passe_montrer(struct request *request, struct response *response)
{
    struct mot_de_passe_view view = {0};
    enum status status = compte_invitation(request->db, request->arena,
                                           request_capture(request, "jeton"), &view.email);
    if (status != STATUS_OK) {
        return status;
    }
    page_jeton(request, response);
    montrer(request, response, &view, NULL, NULL);
    return STATUS_OK;
}

static enum status refuser(struct request *request, struct response *response,
                           struct mot_de_passe_view *view, const char *message,
                           const char *confirmation_message)
{
    struct erreur_view erreur = {.cible = message ? "mot_de_passe" : "mot_de_passe_confirmation",
                                 .texte = message ? message : confirmation_message};
    view->resume =
        (struct resume_view){.titre = "Mot de passe non enregistré : 1 erreur à corriger",
                             .erreurs = {.items = &erreur, .n = 1}};
    response->code = 422;
    montrer(request, response, view, message, confirmation_message);
    return STATUS_REFUSED;
}

struct definition {
    struct arena *arena;
    const char *jeton;
    const char *empreinte;
};

static enum status definir(struct db *db, void *context)
{
    const struct definition *definition = context;
    return compte_definir_mot_de_passe(db, definition->arena, definition->jeton,
                                       definition->empreinte);
}

enum status mot_de_passe_definir(struct request *request, struct response *response)
{
    struct definition definition = {.arena = request->arena,
                                    .jeton = request_capture(request, "jeton")};
    struct mot_de_passe_view view = {0};
    enum status status =
        compte_invitation(request->db, request->arena, definition.jeton, &view.email);
    if (status != STATUS_OK) {
        return status;
    }
    const char *password = request_form(request, "mot_de_passe");
    const char *wrong = compte_juger_mot_de_passe(request->arena, password, view.email);
    if (wrong) {
        return refuser(request, response, &view,
                       arena_printf(request->arena, "Mot de passe : %s", wrong), NULL);
    }
    if (strcmp(password, request_form(request, "mot_de_passe_confirmation")) != 0) {
        return refuser(request, response, &view, NULL,
                       "Confirmation : différente du mot de passe, tapez-la de nouveau");
    }
    struct db *writer = application_writer(request);
    if (!writer) {
        return STATUS_UNAVAILABLE;
    }
    status = crypto_password_hash(request->arena, password, &definition.empreinte);
    if (status == STATUS_OK) {
        status = db_transaction(writer, definir, &definition);
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "mot-de-passe");
        response_redirect(response, "/connexion");
    }
    return status;
}
