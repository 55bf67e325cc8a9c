/* Which sessions or actions the rarest of some words leads to, by titles, names of sites, numbers.
 */
#include "derives.h"
#include "tableau_de_bord_private.h"

#include "action.h"
#include "dispositif.h"
#include "fold.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define CHIFFRES_CODE 5 /* fewer digits are part of dates, and of too many numbers */
#define CHIFFRES_MAX 12

/* ---- what words are */

static bool dans_texte(struct arena *arena, const char *texte, const char *mot)
{
    return strstr(arena_printf(arena, " %s", fold_text(arena, texte)), mot);
}

/* A word of a state or of a dispositif stands in many rows, and not in the index. */
static bool dans_colonne(struct arena *arena, const struct dispositifs *dispositifs,
                         const char *piece)
{
    const char *mot = arena_printf(arena, " %s", piece);
    bool dedans = dans_texte(arena, "Actif", mot) || dans_texte(arena, "Inactif", mot);
    for (const struct choice *etat = action_etats; etat->code; etat++) {
        dedans = dedans || dans_texte(arena, etat->label, mot);
    }
    for (size_t i = 0; i < dispositifs->n; i++) {
        dedans = dedans || dans_texte(arena, dispositifs->items[i].code, mot);
    }
    return dedans;
}

/* ---- where to look for them */

#define PISTE_NUMEROS 5

/* Words of the index, and ranges of numbers of sessions, actions, formations (de > a: none). */
struct piste {
    struct mots_plage mots;
    int64_t de[PISTE_NUMEROS], a[PISTE_NUMEROS];
};

/* Numbers that begin with these digits: 13303, 133030 to 133039, 1330300 to 1330399… */
static void numeroter(struct piste *piste, const char *chiffres, bool entier)
{
    int64_t nombre = 0;
    size_t longueur = strlen(chiffres);
    if (longueur > CHIFFRES_MAX || !text_to_int(chiffres, &nombre)) {
        return;
    }
    int64_t largeur = 1;
    for (int i = 0; i < (entier ? 1 : PISTE_NUMEROS); i++) {
        piste->de[i] = nombre * largeur;
        piste->a[i] = nombre * largeur + largeur - 1;
        largeur *= 10;
    }
}

/* Pieces of words that the index knows, or does not: at most OFFRE_MOTS_PLAGES. */
struct pieces {
    struct piste items[OFFRE_MOTS_PLAGES];
    size_t n;
};

/* A piece of a word, which ends it or not. */
static void ajouter_piece(struct arena *arena, struct pieces *pieces, const char *piece,
                          bool derniere)
{
    if (pieces->n == OFFRE_MOTS_PLAGES) {
        return;
    }
    struct piste *piste = &pieces->items[pieces->n++];
    *piste = (struct piste){.mots = derniere ? mots_plage_du_debut(arena, piece)
                                             : mots_plage_du_mot(arena, piece)};
    for (int i = 0; i < PISTE_NUMEROS; i++) {
        piste->de[i] = 1; /* none: after its end */
    }
    if (text_is_number(piece)) {
        numeroter(piste, piece, !derniere);
    }
}

/* Digits may stand in a date, unless they are too many: then each piece is that of a code. */
static void ajouter_mot(struct arena *arena, const struct dispositifs *dispositifs, const char *mot,
                        struct pieces *pieces)
{
    const struct fold_words morceaux = fold_split(arena, mot);
    bool chiffres = true;
    for (size_t i = 0; i < morceaux.n; i++) {
        chiffres = chiffres && text_is_number(morceaux.items[i]);
        if (dans_colonne(arena, dispositifs, morceaux.items[i])) {
            return;
        }
    }
    for (size_t i = 0; i < morceaux.n; i++) {
        if (!chiffres || strlen(morceaux.items[i]) >= CHIFFRES_CODE) {
            ajouter_piece(arena, pieces, morceaux.items[i], i + 1 == morceaux.n);
        }
    }
}

/* The word that stands in fewest records; *rare_r: in so few that they are looked at one by one. */
static enum status choisir(struct db *db, struct arena *arena, const struct portee *portee,
                           const struct liste_mots *mots, struct piste *piste_r, bool *rare_r)
{
    struct pieces pieces = {.n = 0};
    struct mots_plage plages[OFFRE_MOTS_PLAGES];
    struct dispositifs dispositifs = {0};
    size_t place = 0;
    enum status status = dispositif_lister(db, arena, &dispositifs);
    for (size_t i = 0; i < mots->n && status == STATUS_OK; i++) {
        ajouter_mot(arena, &dispositifs, mots->items[i], &pieces);
    }
    for (size_t i = 0; i < pieces.n; i++) {
        plages[i] = pieces.items[i].mots;
    }
    status = status != STATUS_OK ? status
                                 : offre_mots_plus_rare(db, portee, plages, pieces.n, true, &place);
    *rare_r = status == STATUS_OK && place < pieces.n;
    if (*rare_r) {
        *piste_r = pieces.items[place];
    }
    return status;
}

/* ---- where the rarest one leads: $2 and $3 words of the index, $4 to $13 ranges of numbers, $14
 * how many rows, $15 and $16 the days of the list */

#define PISTE(perimetre)                                                                           \
    "WITH mots AS (SELECT m.genre, m.numero FROM offre_mot m WHERE " perimetre                     \
    " AND m.mot >= $2 AND m.mot < $3),"                                                            \
    " plages (de, a) AS (VALUES (CAST($4 AS BIGINT), CAST($5 AS BIGINT)), ($6, $7), ($8, $9),"     \
    " ($10, $11), ($12, $13)) "
#define DANS(colonne) colonne " >= p.de AND " colonne " <= p.a"

/* CROSS JOIN: in this order. */
/* clang-format off */
#define NUMEROS_DES_SESSIONS \
    "SELECT t.numero FROM (" \
    "SELECT s.numero FROM mots m CROSS JOIN action a CROSS JOIN session s" \
    " WHERE m.genre = 'f' AND a.formation = m.numero AND s.action = a.numero" \
    " UNION ALL SELECT s.numero FROM mots m CROSS JOIN session s" \
    " WHERE m.genre = 'a' AND s.action = m.numero" \
    " UNION ALL SELECT s.numero FROM mots m CROSS JOIN session s" \
    " WHERE m.genre = 's' AND s.site = m.numero AND s.jusqu_au >= $15 AND s.jusqu_au <= $16" \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN session s" \
    " WHERE " DANS("s.numero") \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN action a CROSS JOIN session s" \
    " WHERE " DANS("a.numero") " AND s.action = a.numero" \
    " UNION ALL SELECT s.numero FROM plages p CROSS JOIN action a CROSS JOIN session s" \
    " WHERE " DANS("a.formation") " AND s.action = a.numero" \
    ") t LIMIT $14"
#define NUMEROS_DES_ACTIONS \
    "SELECT t.numero FROM (" \
    "SELECT a.numero FROM mots m CROSS JOIN action a" \
    " WHERE m.genre = 'f' AND a.formation = m.numero" \
    " UNION ALL SELECT m.numero FROM mots m WHERE m.genre = 'a'" \
    " UNION ALL SELECT a.numero FROM mots m CROSS JOIN action a" \
    " WHERE m.genre = 's' AND a.site = m.numero" \
    " UNION ALL SELECT a.numero FROM plages p CROSS JOIN action a" \
    " WHERE " DANS("a.numero") \
    " UNION ALL SELECT a.numero FROM plages p CROSS JOIN action a" \
    " WHERE " DANS("a.formation") \
    ") t LIMIT $14"

/* clang-format on */
#define BINDS                                                                                      \
    "itt"                                                                                          \
    "iiiiiiiiii"                                                                                   \
    "i"

#define TOUT "$1 = 0"
#define ETABLISSEMENT "m.etablissement_id = $1"
#define COMPTE "m.etablissement_id IN " MOTS_DU_COMPTE("$1")

STATEMENT(CANDIDATS_SESSIONS, BINDS "tt", "i", PISTE(TOUT) NUMEROS_DES_SESSIONS);
STATEMENT(CANDIDATS_SESSIONS_ETABLISSEMENT, BINDS "tt", "i",
          PISTE(ETABLISSEMENT) NUMEROS_DES_SESSIONS);
STATEMENT(CANDIDATS_SESSIONS_COMPTE, BINDS "tt", "i", PISTE(COMPTE) NUMEROS_DES_SESSIONS);
STATEMENT(CANDIDATS_ACTIONS, BINDS, "i", PISTE(TOUT) NUMEROS_DES_ACTIONS);
STATEMENT(CANDIDATS_ACTIONS_ETABLISSEMENT, BINDS, "i", PISTE(ETABLISSEMENT) NUMEROS_DES_ACTIONS);
STATEMENT(CANDIDATS_ACTIONS_COMPTE, BINDS, "i", PISTE(COMPTE) NUMEROS_DES_ACTIONS);

static const struct statement *const candidats[PORTEES][2] = {
    [PORTEE_TOUT] = {&CANDIDATS_ACTIONS, &CANDIDATS_SESSIONS},
    [PORTEE_ETABLISSEMENT] = {&CANDIDATS_ACTIONS_ETABLISSEMENT, &CANDIDATS_SESSIONS_ETABLISSEMENT},
    [PORTEE_COMPTE] = {&CANDIDATS_ACTIONS_COMPTE, &CANDIDATS_SESSIONS_COMPTE},
};

static int comparer(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Each once: a word may lead to a row by its title and by its site. */
static size_t sans_doubles(int64_t *numeros, size_t n)
{
    size_t uniques = 0;
    if (n) {
        qsort(numeros, n, sizeof *numeros, comparer);
    }
    for (size_t i = 0; i < n; i++) {
        if (uniques == 0 || numeros[uniques - 1] != numeros[i]) {
            numeros[uniques++] = numeros[i];
        }
    }
    return uniques;
}

/* *rare_r: they are not too many. */
static enum status lire_candidats(struct db *db, struct arena *arena,
                                  const struct liste_demande *demande, const struct piste *piste,
                                  bool *rare_r, struct liste_numeros *numeros_r)
{
    bool sessions = offre_liste_de_sessions(demande->liste);
    struct db_bind binds[6 + 2 * PISTE_NUMEROS] = {
        BIND_INT(demande->portee_id), BIND_TEXT(piste->mots.de), BIND_TEXT(piste->mots.avant)};
    size_t n = 3;
    for (size_t i = 0; i < PISTE_NUMEROS; i++) {
        binds[n++] = BIND_INT(piste->de[i]);
        binds[n++] = BIND_INT(piste->a[i]);
    }
    binds[n++] = BIND_INT(LISTE_PISTE_MAX + 1);
    if (sessions) {
        binds[n++] = BIND_TEXT(demande->valeurs[0]);
        binds[n++] = BIND_TEXT(demande->valeurs[1]);
    }
    int64_t *numeros = ARENA_ARRAY(arena, int64_t, LISTE_PISTE_MAX + 1);
    size_t lus = 0;
    struct db_rows rows;
    db_query(db, candidats[demande->portee][sessions], &rows, binds, n);
    while (lus <= LISTE_PISTE_MAX && db_next(&rows)) {
        numeros[lus++] = db_int(&rows, 0);
    }
    *rare_r = lus <= LISTE_PISTE_MAX;
    *numeros_r = (struct liste_numeros){numeros, *rare_r ? sans_doubles(numeros, lus) : 0};
    return db_end(&rows);
}

enum status offre_piste(struct db *db, struct arena *arena, const struct liste_demande *demande,
                        const struct liste_mots *mots, bool *rare_r,
                        struct liste_numeros *numeros_r)
{
    struct piste piste;
    TRY(choisir(db, arena, demande->contexte, mots, &piste, rare_r));
    if (*rare_r) {
        TRY(lire_candidats(db, arena, demande, &piste, rare_r, numeros_r));
    }
    return STATUS_OK;
}
