/* One organisation of the invented offer: its establishment, sites and contacts, then its
 * formations. What follows from its rank and the seed is the same however often it is made. */
#ifndef SOFI_DEMONSTRATION_DEMO_ORGANISME_H
#define SOFI_DEMONSTRATION_DEMO_ORGANISME_H

#include "demo_charge.h"
#include "demo_lexique.h"
#include "position.h"

#define DEMO_SUJETS_MAX 8

/* The numbers that come next. */
struct demo_place {
    uint32_t organisme;
    int64_t faites; /* sessions */
    int64_t etablissement, site, contact;
    int64_t formation, formation_contenu, action, action_contenu, session;
};

struct demo_lieu {
    int64_t numero;
    const struct demo_ville *ville;
    bool actif;
    const char *lieu; /* encoded */
};

struct demo_organisme {
    struct hasard hasard;
    int64_t id;
    int64_t reste;                 /* sessions to invent */
    struct demo_session *sessions; /* that were invented */
    int64_t session_n;
    char nom[200];
    struct demo_lieu sites[DEMO_SITES_MAX];
    size_t site_n;
    int64_t contact;
    const struct demo_sujet *sujets[DEMO_SUJETS_MAX];
    size_t sujet_n;
};

struct demo_generateur {
    struct arena *scratch; /* of an organisation */
    uint64_t graine;
    struct demo_charge *charge;
    struct demo_place place;
    struct position *centres; /* of demo_villes */
    int64_t maintenant;
    int64_t grand_sites[DEMO_SITES_MAX];
    size_t grand_site_n;
    int64_t grand_contact;
    char objectif[DEMO_TEXTE], resultats[DEMO_TEXTE], texte[DEMO_TEXTE];
};

/* The directory of the organisation `place.organisme`, which will have `sessions` sessions. */
void demo_organisme_creer(struct demo_generateur *generateur, struct demo_organisme *organisme,
                          int64_t sessions);

/* A formation with its actions, and their sessions beside; `reste` is lowered by as many, never
 * below 0. */
void demo_formation_creer(struct demo_generateur *generateur, struct demo_organisme *organisme);
/* Once `reste` is 0: the sessions, in the order of their ends. */
void demo_organisme_finir(struct demo_generateur *generateur, struct demo_organisme *organisme);

#endif
