/* What format_plain() takes is what vsnprintf() gives; the rest it leaves alone. */
#include "arena.h"
#include "buffer.h"
#include "format.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 64 };
/* With its NUL, all that there is room for. */
#define FULL "0123456789012345678901234567890123456789012345678901234567890 3"
_Static_assert(sizeof FULL == SIZE, "as many bytes");

__attribute__((format(printf, 2, 3))) static bool plain(char *out, const char *format, ...)
{
    va_list args;
    size_t length = 0;
    va_start(args, format);
    bool taken = format_plain(out, SIZE, format, args, &length);
    va_end(args);
    if (taken) {
        assert_int_equal(length, strlen(out));
    }
    return taken;
}

#define ASSERT_SAME(...)                                                                           \
    do {                                                                                           \
        char ours[SIZE];                                                                           \
        char theirs[SIZE];                                                                         \
        assert_true(plain(ours, __VA_ARGS__));                                                     \
        (void)snprintf(theirs, sizeof theirs, __VA_ARGS__);                                        \
        assert_string_equal(ours, theirs);                                                         \
    } while (0)

static void test_same_as_the_library(void **state)
{
    (void)state;
    ASSERT_SAME("%s", "");
    ASSERT_SAME("sans rien");
    ASSERT_SAME("/sessions/%lld?%s=%s", 1014999LL, "liste", "actives");
    ASSERT_SAME("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
    ASSERT_SAME("%lld %lld", LLONG_MAX, LLONG_MIN);
    ASSERT_SAME("%ld%ld", LONG_MAX, LONG_MIN);
    ASSERT_SAME("%zu et %zu", SIZE_MAX, (size_t)0);
    ASSERT_SAME("%c%c%%%s%%", 'a', 'z', "é");
    ASSERT_SAME("%s", FULL);
}

static void test_others_are_left_alone(void **state)
{
    (void)state;
    char out[SIZE];
    const char *volatile nothing = NULL;
    assert_false(plain(out, "%02d", 7));
    assert_false(plain(out, "%.*s", 2, "abc"));
    assert_false(plain(out, "%.3f", 1.5));
    assert_false(plain(out, "%u", 1U));
    assert_false(plain(out, "%lu", 1UL));
    assert_false(plain(out, "%-5s", "a"));
    assert_false(plain(out, "%s", nothing));
    assert_false(plain(out, "%s%c", FULL, '4'));
}

/* Whichever way a text takes, short or long, plain or not. */
static void test_through_arena_and_buffer(void **state)
{
    (void)state;
    char numbers[400];
    struct arena *arena = arena_create(0);
    struct buffer buffer;
    memset(numbers, '7', sizeof numbers - 1);
    numbers[sizeof numbers - 1] = '\0';
    assert_string_equal(arena_printf(arena, "%s", numbers), numbers);
    assert_string_equal(arena_printf(arena, "%s-%03d", "a", 7), "a-007");
    assert_string_equal(arena_printf(arena, "%s-%d", "a", 7), "a-7");
    buffer_init(&buffer, arena, 4);
    buffer_printf(&buffer, "%s", "abcd"); /* what there is room for, to the byte */
    buffer_printf(&buffer, "%d", 56789);
    buffer_printf(&buffer, "%02d", 1);
    assert_string_equal(buffer.data, "abcd5678901");
    assert_int_equal(buffer.length, 11);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_the_library),
        cmocka_unit_test(test_others_are_left_alone),
        cmocka_unit_test(test_through_arena_and_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
