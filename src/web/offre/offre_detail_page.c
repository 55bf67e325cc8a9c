#include "offre_detail_page.h"

#include "action.h"
#include "certification_code.h"
#include "dates.h"
#include "lieu.h"
#include "offre_certification.h"
#include "recherche.h"
#include "session.h"
#include "text.h"
#include "tmpl_offre_detail.h"

#include <string.h>

#define NBSP "\u00A0"

/* ---- the record that holds it */

struct porteur {
    enum offre_noun noun;
    struct formation formation;
    struct action action;
    struct session session;
    int64_t contenu;
    int64_t version; /* that its form names */
    int64_t formation_numero;
    int64_t action_numero; /* 0: a formation */
    const char *adresse;
    const char *titre;
};

static enum status lire_formation(struct request *request, int64_t numero, struct porteur *p)
{
    enum status status =
        formation_lire(request->db, request->arena, request->acteur, numero, &p->formation);
    p->contenu = p->formation.contenu_id;
    p->version = offre_formulaire_version(p->contenu, p->formation.version);
    p->titre = p->formation.intitule;
    p->formation_numero = numero;
    return status;
}

static enum status lire_action(struct request *request, int64_t numero, struct porteur *p)
{
    enum status status =
        action_lire(request->db, request->arena, request->acteur, numero, &p->action);
    p->contenu = p->action.contenu_id;
    p->version = offre_formulaire_version(p->contenu, p->action.version);
    p->titre = p->action.formation_intitule;
    p->formation_numero = p->action.formation;
    p->action_numero = numero;
    return status;
}

static enum status lire_session(struct request *request, int64_t numero, struct porteur *p)
{
    enum status status =
        session_lire(request->db, request->arena, request->acteur, numero, &p->session);
    p->contenu = numero;
    p->version = p->session.version;
    p->titre = p->session.intitule;
    p->formation_numero = p->session.formation;
    p->action_numero = p->session.action;
    return status;
}

static enum status lire_porteur(struct request *request, enum offre_noun noun, struct porteur *p)
{
    int64_t numero = request_capture_int(request, "numero");
    *p = (struct porteur){.noun = noun,
                          .adresse = arena_printf(request->arena, "/%ss/%lld", offre_noun_nom(noun),
                                                  (long long)numero)};
    return noun == OFFRE_FORMATION ? lire_formation(request, numero, p)
           : noun == OFFRE_ACTION  ? lire_action(request, numero, p)
                                   : lire_session(request, numero, p);
}

static enum status ecrire(struct request *request, const struct porteur *p,
                          const struct offre_genre *genre, int64_t rang, const void *record)
{
    struct db *db = request->db;
    return p->noun == OFFRE_FORMATION ? formation_detail(db, request->arena, request->acteur,
                                                         &p->formation, genre, rang, record)
           : p->noun == OFFRE_ACTION
               ? action_detail(db, request->arena, request->acteur, &p->action, genre, rang, record)
               : session_detail(db, request->arena, request->acteur, &p->session, genre, rang,
                                record);
}

/* ---- the record itself */

struct detail {
    const struct offre_genre *genre;
    int64_t rang;
    const void *enregistre; /* an empty one for a new one */
};

/* Which record is meant: in the address, and in the form, which may travel without it. */
static const char *designer(const struct request *request, const char *nom)
{
    const char *typed = request_form(request, nom);
    return typed[0] ? typed : request_query(request, nom);
}

/* STATUS_NOT_FOUND: no such kind, or no such rank. */
static enum status lire_detail(struct request *request, const struct porteur *porteur,
                               struct detail *detail_r)
{
    struct offre_details details = {0};
    const struct offre_genre *genre = offre_genre_nomme(porteur->noun, designer(request, "genre"));
    if (!genre) {
        return request->method == HTTP_POST ? STATUS_MALFORMED : STATUS_NOT_FOUND;
    }
    const char *rang = designer(request, "rang");
    *detail_r = (struct detail){.genre = genre};
    if (!rang[0]) {
        detail_r->enregistre = offre_formulaire_vide(request->arena, genre->set, genre->taille);
        return STATUS_OK;
    }
    text_to_int(rang, &detail_r->rang);
    enum status status =
        offre_details_lire(request->db, request->arena, porteur->noun, porteur->contenu, &details);
    for (size_t i = 0; status == STATUS_OK && i < details.n; i++) {
        if (details.items[i].genre == genre && details.items[i].rang == detail_r->rang) {
            detail_r->enregistre = details.items[i].record;
        }
    }
    return status == STATUS_OK && !detail_r->enregistre ? STATUS_NOT_FOUND : status;
}

static enum status lire(struct request *request, enum offre_noun noun, struct porteur *porteur,
                        struct detail *detail_r)
{
    enum status status = lire_porteur(request, noun, porteur);
    return status == STATUS_OK ? lire_detail(request, porteur, detail_r) : status;
}

/* ---- a certification is looked for */

static const char *adresse_choisie(struct request *request, const char *code)
{
    return arena_printf(request->arena, "%s?genre=certification&choisie=%s", request->path, code);
}

static enum status chercher(struct request *request, struct offre_detail_view *view)
{
    struct arena *arena = request->arena;
    view->certification = true;
    view->chemin = request->path;
    const struct recherche recherche =
        recherche_lire(arena, request_query(request, "q"), NOMENCLATURE_MOTS_MAX, true);
    view->q = recherche.q;
    view->note = recherche.note;
    view->cherchee = view->q[0] != '\0';
    if (!view->cherchee) {
        return STATUS_OK;
    }
    struct nomenclature_resultat resultat = {0};
    enum status status =
        nomenclature_chercher(request->db, arena, NOMENCLATURE_CERTIFICATIONS, view->q, &resultat);
    struct offre_trouvee_view *items =
        ARENA_ARRAY(arena, struct offre_trouvee_view, resultat.liste.n);
    for (size_t i = 0; i < resultat.liste.n; i++) {
        const struct nomenclature_entree *entree = &resultat.liste.items[i];
        items[i] = (struct offre_trouvee_view){
            .adresse = adresse_choisie(request, entree->code),
            .texte = arena_printf(arena, "%s - %s", entree->code, entree->libelle),
            .fin = entree->fin[0]
                       ? arena_printf(arena, "jusqu'au %s", dates_show(arena, entree->fin))
                       : ""};
    }
    view->trouvees.items = items;
    view->trouvees.n = resultat.liste.n;
    view->compte =
        arena_printf(arena, "%zu certification%s", resultat.total, resultat.total > 1 ? "s" : "");
    return status;
}

/* What the page of a new certification begins with, once one was chosen. */
static enum status choisir(struct request *request, const struct detail *detail,
                           const void **record_r)
{
    const char *code = request_query(request, "choisie");
    struct nomenclature_certification found = {0};
    *record_r = detail->enregistre;
    if (!code[0] || strcmp(detail->genre->code, "certification") != 0) {
        return STATUS_OK;
    }
    enum status status = nomenclature_certification(request->db, request->arena, code, &found);
    if (status == STATUS_OK) {
        *record_r = offre_certification_detail(request->arena, detail->genre, &found);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- the page */

static bool a_obligatoire(const struct field_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        if (set->fields[i].flags & FIELD_REQUIRED) {
            return true;
        }
    }
    return false;
}

static void situer(struct request *request, struct response *response,
                   struct offre_detail_view *view, const struct porteur *porteur,
                   const struct detail *detail)
{
    struct arena *arena = request->arena;
    const struct offre_genre *genre = detail->genre;
    view->titre = detail->rang ? genre->titre : genre->ajouter;
    view->de = porteur->titre;
    view->rang = detail->rang;
    view->obligatoires = a_obligatoire(genre->set);
    page_init(&view->page, request, response, arena_printf(arena, "%s, %s", view->titre, view->de),
              MENU_FORMATIONS);
    offre_formulaire_chemin(
        request, &view->page, porteur->formation_numero,
        arena_printf(arena, "Formation %lld", (long long)porteur->formation_numero), view->titre);
    if (porteur->action_numero) {
        offre_formulaire_maillon(request, &view->page, OFFRE_ACTION, porteur->action_numero);
    }
    if (porteur->noun == OFFRE_SESSION) {
        offre_formulaire_maillon(request, &view->page, OFFRE_SESSION, porteur->contenu);
    }
    view->fiche.nouveau = detail->rang == 0;
    view->fiche.adresse = arena_printf(arena, "%s/details", porteur->adresse);
    view->genre = genre->code;
    view->fiche.retour = arena_printf(arena, "%s#%s", porteur->adresse, genre->code);
}

static enum status montrer(struct request *request, struct response *response,
                           struct offre_detail_view *view, const struct form *form,
                           const struct porteur *porteur, const struct detail *detail)
{
    situer(request, response, view, porteur, detail);
    fiche_remplir(&view->fiche, &view->page, request, form, porteur->version);
    if (view->confirmation_message) {
        fiche_ajouter_erreur(request->arena, &view->fiche, &view->page, "confirmation",
                             view->confirmation_message);
    }
    const struct choice *communes =
        form_field_named(form, "commune_insee") ? lieu_choix_communes(form) : NULL;
    const struct offre_choix choix[] = {{communes ? "commune_insee" : NULL, communes},
                                        {NULL, NULL}};
    enum status status = offre_formulaire_champs(request, form, choix, &view->champs);
    if (status == STATUS_OK && strcmp(detail->genre->code, "certification") == 0) {
        status = chercher(request, view);
    }
    if (status == STATUS_OK) {
        tmpl_offre_detail(&response->body, view);
    }
    return status;
}

static enum status ouvrir(struct request *request, struct response *response, enum offre_noun noun)
{
    struct porteur porteur;
    struct detail detail = {0};
    const void *record = NULL;
    enum status status = lire(request, noun, &porteur, &detail);
    if (status == STATUS_OK) {
        status = choisir(request, &detail, &record);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct form form;
    form_of_record(&form, request->arena, detail.genre->set, record,
                   acteur_est_officier(request->acteur), true);
    struct offre_detail_view view = {.fiche = {.modifie = record != detail.enregistre},
                                     .reprendre = record != detail.enregistre};
    return montrer(request, response, &view, &form, &porteur, &detail);
}

/* ---- a submission */

static enum status refuser(struct request *request, struct response *response,
                           struct offre_detail_view *view, const struct form *form,
                           const struct porteur *porteur, const struct detail *detail)
{
    response->code = 422;
    enum status status = montrer(request, response, view, form, porteur, detail);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   const struct form *form, const struct porteur *porteur,
                                   const struct detail *detail, const void *saisi)
{
    size_t n = 0;
    struct journal_champ *champs =
        journal_comparer(request->arena, detail->genre->set, NULL, detail->enregistre, saisi, &n);
    struct offre_detail_view view = {0};
    fiche_en_conflit(request, response, &view.fiche, offre_noun_nom(porteur->noun),
                     request_capture_int(request, "numero"), champs, n);
    view.reprendre = request_form(request, "reprendre")[0] != '\0';
    enum status status = montrer(request, response, &view, form, porteur, detail);
    return status == STATUS_OK ? STATUS_CONFLICT : status;
}

static enum status conclure(struct request *request, struct response *response,
                            const struct porteur *porteur, const struct detail *detail,
                            const char *flash)
{
    page_flash(request, response, flash);
    response_redirect(response, arena_printf(request->arena, "%s?section=%s#%s", porteur->adresse,
                                             detail->genre->code, detail->genre->code));
    return STATUS_OK;
}

/* « Reprendre l'intitulé et le niveau » of a certification that the official lists know. */
static enum status reprendre(struct request *request, const struct porteur *porteur,
                             const struct detail *detail, const void *saisi)
{
    if (strcmp(detail->genre->code, "certification") != 0 ||
        !request_form(request, "reprendre")[0]) {
        return STATUS_OK;
    }
    const char *code = offre_certification_code(request->arena, saisi);
    struct nomenclature_certification found = {0};
    enum status status = nomenclature_certification(request->db, request->arena, code, &found);
    if (status == STATUS_OK) {
        status = offre_certification_reporter(request, porteur->formation.numero, &found, true);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status supprimer(struct request *request, struct response *response,
                             const struct porteur *porteur, const struct detail *detail)
{
    if (request_form(request, "confirmation")[0]) {
        enum status status = ecrire(request, porteur, detail->genre, detail->rang, NULL);
        return status == STATUS_OK ? conclure(request, response, porteur, detail, "detail-supprime")
                                   : status;
    }
    struct form form;
    form_of_record(&form, request->arena, detail->genre->set, detail->enregistre,
                   acteur_est_officier(request->acteur), false);
    struct offre_detail_view view = {.confirmation_message =
                                         "Confirmation" NBSP ": case à cocher avant de supprimer"};
    return refuser(request, response, &view, &form, porteur, detail);
}

static enum status enregistrer(struct request *request, struct response *response,
                               const struct porteur *porteur, const struct detail *detail)
{
    const struct offre_genre *genre = detail->genre;
    struct form form;
    void *saisi = arena_alloc(request->arena, genre->taille);
    memcpy(saisi, detail->enregistre, genre->taille);
    form_read(&form, request->arena, genre->set, &request->form, saisi,
              acteur_est_officier(request->acteur), true, false);
    if (form_field_named(&form, "commune_insee")) {
        lieu_completer_commune(request, &form, saisi);
    }
    if (genre->verifier) {
        genre->verifier(&form, saisi);
    }
    struct offre_detail_view view = {.fiche.modifie = true,
                                     .reprendre = request_form(request, "reprendre")[0] != '\0'};
    if (lieu_propose(request)) {
        fiche_oublier_messages(&form);
        return montrer(request, response, &view, &form, porteur, detail);
    }
    enum status status =
        certification_code_verifier(request->db, &form, genre, porteur->contenu, detail->rang,
                                    saisi, request_form(request, "averti"), &view.averti);
    if (status != STATUS_OK) {
        return status;
    }
    if (form.error_count) {
        return refuser(request, response, &view, &form, porteur, detail);
    }
    if (fiche_version_perimee(request, porteur->version)) {
        return montrer_conflit(request, response, &form, porteur, detail, saisi);
    }
    status = ecrire(request, porteur, genre, detail->rang, saisi);
    if (status == STATUS_REFUSED) {
        form_refuse(&form, NULL,
                    arena_printf(request->arena, "%s" NBSP ": %zu au maximum", genre->titre,
                                 genre->maximum));
        return refuser(request, response, &view, &form, porteur, detail);
    }
    if (status == STATUS_OK) {
        status = reprendre(request, porteur, detail, saisi);
    }
    const char *flash = lieu_position_gardee(genre->set, detail->enregistre, saisi)
                            ? "position-restee"
                            : "enregistre";
    return status == STATUS_OK ? conclure(request, response, porteur, detail, flash) : status;
}

static enum status poster(struct request *request, struct response *response, enum offre_noun noun)
{
    struct porteur porteur;
    struct detail detail = {0};
    enum status status = lire(request, noun, &porteur, &detail);
    if (status != STATUS_OK) {
        return status;
    }
    return detail.rang && request_form(request, "supprimer")[0]
               ? supprimer(request, response, &porteur, &detail)
               : enregistrer(request, response, &porteur, &detail);
}

enum status offre_detail_formation(struct request *request, struct response *response)
{
    return ouvrir(request, response, OFFRE_FORMATION);
}

enum status offre_detail_formation_poster(struct request *request, struct response *response)
{
    return poster(request, response, OFFRE_FORMATION);
}

enum status offre_detail_action(struct request *request, struct response *response)
{
    return ouvrir(request, response, OFFRE_ACTION);
}

enum status offre_detail_action_poster(struct request *request, struct response *response)
{
    return poster(request, response, OFFRE_ACTION);
}

enum status offre_detail_session(struct request *request, struct response *response)
{
    return ouvrir(request, response, OFFRE_SESSION);
}

enum status offre_detail_session_poster(struct request *request, struct response *response)
{
    return poster(request, response, OFFRE_SESSION);
}
