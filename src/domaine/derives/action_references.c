/* What a published action hangs on and has no more: kept up to date. */
#include "dates.h"
#include "derives.h"
#include "nomenclature_faute.h"

#define LOT 200

_Static_assert(PERDUE_SITE == 1 && PERDUE_CONTACT == 2 && PERDUE_ADRESSE == 4 &&
                   PERDUE_CERTIFICATION == 8 && PERDUE_CERTIFICATION_SESSION == 16,
               "as migrations/0021 and the statement below have them");

#define SANS_LIGNE(table) "coalesce(" table ".ligne1, " table ".ligne2, " table ".ligne3) IS NULL"

#define A_VENIR "s.action = a.numero AND s.fin >= $2 AND s.desactivee_le IS NULL"

#define CITE_MORT(de, condition)                                                                   \
    "EXISTS (SELECT 1 FROM " de NOMENCLATURE_CITEE "WHERE " condition                              \
    " AND " NOMENCLATURE_FAUTE("$2") " IS NOT NULL)"

#define BIT(condition, bit) " + CASE WHEN " condition " THEN " bit " ELSE 0 END"
#define DUES                                                                                       \
    "CASE WHEN a.vive IS NULL OR NOT EXISTS (SELECT 1 FROM session s WHERE " A_VENIR ") THEN 0"    \
    " ELSE 0" BIT("e.etat <> 'A' OR v.etat <> 'A'", "1")                                           \
        BIT("NOT EXISTS (SELECT 1 FROM offre_code k"                                               \
            " JOIN contact x ON x.numero = CAST(k.code AS BIGINT) WHERE k.noun = 'formation'"      \
            " AND k.contenu = f.vive AND k.champ = 'contacts' AND x.etat = 'A')",                  \
            "2") BIT("(v.code_postal IS NULL OR " SANS_LIGNE("v") ") AND EXISTS (SELECT 1 FROM"    \
                                                                  " session s WHERE " A_VENIR      \
                                                                  " AND " SANS_LIGNE("s") ")",     \
                     "4")                                                                          \
            BIT(CITE_MORT("offre_certification o", "o.noun = 'formation' AND o.contenu = f.vive"), \
                "8") BIT(CITE_MORT("session s JOIN offre_certification o"                          \
                                   " ON o.noun = 'session' AND o.contenu = s.numero",              \
                                   A_VENIR),                                                       \
                         "16") " END"

/* What the rows say of the actions that `condition` chooses. */
#define SELON_LES_LIGNES(condition)                                                                \
    "(SELECT a.numero, a.perdues, " DUES " AS dues FROM action a"                                  \
    " JOIN formation f ON f.numero = a.formation JOIN etablissement e"                             \
    " ON e.id = a.etablissement_id JOIN site v ON v.numero = a.site WHERE " condition ") d"

#define DIFFERE(condition)                                                                         \
    "SELECT d.numero FROM " SELON_LES_LIGNES(condition) " WHERE d.perdues <> d.dues LIMIT 1"
#define ECRIRE(condition)                                                                          \
    "UPDATE action SET perdues = d.dues FROM " SELON_LES_LIGNES(                                   \
        condition) " WHERE action.numero = d.numero AND action.perdues <> d.dues"

/* $1 the target, $2 today */
STATEMENT(REFERENCES_ACTION, "it", "i", DIFFERE("a.numero = $1"));
STATEMENT(REFERENCES_FORMATION, "it", "i", DIFFERE("a.formation = $1"));
STATEMENT(REFERENCES_ETABLISSEMENT, "it", "i", DIFFERE("a.etablissement_id = $1"));
STATEMENT(REFERENCES_ECRIRE_ACTION, "it", "", ECRIRE("a.numero = $1"));
STATEMENT(REFERENCES_ECRIRE_FORMATION, "it", "", ECRIRE("a.formation = $1"));
STATEMENT(REFERENCES_ECRIRE_ETABLISSEMENT, "it", "", ECRIRE("a.etablissement_id = $1"));

/* $1 behind which, $3 how many */
STATEMENT(REFERENCES_FAUSSES, "iti", "iii",
          "SELECT d.numero, d.perdues, d.dues FROM " SELON_LES_LIGNES(
              "a.numero > $1") " WHERE d.perdues <> d.dues ORDER BY d.numero LIMIT $3");

static const struct statement *const differe[ACTION_CIBLES] = {
    [ACTION_SEULE] = &REFERENCES_ACTION,
    [ACTION_DE_FORMATION] = &REFERENCES_FORMATION,
    [ACTION_D_ETABLISSEMENT] = &REFERENCES_ETABLISSEMENT,
};

static const struct statement *const ecrire[ACTION_CIBLES] = {
    [ACTION_SEULE] = &REFERENCES_ECRIRE_ACTION,
    [ACTION_DE_FORMATION] = &REFERENCES_ECRIRE_FORMATION,
    [ACTION_D_ETABLISSEMENT] = &REFERENCES_ECRIRE_ETABLISSEMENT,
};

/* $1: actions */
STATEMENT(REFERENCES_SESSIONS, "tt", "ii",
          "SELECT s.action, min(s.numero) FROM session s"
          " WHERE s.action = ANY (CAST($1 AS BIGINT[]))"
          " AND s.fin >= $2 AND s.desactivee_le IS NULL AND " CITE_MORT(
              "offre_certification o",
              "o.noun = 'session' AND o.contenu = s.numero") " GROUP BY s.action");

enum status action_references_sessions(struct db *db, struct arena *arena, const int64_t *actions,
                                       size_t n, const char *aujourdhui, int64_t *sessions_r)
{
    struct db_rows rows;
    for (size_t i = 0; i < n; i++) {
        sessions_r[i] = 0;
    }
    DB_QUERY(db, &REFERENCES_SESSIONS, &rows, db_numbers(db, arena, actions, n),
             BIND_TEXT(aujourdhui));
    while (db_next(&rows)) {
        for (size_t i = 0; i < n; i++) {
            sessions_r[i] = actions[i] == db_int(&rows, 0) ? db_int(&rows, 1) : sessions_r[i];
        }
    }
    return db_end(&rows);
}

static enum status marquer(struct db *db, enum action_cible cible, int64_t id,
                           const char *aujourdhui)
{
    TRY(action_compter(db, -1, cible, id));
    TRY(DB_EXEC(db, ecrire[cible], NULL, BIND_INT(id), BIND_TEXT(aujourdhui)));
    return action_compter(db, +1, cible, id);
}

enum status action_references_le(struct db *db, enum action_cible cible, int64_t id,
                                 const char *aujourdhui)
{
    struct db_rows rows;
    DB_QUERY(db, differe[cible], &rows, BIND_INT(id), BIND_TEXT(aujourdhui));
    bool change = db_next(&rows);
    TRY(db_end(&rows));
    return change ? marquer(db, cible, id, aujourdhui) : STATUS_OK;
}

enum status action_references(struct db *db, enum action_cible cible, int64_t id)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return action_references_le(db, cible, id, aujourdhui);
}

enum status action_references_fausses(struct db *db, const char *aujourdhui, int64_t apres,
                                      struct action_ecart *ecarts_r, size_t most, size_t *n_r)
{
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &REFERENCES_FAUSSES, &rows, BIND_INT(apres), BIND_TEXT(aujourdhui),
             BIND_INT((int64_t)most));
    while (n < most && db_next(&rows)) {
        ecarts_r[n++] = (struct action_ecart){db_int(&rows, 0), (unsigned)db_int(&rows, 1),
                                              (unsigned)db_int(&rows, 2)};
    }
    *n_r = n;
    return db_end(&rows);
}

/* A few at a time: no cursor stays open on what changes. */
enum status action_references_toutes(struct db *db, const char *aujourdhui, size_t *videes_r)
{
    const unsigned certifications = PERDUE_CERTIFICATION | PERDUE_CERTIFICATION_SESSION;
    struct action_ecart ecarts[LOT];
    int64_t apres = 0;
    size_t n = LOT;
    *videes_r = 0;
    while (n == LOT) {
        TRY(action_references_fausses(db, aujourdhui, apres, ecarts, LOT, &n));
        for (size_t i = 0; i < n; i++) {
            bool avait = (ecarts[i].perdues & certifications) != 0;
            *videes_r += !avait && (ecarts[i].dues & certifications) != 0;
            apres = ecarts[i].numero;
            TRY(marquer(db, ACTION_SEULE, apres, aujourdhui));
        }
    }
    return STATUS_OK;
}
