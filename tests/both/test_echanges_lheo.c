/* Documents of LHEO 2.3: those of the demonstration and one with every field pass the schema; their
 * numbers, dates and codes are read back by value; what is incomplete or hostile stays well-formed.
 */
#include "lheo_ecrivain.h"
#include "test_db.h"

#include "crypto.h"
#include "dates.h"
#include "demonstration.h"
#include "demonstration_offre.h"
#include "formacode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define XSD SOFI_SHARED_DATA "/lheo/lheo-2.3.xsd"
#define GIP "13000511900032"

STATEMENT(TEST_LHEO_ACTIONS, "", "i", "SELECT numero FROM action ORDER BY numero");
STATEMENT(TEST_LHEO_SESSION, "i", "tt", "SELECT debut, fin FROM session WHERE numero = $1");
STATEMENT(TEST_LHEO_A_VENIR, "it", "i",
          "SELECT count(*) FROM session WHERE action = $1 AND fin >= $2 AND desactivee_le IS NULL");
STATEMENT(TEST_LHEO_VERSION, "", "i", "SELECT max(version) FROM formacode_version");

static const struct acteur officier = {.profil = PROFIL_CARIF, .nom = "", .email = ""};
static struct db *db;
static struct arena *arena;
static char today[DATES_ISO_SIZE];
static xmlSchemaPtr schema; /* NULL: the schema is not on this machine */

/* ---- reading a document back */

static void silent(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void loud(void *context, const char *format, ...)
{
    (void)context;
    va_list args;
    va_start(args, format);
    vprint_error(format, args);
    va_end(args);
}

struct document {
    struct buffer bytes;
    xmlDocPtr xml;
    xmlXPathContextPtr xpath;
};

static struct document open_document(const struct formation_entiere *formation)
{
    struct document d = {0};
    buffer_init(&d.bytes, arena, 0);
    lheo_ecrire(arena, &(struct formations_entieres){formation, 1}, &d.bytes);
    d.xml = xmlReadMemory(d.bytes.data, (int)d.bytes.length, "lheo.xml", NULL,
                          XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (!d.xml) {
        fail_msg("not well-formed\n%s", d.bytes.data);
    }
    d.xpath = xmlXPathNewContext(d.xml);
    xmlXPathRegisterNs(d.xpath, BAD_CAST "l", BAD_CAST "http://lheo.gouv.fr/2.3");
    return d;
}

static void close_document(struct document *d)
{
    xmlXPathFreeContext(d->xpath);
    xmlFreeDoc(d->xml);
}

/* Text of the first node that the path finds, or what a function of XPath gives. */
static const char *at(const struct document *d, const char *path)
{
    xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, d->xpath);
    assert_non_null(found);
    xmlChar *text = xmlXPathCastToString(found);
    const char *copy = arena_strdup(arena, (const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(found);
    return copy;
}

static void assert_at(const struct document *d, const char *path, const char *expected)
{
    const char *text = at(d, path);
    if (strcmp(text, expected) != 0) {
        fail_msg("%s is \"%s\", \"%s\" expected", path, text, expected);
    }
}

/* 0: it passes. True where the schema is not there: only its judgement is left out. */
static bool passes(const struct document *d, bool tell)
{
    xmlSchemaValidCtxtPtr context = schema ? xmlSchemaNewValidCtxt(schema) : NULL;
    if (!context) {
        return true;
    }
    xmlSchemaSetValidErrors(context, tell ? loud : silent, tell ? loud : silent, NULL);
    int verdict = xmlSchemaValidateDoc(context, d->xml);
    xmlSchemaFreeValidCtxt(context);
    return verdict == 0;
}

static void assert_passes(const struct document *d)
{
    if (!passes(d, true)) {
        fail_msg("refused by the schema\n%s", d->bytes.data);
    }
}

static void assert_nothing_empty(const struct document *d)
{
    assert_at(d, "count(//*[not(node())])", "0");
}

/* ---- the demonstration */

static int setup(void **state)
{
    (void)state;
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    arena = arena_create(0);
    dates_today(today);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

static void demonstrate(int64_t sessions)
{
    assert_int_equal(formacode_installer_extrait(db, arena), STATUS_OK);
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    const struct demonstration_offre offre = {.sessions = sessions, .graine = 1};
    if (sessions) {
        assert_int_equal(demonstration_offre_generer(db, arena, &offre), STATUS_OK);
    }
}

static struct document document_of(int64_t action)
{
    struct formations_entieres formations = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(action_autoriser(db, &officier, action), STATUS_OK);
    assert_int_equal(formation_entiere_charger(db, arena, &action, 1, today, &formations),
                     STATUS_OK);
    assert_in_range(db_statements_run(db) - before, 1, 6);
    assert_int_equal(formations.n, 1);
    assert_int_equal(formations.items[0].actions.n, 1);
    return open_document(&formations.items[0]);
}

static const char *lheo_date(const char *iso)
{
    return arena_printf(arena, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
}

static void test_the_action_of_the_manual(void **state)
{
    (void)state;
    struct db_rows rows;
    const char *debut = NULL;
    const char *fin = NULL;
    int64_t version = 0;
    demonstrate(0);
    DB_QUERY(db, &TEST_LHEO_SESSION, &rows, BIND_INT(133036));
    assert_true(db_next(&rows));
    debut = lheo_date(db_text(&rows, 0, arena));
    fin = lheo_date(db_text(&rows, 1, arena));
    assert_int_equal(db_end(&rows), STATUS_OK);
    db_query(db, &TEST_LHEO_VERSION, &rows, NULL, 0);
    assert_true(db_next(&rows));
    version = db_int(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);

    struct document d = document_of(50751);
    assert_passes(&d);
    assert_nothing_empty(&d);
    assert_at(&d, "name(/*)", "lheo");
    assert_at(&d, "//l:formation/@numero", "192");
    assert_at(&d, "//l:action/@numero", "192-50751");
    assert_at(&d, "//l:organisme-formation-responsable/@numero", GIP);
    assert_at(&d, "//l:organisme-formation-responsable/l:SIRET-organisme-formation/l:SIRET", GIP);
    assert_at(&d, "//l:organisme-formateur/@numero", GIP);
    assert_at(&d, "//l:intitule-formation", "Titre professionnel assistant ressources humaines");
    assert_at(&d, "//l:code-FORMACODE[1]/@ref", arena_printf(arena, "V%d", (int)version));
    assert_at(&d, "//l:domaine-formation/l:code-FORMACODE[1]/@tag", "principal");
    assert_at(&d, "//l:code-public-vise[1]/@ref", "V10");
    assert_at(&d, "//l:certification/l:code-RNCP", "41366");
    assert_at(&d, "//l:prix-total-TTC", "7560.00");
    assert_at(&d, "//l:action/l:extras[@info='sofi']/l:extra[@info='etat']", "validee");
    assert_at(&d, "//l:action/l:extras[@info='sofi']/l:extra[@info='type']", "continue");
#define SESSION "//l:session[@numero='192-50751-133036']"
    assert_at(&d, SESSION "/l:periode/l:debut", debut);
    assert_at(&d, SESSION "/l:periode/l:fin", fin);
    assert_at(&d, SESSION "/l:extras[@info='dispositif']/l:extra/@numero", "8");
    assert_at(&d, SESSION "/l:extras[@info='dispositif']/l:extra/@info", "programme-region");
    /* Ended, stopped by hand, archived: partners read three of its six sessions. */
    assert_at(&d, "count(//l:session)", "3");
    assert_at(&d, "count(//l:session[contains(@numero, '133039') or contains(@numero, '133040')])",
              "0");
    close_document(&d);

    d = document_of(50752); /* live, and modified; in apprenticeship and professionalisation */
    assert_at(&d, "count(//l:extra[@info='contrat-apprentissage'][@numero='3'])", "2");
    assert_at(&d, "count(//l:extra[@info='contrat-professionnalisation'][@numero='4'])", "1");
    assert_at(&d, "//l:prix-total-TTC", "8200.00");
    close_document(&d);
}

/* Actions that nothing keeps from being sent, and that have sessions to come, pass. */
static void test_every_action_of_the_demonstration(void **state)
{
    (void)state;
    demonstrate(300);
    int64_t numeros[400];
    size_t n = 0;
    size_t judged = 0;
    struct db_rows rows;
    db_query(db, &TEST_LHEO_ACTIONS, &rows, NULL, 0);
    while (n < 400 && db_next(&rows)) {
        numeros[n++] = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    for (size_t i = 0; i < n; i++) {
        struct action action = {0};
        struct offre_manques manques = {0};
        int64_t a_venir = 0;
        assert_int_equal(action_lire(db, arena, &officier, numeros[i], &action), STATUS_OK);
        assert_int_equal(action_manques(db, arena, &action, &manques), STATUS_OK);
        DB_QUERY(db, &TEST_LHEO_A_VENIR, &rows, BIND_INT(numeros[i]), BIND_TEXT(today));
        if (db_next(&rows)) {
            a_venir = db_int(&rows, 0);
        }
        assert_int_equal(db_end(&rows), STATUS_OK);
        struct document d = document_of(numeros[i]);
        assert_nothing_empty(&d);
        assert_at(&d, "count(//l:session)", arena_printf(arena, "%d", (int)a_venir));
        if (manques.n == 0 && a_venir) {
            assert_passes(&d);
            judged++;
        }
        close_document(&d);
    }
    assert_true(n > 50);
    assert_true(judged > n / 2);
}

/* What was read as a set is what the record by itself says. */
static void assert_whole(const struct formation_entiere *f, const struct action_entiere *a)
{
    struct action action = {0};
    struct formation formation = {0};
    struct site site = {0};
    struct etablissement etablissement = {0};
    struct offre_details details = {0};
    assert_int_equal(action_lire(db, arena, &officier, a->action->numero, &action), STATUS_OK);
    assert_int_equal(formation_lire(db, arena, &officier, f->formation->numero, &formation),
                     STATUS_OK);
    assert_int_equal(site_lire(db, arena, &officier, action.site, &site), STATUS_OK);
    assert_int_equal(
        etablissement_lire(db, arena, &officier, action.etablissement_siret, &etablissement),
        STATUS_OK);
    assert_int_equal(action.formation, f->formation->numero);
    assert_true(fields_equal(&action_fields, &action, a->action));
    assert_true(fields_equal(&formation_fields, &formation, f->formation));
    assert_true(fields_equal(&site_fields, &site, a->site));
    assert_true(fields_equal(&etablissement_fields, &etablissement, f->etablissement));
    assert_int_equal(etablissement.formacodes.n, f->etablissement->formacodes.n);
    assert_true(f->principal->principal);
    assert_int_equal(f->principal->etablissement_id, etablissement.id);
    assert_int_equal(offre_details_lire(db, arena, OFFRE_ACTION, action.contenu_id, &details),
                     STATUS_OK);
    assert_int_equal(details.n, a->details.n);
    for (size_t i = 0; i < details.n; i++) {
        assert_true(fields_equal(details.items[i].genre->set, details.items[i].record,
                                 a->details.items[i].record));
    }
    for (size_t i = 0; i < a->sessions.n; i++) {
        struct session session = {0};
        const struct session *told = &a->sessions.items[i].session;
        assert_int_equal(session_lire(db, arena, &officier, told->numero, &session), STATUS_OK);
        assert_int_equal(session.action, a->action->numero);
        assert_true(fields_equal(&session_fields, &session, told));
    }
    for (size_t i = 0; i < f->contacts.n; i++) {
        struct contact contact = {0};
        const struct contact *told = &f->contacts.items[i];
        assert_int_equal(contact_lire(db, arena, &officier, told->numero, &contact), STATUS_OK);
        assert_int_equal(contact.etablissement_id, etablissement.id);
        assert_true(fields_equal(&contact_fields, &contact, told));
    }
}

static void test_a_hundred_actions_are_one_set(void **state)
{
    (void)state;
    demonstrate(600);
    int64_t numeros[100];
    size_t n = 0;
    size_t told = 0;
    size_t sessions = 0;
    struct db_rows rows;
    struct formations_entieres formations = {0};
    db_query(db, &TEST_LHEO_ACTIONS, &rows, NULL, 0);
    while (n < 100 && db_next(&rows)) {
        numeros[99 - n++] = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(n, 100);
    uint64_t before = db_statements_run(db);
    assert_int_equal(formation_entiere_charger(db, arena, numeros, n, today, &formations),
                     STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 5);
    for (size_t i = 0; i < formations.n; i++) {
        const struct formation_entiere *f = &formations.items[i];
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(formations.items[j].formation->numero, f->formation->numero);
        }
        for (size_t j = 0; j < f->actions.n; j++, told++) {
            assert_whole(f, &f->actions.items[j]);
            sessions += f->actions.items[j].sessions.n;
        }
    }
    assert_int_equal(told, 100);
    assert_true(sessions > 100);
    struct document d = open_document(&formations.items[0]);
    assert_nothing_empty(&d);
    close_document(&d);
}

static void test_nobody_else_reads_it(void **state)
{
    (void)state;
    const struct acteur autre = {.compte_id = 99, .profil = PROFIL_OF, .nom = "", .email = ""};
    struct formations_entieres formations = {0};
    demonstrate(0);
    struct db_rows rows;
    db_query(db, &TEST_LHEO_ACTIONS, &rows, NULL, 0);
    assert_true(db_next(&rows));
    int64_t numero = db_int(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(action_autoriser(db, &officier, numero), STATUS_OK);
    assert_int_equal(action_autoriser(db, &autre, numero), STATUS_NOT_FOUND);
    assert_int_equal(action_autoriser(db, &officier, 99999), STATUS_NOT_FOUND);
    numero = 99999;
    assert_int_equal(formation_entiere_charger(db, arena, &numero, 1, today, &formations),
                     STATUS_OK);
    assert_int_equal(formations.n, 0);
}

/* ---- every field of every kind */

#define LISTE(...)                                                                                 \
    {                                                                                              \
        (const char *[]){__VA_ARGS__}, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)      \
    }
#define HOSTILE "a < b & c > d \"e\" 'f' ]]> <g/> é"

static const struct formation full_formation = {
    .numero = 192,
    .intitule = HOSTILE,
    .formacodes = LISTE("33054", "44508"),
    .nsf = LISTE("315"),
    .rome = LISTE("M1501", "M1502"),
    .objectif = "Objectif\nsur deux lignes",
    .resultats_attendus = "Résultats",
    .contenu = "Contenu",
    .certifiante = "1",
    .parcours = "4",
    .niveau_entree = "14",
    .niveau_sortie = "15",
    .objectif_general = "6",
    .contacts = LISTE("3127", "3128"),
    .liens = LISTE("https://exemple.fr/a?b=1&c=2", "https://exemple.fr/d"),
    .identifiant_module = "M0",
    .positionnement = "1",
};
static const struct action full_action = {
    .numero = 50751,
    .formation = 192,
    .etat = ACTION_VALIDEE,
    .intitule = "En alternance",
    .site = 36364,
    .type = "initiale",
    .modalite_enseignement = "1",
    .rythme = "Temps plein",
    .publics = LISTE("83056", "82060"),
    .info_public_vise = "Pour tous",
    .niveau_entree_obligatoire = "0",
    .modalites_alternance = "Une semaine sur deux",
    .conditions_specifiques = "Aucune",
    .prise_en_charge = "1",
    .detail_prise_en_charge = "OPCO",
    .entrees_sorties = "1",
    .heures_centre = "400",
    .heures_entreprise = "200",
    .heures_total = "600",
    .duree_hebdomadaire = "35",
    .duree_indicative = "6 mois",
    .duree_cycle = "2",
    .duree_conventionnee = "600",
    .conventionnement = "1",
    .prix_horaire = "12.50",
    .prix_total = "7500.00",
    .frais_restants = "50 euros",
    .modalites_pedagogiques = "Cours",
    .codes_pedagogiques = LISTE("96139", "96145"),
    .modalites_recrutement = "Entretien",
    .perimetre_recrutement = "3",
    .infos_perimetre = "Région",
    .restauration = "Cantine",
    .hebergement = "Internat",
    .transport = "Tram 1",
    .acces_handicapes = "Rampe",
    .langues = LISTE("fr", "en"),
    .dates_information = LISTE("2021-06-28", "2021-07-05"),
    .liens = LISTE("https://exemple.fr/action"),
};
static const struct session full_session = {
    .numero = 133036,
    .debut = "2021-06-28",
    .fin = "2022-02-28",
    .ligne1 = "1 rue A",
    .ligne2 = "Bâtiment B",
    .ligne3 = "Porte C",
    .code_postal = "44200",
    .ville = "NANTES",
    .commune = "Nantes",
    .modalites_inscription = "Par mail",
    .inscription_debut = "",
    .inscription_fin = "2021-06-01",
    .etat_recrutement = "1",
    .places = "12",
    .dispositifs = LISTE("3", "8", "77"),
    .contacts = LISTE("3128"),
    .lien = "https://exemple.fr/session",
};
static const struct certification certification = {"35030", "80735", "5000", "246823", "33054"};
static const struct type_formation type_formation = {"246823", "ELU12345"};
static const struct sous_module sous_module = {"M1", "1"};
static const struct module_prerequis prerequis = {"M2"};
static const struct lieu lieu = {
    GIP,         "0440001M",       "Lieu",           "2 rue A", "B",
    "C",         "44000",          "NANTES",         "44109",   "-1.520554",
    "47.209355", "02 40 20 21 31", "lieu@exemple.fr"};
static const struct financeur financeur = {"2", "10"};
static const struct enseignement enseignement = {"Droit social", "1", "1", "Le matin"};
static const struct equipement equipement = {"1", "120", "Ordinateur"};
static const struct adresse_information information = {"Accueil", "3 rue A", "B",    "C",
                                                       "98800",   "NOUMEA",  "98818"};
static const struct recrutement recrutement = {
    "1",  "3",          "Région",     "0",      "Salle", "4 rue A",
    "B",  "C",          "44000",      "NANTES", "44109", "https://exemple.fr/recrutement",
    "20", "2021-06-01", "2021-06-02", "14h15",  "16h",   "Venir à l'heure"};
static const struct reference_certification reference = {"35030", "80735", "5000"};
static const struct bloc bloc = {"1", "35030", "80735", "5000", "Paie", "RNCP35030BC01"};
static const struct cycle cycle = {"1", LISTE("1", "2"), "8", "12", "24", "1", "1", "2", "3"};

static void put(struct offre_details *details, enum offre_noun noun, const char *genre,
                const void *record)
{
    details->items = arena_grow(arena, details->items, details->n * sizeof *details->items,
                                (details->n + 1) * sizeof *details->items);
    details->items[details->n++] = (struct offre_detail){offre_genre_nomme(noun, genre), 1, record};
    assert_non_null(details->items[details->n - 1].genre);
}

static bool is_empty(const struct field *field, const void *record)
{
    return field->type == FIELD_TYPE_LIST  ? field_list(field, record).n == 0
           : field->type == FIELD_TYPE_INT ? field_int(field, record) == 0
                                           : field_text(field, record)[0] == '\0';
}

/* A field that is added to a record wants its place here, and in the writer. */
static void assert_told(const struct document *d, const struct field_set *set, const void *record)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct field *field = &set->fields[i];
        /* The beginning of the inscriptions is unknown on purpose. */
        if (is_empty(field, record) && strcmp(field->name, "inscription_debut") != 0) {
            fail_msg("%s is empty", field->name);
        }
        if (field->lheo) {
            assert_at(d, arena_printf(arena, "boolean(//l:%s)", field->lheo), "true");
        }
    }
}

struct full {
    struct formation_entiere formation;
    struct action_entiere action;
    struct session_entiere session;
    struct etablissement etablissement;
    struct site site;
    struct contact contacts[2];
    struct dispositif dispositifs[2];
    struct formacode_ref domaines[2];
};

static void fill_details(struct full *f)
{
    struct offre_details *d = &f->formation.details;
    put(d, OFFRE_FORMATION, "certification", &certification);
    put(d, OFFRE_FORMATION, "module_prerequis", &prerequis);
    put(d, OFFRE_FORMATION, "sous_module", &sous_module);
    put(d, OFFRE_FORMATION, "type_formation", &type_formation);
    d = &f->action.details;
    put(d, OFFRE_ACTION, "adresse_information", &information);
    put(d, OFFRE_ACTION, "enseignement", &enseignement);
    put(d, OFFRE_ACTION, "equipement", &equipement);
    put(d, OFFRE_ACTION, "financeur", &financeur);
    put(d, OFFRE_ACTION, "lieu", &lieu);
    d = &f->session.details;
    put(d, OFFRE_SESSION, "bloc", &bloc);
    put(d, OFFRE_SESSION, "cycle", &cycle);
    put(d, OFFRE_SESSION, "recrutement", &recrutement);
    put(d, OFFRE_SESSION, "reference_certification", &reference);
}

static void assert_details_told(const struct document *d, const struct offre_details *details)
{
    for (size_t i = 0; i < details->n; i++) {
        assert_told(d, details->items[i].genre->set, details->items[i].record);
    }
}

static struct text_list qualite = LISTE("qualiopi");
static struct text_list categories = LISTE("af", "app");
static struct text_list referents = LISTE("sofi", "1", "14");

static struct full *full(void)
{
    struct full *f = ARENA_NEW(arena, struct full);
    f->site = (struct site){.numero = 36364,
                            .nom_usage = "Siège",
                            .ligne1 = "12 rue de Rennes",
                            .code_postal = "44200",
                            .bureau_distributeur = "NANTES CEDEX 2",
                            .commune_insee = "44109",
                            .longitude = "-1.520554",
                            .latitude = "47.209355",
                            .telephone_fixe = "02 40 20 21 31",
                            .telephone_mobile = "06 39 98 00 01",
                            .email = "siege@exemple.fr",
                            .site_web = "https://exemple.fr",
                            .qualite = qualite,
                            .fin_qualiopi = "2027-12-31",
                            .categories_qualiopi = categories,
                            .restauration = "Du site"};
    f->domaines[0] = (struct formacode_ref){.version = 13, .code = "44508", .libelle = ""};
    f->domaines[1] = (struct formacode_ref){.version = 14, .code = "33054", .libelle = ""};
    f->etablissement = (struct etablissement){.siret = GIP,
                                              .raison_sociale = "GIP CARIF OREF",
                                              .nda = "52440404344",
                                              .uai = "0440001M",
                                              .formacodes = {f->domaines, 2}};
    f->contacts[0] = (struct contact){.numero = 3127,
                                      .civilite = "F",
                                      .nom = "AUBRY",
                                      .prenom = "Camille",
                                      .fonction = "Directrice",
                                      .telephone = "39 36",
                                      .email = "camille@exemple.fr",
                                      .referents = referents,
                                      .public = true};
    f->contacts[1] = (struct contact){.numero = 3128,
                                      .civilite = "",
                                      .nom = "ÉVRARD",
                                      .prenom = "Alix",
                                      .fonction = "",
                                      .telephone = "",
                                      .email = ""};
    f->dispositifs[0] =
        (struct dispositif){"3", "Apprentissage", "1", "apprentissage", false, true};
    f->dispositifs[1] = (struct dispositif){"8", "Région", "2", "programme-region", true, true};
    f->session.session = full_session;
    f->action.action = &full_action;
    f->action.site = &f->site;
    f->action.sessions = (struct session_entieres){&f->session, 1};
    f->formation.formation = &full_formation;
    f->formation.etablissement = &f->etablissement;
    f->formation.principal = &f->site;
    f->formation.contacts = (struct contacts){f->contacts, 2};
    f->formation.dispositifs = (struct dispositifs){f->dispositifs, 2};
    f->formation.formacode = 14;
    f->formation.actions.items = &f->action;
    f->formation.actions.n = 1;
    fill_details(f);
    return f;
}

static void test_every_field(void **state)
{
    (void)state;
    struct full *f = full();
    size_t genres = 0;
    while (offre_genres[genres].code) {
        genres++;
    }
    assert_int_equal(genres, f->formation.details.n + f->action.details.n + f->session.details.n);
    struct document d = open_document(&f->formation);
    assert_passes(&d);
    assert_nothing_empty(&d);
    assert_told(&d, &formation_fields, &full_formation);
    assert_told(&d, &action_fields, &full_action);
    assert_told(&d, &session_fields, &full_session);
    assert_details_told(&d, &f->formation.details);
    assert_details_told(&d, &f->action.details);
    assert_details_told(&d, &f->session.details);
    static const struct {
        const char *path, *expected;
    } values[] = {
        {"//l:intitule-formation", HOSTILE},
        {"//l:objectif-formation", "Objectif\nsur deux lignes"},
        {"//l:domaine-formation/l:code-FORMACODE[2]/@ref", "V14"},
        {"count(//l:domaine-formation/l:code-FORMACODE[@tag])", "1"},
        {"//l:potentiel/l:code-FORMACODE[1]/@ref", "V13"},
        {"//l:reference-code-FORMACODE/@ref", "V14"},
        {"//l:code-modalite-pedagogique[2]/@ref", "V10"},
        {"//l:url-formation/l:urlweb[1]", "https://exemple.fr/a?b=1&c=2"},
        {"count(//l:contact-formation)", "3"}, /* one contact is of two types */
        {"//l:contact-formation[1]/@numero", "3127"},
        {"//l:contact-formation[2]/l:type-contact", "14"},
        {"//l:contact-formation[1]/l:coordonnees/l:civilite", "Madame"},
        {"count(//l:contact-formation[@numero='3128']/l:type-contact)", "0"},
        {"//l:contact-session/l:coordonnees/l:nom", "ÉVRARD"},
        {"count(//l:contact-organisme)", "2"},
        {"//l:session/@numero", "192-50751-133036"},
        {"//l:session/l:periode/l:debut", "20210628"},
        {"//l:session/l:periode/l:fin", "20220228"},
        {"//l:periode-inscription/l:periode/l:debut", "00000000"},
        {"//l:periode-inscription/l:periode/l:fin", "20210601"},
        {"//l:date-information[2]/l:date", "20210705"},
        {"//l:adresse-inscription/l:adresse/l:ligne[1]", "1 rue A"},
        {"//l:adresse-inscription/l:adresse/l:departement", "44"},
        {"//l:adresse-information/l:adresse/l:departement", "988"},
        {"count(//l:adresse-information/l:adresse/l:region)", "0"},
        {"//l:lieu-de-formation//l:region", "52"},
        {"//l:lieu-de-formation//l:latitude", "47.209355"},
        {"//l:recrutement/l:periode/l:fin", "20210602"},
        {"//l:recrutement/l:heure-debut", "14h15"},
        {"//l:restauration", "Cantine"},
        {"//l:prix-horaire-TTC", "12.50"},
        {"//l:extra[@info='contrat-apprentissage']/@numero", "3"},
        {"//l:extra[@info='programme-region']", "Région"},
        {"//l:extra[@info='autre']/@numero", "77"},
        {"//l:extra[@info='places']", "12"},
        {"//l:extra[@info='duree-hebdomadaire']", "35"},
        {"//l:organisme-formateur/l:extras[@info='qualiopi']/l:extra[@info='fin-certification']",
         "20271231"},
        {"count(//l:organisme-formateur/l:extras/l:extra[@info='categorie'])", "2"},
        {"//l:numero-activite", "52440404344"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assert_at(&d, values[i].path, values[i].expected);
    }
    close_document(&d);
}

/* A school has no declaration number; nobody of the establishment is public; the site tells what
 * the action does not. */
static void test_what_is_taken_from_elsewhere(void **state)
{
    (void)state;
    struct full *f = full();
    struct action action = full_action;
    f->etablissement.nda = "";
    f->contacts[0].public = false;
    f->session.session.ligne1 = f->session.session.ligne2 = f->session.session.ligne3 = "";
    f->session.session.code_postal = f->session.session.ville = "";
    action.restauration = "";
    f->action.action = &action;
    struct document d = open_document(&f->formation);
    assert_passes(&d);
    assert_at(&d, "//l:numero-activite", "99999999999");
    assert_at(&d, "//l:contact-organisme/l:coordonnees/l:courriel", "siege@exemple.fr");
    assert_at(&d, "//l:adresse-inscription/l:adresse/l:ville", "NANTES CEDEX 2");
    assert_at(&d, "//l:restauration", "Du site");
    close_document(&d);
}

static void test_what_xml_cannot_hold(void **state)
{
    (void)state;
    struct full *f = full();
    struct formation formation = full_formation;
    formation.intitule = "a\x01"
                         "b\xEF\xBF\xBE"
                         "c\xEF\xBF\xBF"
                         "d\xFF"
                         "e\x1B";
    formation.objectif = "\x02";
    f->contacts[0].nom = "\xC3";
    f->formation.formation = &formation;
    struct document d = open_document(&f->formation);
    assert_at(&d, "//l:intitule-formation",
              "a b\xEF\xBF\xBD"
              "c\xEF\xBF\xBD"
              "d\xEF\xBF\xBD"
              "e ");
    assert_passes(&d);
    close_document(&d);
}

static enum status draft(struct db *connection, void *context)
{
    int64_t *action = context;
    int64_t numero = 0;
    struct etablissement gip = {0};
    struct formation formation = {0};
    struct site_liste sites = {0};
    assert_int_equal(etablissement_lire(connection, arena, &officier, GIP, &gip), STATUS_OK);
    assert_int_equal(site_lister(connection, arena, &officier, gip.id, &sites), STATUS_OK);
    assert_int_equal(formation_creer(connection, arena, &officier, &gip, "Brouillon", &numero),
                     STATUS_OK);
    assert_int_equal(formation_lire(connection, arena, &officier, numero, &formation), STATUS_OK);
    return action_creer(connection, arena, &officier, &formation, sites.items[0].numero, action);
}

static void test_an_empty_draft(void **state)
{
    (void)state;
    int64_t action = 0;
    demonstrate(0);
    assert_int_equal(db_transaction(db, draft, &action), STATUS_OK);
    struct document d = document_of(action);
    assert_nothing_empty(&d);
    assert_at(&d, "//l:intitule-formation", "Brouillon");
    assert_at(&d, "count(//l:objectif-formation | //l:session)", "0");
    if (schema) {
        assert_false(passes(&d, false));
    }
    close_document(&d);

    static const struct action nothing = {.etat = ACTION_EN_COURS};
    static const struct formation untitled = {0};
    struct full *f = full(); /* not a text in it */
    f->site = (struct site){0};
    f->etablissement = (struct etablissement){0};
    f->formation = (struct formation_entiere){.formation = &untitled,
                                              .etablissement = &f->etablissement,
                                              .principal = &f->site,
                                              .actions = {&f->action, 1}};
    f->action = (struct action_entiere){.action = &nothing, .site = &f->site};
    d = open_document(&f->formation);
    assert_at(&d, "name(/*)", "lheo");
    close_document(&d);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    if (access(XSD, R_OK) == 0) {
        xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(XSD);
        schema = xmlSchemaParse(parser);
        xmlSchemaFreeParserCtxt(parser);
        if (!schema) {
            print_error("%s cannot be read\n", XSD);
            return 1;
        }
    } else {
        print_message("%s is not here: its judgement is skipped\n", XSD);
    }
    const struct CMUnitTest tests[] = {
        TEST(test_the_action_of_the_manual),
        TEST(test_every_action_of_the_demonstration),
        TEST(test_a_hundred_actions_are_one_set),
        TEST(test_nobody_else_reads_it),
        TEST(test_every_field),
        TEST(test_what_is_taken_from_elsewhere),
        TEST(test_what_xml_cannot_hold),
        TEST(test_an_empty_draft),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlSchemaFree(schema);
    xmlCleanupParser();
    return failed;
}
