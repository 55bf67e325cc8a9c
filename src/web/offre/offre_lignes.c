#include "offre_formulaire_private.h"

#include "dates.h"
#include "nomenclature.h"
#include "recherche.h"
#include "text.h"

#include <string.h>

#define SIMPLE_MAXIMUM 2 /* fields: a record of so few has nothing to open */

/* ---- certifications searched for */

static bool est_deja(const struct offre_saisie *saisie, const struct nomenclature_entree *e)
{
    bool deja = false;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (strcmp(ligne->genre->code, "certification") == 0) {
            const struct certification *c = ligne->record;
            deja = deja || strcmp(e->code, c->code_certifinfo) == 0 ||
                   strcmp(e->code, c->code_rs) == 0 ||
                   (e->nom == NOMENCLATURE_RNCP && strcmp(e->code + 4, c->code_rncp) == 0);
        }
    }
    return deja;
}

static enum status chercher(struct request *request, const struct offre_saisie *saisie,
                            struct offre_recherche_view *view)
{
    struct arena *arena = request->arena;
    const struct recherche recherche =
        recherche_lire(arena, saisie->q ? saisie->q : "", NOMENCLATURE_MOTS_MAX, true);
    struct nomenclature_resultat resultat = {0};
    view->q = recherche.q;
    view->note = recherche.note;
    if (!view->q[0]) {
        return STATUS_OK;
    }
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    enum status status =
        nomenclature_chercher(request->db, arena, NOMENCLATURE_CERTIFICATIONS, view->q, &resultat);
    struct offre_trouvee_view *items =
        ARENA_ARRAY(arena, struct offre_trouvee_view, resultat.liste.n + 1);
    for (size_t i = 0; i < resultat.liste.n; i++) {
        const struct nomenclature_entree *entree = &resultat.liste.items[i];
        items[i] = (struct offre_trouvee_view){
            .code = entree->code,
            .titre = resultat.dits[i].libelle,
            .deja = est_deja(saisie, entree),
            .dit = codes_certification(arena, entree, &resultat.dits[i], aujourdhui)};
    }
    view->trouvees.items = items;
    view->trouvees.n = resultat.liste.n;
    view->compte = arena_printf(arena, "%zu certification%s trouvée%s", resultat.total,
                                resultat.total > 1 ? "s" : "", resultat.total > 1 ? "s" : "");
    return status;
}

/* ---- a record inside */

static const struct champ_view *sites_de(struct arena *arena, const struct offre_rangee *ligne,
                                         const char *nom, const struct choice *sites)
{
    if (strcmp(ligne->genre->code, "lieu") != 0 || !sites || !sites[0].code) {
        return NULL;
    }
    size_t n = 0;
    while (sites[n].code) {
        n++;
    }
    const char *choisi = params_get(&ligne->params, "site");
    struct champ_option *options = ARENA_ARRAY(arena, struct champ_option, n);
    for (size_t i = 0; i < n; i++) {
        options[i] = (struct champ_option){.code = sites[i].code,
                                           .label = sites[i].label,
                                           .choisi = choisi && strcmp(choisi, sites[i].code) == 0};
    }
    struct champ_view *view = ARENA_NEW(arena, struct champ_view);
    *view = champ_libre(arena, arena_printf(arena, "%s-site", nom), "Site", "text", NULL, "", NULL,
                        NULL);
    view->choix = true;
    view->obligatoire = false;
    view->options.items = options;
    view->options.n = n;
    return view;
}

static void ouvrir_ici(struct offre_champs_view *champs)
{
    struct offre_champ_view *items =
        (struct offre_champ_view *)(uintptr_t)champs->items; /* just made by the caller */
    for (size_t i = 0; i < champs->n; i++) {
        if (items[i].champ.focus) {
            return;
        }
    }
    items[0].champ.focus = champs->n > 0;
}

/* The fields of what is online that say something else: « Ligne 1 « 12 rue de Rennes » ». */
static const char *dire_en_ligne(struct arena *arena, const struct offre_genre *genre,
                                 const void *vive, const void *record)
{
    struct buffer texte;
    buffer_init(&texte, arena, 128);
    for (size_t i = 0; i < genre->set->n; i++) {
        const struct field *field = &genre->set->fields[i];
        if (!field_equal(field, vive, record)) {
            const char *valeur = field_show(arena, field, vive);
            buffer_printf(&texte, "%s%s ", texte.length ? ", " : "", field->label);
            if (valeur[0]) {
                buffer_printf(&texte, "«\u00A0%s\u00A0»", valeur);
            } else {
                buffer_text(&texte, "vide");
            }
        }
    }
    return texte.data;
}

/* Against what is online. The fields of a simple one say it each by itself. */
static void situer(struct arena *arena, const struct offre_rangee *ligne, const void *vive,
                   struct offre_ligne_view *view)
{
    if (!vive) {
        view->ecart = "ajouté";
    } else if (!view->simple && !offre_detail_egal(ligne->genre, vive, ligne->enregistre)) {
        view->ecart = "modifié";
        view->en_ligne = dire_en_ligne(arena, ligne->genre, vive, ligne->enregistre);
    }
}

static struct text_list lister_retires(struct arena *arena, const struct offre_saisie *saisie,
                                       const struct offre_genre *genre)
{
    struct text_list retires = {0};
    for (size_t i = 0; i < saisie->vives.n; i++) {
        const struct offre_detail *vive = &saisie->vives.items[i];
        bool reste = vive->genre != genre;
        for (size_t j = 0; j < saisie->lignes.n && !reste; j++) {
            reste = saisie->lignes.items[j].genre == genre &&
                    saisie->lignes.items[j].rang == vive->rang;
        }
        if (!reste) {
            const char *texte = offre_detail_resumer(arena, genre, vive->record);
            text_list_add(arena, &retires, texte);
        }
    }
    return retires;
}

static enum status montrer_ligne(const struct offre_dessin *fiche_dessin,
                                 const struct offre_fiche *fiche, const struct offre_rangee *ligne,
                                 struct offre_ligne_view *view)
{
    struct arena *arena = fiche_dessin->request->arena;
    const char *nom = offre_rangee_nom(arena, ligne);
    const char *suite = "";
    const char *texte = ligne->enregistre
                            ? offre_detail_nommer(arena, ligne->genre, ligne->enregistre, &suite)
                            : "";
    const struct offre_detail *vive =
        offre_detail_cherche(&fiche->saisie->vives, ligne->genre, ligne->rang);
    struct offre_dessin dessin = {.request = fiche_dessin->request,
                                  .form = &ligne->form,
                                  .params = &ligne->params,
                                  .vive = vive ? vive->record : NULL,
                                  .record = ligne->enregistre,
                                  .prefixe = nom};
    *view = (struct offre_ligne_view){
        .genre = ligne->genre->code,
        .rang = ligne->rang,
        .nom = nom,
        .texte = texte[0]            ? texte
                 : ligne->enregistre ? "À compléter"
                                     : "Nouveau",
        .suite = suite,
        .retirer = arena_printf(arena, "%s:%lld", ligne->genre->code, (long long)ligne->rang),
        .simple = ligne->genre->set->n <= SIMPLE_MAXIMUM || ligne->genre == fiche->saisie->en_plus,
        .message = ligne->form.message,
        .averti = ligne->averti};
    TRY(offre_conflit_dessiner(fiche_dessin, nom, &view->conflit));
    if (fiche->lecture_seule) {
        return STATUS_OK;
    }
    if (fiche->saisie->vive && ligne->enregistre) {
        situer(arena, ligne, vive ? vive->record : NULL, view);
    }
    view->site = sites_de(arena, ligne, nom, fiche->sites);
    view->ouverte =
        !ligne->enregistre || ligne->form.error_count || ligne->focus || view->conflit != NULL;
    TRY(offre_formulaire_champs(&dessin, &view->champs));
    if (ligne->focus && !ligne->form.error_count) {
        ouvrir_ici(&view->champs);
    }
    return STATUS_OK;
}

static enum status montrer_modele(const struct offre_dessin *dessin,
                                  const struct offre_fiche *fiche, const struct offre_genre *genre,
                                  struct offre_ligne_view *view)
{
    const struct offre_rangee modele = {.genre = genre, .averti = ""};
    TRY(montrer_ligne(dessin, fiche, &modele, view));
    view->dessines = offre_modele_champs(dessin->request->arena, genre,
                                         acteur_est_officier(dessin->request->acteur));
    return STATUS_OK;
}

/* ---- certifications by their titles */

static const char *code_de(struct arena *arena, const struct certification *c)
{
    return c->code_certifinfo[0] ? c->code_certifinfo
           : c->code_rncp[0]     ? arena_printf(arena, "RNCP%s", c->code_rncp)
                                 : c->code_rs;
}

static void nommer(struct arena *arena, const struct nomenclature_entree *entree, const char *codes,
                   struct offre_ligne_view *view)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    const struct codes_certification_view dit =
        codes_certification(arena, entree, &(struct nomenclature_dit){0}, aujourdhui);
    view->texte = entree->libelle;
    view->suite = text_join(arena, ", ", (const char *const[]){codes, dit.niveau, dit.fin, NULL});
    view->finie = dit.finie;
}

/* `views`: of the lines of that genre, in their order. One statement, none without codes. */
static enum status nommer_certifications(struct request *request, const struct offre_saisie *saisie,
                                         const struct offre_genre *genre,
                                         struct offre_ligne_view *views)
{
    struct arena *arena = request->arena;
    struct text_list codes = {0};
    struct nomenclature_liste liste = {0};
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        if (saisie->lignes.items[i].genre == genre) {
            text_list_add(arena, &codes, code_de(arena, saisie->lignes.items[i].record));
        }
    }
    TRY(nomenclature_lire(request->db, arena, NOMENCLATURE_CERTIFICATIONS, codes, &liste));
    size_t n = 0;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (ligne->genre == genre && liste.items[n++].libelle[0]) {
            nommer(arena, &liste.items[n - 1], offre_detail_resumer(arena, genre, ligne->record),
                   &views[n - 1]);
        }
    }
    return STATUS_OK;
}

/* ---- a genre */

static enum status dessiner_genre(const struct offre_dessin *dessin,
                                  const struct offre_fiche *fiche, const struct offre_genre *genre,
                                  struct offre_genre_view *view)
{
    struct arena *arena = dessin->request->arena;
    const struct offre_saisie *saisie = fiche->saisie;
    struct offre_ligne_view *items = ARENA_ARRAY(arena, struct offre_ligne_view, saisie->lignes.n);
    enum status status = STATUS_OK;
    *view = (struct offre_genre_view){.code = genre->code,
                                      .titre = genre->titre,
                                      .ajouter = genre->ajouter,
                                      .aide = genre->aide,
                                      .maximum = genre->maximum,
                                      .lecture_seule = fiche->lecture_seule};
    for (size_t i = 0; i < saisie->lignes.n && status == STATUS_OK; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (ligne->genre == genre) {
            view->fausse = view->fausse || ligne->form.error_count;
            status = montrer_ligne(dessin, fiche, ligne, &items[view->lignes.n++]);
        }
    }
    view->lignes.items = items;
    view->retires = lister_retires(arena, saisie, genre);
    if (genre->maximum) {
        view->limite = arena_printf(arena, "%zu au maximum", genre->maximum);
        view->pleine = view->lignes.n >= genre->maximum;
    }
    if (status == STATUS_OK && !fiche->lecture_seule) {
        status = montrer_modele(dessin, fiche, genre, &view->modele);
    }
    bool certifications = strcmp(genre->code, "certification") == 0;
    if (status == STATUS_OK && certifications) {
        status = nommer_certifications(dessin->request, saisie, genre, items);
    }
    if (status == STATUS_OK && certifications && !fiche->lecture_seule) {
        struct offre_recherche_view *recherche = ARENA_NEW(arena, struct offre_recherche_view);
        status = chercher(dessin->request, saisie, recherche);
        view->recherche = recherche;
    }
    return status;
}

static bool courant(const struct offre_genre *genre)
{
    return strcmp(genre->code, "certification") == 0 || strcmp(genre->code, "lieu") == 0 ||
           strcmp(genre->code, "financeur") == 0;
}

/* On the page of a new record; elsewhere, where some were typed. */
static bool montre_en_plus(const struct offre_fiche *fiche)
{
    const struct offre_saisie *saisie = fiche->saisie;
    bool montre = saisie->en_plus && !fiche->numero;
    for (size_t i = 0; saisie->en_plus && i < saisie->lignes.n; i++) {
        montre = montre || saisie->lignes.items[i].genre == saisie->en_plus;
    }
    return montre;
}

enum status offre_lignes_dessiner(const struct offre_dessin *dessin,
                                  const struct offre_fiche *fiche, struct offre_fiche_view *view)
{
    size_t n = 0;
    while (offre_genres[n].code) {
        n++;
    }
    struct arena *arena = dessin->request->arena;
    struct offre_genre_view *items = ARENA_ARRAY(arena, struct offre_genre_view, n);
    size_t used = 0;
    size_t courants = 0;
    enum status status = STATUS_OK;
    for (int rare = 0; rare <= 1; rare++) {
        for (size_t i = 0; i < n && status == STATUS_OK; i++) {
            const struct offre_genre *genre = &offre_genres[i];
            if (genre->noun == fiche->noun && courant(genre) == (rare == 0)) {
                status = dessiner_genre(dessin, fiche, genre, &items[used++]);
                courants += rare == 0;
            }
        }
    }
    if (status == STATUS_OK && montre_en_plus(fiche)) {
        struct offre_genre_view *en_plus = ARENA_NEW(arena, struct offre_genre_view);
        status = dessiner_genre(dessin, fiche, fiche->saisie->en_plus, en_plus);
        view->en_plus = en_plus;
    }
    view->genres = (struct offre_genres_view){.items = items, .n = courants};
    view->rares = (struct offre_genres_view){.items = items + courants, .n = used - courants};
    return status;
}

/* ---- messages */

struct erreurs_view offre_lignes_erreurs(struct arena *arena, const struct offre_saisie *saisie)
{
    struct erreurs_view erreurs = erreurs_de(arena, &saisie->form);
    const struct erreurs_view annexes = erreurs_de(arena, &saisie->annexe);
    size_t most = erreurs.n + annexes.n;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        most += saisie->lignes.items[i].form.n + 1;
    }
    struct erreur_view *items = ARENA_ARRAY(arena, struct erreur_view, most);
    size_t n = erreurs.n;
    memcpy(items, erreurs.items, n * sizeof *items);
    for (size_t i = 0; i < annexes.n; i++) {
        items[n++] = annexes.items[i];
    }
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        size_t place = 0;
        const struct erreurs_view siennes = erreurs_de(arena, &ligne->form);
        const char *nom = offre_rangee_nom(arena, ligne);
        for (size_t j = 0; j <= i; j++) {
            place += saisie->lignes.items[j].genre == ligne->genre;
        }
        for (size_t j = 0; j < siennes.n; j++) {
            const char *cible = siennes.items[j].cible;
            items[n++] = (struct erreur_view){
                cible[0] ? arena_printf(arena, "%s-%s", nom, cible) : ligne->genre->code,
                arena_printf(arena, "%s, %zu\u00A0: %s", ligne->genre->titre, place,
                             siennes.items[j].texte)};
        }
    }
    return (struct erreurs_view){.items = items, .n = n};
}
