/* The records inside a content, one of them added (rang 0: last), changed, or taken out (record
 * NULL): what is saved with its formation, action or session. */
#ifndef SOFI_TESTS_DETAILS_H
#define SOFI_TESTS_DETAILS_H

#include "offre.h"

static inline enum status details_avec(struct db *db, struct arena *arena,
                                       const struct offre_genre *genre, int64_t contenu,
                                       int64_t rang, const void *record,
                                       struct offre_details **details_r)
{
    struct offre_details *details = ARENA_NEW(arena, struct offre_details);
    struct offre_details avant = {0};
    int64_t dernier = 0;
    enum status status = offre_details_lire(db, arena, genre->noun, contenu, &avant);
    details->items = ARENA_ARRAY(arena, struct offre_detail, avant.n + 1);
    for (size_t i = 0; i < avant.n; i++) {
        const struct offre_detail *d = &avant.items[i];
        if (d->genre == genre) {
            dernier = d->rang > dernier ? d->rang : dernier;
        }
        if (d->genre != genre || d->rang != rang) {
            details->items[details->n++] = *d;
        }
    }
    if (record) {
        details->items[details->n++] =
            (struct offre_detail){genre, rang ? rang : dernier + 1, record};
    }
    *details_r = details;
    return status;
}

#endif
