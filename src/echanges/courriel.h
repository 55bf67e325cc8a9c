/* Mail for people: written as plain sentences, kept in the outbox (table `courriel`) by the
 * transaction that is the reason for it, sent by taches/facteur.h.
 *
 * A mail is text and HTML, in French, with the region and the help of `config` at its foot.
 */
#ifndef SOFI_ECHANGES_COURRIEL_H
#define SOFI_ECHANGES_COURRIEL_H

#include "config.h"
#include "db.h"
#include "transport.h"

/* Texts are UTF-8; control characters become spaces. */
struct courriel {
    const char *destinataire;       /* an address, as email_check() wants it */
    const char *sujet;              /* one line */
    const char *const *paragraphes; /* `n` of them; sentences, no HTML */
    size_t n;
    const char *lien;       /* http(s) URL on a line of its own behind the paragraphs, or NULL */
    const char *lien_texte; /* what it does: "Choisir votre mot de passe"; needed with `lien` */
    const char *cle;        /* at most one mail is ever deposited with this key; NULL: no key */
};

/* Puts one row into the outbox, in the caller's transaction; wake the sender after the commit
 * (facteur_reveiller). A key that was used already: STATUS_OK and nothing done. STATUS_REFUSED when
 * the recipient is no address (logged, without it); else the statuses of db.h. */
enum status courriel_deposer(struct db *db, struct arena *arena, const struct config *config,
                             const struct courriel *courriel);

/* A row of the outbox, as far as its message is made of it. */
struct courriel_ligne {
    int64_t id;
    const char *destinataire;
    const char *sujet;
    const char *texte;
    const char *html;
    const char *alea; /* random: nobody guesses the Message-ID of another mail */
    int64_t cree_a;
};

/* The headers (RFC 5322, 2047) and bodies of its message, into *smtp: ASCII headers, the same each
 * time, so that a mail sent twice keeps its Message-ID. Whatever the row holds, no header is added
 * to those that are meant. */
void courriel_message(struct arena *arena, const struct config *config,
                      const struct courriel_ligne *ligne, struct transport_smtp *smtp);

#endif
