#include "formation_page.h"

#include "dates.h"
#include "formation_actions.h"
#include "offre_page.h"
#include "tmpl_formation.h"

/* ---- the record */

static const char *adresse_de(struct arena *arena, int64_t numero)
{
    return arena_printf(arena, "/formations/%lld", (long long)numero);
}

static int64_t version_de(const void *record)
{
    const struct formation *formation = record;
    return offre_formulaire_version(formation->contenu_id, formation->version);
}

static const char *compter_sessions(struct arena *arena, const struct formation_action *action)
{
    long long n = action->sessions;
    long long actives = action->actives;
    if (n == 0) {
        return "Aucune";
    }
    return arena_printf(arena, "%lld dont %lld active%s", n, actives, actives > 1 ? "s" : "");
}

static enum status lister_actions(struct request *request, struct formation_view *view,
                                  bool *envoyee_r)
{
    struct arena *arena = request->arena;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct formation_actions actions = {0};
    enum status status = formation_actions_lister(request->db, arena, request->acteur, view->numero,
                                                  today, &actions);
    if (status != STATUS_OK) {
        return status;
    }
    struct formation_action_view *items =
        ARENA_ARRAY(arena, struct formation_action_view, actions.n);
    for (size_t i = 0; i < actions.n; i++) {
        const struct formation_action *action = &actions.items[i];
        items[i] = (struct formation_action_view){
            .adresse = arena_printf(arena, "/actions/%lld", (long long)action->numero),
            .code = arena_printf(arena, "%lld-%lld", (long long)view->numero,
                                 (long long)action->numero),
            .intitule = action->intitule[0] ? action->intitule : view->titre,
            .site = action->site,
            .sessions = compter_sessions(arena, action),
            .etat = offre_etat(action->etat, action->vive, action->refusee)};
    }
    view->actions.items = items;
    view->actions.n = actions.n;
    *envoyee_r = actions.envoyee;
    view->ailleurs = actions.ailleurs;
    return STATUS_OK;
}

/* ---- the form */

static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *reponse)
{
    (void)reponse;
    const struct formation *formation = record;
    struct arena *arena = request->arena;
    struct formation_view view = {.numero = formation->numero,
                                  .titre = formation->intitule,
                                  .etablissement = formation->etablissement_nom,
                                  .vive = formation->vive,
                                  .brouillon = formation->brouillon};
    const struct choice *contacts = NULL;
    bool envoyee = false;
    enum status status = offre_formulaire_contacts(request, formation->etablissement_id, &contacts);
    if (status == STATUS_OK) {
        status = lister_actions(request, &view, &envoyee);
    }
    if (status == STATUS_OK && view.ailleurs) {
        status = formation_gardiens(request->db, arena, formation, &view.gardiens);
    }
    if (status != STATUS_OK) {
        return status;
    }
    page_init(&view.page, request, response,
              arena_printf(arena, "Formation %lld, %s", (long long)formation->numero, view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", view.titre);
    const struct field_choices choix[] = {{"contacts", contacts}, {NULL, NULL}};
    view.figee = !view.ailleurs && envoyee && !acteur_est_officier(request->acteur);
    const struct offre_fiche fiche = {.noun = OFFRE_FORMATION,
                                      .numero = formation->numero,
                                      .adresse = adresse_de(arena, formation->numero),
                                      .record = formation,
                                      .version = version_de(formation),
                                      .set = &formation_fields,
                                      .sections = formation_sections,
                                      .choix = choix,
                                      .lecture_seule = view.figee || view.ailleurs,
                                      .automatique = formation->brouillon,
                                      .saisie = saisie};
    status = offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche);
    if (status == STATUS_OK) {
        tmpl_formation(&response->body, &view);
    }
    return status;
}

static int64_t contenu_de(const void *record)
{
    return ((const struct formation *)record)->contenu_id;
}

static bool brouillon_de(const void *record)
{
    return ((const struct formation *)record)->brouillon;
}

static enum status lire(struct request *request, void *formation_r)
{
    return formation_lire(request->db, request->arena, request->acteur,
                          request_capture_int(request, "numero"), formation_r);
}

static enum status verifier(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle)
{
    return formation_verifier(request->db, form, ancienne, nouvelle);
}

const struct doublons_genre formation_page_doublons = {"/formations/",
                                                       "Cette formation existe peut-être déjà",
                                                       "formations existent peut-être déjà", NULL};

static enum status chercher_doublons(struct request *request, const void *ancienne,
                                     const void *nouvelle, const struct doublons_view **doublons_r)
{
    struct jumeaux jumeaux = {0};
    enum status status =
        formation_jumelles(request->db, request->arena, ancienne, nouvelle, NULL, &jumeaux);
    *doublons_r = doublons_a_confirmer(request, &formation_page_doublons, &jumeaux, NULL);
    return status;
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    struct formation *formation = nouvelle;
    formation->details = details;
    return formation_enregistrer(request->db, request->arena, request->acteur, &formation_fields,
                                 ancienne, formation, change_r);
}

static const struct offre_page page = {.noun = OFFRE_FORMATION,
                                       .set = &formation_fields,
                                       .taille = sizeof(struct formation),
                                       .brouillon = true,
                                       .contenu = contenu_de,
                                       .version = version_de,
                                       .automatique = brouillon_de,
                                       .lire = lire,
                                       .verifier = verifier,
                                       .doublons = chercher_doublons,
                                       .enregistrer = enregistrer,
                                       .dessiner = dessiner};

enum status formation_montrer(struct request *request, struct response *response)
{
    return offre_page_montrer(request, response, &page);
}

enum status formation_modifier(struct request *request, struct response *response)
{
    return offre_page_modifier(request, response, &page);
}
