/* Accepting, and holding what is not a request yet. */
#include "acceptor.h"

#include "dates.h"
#include "log.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define WATCH_MS 500
#define AT_ONCE 64 /* events, or connections of an address, before the others are looked at */
#define NO_DESCRIPTOR_MS 50

static void hand_over(struct acceptor *acceptor, struct visitor *visitor)
{
    visitors_hand_over(acceptor->visitors, visitor);
    if (!acceptor->deliver(acceptor->context, visitor)) {
        visitors_leave(acceptor->visitors, visitor);
    }
}

static void drop(struct acceptor *acceptor, struct visitor *visitor)
{
    int fd = visitor->fd;
    visitors_leave(acceptor->visitors, visitor);
    close(fd);
}

enum first_request { FIRST_UNFINISHED, FIRST_WHOLE, FIRST_NEVER };

/* The bytes stay where they are. A bare line end ends a line too: the library answers it. */
static enum first_request look_at(struct acceptor *acceptor, int fd)
{
    ssize_t n = recv(fd, acceptor->head, sizeof acceptor->head, MSG_PEEK | MSG_DONTWAIT);
    if (n < 0) {
        return errno == EAGAIN || errno == EINTR ? FIRST_UNFINISHED : FIRST_NEVER;
    }
    size_t length = (size_t)n;
    if (length == sizeof acceptor->head || memmem(acceptor->head, length, "\n\r\n", 3) != NULL ||
        memmem(acceptor->head, length, "\n\n", 2) != NULL) {
        return FIRST_WHOLE;
    }
    return length == 0 ? FIRST_NEVER : FIRST_UNFINISHED;
}

/* What is held is told of each time that bytes come, or when it ends. */
static void hold(struct acceptor *acceptor, struct visitor *visitor)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.fd = visitor->fd};
    if (epoll_ctl(acceptor->epoll_fd, EPOLL_CTL_ADD, visitor->fd, &event) != 0) {
        drop(acceptor, visitor);
    }
}

static void welcome(struct acceptor *acceptor, struct visitor *visitor)
{
    switch (look_at(acceptor, visitor->fd)) {
    case FIRST_WHOLE:
        hand_over(acceptor, visitor);
        break;
    case FIRST_NEVER:
        drop(acceptor, visitor);
        break;
    case FIRST_UNFINISHED:
        hold(acceptor, visitor);
        break;
    }
}

static void look_again(struct acceptor *acceptor, struct visitor *visitor, uint32_t events)
{
    enum first_request first = look_at(acceptor, visitor->fd);
    if (first == FIRST_WHOLE) {
        epoll_ctl(acceptor->epoll_fd, EPOLL_CTL_DEL, visitor->fd, NULL);
        hand_over(acceptor, visitor);
    } else if (first == FIRST_NEVER || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        drop(acceptor, visitor);
    }
}

/* ---- accepting */

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void receive(struct acceptor *acceptor, int at, int fd,
                    const struct sockaddr_storage *address, socklen_t length)
{
    struct visitor *visitor = visitors_admit(acceptor->visitors, fd, address, length);
    if (visitor == NULL) {
        close(fd);
        return;
    }
    visitor->at_metrics = at == AT_METRICS;
    welcome(acceptor, visitor);
}

static void accept_waiting(struct acceptor *acceptor, int at)
{
    for (int i = 0; i < AT_ONCE; i++) {
        struct sockaddr_storage address = {0};
        socklen_t length = sizeof address;
        int fd = accept4(acceptor->listeners[at], (struct sockaddr *)&address, &length,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            receive(acceptor, at, fd, &address, length);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            log_error("accept_failed", LOG_TEXT("reason", strerrorname_np(errno)));
            sleep_ms(NO_DESCRIPTOR_MS);
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        }
    }
}

/* ---- the thread */

static bool run_event(struct acceptor *acceptor, const struct epoll_event *event)
{
    int fd = event->data.fd;
    for (int at = 0; at < ADDRESSES; at++) {
        if (fd == acceptor->listeners[at]) {
            accept_waiting(acceptor, at);
            return true;
        }
    }
    if (fd != acceptor->stop_fd) {
        look_again(acceptor, visitors_of(acceptor->visitors, fd), event->events);
    }
    return fd != acceptor->stop_fd;
}

/* The library's own way to stop accepting (MHD_quiesce_daemon) can abort the process when an event
 * thread wakes at the same instant; a listening thread of ours has no such race. */
static void *run(void *context)
{
    struct acceptor *acceptor = context;
    struct epoll_event events[AT_ONCE];
    int64_t watched = dates_monotonic_us();
    bool goes_on = true;
    while (goes_on) {
        int ready = epoll_wait(acceptor->epoll_fd, events, AT_ONCE, WATCH_MS);
        for (int i = 0; i < ready; i++) {
            goes_on = run_event(acceptor, &events[i]) && goes_on;
        }
        if (dates_monotonic_us() - watched >= WATCH_MS * 1000LL) {
            visitors_watch(acceptor->visitors);
            watched = dates_monotonic_us();
        }
    }
    struct visitor *held = NULL;
    while ((held = visitors_first_held(acceptor->visitors)) != NULL) {
        epoll_ctl(acceptor->epoll_fd, EPOLL_CTL_DEL, held->fd, NULL);
        hand_over(acceptor, held);
    }
    return NULL;
}

static bool wait_for(const struct acceptor *acceptor, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return fd < 0 || epoll_ctl(acceptor->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void close_both(const struct acceptor *acceptor)
{
    if (acceptor->epoll_fd >= 0) {
        close(acceptor->epoll_fd);
    }
    if (acceptor->stop_fd >= 0) {
        close(acceptor->stop_fd);
    }
}

bool acceptor_start(struct acceptor *acceptor)
{
    acceptor->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    acceptor->stop_fd = eventfd(0, EFD_CLOEXEC);
    bool started =
        acceptor->epoll_fd >= 0 && acceptor->stop_fd >= 0 && wait_for(acceptor, acceptor->stop_fd);
    for (int at = 0; at < ADDRESSES && started; at++) {
        started = wait_for(acceptor, acceptor->listeners[at]);
    }
    if (!started || pthread_create(&acceptor->thread, NULL, run, acceptor) != 0) {
        close_both(acceptor);
        return false;
    }
    return true;
}

void acceptor_stop(struct acceptor *acceptor)
{
    uint64_t one = 1;
    while (write(acceptor->stop_fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
    pthread_join(acceptor->thread, NULL);
    close_both(acceptor);
}
