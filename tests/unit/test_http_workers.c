/* Requests handed over to workers, the queue when it is full, stopping. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/application.h"
#include "http/client.h"

#include "signals.h"

#include "dates.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SLOW "GET /lent HTTP/1.1\r\nHost: a\r\nX-Test: encore-la\r\n\r\n"
#define FAST "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static void test_others_are_served_meanwhile(void **state)
{
    (void)state;
    struct client slow = client_connect(app.arena, app.port);
    client_text(&slow, SLOW FAST);
    application_wait_inside(&app, 1);
    for (int i = 0; i < 20; i++) {
        assert_string_equal(client_get(app.arena, app.port, "/", "").body, "accueil");
    }
    assert_false(client_readable(&slow, 0));
    application_open_gate(&app);
    assert_string_equal(client_read(&slow, false).body, "lent /lent encore-la");
    assert_string_equal(client_read(&slow, false).body, "accueil");
    assert_int_equal(app.on_worker, 1);
    client_close(&slow);
}

/* Until `n` requests wait in the queue. */
static void wait_queued(int n)
{
    const char *wanted = arena_printf(app.arena, "sofi_queue{pool=\"writes\"} %d\n", n);
    for (int i = 0; i < 1000; i++) {
        struct buffer out;
        buffer_init(&out, app.arena, 0);
        server_metrics(app.server, &out);
        if (strstr(out.data, wanted)) {
            return;
        }
        usleep(5000);
    }
    fail_msg("never %d in the queue", n);
}

static void test_full_queue(void **state)
{
    struct client clients[4];
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        clients[i] = client_connect(app.arena, app.port);
        client_text(&clients[i], SLOW);
        if (i == 1) {
            application_wait_inside(&app, 2);
        }
    }
    wait_queued(2);
    struct reply reply = client_get(app.arena, app.port, "/lent", "");
    assert_int_equal(reply.code, 503);
    assert_string_equal(reply_header(app.arena, &reply, "Retry-After"), "5");
    assert_non_null(strstr(reply.body, "Erreur 503"));
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
    application_open_gate(&app);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(client_read(&clients[i], false).code, 200);
        client_close(&clients[i]);
    }
    assert_int_equal(client_get(app.arena, app.port, "/lent", "").code, 200);
}

static void test_client_leaves_while_the_worker_runs(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        struct client running = client_connect(app.arena, app.port);
        struct client waiting = client_connect(app.arena, app.port);
        app.gate_open = false;
        client_text(&running, SLOW);
        application_wait_inside(&app, 1);
        client_text(&waiting, SLOW);
        /* one leaves politely, the other by a reset */
        setsockopt(waiting.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
                   sizeof(struct linger));
        client_close(&running);
        client_close(&waiting);
        usleep(2000);
        application_open_gate(&app);
        pthread_mutex_lock(&app.mutex);
        while (app.inside > 0) {
            pthread_mutex_unlock(&app.mutex);
            usleep(1000);
            pthread_mutex_lock(&app.mutex);
        }
        pthread_mutex_unlock(&app.mutex);
        wait_queued(0);
    }
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

static void *stop_server(void *context)
{
    struct server *server = context;
    server_stop(server, 10);
    return NULL;
}

static void test_stop_lets_requests_finish(void **state)
{
    pthread_t stopper;
    (void)state;
    struct client running[2];
    struct client waiting = client_connect(app.arena, app.port);
    struct client idle = client_connect(app.arena, app.port);
    client_text(&idle, FAST);
    assert_int_equal(client_read(&idle, false).code, 200);
    for (int i = 0; i < 2; i++) {
        running[i] = client_connect(app.arena, app.port);
        client_text(&running[i], SLOW);
    }
    application_wait_inside(&app, 2);
    client_text(&waiting, SLOW);
    wait_queued(1);
    assert_int_equal(pthread_create(&stopper, NULL, stop_server, app.server), 0);
    app.server = NULL;
    usleep(100000);
    /* a request on a connection that stays is served, and told that it is the last */
    client_text(&idle, FAST);
    struct reply last = client_read(&idle, false);
    assert_int_equal(last.code, 200);
    assert_string_equal(reply_header(app.arena, &last, "Connection"), "close");
    application_open_gate(&app);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(client_read(&running[i], false).body, "lent /lent encore-la");
        client_close(&running[i]);
    }
    assert_string_equal(client_read(&waiting, false).body, "lent /lent encore-la");
    pthread_join(stopper, NULL);
    client_close(&waiting);
    client_close(&idle);
    assert_int_equal(app.started, app.stopped);
    assert_true(app.started >= 3);
}

static void test_stop_with_half_a_request(void **state)
{
    (void)state;
    struct client half = client_connect(app.arena, app.port);
    struct client body = client_connect(app.arena, app.port);
    client_text(&half, "GET / HTTP/1.1\r\nHo");
    client_text(&body, "POST /forme HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\na");
    usleep(50000);
    server_stop(app.server, 0);
    app.server = NULL;
    assert_true(client_ended(&half));
    assert_true(client_ended(&body));
    client_close(&half);
    client_close(&body);
}

static void test_stop_lets_a_request_line_arrive(void **state)
{
    pthread_t stopper;
    (void)state;
    struct client half = client_connect(app.arena, app.port);
    client_text(&half, "GE");
    assert_int_equal(pthread_create(&stopper, NULL, stop_server, app.server), 0);
    app.server = NULL;
    usleep(400000);
    client_text(&half, "T / HTTP/1.1\r\nHost: a\r\n\r\n");
    struct reply reply = client_read(&half, false);
    pthread_join(stopper, NULL);
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply_header(app.arena, &reply, "Connection"), "close");
    client_close(&half);
}

static void test_stop_does_not_wait_for_silence(void **state)
{
    (void)state;
    struct client silent = client_connect(app.arena, app.port);
    struct client kept = client_connect(app.arena, app.port);
    client_text(&kept, FAST);
    assert_int_equal(client_read(&kept, false).code, 200);
    int64_t begun = dates_monotonic_us();
    server_stop(app.server, 15);
    app.server = NULL;
    assert_true(dates_monotonic_us() - begun < 10 * 1000000LL);
    assert_true(client_ended(&silent));
    assert_true(client_ended(&kept));
    client_close(&silent);
    client_close(&kept);
}

static void test_stopped_server_refuses(void **state)
{
    (void)state;
    char *target = arena_printf(app.arena, "127.0.0.1:%d", app.port);
    server_stop(app.server, 1);
    app.server = NULL;
    app.config.listen = target;
    application_start(&app); /* the port is free again at once */
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

static void *send_signal(void *context)
{
    (void)context;
    usleep(50000);
    kill(getpid(), SIGTERM);
    return NULL;
}

static void test_signal(void **state)
{
    pthread_t sender;
    (void)state;
    assert_int_equal(pthread_create(&sender, NULL, send_signal, NULL), 0);
    signals_wait();
    pthread_join(sender, NULL);
    assert_int_equal(client_get(app.arena, app.port, "/", "").code, 200);
}

struct crowd {
    pthread_t thread;
    struct arena *arena;
    int right;
};

static void *request_much(void *context)
{
    struct crowd *crowd = context;
    struct client client = client_connect(crowd->arena, app.port);
    for (int i = 0; i < 150; i++) {
        client_text(&client, i % 3 ? FAST : SLOW);
        struct reply reply = client_read(&client, false);
        crowd->right += reply.code == 200 || (i % 3 == 0 && reply.code == 503);
    }
    client_close(&client);
    return NULL;
}

static void test_crowd(void **state)
{
    struct crowd crowds[8];
    (void)state;
    application_open_gate(&app);
    for (size_t i = 0; i < 8; i++) {
        crowds[i] = (struct crowd){.arena = arena_create(0)};
        assert_int_equal(pthread_create(&crowds[i].thread, NULL, request_much, &crowds[i]), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(crowds[i].thread, NULL);
        assert_int_equal(crowds[i].right, 150);
        arena_destroy(crowds[i].arena);
    }
}

static void test_stop_under_fire(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        struct client clients[20];
        application_open_gate(&app);
        for (size_t i = 0; i < 20; i++) {
            clients[i] = client_connect(app.arena, app.port);
            client_text(&clients[i], i % 2 ? SLOW FAST : FAST FAST FAST);
        }
        server_stop(app.server, 5);
        app.server = NULL;
        for (size_t i = 0; i < 20; i++) {
            /* what was sent before the stop is answered: 503 only where the queue was full */
            int code = client_read(&clients[i], false).code;
            assert_true(code == 200 || (i % 2 && code == 503));
            client_close(&clients[i]);
        }
        application_start(&app);
    }
}

#define SERVER_TEST(f) cmocka_unit_test_setup_teardown(f, application_setup, application_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_others_are_served_meanwhile),
        SERVER_TEST(test_full_queue),
        SERVER_TEST(test_client_leaves_while_the_worker_runs),
        SERVER_TEST(test_stop_lets_requests_finish),
        SERVER_TEST(test_stop_with_half_a_request),
        SERVER_TEST(test_stop_lets_a_request_line_arrive),
        SERVER_TEST(test_stop_does_not_wait_for_silence),
        SERVER_TEST(test_stopped_server_refuses),
        SERVER_TEST(test_signal),
        SERVER_TEST(test_crowd),
        SERVER_TEST(test_stop_under_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
