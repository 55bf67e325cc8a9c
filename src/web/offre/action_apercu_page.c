#include "action_page.h"

#include "dates.h"
#include "lheo_ecrivain.h"
#include "tmpl_action_apercu.h"

#include <string.h>

/* Everything told, nothing asked. */
static enum status raconter(struct request *request, struct page_view *page,
                            const struct offre_fiche *quoi, int64_t contenu,
                            struct offre_fiche_view *view_r)
{
    struct offre_details details = {0};
    struct offre_saisie saisie;
    TRY(offre_details_lire(request->db, request->arena, quoi->noun, contenu, &details));
    offre_saisie_de(request, quoi->set, NULL, quoi->record, &details, &saisie);
    struct offre_fiche fiche = *quoi;
    fiche.lecture_seule = true;
    fiche.saisie = &saisie;
    return offre_formulaire_dessiner(request, page, &fiche, view_r);
}

static enum status raconter_formation(struct request *request, struct action_apercu_view *view,
                                      const struct formation *formation)
{
    struct field_choices contacts[] = {{"contacts", NULL}, {NULL, NULL}};
    TRY(offre_formulaire_contacts(request, formation->etablissement_id, &contacts[0].choices));
    const struct offre_fiche fiche = {.noun = OFFRE_FORMATION,
                                      .record = formation,
                                      .set = &formation_fields,
                                      .sections = formation_sections,
                                      .choix = contacts};
    return raconter(request, &view->page, &fiche, formation->contenu_id, &view->formation);
}

static enum status raconter_action(struct request *request, struct action_apercu_view *view,
                                   const struct action *action)
{
    struct arena *arena = request->arena;
    struct choice site[] = {
        {arena_printf(arena, "%lld", (long long)action->site), action->site_nom}, {NULL, NULL}};
    const struct field_choices choix[] = {{"site", site}, {NULL, NULL}};
    const struct offre_fiche fiche = {.noun = OFFRE_ACTION,
                                      .record = action,
                                      .set = &action_fields,
                                      .sections = action_sections,
                                      .choix = choix};
    TRY(raconter(request, &view->page, &fiche, action->contenu_id, &view->action));
    return action_page_sessions(request, action, &view->sessions);
}

static void commencer(struct request *request, struct response *response,
                      struct action_apercu_view *view, const struct action *action)
{
    struct arena *arena = request->arena;
    const char *ici = view->en_ligne ? "Version en ligne" : view->lheo ? "Aperçu LHEO" : "Aperçu";
    view->numero = action->numero;
    view->adresse = action_page_adresse(arena, action->numero);
    view->code =
        arena_printf(arena, "%lld-%lld", (long long)action->formation, (long long)action->numero);
    view->titre = action_page_titre(arena, action);
    view->etablissement = action->etablissement_nom;
    view->site = action->site_nom;
    page_init(
        &view->page, request, response,
        arena_printf(arena, "%s, action %lld, %s", ici, (long long)action->numero, view->titre),
        MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view->page, action->formation, action->formation_intitule,
                            view->en_ligne ? ici : "Aperçu");
    offre_formulaire_maillon(request, &view->page, OFFRE_ACTION, action->numero);
}

static const char *dire_en_ligne(struct arena *arena, int64_t validee_a)
{
    return arena_printf(arena, "Version en ligne\u00A0: voici ce que le public lit, validé%s.",
                        offre_versions_le(arena, validee_a));
}

static enum status apercu_public(struct request *request, struct response *response,
                                 struct action_apercu_view *view)
{
    struct action action = {0};
    struct formation formation = {0};
    bool en_ligne = strcmp(request_query(request, "version"), "en-ligne") == 0;
    TRY((en_ligne ? action_lire_vive : action_lire)(request->db, request->arena, request->acteur,
                                                    request_capture_int(request, "numero"),
                                                    &action));
    TRY((en_ligne ? formation_lire_vive : formation_lire)(
        request->db, request->arena, request->acteur, action.formation, &formation));
    view->en_ligne = en_ligne ? dire_en_ligne(request->arena, action.validee_a) : NULL;
    commencer(request, response, view, &action);
    TRY(raconter_formation(request, view, &formation));
    return raconter_action(request, view, &action);
}

enum status formation_apercu(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct action_apercu_view view = {.en_ligne = dire_en_ligne(arena, 0)};
    struct formation formation = {0};
    int64_t numero = request_capture_int(request, "numero");
    TRY(formation_lire_vive(request->db, arena, request->acteur, numero, &formation));
    view.adresse = offre_noun_adresse(arena, OFFRE_FORMATION, numero);
    view.code = arena_printf(arena, "%lld", (long long)numero);
    view.titre = formation.intitule;
    view.etablissement = formation.etablissement_nom;
    page_init(
        &view.page, request, response,
        arena_printf(arena, "Version en ligne, formation %lld, %s", (long long)numero, view.titre),
        MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, numero, view.titre, "Version en ligne");
    TRY(raconter_formation(request, &view, &formation));
    tmpl_action_apercu(&response->body, &view);
    return STATUS_OK;
}

/* ---- as partners will read it */

static enum status lire_lheo(struct request *request, struct formation_entiere *formation_r,
                             const char **document_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    struct buffer document;
    struct formations_entieres formations = {0};
    const int64_t numero = request_capture_int(request, "numero");
    dates_today(aujourdhui);
    TRY(action_autoriser(request->db, request->acteur, numero));
    TRY(formation_entiere_charger(request->db, request->arena, &numero, 1, aujourdhui,
                                  &formations));
    buffer_init(&document, request->arena, 0);
    lheo_ecrire(request->arena, &formations, &document);
    *document_r = document.data;
    *formation_r = formations.items[0];
    return STATUS_OK;
}

/* What the document lacks beyond what keeps an action from being sent: sessions to come. */
static void manquer_sessions(struct arena *arena, const struct action_apercu_view *view,
                             const struct action_entiere *lue, struct offre_manques *manques)
{
    const char *ajout = arena_printf(arena, "%s/sessions/nouvelle", view->adresse);
    for (size_t i = 0; i < manques->n; i++) {
        if (strcmp(manques->items[i].adresse, ajout) == 0) {
            return;
        }
    }
    if (lue->sessions.n == 0) {
        offre_manquer(arena, manques, ajout,
                      "Session\u00A0: aucune à venir, une au moins attendue");
    }
}

static enum status apercu_lheo(struct request *request, struct response *response,
                               struct action_apercu_view *view)
{
    struct formation_entiere formation = {0};
    TRY(lire_lheo(request, &formation, &view->document));
    const struct action_entiere *lue = &formation.actions.items[0];
    commencer(request, response, view, lue->action);
    TRY(action_manques(request->db, request->arena, lue->action, &view->manques));
    manquer_sessions(request->arena, view, lue, &view->manques);
    return STATUS_OK;
}

enum status action_apercu(struct request *request, struct response *response)
{
    struct action_apercu_view view = {.lheo = strcmp(request_query(request, "vue"), "lheo") == 0};
    TRY(view.lheo ? apercu_lheo(request, response, &view)
                  : apercu_public(request, response, &view));
    tmpl_action_apercu(&response->body, &view);
    return STATUS_OK;
}

enum status action_telecharger_lheo(struct request *request, struct response *response)
{
    struct formation_entiere formation = {0};
    const char *document = NULL;
    TRY(lire_lheo(request, &formation, &document));
    response->content_type = "application/xml";
    response_header(response, "Content-Disposition",
                    arena_printf(request->arena, "attachment; filename=\"lheo-%lld-%lld.xml\"",
                                 (long long)formation.formation->numero,
                                 (long long)formation.actions.items[0].action->numero));
    buffer_text(&response->body, document);
    return STATUS_OK;
}
