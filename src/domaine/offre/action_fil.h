/* What was said and decided about an action, read out of its journal: sent, asked, answered,
 * refused, validated, a code replaced. Edits of its fields are no part of it.
 */
#ifndef SOFI_DOMAINE_ACTION_FIL_H
#define SOFI_DOMAINE_ACTION_FIL_H

#include "acteur.h"
#include "db.h"

#define ACTION_FIL_MAX 50 /* of the newest */
#define SERVICE_OFFRE "Service Offre"

struct action_fil_mot {
    const char *libelle; /* "Motif du refus" */
    const char *texte;
};

struct action_fil_entree {
    int64_t id, instant;
    const char *quand; /* "10/11/2026 à 9 h 30" */
    const char *qui;   /* an officer's name is told to officers alone */
    bool service;      /* an officer did it */
    const char *etat;  /* that followed, "" when it stayed */
    struct {
        struct action_fil_mot *items;
        size_t n;
    } mots;
};

struct action_fil {
    struct action_fil_entree *items; /* the oldest first */
    size_t n;
};

/* The caller has checked the right to see the action. One statement. */
enum status action_fil_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                            int64_t numero, struct action_fil *fil_r);

#endif
