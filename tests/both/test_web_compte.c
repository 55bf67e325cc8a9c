/* A person's own account: the open logins, the password that is asked again. */
#include "test_db.h"
#include "web/site.h"

#include "demonstration.h"
#include "login.h"
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CONNEXIONS "/compte/connexions"
#define OF "of@exemple.fr"

STATEMENT(TEST_LOGINS_OF, "t", "i",
          "SELECT count(*) FROM login l JOIN compte c ON c.id = l.compte_id WHERE c.email = $1");
STATEMENT(TEST_LOGIN_OFFICIER, "", "i",
          "SELECT l.id FROM login l JOIN compte c ON c.id = l.compte_id"
          " WHERE c.email = 'carif@exemple.fr'");

static int64_t logins_of(const char *email)
{
    struct db_rows rows;
    int64_t n = -1;
    DB_QUERY(site_db, &TEST_LOGINS_OF, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static bool logged_in(struct browser *browser)
{
    return browser_get(browser, "/tableau-de-bord").code == 200;
}

/* Logs in with another browser than any before. */
static struct browser browser_named(const char *email, const char *agent)
{
    struct browser browser = {.headers = arena_printf(site_arena, "User-Agent: %s\r\n", agent)};
    struct reply page = browser_get(&browser, "/connexion");
    struct params form = page_form(&page, "/connexion");
    form_set(&form, "email", email);
    form_set(&form, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
    struct reply reply = browser_post(&browser, "/connexion", form_encode(&form));
    assert_code(&reply, 303);
    return browser;
}

/* Presses a button of the list: a number, or "autres"; the page that follows. */
static struct reply close_logins(struct browser *browser, const char *which)
{
    struct reply page = browser_get(browser, CONNEXIONS);
    struct params form = page_form(&page, CONNEXIONS);
    form_set(&form, "fermer", which);
    struct reply reply = browser_post(browser, CONNEXIONS, form_encode(&form));
    assert_code(&reply, 303);
    assert_string_equal(page_header(&reply, "Location"), CONNEXIONS);
    return browser_get(browser, CONNEXIONS);
}

/* The value of the button in the row of a device. */
static const char *button_of(const struct reply *page, const char *device)
{
    const char *value = page_text(
        page,
        arena_printf(site_arena,
                     "//*[contains(text(), '%s')]/following::button[@name='fermer'][1]/@value",
                     device));
    assert_non_null(value);
    return value;
}

static void test_open_logins_are_shown_and_ended(void **state)
{
    (void)state;
    struct browser here = browser_named(OF, "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
    struct browser phone = browser_named(OF, "Mozilla/5.0 (iPhone) Version/17 Safari/604.1");
    struct browser work = browser_named(OF, "Mozilla/5.0 (Windows NT 10.0) Edg/130.0");
    struct reply page = browser_get(&here, "/tableau-de-bord");
    page_finds(&page, "//*[@href='" CONNEXIONS "']");
    page = browser_get(&here, CONNEXIONS);
    assert_code(&page, 200);
    page_shows(&page, "Firefox sous Linux");
    page_finds(&page, "//strong[normalize-space()='Cette connexion']");
    page_shows(&page, "Edge sous Windows");
    page_shows(&page, "127.0.0.1");
    page = close_logins(&here, button_of(&page, "Safari sous iPhone"));
    page_shows(&page, "Connexion fermée");
    page_lacks(&page, "Safari sous iPhone");
    assert_false(logged_in(&phone));
    assert_true(logged_in(&work));
    page = close_logins(&here, "autres");
    page_shows(&page, "Connexions fermées");
    page_lacks(&page, "Edge sous Windows");
    page_lacks(&page, "Fermer toutes les autres");
    assert_false(logged_in(&work));
    assert_true(logged_in(&here));
}

static void test_logins_of_others_stay(void **state)
{
    (void)state;
    struct browser of = browser_of(OF);
    struct browser officer = browser_of("carif@exemple.fr");
    const char *foreign =
        arena_printf(site_arena, "%lld", (long long)site_number(&TEST_LOGIN_OFFICIER));
    struct reply page = browser_get(&of, CONNEXIONS);
    page_lacks(&page, "Fermer toutes les autres");
    /* The same words for what is another's, what ended, and what never was. */
    const char *const numbers[] = {foreign, "999999", "0"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        page = close_logins(&of, numbers[i]);
        page_shows(&page, "Cette connexion avait déjà pris fin");
    }
    page = close_logins(&of, "autres");
    assert_true(logged_in(&officer));
    assert_true(logged_in(&of));
    struct params form = page_form(&page, "/deconnexion");
    form_set(&form, "fermer", "tout");
    struct reply reply = browser_post(&of, CONNEXIONS, form_encode(&form));
    assert_code(&reply, 400);
    assert_int_equal(logins_of(OF), 1);
}

/* ---- the password asked again */

#define ADMINISTRATION "/annuaire/contacts/3127/administration"
#define GESTION "/annuaire/contacts/3127/gestion"
#define ASKS "//h1[normalize-space()='Confirmez votre mot de passe']"

STATEMENT(TEST_EMAIL, "", "t", "SELECT email FROM compte WHERE contact_numero = 3127");
STATEMENT(TEST_ETAT, "", "t", "SELECT etat FROM compte WHERE contact_numero = 3127");
STATEMENT(TEST_LIGNES_JOURNAL, "", "i", "SELECT count(*) FROM journal");

static const char *text_of(const struct statement *statement)
{
    struct db_rows rows;
    const char *text = "";
    db_query(site_db, statement, &rows, NULL, 0);
    if (db_next(&rows)) {
        text = db_text(&rows, 0, site_arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

/* As if everybody had logged in so long ago. */
static void age(int seconds)
{
    site_run(arena_printf(site_arena, "UPDATE login SET confirme_a = confirme_a - %d", seconds));
}

/* The form of the page that asks, with a password typed (NULL: none), sent. */
static struct reply confirm(struct browser *browser, const struct reply *asks, const char *path,
                            const char *password)
{
    struct params form = page_form(asks, path);
    form_set(&form, "mot_de_passe_actuel", password);
    return browser_post(browser, path, form_encode(&form));
}

/* The form of the tab with another e-mail, sent long after the login: the page that asks. */
static struct reply change_email(struct browser *browser, const char *email)
{
    struct params form = browser_form(browser, ADMINISTRATION);
    form_set(&form, "email_login", email);
    form_set(&form, "notification_email", NULL);
    age(LOGIN_CONFIRMATION_SECONDES);
    return browser_post(browser, ADMINISTRATION, form_encode(&form));
}

static void test_password_is_asked_again(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    struct reply asks = change_email(&officer, "neuf@exemple.fr");
    assert_code(&asks, 403);
    page_finds(&asks, ASKS);
    page_shows(&asks, "Compte carif@exemple.fr");
    page_finds(&asks, "//dd[normalize-space()='neuf@exemple.fr']");
    page_finds(&asks, "//button[contains(normalize-space(), \"Enregistrer l'administration\")]");
    assert_string_equal(text_of(&TEST_EMAIL), OF);
    /* Nothing, or a wrong one: all that was typed is still there. */
    struct reply reply = confirm(&officer, &asks, ADMINISTRATION, "");
    assert_code(&reply, 422);
    page_finds(&reply, "//*[@href='#mot_de_passe_actuel']");
    reply = confirm(&officer, &reply, ADMINISTRATION, "un autre mot de passe");
    assert_code(&reply, 422);
    page_shows(&reply, "Mot de passe incorrect");
    page_lacks(&reply, "un autre mot de passe");
    page_finds(&reply, "//dd[normalize-space()='neuf@exemple.fr']");
    assert_string_equal(text_of(&TEST_EMAIL), OF);
    struct params form = page_form(&reply, ADMINISTRATION);
    assert_null(params_get(&form, "notification_email"));
    reply = confirm(&officer, &reply, ADMINISTRATION, DEMONSTRATION_MOT_DE_PASSE);
    assert_code(&reply, 303);
    assert_string_equal(page_header(&reply, "Location"), ADMINISTRATION);
    assert_string_equal(text_of(&TEST_EMAIL), "neuf@exemple.fr");
    /* Sent twice, it is done once. */
    int64_t lines = site_number(&TEST_LIGNES_JOURNAL);
    reply = confirm(&officer, &asks, ADMINISTRATION, DEMONSTRATION_MOT_DE_PASSE);
    assert_code(&reply, 303);
    assert_int_equal(site_number(&TEST_LIGNES_JOURNAL), lines);
}

/* Once in five minutes, by this login alone. */
static void test_for_how_long_it_holds(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    struct browser thief = browser_of("carif@exemple.fr");
    age(LOGIN_CONFIRMATION_SECONDES);
    struct params form = {0};
    struct reply page = browser_get(&officer, GESTION);
    form_add(&form, "jeton", page_jeton_of(&page, "/deconnexion"));
    form_add(&form, "geste", "bloquer");
    struct reply reply = browser_post(&officer, GESTION, form_encode(&form));
    assert_code(&reply, 403);
    page_finds(&reply, ASKS);
    page_finds(&reply, "//button[contains(normalize-space(), 'Bloquer le compte')]");
    reply = confirm(&officer, &reply, GESTION, DEMONSTRATION_MOT_DE_PASSE);
    assert_code(&reply, 303);
    assert_string_equal(text_of(&TEST_ETAT), "bloque");
    form_set(&form, "geste", "debloquer");
    reply = browser_post(&officer, GESTION, form_encode(&form));
    assert_code(&reply, 303); /* just asked */
    assert_string_equal(text_of(&TEST_ETAT), "actif");
    page = browser_get(&thief, GESTION);
    form_set(&form, "jeton", page_jeton_of(&page, "/deconnexion"));
    form_set(&form, "geste", "bloquer");
    reply = browser_post(&thief, GESTION, form_encode(&form));
    assert_code(&reply, 403);
    page_finds(&reply, ASKS);
    /* A confirmation of the future, after a clock was set back, is none. */
    age(-2 * LOGIN_CONFIRMATION_SECONDES);
    reply = browser_post(&thief, GESTION, form_encode(&form));
    assert_code(&reply, 403);
    assert_string_equal(text_of(&TEST_ETAT), "actif");
}

static void test_guesses_are_throttled(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    struct reply asks = change_email(&officer, "vol@exemple.fr");
    struct reply reply = {0};
    for (int i = 0; i < LOGIN_THROTTLE_COMPTE; i++) {
        reply = confirm(&officer, &asks, ADMINISTRATION, arena_printf(site_arena, "essai %d", i));
        assert_code(&reply, 422);
    }
    reply = confirm(&officer, &asks, ADMINISTRATION, DEMONSTRATION_MOT_DE_PASSE);
    assert_code(&reply, 429);
    assert_string_equal(page_header(&reply, "Retry-After"), "900");
    page_shows(&reply, "Trop d'essais, réessayez dans un quart d'heure");
    page_finds(&reply, "//dd[normalize-space()='vol@exemple.fr']");
    assert_string_equal(text_of(&TEST_EMAIL), OF);
}

/* ---- no row is forgotten */

static const char *path_of(const struct route *route)
{
    const char *capture = strchr(route->path, '{');
    assert_int_equal(strncmp(capture, "{numero}", 8), 0);
    return arena_printf(site_arena, "%.*s3127%s", (int)(capture - route->path), route->path,
                        capture + 8);
}

static void test_each_row_that_wants_it_asks(void **state)
{
    (void)state;
    struct browser admin = browser_of("admin@exemple.fr");
    struct reply page = browser_get(&admin, "/tableau-de-bord");
    struct params form = {0};
    form_add(&form, "jeton", page_jeton_of(&page, "/deconnexion"));
    form_add(&form, "email_login", "vol@exemple.fr");
    age(LOGIN_CONFIRMATION_SECONDES);
    const char *before = site_snapshot();
    int rows = 0;
    for (size_t i = 0; i < routes_count; i++) {
        if (!(routes[i].flags & ROUTE_CONFIRM)) {
            continue;
        }
        assert_int_equal(routes[i].method, HTTP_POST);
        assert_true(routes[i].who);
        assert_false(routes[i].flags & (ROUTE_UPLOAD | ROUTE_NO_CSRF)); /* files are not held */
        struct reply reply = browser_post(&admin, path_of(&routes[i]), form_encode(&form));
        assert_code(&reply, 403);
        page_finds(&reply, ASKS);
        rows++;
    }
    assert_int_equal(rows, 2);
    assert_string_equal(site_snapshot(), before);
}

/* What is about accounts, by its address: a row that is added must say which it is. */
static void test_rows_about_accounts_want_it(void **state)
{
    (void)state;
    static const char *const about[] = {"/administration", "/gestion", "/compte", "/acces"};
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *route = &routes[i];
        bool account = false;
        for (size_t k = 0; k < sizeof about / sizeof *about; k++) {
            account = account || strstr(route->path, about[k]);
        }
        /* Who is robbed must be able to end the thief's login at once. */
        bool exempt = strcmp(route->path, CONNEXIONS) == 0;
        if (route->method == HTTP_POST && account && !exempt && !(route->flags & ROUTE_CONFIRM)) {
            fail_msg("%s changes an account without asking for the password", route->path);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_open_logins_are_shown_and_ended),
        TEST(test_logins_of_others_stay),
        TEST(test_password_is_asked_again),
        TEST(test_for_how_long_it_holds),
        TEST(test_guesses_are_throttled),
        TEST(test_each_row_that_wants_it_asks),
        cmocka_unit_test(test_rows_about_accounts_want_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
