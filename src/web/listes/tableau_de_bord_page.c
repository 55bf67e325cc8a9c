#include "tableau_de_bord_page.h"

#include "dates.h"
#include "ecart_qualiopi.h"
#include "offre_liste_page.h"
#include "text.h"
#include "tmpl_tableau_de_bord.h"

#include <string.h>

#define TACHES_MAX (4 * A_FAIRE_MAX + 4)

/* ---- counters */

static const char *adresse_liste(struct arena *arena, const struct liste *liste, const char *siret)
{
    return perimetre_adresse(arena, offre_liste_de_sessions(liste) ? "/sessions" : "/actions",
                             liste->code, siret, "");
}

static void montrer_compteurs(struct arena *arena, struct tableau_de_bord_view *view,
                              const struct tableau_de_bord *tableau, bool officier)
{
    struct compteur_view *items = ARENA_ARRAY(arena, struct compteur_view, OFFRE_LISTES);
    view->sessions.items = items;
    for (size_t i = 0; i < OFFRE_LISTES; i++) {
        const char *mot = NULL;
        const char *libelle = offre_titre(arena, offre_listes[i].titre, &mot);
        items[i] = (struct compteur_view){
            .id = arena_printf(arena, "compteur-%s", offre_listes[i].code),
            .libelle = libelle,
            .mot = mot,
            .figure = offre_liste_nombre(arena, tableau->compteurs[i]),
            .zero = tableau->compteurs[i] == 0,
            .adresse = adresse_liste(arena, &offre_listes[i], view->siret),
        };
        view->sessions.n += offre_liste_de_sessions(&offre_listes[i]) ? 1 : 0;
    }
    view->actions.items = items + view->sessions.n;
    view->actions.n = (officier ? OFFRE_LISTES : OFFRE_LISTE_PERDUES) - view->sessions.n;
}

/* ---- what to do */

struct taches {
    struct arena *arena;
    struct tache_view *items;
    size_t n;
    bool officier;
};

static void ajouter(struct taches *taches, struct tache_view tache)
{
    taches->items[taches->n++] = tache;
}

static void ajouter_actions(struct taches *taches, const struct a_faire *a_faire)
{
    struct arena *arena = taches->arena;
    for (size_t i = 0; i < a_faire->questions.n; i++) {
        const struct a_faire_action *a = &a_faire->questions.items[i];
        ajouter(taches,
                (struct tache_view){
                    .genre = TACHE_QUESTION,
                    .titre = taches->officier ? "La question posée attend une réponse"
                                              : "Le service Offre attend votre réponse",
                    .suite = arena_printf(arena, "Action %lld-%lld, %s", (long long)a->formation,
                                          (long long)a->numero, a->intitule),
                    .adresse = arena_printf(arena, "/actions/%lld%s", (long long)a->numero,
                                            taches->officier ? "" : "/repondre"),
                    .bouton = taches->officier ? "Ouvrir l'action" : "Répondre"});
    }
    for (size_t i = 0; i < a_faire->refus.n; i++) {
        const struct a_faire_action *a = &a_faire->refus.items[i];
        ajouter(taches, (struct tache_view){
                            .genre = TACHE_REFUS,
                            .titre = arena_printf(
                                arena, "Action %lld-%lld refusée, à corriger : %s",
                                (long long)a->formation, (long long)a->numero, a->intitule),
                            .suite = a->refus,
                            .adresse = arena_printf(arena, "/actions/%lld", (long long)a->numero),
                            .bouton = "Corriger"});
    }
}

static void ajouter_sites(struct taches *taches, const struct a_faire *a_faire)
{
    struct arena *arena = taches->arena;
    for (size_t i = 0; i < a_faire->sites.n; i++) {
        const struct a_faire_site *s = &a_faire->sites.items[i];
        const char *fin = dates_show(arena, s->fin_qualiopi);
        const char *titre =
            s->certification == CERTIFICATION_EXPIREE
                ? arena_printf(arena, "La certification Qualiopi a expiré le %s", fin)
            : s->certification == CERTIFICATION_EXPIRE_BIENTOT
                ? arena_printf(arena, "La certification Qualiopi expire le %s", fin)
                : "La certification Qualiopi n'est pas renseignée";
        ajouter(taches, (struct tache_view){
                            .genre = TACHE_QUALIOPI,
                            .titre = titre,
                            .suite = arena_printf(arena, "Site %lld, %s", (long long)s->numero,
                                                  s->nom_usage),
                            .adresse = arena_printf(arena, "/annuaire/sites/%lld#certification",
                                                    (long long)s->numero),
                            .bouton = "Déposer le certificat"});
    }
}

static void ajouter_ecarts(struct taches *taches, const struct a_faire *a_faire,
                           const char *aujourdhui)
{
    struct arena *arena = taches->arena;
    for (size_t i = 0; i < a_faire->ecarts.n; i++) {
        const struct a_faire_ecart *q = &a_faire->ecarts.items[i];
        bool passe = strcmp(q->jusqu_au, aujourdhui) < 0;
        ajouter(taches, (struct tache_view){
                            .genre = TACHE_QUALIOPI,
                            .titre = ecart_qualiopi_phrase(arena, q->categorie, q->en_trop),
                            .suite = arena_printf(
                                arena, "Site %lld, %s : %s %s", (long long)q->site, q->nom_usage,
                                passe ? "c'était à régler avant le"
                                      : "corrigez la fiche, ou faites corriger la "
                                        "liste, d'ici au",
                                dates_show(arena, q->jusqu_au)),
                            .adresse = arena_printf(arena, "/annuaire/sites/%lld#certification",
                                                    (long long)q->site),
                            .bouton = "Voir la certification"});
    }
}

static void ajouter_compteurs(struct taches *taches, const struct tableau_de_bord *tableau,
                              const char *siret, const char *aujourdhui)
{
    struct arena *arena = taches->arena;
    char mois[DATES_ISO_SIZE];
    dates_add_months(aujourdhui, 1, mois);
    const struct liste *bientot = offre_liste_nommee(true, "bientot-inactives");
    const struct liste *en_cours = offre_liste_nommee(false, "en-cours");
    const struct liste *en_attente = offre_liste_nommee(false, "en-attente-validation");
    int64_t n = tableau->compteurs[OFFRE_LISTE_PERDUES];
    if (n > 0) {
        ajouter(taches,
                (struct tache_view){
                    .genre = TACHE_PERDUES,
                    .titre = arena_printf(arena, "%s publiée%s n%s plus complète%s",
                                          offre_liste_compte(arena, n, "action"), n > 1 ? "s" : "",
                                          n > 1 ? "e sont" : "'est", n > 1 ? "s" : ""),
                    .suite = "Un contact, un site, une adresse ou une certification manque "
                             "désormais : les partenaires n'en reçoivent plus tout",
                    .adresse = adresse_liste(arena, &offre_listes[OFFRE_LISTE_PERDUES], siret),
                    .bouton = "Voir ce qui manque"});
    }
    n = tableau->compteurs[bientot - offre_listes];
    if (n > 0) {
        ajouter(taches,
                (struct tache_view){
                    .genre = TACHE_SESSIONS,
                    .titre = arena_printf(arena, "%s se termine%s avant le %s",
                                          offre_liste_compte(arena, n, "session"),
                                          n > 1 ? "nt" : "", dates_show(arena, mois)),
                    .suite = "Renouvelez celles qui reprennent, pour rester visible du public",
                    .adresse = adresse_liste(arena, bientot, siret),
                    .bouton = "Voir les sessions",
                    .autre_adresse = perimetre_adresse(arena, "/sessions/reconduction",
                                                       bientot->code, siret, ""),
                    .autre_bouton = "Renouveler"});
    }
    n = tableau->compteurs[en_cours - offre_listes];
    if (n > 0 && !taches->officier) {
        ajouter(taches,
                (struct tache_view){
                    .genre = TACHE_ACTIONS,
                    .titre = arena_printf(arena, "%s en cours de saisie",
                                          offre_liste_compte(arena, n, "action")),
                    .suite = "Ce que vous y saisissez paraît après l'envoi et la validation",
                    .adresse = adresse_liste(arena, en_cours, siret),
                    .bouton = "Terminer la saisie"});
    }
    n = tableau->compteurs[en_attente - offre_listes];
    if (n > 0 && taches->officier) {
        ajouter(taches,
                (struct tache_view){
                    .genre = TACHE_ACTIONS,
                    .titre = arena_printf(arena, "%s en attente de validation",
                                          offre_liste_compte(arena, n, "action")),
                    .suite = "Les organismes attendent votre examen",
                    .adresse = siret[0] ? arena_printf(arena, "/validation?organisme=%s", siret)
                                        : "/validation",
                    .bouton = "Examiner"});
    }
}

static void montrer_taches(struct arena *arena, struct tableau_de_bord_view *view,
                           const struct tableau_de_bord *tableau, const char *aujourdhui,
                           bool officier)
{
    const struct a_faire *a_faire = &tableau->a_faire;
    struct taches taches = {.arena = arena,
                            .items = ARENA_ARRAY(arena, struct tache_view, TACHES_MAX),
                            .officier = officier};
    ajouter_actions(&taches, a_faire);
    ajouter_sites(&taches, a_faire);
    ajouter_ecarts(&taches, a_faire, aujourdhui);
    ajouter_compteurs(&taches, tableau, view->siret, aujourdhui);
    view->taches.items = taches.items;
    view->taches.n = taches.n;
    view->encore = a_faire->encore;
}

/* ---- the establishment that an officer looks at */

/* One that the words name alone is the one; several are shown to choose among. */
static enum status choisir(struct request *request, struct tableau_de_bord_view *view,
                           int64_t *etablissement_r)
{
    view->siret = "";
    view->etablissement = "";
    view->q = "";
    if (!acteur_est_officier(request->acteur)) {
        return STATUS_OK;
    }
    struct etablissement_page page = {0};
    const struct recherche recherche =
        etablissement_recherche(request->arena, request_query(request, "etablissement"));
    view->q = recherche.q;
    view->note = recherche.note;
    if (!view->q[0]) {
        return STATUS_OK;
    }
    enum status status =
        etablissement_chercher(request->db, request->arena, request->acteur, view->q, NULL, &page);
    if (status == STATUS_OK && page.total == 1) {
        *etablissement_r = page.lignes.items[0].id;
        view->siret = page.lignes.items[0].siret;
        view->etablissement = page.lignes.items[0].raison_sociale;
    } else if (status == STATUS_OK) {
        view->trouves.items = page.lignes.items;
        view->trouves.n = page.lignes.n;
        view->message =
            page.total == 0
                ? arena_printf(request->arena, "Aucun établissement ne contient « %s »", view->q)
            : page.total > (int64_t)page.lignes.n
                ? arena_printf(
                      request->arena, "%s répondent à « %s » : voici les premiers, précisez",
                      offre_liste_compte(request->arena, page.total, "établissement"), view->q)
                : arena_printf(request->arena, "%s répondent à « %s » : choisissez",
                               offre_liste_compte(request->arena, page.total, "établissement"),
                               view->q);
    }
    return status;
}

enum status tableau_de_bord_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    char aujourdhui[DATES_ISO_SIZE];
    int64_t etablissement = 0;
    struct tableau_de_bord_view view = {0};
    struct portee portee = {0};
    struct tableau_de_bord tableau = {0};
    dates_today(aujourdhui);
    TRY(choisir(request, &view, &etablissement));
    TRY(portee_de(request->db, request->acteur, etablissement, &portee));
    TRY(tableau_de_bord_lire(request->db, arena, &portee, aujourdhui, &tableau));
    view.aujourdhui = dates_show(arena, aujourdhui);
    view.annuaire = view.siret[0] ? arena_printf(arena, "/annuaire/etablissements/%s", view.siret)
                                  : "/annuaire";
    view.formations = view.siret[0]
                          ? arena_printf(arena, "/formations?etablissement=%s", view.siret)
                          : "/formations";
    montrer_compteurs(arena, &view, &tableau, acteur_est_officier(request->acteur));
    montrer_taches(arena, &view, &tableau, aujourdhui, acteur_est_officier(request->acteur));
    page_init(&view.page, request, response, "Tableau de bord", MENU_TABLEAU_DE_BORD);
    tmpl_tableau_de_bord(&response->body, &view);
    return STATUS_OK;
}
