#include "historique_page.h"

#include "tmpl_historique.h"

enum status historique_montrer(struct request *request, struct response *response,
                               const struct historique_sujet *sujet)
{
    struct journal_page lignes = {0};
    TRY(journal_lire(request->db, request->arena, sujet->noun, sujet->id,
                     request_query(request, "avant"), &lignes));
    struct historique_view view = {.nom = sujet->nom,
                                   .numero = sujet->numero,
                                   .retour = sujet->retour,
                                   .adresse = request->path,
                                   .suivant = lignes.suivant};
    view.lignes.items = lignes.lignes.items;
    view.lignes.n = lignes.lignes.n;
    page_init(&view.page, request, response,
              arena_printf(request->arena, "Historique, %s, %s", sujet->nom, sujet->numero),
              sujet->menu);
    view.page.chemin.items = sujet->chemin->chemin.items;
    view.page.chemin.n = sujet->chemin->chemin.n;
    view.page.ici = sujet->chemin->ici;
    tmpl_historique(&response->body, &view);
    return STATUS_OK;
}
