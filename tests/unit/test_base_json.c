/* JSON in and out. */
#include "json.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* NULL: refused. */
static const struct json *parse_bytes(const char *text, size_t length)
{
    const struct json *value = NULL;
    enum status status = json_parse(arena, text, length, &value);
    assert_true(status == STATUS_OK || status == STATUS_MALFORMED);
    assert_true((status == STATUS_OK) == (value != NULL));
    return value;
}

static const struct json *parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static void test_reading(void **state)
{
    (void)state;
    const struct json *value =
        parse(" {\"nom\":\"Ch\\u00e2teau \\\"d'eau\\\"\",\"vide\":\"\",\"rien\":null,\"oui\":true,"
              "\"points\":[-1.52,47,{\"x\":2e3}],\"grand\":123456789012345678901234567890} ");
    double number = 7;
    assert_string_equal(json_text(json_member(value, "nom")), "Château \"d'eau\"");
    const struct json *points = json_member(value, "points");
    assert_int_equal(json_count(points), 3);
    assert_true(json_number(json_item(points, 0), &number));
    assert_true(number == -1.52);
    assert_true(json_number(json_item(points, 1), &number));
    assert_true(number == 47);
    assert_true(json_number(json_member(json_item(points, 2), "x"), &number));
    assert_true(number == 2000);
    assert_true(json_number(json_member(value, "grand"), &number));
    assert_true(number > 1.2e29 && number < 1.3e29);
}

static void test_wrong_kinds(void **state)
{
    (void)state;
    const struct json *value = parse("{\"t\":\"12\",\"a\":[1],\"n\":1,\"z\":null,\"b\":true}");
    const char *names[] = {"t", "a", "n", "z", "b", "absent", ""};
    for (size_t i = 0; i <= sizeof(names) / sizeof(*names); i++) {
        const struct json *member = i < 7 ? json_member(value, names[i]) : value;
        double number = 7;
        assert_null(json_member(member, "nothing"));
        assert_int_equal(json_count(member), i == 1 ? 1 : 0);
        assert_null(json_item(member, 1));
        assert_string_equal(json_text(member), i == 0 ? "12" : "");
        assert_true(json_number(member, &number) == (i == 2));
        assert_true(number == (i == 2 ? 1 : 7));
    }
    assert_null(json_item(NULL, 0));
    assert_null(json_item(parse("[]"), 0));
    assert_string_equal(json_text(parse("\"seul\"")), "seul");
}

static void test_malformed(void **state)
{
    (void)state;
    const char *bad[] = {
        "",        " ",           "{",           "[1,]",       "{\"a\":}", "{\"a\" 1}",
        "1 2",     "nul",         "'a'",         "\"a",        "\"\xff\"", "\"\xc3\"",
        "[1e400]", "[NaN]",       "[01]",        "\"a\nb\"",   "[1]]",     "{a:1}",
        "[-]",     "\"\\u0000\"", "\"\\ud800\"", "[Infinity]", "<html>",   "\"\xed\xa0\x80\""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_null(parse(bad[i]));
    }
    assert_null(parse_bytes("\"a\0b\"", 5));
    assert_null(parse_bytes("[1]\0", 4));
    assert_non_null(parse_bytes("[1]]", 3)); /* only the bytes given are read */
}

static const struct json *parse_nested(size_t depth, const char *open, const char *close)
{
    struct buffer text;
    buffer_init(&text, arena, 0);
    for (size_t i = 0; i < depth; i++) {
        buffer_text(&text, open);
    }
    buffer_text(&text, "1");
    for (size_t i = 0; i < depth; i++) {
        buffer_text(&text, close);
    }
    return parse_bytes(text.data, text.length);
}

static void test_depth(void **state)
{
    (void)state;
    assert_non_null(parse_nested(JSON_DEPTH_MAX, "[", "]"));
    assert_null(parse_nested(JSON_DEPTH_MAX + 1, "[", "]"));
    assert_non_null(parse_nested(JSON_DEPTH_MAX, "{\"a\":", "}"));
    assert_null(parse_nested(JSON_DEPTH_MAX + 1, "{\"a\":", "}"));
    assert_null(parse_nested(200000, "[", "]"));
    assert_null(parse_nested(200000, "[", ""));
}

static void test_writing(void **state)
{
    (void)state;
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena, 0);
    json_start(&writer, &out);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "nom", "Dupont");
    json_put_text_if(&writer, "sigle", "");
    json_put_text_if(&writer, "sigle", NULL);
    json_put_text_if(&writer, "ville", "Laval");
    json_open_array(&writer, "points");
    json_put_raw_number(&writer, NULL, "-1.520554");
    json_put_int(&writer, NULL, INT64_MIN);
    json_open_array(&writer, NULL);
    json_end(&writer);
    json_open_object(&writer, NULL);
    json_put_bool(&writer, "oui", true);
    json_put_bool(&writer, "non", false);
    json_end(&writer);
    json_end(&writer);
    json_put_text(&writer, "vide", NULL);
    json_end(&writer);
    assert_string_equal(out.data, "{\"nom\":\"Dupont\",\"ville\":\"Laval\",\"points\":[-1.520554,"
                                  "-9223372036854775808,[],{\"oui\":true,\"non\":false}],"
                                  "\"vide\":\"\"}");
}

static void test_hostile_texts(void **state)
{
    (void)state;
    const char *text = "</script><!-- \"é\" \\ & \n\t\x01\x7f 😀\xe2\x80\xa8";
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena, 0);
    json_start(&writer, &out);
    json_open_object(&writer, NULL);
    json_put_text(&writer, text, text);
    json_end(&writer);
    assert_null(strpbrk(out.data, "<>&\n\t\x01"));
    assert_string_equal(json_text(json_member(parse(out.data), text)), text);
}

static void unbalanced(int which)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena, 0);
    json_start(&writer, &out);
    switch (which) {
    case 0:
        json_end(&writer);
        break;
    case 1:
        json_put_text(&writer, "nom", "à la racine");
        break;
    case 2:
        json_open_object(&writer, NULL);
        json_put_int(&writer, NULL, 1);
        break;
    case 3:
        json_open_array(&writer, NULL);
        json_put_int(&writer, "nom", 1);
        break;
    case 4:
        json_put_int(&writer, NULL, 1);
        json_put_int(&writer, NULL, 2);
        break;
    default:
        for (int i = 0; i < JSON_LEVELS_MAX; i++) {
            json_open_array(&writer, NULL);
        }
    }
}

static void test_defects_abort(void **state)
{
    (void)state;
    for (int which = 0; which < 6; which++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            const struct rlimit no_core = {0, 0};
            setrlimit(RLIMIT_CORE, &no_core);
            signal(SIGABRT, SIG_DFL);
            unbalanced(which);
            _exit(0);
        }
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reading, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_kinds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_malformed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_defects_abort, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
