#include "lieu.h"

#include "adresse.h"
#include "commune.h"
#include "json.h"
#include "position.h"

#include <string.h>

bool lieu_propose(const struct request *request)
{
    return params_get(&request->form, "proposer_communes") ||
           params_get(&request->form, "proposer_position");
}

/* Gives a value to a field that the person may correct: shown in the form as if typed. */
static void donner(struct form *form, const char *name, const char *value, void *record)
{
    struct form_field *field = form_field_named(form, name);
    field->typed = value;
    form->error_count -= field->message != NULL;
    field->message = NULL;
    field_set_text(field->field, record, value);
}

static void completer_bureau(struct request *request, struct form *form, struct site *saisi)
{
    struct communes_desservies communes =
        communes_by_code_postal(request->arena, saisi->code_postal);
    const struct commune_desservie *choisie = communes.n == 1 ? &communes.items[0] : NULL;
    for (size_t i = 0; i < communes.n; i++) {
        if (strcmp(communes.items[i].commune.insee, saisi->commune_insee) == 0) {
            choisie = &communes.items[i];
        }
    }
    if (!choisie) {
        return;
    }
    if (!form_field_named(form, "bureau_distributeur")->typed[0]) {
        donner(form, "bureau_distributeur", choisie->libelle_acheminement, saisi);
    }
    if (!form_field_named(form, "commune_insee")->typed[0]) {
        donner(form, "commune_insee", choisie->commune.insee, saisi);
    }
}

static bool meme_adresse(const struct site *a, const struct site *b)
{
    return strcmp(a->ligne1, b->ligne1) == 0 && strcmp(a->ligne2, b->ligne2) == 0 &&
           strcmp(a->ligne3, b->ligne3) == 0 && strcmp(a->code_postal, b->code_postal) == 0 &&
           strcmp(a->commune_insee, b->commune_insee) == 0;
}

static bool meme_position(const struct site *a, const struct site *b)
{
    return strcmp(a->longitude, b->longitude) == 0 && strcmp(a->latitude, b->latitude) == 0;
}

/* A position typed by the person is hers; one that stayed while the address changed is stale. */
static bool position_a_proposer(const struct request *request, const struct form *form,
                                const struct site *ancien, const struct site *saisi)
{
    const struct form_field *longitude = form_field_named(form, "longitude");
    const struct form_field *latitude = form_field_named(form, "latitude");
    if (params_get(&request->form, "proposer_position")) {
        return true;
    }
    if (!longitude->typed[0] && !latitude->typed[0]) {
        return true;
    }
    return !longitude->message && !latitude->message && meme_position(ancien, saisi) &&
           !meme_adresse(ancien, saisi);
}

static const char *completer_position(struct request *request, struct form *form,
                                      struct site *saisi)
{
    const struct adresse_question question = {
        .lignes = {saisi->ligne1, saisi->ligne2, saisi->ligne3},
        .code_postal = saisi->code_postal,
        .commune_insee = saisi->commune_insee};
    struct adresse_reponse reponse = {0};
    enum status status = adresse_chercher(request->arena, request->config, &question, &reponse);
    const char *texte =
        arena_printf(request->arena,
                     "Position de « %s », proposée par le service national des adresses : "
                     "vérifiez-la sur la carte",
                     reponse.libelle ? reponse.libelle : "");
    if (status != STATUS_OK) {
        texte = "Position du centre de la commune, à préciser si le site en est loin";
        status = position_commune(request->db, saisi->commune_insee, &reponse.position);
    }
    if (status == STATUS_OK) {
        donner(form, "longitude", position_degres(request->arena, reponse.position.longitude),
               saisi);
        donner(form, "latitude", position_degres(request->arena, reponse.position.latitude), saisi);
    }
    return status == STATUS_OK ? texte : NULL;
}

const char *lieu_completer(struct request *request, struct form *form, const struct site *ancien,
                           struct site *saisi)
{
    completer_bureau(request, form, saisi);
    if (!saisi->commune_insee[0] || !position_a_proposer(request, form, ancien, saisi)) {
        return NULL;
    }
    return completer_position(request, form, saisi);
}

enum status lieu_communes(struct request *request, struct response *response)
{
    struct communes_desservies communes =
        communes_by_code_postal(request->arena, request_query(request, "code_postal"));
    struct json_writer json;
    json_start(&json, &response->body);
    json_open_object(&json, NULL);
    json_open_array(&json, "communes");
    for (size_t i = 0; i < communes.n; i++) {
        json_open_object(&json, NULL);
        json_put_text(&json, "code", communes.items[i].commune.insee);
        json_put_text(&json, "nom", communes.items[i].commune.nom);
        json_put_text(&json, "bureau", communes.items[i].libelle_acheminement);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    response->content_type = "application/json; charset=utf-8";
    return STATUS_OK;
}
