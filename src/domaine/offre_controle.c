#include "offre_controle.h"

STATEMENT(CONTROLE_SESSION_COMPTEURS, "", "i",
          "SELECT count(*) FROM (SELECT perimetre, periode FROM ("
          "SELECT perimetre, periode, toutes, initiales, programme_region, apprentissage,"
          " professionnalisation, a_distance FROM session_compteur"
          " UNION ALL SELECT perimetre, periode, -1, -initiale, -programme_region, -apprentissage,"
          " -professionnalisation, -a_distance FROM session_classement) u"
          " GROUP BY perimetre, periode"
          " HAVING sum(toutes) <> 0 OR sum(initiales) <> 0 OR sum(programme_region) <> 0"
          " OR sum(apprentissage) <> 0 OR sum(professionnalisation) <> 0"
          " OR sum(a_distance) <> 0) v");

STATEMENT(CONTROLE_ACTION_COMPTEURS, "", "i",
          "SELECT count(*) FROM (SELECT perimetre FROM ("
          "SELECT perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo"
          " FROM action_compteur"
          " UNION ALL SELECT perimetre, -en_cours, -publique, -a_valider, -a_repondre, -certifinfo"
          " FROM action_classement) u GROUP BY perimetre"
          " HAVING sum(en_cours) <> 0 OR sum(publiques) <> 0 OR sum(a_valider) <> 0"
          " OR sum(a_repondre) <> 0 OR sum(certifinfo) <> 0) v");

/* Actions that tell of another last day than their sessions. */
STATEMENT(CONTROLE_ACTION_JOURS, "", "i",
          "SELECT count(*) FROM action a LEFT JOIN (SELECT s.action, max(s.jusqu_au) AS jusqu_au"
          " FROM session s GROUP BY s.action) d ON d.action = a.numero"
          " WHERE a.sessions_jusqu_au <> COALESCE(d.jusqu_au, '')");

/* What is over has been seen, as far as it is told. */
STATEMENT(CONTROLE_ETAPES, "", "i",
          "SELECT count(*) FROM session s WHERE s.etape NOT IN (0, 1, 2) OR (s.etape = 0"
          " AND s.jusqu_au < (SELECT COALESCE(max(valeur), '') FROM parametre"
          "  WHERE cle = 'sessions_vieillies'))");

/* Titles and names that are known, and that no word leads to. */
STATEMENT(CONTROLE_MOTS_SITES, "", "i",
          "SELECT count(*) FROM site t LEFT JOIN (SELECT DISTINCT m.etablissement_id, m.numero"
          " FROM offre_mot m WHERE m.genre = 's') d ON d.etablissement_id = t.etablissement_id"
          " AND d.numero = t.numero WHERE t.nom_plie <> '' AND d.numero IS NULL");
static const struct {
    const struct statement *statement;
    const char *quoi;
} controles[OFFRE_ECARTS] = {
    {&CONTROLE_SESSION_COMPTEURS, "Compteurs de sessions qui ne disent pas ce qu'il y a"},
    {&CONTROLE_ACTION_COMPTEURS, "Compteurs d'actions qui ne disent pas ce qu'il y a"},
    {&CONTROLE_ACTION_JOURS, "Actions dont le dernier jour n'est pas celui de leurs sessions"},
    {&CONTROLE_ETAPES, "Sessions terminées qui ne sont pas rangées"},
    {&CONTROLE_MOTS_SITES, "Sites que la recherche ne trouve pas"},
};

enum status offre_controler(struct db *db, struct offre_ecart ecarts_r[OFFRE_ECARTS])
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < OFFRE_ECARTS && status == STATUS_OK; i++) {
        struct db_rows rows;
        db_query(db, controles[i].statement, &rows, NULL, 0);
        ecarts_r[i] = (struct offre_ecart){controles[i].quoi, 0};
        if (db_next(&rows)) {
            ecarts_r[i].n = db_int(&rows, 0);
        }
        status = db_end(&rows);
    }
    return status;
}
