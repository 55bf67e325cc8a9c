/* What a page costs: the statements that it asks of the base, the thread that makes it. */
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

STATEMENT(TEST_ACTION, "", "i",
          "SELECT min(a.numero) FROM action a JOIN etablissement e ON e.id = a.etablissement_id"
          " WHERE e.siret = '" SITE_OWN "'");
STATEMENT(TEST_FORMATION, "", "i",
          "SELECT min(f.numero) FROM formation f JOIN etablissement e ON e.id = f.etablissement_id"
          " WHERE e.siret = '" SITE_OWN "'");

static void assert_costs(struct browser *browser, const char *path, uint64_t most)
{
    browser_get(browser, path); /* what is made once is made */
    struct reply page = browser_get(browser, path);
    assert_int_equal(page.code, 200);
    if (site_statements() > most) {
        fail_msg("%s: %llu statements, %llu at most", path, (unsigned long long)site_statements(),
                 (unsigned long long)most);
    }
}

/* The login is one of them. */
static void test_statements_of_pages(void **state)
{
    (void)state;
    const struct {
        const char *path;
        uint64_t most;
    } pages[] = {
        {"/tableau-de-bord", 3},
        {"/sessions?liste=actives", 3},
        {SITE_RECORD, 8},
        {arena_printf(site_arena, "/actions/%lld", (long long)site_number(&TEST_ACTION)), 6},
        {arena_printf(site_arena, "/formations/%lld", (long long)site_number(&TEST_FORMATION)), 8},
    };
    static const char *const people[] = {"of@exemple.fr", "carif@exemple.fr"};
    for (size_t p = 0; p < sizeof people / sizeof *people; p++) {
        struct browser browser = browser_of(people[p]);
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            assert_costs(&browser, pages[i].path, pages[i].most);
        }
    }
}

/* A hand-over costs as much as a short list; what may read for long keeps no other page waiting. */
static void test_only_what_may_be_slow_is_handed_over(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool handed;
    } pages[] = {
        {"/sessions", false},
        {"/sessions?liste=actives", false},
        {"/sessions?liste=actives&apres=2026-12-02%7C1005329", false},
        {"/sessions?liste=actives&page=2&apres=2026-12-02%7C1005329", false},
        {"/actions?liste=en-cours", false},
        {"/tableau-de-bord", false},
        {SITE_RECORD, false},
        {"/sessions?liste=actives&page=40", true},
        {"/sessions?liste=actives&q=cuisine", true},
        {"/sessions?liste=actives&tri=intitule", true},
        {"/sessions?liste=actives&inconnu=1", true},
        {"/actions?liste=en-cours&taille=100", true},
        {"/formations", true},
        {"/sessions.csv?liste=actives", true},
    };
    struct browser browser = browser_of("of@exemple.fr");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        browser_get(&browser, pages[i].path);
        if (site_on_worker() != pages[i].handed) {
            fail_msg("%s: handed over %d", pages[i].path, site_on_worker());
        }
    }
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_statements_of_pages, site_setup, site_teardown),
        cmocka_unit_test_setup_teardown(test_only_what_may_be_slow_is_handed_over, site_setup,
                                        site_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
