/* Dates and instants.
 *
 * A date is a text "2021-06-28" (ISO, stored), shown "28/06/2021". An instant is seconds since 1970
 * UTC in an int64_t. "Today" is the date in Europe/Paris, whatever the machine's own zone: the rule
 * of the European summer time (last Sundays of March and October, 01:00 UTC) is computed here, so
 * no zone file is needed. Years 1900 to 2199: a result beyond them is the first or the last day of
 * them. Thread-safe.
 */
#ifndef SOFI_BASE_DATES_H
#define SOFI_BASE_DATES_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

#define DATES_ISO_SIZE 11 /* "2021-06-28" and its NUL */
#define DATES_YEAR_MIN 1900
#define DATES_YEAR_MAX 2199

/* Now. Tests set SOFI_INSTANT (seconds) to hold the clock still; read once. */
int64_t dates_now(void);
/* Whether it is held still, which no server of real people wants. */
bool dates_are_held(void);
/* Microseconds of a clock that never goes back: for durations. */
int64_t dates_monotonic_us(void);

void dates_of_instant(int64_t instant, char iso_r[DATES_ISO_SIZE]); /* the date in Paris */
void dates_today(char iso_r[DATES_ISO_SIZE]);

/* True for an existing day: "2026-02-30" is none. */
bool dates_is_iso(const char *text);

/* Reads "28/06/2021", "28/6/2021", "28-06-2021", "28.06.2021", "28062021" and ISO. False when it is
 * no existing day. */
bool dates_parse(const char *text, char iso_r[DATES_ISO_SIZE]);

/* "28/06/2021"; "" for NULL or what is no ISO date. */
char *dates_show(struct arena *arena, const char *iso);
/* "28/06/2021 à 14 h 05", in Paris, with no-break spaces around h. */
char *dates_show_instant(struct arena *arena, int64_t instant);

/* The same day of the month `months` later, or that month's last day: 31/01 + 1 month = 28/02.
 * Negative: earlier. "" when `iso` is no date; `iso_r` may be `iso`. */
void dates_add_months(const char *iso, int months, char iso_r[DATES_ISO_SIZE]);
void dates_add_days(const char *iso, int days, char iso_r[DATES_ISO_SIZE]);

#endif
