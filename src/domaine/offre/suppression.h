/* What was entered and never shown can be removed, with all below it: a formation with its actions,
 * an action with its sessions, a session. It disappears everywhere at once, and an officer can
 * restore it for SUPPRESSION_JOURS days; then it is erased. Its number is never given again, its
 * history stays.
 *
 * What is published, or was, is never removed: people and partners know it (01-domain 3: numbers
 * are stable, what is absent was not deleted). Nor is what the service Offre examines.
 *
 * The rows leave the tables of the offer (migrations/0018): no list, counter or page has to leave
 * them out.
 */
#ifndef SOFI_DOMAINE_SUPPRESSION_H
#define SOFI_DOMAINE_SUPPRESSION_H

#include "acteur.h"
#include "dates.h"
#include "db.h"
#include "liste.h"
#include "offre.h"

#define SUPPRESSION_JOURS 30

/* "la formation 192", "l'action 50751", "la session 133036" */
const char *suppression_nommer(struct arena *arena, enum offre_noun noun, int64_t numero);

/* ---- before */

struct suppression_fiche {
    enum offre_noun noun;
    int64_t numero;
    const char *texte; /* its own title; "Du 04/01/2027 au 28/05/2027" */
};

struct suppression_projet {
    enum offre_noun noun;
    int64_t numero;
    int64_t parent; /* the formation of an action, the action of a session; 0 */
    int64_t etablissement_id;
    const char *etablissement_nom;
    const char *titre;
    struct {
        struct suppression_fiche *items;
        size_t n;
    } fiches; /* itself, its actions, their sessions */
    size_t actions, sessions;
    const char *vu;       /* of all that: what a person says yes to */
    const char *obstacle; /* why it is not removed; NULL: it can be */
    /* Then: where to go instead, and what it says; NULL: nowhere. */
    const char *ailleurs, *ailleurs_texte;
};

/* What removing would take away. A fixed number of statements. STATUS_NOT_FOUND without the right
 * to see it. */
enum status suppression_prevoir(struct db *db, struct arena *arena, const struct acteur *acteur,
                                enum offre_noun noun, int64_t numero,
                                struct suppression_projet *projet_r);

/* Removes it: `vu` is suppression_projet.vu of what the person saw (NULL: not asked). Each record
 * has its line in the journal, and so has the parent. In a transaction. STATUS_CONFLICT: it is no
 * longer what was seen; STATUS_REFUSED: there is an obstacle. *projet_r is written in each case but
 * STATUS_NOT_FOUND, `jusqu_au_r` when it is done. */
enum status suppression_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                              enum offre_noun noun, int64_t numero, const char *vu,
                              struct suppression_projet *projet_r, char jusqu_au_r[DATES_ISO_SIZE]);

/* ---- after */

struct suppression {
    int64_t id;
    enum offre_noun noun;
    int64_t numero;
    int64_t parent;
    const char *titre; /* "" once it is erased */
    int64_t etablissement_id;
    const char *etablissement_siret, *etablissement_nom;
    int64_t actions, sessions; /* that went with it */
    const char *auteur;
    int64_t instant;
    const char *jusqu_au; /* ISO: the last day on which it can be restored */
    bool effacee;
};

/* By which a record was removed; STATUS_NOT_FOUND: it was not, or it is not the person's. One
 * statement. */
enum status suppression_chercher(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 enum offre_noun noun, int64_t numero, struct suppression *s_r);

/* Puts all back as it was. For officers: STATUS_FORBIDDEN else. STATUS_REFUSED with *message_r: the
 * days have passed, or what it hung on is gone. *s_r is what was removed. In a transaction. */
enum status suppression_restaurer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t id, struct suppression *s_r, const char **message_r);

/* Erases what nobody can restore any more, SUPPRESSION_LOT at most. Once a day at least: a day is
 * counted when the clock shows another one, and nothing goes before SUPPRESSION_JOURS of them were
 * counted and its last day is over: a clock that jumps ahead and comes back erases nothing. In a
 * transaction. */
#define SUPPRESSION_LOT 200
enum status suppression_effacer(struct db *db, const char *aujourdhui);

/* For sofi check: removals of which a record is in the offer too ($1: yesterday, $2: behind which,
 * $3: how many), and what mends one: what is there stays. */
extern const struct statement *const suppression_doubles;
enum status suppression_dedoubler(struct db *db, int64_t id);

/* ---- the list of what can be restored on a day, newest first: rows of struct suppression.
 * `etablissement_id` 0: all; `q`: words of titles, of organisations and numbers, "": all; `apres`
 * as in liste.h. */
#define SUPPRESSION_PAGE 25
enum status suppression_lister(struct db *db, struct arena *arena, int64_t etablissement_id,
                               const char *aujourdhui, const char *q, const char *apres,
                               struct liste_page *page_r);

#endif
