#include "session_page.h"

#include "dates.h"
#include "offre_page.h"
#include "text.h"
#include "tmpl_session.h"

#include <string.h>

#define NBSP "\u00A0"
#define AUTRES_MAX 99

/* The dispositifs that can be chosen; those that are on the record too. */
static const struct choice *choix_des_dispositifs(struct arena *arena,
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
                                 .modele = session->modele,
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

static void intituler(struct request *request, struct response *response, struct session_view *view)
{
    struct arena *arena = request->arena;
    long long action = view->action;
    const char *ici = view->numero   ? arena_printf(arena, "Session %lld", (long long)view->numero)
                      : view->modele ? "Copier une session"
                                     : "Ajouter des sessions";
    page_init(&view->page, request, response,
              view->numero ? arena_printf(arena, "%s, %s", ici, view->titre)
                           : arena_printf(arena, "%s, action %lld", ici, action),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view->page, view->formation,
                            arena_printf(arena, "Formation %lld", (long long)view->formation), ici);
    offre_formulaire_maillon(request, &view->page, OFFRE_ACTION, action);
}

static enum status choisir(struct request *request, const void *record,
                           const struct field_choices **choix_r)
{
    const struct session *session = record;
    struct dispositifs dispositifs = {0};
    const struct choice *contacts = NULL;
    struct field_choices *choix = ARENA_ARRAY(request->arena, struct field_choices, 3);
    TRY(dispositif_lister(request->db, request->arena, &dispositifs));
    TRY(offre_formulaire_contacts(request, session->etablissement_id, &contacts));
    choix[0] = (struct field_choices){
        "dispositifs", choix_des_dispositifs(request->arena, &dispositifs, session->dispositifs)};
    choix[1] = (struct field_choices){"contacts", contacts};
    *choix_r = choix;
    return STATUS_OK;
}

/* Where « Annuler » of a new one leads. */
static const char *retour(struct arena *arena, const struct session *session)
{
    return session->modele
               ? offre_noun_adresse(arena, OFFRE_SESSION, session->modele)
               : arena_printf(arena, "/actions/%lld#sessions", (long long)session->action);
}

/* `refus`: why a gesture could not be done; NULL: it was not. */
static enum status dessiner(struct request *request, struct response *response, const void *record,
                            const struct offre_saisie *saisie, const void *refus)
{
    const struct session *session = record;
    struct arena *arena = request->arena;
    struct session_view view = situer(arena, session);
    const struct field_choices *choix = NULL;
    TRY(choisir(request, session, &choix));
    intituler(request, response, &view);
    view.refus = refus;
    view.page.erreur = refus != NULL;
    const struct offre_fiche fiche = {.noun = OFFRE_SESSION,
                                      .numero = session->numero,
                                      .retour = retour(arena, session),
                                      .record = session,
                                      .version = session->version,
                                      .set = &session_fields,
                                      .sections = session_sections,
                                      .choix = choix,
                                      .saisie = saisie};
    TRY(offre_formulaire_dessiner(request, &view.page, &fiche, &view.fiche));
    if (session->modele) {
        view.fiche.demande = "modele";
        view.fiche.demandee = arena_printf(arena, "%lld", (long long)session->modele);
    }
    tmpl_session(&response->body, &view);
    return STATUS_OK;
}

/* ---- the form */

static struct offre_identite identifier(const void *record)
{
    const struct session *session = record;
    return (struct offre_identite){.numero = session->numero,
                                   .contenu = session->numero ? session->numero : session->modele,
                                   .version = session->version};
}

static enum status lire(struct request *request, int64_t numero, void *session_r)
{
    return session_lire(request->db, request->arena, request->acteur, numero, session_r);
}

/* A new one of the action of the address. */
static enum status commencer(struct request *request, void *session_r)
{
    const char *texte = request_form(request, "modele");
    int64_t modele = 0;
    texte = texte[0] ? texte : request_query(request, "modele");
    if (texte[0] && !text_to_int(texte, &modele)) {
        return STATUS_NOT_FOUND;
    }
    return session_commencer(request->db, request->arena, request->acteur,
                             request_capture_int(request, "numero"), modele, session_r);
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

/* ---- other sessions of the same form: their dates, all else as the first one */

static const struct offre_genre autres = {
    .code = "seance",
    .noun = OFFRE_SESSION,
    .titre = "Autres sessions",
    .ajouter = "Ajouter une session",
    .aide = "Tout le reste de la fiche vaut pour elles aussi. Places vides" NBSP
            ": celles de la première. Les dates d'inscription se décalent comme le début.",
    .maximum = AUTRES_MAX,
    .taille = sizeof(struct session),
    .set = &session_sections[0].set, /* "dates" */
    .resume = "{debut}",
    .verifier = session_verifier_dates,
};

static struct session comme(struct arena *arena, const struct session *premiere,
                            const struct offre_rangee *ligne)
{
    const struct session *saisie = ligne->record;
    struct session session = *premiere;
    session.numero = ligne->numero;
    session.debut = saisie->debut;
    session.fin = saisie->fin;
    session.places = saisie->places[0] ? saisie->places : premiere->places;
    session_decaler_inscription(arena, premiere, &session);
    return session;
}

static enum status chercher_doublons(struct request *request, const void *ancienne,
                                     const void *nouvelle, const struct offre_saisie *saisie,
                                     const struct doublons_view **doublons_r)
{
    struct arena *arena = request->arena;
    const struct session *avant = ancienne;
    struct session *sessions = ARENA_ARRAY(arena, struct session, saisie->lignes.n + 1);
    const char **sujets = ARENA_ARRAY(arena, const char *, saisie->lignes.n + 1);
    struct jumeaux jumeaux = {0};
    size_t place = 0;
    size_t n = 1;
    sessions[0] = *(const struct session *)nouvelle;
    sujets[0] = "Première session";
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        place += ligne->genre == &autres;
        if (ligne->genre == &autres && !offre_rangee_vide(ligne)) {
            sujets[n] = arena_printf(arena, "%s, %zu", autres.titre, place);
            sessions[n++] = comme(arena, nouvelle, ligne);
        }
    }
    enum status status =
        session_jumelles(request->db, arena, avant->numero ? avant : NULL, sessions, n, &jumeaux);
    *doublons_r =
        doublons_a_confirmer(request, &session_page_doublons, &jumeaux, n > 1 ? sujets : NULL);
    return status;
}

/* STATUS_REFUSED: somebody changed meanwhile what the row had made. */
static enum status ajouter(struct request *request, const void *nouvelle,
                           const struct offre_details *details, struct offre_rangee *ligne)
{
    struct arena *arena = request->arena;
    struct session session = comme(arena, nouvelle, ligne);
    struct session avant = {0};
    bool change = false;
    session.details = details;
    if (!ligne->numero) {
        return session_creer(request->db, arena, request->acteur, &session, &ligne->numero);
    }
    TRY(lire(request, ligne->numero, &avant));
    if (avant.version > 1) {
        form_refuse(&ligne->form, NULL,
                    arena_printf(arena,
                                 "session %lld créée déjà, et changée depuis" NBSP
                                 ": corrigez-la sur sa fiche, et retirez cette ligne",
                                 (long long)ligne->numero));
        return STATUS_REFUSED;
    }
    return session_enregistrer(request->db, arena, request->acteur, &avant, &session, &change);
}

static enum status enregistrer(struct request *request, const void *ancienne, void *nouvelle,
                               const struct offre_details *details, bool *change_r)
{
    const struct session *avant = ancienne;
    struct session *session = nouvelle;
    session->details = details;
    if (avant->numero) {
        return session_enregistrer(request->db, request->arena, request->acteur, avant, session,
                                   change_r);
    }
    if (avant->modele) {
        session_decaler_inscription(request->arena, avant, session);
    }
    *change_r = true;
    return session_creer(request->db, request->arena, request->acteur, session, &session->numero);
}

static const char *arrivee(struct arena *arena, const void *nouvelle)
{
    return offre_noun_adresse(arena, OFFRE_ACTION, ((const struct session *)nouvelle)->action);
}

static const struct offre_page page = {.noun = OFFRE_SESSION,
                                       .set = &session_fields,
                                       .taille = sizeof(struct session),
                                       .en_plus = &autres,
                                       .creee = "sessions-creees",
                                       .identifier = identifier,
                                       .lire = lire,
                                       .commencer = commencer,
                                       .verifier = verifier,
                                       .doublons = chercher_doublons,
                                       .enregistrer = enregistrer,
                                       .ajouter = ajouter,
                                       .arrivee = arrivee,
                                       .dessiner = dessiner};

enum status session_nouvelle(struct request *request, struct response *response)
{
    return offre_page_commencer(request, response, &page);
}

enum status session_ajouter(struct request *request, struct response *response)
{
    return offre_page_creer(request, response, &page);
}

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
