#include "travail.h"

#include "dates.h"

#include <pthread.h>

static struct {
    pthread_mutex_t mutex;
    struct travail_bilan bilans[TRAVAUX];
} travaux = {
    .mutex = PTHREAD_MUTEX_INITIALIZER,
    .bilans = {[TRAVAIL_MENAGE] = {.nom = "menage"}, [TRAVAIL_FACTEUR] = {.nom = "facteur"}}};

static void noter_regard(struct travail_bilan *bilan, enum status status)
{
    if (status == STATUS_OK) {
        bilan->reussi_a = dates_now();
    } else {
        bilan->echecs++;
    }
}

void travail_noter(enum travail travail, int64_t debut_us, enum status status)
{
    struct travail_bilan *bilan = &travaux.bilans[travail];
    pthread_mutex_lock(&travaux.mutex);
    noter_regard(bilan, status);
    bilan->tours++;
    bilan->duree_us = dates_monotonic_us() - debut_us;
    pthread_mutex_unlock(&travaux.mutex);
}

void travail_veiller(enum travail travail)
{
    pthread_mutex_lock(&travaux.mutex);
    noter_regard(&travaux.bilans[travail], STATUS_OK);
    pthread_mutex_unlock(&travaux.mutex);
}

void travail_lire(enum travail travail, struct travail_bilan *bilan_r)
{
    pthread_mutex_lock(&travaux.mutex);
    *bilan_r = travaux.bilans[travail];
    pthread_mutex_unlock(&travaux.mutex);
}
