/* Query strings and form bodies, well-meant and hostile. */
#include "buffer.h"
#include "params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define R "\xEF\xBF\xBD"

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

static struct params parse(const char *text)
{
    struct params params;
    assert_int_equal(params_parse(&params, arena, text, strlen(text)), STATUS_OK);
    return params;
}

/* One pair is expected. */
static void assert_pair(const char *text, const char *name, const char *value, bool damaged)
{
    struct params params = parse(text);
    assert_int_equal(params.n, 1);
    assert_string_equal(params.items[0].name, name);
    assert_string_equal(params.items[0].value, value);
    assert_int_equal(params.items[0].damaged, damaged);
}

static void test_pairs(void **state)
{
    (void)state;
    assert_pair("a=b", "a", "b", false);
    assert_pair("a", "a", "", false);
    assert_pair("a=", "a", "", false);
    assert_pair("=b", "", "b", false);
    assert_pair("=", "", "", false);
    assert_pair("a=b=c", "a", "b=c", false);
    assert_pair("&&a=b&", "a", "b", false);
    assert_pair("nom+usage=a+b", "nom usage", "a b", false);
    assert_pair("q=%C3%A9t%c3%a9", "q", "été", false);
    assert_pair("%61=%62", "a", "b", false);
    assert_pair("a=%2B%26%3D%25", "a", "+&=%", false);
    assert_pair("a=été", "a", "été", false);
}

static void test_empty(void **state)
{
    (void)state;
    assert_int_equal(parse("").n, 0);
    assert_int_equal(parse("&").n, 0);
    assert_int_equal(parse("&&&&").n, 0);
    struct params params;
    assert_int_equal(params_parse(&params, arena, NULL, 0), STATUS_OK);
    assert_int_equal(params.n, 0);
    assert_null(params_get(&params, "a"));
}

static void test_percent(void **state)
{
    (void)state;
    assert_pair("a=%", "a", "%", false);
    assert_pair("a=%4", "a", "%4", false);
    assert_pair("a=%zz", "a", "%zz", false);
    assert_pair("a=%4z", "a", "%4z", false);
    assert_pair("a=100%&", "a", "100%", false);
    assert_pair("a=%%41", "a", "%A", false);
    assert_pair("a=%2541", "a", "%41", false); /* decoded once */
    assert_pair("%=1", "%", "1", false);
    /* The two digits must not come from beyond the value. */
    struct params params = parse("a=%&41=b");
    assert_int_equal(params.n, 2);
    assert_string_equal(params.items[0].value, "%");
    struct params cut;
    assert_int_equal(params_parse(&cut, arena, "a=%41", 4), STATUS_OK);
    assert_string_equal(cut.items[0].value, "%4");
}

static void test_damaged(void **state)
{
    (void)state;
    assert_pair("a=%00", "a", R, true);
    assert_pair("a=x%00y", "a", "x" R "y", true);
    assert_pair("a=%E9t%E9", "a", R "t" R, true);
    assert_pair("a=%C3", "a", R, true);
    assert_pair("a=%ED%A0%80", "a", R R R, true);
    assert_pair("%00=b", R, "b", true);
    assert_pair("a=%C3%A9", "a", "é", false);
    struct params params;
    assert_int_equal(params_parse(&params, arena, "a=\0b", 4), STATUS_OK);
    assert_string_equal(params.items[0].value, R "b");
    assert_true(params.items[0].damaged);
    /* One damaged pair does not taint its neighbour. */
    params = parse("a=%FF&b=c");
    assert_true(params.items[0].damaged);
    assert_false(params.items[1].damaged);
}

static void test_repeated(void **state)
{
    (void)state;
    struct params params = parse("a=1&b=2&a=3&A=4&a=");
    assert_int_equal(params.n, 5);
    assert_string_equal(params_get(&params, "a"), "1");
    assert_string_equal(params_get(&params, "A"), "4");
    assert_null(params_get(&params, "c"));
    assert_null(params_find(&params, ""));
    assert_ptr_equal(params_find(&params, "b"), &params.items[1]);
    const struct param *values;
    assert_int_equal(params_all(&params, "a", arena, &values), 3);
    assert_string_equal(values[0].value, "1");
    assert_string_equal(values[1].value, "3");
    assert_string_equal(values[2].value, "");
    assert_int_equal(params_all(&params, "c", arena, &values), 0);
}

static enum status parse_many(size_t pairs, struct params *params)
{
    struct buffer text;
    buffer_init(&text, arena, 0);
    for (size_t i = 0; i < pairs; i++) {
        buffer_printf(&text, "&a%zu=%zu", i, i);
    }
    return params_parse(params, arena, text.data, text.length);
}

static void test_too_many(void **state)
{
    (void)state;
    struct params params = {.n = 42};
    assert_int_equal(parse_many(2000, &params), STATUS_OK);
    assert_int_equal(params.n, 2000);
    assert_string_equal(params_get(&params, "a1999"), "1999");
    params.n = 42;
    assert_int_equal(parse_many(2001, &params), STATUS_TOO_LARGE);
    assert_int_equal(params.n, 42);
    /* Separators alone are no pairs. */
    char *ampersands = arena_alloc(arena, 100001);
    memset(ampersands, '&', 100000);
    assert_int_equal(params_parse(&params, arena, ampersands, 100000), STATUS_OK);
    assert_int_equal(params.n, 0);
}

static void test_huge(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *text = arena_alloc(arena, size + 1);
    memset(text, 'x', size);
    struct params params;
    assert_int_equal(params_parse(&params, arena, text, size), STATUS_OK);
    assert_int_equal(params.n, 1);
    assert_int_equal(strlen(params.items[0].name), size);
    memset(text, '%', size);
    assert_int_equal(params_parse(&params, arena, text, size), STATUS_OK);
    assert_int_equal(strlen(params.items[0].name), size);
}

static void test_encode(void **state)
{
    (void)state;
    struct params params = parse("q=%C3%A9t%C3%A9+1&page=2&q=%26%3D%25%2B&=&vide=");
    char *encoded = params_encode(&params, arena, "page");
    assert_string_equal(encoded, "q=%C3%A9t%C3%A9%201&q=%26%3D%25%2B&=&vide=");
    struct params again = parse(encoded);
    assert_int_equal(again.n, 4);
    assert_string_equal(again.items[1].value, "&=%+");
    params = parse("page=1");
    assert_string_equal(params_encode(&params, arena, "page"), "");
    assert_string_equal(params_encode(&params, arena, NULL), "page=1");
    params = parse("a=%22%3E%3Cscript%3E%27&b=%0D%0A");
    assert_string_equal(params_encode(&params, arena, NULL), "a=%22%3E%3Cscript%3E%27&b=%0D%0A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),    cmocka_unit_test(test_empty),
        cmocka_unit_test(test_percent),  cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_repeated), cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_huge),     cmocka_unit_test(test_encode),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
