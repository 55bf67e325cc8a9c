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
#define DATES_SECONDS_A_DAY INT64_C(86400)
#define DATES_YEAR_MIN 1900
#define DATES_YEAR_MAX 2199
#define DATES_FIRST "1900-01-01"
#define DATES_LAST "2199-12-31"

/* Now. Tests set SOFI_INSTANT (seconds) to hold the clock still; read once. */
int64_t dates_now(void);
/* Whether it is held still, which no server of real people wants. */
bool dates_are_held(void);
/* Microseconds of a clock that never goes back: for durations. */
int64_t dates_monotonic_us(void);

void dates_of_instant(int64_t instant, char iso_r[DATES_ISO_SIZE]); /* the date in Paris */
int64_t dates_instant_of(const char *iso); /* its first one, in Paris; 0 when it is no date */
void dates_today(char iso_r[DATES_ISO_SIZE]);

/* True for an existing day: "2026-02-30" is none. */
bool dates_is_iso(const char *text);

/* What a person who types a date means: "28/06/2021", "28-6-21", "28.6.2021", "28 06 2021",
 * "280621", "28062021", "2021-06-28", "20210628", "28 juin 2021", "1er sept. 2027" (cleaned text:
 * text.h). Of a year of two digits, `today` (ISO) tells the century: from 49 years before it to 50
 * years after. */
enum dates_meaning {
    DATES_UNCLEAR, /* iso_r is untouched */
    DATES_NO_DAY,  /* understood, but in no calendar: iso_r is "2027-02-31" */
    DATES_DAY      /* of any year: "0202-01-01" too */
};
enum dates_meaning dates_understand(const char *typed, const char *today,
                                    char iso_r[DATES_ISO_SIZE]);

/* How people are told to write a date; what the hooks below show. */
#define DATES_FORMAT "jj/mm/aaaa"

/* Hooks of the descriptors of dates (field.h). Kept: ISO; "2027-02-31" where there is no such day,
 * what is not understood as it is: dates_check() says what is wrong with both. */
const char *dates_keep(struct arena *arena, const char *typed);
const char *dates_check(struct arena *arena, const char *kept);
/* "28/06/2021"; "" for NULL or what is no ISO date. */
const char *dates_show(struct arena *arena, const char *iso);

/* Of a date that is right: NULL, or that it stands before `first` or after `last` (ISO; NULL: the
 * bounds of our years), with both. */
const char *dates_check_between(struct arena *arena, const char *kept, const char *first,
                                const char *last);

/* "28/06/2021 à 14 h 05", in Paris, with no-break spaces around h; "14 h 05". */
char *dates_show_instant(struct arena *arena, int64_t instant);
char *dates_show_time(struct arena *arena, int64_t instant);

/* In UTC: "Mon, 28 Jun 2021 10:00:00 +0000" (RFC 5322, section 3.3), "2021-06-28T10:00:00Z" (RFC
 * 3339), "20210628T100000Z" (RFC 5545). */
const char *dates_show_rfc5322(struct arena *arena, int64_t instant);
const char *dates_show_rfc3339(struct arena *arena, int64_t instant);
const char *dates_show_rfc5545(struct arena *arena, int64_t instant);

/* Days from one date to another, both right. */
int dates_days_between(const char *from, const char *to);
int dates_weekday(const char *iso); /* of a right date: 0 is Monday */

/* The same day of the month `months` later, or that month's last day: 31/01 + 1 month = 28/02.
 * Negative: earlier. "" when `iso` is no date; `iso_r` may be `iso`. */
void dates_add_months(const char *iso, int months, char iso_r[DATES_ISO_SIZE]);
void dates_add_days(const char *iso, int days, char iso_r[DATES_ISO_SIZE]);

/* Whether it is more than `years` after today. */
bool dates_is_beyond(const char *iso, int years);

#endif
