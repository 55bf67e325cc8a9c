#include "lieu.h"

#include "adresse.h"
#include "commune.h"
#include "json.h"
#include "position.h"
#include "text.h"

#include <string.h>

bool lieu_propose(const struct params *params)
{
    return params_get(params, "proposer_communes") || params_get(params, "proposer_position") ||
           params_get(params, "proposer_centre");
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

static const char *nom_ville(const struct form *form)
{
    return form_field_named(form, "bureau_distributeur") ? "bureau_distributeur" : "ville";
}

static const char *tape(const struct form *form, const char *name)
{
    return text_clean(form->arena, form_field_named(form, name)->typed);
}

/* NULL: the postal code does not serve that commune. */
static const struct commune_desservie *desservie(const struct communes_desservies *communes,
                                                 const char *insee)
{
    for (size_t i = 0; i < communes->n; i++) {
        if (strcmp(communes->items[i].commune.insee, insee) == 0) {
            return &communes->items[i];
        }
    }
    return NULL;
}

/* What was proposed and left as it was is no word of the person. */
static bool ville_suit(const struct params *params, const char *ville)
{
    const char *proposee = params_get(params, "ville_proposee");
    return !ville[0] || (proposee && strcmp(ville, proposee) == 0);
}

static const char *ville_proposee(const struct params *params, const struct form *form)
{
    const char *ville = tape(form, nom_ville(form));
    struct communes_desservies communes = communes_by_code_postal(form->arena, code_tape(form));
    const struct commune_desservie *choisie = desservie(&communes, tape(form, "commune_insee"));
    bool proposee = choisie && strcmp(choisie->libelle_acheminement, ville) == 0;
    return proposee || ville_suit(params, ville) ? ville : "";
}

struct lieu_view lieu_communes_proposees(const struct params *params, const struct form *form)
{
    bool demandees = params_get(params, "proposer_communes") != NULL;
    return (struct lieu_view){.prefixe = "",
                              .annonce = demandees ? annoncer(form->arena, code_tape(form)) : NULL,
                              .ville_proposee = ville_proposee(params, form)};
}

void lieu_completer_commune(const struct params *params, struct form *form, void *record)
{
    struct communes_desservies communes = communes_by_code_postal(form->arena, code_tape(form));
    const char *insee = tape(form, "commune_insee");
    const struct commune_desservie *choisie =
        communes.n == 1 ? &communes.items[0] : desservie(&communes, insee);
    const char *ville = tape(form, nom_ville(form));
    if (communes.n == 0 || !ville_suit(params, ville)) {
        ville = NULL; /* hers */
    }
    if (ville && (choisie || ville[0])) {
        form_give(form, nom_ville(form), choisie ? choisie->libelle_acheminement : "", record);
    }
    if (choisie && !insee[0]) {
        form_give(form, "commune_insee", choisie->commune.insee, record);
    }
}

/* ---- position */

static bool memes_champs(const struct field_set *set, const void *a, const void *b,
                         const char *const *noms)
{
    for (; *noms; noms++) {
        const struct field *field = field_named(set, *noms);
        if (strcmp(field_text(field, a), field_text(field, b)) != 0) {
            return false;
        }
    }
    return true;
}

bool lieu_position_gardee(const struct field_set *set, const void *avant, const void *apres)
{
    static const char *const adresse[] = {"ligne1",      "ligne2",        "ligne3",
                                          "code_postal", "commune_insee", NULL};
    static const char *const position[] = {"longitude", "latitude", NULL};
    return field_named(set, "longitude") && field_text(field_named(set, "longitude"), apres)[0] &&
           memes_champs(set, avant, apres, position) && !memes_champs(set, avant, apres, adresse);
}

/* Nobody placed it: it is where the commune has its centre, or nowhere. */
static bool sans_precision(struct request *request, const char *insee, const struct site *saisi)
{
    struct position centre;
    struct position position;
    if (!saisi->longitude[0] && !saisi->latitude[0]) {
        return true;
    }
    return position_lire_degres(saisi->longitude, 180, &position.longitude) &&
           position_lire_degres(saisi->latitude, 90, &position.latitude) &&
           position_commune(request->db, insee, &centre) == STATUS_OK &&
           centre.longitude == position.longitude && centre.latitude == position.latitude;
}

static void placer(struct form *form, struct position position, struct site *saisi)
{
    form_give(form, "longitude", position_degres(form->arena, position.longitude), saisi);
    form_give(form, "latitude", position_degres(form->arena, position.latitude), saisi);
}

static const char *placer_au_centre(struct request *request, struct form *form, struct site *saisi)
{
    struct position centre;
    if (position_commune(request->db, saisi->commune_insee, &centre) != STATUS_OK) {
        return "Le centre de cette commune n'est pas connu";
    }
    placer(form, centre, saisi);
    return "Position du centre de la commune, à préciser si le site en est loin";
}

/* `imprecise`: there is no exact position that the centre of the commune would take the place of.
 */
static const char *chercher_position(struct request *request, struct form *form, bool imprecise,
                                     struct site *saisi)
{
    const struct adresse_question question = {
        .lignes = {saisi->ligne1, saisi->ligne2, saisi->ligne3},
        .code_postal = saisi->code_postal,
        .commune_insee = saisi->commune_insee};
    struct adresse_reponse reponse = {0};
    if (adresse_chercher(request->arena, request->config, &question, &reponse) == STATUS_OK) {
        placer(form, reponse.position, saisi);
        return arena_printf(request->arena,
                            "Position de « %s », proposée par le service national des adresses : "
                            "vérifiez-la sur la carte",
                            reponse.libelle);
    }
    return imprecise ? placer_au_centre(request, form, saisi)
                     : "Le service national des adresses ne donne pas la position de cette "
                       "adresse : celle qui est saisie reste. Le centre de la commune peut la "
                       "remplacer, si vous le demandez";
}

const char *lieu_completer(struct request *request, struct form *form, const struct site *ancien,
                           struct site *saisi)
{
    const struct form_field *longitude = form_field_named(form, "longitude");
    const struct form_field *latitude = form_field_named(form, "latitude");
    bool demandee = params_get(&request->form, "proposer_position") != NULL;
    lieu_completer_commune(&request->form, form, saisi);
    if (!saisi->commune_insee[0]) {
        return NULL;
    }
    if (params_get(&request->form, "proposer_centre")) {
        return placer_au_centre(request, form, saisi);
    }
    bool vide = !longitude->typed[0] && !latitude->typed[0];
    bool restee =
        !longitude->message && !latitude->message && lieu_position_gardee(form->set, ancien, saisi);
    if (!vide && !demandee && !restee) {
        return NULL;
    }
    bool imprecise = vide || sans_precision(request, ancien->commune_insee, saisi) ||
                     sans_precision(request, saisi->commune_insee, saisi);
    return imprecise || demandee ? chercher_position(request, form, imprecise, saisi) : NULL;
}

enum status lieu_communes(struct request *request, struct response *response)
{
    const char *code_postal = text_without_spaces(
        request->arena, text_clean(request->arena, request_query(request, "code_postal")));
    struct communes_desservies communes = communes_by_code_postal(request->arena, code_postal);
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
