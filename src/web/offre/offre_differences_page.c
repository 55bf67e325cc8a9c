#include "offre_differences_page.h"

#include "offre_ecarts.h"
#include "tmpl_offre_differences.h"

static enum status decrire(struct request *request, const struct offre_ecart *ecart,
                           const struct field_choices *choix, struct offre_difference_view *view)
{
    struct arena *arena = request->arena;
    const char *avant = "";
    const char *apres = "";
    if (ecart->field) {
        TRY(offre_formulaire_texte(request, ecart->field, ecart->avant, choix, &avant));
        TRY(offre_formulaire_texte(request, ecart->field, ecart->apres, choix, &apres));
    } else {
        avant = ecart->avant ? offre_detail_decrire(arena, ecart->genre, ecart->avant) : "";
        apres = ecart->apres ? offre_detail_decrire(arena, ecart->genre, ecart->apres) : "";
    }
    *view = (struct offre_difference_view){.libelle = ecart->field ? ecart->field->label
                                                                   : ecart->genre->titre,
                                           .mots = word_diff(arena, avant, apres),
                                           .ajoute = !avant[0],
                                           .retire = !apres[0]};
    return STATUS_OK;
}

static enum status comparer(struct request *request, const struct offre_page *page,
                            const void *record, const struct offre_saisie *saisie,
                            struct offre_differences_view *view)
{
    const struct field_choices *choix = NULL;
    struct offre_details details = {0};
    TRY(page->choisir(request, record, &choix));
    TRY(offre_page_details(request, page, record, &details));
    if (!saisie->vive) {
        return STATUS_OK;
    }
    const struct offre_ecarts ecarts =
        offre_ecarts_de(request->arena, page->set, saisie->vive, &saisie->vives, record, &details);
    struct offre_difference_view *items =
        ARENA_ARRAY(request->arena, struct offre_difference_view, ecarts.n + 1);
    for (size_t i = 0; i < ecarts.n; i++) {
        TRY(decrire(request, &ecarts.items[i], choix, &items[i]));
    }
    view->lignes.items = items;
    view->lignes.n = ecarts.n;
    return STATUS_OK;
}

static enum status montrer(struct request *request, struct response *response,
                           const struct offre_page *page, bool renoncer)
{
    struct arena *arena = request->arena;
    struct offre_saisie saisie = {0};
    int64_t numero = request_capture_int(request, "numero");
    void *record = arena_alloc(arena, page->taille);
    const char *ici = renoncer ? "Renoncer à la modification" : "Ce qui change";
    struct offre_differences_view view = {
        .retour = offre_noun_adresse(arena, page->noun, numero),
        .titre =
            arena_printf(arena, "%s %lld", page->noun == OFFRE_FORMATION ? "Formation" : "Action",
                         (long long)numero),
        .renoncer = renoncer,
        .ici = request->path};
    TRY(numero ? page->lire(request, numero, record) : STATUS_NOT_FOUND);
    TRY(offre_page_vive(request, page, record, &saisie));
    TRY(comparer(request, page, record, &saisie, &view));
    view.vu = renoncer ? page->renoncer(request, record) : NULL;
    page_init(&view.page, request, response, arena_printf(arena, "%s, %s", ici, view.titre),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", ici);
    offre_formulaire_maillon(request, &view.page, page->noun, numero);
    tmpl_offre_differences(&response->body, &view);
    return STATUS_OK;
}

enum status offre_differences_montrer(struct request *request, struct response *response,
                                      const struct offre_page *page)
{
    return montrer(request, response, page, false);
}

enum status offre_renoncer_montrer(struct request *request, struct response *response,
                                   const struct offre_page *page)
{
    return montrer(request, response, page, true);
}
