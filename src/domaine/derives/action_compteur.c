/* What an action is counted as on the dashboard: kept up to date. */
#include "derives.h"

/* In one order always, so that two saves at once wait for each other instead of blocking both. */
#define COMPTER(colonne)                                                                           \
    "INSERT INTO action_compteur"                                                                  \
    " (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo, perdues)"                \
    " SELECT perimetre, $2 * sum(en_cours), $2 * sum(publique), $2 * sum(a_valider),"              \
    " $2 * sum(a_repondre), $2 * sum(certifinfo), $2 * sum(perdues)"                               \
    " FROM action_classement WHERE " colonne " = $1 GROUP BY perimetre ORDER BY perimetre"         \
    " ON CONFLICT (perimetre) DO UPDATE SET"                                                       \
    " en_cours = action_compteur.en_cours + excluded.en_cours,"                                    \
    " publiques = action_compteur.publiques + excluded.publiques,"                                 \
    " a_valider = action_compteur.a_valider + excluded.a_valider,"                                 \
    " a_repondre = action_compteur.a_repondre + excluded.a_repondre,"                              \
    " certifinfo = action_compteur.certifinfo + excluded.certifinfo,"                              \
    " perdues = action_compteur.perdues + excluded.perdues"

STATEMENT(ACTION_COMPTER, "ii", "", COMPTER("numero"));
STATEMENT(ACTION_COMPTER_FORMATION, "ii", "", COMPTER("formation"));
STATEMENT(ACTION_COMPTER_ETABLISSEMENT, "ii", "", COMPTER("etablissement_id"));

static const struct statement *const compter[ACTION_CIBLES] = {
    [ACTION_SEULE] = &ACTION_COMPTER,
    [ACTION_DE_FORMATION] = &ACTION_COMPTER_FORMATION,
    [ACTION_D_ETABLISSEMENT] = &ACTION_COMPTER_ETABLISSEMENT,
};

enum status action_compter(struct db *db, int signe, enum action_cible cible, int64_t id)
{
    return DB_EXEC(db, compter[cible], NULL, BIND_INT(id), BIND_INT(signe));
}
