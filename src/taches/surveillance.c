#include "surveillance.h"

#include "arena.h"
#include "fil.h"
#include "log.h"
#include "transport.h"

#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

static struct {
    struct fil fil;
    int64_t period_us; /* between two questions */
    const struct config *config;
    int port;
} surveillance = {.fil = FIL("surveillance")};

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
    ARENA_SCRATCH(arena, 0);
    const struct transport_limits limits = {
        .connect_ms = limit_ms, .total_ms = limit_ms, .max_bytes = 1u << 20};
    struct transport_response response;
    return transport_get(arena, own_url(arena, surveillance.config->listen, surveillance.port),
                         &limits, &response);
}

static void *watch(void *unused)
{
    (void)unused;
    while (fil_wait(&surveillance.fil, surveillance.period_us)) {
        if (ask(SURVEILLANCE_CHECK_MS) == STATUS_OK) {
            sd_notify(0, "WATCHDOG=1");
        } else if (!fil_is_stopping(&surveillance.fil)) {
            log_error("watchdog_no_answer", LOG_INT("limit_ms", SURVEILLANCE_CHECK_MS));
        }
    }
    return NULL;
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
        if (fil_start(&surveillance.fil, watch, NULL) != STATUS_OK) {
            return STATUS_UNAVAILABLE;
        }
    }
    sd_notify(0, "READY=1");
    return STATUS_OK;
}

void surveillance_announce_stop(void)
{
    sd_notify(0, "STOPPING=1");
    fil_announce_stop(&surveillance.fil);
}

void surveillance_stop(void)
{
    fil_stop(&surveillance.fil);
}
