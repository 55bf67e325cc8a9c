/* What an action keeps of the records inside it, next to what they say today. */
#include "action.h"
#include "offre_controle_private.h"
#include "offre_private.h"

#include <string.h>

/* $1: behind which action, $2: how many. With each of its financeurs. */
STATEMENT(CONTROLE_FINANCEURS, "ii", "ibbt",
          "SELECT a.numero, a.publique, EXISTS (SELECT 1 FROM session s"
          " JOIN offre_code k ON k.noun = 'session' AND k.contenu = s.numero"
          "  AND k.champ = 'dispositifs'"
          " JOIN dispositif p ON p.code = k.code AND p.public"
          " WHERE s.action = a.numero), d.donnees"
          " FROM (SELECT numero, publique, coalesce(brouillon, vive) AS contenu FROM action"
          "  WHERE numero > $1 ORDER BY numero LIMIT $2) a"
          " LEFT JOIN offre_detail d ON d.noun = 'action' AND d.contenu = a.contenu"
          "  AND d.genre = 'financeur' ORDER BY a.numero");

/* The same of the contents, with each of their lieux. */
STATEMENT(CONTROLE_LIEUX, "ii", "itt",
          "SELECT c.id, c.commune_lieu, d.donnees"
          " FROM (SELECT id, commune_lieu FROM action_contenu WHERE id > $1 ORDER BY id LIMIT $2) c"
          " LEFT JOIN offre_detail d ON d.noun = 'action' AND d.contenu = c.id"
          "  AND d.genre = 'lieu' ORDER BY c.id, d.rang");
STATEMENT(CONTROLE_COMMUNE, "it", "", "UPDATE action_contenu SET commune_lieu = $2 WHERE id = $1");
STATEMENT(CONTROLE_LIEUX_DE, "i", "t",
          "SELECT donnees FROM offre_detail WHERE noun = 'action' AND contenu = $1"
          " AND genre = 'lieu' ORDER BY rang");

/* Records of a query, each on as many rows as it has details. */
struct lecture {
    struct fautifs *fautifs;
    int64_t numero;
    size_t lus;
    bool faux;
};

/* True when the row begins another record. */
static bool suivre(struct lecture *lecture, int64_t numero)
{
    if (lecture->lus > 0 && numero == lecture->numero) {
        return false;
    }
    if (lecture->faux) {
        lecture->fautifs->ids[lecture->fautifs->n++] = lecture->numero;
    }
    lecture->lus += numero != 0;
    lecture->faux = false;
    if (numero) {
        lecture->numero = numero;
    }
    return true;
}

static void finir(struct lecture *lecture)
{
    suivre(lecture, 0);
    lecture->fautifs->fini = lecture->lus < FAUTIFS_MAX;
    lecture->fautifs->apres = lecture->numero;
}

enum status action_publiques_fausses(struct db *db, const struct controle_jours *jours,
                                     struct fautifs *fautifs)
{
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_ACTION, "financeur");
    ARENA_SCRATCH(arena, 0);
    struct lecture lecture = {.fautifs = fautifs};
    bool ecrite = false;
    bool publique = false;
    struct db_rows rows;
    (void)jours;
    DB_QUERY(db, &CONTROLE_FINANCEURS, &rows, BIND_INT(fautifs->apres), BIND_INT(FAUTIFS_MAX));
    while (db_next(&rows)) {
        if (suivre(&lecture, db_int(&rows, 0))) {
            ecrite = db_bool(&rows, 1);
            publique = db_bool(&rows, 2);
        }
        if (!db_is_null(&rows, 3)) {
            const struct financeur *f = offre_decoder(arena, genre, db_text(&rows, 3, arena));
            publique = publique || action_financeur_public(f->code_financeur);
        }
        lecture.faux = ecrite != publique;
    }
    finir(&lecture);
    return db_end(&rows);
}

enum status action_publique_reparer(struct db *db, int64_t action, const struct controle_jours *j)
{
    (void)j;
    return action_publique(db, action);
}

static const char *commune_de(struct arena *arena, const char *donnees)
{
    return action_commune_du_lieu(
        offre_decoder(arena, offre_genre_nomme(OFFRE_ACTION, "lieu"), donnees));
}

enum status action_communes_fausses(struct db *db, const struct controle_jours *jours,
                                    struct fautifs *fautifs)
{
    ARENA_SCRATCH(arena, 0);
    struct lecture lecture = {.fautifs = fautifs};
    const char *ecrite = "";
    const char *commune = "";
    struct db_rows rows;
    (void)jours;
    DB_QUERY(db, &CONTROLE_LIEUX, &rows, BIND_INT(fautifs->apres), BIND_INT(FAUTIFS_MAX));
    while (db_next(&rows)) {
        if (suivre(&lecture, db_int(&rows, 0))) {
            ecrite = db_text(&rows, 1, arena);
            commune = "";
        }
        if (!commune[0] && !db_is_null(&rows, 2)) {
            commune = commune_de(arena, db_text(&rows, 2, arena));
        }
        lecture.faux = strcmp(ecrite, commune) != 0;
    }
    finir(&lecture);
    return db_end(&rows);
}

enum status action_commune_reparer(struct db *db, int64_t contenu, const struct controle_jours *j)
{
    ARENA_SCRATCH(arena, 0);
    const char *commune = "";
    struct db_rows rows;
    (void)j;
    DB_QUERY(db, &CONTROLE_LIEUX_DE, &rows, BIND_INT(contenu));
    while (!commune[0] && db_next(&rows)) {
        commune = commune_de(arena, db_text(&rows, 0, arena));
    }
    TRY(db_end(&rows));
    return DB_EXEC(db, &CONTROLE_COMMUNE, NULL, BIND_INT(contenu), BIND_TEXT_OR_NULL(commune));
}
