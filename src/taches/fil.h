/* A thread that works by rounds until it is told to end: what housekeeping, mail, readings of the
 * base and the watchdog have in common.
 *
 * `mutex` may also guard what the owner shares with its thread. */
#ifndef SOFI_TACHES_FIL_H
#define SOFI_TACHES_FIL_H

#include "config.h"
#include "db.h"
#include "status.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct fil {
    const char *nom; /* for the log */
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool running;
    bool stopping;
    bool woken;
};

#define FIL(name)                                                                                  \
    {                                                                                              \
        .nom = (name), .mutex = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER        \
    }

/* STATUS_ERROR: the system gives no thread; logged. */
enum status fil_start(struct fil *fil, void *(*run)(void *), void *context);

/* For the thread: waits for its next round, or until it is woken. False when it is the end. */
bool fil_wait(struct fil *fil, int64_t round_us);
bool fil_is_stopping(struct fil *fil);

/* A round now. Thread-safe, never waits. */
void fil_wake(struct fil *fil);

/* Asks for the end, without waiting for it. */
void fil_announce_stop(struct fil *fil);
/* Asks for it, and waits. Nothing when it was not started. */
void fil_stop(struct fil *fil);

/* A connection of the thread's own; NULL when the base does not answer (logged). */
struct db *fil_ouvrir(const struct config *config, enum db_mode mode, int wait_ms);

#endif
