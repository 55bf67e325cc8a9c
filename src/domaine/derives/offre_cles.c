#include "derives.h"

#include "fold.h"
#include "intitule.h"

#include <string.h>

#define LOT 1000 /* rows read before they are written */

STATEMENT(CLES_SITE, "it", "", "UPDATE site SET nom_plie = $2 WHERE numero = $1");

/* Each word after a space, so that a search for the beginning of a word is one LIKE. */
STATEMENT(CLES_ETABLISSEMENT, "it", "",
          "UPDATE etablissement SET recherche = ' ' || $2 WHERE id = $1");

STATEMENT(CLES_ABSENTES, "", "b",
          "SELECT NOT EXISTS (SELECT 1 FROM site WHERE nom_plie > '')"
          " AND EXISTS (SELECT 1 FROM site) OR EXISTS (SELECT 1 FROM suppression"
          "  WHERE effacee_a IS NULL AND titre_plie IS NULL)");

/* A number, then what is shown and what is kept of it. */
#define TYPES "ittttttt"
#define TYPES_NOM "itt"

/* As lists show it (offre_liste.c). */
#define ACTIONS                                                                                    \
    "SELECT a.numero, fc.intitule, ac.intitule, ac.commune_lieu, a.titre, a.commune,"              \
    " a.titre_plie, a.commune_pliee"                                                               \
    " FROM action a JOIN formation f ON f.numero = a.formation"                                    \
    " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"                     \
    " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"

STATEMENT(CLES_ACTION, "i", TYPES, ACTIONS " WHERE a.numero = $1");
STATEMENT(CLES_ACTIONS_DE_FORMATION, "i", TYPES,
          ACTIONS " WHERE a.formation = $1"
                  " ORDER BY a.numero");

STATEMENT(CLES_ACTIONS, "ii", TYPES, ACTIONS " WHERE a.numero > $1 ORDER BY a.numero LIMIT $2");
STATEMENT(CLES_ETABLISSEMENTS, "ii", TYPES_NOM,
          "SELECT id, raison_sociale, CASE WHEN recherche LIKE ' %' THEN substr(recherche, 2) END"
          " FROM etablissement WHERE id > $1 ORDER BY id LIMIT $2");
STATEMENT(CLES_SITES, "ii", TYPES_NOM,
          "SELECT numero, COALESCE(nom_usage, ''), nom_plie FROM site WHERE numero > $1"
          " ORDER BY numero LIMIT $2");
STATEMENT(CLES_SESSIONS, "ii", TYPES_NOM,
          "SELECT numero, commune, commune_pliee FROM session WHERE numero > $1"
          " AND (commune IS NOT NULL OR commune_pliee IS NOT NULL) ORDER BY numero LIMIT $2");

STATEMENT(CLES_SUPPRESSIONS, "ii", TYPES_NOM,
          "SELECT id, titre, titre_plie FROM suppression WHERE id > $1 AND effacee_a IS NULL"
          " ORDER BY id LIMIT $2");

STATEMENT(CLES_ACTION_ECRIRE, "itttt", "",
          "UPDATE action SET titre_plie = $2, commune_pliee = $3, titre = $4, commune = $5"
          " WHERE numero = $1");
STATEMENT(CLES_SESSION_ECRIRE, "it", "", "UPDATE session SET commune_pliee = $2 WHERE numero = $1");
STATEMENT(CLES_SUPPRESSION_ECRIRE, "it", "",
          "UPDATE suppression SET titre_plie = $2 WHERE id = $1");

static enum status ecrire_nom(struct db *db, const struct statement *statement, int64_t id,
                              const char *nom)
{
    ARENA_SCRATCH(arena, 0);
    return DB_EXEC(db, statement, NULL, BIND_INT(id), BIND_TEXT(fold_text(arena, nom)));
}

enum status offre_cles_site(struct db *db, int64_t site, const char *nom)
{
    return ecrire_nom(db, &CLES_SITE, site, nom);
}

enum status offre_cles_etablissement(struct db *db, int64_t id, const char *raison_sociale)
{
    return ecrire_nom(db, &CLES_ETABLISSEMENT, id, raison_sociale);
}

/* ---- rows whose keys are not what they should be */

struct cles {
    int64_t numero;
    const char *texte; /* the title, the name…, folded; NULL: none */
    const char *commune;
    const char *titre_lu, *commune_lue; /* of an action, as they are */
};

struct lot {
    struct cles *items;
    size_t n;
    size_t lues;
    int64_t derniere; /* number of the last row that was read */
};

static void ajouter(struct arena *arena, struct lot *lot, const struct cles *cles)
{
    *ARENA_PUSH(arena, lot->items, lot->n) = *cles;
}

static void lire_action(const struct db_rows *rows, struct arena *arena, struct lot *lot)
{
    const char *formation = db_text(rows, 1, arena);
    const char *propre = db_text(rows, 2, arena);
    const char *commune = db_text(rows, 3, arena);
    const struct cles cles = {.numero = db_int(rows, 0),
                              .texte =
                                  fold_text(arena, arena_printf(arena, "%s %s", formation, propre)),
                              .commune = fold_text(arena, commune),
                              .titre_lu = intitule_action(arena, formation, propre),
                              .commune_lue = commune};
    if (strcmp(cles.titre_lu, db_text(rows, 4, NULL)) != 0 ||
        strcmp(commune, db_text(rows, 5, NULL)) != 0 ||
        strcmp(cles.texte, db_text(rows, 6, NULL)) != 0 ||
        strcmp(cles.commune, db_text(rows, 7, NULL)) != 0) {
        ajouter(arena, lot, &cles);
    }
}

/* Of nothing, nothing is kept. */
static void lire_nom(const struct db_rows *rows, struct arena *arena, struct lot *lot)
{
    bool sans = db_is_null(rows, 1);
    const struct cles cles = {.numero = db_int(rows, 0),
                              .texte = sans ? NULL : fold_text(arena, db_text(rows, 1, arena))};
    if (sans != db_is_null(rows, 2) || (!sans && strcmp(cles.texte, db_text(rows, 2, NULL)) != 0)) {
        ajouter(arena, lot, &cles);
    }
}

/* All before the first is written: no cursor stays open on what changes. */
static enum status lire(struct db *db, struct arena *arena, const struct statement *statement,
                        const struct db_bind *binds, size_t n, struct lot *lot)
{
    struct db_rows rows;
    *lot = (struct lot){0};
    db_query(db, statement, &rows, binds, n);
    while (db_next(&rows)) {
        lot->lues++;
        lot->derniere = db_int(&rows, 0);
        if (statement->columns[3]) { /* a title and a commune */
            lire_action(&rows, arena, lot);
        } else {
            lire_nom(&rows, arena, lot);
        }
    }
    return db_end(&rows);
}

static enum status ecrire(struct db *db, const struct statement *statement, const struct lot *lot)
{
    for (size_t i = 0; i < lot->n; i++) {
        const struct cles *cles = &lot->items[i];
        const struct db_bind binds[] = {BIND_INT(cles->numero), BIND_TEXT(cles->texte),
                                        BIND_TEXT(cles->commune), BIND_TEXT(cles->titre_lu),
                                        BIND_TEXT(cles->commune_lue)};
        TRY(db_exec(db, statement, NULL, binds, strlen(statement->binds)));
    }
    return STATUS_OK;
}

enum status action_cles(struct db *db, enum action_cible cible, int64_t id)
{
    ARENA_SCRATCH(arena, 0);
    struct lot lot;
    TRY(lire(db, arena, cible == ACTION_SEULE ? &CLES_ACTION : &CLES_ACTIONS_DE_FORMATION,
             DB_BINDS(BIND_INT(id)), &lot));
    return ecrire(db, &CLES_ACTION_ECRIRE, &lot);
}

/* ---- all of them */

static const struct {
    const struct statement *lire, *ecrire;
} genres[OFFRE_CLES_GENRES] = {
    [OFFRE_CLES_ETABLISSEMENTS] = {&CLES_ETABLISSEMENTS, &CLES_ETABLISSEMENT},
    [OFFRE_CLES_SITES] = {&CLES_SITES, &CLES_SITE},
    [OFFRE_CLES_ACTIONS] = {&CLES_ACTIONS, &CLES_ACTION_ECRIRE},
    [OFFRE_CLES_SESSIONS] = {&CLES_SESSIONS, &CLES_SESSION_ECRIRE},
    [OFFRE_CLES_SUPPRESSIONS] = {&CLES_SUPPRESSIONS, &CLES_SUPPRESSION_ECRIRE},
};

struct parcours {
    struct arena *arena;
    enum offre_cles_genre genre;
    bool corriger;
    struct lot lot;
    int64_t derniere; /* number of the last row of the lot before */
};

static enum status faire_lot(struct db *db, void *context)
{
    struct parcours *p = context;
    arena_reset(p->arena);
    TRY(lire(db, p->arena, genres[p->genre].lire, DB_BINDS(BIND_INT(p->derniere), BIND_INT(LOT)),
             &p->lot));
    return p->corriger ? ecrire(db, genres[p->genre].ecrire, &p->lot) : STATUS_OK;
}

/* *n_r: those that were not what they should be. `chacun`: a transaction for each lot. */
static enum status parcourir(struct db *db, enum offre_cles_genre genre, bool corriger, bool chacun,
                             int64_t *n_r)
{
    ARENA_SCRATCH(arena, 0);
    struct parcours p = {
        .arena = arena, .genre = genre, .corriger = corriger, .lot = {.lues = LOT}};
    *n_r = 0;
    while (p.lot.lues == LOT) {
        TRY(chacun ? db_transaction(db, faire_lot, &p) : faire_lot(db, &p));
        p.derniere = p.lot.derniere;
        *n_r += (int64_t)p.lot.n;
    }
    return STATUS_OK;
}

enum status offre_cles_controler(struct db *db, enum offre_cles_genre genre, int64_t *n_r)
{
    return parcourir(db, genre, false, false, n_r);
}

enum status offre_cles_reparer(struct db *db, enum offre_cles_genre genre, int64_t *n_r)
{
    return parcourir(db, genre, true, true, n_r);
}

enum status offre_cles_refaire(struct db *db)
{
    for (int genre = 0; genre < OFFRE_CLES_GENRES; genre++) {
        int64_t n = 0;
        TRY(parcourir(db, (enum offre_cles_genre)genre, true, false, &n));
    }
    return STATUS_OK;
}

static enum status completer(struct db *db, void *context)
{
    (void)context;
    return offre_cles_refaire(db);
}

enum status offre_cles_completer(struct db *db)
{
    int64_t absentes = 0;
    TRY(db_number(db, &CLES_ABSENTES, &absentes, NULL, 0));
    return absentes ? db_transaction(db, completer, NULL) : STATUS_OK;
}
