/* What choosing a certification fills on a formation. */
#ifndef SOFI_WEB_OFFRE_CERTIFICATION_H
#define SOFI_WEB_OFFRE_CERTIFICATION_H

#include "nomenclature.h"
#include "offre.h"

/* Its codes as a record of the genre "certification". */
struct certification *
offre_certification_detail(struct arena *arena, const struct offre_genre *genre,
                           const struct nomenclature_certification *certification);

#endif
