#include "aide_page.h"

#include "tmpl_aide.h"
#include "tmpl_aide_ajouter_des_sessions.h"
#include "tmpl_aide_deposer_un_certificat.h"
#include "tmpl_aide_envoyer_en_validation.h"
#include "tmpl_aide_examiner_une_action.h"
#include "tmpl_aide_fragment.h"
#include "tmpl_aide_gerer_les_contacts.h"
#include "tmpl_aide_gerer_les_sites.h"
#include "tmpl_aide_mettre_a_jour_la_fiche.h"
#include "tmpl_aide_mot_de_passe.h"
#include "tmpl_aide_portes_ouvertes.h"
#include "tmpl_aide_premiere_formation.h"
#include "tmpl_aide_renouveler_des_sessions.h"
#include "tmpl_aide_repondre_a_une_question.h"
#include "tmpl_aide_saisir_une_action.h"
#include "tmpl_aide_se_connecter.h"
#include "tmpl_aide_sujet.h"
#include "tmpl_aide_tableau_de_bord.h"

#include <string.h>

#define CORPS_BYTES 8192

static struct aide_liens_view liens_du_groupe(struct arena *arena, enum aide_groupe groupe,
                                              const struct aide_sujet *ici)
{
    struct aide_lien_view *items = ARENA_ARRAY(arena, struct aide_lien_view, aide_sujets_n);
    size_t n = 0;
    for (size_t i = 0; i < aide_sujets_n; i++) {
        const struct aide_sujet *sujet = &aide_sujets[i];
        if (sujet->groupe == groupe) {
            items[n++] = (struct aide_lien_view){sujet->adresse, sujet->titre, sujet == ici};
        }
    }
    return (struct aide_liens_view){.items = items, .n = n};
}

static void remplir_groupes(struct arena *arena, struct aide_view *view)
{
    static const char *const titres[AIDE_GROUPES][2] = {
        [AIDE_COMPTE] = {"compte", "Votre compte"},
        [AIDE_ANNUAIRE] = {"annuaire", "Annuaire"},
        [AIDE_FORMATIONS] = {"formations", "Formations"}};
    struct aide_groupe_view *items = ARENA_ARRAY(arena, struct aide_groupe_view, AIDE_GROUPES);
    for (size_t i = 0; i < AIDE_GROUPES; i++) {
        items[i] = (struct aide_groupe_view){
            .code = titres[i][0],
            .titre = titres[i][1],
            .sujets = liens_du_groupe(arena, (enum aide_groupe)i, view->sujet)};
    }
    view->groupes.items = items;
    view->groupes.n = AIDE_GROUPES;
}

static void remplir_suite(struct arena *arena, struct aide_view *view)
{
    const size_t maximum = sizeof(view->sujet->suite) / sizeof(view->sujet->suite[0]);
    struct aide_lien_view *items = ARENA_ARRAY(arena, struct aide_lien_view, maximum);
    for (size_t i = 0; i < maximum && view->sujet->suite[i]; i++) {
        const struct aide_sujet *sujet = aide_sujet(view->sujet->suite[i]);
        items[view->suite.n++] = (struct aide_lien_view){sujet->adresse, sujet->titre, false};
    }
    view->suite.items = items;
}

/* templates/aide-<code>.html */
static const struct {
    const char *code;
    void (*ecrire)(struct buffer *out, const struct aide_view *view);
} corps_des_sujets[] = {
    {"se-connecter", tmpl_aide_se_connecter},
    {"mot-de-passe", tmpl_aide_mot_de_passe},
    {"tableau-de-bord", tmpl_aide_tableau_de_bord},
    {"mettre-a-jour-la-fiche", tmpl_aide_mettre_a_jour_la_fiche},
    {"gerer-les-sites", tmpl_aide_gerer_les_sites},
    {"deposer-un-certificat", tmpl_aide_deposer_un_certificat},
    {"gerer-les-contacts", tmpl_aide_gerer_les_contacts},
    {"portes-ouvertes", tmpl_aide_portes_ouvertes},
    {"premiere-formation", tmpl_aide_premiere_formation},
    {"saisir-une-action", tmpl_aide_saisir_une_action},
    {"ajouter-des-sessions", tmpl_aide_ajouter_des_sessions},
    {"envoyer-en-validation", tmpl_aide_envoyer_en_validation},
    {"repondre-a-une-question", tmpl_aide_repondre_a_une_question},
    {"renouveler-des-sessions", tmpl_aide_renouveler_des_sessions},
    {"examiner-une-action", tmpl_aide_examiner_une_action},
};

static void ecrire_corps(struct buffer *out, const struct aide_view *view)
{
    for (size_t i = 0; i < sizeof(corps_des_sujets) / sizeof(*corps_des_sujets); i++) {
        if (strcmp(corps_des_sujets[i].code, view->sujet->code) == 0) {
            corps_des_sujets[i].ecrire(out, view);
        }
    }
}

enum status aide_sommaire(struct request *request, struct response *response)
{
    struct aide_view view = {.retour = ""};
    page_init(&view.page, request, response, "Aide", MENU_AUCUN);
    page_publique(&view.page, request,
                  "L'aide de SOFI, le système de l'offre de formation informatisée : une page pour "
                  "chaque travail.");
    remplir_groupes(request->arena, &view);
    page_pour_tous(request, response);
    tmpl_aide(&response->body, &view);
    return STATUS_OK;
}

enum status aide_montrer(struct request *request, struct response *response)
{
    static const struct page_lien chemin[] = {{"/aide", "Aide"}};
    const struct aide_sujet *sujet = aide_sujet(request_capture(request, "sujet"));
    if (!sujet) {
        return STATUS_NOT_FOUND;
    }
    const char *retour = request_query(request, "de");
    struct aide_view view = {.sujet = sujet, .retour = page_adresse_sure(retour) ? retour : ""};
    page_init(&view.page, request, response, arena_printf(request->arena, "%s, aide", sujet->titre),
              MENU_AUCUN);
    page_publique(
        &view.page, request,
        arena_printf(request->arena, "Aide de SOFI : %s, étape par étape.", sujet->titre));
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici = sujet->titre;
    struct buffer corps;
    buffer_init(&corps, request->arena, CORPS_BYTES);
    ecrire_corps(&corps, &view);
    view.corps = (struct html){corps.data, corps.length};
    response_vary(response, "HX-Request");
    page_pour_tous(request, response);
    if (request_wants_fragment(request)) {
        tmpl_aide_fragment(&response->body, &view);
        return STATUS_OK;
    }
    remplir_groupes(request->arena, &view);
    remplir_suite(request->arena, &view);
    tmpl_aide_sujet(&response->body, &view);
    return STATUS_OK;
}
