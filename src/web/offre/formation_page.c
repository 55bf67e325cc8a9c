#include "formation_page.h"

#include "action.h"
#include "dates.h"
#include "derives.h"
#include "formation_actions.h"
#include "intitule.h"
#include "offre_differences_page.h"
#include "siret.h"
#include "tmpl_formation.h"
#include "tmpl_formation_choix.h"

#include <string.h>

/* ---- its actions */

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
    if (!view->numero) {
        return STATUS_OK;
    }
    TRY(formation_actions_lister(request->db, arena, request->acteur, view->numero, today,
                                 &actions));
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
            .numero = action->numero,
            .envoyable = action->vive && action->etat == ACTION_EN_COURS,
            .etat = offre_etat(action->etat, action->vive, action->refusee)};
    }
    view->actions.items = items;
    view->actions.n = actions.n;
    *envoyee_r = actions.envoyee;
    view->validee_a = actions.validee_a;
    view->ailleurs = actions.ailleurs;
    struct action_perte perte = {.perdues =
                                     actions.perdues & (PERDUE_CONTACT | PERDUE_CERTIFICATION),
                                 .formation = view->numero};
    TRY(action_perdues(request->db, arena, &perte, 1, false));
    view->perdues = perte.manques;
    return STATUS_OK;
}

/* ---- the form */

static struct offre_identite identifier(const void *record)
{
    const struct formation *formation = record;
    return (struct offre_identite){
        .numero = formation->numero,
        .contenu = formation->contenu_id,
        .version = offre_formulaire_version(formation->contenu_id, formation->version),
        .automatique = formation->brouillon,
        .modification = formation->vive && formation->brouillon};
}

static struct offre_versions_view versions(const struct request *request,
                                           const struct formation_view *view,
                                           const struct formation *formation)
{
    struct arena *arena = request->arena;
    bool modifiee = formation->vive && formation->brouillon;
    const char *adresse = offre_noun_adresse(arena, OFFRE_FORMATION, formation->numero);
    const char *validee = offre_versions_le(arena, view->validee_a);
    if (!formation->vive) {
        return (struct offre_versions_view){
            .texte = formation->numero
                         ? "Le public ne voit pas encore cette formation. Elle paraîtra "
                           "avec sa première action validée."
                         : NULL};
    }
    return (struct offre_versions_view){
        .en_ligne = true,
        .texte =
            modifiee
                ? arena_printf(arena,
                               "Le public et les partenaires voient toujours la version validée%s.",
                               validee)
                : arena_printf(arena,
                               "Le public et les partenaires voient cette version, validée%s.",
                               validee),
        .voir = arena_printf(arena, "%s/apercu", adresse),
        .titre = !modifiee                              ? NULL
                 : acteur_est_officier(request->acteur) ? "Modification en cours"
                                                        : "Votre modification",
        .debut = offre_versions_debut(request, &formation->debut),
        .suite = "Elle paraîtra avec la prochaine action validée.",
        .renoncer = modifiee && !view->figee && !view->ailleurs
                        ? arena_printf(arena, "%s/" GESTE_ABANDONNER, adresse)
                        : NULL};
}

static enum status choisir(struct request *request, const void *record,
                           const struct field_choices **choix_r)
{
    const struct formation *formation = record;
    struct field_choices *choix = ARENA_ARRAY(request->arena, struct field_choices, 2);
    choix[0] = (struct field_choices){"contacts", NULL};
    choix[1] = (struct field_choices){NULL, NULL};
    *choix_r = choix;
    return offre_formulaire_contacts(request, formation->etablissement_id, &choix[0].choices);
}

/* ---- what is pending */

/* Of an action that takes the formation with it: one is enough. NULL: none can be sent. */
static enum status offrir_envoi(struct request *request, const struct formation_view *view,
                                const struct page_geste **geste_r)
{
    struct arena *arena = request->arena;
    struct action action = {0};
    size_t i = 0;
    while (i < view->actions.n && !view->actions.items[i].envoyable) {
        i++;
    }
    if (i == view->actions.n) {
        return STATUS_OK;
    }
    TRY(action_lire(request->db, arena, request->acteur, view->actions.items[i].numero, &action));
    struct page_geste *geste = ARENA_NEW(arena, struct page_geste);
    *geste = (struct page_geste){
        arena_printf(arena, "%s/envoyer", view->actions.items[i].adresse),
        arena_printf(arena, "Envoyer en validation, avec l'action %lld", (long long)action.numero),
        action.vu};
    *geste_r = geste;
    return STATUS_OK;
}

/* Of a formation that is published: what the public sees meanwhile. */
static enum status dire_en_attente(struct request *request, struct formation_view *view,
                                   const struct formation *formation)
{
    const struct page_geste *envoi = NULL;
    if (!formation->vive || !formation->brouillon) {
        return STATUS_OK;
    }
    TRY(view->page.flash ? offrir_envoi(request, view, &envoi) : STATUS_OK);
    page_flash_en_attente(&view->page, envoi);
    return STATUS_OK;
}

static const char *titrer(struct arena *arena, const struct formation *formation)
{
    return formation->numero
               ? arena_printf(arena, "Formation %lld, %s", (long long)formation->numero,
                              intitule_formation(formation->intitule))
               : "Nouvelle formation";
}

static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *refus)
{
    const struct formation *formation = record;
    struct arena *arena = request->arena;
    struct formation_view view = {
        .numero = formation->numero,
        .titre = formation->numero ? intitule_formation(formation->intitule) : "Nouvelle formation",
        .etablissement = formation->etablissement_nom,
        .vive = formation->vive,
        .brouillon = formation->brouillon};
    const struct field_choices *choix = NULL;
    bool envoyee = false;
    TRY(choisir(request, formation, &choix));
    TRY(lister_actions(request, &view, &envoyee));
    if (view.ailleurs) {
        TRY(formation_gardiens(request->db, arena, formation, &view.gardiens));
    }
    page_init(&view.page, request, response, titrer(arena, formation), MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", view.titre);
    view.refus = refus;
    view.page.erreur = refus != NULL;
    view.figee = !view.ailleurs && envoyee && !acteur_est_officier(request->acteur);
    const struct offre_identite identite = identifier(formation);
    const struct offre_fiche fiche = {.noun = OFFRE_FORMATION,
                                      .numero = formation->numero,
                                      .retour = "/formations",
                                      .record = formation,
                                      .version = identite.version,
                                      .set = &formation_fields,
                                      .sections = formation_sections,
                                      .choix = choix,
                                      .lecture_seule = view.figee || view.ailleurs,
                                      .automatique = identite.automatique,
                                      .versions = versions(request, &view, formation),
                                      .saisie = saisie};
    TRY(offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche));
    if (!formation->numero) {
        view.fiche.demande = "etablissement";
        view.fiche.demandee = formation->etablissement_siret;
    }
    view.fiche.suite = view.actions.n ? NULL : "Enregistrer et saisir une action";
    TRY(dire_en_attente(request, &view, formation));
    tmpl_formation(&response->body, &view);
    return STATUS_OK;
}

static enum status lire(struct request *request, int64_t numero, void *formation_r)
{
    return formation_lire(request->db, request->arena, request->acteur, numero, formation_r);
}

static enum status lire_vive(struct request *request, int64_t numero, void *formation_r)
{
    return formation_lire_vive(request->db, request->arena, request->acteur, numero, formation_r);
}

/* ---- a new one, of an establishment */

/* Establishments that an OF chooses from; officers type a SIRET. */
static enum status lister_siens(struct request *request, struct etablissement_page *page_r)
{
    *page_r = (struct etablissement_page){0};
    return acteur_est_officier(request->acteur)
               ? STATUS_OK
               : etablissement_chercher(request->db, request->arena, request->acteur, "", NULL,
                                        page_r);
}

static const char *siret_demande(const struct request *request)
{
    const char *siret = request_form(request, "etablissement");
    return siret[0] ? siret : request_query(request, "etablissement");
}

/* The one that is named, or the only one of the person; STATUS_NOT_FOUND: it is to be chosen. */
static enum status commencer(struct request *request, void *formation_r)
{
    const char *siret = siret_demande(request);
    struct etablissement_page siens = {0};
    struct etablissement etablissement = {0};
    if (siret[0]) {
        TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                     siret_garder(request->arena, siret), &etablissement));
    } else {
        TRY(lister_siens(request, &siens));
        if (siens.total != 1) {
            return STATUS_NOT_FOUND;
        }
        etablissement.id = siens.lignes.items[0].id;
        etablissement.siret = siens.lignes.items[0].siret;
        etablissement.raison_sociale = siens.lignes.items[0].raison_sociale;
    }
    struct formation *neuve = offre_vide(request->arena, &formation_fields, sizeof *neuve);
    neuve->brouillon = true;
    neuve->etablissement_id = etablissement.id;
    neuve->etablissement_siret = etablissement.siret;
    neuve->etablissement_nom = etablissement.raison_sociale;
    *(struct formation *)formation_r = *neuve;
    return STATUS_OK;
}

static enum status verifier(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle)
{
    const struct formation *formation = nouvelle;
    if (!formation->numero && !formation->intitule[0]) {
        form_refuse(form, "intitule", "vide, un intitulé ou une certification attendus");
    }
    return formation_verifier(request->db, form, ancienne, nouvelle);
}

static const struct doublons_genre doublons = {"/formations/",
                                               "Cette formation existe peut-être déjà",
                                               "formations existent peut-être déjà", NULL};

static const struct certification *premiere_certification(const struct offre_details *details)
{
    for (size_t i = 0; i < details->n; i++) {
        if (strcmp(details->items[i].genre->code, "certification") == 0) {
            return details->items[i].record;
        }
    }
    return NULL;
}

static enum status chercher_doublons(struct request *request, const void *ancienne,
                                     const void *nouvelle, const struct offre_saisie *saisie,
                                     const struct doublons_view **doublons_r)
{
    bool neuve = identifier(ancienne).numero == 0;
    const struct offre_details details = offre_saisie_details(request->arena, saisie);
    struct jumeaux jumeaux = {0};
    enum status status =
        formation_jumelles(request->db, request->arena, neuve ? NULL : ancienne, nouvelle,
                           neuve ? premiere_certification(&details) : NULL, &jumeaux);
    *doublons_r = doublons_a_confirmer(request, &doublons, &jumeaux, NULL);
    return status;
}

/* The formation exists once it has a title; the rest is its first modification. */
static enum status creer(struct request *request, struct formation *nouvelle,
                         struct formation *creee_r)
{
    const struct etablissement etablissement = {.id = nouvelle->etablissement_id,
                                                .raison_sociale = nouvelle->etablissement_nom};
    TRY(formation_creer(request->db, request->arena, request->acteur, &etablissement,
                        nouvelle->intitule, &nouvelle->numero));
    return lire(request, nouvelle->numero, creee_r);
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    struct formation *formation = nouvelle;
    struct formation avant = *(const struct formation *)ancienne;
    if (!avant.numero) {
        TRY(creer(request, formation, &avant));
    }
    formation->details = details;
    return formation_enregistrer(request->db, request->arena, request->acteur, &formation_fields,
                                 &avant, formation, change_r);
}

/* What the form of the gesture carries. */
static const char *vu_de(struct arena *arena, const struct formation *formation)
{
    return arena_printf(arena, "%lld", (long long)identifier(formation).version);
}

static const char *renoncer(struct request *request, const void *record)
{
    return identifier(record).modification ? vu_de(request->arena, record) : NULL;
}

const struct offre_page formation_page = {.noun = OFFRE_FORMATION,
                                          .set = &formation_fields,
                                          .taille = sizeof(struct formation),
                                          .brouillon = true,
                                          .creee = "formation-creee",
                                          .identifier = identifier,
                                          .lire = lire,
                                          .lire_vive = lire_vive,
                                          .choisir = choisir,
                                          .commencer = commencer,
                                          .verifier = verifier,
                                          .doublons = chercher_doublons,
                                          .enregistrer = enregistrer,
                                          .dessiner = dessiner,
                                          .renoncer = renoncer};

enum status formation_montrer(struct request *request, struct response *response)
{
    return offre_page_montrer(request, response, &formation_page);
}

enum status formation_modifier(struct request *request, struct response *response)
{
    return offre_page_modifier(request, response, &formation_page);
}

/* ---- its modification given up */

enum status formation_poster_abandon(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct formation formation = {0};
    TRY(lire(request, request_capture_int(request, "numero"), &formation));
    bool vue = strcmp(request_form(request, "vu"), vu_de(arena, &formation)) == 0;
    enum status status = vue ? formation_abandonner(request->db, arena, request->acteur, &formation)
                             : STATUS_CONFLICT;
    if (status == STATUS_REFUSED || status == STATUS_CONFLICT) {
        response->code = status == STATUS_REFUSED ? 422 : 409;
        TRY(offre_page_dessiner(
            request, response, &formation_page, &formation,
            status == STATUS_REFUSED
                ? "Rien à abandonner\u00A0: aucune modification n'est en cours"
                : "Rien n'est fait\u00A0: quelqu'un a modifié cette formation entre-temps"));
    } else if (status == STATUS_OK) {
        page_flash(request, response, "formation-abandonnee");
        response_redirect(response, offre_noun_adresse(arena, OFFRE_FORMATION, formation.numero));
    }
    return status;
}

enum status formation_differences(struct request *request, struct response *response)
{
    return offre_differences_montrer(request, response, &formation_page);
}

enum status formation_renoncer(struct request *request, struct response *response)
{
    return offre_renoncer_montrer(request, response, &formation_page);
}

/* ---- whose it is to be */

struct choisi {
    const char *etablissement; /* SIRET */
};

static const struct field choisi_champs[] = {
    FIELD_TEXT(struct choisi, etablissement, .label = "Etablissement",
               .help = "Le SIRET de l'organisme responsable", .maximum = 14,
               .flags = FIELD_REQUIRED | FIELD_NO_SPACES, .keep = siret_garder),
};
static const struct field_set choisi_fields = {choisi_champs, 1};

static const struct choice *choix_des_etablissements(struct arena *arena,
                                                     const struct etablissement_page *siens)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, siens->lignes.n + 1);
    for (size_t i = 0; i < siens->lignes.n; i++) {
        const struct etablissement_ligne *ligne = &siens->lignes.items[i];
        choix[i] = (struct choice){
            ligne->siret, arena_printf(arena, "%s - %s", ligne->siret, ligne->raison_sociale)};
    }
    return choix;
}

static enum status demander_etablissement(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct etablissement_page siens;
    TRY(lister_siens(request, &siens));
    struct formation_choix_view view = {0};
    const struct choisi choisi = {.etablissement = siret_demande(request)};
    struct form form;
    page_init(&view.page, request, response, "Nouvelle formation", MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", "Nouvelle formation");
    form_of_record(&form, arena, &choisi_fields, &choisi, true, true);
    if (choisi.etablissement[0]) {
        form_refuse(&form, "etablissement",
                    "inconnu dans l'annuaire, un SIRET que vous administrez attendu");
    }
    bool liste = siens.lignes.n > 0 && !siens.suivant; /* else there are too many */
    view.etablissement =
        liste ? champ_parmi(arena, &form, "etablissement", choix_des_etablissements(arena, &siens))
              : champ_de(arena, &form, "etablissement");
    champ_sans_compteur(arena, &view.etablissement);
    view.etablissement.focus = true;
    tmpl_formation_choix(&response->body, &view);
    return STATUS_OK;
}

enum status formation_commencer(struct request *request, struct response *response)
{
    enum status status = offre_page_commencer(request, response, &formation_page);
    return status == STATUS_NOT_FOUND ? demander_etablissement(request, response) : status;
}

enum status formation_ajouter(struct request *request, struct response *response)
{
    enum status status = offre_page_creer(request, response, &formation_page);
    if (status != STATUS_NOT_FOUND || siret_demande(request)[0]) {
        return status;
    }
    response->code = 422;
    TRY(demander_etablissement(request, response));
    return STATUS_REFUSED;
}
