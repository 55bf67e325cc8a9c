/* Pages of everybody travel compressed; those that hold what somebody else must not guess do not.
 */
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define GZIP "Accept-Encoding: gzip, deflate, br\r\n"

static const char *const public_pages[] = {
    "/offre/etablissements/" SITE_FOREIGN,
    "/offre/portes-ouvertes",
    "/aide",
    "/aide/se-connecter",
    "/accessibilite",
    "/donnees-personnelles",
    "/mentions-legales",
};
enum { PUBLIC_PAGES = sizeof public_pages / sizeof *public_pages };

static bool is_packed(const struct reply *reply)
{
    return reply_header(site_arena, reply, "Content-Encoding") != NULL;
}

static void test_public_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < PUBLIC_PAGES; i++) {
        struct browser packing = {.headers = GZIP};
        struct browser plain = {0};
        struct reply packed = browser_get(&packing, public_pages[i]);
        struct reply whole = browser_get(&plain, public_pages[i]);
        if (packed.code != 200) {
            fail_msg("%s: %d", public_pages[i], packed.code);
        }
        if (!is_packed(&packed) || is_packed(&whole) ||
            packed.body_length * 2 > whole.body_length) {
            fail_msg("%s: %zu of %zu bytes", public_pages[i], packed.body_length,
                     whole.body_length);
        }
        assert_non_null(strstr(page_header(&packed, "Vary"), "Accept-Encoding"));
        assert_string_equal(page_header(&packed, "Vary"), page_header(&whole, "Vary"));
        assert_non_null(strstr(page_header(&packed, "Vary"), "Cookie"));
        assert_int_equal(reply_header_count(&packed, "Vary"), 1);
    }
}

/* One who came by a page with a form has a token; a page for everybody holds none. */
static void test_a_visitor_with_a_token(void **state)
{
    (void)state;
    struct browser visitor = {0};
    struct reply form = browser_get(&visitor, "/connexion");
    const char *jeton = page_jeton_of(&form, "/connexion");
    for (size_t i = 0; i < PUBLIC_PAGES; i++) {
        struct reply page = browser_get(&visitor, public_pages[i]);
        page_lacks(&page, jeton);
        page_lacks(&page, "name=\"jeton\"");
    }
}

static void test_pages_with_a_token(void **state)
{
    static const char *const pages[] = {"/", "/connexion", "/mot-de-passe/oublie", "/nulle-part"};
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct browser visitor = {.headers = GZIP};
        for (int visit = 0; visit < 2; visit++) {
            struct reply page = browser_get(&visitor, pages[i]);
            assert_true(page.body_length > 1024);
            assert_false(is_packed(&page));
        }
    }
}

static void test_pages_of_a_person(void **state)
{
    static const char *const pages[] = {"/tableau-de-bord", SITE_RECORD, "/sessions",
                                        "/sessions.csv"};
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    of.headers = GZIP;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct reply page = browser_get(&of, pages[i]);
        assert_int_equal(page.code, 200);
        assert_false(is_packed(&page));
    }
    for (size_t i = 0; i < PUBLIC_PAGES; i++) {
        struct reply page = browser_get(&of, public_pages[i]);
        assert_false(is_packed(&page));
        assert_string_equal(page_header(&page, "Cache-Control"), "no-store");
    }
}

#define SITE_TEST(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_public_pages),
        SITE_TEST(test_a_visitor_with_a_token),
        SITE_TEST(test_pages_with_a_token),
        SITE_TEST(test_pages_of_a_person),
    };
    test_db_start(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
