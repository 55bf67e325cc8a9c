#include "action_page.h"

#include "dates.h"
#include "intitule.h"
#include "offre_page.h"
#include "session.h"
#include "text.h"
#include "tmpl_action.h"
#include "tmpl_action_nouvelle.h"

#include <string.h>

#define ENVOYER "envoyer" /* of action_gestes */

const char *action_page_adresse(struct arena *arena, int64_t numero)
{
    return arena_printf(arena, "/actions/%lld", (long long)numero);
}

const char *action_page_titre(struct arena *arena, const struct action *action)
{
    return intitule_action(arena, action->formation_intitule, action->intitule);
}

enum status action_page_lire(struct request *request, struct action *action_r)
{
    return action_lire(request->db, request->arena, request->acteur,
                       request_capture_int(request, "numero"), action_r);
}

enum status action_page_sessions(struct request *request, const struct action *action,
                                 struct action_sessions_view *sessions_r)
{
    struct arena *arena = request->arena;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct session_liste liste = {0};
    enum status status = session_lister(request->db, arena, action->numero, &liste);
    if (status != STATUS_OK) {
        return status;
    }
    const char *prefixe =
        arena_printf(arena, "%lld-%lld-", (long long)action->formation, (long long)action->numero);
    struct action_session_view *items = ARENA_ARRAY(arena, struct action_session_view, liste.n);
    for (size_t i = 0; i < liste.n; i++) {
        const struct session *session = &liste.items[i];
        items[i] = (struct action_session_view){
            .adresse = arena_printf(arena, "/sessions/%lld", (long long)session->numero),
            .prefixe = prefixe,
            .numero = session->numero,
            .debut = dates_show(arena, session->debut),
            .fin = dates_show(arena, session->fin),
            .places = session->places,
            .commune = session->commune,
            .active = strcmp(session->jusqu_au, today) >= 0};
    }
    *sessions_r = (struct action_sessions_view){.items = items, .n = liste.n};
    return STATUS_OK;
}

/* ---- the record */

static int64_t version_de(const void *record)
{
    const struct action *action = record;
    return offre_formulaire_version(action->contenu_id, action->version);
}

static const char *titre_des_gestes(enum action_etat etat, bool officier)
{
    return etat == ACTION_EN_COURS ? "Envoi au service Offre"
           : officier              ? "Décision"
                                   : "En attente du service Offre";
}

static struct offre_manques lister_perdues(struct arena *arena, const struct action *action)
{
    struct offre_manques perdues = {0};
    if (action->perdues & ACTION_PERDUE_SITE) {
        offre_manquer(arena, &perdues,
                      arena_printf(arena, "/actions/%lld#site", (long long)action->numero),
                      "Site inactif\u00A0: elle ne paraît pas. Rendez-le actif, ou donnez-lui un "
                      "autre site");
    }
    if (action->perdues & ACTION_PERDUE_CONTACT) {
        offre_manquer(
            arena, &perdues,
            arena_printf(arena, "/formations/%lld#contacts", (long long)action->formation),
            "Aucun contact actif\u00A0: les partenaires ne la reçoivent plus. Choisissez "
            "un contact dans la formation");
    }
    return perdues;
}

static void situer(struct request *request, struct action_view *view, const struct action *action)
{
    const struct acteur *acteur = request->acteur;
    bool officier = acteur_est_officier(acteur);
    view->etat = offre_etat(action->etat, action->vive, action->refus[0] != '\0');
    view->saisissable = action_modifiable(action->etat, acteur) == STATUS_OK;
    view->gestes_titre = titre_des_gestes(action->etat, officier);
    view->refus = action->etat == ACTION_EN_COURS ? action->refus : "";
    view->doublon = officier ? action->doublon : "";
    view->perdues = lister_perdues(request->arena, action);
}

/* The buttons of its life, each with what was typed when it was refused; « Envoyer » stands in the
 * bar of the form, which saves. */
static void lister_gestes(struct request *request, struct action_view *view,
                          const struct action *action)
{
    struct arena *arena = request->arena;
    const struct action_reponse *reponse = &view->reponse;
    const struct action_geste *gestes[ACTION_GESTES_MAX];
    size_t n = action_gestes_possibles(action, request->acteur, gestes);
    struct action_geste_view *items = ARENA_ARRAY(arena, struct action_geste_view, n);
    size_t montres = 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(gestes[i]->code, ENVOYER) == 0) {
            view->envoi = gestes[i];
            continue;
        }
        bool refuse = reponse->geste && strcmp(reponse->geste, gestes[i]->code) == 0;
        const char *message = refuse ? reponse->motif_message : NULL;
        items[montres++] = (struct action_geste_view){
            .geste = gestes[i],
            .adresse =
                arena_printf(arena, "/actions/%lld/%s", (long long)action->numero, gestes[i]->code),
            .vu = action->vu,
            .jetons = view->page.jetons,
            .texte = gestes[i]->motif_exige || message,
            .motif = refuse ? reponse->motif : "",
            .message = message};
    }
    view->gestes.items = items;
    view->gestes.n = montres;
}

/* The text that sending wants, once it was refused without it. NULL: none. */
static const struct champ_view *champ_raison(struct arena *arena, const struct action_view *view)
{
    const struct action_reponse *reponse = &view->reponse;
    if (!view->envoi || !reponse->motif_message || !reponse->geste ||
        strcmp(reponse->geste, ENVOYER) != 0) {
        return NULL;
    }
    struct champ_view *champ = ARENA_NEW(arena, struct champ_view);
    *champ = champ_libre(arena, view->envoi->champ, view->envoi->motif, "text", NULL,
                         reponse->motif, view->envoi->aide, reponse->motif_message);
    champ->plusieurs_lignes = true;
    return champ;
}

static bool automatique(const void *record)
{
    const struct action *action = record;
    return action->brouillon && action->etat == ACTION_EN_COURS;
}

static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *reponse)
{
    const struct action *action = record;
    struct arena *arena = request->arena;
    struct action_view view = {.numero = action->numero,
                               .formation = action->formation,
                               .titre = action_page_titre(arena, action)};
    struct site_liste sites = {0};
    enum status status =
        site_lister(request->db, arena, request->acteur, action->etablissement_id, &sites);
    if (status == STATUS_OK) {
        status = action_page_sessions(request, action, &view.sessions);
    }
    if (status != STATUS_OK) {
        return status;
    }
    page_init(&view.page, request, response,
              arena_printf(arena, "Action %lld, %s", (long long)action->numero, view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, action->formation, action->formation_intitule,
                            arena_printf(arena, "Action %lld", (long long)action->numero));
    situer(request, &view, action);
    if (reponse) { /* what a field in error does for the form */
        view.reponse = *(const struct action_reponse *)reponse;
        view.page.erreur = true;
    }
    lister_gestes(request, &view, action);
    const struct choice *choix_sites = offre_formulaire_sites(arena, &sites, action->site);
    const struct field_choices choix[] = {{"site", choix_sites}, {NULL, NULL}};
    const struct offre_fiche fiche = {.noun = OFFRE_ACTION,
                                      .numero = action->numero,
                                      .adresse = action_page_adresse(arena, action->numero),
                                      .record = action,
                                      .version = version_de(action),
                                      .set = &action_fields,
                                      .sections = action_sections,
                                      .choix = choix,
                                      .sites = choix_sites,
                                      .lecture_seule = !view.saisissable,
                                      .automatique = automatique(action),
                                      .saisie = saisie};
    status = offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche);
    view.fiche.envoyable = view.envoi != NULL;
    view.fiche.raison = champ_raison(arena, &view);
    if (status == STATUS_OK) {
        tmpl_action(&response->body, &view);
    }
    return status;
}

static int64_t contenu_de(const void *record)
{
    return ((const struct action *)record)->contenu_id;
}

static enum status lire(struct request *request, void *action_r)
{
    return action_page_lire(request, action_r);
}

static enum status verifier(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle)
{
    const struct action *action = ancienne;
    struct site_liste sites = {0};
    enum status status =
        site_lister(request->db, request->arena, request->acteur, action->etablissement_id, &sites);
    return status == STATUS_OK ? action_verifier(request->db, form, &sites, ancienne, nouvelle)
                               : status;
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    struct action *action = nouvelle;
    action->details = details;
    return action_enregistrer(request->db, request->arena, request->acteur, &action_fields,
                              ancienne, action, change_r);
}

/* « Envoyer en validation »: what was typed is saved, sent or not. */
static enum status ensuite(struct request *request, struct response *response, bool *fait_r)
{
    if (!params_get(&request->form, "envoyer")) {
        return STATUS_OK;
    }
    *fait_r = true;
    return action_page_envoyer(request, response);
}

static const struct offre_page page = {.noun = OFFRE_ACTION,
                                       .set = &action_fields,
                                       .taille = sizeof(struct action),
                                       .brouillon = true,
                                       .contenu = contenu_de,
                                       .version = version_de,
                                       .automatique = automatique,
                                       .lire = lire,
                                       .verifier = verifier,
                                       .enregistrer = enregistrer,
                                       .dessiner = dessiner,
                                       .ensuite = ensuite};

enum status action_page_dessiner(struct request *request, struct response *response,
                                 const struct action *action, const struct action_reponse *reponse)
{
    return offre_page_dessiner(request, response, &page, action, reponse);
}

enum status action_montrer(struct request *request, struct response *response)
{
    return offre_page_montrer(request, response, &page);
}

enum status action_modifier(struct request *request, struct response *response)
{
    return offre_page_modifier(request, response, &page);
}

/* ---- a new one: the site that gives it, then the record */

struct nouvelle {
    int64_t site;
};

static const struct field nouvelle_champs[] = {
    FIELD_INT(struct nouvelle, site, .label = "Site dispensateur",
              .help = "L'organisme formateur qui réalise cette action", .flags = FIELD_REQUIRED),
};
static const struct field_set nouvelle_fields = {nouvelle_champs, 1};

static enum status lire_cadre(struct request *request, struct formation *formation_r,
                              struct site_liste *sites_r)
{
    enum status status = formation_lire(request->db, request->arena, request->acteur,
                                        request_capture_int(request, "numero"), formation_r);
    return status == STATUS_OK ? site_lister(request->db, request->arena, request->acteur,
                                             formation_r->etablissement_id, sites_r)
                               : status;
}

static void montrer_nouvelle(struct request *request, struct response *response,
                             const struct form *form, const struct formation *formation,
                             const struct site_liste *sites, bool modifie)
{
    struct arena *arena = request->arena;
    struct action_nouvelle_view view = {
        .formation = formation->intitule,
        .fiche = {.nouveau = true,
                  .modifie = modifie,
                  .adresse = request->path,
                  .retour = arena_printf(arena, "/formations/%lld", (long long)formation->numero)}};
    const struct choice *choix = offre_formulaire_sites(arena, sites, 0);
    page_init(&view.page, request, response,
              arena_printf(arena, "Nouvelle action, %s", formation->intitule), MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, formation->numero, formation->intitule,
                            "Nouvelle action");
    fiche_remplir(&view.fiche, &view.page, request, form, 0);
    view.site = champ_parmi(arena, form, "site", choix);
    view.site.focus = fiche_a_commencer(&view.fiche);
    view.sans_site = choix[0].code == NULL;
    tmpl_action_nouvelle(&response->body, &view);
}

enum status action_nouvelle(struct request *request, struct response *response)
{
    struct formation formation = {0};
    struct site_liste sites = {0};
    enum status status = lire_cadre(request, &formation, &sites);
    if (status != STATUS_OK) {
        return status;
    }
    struct form form;
    struct nouvelle nouvelle = {.site = sites.n ? sites.items[0].numero : 0};
    form_of_record(&form, request->arena, &nouvelle_fields, &nouvelle,
                   acteur_est_officier(request->acteur), true);
    montrer_nouvelle(request, response, &form, &formation, &sites, false);
    return STATUS_OK;
}

enum status action_ajouter(struct request *request, struct response *response)
{
    struct formation formation = {0};
    struct site_liste sites = {0};
    enum status status = lire_cadre(request, &formation, &sites);
    if (status != STATUS_OK) {
        return status;
    }
    struct form form;
    struct nouvelle nouvelle = {0};
    form_read(&form, request->arena, &nouvelle_fields, &request->form, &nouvelle,
              acteur_est_officier(request->acteur), true, false);
    const struct choice *choix = offre_formulaire_sites(request->arena, &sites, 0);
    const char *code = arena_printf(request->arena, "%lld", (long long)nouvelle.site);
    if (!choice_exists(choix, code)) {
        form_refuse(&form, "site", "choix inconnu, un site actif que vous administrez attendu");
        response->code = 422;
        montrer_nouvelle(request, response, &form, &formation, &sites, true);
        return STATUS_REFUSED;
    }
    int64_t numero = 0;
    status = action_creer(request->db, request->arena, request->acteur, &formation, nouvelle.site,
                          &numero);
    if (status == STATUS_OK) {
        page_flash(request, response, "action-creee");
        response_redirect(response, action_page_adresse(request->arena, numero));
    }
    return status;
}
