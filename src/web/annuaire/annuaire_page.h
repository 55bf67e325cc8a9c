/* /annuaire: the account's establishment, or the list when there are several. */
#ifndef SOFI_WEB_ANNUAIRE_PAGE_H
#define SOFI_WEB_ANNUAIRE_PAGE_H

#include "etablissement.h"
#include "page.h"

struct annuaire_view {
    struct page_view page;
    const char *q;
    const char *note; /* about the words of the search; NULL */
    int64_t total;
    const char *suivant; /* NULL: there is none */
    struct {
        const struct etablissement_ligne *items;
        size_t n;
    } lignes;
};

enum status annuaire_montrer(struct request *request, struct response *response);

#endif
