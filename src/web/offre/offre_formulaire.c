#include "offre_formulaire.h"

#include "codes.h"
#include "contact.h"
#include "text.h"

#include <string.h>

#define LONGUE_MINIMUM 15 /* check boxes: more of them are read from top to bottom */
#define LARGE_MINIMUM 100 /* characters: longer texts take the whole width */
#define TEXTES_VIDES 3    /* empty lines after those of a list without a small limit */
#define TEXTES_MAXIMUM 6
#define VERSIONS 1000000

static const struct choice *choix_de(const struct offre_choix *choix, const char *champ)
{
    for (size_t i = 0; choix && choix[i].champ; i++) {
        if (strcmp(choix[i].champ, champ) == 0) {
            return choix[i].choix;
        }
    }
    return NULL;
}

/* ---- codes and their labels */

static enum status montrer_codes(struct request *request, const struct form_field *entry,
                                 const struct codes_source *source, struct offre_champ_view *view)
{
    struct arena *arena = request->arena;
    const char **libelles = NULL;
    enum status status = codes_libelles(request, source, entry->typed_list, &libelles);
    if (status != STATUS_OK) {
        return status;
    }
    struct offre_codes_view *codes = ARENA_NEW(arena, struct offre_codes_view);
    const struct champ_view *champ = &view->champ;
    bool principal = strcmp(entry->field->name, "formacodes") == 0;
    struct offre_code_view *items = ARENA_ARRAY(arena, struct offre_code_view, entry->typed_list.n);
    for (size_t i = 0; i < entry->typed_list.n; i++) {
        const char *code = entry->typed_list.items[i];
        items[i] = (struct offre_code_view){.nom = champ->nom,
                                            .code = code,
                                            .texte = codes_texte(arena, code, libelles[i]),
                                            .principal = principal};
    }
    *codes = (struct offre_codes_view){
        .nom = champ->nom,
        .label = champ->label,
        .aide = champ->aide,
        .message = champ->message,
        .decrit_par = champ->decrit_par,
        .obligatoire = champ->obligatoire,
        .maximum = field_maximum(entry->field),
        .recherche = source->recherche,
        .dialogue = arena_printf(arena, "%s?choix=1", source->recherche),
        .choisis = {.items = items, .n = entry->typed_list.n},
        .modele = {.nom = champ->nom, .code = "", .texte = "", .principal = principal}};
    view->codes = codes;
    view->large = true;
    return STATUS_OK;
}

/* ---- short texts */

static void montrer_textes(struct arena *arena, const struct form_field *entry,
                           struct offre_champ_view *view)
{
    const struct champ_view *champ = &view->champ;
    size_t typed = entry->typed_list.n;
    size_t maximum = field_maximum(entry->field);
    size_t n = maximum > TEXTES_MAXIMUM ? typed + TEXTES_VIDES : maximum;
    n = n < typed ? typed : n;
    struct offre_texte_view *items = ARENA_ARRAY(arena, struct offre_texte_view, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = (struct offre_texte_view){
            .id = i ? arena_printf(arena, "%s-%zu", champ->nom, i + 1) : champ->nom,
            .nom = champ->nom,
            .label = arena_printf(arena, "%s, %zu", champ->label, i + 1),
            .valeur = i < typed ? entry->typed_list.items[i] : ""};
    }
    struct offre_textes_view *textes = ARENA_NEW(arena, struct offre_textes_view);
    *textes = (struct offre_textes_view){.nom = champ->nom,
                                         .label = champ->label,
                                         .aide = champ->aide,
                                         .message = champ->message,
                                         .decrit_par = champ->decrit_par,
                                         .obligatoire = champ->obligatoire,
                                         .lignes = {.items = items, .n = n}};
    view->textes = textes;
    view->large = true;
}

/* ---- fields */

static void regler(struct arena *arena, const struct field *field, struct champ_view *champ)
{
    if (field_maximum(field) < 20) { /* a count would be noise beside so short a field */
        champ_sans_compteur(arena, champ);
    }
    champ->obligatoire = (field->flags & FIELD_REQUIRED) != 0;
}

static enum status montrer_champ(struct request *request, const struct form *form,
                                 const struct form_field *entry, const struct offre_choix *choix,
                                 struct offre_champ_view *view)
{
    struct arena *arena = request->arena;
    const struct field *field = entry->field;
    const struct choice *parmi = choix_de(choix, field->name);
    if (field->type == FIELD_TYPE_LIST && !parmi) {
        parmi = field->choices;
    }
    view->champ =
        parmi ? champ_parmi(arena, form, field->name, parmi) : champ_de(arena, form, field->name);
    regler(arena, field, &view->champ);
    view->champ.longue = view->champ.options.n > LONGUE_MINIMUM;
    view->champ.deux_colonnes = view->champ.options.n > 3 && !view->champ.longue;
    view->large = view->champ.plusieurs_lignes || view->champ.cases ||
                  (field->type == FIELD_TYPE_TEXT && field_maximum(field) > LARGE_MINIMUM);
    if (strcmp(field->name, "commune_insee") == 0) {
        struct lieu_view *lieu = ARENA_NEW(arena, struct lieu_view);
        *lieu = lieu_communes_proposees(request, form);
        view->lieu = lieu;
        view->champ.focus = lieu->annonce != NULL;
    }
    if (field->type != FIELD_TYPE_LIST || parmi) {
        return STATUS_OK;
    }
    const struct codes_source *source = codes_source_de(field);
    if (source) {
        return montrer_codes(request, entry, source, view);
    }
    montrer_textes(arena, entry, view);
    return STATUS_OK;
}

enum status offre_formulaire_champs(struct request *request, const struct form *form,
                                    const struct offre_choix *choix,
                                    struct offre_champs_view *champs_r)
{
    struct offre_champ_view *items = ARENA_ARRAY(request->arena, struct offre_champ_view, form->n);
    for (size_t i = 0; i < form->n; i++) {
        enum status status = montrer_champ(request, form, &form->fields[i], choix, &items[i]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *champs_r = (struct offre_champs_view){.items = items, .n = form->n};
    return STATUS_OK;
}

static enum status lire_texte(struct request *request, const struct field *field,
                              const void *record, const struct offre_choix *choix,
                              const char **texte_r)
{
    struct arena *arena = request->arena;
    const struct choice *parmi = choix_de(choix, field->name);
    *texte_r = field_show(arena, field, record);
    if (field->choices && !parmi) {
        return STATUS_OK;
    }
    if (field->type != FIELD_TYPE_LIST) {
        if (parmi) {
            *texte_r = choice_label(parmi, *texte_r);
        }
        return STATUS_OK;
    }
    const struct codes_source *source = codes_source_de(field);
    struct text_list codes = field_list(field, record);
    const char **libelles = NULL;
    if (!source && !parmi) {
        return STATUS_OK;
    }
    enum status status = source ? codes_libelles(request, source, codes, &libelles) : STATUS_OK;
    if (status != STATUS_OK || codes.n == 0) {
        return status;
    }
    struct buffer texte;
    buffer_init(&texte, arena, 128);
    for (size_t i = 0; i < codes.n; i++) {
        const char *mot = source ? codes_texte(arena, codes.items[i], libelles[i])
                                 : choice_label(parmi, codes.items[i]);
        buffer_printf(&texte, "%s%s", i ? ", " : "", mot);
    }
    *texte_r = texte.data;
    return STATUS_OK;
}

enum status offre_formulaire_faits(struct request *request, const struct field_set *set,
                                   const void *record, const struct offre_choix *choix,
                                   struct offre_faits_view *faits_r)
{
    struct offre_fait_view *items = ARENA_ARRAY(request->arena, struct offre_fait_view, set->n);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        const char *texte = "";
        enum status status = lire_texte(request, &set->fields[i], record, choix, &texte);
        if (status != STATUS_OK) {
            return status;
        }
        if (texte[0]) {
            items[n++] = (struct offre_fait_view){set->fields[i].label, texte};
        }
    }
    *faits_r = (struct offre_faits_view){.items = items, .n = n};
    return STATUS_OK;
}

/* ---- a section */

/* Just saved: told where the eyes are, not at the top of a long page. NULL: it was not this one. */
static const char *prendre_flash(const struct request *request, struct page_view *page,
                                 const char *code)
{
    if (!page->flash || strcmp(request_query(request, "section"), code) != 0) {
        return NULL;
    }
    page->flash = NULL;
    return page->flash_suite;
}

static enum status dessiner_section(struct request *request, struct page_view *page,
                                    const struct offre_fiche *fiche,
                                    const struct offre_section *section,
                                    struct offre_section_view *view)
{
    struct arena *arena = request->arena;
    bool typed = fiche->section == section;
    struct form form;
    form_of_record(&form, arena, &section->set, fiche->record, acteur_est_officier(request->acteur),
                   false);
    const struct form *shown = typed ? fiche->form : &form;
    *view = (struct offre_section_view){
        .code = section->code, .titre = section->titre, .lecture_seule = fiche->lecture_seule};
    view->fiche.adresse = fiche->adresse;
    view->fiche.retour = arena_printf(arena, "%s#section-%s", fiche->adresse, section->code);
    view->fiche.plusieurs = true;
    if (typed) {
        view->fiche.modifie = fiche->modifie;
        view->fiche.conflit = fiche->conflit;
        view->fiche.doublons = fiche->doublons;
        fiche_remplir(&view->fiche, page, request, shown, fiche->version);
    } else {
        view->fiche.version = fiche->version;
        view->fiche.jetons = jetons_de(request);
        view->fiche.note = "Aucune modification";
    }
    view->enregistree = prendre_flash(request, page, section->code);
    view->ouverte = typed || view->enregistree;
    return fiche->lecture_seule
               ? offre_formulaire_faits(request, &section->set, fiche->record, fiche->choix,
                                        &view->faits)
               : offre_formulaire_champs(request, shown, fiche->choix, &view->champs);
}

static enum status dessiner_sections(struct request *request, struct page_view *page,
                                     const struct offre_fiche *fiche, struct offre_fiche_view *view)
{
    size_t n = 0;
    while (fiche->sections[n].code) {
        n++;
    }
    struct offre_section_view *items = ARENA_ARRAY(request->arena, struct offre_section_view, n);
    size_t communes = 0;
    for (int complementaire = 0, used = 0; complementaire <= 1; complementaire++) {
        for (size_t i = 0; i < n; i++) {
            const struct offre_section *section = &fiche->sections[i];
            if (section->complementaire != (complementaire == 1)) {
                continue;
            }
            struct offre_section_view *item = &items[used++];
            enum status status = dessiner_section(request, page, fiche, section, item);
            if (status != STATUS_OK) {
                return status;
            }
            if (item->fiche.resume.erreurs.n || item->fiche.conflit) {
                view->fautive = &item->fiche;
            }
            communes += complementaire == 0;
        }
    }
    view->communes = (struct offre_sections_view){.items = items, .n = communes};
    view->complementaires =
        (struct offre_sections_view){.items = items + communes, .n = n - communes};
    return STATUS_OK;
}

/* ---- records inside the record */

static void lister_details(struct arena *arena, const struct offre_fiche *fiche,
                           const struct offre_genre *genre, struct offre_genre_view *view)
{
    struct offre_genre_ligne *items =
        ARENA_ARRAY(arena, struct offre_genre_ligne, fiche->details->n);
    size_t n = 0;
    for (size_t i = 0; i < fiche->details->n; i++) {
        const struct offre_detail *detail = &fiche->details->items[i];
        if (detail->genre != genre) {
            continue;
        }
        const char *texte = genre->resumer(arena, detail->record);
        items[n++] = (struct offre_genre_ligne){
            .adresse = fiche->lecture_seule
                           ? NULL
                           : arena_printf(arena, "%s/details?genre=%s&rang=%lld", fiche->adresse,
                                          genre->code, (long long)detail->rang),
            .texte = texte[0] ? texte : "À compléter"};
    }
    view->lignes.items = items;
    view->lignes.n = n;
}

static struct offre_genre_view dessiner_genre(struct request *request, struct page_view *page,
                                              const struct offre_fiche *fiche,
                                              const struct offre_genre *genre)
{
    struct arena *arena = request->arena;
    struct offre_genre_view view = {
        .code = genre->code, .titre = genre->titre, .ajouter = genre->ajouter};
    lister_details(arena, fiche, genre, &view);
    view.enregistre = prendre_flash(request, page, genre->code);
    if (genre->maximum) {
        view.limite = arena_printf(arena, "%zu au maximum", genre->maximum);
    }
    if (!fiche->lecture_seule && (!genre->maximum || view.lignes.n < genre->maximum)) {
        view.adresse = arena_printf(arena, "%s/details?genre=%s", fiche->adresse, genre->code);
    }
    return view;
}

static bool courant(const struct offre_genre *genre)
{
    return strcmp(genre->code, "certification") == 0 || strcmp(genre->code, "lieu") == 0 ||
           strcmp(genre->code, "financeur") == 0;
}

static void dessiner_genres(struct request *request, struct page_view *page,
                            const struct offre_fiche *fiche, struct offre_fiche_view *view)
{
    size_t n = 0;
    while (offre_genres[n].code) {
        n++;
    }
    struct offre_genre_view *items = ARENA_ARRAY(request->arena, struct offre_genre_view, n);
    size_t used = 0;
    size_t courants = 0;
    for (int rare = 0; rare <= 1; rare++) {
        for (size_t i = 0; i < n; i++) {
            const struct offre_genre *genre = &offre_genres[i];
            if (genre->noun == fiche->noun && courant(genre) == (rare == 0)) {
                items[used++] = dessiner_genre(request, page, fiche, genre);
                courants += rare == 0;
            }
        }
    }
    view->genres = (struct offre_genres_view){.items = items, .n = courants};
    view->rares = (struct offre_genres_view){.items = items + courants, .n = used - courants};
}

enum status offre_formulaire_dessiner(struct request *request, struct page_view *page,
                                      const struct offre_fiche *fiche,
                                      struct offre_fiche_view *view_r)
{
    *view_r = (struct offre_fiche_view){
        .adresse = fiche->adresse,
        .historique = arena_printf(request->arena, "%s/historique", fiche->adresse)};
    dessiner_genres(request, page, fiche, view_r);
    return dessiner_sections(request, page, fiche, view_r);
}

/* ---- a submission */

struct params offre_formulaire_params(struct request *request)
{
    const char *retire = request_form(request, "retirer"); /* "formacodes:15454" */
    size_t nom = strcspn(retire, ":");
    struct params kept = {.items = ARENA_ARRAY(request->arena, struct param, request->form.n + 1)};
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *param = &request->form.items[i];
        bool gone = retire[nom] && strlen(param->name) == nom &&
                    strncmp(param->name, retire, nom) == 0 &&
                    strcmp(param->value, retire + nom + 1) == 0;
        if (!gone) {
            kept.items[kept.n++] = *param;
        }
    }
    return kept;
}

enum status offre_formulaire_lire(struct request *request, const struct offre_section *sections,
                                  bool brouillon, void *record, struct offre_saisie *saisie)
{
    const char *code = request_form(request, "section");
    while (sections->code && strcmp(sections->code, code) != 0) {
        sections++;
    }
    if (!sections->code) {
        return STATUS_MALFORMED;
    }
    struct params params = offre_formulaire_params(request);
    *saisie = (struct offre_saisie){.section = sections};
    bool officer = acteur_est_officier(request->acteur);
    saisie->verdict = brouillon ? form_read_draft(&saisie->form, request->arena, &sections->set,
                                                  &params, record, officer)
                                : form_read(&saisie->form, request->arena, &sections->set, &params,
                                            record, officer, false, false);
    saisie->sans_enregistrer = params_get(&request->form, "retirer") != NULL ||
                               params_get(&request->form, "ajouter") != NULL;
    return STATUS_OK;
}

void offre_formulaire_reprendre(struct offre_fiche *fiche, const struct offre_saisie *saisie,
                                const struct fiche_view *conflit)
{
    if (saisie) {
        fiche->section = saisie->section;
        fiche->form = &saisie->form;
        fiche->doublons = saisie->doublons;
        fiche->modifie = true;
    }
    fiche->conflit = conflit ? conflit->conflit : NULL;
}

int64_t offre_formulaire_version(int64_t contenu, int64_t version)
{
    return contenu * VERSIONS + version % VERSIONS;
}

void *offre_formulaire_vide(struct arena *arena, const struct field_set *set, size_t taille)
{
    void *record = arena_alloc(arena, taille);
    for (size_t i = 0; i < set->n; i++) {
        enum field_type type = set->fields[i].type;
        if (type == FIELD_TYPE_TEXT || type == FIELD_TYPE_DATE || type == FIELD_TYPE_CHOICE) {
            field_set_text(&set->fields[i], record, "");
        }
    }
    return record;
}

void offre_formulaire_conclure(struct request *request, struct response *response,
                               const char *adresse, const char *section, bool change)
{
    page_flash(request, response, change ? "enregistre" : "inchange");
    response_redirect(response, arena_printf(request->arena, "%s?section=%s#section-%s", adresse,
                                             section, section));
}

/* ---- choices read from the base */

enum status offre_formulaire_contacts(struct request *request, int64_t etablissement_id,
                                      const struct choice **choix_r)
{
    struct arena *arena = request->arena;
    struct contact_liste liste = {0};
    enum status status =
        contact_lister(request->db, arena, request->acteur, etablissement_id, &liste);
    if (status != STATUS_OK) {
        return status;
    }
    struct choice *choix = ARENA_ARRAY(arena, struct choice, liste.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < liste.n; i++) {
        const struct contact_ligne *ligne = &liste.items[i];
        if (!ligne->parti) {
            choix[n++] = (struct choice){
                arena_printf(arena, "%lld", (long long)ligne->numero),
                arena_printf(arena, "%s %s, %s", ligne->prenom, ligne->nom, ligne->site_nom)};
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    *choix_r = choix;
    return STATUS_OK;
}

const struct choice *offre_formulaire_sites(struct arena *arena, const struct site_liste *sites,
                                            int64_t actuel)
{
    struct choice *choix = ARENA_ARRAY(arena, struct choice, sites->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < sites->n; i++) {
        const struct site_ligne *site = &sites->items[i];
        if (site->actif || site->numero == actuel) {
            choix[n++] = (struct choice){
                arena_printf(arena, "%lld", (long long)site->numero),
                arena_printf(arena, "%lld - %s", (long long)site->numero, site->nom_usage)};
        }
    }
    choix[n] = (struct choice){NULL, NULL};
    return choix;
}

void offre_formulaire_chemin(struct request *request, struct page_view *page, int64_t formation,
                             const char *intitule, const char *ici)
{
    struct page_lien *liens = ARENA_ARRAY(request->arena, struct page_lien, 3);
    liens[0] = (struct page_lien){"/tableau-de-bord", "Tableau de bord"};
    liens[1] = (struct page_lien){"/formations", "Formations"};
    if (formation) {
        liens[2] = (struct page_lien){
            arena_printf(request->arena, "/formations/%lld", (long long)formation), intitule};
    }
    page->chemin.items = liens;
    page->chemin.n = formation ? 3 : 2;
    page->ici = ici;
}

void offre_formulaire_maillon(struct request *request, struct page_view *page, enum offre_noun noun,
                              int64_t numero)
{
    static const char *const noms[] = {"Formation", "Action", "Session"};
    struct arena *arena = request->arena;
    size_t n = page->chemin.n;
    struct page_lien *liens = ARENA_ARRAY(arena, struct page_lien, n + 1);
    memcpy(liens, page->chemin.items, n * sizeof *liens);
    liens[n] = (struct page_lien){
        arena_printf(arena, "/%ss/%lld", offre_noun_nom(noun), (long long)numero),
        arena_printf(arena, "%s %lld", noms[noun], (long long)numero)};
    page->chemin.items = liens;
    page->chemin.n = n + 1;
}
