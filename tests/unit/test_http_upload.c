/* Files sent to the server and by it, over real sockets. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/application.h"
#include "http/client.h"

#include "csrf.h"
#include "spool.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define TYPE "Content-Type: multipart/form-data; boundary=----limite\r\n"
#define START                                                                                      \
    "------limite\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\nabc\r\n"                \
    "------limite\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"a.pdf\"\r\n"       \
    "Content-Type: application/pdf\r\n\r\n"
#define END "\r\n------limite--\r\n"
#define MIB5 ((size_t)5 << 20)

static char *file;    /* of 5 MiB */
static uint64_t hash; /* of these */

static int make_file(void **state)
{
    (void)state;
    file = malloc(MIB5);
    for (size_t i = 0; i < MIB5; i++) {
        file[i] = (char)application_byte(i);
    }
    hash = application_hash(APPLICATION_HASH_START, (unsigned char *)file, MIB5);
    return 0;
}

static int free_file(void **state)
{
    (void)state;
    free(file);
    return 0;
}

static void send_head(struct client *client, const char *target, size_t length)
{
    client_text(client,
                arena_printf(client->arena,
                             "POST %s HTTP/1.1\r\nHost: a\r\n" TYPE "Content-Length: %zu\r\n\r\n",
                             target, length));
}

/* The first `size` bytes of the file, as a form. */
static struct reply upload(struct arena *arena, const char *target, size_t size)
{
    struct client client = client_connect(arena, app.port);
    send_head(&client, target, strlen(START) + size + strlen(END));
    client_text(&client, START);
    client_send(&client, file, size);
    client_text(&client, END);
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}

static struct reply post_form(const char *target, const char *headers, const char *body)
{
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, arena_printf(app.arena,
                                      "POST %s HTTP/1.1\r\nHost: a\r\n" TYPE
                                      "%sContent-Length: %zu\r\n\r\n%s",
                                      target, headers, strlen(body), body));
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return reply;
}

/* Until `n` files of the spool are open, which hold `size` bytes. */
static void wait_spooled(int n, uint64_t size)
{
    uint64_t bytes = 0;
    int count = application_spools(&app, &bytes);
    for (int i = 0; i < 2000 && (count != n || bytes != size); i++) {
        usleep(5000);
        count = application_spools(&app, &bytes);
    }
    assert_int_equal(count, n);
    assert_int_equal(bytes, size);
}

/* Until none is open: the end of a connection is seen a little later. */
static void wait_closed(void)
{
    wait_spooled(0, 0);
}

static bool is_whole(struct arena *arena, const struct reply *reply)
{
    const char *wanted =
        arena_printf(arena, "jeton=abc\npiece: a.pdf, %zu = %zu, %" PRIx64 "\n", MIB5, MIB5, hash);
    return reply->code == 200 && strncmp(reply->body, wanted, strlen(wanted)) == 0;
}

static void test_five_megabytes_arrive_whole(void **state)
{
    (void)state;
    struct reply reply = upload(app.arena, "/fichiers", MIB5);
    assert_true(is_whole(app.arena, &reply));
    const char *used = strstr(reply.body, "arena=");
    assert_non_null(used);
    assert_in_range(strtoul(used + 6, NULL, 10), 1, 256u << 10);
    assert_int_equal(app.on_worker, 1);
    wait_closed();
}

struct sender {
    pthread_t thread;
    struct arena *arena;
    int whole;
};

static void *send_file(void *context)
{
    struct sender *sender = context;
    struct reply reply = upload(sender->arena, "/fichiers", MIB5);
    sender->whole = is_whole(sender->arena, &reply);
    return NULL;
}

static void test_twenty_at_once(void **state)
{
    struct sender senders[20];
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.queue = 64;
    application_start(&app);
    for (size_t i = 0; i < 20; i++) {
        senders[i] = (struct sender){.arena = arena_create(0)};
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_file, &senders[i]), 0);
    }
    for (int i = 0; i < 20; i++) {
        assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
    }
    for (size_t i = 0; i < 20; i++) {
        pthread_join(senders[i].thread, NULL);
        assert_true(senders[i].whole);
        arena_destroy(senders[i].arena);
    }
    wait_closed();
}

static void test_many_on_one_connection(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    for (int i = 0; i < 20; i++) {
        send_head(&client, "/fichiers", strlen(START END));
        client_text(&client, START END);
        struct reply reply = client_read(&client, false);
        assert_int_equal(reply.code, 200);
        assert_memory_equal(reply.body, "jeton=abc\npiece: a.pdf, 0 = 0, ", 31);
    }
    wait_closed(); /* the connection is still open */
    client_close(&client);
}

/* Cut at several places, politely or by a reset. All was read before: a polite end that comes with
 * the last bytes is only seen by the library when the connection times out (60 s). */
static void test_cut_upload_leaves_nothing_open(void **state)
{
    static const size_t lengths[] = {1, 100, 70000, 3u << 20};
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        struct client client = client_connect(app.arena, app.port);
        send_head(&client, "/fichiers", strlen(START) + MIB5 + strlen(END));
        client_text(&client, START);
        client_send(&client, file, lengths[i / 2]);
        if (strlen(START) + lengths[i / 2] > SPOOL_MEMORY) {
            wait_spooled(1, strlen(START) + lengths[i / 2]);
        }
        if (i % 2) {
            setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                       sizeof(struct linger));
        }
        client_close(&client);
        wait_closed();
    }
    assert_int_equal(app.on_worker, 0);
}

static void test_stop_in_the_middle(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    send_head(&client, "/fichiers", strlen(START) + MIB5 + strlen(END));
    client_text(&client, START);
    client_send(&client, file, SPOOL_MEMORY);
    wait_spooled(1, strlen(START) + SPOOL_MEMORY);
    server_stop(app.server, 0);
    app.server = NULL;
    wait_closed();
    client_close(&client);
}

static void test_limits(void **state)
{
    (void)state;
    /* 6 MiB of body here, 64 KiB there */
    struct reply reply = upload(app.arena, "/forme", (64u << 10) - strlen(START END));
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply.body, "jeton=abc\nbody=0");
    assert_int_equal(upload(app.arena, "/forme", (64u << 10) - strlen(START END) + 1).code, 413);
    struct client client = client_connect(app.arena, app.port);
    send_head(&client, "/fichiers", (6u << 20) + 1);
    client_send(&client, file, MIB5);
    client_send(&client, file, (1u << 20) + 1);
    reply = client_read(&client, false);
    assert_int_equal(reply.code, 413);
    assert_non_null(strstr(reply.body, "Erreur 413, demande "));
    client_text(&client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 200);
    client_close(&client);
    wait_closed();
}

static void test_chunked_over_the_limit(void **state)
{
    (void)state;
    struct client client = client_connect(app.arena, app.port);
    client_text(&client,
                "POST /fichiers HTTP/1.1\r\nHost: a\r\n" TYPE "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 7; i++) {
        client_text(&client, "100000\r\n");
        client_send(&client, file, 1u << 20);
        client_text(&client, "\r\n");
    }
    client_text(&client, "0\r\n\r\n");
    assert_int_equal(client_read(&client, false).code, 413);
    client_close(&client);
    wait_closed();
}

static void test_refused_forms(void **state)
{
    (void)state;
    assert_int_equal(post_form("/fichiers", "", "").code, 400);
    assert_int_equal(post_form("/fichiers", "", START).code, 400);
    assert_int_equal(post_form("/forme", "", START "%PDF\r\n------limite-").code, 400);
    assert_int_equal(post_form("/fichiers", "", "------limite--").code, 200);
    char *text = arena_alloc(app.arena, 70001);
    memset(text, 'x', 70000);
    struct reply reply = post_form(
        "/fichiers", "",
        arena_printf(app.arena,
                     "------limite\r\nContent-Disposition: form-data; name=a\r\n\r\n%s" END, text));
    assert_int_equal(reply.code, 413);
    assert_non_null(strstr(reply.body, "Erreur 413, demande "));
    wait_closed();
}

static void test_jeton_of_a_multipart_form(void **state)
{
    (void)state;
    const char *cookie = "Cookie: biscuit=0123456789\r\n";
    assert_string_equal(post_form("/csrf", cookie, START END).body, "stale");
    const char *jeton = csrf_jeton(app.arena, "0123456789");
    const char *body = arena_printf(
        app.arena, "------limite\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n%s" END,
        jeton);
    assert_string_equal(post_form("/csrf", cookie, body).body, "ok");
}

static void test_no_spool_directory(void **state)
{
    (void)state;
    application_end(&app);
    application_init(&app);
    app.config.spool = "/nulle/part";
    application_start(&app);
    struct reply reply = upload(app.arena, "/fichiers", MIB5);
    assert_int_equal(reply.code, 503);
    assert_non_null(strstr(reply.body, "Erreur 503, demande "));
    assert_string_equal(reply_header(app.arena, &reply, "Retry-After"), "5");
    const char *line = arena_printf(app.arena, "event=spool_failed request=%s call=open",
                                    reply_header(app.arena, &reply, "X-Request-Id"));
    assert_non_null(strstr(application_log(&app), line));
    assert_int_equal(client_post(app.arena, app.port, "/forme", "", "a=b").code, 200);
    assert_int_equal(client_get(app.arena, app.port, "/telecharge?octets=100000", "").code, 500);
    /* What is small needs none. */
    assert_int_equal(upload(app.arena, "/fichiers", 1000).code, 200);
    assert_int_equal(client_get(app.arena, app.port, "/telecharge?octets=1000", "").code, 200);
}

/* A limit of the process stands for a disk that fills up. */
static void test_disk_fills_up(void **state)
{
    struct rlimit before;
    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = 1u << 20, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = upload(app.arena, "/fichiers", MIB5).code;
    int after = upload(app.arena, "/fichiers", 1000).code;
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, 507);
    assert_int_equal(after, 200);
    assert_non_null(strstr(application_log(&app), "call=write reason=EFBIG"));
    wait_closed();
}

static void check_download(const char *query, size_t size)
{
    const char *target = arena_printf(app.arena, "/telecharge?octets=%zu%s", size, query);
    struct reply reply = client_get(app.arena, app.port, target, "");
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply_header(app.arena, &reply, "Content-Type"), "application/pdf");
    assert_string_equal(reply_header(app.arena, &reply, "X-Content-Type-Options"), "nosniff");
    assert_int_equal(reply.body_length, size);
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)reply.body[i] != application_byte(i)) {
            fail_msg("byte %zu differs", i);
        }
    }
    wait_closed();
}

static void test_download(void **state)
{
    (void)state;
    check_download("", 0);
    check_download("", 1);
    check_download("", MIB5);
    check_download("&deux=1", 100000);
    struct client client = client_connect(app.arena, app.port);
    client_text(&client, "HEAD /telecharge?octets=5000000 HTTP/1.1\r\nHost: a\r\n\r\n"
                         "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    struct reply head = client_read(&client, true);
    assert_int_equal(head.code, 200);
    assert_string_equal(reply_header(app.arena, &head, "Content-Length"), "5000000");
    assert_string_equal(client_read(&client, false).body, "accueil");
    wait_closed();
    client_close(&client);
    struct server *server = app.server;
    app.server = NULL;
    server_stop(server, 5);
    assert_non_null(strstr(application_log(&app), " bytes=5242880 peer=127.0.0.1"));
}

static void test_download_that_fails(void **state)
{
    (void)state;
    struct reply reply = client_get(app.arena, app.port, "/telecharge?octets=100000&erreur=1", "");
    assert_int_equal(reply.code, 500);
    assert_non_null(strstr(reply.body, "Erreur 500, demande "));
    reply = client_get(app.arena, app.port, "/telecharge?octets=100000&deux=1&erreur=1", "");
    assert_int_equal(reply.code, 500);
    /* an answer that has no body */
    assert_int_equal(client_get(app.arena, app.port, "/telecharge?octets=9&code=204", "").code,
                     204);
    assert_int_equal(client_get(app.arena, app.port, "/telecharge?octets=9&code=304", "").code,
                     304);
    wait_closed();
}

static void test_client_leaves_during_a_download(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++) {
        struct client client = client_connect(app.arena, app.port);
        client_text(&client, "GET /telecharge?octets=20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_true(client_readable(&client, 20000));
        assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
        if (i % 2) {
            setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                       sizeof(struct linger));
        }
        client_close(&client);
    }
    wait_closed();
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_five_megabytes_arrive_whole),
        SERVER_TEST(test_twenty_at_once),
        SERVER_TEST(test_many_on_one_connection),
        SERVER_TEST(test_cut_upload_leaves_nothing_open),
        SERVER_TEST(test_stop_in_the_middle),
        SERVER_TEST(test_limits),
        SERVER_TEST(test_chunked_over_the_limit),
        SERVER_TEST(test_refused_forms),
        SERVER_TEST(test_jeton_of_a_multipart_form),
        SERVER_TEST(test_no_spool_directory),
        SERVER_TEST(test_disk_fills_up),
        SERVER_TEST(test_download),
        SERVER_TEST(test_download_that_fails),
        SERVER_TEST(test_client_leaves_during_a_download),
    };
    return cmocka_run_group_tests(tests, make_file, free_file);
}
