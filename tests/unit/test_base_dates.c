/* Dates and instants: the calendar, the summer time, what people type. Expected instants were
 * worked out with `date -u -d … +%s`. */
#include "dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S "\xC2\xA0"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void test_is_iso(void **state)
{
    (void)state;
    static const char *const good[] = {"2021-06-28", "2024-02-29", "2000-02-29", "1900-01-01",
                                       "2199-12-31", "2026-12-31", "2026-04-30"};
    static const char *const bad[] = {
        "",           "2026-02-30", "2026-02-29",  "1900-02-29", "2100-02-29",  "2026-13-01",
        "2026-00-10", "2026-04-31", "2026-01-00",  "2026-01-32", "1899-12-31",  "2200-01-01",
        "2026-1-01",  "2026-01-1",  "2026-01-011", "2026/01/01", " 2026-01-01", "2026-01-01 ",
        "20260101",   "2026-01",    "2026-01-",    "-026-01-01", "abcd-ef-gh",  "9999-12-31"};
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        assert_true(dates_is_iso(good[i]));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_false(dates_is_iso(bad[i]));
    }
    assert_false(dates_is_iso(NULL));
}

#define TODAY "2026-11-29"

static const char *meaning(const char *typed, const char *today)
{
    static char iso[DATES_ISO_SIZE];
    strcpy(iso, "unclear");
    enum dates_meaning meaning = dates_understand(typed, today, iso);
    assert_int_equal(meaning == DATES_UNCLEAR, strcmp(iso, "unclear") == 0);
    return meaning == DATES_NO_DAY ? arena_printf(arena, "no %s", iso) : iso;
}

static const struct {
    const char *typed;
    const char *iso; /* NULL: unclear */
} written[] = {
    {"28/06/2021", "2021-06-28"},
    {"28/6/2021", "2021-06-28"},
    {"28-06-2021", "2021-06-28"},
    {"28.06.2021", "2021-06-28"},
    {"28 06 2021", "2021-06-28"},
    {"28 / 06 / 2021", "2021-06-28"},
    {"28062021", "2021-06-28"},
    {"2021-06-28", "2021-06-28"},
    {"2021-6-28", "2021-06-28"},
    {"2021/06/28", "2021-06-28"},
    {"1/9/27", "2027-09-01"},
    {"1-9-27", "2027-09-01"},
    {"1.9.2027", "2027-09-01"},
    {"010928", "2028-09-01"},
    {"01092028", "2028-09-01"},
    {"20261201", "2026-12-01"},
    {"2026-12-01", "2026-12-01"},
    {"1er septembre 2027", "2027-09-01"},
    {"1ER SEPTEMBRE 2027", "2027-09-01"},
    {"1\u1D49\u02B3 septembre 2027", "2027-09-01"},
    {"1 sept. 2027", "2027-09-01"},
    {"1 sept 27", "2027-09-01"},
    {"1-sept-2027", "2027-09-01"},
    {"3 févr. 2028", "2028-02-03"},
    {"3 FÉV 2028", "2028-02-03"},
    {"14 aout 2027", "2027-08-14"},
    {"14 AOÛT 2027", "2027-08-14"},
    {"1 juil. 2027", "2027-07-01"},
    {"1 juin 2027", "2027-06-01"},
    {"29/02/2024", "2024-02-29"},
    {"01/12/1201", "1201-12-01"}, /* a day, which bounds refuse */
    {"20101112", "2010-11-12"},   /* the 20th of October of 1112 is not meant */
    {"19120101", "1912-01-01"},
    {"20111912", "1912-11-20"},
    /* Understood, and in no calendar. */
    {"31/02/2027", "no 2027-02-31"},
    {"31-2-27", "no 2027-02-31"},
    {"310227", "no 2027-02-31"},
    {"31022027", "no 2027-02-31"},
    {"20270231", "no 2027-02-31"},
    {"2027-02-31", "no 2027-02-31"},
    {"31 avril 2027", "no 2027-04-31"},
    {"06/28/2021", "no 2021-28-06"},
    {"00/01/2026", "no 2026-01-00"},
    {"29/02/2100", "no 2100-02-29"},
    /* Not understood. */
    {"", NULL},
    {"demain", NULL},
    {"28/06", NULL},
    {"1 jui 2027", NULL}, /* juin or juillet */
    {"1 ma 2027", NULL},
    {"2er mars 2027", NULL},
    {"28/06/2021 ", NULL},
    {"28/06-2021", NULL},
    {"28/06/202", NULL},
    {"28//2021", NULL},
    {"//", NULL},
    {"/", NULL},
    {"028/06/2021", NULL},
    {"28/006/2021", NULL},
    {"28/06/02021", NULL},
    {"28/06/2021x", NULL},
    {"28/06/2021/", NULL},
    {"99999999", NULL},
    {"28061201", NULL},
    {"202609", NULL}, /* no month 26 */
    {"2806202", NULL},
    {"280620211", NULL},
    {"-1/01/2026", NULL},
    {"28/06/+202", NULL},
    {"1 septembre", NULL},
    {"1 septembrex 2027", NULL},
    {"1 \xC3", NULL},
    {"1 f\xC3", NULL},
    {"\xFF\xFF", NULL},
};

static void test_understand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        const char *expected = written[i].iso ? written[i].iso : "unclear";
        if (strcmp(meaning(written[i].typed, TODAY), expected) != 0) {
            fail_msg("%s: %s, not %s", written[i].typed, meaning(written[i].typed, TODAY),
                     expected);
        }
    }
    assert_string_equal(meaning(NULL, TODAY), "unclear");
    char *huge = arena_alloc(arena, (1 << 20) + 1);
    memset(huge, '1', 1 << 20);
    assert_string_equal(meaning(huge, TODAY), "unclear");
}

/* Every way to write a day means that day. */
static void test_every_form(void **state)
{
    (void)state;
    static const char *const months[] = {"janvier",   "février", "mars",     "avril",
                                         "mai",       "juin",    "juillet",  "août",
                                         "septembre", "octobre", "novembre", "décembre"};
    static const char *const shorts[] = {"janv.", "févr.", "mars",  "avr.", "mai",  "juin",
                                         "juil.", "août",  "sept.", "oct.", "nov.", "déc."};
    for (char iso[DATES_ISO_SIZE] = "1990-01-01"; strcmp(iso, "2101-01-01") < 0;
         dates_add_days(iso, 1, iso)) {
        int y = atoi(iso);
        int m = atoi(iso + 5);
        int d = atoi(iso + 8);
        char typed[12][32];
        size_t n = 0;
        snprintf(typed[n++], 32, "%02d/%02d/%04d", d, m, y);
        snprintf(typed[n++], 32, "%d/%d/%04d", d, m, y);
        snprintf(typed[n++], 32, "%d-%d-%04d", d, m, y);
        snprintf(typed[n++], 32, "%d.%d.%04d", d, m, y);
        snprintf(typed[n++], 32, "%02d%02d%04d", d, m, y);
        snprintf(typed[n++], 32, "%04d%02d%02d", y, m, d);
        snprintf(typed[n++], 32, "%04d-%02d-%02d", y, m, d);
        snprintf(typed[n++], 32, "%d%s %s %d", d, d == 1 ? "er" : "", months[m - 1], y);
        snprintf(typed[n++], 32, "%d %s %d", d, shorts[m - 1], y);
        if (y >= 1977 && y <= 2076) {
            snprintf(typed[n++], 32, "%d/%d/%02d", d, m, y % 100);
            snprintf(typed[n++], 32, "%d-%d-%02d", d, m, y % 100);
            snprintf(typed[n++], 32, "%02d%02d%02d", d, m, y % 100);
        }
        for (size_t i = 0; i < n; i++) {
            if (strcmp(meaning(typed[i], TODAY), iso) != 0) {
                fail_msg("%s: %s, not %s", typed[i], meaning(typed[i], TODAY), iso);
            }
        }
    }
}

/* The century of two digits turns with the year in Paris, an hour before that of the machine. */
static void test_two_digits_of_a_year(void **state)
{
    (void)state;
    static const struct {
        int64_t now;
        const char *typed;
        const char *iso;
    } cases[] = {
        {INT64_C(1798757999), "1/9/27", "2027-09-01"}, /* 2026-12-31T22:59:59Z */
        {INT64_C(1798758000), "1/9/27", "2027-09-01"},
        {INT64_C(1798757999), "1/9/76", "2076-09-01"},
        {INT64_C(1798757999), "1/9/77", "1977-09-01"},
        {INT64_C(1798758000), "1/9/77", "2077-09-01"},
        {INT64_C(1798758000), "1/9/78", "1978-09-01"},
        {INT64_C(1798758000), "31/12/26", "2026-12-31"},
        {INT64_C(4102444799), "010100", "2100-01-01"}, /* 2099-12-31T23:59:59Z: 2100 in Paris */
        {INT64_C(4102441199), "010100", "2100-01-01"},
        {INT64_C(4102441199), "311299", "2099-12-31"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char today[DATES_ISO_SIZE];
        dates_of_instant(cases[i].now, today);
        assert_string_equal(meaning(cases[i].typed, today), cases[i].iso);
    }
}

static void test_hooks(void **state)
{
    (void)state;
    assert_string_equal(dates_keep(arena, "1/9/27"), "2027-09-01");
    assert_string_equal(dates_keep(arena, "2027-09-01"), "2027-09-01");
    assert_string_equal(dates_keep(arena, "31/2/27"), "2027-02-31");
    assert_string_equal(dates_keep(arena, "demain"), "demain");
    assert_null(dates_check(arena, "2027-09-01"));
    assert_string_equal(dates_check(arena, "2027-02-31"),
                        "31/02/2027 n'existe pas dans le calendrier");
    assert_string_equal(dates_check(arena, "demain"),
                        "date illisible, attendu jj/mm/aaaa, par exemple 01/09/2027");
    assert_null(dates_check_between(arena, "2027-09-01", NULL, NULL));
    assert_null(dates_check_between(arena, "1990-01-01", "1990-01-01", "1990-01-01"));
    assert_string_equal(dates_check_between(arena, "1900-01-01", "1990-01-01", "2099-12-31"),
                        "01/01/1900 est trop tôt, attendu du 01/01/1990 au 31/12/2099");
    assert_string_equal(dates_check_between(arena, "2200-01-01", NULL, NULL),
                        "01/01/2200 est trop tard, attendu du 01/01/1900 au 31/12/2199");
    /* Today is 2026-07-15. */
    assert_false(dates_is_beyond("2029-07-15", 3));
    assert_true(dates_is_beyond("2029-07-16", 3));
}

static void test_show(void **state)
{
    (void)state;
    assert_string_equal(dates_show(arena, "2021-06-28"), "28/06/2021");
    assert_string_equal(dates_show(arena, "1900-01-01"), "01/01/1900");
    assert_string_equal(dates_show(arena, ""), "");
    assert_string_equal(dates_show(arena, "28/06/2021"), "");
    assert_string_equal(dates_show(arena, "2021-02-30"), "");
    assert_string_equal(dates_show(arena, NULL), "");
}

static void assert_date(int64_t instant, const char *expected)
{
    char iso[DATES_ISO_SIZE];
    dates_of_instant(instant, iso);
    assert_string_equal(iso, expected);
}

static void test_of_instant(void **state)
{
    (void)state;
    assert_date(0, "1970-01-01");
    /* Winter: midnight in Paris is 23:00 UTC. 2026-01-14T22:59:59Z, then 23:00. */
    assert_date(1768431599, "2026-01-14");
    assert_date(1768431600, "2026-01-15");
    /* Summer: 22:00 UTC. 2026-07-14T21:59:59Z. */
    assert_date(1784066399, "2026-07-14");
    assert_date(1784066400, "2026-07-15");
    assert_date(-3601, "1969-12-31");
    assert_date(-3600, "1970-01-01");
    /* 1900 and 2199, then beyond. */
    assert_date(INT64_C(-2208988800), "1900-01-01");
    assert_date(INT64_MIN, "1900-01-01");
    assert_date(INT64_C(7258114800) - 1, "2199-12-31"); /* 2199-12-31T22:59:59Z */
    assert_date(INT64_C(7258118400), "2199-12-31");     /* 2200-01-01T00:00Z */
    assert_date(INT64_MAX, "2199-12-31");
}

static void test_summer_time(void **state)
{
    (void)state;
    /* 29 March 2026, 01:00 UTC = 1774746000: 02:00 becomes 03:00. */
    assert_string_equal(dates_show_instant(arena, 1774745999), "29/03/2026 à 1" S "h" S "59");
    assert_string_equal(dates_show_instant(arena, 1774746000), "29/03/2026 à 3" S "h" S "00");
    /* 25 October 2026, 01:00 UTC = 1792890000: 03:00 becomes 02:00. */
    assert_string_equal(dates_show_instant(arena, 1792889999), "25/10/2026 à 2" S "h" S "59");
    assert_string_equal(dates_show_instant(arena, 1792890000), "25/10/2026 à 2" S "h" S "00");
    /* 2024: the last day of March was itself a Sunday. 2024-03-31T01:00Z = 1711846800. */
    assert_string_equal(dates_show_instant(arena, 1711846799), "31/03/2024 à 1" S "h" S "59");
    assert_string_equal(dates_show_instant(arena, 1711846800), "31/03/2024 à 3" S "h" S "00");
    /* 2027: 31 October is a Sunday. 2027-10-31T01:00Z = 1824944400. */
    assert_string_equal(dates_show_instant(arena, 1824944399), "31/10/2027 à 2" S "h" S "59");
    assert_string_equal(dates_show_instant(arena, 1824944400), "31/10/2027 à 2" S "h" S "00");
    /* 2021-06-28T12:05:00Z = 1624881900. */
    assert_string_equal(dates_show_instant(arena, 1624881900), "28/06/2021 à 14" S "h" S "05");
    assert_string_equal(dates_show_time(arena, 1624881900), "14" S "h" S "05");
    /* New Year in Paris: 2025-12-31T23:00:00Z = 1767222000. */
    assert_string_equal(dates_show_instant(arena, 1767222000), "01/01/2026 à 0" S "h" S "00");
    assert_string_equal(dates_show_instant(arena, 1767221999), "31/12/2025 à 23" S "h" S "59");
}

/* Every day of our years, against a calendar that only knows how to turn a page. */
static void test_every_day(void **state)
{
    (void)state;
    int year = 1900;
    int month = 1;
    int day = 1;
    char iso[DATES_ISO_SIZE] = "1900-01-01";
    /* Noon UTC, well inside the day in Paris. */
    for (int64_t instant = INT64_C(-2208988800) + 43200; year < 2200; instant += 86400) {
        char expected[DATES_ISO_SIZE * 4];
        snprintf(expected, sizeof(expected), "%04d-%02d-%02d", year, month, day);
        assert_date(instant, expected);
        assert_string_equal(iso, expected);
        dates_add_days(iso, 1, iso);
        int february = (year % 4 == 0 && year % 100) || year % 400 == 0 ? 29 : 28;
        int last = month == 2                                              ? february
                   : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                           : 31;
        if (++day > last) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
    assert_string_equal(iso, "2199-12-31"); /* does not leave our years */
}

static void test_add_months(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        int months;
        const char *expected;
    } cases[] = {
        {"2026-01-31", 1, "2026-02-28"},
        {"2024-01-31", 1, "2024-02-29"},
        {"2026-01-31", 2, "2026-03-31"},
        {"2026-01-31", 3, "2026-04-30"},
        {"2026-03-31", -1, "2026-02-28"},
        {"2026-12-15", 1, "2027-01-15"},
        {"2026-01-15", -1, "2025-12-15"},
        {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-29"},
        {"2026-06-30", 0, "2026-06-30"},
        {"2026-06-30", -1000000, "1900-01-01"},
        {"2026-06-30", INT32_MAX, "2199-12-31"},
        {"2026-06-30", INT32_MIN, "1900-01-01"},
        {"2199-12-01", 1, "2199-12-31"},
        {"1900-01-15", -1, "1900-01-01"},
        {"2026-02-30", 1, ""},
        {"", 1, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char iso[DATES_ISO_SIZE] = "x";
        dates_add_months(cases[i].iso, cases[i].months, iso);
        assert_string_equal(iso, cases[i].expected);
    }
}

static void test_add_days(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        int days;
        const char *expected;
    } cases[] = {
        {"2026-02-28", 1, "2026-03-01"},
        {"2024-02-28", 1, "2024-02-29"},
        {"2026-01-01", -1, "2025-12-31"},
        {"2026-01-01", 365, "2027-01-01"},
        {"2024-01-01", 366, "2025-01-01"},
        {"2026-03-28", 2, "2026-03-30"},
        {"2026-06-30", INT32_MAX, "2199-12-31"},
        {"2026-06-30", INT32_MIN, "1900-01-01"},
        {"2026-06-31", 1, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char iso[DATES_ISO_SIZE] = "x";
        dates_add_days(cases[i].iso, cases[i].days, iso);
        assert_string_equal(iso, cases[i].expected);
    }
}

static void test_now(void **state)
{
    (void)state;
    /* Set in main(), before the first reading; changed later, it is not read again. */
    assert_true(dates_now() == 1784066400);
    setenv("SOFI_INSTANT", "5", 1);
    assert_true(dates_now() == 1784066400);
    char iso[DATES_ISO_SIZE];
    dates_today(iso);
    assert_string_equal(iso, "2026-07-15");
    int64_t before = dates_monotonic_us();
    assert_true(dates_monotonic_us() >= before);
}

static void test_other_ways_to_write_an_instant(void **state)
{
    (void)state;
    static const struct {
        int64_t instant;
        const char *mail, *feed, *calendar;
    } cases[] = {
        {0, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z", "19700101T000000Z"},
        {-1, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z", "19691231T235959Z"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00Z", "20000229T000000Z"},
        {1624874405, "Mon, 28 Jun 2021 10:00:05 +0000", "2021-06-28T10:00:05Z", "20210628T100005Z"},
        {4102444799, "Thu, 31 Dec 2099 23:59:59 +0000", "2099-12-31T23:59:59Z", "20991231T235959Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(dates_show_rfc5322(arena, cases[i].instant), cases[i].mail);
        assert_string_equal(dates_show_rfc3339(arena, cases[i].instant), cases[i].feed);
        assert_string_equal(dates_show_rfc5545(arena, cases[i].instant), cases[i].calendar);
    }
}

static void test_days_between(void **state)
{
    (void)state;
    assert_int_equal(dates_days_between("2024-02-28", "2024-03-01"), 2);
    assert_int_equal(dates_days_between("2027-03-01", "2027-02-28"), -1);
    assert_int_equal(dates_days_between("1900-01-01", "2199-12-31"), 109572);
    assert_int_equal(dates_weekday("2026-01-05"), 0);
    assert_int_equal(dates_weekday("1900-01-01"), 0);
    assert_int_equal(dates_weekday("2000-02-29"), 1);
    assert_int_equal(dates_weekday("1969-12-31"), 2);
    assert_int_equal(dates_weekday("2026-11-29"), 6);
}

int main(void)
{
    setenv("SOFI_INSTANT", "1784066400", 1);
    /* Results must not depend on the machine's own zone. */
    setenv("TZ", "Pacific/Auckland", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_ways_to_write_an_instant),
        cmocka_unit_test(test_days_between),
        cmocka_unit_test(test_is_iso),
        cmocka_unit_test(test_understand),
        cmocka_unit_test(test_every_form),
        cmocka_unit_test(test_hooks),
        cmocka_unit_test(test_two_digits_of_a_year),
        cmocka_unit_test(test_show),
        cmocka_unit_test(test_of_instant),
        cmocka_unit_test(test_summer_time),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_add_months),
        cmocka_unit_test(test_add_days),
        cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
