/* The choice between two versions of a field, or of a record inside, that two people changed: a
 * form that asks for it carries `conflit`, the name of what is in question ("objectif", "lieu-2"),
 * `choix-NAME` once one is ticked ("sien", "mien", "nouveau"), and what she had typed before, each
 * name behind "mien-". Nothing is ticked beforehand; the fields themselves are the third version.
 */
#ifndef SOFI_WEB_OFFRE_CONFLIT_H
#define SOFI_WEB_OFFRE_CONFLIT_H

#include "params.h"

#define OFFRE_CONFLIT_MIEN "mien-"

enum offre_choix {
    CHOIX_HORS,    /* it is not asked for */
    CHOIX_ATTENDU, /* asked for, and not made */
    CHOIX_SIEN,    /* what the other one saved */
    CHOIX_MIEN,    /* what she had typed */
    CHOIX_NOUVEAU, /* what the fields hold */
};

enum offre_choix offre_conflit_choix(const struct params *form, const char *nom);

/* The form with what she had typed in its fields where she chose so. */
struct params offre_conflit_appliquer(struct arena *arena, const struct params *form);

/* What she had typed of `nom`, names behind "mien-": from `form` where it still waits for her
 * choice, else what `appliquee` (NULL: nothing) holds. */
struct params offre_conflit_miens(struct arena *arena, const struct params *form,
                                  const struct params *appliquee, const char *nom);

#endif
