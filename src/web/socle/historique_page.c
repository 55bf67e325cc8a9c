#include "historique_page.h"

#include "acteur.h"
#include "tmpl_historique.h"

/* An organisation reads of an officer that it was the service Offre. */
static void taire_les_noms(const struct request *request, struct journal_page *page)
{
    struct journal_ligne *lignes =
        ARENA_ARRAY(request->arena, struct journal_ligne, page->lignes.n + 1);
    for (size_t i = 0; i < page->lignes.n; i++) {
        lignes[i] = page->lignes.items[i];
        if (lignes[i].au_nom_de[0] && !acteur_est_officier(request->acteur)) {
            lignes[i].auteur = "le service Offre";
            lignes[i].au_nom_de = "";
        }
    }
    page->lignes.items = lignes;
}

enum status historique_montrer(struct request *request, struct response *response,
                               const struct historique_sujet *sujet)
{
    struct journal_page lignes = {0};
    TRY(journal_lire(request->db, request->arena, sujet->noun, sujet->id,
                     request_query(request, "avant"), &lignes));
    taire_les_noms(request, &lignes);
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
