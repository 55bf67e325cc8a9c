/* Where the dates of a session move when it is renewed. */
#ifndef SOFI_DOMAINE_RECONDUCTION_H
#define SOFI_DOMAINE_RECONDUCTION_H

#include "dates.h"

struct reconduction {
    int mois;     /* shift by whole months */
    int semaines; /* or by weeks; one of both is 0 */
    bool exacte;  /* by months, to the same day of the month, whatever weekday it is */
};

/* The date shifted. By months: of the days that fall on the same weekday, the nearest to the same
 * day of that month (31/01 + 1 month: 28/02), three days away at most; Monday 05/01/2026 + 12
 * months is Monday 04/01/2027. By weeks: seven days each. "" when `iso` is no date. */
void reconduction_date(const char *iso, const struct reconduction *r, char iso_r[DATES_ISO_SIZE]);

/* By how many days a session that begins on `iso`, an existing day, moves. */
int reconduction_jours(const char *iso, const struct reconduction *r);

#endif
