#include "ecarts_page.h"

#include "certification.h"
#include "dates.h"
#include "ecart_qualiopi.h"
#include "etablissement.h"
#include "liste_publique.h"
#include "params.h"
#include "text.h"
#include "tmpl_ecarts.h"

#include <string.h>

#define ICI "/admin/ecarts-qualiopi"
#define COLONNES_MAX 4

enum qui { ECARTS, DELAI, DISPARUS, INCONNUS, LISTES };

static const struct liste_page_mots {
    const char *code, *titre;
    const char *un, *plusieurs; /* of what it counts */
    const char *premiere;
    const char *colonnes[COLONNES_MAX];
    const char *explication;
    const char *vide;
} mots[LISTES] = {
    [ECARTS] =
        {"ecarts",
         "Écarts Qualiopi, délai dépassé",
         "écart",
         "écarts",
         "Organisme",
         {"Site", "Écart", "À régler avant le", "Courriel"},
         "L'organisme a été prévenu, son délai est passé\u00A0: appelez-le, ou corrigez avec lui.",
         "Aucun écart dont le délai est dépassé"},
    [DELAI] = {"delai",
               "Écarts Qualiopi, délai en cours",
               "écart",
               "écarts",
               "Organisme",
               {"Site", "Écart", "À régler avant le", "Courriel"},
               "L'organisme a encore le temps de corriger sa fiche, ou de faire corriger la liste.",
               "Aucun écart en cours"},
    [DISPARUS] = {"disparus",
                  "Disparus de la liste",
                  "organisme",
                  "organismes",
                  "Organisme",
                  {"SIRET", "NDA", "Absent depuis le", "Même NDA aujourd'hui"},
                  "Ces établissements actifs étaient sur la liste publique et n'y sont plus\u00A0: "
                  "fermés, déménagés, ou sans activité déclarée.",
                  "Aucun organisme n'a disparu de la liste"},
    [INCONNUS] = {"inconnus",
                  "Inconnus de l'annuaire",
                  "organisme",
                  "organismes",
                  "Dénomination",
                  {"SIRET", "NDA", "Commune", "Qualiopi"},
                  "Sur la liste publique, mais sans fiche ici. Cherchez celui que vous attendez, "
                  "puis créez sa fiche avec son SIRET.",
                  "Aucun organisme à proposer"},
};

static enum qui liste_demandee(const struct request *request)
{
    const char *code = request_query(request, "liste");
    for (size_t i = 0; i < LISTES; i++) {
        if (strcmp(code, mots[i].code) == 0) {
            return (enum qui)i;
        }
    }
    return ECARTS;
}

static const char *adresse(struct arena *arena, enum qui qui, const char *q, const char *apres)
{
    struct param items[3] = {{.name = "liste", .value = mots[qui].code}};
    size_t n = 1;
    if (q[0]) {
        items[n++] = (struct param){.name = "q", .value = q};
    }
    if (apres[0]) {
        items[n++] = (struct param){.name = "apres", .value = apres};
    }
    const struct params params = {.items = items, .n = n};
    return arena_printf(arena, ICI "?%s", params_encode(&params, arena, NULL));
}

/* ---- rows */

static struct ecarts_ligne_view ligne(struct arena *arena, enum qui qui, const char *titre,
                                      const char *siret, const char *const textes[COLONNES_MAX])
{
    struct ecarts_cellule_view *cellules =
        ARENA_ARRAY(arena, struct ecarts_cellule_view, COLONNES_MAX);
    for (size_t i = 0; i < COLONNES_MAX; i++) {
        cellules[i] =
            (struct ecarts_cellule_view){.colonne = mots[qui].colonnes[i], .texte = textes[i]};
    }
    struct ecarts_ligne_view vue = {
        .titre = titre,
        .adresse = siret[0] ? arena_printf(arena, "/annuaire/etablissements/%s", siret) : NULL};
    vue.cellules.items = cellules;
    vue.cellules.n = COLONNES_MAX;
    return vue;
}

static struct ecarts_ligne_view montrer_ecart(struct arena *arena, enum qui qui,
                                              const struct ecart_qualiopi *q)
{
    const char *const textes[COLONNES_MAX] = {
        arena_printf(arena, "%lld, %s", (long long)q->site, q->site_nom),
        ecart_qualiopi_phrase(arena, q->categorie, q->en_trop), dates_show(arena, q->jusqu_au),
        q->avertie_a ? arena_printf(arena, "Déposé le %s", dates_show_instant(arena, q->avertie_a))
                     : "Aucun pour le moment"};
    return ligne(arena, qui, q->etablissement_nom, q->etablissement_siret, textes);
}

/* "Actions de formation, VAE" */
static const char *categories(struct arena *arena, int64_t certifications)
{
    const char *items[LISTE_PUBLIQUE_CATEGORIES + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < LISTE_PUBLIQUE_CATEGORIES; i++) {
        if (certifications & (INT64_C(1) << i)) {
            items[n++] = certification_categories[i].label;
        }
    }
    return n ? text_join(arena, ", ", items) : "Aucune";
}

static struct ecarts_ligne_view montrer_entree(struct arena *arena, enum qui qui,
                                               const struct liste_publique_entree *e)
{
    const char *const perdu[COLONNES_MAX] = {e->etablissement_siret, e->nda,
                                             dates_show(arena, e->depuis),
                                             e->ailleurs[0] ? e->ailleurs : "Aucun"};
    const char *const inconnu[COLONNES_MAX] = {
        e->siret, e->nda, arena_printf(arena, "%s %s", e->code_postal, e->ville),
        categories(arena, e->certifications)};
    bool perdus = qui == DISPARUS;
    const char *nom = perdus ? e->etablissement_nom : e->denomination;
    return ligne(arena, qui, nom[0] ? nom : e->nda, e->etablissement_siret,
                 perdus ? perdu : inconnu);
}

/* ---- the page */

static enum status lire_page(struct request *request, enum qui qui, const char *aujourdhui,
                             const char *q, struct liste_page *page_r)
{
    const char *apres = request_query(request, "apres");
    if (qui == ECARTS || qui == DELAI) {
        return ecart_qualiopi_lister(request->db, request->arena, qui == ECARTS, aujourdhui, q,
                                     apres, page_r);
    }
    return liste_publique_lister(
        request->db, request->arena,
        qui == DISPARUS ? LISTE_PUBLIQUE_DISPARUS : LISTE_PUBLIQUE_INCONNUS, q, apres, page_r);
}

static void montrer_lignes(struct arena *arena, struct ecarts_view *view, enum qui qui,
                           const struct liste_page *page)
{
    struct ecarts_ligne_view *items = ARENA_ARRAY(arena, struct ecarts_ligne_view, page->n);
    const struct ecart_qualiopi *ecarts = page->items;
    const struct liste_publique_entree *entrees = page->items;
    for (size_t i = 0; i < page->n; i++) {
        items[i] = qui == ECARTS || qui == DELAI ? montrer_ecart(arena, qui, &ecarts[i])
                                                 : montrer_entree(arena, qui, &entrees[i]);
    }
    view->lignes.items = items;
    view->lignes.n = page->n;
}

static void montrer_onglets(struct arena *arena, struct ecarts_view *view, enum qui qui)
{
    struct ecarts_onglet_view *onglets = ARENA_ARRAY(arena, struct ecarts_onglet_view, LISTES);
    struct ecarts_cellule_view *colonnes =
        ARENA_ARRAY(arena, struct ecarts_cellule_view, COLONNES_MAX);
    for (size_t i = 0; i < LISTES; i++) {
        onglets[i] = (struct ecarts_onglet_view){mots[i].titre, adresse(arena, (enum qui)i, "", ""),
                                                 i == (size_t)qui};
    }
    for (size_t i = 0; i < COLONNES_MAX; i++) {
        colonnes[i].colonne = mots[qui].colonnes[i];
    }
    view->onglets.items = onglets;
    view->onglets.n = LISTES;
    view->colonnes.items = colonnes;
    view->colonnes.n = COLONNES_MAX;
}

static enum status dire_l_import(struct request *request, struct ecarts_view *view)
{
    const char *jour = "";
    const char *par = "";
    TRY(liste_publique_dernier_import(request->db, request->arena, &jour, &par));
    view->import = jour[0] ? arena_printf(request->arena, "Liste publique reçue le %s (%s)",
                                          dates_show(request->arena, jour), par)
                           : NULL;
    return STATUS_OK;
}

enum status ecarts_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    enum qui qui = liste_demandee(request);
    const struct recherche recherche = etablissement_recherche(arena, request_query(request, "q"));
    const char *q = recherche.q;
    char aujourdhui[DATES_ISO_SIZE];
    struct liste_page page = {.items = NULL};
    struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"},
                                 {"/annuaire", "Annuaire"}};
    dates_today(aujourdhui);
    TRY(lire_page(request, qui, aujourdhui, q, &page));
    struct ecarts_view view = {
        .liste = mots[qui].code,
        .compte = arena_printf(arena, "%s%lld %s", page.total_approche ? "plus de " : "",
                               (long long)page.total,
                               page.total > 1 ? mots[qui].plusieurs : mots[qui].un),
        .explication = mots[qui].explication,
        .q = q,
        .note = recherche.note,
        .premiere = mots[qui].premiere,
        .debut = request_query(request, "apres")[0] ? adresse(arena, qui, q, "") : NULL,
        .suivante = page.suivante ? adresse(arena, qui, q, page.suivante) : NULL,
        .vide = mots[qui].vide};
    TRY(dire_l_import(request, &view));
    montrer_lignes(arena, &view, qui, &page);
    montrer_onglets(arena, &view, qui);
    page_init(&view.page, request, response, mots[qui].titre, MENU_ANNUAIRE);
    view.page.chemin.items = chemin;
    view.page.chemin.n = sizeof chemin / sizeof *chemin;
    view.page.ici = "Écarts avec la liste publique";
    tmpl_ecarts(&response->body, &view);
    return STATUS_OK;
}
