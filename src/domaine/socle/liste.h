/* Lists: pages, orders, words, exports, for any table.
 *
 * A source says what a row is made of and in which orders it may come; a list of it is a row of a
 * table: code, title, filter, counter. Their statements are made once from these pieces and are in
 * the registry like any other. What a person reads of a list is one statement: the rows of the page
 * are found on an index, then joined with what is shown, beside the counter.
 *
 * An order has keys, compared one after the other, and behind them the id: the link to the next
 * page carries those of the last row, so no row is seen twice and none is missed, whatever comes or
 * goes meanwhile. An order with a `marche` walks an index and costs the page; any other reads the
 * keys of what the scope holds and sorts them.
 *
 * Words (recherche.h) are looked for in a folded text that SQL makes of each row: at the beginning
 * of its words, each somewhere. Where they are rare, `piste` may tell which rows alone can hold
 * them.
 *
 * In the pieces of SQL: $1 is the id of the scope, $2 and following what the filter takes, #1 and
 * following what the counter takes, @ the list's `compteur`.
 */
#ifndef SOFI_DOMAINE_LISTE_H
#define SOFI_DOMAINE_LISTE_H

#include "liste_place.h"

#define LISTE_PORTEES 3
#define LISTE_VALEURS 8                  /* texts that filter and counter take */
#define LISTE_TAILLE 1000                /* rows of a page at most */
#define LISTE_LUES 1000                  /* rows in which words are counted once the page is full */
#define LISTE_PISTE_MAX (LISTE_LUES - 1) /* rows that a track may lead to */

struct liste_marche {
    const char *de;                     /* FROM, the outer table first */
    const char *portees[LISTE_PORTEES]; /* WHERE; NULL: this scope is sorted */
};

struct liste_ordre {
    const char *code;                  /* "date_fin" */
    const char *types;                 /* of its keys: t text, d ISO date, i integer */
    const char *cles[LISTE_CLES];      /* SQL, never NULL */
    const struct liste_marche *marche; /* NULL: sorted */
    bool bornee;                       /* the two first values of the filter bound the first key */
};

struct liste_mots {
    const char **items; /* folded, each after a space */
    size_t n;
    bool chiffres; /* there are digits among them */
    bool aucun;    /* signs only were typed: no row holds them */
};

struct liste_numeros {
    int64_t *items; /* each once */
    size_t n;
};

struct liste_demande;

struct liste {
    const char *code;     /* "actives" */
    const char *titre;    /* as people read it */
    const char *filtre;   /* SQL */
    const char *compteur; /* kept-up column; NULL: its rows are counted, on its index */
    const char *mots;     /* folded, after a space: words of all its rows; "": none */
    bool descendant;      /* the usual direction of its first order */
};

struct liste_source {
    const char *nom;              /* of its statements */
    const char *id;               /* SQL: "s.numero" */
    const char *montre;           /* FROM of what is shown */
    const char *colonnes, *types; /* what is shown */
    /* SQL: several records make a row, in this order, and `lire` is called for each of them with
     * the same row, empty at first. NULL: one does. */
    const char *suite;
    bool sans_total; /* nobody asks how many there are: it is 0 */
    size_t filtre_n, compteur_n;
    const struct liste_ordre *ordres; /* the first one is walked in every scope there is */
    size_t ordres_n;
    /* What is sorted or searched; nothing of it where all orders are walked and no words come. */
    const char *cles;               /* FROM of what keys and words are made of, */
    const char *liens;              /* WHERE of it, after AND; "TRUE": none */
    const char *texte;              /* SQL: folded words, columns apart by two spaces */
    const char *texte_des_chiffres; /* the same, read for words with digits only */
    const char *instant;            /* SQL: a time whose day is searched too; "0": none */
    const char *portees[LISTE_PORTEES];
    const char *compteurs[LISTE_PORTEES]; /* a SELECT of one number, of lists with a counter */
    const struct liste *listes;
    size_t listes_n;
    size_t taille; /* bytes of a row in C */
    void (*lire)(const struct db_rows *rows, int column, struct arena *arena, void *ligne_r);
    /* The ids of the rows that may hold all the words; *rare_r false: too many, or any. NULL: none
     * is known. */
    enum status (*piste)(struct db *db, struct arena *arena, const struct liste_demande *demande,
                         const struct liste_mots *mots, bool *rare_r,
                         struct liste_numeros *numeros_r);
    struct liste_statements *statements; /* made at first use, once a process */
};

#define LISTE_SOURCE(id)                                                                           \
    static struct liste_source *const id##_slot __attribute__((used, section("sofi_listes"))) = &id

struct liste_demande {
    const struct liste_source *source;
    const struct liste *liste; /* one of the source's */
    unsigned portee;           /* which scope, and its id */
    int64_t portee_id;
    const char *valeurs[LISTE_VALEURS]; /* of the filter, then of the counter */
    const void *contexte;               /* for `piste` */
    const char *q;                      /* words; "": none */
    size_t ordre;
    bool descendant;
    int64_t taille; /* 1 to LISTE_TAILLE */
    int64_t page;   /* from 1; not looked at when there is `apres` */
    /* Where the page before ended (`suivante`): it stands for itself, whatever became of that row.
     * "", or what is no key of the order: by `page`. */
    const char *apres;
    /* What goes through rows stops at the first of both; 0: none. `avant`: an instant of
     * dates_monotonic_us(). *arretee (may be NULL) becomes true when rows were left unread. */
    int64_t lues_max, avant;
    bool *arretee;
};

struct liste_page {
    void *items; /* rows as the source's `lire` makes them */
    size_t n;
    int64_t total;
    bool total_approche;  /* a search stopped counting: there are more than `total` */
    const char *suivante; /* `apres` of the next page; NULL: there is none */
};

/* One statement; a second one for the total where a page behind others is empty, and of a list
 * without counter that one page does not hold. With words: one or two for the track, one for each
 * 500 rows, one for what is shown. */
enum status liste_lire(struct db *db, struct arena *arena, const struct liste_demande *demande,
                       struct liste_page *page_r);

/* Every row in its order: `ligne` is called for each, whose texts live until the next one. Memory
 * grows with the keys only, where they are sorted or searched. `taille`, `page` and `apres` are not
 * looked at. */
enum status liste_parcourir(struct db *db, const struct liste_demande *demande,
                            enum status (*ligne)(void *contexte, const void *ligne),
                            void *contexte);

#endif
