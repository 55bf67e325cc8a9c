/* sofi import successions on both engines: which certification replaces which. */
#include "import_successions.h"
#include "nomenclature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "test_base.h"

#define HEAD "Numero_Fiche;Ancienne_Certification;Nouvelle_Certification\n"
#define GOOD "RNCP41366;RNCP35030;\n"

STATEMENT(TEST_SUCCESSIONS, "", "tt",
          "SELECT nouvelle, ancienne FROM certification_succession ORDER BY nouvelle, ancienne");

static char path[] = "/tmp/sofi-successions-XXXXXX";
static struct import_successions_bilan bilan;

static enum status import(const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return import_successions(db, arena, path, &bilan);
}

/* "RNCP41366<RNCP35030 …" */
static const char *all(void)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(db, &TEST_SUCCESSIONS, &rows);
    while (db_next(&rows)) {
        text = arena_printf(arena, "%s%s%s<%s", text, text[0] ? " " : "", db_text(&rows, 0, NULL),
                            db_text(&rows, 1, NULL));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static void test_both_ways(void **state)
{
    (void)state;
    assert_int_equal(import(HEAD GOOD "RNCP35030;;RNCP41366\n" /* the same, told by the other */
                                      "RS5695;RS100;RS6000\nRNCP9;;\n"),
                     STATUS_OK);
    assert_int_equal(bilan.lues, 4);
    assert_int_equal(bilan.nouvelles, 3);
    assert_string_equal(all(), "RNCP41366<RNCP35030 RS5695<RS100 RS6000<RS5695");
    assert_int_equal(import(HEAD GOOD "RNCP7;RNCP7;\n"), STATUS_OK);
    assert_int_equal(bilan.nouvelles, 0);
    assert_string_equal(all(), "RNCP41366<RNCP35030 RS5695<RS100 RS6000<RS5695");
}

static void test_wrong_rows_are_left_out(void **state)
{
    (void)state;
    char text[2000] = HEAD "\"';--\";RNCP1;\n";
    for (int i = 0; i < 10; i++) {
        strcat(text, GOOD);
    }
    assert_int_equal(import(text), STATUS_OK);
    assert_int_equal(bilan.ignorees, 1);
    assert_int_equal(bilan.raisons.items[0].ligne, 2);
    assert_string_equal(all(), "RNCP41366<RNCP35030");
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const files[] = {
        "",
        HEAD,
        HEAD "RNCP9;;\n",
        "Numero_Fiche;Ancienne_Certification\n" GOOD,
        HEAD GOOD "41366;RNCP1;\n",
        HEAD GOOD "RNCP41366;certification;\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_int_equal(import(files[i]), STATUS_REFUSED);
        assert_true(bilan.raisons.n > 0);
        assert_string_equal(all(), "");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct CMUnitTest tests[] = {
        TEST(test_both_ways),
        TEST(test_wrong_rows_are_left_out),
        TEST(test_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
