#include "annuaire_page.h"

#include "tmpl_annuaire.h"

enum status annuaire_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    const struct recherche recherche = etablissement_recherche(arena, request_query(request, "q"));
    const char *q = recherche.q;
    const char *apres = request_query(request, "apres");
    struct etablissement_page page = {0};
    TRY(etablissement_chercher(request->db, arena, request->acteur, q, apres, &page));
    if (page.total == 1 && page.lignes.n && q[0] == '\0' && !acteur_est_officier(request->acteur)) {
        response_redirect(response, arena_printf(arena, "/annuaire/etablissements/%s",
                                                 page.lignes.items[0].siret));
        return STATUS_OK;
    }
    struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"}};
    struct annuaire_view view = {
        .q = q, .note = recherche.note, .total = page.total, .suivant = page.suivant};
    view.lignes.items = page.lignes.items;
    view.lignes.n = page.lignes.n;
    page_init(&view.page, request, response, "Annuaire", MENU_ANNUAIRE);
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici = "Annuaire";
    tmpl_annuaire(&response->body, &view);
    return STATUS_OK;
}
