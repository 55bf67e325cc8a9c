#include "position.h"

#include "ascii.h"
#include "commune.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define DEGRE 1000000           /* millionths */
#define MICRO_PAR_KM 8993       /* of latitude */
#define RAYON_TERRE_M 6371008.8 /* mean radius of WGS 84 */
#define CHIFFRES_MAX 12
#define DECIMALES_LUES 100000000 /* what follows the eighth is no place on the ground */

STATEMENT(POSITION_COMMUNE, "t", "ii",
          "SELECT longitude, latitude FROM commune_centre WHERE insee = $1");

/* A commune that moved by nothing is not written. */
STATEMENT(POSITION_COMMUNE_ECRIRE, "tii", "",
          "INSERT INTO commune_centre (insee, longitude, latitude) VALUES ($1, $2, $3)"
          " ON CONFLICT (insee) DO UPDATE SET longitude = excluded.longitude,"
          " latitude = excluded.latitude"
          " WHERE commune_centre.longitude <> excluded.longitude"
          " OR commune_centre.latitude <> excluded.latitude");

STATEMENT(POSITION_COMMUNE_COMPLETER, "tii", "",
          "INSERT INTO commune_centre (insee, longitude, latitude) VALUES ($1, $2, $3)"
          " ON CONFLICT (insee) DO NOTHING");

/* $7: how much shorter a degree of longitude is here, in thousandths. Flat enough near by. */
STATEMENT(POSITION_VOISINES, "iiiiiii", "tii",
          "SELECT insee, longitude, latitude FROM commune_centre"
          " WHERE latitude BETWEEN $1 AND $2 AND longitude BETWEEN $3 AND $4"
          " ORDER BY (latitude - $5) * (latitude - $5)"
          "  + ((longitude - $6) * $7 / 1000) * ((longitude - $6) * $7 / 1000), insee");

struct centre {
    char insee[6];
    int longitude; /* thousandths of a degree */
    int latitude;
};

static const struct centre extrait[] = {
    {"44003", -1178, 47367}, {"44009", -1465, 47216}, {"44020", -1622, 47179},
    {"44026", -1491, 47297}, {"44035", -1551, 47299}, {"44036", -1376, 47717},
    {"44043", -1283, 47087}, {"44047", -1722, 47215}, {"44055", -2370, 47289},
    {"44069", -2429, 47328}, {"44074", -1670, 47199}, {"44109", -1554, 47218},
    {"44114", -1623, 47271}, {"44131", -2075, 47118}, {"44143", -1550, 47183},
    {"44162", -1646, 47218}, {"44172", -1486, 47250}, {"44184", -2232, 47277},
    {"44190", -1503, 47208}, {"44215", -1470, 47168}, {"49007", -551, 47471},
    {"49015", -589, 47507},  {"49099", -878, 47060},  {"49328", -77, 47260},
    {"49353", -466, 47446},  {"53034", -700, 48074},  {"53054", -788, 48099},
    {"53062", -720, 47828},  {"53119", -770, 48022},  {"53130", -770, 48071},
    {"53140", -718, 48122},  {"53147", -617, 48303},  {"53201", -832, 48067},
    {"72003", 162, 47968},   {"72132", 655, 48187},   {"72154", -75, 47699},
    {"72181", 199, 48005},   {"72264", -334, 47840},  {"85047", -1860, 46841},
    {"85092", -807, 46466},  {"85109", -1013, 46870}, {"85128", -1166, 46455},
    {"85191", -1426, 46670}, {"85194", -1783, 46497},
};

bool position_lire_degres(const char *texte, int limite, int32_t *micro_r)
{
    while (ascii_is_space(*texte)) {
        texte++;
    }
    bool negative = *texte == '-';
    texte += negative;
    int64_t number = 0;
    int64_t scale = 0; /* 10 to the number of decimals; 0: none yet */
    int digits = 0;
    for (; ascii_is_digit(*texte) || *texte == '.' || *texte == ','; texte++) {
        if (*texte == '.' || *texte == ',') {
            if (scale || !digits) {
                return false;
            }
            scale = 1;
        } else {
            digits++;
            if (scale >= DECIMALES_LUES) {
                continue;
            }
            if (digits > CHIFFRES_MAX) {
                return false;
            }
            number = number * 10 + (*texte - '0');
            scale *= 10;
        }
    }
    while (ascii_is_space(*texte)) {
        texte++;
    }
    if (*texte || !digits || scale == 1) {
        return false;
    }
    scale = scale ? scale : 1;
    if (number > limite * scale) {
        return false;
    }
    int64_t micro = (number * DEGRE + scale / 2) / scale;
    *micro_r = (int32_t)(negative ? -micro : micro);
    return true;
}

const char *position_degres(struct arena *arena, int32_t micro)
{
    int64_t whole = llabs((int64_t)micro);
    return arena_printf(arena, "%s%" PRId64 ".%06" PRId64, micro < 0 ? "-" : "", whole / DEGRE,
                        whole % DEGRE);
}

static double radians(int32_t micro)
{
    return micro / (double)DEGRE * (M_PI / 180);
}

double position_distance_m(struct position a, struct position b)
{
    double half_latitude = sin((radians(b.latitude) - radians(a.latitude)) / 2);
    double half_longitude = sin((radians(b.longitude) - radians(a.longitude)) / 2);
    double h = half_latitude * half_latitude + cos(radians(a.latitude)) * cos(radians(b.latitude)) *
                                                   half_longitude * half_longitude;
    return 2 * RAYON_TERRE_M * asin(sqrt(fmin(h, 1)));
}

enum status position_commune(struct db *db, const char *insee, struct position *position_r)
{
    struct db_rows rows;
    DB_QUERY(db, &POSITION_COMMUNE, &rows, BIND_TEXT(insee));
    if (db_next(&rows)) {
        *position_r = (struct position){.longitude = (int32_t)db_int(&rows, 0),
                                        .latitude = (int32_t)db_int(&rows, 1)};
    }
    return db_end_found(&rows);
}

enum status position_commune_ecrire(struct db *db, const char *insee, struct position position,
                                    bool *change_r)
{
    int64_t changed = 0;
    TRY(DB_EXEC(db, &POSITION_COMMUNE_ECRIRE, &changed, BIND_TEXT(insee),
                BIND_INT(position.longitude), BIND_INT(position.latitude)));
    *change_r = changed > 0;
    return STATUS_OK;
}

enum status position_communes_extrait(struct db *db)
{
    for (size_t i = 0; i < sizeof(extrait) / sizeof(*extrait); i++) {
        TRY(DB_EXEC(db, &POSITION_COMMUNE_COMPLETER, NULL, BIND_TEXT(extrait[i].insee),
                    BIND_INT((int64_t)extrait[i].longitude * 1000),
                    BIND_INT((int64_t)extrait[i].latitude * 1000)));
    }
    return STATUS_OK;
}

enum status position_voisines(struct db *db, struct arena *arena, struct position centre,
                              int rayon_km, size_t max, struct position_voisines *voisines_r)
{
    struct position_voisine *items = ARENA_ARRAY(arena, struct position_voisine, max);
    size_t n = 0;
    int64_t shrink = (int64_t)fmax(1, cos(radians(centre.latitude)) * 1000);
    int64_t high = (int64_t)rayon_km * MICRO_PAR_KM;
    int64_t wide = high * 1000 / shrink;
    struct db_rows rows;
    DB_QUERY(db, &POSITION_VOISINES, &rows, BIND_INT(centre.latitude - high),
             BIND_INT(centre.latitude + high), BIND_INT(centre.longitude - wide),
             BIND_INT(centre.longitude + wide), BIND_INT(centre.latitude),
             BIND_INT(centre.longitude), BIND_INT(shrink));
    while (n < max && db_next(&rows)) {
        struct commune commune;
        if (commune_by_insee(db_text(&rows, 0, NULL), &commune) == STATUS_OK) {
            items[n++] =
                (struct position_voisine){.insee = commune.insee,
                                          .nom = commune.nom,
                                          .position = {.longitude = (int32_t)db_int(&rows, 1),
                                                       .latitude = (int32_t)db_int(&rows, 2)}};
        }
    }
    TRY(db_end(&rows));
    *voisines_r = (struct position_voisines){.items = items, .n = n};
    return STATUS_OK;
}
