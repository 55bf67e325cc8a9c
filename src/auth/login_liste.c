#include "login_liste.h"

#include "dates.h"
#include "login.h"

STATEMENT(LOGINS_DE_COMPTE, "iii", "ittiib",
          "SELECT id, appareil, reseau, ouvert_a, vu_a, id = $2 FROM login WHERE compte_id = $1"
          " ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END, vu_a DESC, id DESC LIMIT $3");

STATEMENT(LOGIN_FERMER_UN, "iii", "",
          "DELETE FROM login WHERE id = $1 AND compte_id = $2 AND id <> $3");

STATEMENT(LOGIN_FERMER_AUTRES, "ii", "", "DELETE FROM login WHERE compte_id = $1 AND id <> $2");

enum status login_lister(struct db *db, struct arena *arena, const struct config *config,
                         const struct acteur *acteur, struct login_lignes *logins_r)
{
    struct login_ligne *items = ARENA_ARRAY(arena, struct login_ligne, LOGIN_LISTE_MAXIMUM);
    size_t n = 0;
    int64_t now = dates_now();
    struct db_rows rows;
    DB_QUERY(db, &LOGINS_DE_COMPTE, &rows, BIND_INT(acteur->compte_id), BIND_INT(acteur->login_id),
             BIND_INT(LOGIN_LISTE_MAXIMUM));
    while (db_next(&rows)) {
        struct login_ligne ligne = {.id = db_int(&rows, 0),
                                    .appareil = db_text(&rows, 1, arena),
                                    .reseau = db_text(&rows, 2, arena),
                                    .ouvert_a = db_int(&rows, 3),
                                    .vu_a = db_int(&rows, 4),
                                    .courant = db_bool(&rows, 5)};
        if (!login_fini(config, acteur, ligne.ouvert_a, ligne.vu_a, now)) {
            items[n++] = ligne;
        }
    }
    TRY(db_end(&rows));
    *logins_r = (struct login_lignes){.items = items, .n = n};
    return STATUS_OK;
}

enum status login_fermer_un(struct db *db, const struct acteur *acteur, int64_t id, int64_t *n_r)
{
    return DB_EXEC(db, &LOGIN_FERMER_UN, n_r, BIND_INT(id), BIND_INT(acteur->compte_id),
                   BIND_INT(acteur->login_id));
}

enum status login_fermer_autres(struct db *db, const struct acteur *acteur, int64_t *n_r)
{
    return DB_EXEC(db, &LOGIN_FERMER_AUTRES, n_r, BIND_INT(acteur->compte_id),
                   BIND_INT(acteur->login_id));
}
