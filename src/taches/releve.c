#include "releve.h"

#include "dates.h"
#include "fil.h"

#define RELEVE_US ((int64_t)RELEVE_SECONDS * 1000000)

STATEMENT(RELEVE, "", "iiii",
          "SELECT count(*), count(CASE WHEN essais > 0 THEN 1 END), min(cree_a),"
          " (SELECT count(*) FROM migration) FROM courriel WHERE etat = 'a_envoyer'");

static struct {
    struct fil fil;
    const struct config *config;
    struct releve dernier;
} releves = {.fil = FIL("releve")};

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
    TRY(db_end(&rows));
    return db_size(db, &releve_r->octets);
}

enum status releve_prendre(struct db *db)
{
    struct releve releve = {.essaye = true, .repond = true};
    enum status status = db ? demander(db, &releve) : STATUS_UNAVAILABLE;
    releve.pris_a = dates_now();
    pthread_mutex_lock(&releves.fil.mutex);
    if (status == STATUS_OK) {
        releves.dernier = releve;
    } else {
        releves.dernier.essaye = true;
        releves.dernier.repond = false;
    }
    pthread_mutex_unlock(&releves.fil.mutex);
    return status;
}

void releve_lire(struct releve *releve_r)
{
    pthread_mutex_lock(&releves.fil.mutex);
    *releve_r = releves.dernier;
    pthread_mutex_unlock(&releves.fil.mutex);
}

/* ---- the thread */

static void *run(void *unused)
{
    (void)unused;
    struct db *db = NULL;
    do {
        db = db ? db : fil_ouvrir(releves.config, DB_READ, RELEVE_WAIT_MS);
        releve_prendre(db);
    } while (fil_wait(&releves.fil, RELEVE_US));
    db_close(db);
    return NULL;
}

enum status releve_start(const struct config *config)
{
    if (!config->metrics_listen[0] && !config->metrics_key[0]) {
        return STATUS_OK;
    }
    releves.config = config;
    return fil_start(&releves.fil, run, NULL);
}

void releve_stop(void)
{
    fil_stop(&releves.fil);
}
