/* What people do with an action: send it, validate it… A gesture is a row of the table of
 * action_transitions.h; it is done here, whole.
 */
#ifndef SOFI_DOMAINE_ACTION_GESTES_H
#define SOFI_DOMAINE_ACTION_GESTES_H

#include "action.h"
#include "action_transitions.h"
#include "question.h"

#define ACTION_GESTES_MAX 12
/* Those with a button that the person may do now, in the order of the table. Returns how many. */
size_t action_gestes_possibles(const struct action *action, const struct acteur *acteur,
                               const struct action_geste *gestes_r[ACTION_GESTES_MAX]);

/* Whether its state and the profile allow the gesture, with a button or without. */
bool action_geste_possible(const struct action *action, const struct acteur *acteur,
                           const char *geste);

/* ---- one gesture */
struct action_demande {
    const char *motif; /* as typed; NULL: nothing */
    /* action.vu of what the person saw; NULL: it is not asked (a save names a version of its own)
     */
    const char *vu;
    struct questions_posees questions;  /* GESTE_QUESTIONNER */
    struct questions_reponses reponses; /* GESTE_REPONDRE: typed now */
    const char *ancien, *nouveau; /* GESTE_REMPLACER: Certifinfo codes, as typed; NULL: none */
};

struct action_resultat {
    const char *message; /* why it is refused; NULL where what follows says it */
    bool motif_faux;     /* the message is about the text that came with it */
    struct offre_manques manques;
    struct action_proches proches;
    struct { /* STATUS_CONFLICT: what was changed since, "Formation : Objectif" */
        const struct journal_champ *items;
        size_t n;
    } changes;
    const char *auteur; /* who did the last of them; "" */
};

/* Does a gesture: holds the row, compares with what was seen, judges what the table wants, writes
 * the state, what goes live, all that is derived, the journal (fiche "action"), and likewise for
 * the other actions of the formation that it moves. In a transaction.
 * STATUS_NOT_FOUND: no such action for this person, or no such gesture. STATUS_FORBIDDEN: not for
 * the profile. STATUS_REFUSED: state, motif, what lacks. STATUS_CONFLICT: it is no longer what was
 * seen. *resultat_r is written in each case. */
enum status action_passer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          int64_t numero, const char *geste, const struct action_demande *demande,
                          struct action_resultat *resultat_r);

#endif
