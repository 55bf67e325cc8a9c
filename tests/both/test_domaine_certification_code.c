/* Codes of certifications: one form of each, and what the official lists say of them. */
#include "certification_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define JOUR "2026-11-29"

static void test_one_form(void **state)
{
    (void)state;
    static const struct {
        enum nomenclature nom;
        const char *saisi;
        const char *range; /* NULL: none */
        const char *officiel;
    } cases[] = {
        {NOMENCLATURE_RNCP, "RNCP40422", "40422", "RNCP40422"},
        {NOMENCLATURE_RNCP, "40422", "40422", "RNCP40422"},
        {NOMENCLATURE_RNCP, " rncp 40422", "40422", "RNCP40422"},
        {NOMENCLATURE_RNCP, "RS5695", NULL, "RNCPRS5695"},
        {NOMENCLATURE_RNCP, "RNCP", NULL, "RNCPRNCP"},
        {NOMENCLATURE_RNCP, "40422X", NULL, "RNCP40422X"},
        {NOMENCLATURE_RNCP, "12345678901", NULL, "RNCP12345678901"},
        {NOMENCLATURE_RS, "5695", "RS5695", "RS5695"},
        {NOMENCLATURE_RS, "rs 5695", "RS5695", "RS5695"},
        {NOMENCLATURE_RS, "RNCP1", NULL, "RNCP1"},
        {NOMENCLATURE_CERTIFINFO, "114929", "114929", "114929"},
        {NOMENCLATURE_CERTIFINFO, "CI114929", NULL, "CI114929"},
        {NOMENCLATURE_NSF, "314", NULL, "314"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *range = certification_code_ranger(arena, cases[i].nom, cases[i].saisi);
        assert_int_equal(range != NULL, cases[i].range != NULL);
        if (range) {
            assert_string_equal(range, cases[i].range);
            assert_string_equal(certification_code_officiel(arena, cases[i].nom, cases[i].saisi),
                                cases[i].officiel);
        }
    }
    assert_string_equal(certification_code_du_champ(arena, "code_rncp", "RNCP37907"), "37907");
    assert_string_equal(certification_code_du_champ(arena, "reference_rs", "5695"), "RS5695");
    assert_string_equal(certification_code_du_champ(arena, "code_rncp", "?"), "?");
    assert_string_equal(certification_code_du_champ(arena, "intitule", "RNCP37907"), "RNCP37907");
}

static struct certification_fautes judge(const struct certification *c)
{
    struct certification_fautes fautes = {0};
    const void *record = c;
    assert_int_equal(certification_code_juger(db, arena,
                                              offre_genre_nomme(OFFRE_FORMATION, "certification"),
                                              &record, 1, JOUR, &fautes),
                     STATUS_OK);
    return fautes;
}

#define CERTIFICATION(...)                                                                         \
    (&(const struct certification){.code_rncp = "",                                                \
                                   .code_certifinfo = "",                                          \
                                   .code_rs = "",                                                  \
                                   .code_cpf = "",                                                 \
                                   .reference_formacode = "",                                      \
                                   __VA_ARGS__})
#pragma GCC diagnostic ignored "-Woverride-init"

static void add(const char *nom, const char *code, const char *fin, const char *inactive)
{
    assert_int_equal(
        db_run_script(db,
                      arena_printf(arena,
                                   "INSERT INTO nomenclature (nom, code, libelle, fin, inactive)"
                                   " VALUES ('%s', '%s', 'Titre', %s, %s)",
                                   nom, code, fin, inactive),
                      "test"),
        STATUS_OK);
}

static void test_what_the_lists_say(void **state)
{
    (void)state;
    /* Nothing was imported: nothing is unknown. */
    assert_int_equal(judge(CERTIFICATION(.code_rncp = "99999")).n, 0);
    for (int i = 1; i <= NOMENCLATURE_FONDS; i++) {
        add("rncp", arena_printf(arena, "RNCP%d", i), "NULL", "NULL");
    }
    struct certification_fautes f = judge(CERTIFICATION(.code_rncp = "99999"));
    assert_int_equal(f.n, 1);
    assert_string_equal(f.items[0].champ, "code_rncp");
    assert_string_equal(f.items[0].texte, "RNCP 99999, inconnue du répertoire");
    /* The RS was not. */
    assert_int_equal(judge(CERTIFICATION(.code_rs = "RS5695")).n, 0);
    assert_int_equal(judge(CERTIFICATION(.code_rncp = "7")).n, 0);
    assert_int_equal(judge(CERTIFICATION(.code_rncp = "RNCP7")).n, 0); /* as it once was kept */
    add("rncp", "RNCP500", "'2026-11-28'", "NULL");
    add("rncp", "RNCP501", "'" JOUR "'", "NULL");
    add("rncp", "RNCP502", "NULL", "'1'");
    add("certifinfo", "114929", "NULL", "NULL");
    f = judge(CERTIFICATION(.code_rncp = "500"));
    assert_int_equal(f.n, 1);
    assert_string_equal(f.items[0].texte, "RNCP 500, enregistrement fini le 28/11/2026");
    assert_int_equal(judge(CERTIFICATION(.code_rncp = "501")).n, 0); /* its last day */
    f = judge(CERTIFICATION(.code_rncp = "502", .code_certifinfo = "114929"));
    assert_int_equal(f.n, 1);
    assert_string_equal(f.items[0].texte, "RNCP 502, inactive au répertoire");
    assert_int_equal(judge(CERTIFICATION(.code_cpf = "1")).n, 0);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_form, base_setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_what_the_lists_say, base_setup, base_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
