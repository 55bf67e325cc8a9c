#include "action_page.h"

#include "tmpl_action_apercu.h"

/* Everything told, nothing asked. */
static enum status raconter(struct request *request, struct page_view *page, enum offre_noun noun,
                            int64_t contenu, const void *record,
                            const struct offre_section *sections, const struct offre_choix *choix,
                            struct offre_fiche_view *view_r)
{
    struct offre_details details = {0};
    enum status status = offre_details_lire(request->db, request->arena, noun, contenu, &details);
    if (status != STATUS_OK) {
        return status;
    }
    const struct offre_fiche fiche = {.noun = noun,
                                      .adresse = "",
                                      .record = record,
                                      .sections = sections,
                                      .details = &details,
                                      .choix = choix,
                                      .lecture_seule = true};
    return offre_formulaire_dessiner(request, page, &fiche, view_r);
}

static enum status raconter_tout(struct request *request, struct action_apercu_view *view,
                                 const struct action *action, const struct formation *formation)
{
    struct arena *arena = request->arena;
    struct choice site[] = {
        {arena_printf(arena, "%lld", (long long)action->site), action->site_nom}, {NULL, NULL}};
    const struct offre_choix choix[] = {{"site", site}, {NULL, NULL}};
    struct offre_choix contacts[] = {{"contacts", NULL}, {NULL, NULL}};
    enum status status =
        offre_formulaire_contacts(request, formation->etablissement_id, &contacts[0].choix);
    if (status == STATUS_OK) {
        status = raconter(request, &view->page, OFFRE_FORMATION, formation->contenu_id, formation,
                          formation_sections, contacts, &view->formation);
    }
    if (status == STATUS_OK) {
        status = raconter(request, &view->page, OFFRE_ACTION, action->contenu_id, action,
                          action_sections, choix, &view->action);
    }
    return status == STATUS_OK ? action_page_sessions(request, action, &view->sessions) : status;
}

enum status action_apercu(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct action action = {0};
    struct formation formation = {0};
    enum status status = action_page_lire(request, &action);
    if (status == STATUS_OK) {
        status = formation_lire(request->db, arena, request->acteur, action.formation, &formation);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct action_apercu_view view = {
        .adresse = action_page_adresse(arena, action.numero),
        .code =
            arena_printf(arena, "%lld-%lld", (long long)action.formation, (long long)action.numero),
        .titre = action_page_titre(arena, &action),
        .etablissement = action.etablissement_nom,
        .site = action.site_nom};
    page_init(&view.page, request, response, arena_printf(arena, "Aperçu, %s", view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, action.formation, action.formation_intitule,
                            "Aperçu");
    status = raconter_tout(request, &view, &action, &formation);
    if (status == STATUS_OK) {
        tmpl_action_apercu(&response->body, &view);
    }
    return status;
}
