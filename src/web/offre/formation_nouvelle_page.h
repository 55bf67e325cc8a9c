/* /formations/nouvelle: whose, and its title, typed or taken from the certification that it
 * prepares; the record follows.
 */
#ifndef SOFI_WEB_FORMATION_NOUVELLE_PAGE_H
#define SOFI_WEB_FORMATION_NOUVELLE_PAGE_H

#include "fiche.h"

struct formation_nouvelle_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *etablissement; /* name of the only one; NULL: it is chosen */
    struct {
        struct champ_view etablissement, intitule, certification;
    } champs;
};

enum status formation_nouvelle_montrer(struct request *request, struct response *response);
enum status formation_nouvelle_creer(struct request *request, struct response *response);

#endif
