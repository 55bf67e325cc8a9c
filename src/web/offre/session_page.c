#include "session_page.h"

#include "dates.h"
#include "offre_page.h"
#include "tmpl_session.h"

#include <string.h>

const struct choice *session_page_dispositifs(struct arena *arena,
                                              const struct dispositifs *dispositifs,
                                              struct text_list presents)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, dispositifs->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < dispositifs->n; i++) {
        const struct dispositif *dispositif = &dispositifs->items[i];
        if (dispositif->actif || text_list_holds(presents, dispositif->code)) {
            choix[n++] =
                (struct choice){dispositif->code, arena_printf(arena, "%s - %s", dispositif->code,
                                                               dispositif->libelle)};
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
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

/* `refus`: why a gesture could not be done; NULL: it was not. */
static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *refus)
{
    const struct session *session = record;
    struct arena *arena = request->arena;
    struct dispositifs dispositifs = {0};
    const struct choice *contacts = NULL;
    TRY(dispositif_lister(request->db, arena, &dispositifs));
    TRY(offre_formulaire_contacts(request, session->etablissement_id, &contacts));
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
    const struct field_choices choix[] = {
        {"dispositifs", session_page_dispositifs(arena, &dispositifs, session->dispositifs)},
        {"contacts", contacts},
        {NULL, NULL}};
    const struct offre_fiche fiche = {.noun = OFFRE_SESSION,
                                      .numero = session->numero,
                                      .record = session,
                                      .version = session->version,
                                      .set = &session_fields,
                                      .sections = session_sections,
                                      .choix = choix,
                                      .saisie = saisie};
    TRY(offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche));
    tmpl_session(&response->body, &view);
    return STATUS_OK;
}

/* ---- the form */

static struct offre_identite identifier(const void *record)
{
    const struct session *session = record;
    return (struct offre_identite){
        .numero = session->numero, .contenu = session->numero, .version = session->version};
}

static enum status lire(struct request *request, int64_t numero, void *session_r)
{
    return session_lire(request->db, request->arena, request->acteur, numero, session_r);
}

static enum status lire_celle_de_l_adresse(struct request *request, struct session *session_r)
{
    return lire(request, request_capture_int(request, "numero"), session_r);
}

static enum status verifier(struct request *request, struct form *form, const void *ancienne,
                            void *nouvelle)
{
    struct dispositifs dispositifs = {0};
    TRY(dispositif_lister(request->db, request->arena, &dispositifs));
    return session_verifier(request->db, form, &dispositifs, ancienne, nouvelle);
}

const struct doublons_genre session_page_doublons = {
    "/sessions/", "Cette session existe peut-être déjà", "sessions existent peut-être déjà", NULL};

static enum status chercher_doublons(struct request *request, const void *ancienne,
                                     const void *nouvelle, const struct offre_details *details,
                                     const struct doublons_view **doublons_r)
{
    (void)details;
    struct jumeaux jumeaux = {0};
    enum status status =
        session_jumelles(request->db, request->arena, ancienne, nouvelle, 1, &jumeaux);
    *doublons_r = doublons_a_confirmer(request, &session_page_doublons, &jumeaux, NULL);
    return status;
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    struct session *session = nouvelle;
    session->details = details;
    return session_enregistrer(request->db, request->arena, request->acteur, ancienne, session,
                               change_r);
}

static const struct offre_page page = {.noun = OFFRE_SESSION,
                                       .set = &session_fields,
                                       .taille = sizeof(struct session),
                                       .identifier = identifier,
                                       .lire = lire,
                                       .verifier = verifier,
                                       .doublons = chercher_doublons,
                                       .enregistrer = enregistrer,
                                       .dessiner = dessiner};

enum status session_montrer(struct request *request, struct response *response)
{
    return offre_page_montrer(request, response, &page);
}

enum status session_modifier(struct request *request, struct response *response)
{
    return offre_page_modifier(request, response, &page);
}

/* The record again, with what stood in the way of a gesture. */
static enum status refuser(struct request *request, struct response *response,
                           const struct session *session, const char *refus)
{
    response->code = 422;
    TRY(offre_page_dessiner(request, response, &page, session, refus));
    return STATUS_REFUSED;
}

/* ---- gestures */

static void revenir(struct request *request, struct response *response, int64_t numero,
                    const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(response, offre_noun_adresse(request->arena, OFFRE_SESSION, numero));
}

enum status session_poster_copie(struct request *request, struct response *response)
{
    struct session session = {0};
    TRY(lire_celle_de_l_adresse(request, &session));
    response_redirect(response,
                      arena_printf(request->arena, "/actions/%lld/sessions/nouvelle?modele=%lld",
                                   (long long)session.action, (long long)session.numero));
    return STATUS_OK;
}

static enum status activer(struct request *request, struct response *response, bool active,
                           const char *flash)
{
    struct session session = {0};
    const char *message = "Geste refusé";
    enum status status = lire_celle_de_l_adresse(request, &session);
    status = status != STATUS_OK ? status
                                 : session_activer(request->db, request->arena, request->acteur,
                                                   &session, active, &message);
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &session, message);
    }
    status = status != STATUS_OK ? status : lire_celle_de_l_adresse(request, &session);
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
