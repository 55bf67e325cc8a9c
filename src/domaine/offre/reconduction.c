#include "reconduction.h"

#include <stdlib.h>
#include <time.h>

#define DAYS_A_WEEK 7

/* Days since 1970 of an ISO date that exists. */
static int64_t numero_du_jour(const char *iso)
{
    const struct tm day = {.tm_year = (int)strtol(iso, NULL, 10) - 1900,
                           .tm_mon = (int)strtol(iso + 5, NULL, 10) - 1,
                           .tm_mday = (int)strtol(iso + 8, NULL, 10)};
    struct tm copy = day;
    return timegm(&copy) / 86400;
}

int reconduction_ecart(const char *de, const char *a)
{
    return (int)(numero_du_jour(a) - numero_du_jour(de));
}

int reconduction_jours(const char *iso, const struct reconduction *r)
{
    if (!r->mois) {
        return r->semaines * DAYS_A_WEEK;
    }
    char shifted[DATES_ISO_SIZE];
    dates_add_months(iso, r->mois, shifted);
    int days = reconduction_ecart(iso, shifted);
    if (r->exacte) {
        return days;
    }
    int beyond = days % DAYS_A_WEEK; /* of the sign of `days` */
    if (beyond > DAYS_A_WEEK / 2) {
        beyond -= DAYS_A_WEEK;
    } else if (beyond < -(DAYS_A_WEEK / 2)) {
        beyond += DAYS_A_WEEK;
    }
    return days - beyond;
}

void reconduction_date(const char *iso, const struct reconduction *r, char iso_r[DATES_ISO_SIZE])
{
    if (!dates_is_iso(iso)) {
        iso_r[0] = '\0';
        return;
    }
    dates_add_days(iso, reconduction_jours(iso, r), iso_r);
}
