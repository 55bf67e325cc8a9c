/* The invented offer: complete records, counters that agree with the sessions, the same base from
 * the same seed on both engines, a base that goes on working after a large load. */
#include "derives.h"
#include "test_db.h"
#include "test_login.h"

#include "action.h"
#include "buffer.h"
#include "chantier.h"
#include "commune.h"
#include "compte.h"
#include "crypto.h"
#include "dates.h"
#include "demo_lexique.h"
#include "demonstration.h"
#include "demonstration_offre.h"
#include "formacode.h"
#include "migrate.h"
#include "session.h"
#include "siret.h"
#include "tableau_de_bord.h"
#include "text.h"
#include "utf8.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "derives_justes.h"

STATEMENT(TEST_COMPTEURS, "", "itiiiiii",
          "SELECT perimetre, periode, toutes, initiales, programme_region, apprentissage,"
          " professionnalisation, a_distance FROM session_compteur ORDER BY perimetre, periode");
STATEMENT(TEST_COMPTEURS_ACTIONS, "", "iiiiii",
          "SELECT perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo"
          " FROM action_compteur ORDER BY perimetre");
STATEMENT(TEST_MOTS, "", "itti",
          "SELECT etablissement_id, mot, genre, numero FROM offre_mot"
          " ORDER BY etablissement_id, mot, genre, numero");
STATEMENT(TEST_SESSIONS, "", "iiiitttttbbbbbt",
          "SELECT numero, action, etablissement_id, site, jusqu_au, debut, fin,"
          " COALESCE(dispositifs, ''), COALESCE(desactivee_le, ''), initiale, programme_region,"
          " apprentissage, professionnalisation, a_distance, places FROM session ORDER BY numero");
STATEMENT(TEST_FORMATIONS, "", "iitttttt",
          "SELECT f.numero, f.etablissement_id, c.intitule, c.objectif, c.resultats_attendus,"
          " c.contenu, c.certifiante, c.niveau_sortie FROM formation f"
          " JOIN formation_contenu c ON c.id = COALESCE(f.vive, f.brouillon) ORDER BY f.numero");
STATEMENT(TEST_ACTIONS, "", "iiitbttt",
          "SELECT a.numero, a.formation, a.site, a.etat, a.publique, c.prix_total, c.heures_total,"
          " COALESCE(c.commune_lieu, '') FROM action a"
          " JOIN action_contenu c ON c.id = COALESCE(a.brouillon, a.vive) ORDER BY a.numero");
STATEMENT(TEST_CODES, "", "titit",
          "SELECT noun, contenu, champ, rang, code FROM offre_code"
          " ORDER BY noun, contenu, champ, rang");
STATEMENT(TEST_DETAILS, "", "titt",
          "SELECT noun, contenu, genre, donnees FROM offre_detail ORDER BY noun, contenu, genre");
STATEMENT(TEST_SITES, "", "iitttttt",
          "SELECT numero, etablissement_id, nom_usage, code_postal, commune_insee, longitude,"
          " latitude, etat FROM site ORDER BY numero");
STATEMENT(TEST_ETABLISSEMENTS, "", "itt",
          "SELECT id, siret, raison_sociale FROM etablissement ORDER BY id");
STATEMENT(TEST_TAILLES, "", "iii",
          "SELECT etablissement_id, count(*), count(DISTINCT site) FROM session"
          " WHERE numero >= 1000000 GROUP BY etablissement_id ORDER BY 2 DESC, 1");
STATEMENT(TEST_VIVES, "", "i", "SELECT numero FROM action WHERE vive IS NOT NULL ORDER BY numero");
STATEMENT(TEST_FORMACODES, "", "t",
          "SELECT DISTINCT code FROM offre_code WHERE champ = 'formacodes' ORDER BY code");
STATEMENT(TEST_PUBLIQUES, "", "i",
          "SELECT count(*) FROM action a WHERE a.publique <> EXISTS (SELECT 1 FROM session s"
          " JOIN offre_code o ON o.noun = 'session' AND o.contenu = s.numero"
          "  AND o.champ = 'dispositifs' JOIN dispositif d ON d.code = o.code"
          " WHERE s.action = a.numero AND d.public)");
STATEMENT(TEST_GRAND, "", "ii",
          "SELECT (SELECT count(*) FROM compte_site cs JOIN compte c ON c.id = cs.compte_id"
          " WHERE c.email = 'grand@exemple.fr'),"
          " (SELECT count(*) FROM site WHERE etablissement_id = 1000)");
STATEMENT(TEST_INDEX_SQLITE, "", "tt",
          "SELECT name, sql FROM sqlite_master WHERE tbl_name IN ('session', 'action', "
          "'offre_mot') AND sql IS NOT NULL"
          " ORDER BY name");
STATEMENT(TEST_INDEX_PG, "", "tt",
          "SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes"
          " WHERE tablename IN ('session', 'action', 'offre_mot')"
          " ORDER BY indexname");

static const struct acteur officier = {.profil = PROFIL_CARIF, .nom = "", .email = ""};
static struct db *db;
static struct arena *arena;

/* What the commands find: some rows of the migrations may have gone with those of a test. */
static enum status prepare(void)
{
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    enum status status =
        db_run_script(db,
                      "INSERT INTO dispositif (code, libelle, financeur, type, public) VALUES"
                      " ('3', 'Apprentissage', '1', 'apprentissage', FALSE),"
                      " ('4', 'Professionnalisation', '1', 'professionnalisation', FALSE),"
                      " ('8', 'Région', '2', 'programme-region', TRUE),"
                      " ('9', 'France Travail', '4', 'autre', TRUE)"
                      " ON CONFLICT (code) DO NOTHING",
                      "test");
    return status == STATUS_OK ? formacode_installer_extrait(db, arena) : status;
}

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return prepare() == STATUS_OK ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

static void start_again(void)
{
    db_close(db);
    assert_int_equal(prepare(), STATUS_OK);
}

/* All rows as a text. */
static const char *rows_of(struct db *from, const struct statement *statement)
{
    struct buffer out;
    struct db_rows rows;
    buffer_init(&out, arena, 0);
    db_query(from, statement, &rows, NULL, 0);
    while (db_next(&rows)) {
        for (int i = 0; statement->columns[i]; i++) {
            if (statement->columns[i] == 't') {
                buffer_text(&out, db_text(&rows, i, NULL));
            } else {
                buffer_int(&out, statement->columns[i] == 'i' ? db_int(&rows, i)
                                                              : (int64_t)db_bool(&rows, i));
            }
            buffer_char(&out, '|');
        }
        buffer_char(&out, '\n');
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return out.data;
}

static int64_t number_of(const struct statement *statement)
{
    return atoll(rows_of(db, statement));
}

static void create(int64_t sessions, uint64_t seed)
{
    const struct demonstration_offre offre = {.sessions = sessions, .graine = seed};
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(demonstration_offre_generer(db, arena, &offre), STATUS_OK);
}

/* What was written in bulk is what the domain would have written. */
static void assert_counted(void)
{
    derives_verifier(db);
    const char *mots = rows_of(db, &TEST_MOTS);
    derives_refaire(db);
    assert_string_equal(mots, rows_of(db, &TEST_MOTS));
}

/* ---- the manual's establishment */

static void test_manual_counters(void **state)
{
    (void)state;
    /* From the dates of the brief offer. */
    static const struct {
        bool sessions;
        const char *liste;
        int64_t n;
    } expected[] = {
        {true, "actives", 9},
        {true, "initiales", 2},
        {true, "bientot-inactives", 2},
        {true, "inactives", 5},
        {true, "programme-region", 3},
        {true, "apprentissage", 2},
        {true, "professionnalisation", 3},
        {true, "a-distance", 4},
        {false, "en-cours", 1},
        {false, "publiques-en-cours", 1},
        {false, "en-attente-validation", 2},
        {false, "en-attente-reponses", 1},
        {false, "certifinfo-remplace", 1},
    };
    struct portee portee = {0};
    struct tableau_de_bord tableau = {0};
    char today[DATES_ISO_SIZE];
    dates_today(today);
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_counted();
    assert_int_equal(portee_de(db, &officier, 0, &portee), STATUS_OK);
    assert_int_equal(tableau_de_bord_lire(db, arena, &portee, today, &tableau), STATUS_OK);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct liste *liste = offre_liste_nommee(expected[i].sessions, expected[i].liste);
        assert_int_equal(tableau.compteurs[liste - offre_listes], expected[i].n);
    }
}

static void test_manual_session(void **state)
{
    (void)state;
    struct session session = {0};
    char today[DATES_ISO_SIZE];
    dates_today(today);
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(session_lire(db, arena, &officier, 133036, &session), STATUS_OK);
    assert_int_equal(session.action, 50751);
    assert_int_equal(session.formation, 192);
    assert_string_equal(session.etablissement_siret, "13000511900032");
    assert_string_equal(session.intitule, "Titre professionnel assistant ressources humaines - "
                                          "Titre professionnel assistant ressources humaines");
    assert_int_equal(session.dispositifs.n, 1);
    assert_string_equal(session.dispositifs.items[0], "8");
    assert_true(strcmp(session.debut, today) < 0 && strcmp(today, session.jusqu_au) < 0);
}

/* ---- what is generated */

static void assert_complete(int64_t numero)
{
    struct arena *scratch = arena_create(0);
    struct action action = {0};
    struct formation formation = {0};
    struct offre_manques manques = {0};
    assert_int_equal(action_lire_vive(db, scratch, &officier, numero, &action), STATUS_OK);
    assert_int_equal(formation_lire_vive(db, scratch, &officier, action.formation, &formation),
                     STATUS_OK);
    assert_int_equal(formation_manques(db, scratch, &formation, &manques), STATUS_OK);
    assert_int_equal(manques.n, 0);
    assert_int_equal(action_manques(db, scratch, &action, &manques), STATUS_OK);
    assert_int_equal(manques.n, 0);
    arena_destroy(scratch);
}

static void assert_checked(const struct field_set *set, const void *record)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct field *field = &set->fields[i];
        if (field->type != FIELD_TYPE_TEXT && field->type != FIELD_TYPE_CHOICE) {
            continue;
        }
        const char *value = field_text(field, record);
        assert_true(text_length(value) <= field_maximum(field));
        assert_true(!value[0] || !field->check || !field->check(arena, value));
        assert_true(!value[0] || !field->choices || choice_exists(field->choices, value));
    }
}

/* Each value could have been typed. */
static void assert_typed(int64_t numero)
{
    struct action action = {0};
    struct formation formation = {0};
    struct offre_details details = {0};
    assert_int_equal(action_lire(db, arena, &officier, numero, &action), STATUS_OK);
    assert_int_equal(formation_lire(db, arena, &officier, action.formation, &formation), STATUS_OK);
    assert_checked(&action_fields, &action);
    assert_checked(&formation_fields, &formation);
    assert_int_equal(offre_details_lire(db, arena, OFFRE_ACTION, action.contenu_id, &details),
                     STATUS_OK);
    for (size_t i = 0; i < details.n; i++) {
        assert_checked(details.items[i].genre->set, details.items[i].record);
    }
    assert_int_equal(offre_details_lire(db, arena, OFFRE_FORMATION, formation.contenu_id, &details),
                     STATUS_OK);
    for (size_t i = 0; i < details.n; i++) {
        assert_checked(details.items[i].genre->set, details.items[i].record);
    }
}

static void test_live_actions_are_complete(void **state)
{
    (void)state;
    create(400, 3);
    int64_t n = 0;
    for (const char *line = rows_of(db, &TEST_VIVES); *line; line = strchr(line, '\n') + 1) {
        assert_complete(atoll(line));
        assert_typed(atoll(line));
        n++;
    }
    assert_true(n > 30);
}

static void test_counters_agree(void **state)
{
    (void)state;
    create(1500, 11);
    assert_counted();
    assert_int_equal(number_of(&TEST_PUBLIQUES), 0);
}

static enum status derive_all(struct db *to, void *context)
{
    (void)context;
    enum status status = STATUS_OK;
    for (const char *line = rows_of(to, &TEST_SITES); *line && status == STATUS_OK;
         line = strchr(line, '\n') + 1) {
        status = session_deriver(to, SESSION_DE_SITE, atoll(line));
    }
    return status;
}

/* What a save would work out anew is what is there already. */
static void test_derived_anew(void **state)
{
    (void)state;
    create(1500, 12);
    const char *before = rows_of(db, &TEST_SESSIONS);
    assert_int_equal(db_transaction(db, derive_all, NULL), STATUS_OK);
    assert_string_equal(rows_of(db, &TEST_SESSIONS), before);
}

static void test_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 7, 100, 2000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct db_rows rows;
        int64_t total = 0, largest = 0, sites = 0;
        create(sizes[i], 5);
        db_query(db, &TEST_TAILLES, &rows, NULL, 0);
        while (db_next(&rows)) {
            largest = largest ? largest : db_int(&rows, 1);
            total += db_int(&rows, 1);
            sites = db_int(&rows, 2) > sites ? db_int(&rows, 2) : sites;
        }
        assert_int_equal(db_end(&rows), STATUS_OK);
        assert_int_equal(total, sizes[i]);
        assert_in_range(sites, 1, 20);
        if (sizes[i] >= 100) {
            assert_int_equal(largest, sizes[i] / 20);
        }
        start_again();
    }
}

static void test_directory(void **state)
{
    (void)state;
    struct db_rows rows;
    int n = 0;
    create(100, 8);
    db_query(db, &TEST_ETABLISSEMENTS, &rows, NULL, 0);
    while (db_next(&rows)) {
        const char *siret = db_text(&rows, 1, arena);
        assert_null(siret_juger(arena, siret));
        assert_true(strcmp(siret, "13000511900032") == 0 || strncmp(siret, "000", 3) == 0);
        n++;
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(n, 63); /* SIRET are unique by the schema */
}

static void test_towns(void **state)
{
    (void)state;
    for (size_t i = 0; i < demo_ville_n; i++) {
        struct communes_desservies communes =
            communes_by_code_postal(arena, demo_villes[i].code_postal);
        bool found = false;
        for (size_t j = 0; j < communes.n; j++) {
            const struct commune_desservie *c = &communes.items[j];
            found = found || (strcmp(c->commune.insee, demo_villes[i].insee) == 0 &&
                              strcmp(c->commune.nom, demo_villes[i].nom) == 0 &&
                              strcmp(c->commune.region, "52") == 0);
        }
        assert_true(found);
    }
}

/* Codes of the subjects, and their labels, are those of the Formacode. */
static void test_subjects(void **state)
{
    (void)state;
    for (size_t i = 0; i < demo_sujet_n; i++) {
        for (int j = 0; j < 2 && demo_sujets[i].formacodes[j]; j++) {
            bool known = false;
            assert_int_equal(
                formacode_existe(db, arena, 14, &demo_sujets[i].formacodes[j], 1, &known),
                STATUS_OK);
            assert_true(known);
        }
        struct formacode_ref ref = {0};
        assert_int_equal(formacode_lire(db, arena, 14, demo_sujets[i].formacodes[0], &ref),
                         STATUS_OK);
        assert_string_equal(ref.libelle, demo_sujets[i].libelle);
    }
}

static void test_texts(void **state)
{
    (void)state;
    struct hasard hasard = demo_hasard(1, 1);
    char text[DEMO_TEXTE];
    for (int i = 0; i < 3000; i++) {
        demo_rediger(&hasard, (enum demo_genre)(i % 3), &demo_sujets[(size_t)i % demo_sujet_n],
                     text);
        assert_in_range(text_length(text), 200, 1500);
        assert_true(utf8_is_valid(text, strlen(text)));
        assert_null(strchr(text, '@'));
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_names_are_unique(void **state)
{
    (void)state;
    enum { N = 6000 };
    char **names = ARENA_ARRAY(arena, char *, N);
    for (uint32_t i = 0; i < N; i++) {
        char name[250];
        demo_nommer(UINT64_MAX, i, name, sizeof name);
        names[i] = arena_strdup(arena, name);
    }
    qsort(names, N, sizeof *names, compare_names);
    for (size_t i = 1; i < N; i++) {
        assert_string_not_equal(names[i - 1], names[i]);
    }
}

/* ---- the same everywhere */

static const struct statement *const everything[] = {
    &TEST_ETABLISSEMENTS, &TEST_SITES,    &TEST_FORMATIONS, &TEST_ACTIONS,           &TEST_CODES,
    &TEST_DETAILS,        &TEST_SESSIONS, &TEST_COMPTEURS,  &TEST_COMPTEURS_ACTIONS, &TEST_MOTS};

/* A base of SQLite beside, whatever the engine of the test. */
static struct db *other_base(char path[64])
{
    struct db *other = NULL;
    const char *message = "";
    snprintf(path, 64, "/tmp/sofi-demo-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct db_options options = {.url = arena_printf(arena, "sqlite:%s", path),
                                       .mode = DB_WRITE};
    assert_int_equal(db_open(&options, arena, &other, &message), STATUS_OK);
    assert_int_equal(migrate_apply(other, arena, NULL, &message), STATUS_OK);
    assert_int_equal(formacode_installer_extrait(other, arena), STATUS_OK);
    return other;
}

static void test_same_seed_same_base(void **state)
{
    (void)state;
    char path[64];
    const struct demonstration_offre offre = {.sessions = 700, .graine = 42};
    struct db *other = other_base(path);
    create(700, 42);
    assert_int_equal(demonstration_creer(other, arena), STATUS_OK);
    assert_int_equal(demonstration_offre_generer(other, arena, &offre), STATUS_OK);
    for (size_t i = 0; i < sizeof everything / sizeof *everything; i++) {
        assert_string_equal(rows_of(db, everything[i]), rows_of(other, everything[i]));
    }
    db_close(other);
    unlink(path);
    unlink(arena_printf(arena, "%s-wal", path));
    unlink(arena_printf(arena, "%s-shm", path));
}

static void test_other_seed_other_base(void **state)
{
    (void)state;
    create(300, 1);
    const char *first = rows_of(db, &TEST_FORMATIONS);
    start_again();
    create(300, 2);
    assert_string_not_equal(rows_of(db, &TEST_FORMATIONS), first);
}

/* ---- after the load */

static const char *indexes(void)
{
    return rows_of(db, test_db_engine() == DB_SQLITE ? &TEST_INDEX_SQLITE : &TEST_INDEX_PG);
}

static const char *interrupted(void)
{
    const char *message = "";
    enum status status = chantier_verifier(db, &message);
    assert_true(status == STATUS_OK || status == STATUS_REFUSED);
    return message;
}

static void follow(void *context, size_t done, size_t total)
{
    size_t *last = context;
    assert_true(done >= *last && done <= total);
    *last = done;
}

static void test_large_load_makes_indexes_again(void **state)
{
    (void)state;
    size_t last = 0;
    const struct demonstration_offre offre = {
        .sessions = DEMONSTRATION_SESSIONS_MASSE, .progres = follow, .contexte = &last};
    const char *before = indexes();
    assert_non_null(strstr(before, "session_toutes"));
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(demonstration_offre_generer(db, arena, &offre), STATUS_OK);
    assert_string_equal(indexes(), before);
    assert_string_equal(interrupted(), "");
    assert_int_equal(last, DEMONSTRATION_SESSIONS_MASSE);
    assert_counted();
}

/* A number that is taken already stops the load: the indexes are there all the same. */
static void test_failed_load_keeps_indexes(void **state)
{
    (void)state;
    const struct demonstration_offre offre = {.sessions = DEMONSTRATION_SESSIONS_MASSE};
    const char *before = indexes();
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(
        db_run_script(db,
                      "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au,"
                      " debut, fin) SELECT 1000700, action, etablissement_id, site, jusqu_au,"
                      " debut, fin FROM session WHERE numero = 133036",
                      "test"),
        STATUS_OK);
    assert_int_equal(demonstration_offre_generer(db, arena, &offre), STATUS_CONFLICT);
    assert_string_equal(indexes(), before);
}

static void die(void *context, size_t done, size_t total)
{
    (void)context;
    if (done == total) {
        (void)kill(getpid(), SIGKILL);
    }
}

/* Killed with rows written and indexes gone: the base says so, and bears that from before its first
 * row. Of a program that holds no connection, as none goes across a fork(). */
static void test_killed_load_is_known(void **state)
{
    (void)state;
    const struct demonstration_offre offre = {.sessions = DEMONSTRATION_SESSIONS_MASSE,
                                              .progres = die};
    const char *url = test_db_empty_url(); /* the indexes of the other tests stay */
    const char *message = "";
    int how = 0;
    db_close(db);
    db = test_db_connect_to(url, DB_WRITE);
    assert_int_equal(migrate_apply(db, arena, NULL, &message), STATUS_OK);
    assert_int_equal(formacode_installer_extrait(db, arena), STATUS_OK);
    const char *before = indexes();
    assert_string_equal(interrupted(), "");
    assert_int_equal(demonstration_annoncer(db), STATUS_OK);
    assert_non_null(strstr(interrupted(), "sofi demo"));
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(demonstration_annoncer(db), STATUS_CONFLICT);
    db_close(db);
    pid_t child = fork();
    if (child == 0) {
        demonstration_offre_generer(test_db_connect_to(url, DB_WRITE), arena, &offre);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    db = test_db_connect_to(url, DB_WRITE);
    assert_string_not_equal(indexes(), before);
    assert_non_null(strstr(interrupted(), "supprimez cette base"));
}

static void test_numbers_go_on(void **state)
{
    (void)state;
    create(100, 4);
    assert_int_equal(
        db_run_script(db,
                      "INSERT INTO etablissement (siret, raison_sociale, categorie, etat)"
                      " VALUES ('35600000000048', 'La Poste', 'OF', 'A');"
                      "INSERT INTO site (etablissement_id, principal, nom_usage, etat)"
                      " VALUES (1000, FALSE, 'x', 'A');"
                      "INSERT INTO contact (site, nom, prenom) VALUES (36364, 'x', 'y');"
                      "INSERT INTO formation (etablissement_id, creee_a) VALUES (1000, 0);"
                      "INSERT INTO formation_contenu (formation) VALUES (192);"
                      "INSERT INTO action (formation, etablissement_id, site, etat, creee_a)"
                      " VALUES (192, 1000, 36364, 'validee', 0);"
                      "INSERT INTO action_contenu (action, site) VALUES (50751, 36364);"
                      "INSERT INTO session (action, etablissement_id, site, jusqu_au, debut, fin)"
                      " VALUES (50751, 1000, 36364, '2020-01-01', '2020-01-01', '2020-01-01');",
                      "test"),
        STATUS_OK);
}

static void test_large_account(void **state)
{
    (void)state;
    const struct config config = {.login_hours = 8, .login_idle_minutes = 30};
    const char *cookie = NULL;
    struct acteur acteur = {0};
    struct portee portee = {0};
    struct tableau_de_bord tableau = {0};
    struct db_rows rows;
    bool touch = false;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    create(3000, 9);
    assert_int_equal(test_login(db, arena, DEMONSTRATION_GRAND, DEMONSTRATION_MOT_DE_PASSE,
                                "192.0.2.1", &cookie),
                     STATUS_OK);
    assert_int_equal(login_acteur(db, arena, &config, cookie, &acteur, &touch), STATUS_OK);
    assert_int_equal(acteur.profil, PROFIL_OF);
    assert_int_equal(acteur.etablissement_id, 1000);
    db_query(db, &TEST_GRAND, &rows, NULL, 0);
    assert_true(db_next(&rows));
    assert_int_equal(db_int(&rows, 0), db_int(&rows, 1));
    assert_false(db_next(&rows));
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(portee_de(db, &acteur, 0, &portee), STATUS_OK);
    assert_int_equal(portee.etablissement_id, 1000);
    assert_int_equal(tableau_de_bord_lire(db, arena, &portee, today, &tableau), STATUS_OK);
    /* Active and inactive are not archived: some of its 150 sessions each. */
    assert_in_range(tableau.compteurs[0], 1, 149);
    assert_in_range(tableau.compteurs[0] + tableau.compteurs[3], 100, 150);
}

int main(int argc, char **argv)
{
    /* Days are relative to today: it must not change during the test. */
    setenv("SOFI_INSTANT", "1782000000", 1);
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_manual_counters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_manual_session, setup, teardown),
        cmocka_unit_test_setup_teardown(test_live_actions_are_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counters_agree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_derived_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sizes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_directory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_towns, setup, teardown),
        cmocka_unit_test_setup_teardown(test_subjects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_are_unique, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_seed_same_base, setup, teardown),
        cmocka_unit_test_setup_teardown(test_other_seed_other_base, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_load_makes_indexes_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_failed_load_keeps_indexes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_killed_load_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers_go_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_account, setup, teardown),
    };
    return cmocka_run_group_tests_name("demonstration/offre", tests, NULL, NULL);
}
