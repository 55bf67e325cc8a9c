/* Rows of the lists of the dashboard, some hundreds at a time: found on an index, then given the
 * titles of their actions, which are read once each. The one place where SQL is put together, from
 * pieces that stand in its source: a statement for each scope, class of sessions, order and
 * direction. */
#ifndef SOFI_DOMAINE_OFFRE_LOT_PRIVATE_H
#define SOFI_DOMAINE_OFFRE_LOT_PRIVATE_H

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

/* A list as it can be walked: in the order of the request when an index gives it. */
struct marche {
    const struct offre_requete *requete;
    const struct statement *statement;
    int64_t perimetre_id;
    struct plage plage;
    const char *etat;
    enum offre_tri tri; /* TRI_FIN or TRI_DEBUT */
    bool descendant;
    bool trie; /* in the order of the request */
};

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

/* The rows of these numbers, in their order. */
enum status lot_lire_numeros(struct db *db, struct arena *arena, const struct marche *m,
                             struct titres *titres, const struct cle *cles, size_t n,
                             struct rangee *rangees);

#endif
