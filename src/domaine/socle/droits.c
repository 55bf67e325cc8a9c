#include "droits.h"

#include <string.h>

STATEMENT(DROITS_SITE, "ii", "i",
          "SELECT site_numero FROM compte_site WHERE site_numero = $1 AND compte_id = $2");

STATEMENT(DROITS_ETABLISSEMENT, "ii", "i",
          "SELECT s.numero FROM site s JOIN compte_site cs ON cs.site_numero = s.numero"
          " WHERE s.etablissement_id = $1 AND cs.compte_id = $2 LIMIT 1");

STATEMENT(DROITS_SITE_PRINCIPAL, "ii", "i",
          "SELECT s.numero FROM site s JOIN compte_site cs ON cs.site_numero = s.numero"
          " WHERE s.etablissement_id = $1 AND s.principal AND cs.compte_id = $2");

/* The profile, and how many of its sites the person does not administer. */
STATEMENT(DROITS_COMPTE, "ii", "ti",
          "SELECT c.profil, (SELECT count(*) FROM compte_site t WHERE t.compte_id = c.id"
          "  AND NOT EXISTS (SELECT 1 FROM compte_site m WHERE m.compte_id = $2"
          "   AND m.site_numero = t.site_numero))"
          " FROM compte c WHERE c.id = $1");

static enum status droit(struct db *db, const struct statement *statement, int64_t id,
                         const struct acteur *acteur, enum status without)
{
    if (acteur_est_officier(acteur)) {
        return STATUS_OK;
    }
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(id), BIND_INT(acteur->compte_id));
    enum status right = db_next(&rows) ? STATUS_OK : without;
    TRY(db_end(&rows));
    return right;
}

enum status droits_site(struct db *db, const struct acteur *acteur, int64_t site_numero)
{
    return droit(db, &DROITS_SITE, site_numero, acteur, STATUS_NOT_FOUND);
}

enum status droits_voir(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                        int64_t site_numero)
{
    if (acteur->tous_les_sites && acteur->etablissement_id == etablissement_id) {
        return STATUS_OK;
    }
    return droit(db, site_numero ? &DROITS_SITE : &DROITS_ETABLISSEMENT,
                 site_numero ? site_numero : etablissement_id, acteur, STATUS_NOT_FOUND);
}

enum status droits_site_principal(struct db *db, const struct acteur *acteur,
                                  int64_t etablissement_id)
{
    return droit(db, &DROITS_SITE_PRINCIPAL, etablissement_id, acteur, STATUS_FORBIDDEN);
}

enum status droits_compte(struct db *db, const struct acteur *acteur, int64_t compte_id)
{
    if (acteur->profil == PROFIL_ADMIN || compte_id == acteur->compte_id) {
        return STATUS_OK;
    }
    enum status right = STATUS_FORBIDDEN;
    struct db_rows rows;
    DB_QUERY(db, &DROITS_COMPTE, &rows, BIND_INT(compte_id), BIND_INT(acteur->compte_id));
    if (db_next(&rows) && strcmp(db_text(&rows, 0, NULL), "OF") == 0 &&
        (acteur_est_officier(acteur) || db_int(&rows, 1) == 0)) {
        right = STATUS_OK;
    }
    TRY(db_end(&rows));
    return right;
}

const char *droits_au_nom_de(const struct acteur *acteur, const char *raison_sociale)
{
    return acteur->compte_id && acteur_est_officier(acteur) ? raison_sociale : NULL;
}
