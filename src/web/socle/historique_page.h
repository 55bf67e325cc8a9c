/* …/historique: the journal of a record of the directory. */
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
    int64_t suivant; /* 0: no older lines */
};

enum status historique_etablissement(struct request *request, struct response *response);
enum status historique_site(struct request *request, struct response *response);
enum status historique_contact(struct request *request, struct response *response);
enum status historique_porte_ouverte(struct request *request, struct response *response);
enum status historique_formation(struct request *request, struct response *response);
enum status historique_action(struct request *request, struct response *response);
enum status historique_session(struct request *request, struct response *response);

#endif
