/* What the service Offre asks about an action, and what the organisation answers: its thread, which
 * stays. Written by the gestures of action_gestes.h; a question is open until an officer decides,
 * or the organisation takes the action back.
 */
#ifndef SOFI_DOMAINE_QUESTION_H
#define SOFI_DOMAINE_QUESTION_H

#include "acteur.h"
#include "db.h"
#include "offre.h"

#define QUESTIONS_MAX 20        /* asked at once */
#define QUESTION_TEXTE_MAX 1000 /* characters, of a question or an answer */

struct action;

/* What a question is about, by its name: "formation.objectif", "action.lieu" (the records inside),
 * "sessions", "action" (as a whole). */
struct question_sujet {
    enum offre_noun noun;
    const struct field *field;       /* NULL: no field */
    const struct offre_genre *genre; /* NULL: no record inside */
    const char *libelle;             /* "Formation : Objectif" */
    const char *adresse;             /* where it is changed: "/formations/192#objectif" */
};

/* How a field, or records inside, of that label are called: "Formation : Objectif", "Rythme". */
const char *question_libelle(struct arena *arena, enum offre_noun noun, const char *libelle);

/* False: there is no such thing. */
bool question_sujet_lu(struct arena *arena, const char *champ, const struct action *action,
                       struct question_sujet *sujet_r);

struct question {
    int64_t id;
    const char *champ;
    const char *texte;
    const char *avant;     /* what the field said then, as people read it */
    const char *posee_par; /* name; "" once the account is gone */
    int64_t posee_le;
    const char *reponse;
    const char *repondue_par;
    int64_t repondue_le; /* 0: not yet; `reponse` is prepared */
    int64_t close_le;    /* 0: open */
    /* ---- of question_preparer() alone */
    struct question_sujet sujet;
    const char *apres; /* what the field says now */
    bool changee;      /* that is another thing */
};

struct questions {
    struct question *items;
    size_t n;
};

/* All of an action, the oldest first. The caller has checked the right to see it. One statement. */
enum status question_lister(struct db *db, struct arena *arena, int64_t action,
                            struct questions *questions_r);

/* ---- asking */
struct question_posee {
    const char *champ;
    const char *texte; /* as typed */
};

struct questions_posees {
    const struct question_posee *items;
    size_t n;
};

/* Cleans them. STATUS_REFUSED with *message_r: none, too many, a text that is empty or too long,
 * something that nobody can be asked about. */
enum status question_juger(struct arena *arena, const struct action *action,
                           const struct questions_posees *posees,
                           struct questions_posees *propres_r, const char **message_r);
/* In the transaction of the gesture. */
enum status question_poser(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const struct action *action, const struct questions_posees *propres);

/* ---- answering */
struct question_reponse {
    int64_t id;
    const char *texte; /* as typed */
};

struct questions_reponses {
    const struct question_reponse *items;
    size_t n;
};

/* The questions of an action that are open and not answered, each with its subject, what was typed
 * now or prepared before, and whether its field was changed. STATUS_REFUSED with *message_r: an
 * answer is too long. */
enum status question_preparer(struct db *db, struct arena *arena, const struct action *action,
                              const struct questions_reponses *reponses,
                              struct questions *questions_r, const char **message_r);
/* Those that nothing answers. */
struct offre_manques question_sans_reponse(struct arena *arena, const struct action *action,
                                           const struct questions *questions);
/* Keeps the answers: sent (`acteur`), or prepared (NULL). In a transaction. */
enum status question_garder(struct db *db, const struct acteur *acteur,
                            const struct questions *questions);

/* All that are open are closed. In a transaction. */
enum status question_clore(struct db *db, int64_t action);

#endif
