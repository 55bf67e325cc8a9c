#include "page.h"

#include "acteur.h"
#include "action_transitions.h"
#include "aide.h"
#include "cookies.h"
#include "crypto.h"
#include "csrf.h"
#include "suppression.h"
#include "telephone.h"

#include <stdlib.h>
#include <string.h>

#define FLASH_ENREGISTRE "enregistre"

struct flash {
    const char *code;
    const char *titre;
    const char *suite;
};

static const struct flash flashes[] = {
    {FLASH_ENREGISTRE, "Enregistré",
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
     "La formation a son numéro. Complétez ses sections, puis saisissez une action."},
    {"action-creee", "Enregistré",
     "L'action a son numéro. Complétez ses sections et ajoutez ses sessions."},
    {"action-dupliquee", "Enregistré",
     "Cette copie est une nouvelle action, en cours de saisie, sans session."},
    {"formation-abandonnee", "Modification abandonnée",
     "Ce qui est publié n'a pas changé. Les actions qui n'attendaient rien d'autre sont de nouveau "
     "validées."},
    {"fiche-restauree", "Restaurée", "La fiche est de nouveau là, avec tout ce qu'elle contenait."},
    {"detail-supprime", "Supprimé", "La suppression est notée dans l'historique."},
    {"sessions-creees", "Enregistré", "Les sessions sont ajoutées à l'action."},
    {"sessions-reconduites", "Enregistré", "Les nouvelles sessions sont créées, avec leurs dates."},
    {"session-desactivee", "Session désactivée",
     "Elle ne paraît pas sur le site public. Vous pouvez la réactiver."},
    {"session-activee", "Session activée", "Elle paraît jusqu'à sa date de fin."},
    {"session-reprise", "Session activée",
     "Elle ne paraît pas encore\u00A0: il lui faut une action validée et un site actif."},
    {"reponses-gardees", "Enregistré",
     "Vos réponses sont prêtes. Le service Offre les lira une fois envoyées."},
    {"file-prise", "Action prise", "Elle est à vous, jusqu'à ce que vous la rendiez."},
    {"file-rendue", "Action rendue", "Elle est de nouveau à qui veut l'examiner."},
    {"file-manquee", "Action déjà prise",
     "Quelqu'un d'autre l'examine, ou elle n'est plus en attente."},
    {"deconnecte", "Vous êtes déconnecté", "À bientôt."},
    {"connexion-fermee", "Connexion fermée",
     "Cet appareil ne peut plus rien faire dans SOFI sans votre mot de passe."},
    {"connexions-fermees", "Connexions fermées", "Seule reste celle que vous utilisez."},
    {"connexion-finie", "Rien à fermer", "Cette connexion avait déjà pris fin."},
    {"mot-de-passe", "Mot de passe enregistré", "Vous pouvez vous connecter."},
};

#define FLASH_ACTION "action-"

/* What a gesture of the life of an action says of itself. */
static const struct flash *flash_de_geste(struct arena *arena, const char *code)
{
    const struct action_geste *geste = strncmp(code, FLASH_ACTION, strlen(FLASH_ACTION)) == 0
                                           ? action_geste_nomme(code + strlen(FLASH_ACTION))
                                           : NULL;
    if (!geste || !geste->titre) {
        return NULL;
    }
    struct flash *flash = ARENA_NEW(arena, struct flash);
    *flash = (struct flash){code, geste->titre, geste->suite};
    return flash;
}

/* "supprimee-formation-192-2026-12-29": the cookie is the person's, nothing is believed. */
static const struct flash *flash_de_suppression(struct arena *arena, const char *code)
{
    size_t n = strlen(PAGE_FLASH_SUPPRESSION);
    for (int noun = 0; noun < OFFRE_NOUNS && strncmp(code, PAGE_FLASH_SUPPRESSION, n) == 0;
         noun++) {
        const char *nom = offre_noun_nom((enum offre_noun)noun);
        size_t longueur = strlen(nom);
        if (strncmp(code + n, nom, longueur) != 0 || code[n + longueur] != '-') {
            continue;
        }
        char *jour = NULL;
        long long numero = strtoll(code + n + longueur + 1, &jour, 10);
        if (numero <= 0 || *jour != '-' || !dates_is_iso(jour + 1)) {
            return NULL;
        }
        char *quoi = arena_strdup(arena, suppression_nommer(arena, (enum offre_noun)noun, numero));
        quoi[0] = 'L';
        struct flash *flash = ARENA_NEW(arena, struct flash);
        *flash = (struct flash){
            code, arena_printf(arena, "%s est supprimée", quoi),
            arena_printf(arena,
                         "Le service Offre peut la restaurer jusqu'au %s, avec tout ce qu'elle "
                         "contenait. Son numéro et son historique restent.",
                         dates_show(arena, jour + 1))};
        return flash;
    }
    return NULL;
}

static const struct flash *flash_de(struct arena *arena, const char *code)
{
    for (size_t i = 0; i < sizeof(flashes) / sizeof(flashes[0]); i++) {
        if (strcmp(flashes[i].code, code) == 0) {
            return &flashes[i];
        }
    }
    const struct flash *flash = flash_de_suppression(arena, code);
    return flash ? flash : flash_de_geste(arena, code);
}

void page_jeton(struct request *request, struct response *response)
{
    if (request->jeton[0] == '\0') {
        const char *visitor = crypto_token(request->arena);
        response_cookie(response, cookies_visiteur(request->config), visitor, -1,
                        cookies_secure(request->config));
        request->jeton = csrf_jeton(request->arena, visitor);
    }
}

void page_flash(const struct request *request, struct response *response, const char *code)
{
    cookies_poser_flash(request, response, code);
}

static void montrer_flash(struct page_view *page, const struct request *request,
                          struct response *response)
{
    const char *name = cookies_flash(request->config);
    const char *kept = request_cookie(request, name);
    if (kept[0] == '\0') {
        return;
    }
    response_cookie(response, name, "", 0, cookies_secure(request->config));
    const char *dot = strchr(kept, '.');
    if (dot && jetons_est_envoi(dot + 1)) {
        page->pris = dot + 1;
    }
    const struct flash *flash =
        flash_de(request->arena, arena_strndup(request->arena, kept, strcspn(kept, ".")));
    if (flash) {
        page->flash = flash->titre;
        page->flash_suite = flash->suite;
        page->flash_code = flash->code;
    }
}

void page_flash_en_attente(struct page_view *page, const struct page_geste *geste)
{
    if (strcmp(page->flash_code, FLASH_ENREGISTRE) == 0) {
        page->flash_suite = "Le public voit toujours la version publiée\u00A0: ce qui vient de "
                            "changer paraît une fois validé par le service Offre.";
        page->flash_geste = geste;
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
        .flash_code = "",
        .refuse = request->method == HTTP_POST ? jetons_envoi(request) : "",
        .base_muette = request->base_muette,
        .region = config->region,
        .telephone = config->aide_telephone,
        .telephone_lien = telephone_lien(request->arena,
                                         telephone_garder(request->arena, config->aide_telephone)),
        .horaires = config->aide_horaires,
        .horaires_texte = horaires_texte(request->arena, config->aide_horaires),
        .email = config->aide_email,
        .conformite = config_conformite(config),
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
    const char *flash = cookies_flash(request->config);
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
