/* Short editorial pages: accessibility, personal data, legal notice. */
#ifndef SOFI_WEB_TEXTES_PAGE_H
#define SOFI_WEB_TEXTES_PAGE_H

#include "page.h"

struct texte_view {
    struct page_view page;
};

enum status textes_accessibilite(struct request *request, struct response *response);
enum status textes_donnees_personnelles(struct request *request, struct response *response);
enum status textes_mentions_legales(struct request *request, struct response *response);

#endif
