/* A person's own account: the open logins, the password that is asked again. */
#include "test_db.h"
#include "web/site.h"

#include "demonstration.h"

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

static void assert_code(const struct reply *reply, int code)
{
    if (reply->code != code) {
        fail_msg("code %d, %d expected\n%s", reply->code, code, page_gist(reply));
    }
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
    const char *row = strstr(page->body, device);
    assert_non_null(row);
    const char *value = strstr(row, "name=\"fermer\" value=\"");
    assert_non_null(value);
    value += strlen("name=\"fermer\" value=\"");
    return arena_strndup(site_arena, value, strcspn(value, "\""));
}

static void test_open_logins_are_shown_and_ended(void **state)
{
    (void)state;
    struct browser here = browser_named(OF, "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
    struct browser phone = browser_named(OF, "Mozilla/5.0 (iPhone) Version/17 Safari/604.1");
    struct browser work = browser_named(OF, "Mozilla/5.0 (Windows NT 10.0) Edg/130.0");
    struct reply page = browser_get(&here, "/tableau-de-bord");
    page_shows(&page, "href=\"" CONNEXIONS "\"");
    page = browser_get(&here, CONNEXIONS);
    assert_code(&page, 200);
    page_shows(&page, "Firefox sous Linux");
    page_shows(&page, "<strong>Cette connexion</strong>");
    page_shows(&page, "Edge sous Windows");
    page_shows(&page, "127.0.0.1");
    page = close_logins(&here, button_of(&page, "Safari sous iPhone"));
    page_shows(&page, "Connexion fermée");
    assert_false(page_has(&page, "Safari sous iPhone"));
    assert_false(logged_in(&phone));
    assert_true(logged_in(&work));
    page = close_logins(&here, "autres");
    page_shows(&page, "Connexions fermées");
    assert_false(page_has(&page, "Edge sous Windows"));
    assert_false(page_has(&page, "Fermer toutes les autres"));
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
    assert_false(page_has(&page, "Fermer toutes les autres"));
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_open_logins_are_shown_and_ended),
        TEST(test_logins_of_others_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
