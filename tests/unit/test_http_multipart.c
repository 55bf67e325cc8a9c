/* Forms with files: as browsers write them, and as nobody should. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buffer.h"
#include "multipart.h"
#include "multipart_private.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW 65536u /* of the reader */
#define TYPE "multipart/form-data; boundary=b"
#define TEXT(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                                      \
    "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\n"                 \
    "Content-Type: application/pdf\r\n\r\n"

static struct arena *arena;
static struct multipart form;
static struct request request; /* the files, as handlers see them */

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static void close_spool(void)
{
    spool_close(request.application);
    request.application = NULL;
}

static int teardown(void **state)
{
    (void)state;
    close_spool();
    arena_destroy(arena);
    return 0;
}

static enum status parse_bytes(const char *content_type, const char *bytes, size_t length)
{
    close_spool();
    struct spool *spool = spool_create(arena, "/tmp");
    assert_int_equal(spool_write(spool, bytes, length), STATUS_OK);
    form = (struct multipart){0};
    enum status status = multipart_read(&form, arena, content_type, spool);
    request =
        (struct request){.application = spool, .files = form.files, .file_count = form.file_count};
    return status;
}

static enum status parse(const char *content_type, const char *body)
{
    return parse_bytes(content_type, body, strlen(body));
}

static const char *text(const char *name, const char *value)
{
    return arena_printf(arena, "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                        name, value);
}

static const char *file_part(const char *field, const char *name, const char *content)
{
    return arena_printf(arena,
                        "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                        "Content-Type: application/pdf\r\n\r\n%s\r\n",
                        field, name, content);
}

static void check_file(const char *field, const char *name, const char *bytes, size_t length)
{
    const struct request_file *file = request_file(&request, field);
    char *read = arena_alloc(arena, length + 1);
    size_t n = 0;
    assert_non_null(file);
    assert_string_equal(file->field, field);
    assert_string_equal(file->name, name);
    assert_int_equal(file->size, length);
    assert_int_equal(request_file_read(file, 0, read, length + 1, &n), STATUS_OK);
    assert_int_equal(n, length);
    assert_memory_equal(read, bytes, length);
}

static void test_chromium(void **state)
{
    (void)state;
#define B "------WebKitFormBoundary7MA4YWxkTrZu0gW"
    assert_int_equal(
        parse("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
              B "\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\nabc\r\n" B
                "\r\nContent-Disposition: form-data; name=\"avis\"\r\n\r\nÉté\r\n2\r\n" B
                "\r\nContent-Disposition: form-data; name=\"certificat\"; "
                "filename=\"Qualiopi %221%22 été.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                "%PDF-1.7\r\n\r\n" B
                "\r\nContent-Disposition: form-data; name=\"autre\"; filename=\"\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\n\r\n" B "--\r\n"),
        STATUS_OK);
#undef B
    assert_int_equal(form.form.n, 2);
    assert_string_equal(form.form.items[0].name, "jeton");
    assert_string_equal(form.form.items[0].value, "abc");
    assert_string_equal(form.form.items[1].value, "Été\r\n2");
    assert_false(form.form.items[1].damaged);
    assert_int_equal(form.file_count, 1);
    check_file("certificat", "Qualiopi \"1\" été.pdf", "%PDF-1.7\r\n", 10);
    assert_null(request_file(&request, "autre"));
    assert_null(request_file(&request, "jeton"));
}

static void test_firefox(void **state)
{
    (void)state;
#define B "-----------------------------9051914041544843365972754266"
    assert_int_equal(parse("multipart/form-data; "
                           "boundary=---------------------------9051914041544843365972754266",
                           B
                           "\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n\r\n" B
                           "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n"
                           "Content-Type: text/plain\r\n\r\nContent of a.txt.\n\r\n" B "--\r\n"),
                     STATUS_OK);
#undef B
    assert_int_equal(form.form.n, 1);
    assert_string_equal(params_get(&form.form, "t"), "");
    check_file("f", "a.txt", "Content of a.txt.\n", 18);
}

static void test_curl(void **state)
{
    (void)state;
#define B "--------------------------d74496d66958873e"
    assert_int_equal(
        parse("multipart/form-data; boundary=------------------------d74496d66958873e",
              B "\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nvaleur\r\n" B
                "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\\\"b.bin\"\r\n"
                "Content-Type: application/octet-stream\r\n\r\nx\r\n" B "--\r\n"),
        STATUS_OK);
#undef B
    assert_string_equal(params_get(&form.form, "t"), "valeur");
    assert_int_equal(form.file_count, 1);
    check_file("f", "a\"b.bin", "x", 1);
}

static void test_other_spellings(void **state)
{
    (void)state;
    assert_int_equal(parse("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b:c\"",
                           "préambule\r\n--a b:c \t\r\n"
                           "content-type: text/plain\r\n"
                           "CONTENT-DISPOSITION:form-data;filename=x.txt ; Name = un\r\n\r\n1"
                           "\r\n--a b:c\r\n" TEXT("deux") "2\r\n--a b:c-- \r\népilogue"),
                     STATUS_OK);
    check_file("un", "x.txt", "1", 1);
    assert_string_equal(params_get(&form.form, "deux"), "2");
    assert_true(multipart_is("Multipart/FORM-data; boundary=b"));
    assert_true(multipart_is("multipart/form-data"));
    assert_false(multipart_is("multipart/form-datax"));
    assert_false(multipart_is("multipart/mixed; boundary=b"));
    assert_false(multipart_is(""));
    /* nothing behind the last boundary, not even a line end; no part at all */
    assert_int_equal(parse(TYPE, "--b\r\n" TEXT("a") "1\r\n--b--"), STATUS_OK);
    assert_string_equal(params_get(&form.form, "a"), "1");
    assert_int_equal(parse(TYPE, "--b--\r\n"), STATUS_OK);
    assert_int_equal(form.form.n + form.file_count, 0);
    assert_int_equal(parse(TYPE, "\r\n--b--"), STATUS_OK);
}

static void test_order_and_repeats(void **state)
{
    (void)state;
    assert_int_equal(
        parse(TYPE, arena_printf(arena, "%s%s%s%s%s%s--b--\r\n", text("a", "1"), text("b", "2"),
                                 text("_charset_", "UTF-8"), text("a", "3"),
                                 file_part("f", "un.pdf", "1"), file_part("f", "deux.pdf", "2"))),
        STATUS_OK);
    assert_int_equal(form.form.n, 3);
    assert_string_equal(form.form.items[0].value, "1");
    assert_string_equal(form.form.items[1].value, "2");
    assert_string_equal(form.form.items[2].value, "3");
    assert_int_equal(form.file_count, 2);
    check_file("f", "un.pdf", "1", 1);
    assert_string_equal(form.files[1].name, "deux.pdf");
}

static void test_damaged_texts(void **state)
{
    (void)state;
    char *body = arena_printf(arena, "%s%s%s--b--", text("a", "x?y"), text("\xE9", "ok"),
                              text("c", "caf\xE9"));
    size_t length = strlen(body);
    *strchr(body, '?') = '\0';
    assert_int_equal(parse_bytes(TYPE, body, length), STATUS_OK);
    assert_int_equal(form.form.n, 3);
    assert_string_equal(form.form.items[0].value, "x\xEF\xBF\xBDy");
    assert_true(form.form.items[0].damaged);
    assert_string_equal(form.form.items[1].name, "\xEF\xBF\xBD");
    assert_true(form.form.items[1].damaged);
    assert_string_equal(form.form.items[2].value, "caf\xEF\xBF\xBD");
}

static void test_boundary_like_bytes_in_a_file(void **state)
{
    static const char content[] = "\r\n--bX\r\n--\r\n-b\r\n\r\n--b-\r\n--b--X\r\n--b -- "
                                  "--b\r\n--b\n\n--b--\r\n--b \0\r\n\r\r\n";
    static const char start[] = "--b\r\n" FILE_PART("f", "x");
    struct buffer body;
    (void)state;
    buffer_init(&body, arena, 0);
    buffer_append(&body, start, sizeof start - 1);
    buffer_append(&body, content, sizeof content - 1);
    buffer_literal(&body, "\r\n--b--\r\n");
    assert_int_equal(parse_bytes(TYPE, body.data, body.length), STATUS_OK);
    check_file("f", "x", content, sizeof content - 1);
}

static void test_line_ends_around_a_file(void **state)
{
    static const char *const contents[] = {"", "\r", "\n", "\r\n", "\r\n\r\n", "\n\r", "\r\r", "-"};
    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        assert_int_equal(
            parse(TYPE, arena_printf(arena, "--b\r\n" FILE_PART("f", "x") "%s\r\n--b--\r\n",
                                     contents[i])),
            STATUS_OK);
        check_file("f", "x", contents[i], strlen(contents[i]));
    }
    /* the empty line of the headers is the line end of the boundary: RFC 2046 allows it */
    assert_int_equal(parse(TYPE, "--b\r\n" FILE_PART("f", "x") "--b\r\n" TEXT("a") "1\r\n--b--"),
                     STATUS_OK);
    check_file("f", "x", "", 0);
    assert_string_equal(params_get(&form.form, "a"), "1");
}

#define LONG "0123456789012345678901234567890123456789012345678901234567890123"

/* A file of `length` bytes that end with `last`, then a text. */
static void check_edge(size_t length, const char *last)
{
    static const char start[] = "--" LONG "\r\n" FILE_PART("f", "x");
    struct arena *outer = arena;
    struct buffer body;
    arena = arena_create(0);
    char *content = arena_alloc(arena, length + 1);
    memset(content, 'x', length - strlen(last));
    memcpy(content + length - strlen(last), last, strlen(last));
    buffer_init(&body, arena, length + 1000);
    buffer_text(&body, start);
    buffer_append(&body, content, length);
    buffer_literal(&body, "\r\n--" LONG "\r\n" TEXT("a") "1\r\n--" LONG "--\r\n");
    assert_int_equal(parse_bytes("multipart/form-data; boundary=" LONG, body.data, body.length),
                     STATUS_OK);
    check_file("f", "x", content, length);
    assert_string_equal(params_get(&form.form, "a"), "1");
    close_spool();
    arena_destroy(arena);
    arena = outer;
}

/* The boundary after the file lies at every place around the edge of the window, with or without
 * bytes before it that look like one. */
static void test_every_offset_of_the_edge(void **state)
{
    static const char *const lasts[] = {"", "\r\n--0123456789", "\r\n--" LONG "-"};
    (void)state;
    for (size_t i = 0; i < sizeof lasts / sizeof *lasts; i++) {
        for (size_t shift = 0; shift < 480; shift++) {
            check_edge(WINDOW + 80 - shift, lasts[i]);
            check_edge(2 * WINDOW + 80 - shift, lasts[i]);
        }
    }
}

static const char *name_of(const char *sent)
{
    return multipart_file_name(arena, sent);
}

static void test_hostile_names(void **state)
{
    (void)state;
    assert_string_equal(name_of("../../etc/passwd"), "passwd");
    assert_string_equal(name_of("C:\\Mes documents\\certificat.pdf"), "certificat.pdf");
    assert_string_equal(name_of("a/b\\c/"), "");
    assert_string_equal(name_of("a\r\nSet-Cookie: x\t.pdf"), "aSet-Cookie: x.pdf");
    assert_string_equal(name_of("\x01\x1F\x7F\xC2\x85"), "");
    assert_string_equal(name_of("\xE2\x80\xAE"
                                "fdp.exe"),
                        "fdp.exe");
    assert_string_equal(name_of("caf\xE9.pdf"), "caf\xEF\xBF\xBD.pdf");
    assert_string_equal(name_of("e\xCC\x81t\xC3\xA9.pdf"), "été.pdf");
    assert_string_equal(name_of(" a b.pdf "), "a b.pdf");
    assert_string_equal(name_of("<script>.pdf"), "<script>.pdf");
}

static void test_long_names(void **state)
{
    (void)state;
    char e[2 * 300 + 1] = "";
    for (size_t i = 0; i < 300; i++) {
        memcpy(e + 2 * i, "é", 2);
    }
    const char *whole = arena_printf(arena, "%.*s.pdf", 2 * 116, e);
    assert_string_equal(name_of(whole), whole);
    assert_string_equal(name_of(arena_printf(arena, "%s.pdf", e)), whole);
    assert_string_equal(name_of(e), arena_printf(arena, "%.*s", 2 * 120, e));
    /* no extension: a dot far from the end */
    assert_string_equal(name_of(arena_printf(arena, "a.%s", e)),
                        arena_printf(arena, "a.%.*s", 2 * 118, e));
    assert_int_equal(
        parse(TYPE, arena_printf(arena, "--b\r\n" FILE_PART("f", "%s.pdf") "1\r\n--b--", e)),
        STATUS_OK);
    check_file("f", whole, "1", 1);
}

static void test_names_in_their_quotes(void **state)
{
    static const struct {
        const char *sent;
        const char *name;
    } cases[] = {
        {"\"a;b=c.pdf\"", "a;b=c.pdf"},
        {"\"%41%2f%.pdf\"", "%41%2f%.pdf"},
        {"\"a%0d%0Ab%0\"", "ab%0"},
        {"\"fin\\\"", ""},
        {"\"sans fin", "sans fin"},
        {"\"a\\b\"", "b"},
        {"\"; filename=\"b\"", "; filename="},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *body =
            arena_printf(arena,
                         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=%s\r\n\r\n"
                         "1\r\n--b--",
                         cases[i].sent);
        assert_int_equal(parse(TYPE, body), STATUS_OK);
        check_file("f", cases[i].name, "1", 1);
    }
    /* only filename* : RFC 7578 wants none, and so it is a text */
    assert_int_equal(parse(TYPE, "--b\r\nContent-Disposition: form-data; name=a; "
                                 "filename*=UTF-8''x.pdf\r\n\r\n1\r\n--b--"),
                     STATUS_OK);
    assert_string_equal(params_get(&form.form, "a"), "1");
}

static void test_empty_files(void **state)
{
    (void)state;
    assert_int_equal(
        parse(TYPE, arena_printf(arena, "%s%s%s--b--", file_part("vide", "vide.pdf", ""),
                                 file_part("rien", "", ""), file_part("nu", "", "1"))),
        STATUS_OK);
    assert_int_equal(form.file_count, 2);
    check_file("vide", "vide.pdf", "", 0);
    check_file("nu", "", "1", 1);
    char byte = 'x';
    size_t n = 9;
    assert_int_equal(request_file_read(&form.files[1], 0, &byte, 1, &n), STATUS_OK);
    assert_int_equal(byte, '1');
    assert_int_equal(request_file_read(&form.files[1], 1, &byte, 1, &n), STATUS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(request_file_read(&form.files[1], UINT64_MAX, &byte, 1, &n), STATUS_OK);
    assert_int_equal(n, 0);
}

static void test_malformed(void **state)
{
    static const struct {
        const char *type;
        const char *body;
    } cases[] = {
        {"multipart/form-data", "--b--"},
        {"multipart/form-data; boundary=", "----"},
        {"multipart/form-data; boundary=\"\"", "----"},
        {"multipart/form-data; boundary=\"b \"", "--b --"},
        {"multipart/form-data; boundary=b\x01", "--b\x01--"},
        {"multipart/form-data; xboundary=b", "--b--"},
        {TYPE, ""},
        {TYPE, "--"},
        {TYPE, "--b"},
        {TYPE, "--b\r\n"},
        {TYPE, "--b-"},
        {TYPE, "--bb--"},
        {TYPE, "-- b--"},
        {TYPE, "--b--x"},
        {TYPE, "x--b--"},
        {TYPE, "--b\r\n" TEXT("a") "1"},
        {TYPE, "--b\r\n" TEXT("a") "1\r\n--b"},
        {TYPE, "--b\r\n" TEXT("a") "1\r\n--b\r\n"},
        {TYPE, "--b\r\n" TEXT("a") "1\n--b--\r\n"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n--b--\r\n\r\n\r\n--b--"},
        {TYPE, "--b\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-datax; name=\"a\"\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data; xname=\"a\"\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--b--"},
        {TYPE, "--b\nContent-Disposition: form-data; name=\"a\"\n\n1\n--b--"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: "
               "form-data; name=\"b\"\r\n\r\n1\r\n--b--"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (parse(cases[i].type, cases[i].body) != STATUS_MALFORMED) {
            fail_msg("accepted: %zu: %s", i, cases[i].body);
        }
    }
    static const char nul[] =
        "--b\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\n\r\n--b--";
    assert_int_equal(parse_bytes(TYPE, nul, sizeof nul - 1), STATUS_MALFORMED);
}

/* Whatever the place of the cut, a form is whole or refused. */
static void test_cut_body(void **state)
{
    static const char body[] =
        "--b\r\n" TEXT("a") "1\r\n--b\r\n" FILE_PART("f", "x.pdf") "%PDF\r\n--b--";
    (void)state;
    assert_int_equal(parse_bytes(TYPE, body, sizeof body - 1), STATUS_OK);
    for (size_t length = 0; length < sizeof body - 1; length++) {
        assert_int_equal(parse_bytes(TYPE, body, length), STATUS_MALFORMED);
    }
}

static void test_boundary_length(void **state)
{
    char boundary[72] = "";
    (void)state;
    memset(boundary, 'b', 71);
    const char *body = arena_printf(arena, "--%s--", boundary);
    assert_int_equal(parse(arena_printf(arena, "multipart/form-data; boundary=%s", boundary), body),
                     STATUS_MALFORMED);
    boundary[70] = '\0';
    body = arena_printf(arena, "--%s--", boundary);
    assert_int_equal(parse(arena_printf(arena, "multipart/form-data; boundary=%s", boundary), body),
                     STATUS_OK);
}

static enum status parse_many(const char *part, size_t count)
{
    struct buffer body;
    buffer_init(&body, arena, 0);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&body, "--b\r\n%s\r\n", part);
    }
    buffer_literal(&body, "--b--\r\n");
    return parse_bytes(TYPE, body.data, body.length);
}

static void test_too_many(void **state)
{
    (void)state;
    assert_int_equal(parse_many(FILE_PART("f", "x") "1", 8), STATUS_OK);
    assert_int_equal(form.file_count, 8);
    assert_int_equal(parse_many(FILE_PART("f", "x") "1", 9), STATUS_TOO_LARGE);
    assert_int_equal(parse_many(FILE_PART("f", ""), 9), STATUS_OK);
    assert_int_equal(form.file_count, 0);
    assert_int_equal(parse_many(TEXT("a") "1", PARAMS_MAX), STATUS_OK);
    assert_int_equal(form.form.n, PARAMS_MAX);
    assert_int_equal(parse_many(TEXT("a") "1", PARAMS_MAX + 1), STATUS_TOO_LARGE);
    assert_int_equal(parse_many(FILE_PART("f", ""), PARAMS_MAX + 1), STATUS_TOO_LARGE);
}

static enum status parse_text_of(size_t length)
{
    struct buffer body;
    buffer_init(&body, arena, length + 100);
    buffer_literal(&body, "--b\r\n" TEXT("a"));
    for (size_t i = 0; i < length; i++) {
        buffer_char(&body, 'x');
    }
    buffer_literal(&body, "\r\n--b--\r\n");
    return parse_bytes(TYPE, body.data, body.length);
}

static void test_huge_texts(void **state)
{
    (void)state;
    assert_int_equal(parse_text_of(MULTIPART_TEXTS_MAX - 1), STATUS_OK); /* and one of the name */
    assert_int_equal(strlen(params_get(&form.form, "a")), MULTIPART_TEXTS_MAX - 1);
    assert_int_equal(parse_text_of(MULTIPART_TEXTS_MAX), STATUS_TOO_LARGE);
    assert_int_equal(parse_text_of(2 << 20), STATUS_TOO_LARGE);
    char kib[1025] = "";
    memset(kib, 'x', 1024);
    const char *part = arena_printf(arena, TEXT("a") "%s", kib);
    assert_int_equal(parse_many(part, 63), STATUS_OK);
    assert_int_equal(parse_many(part, 64), STATUS_TOO_LARGE);
    /* headers without end, a name that is all there is */
    char *lines = arena_alloc(arena, 5000);
    memset(lines, 'x', 4999);
    assert_int_equal(
        parse(TYPE, arena_printf(arena, "--b\r\nX: %s\r\n" TEXT("a") "1\r\n--b--", lines)),
        STATUS_MALFORMED);
    lines[3900] = '\0';
    assert_int_equal(parse_many(arena_printf(arena, TEXT("%s"), lines), 16), STATUS_OK);
    assert_int_equal(parse_many(arena_printf(arena, TEXT("%s"), lines), 17), STATUS_TOO_LARGE);
}

/* What a hostile form of 6 MiB makes the reader hold. */
static void test_memory_is_bounded(void **state)
{
    (void)state;
    char *lines = arena_alloc(arena, 3001);
    memset(lines, '\xFF', 3000);
    const char *part = arena_printf(
        arena, "X-Y: %s\r\nContent-Disposition: form-data; name=\"%.30s\"; filename=\"\"\r\n\r\n",
        lines, lines);
    struct buffer body;
    buffer_init(&body, arena, 7u << 20);
    for (size_t i = 0; i < 1900; i++) {
        buffer_printf(&body, "--b\r\n%s\r\n", part);
    }
    buffer_literal(&body, "--b--\r\n");
    assert_true(body.length > 5u << 20);
    size_t before = arena_used(arena);
    assert_int_equal(parse_bytes(TYPE, body.data, body.length), STATUS_OK);
    assert_true(arena_used(arena) - before < 600u << 10);
}

#define FORM_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FORM_TEST(test_chromium),
        FORM_TEST(test_firefox),
        FORM_TEST(test_curl),
        FORM_TEST(test_other_spellings),
        FORM_TEST(test_order_and_repeats),
        FORM_TEST(test_damaged_texts),
        FORM_TEST(test_boundary_like_bytes_in_a_file),
        FORM_TEST(test_line_ends_around_a_file),
        FORM_TEST(test_every_offset_of_the_edge),
        FORM_TEST(test_hostile_names),
        FORM_TEST(test_long_names),
        FORM_TEST(test_names_in_their_quotes),
        FORM_TEST(test_empty_files),
        FORM_TEST(test_malformed),
        FORM_TEST(test_cut_body),
        FORM_TEST(test_boundary_length),
        FORM_TEST(test_too_many),
        FORM_TEST(test_huge_texts),
        FORM_TEST(test_memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
