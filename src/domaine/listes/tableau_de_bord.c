#include "tableau_de_bord_private.h"

#include <string.h>

#define MOIS_ARCHIVE 12

/* In the order of the dashboard: the statements below count in it. */
const struct offre_liste offre_listes[OFFRE_LISTES] = {
    {"actives", "Sessions de formation actives", true, false},
    {"initiales", "Sessions de formation initiales actives", true, false},
    {"bientot-inactives", "Sessions de formation inactives dans moins d'un mois", true, false},
    {"inactives", "Sessions de formation inactives", true, true},
    {"programme-region", "Sessions de formation du programme région", true, false},
    {"apprentissage", "Sessions de formation en contrat d'apprentissage", true, false},
    {"professionnalisation", "Sessions de formation en contrat de professionnalisation", true,
     false},
    {"a-distance", "Sessions de formation ouvertes à distance", true, false},
    {"en-cours", "Actions de formation en cours de saisie", false, false},
    {"publiques-en-cours", "Actions de formation publique en cours de saisie", false, false},
    {"en-attente-validation", "Actions de formation en attente de validation par CARIF-OREF", false,
     false},
    {"en-attente-reponses", "Actions de formation en attente de réponses", false, false},
    {"certifinfo-remplace",
     "Actions de formation dont le code Certifinfo a été remplacé par le CARIF-OREF", false, false},
};

enum { ACTIVES, INITIALES, BIENTOT_INACTIVES, INACTIVES, REGION, APPRENTISSAGE, PRO, DISTANCE };
#define SESSIONS 8

/* The last day that a session may have. */
#define JAMAIS "9999-12-31"

const struct offre_liste *offre_liste_nommee(bool sessions, const char *code)
{
    for (size_t i = 0; i < OFFRE_LISTES; i++) {
        if (offre_listes[i].sessions == sessions && strcmp(offre_listes[i].code, code) == 0) {
            return &offre_listes[i];
        }
    }
    return NULL;
}

struct plage offre_plage(const struct offre_liste *liste, const char *aujourdhui)
{
    struct plage plage = {"", JAMAIS};
    size_t place = (size_t)(liste - offre_listes);
    dates_add_days(aujourdhui, 0, plage.debut);
    if (place == BIENTOT_INACTIVES) {
        dates_add_months(aujourdhui, 1, plage.fin);
        dates_add_days(plage.fin, -1, plage.fin);
    } else if (place == INACTIVES) {
        dates_add_months(aujourdhui, -MOIS_ARCHIVE, plage.debut);
        dates_add_days(aujourdhui, -1, plage.fin);
    }
    return plage;
}

/* ---- counters
 *
 * $2 today; $3 the first day of the next month and $4 its name; $5 after the last day of « soon »;
 * $6 the first day of the twelve months, $7 the month after it, $8 its name; $9 the first day of
 * this month, $10 its name.
 * Each range: what is counted in it, period from, period before which it ends. */
enum { ACTIVE, BIENTOT, INACTIVE };
#define PLAGES                                                                                     \
    "(VALUES (0, $2, $3), (0, $4, 'n'), (1, $2, $5), (2, $6, $7), (2, $8, $10), (2, $9, $2))"

#define SOMME(colonne) "CAST(sum(c." colonne ") AS BIGINT)"
/* clang-format off */
#define COMPTER(perimetres) \
    "SELECT r.column1, " SOMME("toutes") ", " SOMME("initiales") ", " SOMME("programme_region") ", " \
    SOMME("apprentissage") ", " SOMME("professionnalisation") ", " SOMME("a_distance") \
    " FROM " PLAGES " r CROSS JOIN (" perimetres ") p" \
    " JOIN session_compteur c ON c.perimetre = p.perimetre" \
    " AND c.periode >= r.column2 AND c.periode < r.column3 GROUP BY r.column1"
/* clang-format on */

STATEMENT(TABLEAU_SESSIONS, "ittttttttt", "iiiiiii",
          COMPTER("SELECT CAST($1 AS BIGINT) AS perimetre"));
STATEMENT(TABLEAU_SESSIONS_COMPTE, "ittttttttt", "iiiiiii",
          COMPTER("SELECT -cs.site_numero AS perimetre FROM compte_site cs"
                  " WHERE cs.compte_id = $1"));

/* In the order of offre_listes. */
STATEMENT(TABLEAU_ACTIONS, "i", "iiiii",
          "SELECT en_cours, publiques, a_valider, a_repondre, certifinfo FROM action_compteur"
          " WHERE perimetre = $1");
STATEMENT(TABLEAU_ACTIONS_COMPTE, "i", "iiiii",
          "SELECT " SOMME("en_cours") ", " SOMME("publiques") ", " SOMME("a_valider") ", " SOMME(
              "a_repondre") ", " SOMME("certifinfo") " FROM compte_site cs JOIN action_compteur c"
                                                     " ON c.perimetre = -cs.site_numero"
                                                     " WHERE cs.compte_id = $1");

static const struct statement *const compter_sessions[PORTEES] = {
    [PORTEE_TOUT] = &TABLEAU_SESSIONS,
    [PORTEE_ETABLISSEMENT] = &TABLEAU_SESSIONS,
    [PORTEE_COMPTE] = &TABLEAU_SESSIONS_COMPTE,
};

static const struct statement *const compter_actions[PORTEES] = {
    [PORTEE_TOUT] = &TABLEAU_ACTIONS,
    [PORTEE_ETABLISSEMENT] = &TABLEAU_ACTIONS,
    [PORTEE_COMPTE] = &TABLEAU_ACTIONS_COMPTE,
};

/* "2026-11-23", 1 → "2026-12-01" and "m2026-12". */
struct mois {
    char premier[DATES_ISO_SIZE];
    char nom[DATES_ISO_SIZE];
};

static struct mois mois_de(const char *iso, int decalage)
{
    struct mois mois;
    char autre[DATES_ISO_SIZE];
    dates_add_months(iso, decalage, autre);
    memcpy(mois.premier, autre, sizeof "2026-12-" - 1);
    memcpy(mois.premier + sizeof "2026-12-" - 1, "01", sizeof "01");
    mois.nom[0] = 'm';
    memcpy(mois.nom + 1, autre, sizeof "2026-12" - 1);
    mois.nom[sizeof "m2026-12" - 1] = '\0';
    return mois;
}

static void ranger(const struct db_rows *rows, int64_t *compteurs)
{
    static const int actives[] = {ACTIVES, INITIALES, REGION, APPRENTISSAGE, PRO, DISTANCE};
    switch (db_int(rows, 0)) {
    case BIENTOT:
        compteurs[BIENTOT_INACTIVES] = db_int(rows, 1);
        break;
    case INACTIVE:
        compteurs[INACTIVES] = db_int(rows, 1);
        break;
    default:
        for (int i = 0; i < (int)(sizeof actives / sizeof *actives); i++) {
            compteurs[actives[i]] = db_int(rows, 1 + i);
        }
        break;
    }
}

static enum status lire_sessions(struct db *db, enum portee_etendue etendue, int64_t id,
                                 const char *aujourdhui, struct tableau_de_bord *tableau)
{
    struct plage bientot = offre_plage(&offre_listes[BIENTOT_INACTIVES], aujourdhui);
    struct plage inactives = offre_plage(&offre_listes[INACTIVES], aujourdhui);
    struct mois courant = mois_de(aujourdhui, 0);
    struct mois suivant = mois_de(aujourdhui, 1);
    struct mois ancien = mois_de(inactives.debut, 1);
    char apres_bientot[DATES_ISO_SIZE];
    dates_add_days(bientot.fin, 1, apres_bientot);
    struct db_rows rows;
    DB_QUERY(db, compter_sessions[etendue], &rows, BIND_INT(id), BIND_TEXT(aujourdhui),
             BIND_TEXT(suivant.premier), BIND_TEXT(suivant.nom), BIND_TEXT(apres_bientot),
             BIND_TEXT(inactives.debut), BIND_TEXT(ancien.premier), BIND_TEXT(ancien.nom),
             BIND_TEXT(courant.premier), BIND_TEXT(courant.nom));
    while (db_next(&rows)) {
        ranger(&rows, tableau->compteurs);
    }
    return db_end(&rows);
}

static enum status lire_actions(struct db *db, enum portee_etendue etendue, int64_t id,
                                struct tableau_de_bord *tableau)
{
    struct db_rows rows;
    DB_QUERY(db, compter_actions[etendue], &rows, BIND_INT(id));
    if (db_next(&rows)) {
        for (int i = SESSIONS; i < OFFRE_LISTES; i++) {
            tableau->compteurs[i] = db_int(&rows, i - SESSIONS);
        }
    }
    return db_end(&rows);
}

enum status offre_compter(struct db *db, const struct portee *portee, bool sessions,
                          const char *aujourdhui, struct tableau_de_bord *tableau)
{
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(portee, &id);
    return sessions ? lire_sessions(db, etendue, id, aujourdhui, tableau)
                    : lire_actions(db, etendue, id, tableau);
}

int64_t offre_sessions(const struct tableau_de_bord *tableau)
{
    return tableau->compteurs[ACTIVES] + tableau->compteurs[INACTIVES];
}

enum status tableau_de_bord_lire(struct db *db, struct arena *arena, const struct portee *portee,
                                 const char *aujourdhui, struct tableau_de_bord *tableau_r)
{
    (void)arena;
    struct tableau_de_bord tableau = {0};
    enum status status = offre_compter(db, portee, true, aujourdhui, &tableau);
    if (status == STATUS_OK) {
        status = offre_compter(db, portee, false, aujourdhui, &tableau);
    }
    if (status == STATUS_OK) {
        *tableau_r = tableau;
    }
    return status;
}
