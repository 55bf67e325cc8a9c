#include "formacode_reference.h"

#include "dates.h"
#include "fold.h"
#include "formacode_private.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MOT_MAX 200 /* bytes; a longer word is not searched: an index has its limits */
#define MOTS_LOT 16
#define PAS_PROGRES 32

STATEMENT(FORMACODE_EDITION, "i", "bb",
          "SELECT extrait, capitales FROM formacode_version WHERE version = $1");

STATEMENT(FORMACODE_EDITION_ECRIRE, "ibbi", "",
          "INSERT INTO formacode_version (version, extrait, capitales, importe_a)"
          " VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO UPDATE"
          " SET extrait = excluded.extrait, capitales = excluded.capitales,"
          " importe_a = excluded.importe_a");

STATEMENT(FORMACODE_TERMES, "i", "ttiiibbtttt",
          "SELECT code, parent, rang, niveau, enfants, choisissable, retire, majuscules, libelle,"
          " synonymes, metiers FROM formacode WHERE version = $1 ORDER BY code");

STATEMENT(FORMACODE_AJOUTER, "ittiiibtttt", "",
          "INSERT INTO formacode (version, code, parent, rang, niveau, enfants, choisissable,"
          " majuscules, libelle, synonymes, metiers, retire, successeur)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $2)");

STATEMENT(FORMACODE_CHANGER, "ittiiibtttt", "",
          "UPDATE formacode SET parent = $3, rang = $4, niveau = $5, enfants = $6,"
          " choisissable = $7, majuscules = $8, libelle = $9, synonymes = $10, metiers = $11,"
          " retire = FALSE WHERE version = $1 AND code = $2");

STATEMENT(FORMACODE_RETIRER, "it", "",
          "UPDATE formacode SET retire = TRUE, parent = '', rang = 0, niveau = 0, enfants = 0"
          " WHERE version = $1 AND code = $2");

STATEMENT(FORMACODE_MOTS_VIDER, "it", "",
          "DELETE FROM formacode_mot WHERE version = $1 AND code = $2");

STATEMENT(FORMACODE_MOT_AJOUTER, "itti", "",
          "INSERT INTO formacode_mot (version, code, mot, poids) VALUES ($1, $2, $3, $4)");

/* Sixteen at a time: a trip to a server costs more than the row. */
STATEMENT(FORMACODE_MOTS_AJOUTER, "ittitititititititititititititititi", "",
          "INSERT INTO formacode_mot (version, code, mot, poids) VALUES ($1, $2, $3, $4),"
          " ($1, $2, $5, $6), ($1, $2, $7, $8), ($1, $2, $9, $10), ($1, $2, $11, $12),"
          " ($1, $2, $13, $14), ($1, $2, $15, $16), ($1, $2, $17, $18), ($1, $2, $19, $20),"
          " ($1, $2, $21, $22), ($1, $2, $23, $24), ($1, $2, $25, $26), ($1, $2, $27, $28),"
          " ($1, $2, $29, $30), ($1, $2, $31, $32), ($1, $2, $33, $34)");

/* A term and its place in the tree, in the edition or in the base. */
struct place {
    struct formacode_terme terme;
    const char *cle; /* of the alphabetical order */
    int64_t rang;
    int64_t niveau;
    int64_t enfants;
    bool tete; /* of a field */
    bool retire;
};

struct remplacement {
    struct db *db;
    struct arena *brouillon; /* emptied for each term */
    const struct formacode_edition *edition;
    struct formacode_changements bilan;
};

/* ---- places in the tree */

static int par_parent(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;
    int order = strcmp(x->terme.parent, y->terme.parent);
    if (order == 0) {
        order = strcmp(x->cle, y->cle);
    }
    return order ? order : strcmp(x->terme.code, y->terme.code);
}

static int par_code(const void *a, const void *b)
{
    return strcmp(((const struct place *)a)->terme.code, ((const struct place *)b)->terme.code);
}

/* The children of a code in places sorted by parent: the first, and *n_r of them. */
static size_t enfants_de(const struct place *places, size_t n, const char *code, size_t *n_r)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(places[middle].terme.parent, code) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *n_r = 0;
    while (low + *n_r < n && strcmp(places[low + *n_r].terme.parent, code) == 0) {
        ++*n_r;
    }
    return low;
}

/* Walks the tree from top to bottom, without recursion: its depth comes from a file. */
static void numeroter(struct arena *arena, struct place *places, size_t n)
{
    size_t *stack = ARENA_ARRAY(arena, size_t, n);
    size_t depth = 0;
    int64_t rang = 0;
    size_t children = 0;
    size_t first = enfants_de(places, n, "", &children);
    for (size_t i = children; i > 0; i--) {
        stack[depth++] = first + i - 1;
        places[first + i - 1].tete = places[first + i - 1].terme.choisissable;
    }
    while (depth > 0) {
        struct place *place = &places[stack[--depth]];
        place->rang = ++rang;
        first = enfants_de(places, n, place->terme.code, &children);
        place->enfants = (int64_t)children;
        for (size_t i = children; i > 0; i--) {
            stack[depth++] = first + i - 1;
            places[first + i - 1].niveau = place->niveau + 1;
            places[first + i - 1].tete = !place->terme.choisissable;
        }
    }
}

/* The edition's terms with their places, by code. */
static struct place *placer(struct arena *arena, const struct formacode_edition *edition)
{
    struct place *places = ARENA_ARRAY(arena, struct place, edition->n);
    for (size_t i = 0; i < edition->n; i++) {
        places[i].terme = edition->termes[i];
        if (edition->capitales) {
            places[i].terme.libelle = formacode_casse(arena, edition->termes[i].majuscules);
        }
        places[i].cle = fold_text(arena, places[i].terme.libelle);
    }
    qsort(places, edition->n, sizeof(*places), par_parent);
    numeroter(arena, places, edition->n);
    qsort(places, edition->n, sizeof(*places), par_code);
    return places;
}

/* ---- words */

struct entree {
    const char *mot;
    int64_t poids;
};

struct entrees {
    struct entree *items;
    size_t n;
};

static void noter(struct arena *arena, struct entrees *entrees, const char *mot, int64_t poids)
{
    if (strlen(mot) > MOT_MAX) {
        return;
    }
    *ARENA_PUSH(arena, entrees->items, entrees->n) = (struct entree){mot, poids};
}

static void noter_texte(struct arena *arena, struct entrees *entrees, const char *text,
                        int64_t poids)
{
    struct formacode_mots mots = formacode_mots_de(arena, text);
    for (size_t i = 0; i < mots.n; i++) {
        noter(arena, entrees, mots.items[i].plein, poids);
        noter(arena, entrees, mots.items[i].racine, poids);
    }
}

/* Line by line, as stop words are those of a synonym, not of them all. */
static void noter_lignes(struct arena *arena, struct entrees *entrees, const char *lines,
                         int64_t poids)
{
    struct text_list list = text_split(arena, lines, "\n");
    for (size_t i = 0; i < list.n; i++) {
        noter_texte(arena, entrees, list.items[i], poids);
    }
}

static int par_mot(const void *a, const void *b)
{
    const struct entree *x = a;
    const struct entree *y = b;
    int order = strcmp(x->mot, y->mot);
    return order ? order : (x->poids > y->poids) - (x->poids < y->poids);
}

/* Each word once, with its least weight. */
static struct entrees mots_du_terme(struct arena *arena, const struct place *place)
{
    struct entrees entrees = {0};
    const struct formacode_terme *terme = &place->terme;
    noter(arena, &entrees, arena_printf(arena, "#%s", terme->code), 1);
    if (place->tete) {
        noter(arena, &entrees, arena_printf(arena, "=%.3s", terme->code), 1);
    }
    noter_texte(arena, &entrees, terme->libelle, 1);
    noter_lignes(arena, &entrees, terme->synonymes, 2);
    noter_lignes(arena, &entrees, terme->metiers, 3);
    qsort(entrees.items, entrees.n, sizeof(struct entree), par_mot);
    size_t kept = 0;
    for (size_t i = 0; i < entrees.n; i++) {
        if (i == 0 || strcmp(entrees.items[i].mot, entrees.items[kept - 1].mot) != 0) {
            entrees.items[kept++] = entrees.items[i];
        }
    }
    entrees.n = kept;
    return entrees;
}

static enum status ecrire_lot(const struct remplacement *r, const char *code,
                              const struct entree *entrees, size_t n)
{
    struct db_bind binds[2 + 2 * MOTS_LOT] = {BIND_INT(r->edition->version), BIND_TEXT(code)};
    for (size_t i = 0; i < n; i++) {
        binds[2 + 2 * i] = BIND_TEXT(entrees[i].mot);
        binds[3 + 2 * i] = BIND_INT(entrees[i].poids);
    }
    const struct statement *statement =
        n == MOTS_LOT ? &FORMACODE_MOTS_AJOUTER : &FORMACODE_MOT_AJOUTER;
    return db_exec(r->db, statement, NULL, binds, 2 + 2 * n);
}

static enum status ecrire_mots(const struct remplacement *r, const struct place *place)
{
    const char *code = place->terme.code;
    struct entrees entrees = mots_du_terme(r->brouillon, place);
    for (size_t done = 0; done < entrees.n;) {
        size_t n = entrees.n - done >= MOTS_LOT ? MOTS_LOT : 1;
        TRY(ecrire_lot(r, code, entrees.items + done, n));
        done += n;
    }
    arena_reset(r->brouillon);
    return STATUS_OK;
}

/* ---- differences */

static enum status ecrire_terme(const struct remplacement *r, const struct statement *statement,
                                const struct place *place)
{
    const struct formacode_terme *terme = &place->terme;
    return DB_EXEC(r->db, statement, NULL, BIND_INT(r->edition->version), BIND_TEXT(terme->code),
                   BIND_TEXT(terme->parent), BIND_INT(place->rang), BIND_INT(place->niveau),
                   BIND_INT(place->enfants), BIND_BOOL(terme->choisissable),
                   BIND_TEXT(terme->majuscules), BIND_TEXT(terme->libelle),
                   BIND_TEXT(terme->synonymes), BIND_TEXT(terme->metiers));
}

static enum status vider_mots(const struct remplacement *r, const char *code)
{
    return DB_EXEC(r->db, &FORMACODE_MOTS_VIDER, NULL, BIND_INT(r->edition->version),
                   BIND_TEXT(code));
}

static enum status ajouter(struct remplacement *r, const struct place *place)
{
    r->bilan.crees++;
    TRY(ecrire_terme(r, &FORMACODE_AJOUTER, place));
    return ecrire_mots(r, place);
}

static enum status retirer(struct remplacement *r, const struct place *old)
{
    if (old->retire) {
        return STATUS_OK;
    }
    r->bilan.disparus++;
    TRY(DB_EXEC(r->db, &FORMACODE_RETIRER, NULL, BIND_INT(r->edition->version),
                BIND_TEXT(old->terme.code)));
    return vider_mots(r, old->terme.code);
}

static bool meme_libelle(const struct remplacement *r, const struct place *a, const struct place *b)
{
    return strcmp(a->terme.majuscules, b->terme.majuscules) == 0 &&
           (r->edition->capitales || strcmp(a->terme.libelle, b->terme.libelle) == 0);
}

static enum status comparer(struct remplacement *r, const struct place *old,
                            const struct place *new)
{
    bool label = meme_libelle(r, old, new);
    bool same = label && !old->retire && strcmp(old->terme.parent, new->terme.parent) == 0 &&
                strcmp(old->terme.synonymes, new->terme.synonymes) == 0 &&
                strcmp(old->terme.metiers, new->terme.metiers) == 0 &&
                old->terme.choisissable == new->terme.choisissable;
    r->bilan.inchanges += same;
    r->bilan.modifies += !same;
    r->bilan.renommes += !label;
    if (same) {
        bool moved =
            old->rang != new->rang || old->niveau != new->niveau || old->enfants != new->enfants;
        struct place kept = *new;
        kept.terme.libelle = old->terme.libelle;
        return moved ? ecrire_terme(r, &FORMACODE_CHANGER, &kept) : STATUS_OK;
    }
    TRY(ecrire_terme(r, &FORMACODE_CHANGER, new));
    TRY(vider_mots(r, new->terme.code));
    return ecrire_mots(r, new);
}

/* The terms of the base, by code. */
static enum status lire_termes(struct db *db, struct arena *arena, int64_t version,
                               struct place **places_r, size_t *n_r)
{
    struct place *places = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &FORMACODE_TERMES, &rows, BIND_INT(version));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, places, n) =
            (struct place){.terme = {.code = db_text(&rows, 0, arena),
                                     .parent = db_text(&rows, 1, arena),
                                     .choisissable = db_bool(&rows, 5),
                                     .majuscules = db_text(&rows, 7, arena),
                                     .libelle = db_text(&rows, 8, arena),
                                     .synonymes = db_text(&rows, 9, arena),
                                     .metiers = db_text(&rows, 10, arena)},
                           .rang = db_int(&rows, 2),
                           .niveau = db_int(&rows, 3),
                           .enfants = db_int(&rows, 4),
                           .retire = db_bool(&rows, 6)};
    }
    *places_r = places;
    *n_r = n;
    return db_end(&rows);
}

static enum status confronter(struct remplacement *r, const struct place *old, size_t old_n,
                              const struct place *new, formacode_progres *progres, void *context)
{
    size_t n = r->edition->n;
    size_t i = 0;
    size_t j = 0;
    while (i < old_n || j < n) {
        int order = i == old_n ? 1 : j == n ? -1 : strcmp(old[i].terme.code, new[j].terme.code);
        if (order < 0) {
            TRY(retirer(r, &old[i++]));
            continue;
        }
        TRY(order > 0 ? ajouter(r, &new[j]) : comparer(r, &old[i++], &new[j]));
        j++;
        if (progres && j % PAS_PROGRES == 0) {
            progres(context, j, n);
        }
    }
    return STATUS_OK;
}

static enum status ecrire_edition(struct db *db, const struct formacode_edition *edition)
{
    return DB_EXEC(db, &FORMACODE_EDITION_ECRIRE, NULL, BIND_INT(edition->version),
                   BIND_BOOL(edition->extrait), BIND_BOOL(edition->capitales),
                   BIND_INT(dates_now()));
}

static enum status annoncer(struct db *db, const struct formacode_edition *edition)
{
    bool same = false;
    struct db_rows rows;
    DB_QUERY(db, &FORMACODE_EDITION, &rows, BIND_INT(edition->version));
    if (db_next(&rows)) {
        same = db_bool(&rows, 0) == edition->extrait && db_bool(&rows, 1) == edition->capitales;
    }
    TRY(db_end(&rows));
    return same ? STATUS_OK : ecrire_edition(db, edition);
}

enum status formacode_remplacer(struct db *db, struct arena *arena,
                                const struct formacode_edition *edition, formacode_progres *progres,
                                void *context, struct formacode_changements *changements_r)
{
    struct place *old = NULL;
    size_t old_n = 0;
    struct place *new = placer(arena, edition);
    ARENA_SCRATCH(brouillon, (size_t)64 * 1024);
    struct remplacement r = {.db = db, .edition = edition, .brouillon = brouillon};
    TRY(annoncer(db, edition));
    TRY(lire_termes(db, arena, edition->version, &old, &old_n));
    TRY(confronter(&r, old, old_n, new, progres, context));
    if (r.bilan.crees + r.bilan.modifies + r.bilan.disparus > 0) {
        TRY(ecrire_edition(db, edition));
    }
    TRY(formacode_relier(db, arena));
    *changements_r = r.bilan;
    return STATUS_OK;
}
