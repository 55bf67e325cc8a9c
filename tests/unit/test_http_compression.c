/* Which answers travel compressed, and for whom. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/application.h"
#include "http/client.h"

#include "encoding.h"

#include <string.h>
#include <zlib.h>

#define GZIP "Accept-Encoding: gzip, deflate, br\r\n"
#define PAGE "/texte?octets=4000"

static void test_weights(void **state)
{
    static const struct {
        const char *header;
        int gzip;
        int identity;
    } cases[] = {
        {"", 0, 0},
        {"gzip", 1000, 0},
        {"GZip", 1000, 0},
        {"x-gzip", 1000, 0},
        {"deflate, gzip, br", 1000, 0},
        {"gzip;q=0", 0, 0},
        {"gzip;q=0.0, br", 0, 0},
        {"gzip ; q=0.000", 0, 0},
        {"gzip;q=0.001", 1, 0},
        {"gzip; Q=0.25", 250, 0},
        {"gzip;q=1.000", 1000, 0},
        {"gzip;q=1.001", 0, 0},
        {"gzip;q=2", 0, 0},
        {"gzip;q=-1", 0, 0},
        {"gzip;q=", 0, 0},
        {"gzip;q=0.1234", 0, 0},
        {"gzip;q=0,5", 0, 0},
        {"gzip;x=1;q=0.5", 500, 0},
        {"gzipped, xgzip, x-x-gzip", 0, 0},
        {"*", 1000, 1000},
        {"*;q=0", 0, 0},
        {"*;q=0.5, gzip;q=0", 0, 500},
        {"gzip;q=0, *", 0, 1000},
        {"*;q=0, gzip", 1000, 0},
        {"identity", 0, 1000},
        {"identity;q=0", 0, 0},
        {"identity;q=0, gzip", 1000, 0},
        {"gzip;q=0.5, identity;q=0.8", 500, 800},
        {",,, ,;;;=,", 0, 0},
        {", gzip ,", 1000, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (encoding_weight(cases[i].header, "gzip") != cases[i].gzip ||
            encoding_weight(cases[i].header, "identity") != cases[i].identity) {
            fail_msg("\"%s\"", cases[i].header);
        }
    }
}

static struct reply get(const char *target, const char *headers)
{
    return client_get(app.arena, app.port, target, headers);
}

static bool is_packed(const struct reply *reply)
{
    const char *encoding = reply_header(app.arena, reply, "Content-Encoding");
    assert_true(encoding == NULL || strcmp(encoding, "gzip") == 0);
    return encoding != NULL;
}

static const char *unpacked(const struct reply *reply)
{
    static char out[2u << 20];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)reply->body,
                       .avail_in = (uInt)reply->body_length,
                       .next_out = (Bytef *)out,
                       .avail_out = sizeof out - 1};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out[stream.total_out] = '\0';
    inflateEnd(&stream);
    return out;
}

static void test_who_takes_it(void **state)
{
    static const struct {
        const char *header;
        bool packed;
    } cases[] = {
        {"", false},
        {GZIP, true},
        {"Accept-Encoding: br\r\n", false},
        {"Accept-Encoding: gzip;q=0\r\n", false},
        {"Accept-Encoding: identity;q=0\r\n", false},
        {"Accept-Encoding: identity;q=0, gzip\r\n", true},
        {"Accept-Encoding: gzip;q=0.5, identity\r\n", false},
        {"Accept-Encoding: *\r\n", true},
        {"Accept-Encoding: *;q=0\r\n", false},
    };
    (void)state;
    const char *plain = get(PAGE, "").body;
    assert_int_equal(strlen(plain), 4000);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply reply = get(PAGE, cases[i].header);
        assert_int_equal(reply.code, 200);
        assert_int_equal(reply_header_count(&reply, "Vary"), 1);
        assert_string_equal(reply_header(app.arena, &reply, "Vary"), "Cookie, Accept-Encoding");
        if (is_packed(&reply) != cases[i].packed) {
            fail_msg("%s", cases[i].header);
        }
        assert_string_equal(cases[i].packed ? unpacked(&reply) : reply.body, plain);
    }
}

static void test_what_is_left_alone(void **state)
{
    static const struct {
        const char *query;
        bool packed;
    } cases[] = {
        {"octets=1008", false},
        {"octets=1024", true},
        {"octets=1048576", true},
        {"octets=1048592", false},
        {"octets=4000&prive=1", false},
        {"octets=4000&jeton=1", false},
        {"octets=4000&biscuit=1", false},
        {"octets=4000&etag=1", false},
        {"octets=4000&code=404", false},
        {"octets=4000&code=304", false},
        {"octets=4000&type=image/png", false},
        {"octets=4000&type=text/calendar%3B%20charset%3Dutf-8", true},
        {"octets=4000&type=application/xml", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply reply = get(arena_printf(app.arena, "/texte?%s", cases[i].query), GZIP);
        const char *vary = reply_header(app.arena, &reply, "Vary");
        if (is_packed(&reply) != cases[i].packed) {
            fail_msg("%s", cases[i].query);
        }
        assert_string_equal(vary, cases[i].packed ? "Cookie, Accept-Encoding" : "Cookie");
    }
}

/* What was packed for one text is never sent for another, also once places are taken again. */
static void test_each_its_own(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int words = 100; words < 230; words++) {
            const char *path = arena_printf(app.arena, "/texte?octets=%d", 16 * words);
            struct reply reply = get(path, GZIP);
            assert_true(is_packed(&reply));
            assert_int_equal(strlen(unpacked(&reply)), 16 * words);
        }
    }
}

static void test_head(void **state)
{
    (void)state;
    struct reply page = get(PAGE, GZIP);
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "HEAD " PAGE " HTTP/1.1\r\nHost: sofi.test\r\n" GZIP "\r\n");
    struct reply head = client_read(&client, true);
    assert_true(is_packed(&head));
    assert_string_equal(reply_header(app.arena, &head, "Content-Length"),
                        reply_header(app.arena, &page, "Content-Length"));
    client_text(&client, "GET / HTTP/1.1\r\nHost: sofi.test\r\n\r\n");
    assert_string_equal(client_read(&client, false).body, "accueil");
    client_close(&client);
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        SERVER_TEST(test_who_takes_it),
        SERVER_TEST(test_what_is_left_alone),
        SERVER_TEST(test_each_its_own),
        SERVER_TEST(test_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
