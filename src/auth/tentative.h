/* Attempts counted in windows of time, for logins and forgotten passwords: shared by all nodes. */
#ifndef SOFI_AUTH_TENTATIVE_H
#define SOFI_AUTH_TENTATIVE_H

#include "db.h"

struct tentative {
    const char *cle;  /* prefix of the kind, then what is counted: an e-mail only as its hash */
    int64_t maximum;  /* attempts allowed */
    int64_t secondes; /* in a window of this length, which starts with its first attempt */
};

/* Counts one attempt; sets *trop when it is over the maximum, and leaves it as it was otherwise.
 * In a transaction. */
enum status tentative_compter(struct db *db, const struct tentative *tentative, bool *trop);

#endif
