/* What is typed into a search box: which words are looked for, and what is said of the others. */
#include "recherche.h"

#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\xC2\xA0"

static struct arena *arena;

static struct recherche lue(const char *saisie)
{
    return recherche_lire(arena, saisie, 3, false);
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *saisie;
        const char *q;
        bool rien;
        const char *note; /* its beginning */
    } cases[] = {
        {"", "", false, NULL},
        {" \t " NBSP, "", false, NULL},
        {" Coiffure  homme ", "Coiffure homme", false, NULL},
        {"192-50751", "192-50751", false, NULL},
        {"1 1 1 1 1", "1", false, NULL},
        {"Élève eleve ÉLÈVE", "Élève", false, NULL},
        {"a b c", "a b c", false, NULL},
        {"a b c a", "a b c", false, NULL},
        {"a b c d", "a b c", false, "3 mots au plus sont cherchés"},
        {"100 % bois", "100 % bois", false, NULL},
        {"???", "???", true, "Aucun mot à chercher dans «" NBSP "???" NBSP "»"},
        {"? ! ’", "? ! ’", true, "Aucun mot à chercher"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recherche r = lue(cases[i].saisie);
        assert_string_equal(r.q, cases[i].q);
        assert_int_equal(r.rien, cases[i].rien);
        assert_int_equal(r.note != NULL, cases[i].note != NULL);
        if (r.note) {
            assert_int_equal(strncmp(r.note, cases[i].note, strlen(cases[i].note)), 0);
        }
    }
}

static void test_words_that_say_nothing_do_not_count(void **state)
{
    (void)state;
    struct recherche r = recherche_lire(arena, "cuisine de la mer et du sud", 3, true);
    assert_string_equal(r.q, "cuisine de la mer et du sud");
    assert_null(r.note);
    r = recherche_lire(arena, "cuisine de la mer et du sud ouest", 3, true);
    assert_string_equal(r.q, "cuisine de la mer et du sud");
    assert_non_null(r.note);
}

static void test_huge(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, arena, 64);
    for (int i = 0; i < 61; i++) {
        buffer_text(&text, "é");
    }
    struct recherche r = lue(arena_printf(arena, "%s bois", text.data));
    assert_string_equal(r.q, "bois");
    assert_non_null(strstr(r.note, "60 caractères"));
    buffer_init(&text, arena, 64);
    for (int i = 0; i < 100000; i++) {
        buffer_printf(&text, "%d ", i);
    }
    r = lue(text.data);
    assert_string_equal(r.q, "0 1 2");
    assert_non_null(r.note);
    buffer_init(&text, arena, 64);
    for (int i = 0; i < 100000; i++) {
        buffer_text(&text, "? ");
    }
    r = lue(text.data);
    assert_true(r.rien);
    assert_true(strlen(r.q) < 100);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_that_say_nothing_do_not_count),
        cmocka_unit_test(test_huge),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
