/* What comes in from people: UTF-8 of every kind, cleaned and counted. */
#include "text.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define R "\xEF\xBF\xBD" /* U+FFFD */

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

/* The answer is the same behind and before some ASCII: eight bytes are looked at together. */
static bool is_utf8_anywhere(const char *bytes, size_t length, bool expected)
{
    for (size_t before = 0; before <= 17; before++) {
        for (size_t after = 0; after <= 17; after++) {
            char text[64];
            memset(text, '~', sizeof text);
            memcpy(text + before, bytes, length);
            if (utf8_is_valid(text, before + length + after) != expected) {
                return false;
            }
        }
    }
    return true;
}

static void test_is_utf8(void **state)
{
    (void)state;
    static const char *const good[] = {
        "",
        "a",
        "é",
        "€",
        "\xF0\x9F\x98\x80",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
    };
    static const char *const bad[] = {
        "\x80",             /* a continuation alone */
        "\xBF",             /* likewise */
        "\xC3",             /* cut after one byte of two */
        "\xE2\x82",         /* cut after two of three */
        "\xF0\x9F\x98",     /* cut after three of four */
        "\xC0\x80",         /* overlong NUL */
        "\xC0\xAF",         /* overlong '/' */
        "\xC1\xBF",         /* overlong DEL */
        "\xE0\x80\xAF",     /* overlong '/' in three */
        "\xE0\x9F\xBF",     /* overlong U+07FF */
        "\xF0\x80\x80\xAF", /* overlong '/' in four */
        "\xF0\x8F\xBF\xBF", /* overlong U+FFFF */
        "\xED\xA0\x80",     /* surrogate U+D800 */
        "\xED\xBF\xBF",     /* surrogate U+DFFF */
        "\xF4\x90\x80\x80", /* U+110000 */
        "\xF5\x80\x80\x80", /* beyond */
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
        "a\xE9t\xE9", /* Latin-1 */
        "\xC3(",
        "\xE2(\xA1",
        "\xE2\x82(",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        assert_true(is_utf8_anywhere(good[i], strlen(good[i]), true));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_true(is_utf8_anywhere(bad[i], strlen(bad[i]), false));
    }
    assert_true(is_utf8_anywhere("a\0b", 3, false));
    /* A sequence that goes on after `length` is cut. */
    assert_false(utf8_is_valid("é", 1));
}

static void assert_repaired(const char *bytes, size_t length, const char *expected)
{
    bool damaged = false;
    assert_string_equal(text_repair_utf8(arena, bytes, length, &damaged), expected);
    assert_true(damaged);
}

static void test_repair(void **state)
{
    (void)state;
    bool damaged = true;
    assert_string_equal(text_repair_utf8(arena, "été", 5, &damaged), "été");
    assert_false(damaged);
    damaged = true;
    assert_string_equal(text_repair_utf8(arena, "", 0, &damaged), "");
    assert_false(damaged);
    assert_repaired("\xE9t\xE9", 3, R "t" R);
    assert_repaired("a\0b", 3, "a" R "b");
    assert_repaired("\0", 1, R);
    assert_repaired("\xC3", 1, R);
    assert_repaired("\xE2\x82", 2, R);      /* one beginning, one mark */
    assert_repaired("\xE2\x82z", 3, R "z"); /* what follows is kept */
    assert_repaired("\xF0\x9F\x98z", 4, R "z");
    assert_repaired("\xC0\xAF", 2, R R);
    assert_repaired("\xED\xA0\x80", 3, R R R);
    assert_repaired("\xF4\x90\x80\x80", 4, R R R R);
    assert_repaired("\xFF\xFE", 2, R R);
    assert_repaired("\xC3\xC3\xA9", 3, R "é");
}

static void test_repair_huge(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *bytes = arena_alloc(arena, size);
    memset(bytes, 0xFF, size);
    bool damaged = false;
    char *repaired = text_repair_utf8(arena, bytes, size, &damaged);
    assert_true(damaged);
    assert_int_equal(strlen(repaired), 3 * size);
    assert_int_equal(text_length(repaired), size);
    memset(bytes, 0, size);
    assert_int_equal(text_length(text_repair_utf8(arena, bytes, size, &damaged)), size);
}

static void test_clean(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *cleaned;
    } cases[] = {
        {"", ""},
        {"   ", ""},
        {"a", "a"},
        {"  a  b  ", "a  b"},
        {"\t\r\n a \n", "a"},
        {"\xC2\xA0 a \xC2\xA0", "a"}, /* no-break space */
        {"\xE2\x80\xAF"
         "a"
         "\xE2\x80\x89",
         "a"}, /* narrow no-break, thin */
        {"\xEF\xBB\xBF"
         "a",
         "a"}, /* byte order mark */
        {"\xE2\x80\x8B"
         "a"
         "\xE2\x80\x8B",
         "a"}, /* zero width */
        {"\xE3\x80\x80"
         "a",
         "a"}, /* ideographic */
        {"\xE2\x80\xA8"
         "a"
         "\xE2\x80\xA9",
         "a"}, /* line and paragraph separators */
        {"a\xC2\xA0:", "a :"},
        {"a\r\nb\rc\nd", "a b c d"},
        {"e\xCC\x81", "é"}, /* e + combining acute */
        {"c\xCC\xA7"
         "a",
         "ça"},
        {"\xE1\xBA\xBF", "\xE1\xBA\xBF"}, /* composed already */
        {"\xE2\x84\xAB", "\xC3\x85"},     /* ångström sign becomes Å */
        {"a\xFF", "a" R},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *cleaned = text_clean(arena, cases[i].typed);
        assert_string_equal(cleaned, cases[i].cleaned);
        assert_string_equal(text_clean(arena, cleaned), cleaned);
    }
    assert_string_equal(text_clean(arena, NULL), "");
}

/* What pastes hold, on one line and on several. */
static void test_clean_pastes(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *line;
        const char *lines;
    } cases[] = {
        {"a\tb \t c", "a b c", "a b c"},
        {"a\x0B"
         "b\x0C"
         "c",
         "a b c", "a\nb\nc"},
        {"a\u2028b\u2029c", "a b c", "a\nb\nc"},
        {"a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd"},
        {"a  \n\n \n\n\tb", "a b", "a\n\n b"},
        {"\uF0B7\tNantes\n\uF0A7 Laval", "Nantes • Laval", "- Nantes\n- Laval"},
        {"•\ta\no\tb\n– c\n» d\n‣e\n•", "a o b – c » d •e •", "- a\n- b\n- c\n- d\n- e"},
        {"ouvert à tous\n– sauf le lundi", "ouvert à tous – sauf le lundi",
         "ouvert à tous\n- sauf le lundi"},
        {"a • b", "a • b", "a • b"},
        {"o ciel\n-1", "o ciel -1", "o ciel\n-1"},
        {"\u200E02\u200B 40\u2060\uFEFF\u00AD\u202A 20\u202C", "02 40 20", "02 40 20"},
        {"12\u202F000\u00A0€ :\u2009oui", "12 000 € : oui", "12 000 € : oui"},
        {"\xC2\x80 l\xC2\x92\xC5\x93uvre \xC2\x85", "€ l’œuvre …", "€ l’œuvre …"},
        {"pré\x1Erequis \x1F"
         "cellule "
         "fin",
         "pré-requis cellule fin", "pré-requis cellule fin"},
        {"o\uFB03ce \uFB01che", "office fiche", "office fiche"},
        {"« L’œuvre » – “oui”", "« L’œuvre » – “oui”", "« L’œuvre » – “oui”"},
        {"<p class=\"MsoNormal\">Pr&eacute;parer&nbsp;:</p><ul><li>un</li><li>deux</li></ul>",
         "Préparer : • un • deux", "Préparer :\n- un\n- deux"},
        {"a<br>b<BR/>c<br />d", "a b c d", "a\nb\nc\nd"},
        {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b c", "a b\n c"},
        {"<b>gras</b> et <a href=\"x\">lien</a>", "gras et lien", "gras et lien"},
        {"<!--[if gte mso 9]><xml>x</xml><![endif]--><style>p{}</style>z", "z", "z"},
        {"&laquo;&#160;caf&#xE9;&#233;&#8217;&amp;lt;b", "« caféé’<b", "« caféé’<b"},
        {"a < b, <5 ans, x<y, AT&T, R&D; &inconnu; &#1;",
         "a < b, <5 ans, x<y, AT&T, R&D; &inconnu; &#1;",
         "a < b, <5 ans, x<y, AT&T, R&D; &inconnu; &#1;"},
        {"la balise <table> de HTML", "la balise <table> de HTML", "la balise <table> de HTML"},
        {"a \xF0\x9F\x91\xA9\u200D\xF0\x9F\x92\xBB", "a \xF0\x9F\x91\xA9\xF0\x9F\x92\xBB",
         "a \xF0\x9F\x91\xA9\xF0\x9F\x92\xBB"},
        {"a\x01\x1B\x7F\uE000" R, "a\x01\x1B\x7F\uE000" R, "a\x01\x1B\x7F\uE000" R},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *line = text_clean(arena, cases[i].typed);
        const char *lines = text_clean_lines(arena, cases[i].typed);
        assert_string_equal(line, cases[i].line);
        assert_string_equal(lines, cases[i].lines);
        assert_string_equal(text_clean(arena, line), line);
        assert_string_equal(text_clean_lines(arena, lines), lines);
    }
    assert_string_equal(text_clean_lines(arena, NULL), "");
}

/* A page that shows the source of a page, without end; tags and comments that nothing closes. */
static void test_clean_ends(void **state)
{
    (void)state;
    static const char *const pieces[] = {"amp;", "<!--", "<p ", "<style></p>", "<<b></b>", "&#38;"};
    const size_t size = (size_t)1 << 15; /* strict sanitizers read the whole text for each search */
    char *text = arena_alloc(arena, size + 2);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        size_t n = strlen(pieces[i]);
        text[0] = '&';
        for (size_t at = 0; at < size; at++) {
            text[at + 1] = pieces[i][at % n];
        }
        text[size + 1] = '\0';
        const char *cleaned = text_clean_lines(arena, text);
        assert_true(strlen(cleaned) <= size + 1);
        assert_string_equal(text_clean_lines(arena, cleaned), cleaned);
    }
}

static void test_clean_huge(void **state)
{
    (void)state;
    size_t n = (size_t)1 << 20;
    char *text = arena_alloc(arena, 3 * n + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + 3 * i, "e\xCC\x81", 3);
    }
    assert_int_equal(text_length(text), 2 * n);
    char *cleaned = text_clean(arena, text);
    assert_int_equal(text_length(cleaned), n);
    assert_int_equal(strlen(cleaned), 2 * n);
}

static void test_length(void **state)
{
    (void)state;
    assert_int_equal(text_length(""), 0);
    assert_int_equal(text_length("été"), 3);
    assert_int_equal(text_length("€\xF0\x9F\x98\x80"), 2);
    assert_int_equal(text_length("e\xCC\x81"), 2);
}

static void test_forbidden(void **state)
{
    (void)state;
    assert_int_equal(text_first_forbidden("", false), 0);
    assert_int_equal(text_first_forbidden("L'été, « ça » – 12 € ; œuvre\xC2\xA0!", false), 0);
    assert_int_equal(text_first_forbidden("a\tb", false), '\t');
    assert_int_equal(text_first_forbidden("a\nb", false), '\n');
    assert_int_equal(text_first_forbidden("a\tb\nc", true), 0);
    assert_int_equal(text_first_forbidden("a\rb", true), '\r');
    assert_int_equal(text_first_forbidden("\x01", true), 1);
    assert_int_equal(text_first_forbidden("\x1B[31m", true), 0x1B);
    assert_int_equal(text_first_forbidden("\x7F", true), 0x7F);
    assert_int_equal(text_first_forbidden("a\xC2\x85", true), 0x85);
    assert_int_equal(text_first_forbidden("a\xC2\x9F", true), 0x9F);
    assert_int_equal(text_first_forbidden("a\xC2\xA0", true), 0);
    assert_int_equal(text_first_forbidden("\uE000", true), 0xE000);
    assert_int_equal(text_first_forbidden("a" R, true), 0xFFFD);
    assert_int_equal(text_first_forbidden("\xEF\xBF\xBE", true), 0xFFFE);
    assert_int_equal(text_first_forbidden("\xEF\xBF\xBF", true), 0xFFFF);
    assert_int_equal(text_first_forbidden("\xE2\x80\xA8", true), 0x2028);
    assert_int_equal(text_first_forbidden("\xE2\x80\xA9", true), 0x2029);
    assert_int_equal(text_first_forbidden("\xE2\x80\xAA", true), 0x202A);
    assert_int_equal(text_first_forbidden("\xE2\x80\xAE", true), 0x202E);
    assert_int_equal(text_first_forbidden("\xE2\x80\xAF", true), 0); /* narrow no-break space */
    assert_int_equal(text_first_forbidden("\xE2\x81\xA6", true), 0x2066);
    assert_int_equal(text_first_forbidden("\xE2\x81\xA9", true), 0x2069);
    assert_int_equal(text_first_forbidden("a\xFF\n", false), 0xFFFD);
}

static void test_tag(void **state)
{
    (void)state;
    static const char *const tags[] = {"<b>",
                                       "</p>",
                                       "<!--",
                                       "<?xml",
                                       "<script>",
                                       "<script src=x>",
                                       "<A >",
                                       "<<i>",
                                       "<z/>",
                                       "a < b <br>",
                                       "<my-own>",
                                       "<a\nhref='x'>",
                                       "</script >",
                                       "<veryveryverylongname>",
                                       "<img src=x onerror=alert(1)>",
                                       "a<b c=d>"};
    static const char *const texts[] = {"",
                                        "<",
                                        "a < b",
                                        "<3",
                                        "<-",
                                        "->",
                                        "1<2",
                                        ">b<",
                                        "<<",
                                        "< b>",
                                        "<é>",
                                        "&lt;b",
                                        "a<b et a<=b c>d",
                                        "a<b et c>d",
                                        "x</",
                                        "<z",
                                        "a<b",
                                        "<script",
                                        "<<i",
                                        "a <3 <b",
                                        "Nom <a@b.fr>",
                                        "<https://exemple.fr/a>"};
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        assert_true(text_has_tag(tags[i]));
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        assert_false(text_has_tag(texts[i]));
    }
}

static void test_digits(void **state)
{
    (void)state;
    assert_true(text_is_digits("13000511900032", 14));
    assert_false(text_is_digits("1300051190003", 14));
    assert_false(text_is_digits("130005119000321", 14));
    assert_false(text_is_digits("1300051190003a", 14));
    assert_false(text_is_digits("", 1));
    assert_true(text_is_digits("", 0));
    assert_false(text_is_digits("1", 0));
    assert_false(text_is_digits("\xD9\xA1\xD9\xA2", 4)); /* Arabic digits */
}

static void test_to_int(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0},
                {"-0", 0},
                {"007", 7},
                {"-12", -12},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.5",
                                      "1e3",
                                      "0x10",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999",
                                      "--1",
                                      "1-",
                                      "a",
                                      "1\n",
                                      "١"};
    int64_t value;
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        value = 42;
        assert_true(text_to_int(good[i].text, &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        value = 42;
        assert_false(text_to_int(bad[i], &value));
        assert_true(value == 42);
    }
}

static void test_without_spaces(void **state)
{
    (void)state;
    assert_string_equal(text_without_spaces(arena, "130 005 119 00032"), "13000511900032");
    assert_string_equal(text_without_spaces(arena, "\t1\xC2\xA0"
                                                   "2\xE2\x80\xAF"
                                                   "3\r\n\v\f"),
                        "123");
    assert_string_equal(text_without_spaces(arena, "é à"), "éà"); /* à is C3 A0 */
    assert_string_equal(text_without_spaces(arena, ""), "");
    assert_string_equal(text_without_spaces(arena, "   "), "");
    assert_string_equal(text_without_spaces(arena, "\xC2"), "\xC2");
    assert_string_equal(text_without_spaces(arena, "\xE2\x80"), "\xE2\x80");
}

static void test_equal_secret(void **state)
{
    (void)state;
    assert_true(text_equal_secret("", ""));
    assert_true(text_equal_secret("abc", "abc"));
    assert_false(text_equal_secret("abc", "abd"));
    assert_false(text_equal_secret("xbc", "abc"));
    assert_false(text_equal_secret("abc", "ab"));
    assert_false(text_equal_secret("", "a"));
    assert_true(text_equal_secret("\xFF\x80", "\xFF\x80"));
    assert_false(text_equal_secret("\xFF\x80", "\x7F\x80"));
}

static void test_upper(void **state)
{
    (void)state;
    struct arena *own = arena_create(0);
    assert_string_equal(text_upper(own, "Le Goff-Hervé d’Œuf"), "LE GOFF-HERVÉ D’ŒUF");
    assert_string_equal(text_upper(own, ""), "");
    assert_string_equal(text_upper(own, "ÿ ɐɐɐɐ"), "Ÿ ⱯⱯⱯⱯ"); /* capitals of more bytes */
    assert_string_equal(text_upper(own, "ß 12"), "ẞ 12");
    arena_destroy(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_is_utf8),        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_repair_huge),    cmocka_unit_test(test_clean),
        cmocka_unit_test(test_clean_huge),     cmocka_unit_test(test_length),
        cmocka_unit_test(test_clean_pastes),   cmocka_unit_test(test_length),
        cmocka_unit_test(test_clean_ends),     cmocka_unit_test(test_length),
        cmocka_unit_test(test_forbidden),      cmocka_unit_test(test_tag),
        cmocka_unit_test(test_digits),         cmocka_unit_test(test_to_int),
        cmocka_unit_test(test_without_spaces), cmocka_unit_test(test_equal_secret),
        cmocka_unit_test(test_upper),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
