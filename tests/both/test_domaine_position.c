/* Positions: degrees read and written, distances, centres of communes and what lies around. */
#include "commune.h"
#include "position.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define CENTRES SOFI_SHARED_DATA "/geo/communes-centroides-2018.csv"

STATEMENT(TEST_POSITION_TOUTES, "", "tii",
          "SELECT insee, longitude, latitude FROM commune_centre ORDER BY insee");

static const struct position nantes = {.longitude = -1554000, .latitude = 47218000};

static void test_degrees_read(void **state)
{
    (void)state;
    const struct {
        const char *texte;
        int limite;
        int32_t micro;
    } good[] = {{"-1.520554", 180, -1520554}, {"-1,52", 180, -1520000},
                {" 47.21 \n", 90, 47210000},  {"0", 90, 0},
                {"-0.0000004", 90, 0},        {"1.0000005", 90, 1000001},
                {"007", 90, 7000000},         {"180.000000000", 180, 180000000},
                {"-180", 180, -180000000},    {"90", 90, 90000000}};
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        int32_t micro = 1;
        assert_true(position_lire_degres(good[i].texte, good[i].limite, &micro));
        assert_int_equal(micro, good[i].micro);
    }
}

/* As maps copy them: what is beyond a millionth of a degree is rounded. */
static void test_degrees_of_many_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t micro;
    } cases[] = {{"47.21837100000049", 47218371},
                 {"-1.55362149999999", -1553621},
                 {"0.000000000000", 0},
                 {"90.000000000001", 90000000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t micro = 77;
        assert_true(position_lire_degres(cases[i].text, 90, &micro));
        assert_int_equal(micro, cases[i].micro);
    }
}

static void test_degrees_refused(void **state)
{
    (void)state;
    const char *bad[] = {"",      " ",   "-",       ".",   "1.",  ".5",      "1.2.3",
                         "1,2,3", "1e3", "+1",      "--1", "- 1", "1 2",     "0x10",
                         "nan",   "inf", "90.0001", "-91", "47°", "1.5\xff", "1234567890123"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        int32_t micro = 77;
        assert_false(position_lire_degres(bad[i], 90, &micro));
        assert_int_equal(micro, 77);
    }
}

static void test_degrees_written(void **state)
{
    (void)state;
    assert_string_equal(position_degres(arena, -1520554), "-1.520554");
    assert_string_equal(position_degres(arena, -20554), "-0.020554");
    assert_string_equal(position_degres(arena, 0), "0.000000");
    assert_string_equal(position_degres(arena, 47000001), "47.000001");
    assert_string_equal(position_degres(arena, INT32_MIN), "-2147.483648");
    for (int32_t micro = -180000000; micro < 180000000; micro += 12345671) {
        int32_t again = 0;
        assert_true(position_lire_degres(position_degres(arena, micro), 180, &again));
        assert_int_equal(again, micro);
    }
}

static void assert_distance(struct position a, struct position b, double metres, double error)
{
    assert_true(fabs(position_distance_m(a, b) - metres) <= error);
    assert_true(fabs(position_distance_m(b, a) - metres) <= error);
}

static void test_distance(void **state)
{
    (void)state;
    const struct position equator = {0, 0};
    const double quarter = 6371008.8 * 3.14159265358979 / 2;
    assert_distance(nantes, nantes, 0, 0);
    assert_distance(equator, (struct position){0, 90000000}, quarter, 1);
    assert_distance(equator, (struct position){180000000, 0}, 2 * quarter, 1);
    /* Over the date line: two degrees, not 358. */
    assert_distance((struct position){179000000, 0}, (struct position){-179000000, 0}, quarter / 45,
                    1);
    /* At 60°, a degree of longitude is half of one on the equator. */
    assert_distance((struct position){0, 60000000}, (struct position){1000000, 60000000},
                    quarter / 180, 3);
    /* Nantes to Paris, as the crow flies: 342 km. */
    assert_distance(nantes, (struct position){2352000, 48857000}, 342500, 1500);
}

static void put(const char *insee, int32_t longitude, int32_t latitude, bool changes)
{
    bool changed = !changes;
    assert_int_equal(
        position_commune_ecrire(db, insee, (struct position){longitude, latitude}, &changed),
        STATUS_OK);
    assert_int_equal(changed, changes);
}

static void test_commune(void **state)
{
    (void)state;
    struct position position = {1, 2};
    assert_int_equal(position_commune(db, "44109", &position), STATUS_NOT_FOUND);
    assert_int_equal(position_commune(db, "", &position), STATUS_NOT_FOUND);
    assert_int_equal(position_commune(db, "'; --", &position), STATUS_NOT_FOUND);
    assert_int_equal(position.longitude, 1);
    put("44109", -1554000, 47218000, true);
    put("44109", -1554000, 47218000, false);
    put("44109", -1554001, 47218000, true);
    assert_int_equal(position_commune(db, "44109", &position), STATUS_OK);
    assert_int_equal(position.longitude, -1554001);
    assert_int_equal(position.latitude, 47218000);
}

/* Latitude and longitude of a commune in the shared list; false: it is not there any more. */
static bool find_shared(FILE *file, const char *insee, struct position *position_r)
{
    char line[256];
    rewind(file);
    while (fgets(line, sizeof(line), file)) {
        char *name = strchr(line, ';');
        char *latitude = name ? strchr(name + 1, ';') : NULL;
        char *longitude = latitude ? strchr(latitude + 1, ';') : NULL;
        if (longitude && strlen(insee) == 5 && strncmp(line, insee, 5) == 0) {
            *longitude++ = '\0';
            return position_lire_degres(latitude + 1, 90, &position_r->latitude) &&
                   position_lire_degres(longitude, 180, &position_r->longitude);
        }
    }
    return false;
}

static void test_excerpt(void **state)
{
    (void)state;
    put("44109", -1000000, 47000000, true); /* what is there stays */
    assert_int_equal(position_communes_extrait(db), STATUS_OK);
    assert_int_equal(position_communes_extrait(db), STATUS_OK);
    FILE *file = fopen(CENTRES, "re");
    if (!file) {
        print_message("skipped: the excerpt is not compared, no %s\n", CENTRES);
    }
    struct db_rows rows;
    size_t n = 0;
    db_query(db, &TEST_POSITION_TOUTES, &rows, NULL, 0);
    for (; db_next(&rows); n++) {
        const char *insee = db_text(&rows, 0, arena);
        const struct position here = {(int32_t)db_int(&rows, 1), (int32_t)db_int(&rows, 2)};
        struct commune commune;
        struct position there;
        assert_int_equal(commune_by_insee(insee, &commune), STATUS_OK);
        assert_string_equal(commune.region, "52");
        if (strcmp(insee, "44109") == 0) {
            assert_int_equal(here.longitude, -1000000);
        } else if (file) {
            assert_true(find_shared(file, insee, &there));
            assert_true(position_distance_m(here, there) < 3000);
        }
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_in_range(n, 40, 50);
    if (file) {
        fclose(file);
    }
}

static struct position_voisines around(struct position centre, int rayon_km, size_t max)
{
    struct position_voisines voisines = {.n = 99};
    uint64_t before = db_statements_run(db);
    assert_int_equal(position_voisines(db, arena, centre, rayon_km, max, &voisines), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    return voisines;
}

static void test_neighbours(void **state)
{
    (void)state;
    assert_int_equal(around(nantes, 20, 5).n, 0);
    assert_int_equal(position_communes_extrait(db), STATUS_OK);
    put("44999", nantes.longitude, nantes.latitude, true); /* no commune of today */
    struct position_voisines voisines = around(nantes, 20, 100);
    assert_in_range(voisines.n, 8, 20);
    assert_string_equal(voisines.items[0].insee, "44109");
    assert_string_equal(voisines.items[0].nom, "Nantes");
    for (size_t i = 1; i < voisines.n; i++) {
        double nearer = position_distance_m(nantes, voisines.items[i - 1].position);
        double farther = position_distance_m(nantes, voisines.items[i].position);
        assert_true(nearer <= farther + 20); /* flat: within some metres */
        assert_true(farther < 20000 * M_SQRT2);
    }
    assert_string_equal(around(nantes, 20, 2).items[1].insee, voisines.items[1].insee);
    assert_int_equal(around(nantes, 20, 2).n, 2);
    assert_int_equal(around(nantes, 20, 0).n, 0);
    assert_int_equal(around(nantes, 0, 5).n, 1);
    assert_int_equal(around((struct position){0, 90000000}, 50, 5).n, 0);
    assert_int_equal(around((struct position){0, 0}, 50, 5).n, 0);
}

static void test_same_distance(void **state)
{
    (void)state;
    put("44143", 10000, 0, true);
    put("44026", -10000, 0, true);
    put("44035", 0, 10000, true);
    struct position_voisines voisines = around((struct position){0, 0}, 5, 5);
    assert_int_equal(voisines.n, 3);
    assert_string_equal(voisines.items[0].insee, "44026");
    assert_string_equal(voisines.items[1].insee, "44035");
    assert_string_equal(voisines.items[2].insee, "44143");
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_degrees_read, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_degrees_of_many_decimals, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_degrees_refused, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_degrees_written, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_distance, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_commune, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_excerpt, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_neighbours, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_same_distance, base_setup, base_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
