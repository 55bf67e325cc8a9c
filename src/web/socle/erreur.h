/* The page of an error (templates/erreur.html). */
#ifndef SOFI_WEB_ERREUR_H
#define SOFI_WEB_ERREUR_H

#include "page.h"

/* The request's id, to be told to the service Offre (templates/numero.html). */
struct numero_view {
    const char *valeur; /* NULL: nothing failed */
};

struct erreur_page_view {
    struct page_view page;
    const char *titre;
    const char *explication; /* what is wrong */
    const char *remede;      /* how to mend it; NULL: nothing to do */
    bool saisie;             /* the page before holds what was typed */
    const char *lien;
    const char *lien_texte;
    struct numero_view numero;
};

/* In French, with the request's id; replaces whatever the response held. */
void erreur_montrer(struct request *request, struct response *response, int code);

/* The same with words of its own (`page` is filled in). */
void erreur_expliquer(struct request *request, struct response *response, int code,
                      struct erreur_page_view *view);

#endif
