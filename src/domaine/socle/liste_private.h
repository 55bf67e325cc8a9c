/* What liste.c asks of the statements that liste_sql.c makes, and of places in an order. */
#ifndef SOFI_DOMAINE_LISTE_PRIVATE_H
#define SOFI_DOMAINE_LISTE_PRIVATE_H

#include "liste.h"

enum liste_genre {
    LISTE_PAGE, /* id, total, what is shown, keys of the order */
    LISTE_PAGE_D,
    LISTE_LECTURE, /* id, text, instant, keys of the order; of the walk where it is another */
    LISTE_LECTURE_D,
    LISTE_NUMEROS, /* id, text, instant, keys of the order: of some ids */
    LISTE_GENRES
};

enum { LISTE_ID, LISTE_TOTAL, LISTE_MONTRE, LISTE_TEXTE = 1, LISTE_INSTANT, LISTE_CLE };

/* The walk that gives the order, or what is then sorted: the first order's. */
const struct liste_ordre *liste_parcours(const struct liste_source *source, size_t ordre,
                                         unsigned portee);
const struct statement *liste_statement(const struct liste_demande *demande,
                                        enum liste_genre genre);
/* How many rows the list has: $1, then what the counter takes, or the filter without one. */
const struct statement *liste_compte(const struct liste_demande *demande);
/* id, 0, what is shown: of some ids. */
const struct statement *liste_lignes(const struct liste_source *source);

/* ---- places (liste_place.c) */

/* Behind this row. A key is a text or a number, the other one is "" or 0. */
struct liste_place {
    const char *textes[LISTE_CLES];
    int64_t nombres[LISTE_CLES];
    int64_t id;
};

struct liste_places {
    struct liste_place *items;
    size_t n;
};

static inline const struct liste_ordre *liste_ordre_de(const struct liste_demande *d)
{
    return &d->source->ordres[d->ordre];
}

/* Before all rows, in this direction. */
struct liste_place liste_place_debut(bool descendant);
/* The keys of an order that stand from a column on. */
struct liste_place liste_place_lire(const struct db_rows *rows, int column, const char *types,
                                    struct arena *arena);
/* "2026-12-24|133036": the keys, then the id. */
const char *liste_place_ecrire(struct arena *arena, const char *types,
                               const struct liste_place *place);
/* `apres` of the request; false: it is no place of the order. */
bool liste_place_comprendre(struct arena *arena, const struct liste_demande *d,
                            struct liste_place *place_r);
/* `a` comes after `b` in the order of the request. */
bool liste_place_suit(const struct liste_demande *d, const struct liste_place *a,
                      const struct liste_place *b);
void liste_places_trier(const struct liste_demande *d, struct liste_places *places);

#endif
