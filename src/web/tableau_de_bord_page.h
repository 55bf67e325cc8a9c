/* /tableau-de-bord */
#ifndef SOFI_WEB_TABLEAU_DE_BORD_PAGE_H
#define SOFI_WEB_TABLEAU_DE_BORD_PAGE_H

#include "page.h"

struct tableau_de_bord_view {
    struct page_view page;
    const char *aujourdhui; /* "23/11/2026" */
};

enum status tableau_de_bord_montrer(struct request *request, struct response *response);

#endif
