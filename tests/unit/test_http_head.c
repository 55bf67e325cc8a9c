/* Heads of requests as they come on the wire: what can be read in two ways is refused and ends the
 * connection, whatever follows it; names of other sites too. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/application.h"
#include "http/client.h"

#include <string.h>
#include <sys/socket.h>

#define FORM "POST /forme HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED FORM "Transfer-Encoding: chunked\r\n\r\n"
/* What whoever smuggles hopes that we answer */
#define HIDDEN "GET /faits HTTP/1.1\r\nHost: a\r\n\r\n"
#define TEXT(t)                                                                                    \
    {                                                                                              \
        t, sizeof(t) - 1                                                                           \
    }

struct text {
    const char *bytes;
    size_t length;
};

static const struct text malformed[] = {
    TEXT(FORM "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
    TEXT(FORM "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
    TEXT(FORM "Content-Length: 3\r\ncontent-length: 34\r\n\r\nabc"),
    TEXT(FORM "Content-Length: 3, 3\r\n\r\nabc"),
    TEXT(FORM "Content-Length: +3\r\n\r\nabc"),
    TEXT(FORM "Content-Length: -3\r\n\r\nabc"),
    TEXT(FORM "Content-Length: 0x3\r\n\r\nabc"),
    TEXT(FORM "Content-Length:\r\n\r\n"),
    TEXT(FORM "Content-Length : 3\r\n\r\nabc"),
    TEXT(FORM "Content-Length\t: 3\r\n\r\nabc"),
    TEXT(FORM " Content-Length: 3\r\n\r\nabc"),
    TEXT(FORM "Content-Length\r\n\r\n"),
    TEXT(FORM "X: a\r\n b\r\n\r\n"),
    TEXT(FORM "X: a\r\n\tb\r\nY: c\r\n\r\n"),
    TEXT(FORM "X: a\r\n \r\n\r\n"),
    TEXT("POST /forme HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: identity\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding:\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: \x0b"
              "chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
    TEXT("POST /forme HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    TEXT(FORM "Host: a\r\n\r\n"),
    TEXT(FORM "Host: b\r\n\r\n"),
    TEXT("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
    TEXT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    TEXT("GET / HTTP/1.1\r\nX: a\r\n\r\n"),
    TEXT(FORM "X: a\nY: b\r\n\r\n"),
    TEXT(FORM "X: a\rY: b\r\n\r\n"),
    TEXT(FORM "X: a\r\r\n\r\n"),
    TEXT(FORM "X: a\r\n\n"),
    TEXT(FORM "X: a\n\r\n"),
    TEXT("GET / HTTP/1.1\nHost: a\r\n\r\n"),
    TEXT("GET / HTTP/1.1\nHost: a\n\n"),
    TEXT(FORM "X: a\0b\r\n\r\n"),
    TEXT(FORM "X: a\0\r\n\r\n"),
    TEXT(FORM "X: a\0\0Y\0b\r\n\r\n"),
    TEXT(FORM "X\0: a\r\n\r\n"),
    TEXT("GET /\0a HTTP/1.1\r\nHost: a\r\n\r\n"),
    TEXT("GET / HTTP/1.1\0\r\nHost: a\r\n\r\n"),
    TEXT(FORM "X(y): a\r\n\r\n"),
    TEXT(FORM "X y: a\r\n\r\n"),
    TEXT(FORM ": a\r\n\r\n"),
};

/* The rest of the connection: its end, and no answer but errors of the library, which sends the
 * head of its own 400 twice. */
static bool nothing_more(struct client *client)
{
    char rest[4096];
    size_t length = client->length < sizeof rest ? client->length : sizeof rest;
    ssize_t n = 1;
    memcpy(rest, client->data, length);
    while (n > 0 && length < sizeof rest && client_readable(client, 20000)) {
        n = recv(client->fd, rest + length, sizeof rest - length, 0);
        length += n > 0 ? (size_t)n : 0;
    }
    client->length = 0;
    return n <= 0 && memmem(rest, length, " 200 ", 5) == NULL;
}

static bool is_refused(struct client *client, const struct text *head)
{
    client_send(client, head->bytes, head->length);
    client_text(client, HIDDEN);
    struct reply reply = client_read(client, false);
    const char *connection = reply_header(app.arena, &reply, "Connection");
    bool refused = reply.code == 400 && connection != NULL && strcmp(connection, "close") == 0;
    /* libmicrohttpd 1 has no answer for a NUL in the request line */
    bool mute = reply.code == 0 && memchr(head->bytes, '\0', strcspn(head->bytes, "\r") + 1);
    return (refused || mute) && nothing_more(client);
}

static void check_all_are_refused(bool kept_alive)
{
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct client client = client_connect(app.arena, app.port);
        if (kept_alive) {
            client_text(&client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assert_int_equal(client_read(&client, false).code, 200);
        }
        if (!is_refused(&client, &malformed[i])) {
            print_error("head %zu: %s\n", i, malformed[i].bytes);
            wrong++;
        }
        client_close(&client);
        assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
    }
    assert_int_equal(wrong, 0);
}

static void test_malformed_heads(void **state)
{
    (void)state;
    check_all_are_refused(false);
}

static void test_malformed_heads_of_a_second_request(void **state)
{
    (void)state;
    check_all_are_refused(true);
    struct server *server = app.server;
    app.server = NULL;
    server_stop(server, 5);
    const char *log = application_log(&app);
    assert_non_null(strstr(log, "path=/forme code=400"));
    assert_null(strstr(log, "path=/faits"));
}

/* Whatever its chunks look like, a chunked body is the last thing that its connection bears. */
static void test_nothing_follows_a_chunked_body(void **state)
{
    static const char *const bodies[] = {
        "3\r\na=b\r\n0\r\n\r\n",
        "3\na=b\r\n0\r\n\r\n",
        "3\r\na=b\n0\r\n\r\n",
        "3\r\na=b\r\n0\n\n",
        "3\r\na=b\r\n0\r\n\n",
        "3;x=y\r\na=b\r\n0\r\n\r\n",
        "3;x\n\r\na=b\r\n0\r\n\r\n",
        "003\r\na=b\r\n0\r\n\r\n",
        "0x3\r\na=b\r\n0\r\n\r\n",
        "+3\r\na=b\r\n0\r\n\r\n",
        "3 \r\na=b\r\n0\r\n\r\n",
        "3\r\na=bXX0\r\n\r\n",
        "10000000000000003\r\na=b\r\n0\r\n\r\n",
        "3\r\na=b\r\n0\r\nX: y\r\n z\r\n\r\n",
        "3\r\na=b\r\n0\r\nX: y\n\n",
        "3\r\na=b\r\n0\r\nContent-Length: 34\r\n\r\n",
        "3\r\na=b\r\n0\r\nHost: b\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct client client = client_connect(app.arena, app.port);
        client_text(&client, arena_printf(app.arena, CHUNKED "%s" HIDDEN, bodies[i]));
        int code = client_read(&client, false).code;
        if ((code != 200 && code != 400 && code != 413) || !nothing_more(&client)) {
            fail_msg("body %zu: %d, %s", i, code, bodies[i]);
        }
        client_close(&client);
    }
}

static void test_hosts(void **state)
{
    static const struct {
        const char *target;
        const char *host;
        int code;
    } rows[] = {
        {"/", "sofi.test", 200},
        {"/", "SOFI.test:80", 200},
        {"/", "a", 200},
        {"/", "127.0.0.1", 200},
        {"/", "127.0.0.1:8080", 200},
        {"/", "localhost:8080", 200},
        {"/", "[::1]:8080", 200},
        {"/", "sofi.test.evil.fr", 421},
        {"/", "evil.fr", 421},
        {"/", "10.0.0.1", 421},
        {"/", "[::ffff:10.0.0.1]", 421},
        {"/", "[]", 400},
        {"/", "[::1", 400},
        {"/", "a:b", 400},
        {"/", "a/b", 400},
        {"/", "a, sofi.test", 400},
        {"/", "sofi.test@evil.fr", 400},
        {"http://sofi.test/", "a", 200},
        {"http://a", "a", 200},
        {"http://evil.fr/", "a", 421},
        {"http://a/", "evil.fr", 421},
        {"http://a@evil.fr/", "a", 400},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct client client = client_connect(app.arena, app.port);
        client_text(&client, arena_printf(app.arena, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n",
                                          rows[i].target, rows[i].host));
        int code = client_read(&client, false).code;
        if (code != rows[i].code) {
            fail_msg("%s of %s: %d", rows[i].target, rows[i].host, code);
        }
        assert_true(code == 200 || client_ended(&client));
        client_close(&client);
    }
    assert_non_null(strstr(application_log(&app), "event=host_unknown host=evil.fr"));
}

/* Well-formed, yet rare */
static void test_odd_heads_are_answered(void **state)
{
    static const char *const heads[] = {
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:a\r\nX:\r\nY: \t \r\nZ: a:b \t\r\n\r\n",
        "GET / HTTP/1.1\r\nCookie: a=b\r\nCookie: c=d\r\nX: é\r\nhOST: \ta\r\n\r\n",
        "GET /?a=b&c HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n",
        "GET /? HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct client client = client_connect(app.arena, app.port);
        client_text(&client, heads[i]);
        struct reply reply = client_read(&client, false);
        if (reply.code != 200 || strcmp(reply.body, "accueil") != 0) {
            fail_msg("head %zu: %d, %s", i, reply.code, heads[i]);
        }
        client_close(&client);
    }
}

/* However the network cuts it, while the library's buffer grows under it. */
static void test_head_in_pieces(void **state)
{
    struct buffer head;
    (void)state;
    buffer_init(&head, app.arena, 32768);
    buffer_literal(&head, "GET /?a=b HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; head.length < 30000; i++) {
        buffer_printf(&head, "X-%d: %*s\r\n", i, i % 250, "a");
    }
    buffer_literal(&head, "\r\n");
    struct client client = client_connect(app.arena, app.port);
    for (size_t piece = 7; piece <= head.length; piece *= 5) {
        for (size_t at = 0; at < head.length; at += piece) {
            size_t left = head.length - at;
            assert_true(client_send(&client, head.data + at, left < piece ? left : piece));
        }
        assert_int_equal(client_read(&client, false).code, 200);
    }
    client_close(&client);
}

int main(void)
{
#define HEAD_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)
    const struct CMUnitTest tests[] = {
        HEAD_TEST(test_malformed_heads),
        HEAD_TEST(test_malformed_heads_of_a_second_request),
        HEAD_TEST(test_nothing_follows_a_chunked_body),
        HEAD_TEST(test_hosts),
        HEAD_TEST(test_odd_heads_are_answered),
        HEAD_TEST(test_head_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
