#include "formation_page.h"

#include "dates.h"
#include "formation_actions.h"
#include "tmpl_formation.h"

/* ---- the record */

static const char *adresse_de(struct arena *arena, int64_t numero)
{
    return arena_printf(arena, "/formations/%lld", (long long)numero);
}

static int64_t version_de(const struct formation *formation)
{
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

/* Draws the record: `saisie` is a section shown as it was typed, NULL: none. */
static enum status montrer(struct request *request, struct response *response,
                           const struct formation *formation, const struct offre_saisie *saisie,
                           const struct fiche_view *conflit)
{
    struct arena *arena = request->arena;
    struct formation_view view = {.numero = formation->numero,
                                  .titre = formation->intitule,
                                  .etablissement = formation->etablissement_nom,
                                  .vive = formation->vive,
                                  .brouillon = formation->brouillon};
    struct offre_details details = {0};
    const struct choice *contacts = NULL;
    bool envoyee = false;
    enum status status =
        offre_details_lire(request->db, arena, OFFRE_FORMATION, formation->contenu_id, &details);
    if (status == STATUS_OK) {
        status = offre_formulaire_contacts(request, formation->etablissement_id, &contacts);
    }
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
    const struct offre_choix choix[] = {{"contacts", contacts}, {NULL, NULL}};
    struct offre_fiche fiche = {
        .noun = OFFRE_FORMATION,
        .adresse = adresse_de(arena, formation->numero),
        .record = formation,
        .version = version_de(formation),
        .sections = formation_sections,
        .details = &details,
        .choix = choix,
        .lecture_seule = view.ailleurs || (envoyee && !acteur_est_officier(request->acteur))};
    view.figee = fiche.lecture_seule && !view.ailleurs;
    offre_formulaire_reprendre(&fiche, saisie, conflit);
    status = offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche);
    if (status == STATUS_OK) {
        tmpl_formation(&response->body, &view);
    }
    return status;
}

static enum status lire(struct request *request, struct formation *formation_r)
{
    return formation_lire(request->db, request->arena, request->acteur,
                          request_capture_int(request, "numero"), formation_r);
}

enum status formation_montrer(struct request *request, struct response *response)
{
    struct formation formation = {0};
    enum status status = lire(request, &formation);
    return status == STATUS_OK ? montrer(request, response, &formation, NULL, NULL) : status;
}

/* ---- a section saved */

static enum status refuser(struct request *request, struct response *response,
                           const struct formation *ancienne, const struct offre_saisie *saisie)
{
    response->code = 422;
    enum status status = montrer(request, response, ancienne, saisie, NULL);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   const struct formation *ancienne,
                                   const struct formation *nouvelle,
                                   const struct offre_saisie *saisie)
{
    size_t n = 0;
    struct journal_champ *champs =
        journal_comparer(request->arena, &saisie->section->set, NULL, ancienne, nouvelle, &n);
    struct fiche_view conflit = {0};
    fiche_en_conflit(request, response, &conflit, "formation", ancienne->numero, champs, n);
    enum status status = montrer(request, response, ancienne, saisie, &conflit);
    return status == STATUS_OK ? STATUS_CONFLICT : status;
}

const struct doublons_genre formation_page_doublons = {
    "/formations/", "Cette formation existe peut-être déjà", "formations existent peut-être déjà",
    NULL};

static enum status chercher_doublons(struct request *request, const struct formation *ancienne,
                                     const struct formation *nouvelle, struct offre_saisie *saisie)
{
    struct jumeaux jumeaux = {0};
    enum status status =
        formation_jumelles(request->db, request->arena, ancienne, nouvelle, NULL, &jumeaux);
    saisie->doublons = doublons_a_confirmer(request, &formation_page_doublons, &jumeaux, NULL);
    return status == STATUS_OK && saisie->doublons ? STATUS_REFUSED : status;
}

/* Whether what was typed is right, and no other formation. */
static enum status juger(struct request *request, const struct formation *ancienne,
                         struct formation *nouvelle, struct offre_saisie *saisie)
{
    enum status status = formation_verifier(request->db, &saisie->form, ancienne, nouvelle);
    if (status == STATUS_OK) {
        status = saisie->verdict;
    }
    return status == STATUS_OK && !fiche_version_perimee(request, version_de(ancienne))
               ? chercher_doublons(request, ancienne, nouvelle, saisie)
               : status;
}

enum status formation_modifier(struct request *request, struct response *response)
{
    struct formation ancienne = {0};
    struct offre_saisie saisie = {0};
    enum status status = lire(request, &ancienne);
    struct formation nouvelle = ancienne;
    if (status == STATUS_OK) {
        status = offre_formulaire_lire(request, formation_sections, true, &nouvelle, &saisie);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (saisie.sans_enregistrer) {
        fiche_oublier_messages(&saisie.form);
        return montrer(request, response, &ancienne, &saisie, NULL);
    }
    status = juger(request, &ancienne, &nouvelle, &saisie);
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &ancienne, &saisie);
    }
    if (status == STATUS_OK && fiche_version_perimee(request, version_de(&ancienne))) {
        return montrer_conflit(request, response, &ancienne, &nouvelle, &saisie);
    }
    bool change = false;
    if (status == STATUS_OK) {
        status = formation_enregistrer(request->db, request->arena, request->acteur,
                                       &saisie.section->set, &ancienne, &nouvelle, &change);
    }
    if (status == STATUS_OK) {
        offre_formulaire_conclure(request, response, adresse_de(request->arena, ancienne.numero),
                                  saisie.section->code, change);
    }
    return status;
}
