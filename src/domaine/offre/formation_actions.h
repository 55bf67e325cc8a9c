/* The actions of a formation, as its page lists them. */
#ifndef SOFI_DOMAINE_FORMATION_ACTIONS_H
#define SOFI_DOMAINE_FORMATION_ACTIONS_H

#include "acteur.h"
#include "action_etat.h"
#include "db.h"

struct formation_action {
    int64_t numero;
    const char *intitule; /* its own, "" */
    const char *site;
    enum action_etat etat;
    bool vive;
    bool brouillon;
    bool refusee;
    int64_t sessions;
    int64_t actives; /* of them */
};

struct formation_actions {
    const struct formation_action *items; /* by number */
    size_t n;
    bool ailleurs;     /* a published one is on a site that the person does not administer */
    unsigned perdues;  /* by one of them: bits of PERDUE_… (derives.h) */
    int64_t validee_a; /* the last time one of them went live with it: instant, 0: never */
    bool envoyee;      /* some action of the formation, whoever gives it, is being reviewed */
};

/* Those on sites that the person administers; officers: all. `aujourdhui`: ISO. The caller has read
 * the formation. One statement. */
enum status formation_actions_lister(struct db *db, struct arena *arena,
                                     const struct acteur *acteur, int64_t formation,
                                     const char *aujourdhui, struct formation_actions *actions_r);

#endif
