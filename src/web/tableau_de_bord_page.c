#include "tableau_de_bord_page.h"

#include "dates.h"
#include "tmpl_tableau_de_bord.h"

enum status tableau_de_bord_montrer(struct request *request, struct response *response)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct tableau_de_bord_view view = {.aujourdhui = dates_show(request->arena, today)};
    page_init(&view.page, request, response, "Tableau de bord", MENU_TABLEAU_DE_BORD);
    tmpl_tableau_de_bord(&response->body, &view);
    return STATUS_OK;
}
