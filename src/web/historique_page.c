#include "historique_page.h"

#include "etablissement.h"
#include "text.h"
#include "tmpl_historique.h"

enum status historique_montrer(struct request *request, struct response *response)
{
    const char *siret = request_capture(request, "siret");
    struct etablissement etablissement = {0};
    enum status status = etablissement_lire_fiche(request->db, request->arena, request->acteur,
                                                  siret, &etablissement);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t avant = 0;
    text_to_int(request_query(request, "avant"), &avant);
    struct journal_page lignes = {0};
    status = journal_lire(request->db, request->arena, "etablissement", etablissement.id, avant,
                          &lignes);
    if (status != STATUS_OK) {
        return status;
    }
    struct page_lien chemin[] = {
        {"/tableau-de-bord", "Tableau de bord"},
        {"/annuaire", "Annuaire"},
        {arena_printf(request->arena, "/annuaire/etablissements/%s", siret),
         etablissement.raison_sociale},
    };
    struct historique_view view = {
        .nom = etablissement.raison_sociale, .siret = siret, .suivant = lignes.suivant};
    view.lignes.items = lignes.lignes.items;
    view.lignes.n = lignes.lignes.n;
    page_init(&view.page, request, response,
              arena_printf(request->arena, "Historique, %s", etablissement.raison_sociale),
              MENU_ANNUAIRE);
    view.page.chemin.items = chemin;
    view.page.chemin.n = sizeof(chemin) / sizeof(chemin[0]);
    view.page.ici = "Historique";
    tmpl_historique(&response->body, &view);
    return STATUS_OK;
}
