/* /tableau-de-bord: the counters, each leading to its list, and what to do next. An officer
 * chooses an establishment (?etablissement=: a SIRET, or words to look for), or sees them all. */
#ifndef SOFI_WEB_TABLEAU_DE_BORD_PAGE_H
#define SOFI_WEB_TABLEAU_DE_BORD_PAGE_H

#include "etablissement.h"
#include "page.h"

struct compteur_view {
    const char *id;      /* of its label, which names the link */
    const char *libelle; /* all but its last word, which is not split at its hyphen */
    const char *mot;
    const char *figure;
    bool zero;
    const char *adresse;
};

struct compteurs_view {
    const struct compteur_view *items;
    size_t n;
};

enum tache_genre {
    TACHE_QUESTION,
    TACHE_REFUS,
    TACHE_QUALIOPI,
    TACHE_SESSIONS,
    TACHE_ACTIONS,
    TACHE_PERDUES
};

struct tache_view {
    enum tache_genre genre;
    const char *titre;
    const char *suite;
    const char *adresse, *bouton;
    const char *autre_adresse, *autre_bouton; /* NULL: none */
};

struct tableau_de_bord_view {
    struct page_view page;
    const char *aujourdhui;            /* "23/11/2026" */
    const char *siret, *etablissement; /* that an officer chose; "" */
    const char *q;                     /* what it typed */
    const char *note;                  /* about its words; NULL */
    const char *message;               /* what is wrong with it; NULL: nothing */
    const char *annuaire, *formations; /* addresses of the tiles */
    struct {
        const struct etablissement_ligne *items;
        size_t n;
    } trouves; /* establishments to choose among */
    struct compteurs_view sessions, actions;
    bool encore; /* there is more to do than is shown */
    struct {
        const struct tache_view *items;
        size_t n;
    } taches;
};

enum status tableau_de_bord_montrer(struct request *request, struct response *response);

#endif
