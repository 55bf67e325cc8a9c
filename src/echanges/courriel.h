/* The message that a row of the outbox (domaine/socle/lettre.h) becomes: text and HTML, in French,
 * with the region and the help of `config` at its foot. taches/facteur.h sends it.
 */
#ifndef SOFI_ECHANGES_COURRIEL_H
#define SOFI_ECHANGES_COURRIEL_H

#include "arena.h"
#include "config.h"
#include "transport.h"

/* A row of the outbox, as far as its message is made of it. */
struct courriel_ligne {
    int64_t id;
    const char *destinataire;
    const char *sujet;
    const char *texte;             /* paragraphs, LETTRE_ENTRE them */
    const char *lien, *lien_texte; /* path, and what it does; "": none */
    const char *alea;              /* random: nobody guesses the Message-ID of another mail */
    int64_t cree_a;
};

/* The headers (RFC 5322, 2047) and bodies of its message, into *smtp: ASCII headers, the same each
 * time, so that a mail sent twice keeps its Message-ID. Whatever the row holds, no header is added
 * to those that are meant. */
void courriel_message(struct arena *arena, const struct config *config,
                      const struct courriel_ligne *ligne, struct transport_smtp *smtp);

#endif
