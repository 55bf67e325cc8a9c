/* Rows of the lists of the dashboard, some hundreds at a time: found on an index, then given the
 * titles of their actions, which are read once each. The one place where SQL is put together, from
 * pieces that stand in its source: a statement for each scope, class of sessions, order and
 * direction. */
#ifndef SOFI_DOMAINE_OFFRE_LOT_PRIVATE_H
#define SOFI_DOMAINE_OFFRE_LOT_PRIVATE_H

#include "fold.h"
#include "offre_mots.h"
#include "tableau_de_bord_private.h"

/* ---- titles of actions */

struct titre {
    int64_t action;
    int64_t formation;
    const char *intitule;
    const char *site;
    const char *commune; /* of its first lieu */
    /* The same folded, each after a space; when asked for. */
    const char *intitule_plie;
    const char *site_plie;
    const char *commune_pliee;
};

/* Those that were read, by action. */
struct titres {
    struct arena *arena;
    bool plier;
    struct titre **table; /* a power of two of places, half of them free */
    size_t places;
    size_t n;
};

/* ---- rows */

/* A place in an order: behind this row. */
struct cle {
    const char *texte;
    int64_t numero;
};

struct rangee {
    int64_t action;
    int64_t session;     /* 0: a row of a list of actions */
    const char *commune; /* the session's own, "" */
    const char *debut, *fin;
    const char *dispositifs;
    const char *jusqu_au;
    const char *etat;
    int64_t envoyee_a;
    const struct titre *titre;
    struct cle cle; /* of the walk */
};

/* By text, then by number: as strcmp(). */
int cle_comparer(const struct cle *a, const struct cle *b);

/* A list as it can be walked: in the order of the request when an index gives it. */
struct marche {
    const struct offre_requete *requete;
    const struct statement *statement;
    int64_t perimetre_id;
    struct plage plage;
    const char *etat;
    const char *classe; /* a letter: which sessions, or which kind of actions */
    enum offre_tri tri; /* TRI_FIN or TRI_DEBUT */
    bool descendant;
    bool trie; /* in the order of the request */
};

/* The columns of a row: tables s and a. */
#define LOT_SESSION                                                                                \
    "SELECT s.numero, s.action, s.commune, s.debut, s.fin, s.dispositifs, s.jusqu_au,"             \
    " CAST('' AS TEXT), 0"
#define LOT_ACTION                                                                                 \
    "SELECT 0, a.numero, CAST('' AS TEXT), CAST('' AS TEXT), CAST('' AS TEXT), CAST('' AS TEXT),"  \
    " CAST('' AS TEXT), a.etat, a.envoyee_a"
#define LOT_TYPES "iitttttti"

struct rangee lot_rangee(const struct db_rows *rows, struct arena *arena, const struct marche *m);
/* Gives rows their titles. One statement for each 64 that were not read yet. */
enum status lot_titrer(struct db *db, struct titres *titres, struct rangee *rangees, size_t n);

struct marche lot_marche(const struct offre_requete *requete);
struct cle lot_debut(const struct marche *m);

/* What is read at once: `n` rows at most behind `apres`, without the `saut` first ones. */
struct lot {
    struct cle apres;
    int64_t n;
    int64_t saut;
};

/* Two statements and one for each 64 titles that were not read yet. The rows live in `arena`, their
 * titles in that of `titres`. */
enum status lot_lire(struct db *db, struct arena *arena, const struct marche *m,
                     struct titres *titres, const struct lot *lot, struct rangee *rangees,
                     size_t *lues_r);

/* The day of an instant, ISO; "" for 0. */
const char *lot_jour(struct arena *arena, int64_t instant);

/* The rows of these numbers, in their order. One statement for each 64 of them, and as above. */
enum status lot_lire_numeros(struct db *db, struct arena *arena, const struct marche *m,
                             struct titres *titres, const struct cle *cles, size_t n,
                             struct rangee *rangees);

/* ---- words (offre_recherche.c) */

struct mot {
    const char *texte;        /* folded, after a space: it is found where a word begins */
    struct fold_words pieces; /* « l'ouest » is two */
    bool chiffres;            /* there are digits: of a code, a date… */
    bool codes;               /* it may stand in a state or among dispositifs */
};

struct mots {
    struct mot *items;
    size_t n;
};

/* One statement, none without words. */
enum status mots_lire(struct db *db, struct arena *arena, const char *q, struct mots *mots_r);
/* Each word stands in a column of the row. */
bool mots_contenus(struct arena *arena, const struct marche *m, const struct mots *mots,
                   const struct rangee *rangee);

/* ---- where a rare word leads */

#define PISTE_NUMEROS 5

/* Words of the index, and ranges of numbers of sessions, actions, formations (de > a: none). */
struct piste {
    struct mots_plage mots;
    int64_t de[PISTE_NUMEROS], a[PISTE_NUMEROS];
};

/* The word that stands in fewest records; *rare_r: in so few that they are looked at one by one,
 * *piste_r is then written. One statement. */
enum status mots_piste(struct db *db, struct arena *arena, const struct marche *m,
                       const struct mots *mots, struct piste *piste_r, bool *rare_r);

/* ---- the rows of the list where it leads (offre_candidats.c) */

struct candidats {
    struct rangee *items; /* in the order of the walk */
    size_t n;
    bool trop; /* there are more: the list must be walked */
};

/* One statement, and one for each 64 titles. */
enum status candidats_lire(struct db *db, struct arena *arena, const struct marche *m,
                           struct titres *titres, const struct piste *piste,
                           struct candidats *candidats_r);

#endif
