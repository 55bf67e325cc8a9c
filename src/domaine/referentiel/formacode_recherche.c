#include "formacode_private.h"

#include "fold.h"
#include "recherche.h"
#include "text.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* Above every character, and below every character that a word holds: ends of ranges of words. */
#define APRES_TOUT "\xF4\x8F\xBF\xBF"
#define AVANT_TOUT "\x01"

// clang-format off
/* One word: its two ranges of words. */
#define MOT(rang, b1, h1, b2, h2) RANGEE(rang, b1, h1) " UNION ALL " RANGEE(rang, b2, h2)
#define RANGEE(rang, bas, haut)                                                                    \
    "SELECT " rang " AS rang, code, poids FROM formacode_mot"                                      \
    " WHERE version = $1 AND mot >= " bas " AND mot < " haut

/* $1 version, $2 number of words, $3 most terms shown, $4 most terms unfolded, $5 the term to open;
 * then for each of the five words two ranges [low, high), empty where there is nothing to look for.
 * `montre` climbs from what was found to the top. The rows come in the order of the tree. */
STATEMENT(FORMACODE_RECHERCHER, "iiiittttttttttttttttttttt", "ttiibttit",
          "WITH RECURSIVE mots AS ("
          MOT("1", "$6", "$7", "$8", "$9") " UNION ALL "
          MOT("2", "$10", "$11", "$12", "$13") " UNION ALL "
          MOT("3", "$14", "$15", "$16", "$17") " UNION ALL "
          MOT("4", "$18", "$19", "$20", "$21") " UNION ALL "
          MOT("5", "$22", "$23", "$24", "$25") "),"
          " trouves AS (SELECT code, sum(poids) AS poids FROM"
          "  (SELECT code, rang, min(poids) AS poids FROM mots GROUP BY code, rang) m"
          "  GROUP BY code HAVING count(*) = $2),"
          " retenus AS (SELECT code, count(*) OVER () AS total FROM trouves"
          "  ORDER BY poids, code LIMIT $3),"
          " montre (code) AS (SELECT code FROM retenus UNION SELECT CAST($5 AS TEXT) UNION"
          "  SELECT f.parent FROM montre m JOIN formacode f ON f.code = m.code AND f.version = $1),"
          " visibles AS (SELECT code, max(total) AS total FROM"
          "  (SELECT code, total FROM retenus UNION ALL SELECT code, 0 FROM montre"
          "   UNION ALL SELECT f.code, 0 FROM retenus r JOIN formacode f"
          "    ON f.version = $1 AND f.parent = r.code WHERE r.total <= $4"
          "   UNION ALL SELECT code, 0 FROM formacode WHERE version = $1 AND parent = $5"
          "   UNION ALL SELECT code, 0 FROM formacode WHERE version = $1 AND parent = '') t"
          "  GROUP BY code)"
          " SELECT f.code, f.libelle, f.niveau, f.enfants, f.choisissable, f.synonymes, f.metiers,"
          " v.total, (SELECT min(o.code || ' - ' || o.libelle) FROM formacode o"
          "  WHERE o.successeur = f.code AND o.successeur <> o.code) FROM visibles v"
          " JOIN formacode f ON f.code = v.code AND f.version = $1 AND NOT f.retire"
          " ORDER BY f.rang");
// clang-format on

#define BINDS 25

/* ---- what is searched */

struct cherche {
    struct formacode_mots mots;
    bool prefixe; /* the last word may be the beginning of one */
};

static struct cherche comprendre(struct arena *arena, const char *q)
{
    struct cherche cherche = {.mots = formacode_mots_de(arena, q)};
    if (cherche.mots.n > FORMACODE_MOTS_MAX) {
        cherche.mots.n = FORMACODE_MOTS_MAX;
    } else if (cherche.mots.n > 0) {
        cherche.prefixe = text_length(cherche.mots.items[cherche.mots.n - 1].plein) > 1;
    }
    return cherche;
}

/* The ranges of one word: its stem, or the codes for a number; then itself, or what begins so. */
static void bornes(struct arena *arena, const struct formacode_mot *mot, bool prefixe,
                   struct db_bind binds[4])
{
    const char *low = mot->racine;
    const char *high = AVANT_TOUT;
    size_t digits = text_is_number(mot->plein) ? strlen(mot->plein) : 0;
    if (digits > 0 && digits <= 5) {
        low = arena_printf(arena, "%c%s", digits <= 3 ? '=' : '#', mot->plein);
        high = digits == 3 || digits == 5 ? AVANT_TOUT : APRES_TOUT;
    }
    binds[0] = BIND_TEXT(low);
    binds[1] = BIND_TEXT(arena_printf(arena, "%s%s", low, high));
    binds[2] = BIND_TEXT(mot->plein);
    binds[3] =
        BIND_TEXT(arena_printf(arena, "%s%s", mot->plein, prefixe ? APRES_TOUT : AVANT_TOUT));
}

static bool mot_repond(const struct cherche *cherche, size_t i, const struct formacode_mot *mot)
{
    const struct formacode_mot *wanted = &cherche->mots.items[i];
    if (cherche->prefixe && i + 1 == cherche->mots.n &&
        strncmp(mot->plein, wanted->plein, strlen(wanted->plein)) == 0) {
        return true;
    }
    return strcmp(mot->racine, wanted->racine) == 0 || strcmp(mot->plein, wanted->plein) == 0;
}

static bool repond(const void *contexte, const struct formacode_mot *mot)
{
    const struct cherche *cherche = contexte;
    for (size_t i = 0; i < cherche->mots.n; i++) {
        if (mot_repond(cherche, i, mot)) {
            return true;
        }
    }
    return false;
}

/* ---- the synonym that explains a term whose label does not */

/* Bit i: the i-th word searched for is in the text. */
static unsigned mots_presents(struct arena *arena, const struct cherche *cherche, const char *text)
{
    unsigned present = 0;
    struct formacode_mots mots = formacode_mots_de(arena, text);
    for (size_t i = 0; i < mots.n; i++) {
        for (size_t j = 0; j < cherche->mots.n; j++) {
            present |= (unsigned)mot_repond(cherche, j, &mots.items[i]) << j;
        }
    }
    return present;
}

static void expliquer_lignes(struct arena *arena, const struct cherche *cherche, unsigned missing,
                             const char *lines, int *best, const char **best_r)
{
    struct text_list list = text_split(arena, lines, "\n");
    for (size_t i = 0; i < list.n; i++) {
        int score = __builtin_popcount(mots_presents(arena, cherche, list.items[i]) & missing);
        if (score > *best) {
            *best = score;
            *best_r = list.items[i];
        }
    }
}

/* Numbers that are codes are found without words. */
static const char *expliquer(struct arena *arena, const struct cherche *cherche,
                             const struct formacode_noeud *noeud, const struct db_rows *rows)
{
    unsigned present = mots_presents(arena, cherche, noeud->libelle);
    unsigned missing = ((1U << cherche->mots.n) - 1) & ~present;
    for (size_t i = 0; i < cherche->mots.n; i++) {
        const char *word = cherche->mots.items[i].plein;
        if (text_is_number(word) && strncmp(noeud->code, word, strlen(word)) == 0) {
            missing &= ~(1U << i);
        }
    }
    const char *found = NULL;
    int best = 0;
    if (missing) {
        expliquer_lignes(arena, cherche, missing, db_text(rows, 5, NULL), &best, &found);
        expliquer_lignes(arena, cherche, missing, db_text(rows, 6, NULL), &best, &found);
    }
    return found;
}

/* ---- the tree */

struct ligne {
    struct formacode_noeud noeud;
    int64_t niveau;
    size_t enfants;
};

struct lignes {
    struct ligne *items;
    size_t n;
};

static void ajouter_ligne(struct arena *arena, struct lignes *lignes, const struct cherche *cherche,
                          const struct db_rows *rows)
{
    struct ligne *ligne = ARENA_PUSH(arena, lignes->items, lignes->n);
    *ligne = (struct ligne){.noeud = {.code = db_text(rows, 0, arena),
                                      .libelle = db_text(rows, 1, arena),
                                      .choisissable = db_bool(rows, 4),
                                      .trouve = db_int(rows, 7) > 0},
                            .niveau = db_int(rows, 2),
                            .enfants = (size_t)db_int(rows, 3)};
    ligne->noeud.morceaux =
        marques_de(arena, ligne->noeud.libelle, ligne->noeud.trouve ? repond : NULL, cherche);
    if (ligne->noeud.trouve) {
        ligne->noeud.remplace = db_text(rows, 8, arena);
        ligne->noeud.par_synonyme = expliquer(arena, cherche, &ligne->noeud, rows);
    }
}

/* Rows come parents first, each followed by all that is below it: the children of a row are those
 * one level down before the next row of its level or above. A row whose parent is not there would
 * be a defect of the data; it is left out. */
static struct formacode_noeuds planter(struct arena *arena, struct lignes *lignes, size_t from,
                                       size_t to, int64_t niveau, size_t *plus_precis)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        n += lignes->items[i].niveau == niveau;
    }
    struct formacode_noeud *noeuds = ARENA_ARRAY(arena, struct formacode_noeud, n);
    size_t done = 0;
    for (size_t i = from; i < to;) {
        size_t end = i + 1;
        while (end < to && lignes->items[end].niveau > niveau) {
            end++;
        }
        struct ligne *ligne = &lignes->items[i];
        if (ligne->niveau == niveau) {
            struct formacode_noeud *noeud = &noeuds[done++];
            *noeud = ligne->noeud;
            noeud->enfants = planter(arena, lignes, i + 1, end, niveau + 1, plus_precis);
            noeud->ouvert = noeud->enfants.n > 0;
            noeud->autres =
                ligne->enfants > noeud->enfants.n ? ligne->enfants - noeud->enfants.n : 0;
            noeud->ouvrir = noeud->autres ? noeud->code : NULL;
            for (size_t j = 0; noeud->trouve && j < noeud->enfants.n; j++) {
                *plus_precis += !noeud->enfants.items[j].trouve;
            }
        }
        i = end;
    }
    return (struct formacode_noeuds){.items = noeuds, .n = n};
}

static enum status lire_lignes(struct db *db, struct arena *arena, const struct cherche *cherche,
                               const struct db_bind *binds, struct lignes *lignes,
                               struct formacode_resultat *resultat)
{
    struct db_rows rows;
    db_query(db, &FORMACODE_RECHERCHER, &rows, binds, BINDS);
    while (db_next(&rows)) {
        ajouter_ligne(arena, lignes, cherche, &rows);
        if (lignes->items[lignes->n - 1].noeud.trouve) {
            resultat->montres++;
            resultat->trouves = (size_t)db_int(&rows, 7);
        }
    }
    return db_end(&rows);
}

enum status formacode_rechercher(struct db *db, struct arena *arena, const char *q,
                                 const char *ouvrir, struct formacode_resultat *resultat_r)
{
    struct formacode_resultat resultat = {0};
    enum status status = formacode_version_courante(db, &resultat.version, &resultat.extrait);
    if (status == STATUS_NOT_FOUND) {
        *resultat_r = resultat;
        return STATUS_OK;
    }
    TRY(status);
    struct cherche cherche = comprendre(arena, recherche_code(arena, q));
    struct db_bind binds[BINDS] = {BIND_INT(resultat.version), BIND_INT((int64_t)cherche.mots.n),
                                   BIND_INT(FORMACODE_TROUVES_MAX), BIND_INT(FORMACODE_DEPLIER_MAX),
                                   BIND_TEXT(ouvrir ? ouvrir : "")};
    for (size_t i = 0; i < FORMACODE_MOTS_MAX; i++) {
        struct db_bind *four = &binds[5 + 4 * i];
        four[0] = four[1] = four[2] = four[3] = BIND_TEXT("");
        if (i < cherche.mots.n) {
            bornes(arena, &cherche.mots.items[i], cherche.prefixe && i + 1 == cherche.mots.n, four);
        }
    }
    struct lignes lignes = {0};
    TRY(lire_lignes(db, arena, &cherche, binds, &lignes, &resultat));
    resultat.racines = planter(arena, &lignes, 0, lignes.n, 0, &resultat.plus_precis);
    *resultat_r = resultat;
    return STATUS_OK;
}
