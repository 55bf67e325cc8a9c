#include "offre_differences_page.h"

#include "offre_ecarts.h"
#include "tmpl_offre_differences.h"

/* Of a field, or of the record inside that stands behind it. */
static bool est_un_ecart(const struct offre_ecarts *ecarts, const struct field *field,
                         const void *record)
{
    for (size_t i = 0; i < ecarts->n; i++) {
        const struct offre_ecart *ecart = &ecarts->items[i];
        if (field ? ecart->field == field : !ecart->field && ecart->apres == record) {
            return true;
        }
    }
    return false;
}

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
    *view = (struct offre_difference_view){
        .nom = ecart->field ? ecart->field->name : ecart->genre->code,
        .libelle = ecart->field ? ecart->field->label : ecart->genre->titre,
        .mots = word_diff(arena, avant, apres),
        .ajoute = !avant[0],
        .retire = !apres[0]};
    return STATUS_OK;
}

/* What of the record no difference tells. */
static enum status decrire_le_reste(struct request *request, const struct offre_page *page,
                                    const void *record, const struct field_choices *choix,
                                    const struct offre_ecarts *ecarts,
                                    struct offre_comparaison *comparaison)
{
    const struct offre_details *details = &comparaison->details;
    struct offre_fait_view *faits =
        ARENA_ARRAY(request->arena, struct offre_fait_view, page->set->n + details->n);
    size_t n = 0;
    for (size_t i = 0; i < page->set->n; i++) {
        const struct field *field = &page->set->fields[i];
        faits[n] = (struct offre_fait_view){field->label, ""};
        if (!est_un_ecart(ecarts, field, NULL)) {
            TRY(offre_formulaire_texte(request, field, record, choix, &faits[n].valeur));
            n += faits[n].valeur[0] != '\0';
        }
    }
    for (size_t i = 0; i < details->n; i++) {
        const struct offre_detail *d = &details->items[i];
        if (!est_un_ecart(ecarts, NULL, d->record)) {
            faits[n++] = (struct offre_fait_view){
                d->genre->titre, offre_detail_decrire(request->arena, d->genre, d->record)};
        }
    }
    comparaison->inchanges = (struct offre_faits_view){faits, n};
    return STATUS_OK;
}

enum status offre_comparer(struct request *request, const struct offre_page *page,
                           const void *record, bool en_ligne,
                           struct offre_comparaison *comparaison_r)
{
    struct arena *arena = request->arena;
    const struct field_choices *choix = NULL;
    struct offre_comparaison c = {0};
    struct offre_saisie saisie = {0};
    TRY(page->choisir(request, record, &choix));
    TRY(offre_page_details(request, page, record, &c.details));
    TRY(offre_page_vive(request, page, record, &saisie));
    if (!saisie.vive && en_ligne) {
        saisie.vive = record; /* nothing modifies it */
        saisie.vives = c.details;
    }
    const void *avant = saisie.vive ? saisie.vive : offre_vide(arena, page->set, page->taille);
    const struct offre_ecarts ecarts =
        offre_ecarts_de(arena, page->set, avant, &saisie.vives, record, &c.details);
    struct offre_difference_view *items =
        ARENA_ARRAY(arena, struct offre_difference_view, ecarts.n + 1);
    for (size_t i = 0; i < ecarts.n; i++) {
        TRY(decrire(request, &ecarts.items[i], choix, &items[i]));
    }
    c.lignes = (struct offre_lignes_view){items, ecarts.n};
    TRY(decrire_le_reste(request, page, record, choix, &ecarts, &c));
    *comparaison_r = c;
    return STATUS_OK;
}

static enum status montrer(struct request *request, struct response *response,
                           const struct offre_page *page, bool renoncer)
{
    struct arena *arena = request->arena;
    struct offre_comparaison comparaison = {0};
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
    TRY(offre_comparer(request, page, record, true, &comparaison));
    view.lignes = comparaison.lignes;
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
