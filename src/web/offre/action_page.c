#include "action_page.h"

#include "dates.h"
#include "intitule.h"
#include "offre_differences_page.h"
#include "session.h"
#include "text.h"
#include "tmpl_action.h"

#include <string.h>

const char *action_page_adresse(struct arena *arena, int64_t numero)
{
    return offre_noun_adresse(arena, OFFRE_ACTION, numero);
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
    TRY(session_lister(request->db, arena, action->numero, &liste));
    const char *prefixe =
        arena_printf(arena, "%lld-%lld-", (long long)action->formation, (long long)action->numero);
    struct action_session_view *items = ARENA_ARRAY(arena, struct action_session_view, liste.n);
    for (size_t i = 0; i < liste.n; i++) {
        const struct session_ligne *session = &liste.items[i];
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

static struct offre_identite identifier(const void *record)
{
    const struct action *action = record;
    return (struct offre_identite){
        .numero = action->numero,
        .contenu = action->contenu_id,
        .version = offre_formulaire_version(action->contenu_id, action->version),
        .automatique = action->brouillon && action->etat == ACTION_EN_COURS,
        .modification = action->vive && action->brouillon};
}

static const char *titre_des_gestes(const struct action *action, bool officier)
{
    bool examen = action->etat == ACTION_EN_ATTENTE || action->etat == ACTION_EN_REPONSES;
    return !examen    ? "Code Certifinfo remplacé"
           : officier ? "Décision"
                      : "En attente du service Offre";
}

static void situer(struct request *request, struct action_view *view, const struct action *action)
{
    const struct acteur *acteur = request->acteur;
    bool officier = acteur_est_officier(acteur);
    view->etat = offre_etat(action->etat, action->vive, action->refus[0] != '\0');
    view->saisissable = action_modifiable(action->etat, acteur) == STATUS_OK;
    view->gestes_titre = titre_des_gestes(action, officier);
    view->refus = action->etat == ACTION_EN_COURS ? action->refus : "";
    view->message = action->etat == ACTION_EN_COURS ? "" : action->message;
    view->doublon = officier ? action->doublon : "";
}

static enum status dire_perdues(struct request *request, struct action_view *view,
                                const struct action *action)
{
    struct action_perte perte = {.perdues = action->perdues,
                                 .formation = action->formation,
                                 .action = action->numero,
                                 .site = action->site};
    TRY(action_perdues(request->db, request->arena, &perte, 1, false));
    view->perdues = perte.manques;
    return STATUS_OK;
}

/* The buttons of its life, each with what was typed when it was refused; « Envoyer » stands in the
 * bar of the form, which saves, « Renoncer » on a page of its own. */
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
        if (strcmp(gestes[i]->code, GESTE_ENVOYER) == 0) {
            view->envoi = gestes[i];
            continue;
        }
        if (strcmp(gestes[i]->code, GESTE_ABANDONNER) == 0) {
            view->renoncer = arena_printf(arena, "%s/" GESTE_ABANDONNER,
                                          action_page_adresse(arena, action->numero));
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
        strcmp(reponse->geste, GESTE_ENVOYER) != 0) {
        return NULL;
    }
    struct champ_view *champ = ARENA_NEW(arena, struct champ_view);
    *champ = champ_libre(arena, view->envoi->champ, view->envoi->motif, "text", NULL,
                         reponse->motif, view->envoi->aide, reponse->motif_message);
    champ->plusieurs_lignes = true;
    return champ;
}

static void intituler(struct request *request, struct response *response, struct action_view *view,
                      const struct action *action)
{
    struct arena *arena = request->arena;
    const char *ici = action->numero ? arena_printf(arena, "Action %lld", (long long)action->numero)
                                     : "Nouvelle action";
    page_init(&view->page, request, response, arena_printf(arena, "%s, %s", ici, view->titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view->page, action->formation, action->formation_intitule,
                            ici);
}

/* After a save: what is published stays until this is validated. */
static void dire_en_attente(struct arena *arena, struct action_view *view,
                            const struct action *action)
{
    if (action->vive && action->brouillon) {
        struct page_geste *geste = ARENA_NEW(arena, struct page_geste);
        *geste = (struct page_geste){
            arena_printf(arena, "%s/" GESTE_ENVOYER, action_page_adresse(arena, action->numero)),
            "Envoyer en validation", action->vu};
        page_flash_en_attente(&view->page, view->envoi ? geste : NULL);
    }
}

/* What stands beside its form. */
static enum status entourer(struct request *request, struct response *response,
                            struct action_view *view, const struct action *action,
                            const void *reponse)
{
    TRY(action->numero ? action_page_sessions(request, action, &view->sessions) : STATUS_OK);
    TRY(dire_perdues(request, view, action));
    if (action->remplace) {
        TRY(code_remplace_lister(request->db, request->arena, action->numero, true, &view->codes));
    }
    view->questions = action->etat == ACTION_EN_REPONSES;
    intituler(request, response, view, action);
    situer(request, view, action);
    if (reponse) { /* what a field in error does for the form */
        view->reponse = *(const struct action_reponse *)reponse;
        view->page.erreur = true;
    }
    if (action->numero) {
        lister_gestes(request, view, action);
        dire_en_attente(request->arena, view, action);
    }
    return STATUS_OK;
}

/* What the public sees of it. */
static const char *dire_en_ligne(struct arena *arena, const struct action *action)
{
    const char *validee = offre_versions_le(arena, action->validee_a);
    if (!action->numero) {
        return NULL;
    }
    if (action->vive) {
        return action->etat == ACTION_VALIDEE
                   ? arena_printf(arena,
                                  "Le public et les partenaires voient cette version, validée%s.",
                                  validee)
                   : arena_printf(arena,
                                  "Le public et les partenaires voient toujours la version "
                                  "validée%s.",
                                  validee);
    }
    return action->etat == ACTION_EN_COURS
               ? "Le public ne voit pas encore cette action. Elle paraîtra une fois validée."
               : arena_printf(arena,
                              "Le public ne voit pas encore cette action. Envoyée%s, elle paraîtra "
                              "une fois validée.",
                              offre_versions_le(arena, action->envoyee_a));
}

static const char *titre_de_la_modification(const struct request *request,
                                            const struct action *action)
{
    return action->etat == ACTION_EN_ATTENTE      ? "Envoyée au service Offre"
           : action->etat == ACTION_EN_REPONSES   ? "Question du service Offre"
           : action->refus[0]                     ? "Refusée, à corriger"
           : !action->brouillon                   ? "Modification de sa formation"
           : acteur_est_officier(request->acteur) ? "Modification en cours"
                                                  : "Votre modification";
}

static struct offre_versions_view
versions(const struct request *request, const struct action_view *view, const struct action *action)
{
    struct arena *arena = request->arena;
    struct offre_versions_view versions = {.en_ligne = action->vive,
                                           .texte = dire_en_ligne(arena, action)};
    if (!action->vive) {
        return versions;
    }
    versions.voir = arena_printf(arena, "%s/apercu?version=en-ligne",
                                 action_page_adresse(arena, action->numero));
    if (action->etat == ACTION_VALIDEE) {
        return versions;
    }
    versions.titre = titre_de_la_modification(request, action);
    versions.suite = "Elle paraîtra une fois validée.";
    versions.renoncer = view->renoncer;
    versions.debut = action->brouillon ? offre_versions_debut(request, &action->debut) : "";
    if (action->etat == ACTION_EN_ATTENTE) {
        versions.debut =
            arena_printf(arena, "%s%sEnvoyée%s", versions.debut, versions.debut[0] ? ". " : "",
                         offre_versions_le(arena, action->envoyee_a));
    }
    if (!action->brouillon && action->formation_brouillon) {
        versions.differences = arena_printf(
            arena, "%s/differences", offre_noun_adresse(arena, OFFRE_FORMATION, action->formation));
    }
    return versions;
}

static enum status choisir(struct request *request, const void *record,
                           const struct field_choices **choix_r)
{
    const struct action *action = record;
    struct site_liste sites = {0};
    struct field_choices *choix = ARENA_ARRAY(request->arena, struct field_choices, 2);
    enum status status =
        site_lister(request->db, request->arena, request->acteur, action->etablissement_id, &sites);
    choix[0] = (struct field_choices){"site",
                                      offre_formulaire_sites(request->arena, &sites, action->site)};
    choix[1] = (struct field_choices){NULL, NULL};
    *choix_r = choix;
    return status;
}

static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *reponse)
{
    const struct action *action = record;
    struct arena *arena = request->arena;
    struct action_view view = {.numero = action->numero,
                               .formation = action->formation,
                               .titre = action_page_titre(arena, action)};
    const struct field_choices *choix = NULL;
    TRY(choisir(request, action, &choix));
    TRY(entourer(request, response, &view, action, reponse));
    const struct choice *choix_sites = choix[0].choices;
    const struct offre_identite identite = identifier(action);
    const struct offre_fiche fiche = {
        .noun = OFFRE_ACTION,
        .numero = action->numero,
        .retour = offre_noun_adresse(arena, OFFRE_FORMATION, action->formation),
        .record = action,
        .version = identite.version,
        .set = &action_fields,
        .sections = action_sections,
        .choix = choix,
        .sites = choix_sites,
        .lecture_seule = !view.saisissable,
        .automatique = identite.automatique,
        .versions = versions(request, &view, action),
        .saisie = saisie};
    view.sans_site = !action->numero && !choix_sites[0].code;
    TRY(offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche));
    view.fiche.envoyable = view.envoi != NULL;
    view.fiche.suite = action->numero ? NULL : "Enregistrer et ajouter des sessions";
    view.fiche.raison = champ_raison(arena, &view);
    tmpl_action(&response->body, &view);
    return STATUS_OK;
}

static enum status lire(struct request *request, int64_t numero, void *action_r)
{
    return action_lire(request->db, request->arena, request->acteur, numero, action_r);
}

static enum status lire_vive(struct request *request, int64_t numero, void *action_r)
{
    return action_lire_vive(request->db, request->arena, request->acteur, numero, action_r);
}

/* A new one of a formation, given by the first site that may. */
static enum status commencer(struct request *request, void *action_r)
{
    struct formation formation = {0};
    struct site_liste sites = {0};
    struct action *neuve = offre_vide(request->arena, &action_fields, sizeof *neuve);
    TRY(formation_lire(request->db, request->arena, request->acteur,
                       request_capture_int(request, "numero"), &formation));
    TRY(site_lister(request->db, request->arena, request->acteur, formation.etablissement_id,
                    &sites));
    for (size_t i = 0; i < sites.n && !neuve->site; i++) {
        neuve->site = sites.items[i].actif ? sites.items[i].numero : 0;
    }
    neuve->formation = formation.numero;
    neuve->formation_intitule = formation.intitule;
    neuve->etablissement_id = formation.etablissement_id;
    neuve->etablissement_nom = formation.etablissement_nom;
    neuve->refus = neuve->doublon = neuve->vu = "";
    neuve->brouillon = true;
    *(struct action *)action_r = *neuve;
    return STATUS_OK;
}

static enum status verifier(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle)
{
    const struct action *action = ancienne;
    struct site_liste sites = {0};
    TRY(site_lister(request->db, request->arena, request->acteur, action->etablissement_id,
                    &sites));
    return action_verifier(request->db, form, &sites, ancienne, nouvelle);
}

/* The action exists once it has its site; the rest is its first modification. */
static enum status creer(struct request *request, struct action *nouvelle, struct action *creee_r)
{
    const struct formation formation = {.numero = nouvelle->formation,
                                        .etablissement_id = nouvelle->etablissement_id,
                                        .etablissement_nom = nouvelle->etablissement_nom};
    TRY(action_creer(request->db, request->arena, request->acteur, &formation, nouvelle->site,
                     &nouvelle->numero));
    return lire(request, nouvelle->numero, creee_r);
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    struct action *action = nouvelle;
    struct action avant = *(const struct action *)ancienne;
    if (!avant.numero) {
        TRY(creer(request, action, &avant));
    }
    action->details = details;
    TRY(action_enregistrer(request->db, request->arena, request->acteur, &action_fields, &avant,
                           action, change_r));
    return action_garder_message(request->db, &avant, action, change_r);
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

static const char *renoncer(struct request *request, const void *record)
{
    const struct action *action = record;
    const struct action_geste *gestes[ACTION_GESTES_MAX];
    size_t n = action_gestes_possibles(action, request->acteur, gestes);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(gestes[i]->code, GESTE_ABANDONNER) == 0) {
            return action->vu;
        }
    }
    return NULL;
}

const struct offre_page action_page = {.noun = OFFRE_ACTION,
                                       .set = &action_fields,
                                       .annexe = &action_annexe,
                                       .taille = sizeof(struct action),
                                       .brouillon = true,
                                       .creee = "action-creee",
                                       .identifier = identifier,
                                       .lire = lire,
                                       .lire_vive = lire_vive,
                                       .choisir = choisir,
                                       .commencer = commencer,
                                       .verifier = verifier,
                                       .enregistrer = enregistrer,
                                       .dessiner = dessiner,
                                       .renoncer = renoncer,
                                       .ensuite = ensuite};

enum status action_page_dessiner(struct request *request, struct response *response,
                                 const struct action *action, const struct action_reponse *reponse)
{
    return offre_page_dessiner(request, response, &action_page, action, reponse);
}

enum status action_montrer(struct request *request, struct response *response)
{
    return offre_page_montrer(request, response, &action_page);
}

enum status action_modifier(struct request *request, struct response *response)
{
    return offre_page_modifier(request, response, &action_page);
}

enum status action_differences(struct request *request, struct response *response)
{
    return offre_differences_montrer(request, response, &action_page);
}

enum status action_renoncer(struct request *request, struct response *response)
{
    return offre_renoncer_montrer(request, response, &action_page);
}

enum status action_nouvelle(struct request *request, struct response *response)
{
    return offre_page_commencer(request, response, &action_page);
}

enum status action_ajouter(struct request *request, struct response *response)
{
    return offre_page_creer(request, response, &action_page);
}
