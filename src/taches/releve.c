#include "releve.h"

#include "dates.h"
#include "log.h"

#include <pthread.h>
#include <time.h>

STATEMENT(RELEVE, "", "iiii",
          "SELECT count(*), count(CASE WHEN essais > 0 THEN 1 END), min(cree_a),"
          " (SELECT count(*) FROM migration) FROM courriel WHERE etat = 'a_envoyer'");

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool running;
    bool stopping;
    const struct config *config;
    struct releve dernier;
} releves = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

static enum status demander(struct db *db, struct releve *releve_r)
{
    struct db_rows rows;
    db_query(db, &RELEVE, &rows, NULL, 0);
    if (db_next(&rows)) {
        releve_r->attend = db_int(&rows, 0);
        releve_r->retente = db_int(&rows, 1);
        releve_r->plus_ancien_a = db_int(&rows, 2);
        releve_r->migrations = db_int(&rows, 3);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK ? db_size(db, &releve_r->octets) : status;
}

enum status releve_prendre(struct db *db)
{
    struct releve releve = {.essaye = true, .repond = true};
    enum status status = db ? demander(db, &releve) : STATUS_UNAVAILABLE;
    releve.pris_a = dates_now();
    pthread_mutex_lock(&releves.mutex);
    if (status == STATUS_OK) {
        releves.dernier = releve;
    } else {
        releves.dernier.essaye = true;
        releves.dernier.repond = false;
    }
    pthread_mutex_unlock(&releves.mutex);
    return status;
}

void releve_lire(struct releve *releve_r)
{
    pthread_mutex_lock(&releves.mutex);
    *releve_r = releves.dernier;
    pthread_mutex_unlock(&releves.mutex);
}

/* ---- the thread */

/* False when it is the end. */
static bool wait_round(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RELEVE_SECONDS;
    pthread_mutex_lock(&releves.mutex);
    while (!releves.stopping &&
           pthread_cond_clockwait(&releves.wake, &releves.mutex, CLOCK_MONOTONIC, &until) == 0) {
    }
    bool go_on = !releves.stopping;
    pthread_mutex_unlock(&releves.mutex);
    return go_on;
}

static struct db *open_reader(const struct config *config)
{
    struct arena *arena = arena_create(0);
    struct db *db = NULL;
    const char *message = NULL;
    const struct db_options options = {
        .url = config->database, .mode = DB_READ, .wait_ms = RELEVE_WAIT_MS};
    if (db_open(&options, arena, &db, &message) != STATUS_OK) {
        db = NULL;
    }
    arena_destroy(arena);
    return db;
}

static void *run(void *unused)
{
    (void)unused;
    struct db *db = NULL;
    do {
        db = db ? db : open_reader(releves.config);
        releve_prendre(db);
    } while (wait_round());
    db_close(db);
    return NULL;
}

enum status releve_start(const struct config *config)
{
    if (!config->metrics_listen[0] && !config->metrics_key[0]) {
        return STATUS_OK;
    }
    releves.config = config;
    releves.stopping = false;
    if (pthread_create(&releves.thread, NULL, run, NULL) != 0) {
        log_error("thread_refused", LOG_TEXT("thread", "releve"));
        return STATUS_ERROR;
    }
    releves.running = true;
    return STATUS_OK;
}

void releve_stop(void)
{
    pthread_mutex_lock(&releves.mutex);
    bool running = releves.running;
    releves.running = false;
    releves.stopping = true;
    pthread_cond_signal(&releves.wake);
    pthread_mutex_unlock(&releves.mutex);
    if (running) {
        pthread_join(releves.thread, NULL);
    }
}
