#include "reprise.h"

#include "action.h"
#include "administration.h"
#include "codes.h"
#include "connections.h"
#include "contact.h"
#include "etablissement.h"
#include "offre.h"
#include "porte_ouverte.h"
#include "session.h"
#include "site.h"
#include "tmpl_reprise.h"
#include "valeur.h"

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

/* Nouns whose forms may have to be confirmed, by what their addresses hold; the first that fits. */
static const struct {
    const char *adresse;
    const struct field_set *set;
} noms[] = {{"/portes-ouvertes/", &porte_ouverte_fields},
            {"/administration", &administration_fields},
            {"/contacts/", &contact_fields},
            {"/sites/", &site_fields},
            {"/annuaire/etablissements/", &etablissement_fields},
            {"/sessions/", &session_fields},
            {"/actions/", &action_fields},
            {"/formations/", &formation_fields}};

static const struct field *champ_nomme(struct arena *arena, const char *adresse, const char *name)
{
    enum offre_noun noun = strncmp(adresse, "/actions/", 9) == 0     ? OFFRE_ACTION
                           : strncmp(adresse, "/sessions/", 10) == 0 ? OFFRE_SESSION
                                                                     : OFFRE_FORMATION;
    const struct field *field = NULL;
    for (size_t i = 0; i < sizeof(noms) / sizeof(noms[0]) && !field; i++) {
        if (strstr(adresse, noms[i].adresse)) {
            field = offre_champ_nomme(arena, noun, noms[i].set, name);
        }
    }
    return field;
}

/* Texts that go with gestures; NULL for what the form carries for itself (version, buttons). */
static const char *libelle(const struct field *field, const char *name)
{
    if (strcmp(name, "motif") == 0) {
        return "Motif du refus";
    }
    if (strcmp(name, "raison") == 0) {
        return "Raison";
    }
    return field ? field->label : NULL;
}

static const char *en_mots(struct request *request, const struct valeurs *valeurs,
                           const struct field *field, const char *valeur)
{
    if (!field || !valeur[0]) {
        return valeur;
    }
    if (field->source && field->source->label) {
        return field->source->label(request->arena, valeur);
    }
    if (field->type == FIELD_TYPE_BOOL) {
        return strcmp(valeur, "0") == 0 ? "Non" : "Oui";
    }
    /* Where the base does not answer there is no word: the codes are shown then. */
    const struct choice *choix = field_choices_of(field, valeurs->choix);
    return choix ? choice_label(choix, valeur) : codes_en_mots(request, field, valeur);
}

/* What a person reads: words, the values of one field together. */
static struct reprise_faits lire_faits(struct request *request, const char *adresse,
                                       const struct params *form)
{
    struct arena *arena = request->arena;
    struct reprise_fait *items = ARENA_ARRAY(arena, struct reprise_fait, form->n + 1);
    struct valeurs valeurs = {0};
    size_t n = 0;
    if (request->db && valeurs_lire(request->db, arena, &valeurs) != STATUS_OK) {
        valeurs = (struct valeurs){0};
    }
    for (size_t i = 0; i < form->n; i++) {
        const char *name = form->items[i].name;
        const struct field *field = champ_nomme(arena, adresse, name);
        const char *label = libelle(field, name);
        if (!label || !form->items[i].value[0]) {
            continue;
        }
        const char *mots = en_mots(request, &valeurs, field, form->items[i].value);
        if (n && items[n - 1].libelle == label) {
            items[n - 1].valeur = arena_printf(arena, "%s, %s", items[n - 1].valeur, mots);
        } else {
            items[n++] = (struct reprise_fait){.libelle = label, .valeur = mots};
        }
    }
    return (struct reprise_faits){.items = items, .n = n};
}

/* The page that the form was on: its address, or the one below which the gesture is. */
static const char *page_du_formulaire(const struct request *request, const char *adresse)
{
    return connections_route(request, HTTP_GET, adresse)
               ? adresse
               : arena_strndup(request->arena, adresse, (size_t)(strrchr(adresse, '/') - adresse));
}

/* The token of the drawn form goes with the other token. */
static void sans_envoi(const struct request *request, const struct params *form,
                       struct reprise_view *view)
{
    struct param *items = ARENA_ARRAY(request->arena, struct param, form->n + 1);
    for (size_t i = 0; i < form->n; i++) {
        if (strcmp(form->items[i].name, "envoi") != 0) {
            items[view->champs.n++] = form->items[i];
        }
    }
    view->champs.items = items;
}

#define GARDE "Rien n'a encore été enregistré, et rien de ce que vous avez saisi n'est perdu."

/* The form again, in the view that says why; what it says not is said here. False when nothing can
 * be sent to that address. */
static bool montrer(struct request *request, struct response *response, struct reprise_view *view,
                    const struct params *form)
{
    const struct application_request *own = request->application;
    const struct route *route = connections_route(request, HTTP_POST, view->adresse);
    if (!route) {
        return false;
    }
    const char *geste = own->application->screens->geste(route->path, form);
    const char *envoi = params_get(form, "envoi");
    if (!view->bouton) {
        view->bouton = geste ? geste : "Confirmer";
        view->geste = strncmp(view->bouton, "Enregistrer", 11) != 0;
        const char *titre =
            view->geste ? arena_printf(request->arena, "À confirmer\u00A0: %s", view->bouton)
                        : "À confirmer avant d'enregistrer";
        view->titre = view->titre ? view->titre : titre;
        view->constat = GARDE;
        view->retour = page_du_formulaire(request, view->adresse);
        view->retour_texte = "Abandonner cette saisie";
    }
    view->fichier = params_get(form, FICHIER_A_JOINDRE) != NULL;
    view->faits = lire_faits(request, view->adresse, form);
    sans_envoi(request, form, view);
    page_init(&view->page, request, response, view->titre, MENU_AUCUN);
    view->page.erreur = view->resume.erreurs.n > 0;
    view->jetons = jetons_de(request);
    view->jetons.envoi = envoi ? envoi : view->jetons.envoi;
    tmpl_reprise(&response->body, view);
    return true;
}

static bool avec_secret(const struct request *request)
{
    bool secret = false;
    for (size_t i = 0; i < request->form.n; i++) {
        const char *name = request->form.items[i].name;
        secret = secret || (a_taire(name) && strcmp(name, "jeton") != 0);
    }
    return secret;
}

static const struct {
    enum status status;
    const char *titre;
    const char *explication;
} pannes[] = {
    {STATUS_UNKNOWN, "Peut-être enregistré",
     "La base de données n'a pas eu le temps de confirmer."},
    {STATUS_FULL, "Disque plein",
     "Le disque du serveur est plein. Prévenez le service Offre, et recommencez quand il aura fait "
     "de la place."},
    {STATUS_READ_ONLY, "Consultation seulement",
     "La base de données ne prend pas d'enregistrement en ce moment : les pages se consultent, "
     "rien ne peut être modifié. Prévenez le service Offre, et recommencez plus tard."},
    {STATUS_ERROR, "Erreur de notre côté",
     "Une erreur est survenue, nous en avons gardé la trace. Vous pouvez recommencer."},
    {STATUS_UNAVAILABLE, "Service occupé",
     "SOFI ne peut pas répondre en ce moment. Attendez quelques secondes et recommencez."},
};

void reprise_par_panne(struct request *request, struct response *response, enum status status,
                       int code, const char *retour)
{
    size_t i = 0;
    while (i < sizeof(pannes) / sizeof(pannes[0]) - 1 && pannes[i].status != status) {
        i++;
    }
    bool incertain = status == STATUS_UNKNOWN;
    struct params kept = garder(request);
    struct reprise_view view = {
        .titre = pannes[i].titre,
        .explication = pannes[i].explication,
        .constat = incertain ? "Ce que vous avez envoyé est peut-être enregistré, peut-être pas."
                               " Recommencer ne l'enregistre pas deux fois."
                   : avec_secret(request) ? "Rien n'a été enregistré. Le mot de passe n'est pas "
                                            "gardé : il sera à saisir de nouveau."
                                          : GARDE,
        .adresse = request->path,
        .retour = retour,
        .retour_texte = incertain ? "Vérifier" : "Abandonner cette saisie",
        .numero = {request->id},
        .geste = true,
        .bouton = "Recommencer"};
    response_reset(response);
    response->code = code;
    if (code == 503) {
        response_header(response, "Retry-After", "5");
    }
    montrer(request, response, &view, &kept);
}

bool reprise_par_jeton(struct request *request, struct response *response)
{
    struct params kept = garder(request);
    size_t typed = kept.n - (params_get(&kept, "envoi") ? 1 : 0);
    if (typed == 0 && strcmp(request->path, "/deconnexion") == 0) { /* nothing to confirm */
        return false;
    }
    struct reprise_view view = {
        .explication = "Cette page était ouverte depuis trop longtemps, ou a été ouverte avant "
                       "votre dernière connexion.",
        .adresse = request->path};
    return montrer(request, response, &view, &kept);
}

void reprise_par_mot_de_passe(struct request *request, struct response *response, int code,
                              const char *message)
{
    struct params kept = garder(request);
    struct erreur_view erreur = {.cible = REPRISE_MOT_DE_PASSE, .texte = message};
    struct reprise_view view = {
        .titre = "Confirmez votre mot de passe",
        .explication =
            "Vous changez l'accès d'un compte\u00A0: pour que personne d'autre ne le fasse "
            "à votre place, votre mot de passe vous est demandé de nouveau, une fois "
            "toutes les 5 minutes au plus.",
        .compte = request->acteur->email,
        .mot_de_passe = champ_libre(request->arena, REPRISE_MOT_DE_PASSE, "Votre mot de passe",
                                    "password", "current-password", "", NULL, message),
        .adresse = request->path};
    view.mot_de_passe.focus = message == NULL;
    if (message) {
        view.resume = (struct resume_view){.titre = "Rien n'a été fait : 1 erreur à corriger",
                                           .erreurs = {.items = &erreur, .n = 1}};
    }
    response->code = code;
    montrer(request, response, &view, &kept);
}

const char *reprise_emballer(struct request *request)
{
    struct params kept = garder(request);
    return arena_printf(request->arena, "%s?%s", request->path,
                        params_encode(&kept, request->arena, NULL));
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
    struct reprise_view view = {.explication =
                                    "Vous êtes de nouveau connecté. Voici ce que vous aviez saisi.",
                                .adresse = adresse};
    return montrer(request, response, &view, &form);
}
