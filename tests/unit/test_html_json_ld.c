/* Data for search engines inside a page: no text gets out of its element. */
#include "json.h"
#include "json_ld.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define OPEN "<script type=\"application/ld+json\">"
#define CLOSE "</script>"

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

static const char *script(const char *json)
{
    struct html html = json_ld_script(arena, json);
    return arena_strndup(arena, html.data, html.length);
}

/* What stands between the tags. */
static const char *inside(const char *json)
{
    const char *whole = script(json);
    size_t length = strlen(whole);
    assert_true(length > strlen(OPEN CLOSE));
    assert_memory_equal(whole, OPEN, strlen(OPEN));
    assert_string_equal(whole + length - strlen(CLOSE), CLOSE);
    return arena_strndup(arena, whole + strlen(OPEN), length - strlen(OPEN CLOSE));
}

static void test_plain(void **state)
{
    (void)state;
    assert_string_equal(script("{\"name\":\"École\"}"), OPEN "{\"name\":\"École\"}" CLOSE);
}

static void test_nothing(void **state)
{
    (void)state;
    assert_int_equal(json_ld_script(arena, NULL).length, 0);
    assert_int_equal(json_ld_script(arena, "").length, 0);
}

/* Written as references, and read back as they were. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "</script><script>alert(1)</script>",
        "</SCRIPT >",
        "<!-- <script>",
        "]]>",
        "a & b &lt; &amp;",
        "line\u2028and\u2029paragraph",
        "\u2027\u202a", /* neighbours of these stay */
        "\\u003c \\\\",
        "é € 😀",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer json;
        struct json_writer writer;
        buffer_init(&json, arena, 0);
        json_start(&writer, &json);
        json_open_array(&writer, NULL);
        json_put_text(&writer, NULL, texts[i]);
        json_end(&writer);
        const char *text = inside(json.data);
        assert_null(strpbrk(text, "<>&"));
        assert_null(strstr(text, "\u2028"));
        assert_null(strstr(text, "\u2029"));
        const struct json *value = NULL;
        assert_int_equal(json_parse(arena, text, strlen(text), &value), STATUS_OK);
        assert_string_equal(json_text(json_item(value, 0)), texts[i]);
    }
}

/* A document that its writer did not escape. */
static void test_not_escaped_before(void **state)
{
    (void)state;
    assert_string_equal(inside("[\"</script>&\u2028\u2029\u2027\"]"),
                        "[\"\\u003c/script\\u003e\\u0026\\u2028\\u2029\u2027\"]");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_plain),
        EACH(test_nothing),
        EACH(test_hostile),
        EACH(test_not_escaped_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
