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

#endif
