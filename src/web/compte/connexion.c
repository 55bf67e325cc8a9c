#include "connexion.h"

#include "appareil.h"
#include "connections.h"
#include "cookies.h"
#include "csrf.h"
#include "login.h"
#include "parametre.h"
#include "reprise.h"
#include "text.h"
#include "tmpl_connexion.h"

#include <string.h>

/* An address of ours, with its query; anything else leads to the dashboard. */
static const char *suite_sure(const char *suite)
{
    return page_adresse_sure(suite) ? suite : "/tableau-de-bord";
}

/* The two fields, with what was typed and their messages (NULL: none). */
static void remplir_champs(struct arena *arena, struct connexion_view *view, const char *email,
                           const char *email_message, const char *mot_de_passe_message)
{
    view->email =
        champ_libre(arena, "email", "Email", "email", "username", email, NULL, email_message);
    view->mot_de_passe = champ_libre(arena, "mot_de_passe", "Mot de passe", "password",
                                     "current-password", "", NULL, mot_de_passe_message);
}

static void montrer(struct request *request, struct response *response, struct connexion_view *view)
{
    const char *demonstration = "";
    if (request->db && parametre_lire(request->db, request->arena, PARAMETRE_DEMONSTRATION,
                                      &demonstration) == STATUS_OK) {
        view->demonstration = demonstration[0] == '1';
    }
    bool accueil = strcmp(request->path, "/") == 0;
    page_init(&view->page, request, response,
              accueil ? "SOFI, organismes de formation" : "Connexion", MENU_SOFI);
    if (accueil) {
        page_publique(&view->page, request,
                      "SOFI recense les organismes de formation de la région et leur offre.");
    }
    /* The first page of the site is also read by those who only look around */
    view->email.focus = !accueil && view->resume.erreurs.n == 0;
    view->page.erreur = view->resume.erreurs.n > 0;
    view->page.connecte = false;
    tmpl_connexion(&response->body, view);
}

enum status connexion_accueil(struct request *request, struct response *response)
{
    if (request->acteur) {
        response_redirect(response, "/tableau-de-bord");
        return STATUS_OK;
    }
    return connexion_montrer(request, response);
}

enum status connexion_montrer(struct request *request, struct response *response)
{
    const char *suite = request_query(request, "suite");
    if (request->acteur) {
        response_redirect(response, suite_sure(suite));
        return STATUS_OK;
    }
    struct connexion_view view = {.suite = suite[0] ? suite_sure(suite) : ""};
    remplir_champs(request->arena, &view, "", NULL, NULL);
    page_jeton(request, response);
    montrer(request, response, &view);
    return STATUS_OK;
}

/* What the person sent, to be shown again, password excepted. */
static struct connexion_view vue_saisie(const struct request *request)
{
    const char *suite = request_form(request, "suite");
    struct connexion_view view = {.suite = suite[0] ? suite_sure(suite) : "",
                                  .reprise = request_form(request, "reprise")};
    remplir_champs(request->arena, &view, request_form(request, "email"), NULL, NULL);
    return view;
}

static void ajouter_erreur(struct arena *arena, struct connexion_view *view, const char *cible,
                           const char *texte)
{
    struct erreurs_view *erreurs = &view->resume.erreurs;
    struct erreur_view *items = ARENA_ARRAY(arena, struct erreur_view, erreurs->n + 1);
    if (erreurs->n) {
        memcpy(items, erreurs->items, erreurs->n * sizeof(*items));
    }
    items[erreurs->n] = (struct erreur_view){.cible = cible, .texte = texte};
    erreurs->items = items;
    erreurs->n++;
    view->resume.titre = erreurs->n > 1 ? "Connexion impossible : 2 erreurs à corriger"
                                        : "Connexion impossible : 1 erreur à corriger";
}

void connexion_refuser(struct request *request, struct response *response, const char *message)
{
    struct connexion_view view = vue_saisie(request);
    ajouter_erreur(request->arena, &view, "email", message);
    montrer(request, response, &view);
}

void connexion_reprendre(struct request *request, struct response *response, const char *reprise)
{
    struct connexion_view view = {.reprise = reprise};
    remplir_champs(request->arena, &view, "", NULL, NULL);
    montrer(request, response, &view);
}

static enum status refuser_vides(struct request *request, struct response *response,
                                 const char *email, const char *mot_de_passe)
{
    struct connexion_view view = vue_saisie(request);
    const char *no_email = email[0] ? NULL : "Champ obligatoire « Email » manquant";
    const char *no_password =
        mot_de_passe[0] ? NULL : "Champ obligatoire « Mot de passe » manquant";
    remplir_champs(request->arena, &view, email, no_email, no_password);
    if (no_email) {
        ajouter_erreur(request->arena, &view, "email", no_email);
    }
    if (no_password) {
        ajouter_erreur(request->arena, &view, "mot_de_passe", no_password);
    }
    response->code = 422;
    montrer(request, response, &view);
    return STATUS_REFUSED;
}

static enum status repondre_refus(struct request *request, struct response *response,
                                  enum status status)
{
    if (status == STATUS_TOO_MANY) {
        response->code = 429;
        response_header(response, "Retry-After", "900");
        connexion_refuser(request, response,
                          "Trop d'essais pour ce compte ou depuis cette adresse, réessayez dans un "
                          "quart d'heure ou choisissez tout de suite un nouveau mot de passe, par "
                          "«\u00A0Mot de passe oublié\u00A0»");
    } else if (status == STATUS_REFUSED) {
        response->code = 422;
        connexion_refuser(request, response,
                          "Email ou mot de passe incorrect, vérifiez les deux et recommencez");
    }
    return status;
}

/* The page that confirms carries the new login's token, and is the new person's page. */
static enum status confirmer_reprise(struct request *request, struct response *response,
                                     struct db *db, const char *cookie, const char *reprise)
{
    struct application_request *own = request->application;
    bool touch = false;
    TRY(login_acteur(db, request->arena, request->config, cookie, &own->acteur, &touch));
    request->acteur = &own->acteur;
    request->jeton = csrf_jeton(request->arena, cookie);
    if (!reprise_apres_connexion(request, response, reprise)) {
        response_redirect(response, "/tableau-de-bord");
    }
    return STATUS_OK;
}

static void donner_cookies(struct request *request, struct response *response,
                           const struct login_ouvert *ouvert)
{
    const struct config *config = request->config;
    bool secure = cookies_secure(config);
    response_cookie(response, cookies_login(config), ouvert->cookie, -1, secure);
    response_cookie(response, cookies_visiteur(config), "", 0, secure);
    response_cookie(response, cookies_appareil(config), ouvert->appareil,
                    APPAREIL_JOURS * 24 * 3600, secure);
}

enum status connexion_ouvrir(struct request *request, struct response *response)
{
    const struct config *config = request->config;
    const struct login_demande demande = {
        .email = text_clean(request->arena, request_form(request, "email")),
        .mot_de_passe = request_form(request, "mot_de_passe"),
        .adresse = request->peer,
        .appareil = request_cookie(request, cookies_appareil(config)),
        .ancien = request_cookie(request, cookies_login(config)),
        .agent = request_header(request, "User-Agent")};
    if (demande.email[0] == '\0' || demande.mot_de_passe[0] == '\0') {
        return refuser_vides(request, response, demande.email, demande.mot_de_passe);
    }
    struct db *writer = NULL;
    TRY(connections_writer(request, &writer));
    struct login_ouvert ouvert = {0};
    enum status status = login_ouvrir(writer, request->arena, &demande, &ouvert);
    if (status != STATUS_OK) {
        return repondre_refus(request, response, status);
    }
    donner_cookies(request, response, &ouvert);
    const char *reprise = request_form(request, "reprise");
    if (reprise[0]) {
        return confirmer_reprise(request, response, writer, ouvert.cookie, reprise);
    }
    response_redirect(response, suite_sure(request_form(request, "suite")));
    return STATUS_OK;
}

enum status connexion_fermer(struct request *request, struct response *response)
{
    const char *name = cookies_login(request->config);
    const char *cookie = request_cookie(request, name);
    if (cookie[0]) {
        TRY(login_fermer(request->db, request->arena, cookie));
        response_cookie(response, name, "", 0, cookies_secure(request->config));
    }
    response_header(response, "Clear-Site-Data", "\"cache\", \"storage\"");
    page_flash(request, response, "deconnecte");
    response_redirect(response, "/connexion");
    return STATUS_OK;
}
