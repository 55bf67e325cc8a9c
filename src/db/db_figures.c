#include "db_private.h"

#include <pthread.h>

/* The connections that are open. Each says by itself whether it is busy: no line of memory is
 * shared between those that work. */
static struct {
    pthread_mutex_t mutex;
    LIST_HEAD(db_list, db) open;
} all = {.mutex = PTHREAD_MUTEX_INITIALIZER, .open = LIST_HEAD_INITIALIZER(all.open)};

static atomic_uint_fast64_t retries;
static atomic_uint_fast64_t waits;
static atomic_uint_fast64_t waited_us;

void db_figures_opened(struct db *db)
{
    pthread_mutex_lock(&all.mutex);
    LIST_INSERT_HEAD(&all.open, db, link);
    pthread_mutex_unlock(&all.mutex);
}

void db_figures_closing(struct db *db)
{
    pthread_mutex_lock(&all.mutex);
    LIST_REMOVE(db, link);
    pthread_mutex_unlock(&all.mutex);
}

void db_figures_busy(struct db *db)
{
    atomic_store_explicit(&db->busy, true, memory_order_relaxed);
}

void db_figures_idle(struct db *db)
{
    bool busy = db->in_transaction || db->open_rows > 0;
    atomic_store_explicit(&db->busy, busy, memory_order_relaxed);
}

void db_figures_retried(void)
{
    atomic_fetch_add_explicit(&retries, 1, memory_order_relaxed);
}

void db_figures_waited(int64_t us)
{
    atomic_fetch_add_explicit(&waits, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&waited_us, us > 0 ? (uint64_t)us : 0, memory_order_relaxed);
}

void db_figures(struct db_figures *figures_r)
{
    *figures_r = (struct db_figures){.retries = atomic_load(&retries),
                                     .waits = atomic_load(&waits),
                                     .waited_us = atomic_load(&waited_us)};
    const struct db *db = NULL;
    pthread_mutex_lock(&all.mutex);
    LIST_FOREACH(db, &all.open, link)
    {
        figures_r->open[db->mode]++;
        figures_r->busy[db->mode] += atomic_load_explicit(&db->busy, memory_order_relaxed);
    }
    pthread_mutex_unlock(&all.mutex);
}
