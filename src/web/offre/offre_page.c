#include "offre_page.h"

#include "dates.h"
#include "json.h"
#include "offre_fusion.h"

#include <string.h>

enum status offre_page_dessiner(struct request *request, struct response *response,
                                const struct offre_page *page, const void *record,
                                const void *reponse)
{
    struct offre_details details = {0};
    struct offre_saisie saisie;
    enum status status = offre_details_lire(request->db, request->arena, page->noun,
                                            page->contenu(record), &details);
    if (status != STATUS_OK) {
        return status;
    }
    offre_saisie_de(request, page->set, record, &details, &saisie);
    saisie.vu = offre_fusion_vu(request->arena, page->set, record, &details, NULL);
    return page->dessiner(request, response, record, &saisie, reponse);
}

enum status offre_page_montrer(struct request *request, struct response *response,
                               const struct offre_page *page)
{
    void *record = arena_alloc(request->arena, page->taille);
    enum status status = page->lire(request, record);
    return status == STATUS_OK ? offre_page_dessiner(request, response, page, record, NULL)
                               : status;
}

/* ---- a save */

struct edition {
    struct request *request;
    struct response *response;
    const struct offre_page *page;
    void *ancienne;
    void *nouvelle;
    struct offre_details details; /* of `ancienne` */
    struct offre_saisie saisie;
    bool change;
};

static enum status lire(struct edition *e)
{
    struct request *request = e->request;
    const struct offre_page *page = e->page;
    e->ancienne = arena_alloc(request->arena, page->taille);
    e->nouvelle = arena_alloc(request->arena, page->taille);
    enum status status = page->lire(request, e->ancienne);
    if (status == STATUS_OK) {
        status = offre_details_lire(request->db, request->arena, page->noun,
                                    page->contenu(e->ancienne), &e->details);
    }
    if (status != STATUS_OK) {
        return status;
    }
    memcpy(e->nouvelle, e->ancienne, page->taille);
    const struct offre_lecture lecture = {
        .noun = page->noun,
        .set = page->set,
        .ancienne = e->ancienne,
        .details = &e->details,
        .brouillon = page->brouillon,
        .perimee = fiche_version_perimee(request, page->version(e->ancienne))};
    status = offre_saisie_lire(request, &lecture, e->nouvelle, &e->saisie);
    if (status == STATUS_OK) {
        offre_fusionner(request, &lecture, e->nouvelle, &e->saisie);
        e->saisie.vu = offre_fusion_vu(request->arena, page->set, e->ancienne, &e->details, NULL);
    }
    return status;
}

/* STATUS_REFUSED: the form is to be shown again. */
static enum status juger(struct edition *e)
{
    struct offre_saisie *saisie = &e->saisie;
    enum status status = e->page->verifier(e->request, &saisie->form, e->ancienne, e->nouvelle);
    if (status == STATUS_OK || status == STATUS_REFUSED) {
        status = offre_saisie_verifier(e->request, saisie);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (saisie->automatique) {
        offre_saisie_garder_le_bon(e->request->arena, saisie, e->ancienne, e->nouvelle);
        return STATUS_OK;
    }
    if (offre_saisie_fautes(saisie)) {
        return STATUS_REFUSED;
    }
    if (e->page->doublons && saisie->conflits.n == 0) {
        status = e->page->doublons(e->request, e->ancienne, e->nouvelle, &saisie->doublons);
    }
    return status == STATUS_OK && saisie->doublons ? STATUS_REFUSED : status;
}

static enum status montrer(struct edition *e, int code, enum status status)
{
    e->response->code = code;
    enum status drawn = e->page->dessiner(e->request, e->response, e->ancienne, &e->saisie, NULL);
    return drawn == STATUS_OK ? status : drawn;
}

/* What is in the base now, for what is drawn after a save. */
static enum status relire(struct edition *e)
{
    struct request *request = e->request;
    enum status status = e->page->lire(request, e->ancienne);
    if (status == STATUS_OK) {
        status = offre_details_lire(request->db, request->arena, e->page->noun,
                                    e->page->contenu(e->ancienne), &e->details);
    }
    return status;
}

/* All is saved but what two people changed, which is shown with both values. */
static enum status demander_un_choix(struct edition *e)
{
    enum status status = relire(e);
    if (status != STATUS_OK) {
        return status;
    }
    e->saisie.vu = offre_fusion_vu(e->request->arena, e->page->set, e->ancienne, &e->details, NULL);
    return montrer(e, 409, STATUS_OK);
}

/* ---- kept by the page itself */

static void nommer_fautes(struct json_writer *json, struct arena *arena,
                          const struct offre_saisie *saisie)
{
    json_open_array(json, "fautes");
    for (size_t i = 0; i < saisie->form.n; i++) {
        if (saisie->form.fields[i].message) {
            json_put_text(json, NULL, saisie->form.fields[i].field->name);
        }
    }
    for (size_t i = 0; i < saisie->fausses.n; i++) {
        json_put_text(json, NULL, offre_rangee_nom(arena, &saisie->fausses.items[i]));
    }
    json_end(json);
}

static enum status repondre_conflit(struct edition *e)
{
    struct json_writer json;
    json_start(&json, &e->response->body);
    json_open_object(&json, NULL);
    json_put_text(&json, "conflit", e->saisie.conflits.items[0].libelle);
    json_end(&json);
    e->response->content_type = "application/json; charset=utf-8";
    e->response->code = 409;
    return STATUS_CONFLICT;
}

static enum status repondre(struct edition *e)
{
    struct arena *arena = e->request->arena;
    enum status status = relire(e);
    if (status != STATUS_OK) {
        return status;
    }
    const char *instant = dates_show_instant(arena, dates_now());
    const char *heure = strstr(instant, "à ");
    struct json_writer json;
    json_start(&json, &e->response->body);
    json_open_object(&json, NULL);
    json_put_text(&json, "heure", heure ? heure + strlen("à ") : instant);
    json_put_text(&json, "version",
                  arena_printf(arena, "%lld", (long long)e->page->version(e->ancienne)));
    json_put_text(
        &json, "vu",
        offre_fusion_vu(arena, e->page->set, e->ancienne, &e->details, &e->saisie.gardes));
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

static enum status conclure(struct edition *e)
{
    struct request *request = e->request;
    bool fait = false;
    if (e->saisie.automatique) {
        return repondre(e);
    }
    if (e->saisie.conflits.n) {
        return demander_un_choix(e);
    }
    enum status status =
        e->page->ensuite ? e->page->ensuite(request, e->response, &fait) : STATUS_OK;
    if (status != STATUS_OK || fait) {
        /* What was typed stays saved, whatever became of the rest. */
        return status == STATUS_REFUSED && e->change ? STATUS_OK : status;
    }
    const char *autres = noms_des_autres(e);
    page_flash(request, e->response,
               !e->change           ? "inchange"
               : position_restee(e) ? "position-restee"
                                    : "enregistre");
    response_redirect(e->response, arena_printf(request->arena, "%s%s%s", request->path,
                                                autres[0] ? "?aussi=" : "", autres));
    return STATUS_OK;
}

enum status offre_page_modifier(struct request *request, struct response *response,
                                const struct offre_page *page)
{
    struct edition e = {.request = request, .response = response, .page = page};
    enum status status = lire(&e);
    if (status == STATUS_OK && !params_get(&request->form, "version")) {
        return STATUS_MALFORMED; /* what is absent counts as empty: a part would empty the rest */
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (e.saisie.sans_enregistrer) {
        offre_saisie_oublier(&e.saisie);
        return montrer(&e, 200, STATUS_OK);
    }
    if (e.saisie.automatique && (!page->automatique || !page->automatique(e.ancienne))) {
        return STATUS_FORBIDDEN;
    }
    status = juger(&e);
    if (status == STATUS_REFUSED) {
        return montrer(&e, 422, STATUS_REFUSED);
    }
    if (status == STATUS_OK && e.saisie.automatique && e.saisie.conflits.n) {
        return repondre_conflit(&e);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct offre_details details = offre_saisie_details(request->arena, &e.saisie);
    status = page->enregistrer(request, e.ancienne, e.nouvelle, &details, &e.change);
    return status == STATUS_OK ? conclure(&e) : status;
}
