/* Who may do what, asked of every row of the table of addresses: a row that is added is tested. */
#include "test_db.h"
#include "web/site.h"

#include "compte.h"
#include "crypto.h"
#include "routes.h"

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

static enum status invite(struct db *db, void *context)
{
    (void)context;
    const struct compte_nouveau nouveau = {.email = "invite@exemple.fr", .profil = PROFIL_CARIF};
    const char *message = NULL;
    return compte_creer(db, site_arena, &nouveau, &invitation, &message);
}

static int setup(void **state)
{
    site_setup(state);
    assert_int_equal(db_transaction(site_db, invite, NULL), STATUS_OK);
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

/* The row's path for a record. */
static const char *path_of(const struct route *route, enum record record)
{
    static const char *const sirets[] = {SITE_OWN, SITE_FOREIGN, SITE_UNKNOWN};
    const char *capture = strchr(route->path, '{');
    if (!capture) {
        return route->path;
    }
    const char *value = about(route, "{siret}") ? sirets[record]
                        : record == OWN         ? invitation
                                                : "inconnu-inconnu-inconnu-inconnu-inconnu-in";
    return arena_printf(site_arena, "%.*s%s%s", (int)(capture - route->path), route->path, value,
                        strchr(capture, '}') + 1);
}

static void expect(const struct route *route, int person, const char *path, int code,
                   const struct reply *reply)
{
    if (reply->code != code) {
        fail_msg("%s %s by %s: %d, %d expected\n%s", route->method == HTTP_GET ? "GET" : "POST",
                 path, people[person].name, reply->code, code, reply->body);
    }
}

static bool allowed(const struct route *route, int person)
{
    return !route->who || (route->who & people[person].profil);
}

/* A record that the person may not know of. */
static bool hidden(const struct route *route, int person, enum record record)
{
    if (about(route, "{jeton}")) {
        return record != OWN;
    }
    return about(route, "{siret}") && (record == UNKNOWN || (record == FOREIGN && person == OF));
}

/* Pages that lead on instead of showing something. */
static bool leads_on(const struct route *route, int person)
{
    bool welcome = is(route, "/") || is(route, "/connexion");
    return (welcome && person != NOBODY) || (is(route, "/annuaire") && person == OF);
}

static int expected_of_get(const struct route *route, int person, enum record record)
{
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
    if (about(route, "{siret}") && reply.code != 200) {
        assert_false(page_has(&reply, "BOCAGE"));
        assert_false(person == NOBODY && page_has(&reply, "GIP CARIF"));
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

static const char body[] = "raison_sociale=Nom+vol%C3%A9&siret=" SITE_UNKNOWN
                           "&categorie=CFA&etat=I&domaines=10001&version=1"
                           "&email=of%40exemple.fr&mot_de_passe=demonstration-sofi"
                           "&mot_de_passe_confirmation=demonstration-sofi";

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
            check(&routes[i], person, FOREIGN);
        }
    }
    assert_string_equal(site_snapshot(), before);
}

static void check_without_jeton(const struct route *route, int person, enum record record)
{
    const char *path = path_of(route, record);
    assert_false(route->flags & ROUTE_NO_CSRF);
    struct reply reply = browser_post(&browsers[person], path, body);
    expect(route, person, path, 403, &reply);
    reply = browser_post(&browsers[person], path, arena_printf(site_arena, "%s&jeton=", body));
    expect(route, person, path, 403, &reply);
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
    const char *stolen = with_jeton(person == ADMIN ? CARIF : ADMIN);
    struct reply reply = browser_post(&browsers[person], path, stolen);
    expect(route, person, path, 403, &reply);
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
        assert_false(page_has(&reply, "Nom vol"));
        assert_false(page_has(&reply, "Nom+vol"));
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
    return is(route, "/annuaire/formacodes") ? 200 : 422; /* an empty form is refused */
}

static void check_empty_form(const struct route *route, int person, enum record record)
{
    if (is(route, "/deconnexion")) {
        return; /* ends the login: test_logout */
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
        struct reply reply = browser_post(&browsers[NOBODY], path, sent);
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
        assert_string_equal(page_header(&reply, "Clear-Site-Data"), "\"cache\"");
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

static void test_secondary_site_reads_but_does_not_write(void **state)
{
    (void)state;
    site_run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
             " SELECT 36365, etablissement_id, FALSE, 'Annexe', 'A' FROM site"
             " WHERE numero = 36364;"
             "UPDATE compte_site SET site_numero = 36365");
    struct reply page = browser_get(&browsers[OF], SITE_RECORD);
    assert_int_equal(page.code, 200);
    const char *before = site_snapshot();
    struct params form = page_form(&page, SITE_RECORD);
    form_set(&form, "categorie", "CFA");
    assert_int_equal(browser_post(&browsers[OF], SITE_RECORD, form_encode(&form)).code, 403);
    assert_string_equal(site_snapshot(), before);
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
        EACH(test_secondary_site_reads_but_does_not_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
