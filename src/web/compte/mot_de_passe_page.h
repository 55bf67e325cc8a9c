/* /mot-de-passe/{jeton}: a person defines the password of an account, by the link that came in a
 * mail. /mot-de-passe/oublie: asks for such a link. */
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

/* The link was used, is too old, or never was one. */
struct mot_de_passe_perime_view {
    struct page_view page;
};

struct mot_de_passe_oublie_view {
    struct page_view page;
    struct resume_view resume;
    struct champ_view email;
    bool envoye; /* the answer, whatever the e-mail */
};

/* A mail that ends with the link /mot-de-passe/{jeton}, into the outbox, in the request's
 * transaction. */
struct mot_de_passe_lettre {
    const char *email;
    const char *sujet;
    const char *const *paragraphes;
    size_t n;
    const char *jeton;
    const char *cle; /* as in lettre.h, NULL: none */
};
enum status mot_de_passe_ecrire(struct request *request, const struct mot_de_passe_lettre *lettre);

enum status mot_de_passe_montrer(struct request *request, struct response *response);
enum status mot_de_passe_definir(struct request *request, struct response *response);
enum status mot_de_passe_oublie(struct request *request, struct response *response);
enum status mot_de_passe_demander(struct request *request, struct response *response);

#endif
