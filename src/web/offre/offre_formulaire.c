#include "offre_formulaire_private.h"

#include "codes.h"
#include "commune.h"
#include "contact.h"
#include "intitule.h"
#include "text.h"

#include <string.h>

#define LONGUE_MINIMUM 15 /* check boxes: more of them are read from top to bottom */
#define LARGE_MINIMUM 100 /* characters: longer texts take the whole width */
#define TEXTES_VIDES 3    /* empty lines after those of a list without a small limit */
#define TEXTES_MAXIMUM 6
#define VERSIONS 1000000

/* ---- codes and their labels */

static enum status montrer_codes(struct request *request, const struct form_field *entry,
                                 const struct codes_source *source, struct offre_champ_view *view)
{
    struct arena *arena = request->arena;
    const char **libelles = NULL;
    TRY(codes_libelles(request, source, entry->typed_list, &libelles));
    struct offre_codes_view *codes = ARENA_NEW(arena, struct offre_codes_view);
    struct champ_view *champ = ARENA_NEW(arena, struct champ_view);
    *champ = view->champ;
    bool principal = strcmp(entry->field->name, "formacodes") == 0;
    struct offre_code_view *items = ARENA_ARRAY(arena, struct offre_code_view, entry->typed_list.n);
    size_t n = 0;
    for (size_t i = 0; i < entry->typed_list.n; i++) {
        const char *code = entry->typed_list.items[i];
        if (!code[0]) {
            continue;
        }
        items[n++] = (struct offre_code_view){.nom = champ->nom,
                                              .code = code,
                                              .texte = codes_texte(arena, code, libelles[i]),
                                              .principal = principal};
    }
    *codes = (struct offre_codes_view){
        .champ = champ,
        .maximum = field_maximum(entry->field),
        .recherche = source->recherche,
        .dialogue = arena_printf(arena, "%s?choix=1", source->recherche),
        .choisis = {.items = items, .n = n},
        .modele = {.nom = champ->nom, .code = "", .texte = "", .principal = principal}};
    view->codes = codes;
    view->large = true;
    return STATUS_OK;
}

enum status offre_formulaire_texte(struct request *request, const struct field *field,
                                   const void *record, const struct field_choices *choix,
                                   const char **texte_r)
{
    struct arena *arena = request->arena;
    const struct codes_source *source = codes_source_de(field);
    if (!source || field->type != FIELD_TYPE_LIST) {
        *texte_r = field_show_among(arena, field, choix, record);
        return STATUS_OK;
    }
    struct text_list codes = field_list(field, record);
    const char **libelles = NULL;
    TRY(codes_libelles(request, source, codes, &libelles));
    struct buffer texte;
    buffer_init(&texte, arena, 128);
    for (size_t i = 0; i < codes.n; i++) {
        buffer_printf(&texte, "%s%s", i ? ", " : "",
                      codes_texte(arena, codes.items[i], libelles[i]));
    }
    *texte_r = texte.data;
    return STATUS_OK;
}

/* ---- short texts */

static void montrer_textes(struct arena *arena, const struct form_field *entry,
                           struct offre_champ_view *view)
{
    struct champ_view *champ = ARENA_NEW(arena, struct champ_view);
    *champ = view->champ;
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
    *textes = (struct offre_textes_view){.champ = champ, .lignes = {.items = items, .n = n}};
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

/* Nothing is wrong, and sending will ask for it. */
static bool a_completer(const struct form_field *entry)
{
    return (entry->field->flags & FIELD_REQUIRED) && !entry->message && !entry->readonly &&
           (!entry->typed[0] || strcmp(entry->typed, "-") == 0) &&
           !offre_saisie_remplie(entry->typed_list);
}

static const struct lieu_view *montrer_lieu(const struct offre_dessin *d)
{
    struct lieu_view *lieu = ARENA_NEW(d->request->arena, struct lieu_view);
    *lieu = lieu_communes_proposees(d->params, d->form);
    if (d->prefixe) {
        lieu->prefixe = arena_printf(d->request->arena, "%s-", d->prefixe);
    }
    return lieu;
}

/* What the public sees of a field, where it is something else. */
static enum status dire_en_ligne(const struct offre_dessin *d, const struct field *field,
                                 struct champ_view *champ)
{
    const char *texte = "";
    if (!d->vive || !d->record || field_equal(field, d->vive, d->record)) {
        return STATUS_OK;
    }
    TRY(offre_formulaire_texte(d->request, field, d->vive, d->choix, &texte));
    champ_en_ligne(d->request->arena, champ, texte[0] ? texte : "rien");
    return STATUS_OK;
}

static enum status montrer_champ(const struct offre_dessin *d, const struct form_field *entry,
                                 struct offre_champ_view *view)
{
    struct arena *arena = d->request->arena;
    const struct field *field = entry->field;
    bool commune = field->source == &commune_source;
    const struct choice *parmi =
        commune ? lieu_choix_communes(d->form) : field_choices_of(field, d->choix);
    view->champ = parmi ? champ_saisie_parmi(arena, entry, parmi) : champ_de_saisie(arena, entry);
    view->champ.focus = d->commence && entry == d->form->fields;
    enum status status = dire_en_ligne(d, field, &view->champ);
    regler(arena, field, &view->champ);
    if (d->prefixe) {
        champ_prefixer(arena, &view->champ, d->prefixe);
        view->champ.nom = view->champ.id;
    } else {
        if (a_completer(entry)) {
            champ_a_completer(arena, &view->champ);
        }
        TRY(offre_conflit_dessiner(d, field->name, &view->conflit));
    }
    view->champ.longue = view->champ.options.n > LONGUE_MINIMUM;
    if (view->champ.longue && view->champ.cases) {
        champ_plier(arena, &view->champ);
    }
    view->champ.deux_colonnes = view->champ.options.n > 3 && !view->champ.longue;
    view->large = view->champ.plusieurs_lignes || view->champ.cases || view->conflit ||
                  (field->type == FIELD_TYPE_TEXT && field_maximum(field) > LARGE_MINIMUM);
    if (commune) {
        view->lieu = montrer_lieu(d);
        view->champ.focus = view->lieu->annonce != NULL;
    }
    if (status != STATUS_OK || field->type != FIELD_TYPE_LIST || parmi) {
        return status;
    }
    const struct codes_source *source = codes_source_de(field);
    if (source) {
        return montrer_codes(d->request, entry, source, view);
    }
    montrer_textes(arena, entry, view);
    return STATUS_OK;
}

enum status offre_formulaire_champs(const struct offre_dessin *dessin,
                                    struct offre_champs_view *champs_r)
{
    size_t n = dessin->form->n;
    struct offre_champ_view *items =
        ARENA_ARRAY(dessin->request->arena, struct offre_champ_view, n);
    for (size_t i = 0; i < n; i++) {
        TRY(montrer_champ(dessin, &dessin->form->fields[i], &items[i]));
    }
    *champs_r = (struct offre_champs_view){.items = items, .n = n};
    return STATUS_OK;
}

/* The fields of a record that hold something and are for everybody, as people read them: codes with
 * their labels. */
static enum status offre_formulaire_faits(struct request *request, const struct field_set *set,
                                          const void *record, const struct field_choices *choix,
                                          struct offre_faits_view *faits_r)
{
    struct offre_fait_view *items = ARENA_ARRAY(request->arena, struct offre_fait_view, set->n);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        const char *texte = "";
        if (!field_is_for(&set->fields[i], FIELD_FOR_ALL)) {
            continue;
        }
        TRY(offre_formulaire_texte(request, &set->fields[i], record, choix, &texte));
        if (texte[0]) {
            items[n++] = (struct offre_fait_view){set->fields[i].label, texte};
        }
    }
    *faits_r = (struct offre_faits_view){.items = items, .n = n};
    return STATUS_OK;
}

/* ---- a section */

/* What its fields say of a section; *n_r: how many say so. */
static enum offre_section_etat juger_section(const struct form *form, size_t debut, size_t fin,
                                             size_t *n_r)
{
    size_t fautes = 0;
    size_t vides = 0;
    bool exigee = false;
    for (size_t i = debut; i < fin; i++) {
        const struct form_field *entry = &form->fields[i];
        fautes += entry->message != NULL;
        vides += a_completer(entry);
        exigee = exigee || (entry->field->flags & FIELD_REQUIRED);
    }
    *n_r = fautes ? fautes : vides;
    return fautes   ? SECTION_FAUSSE
           : vides  ? SECTION_A_COMPLETER
           : exigee ? SECTION_COMPLETE
                    : SECTION_FACULTATIVE;
}

static size_t compter_remplis(const struct form *form, size_t debut, size_t fin)
{
    size_t n = 0;
    for (size_t i = debut; i < fin; i++) {
        const struct form_field *entry = &form->fields[i];
        n += entry->typed[0] || offre_saisie_remplie(entry->typed_list);
    }
    return n;
}

static const char *dire_etat(struct arena *arena, enum offre_section_etat etat, size_t n)
{
    switch (etat) {
    case SECTION_FAUSSE:
        return arena_printf(arena, "%zu erreur%s", n, n > 1 ? "s" : "");
    case SECTION_A_COMPLETER:
        return arena_printf(arena, "%zu champ%s à compléter", n, n > 1 ? "s" : "");
    case SECTION_COMPLETE:
        return "complet";
    case SECTION_FACULTATIVE:
        break;
    }
    return "facultatif";
}

/* Without JavaScript: its list was added to, or taken from. */
static bool est_presse(const struct request *request, const char *nom)
{
    const char *retire = request_form(request, "retirer");
    size_t n = strlen(nom);
    return strcmp(request_form(request, "ajouter"), nom) == 0 ||
           (strncmp(retire, nom, n) == 0 && retire[n] == ':');
}

/* Folded, as all that is complete in a formation, but something is to be seen there. */
static bool est_ouverte(const struct request *request, const struct offre_section_view *view)
{
    bool ouverte = view->etat == SECTION_FAUSSE;
    for (size_t i = 0; i < view->champs.n; i++) {
        const struct offre_champ_view *champ = &view->champs.items[i];
        ouverte = ouverte || champ->conflit || champ->champ.focus || champ->champ.avertissement ||
                  est_presse(request, champ->champ.nom);
    }
    return ouverte;
}

/* "1 choix à faire" */
static const char *choix_a_faire(struct arena *arena, size_t n)
{
    return arena_printf(arena, "%zu choix à faire", n);
}

static enum status dessiner_section(struct request *request, const struct offre_fiche *fiche,
                                    const struct offre_section *section,
                                    const struct offre_champs_view *champs,
                                    struct offre_section_view *view)
{
    size_t debut = (size_t)(section->set.fields - fiche->set->fields);
    size_t n = 0;
    *view = (struct offre_section_view){.code = section->code,
                                        .titre = section->titre,
                                        .complementaire = section->complementaire,
                                        .pliee = section->complementaire,
                                        .lecture_seule = fiche->lecture_seule};
    if (fiche->lecture_seule) {
        return offre_formulaire_faits(request, &section->set, fiche->record, fiche->choix,
                                      &view->faits);
    }
    view->champs = (struct offre_champs_view){champs->items + debut, section->set.n};
    view->etat = juger_section(&fiche->saisie->form, debut, debut + section->set.n, &n);
    view->etat_texte =
        section->complementaire && view->etat == SECTION_FACULTATIVE
            ? arena_printf(request->arena, "facultatif, %zu sur %zu",
                           compter_remplis(&fiche->saisie->form, debut, debut + section->set.n),
                           section->set.n)
            : dire_etat(request->arena, view->etat, n);
    view->pliee = section->complementaire ||
                  (fiche->noun == OFFRE_FORMATION && view->etat == SECTION_COMPLETE);
    view->ouverte = est_ouverte(request, view);
    size_t conflits = 0;
    for (size_t i = 0; i < view->champs.n; i++) {
        conflits += view->champs.items[i].conflit != NULL;
    }
    if (conflits && view->etat != SECTION_FAUSSE) {
        view->etat = SECTION_A_COMPLETER;
        view->etat_texte = choix_a_faire(request->arena, conflits);
    }
    return STATUS_OK;
}

static void lister_manquants(const struct offre_section_view *section,
                             struct offre_manquant_view *items, size_t *n)
{
    for (size_t i = 0; i < section->champs.n; i++) {
        const struct champ_view *champ = &section->champs.items[i].champ;
        if (champ->a_completer) {
            items[(*n)++] = (struct offre_manquant_view){champ->id, champ->label, section->titre};
        }
    }
}

static enum status dessiner_sections(struct request *request, const struct offre_fiche *fiche,
                                     const struct offre_champs_view *champs,
                                     struct offre_fiche_view *view)
{
    size_t n = 0;
    while (fiche->sections[n].code) {
        n++;
    }
    struct offre_section_view *items = ARENA_ARRAY(request->arena, struct offre_section_view, n);
    struct offre_manquant_view *manquants =
        ARENA_ARRAY(request->arena, struct offre_manquant_view, fiche->set->n);
    size_t communes = 0;
    size_t restent = 0;
    view->manquants.items = manquants;
    for (int complementaire = 0, used = 0; complementaire <= 1; complementaire++) {
        for (size_t i = 0; i < n; i++) {
            const struct offre_section *section = &fiche->sections[i];
            if (section->complementaire != (complementaire == 1)) {
                continue;
            }
            struct offre_section_view *item = &items[used++];
            TRY(dessiner_section(request, fiche, section, champs, item));
            restent += item->etat == SECTION_A_COMPLETER;
            lister_manquants(item, manquants, &view->manquants.n);
            communes += complementaire == 0;
        }
    }
    view->communes = (struct offre_sections_view){.items = items, .n = communes};
    view->complementaires =
        (struct offre_sections_view){.items = items + communes, .n = n - communes};
    if (restent) {
        view->reste = arena_printf(request->arena, "%zu à compléter", restent);
    }
    return STATUS_OK;
}

/* ---- the form */

/* Names of fields and records, "objectif,lieu-2", as labels; those that there are. */
static const char *nommer_autres(struct request *request, const struct offre_fiche *fiche,
                                 const char *noms)
{
    struct buffer texte;
    buffer_init(&texte, request->arena, 64);
    struct text_list autres = text_split(request->arena, noms, ",");
    for (size_t i = 0; i < autres.n; i++) {
        const char *nom = autres.items[i];
        const struct field *field = field_named(fiche->set, nom);
        const struct offre_genre *genre =
            offre_genre_nomme(fiche->noun, arena_strndup(request->arena, nom, strcspn(nom, "-")));
        const char *libelle = field ? field->label : genre ? genre->titre : NULL;
        if (libelle && !strstr(texte.data, libelle)) {
            buffer_printf(&texte, "%s%s", texte.length ? ", " : "", libelle);
        }
    }
    return texte.data;
}

static void dessiner_tete(struct request *request, struct page_view *page,
                          const struct offre_fiche *fiche, struct offre_fiche_view *view,
                          struct journal_page *journal_r)
{
    struct arena *arena = request->arena;
    const struct offre_saisie *saisie = fiche->saisie;
    view->fiche = (struct fiche_view){.nouveau = fiche->numero == 0,
                                      .adresse = view->adresse,
                                      .retour = fiche->numero ? view->adresse : fiche->retour,
                                      .modifie = saisie->modifiee,
                                      .doublons = saisie->doublons};
    /* Shown again, it was merged with what the base holds. */
    fiche_remplir(&view->fiche, page, request, &saisie->form, fiche->version);
    view->fiche.version = fiche->version;
    const struct erreurs_view erreurs = offre_lignes_erreurs(arena, saisie);
    for (size_t i = saisie->form.error_count; i < erreurs.n; i++) {
        fiche_ajouter_erreur(arena, &view->fiche, page, erreurs.items[i].cible,
                             erreurs.items[i].texte);
    }
    view->vu = saisie->vu;
    view->automatique = fiche->automatique;
    view->autres = saisie->autres;
    const char *meles = request_query(request, "aussi");
    if (!saisie->modifiee && meles[0]) {
        view->autres = nommer_autres(request, fiche, meles);
    }
    view->garde = !saisie->sans_enregistrer && erreurs.n == 0;
    if (view->garde && saisie->conflits.n) {
        view->fiche.note =
            arena_printf(arena, "Enregistré, sauf %s", choix_a_faire(arena, saisie->conflits.n));
    }
    if (view->autres[0] || saisie->conflits.n) {
        offre_conflit_lire_journal(request, fiche, journal_r);
        view->auteur =
            offre_conflit_auteur(request, journal_r,
                                 saisie->conflits.n ? saisie->conflits.items[0].libelle : NULL)
                .nom;
    }
}

enum status offre_formulaire_dessiner(struct request *request, struct page_view *page,
                                      const struct offre_fiche *fiche,
                                      struct offre_fiche_view *view_r)
{
    struct arena *arena = request->arena;
    struct offre_champs_view champs = {0};
    const char *adresse =
        fiche->numero ? offre_noun_adresse(arena, fiche->noun, fiche->numero) : request->path;
    *view_r =
        (struct offre_fiche_view){.adresse = adresse,
                                  .lecture_seule = fiche->lecture_seule,
                                  .autres = "",
                                  .historique = arena_printf(arena, "%s/historique", adresse)};
    struct journal_page journal = {0};
    page->sections = fiche->numero || !fiche->lecture_seule;
    if (!fiche->lecture_seule) {
        dessiner_tete(request, page, fiche, view_r, &journal);
    }
    offre_versions_dessiner(arena, fiche, &view_r->versions);
    const struct offre_dessin dessin = {.request = request,
                                        .form = &fiche->saisie->form,
                                        .params = &request->form,
                                        .choix = fiche->choix,
                                        .commence = fiche_a_commencer(&view_r->fiche),
                                        .saisie = fiche->saisie,
                                        .vive = fiche->saisie->vive,
                                        .record = fiche->record,
                                        .journal = &journal};
    struct offre_dessin a_cote = dessin; /* none of it is online */
    a_cote.form = &fiche->saisie->annexe;
    a_cote.vive = NULL;
    if (!fiche->lecture_seule) {
        TRY(offre_formulaire_champs(&dessin, &champs));
        TRY(offre_formulaire_champs(&a_cote, &view_r->annexe));
    }
    view_r->conflits.items = fiche->saisie->conflits.items;
    view_r->conflits.n = fiche->saisie->conflits.n;
    TRY(dessiner_sections(request, fiche, &champs, view_r));
    return offre_lignes_dessiner(&dessin, fiche, view_r);
}

const char *offre_formulaire_suite(struct arena *arena, enum offre_noun noun, int64_t numero)
{
    static const char *const suites[] = {"/actions/nouvelle", "/sessions/nouvelle", ""};
    return arena_printf(arena, "%s%s", offre_noun_adresse(arena, noun, numero), suites[noun]);
}

int64_t offre_formulaire_version(int64_t contenu, int64_t version)
{
    return contenu * VERSIONS + version % VERSIONS;
}

/* ---- choices read from the base */

enum status offre_formulaire_contacts(struct request *request, int64_t etablissement_id,
                                      const struct choice **choix_r)
{
    struct arena *arena = request->arena;
    struct contact_liste liste = {0};
    TRY(contact_lister(request->db, arena, request->acteur, etablissement_id, &liste));
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
            arena_printf(request->arena, "/formations/%lld", (long long)formation),
            intitule_formation(intitule)};
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
    liens[n] = (struct page_lien){offre_noun_adresse(arena, noun, numero),
                                  arena_printf(arena, "%s %lld", noms[noun], (long long)numero)};
    page->chemin.items = liens;
    page->chemin.n = n + 1;
}
