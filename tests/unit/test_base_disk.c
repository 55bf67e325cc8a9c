/* The room of a disk. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "disk.h"

static void test_room(void **state)
{
    (void)state;
    assert_true(disk_is_short("/tmp", UINT64_MAX));
    assert_false(disk_is_short("/tmp", 0));
}

static void test_room_that_nobody_knows(void **state)
{
    (void)state;
    assert_false(disk_is_short("/nulle/part", UINT64_MAX));
    assert_false(disk_is_short("/proc", UINT64_MAX)); /* counts no blocks */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_room_that_nobody_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
