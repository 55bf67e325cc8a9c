#include "suppression_page.h"

#include "erreur.h"
#include "offre_formulaire.h"
#include "perimetre.h"
#include "recherche.h"
#include "tmpl_suppression.h"
#include "tmpl_suppressions.h"

#include <string.h>

#define NBSP "\u00A0"
#define LISTE "/admin/suppressions"

static int64_t numero_de(const struct request *request)
{
    return request_capture_int(request, "numero");
}

/* Of "/actions/50751/supprimer". */
static enum offre_noun noun_de(const struct request *request)
{
    return offre_noun_lu(request->path + 1);
}

/* "La formation 192": at the beginning of a sentence. */
static const char *nommer(struct arena *arena, enum offre_noun noun, int64_t numero)
{
    char *nom = arena_strdup(arena, suppression_nommer(arena, noun, numero));
    nom[0] = 'L';
    return nom;
}

/* "Action 50751" */
static const char *intituler(struct arena *arena, enum offre_noun noun, int64_t numero)
{
    static const char *const noms[OFFRE_NOUNS] = {"Formation", "Action", "Session"};
    return arena_printf(arena, "%s %lld", noms[noun], (long long)numero);
}

/* "2 actions et 3 sessions"; NULL: none. */
static const char *compter(struct arena *arena, int64_t actions, int64_t sessions)
{
    const char *a =
        arena_printf(arena, "%lld action%s", (long long)actions, actions > 1 ? "s" : "");
    const char *s =
        arena_printf(arena, "%lld session%s", (long long)sessions, sessions > 1 ? "s" : "");
    return actions && sessions ? arena_printf(arena, "%s et %s", a, s)
           : actions           ? a
           : sessions          ? s
                               : NULL;
}

/* ---- before it is removed */

static struct suppression_lignes_view lister(struct arena *arena,
                                             const struct suppression_projet *projet)
{
    struct suppression_ligne_view *items =
        ARENA_ARRAY(arena, struct suppression_ligne_view, projet->fiches.n);
    size_t n = 0;
    for (size_t i = 0; i < projet->fiches.n; i++) {
        const struct suppression_fiche *fiche = &projet->fiches.items[i];
        if (fiche->noun != projet->noun) {
            items[n++] =
                (struct suppression_ligne_view){intituler(arena, fiche->noun, fiche->numero),
                                                fiche->texte, fiche->noun == OFFRE_SESSION};
        }
    }
    return (struct suppression_lignes_view){items, n};
}

/* "/actions/50751#sessions" is on the page of "/actions/50751". */
static bool est_sur(const char *adresse, const char *page)
{
    size_t n = strcspn(adresse, "#");
    return strlen(page) == n && strncmp(adresse, page, n) == 0;
}

static void dessiner(struct request *request, struct response *response,
                     const struct suppression_projet *projet, const char *message)
{
    struct arena *arena = request->arena;
    char jusqu_au[DATES_ISO_SIZE];
    dates_today(jusqu_au);
    dates_add_days(jusqu_au, SUPPRESSION_JOURS, jusqu_au);
    const char *nom = suppression_nommer(arena, projet->noun, projet->numero);
    const char *adresse = offre_noun_adresse(arena, projet->noun, projet->numero);
    struct suppression_page_view view = {
        .nom = nom,
        .titre = projet->titre,
        .adresse = adresse,
        .retour = projet->ailleurs && est_sur(projet->ailleurs, adresse) ? NULL : adresse,
        .ici = request->path,
        .message = message,
        .obstacle = projet->obstacle,
        .ailleurs = projet->ailleurs,
        .ailleurs_texte = projet->ailleurs_texte,
        .avec = compter(arena, (int64_t)projet->actions, (int64_t)projet->sessions),
        .lignes = lister(arena, projet),
        .jours = SUPPRESSION_JOURS,
        .jusqu_au = dates_show(arena, jusqu_au),
        .vu = projet->vu};
    page_init(&view.page, request, response, arena_printf(arena, "Supprimer %s", nom),
              MENU_FORMATIONS);
    view.page.erreur = message != NULL;
    offre_formulaire_chemin(request, &view.page, 0, "", "Supprimer");
    offre_formulaire_maillon(request, &view.page, projet->noun, projet->numero);
    tmpl_suppression(&response->body, &view);
}

enum status suppression_montrer(struct request *request, struct response *response)
{
    struct suppression_projet projet;
    enum status status = suppression_prevoir(request->db, request->arena, request->acteur,
                                             noun_de(request), numero_de(request), &projet);
    if (status == STATUS_NOT_FOUND) {
        return suppression_expliquer(request, response, noun_de(request));
    }
    if (status == STATUS_OK) {
        dessiner(request, response, &projet, NULL);
    }
    return status;
}

/* Where one is, once it is gone: what it was in. */
static const char *adresse_suivante(struct arena *arena, const struct suppression_projet *projet)
{
    return projet->noun == OFFRE_FORMATION
               ? "/formations"
               : offre_noun_adresse(arena, offre_noun_parent(projet->noun), projet->parent);
}

enum status suppression_poster(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct suppression_projet projet;
    enum offre_noun noun = noun_de(request);
    char jusqu_au[DATES_ISO_SIZE];
    enum status status =
        suppression_faire(request->db, arena, request->acteur, noun, numero_de(request),
                          request_form(request, "vu"), &projet, jusqu_au);
    if (status == STATUS_REFUSED || status == STATUS_CONFLICT) {
        response->code = status == STATUS_REFUSED ? 422 : 409;
        dessiner(request, response, &projet,
                 status == STATUS_REFUSED ? "Rien n'est supprimé"
                                          : "Rien n'est supprimé" NBSP
                                            ": quelqu'un a modifié cette fiche entre-temps. "
                                            "Voici ce qui partirait maintenant");
    } else if (status == STATUS_NOT_FOUND) {
        return suppression_expliquer(request, response, noun);
    } else if (status == STATUS_OK) {
        page_flash(request, response,
                   arena_printf(arena, PAGE_FLASH_SUPPRESSION "%s-%lld-%s", offre_noun_nom(noun),
                                (long long)projet.numero, jusqu_au));
        response_redirect(response, adresse_suivante(arena, &projet));
    }
    return status;
}

/* ---- its address, afterwards */

static const char *raconter(struct arena *arena, const struct suppression *s, enum offre_noun noun,
                            int64_t numero)
{
    const char *avec =
        s->noun == noun && s->numero == numero
            ? ""
            : arena_printf(arena, " avec %s", suppression_nommer(arena, s->noun, s->numero));
    const char *titre = s->titre[0] ? arena_printf(arena, ", «" NBSP "%s" NBSP "»,", s->titre) : "";
    return arena_printf(arena, "%s%s a été supprimée%s le %s par %s.", nommer(arena, noun, numero),
                        titre, avec, dates_show_instant(arena, s->instant), s->auteur);
}

enum status suppression_expliquer(struct request *request, struct response *response,
                                  enum offre_noun noun)
{
    struct arena *arena = request->arena;
    struct suppression s = {0};
    char aujourdhui[DATES_ISO_SIZE];
    TRY(suppression_chercher(request->db, arena, request->acteur, noun, numero_de(request), &s));
    bool officier = acteur_est_officier(request->acteur);
    dates_today(aujourdhui);
    bool restaurable = !s.effacee && strcmp(s.jusqu_au, aujourdhui) >= 0;
    struct erreur_page_view view = {
        .titre = arena_printf(arena, "%s supprimée", intituler(arena, noun, numero_de(request))),
        .explication = raconter(arena, &s, noun, numero_de(request)),
        .remede =
            !restaurable
                ? "Elle ne peut plus être restaurée."
                : arena_printf(arena,
                               officier ? "Vous pouvez la restaurer jusqu'au %s."
                                        : "Le service Offre peut la restaurer jusqu'au %s" NBSP
                                          ": demandez-le-lui.",
                               dates_show(arena, s.jusqu_au)),
        .lien = officier ? LISTE : "/formations",
        .lien_texte = officier ? "Voir les fiches supprimées" : "Voir vos formations"};
    erreur_expliquer(request, response, 404, &view);
    return STATUS_NOT_FOUND;
}

/* ---- the list of officers */

static struct suppressions_lignes_view montrer_lignes(struct arena *arena,
                                                      const struct liste_page *page)
{
    struct suppressions_ligne_view *items =
        ARENA_ARRAY(arena, struct suppressions_ligne_view, page->n);
    const struct suppression *lues = page->items;
    for (size_t i = 0; i < page->n; i++) {
        const struct suppression *s = &lues[i];
        const char *avec = compter(arena, s->actions, s->sessions);
        items[i] = (struct suppressions_ligne_view){
            .id = s->id,
            .nom = intituler(arena, s->noun, s->numero),
            .complement = avec ? arena_printf(arena, "avec %s", avec) : NULL,
            .titre = s->titre,
            .etablissement = s->etablissement_nom,
            .auteur = s->auteur,
            .quand = dates_show_instant(arena, s->instant),
            .jusqu_au = dates_show(arena, s->jusqu_au),
            .historique = arena_printf(arena, "%s/historique",
                                       offre_noun_adresse(arena, s->noun, s->numero))};
    }
    return (struct suppressions_lignes_view){items, page->n};
}

/* Of one establishment or of all, of these words. */
static const char *adresse_liste(struct arena *arena, const char *siret, const char *q,
                                 const char *apres)
{
    struct param items[3];
    struct params params = {items, 0};
    params_add(&params, "etablissement", siret);
    params_add(&params, "q", q);
    params_add(&params, "apres", apres);
    return params.n ? arena_printf(arena, LISTE "?%s", params_encode(&params, arena, NULL)) : LISTE;
}

static enum status dessiner_liste(struct request *request, struct response *response,
                                  const char *message)
{
    struct arena *arena = request->arena;
    struct perimetre perimetre;
    struct liste_page page = {0};
    char aujourdhui[DATES_ISO_SIZE];
    const char *apres = request_query(request, "apres");
    const struct recherche recherche =
        recherche_lire(arena, request_query(request, "q"), RECHERCHE_MOTS_MAX, false);
    dates_today(aujourdhui);
    TRY(perimetre_lire(request, &perimetre));
    TRY(suppression_lister(request->db, arena, perimetre.portee.etablissement_id, aujourdhui,
                           recherche.q, apres, &page));
    const char *siret = perimetre.siret;
    struct suppressions_view view = {
        .compte = arena_printf(arena, "%s%lld fiche%s", page.total_approche ? "plus de " : "",
                               (long long)page.total, page.total > 1 ? "s" : ""),
        .siret = siret,
        .etablissement = perimetre.nom,
        .message = message,
        .q = recherche.q,
        .note = recherche.note,
        .toute = adresse_liste(arena, siret, "", ""),
        .lignes = montrer_lignes(arena, &page),
        .debut = apres[0] ? adresse_liste(arena, siret, recherche.q, "") : NULL,
        .suivante = page.suivante ? adresse_liste(arena, siret, recherche.q, page.suivante) : NULL,
        .jours = SUPPRESSION_JOURS};
    page_init(&view.page, request, response, "Fiches supprimées", MENU_FORMATIONS);
    view.page.erreur = message != NULL;
    offre_formulaire_chemin(request, &view.page, 0, "", "Fiches supprimées");
    tmpl_suppressions(&response->body, &view);
    return STATUS_OK;
}

enum status suppressions_montrer(struct request *request, struct response *response)
{
    return dessiner_liste(request, response, NULL);
}

enum status suppression_poster_retour(struct request *request, struct response *response)
{
    struct suppression s = {0};
    const char *message = NULL;
    enum status status = suppression_restaurer(request->db, request->arena, request->acteur,
                                               request_capture_int(request, "id"), &s, &message);
    if (status == STATUS_REFUSED) {
        response->code = 422;
        enum status drawn = dessiner_liste(request, response, message);
        return drawn == STATUS_OK ? status : drawn;
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "fiche-restauree");
        response_redirect(response, offre_noun_adresse(request->arena, s.noun, s.numero));
    }
    return status;
}
