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
        {"une belle maison", "une grande maison", "une [-belle][+grande] maison"},
        {"maîtrise écrite", "maîtrise écrite, niveau B1", "maîtrise [-écrite][+écrite, niveau B1]"},
        {"a b c d e", "a x c e f", "a [-b][+x] c [-d ]e[+ f]"},
        {"un deux\ntrois", "un deux trois", "un deux[-\n][+ ]trois"}, /* spaces are no words */
        {"un  deux", "un deux", "un [- ]deux"},
        {" un", "un ", "[- ]un[+ ]"},
        {"l'été", "l'hiver", "[-l'été][+l'hiver]"},
        {"a b a b", "b a", "[-a ]b a[- b]"},
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
    const char *before = arena_printf(arena, "début %sfin", many("a b ", WORD_DIFF_EDITS));
    const char *after = arena_printf(arena, "début %sfin", many("b c ", WORD_DIFF_EDITS));
    struct word_runs runs = word_diff(arena, before, after);
    assert_int_equal(runs.n, 4);
    assert_string_equal(runs.items[0].text, "début ");
    assert_true(runs.items[1].removed && runs.items[2].added);
    assert_string_equal(runs.items[3].text, " fin");
}

/* ---- what holds of any two texts */

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % below;
}

static const char *draw_text(unsigned *seed, unsigned words)
{
    static const char *const spaces[] = {" ", " ", " ", "\n", "  ", "\r\n\t"};
    static const char *const forms[] = {"de", "la", "formation", "été", "l'été", "B1,"};
    const char *text = draw(seed, 4) ? "" : " ";
    for (unsigned n = draw(seed, words + 1); n; n--) {
        text = arena_printf(arena, "%s%s%s", text, forms[draw(seed, 6)],
                            n > 1 || !draw(seed, 3) ? spaces[draw(seed, 6)] : "");
    }
    return text;
}

static size_t count_words(const char *text)
{
    size_t n = 0;
    for (text += strspn(text, " \t\r\n"); *text; n++) {
        text += strcspn(text, " \t\r\n");
        text += strspn(text, " \t\r\n");
    }
    return n;
}

/* Words that both have in the same order, by the table that word_diff() does without. */
static size_t most_in_common(const char *before, const char *after)
{
    static const char spaces[] = " \t\r\n";
    size_t width = count_words(after) + 1;
    size_t *row = arena_alloc_array(arena, width, sizeof *row);
    for (const char *a = before + strspn(before, spaces); *a;) {
        size_t length = strcspn(a, spaces);
        size_t diagonal = 0;
        const char *b = after + strspn(after, spaces);
        for (size_t j = 1; j < width; j++) {
            size_t above = row[j];
            size_t other = strcspn(b, spaces);
            bool same = other == length && memcmp(a, b, length) == 0;
            row[j] = same ? diagonal + 1 : above > row[j - 1] ? above : row[j - 1];
            diagonal = above;
            b += other + strspn(b + other, spaces);
        }
        a += length + strspn(a + length, spaces);
    }
    return row[width - 1];
}

static void check_any(const char *before, const char *after)
{
    const char *first = "";
    const char *second = "";
    size_t kept = 0;
    struct word_runs runs = word_diff(arena, before, after);
    for (size_t i = 0; i < runs.n; i++) {
        const struct word_run *run = &runs.items[i];
        assert_true(run->text[0]);
        assert_false(run->removed && run->added);
        first = run->added ? first : arena_printf(arena, "%s%s", first, run->text);
        second = run->removed ? second : arena_printf(arena, "%s%s", second, run->text);
        kept += run->added || run->removed ? 0 : count_words(run->text);
    }
    assert_string_equal(first, before);
    assert_string_equal(second, after);
    assert_int_equal(kept, most_in_common(before, after));
}

static void test_runs_give_both_texts_back_and_keep_most_words(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int i = 0; i < 3000; i++) {
        const char *before = draw_text(&seed, 25);
        check_any(before, draw_text(&seed, 25));
        arena_reset(arena);
    }
}

/* Two fields as long as fields may be, without a word in common. */
static void test_memory_grows_with_the_texts_alone(void **state)
{
    (void)state;
    const char *before = many("a ", 1500);
    const char *after = many("b ", 1500);
    size_t used = arena_used(arena);
    struct word_runs runs = word_diff(arena, before, after);
    assert_int_equal(runs.n, 3); /* the last space stays */
    assert_true(arena_used(arena) - used < 256UL * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_many_words_differ_as_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_runs_give_both_texts_back_and_keep_most_words, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_memory_grows_with_the_texts_alone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
