/* The dashboard, the lists that it opens, their exports, and the tree of the offer, as browsers get
 * them: a counter is what its list and its file hold, for everybody. */
#include "test_db.h"
#include "web/site.h"

#include "buffer.h"
#include "derives.h"
#include "ecrivain_xlsx.h"
#include "statement_private.h"
#include "tableau_de_bord.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void); /* of its run time */
#else
#include <malloc.h>
#endif

#include <cmocka.h>

#define NOW "1795431600" /* 23 November 2026, noon in Paris */
#define NBSP "\xC2\xA0"
#define AUTRE 9001 /* site of somebody else */
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- an offer, by hand */

/* What is kept beside rows that say themselves what they are counted as: a session here is of a
 * class, an action in a commune, that nothing else in this base makes it. */
static enum status refaire(struct db *db, void *context)
{
    (void)context;
    enum status status = db_run_script(
        db,
        "DELETE FROM session_compteur;"
        "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"
        " apprentissage, professionnalisation, a_distance)"
        " SELECT perimetre, periode, count(*), sum(initiale), sum(programme_region),"
        " sum(apprentissage), sum(professionnalisation), sum(a_distance)"
        " FROM session_classement GROUP BY perimetre, periode;"
        "DELETE FROM action_compteur;"
        "INSERT INTO action_compteur"
        " (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo)"
        " SELECT perimetre, sum(en_cours), sum(publique), sum(a_valider), sum(a_repondre),"
        " sum(certifinfo) FROM action_classement GROUP BY perimetre",
        "counters");
    if (status == STATUS_OK) {
        status = offre_mots_refaire(db);
    }
    return status == STATUS_OK ? offre_cles_refaire(db) : status;
}

static void complete(void)
{
    struct db *db = test_db_connect(DB_WRITE);
    assert_int_equal(db_transaction(db, refaire, NULL), STATUS_OK);
    db_close(db);
}

static void formation(int numero, int site, const char *intitule)
{
    site_run(arena_printf(site_arena,
                          "INSERT INTO formation_contenu (id, formation, intitule)"
                          " VALUES (%d, %d, '%s');"
                          "INSERT INTO formation (numero, etablissement_id, vive, creee_a)"
                          " SELECT %d, etablissement_id, %d, 0 FROM site WHERE numero = %d;",
                          numero, numero, intitule, numero, numero, site));
}

/* `intitule`: of its own, in SQL. `plus`: other columns set, in SQL. */
static void action(int numero, int de, int site, const char *etat, const char *intitule,
                   const char *plus)
{
    bool vive = strcmp(etat, "validee") == 0;
    site_run(arena_printf(
        site_arena,
        "INSERT INTO action_contenu (id, action, site, intitule, commune_lieu)"
        " VALUES (%d, %d, %d, %s, 'Nantes');"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, %s, creee_a)"
        " SELECT %d, %d, etablissement_id, numero, '%s', %d, 0 FROM site WHERE numero = %d;"
        "UPDATE action SET %s WHERE numero = %d;",
        numero, numero, site, intitule, vive ? "vive" : "brouillon", numero, de, etat, numero, site,
        plus, numero));
}

/* Its site is that of its action. `classes`: initiale, programme région… by their first letter. */
static void session(int numero, int de, const char *debut, const char *fin, const char *classes)
{
#define CLASSE(letter) (strchr(classes, letter) ? "TRUE" : "FALSE")
    site_run(arena_printf(
        site_arena,
        "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin,"
        " dispositifs, initiale, programme_region, apprentissage, professionnalisation,"
        " a_distance) SELECT %d, numero, etablissement_id, site, '%s', '%s', '%s', %s, %s, %s, %s,"
        " %s, %s FROM action WHERE numero = %d;",
        numero, fin, debut, fin, strchr(classes, 'R') ? "'8'" : "NULL", CLASSE('I'), CLASSE('R'),
        CLASSE('A'), CLASSE('P'), CLASSE('D'), de));
#undef CLASSE
}

static void fill_sessions(void)
{
    session(1001, 505, "2026-01-05", "2026-11-23", "I"); /* until today: active, ending soon */
    session(1002, 505, "2026-02-05", "2026-12-22", "R"); /* ending soon */
    session(1003, 505, "2026-03-05", "2026-12-23", "A"); /* a month from today: not soon */
    session(1004, 505, "2026-04-05", "2027-06-30", "PD");
    session(1005, 507, "2026-05-05", "2099-12-31", "RD");
    session(1006, 507, "2026-06-05", "2026-11-22", "IR"); /* inactive since yesterday */
    session(1007, 505, "2025-01-05", "2025-11-23", "");   /* for twelve months: still there */
    session(1008, 507, "2025-01-05", "2025-11-22", "");   /* archived */
    session(2001, 605, "2026-01-05", "2027-01-01", "IRAPD");
    session(2002, 605, "2026-01-05", "2026-10-01", "");
}

static int setup(void **state)
{
    site_setup(state);
    site_run("DELETE FROM session; DELETE FROM session_compteur; DELETE FROM action;"
             "DELETE FROM action_contenu; DELETE FROM formation; DELETE FROM formation_contenu;"
             "DELETE FROM site_choix WHERE champ = 'qualite';"
             "UPDATE site SET fin_qualiopi = '2026-12-31' WHERE numero = 36364;"
             "INSERT INTO site_choix (site_numero, champ, rang, code)"
             " VALUES (36364, 'qualite', 1, 'qualiopi');"
             "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
             " SELECT 9001, id, FALSE, 'Site du Bocage', 'A' FROM etablissement"
             " WHERE siret = '" SITE_FOREIGN "';");
    formation(192, SITE_OWN_NUMERO, "CAP pâtissier");
    formation(193, SITE_OWN_NUMERO, "Français langue étrangère");
    formation(292, AUTRE, "Secret du voisin");
    action(501, 192, SITE_OWN_NUMERO, "en_cours_de_saisie", "'Accélérée'", "publique = TRUE");
    action(502, 192, SITE_OWN_NUMERO, "en_cours_de_saisie", "NULL",
           "refus = 'Objectif trop court'");
    action(503, 192, SITE_OWN_NUMERO, "en_attente_de_validation", "NULL", "envoyee_a = 1795000000");
    action(504, 193, SITE_OWN_NUMERO, "en_attente_de_reponses", "NULL", "envoyee_a = 1795000000");
    action(505, 192, SITE_OWN_NUMERO, "validee", "'En un an'", "certifinfo_remplace = TRUE");
    action(506, 193, SITE_OWN_SECOND, "en_cours_de_saisie", "NULL", "publique = FALSE");
    action(507, 193, SITE_OWN_SECOND, "validee", "NULL", "publique = FALSE");
    action(601, 292, AUTRE, "en_cours_de_saisie", "NULL", "publique = TRUE");
    action(602, 292, AUTRE, "en_attente_de_validation", "NULL", "envoyee_a = 1795000000");
    action(603, 292, AUTRE, "en_attente_de_reponses", "NULL", "certifinfo_remplace = TRUE");
    action(605, 292, AUTRE, "validee", "NULL", "publique = FALSE");
    fill_sessions();
    complete();
    return 0;
}

/* ---- reading pages */

static struct reply get(struct browser *browser, const char *target)
{
    struct reply reply = browser_get(browser, target);
    if (reply.code != 200) {
        fail_msg("%s: code %d\n%s", target, reply.code, page_gist(&reply));
    }
    return reply;
}

static int times(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

/* The numbers of the rows of a page, in bold, in their order: "1001 1002 ". */
#define CODES "//span[@class='fas']/b"
static const char *numbers(const struct reply *reply)
{
    const char *list = "";
    size_t n = page_count(reply, CODES);
    for (size_t i = 1; i <= n; i++) {
        list = arena_printf(site_arena, "%s%s ", list,
                            page_text(reply, arena_printf(site_arena, "(" CODES ")[%zu]", i)));
    }
    return list;
}

/* The address of the link that is so; NULL: there is none. */
static const char *link_of(const struct reply *reply, const char *so)
{
    return page_text(reply, arena_printf(site_arena, "//a[%s]/@href", so));
}

/* ---- counters, lists, files */

/* The codes and the labels that are the interface, and the rows of each list, said by the columns
 * of this base alone: `s` a session, `a` its action. Any other list is held against itself only. */
#define ACTIVE "s.fin >= '2026-11-23'"
static const struct {
    const char *code, *label, *rows;
} known[] = {
    {"actives", "Sessions de formation actives", ACTIVE},
    {"initiales", "Sessions de formation initiales actives", ACTIVE " AND s.initiale"},
    {"bientot-inactives", "Sessions de formation inactives dans moins d'un mois",
     ACTIVE " AND s.fin < '2026-12-23'"},
    {"inactives", "Sessions de formation inactives",
     "s.fin < '2026-11-23' AND s.fin >= '2025-11-23'"},
    {"programme-region", "Sessions de formation du programme région",
     ACTIVE " AND s.programme_region"},
    {"apprentissage", "Sessions de formation en contrat d'apprentissage",
     ACTIVE " AND s.apprentissage"},
    {"professionnalisation", "Sessions de formation en contrat de professionnalisation",
     ACTIVE " AND s.professionnalisation"},
    {"a-distance", "Sessions de formation ouvertes à distance", ACTIVE " AND s.a_distance"},
    {"en-cours", "Actions de formation en cours de saisie", "a.etat = 'en_cours_de_saisie'"},
    {"publiques-en-cours", "Actions de formation publique en cours de saisie",
     "a.etat = 'en_cours_de_saisie' AND a.publique"},
    {"en-attente-validation", "Actions de formation en attente de validation par CARIF-OREF",
     "a.etat = 'en_attente_de_validation'"},
    {"en-attente-reponses", "Actions de formation en attente de réponses",
     "a.etat = 'en_attente_de_reponses'"},
    {"certifinfo-remplace",
     "Actions de formation dont le code Certifinfo a été remplacé par le CARIF-OREF",
     "a.certifinfo_remplace"},
};

static const char *path_of(const struct liste *list)
{
    return offre_liste_de_sessions(list) ? "/sessions" : "/actions";
}

/* The figure of a counter on the dashboard, its label and its link checked. */
static int figure(const struct reply *page, const struct liste *list, const char *suite)
{
    const char *n = page_text(
        page,
        arena_printf(site_arena,
                     "//span[@class='figure'][preceding-sibling::span[normalize-space()=\"%s\"]]",
                     list->titre));
    if (!n) {
        fail_msg("no counter %s\n%s", list->titre, page_gist(page));
    }
    page_finds(page, arena_printf(site_arena, "//*[@href='%s?liste=%s%s']", path_of(list),
                                  list->code, suite));
    return (int)strtol(n, NULL, 10);
}

/* What the rows say, asked of them by themselves; -1: a list that this test does not know. */
static int counted(const struct liste *list, const char *sites)
{
    bool sessions = offre_liste_de_sessions(list);
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strcmp(known[i].code, list->code) == 0) {
            assert_string_equal(list->titre, known[i].label);
            const struct statement count = {
                .name = "T_COUNTED",
                .binds = "",
                .columns = "i",
                .sql = arena_printf(
                    site_arena, "SELECT count(*) FROM %s WHERE a.site IN (%s) AND %s",
                    sessions ? "session s JOIN action a ON a.numero = s.action" : "action a", sites,
                    known[i].rows),
                .slot = &statement_passing_slot};
            return (int)site_number(&count);
        }
    }
    return -1;
}

/* `sites`: those that this person looks at. */
static void check_counters(struct browser *browser, const char *siret, const char *sites,
                           bool officer)
{
    const char *suite = siret ? arena_printf(site_arena, "etablissement=%s", siret) : "";
    struct reply page = get(browser, arena_printf(site_arena, "/tableau-de-bord?%s", suite));
    size_t met = 0;
    /* The last one is for officers. */
    for (const struct liste *list = offre_listes;
         list < offre_listes + OFFRE_LISTES - (officer ? 0 : 1); list++) {
        int n = figure(&page, list, siret ? arena_printf(site_arena, "&%s", suite) : "");
        int rows = counted(list, sites);
        assert_int_equal(n, rows < 0 ? n : rows);
        met += rows >= 0;
        const char *query = arena_printf(site_arena, "liste=%s&%s", list->code, suite);
        struct reply shown = get(browser, arena_printf(site_arena, "%s?%s", path_of(list), query));
        assert_string_equal(
            page_text(&shown, "//h1"),
            arena_printf(site_arena, "%s %d résultat%s", list->titre, n, n > 1 ? "s" : ""));
        assert_int_equal((int)page_count(&shown, "//*[@class='fas']"), n);
        assert_int_equal(page_count(&shown, "//*[contains(@class, 'empty-state')]"), n == 0);
        struct reply csv =
            get(browser, arena_printf(site_arena, "%s.csv?%s", path_of(list), query));
        assert_int_equal(times(csv.body, "\r\n"), n + 1);
        assert_int_equal(times(csv.body, "\"Actif\""),
                         offre_liste_de_sessions(list) && strcmp(list->mots, " actif") == 0 ? n
                                                                                            : 0);
    }
    assert_int_equal(met, COUNT(known));
}

static void test_counters_are_their_lists(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const int64_t second[] = {SITE_OWN_SECOND};
    struct browser laval = browser_with_sites("laval@exemple.fr", second, 1);
#define SITES_OF(siret)                                                                            \
    "SELECT t.numero FROM site t JOIN etablissement e ON e.id = t.etablissement_id"                \
    " WHERE e.siret = '" siret "'"
    check_counters(&of, NULL, SITES_OF(SITE_OWN), false);
    check_counters(&carif, NULL, "SELECT numero FROM site", true);
    check_counters(&carif, SITE_OWN, SITES_OF(SITE_OWN), true);
    check_counters(&carif, SITE_FOREIGN, SITES_OF(SITE_FOREIGN), true);
    check_counters(&laval, NULL, arena_printf(site_arena, "%d", SITE_OWN_SECOND), false);
    /* Not of nothing: the base has rows for each list. */
    for (size_t i = 0; i < COUNT(known); i++) {
        bool sessions = i < 8;
        assert_true(
            counted(offre_liste_nommee(sessions, known[i].code), "SELECT numero FROM site") >= 2);
    }
#undef SITES_OF
}

/* The establishment of an address is for officers: an OF sees its own, whatever it asks for. */
static void test_an_of_stays_at_home(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    static const char *const paths[] = {"/sessions?etablissement=" SITE_FOREIGN,
                                        "/sessions.csv?etablissement=" SITE_FOREIGN,
                                        "/actions?etablissement=" SITE_FOREIGN,
                                        "/formations?etablissement=" SITE_FOREIGN,
                                        "/tableau-de-bord?etablissement=" SITE_FOREIGN,
                                        "/formations?q=secret",
                                        "/sessions?q=secret",
                                        "/formations?q=292",
                                        "/formations?site=9001"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct reply page = get(&of, paths[i]);
        page_lacks(&page, "Secret du voisin");
        page_lacks(&page, "Bocage");
        page_lacks(&page, "BOCAGE");
    }
    struct browser nobody = {0};
    static const char *const all[] = {"/sessions",    "/sessions.csv", "/sessions.xlsx", "/actions",
                                      "/actions.csv", "/actions.xlsx", "/formations"};
    for (size_t i = 0; i < COUNT(all); i++) {
        struct reply reply = browser_get(&nobody, all[i]);
        assert_int_equal(reply.code, 303);
    }
}

static void test_officers_choose(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = get(&carif, "/tableau-de-bord?etablissement=bocage");
    page_shows(&page, "ATELIER DES MÉTIERS DU BOCAGE, son annuaire");
    page_finds(&page, "//a[@href='/sessions?liste=actives&etablissement=" SITE_FOREIGN "']");
    page = get(&carif, "/tableau-de-bord?etablissement=000");
    page_finds(&page, "//*[@href='/tableau-de-bord?etablissement=" SITE_FOREIGN "']");
    page = get(&carif, "/tableau-de-bord?etablissement=%3Cscript%3E");
    page_shows(&page, "Aucun établissement ne contient «" NBSP "<script>" NBSP "»");
    page = get(&carif, "/sessions?etablissement=" SITE_FOREIGN);
    page_shows(&page, "Etablissement" NBSP ": ATELIER DES MÉTIERS DU BOCAGE");
    page_finds(&page, "//a[@href='/sessions?liste=actives&etablissement=" SITE_FOREIGN
                      "&tri=code&sens=asc']");
    page_finds(&page, "//*[@name='etablissement'][@value='" SITE_FOREIGN "']");
    static const char *const unknown[] = {"/sessions?etablissement=99999999999999",
                                          "/actions.xlsx?etablissement=x",
                                          "/formations?etablissement=%27",
                                          "/sessions?liste=en-cours",
                                          "/actions?liste=actives",
                                          "/sessions.csv?liste=nulle"};
    for (size_t i = 0; i < COUNT(unknown); i++) {
        assert_int_equal(browser_get(&carif, unknown[i]).code, 404);
    }
}

/* ---- to do */

static void test_to_do(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = get(&of, "/tableau-de-bord");
    page_shows(&page, "Le service Offre attend votre réponse");
    page_shows(&page, "Action 193-504, Français langue étrangère");
    page_finds(&page,
               "//*[@href='/actions/504/repondre'][starts-with(normalize-space(), 'Répondre')]");
    page_shows(&page, "Action 192-502 refusée, à corriger" NBSP ": CAP pâtissier");
    page_shows(&page, "Objectif trop court");
    page_shows(&page, "La certification Qualiopi expire le 31/12/2026");
    page_shows(&page, "La certification Qualiopi n'est pas renseignée");
    page_finds(&page, "//*[@href='/annuaire/sites/36402#certification']");
    page_shows(&page, "2 sessions se terminent avant le 23/12/2026");
    page_finds(&page, "//*[@href='/sessions/reconduction?liste=bientot-inactives']");
    page_shows(&page, "3 actions en cours de saisie");
    page_finds(&page, "//h2[normalize-space()='À faire 6']");
    const int64_t second[] = {SITE_OWN_SECOND};
    struct browser laval = browser_with_sites("laval@exemple.fr", second, 1);
    page = get(&laval, "/tableau-de-bord");
    page_lacks(&page, "192-502");
    page_lacks(&page, "31/12/2026");
    page_finds(&page, "//a[@href='/annuaire/sites/36402#certification']");
    struct browser carif = browser_of("carif@exemple.fr");
    page = get(&carif, "/tableau-de-bord");
    page_shows(&page, "2 actions en attente de validation");
    page_lacks(&page, "Qualiopi");
    page = get(&carif, "/tableau-de-bord?etablissement=" SITE_FOREIGN);
    page_finds(&page, "//*[@href='/annuaire/sites/9001#certification']");
    page_lacks(&page, "36402");
}

static void test_qualiopi_at_its_limits(void **state)
{
    (void)state;
    static const struct {
        const char *fin;
        const char *shown; /* NULL: nothing to do */
    } cases[] = {{"2026-11-22", "Qualiopi a expiré le 22/11/2026"},
                 {"2026-11-23", "Qualiopi expire le 23/11/2026"},
                 {"2027-02-21", "Qualiopi expire le 21/02/2027"}, /* 90 days */
                 {"2027-02-22", NULL}};
    struct browser of = browser_of("of@exemple.fr");
    for (size_t i = 0; i < COUNT(cases); i++) {
        site_run(arena_printf(
            site_arena, "UPDATE site SET fin_qualiopi = '%s' WHERE numero = 36364", cases[i].fin));
        struct reply page = get(&of, "/tableau-de-bord");
        assert_int_equal(page_count(&page, "//a[@href='/annuaire/sites/36364#certification']"),
                         cases[i].shown != NULL);
        page_finds(&page, "//a[@href='/annuaire/sites/36402#certification']");
        page_shows(&page, cases[i].shown ? cases[i].shown
                                         : "La certification Qualiopi n'est pas renseignée");
    }
}

/* ---- sort, size, pages, search */

static void test_sorts(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    static const struct {
        const char *query;
        const char *order;
    } sorts[] = {
        {"", "1001 1002 1003 1004 1005 "},
        {"&tri=date_fin&sens=desc", "1005 1004 1003 1002 1001 "},
        {"&tri=date_debut", "1001 1002 1003 1004 1005 "},
        {"&tri=date_debut&sens=desc", "1005 1004 1003 1002 1001 "},
        {"&tri=code", "1001 1002 1003 1004 1005 "},
        {"&tri=intitule", "1001 1002 1003 1004 1005 "}, /* CAP… before Français… */
        {"&tri=intitule&sens=desc", "1005 1004 1003 1002 1001 "},
        {"&tri=nulle&sens=%27", "1001 1002 1003 1004 1005 "},
    };
    for (size_t i = 0; i < COUNT(sorts); i++) {
        struct reply page =
            get(&of, arena_printf(site_arena, "/sessions?liste=actives%s", sorts[i].query));
        if (strcmp(numbers(&page), sorts[i].order) != 0) {
            fail_msg("%s: %s", sorts[i].query, numbers(&page));
        }
        assert_int_equal(page_count(&page, "//*[@aria-sort]"), 1);
        assert_int_equal(page_count(&page, "//*[@aria-sort='descending']"),
                         strstr(sorts[i].query, "desc") != NULL);
    }
    struct reply page = get(&of, "/sessions?liste=actives&tri=intitule");
    page_finds(&page, "//b[normalize-space()='1001'][normalize-space(..)='192-505-1001']");
    page_shows(&page, "CAP pâtissier - En un an");
    page_finds(&page, "//*[@href='/sessions/1001']");
    page_shows(&page, "23/11/2026");
    page_finds(&page, "//a[contains(@href, 'tri=intitule&sens=desc')]");
}

static void test_search(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    static const struct {
        const char *q;
        const char *found;
    } words[] = {{"PATISSIER", "1001 1002 1003 1004 "},
                 {"p%C3%A2tissier+un+an", "1001 1002 1003 1004 "},
                 {"francais", "1005 "},
                 {"laval", "1005 "},
                 {"192-505-1003", "1003 "},
                 {"30%2F06%2F2027", "1004 "},
                 {"absent", ""},
                 {"%25", ""}, /* no word at all */
                 {"%3F%3F%3F", ""},
                 {"%27+OR+1%3D1", ""}};
    for (size_t i = 0; i < COUNT(words); i++) {
        struct reply page =
            get(&of, arena_printf(site_arena, "/sessions?liste=actives&q=%s", words[i].q));
        if (strcmp(numbers(&page), words[i].found) != 0) {
            fail_msg("%s: %s", words[i].q, numbers(&page));
        }
        struct reply csv =
            get(&of, arena_printf(site_arena, "/sessions.csv?liste=actives&q=%s", words[i].q));
        assert_int_equal(times(csv.body, "\r\n") - 1, times(words[i].found, " "));
    }
    struct reply page = get(&of, "/sessions?liste=actives&q=%3Cb%3Ex");
    page_shows(&page, "ne contient «" NBSP "<b>x" NBSP "»");
    assert_string_equal(link_of(&page, "normalize-space()='Voir toute la liste'"),
                        "/sessions?liste=actives");
    page = get(&of, "/sessions?liste=actives&q=francais&tri=intitule&sens=desc&taille=25");
    page_finds(
        &page,
        "//a[starts-with(@href, '/sessions.csv?liste=actives&q=francais&tri=intitule&sens=desc')]");
    page_finds(&page, "//option[@value='25'][@selected][normalize-space()='25']");
}

/* Thousands of words cost what twelve do, each once, and the page says so; the rest of the words is
 * not looked for: the row that holds the first twelve is found. */
static void test_words_are_bounded(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *ones = "192+";
    for (int i = 0; i < 10; i++) {
        ones = arena_printf(site_arena, "%s%s", ones, ones);
    }
    struct reply page = get(&of, arena_printf(site_arena, "/sessions?liste=actives&q=%s", ones));
    assert_string_equal(numbers(&page), "1001 1002 1003 1004 ");
    page_lacks(&page, "laissés de côté");
    page_finds(&page, "//*[@value='192']");
    const char *douze = "a+an+1+19+192+p+pa+pat+pati+patis+patiss+patissi";
    page = get(&of, arena_printf(site_arena, "/sessions?liste=actives&q=%s+absent", douze));
    assert_string_equal(numbers(&page), "1001 1002 1003 1004 ");
    page_shows(&page, "12 mots au plus sont cherchés");
    page_lacks(&page, "absent");
    static const char *const searches[] = {
        "/sessions?liste=actives&q=", "/formations?q=", "/annuaire?q=", "/formations/rome?q=",
        "/annuaire/formacodes?q="};
    for (size_t i = 0; i < COUNT(searches); i++) {
        page = get(&of, arena_printf(site_arena, "%s%%3F%%3F%%3F", searches[i]));
        page_shows(&page, "Aucun mot à chercher dans «" NBSP "???" NBSP "»");
        page = get(&of, arena_printf(site_arena, "%s%s+b+c+d+e+f+g", searches[i], douze));
        page_shows(&page, "mots au plus sont cherchés");
    }
}

static void add_sessions(int from, int n)
{
    site_run(arena_printf(
        site_arena,
        "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin)"
        " WITH RECURSIVE i (n) AS (SELECT %d UNION ALL SELECT n + 1 FROM i WHERE n < %d)"
        " SELECT i.n, a.numero, a.etablissement_id, a.site, '2027-01-15', '2026-01-01',"
        " '2027-01-15' FROM i CROSS JOIN action a WHERE a.numero = 505;",
        from, from + n - 1));
    complete();
}

/* Rows that come while somebody turns the pages make him see none twice and miss none. */
static void test_pages_while_rows_are_added(void **state)
{
    (void)state;
    add_sessions(3000, 40);
    struct browser of = browser_of("of@exemple.fr");
    const char *seen = "";
    int pages = 0;
    const char *next = "/sessions?liste=actives";
    while (next && pages < 10) {
        struct reply page = get(&of, next);
        seen = arena_printf(site_arena, "%s%s", seen, numbers(&page));
        next = link_of(&page, "@rel='next'");
        pages++;
        session(4000 + pages, 505, "2026-01-01", "2026-11-24", ""); /* before what was seen */
        complete();
    }
    assert_int_equal(pages, 5);
    for (int i = 3000; i < 3040; i++) {
        assert_int_equal(times(seen, arena_printf(site_arena, "%d ", i)), 1);
    }
    assert_int_equal(times(seen, "1004 "), 1);
    assert_int_equal(times(seen, "1005 "), 1);
}

static void test_sizes_and_numbers(void **state)
{
    (void)state;
    add_sessions(3000, 1000);
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = get(&of, "/sessions?liste=actives");
    page_shows(&page, "1" NBSP "005 résultats");
    page_finds(&page, "//p[normalize-space()='1 à 10 sur 1" NBSP "005 résultats']");
    assert_int_equal((int)page_count(&page, "//*[@class='fas']"), 10);
    page = get(&of, "/sessions?liste=actives&taille=50&page=3");
    page_finds(&page, "//p[normalize-space()='101 à 150 sur 1" NBSP "005 résultats']");
    assert_int_equal((int)page_count(&page, "//*[@class='fas']"), 50);
    assert_string_equal(link_of(&page, "@rel='prev'"), "/sessions?liste=actives&taille=50&page=2");
    page_finds(&page, "//a[contains(@href, 'taille=50&page=21')]");
    page = get(&of, "/sessions?liste=actives&taille=100&page=11");
    page_finds(&page,
               "//p[normalize-space()='1" NBSP "001 à 1" NBSP "005 sur 1" NBSP "005 résultats']");
    assert_null(link_of(&page, "@rel='next'"));
    page = get(&of, "/sessions?liste=actives&q=patissier");
    page_shows(&page, "plus de 990 résultats");
    assert_non_null(link_of(&page, "@rel='next'"));
    /* Beyond the end: the last page. */
    page = get(&of, "/sessions?liste=actives&page=5000");
    page_finds(&page, "//p[starts-with(normalize-space(), '1" NBSP "001 à 1" NBSP "005 sur')]");
    struct reply csv = get(&of, "/sessions.csv?liste=actives");
    assert_int_equal(times(csv.body, "\r\n"), 1006);
    struct reply filtered = get(&of, "/sessions.csv?liste=actives&q=patissier");
    assert_int_equal(times(filtered.body, "\r\n"), 1005);
}

static void test_hostile_values(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    static const char *const values[] = {"",
                                         "-1",
                                         "0",
                                         "1e3",
                                         "99999999999999999999",
                                         "9223372036854775807",
                                         "%00",
                                         "%FF%FE",
                                         "%27%3B+DROP+TABLE+session%3B--",
                                         "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                                         "%7C",
                                         "2026-11-23%7C",
                                         "%7C1001",
                                         "a%7Cb%7Cc"};
    static const char *const names[] = {"q",    "tri",   "sens", "taille",
                                        "page", "apres", "etat", "site"};
    for (size_t n = 0; n < COUNT(names); n++) {
        for (size_t i = 0; i < COUNT(values); i++) {
            const char *query = arena_printf(site_arena, "%s=%s", names[n], values[i]);
            struct reply page = get(&of, arena_printf(site_arena, "/sessions?%s", query));
            assert_int_equal(page_count(&page, "//script[starts-with(normalize-space(), 'alert')]"),
                             0);
            page = get(&of, arena_printf(site_arena, "/actions?tri=envoi&%s", query));
            assert_int_equal(page_count(&page, "//script[starts-with(normalize-space(), 'alert')]"),
                             0);
            page = get(&of, arena_printf(site_arena, "/formations?%s", query));
            assert_int_equal(page_count(&page, "//script[starts-with(normalize-space(), 'alert')]"),
                             0);
        }
    }
    const char *word = "mot+";
    for (int i = 0; i < 10; i++) {
        word = arena_printf(site_arena, "%s%s", word, word);
    }
    get(&of, arena_printf(site_arena, "/sessions?q=%.7000s", word));
    get(&of, arena_printf(site_arena, "/formations?q=%.7000s", word));
}

/* ---- files */

static void test_csv_is_safe(void **state)
{
    (void)state;
    site_run("UPDATE formation_contenu SET intitule = '=1+1;\"é\"' WHERE id = 192;"
             "UPDATE action_contenu SET intitule = NULL WHERE id = 505;"
             "UPDATE session SET commune = '@SUM(A1)' WHERE numero = 1001;");
    complete();
    struct browser of = browser_of("of@exemple.fr");
    struct reply csv = get(&of, "/sessions.csv?liste=bientot-inactives");
    assert_string_equal(page_header(&csv, "Content-Type"), "text/csv; charset=utf-8");
    assert_string_equal(page_header(&csv, "Content-Disposition"),
                        "attachment; filename=\"sessions-bientot-inactives-2026-11-23.csv\"");
    assert_string_equal(
        csv.body,
        "\xEF\xBB\xBF\"Code FAS\";\"Intitulé formation\";\"Site dispensateur\";\"Commune lieu\";"
        "\"Date début\";\"Date fin\";\"Code dispositif\";\"Etat A/I\"\r\n"
        "\"192-505-1001\";\"'=1+1;\"\"é\"\"\";\"CARIFOREF DES PAYS DE LA LOIRE\";\"'@SUM(A1)\";"
        "\"05/01/2026\";\"23/11/2026\";\"\";\"Actif\"\r\n"
        "\"192-505-1002\";\"'=1+1;\"\"é\"\"\";\"CARIFOREF DES PAYS DE LA LOIRE\";\"Nantes\";"
        "\"05/02/2026\";\"22/12/2026\";\"8\";\"Actif\"\r\n");
    csv = get(&of, "/actions.csv?liste=publiques-en-cours");
    page_source_shows(&csv, "\"192-501\"");
    page_source_shows(&csv, "\"En cours de saisie\"");
}

/* One part of a workbook, by unzip. */
static const char *part_of(const struct reply *workbook, const char *name)
{
    char path[] = "/tmp/sofi-xlsx-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, workbook->body, workbook->body_length), workbook->body_length);
    close(fd);
    FILE *pipe = popen(arena_printf(site_arena, "unzip -p %s %s", path, name), "r");
    assert_non_null(pipe);
    struct buffer text;
    buffer_init(&text, site_arena, 1 << 16);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;) {
        buffer_append(&text, bytes, n);
    }
    assert_int_equal(pclose(pipe), 0);
    unlink(path);
    return text.data;
}

/* "28/06/2021" of a day number of spreadsheets: days since 30 December 1899. */
static const char *day_of(const char *number)
{
    time_t instant = ((time_t)strtol(number, NULL, 10) - 25569) * 86400;
    struct tm tm;
    gmtime_r(&instant, &tm);
    return arena_printf(site_arena, "%02d/%02d/%04d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
}

/* The rows of a sheet, written as our CSV is. */
static const char *sheet_as_csv(const char *sheet, int columns)
{
    struct buffer csv;
    buffer_init(&csv, site_arena, 1 << 16);
    buffer_literal(&csv, "\xEF\xBB\xBF");
    for (const char *row = strstr(sheet, "<row "); row; row = strstr(row + 1, "<row ")) {
        const char *end = strstr(row, "</row>");
        for (int i = 0; i < columns; i++) {
            const char *wanted = arena_printf(site_arena, "<c r=\"%c", 'A' + i);
            const char *cell = memmem(row, (size_t)(end - row), wanted, strlen(wanted));
            const char *text = cell ? strstr(cell, "<t") : NULL;
            const char *number = cell ? strstr(cell, "<v>") : NULL;
            const char *close = cell ? strstr(cell, "</c>") : NULL;
            buffer_printf(&csv, "%s\"", i ? ";" : "");
            for (; text && text < close;
                 text = strstr(text, "<t")) { /* pieces, where some is bold */
                text = strchr(text, '>') + 1;
                buffer_append(&csv, text, strcspn(text, "<"));
            }
            if (number && number < close) {
                buffer_text(&csv, day_of(number + 3));
            }
            buffer_char(&csv, '"');
        }
        buffer_literal(&csv, "\r\n");
    }
    return csv.data;
}

static void test_workbook_is_the_csv(void **state)
{
    (void)state;
    static const char *const lists_of[] = {
        "/sessions%s?liste=actives", "/sessions%s?liste=actives&tri=date_fin&sens=desc&q=an",
        "/sessions%s?liste=inactives", "/sessions%s?liste=apprentissage&q=rien"};
    struct browser of = browser_of("of@exemple.fr");
    for (size_t i = 0; i < COUNT(lists_of); i++) {
        const char *const ends[] = {".csv", ".xlsx"};
        struct reply files[2];
        for (size_t f = 0; f < 2; f++) {
            const char *at = strstr(lists_of[i], "%s");
            files[f] = get(&of, arena_printf(site_arena, "%.*s%s%s", (int)(at - lists_of[i]),
                                             lists_of[i], ends[f], at + 2));
        }
        const char *sheet = part_of(&files[1], "xl/worksheets/sheet1.xml");
        assert_string_equal(sheet_as_csv(sheet, 8), files[0].body);
        /* The number of the session is in bold; dates are numbers with the format of dates. */
        if (strstr(files[0].body, "2026")) {
            const char *cell = strstr(sheet, "<c r=\"A2\"");
            const char *bold = strstr(cell, "<b/>");
            assert_non_null(bold);
            bold = strstr(bold, "<t>") + strlen("<t>");
            const char *code = strstr(files[0].body, "\r\n\"") + strlen("\r\n\"");
            const char *numero = strchr(strchr(code, '-') + 1, '-') + 1;
            assert_memory_equal(bold, numero, strcspn(numero, "\""));
            assert_int_equal(strcspn(bold, "<"), strcspn(numero, "\""));
            cell = strstr(sheet, "<c r=\"E2\"");
            assert_non_null(cell);
            assert_null(memmem(cell, strcspn(cell, ">"), "inlineStr", 9));
            assert_non_null(memmem(cell, strcspn(cell, ">"), " s=\"", 4));
            assert_non_null(strstr(part_of(&files[1], "xl/styles.xml"), "dd/mm/yyyy"));
        }
    }
    site_run("UPDATE formation_contenu SET intitule = '=1+1' WHERE id = 192");
    struct reply book = get(&of, "/sessions.xlsx?liste=actives");
    assert_null(strstr(part_of(&book, "xl/worksheets/sheet1.xml"), "<f>"));
    book = get(&of, "/actions.xlsx?liste=en-cours");
    assert_string_equal(page_header(&book, "Content-Disposition"),
                        "attachment; filename=\"actions-en-cours-2026-11-23.xlsx\"");
}

static size_t allocated(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

struct measure {
    size_t bytes;
    size_t most; /* memory in use when bytes came */
};

static enum status swallow(void *context, const void *bytes, size_t n)
{
    (void)bytes;
    struct measure *measure = context;
    size_t now = allocated();
    measure->bytes += n;
    measure->most = now > measure->most ? now : measure->most;
    return STATUS_OK;
}

#define MEGABYTE ((size_t)1 << 20)

static void test_memory_does_not_grow_with_rows(void **state)
{
    (void)state;
    static const struct xlsx_colonne columns[] = {{"Texte", XLSX_TEXTE, 20},
                                                  {"Date", XLSX_DATE, 12}};
    struct measure measure = {0};
    const struct ecrivain_sortie out = {swallow, &measure};
    struct arena *arena = arena_create(0);
    struct ecrivain_csv *csv = ARENA_NEW(arena, struct ecrivain_csv);
    struct ecrivain_xlsx *xlsx = NULL;
    size_t before = allocated();
    assert_int_equal(ecrivain_xlsx_ouvrir(arena, "/tmp", "Essai", columns, 2, &xlsx), STATUS_OK);
    ecrivain_csv_ouvrir(csv, out);
    for (int i = 0; i < 100000; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "Une ligne assez longue, numéro %d", i);
        const char *fields[] = {text, "2026-11-23"};
        assert_int_equal(ecrivain_csv_ligne(csv, fields, 2), STATUS_OK);
        assert_int_equal(ecrivain_xlsx_ligne(xlsx, fields), STATUS_OK);
        measure.most = allocated() > measure.most ? allocated() : measure.most;
    }
    assert_int_equal(ecrivain_csv_fermer(csv), STATUS_OK);
    assert_true(measure.bytes > 5000000);
    assert_int_equal(ecrivain_xlsx_fermer(xlsx, out), STATUS_OK);
    assert_true(measure.bytes > 6000000);
    assert_true(measure.most < before + 4 * MEGABYTE);
    arena_destroy(arena);
}

static enum status fail_late(void *context, const void *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return ++*(int *)context > 2 ? STATUS_UNAVAILABLE : STATUS_OK;
}

static void test_writers_in_trouble(void **state)
{
    (void)state;
    static const struct xlsx_colonne columns[] = {{"Texte", XLSX_TEXTE, 20},
                                                  {"Date", XLSX_DATE, 12}};
    int calls = 0;
    struct arena *arena = arena_create(0);
    struct ecrivain_csv *csv = ARENA_NEW(arena, struct ecrivain_csv);
    struct ecrivain_xlsx *xlsx = NULL;
    /* The disk is full: the first failure stays, and nothing more is written. */
    ecrivain_csv_ouvrir(csv, (struct ecrivain_sortie){fail_late, &calls});
    char *huge = arena_alloc(arena, 5 * ECRIVAIN_CSV_TAMPON);
    memset(huge, 'x', 5 * ECRIVAIN_CSV_TAMPON - 1);
    const char *fields[] = {huge, NULL};
    assert_int_equal(ecrivain_csv_ligne(csv, fields, 2), STATUS_UNAVAILABLE);
    assert_int_equal(ecrivain_csv_ligne(csv, fields, 2), STATUS_UNAVAILABLE);
    assert_int_equal(ecrivain_csv_fermer(csv), STATUS_UNAVAILABLE);
    assert_int_equal(calls, 3);
    /* A text beyond the limit of a cell is cut, a date that is none stays a text. */
    assert_int_equal(ecrivain_xlsx_ouvrir(arena, "/tmp", "Essai", columns, 2, &xlsx), STATUS_OK);
    fields[1] = "sans date";
    assert_int_equal(ecrivain_xlsx_ligne(xlsx, fields), STATUS_OK);
    calls = 2;
    assert_int_equal(ecrivain_xlsx_fermer(xlsx, (struct ecrivain_sortie){fail_late, &calls}),
                     STATUS_UNAVAILABLE);
    ecrivain_xlsx_abandonner(xlsx);
    assert_int_equal(ecrivain_xlsx_ouvrir(arena, "/nulle/part", "Essai", columns, 2, &xlsx),
                     STATUS_UNAVAILABLE);
    assert_int_equal(ecrivain_xlsx_ouvrir(arena, "/tmp", "Essai", columns, 2, &xlsx), STATUS_OK);
    ecrivain_xlsx_abandonner(xlsx);
    ecrivain_xlsx_abandonner(xlsx);
    ecrivain_xlsx_abandonner(NULL);
    arena_destroy(arena);
}

/* ---- /formations */

static bool shows_formation(const struct reply *page, int numero)
{
    return page_count(page, arena_printf(site_arena, "//*[@href='/formations/%d']", numero)) > 0;
}

static bool shows_action(const struct reply *page, int numero)
{
    return page_count(page, arena_printf(site_arena, "//*[@href='/actions/%d']", numero)) > 0;
}

static void test_tree(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = get(&of, "/formations");
    page_shows(&page, "Nouvelle formation");
    page_finds(&page, "//*[@href='/formations/nouvelle']");
    assert_true(shows_formation(&page, 192) && shows_formation(&page, 193));
    assert_false(shows_formation(&page, 292));
    page_finds(&page, "//*[text()='4 actions']");
    page_finds(&page, "//*[text()='3 actions']");
    page_finds(&page, "//*[text()='5 sessions']"); /* of 505: 1001 to 1004, 1007 */
    page_finds(&page, "//b[normalize-space()='1004'][normalize-space(..)='192-505-1004']");
    page_shows(&page, "du 05/04/2026 au 30/06/2027, Nantes");
    assert_int_equal(page_count(&page, "//b[normalize-space()='1008']"), 0); /* archived */
    page_shows(&page, "Refusée");
    const int64_t second[] = {SITE_OWN_SECOND};
    struct browser laval = browser_with_sites("laval@exemple.fr", second, 1);
    page = get(&laval, "/formations");
    assert_true(shows_formation(&page, 192) && shows_formation(&page, 193));
    assert_true(shows_action(&page, 506) && shows_action(&page, 507));
    assert_false(shows_action(&page, 501) || shows_action(&page, 504));
    struct browser carif = browser_of("carif@exemple.fr");
    page = get(&carif, "/formations");
    assert_true(shows_formation(&page, 192) && shows_formation(&page, 292));
    page = get(&carif, "/formations?etablissement=" SITE_FOREIGN);
    assert_true(shows_formation(&page, 292) && !shows_formation(&page, 192));
    page_finds(&page, "//a[@href='/formations/nouvelle?etablissement=" SITE_FOREIGN "']");
}

static void test_tree_search(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    static const struct {
        const char *query;
        bool cap, fle; /* formations 192 and 193 are found */
    } cases[] = {
        {"q=PATISSIER", true, false},
        {"q=patis", true, false},
        {"q=atissier", false, false},
        {"q=langue+francais", false, true},
        {"q=acceleree", true, false},
        {"q=192", true, false},
        {"q=193-507", false, true},
        {"q=192-507", false, false},
        {"q=507", false, true},
        {"q=1005", false, true},
        {"q=192-505-1004", true, false},
        {"q=192-505-1005", false, false},
        {"q=192-", true, false},
        {"q=1-2-3-4", false, false},
        {"q=%25", false, false},
        {"q=292", false, false},
        {"q=602", false, false},
        {"q=2001", false, false},
        {"etat=en_attente_de_reponses", false, true},
        {"etat=en_attente_de_validation", true, false},
        {"site=36402", false, true},
        {"site=36364&etat=validee", true, false},
        {"site=36402&q=cap", false, false},
        {"etat=nulle", true, true},
        {"site=9001", true, true}, /* of somebody else: not a choice, as if absent */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply page = get(&of, arena_printf(site_arena, "/formations?%s", cases[i].query));
        if (shows_formation(&page, 192) != cases[i].cap ||
            shows_formation(&page, 193) != cases[i].fle) {
            fail_msg("%s\n%s", cases[i].query, page_gist(&page));
        }
    }
    struct reply page = get(&of, "/formations?site=36402");
    assert_false(shows_action(&page, 504));
    page_finds(&page, "//option[@value='36402'][@selected]");
    page_finds(&page, "//details[@open]");
    page = get(&of, "/formations?q=%3Cb%3Erien");
    page_shows(&page, "Aucune formation ne répond à «" NBSP "<b>rien" NBSP "»");
}

static void test_tree_pages(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        formation(300 + i, SITE_OWN_NUMERO, "Modulo");
    }
    complete();
    struct browser of = browser_of("of@exemple.fr");
    static const struct {
        const char *start;
        int pages, formations;
    } walks[] = {{"/formations", 3, 62}, {"/formations?q=modulo", 3, 60}};
    for (size_t w = 0; w < COUNT(walks); w++) {
        const char *next = walks[w].start;
        size_t seen[60] = {0}, other = 0;
        int pages = 0;
        for (; next && pages < 5; pages++) {
            struct reply page = get(&of, next);
            for (int i = 0; i < 60; i++) {
                seen[i] += shows_formation(&page, 300 + i);
            }
            other += shows_formation(&page, 192);
            next = link_of(&page, "normalize-space()='Formations suivantes'");
            formation(400 + (int)w * 10 + pages, SITE_OWN_NUMERO, "Modulo"); /* above */
        }
        assert_int_equal(pages, walks[w].pages);
        for (int i = 0; i < 60; i++) {
            assert_int_equal(seen[i], 1);
        }
        assert_int_equal(other, walks[w].formations == 62);
    }
}

/* More than is shown below one formation and below one action. */
static void test_tree_of_a_giant(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        action(700 + i, 193, SITE_OWN_NUMERO, "en_cours_de_saisie", "NULL", "publique = FALSE");
        session(7000 + i, 700 + i, "2026-01-01", "2027-01-01", "");
    }
    add_sessions(3000, 300);
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = get(&of, "/formations");
    page_finds(&page, "//*[text()='63 actions']");
    page_shows(&page, "Voir toutes les actions de cette formation");
    page_finds(&page, "//*[text()='305 sessions']");
    page_shows(&page, "Voir toutes les sessions de cette action");
    assert_int_equal(page_count(&page, "//a[starts-with(@href, '/actions/7')]"),
                     47); /* 50 less 504, 506 and 507 */
    assert_int_equal(page_count(&page, "//b[starts-with(normalize-space(..), '192-505-')]"), 20);
    assert_int_equal(page_count(&page, "//b[normalize-space(..)='193-700-7000']"), 1);
    assert_int_equal(page_count(&page, "//b[normalize-space()='7059']"), 0);
}

/* ---- cost */

static void test_statements_do_not_grow(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/tableau-de-bord", "/sessions",   "/sessions?q=patissier", "/sessions?page=1&taille=25",
        "/actions",         "/formations", "/formations?q=cap",     "/formations?site=36364"};
    /* The login, the scope, the page. A search reads texts first, then what it shows. */
    static const uint64_t most[] = {3, 3, 7, 3, 3, 6, 7, 6};
    uint64_t before[COUNT(paths)];
    struct browser of = browser_of("of@exemple.fr");
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(paths); i++) {
            get(&of, paths[i]);
            uint64_t n = site_statements();
            if (n > most[i] || (round && n != before[i])) {
                fail_msg("%s: %d statements, %d at most, %d before", paths[i], (int)n, (int)most[i],
                         round ? (int)before[i] : 0);
            }
            before[i] = n;
        }
        if (round == 0) {
            add_sessions(3000, 300);
        }
        for (int i = 0; i < 30 && !round; i++) {
            formation(300 + i, SITE_OWN_NUMERO, "CAP boulanger");
            action(700 + i, 300 + i, SITE_OWN_NUMERO, "en_cours_de_saisie", "NULL",
                   "refus = 'Non'");
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, site_teardown)

int main(int argc, char **argv)
{
    setenv("SOFI_INSTANT", NOW, 1);
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_words_are_bounded),
        TEST(test_counters_are_their_lists),
        TEST(test_an_of_stays_at_home),
        TEST(test_officers_choose),
        TEST(test_to_do),
        TEST(test_qualiopi_at_its_limits),
        TEST(test_sorts),
        TEST(test_search),
        TEST(test_pages_while_rows_are_added),
        TEST(test_sizes_and_numbers),
        TEST(test_hostile_values),
        TEST(test_csv_is_safe),
        TEST(test_workbook_is_the_csv),
        cmocka_unit_test(test_memory_does_not_grow_with_rows),
        cmocka_unit_test(test_writers_in_trouble),
        TEST(test_tree),
        TEST(test_tree_search),
        TEST(test_tree_pages),
        TEST(test_tree_of_a_giant),
        TEST(test_statements_do_not_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
