/* Dates of a session shifted to another year, or by weeks: the weekday stays. */
#include "reconduction.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *shifted(const char *iso, struct reconduction r)
{
    static char result[DATES_ISO_SIZE];
    reconduction_date(iso, &r, result);
    return result;
}

static void test_years(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        int annees;
        const char *expected;
    } cases[] = {
        {"2026-01-05", 1, "2027-01-04"}, /* Mondays */
        {"2027-01-04", 1, "2028-01-03"},
        {"2026-12-31", 1, "2027-12-30"}, /* Thursdays */
        {"2023-12-31", 1, "2024-12-29"}, /* Sundays; 2024 has 366 days */
        {"2024-02-29", 1, "2025-02-27"}, /* Thursdays; no 29/02/2025, the 28/02 is a Friday */
        {"2024-02-29", 4, "2028-03-02"}, /* 29/02/2028 is a Tuesday */
        {"2026-01-05", 2, "2028-01-03"},
        {"2026-01-05", 3, "2029-01-08"}, /* 05/01/2029 is a Friday: three on, four back */
        {"2026-01-05", 6, "2032-01-05"}, /* the same date is a Monday */
        {"2027-01-04", -1, "2026-01-05"},
        {"2028-03-01", 1, "2029-02-28"}, /* Wednesdays */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(
            shifted(cases[i].iso, (struct reconduction){.mois = 12 * cases[i].annees}),
            cases[i].expected);
    }
}

static void test_months(void **state)
{
    (void)state;
    assert_string_equal(shifted("2026-01-05", (struct reconduction){.mois = 6}), "2026-07-06");
    assert_string_equal(shifted("2026-09-30", (struct reconduction){.mois = 12}), "2027-09-29");
    assert_string_equal(shifted("2026-01-05", (struct reconduction){.mois = 6, .exacte = true}),
                        "2026-07-05");
    assert_string_equal(shifted("2026-01-31", (struct reconduction){.mois = 1, .exacte = true}),
                        "2026-02-28");
}

static void test_weeks(void **state)
{
    (void)state;
    assert_string_equal(shifted("2026-01-05", (struct reconduction){.semaines = 1}), "2026-01-12");
    assert_string_equal(shifted("2026-12-28", (struct reconduction){.semaines = 1}), "2027-01-04");
    assert_string_equal(shifted("2024-02-26", (struct reconduction){.semaines = 1}), "2024-03-04");
    assert_string_equal(shifted("2026-01-05", (struct reconduction){.semaines = -1}), "2025-12-29");
    assert_string_equal(shifted("2026-01-05", (struct reconduction){.semaines = 52}), "2027-01-04");
}

static void test_no_date(void **state)
{
    (void)state;
    assert_string_equal(shifted("", (struct reconduction){.mois = 12}), "");
    assert_string_equal(shifted("2026-02-30", (struct reconduction){.mois = 12}), "");
    assert_string_equal(shifted("20260105", (struct reconduction){.semaines = 1}), "");
}

static struct tm day_of(const char *iso)
{
    struct tm day = {0};
    assert_non_null(strptime(iso, "%Y-%m-%d", &day));
    (void)timegm(&day); /* fills tm_wday */
    return day;
}

/* Each day of nine years, shifted by one to five: the same weekday, and three days away at most
 * from the same date of that year. */
static void test_rule(void **state)
{
    (void)state;
    char iso[DATES_ISO_SIZE] = "2023-01-01";
    while (strcmp(iso, "2032-01-01") < 0) {
        for (int years = 1; years <= 5; years++) {
            char target[DATES_ISO_SIZE];
            char first[DATES_ISO_SIZE];
            char last[DATES_ISO_SIZE];
            const char *moved = shifted(iso, (struct reconduction){.mois = 12 * years});
            dates_add_months(iso, 12 * years, target);
            dates_add_days(target, -3, first);
            dates_add_days(target, 3, last);
            assert_int_equal(day_of(moved).tm_wday, day_of(iso).tm_wday);
            assert_true(strcmp(moved, first) >= 0 && strcmp(moved, last) <= 0);
        }
        dates_add_days(iso, 1, iso);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years),   cmocka_unit_test(test_months), cmocka_unit_test(test_weeks),
        cmocka_unit_test(test_no_date), cmocka_unit_test(test_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
