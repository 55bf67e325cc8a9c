/* What an action keeps of the records inside it: who pays is public, the commune of its place. */
#include "action.h"
#include "commune.h"
#include "derives.h"
#include "offre_private.h"

#include <string.h>

STATEMENT(ACTION_COMMUNE, "it", "", "UPDATE action_contenu SET commune_lieu = $2 WHERE id = $1");

STATEMENT(ACTION_CONTENU, "i", "i",
          "SELECT coalesce(brouillon, vive) FROM action WHERE numero = $1");

STATEMENT(ACTION_A_DISPOSITIF_PUBLIC, "i", "bb",
          "SELECT a.publique, EXISTS (SELECT 1 FROM session s"
          " JOIN offre_code k ON k.noun = 'session' AND k.contenu = s.numero"
          "  AND k.champ = 'dispositifs'"
          " JOIN dispositif d ON d.code = k.code AND d.public"
          " WHERE s.action = a.numero) FROM action a WHERE a.numero = $1");

STATEMENT(ACTION_PUBLIQUE, "ib", "", "UPDATE action SET publique = $2 WHERE numero = $1");

/* LHEO dict-financeurs that are public bodies: State (11, 12, 13, 19), regions, departments,
 * communes and other local authorities (2, 8, 9, 15), European funds (3, 14), France Travail (4),
 * and the public agencies ACSÉ (6), LADOM (18), OFII (20). AGEFIPH, OPCO, Transition Pro are
 * associations under private law. */
bool action_financeur_public(const char *code)
{
    static const char codes[] = " 2 3 4 6 8 9 11 12 13 14 15 18 19 20 ";
    char cherche[16] = " ";
    size_t longueur = strlen(code);
    if (longueur == 0 || longueur > 2) {
        return false;
    }
    memcpy(cherche + 1, code, longueur);
    memcpy(cherche + 1 + longueur, " ", 2);
    return strstr(codes, cherche) != NULL;
}

/* Written, and counted, when it is no longer what it was. */
static enum status marquer_publique(struct db *db, int64_t action, bool financee)
{
    bool avant = false;
    bool publique = financee;
    struct db_rows rows;
    DB_QUERY(db, &ACTION_A_DISPOSITIF_PUBLIC, &rows, BIND_INT(action));
    if (db_next(&rows)) {
        avant = db_bool(&rows, 0);
        publique = financee || db_bool(&rows, 1);
    }
    TRY(db_end(&rows));
    if (publique == avant) {
        return STATUS_OK;
    }
    TRY(action_compter(db, -1, ACTION_SEULE, action));
    TRY(DB_EXEC(db, &ACTION_PUBLIQUE, NULL, BIND_INT(action), BIND_BOOL(publique)));
    return action_compter(db, +1, ACTION_SEULE, action);
}

enum status action_publique(struct db *db, int64_t action)
{
    ARENA_SCRATCH(arena, 0);
    struct offre_details details = {0};
    int64_t contenu = 0;
    bool publique = false;
    TRY(DB_NUMBER(db, &ACTION_CONTENU, &contenu, BIND_INT(action)));
    TRY(offre_details_lire(db, arena, OFFRE_ACTION, contenu, &details));
    for (size_t i = 0; i < details.n; i++) {
        if (strcmp(details.items[i].genre->code, "financeur") == 0) {
            const struct financeur *financeur = details.items[i].record;
            publique = publique || action_financeur_public(financeur->code_financeur);
        }
    }
    return marquer_publique(db, action, publique);
}

const char *action_commune_du_lieu(const struct lieu *lieu)
{
    struct commune commune;
    return commune_by_insee(lieu->commune_insee, &commune) == STATUS_OK ? commune.nom : lieu->ville;
}

enum status action_situer_lieu(struct db *db, struct arena *arena, int64_t etablissement_id,
                               int64_t numero, int64_t contenu)
{
    struct offre_details details = {0};
    const char *nom = "";
    TRY(offre_details_lire(db, arena, OFFRE_ACTION, contenu, &details));
    for (size_t i = 0; i < details.n && !nom[0]; i++) {
        if (strcmp(details.items[i].genre->code, "lieu") == 0) {
            nom = action_commune_du_lieu(details.items[i].record);
        }
    }
    TRY(DB_EXEC(db, &ACTION_COMMUNE, NULL, BIND_INT(contenu), BIND_TEXT_OR_NULL(nom)));
    return offre_mots_ajouter(db, etablissement_id, MOTS_ACTION, numero, nom);
}
