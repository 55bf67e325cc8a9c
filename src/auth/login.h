/* Logins: who is behind a cookie. Only the hash of the cookie is stored; every node can check it.
 */
#ifndef SOFI_AUTH_LOGIN_H
#define SOFI_AUTH_LOGIN_H

#include "acteur.h"
#include "config.h"
#include "db.h"

/* Failed attempts allowed in LOGIN_THROTTLE_SECONDS. */
#define LOGIN_THROTTLE_SECONDS 900
#define LOGIN_THROTTLE_COMPTE 8   /* for one account, from one network or with a known browser */
#define LOGIN_THROTTLE_ADRESSE 60 /* from one network, for all accounts */
#define LOGIN_THROTTLE_PARTOUT                                                                     \
    20 /* for one account, from all networks where nobody of it has been */

/* No text is NULL. */
struct login_demande {
    const char *email; /* any case */
    const char *mot_de_passe;
    const char *adresse;  /* of the client */
    const char *appareil; /* the browser's own cookie (appareil.h); "" */
    const char *ancien;   /* cookie of the login that was open in this browser, which ends; "" */
    const char *agent;    /* User-Agent */
};

struct login_ouvert {
    const char *cookie;   /* the secret for the browser (43 characters) */
    const char *appareil; /* the browser's own cookie, to be kept for APPAREIL_JOURS */
};

/* Checks an e-mail and a password and opens a login. On a DB_WRITE connection, outside any
 * transaction: hashing takes about 0.1 s and must not hold the writer lock.
 *
 * STATUS_REFUSED: wrong e-mail or password, or an account that is blocked or has no password yet —
 * same answer, same cost. STATUS_TOO_MANY: throttled; the attempt was not even checked, and is
 * counted whether the e-mail exists or not. A browser in which this account has logged in before
 * has a count of its own: what strangers try does not keep it out. */
enum status login_ouvrir(struct db *db, struct arena *arena, const struct login_demande *demande,
                         struct login_ouvert *ouvert_r);

/* Whether a login gave the password so lately that it is not asked again before it changes what an
 * account may do, or who may open it. */
#define LOGIN_CONFIRMATION_SECONDES 300
bool login_confirme(const struct acteur *acteur);

/* Checks the password of who is logged in, and notes that it was given. Like login_ouvrir(): on a
 * DB_WRITE connection, outside any transaction; a wrong one counts as a wrong login,
 * STATUS_REFUSED, STATUS_TOO_MANY. STATUS_LOGIN: the login ended meanwhile. Of `demande` the e-mail
 * is that of `acteur`. */
enum status login_confirmer(struct db *db, struct arena *arena, struct acteur *acteur,
                            const struct login_demande *demande);

/* The person behind a cookie. STATUS_LOGIN when the cookie is unknown, its login ended (absolute or
 * idle limit of `config`) or the account is no longer active. One statement. *a_toucher_r: the
 * login's last use is over a minute old and should be refreshed with login_toucher(). */
enum status login_acteur(struct db *db, struct arena *arena, const struct config *config,
                         const char *cookie, struct acteur *acteur_r, bool *a_toucher_r);

/* Whether a login of `acteur` that was opened and last used at these instants is over at `now`: the
 * absolute limit of `config`, for officers the idle one too. */
bool login_fini(const struct config *config, const struct acteur *acteur, int64_t ouvert_a,
                int64_t vu_a, int64_t now);

/* Refreshes the last use of a login. On a DB_WRITE connection. */
enum status login_toucher(struct db *db, const struct acteur *acteur);

/* Ends a login; an unknown cookie is no error. In a transaction. */
enum status login_fermer(struct db *db, struct arena *arena, const char *cookie);

/* Removes the logins, invitations and throttle lines whose time is over. In a transaction. */
enum status login_nettoyer(struct db *db, const struct config *config);

#endif
