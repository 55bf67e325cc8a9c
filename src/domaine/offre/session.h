/* A session: dates of an action (LHEO session), and whether it is active (01-domain 3.2). */
#ifndef SOFI_DOMAINE_SESSION_H
#define SOFI_DOMAINE_SESSION_H

#include "acteur.h"
#include "dates.h"
#include "db.h"
#include "dispositif.h"
#include "form.h"
#include "formation.h"
#include "journal.h"
#include "jumeau.h"
#include "reconduction.h"

struct session {
    int64_t numero;
    int64_t version;
    int64_t action;
    int64_t formation;
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom;
    const char *intitule; /* formation's, then the action's own: "A - B" */
    int64_t site;
    const char *site_nom;
    const char *jusqu_au; /* ISO: active while it is today or later (migrations/0007) */
    const char *desactivee_le;
    bool vive;             /* its action is published */
    int64_t reconduite_de; /* of a new one: the session that it renews; 0, and when read */
    int64_t modele;        /* of a new one: the session that it is a copy of; likewise */
    /* The records inside, as they are to be saved with the fields; NULL: they stay as they are. */
    const struct offre_details *details;
    /* ---- the fields of the form */
    const char *debut;
    const char *fin;
    const char *places;
    const char *ligne1, *ligne2, *ligne3; /* adresse d'inscription; all empty: the site's */
    const char *code_postal;
    const char *ville;
    const char *commune; /* of the lieu; "": that of the action's first lieu */
    const char *modalites_inscription;
    const char *inscription_debut, *inscription_fin;
    const char *etat_recrutement; /* dict_etat_recrutement */
    struct text_list dispositifs; /* codes of dispositif, 0–n */
    struct text_list contacts;
    const char *lien;
};

extern const struct field_set session_fields;
extern struct offre_section session_sections[]; /* ended by a NULL code */

#define SESSION_FIN_MAX OFFRE_DATE_MAX

/* ---- records */
enum status session_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                         int64_t numero, struct session *session_r);

/* A new one of an action, without a number; `modele`: like that session of it, its dates and all
 * (0: empty). The records inside `modele` are read apart. STATUS_NOT_FOUND: no such action, or
 * session of it, where the person may write. */
enum status session_commencer(struct db *db, struct arena *arena, const struct acteur *acteur,
                              int64_t action, int64_t modele, struct session *session_r);

/* What the page of its action tells of a session. */
struct session_ligne {
    int64_t numero;
    const char *debut;
    const char *fin;
    const char *places;
    const char *commune;
    const char *jusqu_au;
};

struct session_liste {
    const struct session_ligne *items;
    size_t n;
};

/* The sessions of an action, by début. The caller has read the action. One statement. */
enum status session_lister(struct db *db, struct arena *arena, int64_t action,
                           struct session_liste *liste_r);

/* début ≤ fin, inscription likewise, known dispositifs, contacts of the establishment, a fin after
 * 31/12/2099 is an error of typing. A session wants its dates even in a draft. */
enum status session_verifier(struct db *db, struct form *form,
                             const struct dispositifs *dispositifs, const struct session *ancienne,
                             struct session *nouvelle);

/* The rule of début and fin alone: of a form of some fields of a `struct session`. */
void session_verifier_dates(struct form *form, void *session);

/* Low-risk (01-domain 3.1): goes live at once, journalled (fiche "session"). In a transaction.
 * Counters follow. STATUS_CONFLICT as elsewhere. */
enum status session_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct session *ancienne, const struct session *nouvelle,
                                bool *change_r);
/* The new number is that of `session` too. STATUS_NOT_FOUND: its action is gone, or another's. */
enum status session_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          struct session *session, int64_t *numero_r);
/* The period of inscription of `session`, made from `modele`, moves with its début; one that was
 * changed stays. */
void session_decaler_inscription(struct arena *arena, const struct session *modele,
                                 struct session *session);
/* By hand; STATUS_REFUSED with *message_r when a past session is activated (its end must move
 * first). STATUS_CONFLICT as elsewhere; nothing happens when it is so already. */
enum status session_activer(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct session *session, bool active, const char **message_r);

/* ---- the same session twice
 *
 * Two sessions of an action are twins when they have the same début, the same fin and the same
 * commune of the lieu (none: the action's): nothing else tells them apart for somebody who looks
 * for a training. What one session says of itself does not count: places, recruitment, contacts,
 * and dispositifs, since a session may have several. One that was deactivated counts: it may be
 * activated again. A session that renews one which was renewed already is its twin too, whatever
 * its dates.
 *
 * Twins of each of `sessions`, in the base and among those before it. `ancienne`: what the first of
 * them is in the base (NULL: it is new); without a change of dates or lieu it has no twin. One
 * statement for each session, by indexes (session_action, session_reconduite). */
enum status session_jumelles(struct db *db, struct arena *arena, const struct session *ancienne,
                             const struct session *sessions, size_t n, struct jumeaux *jumeaux_r);

/* ---- reconduction */
/* `nouvelle`, a copy of `modele` with its new dates, becomes the session that renews it: the period
 * of inscription moves with the début. Nothing is written. */
void session_renouveler(struct arena *arena, const struct session *modele,
                        struct session *nouvelle);

/* Creates sessions that session_renouveler() made and session_verifier() found right, each with all
 * that the one that it renews has. In a transaction: all or none. STATUS_NOT_FOUND when one may not
 * be changed. */
enum status session_reconduire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               struct session *sessions, size_t n);

#endif
