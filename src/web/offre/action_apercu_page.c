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
    offre_saisie_de(request, quoi->set, quoi->record, &details, &saisie);
    struct offre_fiche fiche = *quoi;
    fiche.lecture_seule = true;
    fiche.saisie = &saisie;
    return offre_formulaire_dessiner(request, page, &fiche, view_r);
}

static enum status raconter_tout(struct request *request, struct action_apercu_view *view,
                                 const struct action *action, const struct formation *formation)
{
    struct arena *arena = request->arena;
    struct choice site[] = {
        {arena_printf(arena, "%lld", (long long)action->site), action->site_nom}, {NULL, NULL}};
    const struct field_choices choix[] = {{"site", site}, {NULL, NULL}};
    struct field_choices contacts[] = {{"contacts", NULL}, {NULL, NULL}};
    TRY(offre_formulaire_contacts(request, formation->etablissement_id, &contacts[0].choices));
    const struct offre_fiche de_la_formation = {.noun = OFFRE_FORMATION,
                                                .record = formation,
                                                .set = &formation_fields,
                                                .sections = formation_sections,
                                                .choix = contacts};
    const struct offre_fiche de_l_action = {.noun = OFFRE_ACTION,
                                            .record = action,
                                            .set = &action_fields,
                                            .sections = action_sections,
                                            .choix = choix};
    TRY(raconter(request, &view->page, &de_la_formation, formation->contenu_id, &view->formation));
    TRY(raconter(request, &view->page, &de_l_action, action->contenu_id, &view->action));
    return action_page_sessions(request, action, &view->sessions);
}

static void commencer(struct request *request, struct response *response,
                      struct action_apercu_view *view, const struct action *action)
{
    struct arena *arena = request->arena;
    view->numero = action->numero;
    view->adresse = action_page_adresse(arena, action->numero);
    view->code =
        arena_printf(arena, "%lld-%lld", (long long)action->formation, (long long)action->numero);
    view->titre = action_page_titre(arena, action);
    view->etablissement = action->etablissement_nom;
    view->site = action->site_nom;
    page_init(&view->page, request, response,
              arena_printf(arena, "Aperçu%s, action %lld, %s", view->lheo ? " LHEO" : "",
                           (long long)action->numero, view->titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view->page, action->formation, action->formation_intitule,
                            "Aperçu");
    offre_formulaire_maillon(request, &view->page, OFFRE_ACTION, action->numero);
}

static enum status apercu_public(struct request *request, struct response *response,
                                 struct action_apercu_view *view)
{
    struct action action = {0};
    struct formation formation = {0};
    TRY(action_page_lire(request, &action));
    TRY(formation_lire(request->db, request->arena, request->acteur, action.formation, &formation));
    commencer(request, response, view, &action);
    return raconter_tout(request, view, &action, &formation);
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
