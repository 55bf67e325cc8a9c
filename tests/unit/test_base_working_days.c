/* Working days: week-ends, the fixed holidays, those that follow Easter (dates of the French
 * administration's calendars). */
#include "working_days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_holidays(void **state)
{
    (void)state;
    static const char *const closed[] = {"2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08",
                                         "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15",
                                         "2026-11-01", "2026-11-11", "2026-12-25", "2025-04-21",
                                         "2025-05-29", "2025-06-09", "2027-03-29", "2024-04-01",
                                         "2038-04-26", "2026-11-28", "2026-11-29"};
    static const char *const open[] = {"2026-04-03", "2026-04-07", "2026-05-15", "2026-11-02",
                                       "2026-12-24", "2026-12-31", "2027-01-04"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        assert_false(working_days_is_one(closed[i]));
    }
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        assert_true(working_days_is_one(open[i]));
    }
}

static void test_between(void **state)
{
    (void)state;
    assert_int_equal(working_days_between("2026-11-27", "2026-11-27"), 0);
    assert_int_equal(working_days_between("2026-11-27", "2026-11-29"), 0); /* a Sunday */
    assert_int_equal(working_days_between("2026-11-27", "2026-11-30"), 1);
    assert_int_equal(working_days_between("2026-11-28", "2026-11-30"), 1);
    assert_int_equal(working_days_between("2026-11-06", "2026-11-13"), 4); /* the 11th */
    assert_int_equal(working_days_between("2026-12-24", "2027-01-04"), 5);
    assert_int_equal(working_days_between("2026-12-01", "2026-11-01"), 0);
}

/* The last day from which that many have gone by, and no later one. */
static void test_before(void **state)
{
    (void)state;
    static const char *const days[] = {"2026-11-30", "2026-11-29", "2026-05-26", "2027-01-02"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        for (int n = 0; n < 12; n++) {
            char day[DATES_ISO_SIZE];
            char next[DATES_ISO_SIZE];
            working_days_before(days[i], n, day);
            dates_add_days(day, 1, next);
            assert_true(working_days_between(day, days[i]) >= n);
            assert_true(n == 0 || working_days_between(next, days[i]) < n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holidays),
        cmocka_unit_test(test_between),
        cmocka_unit_test(test_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
