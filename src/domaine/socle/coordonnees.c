#include "coordonnees.h"

#include "buffer.h"
#include "commune.h"
#include "fold.h"
#include "position.h"

#include <string.h>

#define COMMUNES_CITEES 3 /* in a message */

const char *coordonnees_juger_commune(struct arena *arena, const char *insee)
{
    (void)arena;
    struct commune commune;
    return commune_by_insee(insee, &commune) == STATUS_OK
               ? NULL
               : "commune inconnue aujourd'hui, une commune de la liste attendue";
}

const char *coordonnees_juger_longitude(struct arena *arena, const char *degres)
{
    (void)arena;
    int32_t micro = 0;
    return position_lire_degres(degres, LONGITUDE_MAX, &micro)
               ? NULL
               : "degrés décimaux attendus, de -180 à 180, par exemple -1,520554";
}

const char *coordonnees_juger_latitude(struct arena *arena, const char *degres)
{
    (void)arena;
    int32_t micro = 0;
    return position_lire_degres(degres, LATITUDE_MAX, &micro)
               ? NULL
               : "degrés décimaux attendus, de -90 à 90, par exemple 47,252891";
}

const char *coordonnees_garder(struct arena *arena, const char *degres)
{
    int32_t micro = 0;
    return position_lire_degres(degres, LONGITUDE_MAX, &micro) ? position_degres(arena, micro)
                                                               : degres;
}

/* Where the second begins. A comma may stand before decimals: then another sign separates. */
static const char *separation(const char *saisie)
{
    const char *signe = strpbrk(saisie, ";/|");
    const char *virgule = strchr(saisie, ',');
    if (!signe) {
        signe = strstr(saisie, ", ");
    }
    if (!signe && virgule && !strchr(virgule + 1, ',') && strchr(saisie, '.')) {
        signe = virgule;
    }
    return signe ? signe : strchr(saisie, ' ');
}

static bool en_france(struct position position)
{
    return position.latitude > 41000000 && position.latitude < 52000000 &&
           position.longitude > -6000000 && position.longitude < 10000000;
}

bool coordonnees_separer(struct arena *arena, const char *saisie, const char **longitude_r,
                         const char **latitude_r)
{
    saisie += strspn(saisie, "( ");
    const char *signe = separation(saisie);
    if (!signe) {
        return false;
    }
    char *second = arena_strdup(arena, signe + 1);
    second[strcspn(second, ")")] = '\0';
    struct position dit = {0};
    if (!position_lire_degres(arena_strndup(arena, saisie, (size_t)(signe - saisie)), LONGITUDE_MAX,
                              &dit.latitude) ||
        !position_lire_degres(second, LONGITUDE_MAX, &dit.longitude)) {
        return false;
    }
    struct position inverse = {.longitude = dit.latitude, .latitude = dit.longitude};
    struct position lu = en_france(inverse) ? inverse : dit;
    *longitude_r = position_degres(arena, lu.longitude);
    *latitude_r = position_degres(arena, lu.latitude);
    return true;
}

bool coordonnees_separer_latitude(struct arena *arena, const char *saisie, const char **latitude_r,
                                  const char **longitude_r)
{
    return coordonnees_separer(arena, saisie, longitude_r, latitude_r);
}

/* ---- the commune of a postal code */

static bool est_cedex(struct arena *arena, const char *bureau)
{
    struct fold_words words = fold_split(arena, bureau);
    return text_list_holds((struct text_list){words.items, words.n}, "cedex");
}

/* The department is all that can be compared. */
static void verifier_cedex(struct form *form, const char *code_postal, const char *bureau,
                           const struct commune *commune)
{
    char departement[4];
    commune_departement(code_postal, departement);
    /* Post boxes overseas have codes of their own, "98713 PAPEETE", without the word. */
    bool outre_mer = strncmp(code_postal, "97", 2) == 0 || strncmp(code_postal, "98", 2) == 0;
    if (!outre_mer && !est_cedex(form->arena, bureau)) {
        form_refuse(form, "code_postal",
                    "aucune commune n'a ce code postal, vérifiez les 5 chiffres");
    } else if (strcmp(departement, commune->departement) != 0) {
        form_refuse(form, "commune_insee",
                    arena_printf(form->arena,
                                 "%s est dans le département %s, une commune du département du "
                                 "code postal %s attendue",
                                 commune->nom, commune->departement, code_postal));
    }
}

/* "Laval", "Nantes, Rezé ou Orvault", "Laon, Aulnois, Besny ou 9 autres" */
static const char *citer(struct arena *arena, const struct communes_desservies *communes)
{
    struct buffer text;
    buffer_init(&text, arena, 128);
    size_t cited = communes->n <= COMMUNES_CITEES + 1 ? communes->n : COMMUNES_CITEES;
    for (size_t i = 0; i < cited; i++) {
        const char *before = i == 0 ? "" : i + 1 == communes->n ? " ou " : ", ";
        buffer_printf(&text, "%s%s", before, communes->items[i].commune.nom);
    }
    if (cited < communes->n) {
        buffer_printf(&text, " ou %zu autres", communes->n - cited);
    }
    return text.data;
}

void coordonnees_verifier_commune(struct form *form, const char *code_postal, const char *bureau,
                                  const char *commune_insee)
{
    struct commune commune;
    if (!form_is_read(form, "code_postal") || !form_is_read(form, "commune_insee") ||
        commune_by_insee(commune_insee, &commune) != STATUS_OK) {
        return;
    }
    struct communes_desservies communes = communes_by_code_postal(form->arena, code_postal);
    for (size_t i = 0; i < communes.n; i++) {
        if (strcmp(communes.items[i].commune.insee, commune.insee) == 0) {
            return;
        }
    }
    if (communes.n) {
        form_refuse(form, "commune_insee",
                    arena_printf(form->arena, "%s n'a pas le code postal %s, attendu %s",
                                 commune.nom, code_postal, citer(form->arena, &communes)));
    } else {
        verifier_cedex(form, code_postal, bureau, &commune);
    }
}
