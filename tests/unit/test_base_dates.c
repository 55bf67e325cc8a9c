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

static void test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *iso;
    } good[] = {
        {"28/06/2021", "2021-06-28"}, {"28/6/2021", "2021-06-28"},  {"28-06-2021", "2021-06-28"},
        {"28.06.2021", "2021-06-28"}, {"28062021", "2021-06-28"},   {"2021-06-28", "2021-06-28"},
        {"1/2/2026", "2026-02-01"},   {"29/02/2024", "2024-02-29"}, {"01012199", "2199-01-01"},
        {"01/12/1900", "1900-12-01"}, {"20202020", NULL},           {"10102010", "2010-10-10"},
    };
    static const char *const bad[] = {"",           "31/02/2026",  "29/02/2026",  "28/06/21",
                                      "28/06",      "28/06/2021 ", " 28/06/2021", "28/06-2021",
                                      "28 06 2021", "280621",      "2021-6-28",   "06/28/2021",
                                      "00/01/2026", "01/00/2026",  "28//2021",    "//",
                                      "/",          "028/06/2021", "28/006/2021", "28/06/02021",
                                      "28/06/2200", "28/06/1899",  "28/06/2021x", "demain",
                                      "2021-02-29", "99999999",    "2806202",     "280620211",
                                      "2021/06/28", "\xFF\xFF",    "-1/01/2026",  "28/06/+202"};
    char iso[DATES_ISO_SIZE];
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        strcpy(iso, "untouched");
        assert_int_equal(dates_parse(good[i].typed, iso), good[i].iso != NULL);
        assert_string_equal(iso, good[i].iso ? good[i].iso : "untouched");
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        strcpy(iso, "untouched");
        assert_false(dates_parse(bad[i], iso));
        assert_string_equal(iso, "untouched");
    }
    assert_false(dates_parse(NULL, iso));
    char *huge = arena_alloc(arena, (1 << 20) + 1);
    memset(huge, '1', 1 << 20);
    assert_false(dates_parse(huge, iso));
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

int main(void)
{
    setenv("SOFI_INSTANT", "1784066400", 1);
    /* Results must not depend on the machine's own zone. */
    setenv("TZ", "Pacific/Auckland", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_iso),      cmocka_unit_test(test_parse),
        cmocka_unit_test(test_show),        cmocka_unit_test(test_of_instant),
        cmocka_unit_test(test_summer_time), cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_add_months),  cmocka_unit_test(test_add_days),
        cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
