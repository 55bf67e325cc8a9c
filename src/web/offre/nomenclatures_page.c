#include "nomenclatures_page.h"

#include "dates.h"
#include "nomenclature.h"
#include "recherche.h"
#include "tmpl_nomenclatures.h"
#include "tmpl_nomenclatures_fragment.h"

#include <string.h>

/* What one page differs in from the others. */
struct sujet {
    enum nomenclature nom;
    const char *adresse;
    const char *titre;
    const char *champ;
    const char *aide;
    const char *usage;
};

static const struct sujet nsf = {
    NOMENCLATURE_NSF,
    "/formations/nsf",
    "Recherche de spécialité (NSF)",
    "nsf",
    "Un mot de l'intitulé ou un code : 314",
    "La nomenclature des spécialités de formation. Une formation en porte 3 au plus."};

static const struct sujet rome = {
    NOMENCLATURE_ROME,
    "/formations/rome",
    "Recherche de métier (ROME)",
    "rome",
    "Un mot du métier ou un code : K2111",
    "Le répertoire opérationnel des métiers et des emplois de France Travail. Une formation en "
    "porte 5 au plus."};

static const struct sujet certifications = {
    NOMENCLATURE_CERTIFICATIONS,
    "/formations/certifications",
    "Recherche de certification",
    "certification",
    "Un mot de l'intitulé, un code RNCP, RS ou Certifinfo",
    "Les certifications du RNCP, du répertoire spécifique (RS) et de Certif Info. Choisie sur une "
    "formation, une certification donne ses codes, son niveau et son intitulé."};

static struct nomenclature_ligne_view montrer_entree(struct arena *arena,
                                                     const struct nomenclature_entree *entree,
                                                     const struct nomenclature_dit *dit,
                                                     const char *today)
{
    struct nomenclature_ligne_view view = {.code = entree->code,
                                           .marques = *dit,
                                           .dit = codes_certification(arena, entree, dit, today)};
    view.dit.fiche = dit->renvoi;
    view.dit.certifinfo = (struct morceaux){0};
    return view;
}

static const char *compter(struct arena *arena, size_t total)
{
    return arena_printf(arena, "%zu code%s trouvé%s", total, total > 1 ? "s" : "",
                        total > 1 ? "s" : "");
}

static const struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"},
                                          {"/formations", "Formations"}};

static void montrer(struct request *request, struct response *response,
                    struct nomenclatures_view *view)
{
    response_vary(response, "HX-Request");
    if (request_wants_fragment(request)) {
        tmpl_nomenclatures_fragment(&response->body, view);
        return;
    }
    page_init(&view->page, request, response, view->titre, MENU_FORMATIONS);
    view->page.chemin.items = chemin;
    view->page.chemin.n = sizeof(chemin) / sizeof(chemin[0]);
    view->page.ici = view->titre;
    tmpl_nomenclatures(&response->body, view);
}

static enum status chercher(struct request *request, struct response *response,
                            const struct sujet *sujet)
{
    struct arena *arena = request->arena;
    const struct recherche recherche =
        recherche_lire(arena, request_query(request, "q"), NOMENCLATURE_MOTS_MAX, true);
    const char *q = recherche.q;
    struct nomenclature_resultat found = {0};
    TRY(nomenclature_chercher(request->db, arena, sujet->nom, q, &found));
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct nomenclature_ligne_view *lines =
        ARENA_ARRAY(arena, struct nomenclature_ligne_view, found.liste.n);
    for (size_t i = 0; i < found.liste.n; i++) {
        lines[i] = montrer_entree(arena, &found.liste.items[i], &found.dits[i], today);
    }
    struct nomenclatures_view view = {.adresse = sujet->adresse,
                                      .titre = sujet->titre,
                                      .champ = sujet->champ,
                                      .aide = sujet->aide,
                                      .usage = sujet->usage,
                                      .q = q,
                                      .note = recherche.note,
                                      .compte = compter(arena, found.total),
                                      .sans_resultat = q[0] && found.total == 0,
                                      .tronque = found.total > found.liste.n,
                                      .choix = request_wants_fragment(request) &&
                                               request_query(request, "choix")[0] != '\0',
                                      .unique = sujet->nom == NOMENCLATURE_CERTIFICATIONS,
                                      .trouves = {.items = lines, .n = found.liste.n}};
    montrer(request, response, &view);
    return STATUS_OK;
}

enum status nomenclatures_nsf(struct request *request, struct response *response)
{
    return chercher(request, response, &nsf);
}

enum status nomenclatures_rome(struct request *request, struct response *response)
{
    return chercher(request, response, &rome);
}

enum status nomenclatures_certifications(struct request *request, struct response *response)
{
    return chercher(request, response, &certifications);
}
