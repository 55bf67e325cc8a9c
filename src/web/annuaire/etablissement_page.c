#include "etablissement_page.h"

#include "etablissement.h"
#include "references.h"
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

static void remplir_champs(struct etablissement_view *view, const struct form *form)
{
    struct arena *arena = form->arena;
    view->champs.siret = champ_de(arena, form, "siret");
    view->champs.siret.obligatoire = true; /* the manual prints its star for everybody */
    view->champs.siret.focus = fiche_a_commencer(&view->fiche);
    view->champs.siege_siret = champ_de(arena, form, "siege_siret");
    view->champs.raison_sociale = champ_de(arena, form, "raison_sociale");
    view->champs.nda = champ_de(arena, form, "nda");
    view->champs.uai = champ_de(arena, form, "uai");
    view->champs.categorie = champ_de(arena, form, "categorie");
    view->champs.etat = champ_de(arena, form, "etat");
    view->domaines_message = form_field_named(form, "domaines")->message;
}

/* Draws the record: `enregistre` is what the base holds (NULL: a new record), `saisi` what the form
 * holds. */
static enum status montrer(struct request *request, struct response *response,
                           struct etablissement_view *view, const struct form *form,
                           const struct etablissement *enregistre,
                           const struct etablissement *saisi)
{
    struct arena *arena = request->arena;
    struct fiche_view *fiche = &view->fiche;
    view->titre = enregistre ? enregistre->raison_sociale : "Créer un établissement";
    view->siret = enregistre ? enregistre->siret : "";
    view->actif = enregistre && strcmp(enregistre->etat, "A") == 0;
    fiche->nouveau = enregistre == NULL;
    fiche->plusieurs = !fiche->nouveau;
    fiche->adresse = enregistre
                         ? arena_printf(arena, "/annuaire/etablissements/%s", enregistre->siret)
                         : NOUVEAU;
    fiche->retour = enregistre ? fiche->adresse : "/annuaire";
    view->domaines = etablissement_domaines(arena, &saisi->formacodes);
    view->modele = (struct domaine_view){.code = "", .texte = "", .successeur = ""};
    page_init(&view->page, request, response, view->titre, MENU_ANNUAIRE);
    view->page.sections = enregistre != NULL;
    fiche_chemin(request, &view->page, "", "", view->titre);
    view->page.chemin.n = 2; /* the establishment is the page itself */
    fiche_remplir(fiche, &view->page, request, form, enregistre ? enregistre->version : 0);
    remplir_champs(view, form);
    if (enregistre) {
        TRY(annuaire_sections(request, &view->page, enregistre, fiche, &view->sections));
    }
    tmpl_etablissement(&response->body, view);
    return STATUS_OK;
}

static bool officier(const struct request *request)
{
    return acteur_est_officier(request->acteur);
}

/* « Choix contact » and « Choix PO » lead to pages of their own. */
static const char *fiche_choisie(const struct request *request)
{
    static const struct {
        const char *parametre;
        const char *adresse;
    } choix[] = {{"contact", "/annuaire/contacts"}, {"po", "/annuaire/portes-ouvertes"}};
    for (size_t i = 0; i < sizeof(choix) / sizeof(choix[0]); i++) {
        int64_t numero = 0;
        if (text_to_int(request_query(request, choix[i].parametre), &numero) && numero > 0) {
            return arena_printf(request->arena, "%s/%lld", choix[i].adresse, (long long)numero);
        }
    }
    return NULL;
}

enum status etablissement_montrer(struct request *request, struct response *response)
{
    const char *ailleurs = fiche_choisie(request);
    if (ailleurs) {
        response_redirect(response, ailleurs);
        return STATUS_OK;
    }
    struct etablissement e = {0};
    TRY(etablissement_lire(request->db, request->arena, request->acteur,
                           request_capture(request, "siret"), &e));
    struct form form;
    form_of_record(&form, request->arena, &etablissement_fields, &e, officier(request), false);
    struct etablissement_view view = {0};
    return montrer(request, response, &view, &form, &e, &e);
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
    return montrer(request, response, &view, &form, NULL, &vide);
}

/* ---- a submission */
struct soumission {
    struct form form;
    struct etablissement saisi;
    enum status verdict;                 /* of the checks: STATUS_OK or STATUS_REFUSED */
    const struct doublons_view *perdues; /* that it would take with it; NULL: none, or said */
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

static enum status montrer_saisie(struct request *request, struct response *response,
                                  struct soumission *s, const struct etablissement *enregistre)
{
    struct etablissement_view view = {.fiche.modifie = true};
    form_forget(&s->form);
    return montrer(request, response, &view, &s->form, enregistre, &s->saisi);
}

static enum status refuser(struct request *request, struct response *response, struct soumission *s,
                           const struct etablissement *enregistre)
{
    struct etablissement_view view = {.fiche = {.modifie = true, .doublons = s->perdues}};
    response->code = 422;
    TRY(montrer(request, response, &view, &s->form, enregistre, &s->saisi));
    return STATUS_REFUSED;
}

static enum status montrer_conflit(struct request *request, struct response *response,
                                   struct soumission *s, const struct etablissement *enregistre)
{
    size_t n = 0;
    struct journal_champ *champs = journal_comparer(
        request->arena, &etablissement_fields,
        etablissement_choix(request->arena, enregistre, &s->saisi), enregistre, &s->saisi, &n);
    struct etablissement_view view = {0};
    fiche_en_conflit(request, response, &view.fiche, "etablissement", enregistre->id, champs, n);
    TRY(montrer(request, response, &view, &s->form, enregistre, &s->saisi));
    return STATUS_CONFLICT;
}

/* Its actions close with it: told first. STATUS_REFUSED until the person says yes. */
static enum status dire_les_actions(struct request *request, struct soumission *s,
                                    const struct etablissement *enregistre)
{
    static const struct doublons_genre genre = {
        "/actions/", "Une action publiée ne paraît plus", "actions publiées ne paraissent plus",
        "Tant que l'établissement est inactif, ses actions et leurs sessions ne sont transmises à "
        "personne. Continuez si c'est voulu."};
    struct jumeaux actions = {0};
    if (strcmp(enregistre->etat, "A") != 0 || strcmp(s->saisi.etat, "A") == 0) {
        return STATUS_OK;
    }
    TRY(references_de_l_etablissement(request->db, request->arena, request->acteur, enregistre->id,
                                      &actions));
    s->perdues = doublons_a_confirmer(request, &genre, &actions, NULL);
    return s->perdues ? STATUS_REFUSED : STATUS_OK;
}

enum status etablissement_modifier(struct request *request, struct response *response)
{
    struct etablissement enregistre = {0};
    TRY(etablissement_lire(request->db, request->arena, request->acteur,
                           request_capture(request, "siret"), &enregistre));
    struct soumission s = {0};
    TRY(lire_soumission(request, &enregistre, false, &s));
    if (sans_enregistrer(request)) {
        return montrer_saisie(request, response, &s, &enregistre);
    }
    if (s.verdict != STATUS_OK) {
        return refuser(request, response, &s, &enregistre);
    }
    if (fiche_version_perimee(request, enregistre.version)) {
        return montrer_conflit(request, response, &s, &enregistre);
    }
    bool change = false;
    enum status status = dire_les_actions(request, &s, &enregistre);
    status = status != STATUS_OK ? status
                                 : etablissement_enregistrer(request->db, &s.form, request->acteur,
                                                             &enregistre, &s.saisi, &change);
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
    TRY(status);
    if (sans_enregistrer(request)) {
        return montrer_saisie(request, response, &s, NULL);
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
