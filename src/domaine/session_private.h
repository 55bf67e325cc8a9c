/* Saves on a given day: session.h says « today » for all of them, tests live many days. */
#ifndef SOFI_DOMAINE_SESSION_PRIVATE_H
#define SOFI_DOMAINE_SESSION_PRIVATE_H

#include "session.h"

enum status session_creer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const char *aujourdhui, struct session *session, int64_t *numero_r);
enum status session_enregistrer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   const char *aujourdhui, const struct session *ancienne,
                                   const struct session *nouvelle, bool *change_r);
enum status session_activer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const char *aujourdhui, const struct session *session, bool active,
                               const char **message_r);
enum status session_deriver_le(struct db *db, enum session_cible cible, int64_t id,
                               const char *aujourdhui);

/* The rank of session.etendue (migrations/0009), from two days of ISO dates, in SQL and in C; an
 * order by the start knows the windows (offre_ordres.c). */
#define SESSION_MOIS(jour)                                                                         \
    "(12 * CAST(substr(" jour ", 1, 4) AS INTEGER) + CAST(substr(" jour ", 6, 2) AS INTEGER))"
#define SESSION_ECART(debut, fin) "(" SESSION_MOIS(fin) " - " SESSION_MOIS(debut) ")"
#define SESSION_ETENDUE(debut, fin)                                                                                                          \
    "CASE WHEN " fin " < " debut " THEN -1"                                                                                                  \
    " WHEN " SESSION_ECART(debut, fin) " < 4 THEN " SESSION_ECART(                                                                           \
        debut,                                                                                                                               \
        fin) " WHEN " SESSION_ECART(debut,                                                                                                   \
                                    fin) " < 8 THEN " SESSION_ECART(debut,                                                                   \
                                                                    fin) " / 2 + 2"                                                          \
                                                                         " WHEN " SESSION_ECART(debut, fin) " < 16 THEN " SESSION_ECART(     \
                                                                             debut,                                                          \
                                                                             fin) " / 4 + 4"                                                 \
                                                                                  " WHEN"                                                    \
                                                                                  " " SESSION_ECART(debut, fin) " < 32 THEN " SESSION_ECART( \
                                                                                      debut,                                                 \
                                                                                      fin) " / 8 "                                           \
                                                                                           "+ 6"                                             \
                                                                                           " WHEN"                                           \
                                                                                           " " SESSION_ECART(                                \
                                                                                               debut,                                        \
                                                                                               fin) " < 48 THEN 10 ELSE 11 END"

static inline int session_etendue(int mois)
{
    return mois < 4    ? mois
           : mois < 8  ? mois / 2 + 2
           : mois < 16 ? mois / 4 + 4
           : mois < 32 ? mois / 8 + 6
           : mois < 48 ? 10
                       : 11;
}

/* What the orders of the lists know of sessions, after they changed; session_deriver_le() ends with
 * it. */
enum status session_cles(struct db *db, enum session_cible cible, int64_t id);
/* Of all, anew. In a transaction. */
enum status session_cles_toutes(struct db *db);

#endif
