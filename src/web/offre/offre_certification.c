#include "offre_certification.h"

#include <string.h>

struct certification *
offre_certification_detail(struct arena *arena, const struct offre_genre *genre,
                           const struct nomenclature_certification *certification)
{
    struct certification *record = offre_vide(arena, genre->set, genre->taille);
    const char *rncp = certification->code_rncp;
    /* LHEO code-RNCP is the number alone; code-RS keeps its letters. */
    record->code_rncp = strncmp(rncp, "RNCP", 4) == 0 ? rncp + 4 : rncp;
    record->code_rs = certification->code_rs;
    record->code_certifinfo = certification->code_certifinfo;
    return record;
}
