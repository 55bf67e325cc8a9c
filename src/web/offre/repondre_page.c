#include "repondre_page.h"

#include "dates.h"
#include "offre_page.h"
#include "tmpl_repondre.h"

#include <string.h>

#define NBSP "\xC2\xA0"
#define NOUNS 2 /* formation, action */

/* The fields that are asked about, of one record. */
struct part {
    const struct offre_page *page;
    void *ancienne, *nouvelle;
    struct field_set set;
    struct form form;
    const struct field_choices *choix;
    struct offre_saisie vive; /* what is online beside it */
    bool perimee;             /* somebody changed it since the page was drawn */
};

struct reponses {
    struct request *request;
    struct action action;
    struct part parts[NOUNS];
    struct questions questions;
    const char *message;
};

/* Its values stand in its description: one control does. */
static bool est_simple(const struct field *field)
{
    return field && !field->source && strcmp(field->name, "site") != 0 &&
           (field->type != FIELD_TYPE_LIST || field->choices);
}

static bool est_ici(const struct question *q)
{
    return q->sujet.noun != OFFRE_SESSION && est_simple(q->sujet.field);
}

/* ---- reading */

static void *copie(struct arena *arena, const void *record, size_t taille)
{
    void *copie = arena_alloc(arena, taille);
    memcpy(copie, record, taille);
    return copie;
}

static void rassembler(struct arena *arena, const struct questions *questions, enum offre_noun noun,
                       struct field_set *set)
{
    struct field *fields = ARENA_ARRAY(arena, struct field, questions->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < questions->n; i++) {
        const struct question *q = &questions->items[i];
        *set = (struct field_set){fields, n};
        if (q->sujet.noun == noun && est_ici(q) && !field_named(set, q->sujet.field->name)) {
            fields[n++] = *q->sujet.field;
        }
    }
    *set = (struct field_set){fields, n};
}

static const char *version_nom(enum offre_noun noun)
{
    return noun == OFFRE_FORMATION ? "version_formation" : "version_action";
}

static int64_t version_de(const struct part *part)
{
    return part->page->identifier(part->ancienne).version;
}

static bool est_perimee(struct request *request, const struct part *part, enum offre_noun noun)
{
    int64_t vue = 0;
    return text_to_int(request_form(request, version_nom(noun)), &vue) && vue != version_de(part);
}

/* What the form says of the fields of a record: "action-rythme" is its « rythme ». */
static struct params params_de(struct request *request, enum offre_noun noun)
{
    struct params params = {ARENA_ARRAY(request->arena, struct param, request->form.n + 1), 0};
    const char *prefixe = arena_printf(request->arena, "%s-", offre_noun_nom(noun));
    for (size_t i = 0; i < request->form.n; i++) {
        struct param p = request->form.items[i];
        if (strncmp(p.name, prefixe, strlen(prefixe)) == 0) {
            p.name += strlen(prefixe);
            params.items[params.n++] = p;
        }
    }
    return params;
}

static enum status lire_part(struct reponses *r, enum offre_noun noun)
{
    struct request *request = r->request;
    struct part *part = &r->parts[noun];
    bool officier = acteur_est_officier(request->acteur);
    rassembler(request->arena, &r->questions, noun, &part->set);
    part->page = noun == OFFRE_FORMATION ? &formation_page : &action_page;
    part->ancienne = arena_alloc(request->arena, part->page->taille);
    TRY(part->page->lire(request, noun == OFFRE_FORMATION ? r->action.formation : r->action.numero,
                         part->ancienne));
    TRY(part->page->choisir(request, part->ancienne, &part->choix));
    TRY(offre_page_vive(request, part->page, part->ancienne, &part->vive));
    part->nouvelle = copie(request->arena, part->ancienne, part->page->taille);
    part->perimee = est_perimee(request, part, noun);
    if (request->method != HTTP_POST) {
        form_of_record(&part->form, request->arena, &part->set, part->ancienne, officier, false);
        return STATUS_OK;
    }
    const struct params params = params_de(request, noun);
    (void)form_read_draft(&part->form, request->arena, &part->set, &params, part->nouvelle,
                          officier);
    return STATUS_OK;
}

static struct questions_reponses reponses_lues(struct request *request)
{
    struct question_reponse *items = NULL;
    size_t n = 0;
    for (size_t i = 0; i < request->form.n; i++) {
        const struct param *p = &request->form.items[i];
        int64_t id = 0;
        if (strncmp(p->name, "reponse_", strlen("reponse_")) == 0 &&
            text_to_int(p->name + strlen("reponse_"), &id)) {
            *ARENA_PUSH(request->arena, items, n) = (struct question_reponse){id, p->value};
        }
    }
    return (struct questions_reponses){items, n};
}

static enum status preparer(struct reponses *r)
{
    const struct questions_reponses saisies = reponses_lues(r->request);
    enum status status = question_preparer(r->request->db, r->request->arena, &r->action, &saisies,
                                           &r->questions, &r->message);
    return status == STATUS_REFUSED ? STATUS_OK : status;
}

static enum status lire(struct request *request, struct reponses *r)
{
    r->request = request;
    TRY(action_page_lire(request, &r->action));
    TRY(preparer(r));
    TRY(lire_part(r, OFFRE_FORMATION));
    return lire_part(r, OFFRE_ACTION);
}

/* ---- drawing */

static enum status montrer_champ(const struct reponses *r, const struct question *q,
                                 const struct champ_view **champ_r)
{
    struct arena *arena = r->request->arena;
    const struct part *part = &r->parts[q->sujet.noun];
    const struct field *field = q->sujet.field;
    const struct choice *parmi = field_choices_of(field, part->choix);
    struct champ_view *champ = ARENA_NEW(arena, struct champ_view);
    *champ = parmi ? champ_parmi(arena, &part->form, field->name, parmi)
                   : champ_de(arena, &part->form, field->name);
    if (part->vive.vive && !field_equal(field, part->vive.vive, part->ancienne)) {
        const char *texte = "";
        TRY(offre_formulaire_texte(r->request, field, part->vive.vive, part->choix, &texte));
        champ_en_ligne(arena, champ, texte[0] ? texte : "rien");
    }
    champ_prefixer(arena, champ, offre_noun_nom(q->sujet.noun));
    champ->nom = champ->id;
    *champ_r = champ;
    return STATUS_OK;
}

/* Two questions may be about one field, which then stands at the first. */
static bool est_montre_avant(const struct questions *questions, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (strcmp(questions->items[j].champ, questions->items[i].champ) == 0) {
            return true;
        }
    }
    return false;
}

static enum status montrer_questions(const struct reponses *r, struct repondre_view *view)
{
    struct arena *arena = r->request->arena;
    struct repondre_question_view *items =
        ARENA_ARRAY(arena, struct repondre_question_view, r->questions.n);
    for (size_t i = 0; i < r->questions.n; i++) {
        const struct question *q = &r->questions.items[i];
        items[i] = (struct repondre_question_view){
            .id = q->id,
            .rang = i + 1,
            .libelle = q->sujet.libelle,
            .quand = dates_show_instant(arena, q->posee_le),
            .texte = q->texte,
            .adresse = q->sujet.adresse,
            .valeur = q->sujet.noun == OFFRE_SESSION ? "" : q->apres,
            .reponse = q->reponse,
            .prete = q->reponse[0] || q->changee};
        if (est_ici(q) && !est_montre_avant(&r->questions, i)) {
            TRY(montrer_champ(r, q, &items[i].champ));
        }
        if (!items[i].prete) {
            view->restantes++;
            view->premiere = view->premiere
                                 ? view->premiere
                                 : arena_printf(arena, "#question-%lld", (long long)q->id);
        }
    }
    view->questions.items = items;
    view->questions.n = r->questions.n;
    return STATUS_OK;
}

static void montrer_erreurs(const struct reponses *r, struct repondre_view *view)
{
    struct arena *arena = r->request->arena;
    struct erreur_view *items = NULL;
    size_t n = 0;
    for (int noun = 0; noun < NOUNS; noun++) {
        const struct form *form = &r->parts[noun].form;
        for (size_t i = 0; i < form->n; i++) {
            if (form->fields[i].message) {
                *ARENA_PUSH(arena, items, n) = (struct erreur_view){
                    arena_printf(arena, "%s-%s", offre_noun_nom((enum offre_noun)noun),
                                 form->fields[i].field->name),
                    form->fields[i].message};
            }
        }
    }
    view->resume.erreurs = (struct erreurs_view){items, n};
    view->resume.titre = arena_printf(arena, "%zu champ%s à corriger", n, n > 1 ? "s" : "");
    view->page.erreur = n > 0;
}

static enum status dessiner(struct reponses *r, struct response *response,
                            const struct action_reponse *reponse)
{
    struct request *request = r->request;
    struct arena *arena = request->arena;
    const struct action *a = &r->action;
    struct repondre_view view = {.numero = a->numero,
                                 .formation = a->formation,
                                 .titre = action_page_titre(arena, a),
                                 .etat = offre_etat(a->etat, a->vive, a->refus[0] != '\0'),
                                 .attend = a->etat == ACTION_EN_REPONSES && r->questions.n > 0,
                                 .vive = a->vive,
                                 .version_action = version_de(&r->parts[OFFRE_ACTION]),
                                 .version_formation = version_de(&r->parts[OFFRE_FORMATION])};
    view.compte =
        r->questions.n > 1 ? arena_printf(arena, "%zu questions", r->questions.n) : "une question";
    TRY(montrer_questions(r, &view));
    TRY(action_fil_lire(request->db, arena, request->acteur, a->numero, &view.fil));
    page_init(&view.page, request, response,
              arena_printf(arena, "Répondre au service Offre, action %lld", (long long)a->numero),
              MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, a->formation, a->formation_intitule,
                            "Questions du service Offre");
    offre_formulaire_maillon(request, &view.page, OFFRE_ACTION, a->numero);
    montrer_erreurs(r, &view);
    if (reponse) {
        view.reponse = *reponse;
        view.page.erreur = true;
    }
    tmpl_repondre(&response->body, &view);
    return STATUS_OK;
}

enum status repondre_montrer(struct request *request, struct response *response)
{
    struct reponses r = {0};
    TRY(lire(request, &r));
    return dessiner(&r, response, NULL);
}

/* ---- saving and sending */

/* STATUS_REFUSED: a field is wrong. */
static enum status juger(struct reponses *r)
{
    size_t fautes = 0;
    for (int noun = 0; noun < NOUNS; noun++) {
        struct part *part = &r->parts[noun];
        enum status status =
            part->page->verifier(r->request, &part->form, part->ancienne, part->nouvelle);
        TRY(status == STATUS_REFUSED ? STATUS_OK : status);
        fautes += part->form.error_count;
    }
    return fautes || r->message ? STATUS_REFUSED : STATUS_OK;
}

static enum status enregistrer(struct reponses *r)
{
    struct request *request = r->request;
    bool change = false;
    struct part *formation = &r->parts[OFFRE_FORMATION];
    struct part *action = &r->parts[OFFRE_ACTION];
    TRY(formation_enregistrer(request->db, request->arena, request->acteur, &formation->set,
                              formation->ancienne, formation->nouvelle, &change));
    TRY(action_enregistrer(request->db, request->arena, request->acteur, &action->set,
                           action->ancienne, action->nouvelle, &change));
    TRY(action_page_lire(request, &r->action));
    TRY(preparer(r)); /* their fields are now what they are */
    return question_garder(request->db, NULL, &r->questions);
}

static enum status refuser(struct reponses *r, struct response *response, int code,
                           struct action_reponse *reponse, enum status status)
{
    response->code = code;
    TRY(dessiner(r, response, reponse));
    return status;
}

static enum status envoyer(struct reponses *r, struct response *response)
{
    struct request *request = r->request;
    struct action_reponse reponse = {.geste = GESTE_REPONDRE, .motif = ""};
    const struct action_demande demande = {.vu = r->action.vu};
    enum status status =
        action_passer(request->db, request->arena, request->acteur, r->action.numero,
                      GESTE_REPONDRE, &demande, &reponse.resultat);
    if (status == STATUS_REFUSED) {
        action_vie_dire(request, action_geste_nomme(GESTE_REPONDRE), status, &reponse);
        TRY(refuser(r, response, 422, &reponse, STATUS_OK)); /* what was typed stays saved */
        return STATUS_OK;
    }
    TRY(status);
    page_flash(request, response, "action-" GESTE_REPONDRE);
    response_redirect(response, action_page_adresse(request->arena, r->action.numero));
    return STATUS_OK;
}

enum status repondre_poster(struct request *request, struct response *response)
{
    struct reponses r = {0};
    struct action_reponse reponse = {.geste = GESTE_REPONDRE, .motif = ""};
    TRY(lire(request, &r));
    if (r.action.etat != ACTION_EN_REPONSES) {
        reponse.titre = "Aucune question n'attend de réponse";
        return refuser(&r, response, 422, &reponse, STATUS_REFUSED);
    }
    if (r.parts[OFFRE_FORMATION].perimee || r.parts[OFFRE_ACTION].perimee) {
        reponse.titre = "Rien n'est enregistré" NBSP ": la fiche a changé entre-temps. Relisez, "
                        "puis recommencez";
        return refuser(&r, response, 409, &reponse, STATUS_CONFLICT);
    }
    enum status status = juger(&r);
    if (status == STATUS_REFUSED) {
        reponse.titre = r.message;
        return refuser(&r, response, 422, r.message ? &reponse : NULL, status);
    }
    TRY(status);
    TRY(enregistrer(&r));
    if (params_get(&request->form, "repondre")) {
        return envoyer(&r, response);
    }
    page_flash(request, response, "reponses-gardees");
    response_redirect(response, request->path);
    return STATUS_OK;
}
