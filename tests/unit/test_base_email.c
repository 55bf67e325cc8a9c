/* Addresses of electronic mail, right and wrong. */
#include "email.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void test_right(void **state)
{
    (void)state;
    static const char *const right[] = {"a@b.fr",
                                        "prenom.nom+sofi@sous-domaine.exemple.fr",
                                        "o'neil@exemple.fr",
                                        "contact@école.fr",
                                        "contact@xn--cole-9oa.fr",
                                        "x@exemple.museum",
                                        "1@2.fr"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_null(email_check(arena, right[i]));
    }
    assert_string_equal(email_to_ascii(arena, "contact@école.fr"), "contact@xn--cole-9oa.fr");
    assert_string_equal(email_to_ascii(arena, "of@exemple.fr"), "of@exemple.fr");
    assert_string_equal(email_to_ascii(arena, "rien"), "rien");
}

static void test_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *email;
        const char *words;
    } wrong[] = {
        {"a@", "3 et 160"},
        {"sans.arobase.fr", "mal formée"},
        {"a@b@exemple.fr", "mal formée"},
        {"@exemple.fr", "rien avant"},
        {".info@exemple.fr", "point mal placé"},
        {"info.@exemple.fr", "point mal placé"},
        {"in..fo@exemple.fr", "point mal placé"},
        {"in fo@exemple.fr", "refusé avant"},
        {"étienne@exemple.fr", "refusé avant"},
        {"of\r\nBcc: x@exemple.fr", "refusé avant"},
        {"x@exemple.c", "domaine mal formé"},
        {"x@exemple", "domaine mal formé"},
        {"x@exemple..fr", "domaine mal formé"},
        {"x@-exemple.fr", "domaine mal formé"},
        {"x@exemple-.fr", "domaine mal formé"},
        {"x@exemple.fr.", "domaine mal formé"},
        {"x@192.168.10.10", "domaine mal formé"},
        {"x@exem ple.fr", "domaine mal formé"},
        {"x@exemple.fr\r\nBcc:", "domaine mal formé"},
        {"x@\xFF.fr", "domaine mal formé"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *message = email_check(arena, wrong[i].email);
        assert_non_null(message);
        assert_non_null(strstr(message, wrong[i].words));
    }
}

static void test_lengths(void **state)
{
    (void)state;
    char local[70];
    memset(local, 'a', sizeof local);
    assert_null(email_check(arena, arena_printf(arena, "%.64s@exemple.fr", local)));
    assert_non_null(email_check(arena, arena_printf(arena, "%.65s@exemple.fr", local)));
    assert_null(email_check(arena, arena_printf(arena, "a@%.63s.fr", local)));
    assert_non_null(email_check(arena, arena_printf(arena, "a@%.64s.fr", local)));
    assert_non_null(
        email_check(arena, arena_printf(arena, "a@%.60s.%.60s.%.60s.fr", local, local, local)));
}

static void test_keep(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *kept;
    } cases[] = {
        {"a@b.fr", "a@b.fr"},
        {"Nom <a@b.fr>", "a@b.fr"},
        {"<a@b.fr>", "a@b.fr"},
        {"\"Nom, Prénom\" <a@b.fr>;", "a@b.fr"},
        {"Nom <mailto:a@b.fr>", "a@b.fr"},
        {"MAILTO:a@b.fr", "a@b.fr"},
        {"a@b.fr;", "a@b.fr"},
        {"A <a@b.fr>, C <c@d.fr>", "A <a@b.fr>, C <c@d.fr>"},
        {"a@b.fr, c@d.fr", "a@b.fr, c@d.fr"},
        {"Nom <a@b.fr", "Nom <a@b.fr"},
        {"Nom <a@b.fr> ou c@d.fr", "Nom <a@b.fr> ou c@d.fr"},
        {"Nom <sans>", "Nom <sans>"},
        {"", ""},
        {"<", "<"},
        {"<>", "<>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept = email_keep(arena, cases[i].typed);
        assert_string_equal(kept, cases[i].kept);
        assert_string_equal(email_keep(arena, kept), kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keep, setup, teardown),
        cmocka_unit_test_setup_teardown(test_right, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lengths, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
