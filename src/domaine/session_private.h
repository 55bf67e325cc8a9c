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

/* What the orders of the lists know of sessions, after they changed; session_deriver_le() ends with
 * it. */
enum status session_cles(struct db *db, enum session_cible cible, int64_t id);
/* Of all, anew. In a transaction. */
enum status session_cles_toutes(struct db *db);

enum status session_vieillir_le(struct db *db, const char *aujourdhui);

#endif
