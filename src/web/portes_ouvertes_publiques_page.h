/* /offre/portes-ouvertes and its calendar: the coming open days, for everybody. */
#ifndef SOFI_WEB_PORTES_OUVERTES_PUBLIQUES_PAGE_H
#define SOFI_WEB_PORTES_OUVERTES_PUBLIQUES_PAGE_H

#include "champ.h"
#include "escape.h"
#include "offre_publique.h"
#include "page.h"

struct portes_ouvertes_publiques_view {
    struct page_view page;
    struct champ_view nature;
    struct champ_view departement;
    struct offre_portes_ouvertes_view liste;
    int64_t total;
    int64_t suivant; /* 0: no next page */
    bool filtre;     /* something was chosen */
    bool suite;      /* not the first page */
    struct html json_ld;
};

enum status portes_ouvertes_publiques_montrer(struct request *request, struct response *response);
enum status portes_ouvertes_publiques_calendrier(struct request *request,
                                                 struct response *response);

#endif
