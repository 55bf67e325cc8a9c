#include "site_page.h"

#include "commune.h"
#include "depot_fichier.h"
#include "droits.h"
#include "envoi_formulaire.h"
#include "lieu.h"
#include "references.h"
#include "request.h"
#include "text.h"
#include "tmpl_site.h"

#include <string.h>

bool site_a_le_principal(const struct site_liste *sites)
{
    return sites->n && sites->items[0].principal;
}

struct choix_view site_choix(struct arena *arena, const char *siret, const struct site_liste *sites,
                             int64_t numero)
{
    struct choix_view choix = {
        .section = "site",
        .nom = "site_choisi",
        .label = "Choix du site",
        .adresse = arena_printf(arena, "/annuaire/etablissements/%s", siret),
        .nouveau = site_a_le_principal(sites)
                       ? arena_printf(arena, "/annuaire/etablissements/%s/sites/nouveau", siret)
                       : NULL,
        .nouveau_texte = "Créer un site",
        .nouveau_sinon = "Pour créer un site, demandez à une personne qui administre le site "
                         "principal, ou au service Offre."};
    for (size_t i = 0; i < sites->n; i++) {
        champ_option_numero(arena, &choix.options, sites->items[i].numero,
                            site_intitule(arena, &sites->items[i]),
                            sites->items[i].numero == numero);
    }
    return choix;
}

/* ---- the active sessions of a site that is deactivated */

/* The principal one never does. */
static bool se_ferme(const struct site *enregistre, const struct site *saisi)
{
    return enregistre && !enregistre->principal && strcmp(enregistre->etat, "A") == 0 &&
           strcmp(saisi->etat, "A") != 0;
}

static struct fermeture fermeture_lue(const struct request *request)
{
    const char *choix = request_form(request, "sessions_actives");
    struct fermeture fermeture = {FERMETURE_NON_DITE, 0};
    if (strcmp(choix, "inactives") == 0) {
        fermeture.choix = FERMETURE_INACTIVES;
    } else if (strcmp(choix, "deplacer") == 0) {
        fermeture.choix = FERMETURE_DEPLACER;
        text_to_int(request_form(request, "sessions_vers"), &fermeture.vers);
    }
    return fermeture;
}

static struct champ_view fermeture_vers(struct arena *arena, const struct site_liste *sites,
                                        int64_t numero, const char *choisi)
{
    int64_t vers_numero = 0;
    struct champ_view vers = champ_libre(arena, "sessions_vers", "Site qui prend les actions",
                                         "text", NULL, choisi, NULL, NULL);
    text_to_int(choisi, &vers_numero);
    champ_option(arena, &vers.options, "", "Choisir…", false);
    for (size_t i = 0; i < sites->n; i++) {
        if (sites->items[i].actif && sites->items[i].numero != numero) {
            champ_option_numero(arena, &vers.options, sites->items[i].numero,
                                site_intitule(arena, &sites->items[i]),
                                sites->items[i].numero == vers_numero);
        }
    }
    vers.obligatoire = false;
    vers.choix = true;
    vers.options.n = vers.options.n > 1 ? vers.options.n : 0;
    return vers;
}

/* Asks when there is something to ask; `view->message` says what was wrong with the answer. */
static const struct doublons_genre actions_du_site = {
    "/actions/", "Une action est donnée sur ce site", "actions sont données sur ce site",
    "Tant que le site est inactif, elles ne paraissent pas et ne peuvent être ni envoyées ni "
    "validées. Donnez-leur un autre site dispensateur, ou continuez si c'est voulu."};

static enum status questionner(struct request *request, const struct site_liste *sites,
                               const struct site *enregistre, struct fermeture_view *view)
{
    struct arena *arena = request->arena;
    struct fermeture_bilan bilan = {0};
    struct fermeture lue = fermeture_lue(request);
    struct jumeaux actions = {0};
    TRY(fermeture_compter(request->db, enregistre->numero, &bilan));
    if (bilan.sessions) {
        TRY(references_du_site(request->db, arena, request->acteur, enregistre->etablissement_id,
                               enregistre->numero, &actions));
    }
    if (bilan.sessions) {
        view->actions = doublons_a_dire(arena, &actions_du_site, &actions);
        view->texte = arena_printf(arena, "%lld session%s active%s", (long long)bilan.sessions,
                                   bilan.sessions > 1 ? "s" : "", bilan.sessions > 1 ? "s" : "");
        view->inactives = lue.choix == FERMETURE_INACTIVES;
        view->deplacer = lue.choix == FERMETURE_DEPLACER;
        view->vers = fermeture_vers(arena, sites, enregistre->numero,
                                    request_form(request, "sessions_vers"));
    }
    return STATUS_OK;
}

/* Draws the page: `enregistre` is what the base holds (NULL: a new site), `saisi` what the form
 * holds. */
static enum status montrer(struct request *request, struct response *response,
                           struct site_view *view, const struct form *form,
                           const struct site_complements *complements,
                           const struct site *enregistre, const struct site *saisi)
{
    struct arena *arena = request->arena;
    struct site_liste sites = {0};
    TRY(site_lister(request->db, arena, request->acteur, saisi->etablissement_id, &sites));
    if (se_ferme(enregistre, saisi)) {
        TRY(questionner(request, &sites, enregistre, &view->form.fermeture));
    }
    view->titre = enregistre ? enregistre->nom_usage : "Créer un site secondaire";
    view->siret = saisi->etablissement_siret;
    view->actif = enregistre && strcmp(enregistre->etat, "A") == 0;
    view->choix = site_choix(arena, view->siret, &sites, enregistre ? enregistre->numero : 0);
    page_init(&view->page, request, response,
              enregistre
                  ? arena_printf(arena, "%s, site %lld", view->titre, (long long)enregistre->numero)
                  : view->titre,
              MENU_ANNUAIRE);
    fiche_chemin(request, &view->page, view->siret, saisi->etablissement_nom,
                 enregistre ? arena_printf(arena, "Site %lld", (long long)enregistre->numero)
                            : "Nouveau site");
    site_formulaire(request, &view->page, &view->form, form, complements, enregistre, saisi);
    view->form.peut_devenir_principal =
        view->form.peut_devenir_principal && site_a_le_principal(&sites);
    if (view->form.fermeture.message) {
        fiche_ajouter_erreur(
            arena, &view->form.fiche, &view->page, "sessions_actives",
            arena_printf(arena, "Sessions actives\u00A0: %s", view->form.fermeture.message));
    }
    view->page.sections = true;
    view->sections = (struct sections_view){
        .siret = view->siret,
        .ici = SECTION_SITE,
        .ancre = arena_printf(arena, "/annuaire/etablissements/%s", view->siret),
        .historique =
            enregistre ? arena_printf(arena, "%s/historique", view->form.fiche.adresse) : NULL,
        .erreurs_texte = view->form.fiche.erreurs_texte};
    tmpl_site(&response->body, view);
    return STATUS_OK;
}

static bool officier(const struct request *request)
{
    return acteur_est_officier(request->acteur);
}

/* The record as the base holds it; `message`: why what was asked was not done, NULL for nothing. */
static enum status montrer_enregistre(struct request *request, struct response *response,
                                      const struct site *site, const char *message)
{
    struct site_view view = {0};
    struct site_complements complements;
    TRY(site_complements_lire(request, site->numero, &complements));
    struct form form;
    form_of_record(&form, request->arena, &site_fields, site, officier(request), false);
    if (message) {
        form_refuse(&form, NULL, message);
    }
    return montrer(request, response, &view, &form, &complements, site, site);
}

enum status site_montrer(struct request *request, struct response *response)
{
    struct site site = {0};
    TRY(site_lire(request->db, request->arena, request->acteur,
                  request_capture_int(request, "numero"), &site));
    return montrer_enregistre(request, response, &site, NULL);
}

/* The establishment below which a site is created. */
static enum status lire_etablissement(struct request *request, struct site *vide_r)
{
    struct etablissement etablissement = {0};
    TRY(etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                 request_capture(request, "siret"), &etablissement));
    TRY(droits_site_principal(request->db, request->acteur, etablissement.id));
    *vide_r = site_vide(&etablissement);
    return STATUS_OK;
}

enum status site_nouveau(struct request *request, struct response *response)
{
    struct site vide = {0};
    struct site_complements complements;
    TRY(lire_etablissement(request, &vide));
    TRY(site_complements_lire(request, 0, &complements));
    struct form form;
    form_of_record(&form, request->arena, &site_fields, &vide, officier(request), true);
    struct site_view view = {0};
    return montrer(request, response, &view, &form, &complements, NULL, &vide);
}

/* ---- a submission */
struct soumission {
    struct request *request;
    struct response *response;
    const char *flash; /* NULL: says whether something changed */
    const struct site *ancien;
    struct form form;
    struct site saisi;
    struct site_complements complements;
    enum status verdict;     /* of the checks: STATUS_OK or STATUS_REFUSED */
    const char *proposition; /* what was proposed for the position, NULL: nothing */
    struct fermeture fermeture;
    const char *fermeture_message; /* NULL: right, or not needed */
    const struct doublons_view *perdues;
    bool change;
};

/* The page shows the whole record: what a part of it was typed stands among what the base holds. */
static void elargir(struct form *form, const struct site *saisi, bool officer)
{
    struct form part = *form;
    form_of_record(form, part.arena, &site_fields, saisi, officer, false);
    for (size_t i = 0; i < part.n; i++) {
        *form_field_named(form, part.fields[i].field->name) = part.fields[i];
    }
    form->message = part.message;
    form->error_count = part.error_count;
}

/* `set`: what the form sends, all or a part of the fields. */
static enum status lire_soumission(struct request *request, const struct site *ancien,
                                   const struct field_set *set, struct soumission *s)
{
    bool whole = set == &site_fields;
    bool creating = ancien->numero == 0;
    s->request = request;
    s->ancien = ancien;
    s->saisi = *ancien;
    TRY(site_complements_lire(request, ancien->numero, &s->complements));
    TRY(depot_recevoir(request, "certificat", "certificat_recu", &s->complements.recu));
    s->verdict = form_read(&s->form, request->arena, set, &request->form, &s->saisi,
                           officier(request), creating, false);
    if (whole) {
        s->proposition = lieu_completer(request, &s->form, ancien, &s->saisi);
    }
    enum status status = site_verifier(request->db, &s->form, &s->complements.valeurs, ancien,
                                       &s->saisi, s->complements.recu.jeton != NULL);
    if (status != STATUS_OK && status != STATUS_REFUSED) {
        return status;
    }
    bool wrong = status == STATUS_REFUSED || s->complements.recu.message;
    s->verdict = wrong ? STATUS_REFUSED : STATUS_OK;
    if (!whole) {
        elargir(&s->form, &s->saisi, officier(request));
    }
    return STATUS_OK;
}

#define SESSIONS_A_DIRE "aucun choix fait, un choix attendu pour elles"

static enum status dire_les_actions(struct soumission *s)
{
    struct request *request = s->request;
    struct jumeaux actions = {0};
    TRY(references_du_site(request->db, request->arena, request->acteur,
                           s->ancien->etablissement_id, s->ancien->numero, &actions));
    s->perdues = doublons_a_confirmer(request, &actions_du_site, &actions, NULL);
    return s->perdues ? STATUS_REFUSED : STATUS_OK;
}

/* What becomes of the active sessions is asked once all the rest is right. */
static enum status juger_fermeture(struct soumission *s)
{
    struct request *request = s->request;
    bool vers_faux = false;
    if (!se_ferme(s->ancien, &s->saisi) || !s->ancien->numero) {
        return STATUS_OK;
    }
    s->fermeture = fermeture_lue(request);
    const struct fermeture_site qui = site_a_fermer(s->ancien);
    enum status status = fermeture_juger(request->db, request->arena, request->acteur, &qui,
                                         &s->fermeture, &vers_faux);
    if (status == STATUS_REFUSED) {
        s->fermeture_message =
            vers_faux ? "aucun site choisi pour les prendre, un site de la liste attendu"
                      : SESSIONS_A_DIRE;
    }
    /* The question, where it is asked, tells of the actions too. */
    return status == STATUS_OK && s->fermeture.choix == FERMETURE_NON_DITE ? dire_les_actions(s)
                                                                           : status;
}

static const struct site *enregistre(const struct soumission *s)
{
    return s->ancien->numero ? s->ancien : NULL;
}

static enum status refuser(struct response *response, struct soumission *s)
{
    struct site_view view = {.form.fiche = {.modifie = true, .doublons = s->perdues},
                             .form.fermeture.message = s->fermeture_message};
    response->code = 422;
    TRY(montrer(s->request, response, &view, &s->form, &s->complements, enregistre(s), &s->saisi));
    return STATUS_REFUSED;
}

static enum status montrer_saisie(struct response *response, struct soumission *s)
{
    struct site_view view = {.form.fiche.modifie = true, .form.proposition = s->proposition};
    form_forget(&s->form);
    s->complements.recu.message = NULL;
    return montrer(s->request, response, &view, &s->form, &s->complements, enregistre(s),
                   &s->saisi);
}

static enum status montrer_conflit(struct response *response, struct soumission *s)
{
    struct request *request = s->request;
    struct site actuel = {0};
    TRY(site_lire(request->db, request->arena, request->acteur, s->ancien->numero, &actuel));
    size_t n = 0;
    struct journal_champ *champs = journal_comparer(
        request->arena, &site_fields, s->complements.valeurs.choix, &actuel, &s->saisi, &n);
    struct site_view view = {0};
    fiche_en_conflit(request, response, &view.form.fiche, "site", actuel.numero, champs, n);
    TRY(montrer(request, response, &view, &s->form, &s->complements, &actuel, &s->saisi));
    return STATUS_CONFLICT;
}

/* ---- saving */

/* The file in force, sent again, changes nothing. */
static bool certificat_nouveau(const struct site_complements *complements)
{
    const struct certificats *all = &complements->certificats;
    return all->n == 0 ||
           strcmp(all->items[0].fichier.empreinte, complements->recu.fichier.empreinte) != 0;
}

static enum status enregistrer(struct db *db, void *context)
{
    struct soumission *s = context;
    struct request *request = s->request;
    const struct depot_recu *recu = &s->complements.recu;
    const struct valeurs *valeurs = &s->complements.valeurs;
    struct site saisi = s->saisi;
    TRY(s->ancien->numero ? site_enregistrer(db, request->arena, request->acteur, valeurs,
                                             s->ancien, &saisi, &s->fermeture, &s->change)
                          : site_creer(db, request->arena, request->acteur, valeurs, &saisi));
    if (recu->jeton) {
        TRY(certificat_ajouter(db, request->arena, request->acteur, saisi.numero, &recu->fichier,
                               recu->nom, saisi.fin_qualiopi,
                               officier(request) ? saisi.etablissement_nom : NULL));
        s->change = s->change || certificat_nouveau(&s->complements);
    }
    if (recu->jeton) {
        TRY(depot_retirer(db, request->arena, request->acteur->compte_id, recu->jeton));
    }
    bool restee = lieu_position_gardee(&site_fields, s->ancien, &s->saisi);
    const char *flash = restee ? "position-restee" : s->change ? "enregistre" : "inchange";
    s->saisi.numero = saisi.numero;
    page_flash(request, s->response, s->flash ? s->flash : flash);
    response_redirect(
        s->response, arena_printf(request->arena, "/annuaire/sites/%lld", (long long)saisi.numero));
    return STATUS_OK;
}

static enum status conclure(struct response *response, struct soumission *s, const char *flash)
{
    s->response = response;
    s->flash = flash;
    enum status status = envoi_formulaire_executer(s->request, response, enregistrer, s);
    if (status == STATUS_CONFLICT && s->ancien->numero) {
        return montrer_conflit(response, s);
    }
    if (status == STATUS_REFUSED) { /* a session became active in between */
        s->fermeture_message = SESSIONS_A_DIRE;
        return refuser(response, s);
    }
    return status;
}

static enum status traiter(struct request *request, struct response *response,
                           const struct site *ancien, const struct field_set *set,
                           const char *flash)
{
    struct soumission s = {0};
    TRY(lire_soumission(request, ancien, set, &s));
    if (lieu_propose(&request->form)) {
        return montrer_saisie(response, &s);
    }
    if (s.verdict != STATUS_OK) {
        return refuser(response, &s);
    }
    if (ancien->numero && fiche_version_perimee(request, ancien->version)) {
        return montrer_conflit(response, &s);
    }
    enum status status = juger_fermeture(&s);
    if (status != STATUS_OK) {
        return status == STATUS_REFUSED ? refuser(response, &s) : status;
    }
    return conclure(response, &s, flash);
}

static enum status modifier(struct request *request, struct response *response,
                            const struct field_set *set)
{
    struct site ancien = {0};
    TRY(site_lire(request->db, request->arena, request->acteur,
                  request_capture_int(request, "numero"), &ancien));
    return traiter(request, response, &ancien, set, NULL);
}

enum status site_modifier(struct request *request, struct response *response)
{
    return modifier(request, response, &site_fields);
}

enum status site_certifier(struct request *request, struct response *response)
{
    const struct field_set set = field_section(&site_fields, SITE_CERTIFICATION);
    return modifier(request, response, &set);
}

enum status site_ajouter(struct request *request, struct response *response)
{
    struct site vide = {0};
    TRY(lire_etablissement(request, &vide));
    return traiter(request, response, &vide, &site_fields, "site-cree");
}

enum status site_devenir_principal(struct request *request, struct response *response)
{
    int64_t numero = request_capture_int(request, "numero");
    struct site site = {0};
    const char *message = NULL;
    enum status status = site_lire(request->db, request->arena, request->acteur, numero, &site);
    status = status != STATUS_OK
                 ? status
                 : site_rendre_principal(request->db, request->arena, request->acteur, numero,
                                         fiche_version_lue(request), &message);
    if (status == STATUS_REFUSED || status == STATUS_CONFLICT) {
        bool conflict = status == STATUS_CONFLICT;
        request->form = (struct params){0}; /* the page is of today, its version too */
        enum status shown = montrer_enregistre(
            request, response, &site,
            conflict ? "Ce site a été modifié entre-temps : vérifiez-le, puis recommencez"
                     : message);
        response->code = conflict ? 409 : 422;
        return shown == STATUS_OK ? status : shown;
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "site-principal");
        response_redirect(response,
                          arena_printf(request->arena, "/annuaire/sites/%lld", (long long)numero));
    }
    return status;
}
