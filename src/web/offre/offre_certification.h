/* What choosing a certification fills on a formation: title, level, and that it certifies. */
#ifndef SOFI_WEB_OFFRE_CERTIFICATION_H
#define SOFI_WEB_OFFRE_CERTIFICATION_H

#include "form.h"
#include "formation.h"
#include "nomenclature.h"
#include "request.h"

/* By its code. An unknown one: a message at the field, STATUS_OK, *certification_r untouched. */
enum status offre_certification_lire(struct request *request, struct form *form, const char *champ,
                                     const char *code,
                                     struct nomenclature_certification *certification_r);

/* Its codes as a record of the genre "certification". */
struct certification *
offre_certification_detail(struct arena *arena, const struct offre_genre *genre,
                           const struct nomenclature_certification *certification);

/* Adds it to a new formation, with its level. */
enum status offre_certification_adopter(struct request *request, int64_t formation,
                                        const struct nomenclature_certification *certification);

#endif
