#include "offre_lot_private.h"

#include "action_etat.h"
#include "fold.h"
#include "intitule.h"
#include "offre_private.h"

#include <string.h>

/* ---- statements */

/* TRI_FIN. The numbers are found on an index, then the rows are looked up. $2 and $3: the range of
 * jusqu_au; $4 and $5: the last row before. */
#define SESSIONS(perimetre, classe, sens, signe)                                                   \
    LOT_SESSION(LOT_SANS_TEXTE)                                                                    \
    " FROM (SELECT s.numero, s.jusqu_au AS cle FROM session s"                                     \
    " WHERE " perimetre " AND " classe " AND s.jusqu_au >= $2 AND s.jusqu_au <= $3"                \
    " AND (s.jusqu_au, s.numero) " signe " ($4, $5)"                                               \
    " ORDER BY s.jusqu_au " sens ", s.numero " sens " LIMIT $6 OFFSET $7) k"                       \
    " JOIN session s ON s.numero = k.numero ORDER BY k.cle " sens ", k.numero " sens

#define ACTIONS(perimetre, condition, sens, signe)                                                 \
    LOT_ACTION " FROM action a WHERE " perimetre " AND " condition " AND a.numero " signe          \
               " $3 ORDER BY a.numero " sens " LIMIT $4 OFFSET $5"

#define LISTE_SESSIONS(id, perimetre, classe)                                                      \
    STATEMENT(id##_FIN, "itttiii", LOT_TYPES, SESSIONS(perimetre, classe, "ASC", ">"));            \
    STATEMENT(id##_FIN_D, "itttiii", LOT_TYPES, SESSIONS(perimetre, classe, "DESC", "<"))

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

CLASSES_SESSIONS(SESSIONS_TOUT, "$1 = 0");
CLASSES_SESSIONS(SESSIONS_ETABLISSEMENT, "s.etablissement_id = $1");
CLASSES_SESSIONS(SESSIONS_COMPTE, "s.site IN " LOT_SITES_DU_COMPTE);
LISTE_ACTIONS(ACTIONS_TOUT, "$1 = 0");
LISTE_ACTIONS(ACTIONS_ETABLISSEMENT, "a.etablissement_id = $1");
LISTE_ACTIONS(ACTIONS_COMPTE, "a.site IN " LOT_SITES_DU_COMPTE);

#define NUMEROS_LUS 64 /* the parameters of NUMEROS */
#define NUMEROS_TYPES "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"
#define NUMEROS                                                                                    \
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"  \
    " $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,"   \
    " $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56,"   \
    " $57, $58, $59, $60, $61, $62, $63, $64)"

STATEMENT(SESSIONS_LIGNES, NUMEROS_TYPES, LOT_TYPES,
          LOT_SESSION(LOT_SANS_TEXTE) " FROM session s WHERE s.numero IN " NUMEROS);
STATEMENT(ACTIONS_LIGNES, NUMEROS_TYPES, LOT_TYPES,
          LOT_ACTION " FROM action a WHERE a.numero IN " NUMEROS);

STATEMENT(TITRES, NUMEROS_TYPES, "iittitt",
          "SELECT a.numero, a.formation, fc.intitule, ac.intitule, t.numero, t.nom_usage,"
          " ac.commune_lieu"
          " FROM action a JOIN site t ON t.numero = a.site"
          " JOIN formation f ON f.numero = a.formation"
          " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"
          " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"
          " WHERE a.numero IN " NUMEROS);

/* Their folded texts as the base keeps them (offre_cles.c). */
STATEMENT(TITRES_CLES, NUMEROS_TYPES, "iititt",
          "SELECT a.numero, a.formation, a.titre_plie, t.numero, t.nom_plie, a.commune_pliee"
          " FROM action a JOIN site t ON t.numero = a.site WHERE a.numero IN " NUMEROS);

enum classe { TOUTES, INITIALES, REGION, APPRENTISSAGE, PRO, DISTANCE, CLASSES };
enum genre { PAR_ETAT, PUBLIQUES, CERTIFINFO, GENRES };

/* As candidates know them. */
static const char *const lettres_des_classes[CLASSES] = {"T", "I", "R", "A", "P", "D"};
static const char *const lettres_des_genres[GENRES] = {"E", "P", "C"};

#define SENS(id)                                                                                   \
    {                                                                                              \
        &id##_FIN, &id##_FIN_D                                                                     \
    }
#define CLASSEES(id)                                                                               \
    {                                                                                              \
        [TOUTES] = SENS(id##_T), [INITIALES] = SENS(id##_I), [REGION] = SENS(id##_R),              \
        [APPRENTISSAGE] = SENS(id##_A), [PRO] = SENS(id##_P), [DISTANCE] = SENS(id##_D)            \
    }

/* In the order of TRI_FIN; by scope, class, direction. */
static const struct statement *const sessions[PORTEES][CLASSES][2] = {
    [PORTEE_TOUT] = CLASSEES(SESSIONS_TOUT),
    [PORTEE_ETABLISSEMENT] = CLASSEES(SESSIONS_ETABLISSEMENT),
    [PORTEE_COMPTE] = CLASSEES(SESSIONS_COMPTE),
};

#define GENRES_DE(id)                                                                              \
    {                                                                                              \
        {&id##_E, &id##_E_D}, {&id##_P, &id##_P_D},                                                \
        {                                                                                          \
            &id##_C, &id##_C_D                                                                     \
        }                                                                                          \
    }

static const struct statement *const actions[PORTEES][GENRES][2] = {
    [PORTEE_TOUT] = GENRES_DE(ACTIONS_TOUT),
    [PORTEE_ETABLISSEMENT] = GENRES_DE(ACTIONS_ETABLISSEMENT),
    [PORTEE_COMPTE] = GENRES_DE(ACTIONS_COMPTE),
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
    {.genre = PAR_ETAT, .etat = ETAT_EN_COURS},
    {.genre = PUBLIQUES, .etat = ETAT_EN_COURS},
    {.genre = PAR_ETAT, .etat = ETAT_EN_ATTENTE},
    {.genre = PAR_ETAT, .etat = ETAT_EN_REPONSES},
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

static const char *plier(struct arena *arena, const char *texte)
{
    return arena_printf(arena, " %s", fold_text(arena, texte));
}

static void lire_titre(const struct db_rows *rows, const struct titres *titres)
{
    struct arena *arena = titres->arena;
    struct titre *titre = *place_de(titres, db_int(rows, 0));
    titre->formation = db_int(rows, 1);
    titre->intitule = intitule_action(arena, db_text(rows, 2, arena), db_text(rows, 3, NULL));
    titre->site_numero = db_int(rows, 4);
    titre->site = db_text(rows, 5, arena);
    titre->commune = db_text(rows, 6, arena);
    if (titres->plier) {
        titre->intitule_plie = plier(arena, titre->intitule);
        titre->site_plie = plier(arena, titre->site);
        titre->commune_pliee = plier(arena, titre->commune);
    }
}

static void lire_cles(const struct db_rows *rows, const struct titres *titres)
{
    struct arena *arena = titres->arena;
    struct titre *titre = *place_de(titres, db_int(rows, 0));
    titre->formation = db_int(rows, 1);
    titre->intitule_plie = arena_printf(arena, " %s", db_text(rows, 2, NULL));
    titre->site_numero = db_int(rows, 3);
    titre->site_plie = arena_printf(arena, " %s", db_text(rows, 4, NULL));
    titre->commune_pliee = arena_printf(arena, " %s", db_text(rows, 5, NULL));
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
    demander_numeros(db, titres->cles_seules ? &TITRES_CLES : &TITRES, numeros, n, &rows);
    while (db_next(&rows)) {
        if (titres->cles_seules) {
            lire_cles(&rows, titres);
        } else {
            lire_titre(&rows, titres);
        }
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
            **place = (struct titre){rangees[i].action, 0, 0, "", "", "", " ", " ", " "};
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

static int comparer_nombres(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int cle_comparer(const struct cle *a, const struct cle *b)
{
    int order = strcmp(a->texte, b->texte);
    order = order ? order : comparer_nombres(a->groupe, b->groupe);
    order = order ? order : comparer_nombres(a->sous_groupe, b->sous_groupe);
    order = order ? order : strcmp(a->jour, b->jour);
    return order ? order : comparer_nombres(a->numero, b->numero);
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

/* The orders by what all rows of the list have alike are those of TRI_FIN. */
static enum offre_tri tri_utile(const struct offre_requete *requete)
{
    bool egales = requete->liste->sessions
                      ? requete->tri == TRI_ENVOI || requete->tri == TRI_ETAT
                      : requete->tri == TRI_DEBUT || requete->tri == TRI_DISPOSITIF;
    return egales ? TRI_FIN : requete->tri;
}

static void marcher_sessions(struct marche *m, enum portee_etendue etendue, enum classe classe,
                             bool a_trier)
{
    const struct offre_requete *requete = m->requete;
    m->plage = offre_plage(requete->liste, requete->aujourdhui);
    const struct statement *ordre = ordre_statement(m, requete->descendant);
    m->trie = !a_trier && (m->tri == TRI_FIN || ordre);
    m->parcours = m->trie ? m->tri : TRI_FIN;
    m->descendant = m->trie && requete->descendant;
    m->classe = lettres_des_classes[classe];
    m->statement = m->parcours == TRI_FIN ? sessions[etendue][classe][m->descendant] : ordre;
}

static void marcher_actions(struct marche *m, enum portee_etendue etendue, enum genre genre,
                            bool a_trier)
{
    m->trie = !a_trier && m->tri == TRI_FIN;
    m->descendant = m->trie && m->requete->descendant;
    m->classe = lettres_des_genres[genre];
    m->statement = actions[etendue][genre][m->descendant];
}

struct marche lot_marche(const struct offre_requete *requete, bool a_trier)
{
    struct marche m = {.requete = requete, .tri = tri_utile(requete), .parcours = TRI_FIN};
    size_t place = (size_t)(requete->liste - offre_listes);
    enum portee_etendue etendue = portee_etendue(&requete->portee, &m.perimetre_id);
    if (requete->liste->sessions) {
        marcher_sessions(&m, etendue, contenus[place].classe, a_trier);
    } else {
        m.etat = contenus[place].etat;
        marcher_actions(&m, etendue, contenus[place].genre, a_trier);
    }
    return m;
}

/* The last character there is: no text comes behind it. */
#define DERNIER "\xF4\x8F\xBF\xBF"

struct cle lot_debut(const struct marche *m)
{
    return m->descendant ? (struct cle){DERNIER, INT64_MAX, INT64_MAX, DERNIER, INT64_MAX}
                         : (struct cle){"", 0, 0, "", 0};
}

struct rangee lot_rangee(const struct db_rows *rows, struct arena *arena)
{
    return (struct rangee){.session = db_int(rows, 0),
                           .action = db_int(rows, 1),
                           .commune = db_text(rows, 2, arena),
                           .debut = db_text(rows, 3, arena),
                           .fin = db_text(rows, 4, arena),
                           .dispositifs = db_text(rows, 5, arena),
                           .jusqu_au = db_text(rows, 6, arena),
                           .etat = db_text(rows, 7, arena),
                           .envoyee_a = db_int(rows, 8),
                           .cle.texte = db_text(rows, LOT_TEXTE, arena)};
}

/* Where the index is entered, by one bound or the other: at the key, or where the range begins.
 * Nothing before it is walked. */
static void demander_sessions(struct db *db, const struct marche *m, const struct lot *lot,
                              struct db_rows *rows)
{
    struct cle apres = lot->apres;
    const char *debut = m->plage.debut;
    const char *fin = m->plage.fin;
    if (m->descendant) {
        apres =
            strcmp(apres.texte, fin) > 0 ? (struct cle){.texte = fin, .numero = INT64_MAX} : apres;
        fin = apres.texte;
    } else {
        apres = strcmp(apres.texte, debut) < 0 ? (struct cle){.texte = debut} : apres;
        debut = apres.texte;
    }
    DB_QUERY(db, m->statement, rows, BIND_INT(m->perimetre_id), BIND_TEXT(debut), BIND_TEXT(fin),
             BIND_TEXT(apres.texte), BIND_INT(apres.numero), BIND_INT(lot->n), BIND_INT(lot->saut));
}

static void demander(struct db *db, const struct marche *m, const struct lot *lot,
                     struct db_rows *rows)
{
    if (!m->requete->liste->sessions) {
        DB_QUERY(db, m->statement, rows, BIND_INT(m->perimetre_id), BIND_TEXT(m->etat),
                 BIND_INT(lot->apres.numero), BIND_INT(lot->n), BIND_INT(lot->saut));
    } else if (m->parcours == TRI_FIN) {
        demander_sessions(db, m, lot, rows);
    } else {
        ordre_demander(db, m, &lot->apres, lot->n, lot->saut, rows);
    }
}

enum status lot_lire(struct db *db, struct arena *arena, const struct marche *m,
                     struct titres *titres, const struct lot *lot, struct rangee *rangees,
                     size_t *lues_r)
{
    size_t lues = 0;
    struct db_rows rows;
    demander(db, m, lot, &rows);
    while (db_next(&rows)) {
        rangees[lues++] = lot_rangee(&rows, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        status = lot_titrer(db, titres, rangees, lues);
    }
    for (size_t i = 0; i < lues && status == STATUS_OK; i++) {
        const char *texte = rangees[i].cle.texte;
        rangees[i].cle = ordre_cle(arena, m->parcours, &rangees[i]);
        if (ordre_a_cle_pliee(m->parcours)) {
            rangees[i].cle.texte = texte; /* as the index has it */
        }
    }
    *lues_r = lues;
    return status;
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
        const struct rangee r = lot_rangee(&rows, arena);
        size_t place = 0;
        while (place < n && cles[place].numero != (r.session ? r.session : r.action)) {
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
