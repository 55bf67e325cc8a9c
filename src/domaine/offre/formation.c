#include "formation.h"

#include "action_transitions.h"
#include "certification_code.h"
#include "contact.h"
#include "dates.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "nomenclature.h"
#include "offre_lignes.h"
#include "offre_private.h"
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

RECORD_STATEMENT(FORMATION_LIRE, "ibi", FORMATION_TYPES,
                 "SELECT " FORMATION_COLONNES TABLES
                 " ON fc.id = coalesce(f.brouillon, f.vive) WHERE f.numero = $1 AND " DROIT);

RECORD_STATEMENT(FORMATION_LIRE_VIVE, "ibi", FORMATION_TYPES,
                 "SELECT " FORMATION_COLONNES TABLES
                 " ON fc.id = f.vive WHERE f.numero = $1 AND " DROIT);

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

STATEMENT(FORMATION_ACCUEILLIE, "ibi", "i",
          "SELECT f.id FROM etablissement f WHERE f.id = $1 AND ($2 OR EXISTS"
          " (SELECT 1 FROM compte_site cs JOIN site s ON s.numero = cs.site_numero"
          "  WHERE s.etablissement_id = f.id AND cs.compte_id = $3))");

STATEMENT(FORMATION_CREER, "ii", "i",
          "INSERT INTO formation (etablissement_id, creee_a) VALUES ($1, $2) RETURNING numero");

/* Version 0: the fields follow by record_update(), which makes it 1. */
STATEMENT(FORMATION_CONTENU_CREER, "i", "i",
          "INSERT INTO formation_contenu (version, formation) VALUES (0, $1) RETURNING id");

STATEMENT(FORMATION_BROUILLON, "ii", "", "UPDATE formation SET brouillon = $2 WHERE numero = $1");

STATEMENT(FORMATION_CONTENUS, "i", "ii", "SELECT vive, brouillon FROM formation WHERE numero = $1");

STATEMENT(FORMATION_PUBLIER, "i", "",
          "UPDATE formation SET vive = brouillon, brouillon = NULL WHERE numero = $1");

STATEMENT(FORMATION_CONTENU_SUPPRIMER, "i", "", "DELETE FROM formation_contenu WHERE id = $1");

/* Nothing changes but who waits for whom: see formation_tenir(). */
STATEMENT(FORMATION_TENIR, "i", "", "UPDATE formation SET vive = vive WHERE numero = $1");

STATEMENT(FORMATION_CONTENU_TENIR, "i", "",
          "UPDATE formation_contenu SET version = version"
          " WHERE id = (SELECT brouillon FROM formation WHERE numero = $1)");

/* ---- reading */

int formation_lire_ligne(const struct db_rows *rows, int n, struct arena *arena,
                         struct formation *f)
{
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

static enum status lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        const struct statement *statement, int64_t numero,
                        struct formation *formation_r)
{
    bool found = false;
    struct formation f = {0};
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        found = true;
        formation_lire_ligne(&rows, 0, arena, &f);
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK || !found) {
        return status != STATUS_OK ? status : STATUS_NOT_FOUND;
    }
    status = offre_codes_lire(db, arena, OFFRE_FORMATION, f.contenu_id, &formation_fields, &f);
    if (status == STATUS_OK) {
        *formation_r = f;
    }
    return status;
}

enum status formation_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t numero, struct formation *formation_r)
{
    return lire(db, arena, acteur, &FORMATION_LIRE, numero, formation_r);
}

enum status formation_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                                int64_t numero, struct formation *formation_r)
{
    return lire(db, arena, acteur, &FORMATION_LIRE_VIVE, numero, formation_r);
}

/* ---- writing */

static struct journal_ecriture ecriture(const struct acteur *acteur,
                                        const struct formation *formation)
{
    return (struct journal_ecriture){.acteur = acteur,
                                     .fiche = "formation",
                                     .fiche_id = formation->numero,
                                     .au_nom_de =
                                         droits_au_nom_de(acteur, formation->etablissement_nom)};
}

static enum status inserer(struct db *db, const struct statement *statement,
                           const struct db_bind *binds, size_t n, int64_t *id_r)
{
    struct db_rows rows;
    db_query(db, statement, &rows, binds, n);
    if (db_next(&rows)) {
        *id_r = db_int(&rows, 0);
    }
    return db_end(&rows);
}

/* A new content with the fields of `record`, without its codes: the draft of the formation. */
static enum status poser_brouillon(struct db *db, int64_t numero, const struct formation *record,
                                   int64_t *contenu_r)
{
    enum status status =
        inserer(db, &FORMATION_CONTENU_CREER, DB_BINDS(BIND_INT(numero)), contenu_r);
    if (status == STATUS_OK) {
        status = record_update(db, &FORMATION, *contenu_r, 0, record);
    }
    return status != STATUS_OK
               ? status
               : DB_EXEC(db, &FORMATION_BROUILLON, NULL, BIND_INT(numero), BIND_INT(*contenu_r));
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
    int64_t accueil = 0;
    enum status status =
        inserer(db, &FORMATION_ACCUEILLIE,
                DB_BINDS(BIND_INT(etablissement->id), BIND_BOOL(acteur_est_officier(acteur)),
                         BIND_INT(acteur->compte_id)),
                &accueil);
    if (status != STATUS_OK || !accueil) {
        return status != STATUS_OK ? status : STATUS_NOT_FOUND;
    }
    status = inserer(db, &FORMATION_CREER,
                     DB_BINDS(BIND_INT(etablissement->id), BIND_INT(dates_now())), &f.numero);
    if (status == STATUS_OK) {
        status = poser_brouillon(db, f.numero, &f, &f.contenu_id);
    }
    if (status == STATUS_OK) {
        status = offre_mots_ajouter(db, etablissement->id, MOTS_FORMATION, f.numero, intitule);
    }
    if (status == STATUS_OK) {
        struct journal_ecriture ligne = ecriture(acteur, &f);
        ligne.set = &formation_fields;
        ligne.apres = &f;
        status = offre_journaliser(db, arena, &ligne);
    }
    if (status == STATUS_OK) {
        *numero_r = f.numero;
    }
    return status;
}

struct place {
    int64_t vive, brouillon;
    int64_t version;
    bool envoyee;  /* one of its actions is being reviewed */
    bool ailleurs; /* one that is published is on a site out of the person's reach */
};

/* STATUS_CONFLICT when what is worked on is no longer `ancienne`. */
static enum status situer(struct db *db, const struct acteur *acteur,
                          const struct formation *ancienne, struct place *place_r)
{
    enum status found = STATUS_NOT_FOUND;
    struct db_rows rows;
    DB_QUERY(db, &FORMATION_SITUER, &rows, BIND_INT(ancienne->numero),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        *place_r = (struct place){db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2),
                                  db_bool(&rows, 3), db_bool(&rows, 4)};
        int64_t contenu = place_r->brouillon ? place_r->brouillon : place_r->vive;
        bool meme = contenu == ancienne->contenu_id && place_r->version == ancienne->version;
        found = meme ? STATUS_OK : STATUS_CONFLICT;
    }
    enum status status = db_end(&rows);
    return status != STATUS_OK ? status : found;
}

/* The draft that may be written, made from what is live when there is none. */
static enum status ouvrir(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct place *place, const struct formation *ancienne,
                          int64_t *contenu_r, int64_t *version_r)
{
    *contenu_r = ancienne->contenu_id;
    *version_r = ancienne->version;
    if (place->ailleurs || (place->envoyee && !acteur_est_officier(acteur))) {
        return STATUS_FORBIDDEN;
    }
    if (place->brouillon) {
        return STATUS_OK;
    }
    *version_r = 1;
    enum status status = poser_brouillon(db, ancienne->numero, ancienne, contenu_r);
    if (status == STATUS_OK) {
        status = offre_copier(db, OFFRE_FORMATION, place->vive, *contenu_r);
    }
    return status == STATUS_OK ? action_rouvrir_toutes(db, arena, acteur, ancienne->numero,
                                                       ancienne->etablissement_nom)
                               : status;
}

enum status formation_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  const struct field_set *set, const struct formation *ancienne,
                                  const struct formation *nouvelle, bool *change_r)
{
    bool sans_risque = false;
    struct place place = {0};
    struct offre_changements changements = {0};
    enum status status = offre_changements_lire(db, arena, OFFRE_FORMATION, ancienne->contenu_id,
                                                nouvelle->details, &changements);
    if (status != STATUS_OK) {
        return status;
    }
    *change_r = offre_differe(set, ancienne, nouvelle, &sans_risque) || changements.n > 0;
    status = situer(db, acteur, ancienne, &place);
    if (!*change_r && status == STATUS_CONFLICT) {
        return STATUS_OK;
    }
    if (status != STATUS_OK || !*change_r) {
        return status;
    }
    int64_t contenu = ancienne->contenu_id;
    int64_t version = ancienne->version;
    if (place.brouillon || place.ailleurs || !sans_risque || changements.n > 0) {
        status = ouvrir(db, arena, acteur, &place, ancienne, &contenu, &version);
    }
    struct formation ecrite = *ancienne;
    fields_copy(set, &ecrite, nouvelle);
    if (status == STATUS_OK) {
        status = record_update(db, &FORMATION, contenu, version, &ecrite);
    }
    if (status == STATUS_OK) {
        status = offre_codes_ecrire(db, OFFRE_FORMATION, contenu, set, &ecrite);
    }
    if (status == STATUS_OK &&
        !field_equal(field_named(&formation_fields, "intitule"), ancienne, &ecrite)) {
        status = offre_mots_ajouter(db, ancienne->etablissement_id, MOTS_FORMATION,
                                    ancienne->numero, ecrite.intitule);
        if (status == STATUS_OK) {
            status = action_cles(db, ACTION_DE_FORMATION, ancienne->numero);
        }
    }
    struct journal_ecriture ligne = ecriture(acteur, ancienne);
    ligne.set = set;
    ligne.avant = ancienne;
    ligne.apres = &ecrite;
    if (status == STATUS_OK) {
        status = offre_changements_ecrire(db, arena, contenu, &changements, &ligne);
    }
    return status == STATUS_OK ? offre_journaliser(db, arena, &ligne) : status;
}

enum status formation_tenir(struct db *db, int64_t numero)
{
    enum status status = DB_EXEC(db, &FORMATION_TENIR, NULL, BIND_INT(numero));
    return status == STATUS_OK ? DB_EXEC(db, &FORMATION_CONTENU_TENIR, NULL, BIND_INT(numero))
                               : status;
}

enum status formation_publier(struct db *db, struct arena *arena, const struct acteur *acteur,
                              int64_t numero, const char *etablissement_nom)
{
    int64_t vive = 0;
    int64_t brouillon = 0;
    struct db_rows rows;
    DB_QUERY(db, &FORMATION_CONTENUS, &rows, BIND_INT(numero));
    if (db_next(&rows)) {
        vive = db_int(&rows, 0);
        brouillon = db_int(&rows, 1);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && brouillon) {
        status = DB_EXEC(db, &FORMATION_PUBLIER, NULL, BIND_INT(numero));
    }
    if (status == STATUS_OK && brouillon && vive) {
        status = offre_vider(db, OFFRE_FORMATION, vive);
    }
    if (status == STATUS_OK && brouillon && vive) {
        status = DB_EXEC(db, &FORMATION_CONTENU_SUPPRIMER, NULL, BIND_INT(vive));
    }
    return status == STATUS_OK
               ? action_refermer_toutes(
                     db, arena, acteur, numero, etablissement_nom,
                     arena_printf(arena, "Formation %lld validée", (long long)numero))
               : status;
}

/* ---- rules */

enum status formation_verifier(struct db *db, struct form *form, const struct formation *ancienne,
                               struct formation *nouvelle)
{
    enum status status =
        offre_verifier_codes(db, form, ancienne, nouvelle, ancienne->etablissement_id);
    if (status != STATUS_OK) {
        return status;
    }
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
    enum status status =
        offre_details_lire(db, arena, OFFRE_FORMATION, formation->contenu_id, &details);
    if (status != STATUS_OK) {
        return status;
    }
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
    status = exiger_certifications(db, arena, &details, adresse, &manques);
    if (status == STATUS_OK) {
        *manques_r = manques;
    }
    return status;
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
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *gardiens_r = (struct text_list){.items = items, .n = n};
    }
    return status;
}
