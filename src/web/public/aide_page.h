/* /aide: the index; /aide/{sujet}: a page, or the part of it that a dialog shows. */
#ifndef SOFI_WEB_AIDE_PAGE_H
#define SOFI_WEB_AIDE_PAGE_H

#include "aide.h"
#include "escape.h"
#include "page.h"

struct aide_lien_view {
    const char *adresse;
    const char *titre;
    bool ici;
};

struct aide_liens_view {
    const struct aide_lien_view *items;
    size_t n;
};

struct aide_groupe_view {
    const char *code;
    const char *titre;
    struct aide_liens_view sujets;
};

struct aide_view {
    struct page_view page;
    const struct aide_sujet *sujet; /* NULL on the index */
    const char *retour;             /* the screen that one came from; "": not known */
    struct html corps;
    struct aide_liens_view suite;
    struct {
        const struct aide_groupe_view *items;
        size_t n;
    } groupes;
};

enum status aide_sommaire(struct request *request, struct response *response);
enum status aide_montrer(struct request *request, struct response *response);

#endif
