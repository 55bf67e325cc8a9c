/* A form is taken once: sent again as it was, it gets the first answer. */
#include "cable.h"
#include "web/site.h"

#include "test_db.h"

#include "dates.h"
#include "envoi.h"

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

STATEMENT(ENVOI_T_CONTACTS, "", "i", "SELECT count(*) FROM contact");
STATEMENT(ENVOI_T_ENVOIS, "", "i", "SELECT count(*) FROM envoi");
STATEMENT(ENVOI_T_JOURNAL, "", "i", "SELECT count(*) FROM journal");

#define NEW_CONTACT SITE_RECORD "/contacts/nouveau"
#define OWN_SITE "/annuaire/sites/36364"

static struct params new_contact(struct browser *browser)
{
    struct reply page = browser_get(browser, NEW_CONTACT);
    struct params form = page_form(&page, NEW_CONTACT);
    form_set(&form, "nom", "Deux");
    form_set(&form, "prenom", "Fois");
    form_set(&form, "enregistrer", "1");
    return form;
}

static void test_sent_twice_runs_once(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    struct reply first = browser_post(&of, NEW_CONTACT, form_encode(&form));
    if (first.code != 303) {
        fail_msg("%d: %s", first.code, page_gist(&first));
    }
    struct reply page = browser_get(&of, page_header(&first, "Location"));
    page_shows(&page, "Pour lui donner un accès");
    struct reply second = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(second.code, 303);
    assert_string_equal(page_header(&second, "Location"), page_header(&first, "Location"));
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);
    page = browser_get(&of, page_header(&second, "Location"));
    page_shows(&page, "Pour lui donner un accès");
}

/* What was changed in between is another form; one without the field is taken each time. */
static void test_another_form_runs(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&form)).code, 303);
    form_set(&form, "prenom", "Autre");
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&form)).code, 303);
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 2);
    form_set(&form, "envoi", NULL);
    form_set(&form, "prenom", "Sans");
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&form)).code, 303);
    form_set(&form, "prenom", "Sansjeton");
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&form)).code, 303);
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 4);
    assert_int_equal(site_number(&ENVOI_T_ENVOIS), 2);
}

/* The record has another version by then: without the kept answer this would be a conflict. */
static void test_saves_sent_twice(void **state)
{
    (void)state;
    static const char *const pages[] = {SITE_RECORD, OWN_SITE};
    struct browser of = browser_of("of@exemple.fr");
    for (size_t i = 0; i < 2; i++) {
        struct reply page = browser_get(&of, pages[i]);
        struct params form = page_form(&page, pages[i]);
        form_set(&form, i ? "telephone_fixe" : "sigle", i ? "02 40 00 00 01" : "DEUX");
        form_set(&form, "enregistrer", "1");
        struct reply reply = i ? browser_upload(&of, pages[i], &form, NULL)
                               : browser_post(&of, pages[i], form_encode(&form));
        if (reply.code != 303) {
            fail_msg("%s %d: %s", pages[i], reply.code, page_gist(&reply));
        }
        int64_t journal = site_number(&ENVOI_T_JOURNAL);
        struct reply again = i ? browser_upload(&of, pages[i], &form, NULL)
                               : browser_post(&of, pages[i], form_encode(&form));
        assert_int_equal(again.code, 303);
        assert_string_equal(page_header(&again, "Location"), page_header(&reply, "Location"));
        assert_int_equal(site_number(&ENVOI_T_JOURNAL), journal);
    }
}

/* What somebody else's form was answered is nobody else's to know. */
static void test_the_token_is_of_one_account(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params form = new_contact(&of);
    struct params other = new_contact(&carif);
    struct reply first = browser_post(&of, NEW_CONTACT, form_encode(&form));
    form_set(&form, "jeton", params_get(&other, "jeton"));
    form_set(&form, "prenom", "Autre"); /* the same contact twice would be asked about */
    struct reply second = browser_post(&carif, NEW_CONTACT, form_encode(&form));
    assert_int_equal(second.code, 303);
    assert_string_not_equal(page_header(&second, "Location"), page_header(&first, "Location"));
}

static void test_a_form_that_waits_keeps_its_token(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    const char *envoi = params_get(&form, "envoi");
    form_set(&form, "jeton", "perime");
    struct reply page = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(page.code, 403);
    struct params kept = page_form(&page, NEW_CONTACT);
    assert_string_equal(params_get(&kept, "envoi"), envoi);
    size_t n = 0;
    for (size_t i = 0; i < kept.n; i++) {
        n += strcmp(kept.items[i].name, "envoi") == 0;
    }
    assert_int_equal(n, 1);
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    struct reply first = browser_post(&of, NEW_CONTACT, form_encode(&kept));
    struct reply second = browser_post(&of, NEW_CONTACT, form_encode(&kept));
    assert_string_equal(page_header(&second, "Location"), page_header(&first, "Location"));
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);
}

static bool page_tells(const struct reply *page, const char *what, const char *envoi)
{
    return page_count(page, arena_printf(site_arena, "//body[@data-%s='%s']", what, envoi)) == 1;
}

/* The page that answers a form names it, so that the browser knows what has become of what was
 * typed (assets/js/sofi.js): refused; or saved, once, however often it was sent. */
static void test_the_answer_names_the_form(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    const char *refused = params_get(&form, "envoi");
    form_set(&form, "nom", "");
    struct reply page = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_true(page_tells(&page, "refuse", refused));
    form = page_form(&page, NEW_CONTACT);
    form_set(&form, "nom", "Deux");
    form_set(&form, "enregistrer", "1");
    const char *saved = params_get(&form, "envoi");
    for (int times = 1; times <= 2; times++) {
        struct reply reply = browser_post(&of, NEW_CONTACT, form_encode(&form));
        assert_int_equal(reply.code, 303);
        page = browser_get(&of, page_header(&reply, "Location"));
        assert_true(page_tells(&page, "pris", saved));
        assert_int_equal(page_count(&page, "//*[@data-refuse]"), 0);
        page = browser_get(&of, page_header(&reply, "Location"));
        assert_int_equal(page_count(&page, "//*[@data-pris]"), 0);
    }
    form_set(&form, "envoi", "\"><script>");
    form_set(&form, "prenom", "Autre"); /* as above */
    page = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(page.code, 303);
    form_set(&form, "nom", "");
    page = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(page_count(&page, "//*[@data-refuse]"), 0);
}

/* Refused: nothing is kept, and the form drawn again has a token of its own. */
static void test_a_refused_form_is_not_kept(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    form_set(&form, "nom", "");
    struct reply page = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(page.code, 422);
    assert_int_equal(site_number(&ENVOI_T_ENVOIS), 0);
    struct params again = page_form(&page, NEW_CONTACT);
    assert_string_not_equal(params_get(&again, "envoi"), params_get(&form, "envoi"));
}

/* ---- at once */

#define AT_ONCE 8

struct sender {
    pthread_t thread;
    struct arena *arena;
    const char *target, *headers, *body;
    int code;
    const char *location;
};

static void *send_it(void *context)
{
    struct sender *sender = context;
    struct reply reply =
        client_post(sender->arena, site_port(), sender->target, sender->headers, sender->body);
    const char *location = reply_header(sender->arena, &reply, "Location");
    sender->code = reply.code;
    sender->location = location ? location : "";
    return NULL;
}

/* The bodies are sent at once, each by a thread and a connection of its own. */
static void send_at_once(const struct browser *browser, const char *target,
                         const char *const bodies[AT_ONCE], struct sender senders[AT_ONCE])
{
    const char *cookies = "";
    for (size_t i = 0; i < BROWSER_COOKIES && browser->cookies[i].name; i++) {
        cookies = arena_printf(site_arena, "%s%s%s=%s", cookies, cookies[0] ? "; " : "",
                               browser->cookies[i].name, browser->cookies[i].value);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        senders[i] = (struct sender){.arena = arena_create(0),
                                     .target = target,
                                     .headers = arena_printf(site_arena, "Cookie: %s\r\n", cookies),
                                     .body = bodies[i]};
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_it, &senders[i]), 0);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(pthread_join(senders[i].thread, NULL), 0);
    }
}

static void let_go(struct sender senders[AT_ONCE])
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        arena_destroy(senders[i].arena);
    }
}

static void several_workers(struct config *config)
{
    config->threads = 2;
    config->workers = 4;
}

/* One row, and the same answer to each. */
static void test_the_same_form_at_once(void **state)
{
    (void)state;
    site_restart(several_workers);
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    const char *bodies[AT_ONCE];
    struct sender senders[AT_ONCE];
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    int64_t journal = site_number(&ENVOI_T_JOURNAL);
    for (size_t i = 0; i < AT_ONCE; i++) {
        bodies[i] = form_encode(&form);
    }
    send_at_once(&of, NEW_CONTACT, bodies, senders);
    for (size_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(senders[i].code, 303);
        assert_string_equal(senders[i].location, senders[0].location);
    }
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);
    assert_int_equal(site_number(&ENVOI_T_JOURNAL), journal + 1);
    let_go(senders);
}

#define SESSION_PAGE "/sessions/133036"

/* Several people who drew the same record save each another field: none of what was answered as
 * saved is lost, and whoever is refused is told so. */
static void test_other_fields_at_once(void **state)
{
    (void)state;
    static const char *const fields[AT_ONCE] = {
        "ligne1",     "ligne2", "places", "lien", "ville", "ligne3", "modalites_inscription",
        "code_postal"};
    static const char *const values[AT_ONCE] = {"1 rue",  "Porte 2", "12",       "https://a.fr/",
                                                "Nantes", "BP 3",    "Par mail", "44000"};
    site_restart(several_workers);
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&of, SESSION_PAGE);
    struct params address = page_form(&page, SESSION_PAGE);
    form_set(&address, "ligne1", "Avant");
    form_set(&address, "code_postal", "44100");
    form_set(&address, "ville", "Rennes");
    form_set(&address, "enregistrer", "1");
    struct reply saved = browser_post(&of, SESSION_PAGE, form_encode(&address));
    if (saved.code != 303) {
        fail_msg("%d: %s", saved.code, page_gist(&saved));
    }
    const char *bodies[AT_ONCE];
    struct sender senders[AT_ONCE];
    for (size_t i = 0; i < AT_ONCE; i++) {
        page = browser_get(&of, SESSION_PAGE);
        struct params form = page_form(&page, SESSION_PAGE);
        form_set(&form, fields[i], values[i]);
        form_set(&form, "enregistrer", "1");
        bodies[i] = form_encode(&form);
    }
    send_at_once(&of, SESSION_PAGE, bodies, senders);
    page = browser_get(&of, SESSION_PAGE);
    struct params now = page_form(&page, SESSION_PAGE);
    size_t kept = 0;
    for (size_t i = 0; i < AT_ONCE; i++) {
        bool done = senders[i].code == 303;
        assert_true(done || senders[i].code == 409 || senders[i].code == 503);
        kept += done;
        if (done) {
            assert_string_equal(params_get(&now, fields[i]), values[i]);
        }
    }
    assert_true(kept > 0);
    let_go(senders);
}

static enum status clean(struct db *db, void *context)
{
    (void)context;
    return envoi_nettoyer(db);
}

static void test_rows_go_after_a_day(void **state)
{
    (void)state;
    site_run(arena_printf(site_arena,
                          "INSERT INTO envoi (cle, instant, adresse, message) VALUES"
                          " ('vieux', %lld, '/', ''), ('recent', %lld, '/', '')",
                          (long long)(dates_now() - ENVOI_SECONDS - 1),
                          (long long)(dates_now() - ENVOI_SECONDS + 60)));
    assert_int_equal(db_transaction(site_db, clean, NULL), STATUS_OK);
    assert_int_equal(site_number(&ENVOI_T_ENVOIS), 1);
}

static void mend_the_cable(struct browser *browser)
{
    atomic_store(&cable.cut_after_commit, false);
    atomic_store(&cable.cut, false);
    for (int i = 0; i < 200 && browser_get(browser, SITE_RECORD).code != 200; i++) {
        usleep(50000);
    }
}

/* The base does not answer: nothing was saved, and nothing that was typed is lost. */
static void test_a_save_that_nobody_took(void **state)
{
    (void)state;
    if (test_db_engine() != DB_POSTGRESQL) {
        skip();
    }
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    atomic_store(&cable.cut, true);
    struct reply reply = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(reply.code, 503);
    assert_string_equal(page_header(&reply, "Retry-After"), "5");
    page_shows(&reply, "Rien n'a encore été enregistré, et rien de ce que vous avez saisi n'est "
                       "perdu.");
    struct params kept = page_form(&reply, NEW_CONTACT);
    assert_string_equal(params_get(&kept, "nom"), "Deux");
    assert_string_equal(params_get(&kept, "envoi"), params_get(&form, "envoi"));
    /* What another site sent is not shown as if the person had typed it. */
    of.headers = "Sec-Fetch-Site: cross-site\r\n";
    reply = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(reply.code, 503);
    page_lacks(&reply, "Deux");
    of.headers = NULL;
    mend_the_cable(&of);
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before);
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&kept)).code, 303);
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);
}

/* The server of the base gets the COMMIT, and its answer is lost on the way. */
static void test_a_save_that_nobody_confirmed(void **state)
{
    (void)state;
    if (test_db_engine() != DB_POSTGRESQL) {
        skip();
    }
    struct browser of = browser_of("of@exemple.fr");
    struct params form = new_contact(&of);
    int64_t before = site_number(&ENVOI_T_CONTACTS);
    atomic_store(&cable.cut_after_commit, true);
    struct reply reply = browser_post(&of, NEW_CONTACT, form_encode(&form));
    assert_int_equal(reply.code, 503);
    page_finds(&reply, "//h1[normalize-space()='Peut-être enregistré']");
    page_finds(&reply, "//*[@href='" SITE_RECORD "']");
    page_lacks(&reply, "Rien n");
    struct params kept = page_form(&reply, NEW_CONTACT);
    assert_string_equal(params_get(&kept, "nom"), "Deux");
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);

    mend_the_cable(&of);
    /* The person presses « Recommencer »: the page kept the form. */
    reply = browser_post(&of, NEW_CONTACT, form_encode(&kept));
    assert_int_equal(reply.code, 303);
    struct reply page = browser_get(&of, page_header(&reply, "Location"));
    page_shows(&page, "Pour lui donner un accès");
    assert_int_equal(site_number(&ENVOI_T_CONTACTS), before + 1);
}

static int by_cable(void **state)
{
    struct arena *arena = arena_create(0);
    if (test_db_engine() == DB_POSTGRESQL) {
        site_database = cable_url(arena, test_db_url());
    }
    int wrong = site_setup(state);
    *state = arena;
    return wrong;
}

static int off_the_cable(void **state)
{
    struct arena *arena = *state;
    int wrong = site_teardown(state);
    site_database = NULL;
    arena_destroy(arena);
    return wrong;
}

static const char *template_text(const char *folder, const char *name)
{
    FILE *file = fopen(arena_printf(site_arena, "%s/%s", folder, name), "rbe");
    assert_non_null(file);
    char *text = arena_alloc(site_arena, 200001);
    size_t n = fread(text, 1, 200000, file);
    text[n] = '\0';
    assert_int_equal(fclose(file), 0);
    return text;
}

/* Every form that posts carries both tokens, by the one include. */
static void test_every_form_carries_the_tokens(void **state)
{
    (void)state;
    const char *folder = SOFI_SOURCE_DIR "/templates";
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    size_t forms = 0;
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".html") != 0 ||
            strcmp(entry->d_name, "jetons.html") == 0) {
            continue;
        }
        const char *text = template_text(folder, entry->d_name);
        if (strstr(text, "name=\"jeton\"") || strstr(text, "name=\"envoi\"")) {
            fail_msg("%s: include jetons instead", entry->d_name);
        }
        const char *at = text;
        while ((at = strstr(at, "method=\"post\"")) != NULL) {
            const char *end = strstr(at, "</form>");
            const char *tokens = strstr(at, "{{include jetons ");
            if (!end || !tokens || tokens > end) {
                fail_msg("%s: a form without its tokens: %.120s", entry->d_name, at);
            }
            forms++;
            at = end;
        }
    }
    closedir(entries);
    assert_true(forms > 20);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

/* ---- a base that takes no writes */

/* SQLite: no file may grow; PostgreSQL: a primary that became a standby. */
static void take_no_writes(bool none)
{
    static struct rlimit before;
    if (test_db_engine() == DB_POSTGRESQL) {
        test_db_set_read_only(test_db_url(), none);
    } else if (none) {
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        const struct rlimit small = {.rlim_cur = 100, .rlim_max = before.rlim_max};
        (void)signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    } else {
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        (void)signal(SIGXFSZ, SIG_DFL);
    }
}

/* Named to the person, who loses nothing, and in /sante; pages are there to be read. */
static void test_a_base_that_takes_no_writes(void **state)
{
    (void)state;
    bool sqlite = test_db_engine() == DB_SQLITE;
    int code = sqlite ? 507 : 503;
    struct browser of = browser_of("of@exemple.fr");
    struct browser nobody = {0};
    struct params form = new_contact(&of);
    struct reply reply = browser_get(&nobody, "/sante");
    assert_int_equal(reply.code, 200);
    assert_string_equal(reply.body, "ok\n");
    take_no_writes(true);
    reply = browser_post(&of, NEW_CONTACT, form_encode(&form));
    int page = browser_get(&of, SITE_RECORD).code;
    struct reply sante = browser_get(&nobody, "/sante");
    take_no_writes(false);
    assert_int_equal(reply.code, code);
    assert_string_equal(page_text(&reply, "//h1"),
                        sqlite ? "Disque plein" : "Consultation seulement");
    page_shows(&reply, "rien de ce que vous avez saisi n'est perdu");
    assert_int_equal(page, 200);
    assert_int_equal(sante.code, 503);
    page_shows(&sante, sqlite ? "disque de la base plein" : "base en lecture seule");
    struct params kept = page_form(&reply, NEW_CONTACT);
    assert_int_equal(browser_post(&of, NEW_CONTACT, form_encode(&kept)).code, 303);
    assert_int_equal(browser_get(&nobody, "/sante").code, 200);
}

static void no_spool(struct config *config)
{
    config->spool = "/nulle/part";
}

/* A form with a control for a file, and no file in it, is saved all the same. */
static void test_a_spool_that_is_not_there(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser nobody = {0};
    site_restart(no_spool);
    struct reply page = browser_get(&of, OWN_SITE);
    struct params form = page_form(&page, OWN_SITE);
    form_set(&form, "telephone_fixe", "02 40 00 00 01");
    form_set(&form, "enregistrer", "1");
    assert_int_equal(browser_upload(&of, OWN_SITE, &form, NULL).code, 303);
    struct reply sante = browser_get(&nobody, "/sante");
    assert_int_equal(sante.code, 503);
    assert_string_equal(sante.body, "SOFI_SPOOL inaccessible en écriture\n");
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_sent_twice_runs_once),
        EACH(test_the_same_form_at_once),
        EACH(test_other_fields_at_once),
        EACH(test_another_form_runs),
        EACH(test_saves_sent_twice),
        EACH(test_the_token_is_of_one_account),
        EACH(test_a_form_that_waits_keeps_its_token),
        EACH(test_the_answer_names_the_form),
        EACH(test_a_refused_form_is_not_kept),
        EACH(test_rows_go_after_a_day),
        EACH(test_every_form_carries_the_tokens),
        EACH(test_a_base_that_takes_no_writes),
        EACH(test_a_spool_that_is_not_there),
        cmocka_unit_test_setup_teardown(test_a_save_that_nobody_took, by_cable, off_the_cable),
        cmocka_unit_test_setup_teardown(test_a_save_that_nobody_confirmed, by_cable, off_the_cable),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (cable.port) {
        cable_end();
    }
    return failed;
}
