#include "action_page.h"

#include "dates.h"
#include "intitule.h"
#include "session.h"
#include "text.h"
#include "tmpl_action.h"
#include "tmpl_action_nouvelle.h"

#include <string.h>

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

static int64_t version_de(const struct action *action)
{
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

/* The buttons of its life, each with what was typed when it was refused. */
static void lister_gestes(struct request *request, struct action_view *view,
                          const struct action *action)
{
    struct arena *arena = request->arena;
    const struct action_reponse *reponse = &view->reponse;
    const struct action_geste *gestes[ACTION_GESTES_MAX];
    size_t n = action_gestes_possibles(action, request->acteur, gestes);
    struct action_geste_view *items = ARENA_ARRAY(arena, struct action_geste_view, n);
    for (size_t i = 0; i < n; i++) {
        bool refuse = reponse->geste && strcmp(reponse->geste, gestes[i]->code) == 0;
        const char *message = refuse ? reponse->motif_message : NULL;
        items[i] = (struct action_geste_view){
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
    view->gestes.n = n;
}

static enum status lire_autour(struct request *request, const struct action *action,
                               struct action_view *view, struct offre_details *details_r,
                               struct site_liste *sites_r)
{
    enum status status = offre_details_lire(request->db, request->arena, OFFRE_ACTION,
                                            action->contenu_id, details_r);
    if (status == STATUS_OK) {
        status = site_lister(request->db, request->arena, request->acteur, action->etablissement_id,
                             sites_r);
    }
    return status == STATUS_OK ? action_page_sessions(request, action, &view->sessions) : status;
}

enum status action_page_dessiner(struct request *request, struct response *response,
                                 const struct action *action, const struct offre_saisie *saisie,
                                 const struct fiche_view *conflit,
                                 const struct action_reponse *reponse)
{
    struct arena *arena = request->arena;
    struct action_view view = {.numero = action->numero,
                               .formation = action->formation,
                               .titre = action_page_titre(arena, action)};
    struct offre_details details = {0};
    struct site_liste sites = {0};
    enum status status = lire_autour(request, action, &view, &details, &sites);
    if (status != STATUS_OK) {
        return status;
    }
    page_init(&view.page, request, response,
              arena_printf(arena, "Action %lld, %s", (long long)action->numero, view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, action->formation, action->formation_intitule,
                            arena_printf(arena, "Action %lld", (long long)action->numero));
    situer(request, &view, action);
    if (reponse) { /* what a section in error does for its own form */
        view.reponse = *reponse;
        view.page.erreur = true;
    }
    lister_gestes(request, &view, action);
    const struct offre_choix choix[] = {
        {"site", offre_formulaire_sites(arena, &sites, action->site)}, {NULL, NULL}};
    struct offre_fiche fiche = {.noun = OFFRE_ACTION,
                                .adresse = action_page_adresse(arena, action->numero),
                                .record = action,
                                .version = version_de(action),
                                .sections = action_sections,
                                .details = &details,
                                .choix = choix,
                                .lecture_seule = !view.saisissable};
    offre_formulaire_reprendre(&fiche, saisie, conflit);
    status = offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche);
    if (status == STATUS_OK) {
        tmpl_action(&response->body, &view);
    }
    return status;
}

enum status action_montrer(struct request *request, struct response *response)
{
    struct action action = {0};
    enum status status = action_page_lire(request, &action);
    return status == STATUS_OK ? action_page_dessiner(request, response, &action, NULL, NULL, NULL)
                               : status;
}

/* ---- a section saved */

static enum status refuser(struct request *request, struct response *response,
                           const struct action *ancienne, const struct offre_saisie *saisie)
{
    response->code = 422;
    enum status status = action_page_dessiner(request, response, ancienne, saisie, NULL, NULL);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   const struct action *ancienne, const struct action *nouvelle,
                                   const struct offre_saisie *saisie)
{
    size_t n = 0;
    struct journal_champ *champs =
        journal_comparer(request->arena, &saisie->section->set, NULL, ancienne, nouvelle, &n);
    struct fiche_view conflit = {0};
    fiche_en_conflit(request, response, &conflit, "action", ancienne->numero, champs, n);
    enum status status = action_page_dessiner(request, response, ancienne, saisie, &conflit, NULL);
    return status == STATUS_OK ? STATUS_CONFLICT : status;
}

/* STATUS_OK when the section may be saved. */
static enum status juger(struct request *request, const struct action *ancienne,
                         struct action *nouvelle, struct offre_saisie *saisie)
{
    struct site_liste sites = {0};
    enum status status = site_lister(request->db, request->arena, request->acteur,
                                     ancienne->etablissement_id, &sites);
    if (status == STATUS_OK) {
        status = action_verifier(request->db, &saisie->form, &sites, ancienne, nouvelle);
    }
    return status == STATUS_OK ? saisie->verdict : status;
}

enum status action_modifier(struct request *request, struct response *response)
{
    struct action ancienne = {0};
    struct offre_saisie saisie = {0};
    enum status status = action_page_lire(request, &ancienne);
    struct action nouvelle = ancienne;
    if (status == STATUS_OK) {
        status = offre_formulaire_lire(request, action_sections, true, &nouvelle, &saisie);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (saisie.sans_enregistrer) {
        fiche_oublier_messages(&saisie.form);
        return action_page_dessiner(request, response, &ancienne, &saisie, NULL, NULL);
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
        status = action_enregistrer(request->db, request->arena, request->acteur,
                                    &saisie.section->set, &ancienne, &nouvelle, &change);
    }
    if (status == STATUS_OK) {
        offre_formulaire_conclure(request, response,
                                  action_page_adresse(request->arena, ancienne.numero),
                                  saisie.section->code, change);
    }
    return status;
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
