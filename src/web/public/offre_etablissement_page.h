/* /offre/etablissements/{siret}: an establishment as the public sees it, and its calendar. */
#ifndef SOFI_WEB_OFFRE_ETABLISSEMENT_PAGE_H
#define SOFI_WEB_OFFRE_ETABLISSEMENT_PAGE_H

#include "escape.h"
#include "offre_publique.h"
#include "page.h"
#include "qualiopi.h"

struct offre_site_view {
    const struct public_site *site;
    const char *ville; /* "44000 Nantes" */
    struct qualiopi_view qualiopi;
    const char *telephone_fixe_lien;
    const char *telephone_mobile_lien;
    const char *adresse_web;
    bool adresse; /* some line of it is known */
    bool faits;   /* something is known besides the address */
    struct html carte;
};

struct offre_contact_view {
    const struct public_contact *contact;
    const char *telephone_lien;
};

struct offre_etablissement_view {
    struct page_view page;
    const struct public_etablissement *etablissement;
    struct {
        const struct offre_site_view *items;
        size_t n;
    } sites;
    struct {
        const struct offre_contact_view *items;
        size_t n;
    } contacts;
    struct offre_portes_ouvertes_view portes_ouvertes;
    int64_t portes_ouvertes_total;
    bool portes_ouvertes_suite; /* there are more than those shown */
    const char *abonnement;     /* webcal: the calendar of its open days */
    bool cote;                  /* the column of domains and contacts is not empty */
    struct html json_ld;
};

enum status offre_etablissement_montrer(struct request *request, struct response *response);
enum status offre_etablissement_calendrier(struct request *request, struct response *response);

#endif
