/* What the examination of an action points at: certifications that ended, that are inactive before
 * their end, that end soon.
 */
#include "dates.h"
#include "examen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

static int setup(void **state)
{
    monde_setup(state);
    monde_offre();
    monde_certifinfo(901);
    return 0;
}

/* What is said of certifications, one a line. */
static const char *said(void)
{
    struct action action = {0};
    struct formation formation = {0};
    struct offre_details of_formation = {0};
    struct offre_details of_action = {0};
    struct examen examen = {0};
    const char *text = "";
    assert_int_equal(action_lire(db, arena, &officier, 601, &action), STATUS_OK);
    assert_int_equal(formation_lire(db, arena, &officier, action.formation, &formation), STATUS_OK);
    assert_int_equal(
        offre_details_lire(db, arena, OFFRE_FORMATION, formation.contenu_id, &of_formation),
        STATUS_OK);
    assert_int_equal(offre_details_lire(db, arena, OFFRE_ACTION, action.contenu_id, &of_action),
                     STATUS_OK);
    assert_int_equal(
        examen_faire(db, arena, &action, &formation, &of_formation, &of_action, &examen),
        STATUS_OK);
    for (size_t i = 0; i < examen.n; i++) {
        if (examen.items[i].sujet == EXAMEN_CERTIFICATION) {
            text = arena_printf(arena, "%s%s\n", text, examen.items[i].texte);
        }
    }
    return text;
}

/* The Certifinfo code has its end and its state from its RNCP code. */
static void test_certifications(void **state)
{
    (void)state;
    char soon[DATES_ISO_SIZE];
    assert_string_equal(said(), "");
    run("UPDATE nomenclature SET fin = '2020-12-31' WHERE code = 'RNCP35030'");
    assert_string_equal(said(), "RNCP35030 est finie depuis le 31/12/2020\n"
                                "114929 est finie depuis le 31/12/2020\n");
    run("UPDATE nomenclature SET fin = '2199-12-31', inactive = '1' WHERE code = 'RNCP35030'");
    assert_string_equal(said(), "RNCP35030 est inactive au répertoire\n"
                                "114929 est inactive au répertoire\n");
    dates_today(soon);
    run(arena_printf(arena,
                     "UPDATE nomenclature SET fin = '%s', inactive = NULL"
                     " WHERE code = 'RNCP35030'",
                     soon));
    const char *shown = dates_show(arena, soon);
    assert_string_equal(
        said(), arena_printf(arena, "RNCP35030 finit le %s\n114929 finit le %s\n", shown, shown));
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_certifications, setup, base_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
