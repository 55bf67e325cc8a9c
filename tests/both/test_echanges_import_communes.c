/* sofi import communes on both engines: the shared file where it is there, small and damaged ones.
 */
#include "buffer.h"
#include "import_communes.h"
#include "position.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "test_base.h"

#define CENTRES SOFI_SHARED_DATA "/geo/communes-centroides-2018.csv"
#define ENTETE "code_insee;nom;latitude;longitude\r\n"

STATEMENT(TEST_IMPORT_COMMUNES_COMBIEN, "", "i", "SELECT count(*) FROM commune_centre");

static char path[] = "/tmp/sofi-communes-XXXXXX";
static struct import_communes_bilan bilan;

static enum status import_bytes(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return import_communes(db, arena, path, &bilan);
}

static enum status import(const char *text)
{
    return import_bytes(text, strlen(text));
}

static void require_centre(const char *insee, int32_t longitude, int32_t latitude)
{
    struct position position = {0};
    assert_int_equal(position_commune(db, insee, &position), STATUS_OK);
    assert_int_equal(position.longitude, longitude);
    assert_int_equal(position.latitude, latitude);
}

static void test_small(void **state)
{
    (void)state;
    assert_int_equal(import("\xEF\xBB\xBF" ENTETE "44109;Nantes;47.23;-1,55\n"
                            "2A004;\"Ajaccio; ville\";41.93;8.7\n"
                            "97411;Saint-Denis;-20.9;55.4567891\n"
                            "65226;Ibos;43.24133;3e-05\n"),
                     STATUS_OK);
    assert_int_equal(bilan.communes, 4);
    assert_int_equal(bilan.changees, 4);
    require_centre("65226", 30, 43241330);
    require_centre("44109", -1550000, 47230000);
    require_centre("2A004", 8700000, 41930000);
    require_centre("97411", 55456789, -20900000);
}

static void test_again(void **state)
{
    (void)state;
    assert_int_equal(import(ENTETE "44109;Nantes;47.23;-1.55\n44143;Rezé;47.18;-1.55\n"),
                     STATUS_OK);
    assert_int_equal(import(ENTETE "44109;Nantes;47.230000;-1.55\n44143;Rezé;47.17;-1.55\n"
                                   "44026;Carquefou;47.3;-1.49\n"),
                     STATUS_OK);
    assert_int_equal(bilan.communes, 3);
    assert_int_equal(bilan.changees, 2);
    require_centre("44143", -1550000, 47170000);
    /* What a file has not any more stays. */
    assert_int_equal(import(ENTETE "44109;Nantes;47.23;-1.55\n"), STATUS_OK);
    assert_int_equal(bilan.changees, 0);
    assert_int_equal(number(&TEST_IMPORT_COMMUNES_COMBIEN, 0), 3);
}

static void test_columns_by_their_names(void **state)
{
    (void)state;
    assert_int_equal(import("longitude;code_insee;latitude\n-1.55;44109;47.23\n"), STATUS_OK);
    require_centre("44109", -1550000, 47230000);
}

static void require_refused(const char *text, size_t line, const char *reason)
{
    assert_int_equal(import(text), STATUS_REFUSED);
    assert_true(bilan.raisons.n > 0);
    if (bilan.raisons.items[0].ligne != line || !strstr(bilan.raisons.items[0].texte, reason)) {
        fail_msg("line %zu: %s; expected line %zu: %s", bilan.raisons.items[0].ligne,
                 bilan.raisons.items[0].texte, line, reason);
    }
    assert_int_equal(number(&TEST_IMPORT_COMMUNES_COMBIEN, 0), 1);
    require_centre("44109", -1550000, 47230000);
}

#define BONNE "44143;Rezé;47.18;-1.55\n"

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(import(ENTETE "44109;Nantes;47.23;-1.55\n"), STATUS_OK);
    require_refused("", 0, "aucune commune");
    require_refused(ENTETE, 0, "aucune commune");
    require_refused("code_insee;nom;longitude\n" BONNE, 1,
                    "en-tête inconnu, colonne latitude attendue (séparateur « ; »)");
    require_refused(BONNE, 1, "en-tête inconnu");
    require_refused("code_insee,nom,latitude,longitude\n" BONNE, 1, "en-tête inconnu");
    require_refused(ENTETE BONNE "44026;Carquefou;47.3\n", 3, "3 colonnes, 4 attendues");
    require_refused(ENTETE BONNE "44026;Carquefou;47.3;-1.49;\n", 3, "5 colonnes, 4 attendues");
    require_refused(ENTETE "4026;Carquefou;47.3;-1.49\n" BONNE, 2, "code INSEE");
    require_refused(ENTETE "2C026;Carquefou;47.3;-1.49\n" BONNE, 2, "code INSEE");
    require_refused(ENTETE ";Carquefou;47.3;-1.49\n" BONNE, 2, "code INSEE");
    require_refused(ENTETE BONNE "44026;Carquefou;nord;-1.49\n", 3, "position fausse");
    require_refused(ENTETE BONNE "44026;Carquefou;;\n", 3, "position fausse");
    require_refused(ENTETE BONNE "44026;Carquefou;91;0\n", 3, "position fausse");
    const char *latitudes[] = {"0x10", "nan", "inf", "1e400", "1e2", "e1", "1e", "-", "4 7"};
    for (size_t i = 0; i < sizeof(latitudes) / sizeof(*latitudes); i++) {
        require_refused(arena_printf(arena, ENTETE BONNE "44026;Carquefou;%s;1\n", latitudes[i]), 3,
                        "position fausse");
    }
    require_refused(ENTETE BONNE "44026;Carquefou;0;0\n", 3, "position fausse");
    require_refused(ENTETE BONNE "44026;Carquefou;47.3;-1.49\n" BONNE, 4,
                    "44143 en double, déjà ligne 2");
    require_refused(ENTETE BONNE "44026;Carquefou;47.3", 3, "3 colonnes, 4 attendues");
    require_refused(ENTETE BONNE "44026;\xC3;47.3;-1.4\n", 3, "UTF-8");
    require_refused(ENTETE BONNE "44026;\"Carq;47.3;-1.4\n", 3, "guillemet");
}

static void test_many_reasons(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, arena, 0);
    buffer_text(&text, ENTETE);
    for (int i = 0; i < 30; i++) {
        buffer_text(&text, "x;y;1;2\n");
    }
    assert_int_equal(import(text.data), STATUS_REFUSED);
    assert_int_equal(bilan.raisons.n, 30);
    assert_int_equal(bilan.raisons.items[IMPORT_RAISONS_MAX - 1].ligne, 21);
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    import_communes_dire(&bilan, out);
    fclose(out);
    assert_memory_equal(said, "Ligne 2 : code INSEE", strlen("Ligne 2 : code INSEE"));
    assert_non_null(strstr(said, "… et 10 autres\n"));
    free(said);
}

static void test_too_many(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, arena, 4000000);
    buffer_text(&text, ENTETE);
    for (int i = 0; i <= IMPORT_COMMUNES_MAX; i++) {
        buffer_printf(&text, "%05d;x;1;2\n", i % 100000);
    }
    assert_int_equal(import_bytes(text.data, text.length), STATUS_REFUSED);
    assert_int_equal(bilan.raisons.items[0].ligne, IMPORT_COMMUNES_MAX + 2);
    assert_int_equal(number(&TEST_IMPORT_COMMUNES_COMBIEN, 0), 0);
}

static void test_no_file(void **state)
{
    (void)state;
    assert_int_equal(import_communes(db, arena, "/nowhere/communes.csv", &bilan), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "introuvable"));
    assert_int_equal(import_communes(db, arena, "/tmp", &bilan), STATUS_REFUSED);
}

static void test_shared_file(void **state)
{
    (void)state;
    if (access(CENTRES, R_OK) != 0) {
        print_message("skipped: no %s\n", CENTRES);
        skip();
    }
    assert_int_equal(position_communes_extrait(db), STATUS_OK);
    enum status status = import_communes(db, arena, CENTRES, &bilan);
    import_communes_dire(&bilan, stdout);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(bilan.communes, 35357);
    assert_int_equal(number(&TEST_IMPORT_COMMUNES_COMBIEN, 0), 35357);
    struct position nantes;
    struct position_voisines voisines;
    assert_int_equal(position_commune(db, "44109", &nantes), STATUS_OK);
    assert_int_equal(position_voisines(db, arena, nantes, 12, 12, &voisines), STATUS_OK);
    assert_int_equal(voisines.n, 12);
    assert_string_equal(voisines.items[0].nom, "Nantes");
    assert_int_equal(import_communes(db, arena, CENTRES, &bilan), STATUS_OK);
    assert_int_equal(bilan.changees, 0);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_small, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_again, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_columns_by_their_names, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_refused, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_many_reasons, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_too_many, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_no_file, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_shared_file, base_setup, base_teardown),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
