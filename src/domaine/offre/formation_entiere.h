/* Formations with all that partners and the public are told of them: their actions, sessions,
 * organisms, contacts, and the records inside. Read as a set: a fixed number of statements, however
 * many actions, sessions and contacts there are.
 */
#ifndef SOFI_DOMAINE_FORMATION_ENTIERE_H
#define SOFI_DOMAINE_FORMATION_ENTIERE_H

#include "action.h"
#include "contact.h"
#include "dispositif.h"
#include "session.h"

struct session_entiere {
    struct session session;
    struct offre_details details;
};

struct session_entieres {
    const struct session_entiere *items; /* by début */
    size_t n;
};

struct action_entiere {
    const struct action *action;
    struct offre_details details;
    const struct site *site;          /* dispensateur: organisme formateur */
    struct session_entieres sessions; /* those that are told */
};

struct formation_entiere {
    const struct formation *formation;
    struct offre_details details;
    const struct etablissement *etablissement; /* responsable; formacodes: version, code, libelle */
    const struct site *principal;              /* its principal site */
    struct contacts contacts;                  /* of the establishment, who have not left */
    struct dispositifs dispositifs;            /* those of its sessions: code, libelle, type */
    int64_t formacode;                         /* version of the thesaurus; 0: unknown */
    struct {
        const struct action_entiere *items;
        size_t n;
    } actions;
};

struct formations_entieres {
    const struct formation_entiere *items; /* by number */
    size_t n;
};

/* The actions `numeros` as they are worked on (their drafts when there are
 * some), under their formations; of their sessions those that are not deactivated and end on
 * `aujourdhui` (ISO) or later. An unknown number is left out. The caller has checked the rights.
 * Five statements; memory grows with what is read: some hundreds at a time. */
enum status formation_entiere_charger(struct db *db, struct arena *arena, const int64_t *numeros,
                                      size_t n, const char *aujourdhui,
                                      struct formations_entieres *formations_r);

#endif
