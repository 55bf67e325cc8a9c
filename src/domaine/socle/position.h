/* Positions on the ground: decimal degrees as texts in records, millionths of a degree inside. */
#ifndef SOFI_DOMAINE_POSITION_H
#define SOFI_DOMAINE_POSITION_H

#include "db.h"

#include <stdbool.h>
#include <stdint.h>

#define POSITION_ALERTE_KM 20 /* a site farther from its commune's centre gets a warning */

struct position {
    int32_t longitude; /* millionths of a degree */
    int32_t latitude;
};

/* "-1.520554" or "-1,52": any number of decimals, a comma accepted, spaces around ignored. False
 * when it is no number or beyond ±`limite` degrees. */
bool position_lire_degres(const char *texte, int limite, int32_t *micro_r);

/* "-1.520554": six decimals. */
const char *position_degres(struct arena *arena, int32_t micro);

/* Great-circle distance in metres. */
double position_distance_m(struct position a, struct position b);

/* Centre of a commune (`sofi import communes`, the demonstration). STATUS_NOT_FOUND: unknown. */
enum status position_commune(struct db *db, const char *insee, struct position *position_r);

/* Writes a commune's centre; *change_r: it was not there or elsewhere. */
enum status position_commune_ecrire(struct db *db, const char *insee, struct position position,
                                    bool *change_r);

/* The centres of some forty towns of the Pays de la Loire where there are none yet: enough for the
 * demonstration, without any file. */
enum status position_communes_extrait(struct db *db);

struct position_voisine {
    const char *insee;
    const char *nom;
    struct position position;
};

struct position_voisines {
    const struct position_voisine *items;
    size_t n;
};

/* Communes of today whose centre is nearest to a position, within about `rayon_km` (a square),
 * `max` at most, nearest first. One statement. */
enum status position_voisines(struct db *db, struct arena *arena, struct position centre,
                              int rayon_km, size_t max, struct position_voisines *voisines_r);

#endif
