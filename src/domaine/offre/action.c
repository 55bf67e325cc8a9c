#include "action.h"

#include "action_transitions.h"
#include "commune.h"
#include "dates.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "offre_lignes.h"
#include "offre_private.h"
#include "prix.h"
#include "record.h"
#include "text.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

#define TEXTE_MAX 3000
#define HEURES_MAX 6 /* digits */

/* ---- fields */

static const struct choice types[] = {
    {"initiale", "Formation initiale"},
    {"continue", "Formation continue"},
    {NULL, NULL},
};

/* ISO 639-1 */
static const char *juger_langue(struct arena *arena, const char *value)
{
    static const char codes[] =
        " aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
        " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht"
        " hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky"
        " la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny"
        " oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss"
        " st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo"
        " za zh zu ";
    return strlen(value) == 2 && strstr(codes, arena_printf(arena, " %s ", value))
               ? NULL
               : "code de langue attendu, deux lettres minuscules, par exemple fr";
}

#define A struct action
#define LONG_TEXT(member, words, element, ...)                                                     \
    FIELD_TEXT(A, member, .label = (words), .minimum = 1, .maximum = TEXTE_MAX, .lheo = (element), \
               .flags = FIELD_REQUIRED | FIELD_MULTILINE, __VA_ARGS__)
#define HEURES(member, words, ...)                                                                 \
    FIELD_TEXT(A, member, .label = (words), .maximum = HEURES_MAX, .flags = FIELD_NO_SPACES,       \
               .unit = UNIT_HOURS, .check = offre_juger_entier, __VA_ARGS__)
#define PRIX(member, words, garder, limit, element, ...)                                           \
    FIELD_TEXT(A, member, .label = (words), .maximum = (limit), .flags = FIELD_NO_SPACES,          \
               .check = prix_juger, .keep = (garder), .show = prix_montrer, .unit = UNIT_EUROS,    \
               .too_long = "trop long pour LHEO, un prix plus court ou plus rond attendu",         \
               .help = "En euros, par exemple 1\u00A0200,50", .lheo = (element), __VA_ARGS__)
#define DU_SITE "Vide\u00A0: ce que dit la fiche du site"

static const struct field fields[] = {
    FIELD_TEXT(A, intitule, .label = "Intitulé", .maximum = 255,
               .help = "Facultatif, s'ajoute à celui de la formation", .section = "description"),
    FIELD_INT(A, site, .label = "Site dispensateur", .flags = FIELD_REQUIRED,
              .lheo = "organisme-formateur", .section = "description"),
    FIELD_CHOICE(A, type, .label = "Type", .flags = FIELD_REQUIRED, .choices = types,
                 .section = "description"),
    FIELD_CHOICE(A, modalite_enseignement, .label = "Modalité d'enseignement",
                 .flags = FIELD_REQUIRED, .choices = dict_modalites_enseignement,
                 .lheo = "modalites-enseignement", .section = "description"),
    FIELD_LIST(A, publics, .label = "Publics visés", .minimum = 1, .maximum = 10,
               .flags = FIELD_REQUIRED, .choices = dict_publics_vises, .help = "De 1 à 10 publics",
               .lheo = "code-public-vise", .section = "public"),
    FIELD_TEXT(A, info_public_vise, .label = "Précision sur le public visé", .maximum = 250,
               .lheo = "info-public-vise", .section = "public"),
    FIELD_CHOICE(A, niveau_entree_obligatoire, .label = "Niveau d'entrée obligatoire",
                 .flags = FIELD_REQUIRED, .choices = dict_boolean,
                 .lheo = "niveau-entree-obligatoire", .section = "public"),
    LONG_TEXT(conditions_specifiques, "Conditions spécifiques et prérequis",
              "conditions-specifiques", .help = "S'il n'y en a pas, écrivez-le",
              .section = "public"),
    FIELD_CHOICE(A, prise_en_charge, .label = "Prise en charge possible", .flags = FIELD_REQUIRED,
                 .choices = dict_boolean, .lheo = "prise-en-charge-frais-possible",
                 .help = "Des frais pédagogiques par un financeur", .section = "public"),
    FIELD_TEXT(A, detail_prise_en_charge, .label = "Détail de la prise en charge", .maximum = 600,
               .flags = FIELD_MULTILINE, .lheo = "detail-conditions-prise-en-charge",
               .section = "public"),
    LONG_TEXT(rythme, "Rythme", "rythme-formation",
              .help = "Temps plein, temps partiel, en journée, le soir…",
              .section = "organisation"),
    LONG_TEXT(modalites_alternance, "Modalités d'alternance", "modalites-alternance",
              .help = "S'il n'y a pas d'alternance, écrivez-le", .section = "organisation"),
    FIELD_CHOICE(A, entrees_sorties, .label = "Entrées/sorties", .flags = FIELD_REQUIRED,
                 .choices = dict_modalites_es, .lheo = "modalites-entrees-sorties",
                 .section = "organisation"),
    HEURES(heures_centre, "Heures en centre", .lheo = "nombre-heures-centre", .section = "durees"),
    HEURES(heures_entreprise, "Heures en entreprise", .lheo = "nombre-heures-entreprise",
           .section = "durees"),
    HEURES(heures_total, "Heures au total", .lheo = "nombre-heures-total",
           .help = "Centre et entreprise\u00A0; vide, il est calculé", .section = "durees"),
    HEURES(duree_hebdomadaire, "Durée hebdomadaire", .help = "En heures", .section = "durees"),
    PRIX(prix_horaire, "Prix horaire TTC", prix_garder_horaire, PRIX_HORAIRE_MAX,
         "prix-horaire-TTC", .section = "durees"),
    PRIX(prix_total, "Prix total TTC", prix_garder_total, PRIX_TOTAL_MAX, "prix-total-TTC",
         .section = "durees"),
    FIELD_TEXT(A, frais_restants, .label = "Frais restants à la charge du stagiaire",
               .maximum = 200, .lheo = "frais-restants",
               .help = "Sans les équipements, qui ont leur propre partie", .section = "durees"),
    FIELD_TEXT(A, duree_indicative, .label = "Durée indicative", .maximum = 150,
               .help = "Par exemple 3 mois", .lheo = "duree-indicative", .section = "complements"),
    FIELD_TEXT(A, duree_cycle, .label = "Durée du cycle", .maximum = HEURES_MAX,
               .flags = FIELD_NO_SPACES, .check = offre_juger_entier, .unit = UNIT_YEARS,
               .help = "En années", .lheo = "duree-cycle", .section = "complements"),
    HEURES(duree_conventionnee, "Durée conventionnée", .help = "En heures",
           .lheo = "duree-conventionnee", .section = "complements"),
    FIELD_CHOICE(A, conventionnement, .label = "Conventionnement", .choices = dict_boolean,
                 .lheo = "conventionnement", .section = "complements"),
    FIELD_TEXT(A, modalites_pedagogiques, .label = "Modalités pédagogiques", .maximum = 200,
               .lheo = "modalites-pedagogiques", .section = "pedagogie"),
    FIELD_LIST(A, codes_pedagogiques, .label = "Codes de modalité pédagogique", .maximum = 5,
               .choices = dict_modalites_pedagogiques, .help = "5 au maximum",
               .lheo = "code-modalite-pedagogique", .section = "pedagogie"),
    FIELD_LIST(A, langues, .label = "Langues", .maximum = 5, .flags = FIELD_NO_SPACES,
               .check = juger_langue, .help = "Langues de la formation, par exemple fr",
               .lheo = "langue-formation", .section = "pedagogie"),
    FIELD_TEXT(A, modalites_recrutement, .label = "Modalités de recrutement", .maximum = TEXTE_MAX,
               .flags = FIELD_MULTILINE, .lheo = "modalites-recrutement", .section = "recrutement"),
    FIELD_CHOICE(A, perimetre_recrutement, .label = "Périmètre de recrutement",
                 .choices = dict_perimetre_recrutement, .lheo = "code-perimetre-recrutement",
                 .section = "recrutement"),
    FIELD_TEXT(A, infos_perimetre, .label = "Précision sur le périmètre", .maximum = 50,
               .lheo = "infos-perimetre-recrutement", .section = "recrutement"),
    FIELD_TEXT(A, restauration, .label = "Restauration", .maximum = 250, .help = DU_SITE,
               .lheo = "restauration", .section = "accueil"),
    FIELD_TEXT(A, hebergement, .label = "Hébergement", .maximum = 250, .help = DU_SITE,
               .lheo = "hebergement", .section = "accueil"),
    FIELD_TEXT(A, transport, .label = "Transport", .maximum = 250, .help = DU_SITE,
               .lheo = "transport", .section = "accueil"),
    FIELD_TEXT(A, acces_handicapes, .label = "Accès handicapés", .maximum = 250, .help = DU_SITE,
               .lheo = "acces-handicapes", .section = "accueil"),
    FIELD_DATES(A, dates_information, .label = "Dates d'information", .maximum = 3,
                .first = OFFRE_DATE_MIN, .last = OFFRE_DATE_MAX, .help = "3 au maximum",
                .lheo = "date-information", .section = "information"),
    FIELD_LIST(A, liens, .label = "Liens", .maximum = 3, .item_maximum = URL_MAX,
               .flags = FIELD_LOW_RISK, .check = url_juger, .keep = url_garder,
               .help = "Adresses complètes, 3 au maximum", .lheo = "url-action",
               .section = "information"),
};

const struct field_set action_fields = {fields, sizeof fields / sizeof *fields};

struct offre_section action_sections[] = {
    {.code = "description", .titre = "Description"},
    {.code = "public", .titre = "Public et conditions"},
    {.code = "organisation", .titre = "Organisation"},
    {.code = "durees", .titre = "Durées et prix"},
    {.code = "complements", .titre = "Autres durées et conventionnement", .complementaire = true},
    {.code = "pedagogie", .titre = "Pédagogie", .complementaire = true},
    {.code = "recrutement", .titre = "Recrutement", .complementaire = true},
    {.code = "accueil", .titre = "Accueil", .complementaire = true},
    {.code = "information", .titre = "Information et liens", .complementaire = true},
    {.code = NULL},
};
OFFRE_SECTIONS(action_sections, action_fields)

RECORD(ACTION, "action_contenu", action_fields);

/* ---- statements */

#define DROIT                                                                                      \
    "($2 OR EXISTS (SELECT 1 FROM compte_site cs"                                                  \
    " WHERE cs.site_numero = a.site AND cs.compte_id = $3))"

#define TABLES                                                                                     \
    " FROM action a JOIN formation f ON f.numero = a.formation"                                    \
    " JOIN etablissement e ON e.id = a.etablissement_id JOIN action_contenu c"

RECORD_STATEMENT(ACTION_LIRE, "ibi", ACTION_TYPES,
                 "SELECT " ACTION_COLONNES TABLES " ON c.id = coalesce(a.brouillon, a.vive)"
                 " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"
                 " JOIN site s ON s.numero = c.site WHERE a.numero = $1 AND " DROIT);

RECORD_STATEMENT(ACTION_LIRE_VIVE, "ibi", ACTION_TYPES,
                 "SELECT " ACTION_COLONNES TABLES
                 " ON c.id = a.vive JOIN formation_contenu fc ON fc.id = f.vive"
                 " JOIN site s ON s.numero = c.site WHERE a.numero = $1 AND " DROIT);

STATEMENT(ACTION_AUTORISER, "ibi", "i",
          "SELECT a.numero FROM action a WHERE a.numero = $1 AND " DROIT);

STATEMENT(ACTION_SITUER, "ibi", "iiit",
          "SELECT a.vive, a.brouillon, c.version, a.etat FROM action a"
          " JOIN action_contenu c ON c.id = coalesce(a.brouillon, a.vive)"
          " WHERE a.numero = $1 AND " DROIT);

STATEMENT(ACTION_SITE, "ii", "i",
          "SELECT numero FROM site WHERE numero = $1 AND etablissement_id = $2");

STATEMENT(ACTION_CREER, "iiii", "i",
          "INSERT INTO action (formation, etablissement_id, site, etat, creee_a)"
          " VALUES ($1, $2, $3, '" ETAT_EN_COURS "', $4) RETURNING numero");

/* Version 0: the fields follow by record_update(), which makes it 1. */
STATEMENT(ACTION_CONTENU_CREER, "ii", "i",
          "INSERT INTO action_contenu (version, action, site) VALUES (0, $1, $2) RETURNING id");

STATEMENT(ACTION_BROUILLON, "ii", "", "UPDATE action SET brouillon = $2 WHERE numero = $1");

STATEMENT(ACTION_DEPLACER, "ii", "",
          "UPDATE action SET site = $2 WHERE numero = $1 AND vive IS NULL");

STATEMENT(ACTION_COMMUNE, "it", "", "UPDATE action_contenu SET commune_lieu = $2 WHERE id = $1");

STATEMENT(ACTION_CONTENU, "i", "i",
          "SELECT coalesce(brouillon, vive) FROM action WHERE numero = $1");

STATEMENT(ACTION_A_DISPOSITIF_PUBLIC, "i", "bb",
          "SELECT a.publique, EXISTS (SELECT 1 FROM session s"
          " JOIN offre_code k ON k.noun = 'session' AND k.contenu = s.numero"
          "  AND k.champ = 'dispositifs'"
          " JOIN dispositif d ON d.code = k.code AND d.public"
          " WHERE s.action = a.numero) FROM action a WHERE a.numero = $1");

STATEMENT(ACTION_PUBLIQUE, "ib", "", "UPDATE action SET publique = $2 WHERE numero = $1");

/* ---- reading */

int action_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, struct action *a)
{
    a->numero = db_int(rows, n);
    a->formation = db_int(rows, n + 1);
    a->contenu_id = db_int(rows, n + 2);
    a->version = db_int(rows, n + 3);
    a->vive = db_bool(rows, n + 4);
    a->brouillon = db_bool(rows, n + 5);
    a->etat = action_etat_lu(db_text(rows, n + 6, NULL));
    a->refus = db_text(rows, n + 7, arena);
    a->doublon = db_text(rows, n + 8, arena);
    a->etablissement_id = db_int(rows, n + 9);
    a->etablissement_siret = db_text(rows, n + 10, arena);
    a->etablissement_nom = db_text(rows, n + 11, arena);
    a->formation_intitule = db_text(rows, n + 12, arena);
    a->site_nom = db_text(rows, n + 13, arena);
    a->formation_brouillon = db_bool(rows, n + 14);
    a->vu = arena_printf(arena, "%lld.%lld.%s.%lld.%lld", (long long)a->contenu_id,
                         (long long)a->version, db_text(rows, n + 15, NULL),
                         (long long)db_int(rows, n + 16), (long long)db_int(rows, n + 17));
    a->site_ouvert = db_bool(rows, n + 18);
    a->perdues = (unsigned char)db_int(rows, n + 19);
    return record_read(rows, n + 20, &action_fields, arena, a);
}

static enum status lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        const struct statement *statement, int64_t numero, struct action *action_r)
{
    bool found = false;
    struct action a = {0};
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        found = true;
        action_lire_ligne(&rows, 0, arena, &a);
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK || !found) {
        return status != STATUS_OK ? status : STATUS_NOT_FOUND;
    }
    status = offre_codes_lire(db, arena, OFFRE_ACTION, a.contenu_id, &action_fields, &a);
    if (status == STATUS_OK) {
        *action_r = a;
    }
    return status;
}

enum status action_autoriser(struct db *db, const struct acteur *acteur, int64_t numero)
{
    struct db_rows rows;
    DB_QUERY(db, &ACTION_AUTORISER, &rows, BIND_INT(numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    bool permise = db_next(&rows);
    enum status status = db_end(&rows);
    return status == STATUS_OK && !permise ? STATUS_NOT_FOUND : status;
}

enum status action_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        int64_t numero, struct action *action_r)
{
    return lire(db, arena, acteur, &ACTION_LIRE, numero, action_r);
}

enum status action_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                             int64_t numero, struct action *action_r)
{
    return lire(db, arena, acteur, &ACTION_LIRE_VIVE, numero, action_r);
}

enum status action_situer(struct db *db, const struct acteur *acteur, int64_t numero,
                          struct action_place *place_r)
{
    bool found = false;
    struct db_rows rows;
    DB_QUERY(db, &ACTION_SITUER, &rows, BIND_INT(numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        found = true;
        *place_r = (struct action_place){db_int(&rows, 0), db_int(&rows, 1), db_int(&rows, 2),
                                         action_etat_lu(db_text(&rows, 3, NULL))};
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

/* ---- what is worked out from its details */

/* LHEO dict-financeurs that are public bodies: State (11, 12, 13, 19), regions, departments,
 * communes and other local authorities (2, 8, 9, 15), European funds (3, 14), France Travail (4),
 * and the public agencies ACSÉ (6), LADOM (18), OFII (20). AGEFIPH, OPCO, Transition Pro are
 * associations under private law. */
bool action_financeur_public(const char *code)
{
    static const char codes[] = " 2 3 4 6 8 9 11 12 13 14 15 18 19 20 ";
    char cherche[16] = " ";
    size_t longueur = strlen(code);
    if (longueur == 0 || longueur > 2) {
        return false;
    }
    memcpy(cherche + 1, code, longueur);
    memcpy(cherche + 1 + longueur, " ", 2);
    return strstr(codes, cherche) != NULL;
}

static enum status lire_contenu(struct db *db, int64_t action, int64_t *contenu_r)
{
    struct db_rows rows;
    DB_QUERY(db, &ACTION_CONTENU, &rows, BIND_INT(action));
    *contenu_r = db_next(&rows) ? db_int(&rows, 0) : 0;
    return db_end(&rows);
}

/* Written, and counted, when it is no longer what it was. */
static enum status marquer_publique(struct db *db, int64_t action, bool financee)
{
    bool avant = false;
    bool publique = financee;
    struct db_rows rows;
    DB_QUERY(db, &ACTION_A_DISPOSITIF_PUBLIC, &rows, BIND_INT(action));
    if (db_next(&rows)) {
        avant = db_bool(&rows, 0);
        publique = financee || db_bool(&rows, 1);
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK || publique == avant) {
        return status;
    }
    status = action_compter(db, -1, ACTION_SEULE, action);
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &ACTION_PUBLIQUE, NULL, BIND_INT(action), BIND_BOOL(publique));
    }
    return status == STATUS_OK ? action_compter(db, +1, ACTION_SEULE, action) : status;
}

enum status action_publique(struct db *db, int64_t action)
{
    struct arena *arena = arena_create(0);
    struct offre_details details = {0};
    int64_t contenu = 0;
    bool publique = false;
    enum status status = lire_contenu(db, action, &contenu);
    if (status == STATUS_OK) {
        status = offre_details_lire(db, arena, OFFRE_ACTION, contenu, &details);
    }
    for (size_t i = 0; i < details.n; i++) {
        if (strcmp(details.items[i].genre->code, "financeur") == 0) {
            const struct financeur *financeur = details.items[i].record;
            publique = publique || action_financeur_public(financeur->code_financeur);
        }
    }
    arena_destroy(arena);
    return status == STATUS_OK ? marquer_publique(db, action, publique) : status;
}

const char *action_commune_du_lieu(const struct lieu *lieu)
{
    struct commune commune;
    return commune_by_insee(lieu->commune_insee, &commune) == STATUS_OK ? commune.nom : lieu->ville;
}

/* The commune of the first lieu, as lists show it and are searched. */
static enum status situer_lieu(struct db *db, struct arena *arena, int64_t etablissement_id,
                               int64_t numero, int64_t contenu)
{
    struct offre_details details = {0};
    const char *nom = "";
    enum status status = offre_details_lire(db, arena, OFFRE_ACTION, contenu, &details);
    for (size_t i = 0; i < details.n && !nom[0]; i++) {
        if (strcmp(details.items[i].genre->code, "lieu") == 0) {
            nom = action_commune_du_lieu(details.items[i].record);
        }
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &ACTION_COMMUNE, NULL, BIND_INT(contenu), BIND_TEXT_OR_NULL(nom));
    }
    return status == STATUS_OK ? offre_mots_ajouter(db, etablissement_id, MOTS_ACTION, numero, nom)
                               : status;
}

/* ---- writing */

static struct journal_ecriture ecriture(const struct acteur *acteur, const struct action *action)
{
    return (struct journal_ecriture){.acteur = acteur,
                                     .fiche = "action",
                                     .fiche_id = action->numero,
                                     .au_nom_de =
                                         droits_au_nom_de(acteur, action->etablissement_nom)};
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

/* A new content with the fields of `record`, the codes and details of its content when it has one:
 * the draft of action `numero`. */
static enum status poser_brouillon(struct db *db, struct arena *arena, int64_t numero,
                                   const struct action *record, int64_t *contenu_r)
{
    enum status status = inserer(db, &ACTION_CONTENU_CREER,
                                 DB_BINDS(BIND_INT(numero), BIND_INT(record->site)), contenu_r);
    if (status == STATUS_OK) {
        status = record_update(db, &ACTION, *contenu_r, 0, record);
    }
    if (status == STATUS_OK && record->contenu_id) {
        status = offre_copier(db, OFFRE_ACTION, record->contenu_id, *contenu_r);
    }
    if (status == STATUS_OK && record->contenu_id) {
        status = situer_lieu(db, arena, record->etablissement_id, numero, *contenu_r);
    }
    return status == STATUS_OK
               ? DB_EXEC(db, &ACTION_BROUILLON, NULL, BIND_INT(numero), BIND_INT(*contenu_r))
               : status;
}

/* A new action whose draft says what `modele` says. */
static enum status creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct action *modele, int64_t *numero_r)
{
    struct action neuve = *modele;
    enum status status = droits_site(db, acteur, modele->site);
    if (status == STATUS_OK) {
        status = inserer(db, &ACTION_CREER,
                         DB_BINDS(BIND_INT(modele->formation), BIND_INT(modele->etablissement_id),
                                  BIND_INT(modele->site), BIND_INT(dates_now())),
                         &neuve.numero);
    }
    if (status == STATUS_OK) {
        status = poser_brouillon(db, arena, neuve.numero, modele, &neuve.contenu_id);
    }
    if (status == STATUS_OK) {
        status = action_compter(db, +1, ACTION_SEULE, neuve.numero);
    }
    if (status == STATUS_OK) {
        status = action_cles(db, ACTION_SEULE, neuve.numero);
    }
    if (status == STATUS_OK && modele->contenu_id) {
        status = action_publique(db, neuve.numero);
    }
    if (status == STATUS_OK) {
        status = offre_mots_ajouter(db, neuve.etablissement_id, MOTS_ACTION, neuve.numero,
                                    neuve.intitule);
    }
    if (status == STATUS_OK) {
        struct journal_ecriture ligne = ecriture(acteur, &neuve);
        ligne.set = &action_fields;
        ligne.apres = &neuve;
        status = offre_journaliser(db, arena, &ligne);
    }
    if (status == STATUS_OK) {
        *numero_r = neuve.numero;
    }
    return status;
}

enum status action_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct formation *formation, int64_t site, int64_t *numero_r)
{
    int64_t sien = 0;
    enum status status = inserer(
        db, &ACTION_SITE, DB_BINDS(BIND_INT(site), BIND_INT(formation->etablissement_id)), &sien);
    if (status != STATUS_OK || !sien) {
        return status != STATUS_OK ? status : STATUS_NOT_FOUND;
    }
    const struct action modele = {.formation = formation->numero,
                                  .etablissement_id = formation->etablissement_id,
                                  .etablissement_nom = formation->etablissement_nom,
                                  .site = site};
    return creer(db, arena, acteur, &modele, numero_r);
}

enum status action_dupliquer(struct db *db, struct arena *arena, const struct acteur *acteur,
                             const struct action *action, int64_t *numero_r)
{
    return creer(db, arena, acteur, action, numero_r);
}

/* STATUS_CONFLICT when what is worked on is no longer `ancienne`. */
static enum status situer(struct db *db, const struct acteur *acteur, const struct action *ancienne,
                          struct action_place *place_r)
{
    enum status status = action_situer(db, acteur, ancienne->numero, place_r);
    int64_t contenu = place_r->brouillon ? place_r->brouillon : place_r->vive;
    return status == STATUS_OK &&
                   (contenu != ancienne->contenu_id || place_r->version != ancienne->version)
               ? STATUS_CONFLICT
               : status;
}

/* The draft that may be written, made from what is live when there is none. */
static enum status ouvrir(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct action_place *place, const struct action *ancienne,
                          int64_t *contenu_r, int64_t *version_r)
{
    *contenu_r = ancienne->contenu_id;
    *version_r = ancienne->version;
    if (place->brouillon) {
        return action_modifiable(place->etat, acteur);
    }
    const struct action_situation situation = {.numero = ancienne->numero,
                                               .etat = place->etat,
                                               .vive = true,
                                               .formation_brouillon = ancienne->formation_brouillon,
                                               .refus = ancienne->refus,
                                               .doublon = ancienne->doublon,
                                               .etablissement_nom = ancienne->etablissement_nom};
    *version_r = 1;
    enum status status = action_commencer(db, arena, acteur, &situation);
    return status == STATUS_OK ? poser_brouillon(db, arena, ancienne->numero, ancienne, contenu_r)
                               : status;
}

/* The sessions of an action that nobody has seen yet follow its draft. */
static enum status deplacer(struct db *db, const struct action_place *place,
                            const struct action *ancienne, const struct action *nouvelle)
{
    if (place->vive ||
        (ancienne->site == nouvelle->site &&
         field_equal(field_named(&action_fields, "type"), ancienne, nouvelle) &&
         field_equal(field_named(&action_fields, "modalite_enseignement"), ancienne, nouvelle))) {
        return STATUS_OK;
    }
    int64_t numero = ancienne->numero;
    enum status status = session_compter(db, -1, SESSION_DE_ACTION, numero);
    if (status == STATUS_OK) {
        status = action_compter(db, -1, ACTION_SEULE, numero);
    }
    if (status == STATUS_OK) {
        status = DB_EXEC(db, &ACTION_DEPLACER, NULL, BIND_INT(numero), BIND_INT(nouvelle->site));
    }
    if (status == STATUS_OK) {
        status = action_compter(db, +1, ACTION_SEULE, numero);
    }
    if (status == STATUS_OK) {
        status = session_deriver(db, SESSION_DE_ACTION, numero);
    }
    return status == STATUS_OK ? session_compter(db, 1, SESSION_DE_ACTION, numero) : status;
}

/* What is worked out from its places and from those who pay, where they changed. */
static enum status suivre_details(struct db *db, struct arena *arena, const struct action *action,
                                  int64_t contenu, bool lieux, bool financeurs)
{
    enum status status = STATUS_OK;
    if (lieux) {
        status = situer_lieu(db, arena, action->etablissement_id, action->numero, contenu);
    }
    if (status == STATUS_OK && lieux) {
        status = action_cles(db, ACTION_SEULE, action->numero);
    }
    return status == STATUS_OK && financeurs ? action_publique(db, action->numero) : status;
}

enum status action_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct field_set *set, const struct action *ancienne,
                               const struct action *nouvelle, bool *change_r)
{
    bool sans_risque = false;
    struct action_place place = {0};
    struct offre_changements changements = {0};
    enum status status = offre_changements_lire(db, arena, OFFRE_ACTION, ancienne->contenu_id,
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
    if (place.brouillon || !sans_risque || changements.n > 0) {
        status = ouvrir(db, arena, acteur, &place, ancienne, &contenu, &version);
    }
    struct action ecrite = *ancienne;
    fields_copy(set, &ecrite, nouvelle);
    if (status == STATUS_OK) {
        status = record_update(db, &ACTION, contenu, version, &ecrite);
    }
    if (status == STATUS_OK) {
        status = offre_codes_ecrire(db, OFFRE_ACTION, contenu, set, &ecrite);
    }
    if (status == STATUS_OK) {
        status = deplacer(db, &place, ancienne, &ecrite);
    }
    if (status == STATUS_OK &&
        !field_equal(field_named(&action_fields, "intitule"), ancienne, &ecrite)) {
        status = offre_mots_ajouter(db, ancienne->etablissement_id, MOTS_ACTION, ancienne->numero,
                                    ecrite.intitule);
        if (status == STATUS_OK) {
            status = action_cles(db, ACTION_SEULE, ancienne->numero);
        }
    }
    struct journal_ecriture ligne = ecriture(acteur, ancienne);
    ligne.set = set;
    ligne.avant = ancienne;
    ligne.apres = &ecrite;
    if (status == STATUS_OK) {
        status = offre_changements_ecrire(db, arena, contenu, &changements, &ligne);
    }
    if (status == STATUS_OK) {
        status = suivre_details(db, arena, ancienne, contenu,
                                offre_changements_touchent(&changements, "lieu"),
                                offre_changements_touchent(&changements, "financeur"));
    }
    return status == STATUS_OK ? offre_journaliser(db, arena, &ligne) : status;
}

/* ---- rules */

static void verifier_site(struct form *form, const struct site_liste *sites,
                          const struct action *ancienne, const struct action *nouvelle)
{
    if (!form_is_read(form, "site") || (nouvelle->site && nouvelle->site == ancienne->site)) {
        return;
    }
    for (size_t i = 0; i < sites->n; i++) {
        if (sites->items[i].numero == nouvelle->site && sites->items[i].actif) {
            return;
        }
    }
    form_refuse(form, "site", "choix inconnu, un site actif de l'établissement attendu");
}

static void verifier_heures(struct form *form, struct action *action)
{
    if (!form_is_read(form, "heures_centre") || !form_is_read(form, "heures_entreprise") ||
        !form_is_read(form, "heures_total") ||
        (!action->heures_centre[0] && !action->heures_entreprise[0])) {
        return;
    }
    long somme =
        strtol(action->heures_centre, NULL, 10) + strtol(action->heures_entreprise, NULL, 10);
    if (!action->heures_total[0]) {
        action->heures_total = arena_printf(form->arena, "%ld", somme);
    } else if (strtol(action->heures_total, NULL, 10) != somme) {
        form_refuse(form, "heures_total",
                    arena_printf(form->arena, "%s, attendu %ld, centre et entreprise",
                                 action->heures_total, somme));
    }
}

enum status action_verifier(struct db *db, struct form *form, const struct site_liste *sites,
                            const struct action *ancienne, struct action *nouvelle)
{
    verifier_site(form, sites, ancienne, nouvelle);
    verifier_heures(form, nouvelle);
    enum status status =
        offre_verifier_codes(db, form, ancienne, nouvelle, ancienne->etablissement_id);
    if (status != STATUS_OK) {
        return status;
    }
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}
