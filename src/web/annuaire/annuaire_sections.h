/* The sections of the establishment's page below its own: the site in view, the contacts, the open
 * days, and the menu of all. */
#ifndef SOFI_WEB_ANNUAIRE_SECTIONS_H
#define SOFI_WEB_ANNUAIRE_SECTIONS_H

#include "porte_ouverte_page.h"
#include "site_formulaire.h"

struct contact_ligne_view {
    const char *adresse;
    const char *nom; /* "AUBRY, Camille" */
    const char *referents;
    const char *email_login;
    const char *compte_etat; /* "", "A_REDEFINIR", "actif", "bloque" */
    bool parti;
};

struct annuaire_sections {
    struct sections_view menu;
    struct choix_view choix_site, choix_contact, choix_po;
    struct site_form_view site;
    struct {
        const struct contact_ligne_view *items;
        size_t n;
    } contacts;
    struct {
        const struct porte_ouverte_ligne_view *items;
        size_t n;
    } a_venir, passees;
    const char *nouvelle_po;
};

/* What the person may see of them. The site in view is ?site_choisi=, else the first. A fixed
 * number of statements. `fiche`: of the establishment's own form. */
enum status annuaire_sections(struct request *request, struct page_view *page,
                              const struct etablissement *etablissement,
                              const struct fiche_view *fiche,
                              const struct annuaire_sections **sections_r);

#endif
