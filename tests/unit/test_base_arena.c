/* Memory that dies all at once, and the bytes that grow in it. */
#include "arena.h"
#include "buffer.h"
#include "log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define TEST_ASAN 1
#endif

/* True when the function aborts after one log line that names the cause. */
static bool dies_of_memory(void (*function)(void))
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGABRT, SIG_DFL);
        log_set_output(ends[1]);
        function();
        _exit(0);
    }
    close(ends[1]);
    char line[512] = "";
    ssize_t n = read(ends[0], line, sizeof(line) - 1);
    close(ends[0]);
    int state = 0;
    assert_int_equal(waitpid(child, &state, 0), child);
    return WIFSIGNALED(state) && WTERMSIG(state) == SIGABRT && n > 0 &&
           strstr(line, "event=out_of_memory") && strchr(line, '\n') == line + n - 1;
}

static void overflow_product(void)
{
    struct arena *arena = arena_create(0);
    arena_alloc_array(arena, SIZE_MAX / 2, 3);
}

static void overflow_exact_product(void)
{
    struct arena *arena = arena_create(0);
    /* 2^32 * 2^32 is 0 modulo 2^64. */
    arena_alloc_array(arena, (size_t)1 << 32, (size_t)1 << 32);
}

static void overflow_size(void)
{
    struct arena *arena = arena_create(0);
    arena_alloc(arena, SIZE_MAX);
}

static void overflow_rounding(void)
{
    struct arena *arena = arena_create(0);
    arena_alloc(arena, SIZE_MAX - 15);
}

static void overflow_grow(void)
{
    struct arena *arena = arena_create(0);
    void *old = arena_alloc(arena, 10);
    arena_grow(arena, old, 10, SIZE_MAX);
}

static void overflow_first_block(void)
{
    arena_create(SIZE_MAX);
}

static void overflow_buffer(void)
{
    struct arena *arena = arena_create(0);
    struct buffer buffer;
    buffer_init(&buffer, arena, 16);
    buffer_literal(&buffer, "abc");
    buffer_reserve(&buffer, SIZE_MAX - 2);
}

static void overflow_buffer_init(void)
{
    struct arena *arena = arena_create(0);
    struct buffer buffer;
    buffer_init(&buffer, arena, SIZE_MAX);
}

static void test_overflow_aborts_with_a_line(void **state)
{
    (void)state;
    assert_true(dies_of_memory(overflow_product));
    assert_true(dies_of_memory(overflow_exact_product));
    assert_true(dies_of_memory(overflow_size));
    assert_true(dies_of_memory(overflow_rounding));
    assert_true(dies_of_memory(overflow_grow));
    assert_true(dies_of_memory(overflow_first_block));
    assert_true(dies_of_memory(overflow_buffer));
    assert_true(dies_of_memory(overflow_buffer_init));
}

static bool is_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i]) {
            return false;
        }
    }
    return true;
}

static void test_zeroed_aligned_distinct(void **state)
{
    (void)state;
    struct arena *arena = arena_create(64);
    char *previous = NULL;
    size_t total = 0;
    for (size_t size = 0; size < 3000; size += size < 70 ? 1 : 137) {
        char *bytes = arena_alloc(arena, size);
        assert_non_null(bytes);
        assert_ptr_not_equal(bytes, previous);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        assert_true(is_zero(bytes, size));
        memset(bytes, 0xA5, size);
        previous = bytes;
        total += size;
    }
    assert_int_equal(arena_used(arena), total);
    arena_destroy(arena);
    arena_destroy(NULL);
}

static void test_reset_zeroes_again(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
            char *bytes = arena_alloc(arena, 1000);
            assert_true(is_zero(bytes, 1000));
            memset(bytes, 0xFF, 1000);
        }
        assert_int_equal(arena_used(arena), 40000);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_reset(arena);
    assert_true(is_zero(arena_alloc(arena, 5000), 5000));
    arena_destroy(arena);
}

static void test_huge(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    size_t size = (size_t)64 * 1024 * 1024;
    char *huge = arena_alloc(arena, size);
    huge[0] = huge[size - 1] = 'x';
    char *small = arena_strdup(arena, "after");
    assert_string_equal(small, "after");
    assert_int_equal(huge[size - 1], 'x');
    arena_destroy(arena);
}

static void test_grow(void **state)
{
    (void)state;
    struct arena *arena = arena_create(4096);
    char *bytes = arena_grow(arena, NULL, 0, 10);
    assert_true(is_zero(bytes, 10));
    memcpy(bytes, "0123456789", 10);
    char *grown = arena_grow(arena, bytes, 10, 100);
    assert_ptr_equal(grown, bytes); /* it was the last */
    assert_memory_equal(grown, "0123456789", 10);
    assert_true(is_zero(grown + 10, 90));
    char *other = arena_strdup(arena, "in between");
    char *moved = arena_grow(arena, grown, 100, 200);
    assert_ptr_not_equal(moved, grown);
    assert_memory_equal(moved, "0123456789", 10);
    assert_true(is_zero(moved + 10, 190));
    assert_string_equal(other, "in between");
    assert_ptr_equal(arena_grow(arena, moved, 200, 50), moved);
    arena_destroy(arena);
}

/* Bytes that were used before a reset come back by growth: they must be zeroed too. */
static void test_grow_zeroes_used_bytes(void **state)
{
    (void)state;
    struct arena *arena = arena_create(4096);
    memset(arena_alloc(arena, 2000), 0xEE, 2000);
    arena_reset(arena);
    char *bytes = arena_alloc(arena, 8);
    bytes = arena_grow(arena, bytes, 8, 1500);
    assert_true(is_zero(bytes, 1500));
    arena_destroy(arena);
}

static void test_poison(void **state)
{
    (void)state;
#ifdef TEST_ASAN
    struct arena *arena = arena_create(4096);
    char *a = arena_alloc(arena, 13);
    char *b = arena_alloc(arena, 16);
    assert_false(__asan_address_is_poisoned(a + 12));
    assert_true(__asan_address_is_poisoned(a + 13));
    assert_false(__asan_address_is_poisoned(b + 15));
    assert_true(__asan_address_is_poisoned(b + 16));
    assert_true(__asan_address_is_poisoned(b - 1));
    char *nothing = arena_alloc(arena, 0);
    assert_true(__asan_address_is_poisoned(nothing));
    char *moved = arena_grow(arena, a, 13, 64);
    assert_true(__asan_address_is_poisoned(a));
    assert_false(__asan_address_is_poisoned(moved + 63));
    arena_reset(arena);
    assert_true(__asan_address_is_poisoned(b));
    assert_true(__asan_address_is_poisoned(moved));
    arena_destroy(arena);
#else
    skip();
#endif
}

static void test_copies(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    assert_null(arena_strdup(arena, NULL));
    assert_string_equal(arena_strdup(arena, ""), "");
    assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_strndup(arena, "ab", 300), "ab");
    assert_string_equal(arena_strndup(arena, NULL, 0), "");
    assert_string_equal(arena_strndup(arena, "abc", SIZE_MAX), "abc");
    assert_string_equal(arena_printf(arena, "%s-%d", "é", 12), "é-12");
    assert_string_equal(arena_printf(arena, "%s", ""), "");
    /* Around the size below which no second pass is made. */
    for (int width = 253; width <= 259; width++) {
        char *text = arena_printf(arena, "%*d", width, 7);
        assert_int_equal(strlen(text), width);
        assert_int_equal(text[width - 1], '7');
    }
    assert_int_equal(strlen(arena_printf(arena, "%*d", 1000000, 7)), 1000000);
    arena_destroy(arena);
}

static void test_buffer_grows(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    for (size_t capacity = 1; capacity < 40; capacity++) {
        struct buffer buffer;
        buffer_init(&buffer, arena, capacity);
        assert_string_equal(buffer.data, "");
        size_t expected = 0;
        for (size_t step = 0; step < 60; step++) {
            char bytes[64];
            memset(bytes, 'a' + (int)(step % 26), sizeof(bytes));
            buffer_append(&buffer, bytes, step);
            if (step % 7 == 0) {
                arena_alloc(arena, 3); /* growth must move now and then */
            }
            expected += step;
            assert_int_equal(buffer.length, expected);
            assert_int_equal(strlen(buffer.data), expected);
            assert_true(buffer.capacity >= buffer.length);
        }
        size_t at = 0;
        for (size_t step = 0; step < 60; step++) {
            for (size_t i = 0; i < step; i++) {
                assert_int_equal(buffer.data[at++], 'a' + (int)(step % 26));
            }
        }
    }
    arena_destroy(arena);
}

static void test_buffer_megabytes(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    struct buffer buffer;
    buffer_init(&buffer, arena, 0);
    for (int i = 0; i < 3000000; i++) {
        buffer_char(&buffer, (char)('0' + i % 10));
    }
    assert_int_equal(buffer.length, 3000000);
    assert_memory_equal(buffer.data + 2999990, "0123456789", 11);
    buffer_reserve(&buffer, 0);
    assert_int_equal(buffer.length, 3000000);
    arena_destroy(arena);
}

static void test_buffer_appends(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    struct buffer buffer;
    buffer_init(&buffer, arena, 1);
    buffer_text(&buffer, NULL);
    buffer_text(&buffer, "");
    buffer_literal(&buffer, "<p>");
    buffer_int(&buffer, 0);
    buffer_char(&buffer, ' ');
    buffer_int(&buffer, INT64_MIN);
    buffer_char(&buffer, ' ');
    buffer_int(&buffer, INT64_MAX);
    buffer_char(&buffer, ' ');
    buffer_int(&buffer, -10);
    buffer_text(&buffer, " é");
    assert_string_equal(buffer.data, "<p>0 -9223372036854775808 9223372036854775807 -10 é");
    buffer_init(&buffer, arena, 4);
    buffer_printf(&buffer, "%s", "abcd");
    buffer_printf(&buffer, "%s", "");
    buffer_printf(&buffer, "%s%d", "efghijklmnop", 5);
    assert_string_equal(buffer.data, "abcdefghijklmnop5");
    assert_int_equal(buffer.length, 17);
    arena_destroy(arena);
}

static void test_arrays_grow_in_linear_memory(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct arena *arena = arena_create(0);
    int64_t *numbers = NULL;
    char **words = NULL;
    size_t n = 0, m = 0;
    for (int64_t i = 0; i < MANY; i++) { /* two in turn: neither can grow in place */
        *ARENA_PUSH(arena, numbers, n) = i;
        *ARENA_PUSH(arena, words, m) = NULL;
    }
    assert_int_equal(n, MANY);
    assert_int_equal(m, MANY);
    for (int64_t i = 0; i < MANY; i++) {
        assert_int_equal(numbers[i], i);
    }
    assert_true(arena_used(arena) <= 4 * MANY * (sizeof *numbers + sizeof *words));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overflow_aborts_with_a_line),
        cmocka_unit_test(test_zeroed_aligned_distinct),
        cmocka_unit_test(test_reset_zeroes_again),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_grow_zeroes_used_bytes),
        cmocka_unit_test(test_poison),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_buffer_grows),
        cmocka_unit_test(test_buffer_megabytes),
        cmocka_unit_test(test_buffer_appends),
        cmocka_unit_test(test_arrays_grow_in_linear_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
