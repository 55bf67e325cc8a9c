/* The server over real sockets: requests, limits, headers, hostile clients. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "asset_table.h"
#include "http/application.h"
#include "http/client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *filled(size_t length, char c)
{
    char *text = arena_alloc(app.arena, length + 1);
    memset(text, c, length);
    return text;
}

static void test_requests_on_one_connection(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    for (int i = 0; i < 50; i++) {
        assert_true(client_text(&client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.code, 200);
        assert_string_equal(reply.body, "accueil");
        assert_true(client_text(&client, "GET /rien HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_int_equal(client_read(&client, false).code, 404);
    }
    client_close(&client);
}

static void test_pipelined_requests(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    assert_true(client_text(&client, "GET /q?n=1 HTTP/1.1\r\nHost: a\r\n\r\n"
                                     "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                                     "Content-Type: application/x-www-form-urlencoded\r\n\r\nn=2"
                                     "GET /q?n=3 HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_string_equal(client_read(&client, false).body, "n=1\n");
    assert_string_equal(client_read(&client, false).body, "n=2\nbody=0");
    assert_string_equal(client_read(&client, false).body, "n=3\n");
    client_close(&client);
}

static void test_request_byte_by_byte(void **state)
{
    static const char text[] = "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                               "Content-Type: application/x-www-form-urlencoded\r\n\r\na=b+c";
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        assert_true(client_send(&client, &text[i], 1));
        usleep(200);
    }
    assert_string_equal(client_read(&client, false).body, "a=b c\nbody=0");
    client_close(&client);
}

/* The event threads get a connection with the last byte of its head: none before. */
static void test_an_unfinished_head_is_held(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    struct client gone = client_connect(app.arena, app.port);
    assert_true(client_text(&client, "GET / HTTP/1.1\r\nHost: a\r\n"));
    assert_true(client_text(&gone, "GET / HTTP/1.1\r\nHost: a\r\n"));
    /* Served after they were looked at: connections are taken in turn. */
    struct client other = client_connect(app.arena, app.port);
    assert_true(client_text(&other, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_int_equal(client_read(&other, false).code, 200);
    struct buffer metrics;
    buffer_init(&metrics, app.arena, 4096);
    server_metrics(app.server, &metrics);
    assert_non_null(strstr(metrics.data, "\nsofi_connections 3\n"));
    assert_non_null(strstr(metrics.data, "\nsofi_connections_held 2\n"));
    client_close(&gone);
    assert_true(client_text(&client, "\r\n"));
    assert_int_equal(client_read(&client, false).code, 200);
    client_close(&client);
    client_close(&other);
}

/* Larger than what is looked at before the library gets it. */
static void test_a_head_of_fourteen_kilobytes(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    const char *head =
        arena_printf(app.arena, "GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\nY: %s\r\n\r\n",
                     filled(7000, 'x'), filled(7000, 'y'));
    assert_true(client_text(&client, head));
    assert_int_equal(client_read(&client, false).code, 200);
    client_close(&client);
}

static void test_head(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    assert_true(client_text(&client, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
                                     "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    struct reply head = client_read(&client, true);
    struct reply get = client_read(&client, false);
    assert_int_equal(head.code, 200);
    assert_string_equal(reply_header(app.arena, &head, "Content-Length"), "7");
    assert_string_equal(reply_header(app.arena, &head, "Content-Type"),
                        reply_header(app.arena, &get, "Content-Type"));
    assert_string_equal(get.body, "accueil");
    client_close(&client);
}

static void test_codes(void **state)
{
    (void)state;
    assert_int_equal(client_get(app.arena, app.port, "/nulle-part", "").code, 404);
    assert_int_equal(client_get(app.arena, app.port, "/forme", "").code, 405);
    assert_int_equal(client_post(app.arena, app.port, "/", "", "a=b").code, 405);
    assert_int_equal(client_get(app.arena, app.port, "//", "").code, 404);
    assert_int_equal(client_get(app.arena, app.port, "/../etc/passwd", "").code, 404);
    assert_int_equal(client_get(app.arena, app.port, "*", "").code, 400);
    assert_int_equal(client_get(app.arena, app.port, "/numero/123456789012345678", "").code, 200);
}

static void test_other_methods(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    assert_true(client_text(&client, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n"
                                     "PUT /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                                     "INCONNU /nulle-part HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_int_equal(client_read(&client, false).code, 405);
    assert_int_equal(client_read(&client, false).code, 405);
    assert_int_equal(client_read(&client, false).code, 404);
    client_close(&client);
}

static void test_headers_of_every_answer(void **state)
{
    static const char *const targets[] = {"/", "/nulle-part", "*", "/va?vers=/q"};
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct reply reply = client_get(app.arena, app.port, targets[i], "");
        const char *csp = reply_header(app.arena, &reply, "Content-Security-Policy");
        assert_non_null(csp);
        assert_non_null(strstr(csp, "default-src 'none'; script-src 'self';"));
        assert_null(strstr(csp, "unsafe"));
        assert_string_equal(reply_header(app.arena, &reply, "X-Content-Type-Options"), "nosniff");
        assert_string_equal(reply_header(app.arena, &reply, "Referrer-Policy"), "same-origin");
        assert_string_equal(reply_header(app.arena, &reply, "Cache-Control"), "no-store");
        assert_null(reply_header(app.arena, &reply, "Strict-Transport-Security"));
        assert_null(reply_header(app.arena, &reply, "Server"));
        const char *id = reply_header(app.arena, &reply, "X-Request-Id");
        assert_int_equal(strspn(id, "0123456789abcdef"), 16);
        assert_int_equal(strlen(id), 16);
    }
}

static void test_hsts_over_https(void **state)
{
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.base_url = "https://sofi.test";
    application_start(&app);
    struct reply reply = client_get(app.arena, app.port, "/", "");
    assert_string_equal(reply_header(app.arena, &reply, "Strict-Transport-Security"),
                        "max-age=63072000");
}

static struct reply post_bytes(const char *target, size_t length, const char *more)
{
    struct client client = client_connect(app.arena, app.port);
    char *body = filled(length, 'a');
    if (length > 2) {
        body[1] = '=';
    }
    client_text(&client, arena_printf(app.arena,
                                      "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n"
                                      "Content-Type: application/x-www-form-urlencoded\r\n%s\r\n",
                                      target, length, more));
    assert_true(client_send(&client, body, length));
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}

static void test_body_limit(void **state)
{
    (void)state;
    assert_int_equal(post_bytes("/forme", 65536, "").code, 200);
    struct reply reply = post_bytes("/forme", 65537, "");
    assert_int_equal(reply.code, 413);
    assert_non_null(strstr(reply.body, "Erreur 413, demande "));
    assert_int_equal(post_bytes("/envoi", 6u << 20, "").code, 200);
    assert_int_equal(post_bytes("/envoi", (6u << 20) + 1, "").code, 413);
    assert_int_equal(post_bytes("/forme", 0, "").code, 200);
}

static void test_ten_megabytes_get_our_page(void **state)
{
    (void)state;
    struct reply reply = post_bytes("/forme", 10u << 20, "");
    assert_int_equal(reply.code, 413);
    assert_non_null(strstr(reply.body, "Erreur 413, demande "));
    assert_int_equal(reply.body_length, strlen(reply.body));
    assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
}

static void test_declared_size_is_refused_before_it_is_sent(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 413);
    assert_true(client_ended(&client));
    client_close(&client);
    client = client_connect(app.arena, app.port);
    client_text(&client, "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n"
                         "Expect: 100-continue\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 413);
    client_close(&client);
}

static void test_expect_continue(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                         "Content-Type: application/x-www-form-urlencoded\r\n"
                         "Expect: 100-continue\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 100);
    client_text(&client, "a=b");
    assert_string_equal(client_read(&client, false).body, "a=b\nbody=0");
    client_close(&client);
}

static void test_chunked_body(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "POST /forme HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                         "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\n"
                         "2\r\na=\r\n3\r\nbcd\r\n0\r\n\r\n");
    assert_string_equal(client_read(&client, false).body, "a=bcd\nbody=0");
    client_close(&client);
}

static void test_chunked_body_over_the_limit(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "POST /forme HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5; i++) {
        client_text(&client, "4000\r\n");
        assert_true(client_send(&client, filled(16384, 'a'), 16384));
        client_text(&client, "\r\n");
    }
    client_text(&client, "0\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 413);
    client_close(&client);
}

static void test_query_limit(void **state)
{
    (void)state;
    char *target = filled(3 + 8192, 'a');
    memcpy(target, "/q?", 3);
    struct reply reply = client_get(app.arena, app.port, target, "");
    assert_int_equal(reply.code, 200);
    assert_int_equal(reply.body_length, 8192 + 2);
    target = filled(3 + 8193, 'a');
    memcpy(target, "/q?", 3);
    assert_int_equal(client_get(app.arena, app.port, target, "").code, 414);
}

static void test_huge_query_gets_our_page(void **state)
{
    (void)state;
    char *target = filled(102400, 'a');
    memcpy(target, "/q?recherche=", 13);
    struct reply reply = client_get(app.arena, app.port, target, "");
    assert_int_equal(reply.code, 414);
    assert_non_null(strstr(reply.body, "Erreur 414, demande "));
}

static void test_megabyte_request_line(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "GET /");
    client_send(&client, filled(1u << 20, 'a'), 1u << 20);
    /* the library answers by itself or closes; what counts is that others are served */
    int code = client_read(&client, false).code;
    assert_true(code == 0 || code == 414);
    client_close(&client);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

static void test_too_many_parameters(void **state)
{
    (void)state;
    char *target = filled(3 + 2 * 2001, '&');
    memcpy(target, "/q?", 3);
    for (size_t i = 3; i < 3 + 2 * 2001; i += 2) {
        target[i] = 'a';
    }
    assert_int_equal(client_get(app.arena, app.port, target, "").code, 414);
    assert_int_equal(client_post(app.arena, app.port, "/forme", "", target + 3).code, 413);
}

static void test_headers_over_the_limit(void **state)
{
    (void)state;
    char *header = arena_printf(app.arena, "X-Test: %s\r\n", filled(40u << 10, 'x'));
    struct reply reply = client_get(app.arena, app.port, "/", header);
    assert_int_equal(reply.code, 431);
    assert_non_null(strstr(reply.body, "Erreur 431, demande "));
    header = arena_printf(app.arena, "X-Test: %s\r\n", filled(30u << 10, 'x'));
    assert_int_equal(client_get(app.arena, app.port, "/", header).code, 200);
}

static void test_header_value_is_cut_at_8_kib(void **state)
{
    (void)state;
    char *header = arena_printf(app.arena, "X-Test: %s\r\n", filled(9000, 'x'));
    struct reply reply = client_get(app.arena, app.port, "/faits", header);
    const char *value = strstr(reply.body, " x=");
    assert_int_equal(strspn(value + 3, "x"), 8192);
}

static void test_many_headers(void **state)
{
    (void)state;
    struct buffer headers;
    buffer_init(&headers, app.arena, 0);
    for (int i = 0; i < 2000; i++) {
        buffer_printf(&headers, "X-%d: a\r\n", i);
    }
    int code = client_get(app.arena, app.port, "/", headers.data).code;
    assert_true(code == 200 || code == 431 || code == 413);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

static void test_many_cookies(void **state)
{
    (void)state;
    char *cookies = filled(30000, ';');
    for (size_t i = 0; i < 30000; i += 2) {
        cookies[i] = 'a';
    }
    int code = client_get(app.arena, app.port, "/faits",
                          arena_printf(app.arena, "Cookie: %s\r\n", cookies))
                   .code;
    assert_true(code == 200 || code == 431 || code == 0);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

/* The library finds the '?' that we do not see, and runs out of memory for the records. */
static void test_parameters_behind_a_nul(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    char *query = filled(100000, '&');
    for (size_t i = 0; i < 100000; i += 2) {
        query[i] = 'a';
    }
    client_send(&client, "GET /\0?", 7);
    client_text(&client, query);
    client_text(&client, " HTTP/1.1\r\nHost: a\r\n\r\n");
    client_readable(&client, 200);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
    client_close(&client);
}

static void test_damaged_utf8(void **state)
{
    (void)state;
    struct reply reply = client_get(app.arena, app.port, "/q?a=%C3%A9&b=%E9t%C3%A9&c=x%00y", "");
    assert_string_equal(reply.body, "a=é\nb=\xEF\xBF\xBDt"
                                    "é!\nc=x\xEF\xBF\xBDy!\n");
    reply = client_post(app.arena, app.port, "/forme", "", "a=%ff\xfe&b=ok");
    assert_string_equal(reply.body, "a=\xEF\xBF\xBD\xEF\xBF\xBD!\nb=ok\nbody=0");
    reply = client_get(app.arena, app.port, "/faits", "X-Test: caf\xe9\r\n");
    assert_non_null(strstr(reply.body, "x=caf\xEF\xBF\xBD cookie="));
}

static void test_other_content_types_stay_a_body(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "POST /envoi HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\n"
                         "Content-Length: 4\r\n\r\na=b\n");
    assert_string_equal(client_read(&client, false).body, "body=4");
    client_text(&client, "POST /envoi HTTP/1.1\r\nHost: a\r\n"
                         "Content-Type: application/x-www-form-urlencodedx\r\n"
                         "Content-Length: 4\r\n\r\na=b\n");
    assert_string_equal(client_read(&client, false).body, "body=4");
    client_text(&client, "POST /envoi HTTP/1.1\r\nHost: a\r\n"
                         "Content-Type: APPLICATION/x-www-form-urlencoded;charset=UTF-8\r\n"
                         "Content-Length: 3\r\n\r\na=b");
    assert_string_equal(client_read(&client, false).body, "a=b\nbody=0");
    client_close(&client);
}

static void test_request_facts(void **state)
{
    (void)state;
    struct reply reply = client_get(app.arena, app.port, "/faits",
                                    "X-TEST: v\r\nCookie: a=1; biscuit=sablé\r\n"
                                    "HX-Request: true\r\nX-Forwarded-For: 9.9.9.9\r\n");
    const char *id = reply_header(app.arena, &reply, "X-Request-Id");
    assert_string_equal(
        reply.body,
        arena_printf(app.arena, "peer=127.0.0.1 x=v cookie=sablé fragment=1 id=%s", id));
}

static const char *peer_seen(const char *headers)
{
    struct reply reply = client_get(app.arena, app.port, "/faits", headers);
    return arena_strndup(app.arena, reply.body + 5, strcspn(reply.body + 5, " "));
}

static void test_forwarded_address(void **state)
{
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.trusted_proxy = "127.0.0.1";
    application_start(&app);
    assert_string_equal(peer_seen("X-Forwarded-For: 192.0.2.7\r\n"), "192.0.2.7");
    assert_string_equal(peer_seen("X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"), "192.0.2.7");
    assert_string_equal(peer_seen("X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 2001:db8::1\r\n"),
                        "2001:db8::1");
    assert_string_equal(peer_seen("X-Forwarded-For: <script>\r\n"), "127.0.0.1");
    assert_string_equal(peer_seen("X-Forwarded-For: 192.0.2.7,\r\n"), "127.0.0.1");
    assert_string_equal(peer_seen(""), "127.0.0.1");
}

static void test_redirect(void **state)
{
    (void)state;
    struct reply reply = client_get(app.arena, app.port, "/va?vers=/annuaire%3Fpage=2", "");
    assert_int_equal(reply.code, 303);
    assert_string_equal(reply_header(app.arena, &reply, "Location"), "/annuaire?page=2");
    reply = client_get(app.arena, app.port, "/va?vers=//evil.test/", "");
    assert_string_equal(reply_header(app.arena, &reply, "Location"), "/");
    reply = client_get(app.arena, app.port, "/va?vers=/%5Cevil.test", "");
    assert_string_equal(reply_header(app.arena, &reply, "Location"), "/");
    reply = client_get(app.arena, app.port, "/va?vers=/a%0D%0AX-Vole:1", "");
    assert_string_equal(reply_header(app.arena, &reply, "Location"), "/");
    assert_null(reply_header(app.arena, &reply, "X-Vole"));
}

static void test_injection(void **state)
{
    (void)state;
    struct reply reply = client_get(app.arena, app.port, "/injection", "");
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply_header(app.arena, &reply, "X-Juste"), "oui");
    assert_null(reply_header(app.arena, &reply, "X-Faux"));
    assert_null(reply_header(app.arena, &reply, "X-Vole"));
    assert_int_equal(reply_header_count(&reply, "Set-Cookie"), 1);
    assert_string_equal(reply_header(app.arena, &reply, "Set-Cookie"),
                        "bon=abc; Path=/; HttpOnly; SameSite=Lax");
}

static void test_malformed_requests(void **state)
{
    static const char *const texts[] = {
        "\r\n\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST /forme HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct client client = client_connect(app.arena, app.port);
        client_text(&client, texts[i]);
        if (client_readable(&client, 100)) {
            int code = client_read(&client, false).code;
            assert_true(code == 0 || (code >= 400 && code <= 505));
        }
        client_close(&client);
    }
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

static void test_slow_clients_stop_nobody(void **state)
{
    struct client slow[100];
    (void)state;
    for (size_t i = 0; i < 100; i++) {
        slow[i] = client_connect(app.arena, app.port);
        client_text(&slow[i],
                    i % 2 ? "GET / HTTP/1.1\r\nHost: a\r\nX-"
                          : "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na");
    }
    for (int i = 0; i < 50; i++) {
        assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
    }
    for (size_t i = 0; i < 100; i++) {
        client_close(&slow[i]);
    }
}

static void test_connections_of_one_address_are_limited(void **state)
{
    struct client clients[210];
    int served = 0;
    (void)state;
    for (size_t i = 0; i < 210; i++) {
        clients[i] = client_connect_from(app.arena, app.port, 3);
    }
    for (size_t i = 0; i < 210; i++) {
        if (client_text(&clients[i], "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            served += client_read(&clients[i], true).code == 200;
        }
    }
    /* Some were answered before the last ones came, and made room for them. */
    assert_in_range(served, 200, 210);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
    for (size_t i = 0; i < 210; i++) {
        client_close(&clients[i]);
    }
}

/* More unfinished requests than there are places, from many addresses, come and go: whoever sends a
 * whole one is answered, before, meanwhile and after, and the server stops. */
static void test_a_flood_keeps_nobody_out(void **state)
{
    enum { HOSTS = 16, EACH = 150 };
    static struct client clients[HOSTS * EACH];
    (void)state;
    for (int round = 0; round < 2; round++) {
        size_t n = 0;
        for (int host = 0; host < HOSTS; host++) {
            for (int i = 0; i < EACH; i++) {
                clients[n] = client_connect_from(app.arena, app.port, 10 + host);
                client_text(&clients[n++], "GET / HTTP/1.1\r\nHost: a\r\nX-");
            }
            assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
        }
        for (size_t i = 0; i < n; i++) {
            client_close(&clients[i]);
        }
        assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
    }
}

static const struct asset *compressed_asset(void)
{
    for (size_t i = 0; i < asset_count; i++) {
        if (asset_table[i].gzip != NULL && asset_table[i].brotli != NULL) {
            return &asset_table[i];
        }
    }
    fail_msg("no compressed asset");
    return NULL;
}

static struct reply get_asset(const struct asset *asset, const char *headers)
{
    return client_get(app.arena, app.port, asset->path, headers);
}

static void check_asset(const struct asset *asset, const char *headers, const char *encoding,
                        const unsigned char *bytes, size_t size)
{
    struct reply reply = get_asset(asset, headers);
    const char *given = reply_header(app.arena, &reply, "Content-Encoding");
    assert_int_equal(reply.code, 200);
    assert_string_equal(given ? given : "", encoding);
    assert_int_equal(reply.body_length, size);
    assert_memory_equal(reply.body, bytes, size);
    assert_string_equal(reply_header(app.arena, &reply, "Content-Type"), asset->type);
    assert_string_equal(reply_header(app.arena, &reply, "Cache-Control"),
                        "public, max-age=31536000, immutable");
    assert_string_equal(reply_header(app.arena, &reply, "Vary"), "Accept-Encoding");
    assert_string_equal(reply_header(app.arena, &reply, "X-Content-Type-Options"), "nosniff");
    const char *tag = reply_header(app.arena, &reply, "ETag");
    struct reply again =
        get_asset(asset, arena_printf(app.arena, "%sIf-None-Match: \"x\", %s\r\n", headers, tag));
    assert_int_equal(again.code, 304);
    assert_int_equal(again.body_length, 0);
    assert_string_equal(reply_header(app.arena, &again, "ETag"), tag);
    assert_string_equal(reply_header(app.arena, &again, "Vary"), "Accept-Encoding");
}

static void test_assets(void **state)
{
    (void)state;
    const struct asset *asset = compressed_asset();
    check_asset(asset, "", "", asset->identity, asset->identity_size);
    check_asset(asset, "Accept-Encoding: gzip\r\n", "gzip", asset->gzip, asset->gzip_size);
    check_asset(asset, "Accept-Encoding: gzip, br\r\n", "br", asset->brotli, asset->brotli_size);
    assert_int_equal(client_post(app.arena, app.port, asset->path, "", "a=b").code, 404);
    assert_int_equal(
        client_get(app.arena, app.port, arena_printf(app.arena, "%sx", asset->path), "").code, 404);
}

static void test_asset_tags_differ_by_encoding(void **state)
{
    (void)state;
    const struct asset *asset = compressed_asset();
    struct reply plain = get_asset(asset, "");
    struct reply reply =
        get_asset(asset, arena_printf(app.arena, "Accept-Encoding: br\r\nIf-None-Match: %s\r\n",
                                      reply_header(app.arena, &plain, "ETag")));
    assert_int_equal(reply.code, 200);
}

static void test_access_log(void **state)
{
    (void)state;
    struct reply reply =
        client_get(app.arena, app.port, "/q?secret=abc", "Cookie: biscuit=xyz\r\n");
    client_post(app.arena, app.port, "/forme", "", "motdepasse=chut");
    client_get(app.arena, app.port, "/lien/abcdefghijklmnopqrst", "");
    application_open_gate(&app);
    struct server *server = app.server;
    app.server = NULL;
    server_stop(server, 5);
    const char *log = application_log(&app);
    const char *line = strstr(
        log, arena_printf(app.arena, "event=request request=%s method=GET path=/q code=200 us=",
                          reply_header(app.arena, &reply, "X-Request-Id")));
    assert_non_null(line);
    assert_non_null(strstr(line, " bytes=11 peer=127.0.0.1 compte=0"));
    assert_non_null(strstr(log, "method=POST path=/forme code=200"));
    assert_non_null(strstr(log, "compte=7"));
    assert_non_null(strstr(log, "path=/lien/{jeton} code=200"));
    assert_null(strstr(log, "abcdefghijklmnopqrst"));
    assert_null(strstr(log, "secret"));
    assert_null(strstr(log, "xyz"));
    assert_null(strstr(log, "chut"));
}

static void test_tokens_are_not_logged(void **state)
{
#define TOKEN "abcdefghijKLMNOPQRST"
    static const char *const targets[] = {"/lien/" TOKEN,          "/lien/" TOKEN ".",
                                          "/lien/" TOKEN "/",      "/lien//" TOKEN,
                                          "//lien/" TOKEN,         "/lien%2F" TOKEN,
                                          "/lien%252f" TOKEN,      "/LIEN/" TOKEN,
                                          "/%6Cien/" TOKEN,        "/lien/" TOKEN "%20",
                                          "/lien/" TOKEN ">",      "/rien/" TOKEN,
                                          "/./lien/" TOKEN "/",    "/" TOKEN,
                                          "/faits/../lien/" TOKEN, "http://a/lien/" TOKEN ".",
                                          "/lien/%61" TOKEN};
    static const char *const methods[] = {"GET", "HEAD", "OPTIONS", "DELETE", "INCONNU"};
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
            struct client client = client_connect(app.arena, app.port);
            client_text(&client, arena_printf(app.arena, "%s %s HTTP/1.1\r\nHost: a\r\n\r\n",
                                              methods[m], targets[i]));
            assert_true(client_read(&client, true).code >= 200);
            client_close(&client);
        }
    }
    struct server *server = app.server;
    app.server = NULL;
    server_stop(server, 5);
    const char *log = application_log(&app);
    assert_non_null(strstr(log, "method=OTHER path=/lien/{jeton} code=405"));
    assert_null(strcasestr(log, TOKEN));
#undef TOKEN
}

static void test_server_metrics(void **state)
{
    struct buffer out;
    (void)state;
    client_get(app.arena, app.port, "/", "");
    client_get(app.arena, app.port, "/nulle-part", "");
    for (int i = 0; i < 200; i++) {
        buffer_init(&out, app.arena, 0);
        server_metrics(app.server, &out);
        if (strstr(out.data, "code=\"200\"} 1\n") && strstr(out.data, "code=\"404\"} 1\n")) {
            break;
        }
        usleep(10000);
    }
    assert_non_null(strstr(out.data, "sofi_requests_total{code=\"200\"} 1\n"));
    assert_non_null(strstr(out.data, "sofi_requests_total{code=\"404\"} 1\n"));
    assert_non_null(strstr(out.data, "sofi_queue{pool=\"writes\"} 0\n"));
    assert_non_null(strstr(out.data, "sofi_workers{pool=\"writes\"} 2\n"));
    assert_non_null(strstr(out.data, "sofi_workers_busy{pool=\"exports\"} 0\n"));
}

static const char *connections(void)
{
    struct buffer out;
    buffer_init(&out, app.arena, 0);
    server_metrics(app.server, &out);
    const char *line = strstr(out.data, "\nsofi_connections ");
    return line != NULL ? line + strlen("\nsofi_connections ") : "";
}

/* Those of the second address are connections as any other: counted, and no hindrance to a stop. */
static void test_a_second_address(void **state)
{
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.metrics_listen = "127.0.0.1:0";
    application_start(&app);
    int port = server_metrics_port(app.server);
    struct client site = client_connect(app.arena, app.port);
    struct client machine = client_connect(app.arena, port);
    assert_int_not_equal(port, app.port);
    client_text(&site, "GET /faits HTTP/1.1\r\nHost: sofi.test\r\n\r\n");
    client_text(&machine, "GET /faits HTTP/1.1\r\nHost: sofi.test\r\n\r\n");
    assert_null(strstr(client_read(&site, false).body, "metrics"));
    assert_non_null(strstr(client_read(&machine, false).body, "metrics"));
    assert_int_equal(strncmp(connections(), "2\n", 2), 0);
    server_stop(app.server, 5);
    app.server = NULL;
    assert_true(client_ended(&site));
    assert_true(client_ended(&machine));
    client_close(&site);
    client_close(&machine);
}

static void test_addresses(void **state)
{
    static const char *const wrong[] = {"",
                                        "8080",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "127.0.0.1:99999",
                                        "127.0.0.1:http",
                                        "pas une adresse:80"};
    struct server_application calls = {.router = app.router};
    const char *message = NULL;
    struct server *server = NULL;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct config config = app.config;
        config.listen = wrong[i];
        assert_int_equal(server_start(&config, &calls, app.arena, &server, &message),
                         STATUS_REFUSED);
        assert_non_null(strstr(message, "127.0.0.1:8080"));
    }
    struct config config = app.config;
    config.listen = arena_printf(app.arena, "127.0.0.1:%d", app.port);
    assert_int_equal(server_start(&config, &calls, app.arena, &server, &message), STATUS_REFUSED);
    assert_non_null(strstr(message, "déjà utilisée"));
    config.metrics_listen = config.listen;
    config.listen = "127.0.0.1:0";
    assert_int_equal(server_start(&config, &calls, app.arena, &server, &message), STATUS_REFUSED);
    assert_non_null(strstr(message, "déjà utilisée"));
}

static void test_one_thread(void **state)
{
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.threads = 1;
    app.config.workers = 1;
    app.config.listen = "[::1]:0";
    const char *message = NULL;
    struct server_application calls = {.router = app.router};
    if (server_start(&app.config, &calls, app.arena, &app.server, &message) == STATUS_OK) {
        assert_true(server_port(app.server) > 0);
        server_stop(app.server, 1);
        app.server = NULL;
    }
    app.config.listen = ":0";
    application_start(&app);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_requests_on_one_connection),
        SERVER_TEST(test_pipelined_requests),
        SERVER_TEST(test_request_byte_by_byte),
        SERVER_TEST(test_an_unfinished_head_is_held),
        SERVER_TEST(test_a_head_of_fourteen_kilobytes),
        SERVER_TEST(test_head),
        SERVER_TEST(test_codes),
        SERVER_TEST(test_other_methods),
        SERVER_TEST(test_headers_of_every_answer),
        SERVER_TEST(test_hsts_over_https),
        SERVER_TEST(test_body_limit),
        SERVER_TEST(test_ten_megabytes_get_our_page),
        SERVER_TEST(test_declared_size_is_refused_before_it_is_sent),
        SERVER_TEST(test_expect_continue),
        SERVER_TEST(test_chunked_body),
        SERVER_TEST(test_chunked_body_over_the_limit),
        SERVER_TEST(test_query_limit),
        SERVER_TEST(test_huge_query_gets_our_page),
        SERVER_TEST(test_megabyte_request_line),
        SERVER_TEST(test_too_many_parameters),
        SERVER_TEST(test_headers_over_the_limit),
        SERVER_TEST(test_header_value_is_cut_at_8_kib),
        SERVER_TEST(test_many_headers),
        SERVER_TEST(test_many_cookies),
        SERVER_TEST(test_parameters_behind_a_nul),
        SERVER_TEST(test_damaged_utf8),
        SERVER_TEST(test_other_content_types_stay_a_body),
        SERVER_TEST(test_request_facts),
        SERVER_TEST(test_forwarded_address),
        SERVER_TEST(test_redirect),
        SERVER_TEST(test_injection),
        SERVER_TEST(test_malformed_requests),
        SERVER_TEST(test_slow_clients_stop_nobody),
        SERVER_TEST(test_connections_of_one_address_are_limited),
        SERVER_TEST(test_a_flood_keeps_nobody_out),
        SERVER_TEST(test_assets),
        SERVER_TEST(test_asset_tags_differ_by_encoding),
        SERVER_TEST(test_access_log),
        SERVER_TEST(test_tokens_are_not_logged),
        SERVER_TEST(test_server_metrics),
        SERVER_TEST(test_a_second_address),
        SERVER_TEST(test_addresses),
        SERVER_TEST(test_one_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
