/* Every statement of the application is accepted by the engine, with the parameters and columns
 * that it declares: one test for each, of its name. */
#include "test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct db *db;

static void test_statement(void **state)
{
    const struct statement *statement = *state;
    struct arena *arena = arena_create(0);
    const char *wrong = db_check_statement(db, arena, statement);
    if (wrong) {
        print_error("%s: %s\n%s\n", statement->name, wrong, statement->sql);
    }
    arena_destroy(arena);
    assert_null(wrong);
}

static void test_there_are_some(void **state)
{
    (void)state;
    assert_true(statement_count() > 0);
}

/* cmocka hands the pointer on to the test, which only reads. */
static void *as_state(const struct statement *statement)
{
    union {
        const void *constant;
        void *state;
    } pointer = {.constant = statement};
    return pointer.state;
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    size_t n = statement_count();
    struct CMUnitTest *tests = calloc(n + 1, sizeof *tests);
    if (!tests) {
        return 1;
    }
    tests[0] = (struct CMUnitTest)cmocka_unit_test(test_there_are_some);
    for (size_t i = 0; i < n; i++) {
        tests[i + 1] = (struct CMUnitTest){.name = statement_at(i)->name,
                                           .test_func = test_statement,
                                           .initial_state = as_state(statement_at(i))};
    }
    db = test_db_connect(DB_WRITE);
    int failed = _cmocka_run_group_tests("statements", tests, n + 1, NULL, NULL);
    db_close(db);
    free(tests);
    return failed;
}
