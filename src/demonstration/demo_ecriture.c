#include "demo_ecriture.h"

#include "buffer.h"
#include "log.h"

#include <pthread.h>

#define LIGNES_MAX 4000            /* of a parcel; more gain nothing */
#define TEXTES ((size_t)256 << 10) /* bytes of a parcel's, about */

/* Rows of a table. */
struct lot {
    struct buffer binds; /* struct db_bind; keeps its room */
    size_t rows;
};

struct colis {
    struct lot *lots; /* by table */
    struct arena *textes;
    size_t rows;
};

struct demo_ecriture {
    struct db *db;
    struct arena *arena;
    const struct statement *const *tables;
    size_t table_n;
    struct colis colis[2];
    struct colis *ouvert; /* the caller fills it; the other is the thread's, or empty */
    enum status vu;       /* the caller's view of `status` */
    pthread_t thread;
    bool tourne;
    pthread_mutex_t mutex;
    pthread_cond_t change;
    /* Under the mutex: */
    struct colis *parti; /* to be written; NULL: there is none */
    enum status status;  /* the first failure */
    bool fini;
};

static void vider(const struct demo_ecriture *ecriture, struct colis *colis)
{
    for (size_t i = 0; i < ecriture->table_n; i++) {
        colis->lots[i].binds.length = 0;
        colis->lots[i].rows = 0;
    }
    arena_reset(colis->textes);
    colis->rows = 0;
}

/* ---- the thread */

/* In the order of their references, which PostgreSQL checks. */
static enum status ecrire(const struct demo_ecriture *ecriture, const struct colis *colis)
{
    for (size_t i = 0; i < ecriture->table_n; i++) {
        const struct lot *lot = &colis->lots[i];
        const void *binds = lot->binds.data;
        TRY(db_insert(ecriture->db, ecriture->tables[i], binds, lot->rows));
    }
    return STATUS_OK;
}

static void *ecrire_colis(void *contexte)
{
    struct demo_ecriture *ecriture = contexte;
    pthread_mutex_lock(&ecriture->mutex);
    while (!ecriture->fini) {
        if (!ecriture->parti) {
            pthread_cond_wait(&ecriture->change, &ecriture->mutex);
            continue;
        }
        enum status status = ecriture->status;
        pthread_mutex_unlock(&ecriture->mutex);
        status = status != STATUS_OK ? status : ecrire(ecriture, ecriture->parti);
        pthread_mutex_lock(&ecriture->mutex);
        ecriture->status = status;
        ecriture->parti = NULL;
        pthread_cond_signal(&ecriture->change);
    }
    pthread_mutex_unlock(&ecriture->mutex);
    return NULL;
}

/* ---- the caller */

struct demo_ecriture *demo_ecriture_creer(struct db *db, struct arena *arena,
                                          const struct statement *const *tables, size_t n)
{
    struct demo_ecriture *ecriture = ARENA_NEW(arena, struct demo_ecriture);
    ecriture->db = db;
    ecriture->arena = arena;
    ecriture->tables = tables;
    ecriture->table_n = n;
    for (int i = 0; i < 2; i++) {
        ecriture->colis[i].lots = ARENA_ARRAY(arena, struct lot, n);
        for (size_t j = 0; j < n; j++) {
            buffer_init(&ecriture->colis[i].lots[j].binds, arena, 0);
        }
        ecriture->colis[i].textes = arena_create(TEXTES);
    }
    ecriture->ouvert = &ecriture->colis[0];
    pthread_mutex_init(&ecriture->mutex, NULL);
    pthread_cond_init(&ecriture->change, NULL);
    ecriture->tourne = pthread_create(&ecriture->thread, NULL, ecrire_colis, ecriture) == 0;
    if (!ecriture->tourne) {
        log_error("thread_refused", LOG_TEXT("thread", "demo_ecriture"));
    }
    return ecriture;
}

void demo_ecriture_detruire(struct demo_ecriture *ecriture)
{
    if (ecriture->tourne) {
        pthread_mutex_lock(&ecriture->mutex);
        ecriture->fini = true;
        pthread_cond_signal(&ecriture->change);
        pthread_mutex_unlock(&ecriture->mutex);
        pthread_join(ecriture->thread, NULL);
    }
    pthread_cond_destroy(&ecriture->change);
    pthread_mutex_destroy(&ecriture->mutex);
    arena_destroy(ecriture->colis[0].textes);
    arena_destroy(ecriture->colis[1].textes);
}

/* Waits until the thread has nothing to write, then gives it `colis`. */
static void confier(struct demo_ecriture *ecriture, struct colis *colis)
{
    pthread_mutex_lock(&ecriture->mutex);
    while (ecriture->parti) {
        pthread_cond_wait(&ecriture->change, &ecriture->mutex);
    }
    ecriture->parti = colis;
    ecriture->vu = ecriture->status;
    pthread_cond_signal(&ecriture->change);
    pthread_mutex_unlock(&ecriture->mutex);
}

static void envoyer(struct demo_ecriture *ecriture)
{
    confier(ecriture, ecriture->ouvert);
    ecriture->ouvert = &ecriture->colis[ecriture->ouvert == &ecriture->colis[0]];
    vider(ecriture, ecriture->ouvert);
}

void demo_ecriture_commencer(struct demo_ecriture *ecriture)
{
    confier(ecriture, NULL);
    vider(ecriture, ecriture->ouvert);
    ecriture->vu = ecriture->tourne ? STATUS_OK : STATUS_ERROR;
    ecriture->status = ecriture->vu;
}

static struct lot *lot_de(const struct demo_ecriture *ecriture, const struct statement *table)
{
    size_t i = 0;
    while (ecriture->tables[i] != table) {
        i++;
    }
    return &ecriture->ouvert->lots[i];
}

void demo_ecriture_ligne(struct demo_ecriture *ecriture, const struct statement *table,
                         const struct db_bind *binds, size_t n)
{
    struct lot *lot = lot_de(ecriture, table);
    if (ecriture->vu != STATUS_OK) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct db_bind bind = binds[i];
        if (bind.type == 't') {
            bind.bytes = arena_strndup(ecriture->ouvert->textes, bind.bytes, bind.length);
        }
        buffer_append(&lot->binds, (const char *)&bind, sizeof bind);
    }
    lot->rows++;
    if (++ecriture->ouvert->rows == LIGNES_MAX) {
        envoyer(ecriture);
    }
}

enum status demo_ecriture_attendre(struct demo_ecriture *ecriture)
{
    if (ecriture->vu == STATUS_OK) {
        envoyer(ecriture);
    }
    confier(ecriture, NULL);
    return ecriture->vu;
}
