#include "etablissement_page.h"

#include "etablissement.h"
#include "text.h"
#include "tmpl_etablissement.h"

#include <string.h>

#define NOUVEAU "/annuaire/etablissements/nouveau"

/* What a term is called today; its code is not told twice. */
static const char *nom_actuel(const struct formacode_ref *ref)
{
    if (!ref->successeur) {
        return "";
    }
    bool same_code = strcmp(ref->successeur_code, ref->code) == 0;
    return same_code ? ref->successeur + strlen(ref->code) + strlen(" - ") : ref->successeur;
}

struct domaines_view etablissement_domaines(struct arena *arena,
                                            const struct formacode_liste *liste)
{
    struct domaine_view *items = ARENA_ARRAY(arena, struct domaine_view, liste->n);
    for (size_t i = 0; i < liste->n; i++) {
        const struct formacode_ref *ref = &liste->items[i];
        items[i] = (struct domaine_view){
            .code = ref->code,
            .texte = ref->libelle[0] ? arena_printf(arena, "%s - %s", ref->code, ref->libelle)
                                     : ref->code,
            .successeur = nom_actuel(ref),
            .principal = i == 0};
    }
    return (struct domaines_view){.items = items, .n = liste->n};
}

static const char *compter_erreurs(struct arena *arena, size_t n)
{
    return arena_printf(arena, "%zu erreur%s", n, n > 1 ? "s" : "");
}

static void remplir_champs(struct etablissement_view *view, const struct form *form)
{
    struct arena *arena = form->arena;
    view->champs.siret = champ_de(arena, form, "siret");
    view->champs.siret.obligatoire = true; /* the manual prints its star for everybody */
    view->champs.siege_siret = champ_de(arena, form, "siege_siret");
    view->champs.raison_sociale = champ_de(arena, form, "raison_sociale");
    view->champs.nda = champ_de(arena, form, "nda");
    view->champs.uai = champ_de(arena, form, "uai");
    view->champs.categorie = champ_de(arena, form, "categorie");
    view->champs.etat = champ_de(arena, form, "etat");
    view->domaines_message = form_field_named(form, "domaines")->message;
}

static void remplir_resume(struct etablissement_view *view, const struct form *form)
{
    struct erreurs_view erreurs = erreurs_de(form->arena, form);
    view->resume.erreurs = erreurs;
    if (erreurs.n == 0) {
        return;
    }
    view->erreurs_texte = compter_erreurs(form->arena, erreurs.n);
    view->resume.titre =
        arena_printf(form->arena, "Fiche non enregistrée : %s à corriger", view->erreurs_texte);
    view->note = arena_printf(form->arena, "Modifications non enregistrées, %s à corriger",
                              view->erreurs_texte);
    view->page.erreur = true;
}

/* The breadcrumb of the record: the page's own words come last. */
static const struct page_lien chemin[] = {{"/tableau-de-bord", "Tableau de bord"},
                                          {"/annuaire", "Annuaire"}};

/* Draws the record: `enregistre` is what the base holds (NULL: a new record), `saisi` what the form
 * holds. */
static void montrer(struct request *request, struct response *response,
                    struct etablissement_view *view, const struct form *form,
                    const struct etablissement *enregistre, const struct etablissement *saisi)
{
    struct arena *arena = request->arena;
    /* Kept by the browser, so that « back » finds what was typed, but asked again before it is
     * shown anew; a logout clears it (connexion.c). */
    response->cache = "private, no-cache";
    view->nouveau = enregistre == NULL;
    view->titre = enregistre ? enregistre->raison_sociale : "Créer un établissement";
    view->siret = enregistre ? enregistre->siret : "";
    view->actif = enregistre && strcmp(enregistre->etat, "A") == 0;
    view->version = view->version ? view->version : enregistre ? enregistre->version : 0;
    view->adresse = enregistre
                        ? arena_printf(arena, "/annuaire/etablissements/%s", enregistre->siret)
                        : NOUVEAU;
    view->retour = enregistre ? view->adresse : "/annuaire";
    view->domaines = etablissement_domaines(arena, &saisi->formacodes);
    view->modele = (struct domaine_view){.code = "", .texte = "", .successeur = ""};
    page_init(&view->page, request, response, view->titre, MENU_ANNUAIRE);
    view->page.chemin.items = chemin;
    view->page.chemin.n = 2;
    view->page.ici = enregistre ? enregistre->raison_sociale : "Créer un établissement";
    view->note = view->modifie ? "Modifications non enregistrées" : "Aucune modification";
    remplir_champs(view, form);
    remplir_resume(view, form);
    tmpl_etablissement(&response->body, view);
}

static bool officier(const struct request *request)
{
    return acteur_est_officier(request->acteur);
}

enum status etablissement_montrer(struct request *request, struct response *response)
{
    struct etablissement e = {0};
    enum status status = etablissement_lire(request->db, request->arena, request->acteur,
                                            request_capture(request, "siret"), &e);
    if (status != STATUS_OK) {
        return status;
    }
    struct form form;
    form_of_record(&form, request->arena, &etablissement_fields, &e, officier(request), false);
    struct etablissement_view view = {0};
    montrer(request, response, &view, &form, &e, &e);
    return STATUS_OK;
}

static const struct etablissement vide = {.siret = "",
                                          .siege_siret = "",
                                          .raison_sociale = "",
                                          .nda = "",
                                          .uai = "",
                                          .categorie = "OF",
                                          .etat = "A"};

enum status etablissement_nouveau(struct request *request, struct response *response)
{
    struct form form;
    form_of_record(&form, request->arena, &etablissement_fields, &vide, true, true);
    struct etablissement_view view = {0};
    montrer(request, response, &view, &form, NULL, &vide);
    return STATUS_OK;
}

/* ---- a submission */
struct soumission {
    struct form form;
    struct etablissement saisi;
    enum status verdict; /* of the checks: STATUS_OK or STATUS_REFUSED */
};

/* True for a code that the person has just put aside: its bin was pressed, or the search page where
 * it was ticked was cancelled (`deja`: the codes that page found on the record). */
static bool mis_de_cote(struct request *request, const char *code)
{
    const char *retire = request_form(request, "retirer_domaine");
    if (retire[0] && strcmp(code, retire) == 0) {
        return true;
    }
    if (!params_get(&request->form, "annuler")) {
        return false;
    }
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *param = &request->form.items[i];
        if (strcmp(param->name, "deja") == 0 && strcmp(param->value, code) == 0) {
            return false;
        }
    }
    return true;
}

/* The form without the codes put aside: taken out before they are counted. */
static struct params sans_domaine(struct request *request)
{
    struct params kept = {.items = ARENA_ARRAY(request->arena, struct param, request->form.n)};
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *param = &request->form.items[i];
        if (strcmp(param->name, "domaines") != 0 || !mis_de_cote(request, param->value)) {
            kept.items[kept.n++] = *param;
        }
    }
    return kept;
}

static enum status lire_soumission(struct request *request, const struct etablissement *ancien,
                                   bool creating, struct soumission *s)
{
    struct params params = sans_domaine(request);
    s->saisi = *ancien;
    s->verdict = form_read(&s->form, request->arena, &etablissement_fields, &params, &s->saisi,
                           officier(request), creating, false);
    enum status status = etablissement_verifier(request->db, &s->form, ancien, &s->saisi);
    if (status == STATUS_OK || status == STATUS_REFUSED) {
        s->verdict = s->verdict == STATUS_OK ? status : s->verdict;
        return STATUS_OK;
    }
    return status;
}

/* Buttons that change the form without saving it: a bin, or the way back from the search page. */
static bool sans_enregistrer(const struct request *request)
{
    return params_get(&request->form, "retirer_domaine") || params_get(&request->form, "valider") ||
           params_get(&request->form, "annuler");
}

static void oublier_messages(struct form *form)
{
    for (size_t i = 0; i < form->n; i++) {
        form->fields[i].message = NULL;
    }
    form->error_count = 0;
}

/* The version that the form was made from: shown again, it must not pass for a newer one. 0: the
 * form named none. */
static int64_t version_lue(const struct request *request)
{
    int64_t version = 0;
    return text_to_int(request_form(request, "version"), &version) ? version : 0;
}

static void montrer_saisie(struct request *request, struct response *response, struct soumission *s,
                           const struct etablissement *enregistre)
{
    struct etablissement_view view = {.modifie = true, .version = version_lue(request)};
    oublier_messages(&s->form);
    montrer(request, response, &view, &s->form, enregistre, &s->saisi);
}

static enum status refuser(struct request *request, struct response *response, struct soumission *s,
                           const struct etablissement *enregistre)
{
    struct etablissement_view view = {.modifie = true, .version = version_lue(request)};
    response->code = 422;
    montrer(request, response, &view, &s->form, enregistre, &s->saisi);
    return STATUS_REFUSED;
}

/* The last person who saved, for the words of the conflict. */
static const char *dernier_auteur(struct request *request, int64_t id)
{
    struct journal_page page = {0};
    if (journal_lire(request->db, request->arena, "etablissement", id, 0, &page) != STATUS_OK ||
        page.lignes.n == 0) {
        return "quelqu'un d'autre";
    }
    return page.lignes.items[0].auteur;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   struct soumission *s, const struct etablissement *enregistre)
{
    struct conflit_view conflit = {
        .auteur = dernier_auteur(request, enregistre->id),
        .retour = arena_printf(request->arena, "/annuaire/etablissements/%s", enregistre->siret)};
    size_t n = 0;
    conflit.champs.items = etablissement_comparer(request->arena, enregistre, &s->saisi, &n);
    conflit.champs.n = n;
    struct etablissement_view view = {.modifie = true, .conflit = &conflit};
    response->code = 409;
    montrer(request, response, &view, &s->form, enregistre, &s->saisi);
    return STATUS_CONFLICT;
}

/* A form that names no version at all, made by a program, does not ask for the comparison. */
static bool version_perimee(const struct request *request, const struct etablissement *enregistre)
{
    return params_get(&request->form, "version") && version_lue(request) != enregistre->version;
}

enum status etablissement_modifier(struct request *request, struct response *response)
{
    struct etablissement enregistre = {0};
    enum status status = etablissement_lire(request->db, request->arena, request->acteur,
                                            request_capture(request, "siret"), &enregistre);
    struct soumission s = {0};
    if (status == STATUS_OK) {
        status = lire_soumission(request, &enregistre, false, &s);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (sans_enregistrer(request)) {
        montrer_saisie(request, response, &s, &enregistre);
        return STATUS_OK;
    }
    if (s.verdict != STATUS_OK) {
        return refuser(request, response, &s, &enregistre);
    }
    if (version_perimee(request, &enregistre)) {
        return montrer_conflit(request, response, &s, &enregistre);
    }
    bool change = false;
    status = etablissement_enregistrer(request->db, &s.form, request->acteur, &enregistre, &s.saisi,
                                       &change);
    if (status == STATUS_REFUSED) {
        return refuser(request, response, &s, &enregistre);
    }
    if (status == STATUS_OK) {
        page_flash(request, response, change ? "enregistre" : "inchange");
        response_redirect(
            response, arena_printf(request->arena, "/annuaire/etablissements/%s", s.saisi.siret));
    }
    return status;
}

enum status etablissement_ajouter(struct request *request, struct response *response)
{
    struct soumission s = {0};
    enum status status = lire_soumission(request, &vide, true, &s);
    if (status != STATUS_OK) {
        return status;
    }
    if (sans_enregistrer(request)) {
        montrer_saisie(request, response, &s, NULL);
        return STATUS_OK;
    }
    if (s.verdict == STATUS_OK) {
        status = etablissement_creer(request->db, &s.form, request->acteur, &s.saisi);
    }
    if (s.verdict != STATUS_OK || status == STATUS_REFUSED) {
        return refuser(request, response, &s, NULL);
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "cree");
        response_redirect(
            response, arena_printf(request->arena, "/annuaire/etablissements/%s", s.saisi.siret));
    }
    return status;
}
