/* Forged requests, over real sockets: who sent the form, and with which token. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csrf.h"
#include "http/application.h"
#include "http/client.h"

#include <string.h>

static const char *answer(const char *headers, const char *jeton)
{
    return client_post(app.arena, app.port, "/csrf",
                       arena_printf(app.arena, "Cookie: biscuit=monsecret\r\n%s", headers),
                       arena_printf(app.arena, "jeton=%s&a=b", jeton))
        .body;
}

static void test_who_sent_it(void **state)
{
    static const struct {
        const char *headers;
        const char *expected;
    } rows[] = {
        {"", "ok"},
        {"Origin: http://sofi.test\r\n", "ok"},
        {"Origin: HTTP://SOFI.test\r\n", "ok"},
        {"Origin: null\r\n", "foreign"},
        {"Origin: http://evil.test\r\n", "foreign"},
        {"Origin: https://sofi.test\r\n", "foreign"},
        {"Origin: http://sofi.test:8080\r\n", "foreign"},
        {"Origin: http://sofi.test.evil.test\r\n", "foreign"},
        {"Origin: http://sofi.tes\r\n", "foreign"},
        {"Origin: sofi.test\r\n", "foreign"},
        {"Origin: file://\r\n", "foreign"},
        {"Sec-Fetch-Site: same-origin\r\n", "ok"},
        {"Sec-Fetch-Site: none\r\n", "ok"},
        {"Sec-Fetch-Site: same-site\r\n", "foreign"},
        {"Sec-Fetch-Site: cross-site\r\n", "foreign"},
        {"Sec-Fetch-Site: n'importe quoi\r\n", "foreign"},
        {"Sec-Fetch-Site: cross-site\r\nOrigin: http://sofi.test\r\n", "foreign"},
        {"Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.test\r\n", "foreign"},
        {"Sec-Fetch-Site: same-origin\r\nOrigin: http://sofi.test\r\n", "ok"},
    };
    (void)state;
    const char *jeton = csrf_jeton(app.arena, "monsecret");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(answer(rows[i].headers, jeton), rows[i].expected);
        /* a wrong token never helps */
        assert_string_equal(answer(rows[i].headers, "faux"),
                            strcmp(rows[i].expected, "ok") == 0 ? "stale" : "foreign");
    }
}

static void test_tokens(void **state)
{
    (void)state;
    const char *right = csrf_jeton(app.arena, "monsecret");
    char *cut = arena_strndup(app.arena, right, 42);
    assert_string_equal(answer("", right), "ok");
    assert_string_equal(answer("", ""), "stale");
    assert_string_equal(answer("", csrf_jeton(app.arena, "un-autre")), "stale");
    assert_string_equal(answer("", cut), "stale");
    assert_string_equal(answer("", arena_printf(app.arena, "%sA", right)), "stale");
    assert_string_equal(answer("", arena_printf(app.arena, "%s%%00", right)), "stale");
    assert_string_equal(answer("", "monsecret"), "stale");
}

static void test_without_cookie(void **state)
{
    (void)state;
    const char *body = arena_printf(app.arena, "jeton=%s", csrf_jeton(app.arena, ""));
    assert_string_equal(client_post(app.arena, app.port, "/csrf", "", body).body, "stale");
    assert_string_equal(
        client_post(app.arena, app.port, "/csrf", "Cookie: biscuit=\r\n", body).body, "stale");
}

static void test_token_elsewhere_does_not_count(void **state)
{
    (void)state;
    char *target = arena_printf(app.arena, "/csrf?jeton=%s", csrf_jeton(app.arena, "monsecret"));
    assert_string_equal(
        client_post(app.arena, app.port, target, "Cookie: biscuit=monsecret\r\n", "a=b").body,
        "stale");
}

static void test_other_name_of_the_machine(void **state)
{
    (void)state;
    app.config.base_url = "http://localhost:8080/";
    const char *jeton = csrf_jeton(app.arena, "monsecret");
    /* the client sends "Host: sofi.test" */
    assert_string_equal(answer("Origin: http://sofi.test\r\n", jeton), "ok");
    assert_string_equal(answer("Origin: http://localhost:8080\r\n", jeton), "ok");
    assert_string_equal(answer("Origin: http://localhost\r\n", jeton), "foreign");
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_who_sent_it),
        SERVER_TEST(test_tokens),
        SERVER_TEST(test_without_cookie),
        SERVER_TEST(test_token_elsewhere_does_not_count),
        SERVER_TEST(test_other_name_of_the_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
