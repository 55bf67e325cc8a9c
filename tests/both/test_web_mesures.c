/* /metrics: who may read it, and where. */
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define KEY "une-cle-de-test-assez-longue"
#define WITH_KEY "Authorization: Bearer " KEY "\r\n"

/* How proxies of this machine ask: with what they add, or with nothing at all. */
static const char *const proxied[] = {
    "",
    "X-Forwarded-For: 203.0.113.9\r\n",
    "X-Forwarded-For: 127.0.0.1\r\n",
    "X-Forwarded-For: 203.0.113.9, 127.0.0.1\r\n",
    "X-Real-IP: 127.0.0.1\r\n",
    "Forwarded: for=127.0.0.1\r\n",
    "Via: 1.1 proxy\r\n",
    "Connection: close\r\n",
};
enum { PROXIED = sizeof proxied / sizeof *proxied };

static bool shows_figures(int port, const char *headers)
{
    struct reply reply = client_get(site_arena, port, "/metrics", headers);
    bool shown = strstr(reply.body, "sofi_") != NULL;
    if (reply.code != (shown ? 200 : 404)) {
        fail_msg("code %d with \"%s\"", reply.code, headers);
    }
    return shown;
}

static void set_proxy(struct config *config)
{
    config->trusted_proxy = "127.0.0.1";
}

static void set_key(struct config *config)
{
    config->metrics_key = KEY;
}

static void set_address(struct config *config)
{
    config->metrics_listen = "127.0.0.1:0";
}

static void test_closed_without_key(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < PROXIED; i++) {
            assert_false(shows_figures(site_port(), proxied[i]));
        }
        site_restart(set_proxy);
    }
}

static void test_the_key_opens(void **state)
{
    static const char *const wrong[] = {
        "Authorization: Bearer une-cle-de-test-assez-longu\r\n",
        "Authorization: Bearer " KEY "e\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: " KEY "\r\n",
        "Authorization: Basic " KEY "\r\n",
    };
    (void)state;
    site_restart(set_key);
    for (size_t i = 0; i < PROXIED; i++) {
        assert_false(shows_figures(site_port(), proxied[i]));
        assert_true(
            shows_figures(site_port(), arena_printf(site_arena, "%s" WITH_KEY, proxied[i])));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(shows_figures(site_port(), wrong[i]));
    }
}

static void test_an_address_of_its_own(void **state)
{
    static const char *const others[] = {"/",         "/connexion",   "/sante",
                                         "/annuaire", "/favicon.ico", "/metrics/"};
    (void)state;
    site_restart(set_address);
    for (size_t i = 0; i < PROXIED; i++) {
        assert_false(shows_figures(site_port(), proxied[i]));
    }
    assert_true(shows_figures(site_metrics_port(), ""));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(client_get(site_arena, site_metrics_port(), others[i], "").code, 404);
    }
    assert_int_equal(client_post(site_arena, site_metrics_port(), "/connexion", "", "email=a").code,
                     413);
    assert_int_equal(client_post(site_arena, site_metrics_port(), "/connexion", "", "").code, 404);
    site_restart(set_key);
    assert_false(shows_figures(site_metrics_port(), ""));
    assert_true(shows_figures(site_metrics_port(), WITH_KEY));
    assert_false(shows_figures(site_port(), WITH_KEY));
}

static void test_no_statement(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    site_restart(set_address);
    assert_int_equal(browser_get(&officer, "/tableau-de-bord").code, 200);
    assert_true(site_statements() > 0);
    assert_true(shows_figures(site_metrics_port(), ""));
    assert_int_equal(site_statements(), 0);
}

#define SITE_TEST(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_closed_without_key),
        SITE_TEST(test_the_key_opens),
        SITE_TEST(test_an_address_of_its_own),
        SITE_TEST(test_no_statement),
    };
    test_db_start(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
