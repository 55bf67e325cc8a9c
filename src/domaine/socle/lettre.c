/* The outbox, as those who have something to say fill it. */
#include "lettre.h"

#include "buffer.h"
#include "crypto.h"
#include "dates.h"
#include "email.h"
#include "log.h"
#include "text.h"

#include <stdatomic.h>

STATEMENT(LETTRE_DEPOSER, "tttttttii", "",
          "INSERT INTO courriel (cle, destinataire, sujet, texte, lien, lien_texte, alea,"
          " prochain_a, cree_a) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
          " ON CONFLICT (cle) DO NOTHING");

static atomic_uint_fast64_t deposees;

uint64_t lettre_deposees(void)
{
    return atomic_load(&deposees);
}

static const char *texte(struct arena *arena, const struct lettre *lettre)
{
    struct buffer out;
    buffer_init(&out, arena, 0);
    for (size_t i = 0; i < lettre->n; i++) {
        buffer_printf(&out, "%s%s", i ? LETTRE_ENTRE : "",
                      text_one_line(arena, lettre->paragraphes[i]));
    }
    return out.data;
}

enum status lettre_deposer(struct db *db, struct arena *arena, const struct lettre *lettre)
{
    int64_t now = dates_now();
    if (email_check(arena, lettre->destinataire)) {
        log_error("mail_without_recipient", LOG_TEXT("subject", lettre->sujet));
        return STATUS_REFUSED;
    }
    atomic_fetch_add(&deposees, 1);
    return DB_EXEC(
        db, &LETTRE_DEPOSER, NULL, BIND_TEXT_OR_NULL(lettre->cle), BIND_TEXT(lettre->destinataire),
        BIND_TEXT(text_one_line(arena, lettre->sujet)), BIND_TEXT(texte(arena, lettre)),
        BIND_TEXT_OR_NULL(lettre->lien),
        BIND_TEXT_OR_NULL(lettre->lien ? text_one_line(arena, lettre->lien_texte) : NULL),
        BIND_TEXT(crypto_token(arena)), BIND_INT(now), BIND_INT(now));
}
