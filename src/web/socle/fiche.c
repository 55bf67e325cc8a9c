#include "fiche.h"

#include "text.h"

int64_t fiche_version_lue(const struct request *request)
{
    int64_t version = 0;
    return text_to_int(request_form(request, "version"), &version) ? version : 0;
}

bool fiche_version_perimee(const struct request *request, int64_t version)
{
    return params_get(&request->form, "version") && fiche_version_lue(request) != version;
}

static void resumer(struct arena *arena, struct fiche_view *fiche, struct page_view *page)
{
    size_t n = fiche->resume.erreurs.n;
    fiche->erreurs_texte = arena_printf(arena, "%zu erreur%s", n, n > 1 ? "s" : "");
    fiche->resume.titre =
        arena_printf(arena, "Fiche non enregistrée : %s à corriger", fiche->erreurs_texte);
    fiche->note =
        arena_printf(arena, "Modifications non enregistrées, %s à corriger", fiche->erreurs_texte);
    page->erreur = true;
}

void fiche_remplir(struct fiche_view *fiche, struct page_view *page, const struct request *request,
                   const struct form *form, int64_t version)
{
    /* Shown again, an old form must not pass for one made from the record of today; a conflict
     * that was shown is settled. */
    int64_t read = fiche->conflit ? 0 : fiche_version_lue(request);
    fiche->version = read ? read : version;
    fiche->jetons = jetons_de(request);
    fiche->note = fiche->modifie ? "Modifications non enregistrées" : "Aucune modification";
    fiche->resume.erreurs = erreurs_de(form->arena, form);
    if (fiche->resume.erreurs.n > 0) {
        resumer(form->arena, fiche, page);
    }
}

bool fiche_a_commencer(const struct fiche_view *fiche)
{
    return fiche->nouveau && !fiche->modifie && fiche->resume.erreurs.n == 0;
}

void fiche_ajouter_erreur(struct arena *arena, struct fiche_view *fiche, struct page_view *page,
                          const char *cible, const char *texte)
{
    struct erreurs_view *erreurs = &fiche->resume.erreurs;
    struct erreur_view *items = ARENA_ARRAY(arena, struct erreur_view, erreurs->n + 1);
    for (size_t i = 0; i < erreurs->n; i++) {
        items[i] = erreurs->items[i];
    }
    items[erreurs->n] = (struct erreur_view){.cible = cible, .texte = texte};
    *erreurs = (struct erreurs_view){.items = items, .n = erreurs->n + 1};
    resumer(arena, fiche, page);
}

/* The last person who saved, for the words of the conflict. */
static const char *dernier_auteur(struct request *request, const char *noun, int64_t id)
{
    struct journal_page page = {0};
    if (journal_lire(request->db, request->arena, noun, id, NULL, &page) != STATUS_OK ||
        page.lignes.n == 0) {
        return "quelqu'un d'autre";
    }
    return page.lignes.items[0].auteur;
}

void fiche_en_conflit(struct request *request, struct response *response, struct fiche_view *fiche,
                      const char *noun, int64_t id, struct journal_champ *champs, size_t n)
{
    struct conflit_view *conflit = ARENA_NEW(request->arena, struct conflit_view);
    conflit->auteur = dernier_auteur(request, noun, id);
    conflit->retour = request->path;
    conflit->champs.items = champs;
    conflit->champs.n = n;
    fiche->conflit = conflit;
    fiche->modifie = true;
    response->code = 409;
}

void fiche_chemin(struct request *request, struct page_view *page, const char *siret,
                  const char *nom, const char *ici)
{
    struct page_lien *liens = ARENA_ARRAY(request->arena, struct page_lien, 3);
    liens[0] = (struct page_lien){"/tableau-de-bord", "Tableau de bord"};
    liens[1] = (struct page_lien){"/annuaire", "Annuaire"};
    liens[2] =
        (struct page_lien){arena_printf(request->arena, "/annuaire/etablissements/%s", siret), nom};
    page->chemin.items = liens;
    page->chemin.n = 3;
    page->ici = ici;
}
