/* Where the dates of a session move when it is renewed. */
#ifndef SOFI_DOMAINE_RECONDUCTION_H
#define SOFI_DOMAINE_RECONDUCTION_H

#include "dates.h"

struct reconduction {
    int annees;   /* shift by whole years, to the same weekday nearest */
    int semaines; /* or by weeks; one of both is 0 */
};

/* The date shifted, keeping its weekday. By years: of the days that fall on the same weekday, the
 * nearest to the same date of that year (29/02: 28/02), three days away at most; Monday 05/01/2026
 * + 1 year is Monday 04/01/2027. By weeks: seven days each. "" when `iso` is no date. */
void reconduction_date(const char *iso, const struct reconduction *r, char iso_r[DATES_ISO_SIZE]);

/* By how many days a session that begins on `iso`, an existing day, moves: whole weeks. */
int reconduction_jours(const char *iso, const struct reconduction *r);

/* Days from one existing day to another. */
int reconduction_ecart(const char *de, const char *a);

#endif
