#include "offre_liste_page.h"

#include "dates.h"
#include "recherche.h"
#include "text.h"
#include "tmpl_offre_liste.h"

#include <string.h>

#define PAGE_MAX INT64_C(1000000)
#define PARAMETRES_MAX 8
#define NBSP "\xC2\xA0"

/* ---- numbers in words */

const char *offre_liste_nombre(struct arena *arena, int64_t n)
{
    return n < 1000 ? arena_printf(arena, "%lld", (long long)n)
                    : arena_printf(arena, "%s\xC2\xA0%03lld", offre_liste_nombre(arena, n / 1000),
                                   (long long)(n % 1000));
}

const char *offre_liste_compte(struct arena *arena, int64_t n, const char *nom)
{
    return arena_printf(arena, "%s %s%s", offre_liste_nombre(arena, n), nom, n > 1 ? "s" : "");
}

/* ---- what the address asks for */

static int64_t taille_lue(const char *texte)
{
    static const char *const tailles[] = {"25", "50", "100"};
    int64_t taille = 10;
    for (size_t i = 0; i < sizeof(tailles) / sizeof(tailles[0]); i++) {
        if (strcmp(texte, tailles[i]) == 0) {
            text_to_int(texte, &taille);
        }
    }
    return taille;
}

static int64_t page_lue(const char *texte)
{
    int64_t page = 0;
    return text_to_int(texte, &page) && page >= 1 && page <= PAGE_MAX ? page : 1;
}

static bool descendant_par_defaut(const struct offre_requete *requete)
{
    return requete->tri == TRI_FIN && requete->liste->descendant;
}

enum status offre_demande_lire(struct request *request, bool sessions,
                               struct offre_demande *demande_r)
{
    const char *code = request_query(request, "liste");
    const char *sens = request_query(request, "sens");
    char *aujourdhui = arena_alloc(request->arena, DATES_ISO_SIZE);
    dates_today(aujourdhui);
    const struct recherche recherche =
        recherche_lire(request->arena, request_query(request, "q"), RECHERCHE_MOTS_MAX, false);
    struct offre_demande demande = {
        .note = recherche.note,
        .requete = {
            .liste = offre_liste_nommee(sessions, code[0]    ? code
                                                  : sessions ? "actives"
                                                             : "en-cours"),
            .aujourdhui = aujourdhui,
            .q = recherche.q,
            .tri = offre_tri_nomme(request_query(request, "tri")),
            .taille = taille_lue(request_query(request, "taille")),
            .page = page_lue(request_query(request, "page")),
            .apres = request_query(request, "apres"),
        }};
    if (!demande.requete.liste) {
        return STATUS_NOT_FOUND;
    }
    demande.requete.descendant =
        strcmp(sens, "desc") == 0 ||
        (strcmp(sens, "asc") != 0 && descendant_par_defaut(&demande.requete));
    TRY(perimetre_lire(request, &demande.perimetre));
    demande.requete.portee = demande.perimetre.portee;
    *demande_r = demande;
    return STATUS_OK;
}

void offre_demande_borner(struct offre_demande *demande, int64_t lues, int64_t secondes)
{
    demande->requete.lues_max = lues;
    demande->requete.avant = dates_monotonic_us() + secondes * 1000000;
    demande->requete.arretee = &demande->arretee;
}

/* ---- addresses */

/* The list of `requete` at `chemin`; what is usual is left out. */
static const char *adresse(struct arena *arena, const char *chemin, const char *siret,
                           const struct offre_requete *requete)
{
    struct param items[PARAMETRES_MAX];
    struct params params = {items, 0};
    params_add(&params, "liste", requete->liste->code);
    params_add(&params, "etablissement", siret);
    params_add(&params, "q", requete->q);
    if (requete->tri != TRI_FIN || requete->descendant != descendant_par_defaut(requete)) {
        params_add(&params, "tri", offre_tri_nom(requete->tri));
        params_add(&params, "sens", requete->descendant ? "desc" : "asc");
    }
    if (requete->taille != 10) {
        params_add(&params, "taille", arena_printf(arena, "%lld", (long long)requete->taille));
    }
    if (requete->page > 1) {
        params_add(&params, "page", arena_printf(arena, "%lld", (long long)requete->page));
    }
    params_add(&params, "apres", requete->apres);
    return arena_printf(arena, "%s?%s", chemin, params_encode(&params, arena, NULL));
}

static const char *adresse_page(struct arena *arena, const struct offre_liste_view *view,
                                const struct offre_requete *requete, int64_t page,
                                const char *apres)
{
    struct offre_requete autre = *requete;
    autre.page = page;
    autre.apres = apres;
    return adresse(arena, view->adresse, view->siret, &autre);
}

/* ---- the table */

static const struct offre_colonne colonnes_sessions[] = {
    {TRI_CODE, {"Code FAS", XLSX_FAS, 22}},
    {TRI_INTITULE, {"Intitulé formation", XLSX_TEXTE, 60}},
    {TRI_SITE, {"Site dispensateur", XLSX_TEXTE, 36}},
    {TRI_COMMUNE, {"Commune lieu", XLSX_TEXTE, 24}},
    {TRI_DEBUT, {"Date début", XLSX_DATE, 12}},
    {TRI_FIN, {"Date fin", XLSX_DATE, 12}},
    {TRI_DISPOSITIF, {"Code dispositif", XLSX_TEXTE, 16}},
    {TRI_ETAT, {"Etat A/I", XLSX_TEXTE, 10}},
};

/* Without any sort the actions come by number, which is TRI_FIN to the list (tableau_de_bord.h). */
static const struct offre_colonne colonnes_actions[] = {
    {TRI_FIN, {"Code FAS", XLSX_FAS, 22}},
    {TRI_INTITULE, {"Intitulé formation", XLSX_TEXTE, 60}},
    {TRI_SITE, {"Site dispensateur", XLSX_TEXTE, 36}},
    {TRI_COMMUNE, {"Commune lieu", XLSX_TEXTE, 24}},
    {TRI_ENVOI, {"Envoyée le", XLSX_DATE, 12}},
    {TRI_ETAT, {"Etat", XLSX_TEXTE, 32}},
};

const struct offre_colonne *offre_colonnes(bool sessions, size_t *n_r)
{
    *n_r = sessions ? sizeof(colonnes_sessions) / sizeof(colonnes_sessions[0])
                    : sizeof(colonnes_actions) / sizeof(colonnes_actions[0]);
    return sessions ? colonnes_sessions : colonnes_actions;
}

const char *offre_titre(struct arena *arena, const char *titre, const char **mot_r)
{
    const char *espace = strrchr(titre, ' ');
    *mot_r = espace ? espace + 1 : titre;
    return arena_strndup(arena, titre, (size_t)(*mot_r - titre));
}

static const char *nom_du_tri(const struct offre_requete *requete)
{
    size_t n = 0;
    const struct offre_colonne *colonnes =
        offre_colonnes(offre_liste_de_sessions(requete->liste), &n);
    for (size_t i = 0; i < n; i++) {
        if (colonnes[i].tri == requete->tri) {
            return colonnes[i].fichier.titre;
        }
    }
    return colonnes[0].fichier.titre;
}

static void montrer_colonnes(struct arena *arena, struct offre_liste_view *view,
                             const struct offre_requete *requete)
{
    size_t n = 0;
    const struct offre_colonne *colonnes = offre_colonnes(view->sessions, &n);
    struct liste_colonne *items = ARENA_ARRAY(arena, struct liste_colonne, n);
    for (size_t i = 0; i < n; i++) {
        bool ici = colonnes[i].tri == requete->tri;
        struct offre_requete autre = *requete;
        autre.tri = colonnes[i].tri;
        autre.descendant = ici && !requete->descendant;
        const char *titre = colonnes[i].fichier.titre;
        items[i].debut = offre_titre(arena, titre, &items[i].mot);
        items[i].adresse = adresse_page(arena, view, &autre, 1, "");
        items[i].ordre = !ici ? NULL : requete->descendant ? "descending" : "ascending";
        champ_option(arena, &view->tris, offre_tri_nom(colonnes[i].tri), titre, ici);
    }
    view->colonnes.items = items;
    view->colonnes.n = n;
}

static void montrer_choix(struct arena *arena, struct offre_liste_view *view,
                          const struct offre_requete *requete)
{
    static const char *const tailles[] = {"10", "25", "50", "100"};
    for (size_t i = 0; i < sizeof(tailles) / sizeof(tailles[0]); i++) {
        champ_option(arena, &view->tailles, tailles[i], tailles[i],
                     taille_lue(tailles[i]) == requete->taille);
    }
    champ_option(arena, &view->sens, "asc", "Croissant", !requete->descendant);
    champ_option(arena, &view->sens, "desc", "Décroissant", requete->descendant);
}

/* Which death: the whole list, and its parts. */
static void montrer_causes(struct arena *arena, struct offre_liste_view *view,
                           const struct offre_requete *requete)
{
    static const char *const libelles[] = {"Toutes", "Contact", "Site", "Adresse", "Certification"};
    enum { CAUSES = OFFRE_LISTES_TOUTES - OFFRE_LISTE_PERDUES };
    _Static_assert(sizeof libelles / sizeof *libelles == CAUSES, "a word for each");
    struct liste_cause *items = ARENA_ARRAY(arena, struct liste_cause, CAUSES);
    if (requete->liste < &offre_listes[OFFRE_LISTE_PERDUES]) {
        return;
    }
    for (size_t i = 0; i < CAUSES; i++) {
        struct offre_requete autre = *requete;
        autre.liste = &offre_listes[OFFRE_LISTE_PERDUES + i];
        items[i] = (struct liste_cause){libelles[i], adresse_page(arena, view, &autre, 1, ""),
                                        autre.liste == requete->liste};
    }
    view->causes.items = items;
    view->causes.n = CAUSES;
}

/* What each action of the list has lost. */
static enum status lire_pertes(struct request *request, const struct offre_page *page,
                               struct action_perte **pertes_r)
{
    struct action_perte *pertes = ARENA_ARRAY(request->arena, struct action_perte, page->n);
    for (size_t i = 0; i < page->n; i++) {
        const struct offre_ligne *l = &page->items[i];
        pertes[i] = (struct action_perte){.perdues = l->perdues,
                                          .formation = l->formation,
                                          .action = l->action,
                                          .site = l->site_numero};
    }
    *pertes_r = pertes;
    return action_perdues(request->db, request->arena, pertes, page->n, true);
}

static enum status montrer_lignes(struct request *request, struct offre_liste_view *view,
                                  const struct offre_page *page)
{
    struct arena *arena = request->arena;
    struct liste_ligne *lignes = ARENA_ARRAY(arena, struct liste_ligne, page->n);
    struct action_perte *pertes = NULL;
    if (view->causes.n) {
        TRY(lire_pertes(request, page, &pertes));
    }
    for (size_t i = 0; i < page->n; i++) {
        const struct offre_ligne *l = &page->items[i];
        int64_t numero = view->sessions ? l->session : l->action;
        lignes[i] = (struct liste_ligne){
            .adresse = arena_printf(arena, "%s/%lld", view->adresse, (long long)numero),
            .prefixe = view->sessions ? arena_printf(arena, "%lld-%lld-", (long long)l->formation,
                                                     (long long)l->action)
                                      : arena_printf(arena, "%lld-", (long long)l->formation),
            .numero = arena_printf(arena, "%lld", (long long)numero),
            .intitule = l->intitule,
            .site = l->site,
            .commune = l->commune,
            .debut = dates_show(arena, l->debut),
            .fin = dates_show(arena, l->fin),
            .dispositifs = l->dispositifs,
            .envoyee = dates_show(arena, l->envoyee),
            .actif = l->actif,
            .etat = view->sessions ? (struct offre_etat_view){0}
                                   : offre_etat(action_etat_lu(l->etat), false, false),
            .perdues = pertes ? pertes[i].manques : (struct offre_manques){0},
        };
    }
    view->lignes.items = lignes;
    view->lignes.n = page->n;
    return STATUS_OK;
}

/* ---- the pages */

/* The first, the last, and those beside this one; a gap stands for what is between. */
static void montrer_numeros(struct arena *arena, struct offre_liste_view *view,
                            const struct offre_requete *requete, int64_t derniere)
{
    enum { VOISINES = 1, NUMEROS_MAX = 2 * VOISINES + 5 };
    struct liste_numero *numeros = ARENA_ARRAY(arena, struct liste_numero, NUMEROS_MAX);
    size_t n = 0;
    int64_t avant = 0;
    int64_t page = requete->page;
    int64_t debut = page - VOISINES > 2 ? page - VOISINES : 2;
    int64_t voulues[NUMEROS_MAX] = {1};
    size_t m = 1;
    for (int64_t i = debut; i <= page + VOISINES && i < derniere; i++) {
        voulues[m++] = i;
    }
    if (derniere > 1) {
        voulues[m++] = derniere;
    }
    for (size_t i = 0; i < m; i++) {
        if (voulues[i] > avant + 1) {
            n++; /* a gap */
        }
        numeros[n++] =
            (struct liste_numero){.numero = voulues[i],
                                  .adresse = adresse_page(arena, view, requete, voulues[i], ""),
                                  .ici = voulues[i] == page};
        avant = voulues[i];
    }
    view->numeros.items = numeros;
    view->numeros.n = n;
}

static void montrer_pages(struct arena *arena, struct offre_liste_view *view,
                          const struct offre_requete *requete, const struct offre_page *page)
{
    int64_t premier = (requete->page - 1) * requete->taille + 1;
    int64_t derniere = (page->total + requete->taille - 1) / requete->taille;
    derniere = derniere < requete->page ? requete->page : derniere;
    const char *rangs = arena_printf(arena, "%s à %s sur ", offre_liste_nombre(arena, premier),
                                     offre_liste_nombre(arena, premier + (int64_t)page->n - 1));
    view->rangs = arena_printf(arena, "%s%s", rangs, view->compte);
    view->legende =
        arena_printf(arena, "%s, tri\u00A0: %s %s, lignes %s%s", view->libelle, nom_du_tri(requete),
                     requete->descendant ? "décroissant" : "croissant", rangs, view->compte);
    montrer_numeros(arena, view, requete, derniere);
    if (requete->page > 1) {
        view->precedente = adresse_page(arena, view, requete, requete->page - 1, "");
    }
    if (page->suivante) {
        view->suivante = adresse_page(arena, view, requete, requete->page + 1, page->suivante);
    }
}

static enum status lire_page(struct request *request, struct offre_requete *requete,
                             struct offre_page *page)
{
    TRY(offre_lister(request->db, request->arena, requete, page));
    if (page->n == 0 && page->total > 0) {
        /* Beyond the end, as after rows went: the last page that there is. */
        requete->page = (page->total + requete->taille - 1) / requete->taille;
        requete->apres = "";
        TRY(offre_lister(request->db, request->arena, requete, page));
    }
    return STATUS_OK;
}

static enum status lister(struct request *request, struct response *response, bool sessions)
{
    struct arena *arena = request->arena;
    struct offre_demande demande = {0};
    struct offre_page page = {0};
    struct offre_requete *requete = &demande.requete;
    TRY(offre_demande_lire(request, sessions, &demande));
    offre_demande_borner(&demande, OFFRE_PAGE_LUES, OFFRE_PAGE_SECONDES);
    TRY(lire_page(request, requete, &page));
    struct offre_requete sans_page = *requete;
    sans_page.page = 1;
    sans_page.apres = "";
    struct offre_requete toute = {
        .liste = requete->liste, .q = "", .descendant = requete->liste->descendant, .taille = 10};
    const char *siret = demande.perimetre.siret;
    struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"}};
    struct offre_liste_view view = {
        .sessions = sessions,
        .renouveler = sessions && page.n ? perimetre_adresse(arena, "/sessions/reconduction",
                                                             requete->liste->code, siret, "")
                                         : NULL,
        .adresse = sessions ? "/sessions" : "/actions",
        .liste = requete->liste->code,
        .libelle = requete->liste->titre,
        .compte = arena_printf(arena, "%s%s",
                               demande.arretee       ? "au moins "
                               : page.total_approche ? "plus de "
                                                     : "",
                               offre_liste_compte(arena, page.total, "résultat")),
        .siret = siret,
        .etablissement = demande.perimetre.nom,
        .q = requete->q,
        .note = demande.arretee
                    ? "La recherche a été arrêtée avant la fin de la liste, trop longue" NBSP
                      ": ajoutez un mot, un code ou une date"
                    : demande.note,
        .csv = adresse(arena, sessions ? "/sessions.csv" : "/actions.csv", siret, &sans_page),
        .xlsx = adresse(arena, sessions ? "/sessions.xlsx" : "/actions.xlsx", siret, &sans_page),
        .toute = adresse(arena, sessions ? "/sessions" : "/actions", siret, &toute),
    };
    montrer_colonnes(arena, &view, requete);
    montrer_choix(arena, &view, requete);
    montrer_causes(arena, &view, requete);
    TRY(montrer_lignes(request, &view, &page));
    montrer_pages(arena, &view, requete, &page);
    page_init(&view.page, request, response, view.libelle, MENU_FORMATIONS);
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici = sessions ? "Sessions" : "Actions";
    tmpl_offre_liste(&response->body, &view);
    return STATUS_OK;
}

enum status sessions_lister(struct request *request, struct response *response)
{
    return lister(request, response, true);
}

enum status actions_lister(struct request *request, struct response *response)
{
    return lister(request, response, false);
}
