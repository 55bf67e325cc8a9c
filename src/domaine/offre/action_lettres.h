/* Who is told by mail of what becomes of an action, and in which words (01-domain 3.1). The table
 * of action_transitions.c says which gesture makes which letter.
 *
 * Told are the accounts of organisations that administer the site of the action, are active, and
 * have « Notification Email »; never the one who acts. Each gets one letter for one gesture,
 * however many actions it moves.
 */
#ifndef SOFI_DOMAINE_ACTION_LETTRES_H
#define SOFI_DOMAINE_ACTION_LETTRES_H

#include "acteur.h"
#include "db.h"
#include "journal.h"

enum action_avis {
    AVIS_AUCUN,
    AVIS_VALIDEE,
    AVIS_REFUSEE,
    AVIS_ROUVERTE, /* its formation is being modified */
    AVIS_REFERMEE, /* and no more */
    AVIS_QUESTION,
    AVIS_CODE, /* a code of its certification was replaced */
    AVIS_SORTES
};

/* In the drawing: "aucune", "validation"… */
extern const char *const action_avis_noms[AVIS_SORTES];

struct action_lecteur {
    int64_t compte;
    const char *email;
    int64_t action, formation;
    const char *formation_intitule, *intitule; /* that of the formation, that of the action */
};

/* What the journal says of a gesture beside the state. */
struct action_recit {
    const struct journal_difference *items;
    size_t n;
};

/* The letters of one gesture. Begins as {.avis, .acteur, .sauf, .points}. */
struct action_lettres {
    enum action_avis avis;
    const struct acteur *acteur;
    int64_t sauf;               /* a site whose accounts another letter tells; 0: none */
    struct action_recit points; /* AVIS_QUESTION: what is asked */
    struct action_lecteur *items;
    size_t n;
};

/* One more action; *n_r: how many people are told of it. AVIS_AUCUN: nobody, no statement; else
 * one. */
enum status action_lettres_ajouter(struct db *db, struct arena *arena,
                                   struct action_lettres *lettres, int64_t action, size_t *n_r);

/* Writes them into the outbox, one statement each. `motif`: why, "" where nobody said. */
enum status action_lettres_deposer(struct db *db, struct arena *arena,
                                   const struct action_lettres *lettres, const char *motif);

#endif
