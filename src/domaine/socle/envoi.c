#include "envoi.h"

#include "dates.h"

STATEMENT(ENVOI_NOTER, "tiitt", "",
          "INSERT INTO envoi (cle, compte_id, instant, adresse, message)"
          " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (cle) DO NOTHING");

STATEMENT(ENVOI_LIRE, "t", "itt", "SELECT compte_id, adresse, message FROM envoi WHERE cle = $1");

STATEMENT(ENVOI_NETTOYER, "i", "", "DELETE FROM envoi WHERE instant < $1");

enum status envoi_noter(struct db *db, const struct envoi *envoi)
{
    int64_t added = 0;
    TRY(DB_EXEC(db, &ENVOI_NOTER, &added, BIND_TEXT(envoi->cle),
                envoi->compte ? BIND_INT(envoi->compte) : BIND_NULL, BIND_INT(dates_now()),
                BIND_TEXT(envoi->adresse), BIND_TEXT(envoi->message)));
    return added == 0 ? STATUS_CONFLICT : STATUS_OK;
}

enum status envoi_lire(struct db *db, struct arena *arena, const char *cle, struct envoi *envoi_r)
{
    struct db_rows rows;
    struct envoi envoi = {.cle = cle};
    DB_QUERY(db, &ENVOI_LIRE, &rows, BIND_TEXT(cle));
    bool found = db_next(&rows);
    if (found) {
        envoi.compte = db_int(&rows, 0);
        envoi.adresse = db_text(&rows, 1, arena);
        envoi.message = db_text(&rows, 2, arena);
        *envoi_r = envoi;
    }
    TRY(db_end(&rows));
    return found ? STATUS_OK : STATUS_NOT_FOUND;
}

/* The engine makes a second row of the same key wait for the transaction that wrote the first: once
 * this one is accepted, that one has failed for good. It is rolled back again. */
static enum status prendre_la_place(struct db *db, void *context)
{
    const struct envoi essai = {.cle = context, .adresse = "", .message = ""};
    TRY(envoi_noter(db, &essai));
    return STATUS_NOT_FOUND;
}

enum status envoi_sonder(struct db *db, struct arena *arena, const char *cle, struct envoi *envoi_r)
{
    enum status status = db_transaction(db, prendre_la_place, arena_strdup(arena, cle));
    return status == STATUS_CONFLICT ? envoi_lire(db, arena, cle, envoi_r) : status;
}

enum status envoi_nettoyer(struct db *db)
{
    return DB_EXEC(db, &ENVOI_NETTOYER, NULL, BIND_INT(dates_now() - ENVOI_SECONDS));
}
