#include "examen_page.h"

#include "offre_differences_page.h"
#include "text.h"
#include "tmpl_examen.h"

#include <string.h>

#define NBSP "\xC2\xA0"
#define FILE_ADRESSE "/validation"
#define QUESTION "question."
#define TYPE "type."
#define AUTRE "autre" /* the question about something that does not change */

/* What is read for the page. */
struct lecture {
    struct request *request;
    struct action action;
    struct formation formation;
    struct offre_comparaison comparaisons[2]; /* of the formation, of the action */
    struct questions questions;
    struct textes_types textes;
    struct attente_place place;
    struct examen examen;
};

static const char *adresse_de(struct arena *arena, int64_t numero)
{
    return arena_printf(arena, FILE_ADRESSE "/actions/%lld", (long long)numero);
}

static enum status lire(struct request *request, struct lecture *l)
{
    struct db *db = request->db;
    struct arena *arena = request->arena;
    l->request = request;
    TRY(action_page_lire(request, &l->action));
    TRY(formation_page.lire(request, l->action.formation, &l->formation));
    TRY(offre_comparer(request, &formation_page, &l->formation, l->formation.vive,
                       &l->comparaisons[OFFRE_FORMATION]));
    TRY(offre_comparer(request, &action_page, &l->action, l->action.vive,
                       &l->comparaisons[OFFRE_ACTION]));
    TRY(question_lister(db, arena, l->action.numero, &l->questions));
    TRY(texte_type_lire(db, arena, &l->textes));
    TRY(attente_situer(db, arena, l->action.numero, request->acteur->compte_id, &l->place));
    return examen_faire(db, arena, &l->action, &l->formation,
                        &l->comparaisons[OFFRE_FORMATION].details,
                        &l->comparaisons[OFFRE_ACTION].details, &l->examen);
}

/* ---- the parts, field by field */

static void choisir_type(struct arena *arena, struct champ_options *options,
                         const struct textes_types *textes, enum texte_usage usage,
                         const char *choisi)
{
    champ_option(arena, options, "", "Texte type…", !choisi[0]);
    for (size_t i = 0; i < textes->usages[usage].n; i++) {
        const struct texte_type *t = &textes->usages[usage].items[i];
        champ_option(arena, options, t->code, t->libelle, strcmp(t->code, choisi) == 0);
    }
}

/* What the organisation answered when it was last asked about it. */
static const char *reponse_sur(const struct lecture *l, const char *champ)
{
    const char *reponse = "";
    for (size_t i = 0; i < l->questions.n; i++) {
        const struct question *q = &l->questions.items[i];
        if (!q->close_le && q->repondue_le && strcmp(q->champ, champ) == 0) {
            reponse = q->reponse[0] ? q->reponse : "Champ modifié";
        }
    }
    return reponse;
}

static struct examen_ligne_view ligne_de(const struct lecture *l, enum offre_noun noun,
                                         const struct offre_difference_view *d)
{
    struct request *request = l->request;
    struct arena *arena = request->arena;
    const char *nom = offre_noun_nom(noun);
    const char *champ = arena_printf(arena, "%s.%s", nom, d->nom);
    const char *type = request_form(request, arena_printf(arena, TYPE "%s", champ));
    struct examen_ligne_view ligne = {
        .champ = champ,
        .id = arena_printf(arena, "%s-%s", nom, d->nom),
        .libelle = d->libelle,
        .mots = d->mots,
        .ajoute = d->ajoute,
        .retire = d->retire,
        .reponse = reponse_sur(l, champ),
        .question = request_form(request, arena_printf(arena, QUESTION "%s", champ))};
    ligne.ouverte = ligne.question[0] || type[0];
    choisir_type(arena, &ligne.types, &l->textes, TEXTE_QUESTION, type);
    return ligne;
}

static struct examen_partie_view partie(const struct lecture *l, enum offre_noun noun,
                                        bool en_ligne, bool questionner)
{
    struct arena *arena = l->request->arena;
    const struct offre_comparaison *c = &l->comparaisons[noun];
    struct examen_ligne_view *lignes = ARENA_ARRAY(arena, struct examen_ligne_view, c->lignes.n);
    const char *quoi = en_ligne ? "changement" : "champ";
    for (size_t i = 0; i < c->lignes.n; i++) {
        lignes[i] = ligne_de(l, noun, &c->lignes.items[i]);
        lignes[i].ajoute = lignes[i].ajoute && en_ligne;
    }
    struct examen_partie_view partie = {
        .code = offre_noun_nom(noun),
        .titre = noun == OFFRE_FORMATION ? "Formation" : "Action",
        .compte = arena_printf(arena, "%zu %s%s", c->lignes.n, quoi, c->lignes.n > 1 ? "s" : ""),
        .premiere = !en_ligne,
        .questionner = questionner,
        .inchanges = c->inchanges.n ? arena_printf(arena, "%zu champ%s inchangé%s", c->inchanges.n,
                                                   c->inchanges.n > 1 ? "s" : "",
                                                   c->inchanges.n > 1 ? "s" : "")
                                    : NULL,
        .faits = c->inchanges};
    partie.lignes.items = lignes;
    partie.lignes.n = c->lignes.n;
    return partie;
}

/* ---- points to look at */

static bool est_montre(const struct examen_partie_view *partie, const char *id)
{
    for (size_t i = 0; i < partie->lignes.n; i++) {
        if (strcmp(partie->lignes.items[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void montrer_points(struct lecture *l, struct examen_view *view)
{
    struct arena *arena = l->request->arena;
    struct examen_point_view *points = ARENA_ARRAY(arena, struct examen_point_view, l->examen.n);
    for (size_t i = 0; i < l->examen.n; i++) {
        const struct examen_point *p = &l->examen.items[i];
        char *id = arena_strdup(arena, p->champ);
        char *dot = strchr(id, '.');
        if (dot) {
            *dot = '-';
        }
        bool ici = est_montre(&view->action, id) || est_montre(&view->partie_formation, id);
        points[i] =
            (struct examen_point_view){p->texte, p->adresse ? p->adresse
                                                 : ici      ? arena_printf(arena, "#champ-%s", id)
                                                            : NULL};
    }
    view->points.items = points;
    view->points.n = l->examen.n;
    view->bons = l->examen.bons;
    view->doublon = l->action.doublon;
}

/* ---- the decision */

static void proposer_sujets(const struct field_set *set, enum offre_noun noun, struct arena *arena,
                            struct champ_options *options, const char *choisi)
{
    const char *nom = offre_noun_nom(noun);
    for (size_t i = 0; i < set->n; i++) {
        const char *code = arena_printf(arena, "%s.%s", nom, set->fields[i].name);
        champ_option(arena, options, code, question_libelle(arena, noun, set->fields[i].label),
                     strcmp(code, choisi) == 0);
    }
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        const char *code = arena_printf(arena, "%s.%s", nom, genre->code);
        if (genre->noun == noun) {
            champ_option(arena, options, code, question_libelle(arena, noun, genre->titre),
                         strcmp(code, choisi) == 0);
        }
    }
}

static void proposer(struct lecture *l, struct examen_view *view)
{
    struct request *request = l->request;
    struct arena *arena = request->arena;
    const char *sujet = request_form(request, "sujet");
    const struct acteur *acteur = request->acteur;
    view->questionner = action_geste_possible(&l->action, acteur, GESTE_QUESTIONNER);
    view->valider = action_geste_possible(&l->action, acteur, GESTE_VALIDER);
    view->refuser = action_geste_possible(&l->action, acteur, GESTE_REFUSER);
    view->remplacer = l->examen.certifinfo.n > 0;
    champ_option(arena, &view->sujets, "action", "L'action", !sujet[0]);
    champ_option(arena, &view->sujets, "sessions", "Les sessions", strcmp(sujet, "sessions") == 0);
    proposer_sujets(&action_fields, OFFRE_ACTION, arena, &view->sujets, sujet);
    proposer_sujets(&formation_fields, OFFRE_FORMATION, arena, &view->sujets, sujet);
    view->sujet_question = request_form(request, QUESTION AUTRE);
    choisir_type(arena, &view->types, &l->textes, TEXTE_QUESTION,
                 request_form(request, TYPE AUTRE));
    choisir_type(arena, &view->refus_types, &l->textes, TEXTE_REFUS,
                 request_form(request, "motif_type"));
    view->motif = request_form(request, "motif");
    view->nouveau = request_form(request, "nouveau");
    for (size_t i = 0; i < l->examen.certifinfo.n; i++) {
        champ_option(arena, &view->codes, l->examen.certifinfo.items[i],
                     l->examen.certifinfo.items[i], i == 0);
    }
}

static void situer(struct lecture *l, struct examen_view *view)
{
    struct arena *arena = l->request->arena;
    const struct attente_place *place = &l->place;
    char aujourdhui[DATES_ISO_SIZE];
    char jour[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    view->envoyee = "";
    view->attend = place->rang > 0;
    if (!view->attend) {
        return;
    }
    dates_of_instant(place->envoyee_a, jour);
    view->envoyee = dates_show(arena, jour);
    view->horloge = horloge(arena, place->envoyee_a, aujourdhui, &place->seuils, " ouvré");
    view->rang =
        arena_printf(arena, "%lld sur %lld", (long long)place->rang, (long long)place->total);
    view->precedente = place->precedente ? adresse_de(arena, place->precedente) : NULL;
    view->suivante = place->suivante ? adresse_de(arena, place->suivante) : NULL;
    view->mienne = place->prise_par == l->request->acteur->compte_id;
    if (place->prise_par) {
        view->prise_nom = place->prise_nom;
        view->jusqu_a = dates_show_time(arena, place->prise_jusqu_a);
    }
}

static enum status dessiner(struct request *request, struct response *response,
                            const struct action_reponse *reponse)
{
    struct arena *arena = request->arena;
    struct lecture l = {0};
    struct examen_view view = {0};
    TRY(lire(request, &l));
    const struct action *a = &l.action;
    view.numero = a->numero;
    view.formation = a->formation;
    view.titre = action_page_titre(arena, a);
    view.adresse = adresse_de(arena, a->numero);
    view.vu = a->vu;
    view.etat = offre_etat(a->etat, a->vive, a->refus[0] != '\0');
    view.nature = a->vive ? "modification d'une action en ligne" : "première saisie";
    proposer(&l, &view);
    view.action = partie(&l, OFFRE_ACTION, a->vive, view.questionner);
    view.partie_formation = partie(&l, OFFRE_FORMATION, l.formation.vive, view.questionner);
    montrer_points(&l, &view);
    situer(&l, &view);
    TRY(action_page_sessions(request, a, &view.sessions));
    TRY(action_fil_lire(request->db, arena, request->acteur, a->numero, &view.fil));
    view.organisme = a->etablissement_nom;
    view.organisme_adresse =
        arena_printf(arena, "/annuaire/etablissements/%s", a->etablissement_siret);
    view.qualiopi = l.examen.qualiopi;
    page_init(&view.page, request, response,
              arena_printf(arena, "Examen de l'action %lld, %s", (long long)a->numero, view.titre),
              MENU_VALIDATION);
    if (reponse) {
        view.reponse = *reponse;
        view.motif_message = reponse->motif_message;
        view.page.erreur = true;
    }
    struct page_lien *chemin = ARENA_NEW(arena, struct page_lien);
    *chemin = (struct page_lien){FILE_ADRESSE, "Validation"};
    view.page.chemin.items = chemin;
    view.page.chemin.n = 1;
    view.page.ici =
        arena_printf(arena, "Action %lld-%lld", (long long)a->formation, (long long)a->numero);
    tmpl_examen(&response->body, &view);
    return STATUS_OK;
}

enum status examen_montrer(struct request *request, struct response *response)
{
    return dessiner(request, response, NULL);
}

/* ---- deciding */

static const char *texte_choisi(const struct textes_types *textes, enum texte_usage usage,
                                const char *code)
{
    for (size_t i = 0; i < textes->usages[usage].n; i++) {
        if (strcmp(textes->usages[usage].items[i].code, code) == 0) {
            return textes->usages[usage].items[i].texte;
        }
    }
    return "";
}

/* What was typed, else the canned text that was chosen. */
static const char *ou_type(struct arena *arena, const struct textes_types *textes,
                           enum texte_usage usage, const char *saisi, const char *code)
{
    return text_clean_lines(arena, saisi)[0] ? saisi : texte_choisi(textes, usage, code);
}

static struct questions_posees questions_lues(struct request *request,
                                              const struct textes_types *textes)
{
    struct arena *arena = request->arena;
    struct question_posee *items = NULL;
    size_t n = 0;
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *p = &request->form.items[i];
        if (strncmp(p->name, QUESTION, strlen(QUESTION)) != 0) {
            continue;
        }
        const char *champ = p->name + strlen(QUESTION);
        const char *code = request_form(request, arena_printf(arena, TYPE "%s", champ));
        const char *texte = ou_type(arena, textes, TEXTE_QUESTION, p->value, code);
        champ = strcmp(champ, AUTRE) == 0 ? request_form(request, "sujet") : champ;
        if (texte[0]) {
            *ARENA_PUSH(arena, items, n) = (struct question_posee){champ, texte};
        }
    }
    return (struct questions_posees){items, n};
}

static const struct {
    const char *decision, *geste;
} decisions[] = {
    {"valider", GESTE_VALIDER},
    {"questions", GESTE_QUESTIONNER},
    {"refuser", GESTE_REFUSER},
    {"remplacer", GESTE_REMPLACER},
};

static const char *geste_de(const char *decision)
{
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        if (strcmp(decisions[i].decision, decision) == 0) {
            return decisions[i].geste;
        }
    }
    return NULL;
}

/* Who decided meanwhile, of an action that is no longer where it was. */
static enum status dire_decidee(struct request *request, int64_t numero,
                                struct action_reponse *reponse)
{
    struct action_fil fil = {0};
    TRY(action_fil_lire(request->db, request->arena, request->acteur, numero, &fil));
    if (fil.n && fil.items[fil.n - 1].etat[0]) {
        const struct action_fil_entree *e = &fil.items[fil.n - 1];
        reponse->titre = arena_printf(
            request->arena, "Rien n'est fait" NBSP ": «" NBSP "%s" NBSP "» depuis le %s, par %s",
            e->etat, e->quand, e->qui);
    }
    return STATUS_OK;
}

static enum status refuser(struct request *request, struct response *response, const char *geste,
                           struct action_reponse *reponse, enum status refus)
{
    struct action action = {0};
    TRY(action_page_lire(request, &action));
    if (!action_geste_possible(&action, request->acteur, geste)) {
        TRY(dire_decidee(request, action.numero, reponse));
    }
    response->code = refus == STATUS_CONFLICT ? 409 : 422;
    TRY(dessiner(request, response, reponse));
    return refus;
}

/* The next of the queue, which is then the officer's. */
static enum status continuer(struct request *request, struct response *response)
{
    struct attente_place place = {0};
    bool prise = false;
    TRY(attente_situer(request->db, request->arena, 0, request->acteur->compte_id, &place));
    if (place.libre) {
        TRY(attente_prendre(request->db, request->acteur, place.libre, &prise));
    }
    response_redirect(response,
                      place.libre ? adresse_de(request->arena, place.libre) : FILE_ADRESSE);
    return STATUS_OK;
}

static enum status passer(struct request *request, struct response *response, const char *geste)
{
    struct arena *arena = request->arena;
    int64_t numero = request_capture_int(request, "numero");
    struct textes_types textes = {0};
    struct action_reponse reponse = {.geste = geste, .champ = "motif"};
    TRY(texte_type_lire(request->db, arena, &textes));
    reponse.motif = ou_type(arena, &textes, TEXTE_REFUS, request_form(request, "motif"),
                            request_form(request, "motif_type"));
    const struct action_demande demande = {.motif = reponse.motif,
                                           .vu = request_form(request, "vu"),
                                           .questions = questions_lues(request, &textes),
                                           .ancien = request_form(request, "ancien"),
                                           .nouveau = request_form(request, "nouveau")};
    enum status status = action_passer(request->db, arena, request->acteur, numero, geste, &demande,
                                       &reponse.resultat);
    if (status == STATUS_REFUSED || status == STATUS_CONFLICT) {
        action_vie_dire(request, action_geste_nomme(geste), status, &reponse);
        return refuser(request, response, geste, &reponse, status);
    }
    TRY(status);
    page_flash(request, response, arena_printf(arena, "action-%s", geste));
    if (strcmp(geste, GESTE_REMPLACER) == 0) {
        response_redirect(response, adresse_de(arena, numero));
        return STATUS_OK;
    }
    return continuer(request, response);
}

static enum status suivre(struct request *request, struct response *response, bool prendre)
{
    int64_t numero = request_capture_int(request, "numero");
    bool prise = true;
    if (prendre) {
        TRY(attente_prendre(request->db, request->acteur, numero, &prise));
    } else {
        TRY(attente_rendre(request->db, request->acteur, numero));
    }
    page_flash(request, response, !prendre ? "file-rendue" : prise ? "file-prise" : "file-manquee");
    response_redirect(response, prendre ? adresse_de(request->arena, numero) : FILE_ADRESSE);
    return STATUS_OK;
}

enum status examen_decider(struct request *request, struct response *response)
{
    const char *decision = request_form(request, "decision");
    const char *geste = geste_de(decision);
    if (strcmp(decision, "prendre") == 0 || strcmp(decision, "rendre") == 0) {
        return suivre(request, response, decision[0] == 'p');
    }
    if (!geste) {
        TRY(dessiner(request, response, NULL)); /* the form was sent without a button */
        response->code = 422;
        return STATUS_REFUSED;
    }
    return passer(request, response, geste);
}
