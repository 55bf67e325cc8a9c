/* Prices, addresses of the web, SIRET and coordinates as people type and paste them. */
#include "coordonnees.h"
#include "prix.h"
#include "siret.h"
#include "telephone.h"
#include "text.h"
#include "url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

static void test_prices(void **state)
{
    (void)state;
    static const struct {
        const char *saisi;
        const char *garde;
        const char *montre;
    } cas[] = {
        {"1 200,50 €", "1200.50", "1\u00A0200,50"},
        {"1.234,50", "1234.50", "1\u00A0234,50"},
        {"1,234.50", "1234.50", "1\u00A0234,50"},
        {"1200.5", "1200.50", "1\u00A0200,50"},
        {"12,50", "12.50", "12,50"},
        {"1234567,00 euros", "1234567.00", "1\u00A0234\u00A0567,00"},
        {"1.234.567", "1234567", "1\u00A0234\u00A0567,00"},
        {"950", "950", "950,00"},
        {"0", "0", "0,00"},
    };
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        const char *garde = prix_garder(arena, cas[i].saisi);
        assert_string_equal(garde, cas[i].garde);
        assert_null(prix_juger(arena, garde));
        assert_string_equal(prix_montrer(arena, garde), cas[i].montre);
        assert_null(prix_juger(arena, prix_garder(arena, prix_montrer(arena, garde))));
    }
    static const char *const faux[] = {"12,5,0",  "1.23,4.5", ",50",         "12,",  "12,555,1",
                                       "-5",      "gratuit",  "1234.567,00", "12 $", "€",
                                       "12.3456", "1.234",    "12,505"};
    for (size_t i = 0; i < sizeof faux / sizeof *faux; i++) {
        assert_non_null(prix_juger(arena, prix_garder(arena, faux[i])));
    }
}

/* Zeros go where LHEO has no room for them, and come back where the price is shown. */
static void test_prices_for_lheo(void **state)
{
    (void)state;
    static const struct {
        const char *saisi;
        const char *horaire;
        const char *total;
        const char *montre; /* the hourly price */
    } cas[] = {
        {"12,5", "12.50", "12.50", "12,50"},
        {"999,99", "999.99", "999.99", "999,99"},
        {"1 234,50", "1234.5", "1234.50", "1\u00A0234,50"},
        {"1 234,56", "1234.56", "1234.56", "1\u00A0234,56"}, /* too long: the limit says so */
        {"12345,00", "12345", "12345.00", "12\u00A0345,00"},
        {"100000,00", "100000", "100000.00", "100\u00A0000,00"},
        {"1000000", "1000000", "1000000", "1\u00A0000\u00A0000,00"},
        {"12345678,50", "12345678.5", "12345678.5", "12\u00A0345\u00A0678,50"},
        {"gratuit.00", "gratuit.00", "gratuit.00", "gratuit.00"},
    };
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        const char *horaire = prix_garder_horaire(arena, cas[i].saisi);
        const char *total = prix_garder_total(arena, cas[i].saisi);
        assert_string_equal(horaire, cas[i].horaire);
        assert_string_equal(total, cas[i].total);
        assert_string_equal(prix_montrer(arena, horaire), cas[i].montre);
        assert_string_equal(prix_garder_horaire(arena, prix_montrer(arena, horaire)), horaire);
        assert_string_equal(prix_garder_horaire(arena, horaire), horaire);
    }
    assert_string_equal(prix_garder_rond(arena, "1 200 €"), "1200");
    assert_string_equal(prix_garder_rond(arena, "1.200,00"), "1200");
    assert_string_equal(prix_garder_rond(arena, "1200,50"), "1200.50");
    assert_string_equal(prix_garder_rond(arena, "gratuit.00"), "gratuit.00");
}

static void test_web_addresses(void **state)
{
    (void)state;
    static const char *const cas[][2] = {
        {"www.exemple.fr", "https://www.exemple.fr"},
        {"exemple.fr/page?a=1", "https://exemple.fr/page?a=1"},
        {"exemple.fr:8080", "https://exemple.fr:8080"},
        {"http://exemple.fr", "http://exemple.fr"},
        {"HTTPS://exemple.fr", "HTTPS://exemple.fr"},
    };
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        assert_string_equal(url_garder(arena, cas[i][0]), cas[i][1]);
        assert_null(url_juger(arena, url_garder(arena, cas[i][0])));
    }
    static const char *const faux[] = {"exemple", "moi@exemple.fr", "javascript:alert(1)",
                                       "ftp://x.fr"};
    for (size_t i = 0; i < sizeof faux / sizeof *faux; i++) {
        assert_string_equal(url_garder(arena, faux[i]), faux[i]);
        assert_non_null(url_juger(arena, faux[i]));
    }
}

static void test_siret(void **state)
{
    (void)state;
    assert_string_equal(siret_garder(arena, "130-005.119/00032"), "13000511900032");
    assert_string_equal(siret_garder(arena, "130 005 119 – 00032"), "13000511900032");
    assert_string_equal(siret_garder(arena, "52.44.04047.44"), "52440404744");
    /* The whole is right, its nine first digits are not. */
    assert_non_null(siret_juger(arena, "13000511800033"));
    assert_non_null(strstr(siret_juger(arena, "13000511800033"), "SIREN"));
}

static void test_coordinates(void **state)
{
    (void)state;
    static const char *const paires[][3] = {
        {"47.2184, -1.5536", "47.218400", "-1.553600"},
        {"47,2184 ; -1,5536", "47.218400", "-1.553600"},
        {"47.218371234567891 -1.553621234567891", "47.218371", "-1.553621"},
        {"47.2184,-1.5536", "47.218400", "-1.553600"},
        {"(47.2184, -1.5536)", "47.218400", "-1.553600"},
        {"-1.5536, 47.2184", "47.218400", "-1.553600"},
        {"-17,535, -149,5696", "-17.535000", "-149.569600"},
    };
    const char *latitude = NULL;
    const char *longitude = NULL;
    for (size_t i = 0; i < sizeof paires / sizeof *paires; i++) {
        assert_true(coordonnees_separer(arena, paires[i][0], &longitude, &latitude));
        assert_string_equal(latitude, paires[i][1]);
        assert_string_equal(longitude, paires[i][2]);
    }
    static const char *const seules[] = {"47.2184", "-1,5536", "", "a, b", "47.2184 nord"};
    for (size_t i = 0; i < sizeof seules / sizeof *seules; i++) {
        assert_false(coordonnees_separer(arena, seules[i], &longitude, &latitude));
    }
    assert_string_equal(coordonnees_garder(arena, "47,21837123456789"), "47.218371");
    assert_string_equal(coordonnees_garder(arena, "nord"), "nord");
}

static void test_links_of_telephones(void **state)
{
    (void)state;
    static const char *const cas[][2] = {
        {"05 08 41 00 00", "+508508410000"}, {"02 62 40 00 00", "+262262400000"},
        {"02 69 61 00 00", "+262269610000"}, {"05 90 41 00 00", "+590590410000"},
        {"+687 25 00 00", "+687250000"},     {"\u200E02 40 20 21 31", "+33240202131"}};
    for (size_t i = 0; i < sizeof cas / sizeof *cas; i++) {
        const char *garde = telephone_garder(arena, text_clean(arena, cas[i][0]));
        assert_string_equal(telephone_lien(arena, garde), cas[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prices_for_lheo, setup, teardown),
        cmocka_unit_test_setup_teardown(test_prices, setup, teardown),
        cmocka_unit_test_setup_teardown(test_web_addresses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_siret, setup, teardown),
        cmocka_unit_test_setup_teardown(test_coordinates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_links_of_telephones, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
