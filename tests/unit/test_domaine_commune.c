/* Expected values: official geographic code of INSEE and postal codes of La Poste. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commune.h"
#include "commune_table.h"

static int setup(void **state)
{
    *state = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(*state);
    return 0;
}

/* Fails unless the postal code is served to exactly these INSEE codes, in this order. */
static void assert_communes(struct arena *arena, const char *code_postal, const char *const *insee,
                            size_t n)
{
    struct communes_desservies found = communes_by_code_postal(arena, code_postal);
    assert_int_equal(found.n, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(found.items[i].commune.insee, insee[i]);
    }
}

static void insee_gives_names_and_territories(void **state)
{
    (void)state;
    struct commune commune;
    assert_int_equal(commune_by_insee("44109", &commune), STATUS_OK);
    assert_string_equal(commune.insee, "44109");
    assert_string_equal(commune.nom, "Nantes");
    assert_string_equal(commune.departement, "44");
    assert_string_equal(commune.region, "52");

    assert_int_equal(commune_by_insee("2A004", &commune), STATUS_OK);
    assert_string_equal(commune.nom, "Ajaccio");
    assert_string_equal(commune.departement, "2A");
    assert_string_equal(commune.region, "94");

    assert_int_equal(commune_by_insee("97411", &commune), STATUS_OK);
    assert_string_equal(commune.nom, "Saint-Denis");
    assert_string_equal(commune.departement, "974");
    assert_string_equal(commune.region, "04");
}

static void first_and_last_communes_are_found(void **state)
{
    (void)state;
    struct commune commune;
    assert_int_equal(commune_by_insee("01001", &commune), STATUS_OK);
    assert_string_equal(commune.nom, "L'Abergement-Clémenciat");
    const char *last = commune_rows[commune_row_count - 1].insee;
    assert_int_equal(commune_by_insee(last, &commune), STATUS_OK);
    assert_string_equal(commune.insee, last);
}

static void unknown_insee_codes_are_not_found(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",       "4",       "44",     "4410",   "441090",   "44999",
        "99999",  "00000",   "2a004",  " 44109", "44109 ",   "é4109",
        "Nantes", "44109\n", "zzzzzz", "44'--",  "\xff\xfe", "01340", /* merged into 01015 */
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct commune commune = {.insee = "untouched"};
        assert_int_equal(commune_by_insee(wrong[i], &commune), STATUS_NOT_FOUND);
        assert_string_equal(commune.insee, "untouched");
    }
}

static void nantes_has_four_postal_codes(void **state)
{
    static const char *const codes[] = {"44000", "44100", "44200", "44300"};
    size_t of_nantes = 0;
    for (size_t i = 0; i < commune_postal_row_count; i++) {
        const char *insee = commune_rows[commune_postal_rows[i].commune].insee;
        of_nantes += strcmp(insee, "44109") == 0;
    }
    assert_int_equal(of_nantes, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_communes(*state, codes[i], (const char *const[]){"44109"}, 1);
    }
    struct communes_desservies found = communes_by_code_postal(*state, "44200");
    assert_string_equal(found.items[0].libelle_acheminement, "NANTES");
}

static void one_postal_code_serves_several_communes_in_french_order(void **state)
{
    assert_communes(*state, "44350", (const char *const[]){"44069", "44183"}, 2);
    assert_communes(*state, "97500", (const char *const[]){"97501", "97502"}, 2);
    struct communes_desservies found = communes_by_code_postal(*state, "44350");
    assert_string_equal(found.items[0].commune.nom, "Guérande");
    assert_string_equal(found.items[1].commune.nom, "Saint-Molf");
    assert_string_equal(found.items[0].libelle_acheminement, "GUERANDE");
}

static void cities_of_arrondissements_are_served_by_arrondissement(void **state)
{
    assert_communes(*state, "75001", (const char *const[]){"75101"}, 1);
    /* a corner of Boulogne-Billancourt is delivered by Paris: it comes second */
    assert_communes(*state, "75016", (const char *const[]){"75116", "92012"}, 2);
    assert_communes(*state, "75116", (const char *const[]){"75116"}, 1);
    assert_communes(*state, "69001", (const char *const[]){"69381"}, 1);
    assert_communes(*state, "13001", (const char *const[]){"13201"}, 1);
    struct commune paris;
    assert_int_equal(commune_by_insee("75056", &paris), STATUS_OK);
    assert_string_equal(paris.nom, "Paris");
}

static void overseas_and_corsica_are_served(void **state)
{
    assert_communes(*state, "97400", (const char *const[]){"97411"}, 1);
    assert_communes(*state, "98714", (const char *const[]){"98735"}, 1);
    struct communes_desservies corsican = communes_by_code_postal(*state, "20167");
    bool ajaccio = false;
    for (size_t i = 0; i < corsican.n; i++) {
        ajaccio |= strcmp(corsican.items[i].commune.insee, "2A004") == 0;
    }
    assert_true(ajaccio);
}

static void a_leading_zero_counts(void **state)
{
    struct communes_desservies found = communes_by_code_postal(*state, "01000");
    assert_true(found.n >= 1);
    assert_string_equal(found.items[0].commune.nom, "Bourg-en-Bresse");
    assert_int_equal(communes_by_code_postal(*state, "1000").n, 0);
    assert_int_equal(communes_by_code_postal(*state, "001000").n, 0);
}

static void other_postal_codes_give_none(void **state)
{
    static const char *const wrong[] = {
        "",           "0",     "4420",   "442000", "99999", "00000",
        "44999",      "44202", /* a CEDEX */
        "4420O",      "-4420", "+4420",  " 4420",  "4420 ", "0x1AC",
        "44200\n",    "٤٤٢٠٠", "44 200", "1e4",    "44.00", "\xff\x34\x34\x32\x30",
        "4294967296", "4420é",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(communes_by_code_postal(*state, wrong[i]).n, 0);
    }
    char *huge = malloc(1 << 20);
    assert_non_null(huge);
    memset(huge, '4', (1 << 20) - 1);
    huge[(1 << 20) - 1] = '\0';
    assert_int_equal(communes_by_code_postal(*state, huge).n, 0);
    struct commune commune;
    assert_int_equal(commune_by_insee(huge, &commune), STATUS_NOT_FOUND);
    free(huge);
}

static void a_postal_code_starts_with_its_department(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"44200", "44"},  {"44202", "44"},  {"01000", "01"},  {"99999", "99"},  {"00000", "00"},
        {"97400", "974"}, {"97200", "972"}, {"98714", "987"}, {"20000", "2A"},  {"20167", "2A"},
        {"20190", "2A"},  {"20200", "2B"},  {"20290", "2B"},  {"20600", "2B"},  {"", ""},
        {"4420", ""},     {"442000", ""},   {"4420O", ""},    {"2A004", ""},    {" 4420", ""},
        {"44 200", ""},   {"-4420", ""},    {"٤٤٢٠٠", ""},    {"\xff\xfe", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char departement[4] = "zzz";
        commune_departement(cases[i][0], departement);
        assert_string_equal(departement, cases[i][1]);
    }
}

/* All of them and no other, by INSEE code. */
static void a_department_has_its_communes(void **state)
{
    static const char *const departements[] = {"01", "44", "2A", "2B", "75", "974", "987", "95"};
    for (size_t d = 0; d < sizeof(departements) / sizeof(departements[0]); d++) {
        struct communes found = communes_of_departement(*state, departements[d]);
        size_t expected = 0;
        for (size_t i = 0; i < commune_row_count; i++) {
            const char *of = commune_departements[commune_rows[i].departement];
            expected += strcmp(of, departements[d]) == 0;
        }
        assert_true(found.n > 0);
        assert_int_equal(found.n, expected);
        for (size_t i = 0; i < found.n; i++) {
            assert_string_equal(found.items[i].departement, departements[d]);
            assert_true(i == 0 || strcmp(found.items[i - 1].insee, found.items[i].insee) < 0);
        }
    }
    struct communes loire = communes_of_departement(*state, "44");
    bool nantes = false;
    for (size_t i = 0; i < loire.n; i++) {
        nantes |=
            strcmp(loire.items[i].insee, "44109") == 0 && strcmp(loire.items[i].nom, "Nantes") == 0;
    }
    assert_true(nantes);
    static const char *const none[] = {"", "4", "044", "44109", "20", "99", "2a", "zz", "\xff"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        assert_int_equal(communes_of_departement(*state, none[i]).n, 0);
    }
}

/* Of every commune with a postal code, the choice for a CEDEX code of its kind is not empty. */
static void every_postal_code_has_a_department_with_communes(void **state)
{
    char last[4] = "";
    for (size_t i = 0; i < commune_postal_row_count; i++) {
        char code[16];
        char departement[4];
        (void)snprintf(code, sizeof(code), "%05u", (unsigned)commune_postal_rows[i].code_postal);
        commune_departement(code, departement);
        if (strcmp(departement, last) != 0) {
            memcpy(last, departement, sizeof(last));
            if (communes_of_departement(*state, departement).n == 0) {
                fail_msg("%s: department %s has no commune", code, departement);
            }
        }
    }
}

static void the_table_is_sorted_and_whole(void **state)
{
    (void)state;
    assert_in_range(commune_row_count, 34000, 40000);
    for (size_t i = 0; i < commune_row_count; i++) {
        assert_int_equal(strlen(commune_rows[i].insee), 5);
        assert_true(i == 0 || strcmp(commune_rows[i - 1].insee, commune_rows[i].insee) < 0);
        assert_true(commune_texts[commune_rows[i].nom] != '\0');
        const char *departement = commune_departements[commune_rows[i].departement];
        assert_memory_equal(commune_rows[i].insee, departement, strlen(departement));
    }
    for (size_t i = 0; i < commune_postal_row_count; i++) {
        const struct commune_postal_row *row = &commune_postal_rows[i];
        assert_true(i == 0 || row[-1].code_postal <= row->code_postal);
        assert_in_range(row->commune, 0, commune_row_count - 1);
        assert_true(commune_texts[row->libelle] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insee_gives_names_and_territories),
        cmocka_unit_test(first_and_last_communes_are_found),
        cmocka_unit_test(unknown_insee_codes_are_not_found),
        cmocka_unit_test_setup_teardown(nantes_has_four_postal_codes, setup, teardown),
        cmocka_unit_test_setup_teardown(one_postal_code_serves_several_communes_in_french_order,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(cities_of_arrondissements_are_served_by_arrondissement,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(overseas_and_corsica_are_served, setup, teardown),
        cmocka_unit_test_setup_teardown(a_leading_zero_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(other_postal_codes_give_none, setup, teardown),
        cmocka_unit_test(a_postal_code_starts_with_its_department),
        cmocka_unit_test_setup_teardown(a_department_has_its_communes, setup, teardown),
        cmocka_unit_test_setup_teardown(every_postal_code_has_a_department_with_communes, setup,
                                        teardown),
        cmocka_unit_test(the_table_is_sorted_and_whole),
    };
    return cmocka_run_group_tests_name("domaine commune", tests, NULL, NULL);
}
