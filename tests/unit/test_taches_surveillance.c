/* taches/surveillance.h: systemd is told of what was seen, and of nothing else. */
#include "surveillance.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* cmocka's header needs those first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WAIT_MS 20000

static struct {
    int notified; /* systemd's end of NOTIFY_SOCKET */
    int listener;
    int port;
    pthread_t thread;
} t;

static void *answer_everybody(void *unused)
{
    static const char answer[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    char request[4096];
    int fd;
    (void)unused;
    while ((fd = accept(t.listener, NULL, NULL)) >= 0) {
        if (read(fd, request, sizeof request) > 0) {
            (void)!write(fd, answer, sizeof answer - 1);
        }
        close(fd);
    }
    return NULL;
}

static void listen_for_systemd(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int n = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "sofi-surveillance-%ld",
                     (long)getpid());
    char name[sizeof address.sun_path + 1];
    t.notified = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(t.notified, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n)),
                     0);
    snprintf(name, sizeof name, "@%s", address.sun_path + 1);
    setenv("NOTIFY_SOCKET", name, 1);
    setenv("WATCHDOG_USEC", "100000", 1);
}

static int setup(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    (void)state;
    listen_for_systemd();
    t.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(t.listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(t.listener, 8), 0);
    assert_int_equal(getsockname(t.listener, (struct sockaddr *)&address, &length), 0);
    t.port = ntohs(address.sin_port);
    return pthread_create(&t.thread, NULL, answer_everybody, NULL);
}

static int teardown(void **state)
{
    (void)state;
    close(t.notified);
    return 0;
}

static void stop_answering(void)
{
    shutdown(t.listener, SHUT_RDWR);
    pthread_join(t.thread, NULL);
    close(t.listener);
}

static bool is_told(const char *expected)
{
    char text[200];
    ssize_t length = recv(t.notified, text, sizeof text - 1, 0);
    text[length < 0 ? 0 : length] = '\0';
    return strcmp(text, expected) == 0;
}

static bool waits_to_be_told(void)
{
    struct pollfd polled = {.fd = t.notified, .events = POLLIN};
    return poll(&polled, 1, 0) == 1;
}

static void await_words(void)
{
    struct pollfd polled = {.fd = t.notified, .events = POLLIN};
    assert_int_equal(poll(&polled, 1, WAIT_MS), 1);
}

static void test_ready_alive_then_stopping(void **state)
{
    const struct config config = {.listen = "127.0.0.1:0"};
    (void)state;
    assert_int_equal(surveillance_start(&config, t.port), STATUS_OK);
    await_words();
    /* the watchdog's thread may be first */
    bool ready = is_told("READY=1");
    for (int i = 0; i < 3; i++) {
        await_words();
        bool alive = is_told("WATCHDOG=1");
        assert_true(alive || !ready);
        ready = true;
    }
    surveillance_announce_stop();
    surveillance_stop();
    bool stopping = false;
    while (waits_to_be_told()) {
        stopping = is_told("STOPPING=1") || stopping;
    }
    assert_true(stopping);
}

static void test_nothing_is_said_of_a_server_that_does_not_answer(void **state)
{
    const struct config config = {.listen = "127.0.0.1:0"};
    (void)state;
    stop_answering();
    assert_int_equal(surveillance_start(&config, t.port), STATUS_UNAVAILABLE);
    assert_false(waits_to_be_told());
}

static void test_nothing_without_systemd(void **state)
{
    const struct config config = {.listen = "127.0.0.1:0"};
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    assert_int_equal(surveillance_start(&config, t.port), STATUS_OK);
    surveillance_announce_stop();
    surveillance_stop();
    assert_false(waits_to_be_told());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_alive_then_stopping),
        cmocka_unit_test(test_nothing_is_said_of_a_server_that_does_not_answer),
        cmocka_unit_test(test_nothing_without_systemd),
    };
    return cmocka_run_group_tests_name("surveillance", tests, setup, teardown);
}
