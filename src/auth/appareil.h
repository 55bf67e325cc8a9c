/* The browsers in which an account has logged in (table `appareil`), and where they are.
 *
 * A browser keeps a random cookie of its own, whose hash only is stored; it opens nothing. It says
 * that somebody logged in here before: its wrong passwords are counted apart from those of
 * strangers, who can therefore not keep the owner out (docs/decisions/0005).
 */
#ifndef SOFI_AUTH_APPAREIL_H
#define SOFI_AUTH_APPAREIL_H

#include "db.h"

#define APPAREIL_JOURS 180  /* without a login, then it is forgotten */
#define APPAREIL_MAXIMUM 20 /* of one account: the last used */

struct appareil_connu {
    bool appareil; /* this account logged in with this browser */
    bool reseau;   /* or from this network with another one */
};

/* An unknown e-mail has neither, at the same cost. One statement. */
enum status appareil_reconnaitre(struct db *db, struct arena *arena, const char *email,
                                 const char *cookie, const char *reseau,
                                 struct appareil_connu *connu_r);

/* Notes a login. In a transaction. */
enum status appareil_noter(struct db *db, struct arena *arena, int64_t compte_id,
                           const char *cookie, const char *reseau);

/* No browser is known any more: the password is another one. In a transaction. */
enum status appareil_oublier(struct db *db, int64_t compte_id);

/* Removes those that were not used for long. In a transaction. */
enum status appareil_nettoyer(struct db *db);

/* True for a cookie that we can have made. */
bool appareil_est_cookie(const char *cookie);

/* The network of an address, in one spelling: the address itself of IPv4 (also when written as
 * ::ffff:192.0.2.1), the first 64 bits of IPv6 ("2001:db8:1:2::/64"). Other texts stay. */
const char *appareil_reseau(struct arena *arena, const char *adresse);

/* What a person recognises of a User-Agent: "Firefox sous Windows", "Navigateur inconnu". */
const char *appareil_en_mots(struct arena *arena, const char *agent);

#endif
