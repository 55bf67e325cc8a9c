/* Reads from the base what a document of LHEO tells of an action. */
#ifndef SOFI_ECHANGES_LHEO_OFFRE_H
#define SOFI_ECHANGES_LHEO_OFFRE_H

#include "lheo_ecrivain.h"

/* The action `numero` as the person works on it (its draft when there is one), its formation, its
 * organisms, and those of its sessions that partners will read: not deactivated, ending on
 * `aujourdhui` (ISO) or later. STATUS_NOT_FOUND as action_lire(). A fixed number of statements. */
enum status lheo_offre_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                            int64_t numero, const char *aujourdhui,
                            struct lheo_formation *formation_r);

#endif
