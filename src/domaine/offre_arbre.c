#include "offre_arbre.h"

#include "dates.h"
#include "fold.h"
#include "text.h"

#include <string.h>

/* An account whose sites alone count is $2 everywhere, 0: none. */
#define SITES_DU_COMPTE "(SELECT site_numero FROM compte_site WHERE compte_id = $2)"

/* $1 an establishment or 0, $3 state, $4 site, $5 keyset, $6 limit. */
#define FORMATIONS_DE                                                                              \
    " FROM formation f JOIN etablissement e ON e.id = f.etablissement_id"                          \
    " LEFT JOIN formation_contenu c ON c.id = COALESCE(f.brouillon, f.vive)"
#define FORMATIONS_OU                                                                              \
    " AND f.numero < $5 AND (($3 = '' AND $4 = 0) OR EXISTS (SELECT 1 FROM action x"               \
    "  WHERE x.formation = f.numero AND ($3 = '' OR x.etat = $3) AND ($4 = 0 OR x.site = $4)"      \
    "  AND ($2 = 0 OR x.site IN " SITES_DU_COMPTE ")))"
#define DE_LA_PORTEE                                                                               \
    " WHERE f.etablissement_id IN (SELECT CAST($1 AS BIGINT) UNION SELECT st.etablissement_id"     \
    "  FROM compte_site cs JOIN site st ON st.numero = cs.site_numero WHERE cs.compte_id = $2)"
#define DE_TOUS " WHERE $1 = 0"

#define SANS_MOTS(ou)                                                                              \
    "SELECT f.numero, e.raison_sociale, c.intitule, f.vive IS NOT NULL, f.brouillon IS NOT NULL,"  \
    " NULL, FALSE" FORMATIONS_DE ou FORMATIONS_OU " ORDER BY f.numero DESC LIMIT $6"

/* $7 to $12: what a code names (struct codes). */
#define AVEC_MOTS(ou)                                                                              \
    "SELECT f.numero, e.raison_sociale, c.intitule, f.vive IS NOT NULL, f.brouillon IS NOT NULL,"  \
    " ac.intitule, f.numero IN (SELECT CAST($7 AS BIGINT)"                                         \
    "  UNION SELECT y.formation FROM action y WHERE y.numero = $8 AND ($9 = 0 OR y.formation = "   \
    "$9)"                                                                                          \
    "  UNION SELECT y.formation FROM session z JOIN action y ON y.numero = z.action"               \
    "   WHERE z.numero = $10 AND ($11 = 0 OR (y.numero = $11 AND y.formation = "                   \
    "$12)))" FORMATIONS_DE " LEFT JOIN action a ON a.formation = f.numero"                         \
    " AND ($2 = 0 OR a.site IN " SITES_DU_COMPTE ")"                                               \
    " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive)" ou FORMATIONS_OU       \
    " ORDER BY f.numero DESC, a.numero LIMIT $6"

STATEMENT(ARBRE_FORMATIONS, "iitiii", "ittbbtb", SANS_MOTS(DE_LA_PORTEE));
STATEMENT(ARBRE_FORMATIONS_TOUTES, "iitiii", "ittbbtb", SANS_MOTS(DE_TOUS));
STATEMENT(ARBRE_CHERCHER, "iitiiiiiiiii", "ittbbtb", AVEC_MOTS(DE_LA_PORTEE));
STATEMENT(ARBRE_CHERCHER_TOUTES, "iitiiiiiiiii", "ittbbtb", AVEC_MOTS(DE_TOUS));

/* Below the formations of a page, $5 to $29; $1: how many of each. */
#define FORMATIONS_DE_LA_PAGE                                                                      \
    "($5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,"   \
    " $24, $25, $26, $27, $28, $29)"
#define ACTIONS_OU                                                                                 \
    " WHERE a.formation IN " FORMATIONS_DE_LA_PAGE " AND ($3 = '' OR a.etat = $3)"                 \
    " AND ($4 = 0 OR a.site = $4) AND ($2 = 0 OR a.site IN " SITES_DU_COMPTE ")"
#define BINDS_PAGE "iitiiiiiiiiiiiiiiiiiiiiiiiiii"

STATEMENT(
    ARBRE_ACTIONS, BINDS_PAGE, "iitttbbi",
    "SELECT t.formation, t.numero, t.intitule, t.nom_usage, t.etat, t.vive, t.refusee, t.total FROM"
    " (SELECT a.formation, a.numero, ac.intitule, st.nom_usage, a.etat,"
    "  a.vive IS NOT NULL AS vive, a.refus IS NOT NULL AS refusee, count(*) OVER (PARTITION BY "
    "a.formation) AS total,"
    "  row_number() OVER (PARTITION BY a.formation ORDER BY a.numero) AS rang"
    "  FROM action a JOIN site st ON st.numero = a.site"
    "  LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive)" ACTIONS_OU ") t"
    " WHERE t.rang <= $1 ORDER BY t.formation DESC, t.numero");

/* $30: the day before which a session is archived (01-domain 3.2); one that was never active is
 * not, while its end is to come. */
STATEMENT(ARBRE_SESSIONS, BINDS_PAGE "t", "iittttti",
          "SELECT t.action, t.numero, t.debut, t.fin, t.jusqu_au, t.commune, t.lieu, t.total FROM"
          " (SELECT a.formation, s.action, s.numero, s.debut, s.fin, s.jusqu_au, s.commune,"
          "  ac.commune_lieu AS lieu, count(*) OVER (PARTITION BY s.action) AS total,"
          "  row_number() OVER (PARTITION BY s.action ORDER BY s.debut DESC, s.numero DESC) AS rang"
          "  FROM action a JOIN session s ON s.action = a.numero"
          "  LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)" ACTIONS_OU
          "  AND (s.jusqu_au >= $30 OR s.fin >= $30)) t"
          " WHERE t.rang <= $1 ORDER BY t.formation DESC, t.action, t.rang");

STATEMENT(ARBRE_SITES, "ii", "it",
          "SELECT s.numero, s.nom_usage FROM site s WHERE s.etablissement_id = $1"
          " OR s.numero IN " SITES_DU_COMPTE " ORDER BY s.principal DESC, s.nom_usage, s.numero");

static int64_t etablissement_de(const struct portee *portee)
{
    return portee->sites ? 0 : portee->etablissement_id;
}

static int64_t compte_de(const struct portee *portee)
{
    return portee->sites ? portee->compte_id : 0;
}

static bool tout_voir(const struct portee *portee)
{
    return !portee->sites && !portee->etablissement_id;
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
    size_t count = 0;
    char *text = arena_strdup(arena, q);
    char *rest = NULL;
    for (char *part = strtok_r(text, "-", &rest); part; part = strtok_r(NULL, "-", &rest)) {
        if (count == 3 || !text_to_int(part, &n[count]) || n[count] <= 0) {
            return (struct codes){0};
        }
        count++;
    }
    switch (count) {
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
    struct arena *scratch = arena_create(0);
    struct fold_words words = fold_split(lecture->arena, q);
    while (lecture->n <= OFFRE_ARBRE_PAGE && db_next(rows)) {
        bool doublon = lecture->n && lecture->items[lecture->n - 1].numero == db_int(rows, 0);
        if (!doublon && (db_bool(rows, 6) || contient(scratch, &words, rows))) {
            garder(lecture, rows);
        }
        arena_reset(scratch);
    }
    arena_destroy(scratch);
}

static enum status lire_formations(struct db *db, const struct arbre_requete *r,
                                   struct lecture *lecture)
{
    bool tout = tout_voir(&r->portee);
    bool mots = r->q[0] != '\0';
    const struct statement *statement = mots   ? tout ? &ARBRE_CHERCHER_TOUTES : &ARBRE_CHERCHER
                                        : tout ? &ARBRE_FORMATIONS_TOUTES
                                               : &ARBRE_FORMATIONS;
    const struct codes codes = lire_codes(lecture->arena, r->q);
    const struct db_bind binds[] = {
        BIND_INT(etablissement_de(&r->portee)),
        BIND_INT(compte_de(&r->portee)),
        BIND_TEXT(r->etat),
        BIND_INT(r->site),
        BIND_INT(r->apres > 0 ? r->apres : INT64_MAX),
        BIND_INT(mots ? OFFRE_ARBRE_LUES : OFFRE_ARBRE_PAGE + 1),
        BIND_INT(codes.formation),
        BIND_INT(codes.action),
        BIND_INT(codes.action_formation),
        BIND_INT(codes.session),
        BIND_INT(codes.session_action),
        BIND_INT(codes.session_formation),
    };
    struct db_rows rows;
    db_query(db, statement, &rows, binds, mots ? 12 : 6);
    if (mots) {
        garder_trouvees(lecture, &rows, r->q);
    }
    while (!mots && db_next(&rows)) {
        garder(lecture, &rows);
    }
    return db_end(&rows);
}

/* ---- what hangs on them */

enum { LIENS = 4, LIENS_PAGE = LIENS + OFFRE_ARBRE_PAGE };

static void lier_page(const struct arbre_requete *r, const struct lecture *lecture, int64_t chacune,
                      struct db_bind binds[LIENS_PAGE])
{
    binds[0] = BIND_INT(chacune);
    binds[1] = BIND_INT(compte_de(&r->portee));
    binds[2] = BIND_TEXT(r->etat);
    binds[3] = BIND_INT(r->site);
    for (size_t i = 0; i < OFFRE_ARBRE_PAGE; i++) {
        binds[LIENS + i] = BIND_INT(i < lecture->n ? lecture->items[i].numero : 0);
    }
}

/* The actions of all formations of the page, one formation's after the other's. */
struct actions {
    struct arbre_action *items;
    size_t n;
};

static enum status lire_actions(struct db *db, const struct arbre_requete *r,
                                const struct lecture *lecture, struct actions *actions)
{
    struct arena *arena = lecture->arena;
    struct db_bind binds[LIENS_PAGE];
    size_t f = 0;
    actions->items =
        ARENA_ARRAY(arena, struct arbre_action, lecture->n * (size_t)OFFRE_ARBRE_ACTIONS);
    lier_page(r, lecture, OFFRE_ARBRE_ACTIONS, binds);
    struct db_rows rows;
    db_query(db, &ARBRE_ACTIONS, &rows, binds, LIENS_PAGE);
    while (db_next(&rows)) {
        while (lecture->items[f].numero != db_int(&rows, 0)) {
            f++;
        }
        struct arbre_formation *formation = &lecture->items[f];
        if (formation->actions.n++ == 0) {
            formation->total = db_int(&rows, 7);
            formation->actions.items = &actions->items[actions->n];
        }
        actions->items[actions->n++] = (struct arbre_action){.numero = db_int(&rows, 1),
                                                             .intitule = db_text(&rows, 2, arena),
                                                             .site = db_text(&rows, 3, arena),
                                                             .etat = db_text(&rows, 4, arena),
                                                             .vive = db_bool(&rows, 5),
                                                             .refusee = db_bool(&rows, 6)};
    }
    return db_end(&rows);
}

/* Sessions come in the order of the actions, but those of actions that are not shown come too. */
static struct arbre_action *trouver(const struct actions *actions, size_t *from, int64_t numero)
{
    for (size_t i = *from; i < actions->n; i++) {
        if (actions->items[i].numero == numero) {
            *from = i;
            return &actions->items[i];
        }
    }
    return NULL;
}

static enum status lire_sessions(struct db *db, struct arena *arena, const struct arbre_requete *r,
                                 const struct lecture *lecture, const struct actions *actions)
{
    char limite[DATES_ISO_SIZE];
    struct db_bind binds[LIENS_PAGE + 1];
    const struct arbre_action *precedente = NULL;
    struct arbre_session *items = NULL;
    size_t from = 0;
    dates_add_months(r->aujourdhui, -12, limite);
    lier_page(r, lecture, OFFRE_ARBRE_SESSIONS, binds);
    binds[LIENS_PAGE] = BIND_TEXT(limite);
    struct db_rows rows;
    db_query(db, &ARBRE_SESSIONS, &rows, binds, LIENS_PAGE + 1);
    while (db_next(&rows)) {
        struct arbre_action *action = trouver(actions, &from, db_int(&rows, 0));
        if (!action) {
            continue;
        }
        if (action != precedente) {
            precedente = action;
            action->total = db_int(&rows, 7);
            items = ARENA_ARRAY(arena, struct arbre_session, OFFRE_ARBRE_SESSIONS);
            action->sessions.items = items;
        }
        items[action->sessions.n++] =
            (struct arbre_session){.numero = db_int(&rows, 1),
                                   .debut = db_text(&rows, 2, arena),
                                   .fin = db_text(&rows, 3, arena),
                                   .actif = strcmp(db_text(&rows, 4, NULL), r->aujourdhui) >= 0,
                                   .commune = db_text(&rows, db_is_null(&rows, 5) ? 6 : 5, arena)};
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
        status = lire_sessions(db, arena, requete, &lecture, &actions);
    }
    if (status == STATUS_OK) {
        *arbre_r = (struct arbre){.items = lecture.items, .n = lecture.n, .suivante = suivante};
    }
    return status;
}

enum status offre_arbre_sites(struct db *db, struct arena *arena, const struct portee *portee,
                              struct arbre_sites *sites_r)
{
    struct arbre_site *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &ARBRE_SITES, &rows, BIND_INT(etablissement_de(portee)),
             BIND_INT(compte_de(portee)));
    while (db_next(&rows)) {
        items = arena_grow(arena, items, n * sizeof(*items), (n + 1) * sizeof(*items));
        items[n++] = (struct arbre_site){db_int(&rows, 0), db_text(&rows, 1, arena)};
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *sites_r = (struct arbre_sites){items, n};
    }
    return status;
}
