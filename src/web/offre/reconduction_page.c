#include "reconduction_page.h"

#include "dates.h"
#include "offre_formulaire.h"
#include "perimetre.h"
#include "reconduction_choix.h"
#include "session_page.h"
#include "tableau_de_bord.h"
#include "text.h"
#include "tmpl_reconduction.h"

#include <string.h>

#define NBSP "\u00A0"
#define ADRESSE "/sessions/reconduction"
#define CHAMPS 3
#define OUVERT "1" /* dict_etat_recrutement */

/* ---- by how much */

struct decalage {
    int64_t nombre;
    const char *unite;
    bool jour_semaine;
};

static const struct choice unites[] = {
    {"mois", "mois plus tard"}, {"semaines", "semaines plus tard"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD_INT(struct decalage, nombre, .label = "Décalage", .minimum = 1, .maximum = 120,
              .flags = FIELD_REQUIRED),
    FIELD_CHOICE(struct decalage, unite, .label = "Unité", .flags = FIELD_REQUIRED,
                 .choices = unites),
    FIELD_BOOL(struct decalage, jour_semaine, .label = "Garder le jour de la semaine"),
};
static const struct field_set decalage_fields = {fields, sizeof(fields) / sizeof(fields[0])};

static struct reconduction reconduction_de(const struct decalage *decalage)
{
    bool mois = strcmp(decalage->unite, "mois") == 0;
    return (struct reconduction){.mois = mois ? (int)decalage->nombre : 0,
                                 .semaines = mois ? 0 : (int)decalage->nombre,
                                 .exacte = !decalage->jour_semaine};
}

/* ---- the sessions, a line each */

/* A new session as it is typed: names in the form end with the number of the old one. */
static const char *const champs_ligne[CHAMPS] = {"debut", "fin", "places"};

struct ligne {
    const struct reconduction_candidate *candidate;
    bool coche;
    bool remplie; /* the fields of the new one are there */
    struct session modele, nouvelle;
    struct form form;
};

struct saisie {
    struct decalage decalage;
    struct form form;
    struct field_set set_ligne;
    int64_t action; /* 0: a list */
    const struct liste *liste;
    struct perimetre perimetre;
    const char *suivante; /* of the list; NULL */
    struct reconduction_candidates candidates;
    struct ligne *lignes;
    size_t coches;
    const struct doublons_view *doublons;
};

static enum status lire_action(struct request *request, struct saisie *s)
{
    return reconduction_de_action(request->db, request->arena, request->acteur, s->action,
                                  &s->candidates);
}

/* As many as a page of the list holds. */
static enum status lire_liste(struct request *request, const char *apres, struct saisie *s)
{
    char today[DATES_ISO_SIZE];
    struct offre_page page = {0};
    dates_today(today);
    struct offre_requete requete = {.liste = s->liste,
                                    .aujourdhui = today,
                                    .q = "",
                                    .tri = TRI_FIN,
                                    .descendant = strcmp(s->liste->code, "inactives") == 0,
                                    .taille = LISTE_TAILLE,
                                    .page = 1,
                                    .apres = apres,
                                    .portee = s->perimetre.portee};
    enum status status = offre_lister(request->db, request->arena, &requete, &page);
    int64_t *numeros = ARENA_ARRAY(request->arena, int64_t, page.n);
    for (size_t i = 0; i < page.n; i++) {
        numeros[i] = page.items[i].session;
    }
    s->suivante = page.suivante;
    TRY(status);
    return reconduction_de_numeros(request->db, request->arena, request->acteur, numeros, page.n,
                                   &s->candidates);
}

/* `params`: of the address, or of the form. STATUS_NOT_FOUND: an action that is none. */
static enum status lire_cadre(struct request *request, const char *action, const char *liste,
                              struct saisie *s)
{
    s->set_ligne = field_section(&session_fields, "dates");
    s->liste = offre_liste_nommee(true, liste);
    s->liste = s->liste ? s->liste : offre_liste_nommee(true, "bientot-inactives");
    if (action[0] && !text_to_int(action, &s->action)) {
        return STATUS_NOT_FOUND;
    }
    return perimetre_lire(request, &s->perimetre);
}

static void preparer(struct request *request, struct saisie *s)
{
    s->lignes = ARENA_ARRAY(request->arena, struct ligne, s->candidates.n);
    for (size_t i = 0; i < s->candidates.n; i++) {
        struct ligne *ligne = &s->lignes[i];
        struct session *vide = offre_vide(request->arena, &session_fields, sizeof(struct session));
        ligne->candidate = &s->candidates.items[i];
        ligne->nouvelle = *vide;
    }
}

static const char *decaler(struct arena *arena, const char *iso, int days)
{
    char shifted[DATES_ISO_SIZE];
    dates_add_days(iso, days, shifted);
    return arena_strdup(arena, shifted);
}

/* A session moves as a whole: its duration stays. */
static void proposer(struct arena *arena, const struct saisie *s, struct ligne *ligne)
{
    const struct reconduction r = reconduction_de(&s->decalage);
    const struct reconduction_candidate *c = ligne->candidate;
    int days = reconduction_jours(c->debut, &r);
    ligne->nouvelle.debut = decaler(arena, c->debut, days);
    ligne->nouvelle.fin = decaler(arena, c->fin, days);
    ligne->nouvelle.places = c->places;
    ligne->remplie = true;
    form_of_record(&ligne->form, arena, &s->set_ligne, &ligne->nouvelle, false, true);
}

static void compter(struct saisie *s)
{
    s->coches = 0;
    for (size_t i = 0; i < s->candidates.n; i++) {
        s->coches += s->lignes[i].coche;
    }
}

/* ---- the page */

static const char *periode(struct arena *arena, const char *debut, const char *fin)
{
    return arena_printf(arena, "%s au %s", dates_show(arena, debut), dates_show(arena, fin));
}

static const char *prefixe(struct arena *arena, const struct reconduction_candidate *c)
{
    return arena_printf(arena, "%lld-%lld-", (long long)c->formation, (long long)c->action);
}

static const char *sessions(struct arena *arena, size_t n)
{
    return arena_printf(arena, "%zu session%s", n, n > 1 ? "s" : "");
}

/* What is right and still worth a look; NULL: nothing. */
static const char *noter(struct arena *arena, const struct ligne *ligne)
{
    const char *debut = ligne->nouvelle.debut;
    if (!ligne->coche || !ligne->remplie || ligne->form.error_count || !dates_is_iso(debut)) {
        return NULL;
    }
    int jour = dates_weekday(debut);
    if (jour == 5 || jour == 6) {
        return arena_printf(arena, "Le %s est un %s", dates_show(arena, debut),
                            jour == 5 ? "samedi" : "dimanche");
    }
    if (strcmp(debut, ligne->candidate->fin) <= 0) {
        return arena_printf(arena, "Commence avant la fin de la session actuelle, le %s",
                            dates_show(arena, ligne->candidate->fin));
    }
    return NULL;
}

static struct reconduction_case_view montrer_case(struct arena *arena, const struct ligne *ligne,
                                                  size_t champ, const char *note)
{
    static const char *const libelles[CHAMPS] = {"Début", "Fin", "Places"};
    const struct form_field *entry = &ligne->form.fields[champ];
    long long numero = ligne->candidate->numero;
    const char *id = arena_printf(arena, "%s-%lld", champs_ligne[champ], numero);
    const char *erreur = entry->message ? arena_printf(arena, "%s-erreur", id) : NULL;
    const char *remarque = note && champ == 0 ? arena_printf(arena, "note-%lld", numero) : NULL;
    return (struct reconduction_case_view){
        .id = id,
        .nom_complet = arena_printf(arena, "%s de la nouvelle session, à partir de %lld",
                                    libelles[champ], numero),
        .valeur = entry->typed,
        .message = entry->message,
        .decrit_par = erreur ? erreur : remarque};
}

static struct reconduction_ligne_view montrer_ligne(struct arena *arena, const struct ligne *ligne)
{
    const struct reconduction_candidate *c = ligne->candidate;
    struct reconduction_ligne_view view = {.numero = c->numero,
                                           .prefixe = prefixe(arena, c),
                                           .intitule = c->intitule,
                                           .commune = c->commune,
                                           .dates = periode(arena, c->debut, c->fin),
                                           .coche = ligne->coche,
                                           .remplie = ligne->remplie,
                                           .note = noter(arena, ligne)};
    if (c->deja) {
        view.deja = (struct reconduction_deja_view){
            .numero = c->deja,
            .prefixe = view.prefixe,
            .dates = arena_printf(arena, "du %s", periode(arena, c->deja_debut, c->deja_fin))};
    }
    if (ligne->remplie) {
        view.debut = montrer_case(arena, ligne, 0, view.note);
        view.fin = montrer_case(arena, ligne, 1, view.note);
        view.places = montrer_case(arena, ligne, 2, view.note);
    }
    return view;
}

static void montrer_lignes(struct arena *arena, const struct saisie *s,
                           struct reconduction_view *view)
{
    size_t n = s->candidates.n;
    struct reconduction_ligne_view *items = ARENA_ARRAY(arena, struct reconduction_ligne_view, n);
    struct reconduction_texte_view *notes = ARENA_ARRAY(arena, struct reconduction_texte_view, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = montrer_ligne(arena, &s->lignes[i]);
        if (items[i].note) {
            notes[view->a_verifier.n++] = (struct reconduction_texte_view){
                .texte = arena_printf(arena, "session %lld", (long long)items[i].numero),
                .cible = arena_printf(arena, "#%s", items[i].debut.id)};
        }
    }
    view->a_verifier.items = notes;
    view->lignes.items = items;
    view->lignes.n = n;
}

static const char *dire_parution(struct arena *arena, size_t vives, size_t n)
{
    if (vives == 0) {
        return n > 1 ? "Elles paraîtront quand leur action sera validée"
                     : "Elle paraîtra quand son action sera validée";
    }
    if (vives == n) {
        return n > 1 ? arena_printf(arena, "Les %zu sessions paraissent aussitôt", n)
                     : "La session paraît aussitôt";
    }
    return arena_printf(arena, "%zu paraissent aussitôt, les autres quand leur action sera validée",
                        vives);
}

static void annoncer(struct arena *arena, const struct saisie *s, struct reconduction_view *view)
{
    struct reconduction_texte_view *items = ARENA_ARRAY(arena, struct reconduction_texte_view, 3);
    const char *premiere = "", *derniere = "";
    size_t vives = 0;
    for (size_t i = 0; i < s->candidates.n; i++) {
        const struct ligne *ligne = &s->lignes[i];
        if (ligne->coche && ligne->remplie && !ligne->form.error_count) {
            const struct session *n = &ligne->nouvelle;
            premiere = !premiere[0] || strcmp(n->debut, premiere) < 0 ? n->debut : premiere;
            derniere = strcmp(n->fin, derniere) > 0 ? n->fin : derniere;
        }
        vives += ligne->coche && ligne->candidate->vive;
    }
    view->publics.items = items;
    if (s->coches) {
        items[view->publics.n++].texte = dire_parution(arena, vives, s->coches);
    }
    if (premiere[0]) {
        items[view->publics.n++].texte =
            arena_printf(arena, "La première commence le %s, la dernière finit le %s",
                         dates_show(arena, premiere), dates_show(arena, derniere));
    }
    items[view->publics.n++].texte = "Les sessions actuelles ne changent pas";
}

static void resumer_erreurs(struct request *request, const struct saisie *s,
                            struct reconduction_view *view)
{
    struct arena *arena = request->arena;
    for (size_t i = 0; i < s->candidates.n; i++) {
        const struct ligne *ligne = &s->lignes[i];
        for (size_t j = 0; ligne->remplie && ligne->coche && j < ligne->form.n; j++) {
            const struct form_field *entry = &ligne->form.fields[j];
            if (entry->message) {
                long long numero = ligne->candidate->numero;
                fiche_ajouter_erreur(arena, &view->fiche, &view->page,
                                     arena_printf(arena, "%s-%lld", champs_ligne[j], numero),
                                     arena_printf(arena, "Session %lld, %s" NBSP ": %s", numero,
                                                  entry->field->label, entry->message));
            }
        }
    }
}

static const char *retour(struct arena *arena, const struct saisie *s)
{
    return s->action
               ? arena_printf(arena, "/actions/%lld#sessions", (long long)s->action)
               : perimetre_adresse(arena, "/sessions", s->liste->code, s->perimetre.siret, "");
}

static void montrer(struct request *request, struct response *response, struct saisie *s,
                    const char *rien)
{
    struct arena *arena = request->arena;
    const char *siret = s->perimetre.siret;
    compter(s);
    struct reconduction_view view = {
        .siret = siret,
        .etablissement = s->action ? "" : s->perimetre.nom,
        .liste = s->liste->code,
        .action = s->action,
        .sous_titre =
            s->action && s->candidates.n ? s->candidates.items[0].intitule : s->liste->titre,
        .retour = retour(arena, s),
        .inactives = perimetre_adresse(arena, ADRESSE, "inactives", siret, ""),
        .compte = arena_printf(arena, "%zu sur %zu cochée%s", s->coches, s->candidates.n,
                               s->coches > 1 ? "s" : ""),
        .titre_apercu = arena_printf(arena, "Aperçu" NBSP ": %s %s", sessions(arena, s->coches),
                                     s->coches > 1 ? "seront créées" : "sera créée"),
        .creer = arena_printf(arena, "Créer %s", sessions(arena, s->coches))};
    view.fiche = (struct fiche_view){
        .nouveau = true, .doublons = s->doublons, .adresse = ADRESSE, .retour = view.retour};
    page_init(&view.page, request, response, "Renouveler des sessions", MENU_FORMATIONS);
    offre_formulaire_chemin(request, &view.page, 0, "", "Renouveler");
    if (s->action) {
        offre_formulaire_maillon(request, &view.page, OFFRE_ACTION, s->action);
    }
    fiche_remplir(&view.fiche, &view.page, request, &s->form, 0);
    if (rien) {
        fiche_ajouter_erreur(arena, &view.fiche, &view.page, "numeros", rien);
    }
    resumer_erreurs(request, s, &view);
    view.nombre = champ_de(arena, &s->form, "nombre");
    view.unite = champ_de(arena, &s->form, "unite");
    view.jour_semaine = champ_de(arena, &s->form, "jour_semaine");
    montrer_lignes(arena, s, &view);
    annoncer(arena, s, &view);
    view.suite = s->suivante && !s->action
                     ? perimetre_adresse(arena, ADRESSE, s->liste->code, siret, s->suivante)
                     : NULL;
    tmpl_reconduction(&response->body, &view);
}

enum status reconduction_montrer(struct request *request, struct response *response)
{
    struct saisie s = {.decalage = {.nombre = 12, .unite = "mois", .jour_semaine = true}};
    TRY(lire_cadre(request, request_query(request, "action"), request_query(request, "liste"), &s));
    TRY(s.action ? lire_action(request, &s)
                 : lire_liste(request, request_query(request, "apres"), &s));
    if (s.action && s.candidates.n == 0) {
        return STATUS_NOT_FOUND;
    }
    preparer(request, &s);
    for (size_t i = 0; i < s.candidates.n; i++) {
        s.lignes[i].coche = s.lignes[i].candidate->deja == 0;
        if (s.lignes[i].coche) {
            proposer(request->arena, &s, &s.lignes[i]);
        }
    }
    form_of_record(&s.form, request->arena, &decalage_fields, &s.decalage, false, false);
    montrer(request, response, &s, NULL);
    return STATUS_OK;
}

/* ---- a submission */

static size_t lire_numeros(struct request *request, const char *nom, int64_t *numeros_r)
{
    const struct param *values = NULL;
    size_t n = params_all(&request->form, nom, request->arena, &values);
    size_t lus = 0;
    for (size_t i = 0; i < n && lus < RECONDUCTION_MAX; i++) {
        lus += text_to_int(values[i].value, &numeros_r[lus]);
    }
    return lus;
}

/* Ticked by hand, or by the buttons that tick all. */
static bool est_cochee(struct request *request, const struct ligne *ligne, const int64_t *numeros,
                       size_t n)
{
    if (params_get(&request->form, "cocher")) {
        return ligne->candidate->deja == 0 || ligne->remplie;
    }
    bool coche = false;
    for (size_t i = 0; i < n; i++) {
        coche = coche || numeros[i] == ligne->candidate->numero;
    }
    return coche && !params_get(&request->form, "decocher");
}

/* What was typed, when the fields were there. */
static void lire_ligne(struct request *request, const struct saisie *s, struct ligne *ligne)
{
    struct param items[CHAMPS];
    for (size_t j = 0; j < CHAMPS; j++) {
        const char *nom = arena_printf(request->arena, "%s-%lld", champs_ligne[j],
                                       (long long)ligne->candidate->numero);
        const char *valeur = params_get(&request->form, nom);
        ligne->remplie = ligne->remplie || valeur;
        items[j] = (struct param){.name = champs_ligne[j], .value = valeur ? valeur : ""};
    }
    if (ligne->remplie) {
        const struct params params = {items, CHAMPS};
        form_read(&ligne->form, request->arena, &s->set_ligne, &params, &ligne->nouvelle, false,
                  true, false);
    }
}

static void lire_lignes(struct request *request, struct saisie *s)
{
    int64_t *numeros = ARENA_ARRAY(request->arena, int64_t, RECONDUCTION_MAX + 1);
    size_t n = lire_numeros(request, "numeros", numeros);
    bool calculer = params_get(&request->form, "proposer") && !s->form.error_count;
    preparer(request, s);
    for (size_t i = 0; i < s->candidates.n; i++) {
        struct ligne *ligne = &s->lignes[i];
        lire_ligne(request, s, ligne);
        ligne->coche = est_cochee(request, ligne, numeros, n);
        if (ligne->coche && (calculer || (!ligne->remplie && !s->form.error_count))) {
            proposer(request->arena, s, ligne);
        }
    }
    compter(s);
}

/* The new sessions as they would be: all of the old one, other dates. */
static enum status composer(struct request *request, struct saisie *s, struct session *sessions,
                            bool *faux_r)
{
    const struct dispositifs aucun = {0};
    enum status status = STATUS_OK;
    size_t n = 0;
    *faux_r = false;
    for (size_t i = 0; i < s->candidates.n && status == STATUS_OK; i++) {
        struct ligne *ligne = &s->lignes[i];
        if (!ligne->coche) {
            continue;
        }
        struct session *nouvelle = &sessions[n++];
        status = session_lire(request->db, request->arena, request->acteur,
                              ligne->candidate->numero, &ligne->modele);
        if (status == STATUS_OK) {
            *nouvelle = ligne->modele;
            nouvelle->debut = ligne->nouvelle.debut;
            nouvelle->fin = ligne->nouvelle.fin;
            nouvelle->places = ligne->nouvelle.places;
            nouvelle->etat_recrutement = OUVERT;
            session_renouveler(request->arena, &ligne->modele, nouvelle);
            status = session_verifier(request->db, &ligne->form, &aucun, &ligne->modele, nouvelle);
            status = status == STATUS_REFUSED ? STATUS_OK : status;
            *faux_r = *faux_r || ligne->form.error_count;
        }
    }
    return status;
}

static enum status chercher_doublons(struct request *request, struct saisie *s,
                                     const struct session *sessions)
{
    struct arena *arena = request->arena;
    const char **sujets = ARENA_ARRAY(arena, const char *, s->coches);
    struct jumeaux jumeaux = {0};
    for (size_t i = 0; i < s->coches; i++) {
        sujets[i] = arena_printf(arena, "Session %lld", (long long)sessions[i].reconduite_de);
    }
    enum status status = session_jumelles(request->db, arena, NULL, sessions, s->coches, &jumeaux);
    s->doublons = doublons_a_confirmer(request, &session_page_doublons, &jumeaux, sujets);
    return status;
}

static enum status refuser(struct request *request, struct response *response, struct saisie *s,
                           const char *rien)
{
    response->code = 422;
    montrer(request, response, s, rien);
    return STATUS_REFUSED;
}

static enum status creer(struct request *request, struct response *response, struct saisie *s)
{
    bool faux = false;
    if (s->form.error_count || s->coches == 0) {
        return refuser(request, response, s,
                       s->coches ? NULL
                                 : "Sessions" NBSP ": aucune choisie, une au moins attendue");
    }
    struct session *sessions = ARENA_ARRAY(request->arena, struct session, s->coches);
    TRY(composer(request, s, sessions, &faux));
    if (!faux) {
        TRY(chercher_doublons(request, s, sessions));
    }
    if (faux || s->doublons) {
        return refuser(request, response, s, NULL);
    }
    TRY(session_reconduire(request->db, request->arena, request->acteur, sessions, s->coches));
    page_flash(request, response, "sessions-reconduites");
    response_redirect(response, s->action ? retour(request->arena, s)
                                          : perimetre_adresse(request->arena, "/sessions",
                                                              "actives", s->perimetre.siret, ""));
    return STATUS_OK;
}

enum status reconduction_poster(struct request *request, struct response *response)
{
    struct saisie s = {.decalage = {.unite = ""}};
    int64_t *lignes = ARENA_ARRAY(request->arena, int64_t, RECONDUCTION_MAX + 1);
    size_t n = lire_numeros(request, "lignes", lignes);
    TRY(lire_cadre(request, request_form(request, "action"), request_form(request, "liste"), &s));
    TRY(reconduction_de_numeros(request->db, request->arena, request->acteur, lignes, n,
                                &s.candidates));
    form_read(&s.form, request->arena, &decalage_fields, &request->form, &s.decalage, false, false,
              false);
    lire_lignes(request, &s);
    if (s.candidates.n == 0 || params_get(&request->form, "creer") ||
        params_get(&request->form, "quand_meme")) {
        return creer(request, response, &s);
    }
    if (s.form.error_count && params_get(&request->form, "proposer")) {
        return refuser(request, response, &s, NULL);
    }
    montrer(request, response, &s, NULL);
    return STATUS_OK;
}
