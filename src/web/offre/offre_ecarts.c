#include "offre_ecarts.h"

struct offre_ecarts offre_ecarts_de(struct arena *arena, const struct field_set *set,
                                    const void *avant, const struct offre_details *details_avant,
                                    const void *apres, const struct offre_details *details_apres)
{
    struct offre_ecart *items =
        ARENA_ARRAY(arena, struct offre_ecart, set->n + details_avant->n + details_apres->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (!field_equal(&set->fields[i], avant, apres)) {
            items[n++] =
                (struct offre_ecart){.field = &set->fields[i], .avant = avant, .apres = apres};
        }
    }
    for (size_t i = 0; i < details_avant->n; i++) {
        const struct offre_detail *detail = &details_avant->items[i];
        const struct offre_detail *reste =
            offre_detail_cherche(details_apres, detail->genre, detail->rang);
        if (!reste || !offre_detail_egal(detail->genre, detail->record, reste->record)) {
            items[n++] = (struct offre_ecart){.genre = detail->genre,
                                              .avant = detail->record,
                                              .apres = reste ? reste->record : NULL};
        }
    }
    for (size_t i = 0; i < details_apres->n; i++) {
        const struct offre_detail *detail = &details_apres->items[i];
        if (!offre_detail_cherche(details_avant, detail->genre, detail->rang)) {
            items[n++] = (struct offre_ecart){.genre = detail->genre, .apres = detail->record};
        }
    }
    return (struct offre_ecarts){items, n};
}
