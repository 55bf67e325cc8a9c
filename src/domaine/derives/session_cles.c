/* What the orders of the lists know of sessions (migrations/0009): which actions have something for
 * a list, which dispositifs stand together. */
#include "dates.h"
#include "derives_private.h"
#include "parametre.h"

#include <string.h>

#define ACTIONS(condition)                                                                         \
    "UPDATE action SET sessions_jusqu_au = d.jusqu_au, sessions_classes = d.classes"               \
    " FROM (SELECT s.action, max(s.jusqu_au) AS jusqu_au, " SESSION_CLASSES " AS classes"          \
    "  FROM session s WHERE " condition " GROUP BY s.action) d WHERE action.numero = d.action"     \
    " AND (action.sessions_jusqu_au <> d.jusqu_au OR action.sessions_classes <> d.classes)"

#define DES_ACTIONS(colonne)                                                                       \
    ACTIONS("s.action IN (SELECT k.action FROM session k WHERE k." colonne " = $1)")

STATEMENT(SESSION_CLES_ACTION, "i", "", ACTIONS("s.action = $1"));
STATEMENT(SESSION_CLES_SEULE, "i", "", DES_ACTIONS("numero"));
STATEMENT(SESSION_CLES_SITE, "i", "", DES_ACTIONS("site"));
STATEMENT(SESSION_CLES_ETABLISSEMENT, "i", "", DES_ACTIONS("etablissement_id"));
STATEMENT(SESSION_CLES_TOUTES, "", "", ACTIONS("TRUE"));
STATEMENT(SESSION_CLES_AUCUNE, "", "",
          "UPDATE action SET sessions_jusqu_au = '', sessions_classes = ''"
          " WHERE sessions_jusqu_au <> ''"
          " AND NOT EXISTS (SELECT 1 FROM session s WHERE s.action = action.numero)");

/* clang-format off */
#define AUSSI(colonne) colonne " = session_dispositifs." colonne " OR excluded." colonne

/* Most often nothing is new, and no row of all is touched: saves do not wait for each other. */
#define DISPOSITIFS(condition) \
    "INSERT INTO session_dispositifs (etablissement_id, dispositifs, initiale, programme_region," \
    " apprentissage, professionnalisation, a_distance) " SESSION_DISPOSITIFS_ABSENTS(condition) \
    " ORDER BY 1, 2 ON CONFLICT (etablissement_id, dispositifs) DO UPDATE SET " \
    AUSSI("initiale") ", " \
    AUSSI("programme_region") ", " \
    AUSSI("apprentissage") ", " \
    AUSSI("professionnalisation") ", " \
    AUSSI("a_distance")
/* clang-format on */

STATEMENT(SESSION_DISPOSITIFS_SEULE, "i", "", DISPOSITIFS("s.numero = $1"));
STATEMENT(SESSION_DISPOSITIFS_ACTION, "i", "", DISPOSITIFS("s.action = $1"));
STATEMENT(SESSION_DISPOSITIFS_SITE, "i", "", DISPOSITIFS("s.site = $1"));
STATEMENT(SESSION_DISPOSITIFS_ETABLISSEMENT, "i", "", DISPOSITIFS("s.etablissement_id = $1"));
STATEMENT(SESSION_DISPOSITIFS_TOUTES, "", "", DISPOSITIFS("TRUE"));
STATEMENT(SESSION_DISPOSITIFS_VIDER, "", "", "DELETE FROM session_dispositifs");

static const struct statement *const actions[SESSION_CIBLES] = {
    [SESSION_SEULE] = &SESSION_CLES_SEULE,
    [SESSION_DE_ACTION] = &SESSION_CLES_ACTION,
    [SESSION_DE_SITE] = &SESSION_CLES_SITE,
    [SESSION_D_ETABLISSEMENT] = &SESSION_CLES_ETABLISSEMENT,
};

static const struct statement *const dispositifs[SESSION_CIBLES] = {
    [SESSION_SEULE] = &SESSION_DISPOSITIFS_SEULE,
    [SESSION_DE_ACTION] = &SESSION_DISPOSITIFS_ACTION,
    [SESSION_DE_SITE] = &SESSION_DISPOSITIFS_SITE,
    [SESSION_D_ETABLISSEMENT] = &SESSION_DISPOSITIFS_ETABLISSEMENT,
};

enum status session_cles(struct db *db, enum session_cible cible, int64_t id)
{
    enum status status = DB_EXEC(db, actions[cible], NULL, BIND_INT(id));
    return status == STATUS_OK ? DB_EXEC(db, dispositifs[cible], NULL, BIND_INT(id)) : status;
}

/* ---- what is over (session.etape) */

/* $1 and $2: what was over already, and what is now. */
#define VIEILLIR(etape, avant)                                                                     \
    "UPDATE session SET etape = " etape " WHERE +etape = " avant                                   \
    " AND jusqu_au >= $1 AND jusqu_au < $2"

STATEMENT(SESSION_FINIR, "tt", "", VIEILLIR("1", "0"));
STATEMENT(SESSION_ARCHIVER, "tt", "", VIEILLIR("2", "1"));
STATEMENT(SESSION_RAJEUNIR, "", "", "UPDATE session SET etape = 0 WHERE etape <> 0");

/* A year before a day; the beginning of time before none. */
static void un_an_avant(const char *jour, char iso[DATES_ISO_SIZE])
{
    iso[0] = '\0';
    if (jour[0]) {
        dates_add_months(jour, -12, iso);
        dates_add_days(iso, -1, iso);
    }
}

enum status session_vieillir_le(struct db *db, const char *aujourdhui)
{
    struct arena *arena = arena_create(0);
    const char *avant = "";
    char hier[DATES_ISO_SIZE], archive[DATES_ISO_SIZE], archive_avant[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, -1, hier);
    un_an_avant(hier, archive);
    enum status status = parametre_lire(db, arena, SESSIONS_VIEILLIES, &avant);
    un_an_avant(avant, archive_avant);
    if (status == STATUS_OK && strcmp(avant, hier) < 0) {
        status = DB_EXEC(db, &SESSION_FINIR, NULL, BIND_TEXT(avant), BIND_TEXT(hier));
        if (status == STATUS_OK) {
            status =
                DB_EXEC(db, &SESSION_ARCHIVER, NULL, BIND_TEXT(archive_avant), BIND_TEXT(archive));
        }
        status = status == STATUS_OK ? parametre_ecrire(db, SESSIONS_VIEILLIES, hier) : status;
    }
    arena_destroy(arena);
    return status;
}

enum status session_vieillir(struct db *db)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return session_vieillir_le(db, aujourdhui);
}

enum status session_cles_toutes(struct db *db)
{
    enum status status = DB_EXEC(db, &SESSION_RAJEUNIR, NULL);
    if (status == STATUS_OK) {
        status = parametre_ecrire(db, SESSIONS_VIEILLIES, "");
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &SESSION_CLES_AUCUNE, NULL);
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &SESSION_CLES_TOUTES, NULL);
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &SESSION_DISPOSITIFS_VIDER, NULL);
    }
    return status == STATUS_OK ? DB_EXEC(db, &SESSION_DISPOSITIFS_TOUTES, NULL) : status;
}
