#include "compte_liste.h"

#define COMPTES                                                                                    \
    "SELECT id, email, nom, etat, profil, derniere_connexion FROM compte WHERE etat <> 'ferme'"

STATEMENT(COMPTES_TOUS, "", "itttti", COMPTES " ORDER BY email");
STATEMENT(COMPTE_D_EMAIL, "t", "itttti", COMPTES " AND email = $1");

static struct compte_ligne lire(const struct db_rows *rows, struct arena *arena)
{
    return (struct compte_ligne){.id = db_int(rows, 0),
                                 .email = db_text(rows, 1, arena),
                                 .nom = db_text(rows, 2, arena),
                                 .etat = db_text(rows, 3, arena),
                                 .profil = db_text(rows, 4, arena),
                                 .derniere_connexion = db_int(rows, 5)};
}

enum status compte_de_email(struct db *db, struct arena *arena, const char *email,
                            struct compte_ligne *compte_r)
{
    struct db_rows rows;
    DB_QUERY(db, &COMPTE_D_EMAIL, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        *compte_r = lire(&rows, arena);
    }
    return db_end_found(&rows);
}

enum status compte_lister(struct db *db, struct arena *arena, struct compte_lignes *comptes_r)
{
    struct compte_ligne *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &COMPTES_TOUS, &rows);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = lire(&rows, arena);
    }
    TRY(db_end(&rows));
    *comptes_r = (struct compte_lignes){items, n};
    return STATUS_OK;
}
