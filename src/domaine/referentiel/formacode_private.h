/* What the files of formacode share. */
#ifndef SOFI_DOMAINE_FORMACODE_PRIVATE_H
#define SOFI_DOMAINE_FORMACODE_PRIVATE_H

#include "formacode.h"

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

/* The label of a term in capitals, in lower case but for its first letter. */
const char *formacode_casse(struct arena *arena, const char *majuscules);

/* Works out labels and successors of all terms that are not current: see formacode.h. In a
 * transaction. */
enum status formacode_relier(struct db *db, struct arena *arena);

#endif
