/* The public list of training organisations: an import, and the lists made of it. */
#include "liste_publique.h"

#include "buffer.h"
#include "dates.h"
#include "fold.h"
#include "recherche.h"
#include "text.h"

#define DONNEES                                                                                    \
    "denomination, voie, code_postal, ville, region, declaree_le, certifications, recherche"

STATEMENT(LPOF_VIDER, "", "", "DELETE FROM lpof_lecture");
STATEMENT(LPOF_LIRE, "ttittttttit", "",
          "INSERT INTO lpof_lecture (nda, siret, ligne, " DONNEES ")"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

#define EN_DOUBLE(x)                                                                               \
    "EXISTS (SELECT 1 FROM lpof_lecture y WHERE y.nda = " x ".nda AND y.siret = " x                \
    ".siret AND y.ligne < " x ".ligne)"
STATEMENT(LPOF_DOUBLES, "", "i",
          "SELECT x.ligne FROM lpof_lecture x WHERE " EN_DOUBLE("x") " ORDER BY x.ligne");
STATEMENT(LPOF_SANS_DOUBLES, "", "", "DELETE FROM lpof_lecture WHERE " EN_DOUBLE("lpof_lecture"));

#define DIFFERE(l)                                                                                 \
    "(" l ".denomination <> x.denomination OR " l ".voie <> x.voie OR " l                          \
    ".code_postal <> x.code_postal OR " l ".ville <> x.ville OR " l ".region <> x.region OR " l    \
    ".declaree_le <> x.declaree_le OR " l ".certifications <> x.certifications)"
#define COMBIEN(condition)                                                                         \
    "CAST(COALESCE(sum(CASE WHEN " condition " THEN 1 ELSE 0 END), 0) AS BIGINT)"
STATEMENT(
    LPOF_COMPARER, "", "iiiii",
    "SELECT count(*), " COMBIEN("l.id IS NULL") ", " COMBIEN("l.disparue IS NOT NULL") ", " COMBIEN(
        "l.disparue IS NULL AND " DIFFERE(
            "l")) ","
                  " (SELECT count(*) FROM lpof p WHERE p.disparue IS NULL)"
                  " FROM lpof_lecture x LEFT JOIN lpof l ON l.nda = x.nda AND l.siret = x.siret");

STATEMENT(
    LPOF_IMPORT, "ittiiii", "i",
    "INSERT INTO lpof_import (fait_a, fait_par, source, lues, nouvelles, modifiees, disparues)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");
/* The rows of a lot: NDA behind $2, up to $3. */
#define DU_LOT "x.nda > $2 AND x.nda <= $3"
STATEMENT(LPOF_FIN_DE_LOT, "ti", "t",
          "SELECT nda FROM lpof_lecture WHERE nda > $1 ORDER BY nda LIMIT 1 OFFSET $2");
STATEMENT(LPOF_MODIFIER, "itt", "",
          "UPDATE lpof SET denomination = x.denomination, voie = x.voie,"
          " code_postal = x.code_postal, ville = x.ville, region = x.region,"
          " declaree_le = x.declaree_le, certifications = x.certifications,"
          " recherche = x.recherche, importee = $1, disparue = NULL"
          " FROM lpof_lecture x WHERE " DU_LOT " AND x.nda = lpof.nda AND x.siret = lpof.siret"
          " AND (lpof.disparue IS NOT NULL OR " DIFFERE("lpof") ")");
STATEMENT(LPOF_CREER, "itt", "",
          "INSERT INTO lpof (nda, siret, " DONNEES ", importee)"
          " SELECT x.nda, x.siret, x.denomination, x.voie, x.code_postal, x.ville, x.region,"
          " x.declaree_le, x.certifications, x.recherche, CAST($1 AS BIGINT) FROM lpof_lecture x"
          " WHERE " DU_LOT
          " AND NOT EXISTS (SELECT 1 FROM lpof l WHERE l.nda = x.nda AND l.siret = x.siret)");
STATEMENT(LPOF_PERDRE, "i", "",
          "UPDATE lpof SET disparue = $1 WHERE disparue IS NULL AND NOT EXISTS"
          " (SELECT 1 FROM lpof_lecture x WHERE x.nda = lpof.nda AND x.siret = lpof.siret)");

/* ---- an import */

enum status liste_publique_commencer(struct db *db)
{
    return DB_EXEC(db, &LPOF_VIDER, NULL);
}

/* Words of name and town, columns apart by two spaces, as lists look for them. */
static const char *mots(struct arena *arena, const struct liste_publique_ligne *l)
{
    return arena_printf(arena, " %s  %s", fold_text(arena, l->denomination),
                        fold_text(arena, l->ville));
}

#define COLONNES 11

enum status liste_publique_lot(struct db *db, const struct liste_publique_ligne *lignes, size_t n)
{
    ARENA_SCRATCH(arena, 0);
    struct db_bind *binds = ARENA_ARRAY(arena, struct db_bind, n * COLONNES);
    for (size_t i = 0; i < n; i++) {
        const struct liste_publique_ligne *l = &lignes[i];
        const struct db_bind ligne[COLONNES] = {
            BIND_TEXT(l->nda),           BIND_TEXT(l->siret),      BIND_INT(l->ligne),
            BIND_TEXT(l->denomination),  BIND_TEXT(l->voie),       BIND_TEXT(l->code_postal),
            BIND_TEXT(l->ville),         BIND_TEXT(l->region),     BIND_TEXT(l->declaree_le),
            BIND_INT(l->certifications), BIND_TEXT(mots(arena, l))};
        for (size_t j = 0; j < COLONNES; j++) {
            binds[i * COLONNES + j] = ligne[j];
        }
    }
    return db_insert(db, &LPOF_LIRE, binds, n);
}

static enum status oter_doubles(struct db *db, int64_t *lignes_r, size_t max, size_t *doubles_r)
{
    size_t n = 0;
    struct db_rows rows;
    db_query(db, &LPOF_DOUBLES, &rows, NULL, 0);
    while (db_next(&rows)) {
        if (n < max) {
            lignes_r[n] = db_int(&rows, 0);
        }
        n++;
    }
    TRY(db_end(&rows));
    *doubles_r = n;
    return n ? DB_EXEC(db, &LPOF_SANS_DOUBLES, NULL) : STATUS_OK;
}

enum status liste_publique_comparer(struct db *db, int64_t *lignes_r, size_t max, size_t *doubles_r,
                                    struct liste_publique_changements *changements_r)
{
    struct liste_publique_changements c = {0};
    struct db_rows rows;
    TRY(oter_doubles(db, lignes_r, max, doubles_r));
    db_query(db, &LPOF_COMPARER, &rows, NULL, 0);
    if (db_next(&rows)) {
        c = (struct liste_publique_changements){.lues = db_int(&rows, 0),
                                                .nouvelles = db_int(&rows, 1),
                                                .revenues = db_int(&rows, 2),
                                                .modifiees = db_int(&rows, 3),
                                                .presentes = db_int(&rows, 4)};
    }
    TRY(db_end(&rows));
    c.disparues = c.presentes - (c.lues - c.nouvelles - c.revenues);
    *changements_r = c;
    return STATUS_OK;
}

#define LOT 10000
#define DERNIER_NDA "~" /* behind all of them */

/* A statement that writes 100,000 rows keeps what undoes it in memory: it takes some at a time. */
static enum status ecrire_par_lots(struct db *db, int64_t import)
{
    ARENA_SCRATCH(arena, 0);
    const char *de = "";
    bool fini = false;
    while (!fini) {
        struct db_rows rows;
        const char *a = DERNIER_NDA;
        DB_QUERY(db, &LPOF_FIN_DE_LOT, &rows, BIND_TEXT(de), BIND_INT(LOT));
        fini = !db_next(&rows);
        a = fini ? a : db_text(&rows, 0, arena);
        TRY(db_end(&rows));
        TRY(DB_EXEC(db, &LPOF_MODIFIER, NULL, BIND_INT(import), BIND_TEXT(de), BIND_TEXT(a)));
        TRY(DB_EXEC(db, &LPOF_CREER, NULL, BIND_INT(import), BIND_TEXT(de), BIND_TEXT(a)));
        de = a;
    }
    return STATUS_OK;
}

enum status liste_publique_fusionner(struct db *db, const struct liste_publique_import *import,
                                     const struct liste_publique_changements *c)
{
    int64_t id = 0;
    if (c->nouvelles + c->modifiees + c->revenues + c->disparues) {
        TRY(DB_NUMBER(db, &LPOF_IMPORT, &id, BIND_INT(import->instant), BIND_TEXT(import->par),
                      BIND_TEXT(import->source), BIND_INT(c->lues),
                      BIND_INT(c->nouvelles + c->revenues), BIND_INT(c->modifiees),
                      BIND_INT(c->disparues)));
        TRY(ecrire_par_lots(db, id));
        TRY(DB_EXEC(db, &LPOF_PERDRE, NULL, BIND_INT(id)));
    }
    return liste_publique_commencer(db);
}

/* ---- lists */

STATEMENT(LPOF_DERNIER, "", "it",
          "SELECT fait_a, fait_par FROM lpof_import ORDER BY id DESC LIMIT 1");

#define MONTRE "l.id, l.nda, l.siret, l.denomination, l.code_postal, l.ville, l.certifications, "
#define TYPES "itttttittit"

static void lire_entree(const struct db_rows *rows, int c, struct arena *arena, void *entree_r)
{
    int64_t instant = db_int(rows, c + 9);
    char *depuis = arena_alloc(arena, DATES_ISO_SIZE);
    dates_of_instant(instant, depuis);
    *(struct liste_publique_entree *)entree_r =
        (struct liste_publique_entree){.id = db_int(rows, c),
                                       .nda = db_text(rows, c + 1, arena),
                                       .siret = db_text(rows, c + 2, arena),
                                       .denomination = db_text(rows, c + 3, arena),
                                       .code_postal = db_text(rows, c + 4, arena),
                                       .ville = db_text(rows, c + 5, arena),
                                       .certifications = db_int(rows, c + 6),
                                       .etablissement_nom = db_text(rows, c + 7, arena),
                                       .etablissement_siret = db_text(rows, c + 8, arena),
                                       .depuis = depuis,
                                       .ailleurs = db_text(rows, c + 10, arena)};
}

/* The row that an establishment had, found as the view finds those of today. */
#define DERNIERE(condition)                                                                        \
    "(SELECT max(l.id) FROM lpof l WHERE l.disparue IS NOT NULL AND " condition ")"
#define PERDUE                                                                                     \
    "COALESCE(" DERNIERE("l.siret = e.siret") ", " DERNIERE(                                       \
        "l.nda = e.nda AND substr(l.siret, 1, 9) = substr(e.siret, 1, 9)") ")"

#define PORTEES                                                                                    \
    {                                                                                              \
        "$1 = 0", "FALSE AND $1 = 0", "FALSE AND $1 = 0"                                           \
    }

static const struct liste_marche marche_disparus = {"etablissement e", PORTEES};
static const struct liste_ordre ordre_disparus = {
    "nom", "t", {"e.recherche"}, &marche_disparus, false};
static const struct liste disparus = {
    .code = "disparus",
    .titre = "Disparus de la liste publique",
    .filtre = "e.etat = 'A' AND " PERDUE " IS NOT NULL AND NOT EXISTS"
              " (SELECT 1 FROM lpof_etablissement t WHERE t.etablissement_id = e.id)",
    .mots = ""};

static struct liste_source source_disparus = {
    .nom = "liste_publique_disparus",
    .id = "e.id",
    .cles = "etablissement e",
    .liens = "TRUE",
    .montre =
        "etablissement e JOIN lpof l ON l.id = " PERDUE " JOIN lpof_import i ON i.id = l.disparue",
    .colonnes = MONTRE "e.raison_sociale, e.siret, i.fait_a,"
                       " (SELECT min(m.siret) FROM lpof m WHERE m.nda = l.nda"
                       " AND m.disparue IS NULL)",
    .types = TYPES,
    .texte = "e.recherche",
    .texte_des_chiffres = "'  ' || e.siret || ' ' || COALESCE(e.nda, '')",
    .instant = "0",
    .portees = PORTEES,
    .ordres = &ordre_disparus,
    .ordres_n = 1,
    .listes = &disparus,
    .listes_n = 1,
    .taille = sizeof(struct liste_publique_entree),
    .lire = lire_entree,
};
LISTE_SOURCE(source_disparus);

static const struct liste_marche marche_inconnus = {"lpof l", PORTEES};
static const struct liste_ordre ordre_inconnus = {
    "nom", "t", {"l.recherche"}, &marche_inconnus, false};
static const struct liste inconnus = {
    .code = "inconnus",
    .titre = "Inconnus de l'annuaire",
    .filtre = "l.disparue IS NULL AND l.siret <> '' AND NOT EXISTS"
              " (SELECT 1 FROM etablissement e WHERE e.siret = l.siret)",
    .mots = ""};

static struct liste_source source_inconnus = {
    .nom = "liste_publique_inconnus",
    .id = "l.id",
    .cles = "lpof l",
    .liens = "TRUE",
    .montre = "lpof l JOIN lpof_import i ON i.id = l.importee",
    .colonnes = MONTRE "CAST('' AS TEXT), CAST('' AS TEXT), i.fait_a, CAST('' AS TEXT)",
    .types = TYPES,
    .texte = "l.recherche",
    .texte_des_chiffres = "'  ' || l.siret || ' ' || l.nda || ' ' || l.code_postal",
    .instant = "0",
    .portees = PORTEES,
    .ordres = &ordre_inconnus,
    .ordres_n = 1,
    .listes = &inconnus,
    .listes_n = 1,
    .taille = sizeof(struct liste_publique_entree),
    .lire = lire_entree,
};
LISTE_SOURCE(source_inconnus);

enum status liste_publique_lister(struct db *db, struct arena *arena, enum liste_publique_liste qui,
                                  const char *q, const char *apres, struct liste_page *page_r)
{
    bool perdus = qui == LISTE_PUBLIQUE_DISPARUS;
    const struct liste_demande demande = {.source = perdus ? &source_disparus : &source_inconnus,
                                          .liste = perdus ? &disparus : &inconnus,
                                          .q = q,
                                          .taille = LISTE_PUBLIQUE_PAGE,
                                          .page = 1,
                                          .apres = apres};
    return liste_lire(db, arena, &demande, page_r);
}

enum status liste_publique_dernier_import(struct db *db, struct arena *arena, const char **jour_r,
                                          const char **par_r)
{
    struct db_rows rows;
    *jour_r = *par_r = "";
    db_query(db, &LPOF_DERNIER, &rows, NULL, 0);
    if (db_next(&rows)) {
        char *jour = arena_alloc(arena, DATES_ISO_SIZE);
        dates_of_instant(db_int(&rows, 0), jour);
        *jour_r = jour;
        *par_r = db_text(&rows, 1, arena);
    }
    return db_end(&rows);
}
