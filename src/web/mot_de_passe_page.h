/* /mot-de-passe/{jeton}: a person defines the password of an invitation. */
#ifndef SOFI_WEB_MOT_DE_PASSE_PAGE_H
#define SOFI_WEB_MOT_DE_PASSE_PAGE_H

#include "page.h"
#include "resume.h"

struct mot_de_passe_view {
    struct page_view page;
    struct resume_view resume;
    const char *adresse;
    const char *email;
    struct champ_view mot_de_passe;
    struct champ_view confirmation;
};

enum status mot_de_passe_montrer(struct request *request, struct response *response);
enum status mot_de_passe_definir(struct request *request, struct response *response);

#endif
