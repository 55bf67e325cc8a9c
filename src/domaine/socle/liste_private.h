/* What liste.c asks of the statements that liste_sql.c makes. */
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

#endif
