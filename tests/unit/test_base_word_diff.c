/* Two texts, word by word. */
#include "word_diff.h"

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

/* "une [-belle ][+grande ]maison" */
static const char *shown(const char *before, const char *after)
{
    const char *text = "";
    struct word_runs runs = word_diff(arena, before, after);
    for (size_t i = 0; i < runs.n; i++) {
        const struct word_run *run = &runs.items[i];
        assert_false(run->removed && run->added);
        text = run->removed || run->added
                   ? arena_printf(arena, "%s[%c%s]", text, run->removed ? '-' : '+', run->text)
                   : arena_printf(arena, "%s%s", text, run->text);
    }
    return text;
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *shown;
    } cases[] = {
        {"", "", ""},
        {"pareil", "pareil", "pareil"},
        {"", "Tout est neuf", "[+Tout est neuf]"},
        {"Plus rien", "", "[-Plus rien]"},
        {"une belle maison", "une grande maison", "une [-belle ][+grande ]maison"},
        {"maîtrise écrite", "maîtrise écrite, niveau B1",
         "maîtrise [-écrite ][+écrite, niveau B1]"},
        {"a b c d e", "a x c e f", "a [-b ][+x ]c [-d ]e [+f]"},
        {"un  deux\ntrois", "un deux trois", "un deux trois"}, /* spaces are no words */
        {"l'été", "l'hiver", "[-l'été ][+l'hiver]"},
        {"a b a b", "b a", "[-a ]b a [-b]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(shown(cases[i].before, cases[i].after), cases[i].shown);
    }
}

static char *many(const char *word, size_t n)
{
    size_t length = strlen(word);
    char *text = arena_alloc(arena, n * length + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * length, word, length);
    }
    return text;
}

static void test_too_many_words_differ_as_a_whole(void **state)
{
    (void)state;
    const char *before = arena_printf(arena, "début %sfin", many("a b ", 1000));
    const char *after = arena_printf(arena, "début %sfin", many("b c ", 1000));
    struct word_runs runs = word_diff(arena, before, after);
    assert_int_equal(runs.n, 4);
    assert_string_equal(runs.items[0].text, "début ");
    assert_true(runs.items[1].removed && runs.items[2].added);
    assert_string_equal(runs.items[3].text, "fin");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_many_words_differ_as_a_whole, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
