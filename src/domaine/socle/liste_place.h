/* Places in the order of a list: behind a row, as the link to the next page tells it. */
#ifndef SOFI_DOMAINE_LISTE_PLACE_H
#define SOFI_DOMAINE_LISTE_PLACE_H

#include "db.h"

#define LISTE_CLES 2 /* keys of an order at most; their types: t text, d ISO date, i integer */

/* A key is a text or a number, the other one is "" or 0. */
struct liste_place {
    const char *textes[LISTE_CLES];
    int64_t nombres[LISTE_CLES];
    int64_t id;
};

struct liste_places {
    struct liste_place *items;
    size_t n;
};

/* Before all rows, in this direction. */
struct liste_place liste_place_debut(bool descendant);
/* Of a row whose keys stand from a column on. */
struct liste_place liste_place_lire(const struct db_rows *rows, int64_t id, int column,
                                    const char *types, struct arena *arena);
/* "2026-12-24|133036": the keys, then the id. */
const char *liste_place_ecrire(struct arena *arena, const char *types,
                               const struct liste_place *place);
/* The same read back; false: it is no place of an order of these keys. NULL is none. */
bool liste_place_comprendre(struct arena *arena, const char *types, const char *texte,
                            struct liste_place *place_r);
/* `a` comes after `b`. */
bool liste_place_suit(bool descendant, const struct liste_place *a, const struct liste_place *b);
void liste_places_trier(bool descendant, struct liste_places *places);

#endif
