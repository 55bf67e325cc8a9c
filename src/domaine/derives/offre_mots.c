#include "derives.h"

#include "fold.h"

#include <stdlib.h>
#include <string.h>

#define LOT 12 /* words of one statement */

STATEMENT(OFFRE_MOTS_AJOUTER, "ititttttttttttt", "",
          "INSERT INTO offre_mot (etablissement_id, mot, genre, numero)"
          " SELECT CAST($1 AS BIGINT), m.column1, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM"
          " (VALUES (CAST($4 AS TEXT)), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13),"
          " ($14), ($15)) m WHERE m.column1 <> ''"
          " ON CONFLICT (etablissement_id, mot, genre, numero) DO NOTHING");

STATEMENT(OFFRE_MOTS_ABSENTS, "", "b",
          "SELECT NOT EXISTS (SELECT 1 FROM offre_mot) AND EXISTS (SELECT 1 FROM site)");

/* Every text that is searched, an action's communes and own title apart. */
#define TEXTES(formations, actions, sites)                                                         \
    "SELECT 0, f.etablissement_id, f.numero, c.intitule FROM formation f"                          \
    " JOIN formation_contenu c ON c.id IN (f.vive, f.brouillon)" formations                        \
    " UNION ALL SELECT 1, a.etablissement_id, a.numero,"                                           \
    "  COALESCE(c.intitule, '') || ' ' || COALESCE(c.commune_lieu, '')"                            \
    "  FROM action a JOIN action_contenu c ON c.id IN (a.vive, a.brouillon)" actions               \
    " UNION ALL SELECT 1, a.etablissement_id, a.numero, s.commune"                                 \
    "  FROM action a JOIN session s ON s.action = a.numero AND s.commune IS NOT NULL" actions      \
    " UNION ALL SELECT 2, s.etablissement_id, s.numero, s.nom_usage FROM site s" sites

STATEMENT(OFFRE_MOTS_TEXTES, "", "iiit", TEXTES("", "", ""));
STATEMENT(OFFRE_MOTS_TEXTES_ETABLISSEMENT, "i", "iiit",
          TEXTES(" WHERE f.etablissement_id = $1", " WHERE a.etablissement_id = $1",
                 " WHERE s.etablissement_id = $1"));
#define AUCUN " WHERE FALSE"
STATEMENT(OFFRE_MOTS_TEXTES_FORMATION, "i", "iiit", TEXTES(" WHERE f.numero = $1", AUCUN, AUCUN));
STATEMENT(OFFRE_MOTS_TEXTES_ACTION, "i", "iiit", TEXTES(AUCUN, " WHERE a.numero = $1", AUCUN));
STATEMENT(OFFRE_MOTS_OUBLIER, "iti", "",
          "DELETE FROM offre_mot WHERE etablissement_id = $1 AND genre = $2 AND numero = $3");
STATEMENT(OFFRE_MOTS_ETABLISSEMENT, "i", "tti",
          "SELECT mot, genre, numero FROM offre_mot WHERE etablissement_id = $1"
          " ORDER BY mot, genre, numero");
STATEMENT(OFFRE_MOTS_ETABLISSEMENTS, "", "i", "SELECT id FROM etablissement ORDER BY id");

const char *offre_mots_genre_code(enum offre_mots_genre genre)
{
    static const char *const codes[] = {
        [MOTS_FORMATION] = "f", [MOTS_ACTION] = "a", [MOTS_SITE] = "s"};
    return codes[genre];
}

struct text_list offre_mots_de(struct arena *arena, const char *texte)
{
    struct fold_words mots = fold_split(arena, texte);
    struct text_list distincts = {ARENA_ARRAY(arena, const char *, mots.n), 0};
    for (size_t i = 0; i < mots.n; i++) {
        if (!text_list_holds(distincts, mots.items[i])) {
            distincts.items[distincts.n++] = mots.items[i];
        }
    }
    return distincts;
}

enum status offre_mots_ajouter(struct db *db, int64_t etablissement_id, enum offre_mots_genre genre,
                               int64_t numero, const char *texte)
{
    ARENA_SCRATCH(arena, 0);
    struct text_list mots = offre_mots_de(arena, texte ? texte : "");
    for (size_t i = 0; i < mots.n; i += LOT) {
        struct db_bind binds[3 + LOT] = {BIND_INT(etablissement_id),
                                         BIND_TEXT(offre_mots_genre_code(genre)), BIND_INT(numero)};
        for (size_t j = 0; j < LOT; j++) {
            binds[3 + j] = BIND_TEXT(i + j < mots.n ? mots.items[i + j] : "");
        }
        TRY(db_exec(db, &OFFRE_MOTS_AJOUTER, NULL, binds, 3 + LOT));
    }
    return STATUS_OK;
}

/* ---- all of them */

struct texte {
    enum offre_mots_genre genre;
    int64_t etablissement_id, numero;
    const char *texte;
};

struct textes {
    struct texte *items;
    size_t n;
};

/* All before the first is written: no cursor stays open on what changes. */
static enum status lire_textes(struct db *db, struct arena *arena,
                               const struct statement *statement, const struct db_bind *binds,
                               struct textes *textes)
{
    struct db_rows rows;
    db_query(db, statement, &rows, binds, strlen(statement->binds));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, textes->items, textes->n) =
            (struct texte){(enum offre_mots_genre)db_int(&rows, 0), db_int(&rows, 1),
                           db_int(&rows, 2), db_text(&rows, 3, arena)};
    }
    return db_end(&rows);
}

static enum status ajouter_textes(struct db *db, const struct statement *statement,
                                  const struct db_bind *binds)
{
    ARENA_SCRATCH(arena, 0);
    struct textes textes = {0};
    TRY(lire_textes(db, arena, statement, binds, &textes));
    for (size_t i = 0; i < textes.n; i++) {
        const struct texte *t = &textes.items[i];
        TRY(offre_mots_ajouter(db, t->etablissement_id, t->genre, t->numero, t->texte));
    }
    return STATUS_OK;
}

static enum status refaire(struct db *db, void *contexte)
{
    (void)contexte;
    return ajouter_textes(db, &OFFRE_MOTS_TEXTES, NULL);
}

enum status offre_mots_revenir(struct db *db, enum offre_mots_genre genre, int64_t numero)
{
    return ajouter_textes(
        db, genre == MOTS_FORMATION ? &OFFRE_MOTS_TEXTES_FORMATION : &OFFRE_MOTS_TEXTES_ACTION,
        &BIND_INT(numero));
}

enum status offre_mots_oublier(struct db *db, int64_t etablissement_id, enum offre_mots_genre genre,
                               int64_t numero)
{
    return DB_EXEC(db, &OFFRE_MOTS_OUBLIER, NULL, BIND_INT(etablissement_id),
                   BIND_TEXT(offre_mots_genre_code(genre)), BIND_INT(numero));
}

enum status offre_mots_refaire(struct db *db)
{
    return refaire(db, NULL);
}

enum status offre_mots_completer(struct db *db)
{
    int64_t absents = 0;
    TRY(db_number(db, &OFFRE_MOTS_ABSENTS, &absents, NULL, 0));
    return absents ? db_transaction(db, refaire, NULL) : STATUS_OK;
}

/* ---- what lacks */

struct mot {
    const char *mot, *genre;
    int64_t numero;
};

struct mots {
    struct mot *items;
    size_t n;
};

static int comparer_mots(const void *gauche, const void *droite)
{
    const struct mot *a = gauche, *b = droite;
    int ordre = strcmp(a->mot, b->mot);
    ordre = ordre ? ordre : strcmp(a->genre, b->genre);
    return ordre ? ordre : (a->numero > b->numero) - (a->numero < b->numero);
}

static enum status lire_mots(struct db *db, struct arena *arena, int64_t etablissement_id,
                             struct mots *mots)
{
    struct db_rows rows;
    DB_QUERY(db, &OFFRE_MOTS_ETABLISSEMENT, &rows, BIND_INT(etablissement_id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, mots->items, mots->n) =
            (struct mot){db_text(&rows, 0, arena), db_text(&rows, 1, arena), db_int(&rows, 2)};
    }
    return db_end(&rows);
}

static bool tous_la(struct arena *arena, const struct mots *mots, const struct texte *texte)
{
    struct text_list voulus = offre_mots_de(arena, texte->texte);
    for (size_t i = 0; i < voulus.n; i++) {
        const struct mot voulu = {voulus.items[i], offre_mots_genre_code(texte->genre),
                                  texte->numero};
        if (mots->n == 0 || !bsearch(&voulu, mots->items, mots->n, sizeof voulu, comparer_mots)) {
            return false;
        }
    }
    return true;
}

struct controle {
    int64_t etablissement_id;
    bool reparer;
    int64_t n[MOTS_GENRES]; /* of this establishment */
};

static enum status controler_etablissement(struct db *db, void *context)
{
    struct controle *controle = context;
    int64_t id = controle->etablissement_id;
    ARENA_SCRATCH(arena, 0);
    struct textes textes = {0};
    struct mots mots = {0};
    memset(controle->n, 0, sizeof controle->n);
    TRY(lire_textes(db, arena, &OFFRE_MOTS_TEXTES_ETABLISSEMENT, &BIND_INT(id), &textes));
    TRY(lire_mots(db, arena, id, &mots));
    for (size_t i = 0; i < textes.n; i++) {
        const struct texte *t = &textes.items[i];
        bool faux = !tous_la(arena, &mots, t);
        controle->n[t->genre] += faux;
        if (faux && controle->reparer) {
            TRY(offre_mots_ajouter(db, id, t->genre, t->numero, t->texte));
        }
    }
    return STATUS_OK;
}

/* All before the first is looked at: no cursor stays open around a transaction. */
static enum status lire_etablissements(struct db *db, struct arena *arena, int64_t **ids_r,
                                       size_t *n_r)
{
    struct db_rows rows;
    *n_r = 0;
    DB_QUERY(db, &OFFRE_MOTS_ETABLISSEMENTS, &rows);
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, *ids_r, *n_r) = db_int(&rows, 0);
    }
    return db_end(&rows);
}

enum status offre_mots_controler(struct db *db, bool reparer, int64_t n_r[MOTS_GENRES])
{
    ARENA_SCRATCH(arena, 0);
    int64_t *ids = NULL;
    size_t n = 0;
    memset(n_r, 0, MOTS_GENRES * sizeof *n_r);
    TRY(lire_etablissements(db, arena, &ids, &n));
    for (size_t i = 0; i < n; i++) {
        struct controle controle = {.etablissement_id = ids[i], .reparer = reparer};
        TRY(reparer ? db_transaction(db, controler_etablissement, &controle)
                    : controler_etablissement(db, &controle));
        for (int genre = 0; genre < MOTS_GENRES; genre++) {
            n_r[genre] += controle.n[genre];
        }
    }
    return STATUS_OK;
}

/* ---- searching */

/* The last character there is: no word begins with it. */
#define DERNIER "\xF4\x8F\xBF\xBF"

struct mots_plage mots_plage_du_mot(struct arena *arena, const char *mot)
{
    return (struct mots_plage){mot, arena_printf(arena, "%s ", mot)};
}

struct mots_plage mots_plage_du_debut(struct arena *arena, const char *mot)
{
    return (struct mots_plage){mot, arena_printf(arena, "%s" DERNIER, mot)};
}

/* $1: the scope, $2: sites too, $3: what is enough, then the words. */
#define COMPTER(perimetre)                                                                         \
    "SELECT r.column1, (SELECT count(*) FROM (SELECT 1 FROM offre_mot m WHERE " perimetre          \
    " AND m.mot >= r.column2 AND m.mot < r.column3 AND ($2 OR m.genre <> 's') LIMIT $3) t)"        \
    " FROM (VALUES (0, CAST($4 AS TEXT), CAST($5 AS TEXT)), (1, $6, $7), (2, $8, $9),"             \
    " (3, $10, $11), (4, $12, $13), (5, $14, $15), (6, $16, $17), (7, $18, $19)) r"                \
    " WHERE r.column2 <> ''"
#define COMPTER_BINDS                                                                              \
    "ibi"                                                                                          \
    "tttttttttttttttt"

STATEMENT(OFFRE_MOTS_COMPTER, COMPTER_BINDS, "ii", COMPTER("$1 = 0"));
STATEMENT(OFFRE_MOTS_COMPTER_ETABLISSEMENT, COMPTER_BINDS, "ii",
          COMPTER("m.etablissement_id = $1"));
STATEMENT(OFFRE_MOTS_COMPTER_COMPTE, COMPTER_BINDS, "ii",
          COMPTER("m.etablissement_id IN " MOTS_DU_COMPTE("$1")));

static enum status compter_plages(struct db *db, const struct portee *portee,
                                  const struct mots_plage *plages, size_t n, bool sites,
                                  int64_t *n_r)
{
    static const struct statement *const compter[PORTEES] = {
        [PORTEE_TOUT] = &OFFRE_MOTS_COMPTER,
        [PORTEE_ETABLISSEMENT] = &OFFRE_MOTS_COMPTER_ETABLISSEMENT,
        [PORTEE_COMPTE] = &OFFRE_MOTS_COMPTER_COMPTE,
    };
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(portee, &id);
    struct db_bind binds[3 + 2 * OFFRE_MOTS_PLAGES] = {BIND_INT(id), BIND_BOOL(sites),
                                                       BIND_INT(OFFRE_MOTS_RARE + 1)};
    for (size_t i = 0; i < OFFRE_MOTS_PLAGES; i++) {
        binds[3 + 2 * i] = BIND_TEXT(i < n ? plages[i].de : "");
        binds[4 + 2 * i] = BIND_TEXT(i < n ? plages[i].avant : "");
    }
    struct db_rows rows;
    db_query(db, compter[etendue], &rows, binds, 3 + 2 * OFFRE_MOTS_PLAGES);
    while (db_next(&rows)) {
        n_r[db_int(&rows, 0)] = db_int(&rows, 1);
    }
    return db_end(&rows);
}

enum status offre_mots_plus_rare(struct db *db, const struct portee *portee,
                                 const struct mots_plage *plages, size_t n, bool sites,
                                 size_t *place_r)
{
    int64_t nombres[OFFRE_MOTS_PLAGES] = {0};
    int64_t moins = OFFRE_MOTS_RARE + 1;
    enum status status = n ? compter_plages(db, portee, plages, n, sites, nombres) : STATUS_OK;
    *place_r = n;
    for (size_t i = 0; i < n; i++) {
        if (nombres[i] < moins) {
            moins = nombres[i];
            *place_r = i;
        }
    }
    return status;
}
