/* Short editorial pages: accessibility, personal data, legal notice. What only the operator of the
 * site knows comes from the configuration; what is not there is said to be missing. */
#ifndef SOFI_WEB_TEXTES_PAGE_H
#define SOFI_WEB_TEXTES_PAGE_H

#include "page.h"

/* A heading and what the configuration says of it. */
struct mention_view {
    const char *titre;
    const char *texte; /* "": missing */
};

struct mentions_view {
    const struct mention_view *items;
    size_t n;
};

struct texte_view {
    struct page_view page;
    struct mentions_view mentions;
    const char *editeur; /* "": not told */
    const char *adresse; /* of the site */
    const char *audit;   /* "": none */
    int64_t heures;      /* after which a login ends */
    int64_t minutes;     /* likewise, idle, for officers */
    bool totalement, partiellement;
};

enum status textes_accessibilite(struct request *request, struct response *response);
enum status textes_donnees_personnelles(struct request *request, struct response *response);
enum status textes_mentions_legales(struct request *request, struct response *response);

/* Names of the settings that these pages lack, joined by ", "; "" when nothing is missing. */
const char *textes_manquants(struct arena *arena, const struct config *config);

#endif
