/* /offre/portes-ouvertes and its calendar: the coming open days, for everybody; and each on a page
 * of its own, which stays when it is past, and says so when it was cancelled (410). */
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
    const char *suivante;   /* NULL: no next page */
    const char *abonnement; /* webcal: the calendar of this choice */
    bool filtre;            /* something was chosen */
    bool suite;             /* not the first page */
    struct html json_ld;
};

struct porte_ouverte_publique_view {
    struct page_view page;
    struct offre_porte_ouverte_view p;
    const char *agenda; /* path of its calendar; NULL when it is past or cancelled */
    bool passee;
    struct html carte;
    struct html json_ld;
};

enum status portes_ouvertes_publiques_montrer(struct request *request, struct response *response);
enum status portes_ouvertes_publiques_calendrier(struct request *request,
                                                 struct response *response);

enum status porte_ouverte_publique_montrer(struct request *request, struct response *response);
enum status porte_ouverte_publique_calendrier(struct request *request, struct response *response);

#endif
