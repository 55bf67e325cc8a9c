/* What formation.c, action*.c share beside offre.h. */
#ifndef SOFI_DOMAINE_OFFRE_PRIVATE_H
#define SOFI_DOMAINE_OFFRE_PRIVATE_H

#include "acteur.h"
#include "action_etat.h"
#include "offre.h"

/* ---- sets of fields */

/* Some field of the set differs; *sans_risque_r: each that does is FIELD_LOW_RISK. */
bool offre_differe(const struct field_set *set, const void *avant, const void *apres,
                   bool *sans_risque_r);

/* ---- records inside, all at once */
struct offre_changement {
    const struct offre_genre *genre;
    int64_t rang;
    const void *avant, *apres; /* NULL: there was none; it is removed */
};

struct offre_changements {
    struct offre_changement *items;
    size_t n;
};

/* What differs between those of a content and `voulus` (NULL: nothing). STATUS_REFUSED: more of a
 * genre than its maximum. */
enum status offre_changements_lire(struct db *db, struct arena *arena, enum offre_noun noun,
                                   int64_t contenu, const struct offre_details *voulus,
                                   struct offre_changements *changements_r);
bool offre_changements_touchent(const struct offre_changements *changements, const char *genre);
/* Writes them into a content that holds what they were read from; they become the `autres` of the
 * line of the journal. */
enum status offre_changements_ecrire(struct db *db, struct arena *arena, int64_t contenu,
                                     const struct offre_changements *changements,
                                     struct journal_ecriture *ecriture);

/* ---- checks of fields */
const char *offre_juger_formacode(struct arena *arena, const char *value);
const char *offre_juger_entier(struct arena *arena, const char *value);

/* The codes of each list of the form that `ancien` has not are known to the source of the field:
 * terms of the Formacode, codes of a nomenclature that was imported, contacts of the establishment.
 * A message in the form else. */
enum status offre_verifier_codes(struct db *db, struct form *form, const void *ancien,
                                 const void *nouveau, int64_t etablissement_id);

/* ---- journal: `ecriture` without its `choix` */

/* The differences of the set, codes with their labels, then its `autres`. */
enum status offre_journaliser(struct db *db, struct arena *arena,
                              const struct journal_ecriture *ecriture);
/* A record of offre_detail.donnees. What was right when it was written is read as it is: rules may
 * have changed since. */
void *offre_decoder(struct arena *arena, const struct offre_genre *genre, const char *donnees);

/* ---- rows of lists and of records inside */

/* Genre, rank, fields, from column `debut` on. One of an unknown genre is left out. */
void offre_ajouter_detail(const struct db_rows *rows, int debut, struct arena *arena,
                          enum offre_noun noun, struct offre_details *details);

/* ---- what is missing */
/* The required fields of the set that are empty or a mere "-". "Formation", "/formations/192". */
void offre_exiger(struct arena *arena, const struct field_set *set, const void *record,
                  const char *quoi, const char *adresse, struct offre_manques *manques);

/* ---- contents */

struct offre_place {
    int64_t vive, brouillon; /* 0: none */
    int64_t version;         /* of the one that is worked on */
    enum action_etat etat;   /* of an action */
    bool envoyee;            /* of a formation: one of its actions is being reviewed */
    bool ailleurs; /* of a formation: one that is published is on a site out of the person's reach
                    */
};

/* ---- a formation, for its actions */

/* A save of the formation that runs at the same time waits, or is run again: what was checked is
 * what is sent. */
enum status formation_tenir(struct db *db, int64_t numero);
/* Its draft becomes what is live, if there is one (action_refermer_toutes). */
enum status formation_publier(struct db *db, struct arena *arena, const struct acteur *acteur,
                              int64_t numero, const char *etablissement_nom, int64_t dit);

/* ---- an action, for its life */

/* What is worked out from the records inside an action. */
bool action_financeur_public(const char *code);
const char *action_commune_du_lieu(const struct lieu *lieu); /* "" when it says none */
/* The commune of the first lieu of a content, as lists show it and are searched. */
enum status action_situer_lieu(struct db *db, struct arena *arena, int64_t etablissement_id,
                               int64_t numero, int64_t contenu);

/* STATUS_NOT_FOUND without the right on its site. */
enum status action_situer(struct db *db, const struct acteur *acteur, int64_t numero,
                          struct offre_place *place_r);

#endif
