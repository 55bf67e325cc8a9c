/* /annuaire/sites/…: the record of a site, the creation of a secondary one, its certificates. */
#ifndef SOFI_WEB_SITE_PAGE_H
#define SOFI_WEB_SITE_PAGE_H

#include "site_formulaire.h"

struct site_view {
    struct page_view page;
    struct sections_view sections;
    struct choix_view choix;
    struct site_form_view form;
    const char *titre;
    const char *siret;
    bool actif;
};

/* Creating a site or a contact, making another site the principal one, want the right on the
 * principal site, which is then the first of those that the person sees. */
bool site_a_le_principal(const struct site_liste *sites);
/* `Choix du site` of an establishment; `numero`: the one in view, 0: none. */
struct choix_view site_choix(struct arena *arena, const char *siret, const struct site_liste *sites,
                             int64_t numero);

enum status site_montrer(struct request *request, struct response *response);
enum status site_modifier(struct request *request, struct response *response);
enum status site_nouveau(struct request *request, struct response *response);
enum status site_ajouter(struct request *request, struct response *response);
/* POST …/principal */
enum status site_devenir_principal(struct request *request, struct response *response);
/* POST …/certificat: the certificate, its date and categories alone. */
enum status site_certifier(struct request *request, struct response *response);
/* GET …/certificat: the file in force, or ?id= an earlier one. */
enum status site_certificat(struct request *request, struct response *response);

#endif
