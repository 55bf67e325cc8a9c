#include "formation_actions.h"

#include "droits.h"

STATEMENT(
    FORMATION_ACTIONS, "ibit", "itttbbbiibii",
    "SELECT a.numero, COALESCE(c.intitule, ''), s.nom_usage, a.etat, a.vive IS NOT NULL,"
    " a.brouillon IS NOT NULL, COALESCE(a.refus, '') <> '',"
    " (SELECT count(*) FROM session x WHERE x.action = a.numero),"
    " (SELECT count(*) FROM session x WHERE x.action = a.numero AND x.jusqu_au >= $4),"
    " " DROITS_VOIT("a.site", "$2",
                    "$3") ", a.perdues, a.validee_a FROM action a JOIN site s ON s.numero = a.site"
                          " LEFT JOIN action_contenu c ON c.id = COALESCE(a.brouillon, a.vive)"
                          " WHERE a.formation = $1 ORDER BY a.numero");

static struct formation_action lire(const struct db_rows *rows, struct arena *arena)
{
    return (struct formation_action){.numero = db_int(rows, 0),
                                     .intitule = db_text(rows, 1, arena),
                                     .site = db_text(rows, 2, arena),
                                     .etat = action_etat_lu(db_text(rows, 3, NULL)),
                                     .vive = db_bool(rows, 4),
                                     .brouillon = db_bool(rows, 5),
                                     .refusee = db_bool(rows, 6),
                                     .sessions = db_int(rows, 7),
                                     .actives = db_int(rows, 8)};
}

enum status formation_actions_lister(struct db *db, struct arena *arena,
                                     const struct acteur *acteur, int64_t formation,
                                     const char *aujourdhui, struct formation_actions *actions_r)
{
    struct db_rows rows;
    struct formation_action *items = NULL;
    size_t n = 0;
    bool envoyee = false;
    bool ailleurs = false;
    unsigned perdues = 0;
    int64_t validee_a = 0;
    DB_QUERY(db, &FORMATION_ACTIONS, &rows, BIND_INT(formation),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id),
             BIND_TEXT(aujourdhui));
    while (db_next(&rows)) {
        envoyee = envoyee || action_etat_lu(db_text(&rows, 3, NULL)) == ACTION_EN_ATTENTE;
        ailleurs = ailleurs || (db_bool(&rows, 4) && !db_bool(&rows, 9));
        validee_a = db_int(&rows, 11) > validee_a ? db_int(&rows, 11) : validee_a;
        if (db_bool(&rows, 9)) {
            *ARENA_PUSH(arena, items, n) = lire(&rows, arena);
            perdues |= (unsigned)db_int(&rows, 10);
        }
    }
    TRY(db_end(&rows));
    *actions_r = (struct formation_actions){.items = items,
                                            .n = n,
                                            .ailleurs = ailleurs,
                                            .perdues = perdues,
                                            .validee_a = validee_a,
                                            .envoyee = envoyee};
    return STATUS_OK;
}
