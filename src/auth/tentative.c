#include "tentative.h"

#include "dates.h"

STATEMENT(TENTATIVE_COMPTER, "tii", "i",
          "INSERT INTO tentative (cle, nombre, debut_a) VALUES ($1, 1, $2)"
          " ON CONFLICT (cle) DO UPDATE SET"
          " nombre = CASE WHEN tentative.debut_a < $3 THEN 1 ELSE tentative.nombre + 1 END,"
          " debut_a = CASE WHEN tentative.debut_a < $3 THEN excluded.debut_a"
          " ELSE tentative.debut_a END"
          " RETURNING nombre");

enum status tentative_compter(struct db *db, const struct tentative *tentative, bool *trop)
{
    int64_t now = dates_now();
    struct db_rows rows;
    DB_QUERY(db, &TENTATIVE_COMPTER, &rows, BIND_TEXT(tentative->cle), BIND_INT(now),
             BIND_INT(now - tentative->secondes));
    if (db_next(&rows) && db_int(&rows, 0) > tentative->maximum) {
        *trop = true;
    }
    return db_end(&rows);
}
