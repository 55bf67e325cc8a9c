/* Writes the rows of an invented offer in bulk, counts its sessions and actions and indexes its
 * words on the way. Used by the demonstration only: it checks nothing.
 *
 * Days are numbers: DEMO_AUJOURDHUI is today. One establishment at a time:
 *
 *     struct demo_charge *charge = demo_charge_creer(db, arena);
 *     demo_charge_commencer(charge);                     // in a transaction
 *     demo_charge_etablissement(charge, id, sites, n);
 *     … demo_charge_formation(), _action(), _session() …
 *     status = demo_charge_fin_etablissement(charge);
 *     demo_charge_totaux(charge);                        // once, after the last one
 *     status = demo_charge_finir(charge);                // before the transaction ends
 *     demo_charge_detruire(charge);
 *
 * The first failure is kept: the following calls do nothing. From demo_charge_commencer() to
 * demo_charge_finir() the connection is that of the thread which writes (demo_ecriture.h).
 */
#ifndef SOFI_DEMONSTRATION_DEMO_CHARGE_H
#define SOFI_DEMONSTRATION_DEMO_CHARGE_H

#include "action_etat.h"
#include "db.h"

#define DEMO_AUJOURDHUI 800 /* days before today that a session may end */
#define DEMO_JOURS 2000
#define DEMO_JAMAIS (-1)
#define DEMO_SITES_MAX 20 /* of an establishment */

struct demo_charge;

struct demo_charge *demo_charge_creer(struct db *db, struct arena *arena);
void demo_charge_detruire(struct demo_charge *charge);

/* Begins the rows of a transaction; what a run of it that failed had counted is forgotten. */
void demo_charge_commencer(struct demo_charge *charge);
enum status demo_charge_finir(struct demo_charge *charge);

/* 0: Monday, 6: Sunday. */
int demo_charge_jour_de_semaine(const struct demo_charge *charge, int jour);

/* ---- the directory */
struct demo_etablissement {
    int64_t id;
    const char *siret, *raison_sociale, *nda, *categorie, *recherche;
    const char *formacode, *formacode_libelle;
};

struct demo_site {
    int64_t numero, etablissement_id;
    bool principal, actif;
    const char *nom_usage, *ligne1, *code_postal, *bureau, *insee, *longitude, *latitude;
    const char *telephone, *email;
};

struct demo_contact {
    int64_t numero, site;
    const char *nom, *prenom, *fonction, *telephone, *email;
};

void demo_charge_annuaire(struct demo_charge *charge, const struct demo_etablissement *e);
void demo_charge_site(struct demo_charge *charge, const struct demo_site *site);
void demo_charge_contact(struct demo_charge *charge, const struct demo_contact *contact);

/* ---- the offer: texts may be NULL where they may lack */
struct demo_formation {
    int64_t numero, etablissement_id, contenu;
    int64_t contact;
    bool vive; /* else its content is a draft */
    int64_t creee_a;
    const char *intitule, *objectif, *resultats_attendus, *texte;
    const char *formacodes[2];
    const char *parcours, *niveau_entree, *niveau_sortie, *objectif_general;
    const char *certification; /* encoded; NULL: it is not certifying */
};

struct demo_action {
    int64_t numero, formation, etablissement_id, site;
    int64_t vive, brouillon; /* contents; 0: none */
    enum action_etat etat;
    bool publique, certifinfo_remplace;
    const char *refus;
    int64_t creee_a;
    const char *intitule, *type, *modalite, *rythme, *alternance, *conditions,
        *detail_prise_en_charge;
    const char *prix_total, *prix_brouillon; /* of the draft of a modification */
    const char *publics[2];
    const char *commune;
    const char *lieu; /* encoded; NULL: at a distance */
    const char *formation_intitule;
    const char *modalites_pedagogiques;
    int64_t heures_centre, heures_entreprise;
    bool permanentes;
};

struct demo_dispositifs {
    const char *liste; /* "3, 4" */
    const char *codes[2];
    bool programme_region, apprentissage, professionnalisation;
    bool public;
};

struct demo_session {
    int64_t numero, action, etablissement_id, site;
    int debut, fin, jusqu_au;
    int desactivee_le; /* DEMO_JAMAIS */
    const struct demo_dispositifs *dispositifs;
    bool initiale, a_distance;
    const char *modalites_inscription, *etat_recrutement;
    int64_t places;
};

void demo_charge_etablissement(struct demo_charge *charge, int64_t id, const int64_t *sites,
                               size_t n);
void demo_charge_formation(struct demo_charge *charge, const struct demo_formation *formation);
void demo_charge_action(struct demo_charge *charge, const struct demo_action *action);
void demo_charge_session(struct demo_charge *charge, const struct demo_session *session);

/* Writes the words of the establishment, its counters and those of its sites. */
enum status demo_charge_fin_etablissement(struct demo_charge *charge);
/* Adds to those of all, once. */
void demo_charge_totaux(struct demo_charge *charge);

#endif
