#include "lieu.h"

#include "adresse.h"
#include "commune.h"
#include "json.h"
#include "position.h"
#include "text.h"

#include <string.h>

bool lieu_propose(const struct request *request)
{
    return params_get(&request->form, "proposer_communes") ||
           params_get(&request->form, "proposer_position");
}

static bool propose(const struct choice *choix, size_t n, const char *insee)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(choix[i].code, insee) == 0) {
            return true;
        }
    }
    return false;
}

static const char *code_tape(const struct form *form)
{
    const char *typed = form_field_named(form, "code_postal")->typed;
    return text_without_spaces(form->arena, text_clean(form->arena, typed));
}

static struct communes du_departement(struct arena *arena, const char *code_postal)
{
    char departement[4];
    commune_departement(code_postal, departement);
    return communes_of_departement(arena, departement);
}

/* A code that no commune has (CEDEX) leaves the choice of the whole department. */
const struct choice *lieu_choix_communes(const struct form *form)
{
    struct arena *arena = form->arena;
    const char *code_postal = code_tape(form);
    const char *choisie = form_field_named(form, "commune_insee")->typed;
    struct communes_desservies served = communes_by_code_postal(arena, code_postal);
    struct communes others = served.n ? (struct communes){0} : du_departement(arena, code_postal);
    struct choice *choix = ARENA_ARRAY(arena, struct choice, served.n + others.n + 2);
    size_t n = 0;
    for (size_t i = 0; i < served.n; i++) {
        choix[n++] = (struct choice){served.items[i].commune.insee, served.items[i].commune.nom};
    }
    for (size_t i = 0; i < others.n; i++) {
        choix[n++] = (struct choice){others.items[i].insee, others.items[i].nom};
    }
    struct commune commune;
    if (!propose(choix, n, choisie) && commune_by_insee(choisie, &commune) == STATUS_OK) {
        choix[n++] = (struct choice){commune.insee, commune.nom};
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
}

static const char *annoncer(struct arena *arena, const char *code_postal)
{
    size_t n = communes_by_code_postal(arena, code_postal).n;
    if (!code_postal[0]) {
        return "Saisissez d'abord le code postal";
    }
    if (n > 0) {
        return arena_printf(arena, "%zu commune%s proposée%s", n, n > 1 ? "s" : "",
                            n > 1 ? "s" : "");
    }
    return arena_printf(arena, "Aucune commune n'a le code postal %s%s", code_postal,
                        du_departement(arena, code_postal).n
                            ? "\u00A0: celles du département sont proposées"
                            : ", vérifiez les 5 chiffres");
}

struct lieu_view lieu_communes_proposees(const struct request *request, const struct form *form)
{
    return (struct lieu_view){params_get(&request->form, "proposer_communes")
                                  ? annoncer(form->arena, code_tape(form))
                                  : NULL};
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

static const char *valeur(const struct form *form, const char *name, const void *record)
{
    return field_text(form_field_named(form, name)->field, record);
}

void lieu_completer_commune(struct form *form, void *record)
{
    struct communes_desservies communes =
        communes_by_code_postal(form->arena, valeur(form, "code_postal", record));
    const struct commune_desservie *choisie = communes.n == 1 ? &communes.items[0] : NULL;
    for (size_t i = 0; i < communes.n; i++) {
        if (strcmp(communes.items[i].commune.insee, valeur(form, "commune_insee", record)) == 0) {
            choisie = &communes.items[i];
        }
    }
    if (!choisie) {
        return;
    }
    const char *bureau =
        form_field_named(form, "bureau_distributeur") ? "bureau_distributeur" : "ville";
    if (!form_field_named(form, bureau)->typed[0]) {
        donner(form, bureau, choisie->libelle_acheminement, record);
    }
    if (!form_field_named(form, "commune_insee")->typed[0]) {
        donner(form, "commune_insee", choisie->commune.insee, record);
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
    lieu_completer_commune(form, saisi);
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
