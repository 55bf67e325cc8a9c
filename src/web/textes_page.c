#include "textes_page.h"

#include "tmpl_accessibilite.h"
#include "tmpl_donnees_personnelles.h"
#include "tmpl_mentions_legales.h"

static enum status montrer(struct request *request, struct response *response, const char *titre,
                           enum page_menu menu,
                           void (*template)(struct buffer *, const struct texte_view *))
{
    struct texte_view view = {0};
    page_init(&view.page, request, response, titre, menu);
    template(&response->body, &view);
    return STATUS_OK;
}

enum status textes_accessibilite(struct request *request, struct response *response)
{
    return montrer(request, response, "Accessibilité", MENU_AUCUN, tmpl_accessibilite);
}

enum status textes_donnees_personnelles(struct request *request, struct response *response)
{
    return montrer(request, response, "Données personnelles", MENU_AUCUN,
                   tmpl_donnees_personnelles);
}

enum status textes_mentions_legales(struct request *request, struct response *response)
{
    return montrer(request, response, "Mentions légales", MENU_AUCUN, tmpl_mentions_legales);
}
