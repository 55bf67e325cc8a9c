/* html/escape.h: what each function writes, reasoned from HTML and RFC 3986. */
#include "escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct buffer out;
};

typedef void (*escape_function)(struct buffer *out, const char *text);

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture.arena = arena_create(0);
    buffer_init(&fixture.out, fixture.arena, 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct fixture *)*state)->arena);
    return 0;
}

static void check(void **state, escape_function function, const char *text, const char *expected)
{
    struct buffer *out = &((struct fixture *)*state)->out;

    out->length = 0;
    out->data[0] = '\0';
    function(out, text);
    assert_string_equal(out->data, expected);
    assert_int_equal(out->length, strlen(expected));
}

static void test_null_and_empty(void **state)
{
    static const escape_function all[] = {html_text, html_attribute, html_url, html_url_part,
                                          html_url_address};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        check(state, all[i], NULL, "");
        check(state, all[i], "", "");
    }
}

static void test_text(void **state)
{
    check(state, html_text, "a<b>c&d", "a&lt;b&gt;c&amp;d");
    check(state, html_text, "<<", "&lt;&lt;");
    check(state, html_text, "\"'", "\"'");
    check(state, html_text, "&lt;", "&amp;lt;");
    check(state, html_text, "é € \u2028 \U0001F600", "é € \u2028 \U0001F600");
    check(state, html_text, "a\r\nb\tc\x01", "a&#13;\nb\tc\x01");
    check(state, html_text, "\xff\xc2<\xe2\x82", "\xff\xc2&lt;\xe2\x82");
}

static void test_attribute(void **state)
{
    check(state, html_attribute, "\"><script>", "&quot;&gt;&lt;script&gt;");
    check(state, html_attribute, "' onmouseover=alert(1) x='",
          "&#39; onmouseover=alert(1) x=&#39;");
    check(state, html_attribute, "a&b\r\n\t`", "a&amp;b&#13;\n\t`");
    check(state, html_attribute, "\xff\"", "\xff&quot;");
}

static void test_url_accepted(void **state)
{
    check(state, html_url, "/", "/");
    check(state, html_url, "/a/b?c=d&e=f#g", "/a/b?c=d&amp;e=f#g");
    check(state, html_url, "?page=2", "?page=2");
    check(state, html_url, "#champ", "#champ");
    check(state, html_url, "a/b.html", "a/b.html");
    check(state, html_url, "a/b:c", "a/b:c");
    check(state, html_url, "?q=a:b", "?q=a:b");
    check(state, html_url, "http://exemple.fr", "http://exemple.fr");
    check(state, html_url, "HTTPS://Exemple.fr/", "HTTPS://Exemple.fr/");
    check(state, html_url, "mailto:a@b.fr", "mailto:a@b.fr");
    check(state, html_url, "tel:+33240204020", "tel:+33240204020");
    check(state, html_url, "webcal://exemple.fr/a.ics", "webcal://exemple.fr/a.ics");
    check(state, html_url, "/a b", "/a%20b");
    check(state, html_url, "/a%20b", "/a%20b");
    check(state, html_url, "/é", "/%C3%A9");
    check(state, html_url, "/\"'<>`{|}^\\", "/%22&#39;%3C%3E%60%7B%7C%7D%5E%5C");
    check(state, html_url, "/\xff", "/%FF");
    check(state, html_url, "&#106;avascript:alert(1)", "&amp;#106;avascript:alert(1)");
    check(state, html_url, "javascript&colon;a", "javascript&amp;colon;a");
}

static void test_url_refused(void **state)
{
    static const char *const refused[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:a",
        "java\nscript:a",
        "javascript\t:a",
        " javascript:a",
        "\tjavascript:a",
        "\x01javascript:a",
        "javascript\r\n:a",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "\\evil",
        "/\t/evil",
        "/a\nb",
        "/a\x7f",
        "http\x1f://x",
        ":",
        ":x",
        "httpx:a",
        "htt:a",
        "https\x20:a",
        "javascript%3a:x",
        "\xc3\xa9:x",
        " /a",
        "ftp://x",
        "mailto\\:x",
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        check(state, html_url, refused[i], "#");
    }
}

static void test_url_part(void **state)
{
    check(state, html_url_part, "AZaz09-._~", "AZaz09-._~");
    check(state, html_url_part, "a/b?c#d&e=f", "a%2Fb%3Fc%23d%26e%3Df");
    check(state, html_url_part, "100% +:;@,!$'()*[]\"<>\\",
          "100%25%20%2B%3A%3B%40%2C%21%24%27%28%29%2A%5B%5D%22%3C%3E%5C");
    check(state, html_url_part, "œ\xff\t\x7f", "%C5%93%FF%09%7F");
    check(state, html_url_part, "^`{|}", "%5E%60%7B%7C%7D");
    check(state, html_url_address, "a+b@c.fr?bcc=x&", "a+b@c.fr%3Fbcc%3Dx%26");
}

/* Every byte that is kept by itself must be safe where the function writes it. */
static void test_every_byte(void **state)
{
    struct buffer *out = &((struct fixture *)*state)->out;

    for (int byte = 1; byte < 256; byte++) {
        char text[] = {'/', (char)byte, '\0'};
        out->length = 0;
        html_url(out, text);
        html_url_part(out, text);
        html_url_address(out, text);
        for (size_t i = 0; i < out->length; i++) {
            assert_true(out->data[i] > ' ' && out->data[i] < 127);
            assert_null(strchr("\"'<>\\`", out->data[i]));
        }
        out->length = 0;
        html_attribute(out, text);
        assert_null(strpbrk(out->data, "\"'<>\r"));
        out->length = 0;
        html_text(out, text);
        assert_null(strpbrk(out->data, "<>\r"));
    }
}

static void test_long(void **state)
{
    struct fixture *fixture = *state;
    size_t length = 1000000;
    char *text = arena_alloc(fixture->arena, length + 1);

    memset(text, '<', length);
    html_text(&fixture->out, text);
    assert_int_equal(fixture->out.length, 4 * length);
    assert_memory_equal(fixture->out.data + 4 * (length - 1), "&lt;", 5);
    fixture->out.length = 0;
    memset(text, 'a', length);
    html_url(&fixture->out, text);
    assert_int_equal(fixture->out.length, length);
}

static void check_out(struct buffer *out, const char *expected)
{
    assert_string_equal(out->data, expected);
    out->length = 0;
}

static void test_numbers(void **state)
{
    struct buffer *out = &((struct fixture *)*state)->out;

    html_int(out, 0);
    check_out(out, "0");
    html_int(out, INT64_MIN);
    check_out(out, "-9223372036854775808");
    html_int(out, INT64_MAX);
    check_out(out, "9223372036854775807");
    html_uint(out, UINT64_MAX);
    check_out(out, "18446744073709551615");
    TMPL_TEXT(out, -7);
    check_out(out, "-7");
    TMPL_ATTR(out, (size_t)12);
    check_out(out, "12");
    TMPL_URL_PART(out, (int64_t)-3);
    check_out(out, "-3");
    TMPL_URL(out, 4U);
    check_out(out, "4");
}

static void test_raw(void **state)
{
    struct buffer *out = &((struct fixture *)*state)->out;

    TMPL_RAW(out, ((struct html){.data = "<b>&</b>x", .length = 8}));
    check_out(out, "<b>&</b>");
    TMPL_RAW(out, ((struct html){0}));
    assert_int_equal(out->length, 0);
}

static void test_true(void **state)
{
    char empty[4] = "";
    const struct buffer *none = NULL;

    (void)state;
    assert_true(TMPL_TRUE((bool)true));
    assert_false(TMPL_TRUE((bool)false));
    assert_true(TMPL_TRUE("0"));
    assert_false(TMPL_TRUE(""));
    assert_false(TMPL_TRUE((const char *)NULL));
    assert_false(TMPL_TRUE(empty));
    assert_true(TMPL_TRUE(-1));
    assert_false(TMPL_TRUE((int64_t)0));
    assert_true(TMPL_TRUE((int64_t)1 << 40));
    assert_true(TMPL_TRUE(SIZE_MAX));
    assert_false(TMPL_TRUE(none));
    assert_true(TMPL_TRUE(state));
    assert_true(tmpl_equal(NULL, ""));
    assert_true(tmpl_equal("a", "a"));
    assert_false(tmpl_equal("a", NULL));
    assert_false(tmpl_equal("a", "A"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_null_and_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_attribute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_url_accepted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_url_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_url_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_raw, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_true, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
