/* The drawing of the life of an action in docs/ is that of the table. */
#include "action_transitions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define PAGE_MAX 16384

static void test_the_drawing_is_that_of_the_table(void **state)
{
    (void)state;
    static char page[PAGE_MAX];
    struct arena *arena = arena_create(0);
    struct buffer drawn;
    buffer_init(&drawn, arena, 0);
    action_gestes_dessiner(&drawn);
    FILE *file = fopen(SOFI_SOURCE_DIR "/docs/etats.md", "r");
    assert_non_null(file);
    size_t n = fread(page, 1, sizeof page - 1, file);
    assert_int_equal(fclose(file), 0);
    page[n] = '\0';
    assert_string_equal(page, drawn.data); /* else: script/dessins */
    arena_destroy(arena);
}

/* Every gesture with a button says what it did; what unfolds says what it does. */
static void test_gestures_have_their_words(void **state)
{
    (void)state;
    const struct action_geste *geste;
    for (size_t i = 0; (geste = action_geste_rang(i)); i++) {
        assert_ptr_equal(action_geste_nomme(geste->code), geste);
        assert_true(!geste->bouton || (geste->titre && geste->suite));
        assert_true(!geste->danger || geste->confirmer);
        assert_true(!geste->champ == !geste->motif);
        assert_true(geste->champ || !geste->motif_exige);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_drawing_is_that_of_the_table),
        cmocka_unit_test(test_gestures_have_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
