/* Cookies, answers, static files, the queue and the counters, without a socket. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csrf.h"
#include "metrics.h"
#include "queue.h"
#include "request_private.h"
#include "response.h"
#include "static_files.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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

static void test_cookies(void **state)
{
    (void)state;
    assert_string_equal(cookie_find(arena, "a=1; login=xyz; b=2", "login"), "xyz");
    assert_string_equal(cookie_find(arena, "login=xyz", "login"), "xyz");
    assert_string_equal(cookie_find(arena, "a=1;login=x=y", "login"), "x=y");
    assert_string_equal(cookie_find(arena, "a=1;\tlogin=x \t; b=2", "login"), "x");
    assert_string_equal(cookie_find(arena, "login=", "login"), "");
    assert_string_equal(cookie_find(arena, "login=\"x\"", "login"), "\"x\"");
    assert_string_equal(cookie_find(arena, "login=premier; login=second", "login"), "premier");
}

static void test_hostile_cookies(void **state)
{
    (void)state;
    assert_null(cookie_find(arena, "", "login"));
    assert_null(cookie_find(arena, "login", "login"));
    assert_null(cookie_find(arena, ";;; ;", "login"));
    assert_null(cookie_find(arena, "xlogin=1", "login"));
    assert_null(cookie_find(arena, "loginx=1", "login"));
    assert_null(cookie_find(arena, "LOGIN=1", "login"));
    assert_null(cookie_find(arena, "login =1", "login"));
    assert_null(cookie_find(arena, "a=login=1", "login"));
    assert_null(cookie_find(arena, "login=a b", "login"));
    assert_null(cookie_find(arena, "login=a,b", "login"));
    assert_null(cookie_find(arena, "login=a\\b", "login"));
    assert_null(cookie_find(arena, "login=\x01", "login"));
    assert_null(cookie_find(arena, "=1", ""));
}

static struct response fresh(void)
{
    struct response response;
    response_init(&response, arena);
    return response;
}

static void test_response_starts_and_resets(void **state)
{
    (void)state;
    struct response response = fresh();
    assert_int_equal(response.code, 200);
    assert_string_equal(response.content_type, "text/html; charset=utf-8");
    assert_string_equal(response.cache, "no-store");
    buffer_literal(&response.body, "moitié");
    response_header(&response, "X-A", "1");
    response.code = 500;
    response_reset(&response);
    assert_int_equal(response.code, 200);
    assert_null(response.headers);
    assert_int_equal(response.body.length, 0);
    assert_string_equal(response.body.data, "");
}

static const char *location(const char *path)
{
    struct response response = fresh();
    response_redirect(&response, path);
    assert_int_equal(response.code, 303);
    assert_string_equal(response.headers->name, "Location");
    assert_null(response.headers->next);
    return response.headers->value;
}

static void test_redirects_stay_here(void **state)
{
    static const char *const foreign[] = {
        "//evil",
        "/\\evil",
        "\\/evil",
        "http://evil",
        "https:evil",
        "evil",
        "",
        "/\t/evil",
        "/\n/evil",
        "/a\r\nSet-Cookie: a=b",
        "/ /evil",
        " /a",
        "javascript:alert(1)",
        "/a\x7f",
        NULL,
    };
    (void)state;
    assert_string_equal(location("/annuaire?page=2#ligne-3"), "/annuaire?page=2#ligne-3");
    assert_string_equal(location("/"), "/");
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        assert_string_equal(location(foreign[i]), "/");
    }
}

static void test_headers_refuse_line_ends(void **state)
{
    (void)state;
    struct response response = fresh();
    response_header(&response, "X-A", "a\nb");
    response_header(&response, "X-A", "a\rb");
    response_header(&response, "X-A", "a\tb");
    response_header(&response, "X-A\r\nX-B", "a");
    response_header(&response, "", "a");
    response_header(&response, "X-A:", "a");
    response_header(&response, "X-A", NULL);
    assert_null(response.headers);
    response_header(&response, "X-A", "1");
    response_header(&response, "X-A", "2");
    assert_string_equal(response.headers->value, "1");
    assert_string_equal(response.headers->next->value, "2");
}

static const char *cookie_line(const char *name, const char *value, int max_age, bool secure)
{
    struct response response = fresh();
    response_cookie(&response, name, value, max_age, secure);
    return response.headers ? response.headers->value : NULL;
}

static void test_cookies_made(void **state)
{
    (void)state;
    assert_string_equal(cookie_line("login", "abc", 3600, true),
                        "login=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure");
    assert_string_equal(cookie_line("login", "abc", -1, false),
                        "login=abc; Path=/; HttpOnly; SameSite=Lax");
    assert_string_equal(cookie_line("login", "abc", 0, false),
                        "login=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    assert_null(cookie_line("login", "a;b", -1, false));
    assert_null(cookie_line("login", "a b", -1, false));
    assert_null(cookie_line("login", "a\r\nb", -1, false));
    assert_null(cookie_line("lo=gin", "a", -1, false));
    assert_null(cookie_line("login", "é", -1, false));
}

static const unsigned char bytes[] = "octets";
static const struct asset files[] = {
    {.path = "/actifs/a.css", .identity = bytes, .gzip = bytes, .brotli = bytes, .etag = "\"a\""},
    {.path = "/actifs/b.woff2", .identity = bytes, .etag = "\"b\""},
    {.path = "/actifs/c.js", .identity = bytes, .gzip = bytes, .etag = "\"c\""},
};

static void test_static_files_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(static_find(files, 3, files[i].path), &files[i]);
    }
    assert_null(static_find(files, 3, "/actifs/a.cs"));
    assert_null(static_find(files, 3, "/actifs/a.css/"));
    assert_null(static_find(files, 3, "/actifs/0"));
    assert_null(static_find(files, 3, "/actifs/z"));
    assert_null(static_find(files, 0, "/actifs/a.css"));
}

static void test_encodings(void **state)
{
    (void)state;
    assert_int_equal(static_choose(&files[0], "gzip, deflate, br"), STATIC_BROTLI);
    assert_int_equal(static_choose(&files[0], "gzip, deflate"), STATIC_GZIP);
    assert_int_equal(static_choose(&files[0], "GZIP;q=0.5"), STATIC_GZIP);
    assert_int_equal(static_choose(&files[0], "br;q=0, gzip;q=1.0"), STATIC_GZIP);
    assert_int_equal(static_choose(&files[0], "br ; q=0.000, gzip; q=0"), STATIC_IDENTITY);
    assert_int_equal(static_choose(&files[0], "br;q=0.001"), STATIC_BROTLI);
    assert_int_equal(static_choose(&files[0], ""), STATIC_IDENTITY);
    assert_int_equal(static_choose(&files[0], "brotli, gzipped, x-br"), STATIC_IDENTITY);
    assert_int_equal(static_choose(&files[0], ",,, ,;;;=,"), STATIC_IDENTITY);
    assert_int_equal(static_choose(&files[1], "gzip, br"), STATIC_IDENTITY);
    assert_int_equal(static_choose(&files[2], "gzip, br"), STATIC_GZIP);
}

static void test_tags(void **state)
{
    (void)state;
    assert_true(static_tag_matches("\"a\"", "\"a\""));
    assert_true(static_tag_matches("W/\"a\"", "\"a\""));
    assert_true(static_tag_matches("\"x\", \"a\"", "\"a\""));
    assert_true(static_tag_matches("*", "\"a\""));
    assert_false(static_tag_matches("", "\"a\""));
    assert_false(static_tag_matches("a", "\"a\""));
    assert_false(static_tag_matches("\"ab\"", "\"a\""));
}

static void test_queue_is_bounded(void **state)
{
    int items[3];
    (void)state;
    struct queue *queue = queue_create(2);
    assert_true(queue_reserve(queue));
    assert_true(queue_reserve(queue));
    assert_false(queue_reserve(queue));
    queue_push(queue, &items[0]);
    queue_push(queue, &items[1]);
    assert_int_equal(queue_length(queue), 2);
    assert_ptr_equal(queue_pop(queue), &items[0]);
    assert_true(queue_reserve(queue));
    queue_push(queue, &items[2]);
    assert_ptr_equal(queue_pop(queue), &items[1]);
    assert_true(queue_reserve(queue));
    queue_close(queue);
    assert_false(queue_reserve(queue));
    queue_push(queue, &items[0]); /* into the place taken before */
    assert_ptr_equal(queue_pop(queue), &items[2]);
    assert_ptr_equal(queue_pop(queue), &items[0]);
    assert_null(queue_pop(queue));
    queue_destroy(queue);
}

static void *pop_all(void *context)
{
    struct queue *queue = context;
    intptr_t n = 0;
    while (queue_pop(queue) != NULL) {
        n++;
    }
    return (void *)n;
}

static void test_queue_between_threads(void **state)
{
    pthread_t threads[3];
    int item = 0;
    intptr_t total = 0;
    (void)state;
    struct queue *queue = queue_create(5);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, pop_all, queue), 0);
    }
    for (int pushed = 0; pushed < 5000;) {
        if (queue_reserve(queue)) {
            queue_push(queue, &item);
            pushed++;
        }
    }
    queue_close(queue);
    for (int i = 0; i < 3; i++) {
        void *n = NULL;
        pthread_join(threads[i], &n);
        total += (intptr_t)n;
    }
    assert_int_equal(total, 5000);
    queue_destroy(queue);
}

static void test_label_is_escaped(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, arena, 0);
    metrics_line(&out, "sofi_x", "a", "\"\\\nb", 3);
    assert_string_equal(out.data, "sofi_x{a=\"\\\"\\\\\\nb\"} 3\n");
}

static void test_metrics(void **state)
{
    struct buffer out;
    (void)state;
    struct metrics *one = ARENA_NEW(arena, struct metrics);
    struct metrics *two = ARENA_NEW(arena, struct metrics);
    metrics_count(one, 200, 50, 100);
    metrics_count(one, 200, 51, 100);
    metrics_count(two, 404, 9000000, 7);
    metrics_count(two, 999, -5, 0);
    metrics_count_aborted(two);
    metrics_add(one, two);
    buffer_init(&out, arena, 0);
    metrics_write(one, &out);
    assert_non_null(strstr(out.data, "sofi_requests_total{code=\"200\"} 2\n"));
    assert_non_null(strstr(out.data, "sofi_requests_total{code=\"404\"} 1\n"));
    assert_non_null(strstr(out.data, "sofi_request_seconds_bucket{le=\"5e-05\"} 2\n"));
    assert_non_null(strstr(out.data, "sofi_request_seconds_bucket{le=\"0.0001\"} 3\n"));
    assert_non_null(strstr(out.data, "sofi_request_seconds_bucket{le=\"+Inf\"} 4\n"));
    assert_non_null(strstr(out.data, "sofi_request_seconds_count 4\n"));
    assert_non_null(strstr(out.data, "sofi_request_seconds_sum 9.000101\n"));
    assert_non_null(strstr(out.data, "sofi_response_bytes_total 207\n"));
    assert_non_null(strstr(out.data, "sofi_requests_aborted_total 1\n"));
}

static void test_jetons(void **state)
{
    (void)state;
    const char *one = csrf_jeton(arena, "cookie-un");
    assert_int_equal(strlen(one), 43);
    assert_int_equal(
        strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"), 43);
    assert_string_equal(one, csrf_jeton(arena, "cookie-un"));
    assert_string_not_equal(one, csrf_jeton(arena, "cookie-deux"));
    assert_int_equal(strlen(csrf_random(arena)), 43);
    assert_string_not_equal(csrf_random(arena), csrf_random(arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cookies),
        cmocka_unit_test(test_hostile_cookies),
        cmocka_unit_test(test_response_starts_and_resets),
        cmocka_unit_test(test_redirects_stay_here),
        cmocka_unit_test(test_headers_refuse_line_ends),
        cmocka_unit_test(test_cookies_made),
        cmocka_unit_test(test_static_files_are_found),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_queue_is_bounded),
        cmocka_unit_test(test_queue_between_threads),
        cmocka_unit_test(test_metrics),
        cmocka_unit_test(test_label_is_escaped),
        cmocka_unit_test(test_jetons),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
