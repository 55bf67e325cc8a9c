#include "offre_page.h"

#include "dates.h"
#include "envoi_formulaire.h"
#include "json.h"
#include "offre_fusion.h"
#include "suppression_page.h"

#include <string.h>

enum status offre_page_details(struct request *request, const struct offre_page *page,
                               const void *record, struct offre_details *details_r)
{
    int64_t contenu = page->identifier(record).contenu;
    *details_r = (struct offre_details){0};
    return contenu ? offre_details_lire(request->db, request->arena, page->noun, contenu, details_r)
                   : STATUS_OK;
}

enum status offre_page_vive(struct request *request, const struct offre_page *page,
                            const void *record, struct offre_saisie *saisie)
{
    const struct offre_identite identite = page->identifier(record);
    if (!identite.modification) {
        return STATUS_OK;
    }
    void *vive = arena_alloc(request->arena, page->taille);
    enum status status = page->lire_vive(request, identite.numero, vive);
    if (status == STATUS_OK) {
        saisie->vive = vive;
        status = offre_page_details(request, page, vive, &saisie->vives);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status offre_page_dessiner(struct request *request, struct response *response,
                                const struct offre_page *page, const void *record,
                                const void *reponse)
{
    struct offre_details details = {0};
    struct offre_saisie saisie;
    TRY(offre_page_details(request, page, record, &details));
    offre_saisie_de(request, page->set, page->annexe, record, &details, &saisie);
    saisie.en_plus = page->en_plus;
    saisie.vu = offre_fusion_vu(request->arena, &saisie, record, &details, NULL);
    TRY(offre_page_vive(request, page, record, &saisie));
    return page->dessiner(request, response, record, &saisie, reponse);
}

/* `numero` 0: a new one. */
static enum status lire_fiche(struct request *request, const struct offre_page *page,
                              int64_t numero, void *record_r)
{
    return numero ? page->lire(request, numero, record_r) : page->commencer(request, record_r);
}

static enum status montrer_fiche(struct request *request, struct response *response,
                                 const struct offre_page *page, int64_t numero)
{
    void *record = arena_alloc(request->arena, page->taille);
    TRY(lire_fiche(request, page, numero, record));
    return offre_page_dessiner(request, response, page, record, NULL);
}

enum status offre_page_montrer(struct request *request, struct response *response,
                               const struct offre_page *page)
{
    int64_t numero = request_capture_int(request, "numero");
    enum status status = numero ? montrer_fiche(request, response, page, numero) : STATUS_NOT_FOUND;
    return status == STATUS_NOT_FOUND ? suppression_expliquer(request, response, page->noun)
                                      : status;
}

/* A new one: what it would have been made in may have been removed. */
static enum status expliquer(struct request *request, struct response *response,
                             const struct offre_page *page, enum status status)
{
    return status == STATUS_NOT_FOUND && page->noun != OFFRE_FORMATION
               ? suppression_expliquer(request, response, offre_noun_parent(page->noun))
               : status;
}

enum status offre_page_commencer(struct request *request, struct response *response,
                                 const struct offre_page *page)
{
    return expliquer(request, response, page, montrer_fiche(request, response, page, 0));
}

/* ---- a save */

struct edition {
    struct request *request;
    struct response *response;
    const struct offre_page *page;
    int64_t numero; /* 0: it is being made */
    bool creation;  /* the form is that of a new one */
    void *ancienne;
    void *nouvelle;
    struct offre_details details; /* of `ancienne` */
    struct offre_saisie saisie;
    bool change;
};

/* What the rows of the same drawing made. */
static enum status retrouver_lignes(struct edition *e)
{
    for (size_t i = 0; i < e->saisie.lignes.n; i++) {
        struct offre_rangee *ligne = &e->saisie.lignes.items[i];
        if (ligne->genre == e->page->en_plus) {
            TRY(envoi_formulaire_fiche(e->request, offre_rangee_nom(e->request->arena, ligne),
                                       &ligne->numero));
        }
    }
    return STATUS_OK;
}

static enum status lire(struct edition *e)
{
    struct request *request = e->request;
    const struct offre_page *page = e->page;
    e->ancienne = arena_alloc(request->arena, page->taille);
    e->nouvelle = arena_alloc(request->arena, page->taille);
    TRY(lire_fiche(request, page, e->numero, e->ancienne));
    TRY(offre_page_details(request, page, e->ancienne, &e->details));
    memcpy(e->nouvelle, e->ancienne, page->taille);
    const struct offre_lecture lecture = {
        .noun = page->noun,
        .set = page->set,
        .en_plus = page->en_plus,
        .annexe = page->annexe,
        .ancienne = e->ancienne,
        .taille = page->taille,
        .details = &e->details,
        .brouillon = page->brouillon,
        .neuve = e->numero == 0,
        .perimee = fiche_version_perimee(request, page->identifier(e->ancienne).version)};
    TRY(offre_saisie_lire(request, &lecture, e->nouvelle, &e->saisie));
    offre_fusionner(request, &lecture, e->nouvelle, &e->saisie);
    e->saisie.vu = offre_fusion_vu(request->arena, &e->saisie, e->ancienne, &e->details, NULL);
    return e->creation && e->numero ? retrouver_lignes(e) : STATUS_OK;
}

/* STATUS_REFUSED: the form is to be shown again. */
static enum status juger(struct edition *e)
{
    struct offre_saisie *saisie = &e->saisie;
    enum status status = e->page->verifier(e->request, &saisie->form, e->ancienne, e->nouvelle);
    if (status == STATUS_OK || status == STATUS_REFUSED) {
        status = offre_saisie_verifier(e->request, saisie);
    }
    TRY(status);
    if (saisie->automatique) {
        offre_saisie_garder_le_bon(e->request->arena, saisie, e->ancienne, e->nouvelle);
        return STATUS_OK;
    }
    if (offre_saisie_fautes(saisie)) {
        return STATUS_REFUSED;
    }
    if (e->page->doublons && saisie->conflits.n == 0) {
        TRY(e->page->doublons(e->request, e->ancienne, e->nouvelle, saisie, &saisie->doublons));
    }
    return saisie->doublons ? STATUS_REFUSED : STATUS_OK;
}

static enum status montrer(struct edition *e, int code, enum status status)
{
    e->response->code = code;
    TRY(offre_page_vive(e->request, e->page, e->ancienne, &e->saisie));
    TRY(e->page->dessiner(e->request, e->response, e->ancienne, &e->saisie, NULL));
    return status;
}

/* What is in the base now, for what is drawn after a save. */
static enum status relire(struct edition *e)
{
    TRY(e->page->lire(e->request, e->numero, e->ancienne));
    return offre_page_details(e->request, e->page, e->ancienne, &e->details);
}

/* All is saved but what two people changed, which is shown with both values. */
static enum status demander_un_choix(struct edition *e)
{
    TRY(relire(e));
    e->saisie.vu = offre_fusion_vu(e->request->arena, &e->saisie, e->ancienne, &e->details, NULL);
    return montrer(e, 409, STATUS_OK);
}

static const char *adresse(const struct edition *e)
{
    return offre_noun_adresse(e->request->arena, e->page->noun, e->numero);
}

/* ---- kept by the page itself */

static void nommer_champs_faux(struct json_writer *json, const struct form *form)
{
    for (size_t i = 0; i < form->n; i++) {
        if (form->fields[i].message) {
            json_put_text(json, NULL, form->fields[i].field->name);
        }
    }
}

static void nommer_fautes(struct json_writer *json, struct arena *arena,
                          const struct offre_saisie *saisie)
{
    json_open_array(json, "fautes");
    nommer_champs_faux(json, &saisie->form);
    nommer_champs_faux(json, &saisie->annexe);
    for (size_t i = 0; i < saisie->fausses.n; i++) {
        json_put_text(json, NULL, offre_rangee_nom(arena, &saisie->fausses.items[i]));
    }
    json_end(json);
}

static const char *premiere_faute(const struct offre_saisie *saisie)
{
    for (size_t i = 0; i < saisie->form.n; i++) {
        if (saisie->form.fields[i].message) {
            return saisie->form.fields[i].field->label;
        }
    }
    return "";
}

/* Nothing is kept: two people changed a field (409), or what makes a record is not there yet (422).
 */
static enum status renoncer(struct edition *e, enum status status)
{
    struct json_writer json;
    bool conflit = status == STATUS_CONFLICT;
    json_start(&json, &e->response->body);
    json_open_object(&json, NULL);
    json_put_text(&json, conflit ? "conflit" : "attendu",
                  conflit ? e->saisie.conflits.items[0].libelle : premiere_faute(&e->saisie));
    json_end(&json);
    e->response->content_type = "application/json; charset=utf-8";
    e->response->code = conflit ? 409 : 422;
    return status;
}

static enum status repondre(struct edition *e)
{
    struct arena *arena = e->request->arena;
    TRY(relire(e));
    const char *instant = dates_show_instant(arena, dates_now());
    const char *heure = strstr(instant, "à ");
    struct json_writer json;
    json_start(&json, &e->response->body);
    json_open_object(&json, NULL);
    json_put_text(&json, "heure", heure ? heure + strlen("à ") : instant);
    json_put_text(&json, "version",
                  arena_printf(arena, "%lld", (long long)e->page->identifier(e->ancienne).version));
    json_put_text(&json, "adresse", adresse(e));
    json_put_text(&json, "vu",
                  offre_fusion_vu(arena, &e->saisie, e->ancienne, &e->details, &e->saisie.gardes));
    json_put_text(&json, "autres", e->saisie.autres);
    nommer_fautes(&json, arena, &e->saisie);
    json_end(&json);
    e->response->content_type = "application/json; charset=utf-8";
    return STATUS_OK;
}

/* ---- the answer */

static const char *noms_des_autres(struct edition *e)
{
    const char *noms = "";
    for (size_t i = 0; i < e->saisie.gardes.n; i++) {
        noms = arena_printf(e->request->arena, "%s%s%s", noms, i ? "," : "",
                            e->saisie.gardes.items[i].name);
    }
    return noms;
}

static bool position_restee(const struct edition *e)
{
    for (size_t i = 0; i < e->saisie.lignes.n; i++) {
        const struct offre_rangee *ligne = &e->saisie.lignes.items[i];
        if (ligne->enregistre &&
            lieu_position_gardee(ligne->genre->set, ligne->enregistre, ligne->record)) {
            return true;
        }
    }
    return false;
}

/* Where the button leads: to what a record is made for, or back to it. */
static const char *aller(struct edition *e)
{
    const char *autres = noms_des_autres(e);
    if (e->creation && e->page->arrivee) {
        return e->page->arrivee(e->request->arena, e->nouvelle);
    }
    return params_get(&e->request->form, "suite")
               ? offre_formulaire_suite(e->request->arena, e->page->noun, e->numero)
               : arena_printf(e->request->arena, "%s%s%s", adresse(e), autres[0] ? "?aussi=" : "",
                              autres);
}

static enum status conclure(struct edition *e)
{
    bool fait = false;
    if (e->saisie.automatique) {
        return repondre(e);
    }
    if (e->saisie.conflits.n) {
        return demander_un_choix(e);
    }
    enum status status = e->page->ensuite && !e->creation
                             ? e->page->ensuite(e->request, e->response, &fait)
                             : STATUS_OK;
    if (status != STATUS_OK || fait) {
        /* What was typed stays saved, whatever became of the rest. */
        return status == STATUS_REFUSED && e->change ? STATUS_OK : status;
    }
    page_flash(e->request, e->response,
               e->creation          ? e->page->creee
               : !e->change         ? "inchange"
               : position_restee(e) ? "position-restee"
                                    : "enregistre");
    response_redirect(e->response, aller(e));
    return STATUS_OK;
}

/* The rows that are records of their own, which are then no more in the form. */
static enum status ajouter_lignes(struct edition *e, const struct offre_details *details)
{
    struct offre_rangee *lignes = e->saisie.lignes.items;
    size_t n = e->saisie.lignes.n;
    for (size_t i = 0; i < n; i++) {
        bool neuve = lignes[i].numero == 0;
        if (lignes[i].genre != e->page->en_plus || offre_rangee_vide(&lignes[i])) {
            continue;
        }
        TRY(e->page->ajouter(e->request, e->nouvelle, details, &lignes[i]));
        e->change = true;
        if (neuve) {
            const char *nom = offre_rangee_nom(e->request->arena, &lignes[i]);
            TRY(envoi_formulaire_noter_fiche(e->request, nom, lignes[i].numero));
        }
    }
    e->saisie.lignes.n = 0;
    for (size_t i = 0; i < n; i++) {
        if (lignes[i].genre != e->page->en_plus) {
            lignes[e->saisie.lignes.n++] = lignes[i];
        }
    }
    return STATUS_OK;
}

static enum status enregistrer(struct edition *e)
{
    struct offre_details details = offre_saisie_details(e->request->arena, &e->saisie);
    bool neuve = e->numero == 0;
    enum status status =
        e->page->enregistrer(e->request, e->ancienne, e->nouvelle, &details, &e->change);
    if (status != STATUS_OK) {
        return status == STATUS_REFUSED && e->saisie.automatique ? renoncer(e, status) : status;
    }
    e->numero = e->page->identifier(e->nouvelle).numero;
    if (neuve) {
        TRY(envoi_formulaire_noter_fiche(e->request, "", e->numero));
    }
    status = e->page->en_plus ? ajouter_lignes(e, &details) : STATUS_OK;
    TRY(status == STATUS_REFUSED ? montrer(e, 422, status) : status);
    return conclure(e);
}

static enum status modifier(struct edition *e)
{
    struct request *request = e->request;
    TRY(lire(e));
    if (e->numero && !params_get(&request->form, "version")) {
        return STATUS_MALFORMED; /* what is absent counts as empty: a part would empty the rest */
    }
    if (e->saisie.sans_enregistrer) {
        offre_saisie_oublier(&e->saisie);
        return montrer(e, 200, STATUS_OK);
    }
    if (e->saisie.automatique && !e->page->identifier(e->ancienne).automatique) {
        return STATUS_FORBIDDEN;
    }
    enum status status = juger(e);
    if (status == STATUS_REFUSED) {
        return montrer(e, 422, STATUS_REFUSED);
    }
    if (status == STATUS_OK && e->saisie.automatique && e->saisie.conflits.n) {
        return renoncer(e, STATUS_CONFLICT);
    }
    TRY(status);
    return enregistrer(e);
}

enum status offre_page_modifier(struct request *request, struct response *response,
                                const struct offre_page *page)
{
    struct edition e = {.request = request,
                        .response = response,
                        .page = page,
                        .numero = request_capture_int(request, "numero")};
    enum status status = e.numero ? modifier(&e) : STATUS_NOT_FOUND;
    return status == STATUS_NOT_FOUND ? suppression_expliquer(request, response, page->noun)
                                      : status;
}

enum status offre_page_creer(struct request *request, struct response *response,
                             const struct offre_page *page)
{
    struct edition e = {.request = request, .response = response, .page = page, .creation = true};
    TRY(envoi_formulaire_fiche(request, "", &e.numero));
    return expliquer(request, response, page, modifier(&e));
}
