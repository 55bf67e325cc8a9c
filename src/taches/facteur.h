/* Sends what is in the outbox (domaine/socle/lettre.h), loses nothing.
 *
 * One thread a node, with a connection of its own. A row is claimed by a lease, sent outside any
 * transaction, then recorded: several nodes share the outbox without sending a row twice. After an
 * acknowledged delivery the node does nothing else until that is in the base. Only a node that
 * dies, or is cut off from the base, between the acknowledgement and the record, makes a mail go
 * twice. Without SOFI_SMTP_URL rows wait.
 */
#ifndef SOFI_TACHES_FACTEUR_H
#define SOFI_TACHES_FACTEUR_H

#include "config.h"
#include "db.h"
#include "transport.h"

#define FACTEUR_SECONDS 5        /* between two looks at the outbox */
#define FACTEUR_CONNECT_MS 10000 /* limits of one sending */
#define FACTEUR_TOTAL_MS 60000
#define FACTEUR_BAIL_MARGE 120  /* seconds: a lease outlives the sending by this */
#define FACTEUR_DELAI_MIN 30    /* seconds; doubled by each failure */
#define FACTEUR_DELAI_MAX 21600 /* 6 h; and a tenth at most is added at random */
#define FACTEUR_ABANDON 432000  /* 5 days: a mail older than this is given up when it fails */

/* Starts the thread; `config` outlives it. Without SOFI_SMTP_URL: one log line and no thread. */
enum status facteur_start(const struct config *config);

/* Something was deposited and committed. Thread-safe, never waits; nothing without the thread. */
void facteur_reveiller(void);

/* Ends the thread, after the sending in progress (FACTEUR_TOTAL_MS at most). */
void facteur_stop(void);

/* How attempts to send ended since the process began: for /metrics. Thread-safe. */
enum facteur_fin {
    FACTEUR_ENVOYE,
    FACTEUR_REMIS /* tried again later */,
    FACTEUR_ABANDONNE,
    FACTEUR_FINS
};
uint64_t facteur_essais(enum facteur_fin fin);

/* ---- one step, for the thread and for tests. A struct is used by one thread. */
struct facteur {
    const struct config *config;
    struct transport_limits limits;
    char noeud[44];  /* random: who holds a lease */
    int64_t a_noter; /* id of a mail that was delivered and is not yet recorded, or 0 */
    int64_t a_noter_instant;
};

void facteur_init(struct facteur *facteur, const struct config *config);

/* Claims, sends and records one row that is due at the instant `now`. *fait_r (always written):
 * whether there was one. Not STATUS_OK: the base does not answer; a delivery that could not be
 * recorded is the first thing that the next pass does, and all it does while it fails. */
enum status facteur_passe(struct facteur *facteur, struct db *db, int64_t now, bool *fait_r);

#endif
