#include "offre_lot_private.h"

#include "fold.h"

#include <string.h>

/* ---- statements */

/* The numbers are found on an index, then the rows are looked up. $2 and $3: the range of jusqu_au;
 * $4 and $5: the last row before. */
#define SESSIONS(perimetre, classe, cle, sens, signe)                                              \
    LOT_SESSION                                                                                    \
    " FROM (SELECT s.numero, s." cle " AS cle FROM session s"                                      \
    " WHERE " perimetre " AND " classe " AND s.jusqu_au >= $2 AND s.jusqu_au <= $3"                \
    " AND (s." cle ", s.numero) " signe " ($4, $5)"                                                \
    " ORDER BY s." cle " " sens ", s.numero " sens " LIMIT $6 OFFSET $7) k"                        \
    " JOIN session s ON s.numero = k.numero ORDER BY k.cle " sens ", k.numero " sens

#define ACTIONS(perimetre, condition, sens, signe)                                                 \
    LOT_ACTION " FROM action a WHERE " perimetre " AND " condition " AND a.numero " signe          \
               " $3 ORDER BY a.numero " sens " LIMIT $4 OFFSET $5"

#define LISTE_SESSIONS(id, perimetre, classe)                                                      \
    STATEMENT(id##_FIN, "itttiii", LOT_TYPES,                                                      \
              SESSIONS(perimetre, classe, "jusqu_au", "ASC", ">"));                                \
    STATEMENT(id##_FIN_D, "itttiii", LOT_TYPES,                                                    \
              SESSIONS(perimetre, classe, "jusqu_au", "DESC", "<"));                               \
    STATEMENT(id##_DEBUT, "itttiii", LOT_TYPES, SESSIONS(perimetre, classe, "debut", "ASC", ">")); \
    STATEMENT(id##_DEBUT_D, "itttiii", LOT_TYPES, SESSIONS(perimetre, classe, "debut", "DESC", "<"))

#define CLASSES_SESSIONS(id, perimetre)                                                            \
    LISTE_SESSIONS(id##_T, perimetre, "TRUE");                                                     \
    LISTE_SESSIONS(id##_I, perimetre, "s.initiale");                                               \
    LISTE_SESSIONS(id##_R, perimetre, "s.programme_region");                                       \
    LISTE_SESSIONS(id##_A, perimetre, "s.apprentissage");                                          \
    LISTE_SESSIONS(id##_P, perimetre, "s.professionnalisation");                                   \
    LISTE_SESSIONS(id##_D, perimetre, "s.a_distance")

#define LISTE_ACTIONS(id, perimetre)                                                               \
    STATEMENT(id##_E, "itiii", LOT_TYPES, ACTIONS(perimetre, "a.etat = $2", "ASC", ">"));          \
    STATEMENT(id##_E_D, "itiii", LOT_TYPES, ACTIONS(perimetre, "a.etat = $2", "DESC", "<"));       \
    STATEMENT(id##_P, "itiii", LOT_TYPES,                                                          \
              ACTIONS(perimetre, "a.etat = $2 AND a.publique", "ASC", ">"));                       \
    STATEMENT(id##_P_D, "itiii", LOT_TYPES,                                                        \
              ACTIONS(perimetre, "a.etat = $2 AND a.publique", "DESC", "<"));                      \
    STATEMENT(id##_C, "itiii", LOT_TYPES,                                                          \
              ACTIONS(perimetre, "a.certifinfo_remplace AND $2 = ''", "ASC", ">"));                \
    STATEMENT(id##_C_D, "itiii", LOT_TYPES,                                                        \
              ACTIONS(perimetre, "a.certifinfo_remplace AND $2 = ''", "DESC", "<"))

#define SITES_DU_COMPTE "(SELECT cs.site_numero FROM compte_site cs WHERE cs.compte_id = $1)"

CLASSES_SESSIONS(SESSIONS_TOUT, "$1 = 0");
CLASSES_SESSIONS(SESSIONS_ETABLISSEMENT, "s.etablissement_id = $1");
CLASSES_SESSIONS(SESSIONS_COMPTE, "s.site IN " SITES_DU_COMPTE);
LISTE_ACTIONS(ACTIONS_TOUT, "$1 = 0");
LISTE_ACTIONS(ACTIONS_ETABLISSEMENT, "a.etablissement_id = $1");
LISTE_ACTIONS(ACTIONS_COMPTE, "a.site IN " SITES_DU_COMPTE);

#define NUMEROS_LUS 64 /* the parameters of NUMEROS */
#define NUMEROS_TYPES "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
#define NUMEROS                                                                                    \
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"  \
    " $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,"   \
    " $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56,"   \
    " $57, $58, $59, $60, $61, $62, $63, $64)"

STATEMENT(SESSIONS_LIGNES, NUMEROS_TYPES, LOT_TYPES,
          LOT_SESSION " FROM session s WHERE s.numero IN " NUMEROS);
STATEMENT(ACTIONS_LIGNES, NUMEROS_TYPES, LOT_TYPES,
          LOT_ACTION " FROM action a WHERE a.numero IN " NUMEROS);

STATEMENT(TITRES, NUMEROS_TYPES, "iitttt",
          "SELECT a.numero, a.formation, fc.intitule, ac.intitule, t.nom_usage, ac.commune_lieu"
          " FROM action a JOIN site t ON t.numero = a.site"
          " JOIN formation f ON f.numero = a.formation"
          " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"
          " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"
          " WHERE a.numero IN " NUMEROS);

enum classe { TOUTES, INITIALES, REGION, APPRENTISSAGE, PRO, DISTANCE, CLASSES };
enum genre { PAR_ETAT, PUBLIQUES, CERTIFINFO, GENRES };

/* As candidates know them. */
static const char *const lettres_des_classes[CLASSES] = {"T", "I", "R", "A", "P", "D"};
static const char *const lettres_des_genres[GENRES] = {"E", "P", "C"};

#define ORDRES(id)                                                                                 \
    {                                                                                              \
        {&id##_FIN, &id##_FIN_D},                                                                  \
        {                                                                                          \
            &id##_DEBUT, &id##_DEBUT_D                                                             \
        }                                                                                          \
    }
#define CLASSEES(id)                                                                               \
    {                                                                                              \
        [TOUTES] = ORDRES(id##_T), [INITIALES] = ORDRES(id##_I), [REGION] = ORDRES(id##_R),        \
        [APPRENTISSAGE] = ORDRES(id##_A), [PRO] = ORDRES(id##_P), [DISTANCE] = ORDRES(id##_D)      \
    }

/* By scope, class, order (TRI_FIN, TRI_DEBUT), direction. */
static const struct statement *const sessions[PERIMETRES][CLASSES][2][2] = {
    [PERIMETRE_TOUT] = CLASSEES(SESSIONS_TOUT),
    [PERIMETRE_ETABLISSEMENT] = CLASSEES(SESSIONS_ETABLISSEMENT),
    [PERIMETRE_COMPTE] = CLASSEES(SESSIONS_COMPTE),
};

#define GENRES_DE(id)                                                                              \
    {                                                                                              \
        {&id##_E, &id##_E_D}, {&id##_P, &id##_P_D},                                                \
        {                                                                                          \
            &id##_C, &id##_C_D                                                                     \
        }                                                                                          \
    }

static const struct statement *const actions[PERIMETRES][GENRES][2] = {
    [PERIMETRE_TOUT] = GENRES_DE(ACTIONS_TOUT),
    [PERIMETRE_ETABLISSEMENT] = GENRES_DE(ACTIONS_ETABLISSEMENT),
    [PERIMETRE_COMPTE] = GENRES_DE(ACTIONS_COMPTE),
};

/* What each list is made of, in the order of offre_listes. */
static const struct {
    enum classe classe;
    enum genre genre;
    const char *etat;
} contenus[OFFRE_LISTES] = {
    {.classe = TOUTES},
    {.classe = INITIALES},
    {.classe = TOUTES},
    {.classe = TOUTES},
    {.classe = REGION},
    {.classe = APPRENTISSAGE},
    {.classe = PRO},
    {.classe = DISTANCE},
    {.genre = PAR_ETAT, .etat = "en_cours_de_saisie"},
    {.genre = PUBLIQUES, .etat = "en_cours_de_saisie"},
    {.genre = PAR_ETAT, .etat = "en_attente_de_validation"},
    {.genre = PAR_ETAT, .etat = "en_attente_de_reponses"},
    {.genre = CERTIFINFO, .etat = ""},
};

/* ---- titles */

#define PLACES 256 /* to begin with */

static struct titre **place_de(const struct titres *titres, int64_t action)
{
    size_t i = (size_t)((uint64_t)action * 0x9E3779B97F4A7C15u >> 32) & (titres->places - 1);
    while (titres->table[i] && titres->table[i]->action != action) {
        i = (i + 1) & (titres->places - 1);
    }
    return &titres->table[i];
}

static void agrandir(struct titres *titres)
{
    const struct titres avant = *titres;
    titres->places = avant.places ? 2 * avant.places : PLACES;
    titres->table = ARENA_ARRAY(titres->arena, struct titre *, titres->places);
    for (size_t i = 0; i < avant.places; i++) {
        if (avant.table[i]) {
            *place_de(titres, avant.table[i]->action) = avant.table[i];
        }
    }
}

static const char *intituler(struct arena *arena, const struct db_rows *rows)
{
    const char *formation = db_text(rows, 2, arena);
    const char *action = db_text(rows, 3, NULL);
    return action[0] ? arena_printf(arena, "%s - %s", formation, action) : formation;
}

static const char *plier(struct arena *arena, const char *texte)
{
    return arena_printf(arena, " %s", fold_text(arena, texte));
}

static void lire_titre(const struct db_rows *rows, const struct titres *titres)
{
    struct arena *arena = titres->arena;
    struct titre *titre = *place_de(titres, db_int(rows, 0));
    titre->formation = db_int(rows, 1);
    titre->intitule = intituler(arena, rows);
    titre->site = db_text(rows, 4, arena);
    titre->commune = db_text(rows, 5, arena);
    if (titres->plier) {
        titre->intitule_plie = plier(arena, titre->intitule);
        titre->site_plie = plier(arena, titre->site);
        titre->commune_pliee = plier(arena, titre->commune);
    }
}

static void demander_numeros(struct db *db, const struct statement *statement,
                             const int64_t *numeros, size_t n, struct db_rows *rows)
{
    struct db_bind binds[NUMEROS_LUS];
    for (size_t i = 0; i < NUMEROS_LUS; i++) {
        binds[i] = BIND_INT(i < n ? numeros[i] : 0);
    }
    db_query(db, statement, rows, binds, NUMEROS_LUS);
}

static enum status lire_titres(struct db *db, const struct titres *titres, const int64_t *numeros,
                               size_t n)
{
    struct db_rows rows;
    demander_numeros(db, &TITRES, numeros, n, &rows);
    while (db_next(&rows)) {
        lire_titre(&rows, titres);
    }
    return db_end(&rows);
}

enum status lot_titrer(struct db *db, struct titres *titres, struct rangee *rangees, size_t n)
{
    int64_t manquants[NUMEROS_LUS];
    size_t m = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        if (2 * (titres->n + 1) > titres->places) {
            agrandir(titres);
        }
        struct titre **place = place_de(titres, rangees[i].action);
        if (!*place) {
            *place = ARENA_NEW(titres->arena, struct titre);
            **place = (struct titre){rangees[i].action, 0, "", "", "", " ", " ", " "};
            titres->n++;
            manquants[m++] = rangees[i].action;
        }
        rangees[i].titre = *place;
        if (m == NUMEROS_LUS) {
            status = lire_titres(db, titres, manquants, m);
            m = 0;
        }
    }
    return status == STATUS_OK && m ? lire_titres(db, titres, manquants, m) : status;
}

/* ---- rows */

int cle_comparer(const struct cle *a, const struct cle *b)
{
    int order = strcmp(a->texte, b->texte);
    return order ? order : (a->numero > b->numero) - (a->numero < b->numero);
}

const char *lot_jour(struct arena *arena, int64_t instant)
{
    char iso[DATES_ISO_SIZE];
    if (!instant) {
        return "";
    }
    dates_of_instant(instant, iso);
    return arena_strdup(arena, iso);
}

struct marche lot_marche(const struct offre_requete *requete)
{
    struct marche m = {.requete = requete, .descendant = requete->descendant, .trie = true};
    bool de_sessions = requete->liste->sessions;
    size_t place = (size_t)(requete->liste - offre_listes);
    enum perimetre perimetre = perimetre_de(&requete->portee, &m.perimetre_id);
    bool debut = requete->tri == TRI_DEBUT && de_sessions;
    bool sans_cle = de_sessions ? requete->tri == TRI_ENVOI
                                : requete->tri == TRI_DEBUT || requete->tri == TRI_DISPOSITIF;
    m.tri = debut ? TRI_DEBUT : TRI_FIN;
    if (requete->tri != TRI_FIN && !debut && !sans_cle) {
        m.trie = false;
        m.descendant = false;
    }
    if (de_sessions) {
        m.classe = lettres_des_classes[contenus[place].classe];
        m.plage = offre_plage(requete->liste, requete->aujourdhui);
        m.statement = sessions[perimetre][contenus[place].classe][debut][m.descendant];
    } else {
        m.classe = lettres_des_genres[contenus[place].genre];
        m.etat = contenus[place].etat;
        m.statement = actions[perimetre][contenus[place].genre][m.descendant];
    }
    return m;
}

struct cle lot_debut(const struct marche *m)
{
    return m->descendant ? (struct cle){"~", INT64_MAX} : (struct cle){"", 0};
}

struct rangee lot_rangee(const struct db_rows *rows, struct arena *arena, const struct marche *m)
{
    struct rangee r = {.session = db_int(rows, 0),
                       .action = db_int(rows, 1),
                       .commune = db_text(rows, 2, arena),
                       .debut = db_text(rows, 3, arena),
                       .fin = db_text(rows, 4, arena),
                       .dispositifs = db_text(rows, 5, arena),
                       .jusqu_au = db_text(rows, 6, arena),
                       .etat = db_text(rows, 7, arena),
                       .envoyee_a = db_int(rows, 8)};
    r.cle =
        (struct cle){m->tri == TRI_DEBUT ? r.debut : r.jusqu_au, r.session ? r.session : r.action};
    return r;
}

/* Where the index is entered, by one bound or the other: at the key, or where the range begins.
 * Nothing before it is walked. */
static void demander_sessions(struct db *db, const struct marche *m, const struct lot *lot,
                              struct db_rows *rows)
{
    struct cle apres = lot->apres;
    const char *debut = m->plage.debut;
    const char *fin = m->plage.fin;
    if (m->tri == TRI_FIN && m->descendant) {
        apres = strcmp(apres.texte, fin) > 0 ? (struct cle){fin, INT64_MAX} : apres;
        fin = apres.texte;
    } else if (m->tri == TRI_FIN) {
        apres = strcmp(apres.texte, debut) < 0 ? (struct cle){debut, 0} : apres;
        debut = apres.texte;
    }
    DB_QUERY(db, m->statement, rows, BIND_INT(m->perimetre_id), BIND_TEXT(debut), BIND_TEXT(fin),
             BIND_TEXT(apres.texte), BIND_INT(apres.numero), BIND_INT(lot->n), BIND_INT(lot->saut));
}

enum status lot_lire(struct db *db, struct arena *arena, const struct marche *m,
                     struct titres *titres, const struct lot *lot, struct rangee *rangees,
                     size_t *lues_r)
{
    size_t lues = 0;
    struct db_rows rows;
    if (m->requete->liste->sessions) {
        demander_sessions(db, m, lot, &rows);
    } else {
        DB_QUERY(db, m->statement, &rows, BIND_INT(m->perimetre_id), BIND_TEXT(m->etat),
                 BIND_INT(lot->apres.numero), BIND_INT(lot->n), BIND_INT(lot->saut));
    }
    while (db_next(&rows)) {
        rangees[lues++] = lot_rangee(&rows, arena, m);
    }
    enum status status = db_end(&rows);
    *lues_r = lues;
    return status == STATUS_OK ? lot_titrer(db, titres, rangees, lues) : status;
}

/* They come in any order: at most NUMEROS_LUS. */
static enum status lire_lignes(struct db *db, struct arena *arena, const struct marche *m,
                               const struct cle *cles, size_t n, struct rangee *rangees)
{
    int64_t numeros[NUMEROS_LUS];
    size_t lues = 0;
    struct db_rows rows;
    for (size_t i = 0; i < n; i++) {
        numeros[i] = cles[i].numero;
    }
    demander_numeros(db, m->requete->liste->sessions ? &SESSIONS_LIGNES : &ACTIONS_LIGNES, numeros,
                     n, &rows);
    while (db_next(&rows)) {
        const struct rangee r = lot_rangee(&rows, arena, m);
        size_t place = 0;
        while (place < n && cles[place].numero != r.cle.numero) {
            place++;
        }
        if (place < n) {
            rangees[place] = r;
            lues++;
        }
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && lues < n ? STATUS_NOT_FOUND : status;
}

enum status lot_lire_numeros(struct db *db, struct arena *arena, const struct marche *m,
                             struct titres *titres, const struct cle *cles, size_t n,
                             struct rangee *rangees)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i += NUMEROS_LUS) {
        size_t lot = n - i < NUMEROS_LUS ? n - i : NUMEROS_LUS;
        status = lire_lignes(db, arena, m, cles + i, lot, rangees + i);
    }
    return status == STATUS_OK ? lot_titrer(db, titres, rangees, n) : status;
}
