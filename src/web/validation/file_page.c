#include "file_page.h"

#include "offre_liste_page.h"
#include "text.h"
#include "tmpl_file.h"

#include <string.h>

#define NBSP "\xC2\xA0"
#define CHEMIN "/validation"
#define PARAMETRES_MAX (ATTENTE_FACETTES + 3)
#define ORGANISMES_MAX 10
#define DEPARTEMENTS_MAX 120

/* ---- what the address asks for */

static const char *const noms[ATTENTE_FACETTES] = {
    [ATTENTE_SUIVI] = "suivi",
    [ATTENTE_NATURE] = "nature",
    [ATTENTE_DEPARTEMENT] = "departement",
    [ATTENTE_TYPE] = "type",
    [ATTENTE_DISPOSITIF] = "dispositif",
};

static const struct {
    const char *titre;
    struct choice choix[5]; /* the first: all; of a departement the base knows the others */
} facettes[ATTENTE_FACETTES] = {
    [ATTENTE_SUIVI] = {"Suivi",
                       {{"", "Toutes"},
                        {"miennes", "Les miennes"},
                        {"libres", "Sans personne"},
                        {"autres", "Prises par d'autres"}}},
    [ATTENTE_NATURE] = {"Nature",
                        {{"", "Toutes"},
                         {"premiere", "Première saisie"},
                         {"modification", "Modification"}}},
    [ATTENTE_DEPARTEMENT] = {"Département", {{"", "Tous"}}},
    [ATTENTE_TYPE] = {"Type", {{"", "Tous"}, {"continue", "Continue"}, {"initiale", "Initiale"}}},
    [ATTENTE_DISPOSITIF] = {"Dispositif",
                            {{"programme-region", "Programme région"},
                             {"apprentissage", "Contrat d'apprentissage"},
                             {"professionnalisation", "Contrat de professionnalisation"},
                             {"autre", "Autre"}}},
};

struct demande {
    struct attente_filtre filtre;
    const char *organisme; /* as it stands in links */
    int64_t page;
    const char *apres;
};

/* The list with `valeur` for one facet (ATTENTE_FACETTES: as it is), from the first page on. */
static const char *adresse(struct arena *arena, const struct demande *demande,
                           enum attente_facette facette, const char *valeur)
{
    struct param items[PARAMETRES_MAX];
    struct params params = {items, 0};
    for (int i = 0; i < ATTENTE_FACETTES; i++) {
        params_add(&params, noms[i], i == (int)facette ? valeur : demande->filtre.valeurs[i]);
    }
    params_add(&params, "organisme", demande->organisme);
    return params.n ? arena_printf(arena, CHEMIN "?%s", params_encode(&params, arena, NULL))
                    : CHEMIN;
}

static void ajouter_parametre(struct arena *arena, const char **adresse, const char *nom,
                              const char *valeur)
{
    struct param item;
    struct params params = {&item, 0};
    params_add(&params, nom, valeur);
    if (params.n) {
        *adresse = arena_printf(arena, "%s%c%s", *adresse, strchr(*adresse, '?') ? '&' : '?',
                                params_encode(&params, arena, NULL));
    }
}

/* Words that one establishment alone holds are that one; several are shown to choose among. */
static enum status lire_organisme(struct request *request, struct demande *demande,
                                  struct file_view *view)
{
    struct arena *arena = request->arena;
    struct etablissement_page page = {0};
    const struct recherche recherche =
        etablissement_recherche(arena, request_query(request, "organisme"));
    view->organisme = demande->organisme = recherche.q;
    view->organisme_message = recherche.note;
    if (!recherche.q[0]) {
        return STATUS_OK;
    }
    TRY(etablissement_chercher(request->db, arena, request->acteur, recherche.q, NULL, &page));
    if (page.total == 1) {
        demande->filtre.etablissement_id = page.lignes.items[0].id;
        demande->organisme = page.lignes.items[0].siret;
        view->organisme_message = page.lignes.items[0].raison_sociale;
        return STATUS_OK;
    }
    demande->filtre.etablissement_id = -1; /* none of them, until one is chosen */
    view->organisme_message =
        page.total
            ? arena_printf(arena, "%s" NBSP ": choisissez",
                           offre_liste_compte(arena, page.total, "organisme"))
            : arena_printf(arena, "Aucun organisme ne contient «" NBSP "%s" NBSP "»", recherche.q);
    size_t n = page.lignes.n < ORGANISMES_MAX ? page.lignes.n : ORGANISMES_MAX;
    struct file_lien_view *items = ARENA_ARRAY(arena, struct file_lien_view, n);
    for (size_t i = 0; i < n; i++) {
        struct demande autre = *demande;
        autre.organisme = page.lignes.items[i].siret;
        items[i] = (struct file_lien_view){.adresse = adresse(arena, &autre, ATTENTE_FACETTES, ""),
                                           .libelle = page.lignes.items[i].raison_sociale,
                                           .n = page.lignes.items[i].siret};
    }
    view->organismes.items = items;
    view->organismes.n = n;
    return STATUS_OK;
}

static struct demande demande_lue(struct request *request)
{
    struct demande demande = {.filtre = {.compte_id = request->acteur->compte_id},
                              .organisme = request_query(request, "organisme"),
                              .apres = request_query(request, "apres")};
    for (int i = 0; i < ATTENTE_FACETTES; i++) {
        demande.filtre.valeurs[i] = request_query(request, noms[i]);
    }
    if (!text_to_int(request_query(request, "page"), &demande.page) || demande.page < 1) {
        demande.page = 1;
    }
    return demande;
}

/* ---- the clock */

struct horloge_view horloge(struct arena *arena, int64_t envoyee_a, const char *aujourdhui,
                            const struct attente_seuils *seuils, const char *suite)
{
    int jours = attente_jours(envoyee_a, aujourdhui);
    return (struct horloge_view){
        attente_retard_de(jours, seuils),
        jours ? arena_printf(arena, "%d jour%s%s", jours, jours > 1 ? "s" : "",
                             suite[0] && jours > 1 ? arena_printf(arena, "%ss", suite) : suite)
              : "aujourd'hui"};
}

/* ---- filters with their counts */

static void montrer_facette(struct arena *arena, struct file_view *view,
                            const struct demande *demande, const struct attente_groupes *groupes,
                            enum attente_facette facette, const struct choice *choix)
{
    struct file_facette_view *vue =
        (struct file_facette_view *)(uintptr_t)&view->facettes.items[view->facettes.n++];
    struct file_lien_view *liens = NULL;
    size_t n = 0;
    for (; choix->code; choix++) {
        int64_t compte = attente_compter(groupes, &demande->filtre, facette, choix->code, NULL);
        bool ici = strcmp(demande->filtre.valeurs[facette], choix->code) == 0;
        *ARENA_PUSH(arena, liens, n) =
            (struct file_lien_view){adresse(arena, demande, facette, choix->code), choix->label,
                                    offre_liste_nombre(arena, compte), ici};
    }
    *vue = (struct file_facette_view){.code = noms[facette], .titre = facettes[facette].titre};
    vue->liens.items = liens;
    vue->liens.n = n;
}

/* Those where something waits, in order. */
static const struct choice *departements(struct arena *arena, const struct attente_groupes *groupes)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, DEPARTEMENTS_MAX + 2);
    size_t n = 0;
    choix[n++] = facettes[ATTENTE_DEPARTEMENT].choix[0];
    for (size_t i = 0; i < groupes->n && n <= DEPARTEMENTS_MAX; i++) {
        const char *code = groupes->items[i].valeurs[ATTENTE_DEPARTEMENT];
        size_t place = 1;
        while (place < n && strcmp(choix[place].code, code) < 0) {
            place++;
        }
        if (code[0] && (place == n || strcmp(choix[place].code, code) != 0)) {
            memmove(&choix[place + 1], &choix[place], (n - place) * sizeof *choix);
            choix[place] = (struct choice){code, code};
            n++;
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
}

static void montrer_filtres(struct arena *arena, struct file_view *view,
                            const struct demande *demande, const struct attente_groupes *groupes)
{
    const struct attente_filtre *filtre = &demande->filtre;
    struct file_lien_view *gardes = ARENA_ARRAY(arena, struct file_lien_view, ATTENTE_FACETTES);
    view->facettes.items = ARENA_ARRAY(arena, struct file_facette_view, ATTENTE_FACETTES);
    for (int i = 0; i < ATTENTE_DISPOSITIF; i++) {
        montrer_facette(arena, view, demande, groupes, (enum attente_facette)i,
                        i == ATTENTE_DEPARTEMENT ? departements(arena, groupes)
                                                 : facettes[i].choix);
        if (filtre->valeurs[i][0]) {
            gardes[view->gardes.n++] =
                (struct file_lien_view){.libelle = noms[i], .n = filtre->valeurs[i]};
        }
        view->filtree = view->filtree || filtre->valeurs[i][0];
    }
    view->gardes.items = gardes;
    view->filtree =
        view->filtree || filtre->valeurs[ATTENTE_DISPOSITIF][0] || filtre->etablissement_id;
    champ_option(
        arena, &view->dispositifs, "",
        arena_printf(arena, "Tous, %s",
                     offre_liste_nombre(
                         arena, attente_compter(groupes, filtre, ATTENTE_DISPOSITIF, "", NULL))),
        !filtre->valeurs[ATTENTE_DISPOSITIF][0]);
    for (size_t i = 0; i < 4; i++) {
        const struct choice *c = &facettes[ATTENTE_DISPOSITIF].choix[i];
        champ_option(arena, &view->dispositifs, c->code,
                     arena_printf(arena, "%s, %s", c->label,
                                  offre_liste_nombre(arena, attente_compter(groupes, filtre,
                                                                            ATTENTE_DISPOSITIF,
                                                                            c->code, NULL))),
                     strcmp(filtre->valeurs[ATTENTE_DISPOSITIF], c->code) == 0);
    }
}

/* ---- the rows */

static const char *lieu(struct arena *arena, const struct attente_ligne *ligne)
{
    return arena_printf(arena, "%s%s%s%s%s%s", ligne->etablissement_nom,
                        ligne->commune[0] || ligne->departement[0] ? " · " : "", ligne->commune,
                        ligne->departement[0] ? " (" : "", ligne->departement,
                        ligne->departement[0] ? ")" : "");
}

static void montrer_lignes(struct request *request, struct file_view *view,
                           const struct liste_page *page, const char *aujourdhui)
{
    struct arena *arena = request->arena;
    struct file_ligne_view *lignes = ARENA_ARRAY(arena, struct file_ligne_view, page->n);
    const struct attente_ligne *items = page->items;
    for (size_t i = 0; i < page->n; i++) {
        const struct attente_ligne *l = &items[i];
        char jour[DATES_ISO_SIZE];
        dates_of_instant(l->envoyee_a, jour);
        lignes[i] = (struct file_ligne_view){
            .numero = l->action,
            .adresse = arena_printf(arena, CHEMIN "/actions/%lld", (long long)l->action),
            .horloge = horloge(arena, l->envoyee_a, aujourdhui, &l->seuils, ""),
            .depuis = dates_show(arena, jour),
            .intitule = l->intitule,
            .organisme = lieu(arena, l),
            .nature = strcmp(l->nature, "premiere") == 0 ? "Première saisie" : "Modification",
            .mienne = l->prise_par == request->acteur->compte_id,
            .prise_nom = l->prise_par ? l->prise_nom : NULL,
            .jusqu_a = l->prise_par ? dates_show_time(arena, l->prise_jusqu_a) : ""};
        if (!view->suivante_libre && (!l->prise_par || lignes[i].mienne)) {
            view->suivante_libre = lignes[i].adresse;
        }
    }
    view->lignes.items = lignes;
    view->lignes.n = page->n;
}

static void montrer_pages(struct arena *arena, struct file_view *view,
                          const struct demande *demande, const struct liste_page *page,
                          int64_t total)
{
    int64_t premier = (demande->page - 1) * ATTENTE_PAGE + 1;
    const char *ici = adresse(arena, demande, ATTENTE_FACETTES, "");
    view->rangs = arena_printf(arena, "%s à %s sur %s", offre_liste_nombre(arena, premier),
                               offre_liste_nombre(arena, premier + (int64_t)page->n - 1),
                               offre_liste_compte(arena, total, "action"));
    view->adresse = ici;
    view->premiere = demande->page > 1 ? ici : NULL;
    if (page->suivante) {
        view->suivante = ici;
        ajouter_parametre(arena, &view->suivante, "page",
                          arena_printf(arena, "%lld", (long long)demande->page + 1));
        ajouter_parametre(arena, &view->suivante, "apres", page->suivante);
    }
}

static struct attente_seuils seuils_de(const struct liste_page *page)
{
    static const struct attente_seuils sans_objet = {INT16_MAX, INT16_MAX};
    const struct attente_ligne *lignes = page->items;
    return page->n ? lignes[0].seuils : sans_objet; /* nothing is late */
}

enum status file_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct file_view view = {0};
    struct liste_page page = {0};
    struct attente_groupes groupes = {0};
    char aujourdhui[DATES_ISO_SIZE];
    int64_t retard[2] = {0};
    struct demande demande = demande_lue(request);
    dates_today(aujourdhui);
    TRY(lire_organisme(request, &demande, &view));
    TRY(attente_lister(request->db, arena, &demande.filtre, demande.page, demande.apres, &page));
    const struct attente_seuils seuils = seuils_de(&page);
    TRY(attente_grouper(request->db, arena, &demande.filtre, &seuils, aujourdhui, &groupes));
    int64_t total = attente_compter(&groupes, &demande.filtre, ATTENTE_FACETTES, "", retard);
    view.compte = arena_printf(arena, "%s en attente", offre_liste_compte(arena, total, "action"));
    view.tard = retard[0];
    view.trop_tard = retard[1];
    view.ambre = offre_liste_compte(arena, seuils.ambre, "jour");
    view.rouge = offre_liste_compte(arena, seuils.rouge, "jour");
    montrer_filtres(arena, &view, &demande, &groupes);
    montrer_lignes(request, &view, &page, aujourdhui);
    montrer_pages(arena, &view, &demande, &page, total);
    page_init(&view.page, request, response, "Validation", MENU_VALIDATION);
    tmpl_file(&response->body, &view);
    return STATUS_OK;
}

/* ---- taking and giving back */

enum status file_agir(struct request *request, struct response *response)
{
    struct demande demande = demande_lue(request);
    const char *flash = NULL;
    int64_t numero = 0;
    bool prise = true;
    if (text_to_int(request_form(request, "prendre"), &numero)) {
        TRY(attente_prendre(request->db, request->acteur, numero, &prise));
        flash = prise ? "file-prise" : "file-manquee";
    } else if (text_to_int(request_form(request, "rendre"), &numero)) {
        TRY(attente_rendre(request->db, request->acteur, numero));
        flash = "file-rendue";
    } else {
        TRY(file_montrer(request, response)); /* the form was sent without a button */
        response->code = 422;
        return STATUS_REFUSED;
    }
    page_flash(request, response, flash);
    response_redirect(response, adresse(request->arena, &demande, ATTENTE_FACETTES, ""));
    return STATUS_OK;
}
