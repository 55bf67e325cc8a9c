/* The sections of the establishment's page below its own: the site in view, the contacts, the open
 * days, and the menu of all. */
#ifndef SOFI_WEB_ANNUAIRE_SECTIONS_H
#define SOFI_WEB_ANNUAIRE_SECTIONS_H

#include "etablissement_page.h"

/* What the person may see of them. The site in view is ?site_choisi=, else the first. A fixed
 * number of statements. `fiche`: of the establishment's own form. */
enum status annuaire_sections(struct request *request, struct page_view *page,
                              const struct etablissement *etablissement,
                              const struct fiche_view *fiche,
                              const struct annuaire_sections **sections_r);

#endif
