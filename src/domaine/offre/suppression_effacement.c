/* Removals that nobody can restore any more; what sofi check looks at. */
#include "derives.h"
#include "offre_private.h"
#include "suppression_private.h"

/* ---- erasing */

STATEMENT(SUPPRESSION_COMPTER_JOUR, "t", "",
          "UPDATE suppression SET jours = jours + 1, vu_le = $1"
          " WHERE effacee_a IS NULL AND vu_le <> $1");
STATEMENT(SUPPRESSION_ECHUES, "tii", "ii",
          "SELECT id, etablissement_id FROM suppression WHERE effacee_a IS NULL AND jusqu_au < $1"
          " AND jours > $2 ORDER BY instant, id LIMIT $3");
STATEMENT(SUPPRESSION_CONTENUS, "i", "ti",
          "SELECT 'formation', brouillon FROM formation_supprimee WHERE suppression = $1"
          " UNION ALL SELECT 'action', brouillon FROM action_supprimee WHERE suppression = $1"
          " UNION ALL SELECT 'session', numero FROM session_supprimee WHERE suppression = $1");
STATEMENT(SUPPRESSION_CONTENU_FORMATION, "i", "", "DELETE FROM formation_contenu WHERE id = $1");
STATEMENT(SUPPRESSION_CONTENU_ACTION, "i", "", "DELETE FROM action_contenu WHERE id = $1");
#define DES_ACTIONS                                                                                \
    " WHERE action IN (SELECT x.numero FROM action_supprimee x WHERE x.suppression = $1)"
STATEMENT(SUPPRESSION_QUESTIONS, "i", "", "DELETE FROM question" DES_ACTIONS);
STATEMENT(SUPPRESSION_CODES, "i", "", "DELETE FROM code_remplace" DES_ACTIONS);
STATEMENT(SUPPRESSION_FINIR, "ii", "",
          "UPDATE suppression SET effacee_a = $2, titre = '', titre_plie = NULL WHERE id = $1");

static const struct statement *const supprimer_contenu[OFFRE_NOUNS] = {
    [OFFRE_FORMATION] = &SUPPRESSION_CONTENU_FORMATION,
    [OFFRE_ACTION] = &SUPPRESSION_CONTENU_ACTION,
};

static enum status effacer_contenus(struct db *db, struct arena *arena, int64_t id)
{
    struct suppression_fiches contenus = {0};
    struct db_rows rows;
    DB_QUERY(db, &SUPPRESSION_CONTENUS, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, contenus.items, contenus.n) = (struct suppression_fiche){
            .noun = offre_noun_lu(db_text(&rows, 0, NULL)), .numero = db_int(&rows, 1)};
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < contenus.n; i++) {
        const struct suppression_fiche *c = &contenus.items[i];
        TRY(offre_vider(db, c->noun, c->numero));
        if (supprimer_contenu[c->noun]) {
            TRY(DB_EXEC(db, supprimer_contenu[c->noun], NULL, BIND_INT(c->numero)));
        }
    }
    return STATUS_OK;
}

static enum status oublier_mots(struct db *db, struct arena *arena, int64_t id,
                                int64_t etablissement_id)
{
    struct suppression_fiches fiches = {0};
    TRY(suppression_fiches_lire(db, arena, id, &fiches));
    for (size_t i = 0; i < fiches.n; i++) {
        if (fiches.items[i].noun != OFFRE_SESSION) {
            TRY(offre_mots_oublier(db, etablissement_id,
                                   fiches.items[i].noun == OFFRE_FORMATION ? MOTS_FORMATION
                                                                           : MOTS_ACTION,
                                   fiches.items[i].numero));
        }
    }
    return STATUS_OK;
}

static enum status effacer_une(struct db *db, int64_t id, int64_t etablissement_id)
{
    ARENA_SCRATCH(arena, 0);
    TRY(effacer_contenus(db, arena, id));
    TRY(oublier_mots(db, arena, id, etablissement_id));
    TRY(DB_EXEC(db, &SUPPRESSION_QUESTIONS, NULL, BIND_INT(id)));
    TRY(DB_EXEC(db, &SUPPRESSION_CODES, NULL, BIND_INT(id)));
    TRY(suppression_oublier_lignes(db, id));
    return DB_EXEC(db, &SUPPRESSION_FINIR, NULL, BIND_INT(id), BIND_INT(dates_now()));
}

enum status suppression_effacer(struct db *db, const char *aujourdhui)
{
    int64_t ids[SUPPRESSION_LOT], etablissements[SUPPRESSION_LOT];
    size_t n = 0;
    struct db_rows rows;
    TRY(DB_EXEC(db, &SUPPRESSION_COMPTER_JOUR, NULL, BIND_TEXT(aujourdhui)));
    DB_QUERY(db, &SUPPRESSION_ECHUES, &rows, BIND_TEXT(aujourdhui), BIND_INT(SUPPRESSION_JOURS),
             BIND_INT(SUPPRESSION_LOT));
    while (db_next(&rows)) {
        ids[n] = db_int(&rows, 0);
        etablissements[n++] = db_int(&rows, 1);
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < n; i++) {
        TRY(effacer_une(db, ids[i], etablissements[i]));
    }
    return STATUS_OK;
}

/* ---- sofi check */

#define AUSSI(table)                                                                               \
    "(f.noun = '" table "' AND EXISTS (SELECT 1 FROM " table " x WHERE x.numero = f.numero))"
STATEMENT(SUPPRESSION_DOUBLES, "tii", "i",
          "SELECT DISTINCT f.suppression FROM fiche_supprimee f WHERE CAST($1 AS TEXT) >= ''"
          " AND f.suppression > $2 AND (" AUSSI("formation") " OR " AUSSI("action") " OR " AUSSI(
              "session") ") ORDER BY f.suppression LIMIT $3");
const struct statement *const suppression_doubles = &SUPPRESSION_DOUBLES;

#define DEDOUBLER(table)                                                                           \
    "DELETE FROM " table "_supprimee WHERE suppression = $1"                                       \
    " AND numero IN (SELECT x.numero FROM " table " x)"
#define DENOTER(table)                                                                             \
    "DELETE FROM fiche_supprimee WHERE suppression = $1 AND noun = '" table "'"                    \
    " AND numero IN (SELECT x.numero FROM " table " x)"

STATEMENT(FORMATION_DEDOUBLER, "i", "", DEDOUBLER("formation"));
STATEMENT(FORMATION_DENOTER, "i", "", DENOTER("formation"));
STATEMENT(ACTION_DEDOUBLER, "i", "", DEDOUBLER("action"));
STATEMENT(ACTION_DENOTER, "i", "", DENOTER("action"));
STATEMENT(SESSION_DEDOUBLER, "i", "", DEDOUBLER("session"));
STATEMENT(SESSION_DENOTER, "i", "", DENOTER("session"));

enum status suppression_dedoubler(struct db *db, int64_t id)
{
    static const struct statement *const statements[] = {&FORMATION_DEDOUBLER,
                                                         &FORMATION_DENOTER,
                                                         &ACTION_DEDOUBLER,
                                                         &ACTION_DENOTER,
                                                         &SESSION_DEDOUBLER,
                                                         &SESSION_DENOTER,
                                                         NULL};
    for (size_t i = 0; statements[i]; i++) {
        TRY(DB_EXEC(db, statements[i], NULL, BIND_INT(id)));
    }
    return STATUS_OK;
}
