/* The life of an action (01-domain 3.1): one table of transitions, and what writes the state of an
 * action. docs/etats.md is drawn from the table.
 *
 * To add a gesture: its rows in action_transitions.c, its address in web/routes.c, what is expected
 * of it in tests/both/test_domaine_gestes.c, and the drawing made again (script/dessins).
 */
#ifndef SOFI_DOMAINE_ACTION_TRANSITIONS_H
#define SOFI_DOMAINE_ACTION_TRANSITIONS_H

#include "acteur.h"
#include "action_etat.h"
#include "action_lettres.h"
#include "buffer.h"
#include "db.h"
#include "journal.h"

/* ---- gestures, by their codes: the last word of an address, and of the drawing. Those that code
 * names; others stand in the table alone. */
#define GESTE_ENVOYER "envoyer"
#define GESTE_RETIRER "retirer"
#define GESTE_VALIDER "valider"
#define GESTE_REFUSER "refuser"
#define GESTE_MODIFIER "modifier"     /* a save into its draft */
#define GESTE_ABANDONNER "abandonner" /* its pending modification is given up */
#define GESTE_SUPPRIMER "supprimer"   /* what was never published is removed (suppression.h) */
#define GESTE_QUESTIONNER "questionner"
#define GESTE_REPONDRE "repondre"
#define GESTE_REMPLACER "remplacer" /* a Certifinfo code (code_remplace.h) */
#define GESTE_VU "certifinfo-vu"    /* and the organisation knows */

struct action_geste {
    const char *code;
    const char *bouton;  /* "Valider"; NULL: no page has a button for it */
    const char *attente; /* "Votre action est à l'examen…", above the button; NULL: nothing */
    unsigned masque;     /* bits of profiles that see no button, though they may */
    const char *champ;   /* name of the text that comes with it; NULL: there is none */
    const char *motif;   /* its label */
    const char *journal; /* and what the journal calls it, NULL: as the label */
    const char *aide;    /* below that text */
    bool motif_exige;
    bool danger;           /* its button only unfolds what is said and asked */
    const char *confirmer; /* and this one does it: "Refuser l'action" */
    const char *titre;     /* what the next page says: "Action validée" */
    const char *suite;
    const char *echec; /* "Action non envoyée" */
};

/* NULL: there is none of that code. */
const struct action_geste *action_geste_nomme(const char *code);

/* The gestures of the table, in its order; NULL behind the last. */
const struct action_geste *action_geste_rang(size_t rang);

/* ---- a row */
enum action_effet { /* what is judged, and what is done besides the state */
                    EFFET_COMPLETE = 1 << 0, /* nothing lacks, on living references */
                    EFFET_UNIQUE = 1 << 1,   /* a near-duplicate has its reason, which is kept */
                    EFFET_OUBLIER = 1 << 2,  /* the last refusal */
                    EFFET_REFUSER = 1 << 3,  /* the motif is a refusal */
                    EFFET_PUBLIER =
                        1 << 4, /* the drafts of the action and of its formation go live */
                    EFFET_EFFACER = 1 << 5,     /* the draft of the action goes */
                    EFFET_DATER_ENVOI = 1 << 6, /* it enters the queue */
                    EFFET_SUPPRIMER = 1 << 7,   /* it goes, with its sessions: no state follows */
                    EFFET_QUESTIONNER = 1 << 8, /* questions are asked */
                    EFFET_REPONDRE = 1 << 9,    /* each of them is answered */
                    EFFET_CLORE = 1 << 10,      /* none is open any more */
                    EFFET_REMPLACER = 1 << 11,  /* a code, in all actions of the formation */
                    EFFET_VU = 1 << 12,         /* replaced codes are seen */
};

struct action_transition {
    enum action_etat de;
    const char *geste;
    unsigned qui;    /* bits of profiles; 0: nobody, the formation moves it */
    unsigned si;     /* bits that action_transitions.c knows */
    unsigned effets; /* bits of enum action_effet */
    enum action_etat vers;
    enum action_avis avis; /* the letter that tells of it */
};

/* What rows are chosen by, and what writing one needs. */
struct action_situation {
    int64_t numero;
    enum action_etat etat;
    bool vive, brouillon, formation_brouillon;
    bool remplace;               /* a code was replaced, and is not seen yet */
    const char *refus, *doublon; /* "": none */
    const char *message;         /* that goes with its sending; NULL or "": none */
    const char *etablissement_nom;
};

/* The row of an action as it is, whoever asks; NULL: none. */
const struct action_transition *action_transition_de(const struct action_situation *action,
                                                     const char *geste);
bool action_transition_permise(const struct action_transition *t, const struct acteur *acteur);
/* The first row of the gesture that the profile may use, in whatever state; NULL: none. */
const struct action_transition *action_transition_ouverte(const char *geste,
                                                          const struct acteur *acteur);

/* Writes the state, the refusal, the reason, whether a replaced code waits to be seen, and the line
 * of the journal of a row that was judged; adds to `lettres`, which are of the row's avis, who is
 * told. The caller counts (action_compter) around it, and deposits the letters. */
enum status action_transition_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    const struct action_situation *action,
                                    const struct action_transition *t, const char *motif,
                                    const struct action_recit *recit,
                                    struct action_lettres *lettres);

/* A modification of the action begins (GESTE_MODIFIER), counted. STATUS_FORBIDDEN as below. */
enum status action_commencer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct action_situation *action);

/* Whether the person may save into the draft of an action of that state: STATUS_FORBIDDEN else. */
enum status action_modifiable(enum action_etat etat, const struct acteur *acteur);

/* ---- the other actions of a formation: each that moves has its line in the journal. In a
 * transaction. */

/* A modification of the formation begins: what was validated is being entered. */
enum status action_rouvrir_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t formation, const char *etablissement_nom);
/* It went live, or was given up: actions that had nothing else to wait for are validated again.
 * One that was sent, or refused, stays so. `dit`: accounts of this site are told already; 0. */
enum status action_refermer_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   int64_t formation, const char *etablissement_nom,
                                   const char *motif, int64_t dit);
/* A code was replaced: all of them, published or not. `texte`: which by which. */
enum status action_remplacer_toutes(struct db *db, struct arena *arena, const struct acteur *acteur,
                                    int64_t formation, const char *etablissement_nom,
                                    const char *texte);

/* Writes the table as a drawing (Mermaid, stateDiagram-v2) and as a list, for docs/etats.md. */
void action_gestes_dessiner(struct buffer *out);

#endif
