#include "formations_page.h"

#include "action.h"
#include "dates.h"
#include "intitule.h"
#include "recherche.h"
#include "text.h"
#include "tmpl_formations.h"

#include <string.h>

static struct noeud_action noeud_action(struct arena *arena, const struct arbre_action *action,
                                        int64_t formation, bool ouvert)
{
    struct noeud_session *sessions = ARENA_ARRAY(arena, struct noeud_session, action->sessions.n);
    for (size_t i = 0; i < action->sessions.n; i++) {
        const struct arbre_session *s = &action->sessions.items[i];
        sessions[i] = (struct noeud_session){.numero = s->numero,
                                             .dates = arena_printf(arena, "du %s au %s",
                                                                   dates_show(arena, s->debut),
                                                                   dates_show(arena, s->fin)),
                                             .commune = s->commune,
                                             .actif = s->actif};
    }
    return (struct noeud_action){
        .formation = formation,
        .numero = action->numero,
        .intitule = intitule_propre(action->intitule),
        .site = action->site,
        .etat = offre_etat(action_etat_lu(action->etat), action->vive, action->refusee),
        .ouvert = ouvert,
        .compte = offre_liste_compte(arena, action->total, "session"),
        .autres = action->total > (int64_t)action->sessions.n,
        .sessions = {sessions, action->sessions.n}};
}

static void montrer_arbre(struct arena *arena, struct formations_view *view,
                          const struct arbre *arbre, bool plusieurs)
{
    struct noeud_formation *noeuds = ARENA_ARRAY(arena, struct noeud_formation, arbre->n);
    for (size_t i = 0; i < arbre->n; i++) {
        const struct arbre_formation *f = &arbre->items[i];
        struct noeud_action *actions = ARENA_ARRAY(arena, struct noeud_action, f->actions.n);
        for (size_t j = 0; j < f->actions.n; j++) {
            actions[j] = noeud_action(arena, &f->actions.items[j], f->numero, view->filtre);
        }
        noeuds[i] =
            (struct noeud_formation){.numero = f->numero,
                                     .intitule = intitule_formation(f->intitule),
                                     .etablissement = plusieurs ? f->etablissement : NULL,
                                     .vive = f->vive,
                                     .brouillon = f->brouillon,
                                     .ouvert = view->filtre || arbre->n == 1,
                                     .compte = offre_liste_compte(arena, f->total, "action"),
                                     .autres = f->total > (int64_t)f->actions.n,
                                     .actions = {actions, f->actions.n}};
    }
    view->formations.items = noeuds;
    view->formations.n = arbre->n;
}

static enum status montrer_sites(struct request *request, struct formations_view *view,
                                 const struct portee *portee, const char *choisi, int64_t *site_r)
{
    struct arbre_sites sites = {0};
    int64_t numero = 0;
    enum status status = offre_arbre_sites(request->db, request->arena, portee, &sites);
    text_to_int(choisi, &numero);
    for (size_t i = 0; i < sites.n; i++) {
        const struct arbre_site *site = &sites.items[i];
        bool ici = site->numero == numero;
        champ_option_numero(request->arena, &view->sites, site->numero, site->nom_usage, ici);
        *site_r = ici ? numero : *site_r;
    }
    return status;
}

static const char *adresse(struct arena *arena, const char *siret,
                           const struct arbre_requete *requete, int64_t apres)
{
    struct param items[5];
    struct params params = {items, 0};
    const char *values[] = {siret, requete->q, requete->etat,
                            requete->site ? arena_printf(arena, "%lld", (long long)requete->site)
                                          : "",
                            apres ? arena_printf(arena, "%lld", (long long)apres) : ""};
    static const char *const names[] = {"etablissement", "q", "etat", "site", "apres"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (values[i][0]) {
            items[params.n++] = (struct param){.name = names[i], .value = values[i]};
        }
    }
    return params.n ? arena_printf(arena, "/formations?%s", params_encode(&params, arena, NULL))
                    : "/formations";
}

static enum status lire(struct request *request, struct formations_view *view,
                        struct arbre_requete *requete, struct arbre *arbre)
{
    char *aujourdhui = arena_alloc(request->arena, DATES_ISO_SIZE);
    struct perimetre perimetre = {0};
    dates_today(aujourdhui);
    TRY(perimetre_lire(request, &perimetre));
    view->siret = perimetre.siret;
    view->etablissement = perimetre.nom;
    const struct recherche recherche =
        recherche_lire(request->arena, request_query(request, "q"), RECHERCHE_MOTS_MAX, false);
    view->q = recherche.q;
    view->note = recherche.note;
    *requete = (struct arbre_requete){
        .portee = perimetre.portee,
        .aujourdhui = aujourdhui,
        .q = view->q,
        .etat = champ_options_parmi(request->arena, &view->etats, action_etats,
                                    request_query(request, "etat")),
    };
    text_to_int(request_query(request, "apres"), &requete->apres);
    TRY(montrer_sites(request, view, &perimetre.portee, request_query(request, "site"),
                      &requete->site));
    return offre_arbre_lire(request->db, request->arena, requete, arbre);
}

enum status formations_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct formations_view view = {0};
    struct arbre_requete requete = {0};
    struct arbre arbre = {0};
    TRY(lire(request, &view, &requete, &arbre));
    const struct arbre_requete sans_filtre = {.q = "", .etat = ""};
    struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"}};
    view.filtre = requete.q[0] || requete.etat[0] || requete.site;
    view.nouvelle = view.siret[0]
                        ? arena_printf(arena, "/formations/nouvelle?etablissement=%s", view.siret)
                        : "/formations/nouvelle";
    view.toutes = adresse(arena, view.siret, &sans_filtre, 0);
    view.debut = requete.apres > 0 ? adresse(arena, view.siret, &requete, 0) : NULL;
    view.suivante = arbre.suivante ? adresse(arena, view.siret, &requete, arbre.suivante) : NULL;
    montrer_arbre(arena, &view, &arbre, requete.portee.sites || !requete.portee.etablissement_id);
    page_init(&view.page, request, response, "Formations", MENU_FORMATIONS);
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici = "Formations";
    tmpl_formations(&response->body, &view);
    return STATUS_OK;
}
