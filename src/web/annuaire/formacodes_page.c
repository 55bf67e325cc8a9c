#include "formacodes_page.h"

#include "etablissement.h"
#include "text.h"
#include "tmpl_recherche_domaine.h"
#include "tmpl_recherche_domaine_fragment.h"

#include <stdint.h>
#include <string.h>

/* What every node of the tree needs to know of the page. */
struct contexte {
    struct arena *arena;
    struct recherche recherche;
    bool choix;
    bool par_bouton;
    struct text_list deja;   /* codes on the record */
    struct text_list coches; /* codes ticked on the page before */
};

static struct recherche mots_lus(const struct request *request, const char *saisie)
{
    return recherche_lire(request->arena, saisie, FORMACODE_MOTS_MAX, true);
}

static struct noeuds_view noeuds(const struct contexte *contexte,
                                 const struct formacode_noeuds *source, bool racines);

static struct noeud_view noeud(const struct contexte *contexte,
                               const struct formacode_noeud *source, bool racine)
{
    struct noeud_view view = {
        .code = source->code,
        .libelle = source->libelle,
        .morceaux = source->morceaux,
        .par_synonyme = source->par_synonyme,
        .remplace = source->remplace,
        .choisissable = source->choisissable && contexte->choix,
        .trouve = source->trouve,
        .branche = racine,
        .feuille = source->enfants.n == 0 && source->autres == 0,
        .ouvert = source->ouvert,
        .deja = text_list_holds(contexte->deja, source->code),
        .coche = text_list_holds(contexte->coches, source->code),
        .choix = contexte->choix,
        .par_bouton = contexte->par_bouton,
        .q = contexte->recherche.q,
        .autres = source->autres,
        .enfants = noeuds(contexte, &source->enfants, false),
    };
    const char *adjectif = source->enfants.n ? "autres " : "";
    view.autres_texte =
        source->autres == 1
            ? arena_printf(contexte->arena, "Afficher l'%sterme",
                           source->enfants.n ? "autre " : "unique ")
            : arena_printf(contexte->arena, "Afficher les %zu %stermes", source->autres, adjectif);
    return view;
}

/* Domains in which something is shown come first: the eye need not look for them among the others.
 */
static struct noeuds_view noeuds(const struct contexte *contexte,
                                 const struct formacode_noeuds *source, bool racines)
{
    struct noeud_view *items = ARENA_ARRAY(contexte->arena, struct noeud_view, source->n);
    size_t n = 0;
    for (int closed = 0; closed <= 1; closed++) {
        for (size_t i = 0; i < source->n; i++) {
            bool later = racines && !source->items[i].ouvert;
            if (later == (closed == 1)) {
                items[n++] = noeud(contexte, &source->items[i], racines);
            }
        }
    }
    return (struct noeuds_view){.items = items, .n = n};
}

static const char *compter(struct arena *arena, const char *q,
                           const struct formacode_resultat *resultat)
{
    if (q[0] == '\0') {
        return arena_printf(arena, "%zu grands domaines", resultat->racines.n);
    }
    if (resultat->trouves == 0) {
        return "0 terme trouvé";
    }
    const char *found =
        arena_printf(arena, "%zu terme%s trouvé%s", resultat->trouves,
                     resultat->trouves > 1 ? "s" : "", resultat->trouves > 1 ? "s" : "");
    return resultat->plus_precis
               ? arena_printf(arena, "%s, %zu plus précis", found, resultat->plus_precis)
               : found;
}

static enum status chercher(struct request *request, const char *ouvrir, struct contexte *contexte,
                            struct recherche_domaine_view *view)
{
    struct formacode_resultat resultat = {0};
    TRY(formacode_rechercher(request->db, request->arena, contexte->recherche.q, ouvrir,
                             &resultat));
    view->q = contexte->recherche.q;
    view->mots_note = contexte->recherche.note;
    view->choix = contexte->choix;
    view->par_bouton = contexte->par_bouton;
    view->extrait = resultat.extrait && acteur_est_officier(request->acteur);
    view->sans_resultat = contexte->recherche.q[0] && resultat.trouves == 0;
    view->compte = compter(request->arena, contexte->recherche.q, &resultat);
    view->racines = noeuds(contexte, &resultat.racines, true);
    return STATUS_OK;
}

static const struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"},
                                          {"/annuaire", "Annuaire"}};

static void montrer(struct request *request, struct response *response,
                    struct recherche_domaine_view *view)
{
    if (request_wants_fragment(request)) {
        tmpl_recherche_domaine_fragment(&response->body, view);
        return;
    }
    page_init(&view->page, request, response, "Recherche domaine de formation", MENU_ANNUAIRE);
    view->page.chemin.items = chemin;
    view->page.chemin.n = sizeof(chemin) / sizeof(chemin[0]);
    view->page.ici = "Recherche domaine de formation";
    tmpl_recherche_domaine(&response->body, view);
}

enum status formacodes_chercher(struct request *request, struct response *response)
{
    struct contexte contexte = {.arena = request->arena,
                                .recherche = mots_lus(request, request_query(request, "q")),
                                .choix = request_wants_fragment(request) &&
                                         request_query(request, "choix")[0] != '\0'};
    struct recherche_domaine_view view = {.note = "0 terme coché"};
    TRY(chercher(request, request_query(request, "ouvrir"), &contexte, &view));
    response_vary(response, "HX-Request");
    montrer(request, response, &view);
    return STATUS_OK;
}

/* ---- without JavaScript, from the form of a record */

/* The page's own fields: not those of the record's form, which travel. `coche` marks the codes
 * ticked here, once they come back from the page. */
static bool de_la_page(const char *name)
{
    static const char *const own[] = {"jeton",   "q",       "rechercher",      "ouvrir",
                                      "valider", "annuler", "ajouter_domaine", "deja"};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (strcmp(name, own[i]) == 0) {
            return true;
        }
    }
    return false;
}

static struct text_list valeurs(struct request *request, const char *name)
{
    const struct param *params = NULL;
    size_t n = params_all(&request->form, name, request->arena, &params);
    struct text_list list = {.items = ARENA_ARRAY(request->arena, const char *, n), .n = n};
    for (size_t i = 0; i < n; i++) {
        list.items[i] = params[i].value;
    }
    return list;
}

/* On the first page all codes are those of the record; it notes them as `deja`. Later those that
 * are not noted were ticked on this page. */
static void partager_codes(struct request *request, struct contexte *contexte)
{
    struct text_list codes = valeurs(request, "domaines");
    bool first = params_get(&request->form, "ajouter_domaine") != NULL;
    contexte->deja = first ? codes : valeurs(request, "deja");
    const char **ticked = ARENA_ARRAY(request->arena, const char *, codes.n);
    size_t n = 0;
    for (size_t i = 0; i < codes.n; i++) {
        if (!text_list_holds(contexte->deja, codes.items[i])) {
            ticked[n++] = codes.items[i];
        }
    }
    contexte->coches = (struct text_list){.items = ticked, .n = n};
}

static bool dans_l_arbre(const struct noeuds_view *branches, const char *code)
{
    for (size_t i = 0; i < branches->n; i++) {
        if (strcmp(branches->items[i].code, code) == 0 ||
            dans_l_arbre(&branches->items[i].enfants, code)) {
            return true;
        }
    }
    return false;
}

/* Everything that travels, with the token. A code ticked earlier is left to its check box when the
 * tree shows one. */
static void garder(struct request *request, const struct contexte *contexte,
                   struct recherche_domaine_view *view)
{
    size_t room = request->form.n + contexte->deja.n + 1;
    struct garde_view *items = ARENA_ARRAY(request->arena, struct garde_view, room);
    size_t n = 0;
    items[n++] = (struct garde_view){"jeton", request->jeton};
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *param = &request->form.items[i];
        bool shown = strcmp(param->name, "domaines") == 0 &&
                     text_list_holds(contexte->coches, param->value) &&
                     dans_l_arbre(&view->racines, param->value);
        if (!de_la_page(param->name) && !shown) {
            items[n++] = (struct garde_view){param->name, param->value};
        }
    }
    for (size_t i = 0; i < contexte->deja.n; i++) {
        items[n++] = (struct garde_view){"deja", contexte->deja.items[i]};
    }
    view->garde.items = items;
    view->garde.n = n;
}

/* The terms of the record that the form is about, with the words that it keeps; none for a new one.
 */
static enum status lire_fiche(struct request *request, struct etablissement *etablissement)
{
    const char *adresse = request_form(request, "fiche");
    const char *slash = strrchr(adresse, '/');
    if (!slash || !text_is_digits(slash + 1, 14)) {
        return STATUS_OK;
    }
    enum status status =
        etablissement_lire(request->db, request->arena, request->acteur, slash + 1, etablissement);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The labels of the codes on the record, for the column beside the tree. */
static enum status montrer_deja(struct request *request, const struct contexte *contexte,
                                struct recherche_domaine_view *view)
{
    struct etablissement fiche = {0};
    struct formacode_liste liste = {0};
    const char *unknown = NULL;
    enum status status = lire_fiche(request, &fiche);
    status = status != STATUS_OK
                 ? status
                 : formacode_resoudre(request->db, request->arena, &fiche.formacodes,
                                      contexte->deja, &liste, &unknown);
    if (status != STATUS_OK && status != STATUS_REFUSED) {
        return status;
    }
    view->deja = etablissement_domaines(request->arena, &liste);
    return STATUS_OK;
}

/* Only back to a record's form: the address travelled through the browser. */
static const char *adresse_fiche(const char *adresse)
{
    return strncmp(adresse, "/annuaire/etablissements/", 25) == 0 ? adresse : "/annuaire";
}

enum status formacodes_choisir(struct request *request, struct response *response)
{
    struct contexte contexte = {.arena = request->arena,
                                .recherche = mots_lus(request, request_form(request, "q")),
                                .choix = true,
                                .par_bouton = true};
    partager_codes(request, &contexte);
    struct recherche_domaine_view view = {
        .adresse = adresse_fiche(request_form(request, "fiche")),
        .note = arena_printf(request->arena, "%zu terme%s coché%s", contexte.coches.n,
                             contexte.coches.n > 1 ? "s" : "", contexte.coches.n > 1 ? "s" : "")};
    TRY(chercher(request, request_form(request, "ouvrir"), &contexte, &view));
    TRY(montrer_deja(request, &contexte, &view));
    garder(request, &contexte, &view);
    montrer(request, response, &view);
    return STATUS_OK;
}
