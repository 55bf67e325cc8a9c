#include "adresse_private.h"

#include "ascii.h"
#include "commune.h"
#include "json.h"
#include "log.h"
#include "params.h"
#include "text.h"
#include "utf8.h"

#include <math.h>
#include <string.h>

#define LIGNES 3
#define QUESTION_MIN 3 /* characters: the service refuses fewer, or more */
#define QUESTION_MAX 200
#define LIBELLE_MAX 300

/* ---- the question */

/* A line that starts with a number is the street: what stands beside it (a building, a post office
 * box) only lowers the score. */
static const char *lignes_utiles(struct arena *arena, const char *const lignes[LIGNES])
{
    const char *all = "";
    for (size_t i = 0; i < LIGNES; i++) {
        const char *line = text_clean(arena, lignes[i]);
        if (ascii_is_digit(*line)) {
            return line;
        }
        all = *line ? arena_printf(arena, "%s%s%s", all, *all ? " " : "", line) : all;
    }
    return all;
}

const char *adresse_requete(struct arena *arena, const struct adresse_question *question)
{
    const char *q = lignes_utiles(arena, question->lignes);
    if (text_length(q) < QUESTION_MIN || !*question->commune_insee) {
        return NULL;
    }
    struct param items[] = {
        {.name = "q", .value = arena_strndup(arena, q, utf8_prefix(q, QUESTION_MAX))},
        {.name = "citycode", .value = question->commune_insee},
        {.name = "limit", .value = "1"},
        {.name = "postcode", .value = question->code_postal}};
    /* The service finds nothing under the code of a CEDEX. */
    bool known = communes_by_code_postal(arena, question->code_postal).n > 0;
    const struct params params = {.items = items, .n = known ? 4 : 3};
    return arena_printf(arena, "/search?%s", params_encode(&params, arena, NULL));
}

/* ---- the reply */

/* The service answers with the arrondissement for Paris, Lyon and Marseille. */
static bool meme_commune(const char *asked, const char *given)
{
    static const struct {
        const char *commune;
        const char *arrondissements;
    } villes[] = {{"75056", "751"}, {"69123", "6938"}, {"13055", "132"}};
    if (strcmp(asked, given) == 0) {
        return *asked != '\0';
    }
    for (size_t i = 0; i < sizeof(villes) / sizeof(*villes); i++) {
        if (strcmp(asked, villes[i].commune) == 0) {
            const char *start = villes[i].arrondissements;
            return text_is_digits(given, 5) && strncmp(given, start, strlen(start)) == 0;
        }
    }
    return false;
}

/* Longitude first. Swapped or forgotten coordinates fall outside of the mainland; overseas, the
 * distance to the commune's centre will tell. */
static bool lire_position(const struct json *coordinates, const char *insee,
                          struct position *position_r)
{
    double longitude;
    double latitude;
    if (json_count(coordinates) != 2 || !json_number(json_item(coordinates, 0), &longitude) ||
        !json_number(json_item(coordinates, 1), &latitude) || fabs(longitude) > 180 ||
        fabs(latitude) > 90 || (longitude == 0 && latitude == 0)) {
        return false;
    }
    bool overseas = insee[0] == '9' && (insee[1] == '7' || insee[1] == '8');
    if (!overseas && (longitude < -6 || longitude > 10 || latitude < 41 || latitude > 52)) {
        return false;
    }
    *position_r = (struct position){.longitude = (int32_t)lround(longitude * 1e6),
                                    .latitude = (int32_t)lround(latitude * 1e6)};
    return true;
}

enum status adresse_lire(struct arena *arena, const char *json, size_t length,
                         const char *commune_insee, struct adresse_reponse *reponse_r)
{
    const struct json *reply = NULL;
    if (json_parse(arena, json, length, &reply) != STATUS_OK || !json_member(reply, "features")) {
        return STATUS_UNAVAILABLE;
    }
    const struct json *feature = json_item(json_member(reply, "features"), 0);
    if (!feature) {
        return STATUS_NOT_FOUND;
    }
    const struct json *properties = json_member(feature, "properties");
    double score;
    struct adresse_reponse reponse = {
        .libelle = text_clean(arena, json_text(json_member(properties, "label")))};
    if (!json_number(json_member(properties, "score"), &score) ||
        !lire_position(json_member(json_member(feature, "geometry"), "coordinates"), commune_insee,
                       &reponse.position) ||
        !*reponse.libelle || text_length(reponse.libelle) > LIBELLE_MAX ||
        text_first_forbidden(reponse.libelle, false)) {
        return STATUS_UNAVAILABLE;
    }
    /* The middle of a town is no place of an address in it. */
    if (score < ADRESSE_SCORE_MIN ||
        !meme_commune(commune_insee, json_text(json_member(properties, "citycode"))) ||
        strcmp(json_text(json_member(properties, "type")), "municipality") == 0) {
        return STATUS_NOT_FOUND;
    }
    *reponse_r = reponse;
    return STATUS_OK;
}

/* ---- both */

enum status adresse_demander(struct arena *arena, const char *service,
                             const struct adresse_question *question,
                             const struct transport_limits *limits,
                             struct adresse_reponse *reponse_r)
{
    const char *requete = *service ? adresse_requete(arena, question) : NULL;
    if (!requete) {
        return STATUS_NOT_FOUND;
    }
    struct transport_response response = {0};
    if (transport_get(arena, arena_printf(arena, "%s%s", service, requete), limits, &response) !=
        STATUS_OK) {
        return STATUS_UNAVAILABLE;
    }
    enum status status = response.code == 200 ? adresse_lire(arena, response.body, response.length,
                                                             question->commune_insee, reponse_r)
                                              : STATUS_UNAVAILABLE;
    if (status == STATUS_UNAVAILABLE) {
        log_warning("adresse_nonsense", LOG_INT("code", response.code),
                    LOG_INT("bytes", (int64_t)response.length));
    }
    return status;
}

enum status adresse_chercher(struct arena *arena, const struct config *config,
                             const struct adresse_question *question,
                             struct adresse_reponse *reponse_r)
{
    const struct transport_limits limits = {.connect_ms = ADRESSE_DELAI_MS / 2,
                                            .total_ms = ADRESSE_DELAI_MS,
                                            .max_bytes = ADRESSE_OCTETS_MAX};
    return adresse_demander(arena, config->adresse_url, question, &limits, reponse_r);
}
