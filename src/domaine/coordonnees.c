#include "coordonnees.h"

#include "commune.h"
#include "compte.h"
#include "position.h"

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

const char *coordonnees_juger_email(struct arena *arena, const char *email)
{
    (void)arena;
    return compte_juger_email(email);
}
