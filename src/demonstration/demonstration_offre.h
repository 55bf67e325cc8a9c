/* An invented offer of training: a dozen sessions of the manual's establishment, or as many as
 * asked for, of invented organisations of the Pays de la Loire. */
#ifndef SOFI_DEMONSTRATION_DEMONSTRATION_OFFRE_H
#define SOFI_DEMONSTRATION_DEMONSTRATION_OFFRE_H

#include "db.h"

#define DEMONSTRATION_SESSIONS_MAX 3000000
/* From so many sessions on, the indexes of what is loaded are made after it. */
#define DEMONSTRATION_SESSIONS_MASSE 10000
#define DEMONSTRATION_GRAND "grand@exemple.fr" /* administers all sites of the largest */

/* The offer of the manual's establishment (formation 192, action 50751, session 133036), dates
 * around today. Part of demonstration_creer(): in its transaction. `site`, `contact`: numbers. */
enum status demonstration_offre_manuel(struct db *db, struct arena *arena, int64_t site,
                                       int64_t contact);

struct demonstration_offre {
    int64_t sessions; /* 1 to DEMONSTRATION_SESSIONS_MAX */
    uint64_t graine;  /* the same seed, number and day give the same base on both engines */
    /* How many sessions are written; may be NULL. */
    void (*progres)(void *contexte, size_t faites, size_t total);
    void *contexte;
};

/* Adds organisations with exactly that many sessions to a base that demonstration_creer() just
 * filled; the largest holds a twentieth of them. In transactions of its own, several: a failure
 * leaves part of it, in a base to be made again, which bears the mark of that (chantier.h) until
 * the last row and index are there. Memory does not grow with the sessions. */
enum status demonstration_offre_generer(struct db *db, struct arena *arena,
                                        const struct demonstration_offre *offre);

#endif
