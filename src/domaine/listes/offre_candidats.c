/* The rows of a list to which a rare word leads, by titles, names of sites and numbers. */
#include "offre_lot_private.h"

#include <stdlib.h>

/* How many rows a track may lead to: all are counted. */
#define CANDIDATS_MAX (OFFRE_RECHERCHE_LUES - 1)

/* $4 and $5: words of the index; $8 to $17: ranges of numbers. */
#define PISTE(perimetre)                                                                           \
    "WITH mots AS (SELECT m.genre, m.numero FROM offre_mot m WHERE " perimetre                     \
    " AND m.mot >= $4 AND m.mot < $5),"                                                            \
    " plages (de, a) AS (VALUES (CAST($8 AS BIGINT), CAST($9 AS BIGINT)), ($10, $11), ($12, $13)," \
    " ($14, $15), ($16, $17)), "
#define DANS(colonne) colonne " >= p.de AND " colonne " <= p.a"

/* The rows are bounded by $7 before what the list wants is looked at. CROSS JOIN: in this order. */
/* clang-format off */
#define NUMEROS_DES_SESSIONS \
    "k AS (SELECT t.numero FROM (" \
    "SELECT s.numero FROM mots m CROSS JOIN action a CROSS JOIN session s" \
    " WHERE m.genre = 'f' AND a.formation = m.numero AND s.action = a.numero" \
    " UNION ALL SELECT s.numero FROM mots m CROSS JOIN session s" \
    " WHERE m.genre = 'a' AND s.action = m.numero" \
    " UNION ALL SELECT s.numero FROM mots m CROSS JOIN session s" \
    " WHERE m.genre = 's' AND s.site = m.numero AND s.jusqu_au >= $2 AND s.jusqu_au <= $3" \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN session s" \
    " WHERE " DANS("s.numero") \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN action a CROSS JOIN session s" \
    " WHERE " DANS("a.numero") " AND s.action = a.numero" \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN action a CROSS JOIN session s" \
    " WHERE " DANS("a.formation") " AND s.action = a.numero" \
    ") t LIMIT $7) "
#define NUMEROS_DES_ACTIONS \
    "k AS (SELECT t.numero FROM (" \
    "SELECT a.numero FROM mots m CROSS JOIN action a" \
    " WHERE m.genre = 'f' AND a.formation = m.numero" \
    " UNION ALL SELECT m.numero FROM mots m WHERE m.genre = 'a'" \
    " UNION ALL SELECT a.numero FROM mots m CROSS JOIN action a" \
    " WHERE m.genre = 's' AND a.site = m.numero" \
    " UNION ALL SELECT a.numero FROM plages p CROSS JOIN action a" \
    " WHERE " DANS("a.numero") \
    " UNION ALL SELECT a.numero FROM plages p CROSS JOIN action a" \
    " WHERE " DANS("a.formation") \
    ") t LIMIT $7) "

/* What the list wants: $2 and $3 the range of jusqu_au, or a state and nothing; $6 struct marche's
 * `classe`. */
#define SESSION_VOULUE \
    " AND s.jusqu_au >= $2 AND s.jusqu_au <= $3 AND " LOT_CLASSE("$6", "s") \
    " FROM k CROSS JOIN session s WHERE s.numero = k.numero"
#define ACTION_VOULUE \
    " AND CASE CAST($6 AS TEXT) WHEN 'E' THEN a.etat = $2 WHEN 'P' THEN a.etat = $2 AND" \
    " a.publique ELSE a.certifinfo_remplace END AND $3 = ''" \
    " FROM k CROSS JOIN action a WHERE a.numero = k.numero"
/* clang-format on */

#define BINDS                                                                                      \
    "ittttti"                                                                                      \
    "iiiiiiiiii"
#define BINDS_N (7 + 2 * PISTE_NUMEROS)
#define TYPES LOT_TYPES "b"
#define VOULUE 10 /* its column */

#define DES_SESSIONS(mots, perimetre)                                                              \
    PISTE(mots) NUMEROS_DES_SESSIONS LOT_SESSION(LOT_SANS_TEXTE) ", " perimetre SESSION_VOULUE
#define DES_ACTIONS(mots, perimetre)                                                               \
    PISTE(mots) NUMEROS_DES_ACTIONS LOT_ACTION ", " perimetre ACTION_VOULUE

#define MOTS_TOUT "$1 = 0"
#define MOTS_ETABLISSEMENT "m.etablissement_id = $1"
#define MOTS_COMPTE "m.etablissement_id IN " MOTS_DU_COMPTE("$1")

STATEMENT(CANDIDATS_SESSIONS, BINDS, TYPES, DES_SESSIONS(MOTS_TOUT, "$1 = 0"));
STATEMENT(CANDIDATS_SESSIONS_ETABLISSEMENT, BINDS, TYPES,
          DES_SESSIONS(MOTS_ETABLISSEMENT, "s.etablissement_id = $1"));
STATEMENT(CANDIDATS_SESSIONS_COMPTE, BINDS, TYPES,
          DES_SESSIONS(MOTS_COMPTE, "s.site IN " LOT_SITES_DU_COMPTE));
STATEMENT(CANDIDATS_ACTIONS, BINDS, TYPES, DES_ACTIONS(MOTS_TOUT, "$1 = 0"));
STATEMENT(CANDIDATS_ACTIONS_ETABLISSEMENT, BINDS, TYPES,
          DES_ACTIONS(MOTS_ETABLISSEMENT, "a.etablissement_id = $1"));
STATEMENT(CANDIDATS_ACTIONS_COMPTE, BINDS, TYPES,
          DES_ACTIONS(MOTS_COMPTE, "a.site IN " LOT_SITES_DU_COMPTE));

static void demander(struct db *db, const struct marche *m, const struct piste *piste,
                     struct db_rows *rows)
{
    static const struct statement *const statements[PORTEES][2] = {
        [PORTEE_TOUT] = {&CANDIDATS_ACTIONS, &CANDIDATS_SESSIONS},
        [PORTEE_ETABLISSEMENT] = {&CANDIDATS_ACTIONS_ETABLISSEMENT,
                                  &CANDIDATS_SESSIONS_ETABLISSEMENT},
        [PORTEE_COMPTE] = {&CANDIDATS_ACTIONS_COMPTE, &CANDIDATS_SESSIONS_COMPTE},
    };
    bool sessions = m->requete->liste->sessions;
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(&m->requete->portee, &id);
    struct db_bind binds[BINDS_N] = {
        BIND_INT(id),
        BIND_TEXT(sessions ? m->plage.debut : m->etat),
        BIND_TEXT(sessions ? m->plage.fin : ""),
        BIND_TEXT(piste->mots.de),
        BIND_TEXT(piste->mots.avant),
        BIND_TEXT(m->classe),
        BIND_INT(CANDIDATS_MAX + 1),
    };
    for (size_t i = 0; i < PISTE_NUMEROS; i++) {
        binds[7 + 2 * i] = BIND_INT(piste->de[i]);
        binds[8 + 2 * i] = BIND_INT(piste->a[i]);
    }
    db_query(db, statements[etendue][sessions], rows, binds, BINDS_N);
}

static int comparer(const void *left, const void *right)
{
    return cle_comparer(&((const struct rangee *)left)->cle, &((const struct rangee *)right)->cle);
}

static int comparer_descendant(const void *left, const void *right)
{
    return comparer(right, left);
}

/* In the order of the walk, each once: a track may lead to a row by its title and by its site. */
static void ranger(struct arena *arena, const struct marche *m, struct candidats *candidats)
{
    size_t n = 0;
    for (size_t i = 0; i < candidats->n; i++) {
        struct rangee *rangee = &candidats->items[i];
        rangee->cle = ordre_cle(arena, m->parcours, rangee);
    }
    if (candidats->n) {
        qsort(candidats->items, candidats->n, sizeof *candidats->items,
              m->descendant ? comparer_descendant : comparer);
    }
    for (size_t i = 0; i < candidats->n; i++) {
        if (n == 0 || candidats->items[n - 1].cle.numero != candidats->items[i].cle.numero) {
            candidats->items[n++] = candidats->items[i];
        }
    }
    candidats->n = n;
}

/* Most words are rare: room is made as rows come. */
static void ajouter(struct arena *arena, struct candidats *candidats, struct rangee rangee)
{
    if (candidats->n == candidats->room) {
        size_t size = candidats->room * sizeof rangee;
        candidats->room = 2 * candidats->room + 16;
        candidats->items =
            arena_grow(arena, candidats->items, size, candidats->room * sizeof rangee);
    }
    candidats->items[candidats->n++] = rangee;
}

enum status candidats_lire(struct db *db, struct arena *arena, const struct marche *m,
                           struct titres *titres, const struct piste *piste,
                           struct candidats *candidats_r)
{
    struct candidats candidats = {0};
    size_t lues = 0;
    struct db_rows rows;
    demander(db, m, piste, &rows);
    while (lues <= CANDIDATS_MAX && db_next(&rows)) {
        lues++;
        if (candidats.n < CANDIDATS_MAX && db_bool(&rows, VOULUE)) {
            ajouter(arena, &candidats, lot_rangee(&rows, arena));
        }
    }
    enum status status = db_end(&rows);
    candidats.trop = lues > CANDIDATS_MAX;
    if (status == STATUS_OK && !candidats.trop) {
        status = lot_titrer(db, titres, candidats.items, candidats.n);
    }
    if (status == STATUS_OK && !candidats.trop) {
        ranger(arena, m, &candidats);
    }
    if (status == STATUS_OK) {
        *candidats_r = candidats;
    }
    return status;
}
