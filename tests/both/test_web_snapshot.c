/* A page shows one state of the base, whatever is saved while it is made. */
#include "test_db.h"
#include "web/site.h"

#include "action_gestes.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The linker hands each db_query() of the program over (CMakeLists.txt). */
enum status __real_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);
enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n);

#define MARK "Etat-"
#define MARK_FIRST 1000 /* all of one length */

/* Somebody who saves before each statement of a page: what the page shows bears a number. */
static struct {
    struct db *db;
    struct arena *arena;
    atomic_bool saves;
    int saved;
    atomic_int validates; /* before which statement of a page; 0: never */
    int statements;       /* of that page so far */
    enum status validated;
} other;

static void save(void)
{
    arena_reset(other.arena);
    const char *name = arena_printf(other.arena, MARK "%d", MARK_FIRST + other.saved++);
    const char *sql = arena_printf(
        other.arena,
        "UPDATE etablissement SET raison_sociale = '%s'; UPDATE site SET nom_usage = '%s';"
        "UPDATE contact SET nom = '%s'; UPDATE compte SET nom = '%s';",
        name, name, name, name);
    if (db_run_script(other.db, sql, "save") != STATUS_OK) {
        abort();
    }
}

/* An officer validates an action. */
#define VALIDATED 51713
#define VALIDATED_PAGE "/actions/51713"

static enum status validate(struct db *db, void *context)
{
    static const struct acteur officer = {.profil = PROFIL_CARIF, .nom = "Dominique", .email = ""};
    const struct action_demande demande = {.motif = NULL, .vu = NULL};
    struct action_resultat resultat = {0};
    return action_passer(db, context, &officer, VALIDATED, GESTE_VALIDER, &demande, &resultat);
}

enum status __wrap_db_query(struct db *db, const struct statement *statement, struct db_rows *rows,
                            const struct db_bind *binds, size_t n)
{
    int when = atomic_load(&other.validates);
    if (db != other.db && when && ++other.statements == when) {
        other.validated = db_transaction(other.db, validate, other.arena);
    }
    if (db != other.db && atomic_load(&other.saves)) {
        save();
    }
    return __real_db_query(db, statement, rows, binds, n);
}

static int set_up(void **state)
{
    site_setup(state);
    other.db = test_db_connect(DB_WRITE);
    other.arena = arena_create(0);
    other.saved = 0;
    atomic_store(&other.validates, 0);
    return 0;
}

static int tear_down(void **state)
{
    db_close(other.db);
    arena_destroy(other.arena);
    return site_teardown(state);
}

/* The page as it is while somebody saves; how many marks it shows. */
static int one_state_at(struct browser *browser, const char *path)
{
    int marks = 0;
    const char *first = NULL;
    int before = other.saved;
    atomic_store(&other.saves, true);
    struct reply page = browser_get(browser, path);
    atomic_store(&other.saves, false);
    assert_int_equal(page.code, 200);
    for (const char *at = page.body; (at = strstr(at, MARK)); at++) {
        first = first ? first : at;
        marks++;
        if (strncmp(at, first, strlen(MARK "1000")) != 0) {
            fail_msg("%s shows %.9s and %.9s", path, first, at);
        }
    }
    assert_true(other.saved - before > 1); /* more than one statement, or nothing was tried */
    return marks;
}

static void test_pages_show_one_state(void **state)
{
    (void)state;
    static const char *const paths[] = {SITE_RECORD,
                                        SITE_RECORD "?site=36402",
                                        "/tableau-de-bord",
                                        "/annuaire/sites/36364",
                                        "/sessions?liste=actives",
                                        "/formations"};
    struct browser of = browser_of("of@exemple.fr");
    int marks = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        marks += one_state_at(&of, paths[i]);
    }
    assert_true(marks > 10);
}

/* Validated before one of its statements, whichever: the page shows the action as it was before it,
 * or as it is after, never a bit of each. */
static void test_a_validation_meanwhile(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    int when = 1;
    other.statements = 1;
    for (; other.statements >= when; when++) {
        site_run("UPDATE action SET etat = 'en_attente_de_validation', validee_a = NULL,"
                 " brouillon = coalesce(brouillon, vive), vive = NULL WHERE numero = 51713;"
                 "UPDATE formation SET brouillon = coalesce(brouillon, vive), vive = NULL"
                 " WHERE numero = 261");
        struct reply page = browser_get(&of, VALIDATED_PAGE);
        const char *before = page_text(&page, "//main");
        other.statements = 0;
        other.validated = STATUS_NOT_FOUND;
        atomic_store(&other.validates, when);
        page = browser_get(&of, VALIDATED_PAGE);
        atomic_store(&other.validates, 0);
        const char *meanwhile = page_text(&page, "//main");
        if (other.statements < when) {
            break; /* the page has no more of them */
        }
        assert_int_equal(other.validated, STATUS_OK);
        page = browser_get(&of, VALIDATED_PAGE);
        const char *after = page_text(&page, "//main");
        assert_string_not_equal(before, after);
        if (strcmp(meanwhile, before) != 0) {
            assert_string_equal(meanwhile, after);
        }
    }
    assert_true(when > 4); /* that many statements were tried */
}

/* The next page sees what was saved after the last one. */
static void test_each_page_sees_the_last_state(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    for (int i = 0; i < 10; i++) {
        other.saved = i;
        save();
        struct reply page = browser_get(&of, SITE_RECORD);
        page_shows(&page, arena_printf(site_arena, MARK "%d", MARK_FIRST + i));
    }
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pages_show_one_state, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_each_page_sees_the_last_state, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_validation_meanwhile, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
