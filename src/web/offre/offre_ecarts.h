/* What a modification changes of what is published, field by field and record by record. */
#ifndef SOFI_WEB_OFFRE_ECARTS_H
#define SOFI_WEB_OFFRE_ECARTS_H

#include "offre.h"

struct offre_ecart {
    const struct field *field;       /* NULL: a record inside */
    const struct offre_genre *genre; /* of the record inside; NULL: a field */
    const void *avant, *apres;       /* that it is of; of a record inside NULL: there is none */
};

struct offre_ecarts {
    const struct offre_ecart *items;
    size_t n;
};

/* In the order of the set, then of the records. `avant` and `apres` live as long as the result. */
struct offre_ecarts offre_ecarts_de(struct arena *arena, const struct field_set *set,
                                    const void *avant, const struct offre_details *details_avant,
                                    const void *apres, const struct offre_details *details_apres);

#endif
