#include "surveillance.h"

#include "arena.h"
#include "dates.h"
#include "log.h"
#include "transport.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool running;
    bool stopping;
    int64_t period_us; /* between two questions */
    const struct config *config;
    int port;
} surveillance = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* The address that this machine reaches the server at: "0.0.0.0" is none. */
static const char *own_url(struct arena *arena, const char *listen, int port)
{
    int length = (int)(strrchr(listen, ':') - listen);
    if (strncmp(listen, "0.0.0.0:", 8) == 0) {
        return arena_printf(arena, "http://127.0.0.1:%d/accessibilite", port);
    }
    if (strncmp(listen, "[::]:", 5) == 0) {
        return arena_printf(arena, "http://[::1]:%d/accessibilite", port);
    }
    return arena_printf(arena, "http://%.*s:%d/accessibilite", length, listen, port);
}

/* Whatever the code: the event thread read a request and wrote an answer. */
static enum status ask(long limit_ms)
{
    struct arena *arena = arena_create(0);
    const struct transport_limits limits = {
        .connect_ms = limit_ms, .total_ms = limit_ms, .max_bytes = 1u << 20};
    struct transport_response response;
    enum status status = transport_get(
        arena, own_url(arena, surveillance.config->listen, surveillance.port), &limits, &response);
    arena_destroy(arena);
    return status;
}

/* False when it is the end. */
static bool wait_period(void)
{
    int64_t until_us = dates_monotonic_us() + surveillance.period_us;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int waited = 0;
    pthread_mutex_lock(&surveillance.mutex);
    while (!surveillance.stopping && waited == 0) {
        waited = pthread_cond_timedwait(&surveillance.wake, &surveillance.mutex, &until);
    }
    bool go_on = !surveillance.stopping;
    pthread_mutex_unlock(&surveillance.mutex);
    return go_on;
}

static bool is_stopping(void)
{
    pthread_mutex_lock(&surveillance.mutex);
    bool stopping = surveillance.stopping;
    pthread_mutex_unlock(&surveillance.mutex);
    return stopping;
}

static void *watch(void *unused)
{
    (void)unused;
    while (wait_period()) {
        if (ask(SURVEILLANCE_CHECK_MS) == STATUS_OK) {
            sd_notify(0, "WATCHDOG=1");
        } else if (!is_stopping()) {
            log_error("watchdog_no_answer", LOG_INT("limit_ms", SURVEILLANCE_CHECK_MS));
        }
    }
    return NULL;
}

static enum status start_thread(void)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&surveillance.wake, &attributes);
    pthread_condattr_destroy(&attributes);
    surveillance.stopping = false;
    surveillance.running = pthread_create(&surveillance.thread, NULL, watch, NULL) == 0;
    if (!surveillance.running) {
        log_error("thread_failed", LOG_TEXT("thread", "surveillance"));
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

enum status surveillance_start(const struct config *config, int port)
{
    uint64_t watchdog_us = 0;
    /* Nothing here writes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    if (!getenv("NOTIFY_SOCKET")) {
        return STATUS_OK;
    }
    surveillance.config = config;
    surveillance.port = port;
    if (ask(SURVEILLANCE_READY_MS) != STATUS_OK) {
        log_error("not_ready", LOG_INT("limit_ms", SURVEILLANCE_READY_MS));
        return STATUS_UNAVAILABLE;
    }
    if (sd_watchdog_enabled(0, &watchdog_us) > 0) {
        surveillance.period_us = (int64_t)(watchdog_us / 2);
        if (start_thread() != STATUS_OK) {
            return STATUS_UNAVAILABLE;
        }
    }
    sd_notify(0, "READY=1");
    return STATUS_OK;
}

void surveillance_announce_stop(void)
{
    sd_notify(0, "STOPPING=1");
    if (surveillance.running) {
        pthread_mutex_lock(&surveillance.mutex);
        surveillance.stopping = true;
        pthread_cond_signal(&surveillance.wake);
        pthread_mutex_unlock(&surveillance.mutex);
    }
}

void surveillance_stop(void)
{
    if (!surveillance.running) {
        return;
    }
    pthread_join(surveillance.thread, NULL);
    pthread_cond_destroy(&surveillance.wake);
    surveillance.running = false;
}
