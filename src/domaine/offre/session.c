#include "session_private.h"

#include "action.h"
#include "certification_code.h"
#include "contact.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "fold.h"
#include "intitule.h"
#include "offre_enregistrement.h"
#include "offre_lignes.h"
#include "record.h"
#include "text.h"
#include "url.h"

#include <string.h>

/* ---- fields */

static const char *juger_code_postal(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_digits(value, 5) ? NULL : "5 chiffres attendus, par exemple 44000";
}

static const char *juger_places(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_number(value) ? NULL : "un nombre entier attendu, par exemple 12";
}

static const char *prevenir_debut(struct arena *arena, const char *debut)
{
    (void)arena;
    return dates_is_beyond(debut, 5) ? "dans plus de cinq ans, vérifiez l'année" : NULL;
}

static const char *prevenir_fin(struct arena *arena, const char *fin)
{
    (void)arena;
    return dates_is_beyond(fin, 10) ? "dans plus de dix ans, vérifiez l'année" : NULL;
}

#define DATE(member, words, ...)                                                                   \
    FIELD_DATE(struct session, member, .label = (words), .first = OFFRE_DATE_MIN,                  \
               .last = OFFRE_DATE_MAX, __VA_ARGS__)

static const struct choice sans_dispositif = {"0", "Sans dispositif"};

static const struct field fields[] = {
    DATE(debut, "Date début", .flags = FIELD_REQUIRED | FIELD_LOW_RISK, .warn = prevenir_debut,
         .lheo = "debut", .section = "dates"),
    DATE(fin, "Date fin", .flags = FIELD_REQUIRED | FIELD_LOW_RISK, .warn = prevenir_fin,
         .lheo = "fin", .section = "dates"),
    FIELD_TEXT(struct session, places, .publique = FIELD_FOR_ALL, .label = "Places",
               .unit = UNIT_PEOPLE, .maximum = 5, .flags = FIELD_NO_SPACES | FIELD_LOW_RISK,
               .check = juger_places, .section = "dates"),
    FIELD_LIST(struct session, dispositifs, .publique = FIELD_FOR_ALL, .label = "Dispositifs",
               .flags = FIELD_LOW_RISK, .alone = &sans_dispositif, .section = "description"),
    FIELD_CHOICE(struct session, etat_recrutement, .label = "État du recrutement",
                 .flags = FIELD_LOW_RISK, .choices = dict_etat_recrutement,
                 .lheo = "etat-recrutement", .section = "description"),
    FIELD_LIST(struct session, contacts, .label = "Contacts", .flags = FIELD_LOW_RISK,
               .source = &contact_source, .lheo = "contact-session", .section = "description"),
    FIELD_TEXT(struct session, commune, .publique = FIELD_FOR_ALL, .label = "Commune du lieu",
               .maximum = 50, .flags = FIELD_LOW_RISK,
               .help = "Vide\u00A0: celle du lieu de l'action", .section = "description"),
    FIELD_TEXT(struct session, ligne1, .label = "Ligne 1", .maximum = 50, .flags = FIELD_LOW_RISK,
               .lheo = "ligne", .help = "Adresse d'inscription\u00A0; vide\u00A0: celle du site",
               .section = "inscription"),
    FIELD_TEXT(struct session, ligne2, .label = "Ligne 2", .maximum = 50, .flags = FIELD_LOW_RISK,
               .lheo = "ligne", .section = "inscription"),
    FIELD_TEXT(struct session, ligne3, .label = "Ligne 3", .maximum = 50, .flags = FIELD_LOW_RISK,
               .lheo = "ligne", .section = "inscription"),
    FIELD_TEXT(struct session, code_postal, .label = "Code postal", .unit = UNIT_POSTCODE,
               .maximum = 5, .flags = FIELD_NO_SPACES | FIELD_LOW_RISK, .check = juger_code_postal,
               .help = "5 chiffres", .lheo = "codepostal", .section = "inscription"),
    FIELD_TEXT(struct session, ville, .label = "Ville", .maximum = 50, .flags = FIELD_LOW_RISK,
               .lheo = "ville", .section = "inscription"),
    FIELD_TEXT(struct session, modalites_inscription, .label = "Modalités d'inscription",
               .maximum = 255, .flags = FIELD_MULTILINE | FIELD_LOW_RISK,
               .lheo = "modalites-inscription", .section = "inscription"),
    DATE(inscription_debut, "Début des inscriptions", .flags = FIELD_LOW_RISK,
         .warn = prevenir_debut, .lheo = "debut", .section = "inscription"),
    DATE(inscription_fin, "Fin des inscriptions", .flags = FIELD_LOW_RISK, .warn = prevenir_fin,
         .lheo = "fin", .section = "inscription"),
    FIELD_TEXT(struct session, lien, .label = "Lien", .unit = UNIT_URL, .maximum = URL_MAX,
               .flags = FIELD_LOW_RISK, .check = url_juger, .keep = url_garder, .lheo = "urlweb",
               .help = "Par exemple www.exemple.fr", .section = "inscription"),
};

const struct field_set session_fields = {fields, sizeof fields / sizeof *fields};

struct offre_section session_sections[] = {
    {.code = "dates", .titre = "Dates"},
    {.code = "description", .titre = "Description"},
    {.code = "inscription", .titre = "Inscription"},
    {.code = NULL},
};
OFFRE_SECTIONS(session_sections, session_fields)

RECORD_KEYED(SESSION, "session", "numero", session_fields);

/* ---- statements */

RECORD_STATEMENT(SESSION_CHARGER, "i", SESSION_TYPES, SESSION_SELECT " WHERE s.numero = $1");

STATEMENT(SESSION_LISTER, "i", "ittttt",
          "SELECT numero, debut, fin, places, commune, jusqu_au FROM session WHERE action = $1"
          " ORDER BY debut, numero");

/* $2 and $3: an officer, or the account. */
STATEMENT(SESSION_ACTION, "ibi", "iittbitt",
          "SELECT a.formation, e.id, fc.intitule, ac.intitule, a.vive IS NOT NULL, a.site,"
          " t.nom_usage, e.raison_sociale FROM action a JOIN site t ON t.numero = a.site"
          " JOIN etablissement e ON e.id = a.etablissement_id"
          " JOIN formation f ON f.numero = a.formation"
          " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.vive, f.brouillon)"
          " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.vive, a.brouillon)"
          " WHERE a.numero = $1 AND " DROITS_VOIT("a.site", "$2", "$3"));

/* Version 0: the fields follow by record_update(), which makes it 1. $4: yesterday, the last day on
 * which what was never live was active. */
STATEMENT(SESSION_NUMEROTER, "iiittti", "i",
          "INSERT INTO session (version, action, etablissement_id, site, jusqu_au, debut, fin,"
          " reconduite_de) VALUES (0, $1, $2, $3, $4, $5, $6, $7) RETURNING numero");

STATEMENT(SESSION_DISPOSITIFS, "itt", "",
          "UPDATE session SET dispositifs = $2, commune_pliee = $3 WHERE numero = $1");

STATEMENT(SESSION_ACTIVER, "iit", "",
          "UPDATE session SET desactivee_le = $3, version = version + 1"
          " WHERE numero = $1 AND version = $2");

/* ---- reading */

int session_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    const char *formation = db_text(rows, n + 7, arena);
    const char *action = db_text(rows, n + 8, arena);
    struct session *s = record;
    *s = (struct session){.numero = db_int(rows, n),
                          .version = db_int(rows, n + 1),
                          .action = db_int(rows, n + 2),
                          .formation = db_int(rows, n + 3),
                          .etablissement_id = db_int(rows, n + 4),
                          .etablissement_siret = db_text(rows, n + 5, arena),
                          .etablissement_nom = db_text(rows, n + 6, arena),
                          .intitule = intitule_action(arena, formation, action),
                          .site = db_int(rows, n + 9),
                          .site_nom = db_text(rows, n + 10, arena),
                          .jusqu_au = db_text(rows, n + 11, arena),
                          .desactivee_le = db_text(rows, n + 12, arena),
                          .vive = db_bool(rows, n + 13)};
    return record_read(rows, n + 14, &session_fields, arena, s);
}

static const struct notice session_notice = {
    .nom = "session",
    .set = &session_fields,
    .type = &SESSION,
    NOTICE_MEMBRES(struct session, numero),
    .numero = offsetof(struct session, numero),
    .site = offsetof(struct session, site),
    .listes = &offre_listes_de[OFFRE_SESSION],
    .lire_ligne = session_lire_ligne,
};

enum status session_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                         int64_t numero, struct session *session_r)
{
    return notice_lire(db, arena, acteur, &session_notice, &SESSION_CHARGER, BIND_INT(numero),
                       session_r);
}

enum status session_lister(struct db *db, struct arena *arena, int64_t action,
                           struct session_liste *liste_r)
{
    struct session_ligne *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &SESSION_LISTER, &rows, BIND_INT(action));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = (struct session_ligne){.numero = db_int(&rows, 0),
                                                              .debut = db_text(&rows, 1, arena),
                                                              .fin = db_text(&rows, 2, arena),
                                                              .places = db_text(&rows, 3, arena),
                                                              .commune = db_text(&rows, 4, arena),
                                                              .jusqu_au = db_text(&rows, 5, arena)};
    }
    TRY(db_end(&rows));
    *liste_r = (struct session_liste){items, n};
    return STATUS_OK;
}

/* ---- verifying */

static void verifier_periode(struct form *form, const char *nom_debut, const char *nom_fin,
                             const char *debut, const char *fin)
{
    if (form_is_read(form, nom_debut) && form_is_read(form, nom_fin) && debut[0] && fin[0] &&
        strcmp(fin, debut) < 0) {
        form_refuse(form, nom_fin,
                    arena_printf(form->arena, "avant le début, %s ou plus tard attendu",
                                 dates_show(form->arena, debut)));
    }
}

/* What the session had stays its right, even when it is no longer offered. */
static void verifier_dispositifs(struct form *form, const struct dispositifs *dispositifs,
                                 const struct session *ancienne, const struct session *nouvelle)
{
    for (size_t i = 0; form_is_read(form, "dispositifs") && i < nouvelle->dispositifs.n; i++) {
        const char *code = nouvelle->dispositifs.items[i];
        const struct dispositif *found = dispositif_nomme(dispositifs, code);
        if (!(found && found->actif) && !text_list_holds(ancienne->dispositifs, code)) {
            form_refuse(form, "dispositifs",
                        arena_printf(form->arena,
                                     "dispositif inconnu (%s), un dispositif de la liste attendu",
                                     code));
        }
    }
}

static void verifier_adresse(struct form *form, const struct session *s)
{
    static const char *const champs[] = {"ligne1", "ligne2", "ligne3", "code_postal", "ville"};
    for (size_t i = 0; i < sizeof champs / sizeof *champs; i++) {
        if (!form_is_read(form, champs[i])) {
            return;
        }
    }
    bool lignes = s->ligne1[0] || s->ligne2[0] || s->ligne3[0];
    if (lignes && !s->code_postal[0]) {
        form_refuse(form, "code_postal",
                    "vide alors que l'adresse est donnée, 5 chiffres attendus");
    }
    if (lignes && !s->ville[0]) {
        form_refuse(form, "ville", "vide alors que l'adresse est donnée, une ville attendue");
    }
    if (!lignes && (s->code_postal[0] || s->ville[0])) {
        form_refuse(form, "ligne1", "adresse vide, une ligne au moins attendue");
    }
}

STATEMENT(SESSION_SITE_ADRESSE, "i", "b",
          "SELECT code_postal IS NOT NULL AND coalesce(ligne1, ligne2, ligne3) IS NOT NULL"
          " FROM site WHERE numero = $1");

static bool a_une_adresse(const struct session *s)
{
    return s->ligne1[0] || s->ligne2[0] || s->ligne3[0];
}

/* What is published keeps an address where one registers: its own, or that of the site. */
static enum status garder_adresse(struct db *db, struct form *form, const struct session *ancienne,
                                  const struct session *nouvelle)
{
    bool du_site = false;
    struct db_rows rows;
    if (!ancienne->vive || !a_une_adresse(ancienne) || a_une_adresse(nouvelle)) {
        return STATUS_OK;
    }
    DB_QUERY(db, &SESSION_SITE_ADRESSE, &rows, BIND_INT(ancienne->site));
    du_site = db_next(&rows) && db_bool(&rows, 0);
    TRY(db_end(&rows));
    if (!du_site && !form_field_named(form, "ligne1")->message) {
        form_refuse(form, "ligne1",
                    "adresse vide, une ligne au moins attendue, le site n'en a pas non plus");
    }
    return STATUS_OK;
}

void session_verifier_dates(struct form *form, void *session)
{
    const struct session *s = session;
    verifier_periode(form, "debut", "fin", s->debut, s->fin);
}

enum status session_verifier(struct db *db, struct form *form,
                             const struct dispositifs *dispositifs, const struct session *ancienne,
                             struct session *nouvelle)
{
    session_verifier_dates(form, nouvelle);
    verifier_periode(form, "inscription_debut", "inscription_fin", nouvelle->inscription_debut,
                     nouvelle->inscription_fin);
    verifier_adresse(form, nouvelle);
    verifier_dispositifs(form, dispositifs, ancienne, nouvelle);
    TRY(offre_verifier_codes(db, form, ancienne, nouvelle, nouvelle->etablissement_id));
    if (form_is_read(form, "ligne1")) {
        TRY(garder_adresse(db, form, ancienne, nouvelle));
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

/* ---- saving */

/* What is kept beside the row, as lists read it. */
static enum status plier(struct db *db, struct arena *arena, const struct session *session)
{
    const char *codes = field_show(arena, field_named(&session_fields, "dispositifs"), session);
    bool ailleurs = session->commune && session->commune[0];
    TRY(DB_EXEC(db, &SESSION_DISPOSITIFS, NULL, BIND_INT(session->numero), BIND_TEXT_OR_NULL(codes),
                ailleurs ? BIND_TEXT(fold_text(arena, session->commune)) : BIND_NULL));
    return ailleurs ? offre_mots_ajouter(db, session->etablissement_id, MOTS_ACTION,
                                         session->action, session->commune)
                    : STATUS_OK;
}

static enum status deriver_et_compter(struct db *db, int64_t numero, const char *aujourdhui)
{
    TRY(session_deriver_le(db, SESSION_SEULE, numero, aujourdhui));
    return session_compter(db, +1, SESSION_SEULE, numero);
}

static enum status finir(struct db *db, struct arena *arena, const char *aujourdhui,
                         const struct session *session)
{
    TRY(plier(db, arena, session));
    TRY(deriver_et_compter(db, session->numero, aujourdhui));
    TRY(action_publique(db, session->action));
    return action_references_le(db, ACTION_SEULE, session->action, aujourdhui);
}

static enum status situer(struct offre_enregistrement *e)
{
    const struct session *ancienne = e->ancienne;
    return droits_site(e->db, e->acteur, ancienne->site);
}

static enum status preparer(struct offre_enregistrement *e)
{
    return session_compter(e->db, -1, SESSION_SEULE, e->contenu);
}

/* The codes that it cites, once the records inside it are written. */
static enum status citer(struct db *db, struct arena *arena, int64_t numero,
                         const struct offre_changements *changements)
{
    bool touchees = offre_changements_touchent(changements, "bloc") ||
                    offre_changements_touchent(changements, "reference_certification");
    return touchees ? certification_code_citer(db, arena, OFFRE_SESSION, numero) : STATUS_OK;
}

static enum status suivre(struct offre_enregistrement *e)
{
    TRY(citer(e->db, e->arena, e->contenu, &e->changements));
    return finir(e->db, e->arena, e->aujourdhui, e->ecrite);
}

enum status session_enregistrer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   const char *aujourdhui, const struct session *ancienne,
                                   const struct session *nouvelle, bool *change_r)
{
    static const struct offre_registre registre = {.notice = &session_notice,
                                                   .noun = OFFRE_SESSION,
                                                   .situer = situer,
                                                   .preparer = preparer,
                                                   .suivre = suivre};
    struct offre_enregistrement e = {.db = db,
                                     .arena = arena,
                                     .acteur = acteur,
                                     .registre = &registre,
                                     .set = &session_fields,
                                     .ancienne = ancienne,
                                     .nouvelle = nouvelle,
                                     .details = nouvelle->details,
                                     .aujourdhui = aujourdhui};
    return offre_enregistrer(&e, change_r);
}

enum status session_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct session *ancienne, const struct session *nouvelle,
                                bool *change_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return session_enregistrer_le(db, arena, acteur, aujourdhui, ancienne, nouvelle, change_r);
}

/* What a new session takes from its action; STATUS_NOT_FOUND when the person may not see it. */
static enum status lire_action(struct db *db, struct arena *arena, const struct acteur *acteur,
                               struct session *session)
{
    bool found = false;
    struct db_rows rows;
    DB_QUERY(db, &SESSION_ACTION, &rows, BIND_INT(session->action),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        found = true;
        session->formation = db_int(&rows, 0);
        session->etablissement_id = db_int(&rows, 1);
        session->intitule =
            intitule_action(arena, db_text(&rows, 2, arena), db_text(&rows, 3, arena));
        session->vive = db_bool(&rows, 4);
        session->site = db_int(&rows, 5);
        session->site_nom = db_text(&rows, 6, arena);
        session->etablissement_nom = db_text(&rows, 7, arena);
    }
    TRY(db_end(&rows));
    return found ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status session_commencer(struct db *db, struct arena *arena, const struct acteur *acteur,
                              int64_t action, int64_t modele, struct session *session_r)
{
    struct session *neuve = offre_vide(arena, &session_fields, sizeof *neuve);
    if (modele) {
        TRY(session_lire(db, arena, acteur, modele, neuve));
        TRY(neuve->action == action ? STATUS_OK : STATUS_NOT_FOUND);
    }
    neuve->numero = neuve->version = 0;
    neuve->action = action;
    neuve->modele = modele;
    neuve->jusqu_au = neuve->desactivee_le = "";
    TRY(lire_action(db, arena, acteur, neuve));
    *session_r = *neuve;
    return STATUS_OK;
}

static enum status numeroter(struct db *db, const char *aujourdhui, struct session *session)
{
    char hier[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, -1, hier);
    return DB_NUMBER(db, &SESSION_NUMEROTER, &session->numero, BIND_INT(session->action),
                     BIND_INT(session->etablissement_id), BIND_INT(session->site), BIND_TEXT(hier),
                     BIND_TEXT(session->debut), BIND_TEXT(session->fin),
                     session->reconduite_de ? BIND_INT(session->reconduite_de) : BIND_NULL);
}

/* `modele`: the session whose records inside are copied; 0: `session` says which it has. */
static enum status inserer(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const char *aujourdhui, int64_t modele, struct session *session)
{
    const struct offre_details *details =
        session->details && session->details->n ? session->details : NULL;
    struct offre_changements dedans = {0};
    TRY(lire_action(db, arena, acteur, session));
    TRY(numeroter(db, aujourdhui, session));
    if (modele) {
        TRY(offre_copier_details(db, OFFRE_SESSION, modele, session->numero));
    }
    struct journal_ecriture ligne = notice_ligne(&session_notice, acteur, NULL, session);
    TRY(offre_changements_lire(db, arena, OFFRE_SESSION, session->numero, details, &dedans));
    TRY(notice_ecrire(db, &session_notice, session->numero, 0, NULL, session));
    TRY(offre_changements_ecrire(db, arena, session->numero, &dedans, &ligne));
    TRY(citer(db, arena, session->numero, &dedans));
    TRY(finir(db, arena, aujourdhui, session));
    return offre_journaliser(db, arena, &ligne);
}

enum status session_creer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const char *aujourdhui, struct session *session, int64_t *numero_r)
{
    TRY(inserer(db, arena, acteur, aujourdhui, 0, session));
    *numero_r = session->numero;
    return STATUS_OK;
}

enum status session_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          struct session *session, int64_t *numero_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return session_creer_le(db, arena, acteur, aujourdhui, session, numero_r);
}

static const char *etat(bool active)
{
    return active ? "Actif" : "Inactif";
}

enum status session_activer_le(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const char *aujourdhui, const struct session *session, bool active,
                               const char **message_r)
{
    bool active_avant = !session->desactivee_le[0];
    TRY(droits_site(db, acteur, session->site));
    if (active == active_avant) {
        return STATUS_OK;
    }
    if (active && strcmp(session->fin, aujourdhui) < 0) {
        *message_r = arena_printf(arena, "Session terminée le %s, une date de fin à venir attendue",
                                  dates_show(arena, session->fin));
        return STATUS_REFUSED;
    }
    int64_t changed = 0;
    TRY(session_compter(db, -1, SESSION_SEULE, session->numero));
    TRY(DB_EXEC(db, &SESSION_ACTIVER, &changed, BIND_INT(session->numero),
                BIND_INT(session->version), BIND_TEXT(active ? NULL : aujourdhui)));
    TRY(changed ? deriver_et_compter(db, session->numero, aujourdhui) : STATUS_CONFLICT);
    TRY(action_references_le(db, ACTION_SEULE, session->action, aujourdhui));
    const struct journal_difference difference = {.champ = "etat",
                                                  .libelle = "Actif / Inactif",
                                                  .avant = etat(active_avant),
                                                  .apres = etat(active)};
    return notice_raconter(db, arena, &session_notice, acteur, session, difference);
}

enum status session_activer(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct session *session, bool active, const char **message_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    return session_activer_le(db, arena, acteur, aujourdhui, session, active, message_r);
}

/* ---- copies and reconduction */

static const char *decaler(struct arena *arena, const char *iso, int days)
{
    char shifted[DATES_ISO_SIZE];
    if (!iso[0]) {
        return iso;
    }
    dates_add_days(iso, days, shifted);
    return arena_strdup(arena, shifted);
}

void session_decaler_inscription(struct arena *arena, const struct session *modele,
                                 struct session *session)
{
    bool la_sienne = strcmp(session->inscription_debut, modele->inscription_debut) == 0 &&
                     strcmp(session->inscription_fin, modele->inscription_fin) == 0;
    if (la_sienne && dates_is_iso(session->debut) && dates_is_iso(modele->debut)) {
        int days = dates_days_between(modele->debut, session->debut);
        session->inscription_debut = decaler(arena, session->inscription_debut, days);
        session->inscription_fin = decaler(arena, session->inscription_fin, days);
    }
}

void session_renouveler(struct arena *arena, const struct session *modele, struct session *nouvelle)
{
    session_decaler_inscription(arena, modele, nouvelle);
    nouvelle->numero = 0;
    nouvelle->reconduite_de = modele->numero;
}

enum status session_reconduire(struct db *db, struct arena *arena, const struct acteur *acteur,
                               struct session *sessions, size_t n)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    for (size_t i = 0; i < n; i++) {
        TRY(inserer(db, arena, acteur, aujourdhui, sessions[i].reconduite_de, &sessions[i]));
    }
    return STATUS_OK;
}
