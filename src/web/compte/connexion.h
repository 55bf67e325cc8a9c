/* /connexion and /deconnexion. */
#ifndef SOFI_WEB_CONNEXION_H
#define SOFI_WEB_CONNEXION_H

#include "page.h"
#include "resume.h"

struct connexion_view {
    struct page_view page;
    struct resume_view resume;
    struct champ_view email;
    struct champ_view mot_de_passe;
    const char *suite;   /* address to go to afterwards; "" */
    const char *reprise; /* form to confirm afterwards; "" */
    bool demonstration;  /* shows the demonstration accounts */
};

enum status connexion_accueil(struct request *request, struct response *response);
enum status connexion_montrer(struct request *request, struct response *response);
enum status connexion_ouvrir(struct request *request, struct response *response);
enum status connexion_fermer(struct request *request, struct response *response);

/* The login form with a message about the whole form, with the response's code. */
void connexion_refuser(struct request *request, struct response *response, const char *message);

/* The login form that carries a form to confirm after the login (reprise.h). */
void connexion_reprendre(struct request *request, struct response *response, const char *reprise);

#endif
