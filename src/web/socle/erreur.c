#include "erreur.h"

#include "tmpl_erreur.h"

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

void erreur_expliquer(struct request *request, struct response *response, int code,
                      struct erreur_page_view *view)
{
    response_reset(response);
    response->code = code;
    if (code == 503) {
        response_header(response, "Retry-After", "5");
    }
    page_init(&view->page, request, response, view->titre, MENU_AUCUN);
    view->page.aide_adresse = NULL; /* it is about another page */
    tmpl_erreur(&response->body, view);
}

void erreur_montrer(struct request *request, struct response *response, int code)
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
    view.numero.valeur = request->id;
    erreur_expliquer(request, response, code, &view);
}
