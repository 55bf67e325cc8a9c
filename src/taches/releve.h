/* What the base says for /metrics, read now and then so that no reading of it waits for the base.
 *
 * One thread a node, with a connection of its own that waits RELEVE_WAIT_MS at most: two short
 * statements each RELEVE_SECONDS. While the base is silent the last known figures stay. */
#ifndef SOFI_TACHES_RELEVE_H
#define SOFI_TACHES_RELEVE_H

#include "config.h"
#include "db.h"

#define RELEVE_SECONDS 15
#define RELEVE_WAIT_MS 2000

struct releve {
    bool essaye;           /* the base was asked once at least */
    bool repond;           /* and answered the last time */
    int64_t pris_a;        /* instant of the figures below; 0: there are none yet */
    int64_t attend;        /* mails */
    int64_t retente;       /* of them, those that one attempt did not deliver */
    int64_t plus_ancien_a; /* instant of the oldest of them; 0: none */
    int64_t migrations;
    int64_t octets; /* of the base */
};

/* Starts the thread; `config` outlives it. Nothing when /metrics can be read by nobody. */
enum status releve_start(const struct config *config);
/* Ends the thread, after RELEVE_WAIT_MS for each statement at most. */
void releve_stop(void);

/* One reading, for the thread and for tests. `db` NULL: it could not be opened. */
enum status releve_prendre(struct db *db);
/* The last one. Never waits; thread-safe. */
void releve_lire(struct releve *releve_r);

#endif
