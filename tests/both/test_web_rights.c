/* Who may do what, asked of every row of the table of addresses: a row that is added is tested. */
#include "test_db.h"
#include "web/site.h"

#include "action_page.h"
#include "compte.h"
#include "crypto.h"
#include "formation_page.h"
#include "routes.h"
#include "suppression_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum record { OWN, FOREIGN, UNKNOWN };

static const struct {
    const char *name;
    const char *email; /* NULL: nobody */
    unsigned profil;
} people[] = {{"nobody", NULL, 0},
              {"OF", "of@exemple.fr", PROFIL_OF},
              {"CARIF", "carif@exemple.fr", PROFIL_CARIF},
              {"ADMIN", "admin@exemple.fr", PROFIL_ADMIN}};

enum { NOBODY, OF, CARIF, ADMIN, PEOPLE };

static struct browser browsers[PEOPLE];
static const char *invitation;

/* What the establishment of somebody else holds, and names of it that nobody else may read. */
#define FOREIGN_CONTACT 4700
#define FOREIGN_DAY 9001
#define FOREIGN_FORMATION 4800
#define FOREIGN_ACTION 4900
#define FOREIGN_SESSION 5000
/* A removal that nobody can restore any more. */
#define REMOVAL 5100
static const char *const foreign_names[] = {"BOCAGE", "FOUGERAY", "Moisson", "bocage.pdf"};

STATEMENT(TEST_OWN_DAY, "", "i", "SELECT id FROM porte_ouverte WHERE code = 'PO-2'");

static enum status invite(struct db *db, void *context)
{
    (void)context;
    const struct compte_nouveau nouveau = {.email = "invite@exemple.fr", .profil = PROFIL_CARIF};
    const char *message = NULL;
    return compte_creer(db, site_arena, &nouveau, &invitation, &message);
}

/* A contact, an open day and a certificate on a site. */
static void furnish(int64_t site, int contact, int day, const char *certificate)
{
    site_run(arena_printf(
        site_arena,
        "INSERT INTO contact (numero, site, nom, prenom) VALUES (%d, %lld, 'FOUGERAY', 'Dana');"
        "INSERT INTO porte_ouverte (id, etablissement_id, site, libelle, code, nature, date_debut,"
        " fin) SELECT %d, etablissement_id, numero, 'Moisson', 'M-%d', 'forum', '2090-01-01',"
        " '2090-01-01' FROM site WHERE numero = %lld",
        contact, (long long)site, day, day, (long long)site));
    site_add_certificate(site, certificate, certificate);
}

/* A formation, its action and its session, all drafts, on a site. */
static void offer(int64_t site)
{
    site_run(arena_printf(
        site_arena,
        "INSERT INTO formation (numero, etablissement_id, brouillon, creee_a)"
        " SELECT %d, etablissement_id, %d, 0 FROM site WHERE numero = %lld;"
        "INSERT INTO formation_contenu (id, formation, intitule) VALUES (%d, %d, 'FOUGERAY');"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, brouillon, creee_a)"
        " SELECT %d, %d, etablissement_id, numero, 'en_cours_de_saisie', %d, 0 FROM site"
        " WHERE numero = %lld;"
        "INSERT INTO action_contenu (id, action, site, intitule) VALUES (%d, %d, %lld, 'Moisson');"
        "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin)"
        " SELECT %d, %d, etablissement_id, numero, '2026-01-01', '2094-01-04', '2094-05-28'"
        " FROM site WHERE numero = %lld",
        FOREIGN_FORMATION, FOREIGN_FORMATION, (long long)site, FOREIGN_FORMATION, FOREIGN_FORMATION,
        FOREIGN_ACTION, FOREIGN_FORMATION, FOREIGN_ACTION, (long long)site, FOREIGN_ACTION,
        FOREIGN_ACTION, (long long)site, FOREIGN_SESSION, FOREIGN_ACTION, (long long)site));
}

static int setup(void **state)
{
    site_setup(state);
    assert_int_equal(db_transaction(site_db, invite, NULL), STATUS_OK);
    furnish(site_principal_of(SITE_FOREIGN), FOREIGN_CONTACT, FOREIGN_DAY, "bocage.pdf");
    offer(site_principal_of(SITE_FOREIGN));
    site_add_certificate(SITE_OWN_NUMERO, "certificat.pdf", "own");
    site_run(arena_printf(
        site_arena,
        "INSERT INTO suppression (id, noun, numero, etablissement_id, titre, actions, sessions,"
        " auteur, instant, jusqu_au, vu_le) SELECT %d, 'formation', 999998, etablissement_id,"
        " 'Moisson', 0, 0, 'FOUGERAY', 0, '2020-01-31', '2020-01-01' FROM site WHERE numero = %lld",
        REMOVAL, (long long)site_principal_of(SITE_FOREIGN)));
    for (int i = 0; i < PEOPLE; i++) {
        browsers[i] = people[i].email ? browser_of(people[i].email) : (struct browser){0};
    }
    return 0;
}

static bool about(const struct route *route, const char *what)
{
    return strstr(route->path, what) != NULL;
}

static bool is(const struct route *route, const char *path)
{
    return strcmp(route->path, path) == 0;
}

static const char *number(int64_t value)
{
    return arena_printf(site_arena, "%lld", (long long)value);
}

static const char *capture_of(const struct route *route, enum record record)
{
    static const char *const sirets[] = {SITE_OWN, SITE_FOREIGN, SITE_UNKNOWN};
    if (about(route, "{siret}")) {
        return sirets[record];
    }
    if (about(route, "{jeton}")) {
        return record == OWN ? invitation : "inconnu-inconnu-inconnu-inconnu-inconnu-in";
    }
    if (about(route, "{sujet}")) {
        return record == UNKNOWN ? "rien-de-tel" : "gerer-les-sites";
    }
    if (record == UNKNOWN) {
        return "999999";
    }
    if (about(route, "/sites/{numero}")) {
        return number(record == OWN ? SITE_OWN_NUMERO : site_principal_of(SITE_FOREIGN));
    }
    if (about(route, "/contacts/{numero}")) {
        return number(record == OWN ? 3127 : FOREIGN_CONTACT);
    }
    if (about(route, "/portes-ouvertes/{id}")) {
        return number(record == OWN ? site_number(&TEST_OWN_DAY) : FOREIGN_DAY);
    }
    if (about(route, "/formations/{numero}")) {
        return number(record == OWN ? 192 : FOREIGN_FORMATION);
    }
    if (about(route, "/actions/{numero}")) {
        return number(record == OWN ? 50751 : FOREIGN_ACTION);
    }
    if (about(route, "/sessions/{numero}")) {
        return number(record == OWN ? 133036 : FOREIGN_SESSION);
    }
    if (about(route, "/suppressions/{id}")) {
        return number(REMOVAL);
    }
    fail_msg("what stands in %s?", route->path);
    return NULL;
}

/* The row's path for a record. */
static const char *path_of(const struct route *route, enum record record)
{
    const char *capture = strchr(route->path, '{');
    if (!capture) {
        return route->path;
    }
    return arena_printf(site_arena, "%.*s%s%s", (int)(capture - route->path), route->path,
                        capture_of(route, record), strchr(capture, '}') + 1);
}

/* The code; and what is answered to a person who is logged in, a page, a file or a list, is kept by
 * no browser. */
static void expect(const struct route *route, int person, const char *path, int code,
                   const struct reply *reply)
{
    if (reply->code != code) {
        fail_msg("%s %s by %s: %d, %d expected\n%s", route->method == HTTP_GET ? "GET" : "POST",
                 path, people[person].name, reply->code, code, reply->body);
    }
    const char *cache = page_header(reply, "Cache-Control");
    if (person != NOBODY && strcmp(cache, "no-store") != 0) {
        fail_msg("%s by %s: Cache-Control: %s", path, people[person].name, cache);
    }
}

static bool allowed(const struct route *route, int person)
{
    return !route->who || (route->who & people[person].profil);
}

/* A record that the person may not know of. What everybody may ask for is nobody's secret. */
static bool hidden(const struct route *route, int person, enum record record)
{
    if (about(route, "{jeton}")) {
        return record != OWN;
    }
    if (is(route, "/metrics")) {
        return true; /* without its address and without its key */
    }
    if (route->handler == formation_apercu && record == FOREIGN) {
        return true; /* a draft: nothing of it is online */
    }
    return record == UNKNOWN || (record == FOREIGN && person == OF && route->who);
}

static void assert_nothing_foreign(const struct reply *reply)
{
    for (size_t i = 0; i < sizeof foreign_names / sizeof *foreign_names; i++) {
        page_lacks(reply, foreign_names[i]);
    }
}

/* Pages that lead on instead of showing something. */
static bool leads_on(const struct route *route, int person)
{
    bool welcome = is(route, "/") || is(route, "/connexion");
    return (welcome && person != NOBODY) || (is(route, "/annuaire") && person == OF);
}

static int expected_of_get(const struct route *route, int person, enum record record)
{
    if (route->flags & ROUTE_METRICS) {
        return 404; /* not without the key or at its own address: test_web_mesures.c */
    }
    if (route->who && person == NOBODY) {
        return 303;
    }
    if (!allowed(route, person)) {
        return 403;
    }
    if (hidden(route, person, record)) {
        return 404;
    }
    return leads_on(route, person) ? 303 : 200;
}

static void check_get(const struct route *route, int person, enum record record)
{
    const char *path = path_of(route, record);
    struct reply reply = browser_get(&browsers[person], path);
    expect(route, person, path, expected_of_get(route, person, record), &reply);
    if (route->who && person == NOBODY) {
        struct params suite = {0};
        form_add(&suite, "suite", path);
        assert_string_equal(page_header(&reply, "Location"),
                            arena_printf(site_arena, "/connexion?%s", form_encode(&suite)));
    }
    /* Nothing of the record in the answer to who may not see it. */
    if (reply.code != 200 && route->who) {
        assert_nothing_foreign(&reply);
        if (person == NOBODY) {
            page_lacks(&reply, "GIP CARIF");
        };
    }
}

static void test_get(void **state)
{
    (void)state;
    const char *before = site_snapshot();
    for (size_t i = 0; i < routes_count; i++) {
        for (int person = 0; routes[i].method == HTTP_GET && person < PEOPLE; person++) {
            check_get(&routes[i], person, OWN);
            if (strchr(routes[i].path, '{')) {
                check_get(&routes[i], person, FOREIGN);
                check_get(&routes[i], person, UNKNOWN);
            }
        }
    }
    assert_string_equal(site_snapshot(), before); /* a GET only reads */
}

/* ---- POST: each in four ways */

/* Right for every form of the application, as far as one body can be. */
static const char body[] =
    "raison_sociale=Nom+vol%C3%A9&siret=" SITE_UNKNOWN "&categorie=CFA&etat=I&domaines=10001"
    "&version=1&email=of%40exemple.fr&mot_de_passe=demonstration-sofi"
    "&mot_de_passe_confirmation=demonstration-sofi"
    "&nom_usage=Vol&ligne1=1+rue+du+Vol&code_postal=44200&bureau_distributeur=NANTES"
    "&commune_insee=44109&qualite=qualiopi&fin_qualiopi=01%2F01%2F2090&nom=VOL&prenom=Alix"
    "&site=36364&geste=vider&confirmer=1&confirmation=1&email_login=vol%40exemple.fr"
    "&sites_administrables=36364&profil=ADMIN&libelle=Vol&code=VOL&nature=forum"
    "&date_debut=01%2F01%2F2090";

static const struct upload stolen_certificate = {"certificat", "vol.pdf", "application/pdf",
                                                 "%PDF-1.4\nvol\n", 13};

/* The same form as multipart/form-data, with a file. */
static struct reply upload(struct browser *browser, const char *path, const char *sent)
{
    struct params form = {0};
    assert_int_equal(params_parse(&form, site_arena, sent, strlen(sent)), STATUS_OK);
    return browser_upload(browser, path, &form, &stolen_certificate);
}

/* Posts in each way that the row takes, and wants the same answer from all. */
static void expect_post(const struct route *route, int person, const char *path, const char *sent,
                        int code)
{
    struct browser browser = browsers[person];
    struct reply reply = browser_post(&browser, path, sent);
    expect(route, person, path, code, &reply);
    if (route->flags & ROUTE_UPLOAD) {
        browser = browsers[person];
        reply = upload(&browser, path, sent);
        expect(route, person, path, code, &reply);
    }
}

static const char *with_jeton(int person)
{
    struct reply page =
        browser_get(&browsers[person], person == NOBODY ? "/connexion" : "/tableau-de-bord");
    return arena_printf(site_arena, "%s&jeton=%s", body,
                        page_jeton_of(&page, person == NOBODY ? "/connexion" : "/deconnexion"));
}

typedef void post_check(const struct route *route, int person, enum record record);

static void each_post(post_check *check)
{
    const char *before = site_snapshot();
    for (size_t i = 0; i < routes_count; i++) {
        for (int person = 0; routes[i].method == HTTP_POST && person < PEOPLE; person++) {
            check(&routes[i], person, OWN);
            if (strchr(routes[i].path, '{')) {
                check(&routes[i], person, FOREIGN);
                check(&routes[i], person, UNKNOWN);
            }
        }
    }
    assert_string_equal(site_snapshot(), before);
}

static void check_without_jeton(const struct route *route, int person, enum record record)
{
    const char *path = path_of(route, record);
    assert_false(route->flags & ROUTE_NO_CSRF);
    expect_post(route, person, path, body, 403);
    expect_post(route, person, path, arena_printf(site_arena, "%s&jeton=", body), 403);
}

static void test_post_without_jeton(void **state)
{
    (void)state;
    each_post(check_without_jeton);
}

/* A token that was made for somebody else's login. */
static void check_with_the_jeton_of_another(const struct route *route, int person,
                                            enum record record)
{
    const char *path = path_of(route, record);
    expect_post(route, person, path, with_jeton(person == ADMIN ? CARIF : ADMIN), 403);
}

static void test_post_with_the_jeton_of_another(void **state)
{
    (void)state;
    each_post(check_with_the_jeton_of_another);
}

/* Everything is right but where it comes from; nothing that was sent is carried along. */
static void check_from_elsewhere(const struct route *route, int person, enum record record)
{
    static const char *const elsewhere[] = {
        "Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
        "Origin: http://sofi.test.evil.example\r\n", "Origin: https://sofi.test\r\n"};
    const char *path = path_of(route, record);
    const char *sent = with_jeton(person);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        struct browser browser = browsers[person];
        browser.headers = elsewhere[i];
        struct reply reply = browser_post(&browser, path, sent);
        expect(route, person, path, 403, &reply);
        page_shows(&reply, "Accès refusé");
        page_lacks(&reply, "Nom vol");
        page_lacks(&reply, "Nom+vol");
    }
}

static void test_post_from_elsewhere(void **state)
{
    (void)state;
    each_post(check_from_elsewhere);
}

static int expected_of_post(const struct route *route, int person, enum record record)
{
    if (!allowed(route, person)) {
        return 403;
    }
    if (hidden(route, person, record)) {
        return 404;
    }
    if (route->handler == action_poster_geste || route->handler == formation_poster_abandon ||
        (route->handler == suppression_poster && record == FOREIGN)) { /* hers is published */
        return 409;                                                    /* nothing was seen */
    }
    static const struct {
        const char *path;
        int code;
    } others[] = {{"/compte/connexions", 400}, /* no login named */
                  {"/annuaire/formacodes", 200},
                  {"/formations/{numero}", 400}, /* no version named */
                  {"/actions/{numero}", 400},
                  {"/sessions/{numero}", 400},
                  {"/sessions/{numero}/activer", 303},          /* it is active already */
                  {"/annuaire/contacts/{numero}/gestion", 400}, /* no gesture named */
                  {"/annuaire/sites/{numero}/certificat", 303}, /* nothing changes */
                  {"/annuaire/sites/{numero}/principal", 303}}; /* it is that already */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (is(route, others[i].path)) {
            return others[i].code;
        }
    }
    return 422; /* an empty form is refused */
}

/* A press of the button does it, with nothing typed: test_web_offre.c */
static bool needs_no_words(const struct route *route)
{
    return about(route, "/dupliquer") || about(route, "/desactiver");
}

static void check_empty_form(const struct route *route, int person, enum record record)
{
    if (is(route, "/deconnexion")) {
        return; /* ends the login: test_logout */
    }
    if (needs_no_words(route) && allowed(route, person) && !hidden(route, person, record)) {
        return;
    }
    const char *path = path_of(route, record);
    const char *jeton = strstr(with_jeton(person), "jeton=");
    struct reply reply = browser_post(&browsers[person], path, jeton);
    expect(route, person, path, expected_of_post(route, person, record), &reply);
}

static void test_post_of_an_empty_form(void **state)
{
    (void)state;
    each_post(check_empty_form);
}

/* Nobody is logged in: what was typed waits behind the login form, passwords excepted. */
static void test_post_by_nobody(void **state)
{
    (void)state;
    const char *sent = with_jeton(NOBODY);
    const char *before = site_snapshot();
    for (size_t i = 0; i < routes_count; i++) {
        if (routes[i].method != HTTP_POST || !routes[i].who) {
            continue;
        }
        const char *path = path_of(&routes[i], OWN);
        struct reply reply = routes[i].flags & ROUTE_UPLOAD
                                 ? upload(&browsers[NOBODY], path, sent)
                                 : browser_post(&browsers[NOBODY], path, sent);
        expect(&routes[i], NOBODY, path, 403, &reply);
        struct params form = page_form(&reply, "/connexion");
        const char *carried = params_get(&form, "reprise");
        assert_non_null(carried);
        assert_int_equal(strncmp(carried, path, strlen(path)), 0);
        assert_int_equal(carried[strlen(path)], '?');
        assert_non_null(strstr(carried, "raison_sociale=Nom"));
        assert_null(strstr(carried, "demonstration-sofi"));
        assert_null(strstr(carried, "jeton"));
    }
    assert_string_equal(site_snapshot(), before);
}

static void test_logout(void **state)
{
    (void)state;
    for (int person = OF; person < PEOPLE; person++) {
        const char *stolen = browser_cookie(&browsers[person], "sofi");
        assert_int_equal(strlen(stolen), 43);
        struct reply reply = browser_post(&browsers[person], "/deconnexion", with_jeton(person));
        assert_int_equal(reply.code, 303);
        assert_string_equal(page_header(&reply, "Location"), "/connexion");
        assert_string_equal(page_header(&reply, "Clear-Site-Data"), "\"cache\", \"storage\"");
        assert_string_equal(browser_cookie(&browsers[person], "sofi"), "");
        /* The cookie is dead, not only forgotten. */
        struct browser thief = {.cookies = {{"sofi", stolen}}};
        assert_int_equal(browser_get(&thief, "/tableau-de-bord").code, 303);
    }
}

static void test_other_methods(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        bool both = false;
        for (size_t j = 0; j < routes_count; j++) {
            both = both || (j != i && is(&routes[i], routes[j].path));
        }
        const char *path = path_of(&routes[i], OWN);
        if (!both && routes[i].method == HTTP_GET) {
            assert_int_equal(browser_post(&browsers[ADMIN], path, with_jeton(ADMIN)).code, 405);
        } else if (!both) {
            assert_int_equal(browser_get(&browsers[ADMIN], path).code, 405);
        }
    }
}

/* Rights are those of now, not those of the login. */
static void test_rights_taken_away(void **state)
{
    (void)state;
    assert_int_equal(browser_get(&browsers[OF], SITE_RECORD).code, 200);
    site_run("DELETE FROM compte_site");
    assert_int_equal(browser_get(&browsers[OF], SITE_RECORD).code, 404);
    assert_int_equal(browser_post(&browsers[OF], SITE_RECORD, with_jeton(OF)).code, 404);
    site_run("UPDATE compte SET profil = 'OF' WHERE email = 'carif@exemple.fr'");
    assert_int_equal(browser_get(&browsers[CARIF], SITE_RECORD).code, 404);
    assert_int_equal(browser_get(&browsers[CARIF], "/annuaire/etablissements/nouveau").code, 403);
    site_run("UPDATE compte SET etat = 'bloque' WHERE email = 'admin@exemple.fr'");
    assert_int_equal(browser_get(&browsers[ADMIN], "/tableau-de-bord").code, 303);
}

/* Everything is right but whose record it is. */
static void check_not_there(const struct route *route, enum record record, size_t *length)
{
    const char *path = path_of(route, record);
    const char *sent = with_jeton(OF);
    struct reply reply = route->method == HTTP_GET     ? browser_get(&browsers[OF], path)
                         : route->flags & ROUTE_UPLOAD ? upload(&browsers[OF], path, sent)
                                                       : browser_post(&browsers[OF], path, sent);
    expect(route, OF, path, 404, &reply);
    assert_nothing_foreign(&reply);
    /* One answer for what is foreign and for what is not: the request's number apart. */
    assert_true(*length == 0 || *length == reply.body_length);
    *length = reply.body_length;
    if (route->method == HTTP_POST) {
        expect_post(route, OF, path, sent, 404);
    }
}

STATEMENT(TEST_FILES, "", "i",
          "SELECT (SELECT count(*) FROM fichier) + (SELECT count(*) FROM depot)");

static void test_foreign_and_unknown_are_not_there(void **state)
{
    (void)state;
    const char *before = site_snapshot();
    int64_t files = site_number(&TEST_FILES);
    size_t checked = 0;
    for (size_t i = 0; i < routes_count; i++) {
        if (!strchr(routes[i].path, '{') || !routes[i].who || !allowed(&routes[i], OF)) {
            continue;
        }
        size_t length = 0;
        check_not_there(&routes[i], FOREIGN, &length);
        check_not_there(&routes[i], UNKNOWN, &length);
        checked++;
    }
    assert_true(checked >= 25);
    assert_string_equal(site_snapshot(), before);
    assert_int_equal(site_number(&TEST_FILES), files);
}

/* Numbers that no record can have. */
static void test_numbers_of_the_hostile(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0",
                                          "-1",
                                          "9223372036854775808",
                                          "99999999999999999999",
                                          "1e3",
                                          "36364x",
                                          "%00",
                                          "%2e%2e",
                                          "36364%20",
                                          "''"};
    static const char *const places[] = {"sites", "contacts", "portes-ouvertes"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        for (size_t k = 0; k < 3; k++) {
            const char *path = arena_printf(site_arena, "/annuaire/%s/%s", places[k], numbers[i]);
            assert_int_equal(browser_get(&browsers[ADMIN], path).code, 404);
            assert_int_equal(browser_post(&browsers[ADMIN], path, with_jeton(ADMIN)).code, 404);
        }
    }
}

/* ---- an account that has two sites of three */

#define THIRD_SITE 36403
#define THIRD_CONTACT 4701
#define THIRD_DAY 9002

static const char *const third_names[] = {"ANCENIS", "36403", "FOUGERAY", "Moisson", "ancenis.pdf"};

static void make_third_site(void)
{
    site_run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1,"
             " code_postal, bureau_distributeur, commune_insee)"
             " SELECT 36403, etablissement_id, FALSE, 'ANCENIS', 'A', '1 rue du Port', '44150',"
             " 'ANCENIS', '44003' FROM site WHERE numero = 36364");
    furnish(THIRD_SITE, THIRD_CONTACT, THIRD_DAY, "ancenis.pdf");
}

static struct browser two_of_three(void)
{
    static const int64_t sites[] = {SITE_OWN_NUMERO, SITE_OWN_SECOND};
    make_third_site();
    return browser_with_sites("deux@exemple.fr", sites, 2);
}

static void assert_without_third(const struct reply *reply, int code)
{
    assert_int_equal(reply->code, code);
    for (size_t i = 0; i < sizeof third_names / sizeof *third_names; i++) {
        page_lacks(reply, third_names[i]);
    }
}

static const char *jeton_of(struct browser *browser)
{
    struct reply page = browser_get(browser, "/tableau-de-bord");
    return page_jeton_of(&page, "/deconnexion");
}

static void test_two_sites_of_three_are_seen(void **state)
{
    (void)state;
    struct browser browser = two_of_three();
    static const char *const pages[] = {SITE_RECORD,
                                        SITE_RECORD "?site_choisi=36402",
                                        SITE_RECORD "?site_choisi=36403",
                                        SITE_RECORD "/historique",
                                        SITE_RECORD "/contacts/nouveau",
                                        SITE_RECORD "/portes-ouvertes/nouvelle",
                                        "/annuaire/sites/36364",
                                        "/annuaire/sites/36402",
                                        "/annuaire/sites/36402/historique",
                                        "/annuaire/contacts/3127",
                                        "/annuaire/contacts/3127/administration",
                                        "/annuaire/contacts/3140",
                                        "/annuaire/contacts/3140/administration"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct reply page = browser_get(&browser, pages[i]);
        if (page.code != 200) {
            fail_msg("%s: %d", pages[i], page.code);
        }
        if (!strstr(pages[i], "36403")) {
            assert_without_third(&page, 200);
        }
    }
    struct reply page = browser_get(&browser, SITE_RECORD "?site_choisi=36402");
    page_shows(&page, "Site 36364 - CARIFOREF DES PAYS DE LA LOIRE - Principal - Actif");
    page_finds(&page, "//option[@value='36402'][@selected]");
    page_shows(&page, "MOREL, In");
    page_shows(&page, "AUBRY, Camille");
    page_shows(&page, "Forum des m");
    page = browser_get(&browser, "/annuaire/contacts/3140/administration"); /* what it can give */
    page_finds(&page, "//*[@name='sites_administrables'][@value='36364']");
    page_finds(&page, "//*[@name='sites_administrables'][@value='36402']");
    page = browser_get(&browser, SITE_RECORD "?site_choisi=36403"); /* shows the first */
    page_finds(&page, "//option[@value='36364'][@selected]");
    page_lacks(&page, "ANCENIS");
}

static void test_two_sites_of_three_the_third_is_not_there(void **state)
{
    (void)state;
    struct browser browser = two_of_three();
    const char *before = site_snapshot();
    static const char *const paths[] = {"/annuaire/sites/36403",
                                        "/annuaire/sites/36403/historique",
                                        "/annuaire/sites/36403/certificat",
                                        "/annuaire/sites/36403/principal",
                                        "/annuaire/contacts/4701",
                                        "/annuaire/contacts/4701/historique",
                                        "/annuaire/contacts/4701/administration",
                                        "/annuaire/contacts/4701/gestion",
                                        "/annuaire/portes-ouvertes/9002",
                                        "/annuaire/portes-ouvertes/9002/supprimer",
                                        "/annuaire/portes-ouvertes/9002/historique"};
    const char *sent = arena_printf(site_arena, "%s&jeton=%s", body, jeton_of(&browser));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        bool posts = strstr(paths[i], "/principal") || strstr(paths[i], "/supprimer");
        bool reads = strstr(paths[i], "/historique") != NULL;
        struct reply reply = browser_get(&browser, paths[i]);
        assert_int_equal(reply.code, posts ? 405 : 404);
        reply = browser_post(&browser, paths[i], sent);
        assert_int_equal(reply.code, reads ? 405 : 404);
    }
    assert_string_equal(site_snapshot(), before);
}

/* One field of the page's own form changed, and saved. */
static void change(struct browser *browser, const char *path, const char *name, const char *value,
                   int code)
{
    struct reply page = browser_get(browser, path);
    struct params form = page_form(&page, path);
    form_set(&form, name, value);
    struct reply reply = browser_post(browser, path, form_encode(&form));
    if (reply.code != code) {
        fail_msg("%s, %s=%s: %d, %d expected\n%s", path, name, value, reply.code, code, reply.body);
    }
}

static void test_two_sites_of_three_are_changed(void **state)
{
    (void)state;
    struct browser browser = two_of_three();
    const char *own_day = arena_printf(site_arena, "/annuaire/portes-ouvertes/%s",
                                       number(site_number(&TEST_OWN_DAY)));
    change(&browser, "/annuaire/sites/36364", "ligne3", "Porte A", 303);
    change(&browser, "/annuaire/sites/36402", "ligne3", "Porte B", 303);
    change(&browser, "/annuaire/contacts/3140", "fonction", "Directrice", 303);
    change(&browser, "/annuaire/contacts/3140", "site", "36364", 303);
    change(&browser, own_day, "libelle", "Autre jour", 303);
    change(&browser, own_day, "site", "36402", 303);
    /* Nothing goes where the account has no right. */
    const char *before = site_snapshot();
    change(&browser, own_day, "site", "36403", 422);
    change(&browser, "/annuaire/contacts/3140", "site", "36403", 422);
    change(&browser, "/annuaire/contacts/3140/administration", "sites_administrables", "36403",
           422);
    assert_string_equal(site_snapshot(), before);
    change(&browser, "/annuaire/contacts/3140/administration", "sites_administrables", "36402",
           303);
}

/* Of the secondary sites only: nothing new, nothing of the establishment, no change of the
 * principal site; the records of these sites remain. */
static void test_without_the_principal_site(void **state)
{
    (void)state;
    static const int64_t sites[] = {SITE_OWN_SECOND, THIRD_SITE};
    make_third_site();
    struct browser browser = browser_with_sites("annexes@exemple.fr", sites, 2);
    struct reply page = browser_get(&browser, SITE_RECORD);
    assert_int_equal(page.code, 200);
    page_shows(&page, "ANCENIS");
    page_lacks(&page, "Site 36364");
    page_lacks(&page, "AUBRY, Camille");
    const char *before = site_snapshot();
    struct params form = page_form(&page, SITE_RECORD);
    form_set(&form, "categorie", "CFA");
    assert_int_equal(browser_post(&browser, SITE_RECORD, form_encode(&form)).code, 403);
    const char *sent = arena_printf(site_arena, "%s&jeton=%s", body, jeton_of(&browser));
    static const char *const refused[] = {SITE_RECORD "/sites/nouveau",
                                          SITE_RECORD "/contacts/nouveau"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        /* Said before anything is typed. */
        assert_int_equal(browser_get(&browser, refused[i]).code, 403);
        assert_int_equal(browser_post(&browser, refused[i], sent).code, 403);
        assert_int_equal(upload(&browser, refused[i], sent).code, 403);
    }
    assert_int_equal(browser_get(&browser, "/annuaire/sites/36364").code, 404);
    assert_int_equal(browser_post(&browser, "/annuaire/sites/36402/principal", sent).code, 403);
    assert_string_equal(site_snapshot(), before);
    change(&browser, "/annuaire/sites/36402", "ligne3", "Porte B", 303);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        EACH(test_get),
        EACH(test_post_without_jeton),
        EACH(test_post_with_the_jeton_of_another),
        EACH(test_post_from_elsewhere),
        EACH(test_post_of_an_empty_form),
        EACH(test_post_by_nobody),
        EACH(test_logout),
        EACH(test_other_methods),
        EACH(test_rights_taken_away),
        EACH(test_foreign_and_unknown_are_not_there),
        EACH(test_numbers_of_the_hostile),
        EACH(test_two_sites_of_three_are_seen),
        EACH(test_two_sites_of_three_the_third_is_not_there),
        EACH(test_two_sites_of_three_are_changed),
        EACH(test_without_the_principal_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
