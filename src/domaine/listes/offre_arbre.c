#include "offre_arbre.h"

#include "derives.h"
#include "fold.h"
#include "tableau_de_bord_private.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* $1: an establishment; $2: an account whose sites alone count. 0: none. */
#define SITES_DU_COMPTE "(SELECT site_numero FROM compte_site WHERE compte_id = $2)"
#define DE_TOUS "$1 = 0"
#define DE_ETABLISSEMENT "f.etablissement_id = $1"
#define DE_COMPTE "f.etablissement_id IN " MOTS_DU_COMPTE("$2")

#define COLONNES                                                                                   \
    "SELECT f.numero, e.raison_sociale, c.intitule, f.vive IS NOT NULL, f.brouillon IS NOT NULL"
#define LEUR_TITRE                                                                                 \
    " JOIN etablissement e ON e.id = f.etablissement_id"                                           \
    " LEFT JOIN formation_contenu c ON c.id = COALESCE(f.brouillon, f.vive)"

/* ---- a page of formations: $3 state, $4 site, $5 keyset, $6 limit. The newest come first from an
 * index of their own numbers, or of those of the actions that a filter lets through. */
#define FORMATIONS(perimetre)                                                                      \
    COLONNES ", NULL, FALSE FROM formation f" LEUR_TITRE " WHERE " perimetre                       \
             " AND $3 = '' AND $4 = 0 AND f.numero < $5 ORDER BY f.numero DESC LIMIT $6"
#define FILTREES(actions)                                                                          \
    COLONNES ", NULL, FALSE FROM (SELECT DISTINCT x.formation AS numero FROM action x"             \
             " WHERE " actions " AND x.formation < $5"                                             \
             " ORDER BY x.formation DESC LIMIT $6) k"                                              \
             " JOIN formation f ON f.numero = k.numero" LEUR_TITRE " ORDER BY f.numero DESC"
#define DE_L_ETAT " AND x.etat = $3 AND $4 = 0"
#define DU_SITE " AND x.site = $4 AND ($3 = '' OR x.etat = $3)"
#define ACTIONS_DE_TOUS "$1 = 0 AND $2 = 0"
#define ACTIONS_DE_ETABLISSEMENT "x.etablissement_id = $1 AND $2 = 0"
#define ACTIONS_DE_COMPTE "$1 = 0 AND x.site IN " SITES_DU_COMPTE

#define BINDS "iitiii"
#define TYPES "ittbbtb"
STATEMENT(ARBRE_FORMATIONS_TOUTES, BINDS, TYPES, FORMATIONS(DE_TOUS " AND $2 = 0"));
STATEMENT(ARBRE_FORMATIONS, BINDS, TYPES, FORMATIONS(DE_ETABLISSEMENT " AND $2 = 0"));
STATEMENT(ARBRE_FORMATIONS_COMPTE, BINDS, TYPES, FORMATIONS("$1 = 0 AND " DE_COMPTE));
STATEMENT(ARBRE_ETAT_TOUTES, BINDS, TYPES, FILTREES(ACTIONS_DE_TOUS DE_L_ETAT));
STATEMENT(ARBRE_ETAT, BINDS, TYPES, FILTREES(ACTIONS_DE_ETABLISSEMENT DE_L_ETAT));
STATEMENT(ARBRE_ETAT_COMPTE, BINDS, TYPES, FILTREES(ACTIONS_DE_COMPTE DE_L_ETAT));
STATEMENT(ARBRE_SITE_TOUTES, BINDS, TYPES, FILTREES(ACTIONS_DE_TOUS DU_SITE));
STATEMENT(ARBRE_SITE, BINDS, TYPES, FILTREES(ACTIONS_DE_ETABLISSEMENT DU_SITE));
STATEMENT(ARBRE_SITE_COMPTE, BINDS, TYPES, FILTREES(ACTIONS_DE_COMPTE DU_SITE));

/* ---- those that words may stand in, a row for each action: $7 to $12 what a code names (struct
 * codes), $13 and $14 rare words of the index; without any, all of the scope. */
#define PAR_CODE                                                                                   \
    "WITH codes (numero) AS (SELECT CAST($7 AS BIGINT)"                                            \
    " UNION SELECT y.formation FROM action y WHERE y.numero = $8"                                  \
    "  AND ($9 = 0 OR y.formation = $9)"                                                           \
    " UNION SELECT y.formation FROM session z JOIN action y ON y.numero = z.action"                \
    "  WHERE z.numero = $10 AND ($11 = 0 OR (y.numero = $11 AND y.formation = $12)))"
#define PAR_MOT(perimetre)                                                                         \
    ", mots AS (SELECT m.genre, m.numero FROM offre_mot m WHERE " perimetre                        \
    " AND m.mot >= $13 AND m.mot < $14),"                                                          \
    " candidates (numero) AS (SELECT numero FROM codes"                                            \
    " UNION SELECT m.numero FROM mots m WHERE m.genre = 'f'"                                       \
    " UNION SELECT y.formation FROM mots m CROSS JOIN action y"                                    \
    "  WHERE m.genre = 'a' AND y.numero = m.numero) "
#define TOUTES " FROM formation f"
/* CROSS JOIN: in this order. */
#define CANDIDATES " FROM candidates k CROSS JOIN formation f"
#define LEURS_ACTIONS                                                                              \
    LEUR_TITRE " LEFT JOIN action a ON a.formation = f.numero"                                     \
               " AND ($2 = 0 OR a.site IN " SITES_DU_COMPTE ")"                                    \
               " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive) WHERE "
#define CONDITIONS                                                                                 \
    " AND f.numero < $5 AND (($3 = '' AND $4 = 0) OR EXISTS (SELECT 1 FROM action x"               \
    "  WHERE x.formation = f.numero AND ($3 = '' OR x.etat = $3)"                                  \
    "  AND ($4 = 0 OR x.site = $4) AND ($2 = 0 OR x.site IN " SITES_DU_COMPTE ")))"                \
    " ORDER BY f.numero DESC, a.numero LIMIT $6"
#define CHERCHER(perimetre)                                                                        \
    PAR_CODE                                                                                       \
    " " COLONNES                                                                                   \
    ", ac.intitule, f.numero IN (SELECT numero FROM codes)" TOUTES LEURS_ACTIONS perimetre         \
    " AND $13 = $14" CONDITIONS
#define TROUVER(perimetre, mots)                                                                   \
    PAR_CODE PAR_MOT(mots) COLONNES                                                                \
        ", ac.intitule, f.numero IN (SELECT numero FROM codes)" CANDIDATES LEURS_ACTIONS           \
        "f.numero = k.numero AND " perimetre CONDITIONS

#define BINDS_MOTS "iitiiiiiiiiitt"
STATEMENT(ARBRE_CHERCHER_TOUTES, BINDS_MOTS, TYPES, CHERCHER(DE_TOUS));
STATEMENT(ARBRE_CHERCHER, BINDS_MOTS, TYPES, CHERCHER(DE_ETABLISSEMENT));
STATEMENT(ARBRE_CHERCHER_COMPTE, BINDS_MOTS, TYPES, CHERCHER("$1 = 0 AND " DE_COMPTE));
STATEMENT(ARBRE_TROUVER_TOUTES, BINDS_MOTS, TYPES, TROUVER(DE_TOUS, "$1 = 0"));
STATEMENT(ARBRE_TROUVER, BINDS_MOTS, TYPES, TROUVER(DE_ETABLISSEMENT, "m.etablissement_id = $1"));
STATEMENT(ARBRE_TROUVER_COMPTE, BINDS_MOTS, TYPES,
          TROUVER("$1 = 0 AND " DE_COMPTE, "m.etablissement_id IN " MOTS_DU_COMPTE("$2")));

/* ---- what a page shows below them */

/* Of the formations $4 of a page; $1 the account, $2 state, $3 site. The place is that of what is
 * live. */
STATEMENT(ARBRE_ACTIONS, "itit", "iitttbbt",
          "SELECT a.formation, a.numero, ac.intitule, st.nom_usage, a.etat, a.vive IS NOT NULL,"
          " a.refus IS NOT NULL, lc.commune_lieu FROM action a JOIN site st ON st.numero = a.site"
          " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive)"
          " LEFT JOIN action_contenu lc ON lc.id = COALESCE(a.vive, a.brouillon)"
          " WHERE a.formation = ANY (CAST($4 AS BIGINT[])) AND ($2 = '' OR a.etat = $2)"
          " AND ($3 = 0 OR a.site = $3) AND ($1 = 0 OR a.site IN"
          "  (SELECT site_numero FROM compte_site WHERE compte_id = $1))"
          " ORDER BY a.formation DESC, a.numero");

/* Of the actions $1; $2 the day before which a session is archived (01-domain 3.2); one that was
 * never active is not, while its end is to come. */
STATEMENT(ARBRE_SESSIONS, "tt", "iitttt",
          "SELECT s.action, s.numero, s.debut, s.fin, s.jusqu_au, s.commune FROM session s"
          " WHERE s.action = ANY (CAST($1 AS BIGINT[])) AND (s.jusqu_au >= $2 OR s.fin >= $2)"
          " ORDER BY s.action DESC, s.debut DESC, s.numero DESC");

#define SITES(lesquels)                                                                            \
    "SELECT s.numero, s.nom_usage FROM site s WHERE " lesquels                                     \
    " ORDER BY s.principal DESC, s.nom_usage, s.numero"
STATEMENT(ARBRE_SITES, "i", "it", SITES("s.etablissement_id = $1"));
STATEMENT(ARBRE_SITES_COMPTE, "i", "it",
          SITES("s.numero IN (SELECT site_numero FROM compte_site WHERE compte_id = $1)"));

static int64_t etablissement_de(const struct portee *portee)
{
    return portee->sites ? 0 : portee->etablissement_id;
}

static int64_t compte_de(const struct portee *portee)
{
    return portee->sites ? portee->compte_id : 0;
}

/* ---- what is searched */

struct codes {
    int64_t formation;                /* "192" */
    int64_t action, action_formation; /* "50751", "192-50751" */
    int64_t session, session_action, session_formation;
};

static struct codes lire_codes(struct arena *arena, const char *q)
{
    int64_t n[3] = {0};
    struct text_list parts = text_split(arena, q, "-");
    for (size_t i = 0; i < parts.n; i++) {
        if (i == 3 || !text_to_int(parts.items[i], &n[i]) || n[i] <= 0) {
            return (struct codes){0};
        }
    }
    switch (parts.n) {
    case 1:
        return (struct codes){.formation = n[0], .action = n[0], .session = n[0]};
    case 2:
        return (struct codes){.action = n[1], .action_formation = n[0]};
    case 3:
        return (struct codes){.session = n[2], .session_action = n[1], .session_formation = n[0]};
    default:
        return (struct codes){0};
    }
}

static bool commence_un_mot(const char *folded, const char *word)
{
    for (const char *at = strstr(folded, word); at; at = strstr(at + 1, word)) {
        if (at == folded || at[-1] == ' ') {
            return true;
        }
    }
    return false;
}

static bool contient(struct arena *arena, const struct fold_words *words,
                     const struct db_rows *rows)
{
    const char *folded = fold_text(
        arena, arena_printf(arena, "%s %s", db_text(rows, 2, arena), db_text(rows, 5, arena)));
    for (size_t i = 0; i < words->n; i++) {
        if (!commence_un_mot(folded, words->items[i])) {
            return false;
        }
    }
    return words->n > 0;
}

/* ---- formations */

static int64_t apres(const struct arbre_requete *r)
{
    return r->apres > 0 ? r->apres : INT64_MAX;
}

struct lecture {
    struct arena *arena;
    struct arbre_formation *items; /* OFFRE_ARBRE_PAGE + 1 */
    size_t n;
};

static void garder(struct lecture *lecture, const struct db_rows *rows)
{
    lecture->items[lecture->n++] =
        (struct arbre_formation){.numero = db_int(rows, 0),
                                 .etablissement = db_text(rows, 1, lecture->arena),
                                 .intitule = db_text(rows, 2, lecture->arena),
                                 .vive = db_bool(rows, 3),
                                 .brouillon = db_bool(rows, 4)};
}

static void garder_trouvees(struct lecture *lecture, struct db_rows *rows, const char *q)
{
    ARENA_SCRATCH(scratch, 0);
    struct fold_words words = fold_split(lecture->arena, q);
    while (lecture->n <= OFFRE_ARBRE_PAGE && db_next(rows)) {
        bool doublon = lecture->n && lecture->items[lecture->n - 1].numero == db_int(rows, 0);
        if (!doublon && (db_bool(rows, 6) || contient(scratch, &words, rows))) {
            garder(lecture, rows);
        }
        arena_reset(scratch);
    }
}

/* Words that stand in few records, if there are any; else an empty range. */
static enum status chercher_piste(struct db *db, const struct arbre_requete *r,
                                  struct lecture *lecture, struct mots_plage *rares_r)
{
    struct fold_words mots = fold_split(lecture->arena, r->q);
    struct mots_plage plages[OFFRE_MOTS_PLAGES];
    size_t place = 0;
    size_t essayes = mots.n < OFFRE_MOTS_PLAGES ? mots.n : OFFRE_MOTS_PLAGES;
    for (size_t i = 0; i < essayes; i++) {
        plages[i] = mots_plage_du_debut(lecture->arena, mots.items[i]);
    }
    enum status status = offre_mots_plus_rare(db, &r->portee, plages, essayes, false, &place);
    *rares_r = place < essayes ? plages[place] : (struct mots_plage){"", ""};
    return status;
}

static enum status chercher_formations(struct db *db, const struct arbre_requete *r,
                                       struct lecture *lecture, enum portee_etendue etendue)
{
    static const struct statement *const statements[PORTEES][2] = {
        [PORTEE_TOUT] = {&ARBRE_CHERCHER_TOUTES, &ARBRE_TROUVER_TOUTES},
        [PORTEE_ETABLISSEMENT] = {&ARBRE_CHERCHER, &ARBRE_TROUVER},
        [PORTEE_COMPTE] = {&ARBRE_CHERCHER_COMPTE, &ARBRE_TROUVER_COMPTE},
    };
    const struct codes codes = lire_codes(lecture->arena, r->q);
    struct mots_plage rares;
    struct db_rows rows;
    TRY(chercher_piste(db, r, lecture, &rares));
    DB_QUERY(db, statements[etendue][rares.de[0] != '\0'], &rows,
             BIND_INT(etablissement_de(&r->portee)), BIND_INT(compte_de(&r->portee)),
             BIND_TEXT(r->etat), BIND_INT(r->site), BIND_INT(apres(r)), BIND_INT(OFFRE_ARBRE_LUES),
             BIND_INT(codes.formation), BIND_INT(codes.action), BIND_INT(codes.action_formation),
             BIND_INT(codes.session), BIND_INT(codes.session_action),
             BIND_INT(codes.session_formation), BIND_TEXT(rares.de), BIND_TEXT(rares.avant));
    garder_trouvees(lecture, &rows, r->q);
    return db_end(&rows);
}

static enum status lire_formations(struct db *db, const struct arbre_requete *r,
                                   struct lecture *lecture)
{
    static const struct statement *const statements[PORTEES][3] = {
        [PORTEE_TOUT] = {&ARBRE_FORMATIONS_TOUTES, &ARBRE_ETAT_TOUTES, &ARBRE_SITE_TOUTES},
        [PORTEE_ETABLISSEMENT] = {&ARBRE_FORMATIONS, &ARBRE_ETAT, &ARBRE_SITE},
        [PORTEE_COMPTE] = {&ARBRE_FORMATIONS_COMPTE, &ARBRE_ETAT_COMPTE, &ARBRE_SITE_COMPTE},
    };
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(&r->portee, &id);
    if (r->q[0]) {
        return chercher_formations(db, r, lecture, etendue);
    }
    int filtre = r->site ? 2 : r->etat[0] ? 1 : 0;
    struct db_rows rows;
    DB_QUERY(db, statements[etendue][filtre], &rows, BIND_INT(etablissement_de(&r->portee)),
             BIND_INT(compte_de(&r->portee)), BIND_TEXT(r->etat), BIND_INT(r->site),
             BIND_INT(apres(r)), BIND_INT(OFFRE_ARBRE_PAGE + 1));
    while (db_next(&rows)) {
        garder(lecture, &rows);
    }
    return db_end(&rows);
}

/* ---- what hangs on them */

/* The actions that are shown, one formation's after the other's. */
struct actions {
    struct arbre_action *items;
    const char **communes; /* where each is given */
    size_t n;
};

static struct db_bind numeros_des_formations(struct db *db, const struct lecture *lecture)
{
    int64_t numeros[OFFRE_ARBRE_PAGE];
    for (size_t i = 0; i < lecture->n; i++) {
        numeros[i] = lecture->items[i].numero;
    }
    return db_numbers(db, lecture->arena, numeros, lecture->n);
}

static void garder_action(struct arbre_formation *formation, struct actions *actions,
                          const struct db_rows *rows, struct arena *arena)
{
    if (formation->actions.n++ == 0) {
        formation->actions.items = &actions->items[actions->n];
    }
    actions->communes[actions->n] = db_text(rows, 7, arena);
    actions->items[actions->n++] = (struct arbre_action){.numero = db_int(rows, 1),
                                                         .intitule = db_text(rows, 2, arena),
                                                         .site = db_text(rows, 3, arena),
                                                         .etat = db_text(rows, 4, arena),
                                                         .vive = db_bool(rows, 5),
                                                         .refusee = db_bool(rows, 6)};
}

static enum status lire_actions(struct db *db, const struct arbre_requete *r,
                                const struct lecture *lecture, struct actions *actions)
{
    struct arena *arena = lecture->arena;
    size_t most = lecture->n * (size_t)OFFRE_ARBRE_ACTIONS;
    size_t f = 0;
    actions->items = ARENA_ARRAY(arena, struct arbre_action, most);
    actions->communes = ARENA_ARRAY(arena, const char *, most);
    struct db_rows rows;
    DB_QUERY(db, &ARBRE_ACTIONS, &rows, BIND_INT(compte_de(&r->portee)), BIND_TEXT(r->etat),
             BIND_INT(r->site), numeros_des_formations(db, lecture));
    while (db_next(&rows)) {
        while (lecture->items[f].numero != db_int(&rows, 0)) {
            f++;
        }
        if (lecture->items[f].total++ < OFFRE_ARBRE_ACTIONS) {
            garder_action(&lecture->items[f], actions, &rows, arena);
        }
    }
    return db_end(&rows);
}

/* Sessions come by action, the highest number first. */
static int comparer_rangs(const void *left, const void *right, void *context)
{
    const struct actions *actions = context;
    int64_t a = actions->items[*(const size_t *)left].numero;
    int64_t b = actions->items[*(const size_t *)right].numero;
    return (a < b) - (a > b);
}

static const size_t *ranger(struct arena *arena, struct actions *actions, int64_t *numeros)
{
    size_t *rangs = ARENA_ARRAY(arena, size_t, actions->n);
    for (size_t i = 0; i < actions->n; i++) {
        rangs[i] = i;
        numeros[i] = actions->items[i].numero;
    }
    qsort_r(rangs, actions->n, sizeof *rangs, comparer_rangs, actions);
    return rangs;
}

static void garder_session(struct arbre_action *action, const char *commune,
                           const struct db_rows *rows, struct arena *arena, const char *aujourdhui)
{
    if (!action->sessions.items) {
        action->sessions.items = ARENA_ARRAY(arena, struct arbre_session, OFFRE_ARBRE_SESSIONS);
    }
    action->sessions.items[action->sessions.n++] =
        (struct arbre_session){.numero = db_int(rows, 1),
                               .debut = db_text(rows, 2, arena),
                               .fin = db_text(rows, 3, arena),
                               .actif = strcmp(db_text(rows, 4, NULL), aujourdhui) >= 0,
                               .commune = db_is_null(rows, 5) ? commune : db_text(rows, 5, arena)};
}

static enum status lire_sessions(struct db *db, struct arena *arena, const struct arbre_requete *r,
                                 struct actions *actions)
{
    char limite[DATES_ISO_SIZE];
    int64_t *numeros = ARENA_ARRAY(arena, int64_t, actions->n);
    const size_t *rang = ranger(arena, actions, numeros);
    dates_add_months(r->aujourdhui, -12, limite);
    struct db_rows rows;
    DB_QUERY(db, &ARBRE_SESSIONS, &rows, db_numbers(db, arena, numeros, actions->n),
             BIND_TEXT(limite));
    while (db_next(&rows)) {
        while (actions->items[*rang].numero != db_int(&rows, 0)) {
            rang++;
        }
        struct arbre_action *action = &actions->items[*rang];
        if (action->total++ < OFFRE_ARBRE_SESSIONS) {
            garder_session(action, actions->communes[*rang], &rows, arena, r->aujourdhui);
        }
    }
    return db_end(&rows);
}

enum status offre_arbre_lire(struct db *db, struct arena *arena,
                             const struct arbre_requete *requete, struct arbre *arbre_r)
{
    struct lecture lecture = {
        .arena = arena, .items = ARENA_ARRAY(arena, struct arbre_formation, OFFRE_ARBRE_PAGE + 1)};
    struct actions actions = {0};
    int64_t suivante = 0;
    enum status status = lire_formations(db, requete, &lecture);
    if (lecture.n > OFFRE_ARBRE_PAGE) {
        lecture.n = OFFRE_ARBRE_PAGE;
        suivante = lecture.items[OFFRE_ARBRE_PAGE - 1].numero;
    }
    if (status == STATUS_OK && lecture.n) {
        status = lire_actions(db, requete, &lecture, &actions);
    }
    if (status == STATUS_OK && actions.n) {
        status = lire_sessions(db, arena, requete, &actions);
    }
    if (status == STATUS_OK) {
        *arbre_r = (struct arbre){.items = lecture.items, .n = lecture.n, .suivante = suivante};
    }
    return status;
}

enum status offre_arbre_sites(struct db *db, struct arena *arena, const struct portee *portee,
                              struct arbre_sites *sites_r)
{
    static const struct statement *const statements[PORTEES] = {
        [PORTEE_ETABLISSEMENT] = &ARBRE_SITES, [PORTEE_COMPTE] = &ARBRE_SITES_COMPTE};
    struct arbre_site *items = NULL;
    size_t n = 0;
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(portee, &id);
    struct db_rows rows;
    if (!statements[etendue]) {
        *sites_r = (struct arbre_sites){NULL, 0};
        return STATUS_OK;
    }
    DB_QUERY(db, statements[etendue], &rows, BIND_INT(id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) =
            (struct arbre_site){db_int(&rows, 0), db_text(&rows, 1, arena)};
    }
    TRY(db_end(&rows));
    *sites_r = (struct arbre_sites){items, n};
    return STATUS_OK;
}
