/* Two people on one record: what each changed since the form was drawn (offre_saisie.h). */
#ifndef SOFI_WEB_OFFRE_FUSION_H
#define SOFI_WEB_OFFRE_FUSION_H

#include "offre_saisie.h"

/* What is seen on a record and the records inside it, for the field `vu` of its form, whose fields
 * those of `saisie` are. `gardes`:
 * digests that stay as they were, where others changed what the form does not show; NULL: none. */
const char *offre_fusion_vu(struct arena *arena, const struct offre_saisie *saisie,
                            const void *record, const struct offre_details *details,
                            const struct params *gardes);

/* Merges what was read into `nouvelle` and `saisie` with what the base holds. `vu`: of the form;
 * NULL when it carried none, then `perimee` says whether all that differs is in conflict. */
void offre_fusionner(struct request *request, const struct offre_lecture *lecture, void *nouvelle,
                     struct offre_saisie *saisie);

#endif
