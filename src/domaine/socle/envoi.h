/* Forms that were taken, with the answers that they were given.
 *
 * The row is written by the transaction that does what the form asks: it is there exactly when the
 * rest is. Rows are kept for ENVOI_SECONDS.
 */
#ifndef SOFI_DOMAINE_ENVOI_H
#define SOFI_DOMAINE_ENVOI_H

#include "db.h"

#define ENVOI_SECONDS 86400

struct envoi {
    const char *cle;     /* digest of the form, of where it went and of who sent it */
    int64_t compte;      /* 0: nobody was logged in */
    const char *adresse; /* where the answer leads (303) */
    const char *message; /* code of the message that the next page shows; "" */
};

/* At the end of the transaction that did what the form asks. STATUS_CONFLICT: the same form was
 * taken already; the transaction must not go on. */
enum status envoi_noter(struct db *db, const struct envoi *envoi);

/* The answer that was given; STATUS_NOT_FOUND when the form was not taken (or not yet). */
enum status envoi_lire(struct db *db, struct arena *arena, const char *cle, struct envoi *envoi_r);

/* After a transaction with envoi_noter() ended in STATUS_UNKNOWN; outside any transaction,
 * DB_WRITE. STATUS_OK: it was committed, and here is the answer. STATUS_NOT_FOUND: it was not, and
 * cannot be any more. Anything else: it cannot be told. */
enum status envoi_sonder(struct db *db, struct arena *arena, const char *cle,
                         struct envoi *envoi_r);

/* Removes the rows whose time is over. In a transaction. */
enum status envoi_nettoyer(struct db *db);

#endif
