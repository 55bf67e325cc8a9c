/* /compte/connexions: a person's open logins, and the way to end the others. */
#ifndef SOFI_WEB_CONNEXIONS_PAGE_H
#define SOFI_WEB_CONNEXIONS_PAGE_H

#include "page.h"

struct connexion_ligne {
    int64_t id;
    const char *appareil;
    const char *reseau;
    const char *ouverte;
    const char *vue;
    bool courante;
};

struct connexions_view {
    struct page_view page;
    struct {
        const struct connexion_ligne *items;
        size_t n;
    } lignes;
    bool autres; /* there are others than the one that looks */
};

enum status connexions_montrer(struct request *request, struct response *response);

/* `fermer`: the number of a login, or "autres". */
enum status connexions_agir(struct request *request, struct response *response);

#endif
