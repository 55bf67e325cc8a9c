#include "offre_ecarts.h"

static const void *meme(const struct offre_details *details, const struct offre_detail *detail)
{
    for (size_t i = 0; i < details->n; i++) {
        const struct offre_detail *autre = &details->items[i];
        if (autre->genre == detail->genre && autre->rang == detail->rang) {
            return autre->record;
        }
    }
    return NULL;
}

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
        const void *reste = meme(details_apres, detail);
        if (!reste || !offre_detail_egal(detail->genre, detail->record, reste)) {
            items[n++] = (struct offre_ecart){
                .genre = detail->genre, .avant = detail->record, .apres = reste};
        }
    }
    for (size_t i = 0; i < details_apres->n; i++) {
        const struct offre_detail *detail = &details_apres->items[i];
        if (!meme(details_avant, detail)) {
            items[n++] = (struct offre_ecart){.genre = detail->genre, .apres = detail->record};
        }
    }
    return (struct offre_ecarts){items, n};
}
