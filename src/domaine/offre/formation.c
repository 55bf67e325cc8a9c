#include "formation.h"

#include "action_transitions.h"
#include "certification_code.h"
#include "contact.h"
#include "dates.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "nomenclature.h"
#include "offre_enregistrement.h"
#include "offre_lignes.h"
#include "record.h"
#include "text.h"
#include "url.h"

#include <string.h>

#define INTITULE_MAX 255
#define TEXTE_MAX 3000

/* ---- fields */

static const char *juger_nsf(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is_digits(value, 3) ? NULL : "code NSF attendu, 3 chiffres, par exemple 315";
}

static const char *juger_rome(struct arena *arena, const char *value)
{
    (void)arena;
    return value[0] >= 'A' && value[0] <= 'N' && text_is_digits(value + 1, 4)
               ? NULL
               : "code ROME attendu, une lettre de A à N et 4 chiffres, par exemple M1502";
}

static const struct field fields[] = {
    FIELD_TEXT(struct formation, intitule, .label = "Intitulé", .minimum = 1,
               .maximum = INTITULE_MAX, .flags = FIELD_REQUIRED, .lheo = "intitule-formation",
               .section = "description"),
    FIELD_LIST(struct formation, formacodes, .label = "Formacodes", .minimum = 1, .maximum = 5,
               .flags = FIELD_REQUIRED | FIELD_NO_SPACES, .check = offre_juger_formacode,
               .source = &formacode_source, .help = "De 1 à 5, le premier est le principal",
               .lheo = "code-FORMACODE", .section = "description"),
    FIELD_LIST(struct formation, nsf, .label = "NSF", .maximum = 3, .flags = FIELD_NO_SPACES,
               .check = juger_nsf, .source = &nomenclature_nsf, .help = "3 au maximum",
               .lheo = "code-NSF", .section = "description"),
    FIELD_LIST(struct formation, rome, .label = "ROME", .maximum = 5,
               .flags = FIELD_NO_SPACES | FIELD_UPPER, .check = juger_rome,
               .source = &nomenclature_rome, .help = "Métiers préparés, 5 au maximum",
               .lheo = "code-ROME", .section = "description"),
    FIELD_TEXT(struct formation, objectif, .label = "Objectif", .minimum = 1, .maximum = TEXTE_MAX,
               .flags = FIELD_REQUIRED | FIELD_MULTILINE, .lheo = "objectif-formation",
               .help = "Ce que la personne saura faire", .section = "objectifs"),
    FIELD_TEXT(struct formation, resultats_attendus, .label = "Résultats attendus", .minimum = 1,
               .maximum = TEXTE_MAX, .flags = FIELD_REQUIRED | FIELD_MULTILINE,
               .help = "Certification, attestation, niveau atteint…", .lheo = "resultats-attendus",
               .section = "objectifs"),
    FIELD_TEXT(struct formation, contenu, .label = "Contenu", .minimum = 1, .maximum = TEXTE_MAX,
               .flags = FIELD_REQUIRED | FIELD_MULTILINE, .lheo = "contenu-formation",
               .section = "objectifs"),
    FIELD_CHOICE(struct formation, certifiante, .label = "Certifiante", .flags = FIELD_REQUIRED,
                 .choices = dict_boolean, .lheo = "certifiante",
                 .help = "Une certification au moins est alors à donner", .section = "parcours"),
    FIELD_CHOICE(struct formation, parcours, .label = "Parcours", .flags = FIELD_REQUIRED,
                 .choices = dict_type_parcours, .lheo = "parcours-de-formation",
                 .section = "parcours"),
    FIELD_CHOICE(struct formation, niveau_entree, .label = "Niveau d'entrée",
                 .flags = FIELD_REQUIRED, .choices = dict_niveaux, .lheo = "code-niveau-entree",
                 .section = "parcours"),
    FIELD_CHOICE(struct formation, niveau_sortie, .label = "Niveau de sortie",
                 .choices = dict_niveaux, .lheo = "code-niveau-sortie", .section = "parcours"),
    FIELD_LIST(struct formation, contacts, .label = "Contacts", .minimum = 1,
               .flags = FIELD_REQUIRED | FIELD_LOW_RISK, .check = offre_juger_entier,
               .source = &contact_source, .lheo = "contact-formation", .section = "contacts"),
    FIELD_LIST(struct formation, liens, .label = "Liens", .maximum = 3, .item_maximum = URL_MAX,
               .flags = FIELD_LOW_RISK, .check = url_juger, .keep = url_garder,
               .help = "Adresses complètes, 3 au maximum", .lheo = "url-formation",
               .section = "contacts"),
    FIELD_CHOICE(struct formation, objectif_general, .label = "Objectif général",
                 .choices = dict_ais, .lheo = "objectif-general-formation", .section = "module"),
    FIELD_TEXT(struct formation, identifiant_module, .label = "Identifiant de module", .minimum = 1,
               .maximum = TEXTE_MAX, .lheo = "identifiant-module",
               .help = "Libre, pour une formation qui est un module d'autres", .section = "module"),
    FIELD_CHOICE(struct formation, positionnement, .label = "Positionnement",
                 .choices = dict_type_positionnement, .lheo = "positionnement",
                 .section = "module"),
};

const struct field_set formation_fields = {fields, sizeof fields / sizeof *fields};

struct offre_section formation_sections[] = {
    {.code = "description", .titre = "Intitulé et domaines"},
    {.code = "objectifs", .titre = "Objectifs et contenu"},
    {.code = "parcours", .titre = "Parcours et niveaux"},
    {.code = "contacts", .titre = "Contacts et liens"},
    {.code = "module", .titre = "Objectif général et modules", .complementaire = true},
    {.code = NULL},
};
OFFRE_SECTIONS(formation_sections, formation_fields)

RECORD(FORMATION, "formation_contenu", formation_fields);

/* ---- statements */

#define DROIT                                                                                      \
    "($2 OR EXISTS (SELECT 1 FROM compte_site cs JOIN site s ON s.numero = cs.site_numero"         \
    " WHERE s.etablissement_id = f.etablissement_id AND cs.compte_id = $3))"

#define TABLES                                                                                     \
    " FROM formation f JOIN etablissement e ON e.id = f.etablissement_id JOIN formation_contenu "  \
    "fc"

#define COLONNES FORMATION_COLONNES ", " OFFRE_DEBUT("fc")
#define TYPES FORMATION_TYPES OFFRE_DEBUT_TYPES

RECORD_STATEMENT(FORMATION_CHARGER, "i", TYPES,
                 "SELECT " COLONNES TABLES
                 " ON fc.id = coalesce(f.brouillon, f.vive) WHERE f.numero = $1");

RECORD_STATEMENT(FORMATION_CHARGER_VIVE, "i", TYPES,
                 "SELECT " COLONNES TABLES " ON fc.id = f.vive WHERE f.numero = $1");

/* The account does not administer that site. */
#define AILLEURS(site, compte)                                                                     \
    "NOT EXISTS (SELECT 1 FROM compte_site z WHERE z.site_numero = " site                          \
    " AND z.compte_id = " compte ")"
#define AILLEURS_QU_ICI AILLEURS("a.site", "$3")
#define AILLEURS_QUE_LUI AILLEURS("a.site", "c.id")

STATEMENT(FORMATION_SITUER, "ibi", "iiibb",
          "SELECT f.vive, f.brouillon, c.version, EXISTS (SELECT 1 FROM action a"
          "  WHERE a.formation = f.numero AND a.etat = '" ETAT_EN_ATTENTE "'),"
          " NOT $2 AND EXISTS (SELECT 1 FROM action a WHERE a.formation = f.numero"
          "  AND a.vive IS NOT NULL AND " AILLEURS_QU_ICI ")"
          " FROM formation f JOIN formation_contenu c ON c.id = coalesce(f.brouillon, f.vive)"
          " WHERE f.numero = $1 AND " DROIT);

STATEMENT(FORMATION_CREER, "ii", "i",
          "INSERT INTO formation (etablissement_id, creee_a) VALUES ($1, $2) RETURNING numero");

/* Version 0: the fields follow by record_update(), which makes it 1. */
STATEMENT(FORMATION_CONTENU_CREER, "iii", "i",
          "INSERT INTO formation_contenu (version, formation, commencee_a, commencee_par)"
          " VALUES (0, $1, $2, $3) RETURNING id");

STATEMENT(FORMATION_BROUILLON, "ii", "", "UPDATE formation SET brouillon = $2 WHERE numero = $1");

STATEMENT(FORMATION_CONTENUS, "i", "ii", "SELECT vive, brouillon FROM formation WHERE numero = $1");

STATEMENT(FORMATION_PUBLIER, "i", "",
          "UPDATE formation SET vive = brouillon, brouillon = NULL WHERE numero = $1");

STATEMENT(FORMATION_EFFACER, "i", "", "UPDATE formation SET brouillon = NULL WHERE numero = $1");

STATEMENT(FORMATION_CONTENU_SUPPRIMER, "i", "", "DELETE FROM formation_contenu WHERE id = $1");

/* Nothing changes but who waits for whom: see formation_tenir(). */
STATEMENT(FORMATION_TENIR, "i", "", "UPDATE formation SET vive = vive WHERE numero = $1");

STATEMENT(FORMATION_CONTENU_TENIR, "i", "",
          "UPDATE formation_contenu SET version = version"
          " WHERE id = (SELECT brouillon FROM formation WHERE numero = $1)");

/* ---- reading */

int formation_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct formation *f = record;
    f->numero = db_int(rows, n);
    f->contenu_id = db_int(rows, n + 1);
    f->version = db_int(rows, n + 2);
    f->vive = db_bool(rows, n + 3);
    f->brouillon = db_bool(rows, n + 4);
    f->etablissement_id = db_int(rows, n + 5);
    f->etablissement_siret = db_text(rows, n + 6, arena);
    f->etablissement_nom = db_text(rows, n + 7, arena);
    f->sans_contact = db_bool(rows, n + 8);
    return record_read(rows, n + 9, &formation_fields, arena, f);
}

static int lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct formation *f = record;
    n = formation_lire_ligne(rows, n, arena, f);
    return offre_debut_lire(rows, n, arena, &f->debut);
}

static const struct notice formation_notice = {
    .nom = "formation",
    .set = &formation_fields,
    .type = &FORMATION,
    NOTICE_MEMBRES(struct formation, contenu_id),
    .numero = offsetof(struct formation, numero),
    .site = NOTICE_TOUT_SITE,
    .listes = &offre_listes_de[OFFRE_FORMATION],
    .lire_ligne = lire_ligne,
};

enum status formation_charger(struct db *db, struct arena *arena, int64_t numero,
                              struct formation *formation_r)
{
    return notice_charger(db, arena, &formation_notice, &FORMATION_CHARGER, BIND_INT(numero),
                          formation_r);
}

enum status formation_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, struct formation *formation_r)
{
    return notice_lire(db, arena, acteur, &formation_notice, &FORMATION_CHARGER, BIND_INT(numero),
                       formation_r);
}

enum status formation_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                                int64_t numero, struct formation *formation_r)
{
    return notice_lire(db, arena, acteur, &formation_notice, &FORMATION_CHARGER_VIVE,
                       BIND_INT(numero), formation_r);
}

/* ---- saving */

static enum status situer(struct offre_enregistrement *e)
{
    const struct formation *ancienne = e->ancienne;
    enum status found = STATUS_NOT_FOUND;
    struct db_rows rows;
    DB_QUERY(e->db, &FORMATION_SITUER, &rows, BIND_INT(ancienne->numero),
             BIND_BOOL(acteur_est_officier(e->acteur)), BIND_INT(e->acteur->compte_id));
    if (db_next(&rows)) {
        found = STATUS_OK;
        e->place = (struct offre_place){.vive = db_int(&rows, 0),
                                        .brouillon = db_int(&rows, 1),
                                        .version = db_int(&rows, 2),
                                        .envoyee = db_bool(&rows, 3),
                                        .ailleurs = db_bool(&rows, 4)};
    }
    TRY(db_end(&rows));
    return found;
}

static const struct offre_registre registre;

/* All that goes live with it is on sites of the person, and nothing is being reviewed. */
static bool est_modifiable(const struct offre_place *place, const struct acteur *acteur)
{
    return !place->ailleurs && (!place->envoyee || acteur_est_officier(acteur));
}

/* The draft that may be written, made from what is live when there is none. */
static enum status preparer(struct offre_enregistrement *e)
{
    const struct formation *ancienne = e->ancienne;
    const struct offre_place *place = &e->place;
    if (e->sans_risque && !place->brouillon && !place->ailleurs) {
        return STATUS_OK;
    }
    if (!est_modifiable(place, e->acteur)) {
        return STATUS_FORBIDDEN;
    }
    if (place->brouillon) {
        return STATUS_OK;
    }
    e->version = 1;
    TRY(offre_brouillon_poser(e->db, e->acteur, &registre, ancienne->numero, ancienne,
                              &e->contenu));
    return action_rouvrir_toutes(e->db, e->arena, e->acteur, ancienne->numero,
                                 ancienne->etablissement_nom);
}

static enum status suivre(struct offre_enregistrement *e)
{
    const struct formation *f = e->ecrite;
    if (offre_changements_touchent(&e->changements, "certification")) {
        TRY(certification_code_citer(e->db, e->arena, OFFRE_FORMATION, e->contenu));
    }
    if (e->contenu == e->place.vive) {
        /* its contacts went live at once */
        TRY(action_references(e->db, ACTION_DE_FORMATION, f->numero));
    }
    if (field_equal(field_named(&formation_fields, "intitule"), e->ancienne, f)) {
        return STATUS_OK;
    }
    TRY(offre_mots_ajouter(e->db, f->etablissement_id, MOTS_FORMATION, f->numero, f->intitule));
    return action_cles(e->db, ACTION_DE_FORMATION, f->numero);
}

static const struct offre_registre registre = {.notice = &formation_notice,
                                               .noun = OFFRE_FORMATION,
                                               .contenu_creer = &FORMATION_CONTENU_CREER,
                                               .brouillon = &FORMATION_BROUILLON,
                                               .situer = situer,
                                               .preparer = preparer,
                                               .suivre = suivre};

enum status formation_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  const struct field_set *set, const struct formation *ancienne,
                                  const struct formation *nouvelle, bool *change_r)
{
    struct offre_enregistrement e = {.db = db,
                                     .arena = arena,
                                     .acteur = acteur,
                                     .registre = &registre,
                                     .set = set,
                                     .ancienne = ancienne,
                                     .nouvelle = nouvelle,
                                     .details = nouvelle->details};
    return offre_enregistrer(&e, change_r);
}

enum status formation_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct etablissement *etablissement, const char *intitule,
                            int64_t *numero_r)
{
    size_t longueur = text_length(intitule);
    if (longueur == 0 || longueur > INTITULE_MAX) {
        return STATUS_REFUSED;
    }
    struct formation f = {.intitule = intitule, .etablissement_nom = etablissement->raison_sociale};
    TRY(droits_voir(db, acteur, etablissement->id, 0));
    TRY(DB_NUMBER(db, &FORMATION_CREER, &f.numero, BIND_INT(etablissement->id),
                  BIND_INT(dates_now())));
    TRY(offre_brouillon_poser(db, acteur, &registre, f.numero, &f, &f.contenu_id));
    TRY(offre_mots_ajouter(db, etablissement->id, MOTS_FORMATION, f.numero, intitule));
    const struct journal_ecriture ligne = notice_ligne(&formation_notice, acteur, NULL, &f);
    TRY(offre_journaliser(db, arena, &ligne));
    *numero_r = f.numero;
    return STATUS_OK;
}

static enum status supprimer_contenu(struct db *db, int64_t contenu)
{
    TRY(offre_vider(db, OFFRE_FORMATION, contenu));
    return DB_EXEC(db, &FORMATION_CONTENU_SUPPRIMER, NULL, BIND_INT(contenu));
}

enum status formation_abandonner(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 const struct formation *ancienne)
{
    static const struct journal_difference abandon = {"motif", "Modification", "", "Abandonnée"};
    struct offre_enregistrement e = {
        .db = db, .arena = arena, .acteur = acteur, .ancienne = ancienne};
    TRY(situer(&e));
    const struct offre_place *place = &e.place;
    if (!est_modifiable(place, acteur)) {
        return STATUS_FORBIDDEN;
    }
    if ((place->brouillon ? place->brouillon : place->vive) != ancienne->contenu_id ||
        place->version != ancienne->version) {
        return STATUS_CONFLICT;
    }
    if (!place->vive || !place->brouillon) {
        return STATUS_REFUSED;
    }
    TRY(DB_EXEC(db, &FORMATION_EFFACER, NULL, BIND_INT(ancienne->numero)));
    TRY(supprimer_contenu(db, place->brouillon));
    TRY(notice_raconter(db, arena, &formation_notice, acteur, ancienne, abandon));
    return action_refermer_toutes(db, arena, acteur, ancienne->numero, ancienne->etablissement_nom,
                                  arena_printf(arena,
                                               "Modification de la formation %lld abandonnée",
                                               (long long)ancienne->numero),
                                  0);
}

enum status formation_tenir(struct db *db, int64_t numero)
{
    TRY(DB_EXEC(db, &FORMATION_TENIR, NULL, BIND_INT(numero)));
    return DB_EXEC(db, &FORMATION_CONTENU_TENIR, NULL, BIND_INT(numero));
}

enum status formation_publier(struct db *db, struct arena *arena, const struct acteur *acteur,
                              int64_t numero, const char *etablissement_nom, int64_t dit)
{
    int64_t vive = 0;
    int64_t brouillon = 0;
    struct db_rows rows;
    DB_QUERY(db, &FORMATION_CONTENUS, &rows, BIND_INT(numero));
    if (db_next(&rows)) {
        vive = db_int(&rows, 0);
        brouillon = db_int(&rows, 1);
    }
    TRY(db_end(&rows));
    if (brouillon) {
        TRY(DB_EXEC(db, &FORMATION_PUBLIER, NULL, BIND_INT(numero)));
    }
    if (brouillon && vive) {
        TRY(supprimer_contenu(db, vive));
    }
    return action_refermer_toutes(db, arena, acteur, numero, etablissement_nom,
                                  arena_printf(arena, "Formation %lld validée", (long long)numero),
                                  dit);
}

/* ---- rules */

STATEMENT(FORMATION_CONTACT_ACTIF, "i", "i",
          "SELECT numero FROM contact WHERE numero = $1 AND etat = 'A'");

static enum status est_actif(struct db *db, const char *code, bool *actif_r)
{
    int64_t numero = 0;
    struct db_rows rows;
    text_to_int(code, &numero);
    DB_QUERY(db, &FORMATION_CONTACT_ACTIF, &rows, BIND_INT(numero));
    *actif_r = db_next(&rows);
    return db_end(&rows);
}

/* Of what is published, contacts change at once: one of them at least is still there. */
static enum status verifier_contacts(struct db *db, struct form *form,
                                     const struct formation *ancienne,
                                     const struct formation *nouvelle)
{
    const struct field *field = field_named(&formation_fields, "contacts");
    bool actif = ancienne->sans_contact || !ancienne->vive || ancienne->brouillon ||
                 !form_is_read(form, "contacts") || form_field_named(form, "contacts")->message ||
                 field_equal(field, ancienne, nouvelle);
    for (size_t i = 0; i < nouvelle->contacts.n && !actif; i++) {
        TRY(est_actif(db, nouvelle->contacts.items[i], &actif));
    }
    if (!actif) {
        form_refuse(form, "contacts",
                    "aucun contact actif, un au moins attendu d'une formation publiée, qui ne soit "
                    "pas parti");
    }
    return STATUS_OK;
}

enum status formation_verifier(struct db *db, struct form *form, const struct formation *ancienne,
                               struct formation *nouvelle)
{
    TRY(offre_verifier_codes(db, form, ancienne, nouvelle, ancienne->etablissement_id));
    TRY(verifier_contacts(db, form, ancienne, nouvelle));
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}

/* Each is one of the official lists, and has not ended. */
static enum status exiger_certifications(struct db *db, struct arena *arena,
                                         const struct offre_details *details, const char *adresse,
                                         struct offre_manques *manques)
{
    const struct offre_genre *genre = offre_genre_nomme(OFFRE_FORMATION, "certification");
    const void **records = ARENA_ARRAY(arena, const void *, details->n);
    struct certification_fautes fautes = {0};
    char aujourdhui[DATES_ISO_SIZE];
    size_t n = 0;
    for (size_t i = 0; i < details->n; i++) {
        if (details->items[i].genre == genre) {
            records[n++] = details->items[i].record;
        }
    }
    dates_today(aujourdhui);
    enum status status =
        certification_code_juger(db, arena, genre, records, n, aujourdhui, &fautes);
    for (size_t i = 0; i < fautes.n; i++) {
        offre_manquer(
            arena, manques, arena_printf(arena, "%s#certification", adresse),
            arena_printf(arena, "Formation\u00A0: certification %s", fautes.items[i].texte));
    }
    return status;
}

enum status formation_manques(struct db *db, struct arena *arena, const struct formation *formation,
                              struct offre_manques *manques_r)
{
    struct offre_details details = {0};
    struct offre_manques manques = {0};
    TRY(offre_details_lire(db, arena, OFFRE_FORMATION, formation->contenu_id, &details));
    const char *adresse = arena_printf(arena, "/formations/%lld", (long long)formation->numero);
    offre_exiger(arena, &formation_fields, formation, "Formation", adresse, &manques);
    if (strcmp(field_text(field_named(&formation_fields, "certifiante"), formation), "1") == 0 &&
        offre_details_compter(&details, "certification") == 0) {
        offre_manquer(arena, &manques, arena_printf(arena, "%s#certification", adresse),
                      "Formation\u00A0: certification manquante, une au moins attendue d'une "
                      "formation certifiante");
    }
    if (formation->contacts.n && formation->sans_contact) {
        offre_manquer(arena, &manques, arena_printf(arena, "%s#contacts", adresse),
                      "Formation\u00A0: aucun contact actif, un au moins attendu, qui ne soit pas "
                      "parti");
    }
    TRY(exiger_certifications(db, arena, &details, adresse, &manques));
    *manques_r = manques;
    return STATUS_OK;
}

/* ---- who may change it */

STATEMENT(FORMATION_GARDIENS, "ii", "tt",
          "SELECT c.nom, c.email FROM compte c WHERE c.etat = 'actif' AND c.profil = 'OF'"
          " AND c.id IN (SELECT z.compte_id FROM compte_site z JOIN site s ON s.numero ="
          "  z.site_numero WHERE s.etablissement_id = $2)"
          " AND NOT EXISTS (SELECT 1 FROM action a WHERE a.formation = $1"
          "  AND a.vive IS NOT NULL AND " AILLEURS_QUE_LUI ")"
          " ORDER BY c.nom, c.id LIMIT 5");

enum status formation_gardiens(struct db *db, struct arena *arena,
                               const struct formation *formation, struct text_list *gardiens_r)
{
    const char **items = ARENA_ARRAY(arena, const char *, FORMATION_GARDIENS_MAX);
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &FORMATION_GARDIENS, &rows, BIND_INT(formation->numero),
             BIND_INT(formation->etablissement_id));
    while (n < FORMATION_GARDIENS_MAX && db_next(&rows)) {
        items[n++] =
            arena_printf(arena, "%s (%s)", db_text(&rows, 0, arena), db_text(&rows, 1, arena));
    }
    TRY(db_end(&rows));
    *gardiens_r = (struct text_list){.items = items, .n = n};
    return STATUS_OK;
}
