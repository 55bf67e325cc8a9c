#include "dates.h"

#include "ascii.h"
#include "text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NBSP "\xC2\xA0"
/* Day numbers count from 1 January 1970. */
#define FIRST_DAY (-25567) /* 1 January 1900 */
#define LAST_DAY 84005     /* 31 December 2199 */
#define TYPED_MAX 64       /* bytes */

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

static bool dates_is_in_calendar(struct civil date)
{
    return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= dates_month_days(date.year, date.month);
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
    for (; n < most && ascii_is_digit(text[n]); n++) {
        value = value * 10 + (text[n] - '0');
    }
    *value_r = value;
    return n < least ? NULL : text + n;
}

/* "2027-02-31" too. */
static bool dates_read_numbers(const char *text, struct civil *date)
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
    return at && !*at;
}

static bool dates_read_iso(const char *text, struct civil *date)
{
    return dates_read_numbers(text, date) && date->year >= DATES_YEAR_MIN &&
           date->year <= DATES_YEAR_MAX && dates_is_in_calendar(*date);
}

bool dates_is_iso(const char *text)
{
    struct civil date;
    return dates_read_iso(text, &date);
}

/* ---- what people type */

/* A number or a word. */
struct dates_part {
    const char *at;
    size_t length;
};

/* Two digits of a year are the year of that end nearest to today. */
static int dates_whole_year(int year, int today)
{
    int whole = today - today % 100 + year;
    return whole > today + 50 ? whole - 100 : whole < today - 49 ? whole + 100 : whole;
}

static bool dates_part_number(struct dates_part part, int least, int most, int *value_r)
{
    const char *end = dates_read_number(part.at, least, most, value_r);
    return end && end == part.at + part.length;
}

static bool dates_part_year(struct dates_part part, int today, int *year_r)
{
    if (part.length == 2 && dates_part_number(part, 2, 2, year_r)) {
        *year_r = dates_whole_year(*year_r, today);
        return true;
    }
    return dates_part_number(part, 4, 4, year_r);
}

static bool dates_part_day(struct dates_part part, int *day_r)
{
    static const char *const first[] = {"1er", "1ER", "1Er", "1\u1D49\u02B3"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        if (strlen(first[i]) == part.length && strncmp(first[i], part.at, part.length) == 0) {
            *day_r = 1;
            return true;
        }
    }
    return dates_part_number(part, 1, 2, day_r);
}

/* A small letter without its accent, of those that months have; 0: another sign. */
static char dates_plain_letter(const char **at)
{
    unsigned char c = (unsigned char)*(*at)++;
    if (c == 0xC3) {
        unsigned char accented = (unsigned char)*(*at)++ | 0x20;
        return accented == 0xA9 ? 'e' : accented == 0xBB ? 'u' : 0;
    }
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? (char)c : 0;
}

/* The name, or what begins one name alone: "sept", "juil". */
static bool dates_part_month(struct dates_part part, int *month_r)
{
    static const char *const names[] = {"janvier",   "fevrier", "mars",     "avril",
                                        "mai",       "juin",    "juillet",  "aout",
                                        "septembre", "octobre", "novembre", "decembre"};
    char plain[sizeof "septembre"];
    size_t n = 0;
    for (const char *at = part.at; at < part.at + part.length; n++) {
        char letter = dates_plain_letter(&at);
        if (!letter || n + 1 == sizeof plain) {
            return false;
        }
        plain[n] = letter;
    }
    int found = 0;
    for (int i = 0; n >= 3 && i < 12; i++) {
        if (strncmp(names[i], plain, n) == 0) {
            *month_r = i + 1;
            found++;
        }
    }
    return found == 1;
}

/* Three parts, and the sign between two of them: a space where there is no other. */
static bool dates_split(const char *text, struct dates_part parts[3], char signs[2])
{
    for (size_t i = 0; i < 3; i++) {
        parts[i] = (struct dates_part){text, strcspn(text, " ./-")};
        if (!parts[i].length) {
            return false;
        }
        text += parts[i].length;
        if (i == 2) {
            break;
        }
        text += strspn(text, " ");
        signs[i] = *text && strchr("./-", *text) ? *text++ : ' ';
        text += strspn(text, " ");
    }
    return !*text;
}

static bool dates_read_parts(const char *text, int today, struct civil *date)
{
    struct dates_part parts[3];
    char signs[2];
    if (!dates_split(text, parts, signs)) {
        return false;
    }
    bool same = signs[0] == signs[1];
    if (same && dates_part_number(parts[0], 4, 4, &date->year)) {
        return dates_part_number(parts[1], 1, 2, &date->month) &&
               dates_part_number(parts[2], 1, 2, &date->day);
    }
    return dates_part_day(parts[0], &date->day) &&
           (dates_part_month(parts[1], &date->month) ||
            (same && dates_part_number(parts[1], 1, 2, &date->month))) &&
           dates_part_year(parts[2], today, &date->year);
}

static bool dates_are_numbers(struct civil date)
{
    return date.year >= DATES_YEAR_MIN && date.year <= DATES_YEAR_MAX && date.month >= 1 &&
           date.month <= 12 && date.day >= 1 && date.day <= 31;
}

/* Days first, else the year first: in our years no eight digits can be read both ways. */
static bool dates_read_digits(const char *text, int today, struct civil *date)
{
    size_t length = strlen(text);
    if ((length != 6 && length != 8) || !text_is_digits(text, length)) {
        return false;
    }
    const struct dates_part year = {text + 4, length - 4};
    dates_read_number(text, 2, 2, &date->day);
    dates_read_number(text + 2, 2, 2, &date->month);
    dates_part_year(year, today, &date->year);
    if (length == 8 && !dates_are_numbers(*date)) {
        dates_read_number(text, 4, 4, &date->year);
        dates_read_number(text + 4, 2, 2, &date->month);
        dates_read_number(text + 6, 2, 2, &date->day);
    }
    return dates_are_numbers(*date);
}

enum dates_meaning dates_understand(const char *typed, const char *today,
                                    char iso_r[DATES_ISO_SIZE])
{
    struct civil now = {.year = 1970};
    struct civil date = {0};
    dates_read_iso(today, &now);
    if (!typed || strlen(typed) > TYPED_MAX ||
        !(dates_read_digits(typed, now.year, &date) || dates_read_parts(typed, now.year, &date))) {
        return DATES_UNCLEAR;
    }
    dates_write_iso(date, iso_r);
    return dates_is_in_calendar(date) ? DATES_DAY : DATES_NO_DAY;
}

const char *dates_keep(struct arena *arena, const char *typed)
{
    char today[DATES_ISO_SIZE];
    char iso[DATES_ISO_SIZE];
    dates_today(today);
    return dates_understand(typed, today, iso) == DATES_UNCLEAR ? typed : arena_strdup(arena, iso);
}

const char *dates_check(struct arena *arena, const char *kept)
{
    struct civil date;
    if (!dates_read_numbers(kept, &date)) {
        return "date illisible, attendu " DATES_FORMAT ", par exemple 01/09/2027";
    }
    return dates_is_in_calendar(date)
               ? NULL
               : arena_printf(arena, "%02d/%02d/%04d n'existe pas dans le calendrier", date.day,
                              date.month, date.year);
}

const char *dates_check_between(struct arena *arena, const char *kept, const char *first,
                                const char *last)
{
    first = first ? first : DATES_FIRST;
    last = last ? last : DATES_LAST;
    bool early = strcmp(kept, first) < 0;
    if (!early && strcmp(kept, last) <= 0) {
        return NULL;
    }
    return arena_printf(arena, "%.2s/%.2s/%.4s est trop %s, attendu du %s au %s", kept + 8,
                        kept + 5, kept, early ? "tôt" : "tard", dates_show(arena, first),
                        dates_show(arena, last));
}

/* 0 is Monday: 1 January 1970, day 0, was a Thursday. */
static int dates_weekday_number(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7);
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static int64_t dates_turn(int year, int month)
{
    int64_t last = dates_day_number((struct civil){year, month, 31});
    return (last - (dates_weekday_number(last) + 1) % 7) * DATES_SECONDS_A_DAY + 3600;
}

static int64_t dates_floor_day(int64_t instant)
{
    return instant / DATES_SECONDS_A_DAY - (instant % DATES_SECONDS_A_DAY < 0);
}

/* Seconds since 1970 as clocks in Paris show them; instants beyond our years are clamped. */
static int64_t dates_paris(int64_t instant)
{
    int64_t first = FIRST_DAY * DATES_SECONDS_A_DAY;
    int64_t last = (LAST_DAY + 1) * DATES_SECONDS_A_DAY - 1;
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

const char *dates_show(struct arena *arena, const char *iso)
{
    struct civil date;
    if (!dates_read_iso(iso, &date)) {
        return arena_strdup(arena, "");
    }
    const char shown[] = {iso[8], iso[9], '/',    iso[5], iso[6], '/',
                          iso[0], iso[1], iso[2], iso[3], '\0'};
    return arena_strdup(arena, shown);
}

char *dates_show_time(struct arena *arena, int64_t instant)
{
    int64_t paris = dates_paris(instant);
    int minutes = (int)((paris - dates_floor_day(paris) * DATES_SECONDS_A_DAY) / 60);
    return arena_printf(arena, "%d" NBSP "h" NBSP "%02d", minutes / 60, minutes % 60);
}

char *dates_show_instant(struct arena *arena, int64_t instant)
{
    char iso[DATES_ISO_SIZE];
    dates_of_instant(instant, iso);
    return arena_printf(arena, "%s à %s", dates_show(arena, iso), dates_show_time(arena, instant));
}

/* A day and a time of it. */
struct dates_utc {
    struct civil date;
    int weekday;
    int hour, minute, second;
};

static struct dates_utc dates_utc(int64_t instant)
{
    int64_t day = dates_floor_day(instant);
    int rest = (int)(instant - day * DATES_SECONDS_A_DAY);
    return (struct dates_utc){.date = dates_civil(day),
                              .weekday = dates_weekday_number(day),
                              .hour = rest / 3600,
                              .minute = rest / 60 % 60,
                              .second = rest % 60};
}

const char *dates_show_rfc5322(struct arena *arena, int64_t instant)
{
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct dates_utc u = dates_utc(instant);
    return arena_printf(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[u.weekday], u.date.day,
                        months[u.date.month - 1], u.date.year, u.hour, u.minute, u.second);
}

const char *dates_show_rfc3339(struct arena *arena, int64_t instant)
{
    struct dates_utc u = dates_utc(instant);
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", u.date.year, u.date.month,
                        u.date.day, u.hour, u.minute, u.second);
}

const char *dates_show_rfc5545(struct arena *arena, int64_t instant)
{
    struct dates_utc u = dates_utc(instant);
    return arena_printf(arena, "%04d%02d%02dT%02d%02d%02dZ", u.date.year, u.date.month, u.date.day,
                        u.hour, u.minute, u.second);
}

int dates_days_between(const char *from, const char *to)
{
    struct civil first = {1970, 1, 1};
    struct civil last = first;
    dates_read_iso(from, &first);
    dates_read_iso(to, &last);
    return (int)(dates_day_number(last) - dates_day_number(first));
}

int dates_weekday(const char *iso)
{
    struct civil date = {1970, 1, 1};
    dates_read_iso(iso, &date);
    return dates_weekday_number(dates_day_number(date));
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

int64_t dates_instant_of(const char *iso)
{
    struct civil date;
    if (!dates_read_iso(iso, &date)) {
        return 0;
    }
    int64_t midnight = dates_day_number(date) * DATES_SECONDS_A_DAY;
    return dates_paris(midnight - 3600) == midnight ? midnight - 3600 : midnight - 7200;
}

bool dates_is_beyond(const char *iso, int years)
{
    char last[DATES_ISO_SIZE];
    dates_today(last);
    dates_add_months(last, 12 * years, last);
    return strcmp(iso, last) > 0;
}
