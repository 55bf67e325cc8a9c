/* …/historique: the journal of a record. */
#ifndef SOFI_WEB_HISTORIQUE_PAGE_H
#define SOFI_WEB_HISTORIQUE_PAGE_H

#include "journal.h"
#include "page.h"

struct historique_view {
    struct page_view page;
    const char *nom;
    const char *siret;
    struct {
        const struct journal_ligne *items;
        size_t n;
    } lignes;
    int64_t suivant; /* 0: no older lines */
};

enum status historique_montrer(struct request *request, struct response *response);

#endif
