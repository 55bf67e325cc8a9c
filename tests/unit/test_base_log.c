/* A line stays a line whatever is logged. */
#include "log.h"
#include "status.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int ends[2];
static char line[65536];

static int setup(void **state)
{
    (void)state;
    if (pipe(ends)) {
        return -1;
    }
    log_set_output(ends[1]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    log_set_output(2);
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* What one write() left in the pipe, checked to be one line, without its line feed. */
static const char *read_line(void)
{
    ssize_t n = read(ends[0], line, sizeof(line) - 1);
    assert_true(n > 0);
    assert_int_equal(line[n - 1], '\n');
    line[n - 1] = '\0';
    assert_int_equal(strlen(line), n - 1);
    assert_null(strchr(line, '\n'));
    return line;
}

/* The end of the line, from " key=" on. */
static const char *logged(const char *value)
{
    log_info("test", LOG_TEXT("key", value));
    const char *at = strstr(read_line(), " key=");
    assert_non_null(at);
    return at + 5;
}

static void test_line(void **state)
{
    (void)state;
    log_error("db_lost", LOG_TEXT("host", "a"), LOG_INT("tries", -3), LOG_INT("max", INT64_MIN),
              LOG_TEXT("none", NULL));
    const char *text = read_line();
    int year, month, day, hour, minute, second, thousandth, end = 0;
    assert_int_equal(sscanf(text, "ts=%4d-%2d-%2dT%2d:%2d:%2d.%3dZ %n", &year, &month, &day, &hour,
                            &minute, &second, &thousandth, &end),
                     7);
    assert_true(year >= 2020 && month >= 1 && month <= 12 && hour <= 23 && second <= 60);
    assert_string_equal(text + end, "level=error event=db_lost host=a tries=-3 "
                                    "max=-9223372036854775808 none=\"\"");
}

static void test_without_fields(void **state)
{
    (void)state;
    log_write(LOG_WARNING, "alone", NULL, 0);
    assert_non_null(strstr(read_line(), " level=warning event=alone"));
}

static void test_escaping(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        const char *expected;
    } cases[] = {
        {"plain", "plain"},
        {"", "\"\""},
        {"été", "été"},
        {"a b", "\"a b\""},
        {"a=b", "\"a=b\""},
        {"say \"hi\"", "\"say \\\"hi\\\"\""},
        {"a\\b", "\"a\\\\b\""},
        {"a\nlevel=error event=forged", "\"a\\nlevel=error event=forged\""},
        {"a\rb\tc", "\"a\\x0Db\\x09c\""},
        {"\x1B[31m", "\"\\x1B[31m\""},
        {"\x7F", "\"\\x7F\""},
        {"\xFF\xFE", "\"\\xFF\\xFE\""},
        {"\xC3", "\"\\xC3\""},
        {"\xC2\x85", "\"\\xC2\\x85\""},          /* next line, a C1 control */
        {"\xE2\x80\xA8", "\"\\xE2\\x80\\xA8\""}, /* line separator */
        {"\xE2\x80\xAE"
         "a",
         "\"\\xE2\\x80\\xAE"
         "a\""},    /* right to left */
        {"€", "€"}, /* E2 82 AC stays */
        {"\" level=error x=\"", "\"\\\" level=error x=\\\"\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_string_equal(logged(cases[i].value), cases[i].expected);
    }
}

static void test_every_byte(void **state)
{
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        char value[4] = {'a', (char)byte, 'b', '\0'};
        const char *text = logged(value);
        for (const char *c = text; *c; c++) {
            assert_true((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7F);
        }
    }
}

static void test_huge_value(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *huge = malloc(size + 1);
    assert_non_null(huge);
    memset(huge, 'x', size);
    huge[size] = '\0';
    const char *text = logged(huge);
    assert_true(strlen(text) < 2000);
    assert_non_null(strstr(text, "xxx...\""));
    /* Two-byte characters are not cut in the middle. */
    for (size_t i = 0; i + 2 <= size; i += 2) {
        memcpy(huge + i, "é", 2);
    }
    huge[0] = 'x';
    huge[1] = 'x';
    memmove(huge + 1, huge + 2, size - 2);
    huge[size - 1] = '\0';
    assert_null(strstr(logged(huge), "\\x"));
    memset(huge, 1, size);
    assert_true(strlen(logged("ok")) == 2);
    log_info("test", LOG_TEXT("a", huge), LOG_TEXT("b", huge));
    assert_true(strlen(read_line()) < 4096);
    free(huge);
}

static void test_full_line(void **state)
{
    (void)state;
    char value[900];
    memset(value, 'v', sizeof(value));
    value[sizeof(value) - 1] = '\0';
    struct log_field fields[50];
    for (size_t i = 0; i < 50; i++) {
        fields[i] = LOG_TEXT("k", value);
    }
    log_write(LOG_INFO, "test", fields, 50);
    const char *text = read_line();
    assert_true(strlen(text) < 4096);
    const char *end = text + strlen(text) - strlen("v truncated=1");
    assert_string_equal(end, "v truncated=1");
}

static void test_level(void **state)
{
    (void)state;
    log_event(LOG_DEBUG, "dropped", LOG_INT("n", 1));
    log_set_level(LOG_ERROR);
    log_warning("dropped", LOG_INT("n", 1));
    log_error("kept", LOG_INT("n", 1));
    assert_non_null(strstr(read_line(), "event=kept n=1"));
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, "debugged", LOG_INT("n", 1));
    assert_non_null(strstr(read_line(), "level=debug event=debugged n=1"));
    log_set_level(LOG_INFO);
}

static void *write_without_request(void *unused)
{
    log_info("thread", LOG_INT("n", 1));
    return unused;
}

static void test_request(void **state)
{
    (void)state;
    log_set_request("r 1\n");
    log_info("test", LOG_INT("n", 1));
    assert_non_null(strstr(read_line(), " event=test request=\"r 1\\n\" n=1"));
    /* It belongs to one thread. */
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_without_request, NULL), 0);
    pthread_join(thread, NULL);
    assert_null(strstr(read_line(), "request="));
    log_set_request(NULL);
    log_info("test", LOG_INT("n", 1));
    assert_null(strstr(read_line(), "request="));
}

static void *write_many(void *name)
{
    for (int i = 0; i < 100; i++) {
        log_info("many", LOG_TEXT("who", name), LOG_INT("i", i));
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    static char a[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static char b[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    pthread_t threads[2];
    assert_int_equal(pthread_create(&threads[0], NULL, write_many, a), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, write_many, b), 0);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    ssize_t n = read(ends[0], line, sizeof(line) - 1);
    assert_true(n > 0);
    line[n] = '\0';
    int count = 0;
    for (char *at = line; *at; at = strchr(at, '\n') + 1) {
        assert_int_equal(strncmp(at, "ts=", 3), 0);
        count++;
    }
    assert_int_equal(count, 200);
}

static void test_status_names(void **state)
{
    (void)state;
    for (int a = STATUS_OK; a <= STATUS_ERROR; a++) {
        for (int b = a + 1; b <= STATUS_ERROR; b++) {
            assert_string_not_equal(status_name((enum status)a), status_name((enum status)b));
        }
    }
    assert_string_equal(status_name(STATUS_OK), "ok");
    assert_string_equal(status_name(STATUS_NOT_FOUND), "not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),       cmocka_unit_test(test_without_fields),
        cmocka_unit_test(test_escaping),   cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_huge_value), cmocka_unit_test(test_full_line),
        cmocka_unit_test(test_level),      cmocka_unit_test(test_request),
        cmocka_unit_test(test_threads),    cmocka_unit_test(test_status_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
