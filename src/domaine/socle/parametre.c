#include "parametre.h"

STATEMENT(PARAMETRE_LIRE, "t", "t", "SELECT valeur FROM parametre WHERE cle = $1");

STATEMENT(PARAMETRE_ECRIRE, "tt", "",
          "INSERT INTO parametre (cle, valeur) VALUES ($1, $2)"
          " ON CONFLICT (cle) DO UPDATE SET valeur = excluded.valeur");

enum status parametre_lire(struct db *db, struct arena *arena, const char *cle,
                           const char **valeur_r)
{
    struct db_rows rows;
    *valeur_r = "";
    DB_QUERY(db, &PARAMETRE_LIRE, &rows, BIND_TEXT(cle));
    if (db_next(&rows)) {
        *valeur_r = db_text(&rows, 0, arena);
    }
    return db_end(&rows);
}

enum status parametre_ecrire(struct db *db, const char *cle, const char *valeur)
{
    return DB_EXEC(db, &PARAMETRE_ECRIRE, NULL, BIND_TEXT(cle), BIND_TEXT(valeur));
}
