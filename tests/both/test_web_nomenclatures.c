/* The search pages of NSF, ROME and certifications, over the network. */
#include "test_db.h"
#include "web/site.h"

#include "nomenclature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROME "/formations/rome"
#define NSF "/formations/nsf"
#define CERTIFICATIONS "/formations/certifications"

static struct browser of;

static int setup(void **state)
{
    site_setup(state);
    site_run("DELETE FROM nomenclature");
    assert_int_equal(nomenclature_extrait(site_db), STATUS_OK);
    of = browser_of("of@exemple.fr");
    return 0;
}

static struct reply get(const char *target)
{
    struct reply reply = browser_get(&of, target);
    assert_int_equal(reply.code, 200);
    return reply;
}

/* What assets/js/sofi.js asks for. */
static struct reply fragment(const char *target)
{
    of.headers = "HX-Request: true\r\n";
    struct reply reply = get(target);
    of.headers = NULL;
    return reply;
}

static void test_page(void **state)
{
    (void)state;
    struct reply reply = get(ROME);
    page_finds(&reply, "//h1[@class='mb-5'][normalize-space()='Recherche de métier (ROME)']");
    page_shows(&reply, "14 codes trouvés");
    page_shows(&reply, "K2111 - Formateur / Formatrice");
    assert_int_equal(page_count(&reply, "//*[@type='checkbox']"), 0);
    assert_string_equal(page_header(&reply, "Vary"), "HX-Request");

    reply = get(ROME "?q=FORMATRICE");
    page_finds(&reply, "//*[@role='status'][normalize-space()='1 code trouvé']");
    page_finds(&reply, "//*[@value='FORMATRICE']");
    page_lacks(&reply, "Boulanger");

    assert_string_equal(page_text(&reply, "//mark[2]"), "Formatrice");
    reply = get(ROME "?q=k+2111");
    assert_string_equal(page_text(&reply, "//mark"), "K2111");
    reply = get(NSF "?q=s%C3%A9cretariats");
    assert_string_equal(page_text(&reply, "//mark"), "Secrétariat");
    page_shows(&reply, "324 - Secrétariat, bureautique");
    /* the boxes belong to the dialog */
    reply = get(NSF "?q=314&choix=1");
    page_shows(&reply, "314 - Comptabilité, gestion");
    assert_int_equal(page_count(&reply, "//*[@type='checkbox']"), 0);
}

static void test_dialog(void **state)
{
    (void)state;
    struct reply reply = fragment(ROME "?choix=1&q=k21");
    page_lacks(&reply, "<html");
    page_finds(&reply, "//input[@type='checkbox'][@name='rome'][@value='K2111']");
    page_finds(&reply, "//*[@data-resultats]");
    page_finds(&reply, "//*[@name='choix'][@value='1']");
    reply = fragment(NSF "?choix=1");
    page_finds(&reply, "//input[@type='checkbox'][@name='nsf'][@value='314']");
    reply = fragment(CERTIFICATIONS "?choix=1&q=cuisine");
    page_finds(&reply, "//input[@type='radio'][@name='certification'][@value='115708']");
    reply = fragment(ROME "?q=k21");
    assert_int_equal(page_count(&reply, "//*[@type='checkbox']"), 0);
}

static void test_certifications(void **state)
{
    (void)state;
    site_run("UPDATE nomenclature SET fin = '2001-02-03' WHERE code = 'RNCP38430';"
             "UPDATE nomenclature SET fin = '2150-12-31' WHERE code = 'RNCP37537'");
    struct reply reply = get(CERTIFICATIONS "?q=cap");
    page_shows(&reply, "115708 - CAP cuisine");
    page_finds(&reply, "//li[contains(., 'CAP cuisine')][contains(., 'RNCP38430')]"
                       "[contains(., 'niveau 3')]");
    page_shows(&reply, "finie le 03/02/2001, ne peut plus être choisie");
    page_shows(&reply, "jusqu'au 31/12/2150");
    page_lacks(&reply, "RNCP38430 - ");
    reply = fragment(CERTIFICATIONS "?choix=1&q=cap");
    page_finds(&reply, "//input[@value='115708'][@disabled]");
    page_finds(&reply, "//input[@value='82703'][not(@disabled)]");
}

static void test_nothing_found(void **state)
{
    (void)state;
    struct reply reply = get(CERTIFICATIONS "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    page_finds(&reply, "//*[@role='status'][normalize-space()='0 code trouvé']");
    page_shows(&reply, "Aucun code ne répond à");
    page_shows(&reply, "<script>alert(1)");
    assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"), 0);
    get(ROME "?q=%ff%fe%00&choix=%00");
    get(ROME "?q=");
    get(ROME "?q=%25");
    get(ROME "?q=%5C");
}

static void test_many(void **state)
{
    (void)state;
    uint64_t before = (get(ROME "?q=zz"), site_statements());
    for (int i = 0; i < 60; i++) {
        site_run(arena_printf(site_arena,
                              "INSERT INTO nomenclature (nom, code, libelle, recherche)"
                              " VALUES ('rome', 'Z10%02d', 'Zzz <b>%d</b>', ' z10%02d | zzz b')",
                              i, i, i));
    }
    struct reply reply = get(ROME "?q=zz");
    assert_int_equal(site_statements(), before);
    page_shows(&reply, "60 codes trouvés");
    page_shows(&reply, "Les 50 premiers sont affichés");
    page_shows(&reply, "Zzz <b>0</b>");
    assert_int_equal(page_count(&reply, "//li[contains(., 'Z10')]"), 50);
}

static void test_who_may(void **state)
{
    (void)state;
    struct browser nobody = {0};
    assert_int_equal(browser_get(&nobody, ROME).code, 303);
    struct browser officer = browser_of("carif@exemple.fr");
    assert_int_equal(browser_get(&officer, CERTIFICATIONS).code, 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_page), TEST(test_dialog),        TEST(test_certifications),
        TEST(test_many), TEST(test_nothing_found), TEST(test_who_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
