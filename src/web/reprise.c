#include "reprise.h"

#include "action.h"
#include "administration.h"
#include "connexion.h"
#include "contact.h"
#include "etablissement.h"
#include "porte_ouverte.h"
#include "session.h"
#include "site.h"
#include "tmpl_reprise.h"

#include <string.h>

/* Never carried along: secrets, and the token that was refused. */
static bool a_taire(const char *name)
{
    return strcmp(name, "jeton") == 0 || strncmp(name, "mot_de_passe", 12) == 0 ||
           strcmp(name, "reprise") == 0;
}

/* Says, as far as the form is carried, that a file came with it: files are not. */
#define FICHIER_A_JOINDRE "fichier_a_joindre"

static struct params garder(const struct request *request)
{
    const struct params *form = &request->form;
    struct params kept = {.items = ARENA_ARRAY(request->arena, struct param, form->n + 1)};
    if (request->file_count > 0) {
        kept.items[kept.n++] = (struct param){.name = FICHIER_A_JOINDRE, .value = "1"};
    }
    for (size_t i = 0; i < form->n; i++) {
        if (!a_taire(form->items[i].name)) {
            kept.items[kept.n++] = form->items[i];
        }
    }
    return kept;
}

/* Nouns whose forms may have to be confirmed. */
static const struct field_set *const noms[] = {
    &etablissement_fields, &site_fields,      &contact_fields, &administration_fields,
    &porte_ouverte_fields, &formation_fields, &action_fields,  &session_fields};

/* What buttons alone send, and texts that go with them: last segment or name, then words. */
static const char *const gestes[][2] = {
    {"envoyer", "Envoyer en validation"},
    {"retirer", "Retirer"},
    {"valider", "Valider"},
    {"refuser", "Refuser l'action"},
    {"dupliquer", "Dupliquer"},
    {"desactiver", "Désactiver"},
    {"activer", "Activer"},
    {"supprimer", "Supprimer"},
    {"principal", "Faire de ce site le site principal"},
};
static const char *const textes_des_gestes[][2] = {{"motif", "Motif du refus"},
                                                   {"raison", "Raison"}};

static const char *mot(const char *const (*mots)[2], size_t n, const char *cle)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(mots[i][0], cle) == 0) {
            return mots[i][1];
        }
    }
    return NULL;
}

#define MOT(mots, cle) mot(mots, sizeof(mots) / sizeof((mots)[0]), cle)

/* The field's own label; NULL for what the form carries for itself (version, buttons). */
static const char *libelle(const char *name)
{
    const struct field *field = NULL;
    for (size_t i = 0; i < sizeof(noms) / sizeof(noms[0]) && !field; i++) {
        field = field_named(noms[i], name);
    }
    return field ? field->label : MOT(textes_des_gestes, name);
}

static void montrer(struct request *request, struct response *response, const char *titre,
                    const char *explication, const char *adresse, const struct params *form)
{
    struct reprise_champ *champs = ARENA_ARRAY(request->arena, struct reprise_champ, form->n + 1);
    const char *envoi = params_get(form, "envoi");
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++) {
        if (strcmp(form->items[i].name, "envoi") != 0) {
            champs[n++] = (struct reprise_champ){.nom = form->items[i].name,
                                                 .libelle = libelle(form->items[i].name),
                                                 .valeur = form->items[i].value};
        }
    }
    const char *fin = strrchr(adresse, '/');
    const char *geste = MOT(gestes, fin + 1);
    struct reprise_view view = {
        .titre = titre,
        .explication = explication,
        .fichier = params_get(form, FICHIER_A_JOINDRE) != NULL,
        .adresse = adresse,
        .retour = geste ? arena_strndup(request->arena, adresse, (size_t)(fin - adresse)) : adresse,
        .geste = geste != NULL,
        .bouton = geste ? geste : "Enregistrer"};
    view.champs.items = champs;
    view.champs.n = n;
    page_init(&view.page, request, response, titre, MENU_AUCUN);
    view.jetons = jetons_de(request);
    view.jetons.envoi = envoi ? envoi : view.jetons.envoi;
    tmpl_reprise(&response->body, &view);
}

void reprise_par_jeton(struct request *request, struct response *response)
{
    page_jeton(request, response);
    response->code = 403;
    if (strcmp(request->path, "/connexion") == 0) {
        connexion_refuser(request, response,
                          "Cette page était ouverte depuis trop longtemps, recommencez");
        return;
    }
    struct params kept = garder(request);
    size_t typed = kept.n - (params_get(&kept, "envoi") ? 1 : 0);
    if (typed == 0 && strcmp(request->path, "/deconnexion") == 0) { /* nothing to confirm */
        response_redirect(response, "/");
        return;
    }
    montrer(request, response, "À confirmer avant d'enregistrer",
            "Cette page était ouverte depuis trop longtemps, ou a été ouverte avant votre dernière "
            "connexion.",
            request->path, &kept);
}

void reprise_par_connexion(struct request *request, struct response *response)
{
    struct params kept = garder(request);
    const char *body = params_encode(&kept, request->arena, NULL);
    response->code = 403;
    page_jeton(request, response);
    connexion_reprendre(request, response,
                        arena_printf(request->arena, "%s?%s", request->path, body));
}

bool reprise_apres_connexion(struct request *request, struct response *response,
                             const char *reprise)
{
    const char *query = strchr(reprise, '?');
    struct params form = {0};
    if (!query || params_parse(&form, request->arena, query + 1, strlen(query + 1)) != STATUS_OK) {
        return false;
    }
    const char *adresse = arena_strndup(request->arena, reprise, (size_t)(query - reprise));
    if (!page_adresse_sure(adresse)) {
        return false;
    }
    montrer(request, response, "À confirmer avant d'enregistrer",
            "Vous êtes de nouveau connecté. Voici ce que vous aviez saisi.", adresse, &form);
    return true;
}
