/* What is kept up from other rows: counters, days and classes of sessions, folded texts by
 * which lists are sorted and searched, words that lead to them. The rooms above change records, and
 * say so here.
 */
#ifndef SOFI_DOMAINE_DERIVES_H
#define SOFI_DOMAINE_DERIVES_H

#include "db.h"

/* ---- what a session is counted as, after something above it changed. Set-based: one session or
 * thousands cost the same statements. In a transaction, around the change:
 *
 *     session_compter(db, -1, SESSION_DE_ACTION, numero);
 *     … the change …, session_deriver(db, SESSION_DE_ACTION, numero);
 *     session_compter(db, +1, SESSION_DE_ACTION, numero);
 */
enum session_cible {
    SESSION_SEULE,
    SESSION_DE_ACTION,
    SESSION_DE_SITE,
    SESSION_D_ETABLISSEMENT,
    SESSION_CIBLES
};
enum status session_compter(struct db *db, int signe, enum session_cible cible, int64_t id);
/* Writes site, jusqu_au and the classes of the sessions anew, from their action, site, dispositifs.
 */
enum status session_deriver(struct db *db, enum session_cible cible, int64_t id);
/* Likewise on a given day, here and below: tests live many days. */
enum status session_deriver_le(struct db *db, enum session_cible cible, int64_t id,
                               const char *aujourdhui);

/* Writes a session anew and counts it again. In a transaction. */
enum status session_recompter(struct db *db, int64_t numero, const char *aujourdhui);
/* The same of those that are not active and would be until today or later: the clock was ahead when
 * they stopped, and came back. Once a day, and whenever the day moves. In a transaction. */
enum status session_arreter(struct db *db, const char *aujourdhui);
/* Numbers of sessions that say something else than the rows; $1: yesterday, $2: behind which, $3:
 * how many. */
extern const struct statement *const session_fausses;

/* ---- what an action, or those of a formation, are counted as on the dashboard. In a transaction,
 * around what changes a state, a site, `publique` or `certifinfo_remplace`:
 *
 *     action_compter(db, -1, ACTION_SEULE, numero);
 *     … the change …
 *     action_compter(db, +1, ACTION_SEULE, numero);
 */
enum action_cible { ACTION_SEULE, ACTION_DE_FORMATION };
enum status action_compter(struct db *db, int signe, enum action_cible cible, int64_t id);

/* What lists are sorted by: after what changes the title or the commune that they show, or what is
 * live, in the same transaction (offre_cles.h). */
enum status action_cles(struct db *db, enum action_cible cible, int64_t id);

#endif
