/* What people are told by mail: plain sentences, kept in the outbox (table `courriel`) by the
 * transaction that is the reason for them. taches/facteur.h sends them, echanges/courriel.h makes
 * the message, with the name of the region and its help.
 */
#ifndef SOFI_DOMAINE_LETTRE_H
#define SOFI_DOMAINE_LETTRE_H

#include "db.h"

/* Texts are UTF-8; control characters become spaces. */
struct lettre {
    const char *destinataire;       /* an address, as email_check() wants it */
    const char *sujet;              /* one line */
    const char *const *paragraphes; /* `n` of them; sentences, no HTML */
    size_t n;
    const char *lien; /* path of a page, on a line of its own behind the paragraphs, or NULL */
    const char *lien_texte; /* what it does: "Choisir votre mot de passe"; needed with `lien` */
    const char *cle;        /* at most one mail is ever deposited with this key; NULL: no key */
};

#define LETTRE_ENTRE "\n\n" /* between paragraphs, in the outbox */

/* Puts one row into the outbox, in the caller's transaction; the sender looks by itself, and is
 * woken after a request that deposits (web/socle/application.c). A key that was used already:
 * STATUS_OK and nothing done. STATUS_REFUSED when the recipient is no address (logged, without it);
 * else the statuses of db.h. */
enum status lettre_deposer(struct db *db, struct arena *arena, const struct lettre *lettre);

/* How many this process has deposited, or tried to, since it began. Thread-safe. */
uint64_t lettre_deposees(void);

#endif
