#include "menage.h"

#include "dates.h"
#include "db.h"
#include "derives.h"
#include "ecart_qualiopi.h"
#include "envoi.h"
#include "fichier.h"
#include "fil.h"
#include "log.h"
#include "login.h"
#include "suppression.h"
#include "travail.h"

#include <string.h>

#define TOUCHES 4096

static struct {
    struct fil fil; /* its mutex guards the logins too */
    size_t count;
    int64_t logins[TOUCHES];
    const struct config *config;
} menage = {.fil = FIL("menage")};

void menage_toucher(int64_t login_id)
{
    pthread_mutex_lock(&menage.fil.mutex);
    bool known = !menage.fil.running || menage.count == TOUCHES;
    for (size_t i = 0; i < menage.count && !known; i++) {
        known = menage.logins[i] == login_id;
    }
    if (!known) {
        menage.logins[menage.count++] = login_id;
    }
    pthread_mutex_unlock(&menage.fil.mutex);
}

struct batch {
    size_t count;
    int64_t logins[TOUCHES];
    bool expire;
    bool autre_jour;
    char aujourdhui[DATES_ISO_SIZE];
};

/* A difference that a person has just made is told the day after: there was time to look at it. */
static enum status comparer_qualiopi(struct db *db, const char *aujourdhui)
{
    ARENA_SCRATCH(arena, 0);
    char hier[DATES_ISO_SIZE];
    size_t courriels = 0;
    dates_add_days(aujourdhui, -1, hier);
    TRY(ecart_qualiopi_comparer(db, arena, 0, aujourdhui));
    return ecart_qualiopi_avertir(db, arena, hier, &courriels);
}

static enum status write_batch(struct db *db, void *context)
{
    const struct batch *batch = context;
    for (size_t i = 0; i < batch->count; i++) {
        struct acteur acteur = {.login_id = batch->logins[i]};
        TRY(login_toucher(db, &acteur));
    }
    if (batch->expire) {
        TRY(login_nettoyer(db, menage.config));
        TRY(fichier_nettoyer(db));
        TRY(envoi_nettoyer(db));
    }
    if (batch->autre_jour) {
        size_t videes = 0;
        TRY(session_arreter(db, batch->aujourdhui));
        TRY(suppression_effacer(db, batch->aujourdhui));
        TRY(action_references_toutes(db, batch->aujourdhui, &videes));
        TRY(comparer_qualiopi(db, batch->aujourdhui));
    }
    return STATUS_OK;
}

/* The hour is measured by a clock that never goes back; the day may change either way. */
static void voir_ce_qui_est_du(struct batch *batch, int64_t fait_us, const char *jour)
{
    dates_today(batch->aujourdhui);
    batch->autre_jour = strcmp(jour, batch->aujourdhui) != 0;
    batch->expire = batch->autre_jour ||
                    dates_monotonic_us() - fait_us >= (int64_t)MENAGE_EXPIRE_SECONDS * 1000000;
}

/* Waits for the next round; false when it is the last. */
static bool wait_round(struct batch *batch)
{
    bool go_on = fil_wait(&menage.fil, (int64_t)MENAGE_SECONDS * 1000000);
    pthread_mutex_lock(&menage.fil.mutex);
    batch->count = menage.count;
    for (size_t i = 0; i < menage.count; i++) {
        batch->logins[i] = menage.logins[i];
    }
    menage.count = 0;
    pthread_mutex_unlock(&menage.fil.mutex);
    return go_on;
}

static void *run(void *unused)
{
    (void)unused;
    static struct batch batch;
    struct db *db = NULL;
    int64_t fait_us = 0;
    char jour[DATES_ISO_SIZE] = "";
    bool go_on = true;
    while (go_on) {
        go_on = wait_round(&batch);
        voir_ce_qui_est_du(&batch, fait_us, jour);
        if (batch.count == 0 && !batch.expire) {
            travail_veiller(TRAVAIL_MENAGE);
            continue;
        }
        int64_t began = dates_monotonic_us();
        db = db ? db : fil_ouvrir(menage.config, DB_WRITE, DB_WAIT_MS);
        enum status status = db ? db_transaction(db, write_batch, &batch) : STATUS_UNAVAILABLE;
        travail_noter(TRAVAIL_MENAGE, began, status);
        if (status == STATUS_OK && batch.expire) {
            fait_us = began;
            memcpy(jour, batch.aujourdhui, sizeof jour);
        } else if (status != STATUS_OK) {
            log_warning("housekeeping_failed", LOG_INT("waiting", (int64_t)batch.count));
        }
    }
    db_close(db);
    return NULL;
}

enum status menage_start(const struct config *config)
{
    menage.config = config;
    return fil_start(&menage.fil, run, NULL);
}

void menage_stop(void)
{
    fil_stop(&menage.fil);
}
