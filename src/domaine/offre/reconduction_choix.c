#include "reconduction_choix.h"

#include "droits.h"
#include "intitule.h"

#define LUS 50
#define LUS_TYPES "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
_Static_assert(sizeof LUS_TYPES == LUS + 1, "a type for each number");
#define TYPES "iiittttttbitt"

/* clang-format off */
#define NUMEROS \
    "(" \
    " $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19," \
    " $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34," \
    " $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49," \
    " $50, $51, $52" \
    ")"
/* clang-format on */

/* $1 and $2: an officer, or the account. */
#define CANDIDATES                                                                                 \
    "SELECT s.numero, a.formation, s.action, fc.intitule, ac.intitule, s.debut, s.fin, s.places,"  \
    " COALESCE(s.commune, ac.commune_lieu), a.vive IS NOT NULL, r.numero, r.debut, r.fin"          \
    " FROM session s JOIN action a ON a.numero = s.action"                                         \
    " JOIN formation f ON f.numero = a.formation"                                                  \
    " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"                     \
    " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"                        \
    " LEFT JOIN session r ON r.numero ="                                                           \
    "  (SELECT max(x.numero) FROM session x WHERE x.reconduite_de = s.numero)"                     \
    " WHERE " DROITS_VOIT("s.site", "$1", "$2") " AND "

STATEMENT(RECONDUCTION_ACTION, "biii", TYPES,
          CANDIDATES "s.action = $3 ORDER BY s.debut DESC, s.numero DESC LIMIT $4");
STATEMENT(RECONDUCTION_NUMEROS, "bi" LUS_TYPES, TYPES, CANDIDATES "s.numero IN " NUMEROS);

static struct reconduction_candidate lire_ligne(const struct db_rows *rows, struct arena *arena)
{
    return (struct reconduction_candidate){
        .numero = db_int(rows, 0),
        .formation = db_int(rows, 1),
        .action = db_int(rows, 2),
        .intitule = intitule_action(arena, db_text(rows, 3, arena), db_text(rows, 4, arena)),
        .debut = db_text(rows, 5, arena),
        .fin = db_text(rows, 6, arena),
        .places = db_text(rows, 7, arena),
        .commune = db_text(rows, 8, arena),
        .vive = db_bool(rows, 9),
        .deja = db_int(rows, 10),
        .deja_debut = db_text(rows, 11, arena),
        .deja_fin = db_text(rows, 12, arena)};
}

enum status reconduction_de_action(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   int64_t action, struct reconduction_candidates *candidates_r)
{
    struct reconduction_candidate *items =
        ARENA_ARRAY(arena, struct reconduction_candidate, RECONDUCTION_MAX);
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &RECONDUCTION_ACTION, &rows, BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id), BIND_INT(action), BIND_INT(RECONDUCTION_MAX));
    while (db_next(&rows)) {
        items[n++] = lire_ligne(&rows, arena);
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < n / 2; i++) {
        struct reconduction_candidate autre = items[i];
        items[i] = items[n - 1 - i];
        items[n - 1 - i] = autre;
    }
    *candidates_r = (struct reconduction_candidates){items, n};
    return STATUS_OK;
}

/* Each at the place of its number. */
static enum status lire_lot(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const int64_t *numeros, size_t n, struct reconduction_candidate *items)
{
    struct db_bind binds[2 + LUS] = {BIND_BOOL(acteur_est_officier(acteur)),
                                     BIND_INT(acteur->compte_id)};
    for (size_t i = 0; i < LUS; i++) {
        binds[2 + i] = BIND_INT(i < n ? numeros[i] : 0);
    }
    struct db_rows rows;
    db_query(db, &RECONDUCTION_NUMEROS, &rows, binds, 2 + LUS);
    while (db_next(&rows)) {
        struct reconduction_candidate lue = lire_ligne(&rows, arena);
        for (size_t i = 0; i < n; i++) {
            items[i] = numeros[i] == lue.numero ? lue : items[i];
        }
    }
    return db_end(&rows);
}

enum status reconduction_de_numeros(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const int64_t *numeros, size_t n,
                                    struct reconduction_candidates *candidates_r)
{
    struct reconduction_candidate *items = ARENA_ARRAY(arena, struct reconduction_candidate, n);
    size_t lues = 0;
    for (size_t i = 0; i < n; i += LUS) {
        TRY(lire_lot(db, arena, acteur, numeros + i, n - i < LUS ? n - i : LUS, items + i));
    }
    for (size_t i = 0; i < n; i++) {
        if (items[i].numero) {
            items[lues++] = items[i];
        }
    }
    *candidates_r = (struct reconduction_candidates){items, lues};
    return STATUS_OK;
}
