#include "tentative.h"

#include "crypto.h"
#include "dates.h"

/* A window that ends when twice as long a one would ($5) was opened by a clock that was ahead;
 * those of machines beside differ by less. */
#define PASSEE "tentative.fin_a <= $4 OR tentative.fin_a > $5"
STATEMENT(TENTATIVE_COMPTER, "tiiii", "i",
          "INSERT INTO tentative (cle, nombre, fin_a) VALUES ($1, $2, $3)"
          " ON CONFLICT (cle) DO UPDATE SET"
          " nombre = excluded.nombre + CASE WHEN " PASSEE " THEN 0 ELSE tentative.nombre END,"
          " fin_a = CASE WHEN " PASSEE " THEN excluded.fin_a ELSE tentative.fin_a END"
          " RETURNING nombre");

STATEMENT(TENTATIVE_RENDRE, "t", "",
          "UPDATE tentative SET nombre = nombre - 1 WHERE cle = $1 AND nombre > 0");

/* $2 and $3: "cle:" and "cle;", the sign behind the colon. */
STATEMENT(TENTATIVE_OUBLIER, "ttt", "",
          "DELETE FROM tentative WHERE cle = $1 OR (cle >= $2 AND cle < $3)");

STATEMENT(TENTATIVE_NETTOYER, "i", "", "DELETE FROM tentative WHERE fin_a <= $1");

const char *tentative_cle_compte(struct arena *arena, const char *email)
{
    return arena_printf(arena, "c:%s", crypto_digest(arena, email, NULL));
}

enum status tentative_compter(struct db *db, const struct tentative *tentative, bool *trop)
{
    int64_t now = dates_now();
    struct db_rows rows;
    DB_QUERY(db, &TENTATIVE_COMPTER, &rows, BIND_TEXT(tentative->cle),
             BIND_INT(tentative->poids ? tentative->poids : 1), BIND_INT(now + tentative->secondes),
             BIND_INT(now), BIND_INT(now + 2 * tentative->secondes));
    if (db_next(&rows) && db_int(&rows, 0) > tentative->maximum) {
        *trop = true;
    }
    return db_end(&rows);
}

enum status tentative_compter_toutes(struct db *db, const struct tentative *tentatives, size_t n,
                                     bool *trop)
{
    for (size_t i = 0; i < n; i++) {
        TRY(tentative_compter(db, &tentatives[i], trop));
    }
    return STATUS_OK;
}

enum status tentative_rendre(struct db *db, const char *cle)
{
    return DB_EXEC(db, &TENTATIVE_RENDRE, NULL, BIND_TEXT(cle));
}

enum status tentative_oublier(struct db *db, struct arena *arena, const char *cle)
{
    return DB_EXEC(db, &TENTATIVE_OUBLIER, NULL, BIND_TEXT(cle),
                   BIND_TEXT(arena_printf(arena, "%s:", cle)),
                   BIND_TEXT(arena_printf(arena, "%s;", cle)));
}

enum status tentative_nettoyer(struct db *db)
{
    return DB_EXEC(db, &TENTATIVE_NETTOYER, NULL, BIND_INT(dates_now()));
}
