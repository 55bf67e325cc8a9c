#include "reconduction.h"

#define DAYS_A_WEEK 7

int reconduction_jours(const char *iso, const struct reconduction *r)
{
    if (!r->mois) {
        return r->semaines * DAYS_A_WEEK;
    }
    char shifted[DATES_ISO_SIZE];
    dates_add_months(iso, r->mois, shifted);
    int days = dates_days_between(iso, shifted);
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
