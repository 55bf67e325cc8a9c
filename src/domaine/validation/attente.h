/* The officers' queue: what waits for validation, the oldest first, who holds it, and how many
 * there are behind each filter. What an item is filtered by is what it was when it was sent
 * (derives.h).
 *
 * An item that somebody takes is theirs until they decide, give it back, or give no sign for
 * ATTENTE_TENUE: nothing has to be run for it to come back.
 */
#ifndef SOFI_DOMAINE_ATTENTE_H
#define SOFI_DOMAINE_ATTENTE_H

#include "acteur.h"
#include "dates.h"
#include "liste.h"

#define ATTENTE_TENUE (INT64_C(30) * 60) /* seconds */
#define ATTENTE_PAGE 25

/* After how many working days an item is late (parametre.h, "file_ambre", "file_rouge"). */
struct attente_seuils {
    int64_t ambre, rouge;
};

enum attente_retard { ATTENTE_TOT, ATTENTE_TARD, ATTENTE_TROP_TARD };

/* Working days from the day of `envoyee_a` to `aujourdhui` (ISO), and what that is. */
int attente_jours(int64_t envoyee_a, const char *aujourdhui);
enum attente_retard attente_retard_de(int jours, const struct attente_seuils *seuils);

/* ---- filters */
enum attente_facette {
    ATTENTE_SUIVI,       /* miennes, libres, autres */
    ATTENTE_NATURE,      /* premiere, modification */
    ATTENTE_DEPARTEMENT, /* 44 */
    ATTENTE_TYPE,        /* initiale, continue */
    ATTENTE_DISPOSITIF,  /* programme-region, apprentissage, professionnalisation, autre */
    ATTENTE_FACETTES
};

struct attente_filtre {
    const char *valeurs[ATTENTE_FACETTES]; /* "": all */
    int64_t etablissement_id;              /* 0: all */
    int64_t compte_id;                     /* whose « miennes » are */
};

struct attente_ligne {
    int64_t action, formation;
    const char *intitule; /* "A - B" */
    const char *etablissement_nom;
    const char *commune;
    const char *departement;
    const char *nature;
    int64_t envoyee_a;
    int64_t prise_par; /* 0: nobody holds it now */
    const char *prise_nom;
    int64_t prise_jusqu_a;
    struct attente_seuils seuils; /* the same in all */
};

/* A page, ATTENTE_PAGE rows of struct attente_ligne: without total. `apres` as in liste.h. One
 * statement. */
enum status attente_lister(struct db *db, struct arena *arena, const struct attente_filtre *filtre,
                           int64_t page, const char *apres, struct liste_page *page_r);

/* How many there are, by all that can be filtered, whatever `filtre` filters but its
 * establishment. One statement. */
struct attente_groupe {
    const char *valeurs[ATTENTE_FACETTES];
    int64_t n;
    int64_t en_retard[2]; /* sent more than `ambre`, `rouge` working days ago, the latter not in the
                             former */
};

struct attente_groupes {
    struct attente_groupe *items;
    size_t n;
};

enum status attente_grouper(struct db *db, struct arena *arena, const struct attente_filtre *filtre,
                            const struct attente_seuils *seuils, const char *aujourdhui,
                            struct attente_groupes *groupes_r);

/* What the page of the filter would hold, with `valeur` in the place of its own for that facet
 * (ATTENTE_FACETTES: as it is). retard_r may be NULL. */
int64_t attente_compter(const struct attente_groupes *groupes, const struct attente_filtre *filtre,
                        enum attente_facette facette, const char *valeur, int64_t retard_r[2]);

/* ---- one item */

struct attente_place {
    int64_t rang, total;          /* from 1; rang 0: it does not wait */
    int64_t precedente, suivante; /* in the order of the queue; 0: none */
    int64_t libre;                /* the first that nobody else holds, but this one; 0: none */
    int64_t envoyee_a;
    int64_t prise_par, prise_jusqu_a;
    const char *prise_nom;
    struct attente_seuils seuils;
};

/* Of an action, or with `action` 0 of the queue. One statement. */
enum status attente_situer(struct db *db, struct arena *arena, int64_t action, int64_t compte_id,
                           struct attente_place *place_r);

/* Takes it, or says again that the person is there; *prise_r: false where somebody else has it, or
 * it does not wait any more. In a transaction. */
enum status attente_prendre(struct db *db, const struct acteur *acteur, int64_t action,
                            bool *prise_r);
/* Gives it back, if it is the person's. In a transaction. */
enum status attente_rendre(struct db *db, const struct acteur *acteur, int64_t action);

#endif
