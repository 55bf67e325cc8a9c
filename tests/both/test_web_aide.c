/* Help: every screen of an organisation leads to a page, every page leads on to others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aide.h"
#include "routes.h"

#include <string.h>

/* Not the screen of a job: parts of others, files, what officers do, accounts of their own. */
static const char *const without[] = {
    "/historique", "/certificat",     "/communes", "/lheo.xml",       ".csv",
    ".xlsx",       "/formations/nsf", "/rome",     "/certifications", "/etablissements/nouveau",
};

static bool needs_none(const char *path)
{
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        size_t length = strlen(without[i]);
        size_t whole = strlen(path);
        if ((whole >= length && strcmp(path + whole - length, without[i]) == 0) ||
            strncmp(path, "/compte", strlen("/compte")) == 0) {
            return true;
        }
    }
    return false;
}

static void test_every_screen_leads_to_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *route = &routes[i];
        if (route->method == HTTP_GET && route->who && !needs_none(route->path) &&
            !aide_de_la_route(route->path)) {
            fail_msg("%s leads to no page of help (src/web/socle/aide.c)", route->path);
        }
    }
    assert_null(aide_de_la_route("/aide"));
    assert_string_equal(aide_de_la_route("/annuaire/sites/{numero}")->code, "gerer-les-sites");
}

static void test_every_page_leads_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < aide_sujets_n; i++) {
        const struct aide_sujet *sujet = &aide_sujets[i];
        assert_ptr_equal(aide_sujet(sujet->code), sujet);
        assert_non_null(sujet->suite[0]);
        for (size_t k = 0; k < 3 && sujet->suite[k]; k++) {
            assert_non_null(aide_sujet(sujet->suite[k]));
            assert_string_not_equal(sujet->suite[k], sujet->code);
        }
    }
    assert_null(aide_sujet("rien-de-tel"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_screen_leads_to_a_page),
        cmocka_unit_test(test_every_page_leads_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
