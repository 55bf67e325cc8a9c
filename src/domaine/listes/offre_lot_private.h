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
    int64_t site_numero;
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
    bool cles_seules;     /* the folded texts alone, as they are kept: five times less is read */
    struct titre **table; /* a power of two of places, half of them free */
    size_t places;
    size_t n;
};

/* ---- rows */

/* A place in an order: behind this row. What an order does not compare is "" or 0 (offre_ordres.c).
 */
struct cle {
    const char *texte;
    int64_t groupe, sous_groupe; /* rows that stay together: of an action, a site… */
    const char *jour;
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

/* Member by member: as strcmp(). */
int cle_comparer(const struct cle *a, const struct cle *b);

/* A list as it is walked. */
struct marche {
    const struct offre_requete *requete;
    const struct statement *statement;
    int64_t perimetre_id;
    struct plage plage;
    const char *etat;
    const char *classe;      /* a letter: which sessions, or which kind of actions */
    enum offre_tri tri;      /* asked for; TRI_FIN where all rows would be equal */
    enum offre_tri parcours; /* of the walk: `tri`, or TRI_FIN for rows that are then sorted */
    bool descendant;         /* the walk */
    bool trie;               /* rows come in the order of the request */
};

/* The columns of a row: tables s and a. The last one is the text of the order. */
#define LOT_SESSION(texte)                                                                         \
    "SELECT s.numero, s.action, s.commune, s.debut, s.fin, s.dispositifs, s.jusqu_au,"             \
    " CAST('' AS TEXT), 0, " texte
#define LOT_SANS_TEXTE "CAST('' AS TEXT)"
#define LOT_ACTION                                                                                 \
    "SELECT 0, a.numero, CAST('' AS TEXT), CAST('' AS TEXT), CAST('' AS TEXT), CAST('' AS TEXT),"  \
    " CAST('' AS TEXT), a.etat, a.envoyee_a, " LOT_SANS_TEXTE
#define LOT_TYPES                                                                                  \
    "iitttttti"                                                                                    \
    "t"
#define LOT_TEXTE 9 /* its column */

/* Sessions of one of the lists: the letter is struct marche's `classe`. For tables that have these
 * columns. */
#define LOT_CLASSE(lettre, t)                                                                      \
    "CASE CAST(" lettre " AS TEXT) WHEN 'T' THEN TRUE WHEN 'I' THEN " t                            \
    ".initiale WHEN 'R' THEN " t ".programme_region WHEN 'A' THEN " t                              \
    ".apprentissage WHEN 'P' THEN " t ".professionnalisation ELSE " t ".a_distance END"

#define LOT_SITES_DU_COMPTE "(SELECT cs.site_numero FROM compte_site cs WHERE cs.compte_id = $1)"

/* Without its key, which needs the titles. */
struct rangee lot_rangee(const struct db_rows *rows, struct arena *arena);
/* Gives rows their titles. One statement for each 64 that were not read yet. */
enum status lot_titrer(struct db *db, struct titres *titres, struct rangee *rangees, size_t n);

/* In the order of the request where an index gives it; else, or if it is to be sorted anyway, in
 * that of TRI_FIN. */
struct marche lot_marche(const struct offre_requete *requete, bool a_trier);
struct cle lot_debut(const struct marche *m);

/* ---- orders (offre_ordres.c) */

/* The key of a row in an order; `rangee` has its title, folded if that is part of the key. */
struct cle ordre_cle(struct arena *arena, enum offre_tri tri, const struct rangee *rangee);
/* A folded text begins it. */
bool ordre_a_cle_pliee(enum offre_tri tri);
/* "retravailler dans l ouest|36364|2026-12-24|133036": the members that the order compares. */
const char *ordre_ecrire(struct arena *arena, enum offre_tri tri, const struct cle *cle);
/* False: it is no key of the order that is asked for. */
bool ordre_lire(struct arena *arena, const struct marche *m, const char *texte, struct cle *cle_r);
/* Of sessions, in the order that is asked for; NULL: no index gives it to this scope. */
const struct statement *ordre_statement(const struct marche *m, bool descendant);
/* Runs it. */
void ordre_demander(struct db *db, const struct marche *m, const struct cle *apres, int64_t n,
                    int64_t saut, struct db_rows *rows);

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

/* ---- ways (offre_liste.c): what tests choose, offre_lister() and offre_parcourir() see for
 * themselves */
enum chemin {
    CHEMIN_CHOISI,
    CHEMIN_MARCHE, /* to walk the order, where an index gives it */
    CHEMIN_TRI     /* to read the list, and to sort it */
};

enum status offre_lister_par(struct db *db, struct arena *arena,
                             const struct offre_requete *requete, enum chemin chemin,
                             struct offre_page *page_r);
enum status
offre_parcourir_par(struct db *db, const struct offre_requete *requete, enum chemin chemin,
                    enum status (*ligne)(void *contexte, const struct offre_ligne *ligne),
                    void *contexte);

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
    bool aucun; /* signs only were typed: no row holds them */
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
    size_t n, room;
    bool trop; /* there are more: the list must be walked */
};

/* One statement, and one for each 64 titles. */
enum status candidats_lire(struct db *db, struct arena *arena, const struct marche *m,
                           struct titres *titres, const struct piste *piste,
                           struct candidats *candidats_r);

#endif
