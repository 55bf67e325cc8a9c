#include "offre_saisie.h"

#include "certification_code.h"
#include "dates.h"
#include "lieu.h"
#include "offre_certification.h"
#include "offre_conflit.h"
#include "text.h"

#include <string.h>

#define NBSP "\u00A0"
#define RANG_MAX 9000000000000000 /* a whole number of JavaScript */

static bool officier(const struct request *request)
{
    return acteur_est_officier(request->acteur);
}

const char *offre_rangee_nom(struct arena *arena, const struct offre_rangee *ligne)
{
    return arena_printf(arena, "%s-%lld", ligne->genre->code, (long long)ligne->rang);
}

/* ---- lines */

static struct offre_rangee *ajouter(struct arena *arena, struct offre_saisie *saisie,
                                    const struct offre_genre *genre, int64_t rang)
{
    struct offre_rangee *ligne = ARENA_PUSH(arena, saisie->lignes.items, saisie->lignes.n);
    *ligne = (struct offre_rangee){.genre = genre,
                                   .rang = rang,
                                   .averti = "",
                                   .record = offre_vide(arena, genre->set, genre->taille)};
    return ligne;
}

struct offre_rangee *offre_saisie_ajouter(struct request *request, struct offre_saisie *saisie,
                                          const struct offre_detail *detail)
{
    struct offre_rangee *ligne = ajouter(request->arena, saisie, detail->genre, detail->rang);
    memcpy(ligne->record, detail->record, detail->genre->taille);
    ligne->enregistre = detail->record;
    form_of_record(&ligne->form, request->arena, detail->genre->set, ligne->record,
                   officier(request), true);
    return ligne;
}

/* A new one, its place the instant. */
static struct offre_rangee *ajouter_neuve(struct request *request, struct offre_saisie *saisie,
                                          const struct offre_genre *genre, const void *record)
{
    int64_t rang = dates_now() * 1000;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        int64_t autre = saisie->lignes.items[i].rang;
        rang = autre >= rang ? autre + 1 : rang;
    }
    struct offre_rangee *ligne = ajouter(request->arena, saisie, genre, rang);
    if (record) {
        memcpy(ligne->record, record, genre->taille);
    }
    form_of_record(&ligne->form, request->arena, genre->set, ligne->record, officier(request),
                   true);
    ligne->focus = true;
    return ligne;
}

void offre_saisie_de(struct request *request, const struct field_set *set,
                     const struct field_set *annexe, const void *record,
                     const struct offre_details *details, struct offre_saisie *saisie_r)
{
    *saisie_r = (struct offre_saisie){.set = set, .autres = ""};
    form_of_record(&saisie_r->form, request->arena, set, record, officier(request), false);
    if (annexe) {
        form_of_record(&saisie_r->annexe, request->arena, annexe, record, officier(request), false);
    }
    for (size_t i = 0; i < details->n; i++) {
        offre_saisie_ajouter(request, saisie_r, &details->items[i]);
    }
}

/* ---- reading */

/* The form without what was put aside by its bin: "formacodes:15454", "lieu:2". */
static struct params sans_retires(struct request *request)
{
    const char *retire = request_form(request, "retirer");
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

/* Shown as it was drawn: what is wrong there was wrong before, and is no fault of this save. */
static void pardonner(struct form *form, const struct form *dessine)
{
    for (size_t i = 0; i < form->n && i < dessine->n; i++) {
        struct form_field *field = &form->fields[i];
        const struct form_field *avant = &dessine->fields[i];
        bool meme =
            strcmp(field->typed, avant->typed) == 0 && field->typed_list.n == avant->typed_list.n;
        for (size_t j = 0; meme && j < field->typed_list.n; j++) {
            meme = strcmp(field->typed_list.items[j], avant->typed_list.items[j]) == 0;
        }
        if (field->message && meme) {
            field->message = NULL;
            form->error_count--;
        }
    }
}

static void lire_ligne(struct request *request, const struct offre_lecture *lecture,
                       const struct params *params, const struct offre_genre *genre, int64_t rang,
                       struct offre_saisie *saisie)
{
    struct arena *arena = request->arena;
    struct offre_rangee *ligne = ajouter(arena, saisie, genre, rang);
    struct form dessine;
    const struct offre_detail *connu = offre_detail_cherche(lecture->details, genre, rang);
    ligne->enregistre = connu ? connu->record : NULL;
    ligne->params =
        params_below(params, arena, arena_printf(arena, "%s-%lld-", genre->code, (long long)rang));
    if (ligne->enregistre) {
        memcpy(ligne->record, ligne->enregistre, genre->taille);
        form_of_record(&dessine, arena, genre->set, ligne->enregistre, officier(request), true);
    }
    form_read(&ligne->form, arena, genre->set, &ligne->params, ligne->record, officier(request),
              true, false);
    if (form_field_named(&ligne->form, "commune_insee")) {
        lieu_completer_commune(&ligne->params, &ligne->form, ligne->record);
        ligne->focus = lieu_propose(&ligne->params);
        saisie->sans_enregistrer = saisie->sans_enregistrer || ligne->focus;
    }
    if (ligne->enregistre && ligne->form.error_count) {
        pardonner(&ligne->form, &dessine);
    }
}

static bool deja_lue(const struct offre_saisie *saisie, const struct offre_genre *genre,
                     int64_t rang)
{
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        if (saisie->lignes.items[i].genre == genre && saisie->lignes.items[i].rang == rang) {
            return true;
        }
    }
    return false;
}

/* NULL: no record of this form is called so. */
static const struct offre_genre *genre_nomme(const struct offre_lecture *lecture, const char *code)
{
    bool en_plus = lecture->en_plus && strcmp(code, lecture->en_plus->code) == 0;
    return en_plus ? lecture->en_plus : offre_genre_nomme(lecture->noun, code);
}

static void lire_lignes(struct request *request, const struct offre_lecture *lecture,
                        const struct params *params, struct offre_saisie *saisie)
{
    for (size_t i = 0; i < params->n; i++) {
        const struct offre_genre *genre = genre_nomme(lecture, params->items[i].name);
        int64_t rang = 0;
        if (genre && text_to_int(params->items[i].value, &rang) && rang > 0 && rang < RANG_MAX &&
            !deja_lue(saisie, genre, rang)) {
            lire_ligne(request, lecture, params, genre, rang, saisie);
        }
    }
}

/* ---- buttons inside the form */

/* « Reprendre l'adresse du site » of a place: its fields, which stay to be corrected. */
static enum status reprendre_site(struct request *request, struct offre_rangee *ligne)
{
    const char *choisi = params_get(&ligne->params, "site");
    int64_t numero = 0;
    struct site site = {0};
    if (!choisi || !text_to_int(choisi, &numero)) {
        return STATUS_OK;
    }
    enum status status = site_lire(request->db, request->arena, request->acteur, numero, &site);
    if (status != STATUS_OK) {
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    const char *const valeurs[][2] = {{"siret", site.etablissement_siret},
                                      {"denomination", site.nom_usage},
                                      {"ligne1", site.ligne1},
                                      {"ligne2", site.ligne2},
                                      {"ligne3", site.ligne3},
                                      {"code_postal", site.code_postal},
                                      {"ville", site.bureau_distributeur},
                                      {"commune_insee", site.commune_insee},
                                      {"longitude", site.longitude},
                                      {"latitude", site.latitude},
                                      {"telephone", site.telephone_fixe},
                                      {"email", site.email}};
    for (size_t i = 0; i < sizeof valeurs / sizeof *valeurs; i++) {
        const struct field *field = field_named(ligne->genre->set, valeurs[i][0]);
        form_give(&ligne->form, field->name, valeurs[i][1], ligne->record);
        form_field_named(&ligne->form, field->name)->typed =
            field_typed(request->arena, field, ligne->record);
    }
    ligne->focus = true;
    return STATUS_OK;
}

static enum status reprendre(struct request *request, struct offre_saisie *saisie)
{
    const char *nom = request_form(request, "reprendre_site");
    for (size_t i = 0; nom[0] && i < saisie->lignes.n; i++) {
        struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (strcmp(offre_rangee_nom(request->arena, ligne), nom) == 0) {
            TRY(reprendre_site(request, ligne));
        }
    }
    return STATUS_OK;
}

/* What a certification says of its formation, where nothing is typed; all of it when it is asked
 * for. */
static void reporter(struct request *request, struct offre_saisie *saisie,
                     const struct nomenclature_certification *certification, void *nouvelle)
{
    bool tout = request_form(request, "reprendre")[0] != '\0';
    const char *const valeurs[][2] = {{"certifiante", "1"},
                                      {"niveau_sortie", certification->niveau},
                                      {"intitule", certification->intitule}};
    for (size_t i = 0; i < sizeof valeurs / sizeof *valeurs; i++) {
        const struct form_field *entry = form_field_named(&saisie->form, valeurs[i][0]);
        if (entry && valeurs[i][1][0] && (tout || !entry->typed[0])) {
            form_give(&saisie->form, valeurs[i][0], valeurs[i][1], nouvelle);
        }
    }
}

/* Certifications that were ticked among those found become records. */
static enum status choisir(struct request *request, const struct offre_lecture *lecture,
                           struct offre_saisie *saisie, void *nouvelle)
{
    const struct offre_genre *genre = offre_genre_nomme(lecture->noun, "certification");
    const struct param *codes = NULL;
    size_t n = params_all(&request->form, "certification_choisie", request->arena, &codes);
    enum status status = STATUS_OK;
    for (size_t i = 0; genre && i < n && i < genre->maximum && status == STATUS_OK; i++) {
        struct nomenclature_certification found = {0};
        status = nomenclature_certification(request->db, request->arena, codes[i].value, &found);
        if (status == STATUS_OK) {
            ajouter_neuve(request, saisie, genre,
                          offre_certification_detail(request->arena, genre, &found));
            reporter(request, saisie, &found, nouvelle);
        }
        status = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    return status;
}

static enum status presser(struct request *request, const struct offre_lecture *lecture,
                           void *nouvelle, struct offre_saisie *saisie)
{
    static const char *const boutons[] = {"retirer", "ajouter", "chercher", "choisir",
                                          "reprendre_site"};
    const struct offre_genre *genre = genre_nomme(lecture, request_form(request, "ajouter"));
    for (size_t i = 0; i < sizeof boutons / sizeof *boutons; i++) {
        saisie->sans_enregistrer =
            saisie->sans_enregistrer || params_get(&request->form, boutons[i]) != NULL;
    }
    if (request_form(request, "chercher")[0]) { /* else the search is closed */
        saisie->q = request_form(request, "q_certification");
    }
    enum status status = choisir(request, lecture, saisie, nouvelle);
    status = status != STATUS_OK ? status : reprendre(request, saisie);
    if (genre) {
        ajouter_neuve(request, saisie, genre, NULL);
    }
    return status;
}

/* ---- the whole */

enum status offre_saisie_lire(struct request *request, const struct offre_lecture *lecture,
                              void *nouvelle, struct offre_saisie *saisie_r)
{
    struct arena *arena = request->arena;
    const struct params restes = sans_retires(request);
    const struct params params = offre_conflit_appliquer(arena, &restes);
    struct form dessine;
    *saisie_r = (struct offre_saisie){.set = lecture->set,
                                      .en_plus = lecture->en_plus,
                                      .params = params,
                                      .modifiee = true,
                                      .autres = "",
                                      .automatique = request_form(request, "auto")[0] != '\0'};
    if (lecture->brouillon) {
        form_read_draft(&saisie_r->form, arena, lecture->set, &params, nouvelle, officier(request));
    } else {
        form_read(&saisie_r->form, arena, lecture->set, &params, nouvelle, officier(request), false,
                  false);
    }
    if (saisie_r->form.error_count && !lecture->neuve) {
        form_of_record(&dessine, arena, lecture->set, lecture->ancienne, officier(request), false);
        pardonner(&saisie_r->form, &dessine);
    }
    if (lecture->annexe) {
        form_read(&saisie_r->annexe, arena, lecture->annexe, &params, nouvelle, officier(request),
                  false, true);
    }
    lire_lignes(request, lecture, &params, saisie_r);
    return presser(request, lecture, nouvelle, saisie_r);
}

/* ---- rules */

bool offre_saisie_remplie(struct text_list typed)
{
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.items[i][0]) {
            return true;
        }
    }
    return false;
}

bool offre_rangee_vide(const struct offre_rangee *ligne)
{
    for (size_t i = 0; i < ligne->form.n; i++) {
        const struct form_field *field = &ligne->form.fields[i];
        if (field->typed[0] || offre_saisie_remplie(field->typed_list)) {
            return false;
        }
    }
    return !ligne->enregistre;
}

static bool inchangee(const struct offre_rangee *ligne)
{
    return ligne->enregistre && offre_detail_egal(ligne->genre, ligne->enregistre, ligne->record);
}

/* `tout`: with the rows that are records of their own. */
static struct offre_details rassembler(struct arena *arena, const struct offre_saisie *saisie,
                                       bool tout)
{
    struct offre_details details = {
        .items = ARENA_ARRAY(arena, struct offre_detail, saisie->lignes.n + 1)};
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        bool conflit = offre_saisie_conflit(saisie, offre_rangee_nom(arena, ligne)) != NULL;
        const void *record = conflit ? ligne->enregistre : ligne->record;
        if (record && !offre_rangee_vide(ligne) && (tout || ligne->genre != saisie->en_plus)) {
            details.items[details.n++] = (struct offre_detail){ligne->genre, ligne->rang, record};
        }
    }
    return details;
}

struct offre_details offre_saisie_details(struct arena *arena, const struct offre_saisie *saisie)
{
    return rassembler(arena, saisie, false);
}

enum status offre_saisie_verifier(struct request *request, struct offre_saisie *saisie)
{
    struct offre_details details = rassembler(request->arena, saisie, true);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < saisie->lignes.n && status == STATUS_OK; i++) {
        struct offre_rangee *ligne = &saisie->lignes.items[i];
        const struct offre_genre *genre = ligne->genre;
        if (offre_rangee_vide(ligne)) {
            form_forget(&ligne->form);
        }
        if (offre_rangee_vide(ligne) || inchangee(ligne)) {
            continue;
        }
        if (genre->verifier) {
            genre->verifier(&ligne->form, ligne->record);
        }
        const char *averti = params_get(&ligne->params, "averti");
        status =
            certification_code_verifier(request->db, &ligne->form, genre, &details, ligne->rang,
                                        ligne->record, averti ? averti : "", &ligne->averti);
        if (genre->maximum && offre_details_compter(&details, genre->code) > genre->maximum) {
            form_refuse(&ligne->form, NULL,
                        arena_printf(request->arena, "%s" NBSP ": %zu au maximum", genre->titre,
                                     genre->maximum));
        }
    }
    return status;
}

size_t offre_saisie_fautes(const struct offre_saisie *saisie)
{
    size_t n = saisie->form.error_count + saisie->annexe.error_count;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        n += saisie->lignes.items[i].form.error_count;
    }
    return n;
}

void offre_saisie_oublier(struct offre_saisie *saisie)
{
    form_forget(&saisie->form);
    form_forget(&saisie->annexe);
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        form_forget(&saisie->lignes.items[i].form);
    }
}

static void reprendre_les_faux(const struct form *form, const void *ancienne, void *nouvelle)
{
    for (size_t i = 0; i < form->n; i++) {
        if (form->fields[i].message) {
            field_copy(form->fields[i].field, nouvelle, ancienne);
        }
    }
}

void offre_saisie_garder_le_bon(struct arena *arena, struct offre_saisie *saisie,
                                const void *ancienne, void *nouvelle)
{
    size_t n = 0;
    reprendre_les_faux(&saisie->form, ancienne, nouvelle);
    reprendre_les_faux(&saisie->annexe, ancienne, nouvelle);
    saisie->fausses.items = ARENA_ARRAY(arena, struct offre_rangee, saisie->lignes.n);
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        struct offre_rangee *ligne = &saisie->lignes.items[i];
        bool faux = ligne->form.error_count > 0;
        if (faux) {
            saisie->fausses.items[saisie->fausses.n++] = *ligne;
        }
        if (faux && ligne->enregistre) {
            memcpy(ligne->record, ligne->enregistre, ligne->genre->taille);
        }
        if (!faux || ligne->enregistre) {
            saisie->lignes.items[n++] = *ligne;
        }
    }
    saisie->lignes.n = n;
}

const struct offre_conflit *offre_saisie_conflit(const struct offre_saisie *saisie, const char *nom)
{
    for (size_t i = 0; i < saisie->conflits.n; i++) {
        if (strcmp(saisie->conflits.items[i].nom, nom) == 0) {
            return &saisie->conflits.items[i];
        }
    }
    return NULL;
}
