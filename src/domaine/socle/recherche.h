/* What a person types into a search box, read once for all searches: bounded, each word once.
 *
 * A search costs what its words cost, on every row that it looks at: 3,900 times the same word must
 * not cost more than one. Signs alone (« ??? ») are no search: nothing is found, rather than all.
 */
#ifndef SOFI_DOMAINE_RECHERCHE_H
#define SOFI_DOMAINE_RECHERCHE_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

#define RECHERCHE_MOTS_MAX 12 /* words of a search in lists */
#define RECHERCHE_MOT_MAX 60  /* characters of one word: no title, code or date is longer */

struct recherche {
    /* What to look for, as typed, words separated by a space; "" when nothing was typed, or signs
     * only that were too long. To be shown again, to be put into links. */
    const char *q;
    bool rien;        /* something was typed that has no letter and no digit */
    const char *note; /* French, for the person: what is not looked for; NULL */
};

/* `saisie` as it came. The first `mots` different words stay, compared without accents and
 * capitals; `significatifs`: words like « de la » do not count among them. */
struct recherche recherche_lire(struct arena *arena, const char *saisie, size_t mots,
                                bool significatifs);

/* `q`, or the code that it is as people write or dictate it: « k 2111 », « K-2111 » are "k2111";
 * « rncp 37 907 », « 326-T », « 15 4 54 » likewise. A code has the form of a ROME, NSF, RNCP, RS or
 * Certifinfo code or of a Formacode; anything else comes back untouched. */
const char *recherche_code(struct arena *arena, const char *q);

/* True when `q` is not blank and holds nothing that can be looked for. */
bool recherche_sans_mot(struct arena *arena, const char *q);

#endif
