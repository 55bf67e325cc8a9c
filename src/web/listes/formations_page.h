/* /formations: the offer as a tree Formation › Action › Session, with search and filters. */
#ifndef SOFI_WEB_FORMATIONS_PAGE_H
#define SOFI_WEB_FORMATIONS_PAGE_H

#include "offre_arbre.h"
#include "offre_liste_page.h"

struct noeud_session {
    int64_t numero;
    const char *dates; /* "du 28/06/2026 au 17/12/2026" */
    const char *commune;
    bool actif;
};

struct noeud_action {
    int64_t formation;
    int64_t numero;
    const char *intitule; /* own, or the site */
    const char *site;
    struct offre_etat_view etat;
    bool ouvert;
    const char *compte; /* "12 sessions" */
    bool autres;        /* more sessions than are shown */
    struct {
        const struct noeud_session *items;
        size_t n;
    } sessions;
};

struct noeud_formation {
    int64_t numero;
    const char *intitule;
    const char *etablissement; /* NULL: that of the page */
    bool vive;
    bool brouillon;
    bool ouvert;
    const char *compte; /* "3 actions" */
    bool autres;
    struct {
        const struct noeud_action *items;
        size_t n;
    } actions;
};

struct formations_view {
    struct page_view page;
    const char *siret, *etablissement;
    const char *q;
    const char *note; /* about the words of the search; NULL */
    bool filtre;      /* a search or a filter is on */
    const char *nouvelle, *toutes;
    const char *debut, *suivante; /* NULL: there is none */
    struct champ_options etats, sites;
    struct {
        const struct noeud_formation *items;
        size_t n;
    } formations;
};

enum status formations_montrer(struct request *request, struct response *response);

#endif
