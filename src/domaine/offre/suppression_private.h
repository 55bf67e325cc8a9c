/* What the files of removals share. */
#ifndef SOFI_DOMAINE_SUPPRESSION_PRIVATE_H
#define SOFI_DOMAINE_SUPPRESSION_PRIVATE_H

#include "suppression.h"

struct suppression_fiches {
    struct suppression_fiche *items;
    size_t n;
};

/* STATUS_NOT_FOUND: there is none. */
enum status suppression_lire(struct db *db, struct arena *arena, int64_t id,
                             struct suppression *s_r);
/* The records that it took away: noun and number only. */
enum status suppression_fiches_lire(struct db *db, struct arena *arena, int64_t id,
                                    struct suppression_fiches *fiches_r);
/* The rows that were kept of them go. */
enum status suppression_oublier_lignes(struct db *db, int64_t id);

#endif
