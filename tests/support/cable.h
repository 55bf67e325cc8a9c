/* A cable to a server of the loopback that can be cut: nothing passes any more, nobody is told. One
 * thread; for one program at a time. */
#ifndef SOFI_TESTS_CABLE_H
#define SOFI_TESTS_CABLE_H

#include "arena.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CABLES = 16 };

static struct {
    int listener;
    int to;   /* port of the server */
    int port; /* of this end */
    int ends[CABLES][2];
    size_t n;
    atomic_bool cut;
    atomic_bool cut_after_commit; /* the server gets the COMMIT, its answer is lost */
    atomic_bool stop;
    pthread_t thread;
} cable;

static int cable_socket(int port, bool listens)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int wrong = listens ? bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, CABLES)
                        : connect(fd, (struct sockaddr *)&at, sizeof at);
    return wrong ? -1 : fd;
}

/* False when this end was closed. */
static bool cable_pass(size_t i, int side)
{
    char bytes[16384];
    ssize_t n = recv(cable.ends[i][side], bytes, sizeof bytes, 0);
    if (n <= 0) {
        return false;
    }
    (void)send(cable.ends[i][!side], bytes, (size_t)n, MSG_NOSIGNAL);
    if (side == 0 && atomic_load(&cable.cut_after_commit) &&
        memmem(bytes, (size_t)n, "COMMIT", 6)) {
        atomic_store(&cable.cut, true);
    }
    return true;
}

static void cable_close(size_t i)
{
    close(cable.ends[i][0]);
    close(cable.ends[i][1]);
    cable.n--;
    cable.ends[i][0] = cable.ends[cable.n][0];
    cable.ends[i][1] = cable.ends[cable.n][1];
}

static void *cable_run(void *unused)
{
    (void)unused;
    while (!atomic_load(&cable.stop)) {
        struct pollfd fds[2 * CABLES + 1] = {{.fd = cable.listener, .events = POLLIN}};
        bool cut = atomic_load(&cable.cut);
        for (size_t i = 0; i < 2 * cable.n; i++) {
            fds[i + 1] = (struct pollfd){.fd = cable.ends[i / 2][i % 2], .events = POLLIN};
        }
        poll(fds, cut ? 0 : 2 * cable.n + 1, 5);
        for (size_t i = 2 * cable.n; i-- > 0 && !cut;) {
            if (fds[i + 1].revents && !cable_pass(i / 2, (int)(i % 2))) {
                cable_close(i / 2);
                break;
            }
        }
        if (!cut && (fds[0].revents & POLLIN) && cable.n < CABLES) {
            cable.ends[cable.n][0] = accept(cable.listener, NULL, NULL);
            cable.ends[cable.n][1] = cable_socket(cable.to, false);
            cable.n++;
        }
    }
    return NULL;
}

static bool cable_start(int to)
{
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    cable.to = to;
    cable.listener = cable_socket(0, true);
    if (getsockname(cable.listener, (struct sockaddr *)&at, &length) != 0) {
        return false;
    }
    cable.port = ntohs(at.sin_port);
    return pthread_create(&cable.thread, NULL, cable_run, NULL) == 0;
}

/* The address of a base of this machine ("…:PORT/name"), by the cable, which is whole again. NULL:
 * it cannot be laid. */
static const char *cable_url(struct arena *arena, const char *url)
{
    const char *colon = strrchr(url, ':');
    char *rest = NULL;
    int port = (int)strtol(colon + 1, &rest, 10);
    if (!cable.port && !cable_start(port)) {
        return NULL;
    }
    atomic_store(&cable.cut, false);
    atomic_store(&cable.cut_after_commit, false);
    return arena_printf(arena, "%.*s:%d%s", (int)(colon - url), url, cable.port, rest);
}

static void cable_end(void)
{
    atomic_store(&cable.stop, true);
    pthread_join(cable.thread, NULL);
    while (cable.n > 0) {
        cable_close(0);
    }
    close(cable.listener);
}

#endif
