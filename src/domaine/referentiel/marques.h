/* Words of a search marked in what it found, for any search of official lists: whole words, as they
 * are written, compared as the search compares (base/fold.h). The results live in the arena.
 */
#ifndef SOFI_DOMAINE_MARQUES_H
#define SOFI_DOMAINE_MARQUES_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

struct morceau {
    const char *texte;
    bool marque; /* a word that was searched for */
};

/* Joined, they are the text; neighbours differ. */
struct morceaux {
    const struct morceau *items;
    size_t n;
};

/* A word of a text, folded, and its stem. */
struct formacode_mot {
    const char *plein;  /* folded */
    const char *racine; /* folded and stemmed: equal for all forms of a word */
};

struct formacode_mots {
    struct formacode_mot *items;
    size_t n;
};

/* The words of a text that count, in order: no stop words, unless there is nothing else. */
struct formacode_mots formacode_mots_de(struct arena *arena, const char *text);

/* `texte` cut where the words begin and end of which `repond` says that they were searched for.
 * `repond` NULL: none was. */
struct morceaux marques_de(struct arena *arena, const char *texte,
                           bool (*repond)(const void *contexte, const struct formacode_mot *mot),
                           const void *contexte);

#endif
