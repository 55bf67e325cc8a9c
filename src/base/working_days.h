/* Days on which offices are open in France: Monday to Friday but the eleven public holidays of the
 * Code du travail (L3133-1), those of the whole country. Dates are ISO, right (dates.h).
 * Thread-safe.
 */
#ifndef SOFI_BASE_WORKING_DAYS_H
#define SOFI_BASE_WORKING_DAYS_H

#include "dates.h"

bool working_days_is_one(const char *iso);

/* Working days behind `from`, up to `to`: 0 on the day itself, 1 on the next one that is one.
 * Nothing is before `from`. */
int working_days_between(const char *from, const char *to);

/* The last day from which `n` working days, or more, have gone by on `to`. */
void working_days_before(const char *to, int n, char iso_r[DATES_ISO_SIZE]);

#endif
