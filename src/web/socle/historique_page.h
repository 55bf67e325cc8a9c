/* …/historique: the journal of a record. */
#ifndef SOFI_WEB_HISTORIQUE_PAGE_H
#define SOFI_WEB_HISTORIQUE_PAGE_H

#include "journal.h"
#include "page.h"

struct historique_view {
    struct page_view page;
    const char *nom;
    const char *numero;  /* "SIRET 13000511900032", "Site 36364" */
    const char *retour;  /* the record */
    const char *adresse; /* of this page */
    struct {
        const struct journal_ligne *items;
        size_t n;
    } lignes;
    const char *suivant; /* NULL: no older lines */
};

/* A record whose journal is asked for. */
struct historique_sujet {
    const char *noun; /* of the journal: "site" */
    int64_t id;
    const char *nom;
    const char *numero;
    const char *retour;
    enum page_menu menu;
    const struct page_view *chemin; /* its breadcrumb and last word are taken */
};

enum status historique_montrer(struct request *request, struct response *response,
                               const struct historique_sujet *sujet);

#endif
