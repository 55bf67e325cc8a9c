/* An action: a formation given by a site, in some place, for some public (LHEO action). Its life is
 * in action_gestes.h; what is validated stays live, unchanged, while its modification is entered or
 * reviewed.
 */
#ifndef SOFI_DOMAINE_ACTION_H
#define SOFI_DOMAINE_ACTION_H

#include "action_etat.h"
#include "formation.h"
#include "site.h"

struct action {
    int64_t numero;
    int64_t formation;
    int64_t contenu_id; /* action_contenu.id that was read: the draft when there is one */
    int64_t version;
    bool vive;
    bool brouillon;
    bool formation_brouillon; /* its formation is a draft, or has one */
    enum action_etat etat;
    /* What is read here, its formation and its sessions: action_demande.vu. "" in a set. */
    const char *vu;
    int64_t envoyee_a, validee_a; /* last; instants, 0: never, or in a set */
    struct offre_debut debut;     /* of the content that was read; likewise */
    const char *message;          /* to the service Offre, with what is sent; "" */
    const char *refus;            /* reason of the last refusal, "" */
    const char *doublon;          /* reason given for a near-duplicate, "" */
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom;
    const char *formation_intitule;
    const char *site_nom;
    int64_t site_vif; /* that its people see it from: of the published version, if any */
    bool site_ouvert; /* it and its establishment are active */
    unsigned perdues; /* of what is published, bits of PERDUE_… (derives.h) */
    bool remplace;    /* a code was replaced, and the organisation has not seen it */
    /* The records inside, as they are to be saved with the fields; NULL: they stay as they are. */
    const struct offre_details *details;
    /* ---- the fields of the form */
    const char *intitule;              /* own, optional */
    int64_t site;                      /* dispensateur: organisme formateur */
    const char *type;                  /* "initiale", "continue" */
    const char *modalite_enseignement; /* dict_modalites_enseignement */
    const char *rythme;
    struct text_list publics; /* dict_publics_vises, 1–10 */
    const char *info_public_vise;
    const char *niveau_entree_obligatoire; /* dict_boolean */
    const char *modalites_alternance;
    const char *conditions_specifiques;
    const char *prise_en_charge; /* dict_boolean */
    const char *detail_prise_en_charge;
    const char *entrees_sorties; /* dict_modalites_es: "0" dates fixes, "1" permanentes */
    const char *heures_centre;   /* whole hours, as text, "" unknown */
    const char *heures_entreprise;
    const char *heures_total; /* centre + entreprise */
    const char *duree_hebdomadaire;
    const char *duree_indicative;
    const char *duree_cycle;
    const char *duree_conventionnee;
    const char *conventionnement; /* dict_boolean */
    const char *prix_horaire;     /* "12.50": comma accepted and normalised */
    const char *prix_total;
    const char *frais_restants;
    const char *modalites_pedagogiques;
    struct text_list codes_pedagogiques; /* dict_modalites_pedagogiques, 0–5 */
    const char *modalites_recrutement;
    const char *perimetre_recrutement;
    const char *infos_perimetre;
    const char *restauration, *hebergement, *transport, *acces_handicapes; /* "": the site's */
    struct text_list langues;                                              /* ISO 639-1, 0–5 */
    struct text_list dates_information;                                    /* ISO, 0–3 */
    struct text_list liens;                                                /* 0–3 */
};

extern const struct field_set action_fields;
/* What goes with its sending, and is no part of its content. */
extern const struct field_set action_annexe;
extern struct offre_section action_sections[];

/* The right to see it; STATUS_NOT_FOUND without. One statement. */
enum status action_autoriser(struct db *db, const struct acteur *acteur, int64_t numero);
enum status action_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        int64_t numero, struct action *action_r);
enum status action_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                             int64_t numero, struct action *action_r);
/* A new draft on a site that the person administers; STATUS_NOT_FOUND: it is not, or the formation
 * is gone. */
enum status action_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct formation *formation, int64_t site, int64_t *numero_r);
/* `sites`: those of the establishment that the person administers. */
enum status action_verifier(struct db *db, struct form *form, const struct site_liste *sites,
                            const struct action *ancienne, struct action *nouvelle);
/* Likewise formation_enregistrer(); STATUS_FORBIDDEN for an OF while the action is reviewed. What
 * was never published moves to its new site at once, with its sessions; else once it is validated.
 */
enum status action_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct field_set *set, const struct action *ancienne,
                               const struct action *nouvelle, bool *change_r);
/* Keeps `nouvelle->message` for its sending, where it differs: of an action that is being entered.
 * In the transaction of a save. */
enum status action_garder_message(struct db *db, const struct action *ancienne,
                                  const struct action *nouvelle, bool *change_r);
/* A new draft with the same content, on the same formation. */
enum status action_dupliquer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct action *action, int64_t *numero_r);
/* Works action.publique out anew: one of its financeurs is a public body, or one of its sessions
 * has a public dispositif. After each change of the financeurs, or of the dispositifs of a session.
 * In a transaction. */
enum status action_publique(struct db *db, int64_t action);

/* ---- before it is sent */

/* All that lacks, of the formation, of the action and of its sessions (one at least). */
enum status action_manques(struct db *db, struct arena *arena, const struct action *action,
                           struct offre_manques *manques_r);

/* What a published version hung on and has no more (bits of PERDUE_…), each where it is mended. */
struct action_perte {
    unsigned perdues;
    int64_t formation, action, site; /* numbers; 0 where no bit needs it */
    struct offre_manques manques;    /* what comes of it */
};

/* Fills the `manques` of each; `breves`: names alone, "Site inactif". One statement when a session
 * has to be found, else none. */
enum status action_perdues(struct db *db, struct arena *arena, struct action_perte *pertes,
                           size_t n, bool breves);

struct action_proche {
    int64_t numero;
    const char *intitule;
    const char *difference; /* "mêmes durées", "7 heures de moins" */
};

struct action_proches {
    const struct action_proche *items;
    size_t n;
};

/* Other actions of the same formation (or of a formation of the same establishment with the same
 * intitulé), mode, place (commune of the first lieu), publics, price, and durations within 10
 * hours. 20 at most. */
enum status action_doublons(struct db *db, struct arena *arena, const struct action *action,
                            struct action_proches *proches_r);

#endif
