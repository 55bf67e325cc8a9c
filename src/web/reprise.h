/* A form that could not be taken (its token was stale, its login had ended) is never lost: it is
 * shown again, with all that was typed, for the person to confirm. Passwords are not shown again.
 */
#ifndef SOFI_WEB_REPRISE_H
#define SOFI_WEB_REPRISE_H

#include "page.h"

/* What was typed, as a person reads it. */
struct reprise_fait {
    const char *libelle;
    const char *valeur;
};

struct reprise_faits {
    const struct reprise_fait *items;
    size_t n;
};

struct reprise_view {
    struct page_view page;
    struct jetons_view jetons; /* with the token of the form that could not be taken */
    const char *titre;
    const char *explication;
    bool fichier; /* a file came with it, which is not carried along */
    const char *adresse;
    const char *retour;
    bool geste;         /* confirming does something else than saving a form */
    const char *bouton; /* what confirming does (routes_geste()) */
    struct reprise_faits faits;
    struct { /* all that is sent again */
        const struct param *items;
        size_t n;
    } champs;
};

/* The token is stale: asks to confirm. Code 403. */
void reprise_par_jeton(struct request *request, struct response *response);

/* The login ended: the login form, carrying what was typed. Code 403. */
void reprise_par_connexion(struct request *request, struct response *response);

/* After the login: `reprise` is what the login form carried (address, then the encoded fields).
 * False when it is not one of ours; the caller then goes on as after any login. */
bool reprise_apres_connexion(struct request *request, struct response *response,
                             const char *reprise);

#endif
