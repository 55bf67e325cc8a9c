#include "mot_de_passe_page.h"

#include "appareil.h"
#include "compte.h"
#include "config.h"
#include "crypto.h"
#include "dates.h"
#include "email.h"
#include "envoi_formulaire.h"
#include "lettre.h"
#include "robustesse.h"
#include "tmpl_mot_de_passe.h"
#include "tmpl_mot_de_passe_oublie.h"
#include "tmpl_mot_de_passe_perime.h"

#include <string.h>

STATEMENT(OUBLI_SANS_PERSONNE, "t", "", "DELETE FROM courriel WHERE cle = $1");

enum status mot_de_passe_ecrire(struct request *request, const struct mot_de_passe_lettre *lettre)
{
    const struct lettre deposee = {
        .destinataire = lettre->email,
        .sujet = lettre->sujet,
        .paragraphes = lettre->paragraphes,
        .n = lettre->n,
        .lien = arena_printf(request->arena, "/mot-de-passe/%s", lettre->jeton),
        .lien_texte = "Choisir votre mot de passe",
        .cle = lettre->cle};
    return lettre_deposer(request->db, request->arena, &deposee);
}

/* ---- by the link */

static enum status montrer_perime(struct request *request, struct response *response)
{
    struct mot_de_passe_perime_view view = {0};
    response->code = 404;
    page_init(&view.page, request, response, "Ce lien ne sert plus", MENU_AUCUN);
    tmpl_mot_de_passe_perime(&response->body, &view);
    return STATUS_NOT_FOUND;
}

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
    view->mot_de_passe.focus = view->resume.erreurs.n == 0;
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
    struct compte_invite invite = {0};
    enum status status =
        compte_invitation(request->db, request->arena, request_capture(request, "jeton"), &invite);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? montrer_perime(request, response) : status;
    }
    struct mot_de_passe_view view = {.email = invite.email};
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
    struct request *request;
    struct response *response;
    const char *jeton;
    const char *empreinte;
    const struct compte_invite *invite;
};

/* To the account's own address, whatever its owner wants to be told otherwise: if it was not the
 * owner, that is how one hears of it. */
static enum status prevenir(struct db *db, const struct definition *definition)
{
    const struct request *request = definition->request;
    struct arena *arena = request->arena;
    const struct compte_invite *invite = definition->invite;
    static const char alerte[] =
        "Si ce n'était pas vous, quelqu'un d'autre lit sans doute votre messagerie : changez "
        "d'abord le mot de passe de celle-ci, puis celui de SOFI par le lien ci-dessous, et "
        "prévenez tout de suite le service Offre, dont les coordonnées sont au bas de ce message.";
    const char *const paragraphes[] = {
        "Bonjour,",
        arena_printf(arena,
                     "Le mot de passe de votre compte SOFI, %s, a été %s le %s, par un lien reçu à "
                     "cette adresse. Les connexions qui étaient ouvertes ont pris fin.",
                     invite->email, invite->actif ? "changé" : "choisi",
                     dates_show_instant(arena, dates_now())),
        arena_printf(arena, "Depuis : %s, réseau %s.",
                     appareil_en_mots(arena, request_header(request, "User-Agent")),
                     appareil_reseau(arena, request->peer)),
        "Si c'était vous, il n'y a rien à faire.",
        alerte,
    };
    const struct lettre lettre = {.destinataire = invite->email,
                                  .sujet = invite->actif ? "Votre mot de passe SOFI a été changé"
                                                         : "Votre mot de passe SOFI est enregistré",
                                  .paragraphes = paragraphes,
                                  .n = sizeof(paragraphes) / sizeof(paragraphes[0]),
                                  .lien = "/mot-de-passe/oublie",
                                  .lien_texte = "Choisir un autre mot de passe"};
    return lettre_deposer(db, arena, &lettre);
}

static enum status definir(struct db *db, void *context)
{
    const struct definition *definition = context;
    TRY(compte_definir_mot_de_passe(db, definition->request->arena, definition->jeton,
                                    definition->empreinte));
    TRY(prevenir(db, definition));
    page_flash(definition->request, definition->response, "mot-de-passe");
    response_redirect(definition->response, "/connexion");
    return STATUS_OK;
}

enum status mot_de_passe_definir(struct request *request, struct response *response)
{
    struct compte_invite invite = {0};
    struct definition definition = {.request = request,
                                    .response = response,
                                    .jeton = request_capture(request, "jeton"),
                                    .invite = &invite};
    enum status status = compte_invitation(request->db, request->arena, definition.jeton, &invite);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? montrer_perime(request, response) : status;
    }
    struct mot_de_passe_view view = {.email = invite.email};
    const char *password = request_form(request, "mot_de_passe");
    const char *const mots[] = {
        invite.email, invite.nom, invite.raison_sociale, invite.nom_usage, request->config->region,
        NULL};
    const char *wrong = robustesse_juger(request->arena, password, mots);
    if (wrong) {
        return refuser(request, response, &view,
                       arena_printf(request->arena, "Mot de passe : %s", wrong), NULL);
    }
    if (strcmp(password, request_form(request, "mot_de_passe_confirmation")) != 0) {
        return refuser(request, response, &view, NULL,
                       "Confirmation : différente du mot de passe, tapez-la de nouveau");
    }
    TRY(crypto_password_hash(request->arena, password, &definition.empreinte));
    return envoi_formulaire_executer(request, response, definir, &definition);
}

/* ---- forgotten */

static void montrer_oubli(struct request *request, struct response *response,
                          struct mot_de_passe_oublie_view *view, const char *email,
                          const char *message)
{
    struct erreur_view erreur = {.cible = "email", .texte = message};
    view->email = champ_libre(request->arena, "email", "Email", "email", "username", email,
                              "Celui avec lequel vous vous connectez à SOFI", message);
    view->email.focus = message == NULL;
    if (message) {
        view->resume = (struct resume_view){.titre = "Demande non envoyée : 1 erreur à corriger",
                                            .erreurs = {.items = &erreur, .n = 1}};
    }
    page_init(&view->page, request, response, "Mot de passe oublié", MENU_AUCUN);
    view->page.erreur = message != NULL;
    tmpl_mot_de_passe_oublie(&response->body, view);
}

enum status mot_de_passe_oublie(struct request *request, struct response *response)
{
    struct mot_de_passe_oublie_view view = {0};
    page_jeton(request, response);
    montrer_oubli(request, response, &view, "", NULL);
    return STATUS_OK;
}

static enum status refuser_oubli(struct request *request, struct response *response, int code,
                                 const char *email, const char *message)
{
    struct mot_de_passe_oublie_view view = {0};
    response->code = code;
    montrer_oubli(request, response, &view, email, message);
    return code == 429 ? STATUS_TOO_MANY : STATUS_REFUSED;
}

/* `jeton` NULL: there is nobody to write to. The mail is made all the same, then taken out before
 * anybody could see it, so that both ways take the same time. */
static enum status ecrire_oubli(struct request *request, const char *email, const char *jeton)
{
    static const char *const paragraphes[] = {
        "Bonjour,",
        ("Quelqu'un, sans doute vous, a demandé à choisir un nouveau mot de passe pour votre "
         "compte "
         "SOFI. Le lien ci-dessous le permet ; il ne sert qu'une fois, pendant 2 heures."),
        "Si vous n'avez rien demandé, ne faites rien : votre mot de passe reste le même.",
    };
    const char *cle = crypto_token(request->arena);
    const struct mot_de_passe_lettre lettre = {.email = email,
                                               .sujet = "Choisir un nouveau mot de passe SOFI",
                                               .paragraphes = paragraphes,
                                               .n = sizeof(paragraphes) / sizeof(paragraphes[0]),
                                               .jeton = jeton ? jeton : cle,
                                               .cle = cle};
    TRY(mot_de_passe_ecrire(request, &lettre));
    return DB_EXEC(request->db, &OUBLI_SANS_PERSONNE, NULL, BIND_TEXT(jeton ? "" : cle));
}

enum status mot_de_passe_demander(struct request *request, struct response *response)
{
    const char *typed = request_form(request, "email");
    const char *email = compte_normaliser_email(request->arena, typed);
    if (email[0] == '\0') {
        return refuser_oubli(request, response, 422, typed, "Champ obligatoire « Email » manquant");
    }
    const char *wrong = email_check(request->arena, email);
    if (wrong) {
        return refuser_oubli(request, response, 422, typed,
                             arena_printf(request->arena, "Email : %s", wrong));
    }
    const char *jeton = NULL;
    enum status status = compte_oublier(request->db, request->arena, email, request->peer, &jeton);
    if (status == STATUS_TOO_MANY) {
        response_header(response, "Retry-After", "3600");
        return refuser_oubli(request, response, 429, typed,
                             "Trop de demandes pour cet email ou depuis cette adresse, réessayez "
                             "dans une heure");
    }
    status = status != STATUS_OK ? status : ecrire_oubli(request, email, jeton);
    if (status == STATUS_OK) {
        struct mot_de_passe_oublie_view view = {.envoye = true};
        montrer_oubli(request, response, &view, "", NULL);
    }
    return status;
}
