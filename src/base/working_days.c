#include "working_days.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_OF_A_WEEK 7
#define SATURDAY 5 /* as many days of a week are before it */
#define HOLIDAYS 11

/* The Gregorian computation of Meeus, Jones and Butcher. */
static void easter(int year, char iso_r[DATES_ISO_SIZE])
{
    int golden = year % 19;
    int century = year / 100;
    int rest = year % 100;
    int epact =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    int weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    int shift = (golden + 11 * epact + 22 * weekday) / 451;
    snprintf(iso_r, DATES_ISO_SIZE, "%04u-03-01", (unsigned)year % 10000);
    dates_add_days(iso_r, epact + weekday - 7 * shift + 21, iso_r);
}

/* Those of a year, in no order. */
static void holidays_of(int year, char days_r[HOLIDAYS][DATES_ISO_SIZE])
{
    static const char *const fixed[] = {"01-01", "05-01", "05-08", "07-14",
                                        "08-15", "11-01", "11-11", "12-25"};
    static const int after_easter[] = {1, 39, 50}; /* Monday, Ascension, Pentecost Monday */
    char sunday[DATES_ISO_SIZE];
    size_t n = 0;
    easter(year, sunday);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        snprintf(days_r[n++], DATES_ISO_SIZE, "%04u-%s", (unsigned)year % 10000, fixed[i]);
    }
    for (size_t i = 0; i < sizeof after_easter / sizeof *after_easter; i++) {
        dates_add_days(sunday, after_easter[i], days_r[n++]);
    }
}

static int year_of(const char *iso)
{
    return (int)strtol(iso, NULL, 10);
}

bool working_days_is_one(const char *iso)
{
    char days[HOLIDAYS][DATES_ISO_SIZE];
    holidays_of(year_of(iso), days);
    bool open = dates_weekday(iso) < SATURDAY;
    for (size_t i = 0; i < HOLIDAYS; i++) {
        open = open && strcmp(days[i], iso) != 0;
    }
    return open;
}

/* Holidays from Monday to Friday behind `from`, up to `to`. */
static int holidays_between(const char *from, const char *to)
{
    int n = 0;
    for (int year = year_of(from); year <= year_of(to); year++) {
        char days[HOLIDAYS][DATES_ISO_SIZE];
        holidays_of(year, days);
        for (size_t i = 0; i < HOLIDAYS; i++) {
            n += strcmp(days[i], from) > 0 && strcmp(days[i], to) <= 0 &&
                 dates_weekday(days[i]) < SATURDAY;
        }
    }
    return n;
}

int working_days_between(const char *from, const char *to)
{
    int days = dates_days_between(from, to);
    if (days <= 0) {
        return 0;
    }
    int n = days / DAYS_OF_A_WEEK * SATURDAY;
    for (int i = 1; i <= days % DAYS_OF_A_WEEK; i++) {
        n += (dates_weekday(from) + i) % DAYS_OF_A_WEEK < SATURDAY;
    }
    return n - holidays_between(from, to);
}

void working_days_before(const char *to, int n, char iso_r[DATES_ISO_SIZE])
{
    dates_add_days(to, 0, iso_r);
    while (n > 0 && strcmp(iso_r, DATES_FIRST) > 0) {
        n -= working_days_is_one(iso_r);
        dates_add_days(iso_r, -1, iso_r);
    }
}
