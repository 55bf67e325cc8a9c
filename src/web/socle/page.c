#include "page.h"

#include "acteur.h"
#include "aide.h"
#include "application_private.h"
#include "crypto.h"
#include "csrf.h"
#include "envoi_formulaire.h"
#include "erreur.h"
#include "telephone.h"
#include "textes_page.h"
#include "tmpl_erreur.h"

#include <string.h>

struct flash {
    const char *code;
    const char *titre;
    const char *suite;
};

static const struct flash flashes[] = {
    {"enregistre", "Enregistré",
     "La fiche est à jour, la modification est notée dans l'historique."},
    {"inchange", "Enregistré", "Rien n'avait changé : la fiche reste comme elle était."},
    {"position-restee", "Enregistré",
     "La position est restée celle d'avant ; l'adresse a changé : vérifiez-la."},
    {"cree", "Enregistré", "L'établissement est dans l'annuaire."},
    {"site-cree", "Enregistré", "Le site est dans l'annuaire, avec son numéro."},
    {"site-principal", "Enregistré",
     "Ce site est maintenant le site principal de l'établissement."},
    {"po-creee", "Enregistré", "Ces portes ouvertes paraissent sur le site public."},
    {"po-passee", "Enregistré",
     "Ces portes ouvertes sont passées\u00A0: elles ne paraissent pas sur le site public."},
    {"po-cachee", "Enregistré",
     "Ces portes ouvertes ne paraissent pas sur le site public\u00A0: l'établissement ou le site "
     "est "
     "inactif."},
    {"po-supprimee", "Supprimé", "Ces portes ouvertes ne paraissent plus."},
    {"contact-cree", "Enregistré",
     "Le contact est dans l'annuaire. Pour lui donner un accès à SOFI, passez par l'onglet "
     "Administration."},
    {"contact-parti", "Enregistré", "Ce contact est inactif, son compte est supprimé."},
    {"contact-efface", "Contact effacé",
     "Ses données personnelles ont disparu de la fiche. Le numéro et l'historique restent."},
    {"invitation", "Enregistré", "Une invitation valable 7 jours part à l'adresse de connexion."},
    {"compte-reinitialise", "Mot de passe réinitialisé",
     "Un lien valable 7 jours part à l'adresse de connexion."},
    {"compte-bloque", "Compte bloqué", "La personne ne peut plus se connecter."},
    {"compte-debloque", "Compte débloqué", "La personne peut de nouveau se connecter."},
    {"compte-ferme", "Compte supprimé", "Le contact reste dans l'annuaire, sans accès à SOFI."},
    {"formation-creee", "Enregistré",
     "La formation a son numéro. Complétez ses sections, puis créez une action."},
    {"action-creee", "Enregistré",
     "L'action a son numéro. Complétez ses sections et ajoutez ses sessions."},
    {"action-dupliquee", "Enregistré",
     "Cette copie est une nouvelle action, en cours de saisie, sans session."},
    {"action-envoyee", "Action envoyée",
     "Le service Offre l'examine. Vous pouvez encore la retirer."},
    {"action-retiree", "Action retirée",
     "Elle est de nouveau en cours de saisie, rien n'est perdu."},
    {"action-validee", "Action validée",
     "Elle est publiée, avec ses sessions qui ne sont pas terminées."},
    {"action-refusee", "Action refusée", "L'organisme lit votre motif en tête de la fiche."},
    {"detail-supprime", "Supprimé", "La suppression est notée dans l'historique."},
    {"sessions-creees", "Enregistré", "Les sessions sont ajoutées à l'action."},
    {"sessions-reconduites", "Enregistré", "Les nouvelles sessions sont créées, avec leurs dates."},
    {"session-desactivee", "Session désactivée",
     "Elle ne paraît pas sur le site public. Vous pouvez la réactiver."},
    {"session-activee", "Session activée", "Elle paraît jusqu'à sa date de fin."},
    {"session-reprise", "Session activée",
     "Elle ne paraît pas encore\u00A0: il lui faut une action validée et un site actif."},
    {"deconnecte", "Vous êtes déconnecté", "À bientôt."},
    {"connexion-fermee", "Connexion fermée",
     "Cet appareil ne peut plus rien faire dans SOFI sans votre mot de passe."},
    {"connexions-fermees", "Connexions fermées", "Seule reste celle que vous utilisez."},
    {"connexion-finie", "Rien à fermer", "Cette connexion avait déjà pris fin."},
    {"mot-de-passe", "Mot de passe enregistré", "Vous pouvez vous connecter."},
};

static const struct flash *flash_de(const char *code)
{
    for (size_t i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++) {
        if (strcmp(flashes[i].code, code) == 0) {
            return &flashes[i];
        }
    }
    return NULL;
}

void page_jeton(struct request *request, struct response *response)
{
    if (request->jeton[0] == '\0') {
        const char *visitor = crypto_token(request->arena);
        response_cookie(response, application_cookie_visiteur(request->config), visitor, -1,
                        application_secure(request->config));
        request->jeton = csrf_jeton(request->arena, visitor);
    }
}

void page_flash(const struct request *request, struct response *response, const char *code)
{
    const char *jeton = envoi_formulaire_jeton(request);
    response_cookie(response, application_cookie_flash(request->config),
                    jeton[0] ? arena_printf(request->arena, "%s.%s", code, jeton) : code, 60,
                    application_secure(request->config));
}

static void montrer_flash(struct page_view *page, const struct request *request,
                          struct response *response)
{
    const char *name = application_cookie_flash(request->config);
    const char *kept = request_cookie(request, name);
    if (kept[0] == '\0') {
        return;
    }
    response_cookie(response, name, "", 0, application_secure(request->config));
    const char *dot = strchr(kept, '.');
    if (dot && envoi_formulaire_est_jeton(dot + 1)) {
        page->pris = dot + 1;
    }
    const struct flash *flash = flash_de(arena_strndup(request->arena, kept, strcspn(kept, ".")));
    if (flash) {
        page->flash = flash->titre;
        page->flash_suite = flash->suite;
    }
}

/* "9h–12h" in a sentence: "de 9h à 12h". Hours told otherwise are told as they are. */
static const char *horaires_texte(struct arena *arena, const char *horaires)
{
    static const char dash[] = "–";
    const char *at = strstr(horaires, dash);
    if (!at || strstr(at + strlen(dash), dash)) {
        return horaires;
    }
    return arena_printf(arena, "de %.*s à %s", (int)(at - horaires), horaires, at + strlen(dash));
}

static void montrer_aide(struct page_view *page, const struct request *request)
{
    const struct route *route = request->match.route;
    const struct aide_sujet *sujet = route ? aide_de_la_route(route->path) : NULL;
    if (sujet) {
        page->aide_adresse = sujet->adresse;
        char *titre = arena_strdup(request->arena, sujet->titre);
        titre[0] = (char)(titre[0] + ('a' - 'A')); /* "Aide : se connecter" */
        page->aide_titre = titre;
        /* The token of a link must not travel in another address */
        page->ici_adresse = strstr(route->path, "{jeton}") ? "" : request->path;
    }
}

void page_init(struct page_view *page, const struct request *request, struct response *response,
               const char *titre, enum page_menu menu)
{
    const struct config *config = request->config;
    const struct acteur *acteur = request->acteur;
    *page = (struct page_view){
        .titre = titre,
        .menu = menu,
        .jetons = jetons_de(request),
        .pris = "",
        .refuse = request->method == HTTP_POST ? envoi_formulaire_jeton(request) : "",
        .base_muette = request->base_muette,
        .region = config->region,
        .telephone = config->aide_telephone,
        .telephone_lien = telephone_lien(request->arena,
                                         telephone_garder(request->arena, config->aide_telephone)),
        .horaires = config->aide_horaires,
        .horaires_texte = horaires_texte(request->arena, config->aide_horaires),
        .email = config->aide_email,
        .conformite = textes_conformite(config),
    };
    if (acteur) {
        page->connecte = true;
        page->compte = acteur->compte_id;
        page->officier = acteur_est_officier(acteur);
        page->personne = acteur->nom;
        page->etablissement = page->officier ? "Service Offre" : acteur->etablissement_nom;
    }
    montrer_aide(page, request);
    montrer_flash(page, request, response);
}

void page_publique(struct page_view *page, const struct request *request, const char *description)
{
    page->description = description;
    page->canonique =
        arena_printf(request->arena, "%s%s", request->config->base_url, request->path);
}

void page_pour_tous(const struct request *request, struct response *response)
{
    const char *flash = application_cookie_flash(request->config);
    response_vary(response, "Cookie");
    if (!request->base_muette && request_cookie(request, flash)[0] == '\0') {
        response->cache = "public, max-age=300";
    }
}

bool page_adresse_sure(const char *adresse)
{
    size_t length = 0;
    for (const char *p = adresse; *p; p++, length++) {
        if ((unsigned char)*p <= ' ') { /* browsers leave tabs and line ends out of an address */
            return false;
        }
    }
    return adresse[0] == '/' && adresse[1] != '/' && adresse[1] != '\\' && length < 2000;
}

static const struct {
    int code;
    const char *titre;
    const char *explication;
    const char *remede;
} erreurs[] = {
    {400, "Demande illisible", "Nous n'avons pas compris cette demande.",
     "Revenez à la page précédente et recommencez."},
    {403, "Accès refusé", "Votre compte ne permet pas cette opération.",
     "Si vous en avez besoin, écrivez au service Offre."},
    {404, "Page introuvable", "Cette page n'existe pas, ou n'est pas accessible avec votre compte.",
     "Vérifiez l'adresse, ou repartez de l'accueil."},
    {405, "Demande impossible", "Cette adresse ne s'utilise pas de cette façon.",
     "Repartez de l'accueil."},
    {409, "Modification concurrente", "La fiche a été modifiée entre-temps par quelqu'un d'autre.",
     "Revenez à la page précédente : votre saisie y est encore, comparez-la à la fiche."},
    {413, "Envoi trop volumineux", "Ce que vous envoyez a trop de champs pour un formulaire.",
     "Rien n'a été enregistré. Revenez à la page précédente : votre saisie y est encore, "
     "raccourcissez-la ou choisissez un fichier plus petit."},
    {414, "Adresse trop longue", "L'adresse demandée dépasse 8 000 caractères.",
     "Raccourcissez votre recherche."},
    {421, "Adresse inconnue", "Ce site ne porte pas le nom par lequel vous l'avez demandé.",
     "Vérifiez l'adresse dans votre navigateur."},
    {422, "Saisie refusée", "Ce que vous envoyez ne peut pas être enregistré.",
     "Revenez à la page précédente et corrigez."},
    {429, "Trop d'essais", "Trop de demandes en peu de temps.", "Réessayez dans un quart d'heure."},
    {431, "Demande trop volumineuse", "L'en-tête de cette demande dépasse la taille permise.",
     "Effacez les cookies de ce site et recommencez."},
    {507, "Disque plein", "Le disque du serveur est plein.",
     "Rien n'a été enregistré. Prévenez le service Offre, puis recommencez quand il aura "
     "fait de la place."},
    {503, "Service occupé", "SOFI ne peut pas répondre en ce moment.",
     "Rien n'a été enregistré. Attendez quelques secondes et recommencez."},
    {500, "Erreur de notre côté", "Une erreur est survenue, nous en avons gardé la trace.",
     "Rien n'a été enregistré. Revenez à la page précédente et recommencez."},
};

#define MIO (1024.0 * 1024)

/* Rounded up: a byte too many must not read "64 Ko, 64 Ko au maximum". */
static const char *taille(struct arena *arena, size_t octets)
{
    if (octets < MIO) {
        return arena_printf(arena, "%zu\u00A0Ko", (octets + 1023) / 1024);
    }
    size_t dixiemes = (octets * 10 + (size_t)MIO - 1) / (size_t)MIO;
    return arena_printf(arena, "%zu,%zu\u00A0Mo", dixiemes / 10, dixiemes % 10);
}

static bool avec_fichier(const struct request *request)
{
    const struct route *route = request->match.route;
    return route && (route->flags & ROUTE_UPLOAD);
}

static const char *trop_volumineux(const struct request *request)
{
    struct arena *arena = request->arena;
    bool fichier = avec_fichier(request);
    return arena_printf(arena, "Ce que vous envoyez fait %s, %s au maximum%s.",
                        taille(arena, request->size_sent), taille(arena, request->size_limit),
                        fichier ? " avec tout le formulaire (5\u00A0Mo pour un certificat)"
                                : " pour un formulaire");
}

static void montrer_erreur(struct request *request, struct response *response,
                           struct erreur_page_view *view)
{
    view->numero.valeur = request->id;
    page_init(&view->page, request, response, view->titre, MENU_AUCUN);
    view->page.aide_adresse = NULL; /* it is about another page */
    tmpl_erreur(&response->body, view);
}

void page_erreur(struct request *request, struct response *response, int code)
{
    size_t last = sizeof(erreurs) / sizeof(erreurs[0]) - 1;
    size_t i = 0;
    while (i < last && erreurs[i].code != code) {
        i++;
    }
    struct erreur_page_view view = {.titre = erreurs[i].titre,
                                    .explication = erreurs[i].explication,
                                    .remede = erreurs[i].remede,
                                    .lien = request->acteur ? "/tableau-de-bord" : "/",
                                    .lien_texte = request->acteur ? "Aller au tableau de bord"
                                                                  : "Aller à l'accueil"};
    if (code == 413 && request->size_sent > request->size_limit) {
        view.explication = trop_volumineux(request);
    }
    if (code == 413 && avec_fichier(request)) {
        view.remede = "Rien n'a été enregistré. Revenez à la page précédente : votre saisie y est "
                      "encore, choisissez un fichier plus petit.";
    }
    view.saisie = code == 413;
    response_reset(response);
    response->code = code;
    if (code == 503) {
        response_header(response, "Retry-After", "5");
    }
    montrer_erreur(request, response, &view);
}
