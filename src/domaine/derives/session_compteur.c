/* What a session is counted as: kept up to date, for one session or thousands alike. */
#include "dates.h"
#include "derives.h"

#define LOT 200

/* In one order always, so that two saves at once wait for each other instead of blocking both. */
#define COMPTER(colonne)                                                                           \
    "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"       \
    " apprentissage, professionnalisation, a_distance)"                                            \
    " SELECT perimetre, periode, $2 * count(*), $2 * sum(initiale), $2 * sum(programme_region),"   \
    " $2 * sum(apprentissage), $2 * sum(professionnalisation), $2 * sum(a_distance)"               \
    " FROM session_classement WHERE " colonne " = $1 GROUP BY perimetre, periode"                  \
    " ORDER BY perimetre, periode"                                                                 \
    " ON CONFLICT (perimetre, periode) DO UPDATE SET"                                              \
    " toutes = session_compteur.toutes + excluded.toutes,"                                         \
    " initiales = session_compteur.initiales + excluded.initiales,"                                \
    " programme_region = session_compteur.programme_region + excluded.programme_region,"           \
    " apprentissage = session_compteur.apprentissage + excluded.apprentissage,"                    \
    " professionnalisation = session_compteur.professionnalisation"                                \
    " + excluded.professionnalisation,"                                                            \
    " a_distance = session_compteur.a_distance + excluded.a_distance"

STATEMENT(SESSION_COMPTER, "ii", "", COMPTER("numero"));
STATEMENT(SESSION_COMPTER_ACTION, "ii", "", COMPTER("action"));
STATEMENT(SESSION_COMPTER_SITE, "ii", "", COMPTER("site"));
STATEMENT(SESSION_COMPTER_ETABLISSEMENT, "ii", "", COMPTER("etablissement_id"));

#define A_UN_DISPOSITIF                                                                            \
    "EXISTS (SELECT 1 FROM offre_code o JOIN dispositif p ON p.code = o.code"                      \
    " WHERE o.noun = 'session' AND o.contenu = s.numero AND o.champ = 'dispositifs' AND p.type = "

#define ACTIVE "(a.vive IS NOT NULL AND t.etat = 'A' AND e.etat = 'A' AND s.desactivee_le IS NULL)"

/* What the rows say of the sessions that `condition` chooses, for statements. */
#define SELON_LES_LIGNES(condition)                                                                \
    "(SELECT s.numero, a.etablissement_id, a.site, s.fin, s.jusqu_au, " ACTIVE " AS active,"       \
    "  COALESCE(c.type = 'initiale', FALSE) AS initiale,"                                          \
    "  COALESCE(c.modalite_enseignement IN ('1', '2'), FALSE) AS a_distance,"                      \
    "  " A_UN_DISPOSITIF "'programme-region') AS programme_region,"                                \
    "  " A_UN_DISPOSITIF "'apprentissage') AS apprentissage,"                                      \
    "  " A_UN_DISPOSITIF "'professionnalisation') AS professionnalisation"                         \
    "  FROM session s JOIN action a ON a.numero = s.action JOIN site t ON t.numero = a.site"       \
    "  JOIN etablissement e ON e.id = a.etablissement_id"                                          \
    "  LEFT JOIN action_contenu c ON c.id = COALESCE(a.vive, a.brouillon)"                         \
    "  WHERE " condition ") d"

/* $2: the day before today, which was the last day of what is active no more. An earlier last day
 * stays. */
#define DERIVER(condition)                                                                         \
    "UPDATE session SET etablissement_id = d.etablissement_id, site = d.site,"                     \
    " jusqu_au = CASE WHEN d.active THEN d.fin WHEN d.jusqu_au < $2 THEN d.jusqu_au ELSE $2 END,"  \
    " initiale = d.initiale, a_distance = d.a_distance, programme_region = d.programme_region,"    \
    " apprentissage = d.apprentissage, professionnalisation = d.professionnalisation"              \
    " FROM " SELON_LES_LIGNES(condition " = $1") " WHERE session.numero = d.numero"

STATEMENT(SESSION_DERIVER, "it", "", DERIVER("s.numero"));
STATEMENT(SESSION_DERIVER_ACTION, "it", "", DERIVER("s.action"));
STATEMENT(SESSION_DERIVER_SITE, "it", "", DERIVER("s.site"));
STATEMENT(SESSION_DERIVER_ETABLISSEMENT, "it", "", DERIVER("s.etablissement_id"));

/* $2 on: some of what differs, by number. */
#define SUITE " AND d.numero > $2 ORDER BY d.numero LIMIT $3"

/* The last day of what is active no more was yesterday ($1) at the latest. */
STATEMENT(SESSION_FAUSSES, "tii", "i",
          "SELECT d.numero FROM " SELON_LES_LIGNES(
              "TRUE") " JOIN session k ON k.numero = d.numero"
                      " WHERE (k.etablissement_id <> d.etablissement_id OR k.site <> d.site"
                      " OR (d.active AND k.jusqu_au <> d.fin) OR (NOT d.active AND k.jusqu_au > $1)"
                      " OR k.initiale <> d.initiale OR k.a_distance <> d.a_distance"
                      " OR k.programme_region <> d.programme_region"
                      " OR k.apprentissage <> d.apprentissage"
                      " OR k.professionnalisation <> d.professionnalisation)" SUITE);
const struct statement *const session_fausses = &SESSION_FAUSSES;
STATEMENT(SESSION_A_VENIR, "tii", "i",
          "SELECT d.numero FROM " SELON_LES_LIGNES("s.jusqu_au > $1") " WHERE NOT d.active" SUITE);

static const struct statement *const compter[SESSION_CIBLES] = {
    [SESSION_SEULE] = &SESSION_COMPTER,
    [SESSION_DE_ACTION] = &SESSION_COMPTER_ACTION,
    [SESSION_DE_SITE] = &SESSION_COMPTER_SITE,
    [SESSION_D_ETABLISSEMENT] = &SESSION_COMPTER_ETABLISSEMENT,
};

static const struct statement *const deriver[SESSION_CIBLES] = {
    [SESSION_SEULE] = &SESSION_DERIVER,
    [SESSION_DE_ACTION] = &SESSION_DERIVER_ACTION,
    [SESSION_DE_SITE] = &SESSION_DERIVER_SITE,
    [SESSION_D_ETABLISSEMENT] = &SESSION_DERIVER_ETABLISSEMENT,
};

enum status session_compter(struct db *db, int signe, enum session_cible cible, int64_t id)
{
    return DB_EXEC(db, compter[cible], NULL, BIND_INT(id), BIND_INT(signe));
}

enum status session_deriver_le(struct db *db, enum session_cible cible, int64_t id,
                               const char *aujourdhui)
{
    char hier[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, -1, hier);
    return DB_EXEC(db, deriver[cible], NULL, BIND_INT(id), BIND_TEXT(hier));
}

/* ---- what differs, found and mended */

enum status session_recompter(struct db *db, int64_t numero, const char *aujourdhui)
{
    TRY(session_compter(db, -1, SESSION_SEULE, numero));
    TRY(session_deriver_le(db, SESSION_SEULE, numero, aujourdhui));
    return session_compter(db, +1, SESSION_SEULE, numero);
}

/* A few at a time: no cursor stays open on what changes. */
enum status session_arreter(struct db *db, const char *aujourdhui)
{
    int64_t numeros[LOT];
    int64_t dernier = 0;
    size_t n = LOT;
    char hier[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, -1, hier);
    while (n == LOT) {
        struct db_rows rows;
        n = 0;
        DB_QUERY(db, &SESSION_A_VENIR, &rows, BIND_TEXT(hier), BIND_INT(dernier), BIND_INT(LOT));
        while (db_next(&rows)) {
            numeros[n++] = dernier = db_int(&rows, 0);
        }
        TRY(db_end(&rows));
        for (size_t i = 0; i < n; i++) {
            TRY(session_recompter(db, numeros[i], aujourdhui));
        }
    }
    return STATUS_OK;
}

enum status session_deriver(struct db *db, enum session_cible cible, int64_t id)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return session_deriver_le(db, cible, id, aujourdhui);
}
