/* Words that are looked for in the columns of a list, and where the rarest of them stands. */
#include "offre_lot_private.h"

#include "action.h"
#include "dispositif.h"
#include "fold.h"
#include "recherche.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define CHIFFRES_CODE 5 /* fewer digits are part of dates, and of too many numbers */
#define CHIFFRES_MAX 12

/* ---- columns */

static bool dans_date(struct arena *arena, const char *iso, const char *mot)
{
    /* As it is shown: "23 11 2026". */
    return iso[0] && strstr(arena_printf(arena, " %.2s %.2s %.4s", iso + 8, iso + 5, iso), mot);
}

static bool dans_code(struct arena *arena, const struct rangee *r, const char *mot)
{
    const char *code =
        arena_printf(arena, " %lld %lld", (long long)r->titre->formation, (long long)r->action);
    return strstr(r->session ? arena_printf(arena, "%s %lld", code, (long long)r->session) : code,
                  mot);
}

static bool dans_texte(struct arena *arena, const char *texte, const char *mot)
{
    return texte[0] && strstr(arena_printf(arena, " %s", fold_text(arena, texte)), mot);
}

static bool dans_etat(struct arena *arena, const struct marche *m, const struct rangee *r,
                      const char *mot)
{
    if (!r->session) {
        return dans_texte(arena, choice_label(action_etats, r->etat), mot);
    }
    bool actif = strcmp(r->jusqu_au, m->requete->aujourdhui) >= 0;
    return strstr(actif ? " actif" : " inactif", mot);
}

/* The word stands in a column. Those that cost least come first. */
static bool contient_mot(struct arena *arena, const struct marche *m, const struct rangee *r,
                         const struct mot *lu)
{
    const char *mot = lu->texte;
    return strstr(r->titre->intitule_plie, mot) || strstr(r->titre->site_plie, mot) ||
           (r->commune[0] ? dans_texte(arena, r->commune, mot)
                          : strstr(r->titre->commune_pliee, mot) != NULL) ||
           (lu->codes && (dans_etat(arena, m, r, mot) || dans_texte(arena, r->dispositifs, mot))) ||
           (lu->chiffres && (dans_code(arena, r, mot) || dans_date(arena, r->debut, mot) ||
                             dans_date(arena, r->fin, mot) ||
                             dans_date(arena, lot_jour(arena, r->envoyee_a), mot)));
}

bool mots_contenus(struct arena *arena, const struct marche *m, const struct mots *mots,
                   const struct rangee *r)
{
    for (size_t i = 0; i < mots->n; i++) {
        if (!contient_mot(arena, m, r, &mots->items[i])) {
            return false;
        }
    }
    return true;
}

/* ---- what words are */

static bool chiffres_seulement(const char *mot)
{
    return mot[strspn(mot, "0123456789")] == '\0';
}

/* A word of a state or of a dispositif stands in many rows, and not in the index. */
static bool dans_colonne(struct arena *arena, const struct dispositifs *dispositifs,
                         const char *piece)
{
    static const char *const etats[] = {"Actif", "Inactif"};
    const char *mot = arena_printf(arena, " %s", piece);
    bool dedans = false;
    for (size_t i = 0; i < sizeof etats / sizeof *etats; i++) {
        dedans = dedans || dans_texte(arena, etats[i], mot);
    }
    for (const struct choice *etat = action_etats; etat->code; etat++) {
        dedans = dedans || dans_texte(arena, etat->label, mot);
    }
    for (size_t i = 0; i < dispositifs->n; i++) {
        dedans = dedans || dans_texte(arena, dispositifs->items[i].code, mot);
    }
    return dedans;
}

/* What a word can be, from the pieces that it is made of. */
static struct mot lire_mot(struct arena *arena, const struct dispositifs *dispositifs,
                           const char *plie)
{
    struct mot mot = {.texte = arena_printf(arena, " %s", plie),
                      .pieces = fold_split(arena, plie),
                      .chiffres = strpbrk(plie, "0123456789") != NULL};
    for (size_t i = 0; i < mot.pieces.n; i++) {
        mot.codes = mot.codes || dans_colonne(arena, dispositifs, mot.pieces.items[i]);
    }
    return mot;
}

enum status mots_lire(struct db *db, struct arena *arena, const char *q, struct mots *mots_r)
{
    struct dispositifs dispositifs = {0};
    const struct recherche lue = recherche_lire(arena, q, RECHERCHE_MOTS_MAX, false);
    struct mots mots = {.items = ARENA_ARRAY(arena, struct mot, RECHERCHE_MOTS_MAX),
                        .aucun = lue.rien};
    enum status status = lue.q[0] ? dispositif_lister(db, arena, &dispositifs) : STATUS_OK;
    char *reste = NULL;
    char *copie = arena_strdup(arena, lue.q);
    for (char *mot = strtok_r(copie, " \t\r\n", &reste); mot;
         mot = strtok_r(NULL, " \t\r\n", &reste)) {
        const char *plie = fold_text(arena, mot);
        if (plie[0]) {
            mots.items[mots.n++] = lire_mot(arena, &dispositifs, plie);
        }
    }
    if (status == STATUS_OK) {
        *mots_r = mots;
    }
    return status;
}

/* ---- where to look for them */

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
    if (chiffres_seulement(piece)) {
        numeroter(piste, piece, !derniere);
    }
}

/* Digits may stand in a date, unless they are too many: then each piece is that of a code. */
static void ajouter_mot(struct arena *arena, const struct mot *mot, struct pieces *pieces)
{
    bool chiffres = true;
    for (size_t i = 0; i < mot->pieces.n; i++) {
        chiffres = chiffres && chiffres_seulement(mot->pieces.items[i]);
    }
    for (size_t i = 0; i < mot->pieces.n && !mot->codes; i++) {
        const char *piece = mot->pieces.items[i];
        if (!chiffres || strlen(piece) >= CHIFFRES_CODE) {
            ajouter_piece(arena, pieces, piece, i + 1 == mot->pieces.n);
        }
    }
}

enum status mots_piste(struct db *db, struct arena *arena, const struct marche *m,
                       const struct mots *mots, struct piste *piste_r, bool *rare_r)
{
    struct pieces pieces = {.n = 0};
    struct mots_plage plages[OFFRE_MOTS_PLAGES];
    size_t place = 0;
    for (size_t i = 0; i < mots->n; i++) {
        ajouter_mot(arena, &mots->items[i], &pieces);
    }
    for (size_t i = 0; i < pieces.n; i++) {
        plages[i] = pieces.items[i].mots;
    }
    enum status status =
        offre_mots_plus_rare(db, &m->requete->portee, plages, pieces.n, true, &place);
    *rare_r = place < pieces.n;
    if (*rare_r) {
        *piste_r = pieces.items[place];
    }
    return status;
}
