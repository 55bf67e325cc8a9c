/* View of an error page (templates/erreur.html). */
#ifndef SOFI_WEB_ERREUR_H
#define SOFI_WEB_ERREUR_H

#include "page.h"

struct erreur_page_view {
    struct page_view page;
    const char *titre;
    const char *explication; /* what is wrong */
    const char *remede;      /* how to mend it; NULL: nothing to do */
    bool saisie;             /* the page before holds what was typed */
    const char *lien;
    const char *lien_texte;
    const char *numero; /* the request's id */
};

#endif
