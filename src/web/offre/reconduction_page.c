#include "reconduction_page.h"

#include "dates.h"
#include "offre_formulaire.h"
#include "perimetre.h"
#include "session_page.h"
#include "tableau_de_bord.h"
#include "text.h"
#include "tmpl_reconduction.h"

#include <string.h>

#define NBSP "\u00A0"
#define ADRESSE "/sessions/reconduction"

struct decalage {
    int64_t nombre;
    const char *unite;
};

static const struct choice unites[] = {
    {"annees", "années, au même jour de la semaine"}, {"semaines", "semaines"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD_INT(struct decalage, nombre, .label = "Plus tard de", .minimum = 1, .maximum = 53,
              .flags = FIELD_REQUIRED),
    FIELD_CHOICE(struct decalage, unite, .label = "Unité", .flags = FIELD_REQUIRED,
                 .choices = unites),
};
static const struct field_set decalage_fields = {fields, sizeof(fields) / sizeof(fields[0])};

struct saisie {
    struct decalage decalage;
    struct form form;
    const struct liste *liste;
    const char *apres;
    struct perimetre perimetre;
    struct offre_page page;
    const struct doublons_view *doublons;
};

/* The sessions that can be chosen from, as many as a page of a list holds. */
static enum status lister(struct request *request, const char *liste, const char *apres,
                          struct saisie *s)
{
    char today[DATES_ISO_SIZE];
    dates_today(today);
    s->liste = offre_liste_nommee(true, liste);
    s->liste = s->liste ? s->liste : offre_liste_nommee(true, "bientot-inactives");
    s->apres = apres;
    struct offre_requete requete = {.liste = s->liste,
                                    .aujourdhui = today,
                                    .q = "",
                                    .tri = TRI_FIN,
                                    .descendant = strcmp(s->liste->code, "inactives") == 0,
                                    .taille = LISTE_TAILLE,
                                    .page = 1,
                                    .apres = apres};
    enum status status = perimetre_lire(request, &s->perimetre);
    requete.portee = s->perimetre.portee;
    return status == STATUS_OK ? offre_lister(request->db, request->arena, &requete, &s->page)
                               : status;
}

static bool choisie(struct request *request, int64_t numero)
{
    const struct param *values = NULL;
    size_t n = params_all(&request->form, "numeros", request->arena, &values);
    for (size_t i = 0; i < n; i++) {
        int64_t value = 0;
        if (text_to_int(values[i].value, &value) && value == numero) {
            return true;
        }
    }
    return false;
}

static struct reconduction reconduction_de(const struct decalage *decalage)
{
    bool years = strcmp(decalage->unite, "annees") == 0;
    return (struct reconduction){.annees = years ? (int)decalage->nombre : 0,
                                 .semaines = years ? 0 : (int)decalage->nombre};
}

/* ---- the page */

static const char *periode(struct arena *arena, const char *debut, const char *fin)
{
    return arena_printf(arena, "%s au %s", dates_show(arena, debut), dates_show(arena, fin));
}

static const char *proposer(struct arena *arena, const struct offre_ligne *ligne,
                            const struct reconduction *r)
{
    char debut[DATES_ISO_SIZE];
    char fin[DATES_ISO_SIZE];
    int days = reconduction_jours(ligne->debut, r);
    dates_add_days(ligne->debut, days, debut);
    dates_add_days(ligne->fin, days, fin);
    return periode(arena, debut, fin);
}

/* `r`: the proposed dates of the chosen ones; NULL: all of them, to choose from. */
static void montrer_lignes(struct request *request, const struct saisie *s,
                           const struct reconduction *r, struct reconduction_view *view)
{
    struct arena *arena = request->arena;
    struct reconduction_ligne_view *items =
        ARENA_ARRAY(arena, struct reconduction_ligne_view, s->page.n);
    size_t n = 0;
    for (size_t i = 0; i < s->page.n; i++) {
        const struct offre_ligne *ligne = &s->page.items[i];
        bool coche = choisie(request, ligne->session);
        if (r && !coche) {
            continue;
        }
        items[n++] = (struct reconduction_ligne_view){
            .numero = ligne->session,
            .prefixe = arena_printf(arena, "%lld-%lld-", (long long)ligne->formation,
                                    (long long)ligne->action),
            .intitule = ligne->intitule,
            .site = ligne->site,
            .dates = periode(arena, ligne->debut, ligne->fin),
            .proposees = r ? proposer(arena, ligne, r) : NULL,
            .coche = coche};
    }
    view->lignes.items = items;
    view->lignes.n = n;
}

static const char *compter(struct arena *arena, int64_t n)
{
    return arena_printf(arena, "%lld session%s", (long long)n, n > 1 ? "s" : "");
}

static void decrire(struct arena *arena, const struct saisie *s, struct reconduction_view *view)
{
    long long n = s->decalage.nombre;
    bool years = strcmp(s->decalage.unite, "annees") == 0;
    view->decalage =
        arena_printf(arena, "%lld %s%s", n, years ? "an" : "semaine", n > 1 ? "s" : "");
    view->creer =
        arena_printf(arena, "Créer %s%s", view->lignes.n > 1 ? "les " : "la ",
                     view->lignes.n > 1 ? compter(arena, (int64_t)view->lignes.n) : "session");
}

static void montrer(struct request *request, struct response *response, struct saisie *s,
                    const struct reconduction *r, const char *rien)
{
    struct arena *arena = request->arena;
    const char *siret = s->perimetre.siret;
    struct reconduction_view view = {.liste = s->liste->code,
                                     .titre_liste = s->liste->titre,
                                     .siret = siret,
                                     .etablissement = s->perimetre.nom,
                                     .apres = s->apres,
                                     .inactives =
                                         perimetre_adresse(arena, ADRESSE, "inactives", siret, "")};
    view.fiche = (struct fiche_view){.nouveau = true,
                                     .doublons = s->doublons,
                                     .modifie = request->method == HTTP_POST,
                                     .adresse = ADRESSE,
                                     .retour = perimetre_adresse(arena, ADRESSE, "", siret, "")};
    page_init(&view.page, request, response, "Reconduire des sessions", MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", "Reconduire des sessions");
    fiche_remplir(&view.fiche, &view.page, request, &s->form, 0);
    if (rien) {
        fiche_ajouter_erreur(arena, &view.fiche, &view.page, "numeros", rien);
    }
    view.nombre = champ_de(arena, &s->form, "nombre");
    view.unite = champ_de(arena, &s->form, "unite");
    view.apercu = r != NULL;
    montrer_lignes(request, s, r, &view);
    view.compte = compter(arena, r ? (int64_t)view.lignes.n : s->page.total);
    if (r) {
        decrire(arena, s, &view);
    }
    if (s->page.suivante) {
        view.suite = perimetre_adresse(arena, ADRESSE, s->liste->code, siret, s->page.suivante);
    }
    tmpl_reconduction(&response->body, &view);
}

enum status reconduction_montrer(struct request *request, struct response *response)
{
    struct saisie s = {.decalage = {.nombre = 1, .unite = "annees"}};
    enum status status =
        lister(request, request_query(request, "liste"), request_query(request, "apres"), &s);
    if (status != STATUS_OK) {
        return status;
    }
    form_of_record(&s.form, request->arena, &decalage_fields, &s.decalage, false, false);
    montrer(request, response, &s, NULL, NULL);
    return STATUS_OK;
}

/* ---- a submission */

static enum status refuser(struct request *request, struct response *response, struct saisie *s,
                           const char *rien)
{
    response->code = 422;
    montrer(request, response, s, NULL, rien);
    return STATUS_REFUSED;
}

static size_t choisir(struct request *request, const struct saisie *s, int64_t *numeros)
{
    size_t n = 0;
    for (size_t i = 0; i < s->page.n; i++) {
        if (choisie(request, s->page.items[i].session)) {
            numeros[n++] = s->page.items[i].session;
        }
    }
    return n;
}

/* STATUS_REFUSED: the shift leads too far. */
static enum status chercher_doublons(struct request *request, struct saisie *s,
                                     const struct reconduction *r, const int64_t *numeros, size_t n)
{
    struct arena *arena = request->arena;
    const char **sujets = ARENA_ARRAY(arena, const char *, n);
    struct session *sessions = NULL;
    struct jumeaux jumeaux = {0};
    enum status status =
        session_decaler(request->db, arena, request->acteur, numeros, n, r, &sessions);
    if (status == STATUS_OK) {
        status = session_jumelles(request->db, arena, NULL, sessions, n, &jumeaux);
    }
    for (size_t i = 0; i < n; i++) {
        sujets[i] = arena_printf(arena, "Session %lld", (long long)numeros[i]);
    }
    s->doublons = doublons_a_confirmer(request, &session_page_doublons, &jumeaux, sujets);
    return status;
}

static enum status creer(struct request *request, struct response *response, struct saisie *s,
                         const struct reconduction *r, const int64_t *numeros, size_t n)
{
    size_t creees = 0;
    if (s->doublons) {
        response->code = 422;
        montrer(request, response, s, r, NULL);
        return STATUS_REFUSED;
    }
    enum status status =
        session_reconduire(request->db, request->arena, request->acteur, numeros, n, r, &creees);
    if (status == STATUS_OK) {
        page_flash(request, response, "sessions-reconduites");
        response_redirect(response, perimetre_adresse(request->arena, "/sessions", "actives",
                                                      s->perimetre.siret, ""));
    }
    return status;
}

enum status reconduction_poster(struct request *request, struct response *response)
{
    struct saisie s = {.decalage = {.unite = ""}};
    enum status status =
        lister(request, request_form(request, "liste"), request_form(request, "apres"), &s);
    if (status != STATUS_OK) {
        return status;
    }
    form_read(&s.form, request->arena, &decalage_fields, &request->form, &s.decalage, false, false,
              false);
    if (params_get(&request->form, "modifier")) {
        form_forget(&s.form);
        montrer(request, response, &s, NULL, NULL);
        return STATUS_OK;
    }
    int64_t *numeros = ARENA_ARRAY(request->arena, int64_t, s.page.n);
    size_t n = choisir(request, &s, numeros);
    if (s.form.error_count || n == 0) {
        return refuser(request, response, &s,
                       n ? NULL : "Sessions" NBSP ": aucune choisie, une au moins attendue");
    }
    struct reconduction r = reconduction_de(&s.decalage);
    status = chercher_doublons(request, &s, &r, numeros, n);
    if (status == STATUS_REFUSED) {
        form_refuse(&s.form, "nombre",
                    "trop grand, des dates jusqu'au 31/12/2099 au plus tard attendues");
        return refuser(request, response, &s, NULL);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (params_get(&request->form, "creer") || params_get(&request->form, "quand_meme")) {
        return creer(request, response, &s, &r, numeros, n);
    }
    montrer(request, response, &s, &r, NULL);
    return STATUS_OK;
}
