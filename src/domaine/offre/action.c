#include "action.h"

#include "action_transitions.h"
#include "dates.h"
#include "derives.h"
#include "dict.h"
#include "droits.h"
#include "offre_enregistrement.h"
#include "offre_lignes.h"
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
    FIELD_TEXT(A, intitule, .publique = FIELD_FOR_ALL, .label = "Intitulé", .maximum = 255,
               .help = "Facultatif, s'ajoute à celui de la formation", .section = "description"),
    FIELD_INT(A, site, .label = "Site dispensateur", .flags = FIELD_REQUIRED,
              .lheo = "organisme-formateur", .section = "description"),
    FIELD_CHOICE(A, type, .publique = FIELD_FOR_ALL, .label = "Type", .flags = FIELD_REQUIRED,
                 .choices = types, .section = "description"),
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
    HEURES(duree_hebdomadaire, "Durée hebdomadaire", .publique = FIELD_FOR_ALL, .help = "En heures",
           .section = "durees"),
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

static const struct field annexe[] = {
    FIELD_TEXT(A, message, .publique = FIELD_FOR_NOBODY, .label = ACTION_MESSAGE, .maximum = 1000,
               .flags = FIELD_MULTILINE,
               .help = "Facultatif. Dites pourquoi vous modifiez\u00A0: l'examen va plus vite"),
};

const struct field_set action_annexe = {annexe, sizeof annexe / sizeof *annexe};

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

#define TABLES                                                                                     \
    " FROM action a JOIN formation f ON f.numero = a.formation"                                    \
    " JOIN etablissement e ON e.id = a.etablissement_id JOIN action_contenu c"

/* What the person saw, and the history of its versions: for gestures and pages alone. */
#define COLONNES                                                                                   \
    ACTION_COLONNES ", CAST(fc.id AS TEXT) || '.' || CAST(fc.version AS TEXT),"                    \
                    " (SELECT CAST(sum(n.numero + n.version) AS BIGINT) FROM session n"            \
                    "  WHERE n.action = a.numero), (SELECT max(j.id) FROM journal j),"             \
                    " a.envoyee_a, a.validee_a, a.message, " OFFRE_DEBUT("c")
#define TYPES ACTION_TYPES "tiiiit" OFFRE_DEBUT_TYPES

RECORD_STATEMENT(ACTION_CHARGER, "i", TYPES,
                 "SELECT " COLONNES TABLES " ON c.id = coalesce(a.brouillon, a.vive)"
                 " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"
                 " JOIN site s ON s.numero = c.site WHERE a.numero = $1");

RECORD_STATEMENT(ACTION_CHARGER_VIVE, "i", TYPES,
                 "SELECT " COLONNES TABLES
                 " ON c.id = a.vive JOIN formation_contenu fc ON fc.id = f.vive"
                 " JOIN site s ON s.numero = c.site WHERE a.numero = $1");

STATEMENT(ACTION_AUTORISER, "ibi", "i",
          "SELECT a.numero FROM action a WHERE a.numero = $1 AND " DROITS_VOIT("a.site", "$2",
                                                                               "$3"));

STATEMENT(ACTION_SITUER, "ibi", "iiit",
          "SELECT a.vive, a.brouillon, c.version, a.etat FROM action a"
          " JOIN action_contenu c ON c.id = coalesce(a.brouillon, a.vive)"
          " WHERE a.numero = $1 AND " DROITS_VOIT("a.site", "$2", "$3"));

STATEMENT(ACTION_SITE, "ii", "i",
          "SELECT numero FROM site WHERE numero = $1 AND etablissement_id = $2");

STATEMENT(ACTION_CREER, "iiii", "i",
          "INSERT INTO action (formation, etablissement_id, site, etat, creee_a)"
          " SELECT numero, etablissement_id, CAST($3 AS BIGINT), '" ETAT_EN_COURS "',"
          " CAST($4 AS BIGINT) FROM formation WHERE numero = $1 AND etablissement_id = $2"
          " RETURNING numero");

/* Version 0: the fields follow by record_update(), which makes it 1. */
STATEMENT(ACTION_CONTENU_CREER, "iii", "i",
          "INSERT INTO action_contenu (version, action, site, commencee_a, commencee_par)"
          " SELECT 0, numero, site, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM action"
          " WHERE numero = $1 RETURNING id");

STATEMENT(ACTION_BROUILLON, "ii", "", "UPDATE action SET brouillon = $2 WHERE numero = $1");

STATEMENT(ACTION_DEPLACER, "ii", "",
          "UPDATE action SET site = $2 WHERE numero = $1 AND vive IS NULL");

/* ---- reading */

int action_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct action *a = record;
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
    a->site_ouvert = db_bool(rows, n + 15);
    a->perdues = (unsigned)db_int(rows, n + 16);
    a->site_vif = db_int(rows, n + 17);
    a->remplace = db_bool(rows, n + 18);
    a->vu = "";
    return record_read(rows, n + 19, &action_fields, arena, a);
}

static int lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record)
{
    struct action *a = record;
    n = action_lire_ligne(rows, n, arena, a);
    a->vu = arena_printf(arena, "%lld.%lld.%s.%lld.%lld", (long long)a->contenu_id,
                         (long long)a->version, db_text(rows, n, NULL),
                         (long long)db_int(rows, n + 1), (long long)db_int(rows, n + 2));
    a->envoyee_a = db_int(rows, n + 3);
    a->validee_a = db_int(rows, n + 4);
    a->message = db_text(rows, n + 5, arena);
    return offre_debut_lire(rows, n + 6, arena, &a->debut);
}

static const struct notice action_notice = {
    .nom = "action",
    .set = &action_fields,
    .type = &ACTION,
    NOTICE_MEMBRES(struct action, contenu_id),
    .numero = offsetof(struct action, numero),
    .site = offsetof(struct action, site_vif),
    .listes = &offre_listes_de[OFFRE_ACTION],
    .lire_ligne = lire_ligne,
};

enum status action_autoriser(struct db *db, const struct acteur *acteur, int64_t numero)
{
    int64_t permise = 0;
    TRY(DB_NUMBER(db, &ACTION_AUTORISER, &permise, BIND_INT(numero),
                  BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id)));
    return permise ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status action_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                        int64_t numero, struct action *action_r)
{
    return notice_lire(db, arena, acteur, &action_notice, &ACTION_CHARGER, BIND_INT(numero),
                       action_r);
}

enum status action_lire_vive(struct db *db, struct arena *arena, const struct acteur *acteur,
                             int64_t numero, struct action *action_r)
{
    return notice_lire(db, arena, acteur, &action_notice, &ACTION_CHARGER_VIVE, BIND_INT(numero),
                       action_r);
}

enum status action_situer(struct db *db, const struct acteur *acteur, int64_t numero,
                          struct offre_place *place_r)
{
    bool found = false;
    struct db_rows rows;
    DB_QUERY(db, &ACTION_SITUER, &rows, BIND_INT(numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        found = true;
        *place_r = (struct offre_place){.vive = db_int(&rows, 0),
                                        .brouillon = db_int(&rows, 1),
                                        .version = db_int(&rows, 2),
                                        .etat = action_etat_lu(db_text(&rows, 3, NULL))};
    }
    TRY(db_end(&rows));
    return found ? STATUS_OK : STATUS_NOT_FOUND;
}

/* ---- saving */

/* STATUS_CONFLICT comes from offre_enregistrer(). */
static enum status situer(struct offre_enregistrement *e)
{
    const struct action *action = e->ancienne;
    return action_situer(e->db, e->acteur, action->numero, &e->place);
}

static const struct offre_registre registre;

/* The draft of action `numero`, as the lists show its place. */
static enum status poser_brouillon(struct db *db, struct arena *arena, const struct acteur *acteur,
                                   int64_t numero, const struct action *record, int64_t *contenu_r)
{
    TRY(offre_brouillon_poser(db, acteur, &registre, numero, record, contenu_r));
    return record->contenu_id
               ? action_situer_lieu(db, arena, record->etablissement_id, numero, *contenu_r)
               : STATUS_OK;
}

/* The draft that may be written, made from what is live when there is none. */
static enum status preparer(struct offre_enregistrement *e)
{
    const struct action *ancienne = e->ancienne;
    if (e->place.brouillon) {
        return action_modifiable(e->place.etat, e->acteur);
    }
    if (e->sans_risque) {
        return STATUS_OK;
    }
    const struct action_situation situation = {.numero = ancienne->numero,
                                               .etat = e->place.etat,
                                               .vive = true,
                                               .formation_brouillon = ancienne->formation_brouillon,
                                               .remplace = ancienne->remplace,
                                               .refus = ancienne->refus,
                                               .doublon = ancienne->doublon,
                                               .etablissement_nom = ancienne->etablissement_nom};
    e->version = 1;
    TRY(action_commencer(e->db, e->arena, e->acteur, &situation));
    return poser_brouillon(e->db, e->arena, e->acteur, ancienne->numero, ancienne, &e->contenu);
}

/* Some of the fields differ, NULL ends them. */
static bool touche(const struct offre_enregistrement *e, const char *const *noms)
{
    for (; *noms; noms++) {
        if (!field_equal(field_named(&action_fields, *noms), e->ancienne, e->ecrite)) {
            return true;
        }
    }
    return false;
}

/* The sessions of an action that nobody has seen yet follow its draft. */
static enum status deplacer(struct offre_enregistrement *e)
{
    static const char *const suivis[] = {"site", "type", "modalite_enseignement", NULL};
    const struct action *action = e->ecrite;
    int64_t numero = action->numero;
    struct db *db = e->db;
    if (e->place.vive || !touche(e, suivis)) {
        return STATUS_OK;
    }
    TRY(session_compter(db, -1, SESSION_DE_ACTION, numero));
    TRY(action_compter(db, -1, ACTION_SEULE, numero));
    TRY(DB_EXEC(db, &ACTION_DEPLACER, NULL, BIND_INT(numero), BIND_INT(action->site)));
    TRY(action_compter(db, +1, ACTION_SEULE, numero));
    TRY(session_deriver(db, SESSION_DE_ACTION, numero));
    return session_compter(db, 1, SESSION_DE_ACTION, numero);
}

/* Its words, its places and those who pay, where they changed. */
static enum status suivre(struct offre_enregistrement *e)
{
    static const char *const nom[] = {"intitule", NULL};
    const struct action *action = e->ecrite;
    bool intitule = touche(e, nom);
    bool lieux = offre_changements_touchent(&e->changements, "lieu");
    TRY(deplacer(e));
    if (intitule) {
        TRY(offre_mots_ajouter(e->db, action->etablissement_id, MOTS_ACTION, action->numero,
                               action->intitule));
    }
    if (lieux) {
        TRY(action_situer_lieu(e->db, e->arena, action->etablissement_id, action->numero,
                               e->contenu));
    }
    if (intitule || lieux) {
        TRY(action_cles(e->db, ACTION_SEULE, action->numero));
    }
    return offre_changements_touchent(&e->changements, "financeur")
               ? action_publique(e->db, action->numero)
               : STATUS_OK;
}

static const struct offre_registre registre = {.notice = &action_notice,
                                               .noun = OFFRE_ACTION,
                                               .contenu_creer = &ACTION_CONTENU_CREER,
                                               .brouillon = &ACTION_BROUILLON,
                                               .situer = situer,
                                               .preparer = preparer,
                                               .suivre = suivre};

enum status action_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct field_set *set, const struct action *ancienne,
                               const struct action *nouvelle, bool *change_r)
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

STATEMENT(ACTION_MESSAGE_ECRIRE, "it", "i",
          "UPDATE action SET message = $2 WHERE numero = $1 AND etat = '" ETAT_EN_COURS
          "' RETURNING numero");

enum status action_garder_message(struct db *db, const struct action *ancienne,
                                  const struct action *nouvelle, bool *change_r)
{
    int64_t ecrit = 0;
    if (fields_equal(&action_annexe, ancienne, nouvelle)) {
        return STATUS_OK;
    }
    TRY(DB_NUMBER(db, &ACTION_MESSAGE_ECRIRE, &ecrit, BIND_INT(ancienne->numero),
                  BIND_TEXT_OR_NULL(nouvelle->message)));
    *change_r = *change_r || ecrit;
    return STATUS_OK;
}

/* A new action whose draft says what `modele` says. */
static enum status creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct action *modele, int64_t *numero_r)
{
    struct action neuve = *modele;
    neuve.numero = 0;
    TRY(droits_site(db, acteur, modele->site));
    TRY(DB_NUMBER(db, &ACTION_CREER, &neuve.numero, BIND_INT(modele->formation),
                  BIND_INT(modele->etablissement_id), BIND_INT(modele->site),
                  BIND_INT(dates_now())));
    TRY(neuve.numero ? STATUS_OK : STATUS_NOT_FOUND);
    TRY(poser_brouillon(db, arena, acteur, neuve.numero, modele, &neuve.contenu_id));
    TRY(action_compter(db, +1, ACTION_SEULE, neuve.numero));
    TRY(action_cles(db, ACTION_SEULE, neuve.numero));
    if (modele->contenu_id) {
        TRY(action_publique(db, neuve.numero));
    }
    TRY(offre_mots_ajouter(db, neuve.etablissement_id, MOTS_ACTION, neuve.numero, neuve.intitule));
    const struct journal_ecriture ligne = notice_ligne(&action_notice, acteur, NULL, &neuve);
    TRY(offre_journaliser(db, arena, &ligne));
    *numero_r = neuve.numero;
    return STATUS_OK;
}

enum status action_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                         const struct formation *formation, int64_t site, int64_t *numero_r)
{
    int64_t sien = 0;
    TRY(DB_NUMBER(db, &ACTION_SITE, &sien, BIND_INT(site), BIND_INT(formation->etablissement_id)));
    if (!sien) {
        return STATUS_NOT_FOUND;
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

/* ---- rules */

static void verifier_site(struct form *form, const struct site_liste *sites,
                          const struct action *ancienne, const struct action *nouvelle)
{
    if (!form_is_read(form, "site") || (nouvelle->site && nouvelle->site == ancienne->site)) {
        return;
    }
    const struct site_ligne *site = site_de_liste(sites, nouvelle->site);
    if (!site || !site->actif) {
        form_refuse(form, "site", "choix inconnu, un site actif de l'établissement attendu");
    }
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
    TRY(offre_verifier_codes(db, form, ancienne, nouvelle, ancienne->etablissement_id));
    return form->error_count ? STATUS_REFUSED : STATUS_OK;
}
