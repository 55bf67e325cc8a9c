#include "menage.h"

#include "arena.h"
#include "dates.h"
#include "db.h"
#include "envoi.h"
#include "fichier.h"
#include "log.h"
#include "login.h"
#include "session.h"
#include "travail.h"

#include <pthread.h>
#include <time.h>

#define TOUCHES 4096

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool running;
    bool stopping;
    size_t count;
    int64_t logins[TOUCHES];
    const struct config *config;
} menage = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

void menage_toucher(int64_t login_id)
{
    pthread_mutex_lock(&menage.mutex);
    bool known = !menage.running || menage.count == TOUCHES;
    for (size_t i = 0; i < menage.count && !known; i++) {
        known = menage.logins[i] == login_id;
    }
    if (!known) {
        menage.logins[menage.count++] = login_id;
    }
    pthread_mutex_unlock(&menage.mutex);
}

struct batch {
    size_t count;
    int64_t logins[TOUCHES];
    bool expire;
};

static enum status write_batch(struct db *db, void *context)
{
    const struct batch *batch = context;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
        struct acteur acteur = {.login_id = batch->logins[i]};
        status = login_toucher(db, &acteur);
    }
    if (status == STATUS_OK && batch->expire) {
        status = login_nettoyer(db, menage.config);
        status = status == STATUS_OK ? fichier_nettoyer(db) : status;
        status = status == STATUS_OK ? session_vieillir(db) : status;
        status = status == STATUS_OK ? envoi_nettoyer(db) : status;
    }
    return status;
}

/* Waits for the next round; false when it is the last. */
static bool wait_round(struct batch *batch)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += MENAGE_SECONDS;
    pthread_mutex_lock(&menage.mutex);
    while (!menage.stopping &&
           pthread_cond_clockwait(&menage.wake, &menage.mutex, CLOCK_MONOTONIC, &until) == 0) {
    }
    bool go_on = !menage.stopping;
    batch->count = menage.count;
    for (size_t i = 0; i < menage.count; i++) {
        batch->logins[i] = menage.logins[i];
    }
    menage.count = 0;
    pthread_mutex_unlock(&menage.mutex);
    return go_on;
}

static struct db *open_writer(void)
{
    struct arena *arena = arena_create(0);
    struct db *db = NULL;
    const char *message = NULL;
    struct db_options options = {.url = menage.config->database,
                                 .mode = DB_WRITE,
                                 .sync_full = menage.config->sync_full,
                                 .wait_ms = DB_WAIT_MS};
    if (db_open(&options, arena, &db, &message) != STATUS_OK) {
        db = NULL;
    }
    arena_destroy(arena);
    return db;
}

static void *run(void *unused)
{
    (void)unused;
    static struct batch batch;
    struct db *db = NULL;
    int64_t expired_at = 0;
    bool go_on = true;
    while (go_on) {
        go_on = wait_round(&batch);
        int64_t now = dates_now();
        batch.expire = now - expired_at >= MENAGE_EXPIRE_SECONDS;
        if (batch.count == 0 && !batch.expire) {
            travail_veiller(TRAVAIL_MENAGE);
            continue;
        }
        int64_t began = dates_monotonic_us();
        db = db ? db : open_writer();
        enum status status = db ? db_transaction(db, write_batch, &batch) : STATUS_UNAVAILABLE;
        travail_noter(TRAVAIL_MENAGE, began, status);
        if (status == STATUS_OK) {
            expired_at = batch.expire ? now : expired_at;
        } else {
            log_warning("housekeeping_failed", LOG_INT("waiting", (int64_t)batch.count));
        }
    }
    db_close(db);
    return NULL;
}

enum status menage_start(const struct config *config)
{
    menage.config = config;
    menage.stopping = false;
    if (pthread_create(&menage.thread, NULL, run, NULL) != 0) {
        log_error("thread_refused", LOG_TEXT("thread", "menage"));
        return STATUS_ERROR;
    }
    pthread_mutex_lock(&menage.mutex);
    menage.running = true;
    pthread_mutex_unlock(&menage.mutex);
    return STATUS_OK;
}

void menage_stop(void)
{
    pthread_mutex_lock(&menage.mutex);
    bool running = menage.running;
    menage.running = false;
    menage.stopping = true;
    pthread_cond_signal(&menage.wake);
    pthread_mutex_unlock(&menage.mutex);
    if (running) {
        pthread_join(menage.thread, NULL);
    }
}
