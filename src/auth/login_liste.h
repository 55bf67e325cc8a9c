/* The open logins of one account, for the person whose account it is. */
#ifndef SOFI_AUTH_LOGIN_LISTE_H
#define SOFI_AUTH_LOGIN_LISTE_H

#include "acteur.h"
#include "config.h"
#include "db.h"

#define LOGIN_LISTE_MAXIMUM 100 /* shown: the last used */

struct login_ligne {
    int64_t id;
    const char *appareil; /* "Firefox sous Windows" */
    const char *reseau;   /* address of IPv4, 64 bits of IPv6 (appareil.h) */
    int64_t ouvert_a;     /* instants */
    int64_t vu_a;         /* a minute late at most */
    bool courant;         /* the one that asks */
};

struct login_lignes {
    const struct login_ligne *items;
    size_t n;
};

/* Those of `acteur` that are open as login_acteur() understands it: the one that asks first, then
 * the last used. One statement. */
enum status login_lister(struct db *db, struct arena *arena, const struct config *config,
                         const struct acteur *acteur, struct login_lignes *logins_r);

/* Ends one, or all, of the other logins of `acteur`; never the one that asks, never that of
 * somebody else. *n_r: how many there were, 0 when none is (any more) one of its own. In a
 * transaction. */
enum status login_fermer_un(struct db *db, const struct acteur *acteur, int64_t id, int64_t *n_r);
enum status login_fermer_autres(struct db *db, const struct acteur *acteur, int64_t *n_r);

#endif
