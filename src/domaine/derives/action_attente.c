/* What waits for the officers, with what their queue is filtered by, as it was when it was sent. */
#include "derives.h"

#define ENTRER                                                                                     \
    "INSERT INTO attente"                                                                          \
    " (action, etablissement_id, envoyee_a, departement, type, nature, dispositif)"                \
    " SELECT d.action, d.etablissement_id, d.envoyee_a, d.departement, d.type, d.nature,"          \
    " d.dispositif FROM attente_due d WHERE "

STATEMENT(ATTENTE_SORTIR, "i", "", "DELETE FROM attente WHERE action = $1");
STATEMENT(ATTENTE_ENTRER, "i", "", ENTRER "d.action = $1");
STATEMENT(ATTENTE_COMPLETER, "", "",
          ENTRER "NOT EXISTS (SELECT 1 FROM attente t WHERE t.action = d.action)");

/* $1: yesterday, $2: behind which, $3: how many. */
STATEMENT(ACTION_ATTENTES_FAUSSES, "tii", "i",
          "SELECT numero FROM (SELECT a.numero FROM action a"
          "  WHERE a.etat = 'en_attente_de_validation'"
          "  AND NOT EXISTS (SELECT 1 FROM attente t WHERE t.action = a.numero)"
          " UNION ALL SELECT t.action FROM attente t WHERE NOT EXISTS (SELECT 1 FROM action a"
          "  WHERE a.numero = t.action AND a.etat = 'en_attente_de_validation')) x"
          " WHERE CAST($1 AS TEXT) >= '' AND numero > $2 ORDER BY numero LIMIT $3");
const struct statement *const action_attentes_fausses = &ACTION_ATTENTES_FAUSSES;

enum status action_attendre(struct db *db, int64_t numero)
{
    TRY(DB_EXEC(db, &ATTENTE_SORTIR, NULL, BIND_INT(numero)));
    return DB_EXEC(db, &ATTENTE_ENTRER, NULL, BIND_INT(numero));
}

enum status action_attendre_completer(struct db *db)
{
    return db_exec(db, &ATTENTE_COMPLETER, NULL, NULL, 0);
}
