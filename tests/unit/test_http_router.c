
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "log.h"
#include "router.h"

#include <stdlib.h>
#include <string.h>

static const struct route table[] = {
    {.method = HTTP_GET, .path = "/"},
    {.method = HTTP_GET, .path = "/annuaire"},
    {.method = HTTP_GET, .path = "/annuaire/etablissements/{siret}"},
    {.method = HTTP_POST, .path = "/annuaire/etablissements/{siret}"},
    {.method = HTTP_GET, .path = "/formations/{numero}/sessions/{id}"},
    {.method = HTTP_GET, .path = "/formations/nouvelle"},
    {.method = HTTP_POST, .path = "/invitation/{jeton}"},
};

#define ROWS (sizeof table / sizeof *table)

static struct router *router;

static int setup(void **state)
{
    (void)state;
    router = router_create(table, ROWS);
    return router == NULL;
}

static int teardown(void **state)
{
    (void)state;
    router_destroy(router);
    return 0;
}

static int row_of(enum http_method method, const char *path)
{
    struct route_match match;
    router_find(router, method, path, &match);
    return match.route == NULL ? (match.other_method ? -405 : -404) : (int)(match.route - table);
}

static void test_fixed_paths(void **state)
{
    (void)state;
    assert_int_equal(row_of(HTTP_GET, "/"), 0);
    assert_int_equal(row_of(HTTP_HEAD, "/annuaire"), 1);
    assert_int_equal(row_of(HTTP_GET, "/formations/nouvelle"), 5);
    assert_int_equal(row_of(HTTP_GET, "/Annuaire"), -404);
    assert_int_equal(row_of(HTTP_GET, "/annuair"), -404);
    assert_int_equal(row_of(HTTP_GET, "/annuaires"), -404);
}

static void test_methods(void **state)
{
    (void)state;
    assert_int_equal(row_of(HTTP_GET, "/annuaire/etablissements/13000511900032"), 2);
    assert_int_equal(row_of(HTTP_HEAD, "/annuaire/etablissements/13000511900032"), 2);
    assert_int_equal(row_of(HTTP_POST, "/annuaire/etablissements/13000511900032"), 3);
    assert_int_equal(row_of(HTTP_OTHER, "/annuaire/etablissements/13000511900032"), -405);
    assert_int_equal(row_of(HTTP_POST, "/annuaire"), -405);
    assert_int_equal(row_of(HTTP_OTHER, "/nulle-part"), -404);
}

static void test_captures(void **state)
{
    struct route_match match;
    (void)state;
    router_find(router, HTTP_GET, "/formations/42/sessions/123456789012345678", &match);
    assert_ptr_equal(match.route, &table[4]);
    assert_int_equal(match.capture_count, 2);
    assert_memory_equal(match.captures[0].name, "numero", 6);
    assert_int_equal(match.captures[0].name_length, 6);
    assert_memory_equal(match.captures[0].value, "42", 2);
    assert_int_equal(match.captures[0].value_length, 2);
    assert_memory_equal(match.captures[1].name, "id", 2);
    assert_int_equal(match.captures[1].value_length, 18);
}

static void test_capture_limits(void **state)
{
    (void)state;
    assert_int_equal(row_of(HTTP_GET, "/annuaire/etablissements/1300051190003"), -404);
    assert_int_equal(row_of(HTTP_GET, "/annuaire/etablissements/130005119000321"), -404);
    assert_int_equal(row_of(HTTP_GET, "/annuaire/etablissements/1300051190003a"), -404);
    assert_int_equal(row_of(HTTP_GET, "/formations/1234567890123456789/sessions/1"), -404);
    assert_int_equal(row_of(HTTP_GET, "/formations/-1/sessions/1"), -404);
    assert_int_equal(row_of(HTTP_POST, "/invitation/abcdefghij_ABCDEF-01"), 6);
    assert_int_equal(row_of(HTTP_POST, "/invitation/abcdefghij_ABCDEF-0"), -404);
    assert_int_equal(row_of(HTTP_POST, "/invitation/abcdefghij_ABCDEF%01"), -404);
    assert_int_equal(row_of(HTTP_POST, "/invitation/abcdefghij_ABCDEF.01"), -404);
}

static void test_jeton_of_101_characters(void **state)
{
    char path[160] = "/invitation/";
    (void)state;
    memset(path + 12, 'a', 100);
    assert_int_equal(row_of(HTTP_POST, path), 6);
    path[112] = 'a';
    assert_int_equal(row_of(HTTP_POST, path), -404);
}

static void test_odd_paths_match_nothing(void **state)
{
    static const char *const odd[] = {
        "",
        "annuaire",
        "//",
        "/annuaire/",
        "//annuaire",
        "/annuaire//",
        "/./annuaire",
        "/annuaire/.",
        "/../annuaire",
        "/annuaire/..",
        "/formations/./nouvelle",
        "/annuaire?x",
        "*",
        "/%61nnuaire",
        "http://sofi.test/annuaire",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
        "/annuaire\n",
        "/\xff",
    };
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_int_equal(row_of(HTTP_GET, odd[i]), -404);
    }
}

static void test_long_path(void **state)
{
    (void)state;
    char *path = malloc(5001);
    assert_non_null(path);
    memset(path, 'a', 5000);
    path[0] = '/';
    path[5000] = '\0';
    assert_int_equal(row_of(HTTP_GET, path), -404);
    free(path);
}

static bool refused(const struct route *rows, size_t n)
{
    struct router *made = router_create(rows, n);
    router_destroy(made);
    return made == NULL;
}

static void test_defects_are_refused(void **state)
{
    (void)state;
    static const struct route overlaps[][2] = {
        {{HTTP_GET, "/a/{id}", 0, 0, NULL}, {HTTP_GET, "/a/{numero}", 0, 0, NULL}},
        {{HTTP_GET, "/a/{siret}", 0, 0, NULL}, {HTTP_GET, "/a/{numero}", 0, 0, NULL}},
        {{HTTP_GET, "/a/{id}", 0, 0, NULL}, {HTTP_GET, "/a/12", 0, 0, NULL}},
        {{HTTP_GET, "/a/{jeton}", 0, 0, NULL},
         {HTTP_GET, "/a/une-adresse-de-vingt-signes", 0, 0, NULL}},
        {{HTTP_GET, "/a/{sujet}", 0, 0, NULL}, {HTTP_GET, "/a/b-c", 0, 0, NULL}},
        {{HTTP_GET, "/a", 0, 0, NULL}, {HTTP_GET, "/a", 0, 0, NULL}},
    };
    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++) {
        assert_true(refused(overlaps[i], 2));
    }
    static const struct route wrong[] = {
        {HTTP_GET, "/a/{nom}", 0, 0, NULL},
        {HTTP_GET, "/a/x{id}", 0, 0, NULL},
        {HTTP_GET, "/a/{}", 0, 0, NULL},
        {HTTP_GET, "a", 0, 0, NULL},
        {HTTP_GET, "/a/", 0, 0, NULL},
        {HTTP_OTHER, "/a", 0, 0, NULL},
        {HTTP_GET, "/{id}/{id}/{id}/{id}", 0, 0, NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_true(refused(&wrong[i], 1));
    }
}

static void test_near_overlaps_are_accepted(void **state)
{
    (void)state;
    static const struct route rows[] = {
        {HTTP_GET, "/a/{id}", 0, 0, NULL},    {HTTP_POST, "/a/{numero}", 0, 0, NULL},
        {HTTP_GET, "/a/nouveau", 0, 0, NULL}, {HTTP_GET, "/a/{jeton}", 0, 0, NULL},
        {HTTP_GET, "/a/{id}/b", 0, 0, NULL},  {HTTP_GET, "/b/{id}", 0, 0, NULL},
    };
    assert_false(refused(rows, sizeof rows / sizeof *rows));
    assert_false(refused(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_paths),
        cmocka_unit_test(test_methods),
        cmocka_unit_test(test_captures),
        cmocka_unit_test(test_capture_limits),
        cmocka_unit_test(test_jeton_of_101_characters),
        cmocka_unit_test(test_odd_paths_match_nothing),
        cmocka_unit_test(test_long_path),
        cmocka_unit_test(test_defects_are_refused),
        cmocka_unit_test(test_near_overlaps_are_accepted),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
