/* Five statements read everything of some actions; rows of lists then go to their records. */
#include "formation_entiere.h"

#include "annuaire_lignes.h"
#include "offre_lignes.h"
#include "offre_private.h"
#include "record.h"

#include <stdlib.h>
#include <string.h>

/* The numbers are one parameter (db_numbers). */
#define NUMEROS "= ANY (CAST($1 AS BIGINT[]))"

/* ---- statements; $2: today */

RECORD_STATEMENT(ENTIERE_ACTIONS, "t", ACTION_TYPES FORMATION_TYPES ETABLISSEMENT_TYPES "i",
                 "SELECT " ACTION_COLONNES ", " FORMATION_COLONNES ", " ETABLISSEMENT_COLONNES
                 ", (SELECT max(version) FROM formacode_version)"
                 " FROM action a JOIN formation f ON f.numero = a.formation"
                 " JOIN action_contenu c ON c.id = coalesce(a.brouillon, a.vive)"
                 " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"
                 " JOIN etablissement e ON e.id = a.etablissement_id"
                 " JOIN site s ON s.numero = c.site"
                 " WHERE a.numero " NUMEROS " ORDER BY a.formation, a.numero");

#define QUI_VIENT " s.desactivee_le IS NULL AND s.fin >= $2 "

RECORD_STATEMENT(ENTIERE_SESSIONS, "tt", SESSION_TYPES,
                 SESSION_SELECT " WHERE s.action " NUMEROS " AND" QUI_VIENT
                                "ORDER BY a.formation, s.action, s.debut, s.numero");

#define AVEC_LOT                                                                                   \
    "WITH lot AS (SELECT a.numero, a.etablissement_id, c.site, coalesce(a.brouillon, a.vive) AS"   \
    " contenu, coalesce(f.brouillon, f.vive) AS contenu_formation FROM action a"                   \
    " JOIN formation f ON f.numero = a.formation"                                                  \
    " JOIN action_contenu c ON c.id = coalesce(a.brouillon, a.vive)"                               \
    " WHERE a.numero " NUMEROS "), sites AS (SELECT site AS numero FROM lot UNION"                 \
    " SELECT p.numero FROM lot JOIN site p ON p.etablissement_id = lot.etablissement_id"           \
    "  AND p.principal), etablissements AS (SELECT DISTINCT etablissement_id AS id FROM lot)"

RECORD_STATEMENT(ENTIERE_SITES, "t", SITE_TYPES,
                 AVEC_LOT " " SITE_SELECT " JOIN sites ON sites.numero = s.numero"
                          " ORDER BY s.numero");

RECORD_STATEMENT(ENTIERE_CONTACTS, "t", CONTACT_TYPES,
                 AVEC_LOT " SELECT " CONTACT_COLONNES CONTACT_TABLES
                          " JOIN etablissements ON etablissements.id = s.etablissement_id"
                          " WHERE c.etat = 'A' ORDER BY e.id, c.numero");

/* Whose (noun and id), then as notice_ajouter_code() and offre_ajouter_detail() read them, then
 * what the base knows of a code. */
STATEMENT(ENTIERE_LISTES, "tt", "tibtittt",
          AVEC_LOT ", contenus AS ("
                   "SELECT CAST('formation' AS TEXT) COLLATE \"C\" AS noun,"
                   " contenu_formation AS contenu FROM lot"
                   " UNION SELECT CAST('action' AS TEXT) COLLATE \"C\", contenu FROM lot"
                   " UNION SELECT CAST('session' AS TEXT) COLLATE \"C\", s.numero FROM lot"
                   "  JOIN session s ON s.action = lot.numero AND" QUI_VIENT ")"
                   " SELECT t.noun, t.id, t.detail, t.champ, t.rang, t.code, t.libelle, t.genre"
                   " FROM ("
                   "SELECT k.noun, k.contenu AS id, FALSE AS detail, k.champ, k.rang, k.code,"
                   "  d.libelle, d.type AS genre FROM contenus JOIN offre_code k"
                   "  ON k.noun = contenus.noun AND k.contenu = contenus.contenu"
                   "  LEFT JOIN dispositif d ON k.champ = 'dispositifs' AND d.code = k.code"
                   " UNION ALL SELECT d.noun, d.contenu, TRUE, d.genre, d.rang, d.donnees,"
                   "  NULL, NULL FROM contenus JOIN offre_detail d"
                   "  ON d.noun = contenus.noun AND d.contenu = contenus.contenu"
                   " UNION ALL SELECT 'site', x.site_numero, FALSE, x.champ, x.rang, x.code,"
                   "  NULL, NULL FROM sites JOIN site_choix x ON x.site_numero = sites.numero"
                   " UNION ALL SELECT 'contact', r.contact_numero, FALSE, 'referents', r.rang,"
                   "  r.code, NULL, NULL FROM etablissements JOIN site s"
                   "  ON s.etablissement_id = etablissements.id JOIN contact c"
                   "  ON c.site = s.numero AND c.etat = 'A' JOIN contact_referent r"
                   "  ON r.contact_numero = c.numero"
                   " UNION ALL SELECT 'etablissement', x.etablissement_id, FALSE, 'domaines',"
                   "  x.rang, x.formacode, x.libelle, CAST(x.formacode_version AS TEXT)"
                   "  FROM etablissements JOIN etablissement_domaine x"
                   "  ON x.etablissement_id = etablissements.id) t"
                   " ORDER BY t.noun, t.id, t.champ, t.rang");

enum { NOUN, ID, DETAIL, CHAMP, RANG, CODE, LIBELLE, GENRE };

/* ---- what is read, while it is read */

/* Where the rows of lists of a record go. */
struct cible {
    const char *noun;
    int64_t id;
    const struct field_set *set;
    void *record;
    struct offre_details *details; /* NULL: it has none */
};

struct lot {
    struct db *db;
    struct arena *arena;
    struct db_bind binds[2]; /* the numbers, and today */
    struct formation_entiere *formations;
    struct action_entiere *actions;
    struct session_entiere *sessions;
    struct site *sites;
    struct contact *contacts;
    struct dispositif *dispositifs;
    struct cible *cibles;
    size_t n_formations, n_actions, n_sessions, n_sites, n_contacts, n_dispositifs, n_cibles;
};

static void lire_action(struct lot *lot, const struct db_rows *rows)
{
    struct action *action = ARENA_NEW(lot->arena, struct action);
    struct formation *formation = ARENA_NEW(lot->arena, struct formation);
    struct etablissement *etablissement = ARENA_NEW(lot->arena, struct etablissement);
    int n = action_lire_ligne(rows, 0, lot->arena, action);
    n = formation_lire_ligne(rows, n, lot->arena, formation);
    n = etablissement_lire_ligne(rows, n, lot->arena, etablissement);
    if (lot->n_formations == 0 ||
        lot->formations[lot->n_formations - 1].formation->numero != formation->numero) {
        *ARENA_PUSH(lot->arena, lot->formations, lot->n_formations) = (struct formation_entiere){
            .formation = formation, .etablissement = etablissement, .formacode = db_int(rows, n)};
    }
    *ARENA_PUSH(lot->arena, lot->actions, lot->n_actions) =
        (struct action_entiere){.action = action};
    lot->formations[lot->n_formations - 1].actions.n++;
}

static enum status lire_actions(struct lot *lot)
{
    struct db_rows rows;
    db_query(lot->db, &ENTIERE_ACTIONS, &rows, lot->binds, 1);
    while (db_next(&rows)) {
        lire_action(lot, &rows);
    }
    return db_end(&rows);
}

static enum status lire_sessions(struct lot *lot)
{
    struct db_rows rows;
    db_query(lot->db, &ENTIERE_SESSIONS, &rows, lot->binds, 2);
    while (db_next(&rows)) {
        struct session_entiere *entiere = ARENA_PUSH(lot->arena, lot->sessions, lot->n_sessions);
        *entiere = (struct session_entiere){0};
        session_lire_ligne(&rows, 0, lot->arena, &entiere->session);
    }
    return db_end(&rows);
}

static enum status lire_sites(struct lot *lot)
{
    struct db_rows rows;
    db_query(lot->db, &ENTIERE_SITES, &rows, lot->binds, 1);
    while (db_next(&rows)) {
        site_lire_ligne(&rows, 0, lot->arena, ARENA_PUSH(lot->arena, lot->sites, lot->n_sites));
    }
    return db_end(&rows);
}

static enum status lire_contacts(struct lot *lot)
{
    struct db_rows rows;
    db_query(lot->db, &ENTIERE_CONTACTS, &rows, lot->binds, 1);
    while (db_next(&rows)) {
        contact_lire_ligne(&rows, 0, lot->arena,
                           ARENA_PUSH(lot->arena, lot->contacts, lot->n_contacts));
    }
    return db_end(&rows);
}

/* ---- rows of lists */

static int comparer_cibles(const void *left, const void *right)
{
    const struct cible *a = left;
    const struct cible *b = right;
    int order = strcmp(a->noun, b->noun);
    return order ? order : (a->id > b->id) - (a->id < b->id);
}

static void viser(struct lot *lot, const char *noun, int64_t id, const struct field_set *set,
                  const void *record, struct offre_details *details)
{
    *ARENA_PUSH(lot->arena, lot->cibles, lot->n_cibles) =
        (struct cible){noun, id, set, (void *)(uintptr_t)record, details};
}

static void viser_tout(struct lot *lot)
{
    for (size_t i = 0; i < lot->n_formations; i++) {
        struct formation_entiere *f = &lot->formations[i];
        viser(lot, "formation", f->formation->contenu_id, &formation_fields, f->formation,
              &f->details);
        viser(lot, "etablissement", f->etablissement->id, &etablissement_fields, f->etablissement,
              NULL);
    }
    for (size_t i = 0; i < lot->n_actions; i++) {
        struct action_entiere *a = &lot->actions[i];
        viser(lot, "action", a->action->contenu_id, &action_fields, a->action, &a->details);
    }
    for (size_t i = 0; i < lot->n_sessions; i++) {
        struct session_entiere *s = &lot->sessions[i];
        viser(lot, "session", s->session.numero, &session_fields, &s->session, &s->details);
    }
    for (size_t i = 0; i < lot->n_sites; i++) {
        viser(lot, "site", lot->sites[i].numero, &site_fields, &lot->sites[i], NULL);
    }
    for (size_t i = 0; i < lot->n_contacts; i++) {
        viser(lot, "contact", lot->contacts[i].numero, &contact_fields, &lot->contacts[i], NULL);
    }
    if (lot->n_cibles) {
        qsort(lot->cibles, lot->n_cibles, sizeof *lot->cibles, comparer_cibles);
    }
}

static void noter_dispositif(struct lot *lot, const struct db_rows *rows)
{
    const struct dispositifs connus = {lot->dispositifs, lot->n_dispositifs};
    const char *code = db_text(rows, CODE, lot->arena);
    if (!db_is_null(rows, LIBELLE) && !dispositif_nomme(&connus, code)) {
        *ARENA_PUSH(lot->arena, lot->dispositifs, lot->n_dispositifs) =
            (struct dispositif){.code = code,
                                .libelle = db_text(rows, LIBELLE, lot->arena),
                                .type = db_text(rows, GENRE, lot->arena)};
    }
}

static void noter_domaine(struct lot *lot, const struct db_rows *rows, struct etablissement *e)
{
    struct formacode_ref *refs = (void *)(uintptr_t)e->formacodes.items;
    *ARENA_PUSH(lot->arena, refs, e->formacodes.n) =
        (struct formacode_ref){.version = strtoll(db_text(rows, GENRE, NULL), NULL, 10),
                               .code = db_text(rows, CODE, lot->arena),
                               .libelle = db_text(rows, LIBELLE, lot->arena)};
    e->formacodes.items = refs;
}

/* A row, to one of the records that it is of: formations of one establishment have each their copy.
 */
static void ranger(struct lot *lot, const struct db_rows *rows, const struct cible *cible)
{
    if (db_bool(rows, DETAIL)) {
        enum offre_noun noun = cible->set == &formation_fields ? OFFRE_FORMATION
                               : cible->set == &action_fields  ? OFFRE_ACTION
                                                               : OFFRE_SESSION;
        offre_ajouter_detail(rows, CHAMP, lot->arena, noun, cible->details);
        return;
    }
    notice_ajouter_code(rows, CHAMP, CODE, lot->arena, cible->set, cible->record);
    if (cible->set == &session_fields) {
        noter_dispositif(lot, rows);
    } else if (cible->set == &etablissement_fields) {
        noter_domaine(lot, rows, cible->record);
    }
}

static enum status lire_listes(struct lot *lot)
{
    size_t i = 0;
    struct db_rows rows;
    viser_tout(lot);
    db_query(lot->db, &ENTIERE_LISTES, &rows, lot->binds, 2);
    while (db_next(&rows)) {
        const struct cible voulue = {.noun = db_text(&rows, NOUN, NULL), .id = db_int(&rows, ID)};
        while (i < lot->n_cibles && comparer_cibles(&lot->cibles[i], &voulue) < 0) {
            i++;
        }
        for (size_t j = i; j < lot->n_cibles && comparer_cibles(&lot->cibles[j], &voulue) == 0;
             j++) {
            ranger(lot, &rows, &lot->cibles[j]);
        }
    }
    return db_end(&rows);
}

/* ---- who belongs to whom */

static const struct site *trouver_site(const struct lot *lot, int64_t numero)
{
    for (size_t i = 0; i < lot->n_sites; i++) {
        if (lot->sites[i].numero == numero) {
            return &lot->sites[i];
        }
    }
    return NULL;
}

static void reunir_organisme(const struct lot *lot, struct formation_entiere *f)
{
    int64_t id = f->etablissement->id;
    size_t n = 0;
    for (size_t i = 0; i < lot->n_sites; i++) {
        if (lot->sites[i].principal && lot->sites[i].etablissement_id == id) {
            f->principal = &lot->sites[i];
        }
    }
    while (n < lot->n_contacts && lot->contacts[n].etablissement_id != id) {
        n++;
    }
    f->contacts.items = lot->contacts + n;
    while (n + f->contacts.n < lot->n_contacts &&
           lot->contacts[n + f->contacts.n].etablissement_id == id) {
        f->contacts.n++;
    }
    f->dispositifs = (struct dispositifs){lot->dispositifs, lot->n_dispositifs};
}

/* Actions and sessions were read in the order of the formations. */
static void reunir(struct lot *lot)
{
    size_t sessions = 0;
    size_t actions = 0;
    for (size_t i = 0; i < lot->n_actions; i++) {
        struct action_entiere *a = &lot->actions[i];
        a->site = trouver_site(lot, a->action->site);
        a->sessions.items = lot->sessions + sessions;
        while (sessions < lot->n_sessions &&
               lot->sessions[sessions].session.action == a->action->numero) {
            sessions++;
            a->sessions.n++;
        }
    }
    for (size_t i = 0; i < lot->n_formations; i++) {
        struct formation_entiere *f = &lot->formations[i];
        f->actions.items = lot->actions + actions;
        actions += f->actions.n;
        reunir_organisme(lot, f);
    }
}

static enum status lire_lot(struct lot *lot)
{
    enum status (*const lectures[])(struct lot *) = {lire_actions, lire_sessions, lire_sites,
                                                     lire_contacts, lire_listes};
    for (size_t i = 0; i < sizeof lectures / sizeof *lectures; i++) {
        TRY(lectures[i](lot));
    }
    reunir(lot);
    return STATUS_OK;
}

enum status formation_entiere_charger(struct db *db, struct arena *arena, const int64_t *numeros,
                                      size_t n, const char *aujourdhui,
                                      struct formations_entieres *formations_r)
{
    struct lot lot = {.db = db,
                      .arena = arena,
                      .binds = {db_numbers(db, arena, numeros, n), BIND_TEXT(aujourdhui)}};
    TRY(lire_lot(&lot));
    *formations_r = (struct formations_entieres){lot.formations, lot.n_formations};
    return STATUS_OK;
}
