#include "session_page.h"

#include "dates.h"
#include "tmpl_session.h"

#include <string.h>

static const char *adresse_de(struct arena *arena, int64_t numero)
{
    return arena_printf(arena, "/sessions/%lld", (long long)numero);
}

static bool contient(struct text_list codes, const char *code)
{
    for (size_t i = 0; i < codes.n; i++) {
        if (strcmp(codes.items[i], code) == 0) {
            return true;
        }
    }
    return false;
}

const struct choice *session_page_dispositifs(struct arena *arena,
                                              const struct dispositifs *dispositifs,
                                              struct text_list presents)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, dispositifs->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < dispositifs->n; i++) {
        const struct dispositif *dispositif = &dispositifs->items[i];
        if (dispositif->actif || contient(presents, dispositif->code)) {
            choix[n++] =
                (struct choice){dispositif->code, arena_printf(arena, "%s - %s", dispositif->code,
                                                               dispositif->libelle)};
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
}

static enum status lire(struct request *request, struct session *session_r)
{
    return session_lire(request->db, request->arena, request->acteur,
                        request_capture_int(request, "numero"), session_r);
}

static struct session_view situer(struct arena *arena, const struct session *session)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    return (struct session_view){.numero = session->numero,
                                 .formation = session->formation,
                                 .action = session->action,
                                 .titre = session->intitule,
                                 .dates = arena_printf(arena, "Du %s au %s",
                                                       dates_show(arena, session->debut),
                                                       dates_show(arena, session->fin)),
                                 .site = session->site_nom,
                                 .active = strcmp(session->jusqu_au, today) >= 0,
                                 .desactivee = session->desactivee_le[0] != '\0',
                                 .vive = session->vive};
}

static enum status dessiner(struct request *request, struct response *response,
                            const struct session *session, const struct offre_saisie *saisie,
                            const struct fiche_view *conflit, const char *refus)
{
    struct arena *arena = request->arena;
    struct offre_details details = {0};
    struct dispositifs dispositifs = {0};
    const struct choice *contacts = NULL;
    enum status status =
        offre_details_lire(request->db, arena, OFFRE_SESSION, session->numero, &details);
    if (status == STATUS_OK) {
        status = dispositif_lister(request->db, arena, &dispositifs);
    }
    if (status == STATUS_OK) {
        status = offre_formulaire_contacts(request, session->etablissement_id, &contacts);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct session_view view = situer(arena, session);
    page_init(&view.page, request, response,
              arena_printf(arena, "Session %lld, %s", (long long)session->numero, view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, session->formation,
                            arena_printf(arena, "Formation %lld", (long long)session->formation),
                            arena_printf(arena, "Session %lld", (long long)session->numero));
    offre_formulaire_maillon(request, &view.page, OFFRE_ACTION, session->action);
    view.refus = refus;
    view.page.erreur = refus != NULL;
    const struct offre_choix choix[] = {
        {"dispositifs", session_page_dispositifs(arena, &dispositifs, session->dispositifs)},
        {"contacts", contacts},
        {NULL, NULL}};
    struct offre_fiche fiche = {.noun = OFFRE_SESSION,
                                .adresse = adresse_de(arena, session->numero),
                                .record = session,
                                .version = session->version,
                                .sections = session_sections,
                                .details = &details,
                                .choix = choix};
    offre_formulaire_reprendre(&fiche, saisie, conflit);
    status = offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche);
    if (status == STATUS_OK) {
        tmpl_session(&response->body, &view);
    }
    return status;
}

enum status session_montrer(struct request *request, struct response *response)
{
    struct session session = {0};
    enum status status = lire(request, &session);
    return status == STATUS_OK ? dessiner(request, response, &session, NULL, NULL, NULL) : status;
}

/* ---- a section saved */

static enum status refuser(struct request *request, struct response *response,
                           const struct session *ancienne, const struct offre_saisie *saisie,
                           const char *refus)
{
    response->code = 422;
    enum status status = dessiner(request, response, ancienne, saisie, NULL, refus);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   const struct session *ancienne, const struct session *nouvelle,
                                   const struct offre_saisie *saisie)
{
    size_t n = 0;
    struct journal_champ *champs =
        journal_comparer(request->arena, &session_fields, NULL, ancienne, nouvelle, &n);
    struct fiche_view conflit = {0};
    fiche_en_conflit(request, response, &conflit, "session", ancienne->numero, champs, n);
    enum status status = dessiner(request, response, ancienne, saisie, &conflit, NULL);
    return status == STATUS_OK ? STATUS_CONFLICT : status;
}

static enum status juger(struct request *request, const struct session *ancienne,
                         struct session *nouvelle, struct offre_saisie *saisie)
{
    struct dispositifs dispositifs = {0};
    enum status status = dispositif_lister(request->db, request->arena, &dispositifs);
    if (status == STATUS_OK) {
        status = session_verifier(request->db, &saisie->form, &dispositifs, ancienne, nouvelle);
    }
    return status == STATUS_OK ? saisie->verdict : status;
}

const struct doublons_genre session_page_doublons = {
    "/sessions/", "Cette session existe peut-être déjà", "sessions existent peut-être déjà", NULL};

static enum status chercher_doublons(struct request *request, const struct session *ancienne,
                                     const struct session *nouvelle, struct offre_saisie *saisie)
{
    struct jumeaux jumeaux = {0};
    enum status status =
        session_jumelles(request->db, request->arena, ancienne, nouvelle, 1, &jumeaux);
    saisie->doublons = doublons_a_confirmer(request, &session_page_doublons, &jumeaux, NULL);
    return status == STATUS_OK && saisie->doublons ? STATUS_REFUSED : status;
}

enum status session_modifier(struct request *request, struct response *response)
{
    struct session ancienne = {0};
    struct offre_saisie saisie = {0};
    enum status status = lire(request, &ancienne);
    struct session nouvelle = ancienne;
    if (status == STATUS_OK) {
        status = offre_formulaire_lire(request, session_sections, false, &nouvelle, &saisie);
    }
    if (status == STATUS_OK) {
        status = juger(request, &ancienne, &nouvelle, &saisie);
    }
    if (status == STATUS_OK && fiche_version_perimee(request, ancienne.version)) {
        return montrer_conflit(request, response, &ancienne, &nouvelle, &saisie);
    }
    if (status == STATUS_OK) {
        status = chercher_doublons(request, &ancienne, &nouvelle, &saisie);
    }
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &ancienne, &saisie, NULL);
    }
    bool change = false;
    if (status == STATUS_OK) {
        status = session_enregistrer(request->db, request->arena, request->acteur, &ancienne,
                                     &nouvelle, &change);
    }
    if (status == STATUS_OK) {
        offre_formulaire_conclure(request, response, adresse_de(request->arena, ancienne.numero),
                                  saisie.section->code, change);
    }
    return status;
}

/* ---- gestures */

static void revenir(struct request *request, struct response *response, int64_t numero,
                    const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(response, adresse_de(request->arena, numero));
}

enum status session_poster_copie(struct request *request, struct response *response)
{
    struct session session = {0};
    enum status status = lire(request, &session);
    if (status == STATUS_OK) {
        response_redirect(
            response, arena_printf(request->arena, "/actions/%lld/sessions/nouvelle?modele=%lld",
                                   (long long)session.action, (long long)session.numero));
    }
    return status;
}

static enum status activer(struct request *request, struct response *response, bool active,
                           const char *flash)
{
    struct session session = {0};
    const char *message = "Geste refusé";
    enum status status = lire(request, &session);
    if (status == STATUS_OK) {
        status = session_activer(request->db, request->arena, request->acteur, &session, active,
                                 &message);
    }
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &session, NULL, message);
    }
    if (status == STATUS_OK) {
        status = lire(request, &session);
    }
    if (status == STATUS_OK) {
        bool muette = active && !situer(request->arena, &session).active;
        revenir(request, response, session.numero, muette ? "session-reprise" : flash);
    }
    return status;
}

enum status session_poster_arret(struct request *request, struct response *response)
{
    return activer(request, response, false, "session-desactivee");
}

enum status session_poster_reprise(struct request *request, struct response *response)
{
    return activer(request, response, true, "session-activee");
}
