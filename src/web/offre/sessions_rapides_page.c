#include "sessions_rapides_page.h"

#include "action_page.h"
#include "session_page.h"
#include "text.h"
#include "tmpl_sessions_rapides.h"

#define LIGNES_VIDES 5
#define LIGNES_MAX 100
#define NBSP "\u00A0"

/* A line, and what is said once for all. */
static const char *const champs_ligne[] = {"debut", "fin", "places"};
static const char *const champs_communs[] = {"dispositifs", "etat_recrutement"};

struct field_set sessions_rapides_extraire(struct arena *arena, const char *const *noms, size_t n)
{
    struct field *fields = ARENA_ARRAY(arena, struct field, n);
    for (size_t i = 0; i < n; i++) {
        fields[i] = *field_named(&session_fields, noms[i]);
    }
    return (struct field_set){fields, n};
}

struct saisie {
    struct action action;
    struct dispositifs dispositifs;
    struct field_set set_ligne, set_commun;
    struct session modele; /* that is copied; without a number: none */
    struct session vide;   /* a new session of the action */
    struct session commun;
    struct form form_commun;
    struct form *lignes; /* as typed */
    struct session *sessions;
    bool *remplies;
    size_t n;
    size_t a_creer;
    const struct doublons_view *doublons;
};

/* `modele`: as a text, "": none. Another action's is not found. */
static enum status lire_modele(struct request *request, const char *modele, struct saisie *s)
{
    int64_t numero = 0;
    if (!modele[0]) {
        return STATUS_OK;
    }
    TRY(!text_to_int(modele, &numero)
            ? STATUS_NOT_FOUND
            : session_lire(request->db, request->arena, request->acteur, numero, &s->modele));
    return s->modele.action != s->action.numero ? STATUS_NOT_FOUND : STATUS_OK;
}

static enum status lire_cadre(struct request *request, const char *modele, struct saisie *s)
{
    TRY(action_page_lire(request, &s->action));
    TRY(lire_modele(request, modele, s));
    TRY(dispositif_lister(request->db, request->arena, &s->dispositifs));
    s->set_ligne = sessions_rapides_extraire(request->arena, champs_ligne, 3);
    s->set_commun = sessions_rapides_extraire(request->arena, champs_communs, 2);
    struct session *vide = offre_vide(request->arena, &session_fields, sizeof(struct session));
    s->vide = s->modele.numero ? s->modele : *vide;
    s->vide.numero = 0;
    s->vide.debut = s->vide.fin = s->vide.places = "";
    s->vide.action = s->action.numero;
    s->vide.etablissement_id = s->action.etablissement_id;
    return STATUS_OK;
}

/* ---- the page */

/* One hint stands above all lines. */
static const char *decrire(struct arena *arena, const struct form_field *entry, const char *id)
{
    const char *aide = field_is_date(entry->field) ? "dates-aide" : NULL;
    if (!entry->message) {
        return aide;
    }
    return arena_printf(arena, "%s-erreur%s%s", id, aide ? " " : "", aide ? aide : "");
}

static struct session_case_view montrer_case(struct arena *arena, const struct form_field *entry,
                                             size_t numero)
{
    const char *id = arena_printf(arena, "%s-%zu", entry->field->name, numero);
    return (struct session_case_view){
        .id = id,
        .nom = entry->field->name,
        .label = entry->field->label,
        .nom_complet = arena_printf(arena, "%s, ligne %zu", entry->field->label, numero),
        .valeur = entry->typed,
        .message = entry->message,
        .decrit_par = decrire(arena, entry, id)};
}

static void montrer_lignes(struct arena *arena, const struct saisie *s,
                           struct sessions_rapides_view *view)
{
    struct session_rapide_view *items = ARENA_ARRAY(arena, struct session_rapide_view, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const struct form_field *fields = s->lignes[i].fields;
        items[i] = (struct session_rapide_view){.numero = i + 1,
                                                .debut = montrer_case(arena, &fields[0], i + 1),
                                                .fin = montrer_case(arena, &fields[1], i + 1),
                                                .places = montrer_case(arena, &fields[2], i + 1)};
    }
    if (s->n) {
        items[0].debut.focus = fiche_a_commencer(&view->fiche);
    }
    view->lignes.items = items;
    view->lignes.n = s->n;
}

static void resumer_erreurs(struct request *request, const struct saisie *s,
                            struct sessions_rapides_view *view)
{
    struct arena *arena = request->arena;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = 0; j < s->lignes[i].n; j++) {
            const struct form_field *entry = &s->lignes[i].fields[j];
            if (entry->message) {
                fiche_ajouter_erreur(arena, &view->fiche, &view->page,
                                     arena_printf(arena, "%s-%zu", entry->field->name, i + 1),
                                     arena_printf(arena, "Ligne %zu, %s", i + 1, entry->message));
            }
        }
    }
}

/* Where « Annuler » leads. */
static const char *retour(struct arena *arena, const struct saisie *s)
{
    return s->modele.numero
               ? arena_printf(arena, "/sessions/%lld", (long long)s->modele.numero)
               : arena_printf(arena, "%s#sessions", action_page_adresse(arena, s->action.numero));
}

static void montrer(struct request *request, struct response *response, const struct saisie *s,
                    bool modifie, const char *rien)
{
    struct arena *arena = request->arena;
    struct sessions_rapides_view view = {.action = action_page_titre(arena, &s->action),
                                         .aide_dates = "Dates en " DATES_FORMAT ".",
                                         .code = arena_printf(arena, "%lld-%lld",
                                                              (long long)s->action.formation,
                                                              (long long)s->action.numero),
                                         .modele = s->modele.numero,
                                         .fiche = {.nouveau = true,
                                                   .modifie = modifie,
                                                   .adresse = request->path,
                                                   .doublons = s->doublons,
                                                   .retour = retour(arena, s)}};
    const char *titre = s->modele.numero ? "Copier une session" : "Ajouter des sessions";
    page_init(&view.page, request, response,
              arena_printf(arena, "%s, action %lld", titre, (long long)s->action.numero),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, s->action.formation, s->action.formation_intitule,
                            titre);
    offre_formulaire_maillon(request, &view.page, OFFRE_ACTION, s->action.numero);
    fiche_remplir(&view.fiche, &view.page, request, &s->form_commun, 0);
    if (rien) {
        fiche_ajouter_erreur(arena, &view.fiche, &view.page, "debut-1", rien);
    }
    resumer_erreurs(request, s, &view);
    montrer_lignes(arena, s, &view);
    view.dispositifs =
        champ_parmi(arena, &s->form_commun, "dispositifs",
                    session_page_dispositifs(arena, &s->dispositifs, s->vide.dispositifs));
    view.dispositifs.deux_colonnes = true;
    view.etat_recrutement = champ_de(arena, &s->form_commun, "etat_recrutement");
    tmpl_sessions_rapides(&response->body, &view);
}

static void prevoir(struct arena *arena, struct saisie *s, size_t n)
{
    s->n = n;
    s->lignes = ARENA_ARRAY(arena, struct form, n);
    s->sessions = ARENA_ARRAY(arena, struct session, n);
    s->remplies = ARENA_ARRAY(arena, bool, n);
    for (size_t i = 0; i < n; i++) {
        s->sessions[i] = s->vide;
        form_of_record(&s->lignes[i], arena, &s->set_ligne, &s->vide, false, true);
    }
}

enum status sessions_rapides_montrer(struct request *request, struct response *response)
{
    struct saisie s = {0};
    TRY(lire_cadre(request, request_query(request, "modele"), &s));
    prevoir(request->arena, &s, LIGNES_VIDES);
    if (s.modele.numero) {
        form_of_record(&s.lignes[0], request->arena, &s.set_ligne, &s.modele, false, true);
    }
    form_of_record(&s.form_commun, request->arena, &s.set_commun, &s.vide, false, true);
    montrer(request, response, &s, false, NULL);
    return STATUS_OK;
}

/* ---- a submission */

static const char *case_tapee(const struct param *values, size_t n, size_t i)
{
    return i < n ? values[i].value : "";
}

/* The lines as browsers send them: each name once a line, in their order. A line with nothing in it
 * is no session. */
static enum status lire_lignes(struct request *request, struct saisie *s)
{
    struct arena *arena = request->arena;
    const struct param *values[3];
    size_t counts[3];
    size_t n = LIGNES_VIDES;
    for (size_t j = 0; j < 3; j++) {
        counts[j] = params_all(&request->form, champs_ligne[j], arena, &values[j]);
        n = counts[j] > n ? counts[j] : n;
    }
    prevoir(arena, s, n > LIGNES_MAX ? LIGNES_MAX : n);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < s->n && status == STATUS_OK; i++) {
        struct param items[3];
        for (size_t j = 0; j < 3; j++) {
            items[j] = (struct param){.name = champs_ligne[j],
                                      .value = case_tapee(values[j], counts[j], i)};
            s->remplies[i] = s->remplies[i] || items[j].value[0];
        }
        const struct params params = {items, 3};
        if (s->remplies[i]) {
            form_read(&s->lignes[i], arena, &s->set_ligne, &params, &s->sessions[i], false, true,
                      false);
            status = session_verifier(request->db, &s->lignes[i], &s->dispositifs, &s->vide,
                                      &s->sessions[i]);
            status = status == STATUS_REFUSED ? STATUS_OK : status;
            s->a_creer++;
        }
    }
    return status;
}

static enum status lire_commun(struct request *request, struct saisie *s)
{
    s->commun = s->vide;
    form_read(&s->form_commun, request->arena, &s->set_commun, &request->form, &s->commun, false,
              true, false);
    enum status status =
        session_verifier(request->db, &s->form_commun, &s->dispositifs, &s->vide, &s->commun);
    return status == STATUS_REFUSED ? STATUS_OK : status;
}

static bool fautive(const struct saisie *s)
{
    bool wrong = s->form_commun.error_count > 0;
    for (size_t i = 0; i < s->n; i++) {
        wrong = wrong || s->lignes[i].error_count > 0;
    }
    return wrong;
}

/* « Ajouter des lignes »: nothing is judged yet. */
static void allonger(struct request *request, struct response *response, struct saisie *s)
{
    struct saisie plus = *s;
    size_t n = s->n + LIGNES_VIDES;
    prevoir(request->arena, &plus, n > LIGNES_MAX ? LIGNES_MAX : n);
    for (size_t i = 0; i < s->n; i++) {
        plus.lignes[i] = s->lignes[i];
        form_forget(&plus.lignes[i]);
    }
    form_forget(&plus.form_commun);
    montrer(request, response, &plus, true, NULL);
}

/* The sessions that the lines stand for, and what they are called. */
static struct session *rassembler(struct arena *arena, const struct saisie *s,
                                  const char ***lignes_r)
{
    struct session *sessions = ARENA_ARRAY(arena, struct session, s->a_creer);
    const char **lignes = ARENA_ARRAY(arena, const char *, s->a_creer);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->remplies[i]) {
            lignes[n] = arena_printf(arena, "Ligne %zu", i + 1);
            sessions[n] = s->sessions[i];
            sessions[n].dispositifs = s->commun.dispositifs;
            sessions[n++].etat_recrutement = s->commun.etat_recrutement;
        }
    }
    *lignes_r = lignes;
    return sessions;
}

/* STATUS_REFUSED: twins are to be told first. */
static enum status creer(struct request *request, struct saisie *s)
{
    const char **lignes = NULL;
    struct session *sessions = rassembler(request->arena, s, &lignes);
    struct jumeaux jumeaux = {0};
    TRY(session_jumelles(request->db, request->arena, NULL, sessions, s->a_creer, &jumeaux));
    s->doublons = doublons_a_confirmer(request, &session_page_doublons, &jumeaux, lignes);
    if (s->doublons) {
        return STATUS_REFUSED;
    }
    for (size_t i = 0; i < s->a_creer; i++) {
        int64_t numero = 0;
        TRY(s->modele.numero ? session_dupliquer(request->db, request->arena, request->acteur,
                                                 &s->modele, &sessions[i], &numero)
                             : session_creer(request->db, request->arena, request->acteur,
                                             &sessions[i], &numero));
    }
    return STATUS_OK;
}

enum status sessions_rapides_creer(struct request *request, struct response *response)
{
    struct saisie s = {0};
    TRY(lire_cadre(request, request_form(request, "modele"), &s));
    TRY(lire_commun(request, &s));
    TRY(lire_lignes(request, &s));
    if (params_get(&request->form, "lignes")) {
        allonger(request, response, &s);
        return STATUS_OK;
    }
    enum status status = fautive(&s) || s.a_creer == 0 ? STATUS_REFUSED : creer(request, &s);
    if (status == STATUS_REFUSED) {
        response->code = 422;
        montrer(request, response, &s, true,
                s.a_creer ? NULL : "Sessions" NBSP ": aucune ligne remplie, une au moins attendue");
    }
    if (status == STATUS_OK) {
        page_flash(request, response, "sessions-creees");
        response_redirect(response, action_page_adresse(request->arena, s.action.numero));
    }
    return status;
}
