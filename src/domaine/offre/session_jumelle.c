#include "fold.h"
#include "session.h"

#include <string.h>

/* The one of the same dates comes before the one that it was renewed as. */
STATEMENT(SESSION_JUMELLE, "itttii", "itttb",
          "SELECT s.numero, s.debut, s.fin, s.desactivee_le, FALSE AS reconduite"
          " FROM session s JOIN action a ON a.numero = s.action"
          " WHERE s.action = $1 AND s.debut = $2 AND s.fin = $3 AND s.numero <> $5"
          " AND COALESCE(s.commune_pliee, a.commune_pliee) ="
          "  COALESCE(CAST($4 AS TEXT), a.commune_pliee)"
          " UNION ALL SELECT r.numero, r.debut, r.fin, r.desactivee_le, TRUE"
          " FROM session r WHERE r.reconduite_de = $6"
          " ORDER BY 5, 1 LIMIT 1");

static const char *lieu(struct arena *arena, const struct session *session)
{
    return fold_text(arena, session->commune ? session->commune : "");
}

/* All that tells two sessions of an action apart for somebody who looks for a training: when, and
 * where. */
static bool jumelles(struct arena *arena, const struct session *a, const struct session *b)
{
    return a->action == b->action && strcmp(a->debut, b->debut) == 0 &&
           strcmp(a->fin, b->fin) == 0 && strcmp(lieu(arena, a), lieu(arena, b)) == 0;
}

static const char *raison(struct arena *arena, const struct db_rows *rows)
{
    const char *dates =
        arena_printf(arena, "du %s au %s", dates_show(arena, db_text(rows, 1, arena)),
                     dates_show(arena, db_text(rows, 2, arena)));
    return arena_printf(arena, "%s, %s%s", dates,
                        db_bool(rows, 4) ? "reconduite de la même session"
                                         : "mêmes dates au même lieu",
                        db_is_null(rows, 3) ? "" : ", désactivée");
}

static enum status chercher(struct db *db, struct arena *arena, const struct session *session,
                            struct jumeau *jumeau_r)
{
    const char *commune = lieu(arena, session);
    struct db_rows rows;
    DB_QUERY(db, &SESSION_JUMELLE, &rows, BIND_INT(session->action), BIND_TEXT(session->debut),
             BIND_TEXT(session->fin), BIND_TEXT_OR_NULL(commune), BIND_INT(session->numero),
             BIND_INT(session->reconduite_de));
    if (db_next(&rows)) {
        long long numero = db_int(&rows, 0);
        *jumeau_r = (struct jumeau){.numero = numero,
                                    .cle = arena_printf(arena, "session-%lld", numero),
                                    .nom = arena_printf(arena, "Session %lld", numero),
                                    .raison = raison(arena, &rows)};
    }
    return db_end(&rows);
}

/* Among those before it. */
static void comparer(struct arena *arena, const struct session *sessions, size_t rang,
                     struct jumeau *jumeau_r)
{
    const struct session *session = &sessions[rang];
    for (size_t i = 0; i < rang; i++) {
        if (jumelles(arena, &sessions[i], session)) {
            *jumeau_r = (struct jumeau){.autre = i,
                                        .cle = arena_printf(arena, "saisie-%lld-%s-%s",
                                                            (long long)session->action,
                                                            session->debut, session->fin),
                                        .raison = "mêmes dates au même lieu"};
            return;
        }
    }
}

enum status session_jumelles(struct db *db, struct arena *arena, const struct session *ancienne,
                             const struct session *sessions, size_t n, struct jumeaux *jumeaux_r)
{
    struct jumeau *items = ARENA_ARRAY(arena, struct jumeau, n);
    size_t found = 0;
    bool inchangee = ancienne && jumelles(arena, ancienne, &sessions[0]);
    for (size_t i = inchangee; i < n; i++) {
        struct jumeau jumeau = {.cle = NULL};
        TRY(chercher(db, arena, &sessions[i], &jumeau));
        if (!jumeau.cle) {
            comparer(arena, sessions, i, &jumeau);
        }
        if (jumeau.cle) {
            jumeau.rang = i;
            items[found++] = jumeau;
        }
    }
    *jumeaux_r = (struct jumeaux){.items = items, .n = found};
    return STATUS_OK;
}
