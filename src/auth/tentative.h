/* Attempts counted in windows of time, shared by all nodes: logins, links by mail, bytes sent.
 *
 * Keys: "c:EMAIL" and below it "c:EMAIL:…" what is tried on an account (EMAIL: its hash), "a:"
 * logins of a network, "o…" forgotten passwords, "ie:" invitations to an e-mail (its hash), "ip:"
 * those that an account sends, "f:" files of an account.
 */
#ifndef SOFI_AUTH_TENTATIVE_H
#define SOFI_AUTH_TENTATIVE_H

#include "db.h"

/* The key of an account; `email` is normalised (compte.h). */
const char *tentative_cle_compte(struct arena *arena, const char *email);

struct tentative {
    const char *cle;  /* an e-mail only as its hash */
    int64_t maximum;  /* allowed */
    int64_t secondes; /* in a window of this length, which starts with its first attempt */
    int64_t poids;    /* what this one counts for; 0: one */
};

/* Counts one attempt; sets *trop when it is over the maximum, and leaves it as it was otherwise.
 * In a transaction. */
enum status tentative_compter(struct db *db, const struct tentative *tentative, bool *trop);

/* The same for each of them, none left out. In a transaction. */
enum status tentative_compter_toutes(struct db *db, const struct tentative *tentatives, size_t n,
                                     bool *trop);

/* Takes one back: it was none. In a transaction. */
enum status tentative_rendre(struct db *db, const char *cle);

/* Forgets a key and all those below it ("cle:…"). In a transaction. */
enum status tentative_oublier(struct db *db, struct arena *arena, const char *cle);

/* Removes the windows that ended. In a transaction. */
enum status tentative_nettoyer(struct db *db);

#endif
