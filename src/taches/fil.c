#include "fil.h"

#include "dates.h"
#include "log.h"

#include <time.h>

enum status fil_start(struct fil *fil, void *(*run)(void *), void *context)
{
    pthread_mutex_lock(&fil->mutex);
    fil->stopping = false;
    fil->woken = false;
    pthread_mutex_unlock(&fil->mutex);
    if (pthread_create(&fil->thread, NULL, run, context) != 0) {
        log_error("thread_refused", LOG_TEXT("thread", fil->nom));
        return STATUS_ERROR;
    }
    pthread_mutex_lock(&fil->mutex);
    fil->running = true;
    pthread_mutex_unlock(&fil->mutex);
    return STATUS_OK;
}

bool fil_wait(struct fil *fil, int64_t round_us)
{
    int64_t until_us = dates_monotonic_us() + round_us;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    pthread_mutex_lock(&fil->mutex);
    while (!fil->stopping && !fil->woken &&
           pthread_cond_clockwait(&fil->wake, &fil->mutex, CLOCK_MONOTONIC, &until) == 0) {
    }
    fil->woken = false;
    bool go_on = !fil->stopping;
    pthread_mutex_unlock(&fil->mutex);
    return go_on;
}

bool fil_is_stopping(struct fil *fil)
{
    pthread_mutex_lock(&fil->mutex);
    bool stopping = fil->stopping;
    pthread_mutex_unlock(&fil->mutex);
    return stopping;
}

void fil_wake(struct fil *fil)
{
    pthread_mutex_lock(&fil->mutex);
    fil->woken = true;
    pthread_cond_signal(&fil->wake);
    pthread_mutex_unlock(&fil->mutex);
}

void fil_announce_stop(struct fil *fil)
{
    pthread_mutex_lock(&fil->mutex);
    fil->stopping = true;
    pthread_cond_signal(&fil->wake);
    pthread_mutex_unlock(&fil->mutex);
}

void fil_stop(struct fil *fil)
{
    fil_announce_stop(fil);
    pthread_mutex_lock(&fil->mutex);
    bool running = fil->running;
    fil->running = false;
    pthread_mutex_unlock(&fil->mutex);
    if (running) {
        pthread_join(fil->thread, NULL);
    }
}

struct db *fil_ouvrir(const struct config *config, enum db_mode mode, int wait_ms)
{
    ARENA_SCRATCH(arena, 0);
    struct db *db = NULL;
    const char *message = NULL;
    const struct db_options options = {
        .url = config->database, .mode = mode, .sync_full = config->sync_full, .wait_ms = wait_ms};
    if (db_open(&options, arena, &db, &message) != STATUS_OK) {
        db = NULL;
    }
    return db;
}
