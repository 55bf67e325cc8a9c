#include "dates.h"

#include "text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NBSP "\xC2\xA0"
#define SECONDS_A_DAY 86400
/* Day numbers count from 1 January 1970. */
#define FIRST_DAY (-25567) /* 1 January 1900 */
#define LAST_DAY 84005     /* 31 December 2199 */

struct civil {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

static pthread_once_t dates_once = PTHREAD_ONCE_INIT;
static bool dates_held;
static int64_t dates_held_instant;

static void dates_read_environment(void)
{
    /* Nothing here writes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    const char *held = getenv("SOFI_INSTANT");
    dates_held = held && text_to_int(held, &dates_held_instant);
}

int64_t dates_now(void)
{
    pthread_once(&dates_once, dates_read_environment);
    if (dates_held) {
        return dates_held_instant;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

bool dates_are_held(void)
{
    pthread_once(&dates_once, dates_read_environment);
    return dates_held;
}

int64_t dates_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool dates_is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int dates_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && dates_is_leap(year) ? 29 : days[month - 1];
}

static bool dates_exists(struct civil date)
{
    return date.year >= DATES_YEAR_MIN && date.year <= DATES_YEAR_MAX && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 && date.day <= dates_month_days(date.year, date.month);
}

/* Leap days of the years before `year`, counted from year 1. */
static int64_t dates_leap_days_before(int year)
{
    int before = year - 1;
    return before / 4 - before / 100 + before / 400;
}

static int64_t dates_day_number(struct civil date)
{
    int64_t days = (int64_t)(date.year - 1970) * 365 + dates_leap_days_before(date.year) -
                   dates_leap_days_before(1970);
    for (int month = 1; month < date.month; month++) {
        days += dates_month_days(date.year, month);
    }
    return days + date.day - 1;
}

/* `day` is clamped to the years that we know. */
static struct civil dates_civil(int64_t day)
{
    day = day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day;
    /* The quotient errs by one year at most, near the turn of a year. */
    struct civil date = {
        .year = 1970 + (int)((day * 400 - (day < 0 ? 146096 : 0)) / 146097), .month = 1, .day = 1};
    int64_t start = dates_day_number(date);
    if (start > day) {
        date.year--;
        start = dates_day_number(date);
    } else if (day - start >= 365 + dates_is_leap(date.year)) {
        start += 365 + dates_is_leap(date.year);
        date.year++;
    }
    int rest = (int)(day - start);
    while (rest >= dates_month_days(date.year, date.month)) {
        rest -= dates_month_days(date.year, date.month);
        date.month++;
    }
    date.day = rest + 1;
    return date;
}

static void dates_write_number(char *to, int width, int value)
{
    for (int i = width - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

static void dates_write_iso(struct civil date, char iso_r[DATES_ISO_SIZE])
{
    dates_write_number(iso_r, 4, date.year);
    iso_r[4] = '-';
    dates_write_number(iso_r + 5, 2, date.month);
    iso_r[7] = '-';
    dates_write_number(iso_r + 8, 2, date.day);
    iso_r[10] = '\0';
}

/* Reads `least` to `most` digits; NULL when there are fewer. */
static const char *dates_read_number(const char *text, int least, int most, int *value_r)
{
    int value = 0;
    int n = 0;
    for (; n < most && text[n] >= '0' && text[n] <= '9'; n++) {
        value = value * 10 + (text[n] - '0');
    }
    *value_r = value;
    return n < least ? NULL : text + n;
}

static bool dates_read_iso(const char *text, struct civil *date)
{
    const char *at = text ? dates_read_number(text, 4, 4, &date->year) : NULL;
    if (!at || *at != '-') {
        return false;
    }
    at = dates_read_number(at + 1, 2, 2, &date->month);
    if (!at || *at != '-') {
        return false;
    }
    at = dates_read_number(at + 1, 2, 2, &date->day);
    return at && !*at && dates_exists(*date);
}

static bool dates_read_french(const char *text, struct civil *date)
{
    const char *at = dates_read_number(text, 1, 2, &date->day);
    if (!at || !*at || !strchr("/-.", *at)) {
        return false;
    }
    char separator = *at;
    at = dates_read_number(at + 1, 1, 2, &date->month);
    if (!at || *at != separator) {
        return false;
    }
    at = dates_read_number(at + 1, 4, 4, &date->year);
    return at && !*at && dates_exists(*date);
}

static bool dates_read_digits(const char *text, struct civil *date)
{
    if (strlen(text) != 8 || !text_is_digits(text, 8)) {
        return false;
    }
    dates_read_number(text, 2, 2, &date->day);
    dates_read_number(text + 2, 2, 2, &date->month);
    dates_read_number(text + 4, 4, 4, &date->year);
    return dates_exists(*date);
}

bool dates_is_iso(const char *text)
{
    struct civil date;
    return dates_read_iso(text, &date);
}

bool dates_parse(const char *text, char iso_r[DATES_ISO_SIZE])
{
    struct civil date;
    if (!text || !(dates_read_iso(text, &date) || dates_read_french(text, &date) ||
                   dates_read_digits(text, &date))) {
        return false;
    }
    dates_write_iso(date, iso_r);
    return true;
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static int64_t dates_turn(int year, int month)
{
    int64_t last = dates_day_number((struct civil){year, month, 31});
    /* 1 January 1970, day 0, was a Thursday: Sundays are the days 3 modulo 7. */
    int64_t since_sunday = ((last - 3) % 7 + 7) % 7;
    return (last - since_sunday) * SECONDS_A_DAY + 3600;
}

static int64_t dates_floor_day(int64_t instant)
{
    return instant / SECONDS_A_DAY - (instant % SECONDS_A_DAY < 0);
}

/* Seconds since 1970 as clocks in Paris show them; instants beyond our years are clamped. */
static int64_t dates_paris(int64_t instant)
{
    int64_t first = (int64_t)FIRST_DAY * SECONDS_A_DAY;
    int64_t last = (int64_t)(LAST_DAY + 1) * SECONDS_A_DAY - 1;
    instant = instant < first ? first : instant > last ? last : instant;
    int year = dates_civil(dates_floor_day(instant)).year;
    bool summer = instant >= dates_turn(year, 3) && instant < dates_turn(year, 10);
    return instant + (summer ? 7200 : 3600);
}

void dates_of_instant(int64_t instant, char iso_r[DATES_ISO_SIZE])
{
    dates_write_iso(dates_civil(dates_floor_day(dates_paris(instant))), iso_r);
}

void dates_today(char iso_r[DATES_ISO_SIZE])
{
    dates_of_instant(dates_now(), iso_r);
}

char *dates_show(struct arena *arena, const char *iso)
{
    struct civil date;
    if (!dates_read_iso(iso, &date)) {
        return arena_strdup(arena, "");
    }
    return arena_printf(arena, "%02d/%02d/%04d", date.day, date.month, date.year);
}

char *dates_show_instant(struct arena *arena, int64_t instant)
{
    char iso[DATES_ISO_SIZE];
    int64_t paris = dates_paris(instant);
    int64_t day = dates_floor_day(paris);
    int minutes = (int)((paris - day * SECONDS_A_DAY) / 60);
    dates_write_iso(dates_civil(day), iso);
    return arena_printf(arena, "%s à %d" NBSP "h" NBSP "%02d", dates_show(arena, iso), minutes / 60,
                        minutes % 60);
}

void dates_add_months(const char *iso, int months, char iso_r[DATES_ISO_SIZE])
{
    struct civil date;
    if (!dates_read_iso(iso, &date)) {
        iso_r[0] = '\0';
        return;
    }
    int64_t count = (int64_t)date.year * 12 + date.month - 1 + months;
    const int64_t first = (int64_t)DATES_YEAR_MIN * 12;
    const int64_t last = (int64_t)DATES_YEAR_MAX * 12 + 11;
    if (count < first || count > last) {
        dates_write_iso(dates_civil(count < first ? FIRST_DAY : LAST_DAY), iso_r);
        return;
    }
    date.year = (int)(count / 12);
    date.month = (int)(count % 12) + 1;
    int days = dates_month_days(date.year, date.month);
    date.day = date.day > days ? days : date.day;
    dates_write_iso(date, iso_r);
}

void dates_add_days(const char *iso, int days, char iso_r[DATES_ISO_SIZE])
{
    struct civil date;
    if (!dates_read_iso(iso, &date)) {
        iso_r[0] = '\0';
        return;
    }
    dates_write_iso(dates_civil(dates_day_number(date) + days), iso_r);
}
