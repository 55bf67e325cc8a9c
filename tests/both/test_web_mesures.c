/* /metrics: who may read it, where, and that every line is one that Prometheus reads. */
#include "test_db.h"
#include "web/site.h"

#include "dates.h"
#include "releve.h"
#include "travail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY "une-cle-de-test-assez-longue"
#define WITH_KEY "Authorization: Bearer " KEY "\r\n"

/* How proxies of this machine ask: with what they add, or with nothing at all. */
static const char *const proxied[] = {
    "",
    "X-Forwarded-For: 203.0.113.9\r\n",
    "X-Forwarded-For: 127.0.0.1\r\n",
    "X-Forwarded-For: 203.0.113.9, 127.0.0.1\r\n",
    "X-Real-IP: 127.0.0.1\r\n",
    "Forwarded: for=127.0.0.1\r\n",
    "Via: 1.1 proxy\r\n",
    "Connection: close\r\n",
};
enum { PROXIED = sizeof proxied / sizeof *proxied };

static bool shows_figures(int port, const char *headers)
{
    struct reply reply = client_get(site_arena, port, "/metrics", headers);
    bool shown = strstr(reply.body, "sofi_") != NULL;
    if (reply.code != (shown ? 200 : 404)) {
        fail_msg("code %d with \"%s\"", reply.code, headers);
    }
    return shown;
}

static void set_proxy(struct config *config)
{
    config->trusted_proxy = "127.0.0.1";
}

static void set_key(struct config *config)
{
    config->metrics_key = KEY;
}

static void set_address(struct config *config)
{
    config->metrics_listen = "127.0.0.1:0";
}

static void test_closed_without_key(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < PROXIED; i++) {
            assert_false(shows_figures(site_port(), proxied[i]));
        }
        site_restart(set_proxy);
    }
}

static void test_the_key_opens(void **state)
{
    static const char *const wrong[] = {
        "Authorization: Bearer une-cle-de-test-assez-longu\r\n",
        "Authorization: Bearer " KEY "e\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: " KEY "\r\n",
        "Authorization: Basic " KEY "\r\n",
    };
    (void)state;
    site_restart(set_key);
    for (size_t i = 0; i < PROXIED; i++) {
        assert_false(shows_figures(site_port(), proxied[i]));
        assert_true(
            shows_figures(site_port(), arena_printf(site_arena, "%s" WITH_KEY, proxied[i])));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(shows_figures(site_port(), wrong[i]));
    }
}

static void test_an_address_of_its_own(void **state)
{
    static const char *const others[] = {"/",         "/connexion",   "/sante",
                                         "/annuaire", "/favicon.ico", "/metrics/"};
    (void)state;
    site_restart(set_address);
    for (size_t i = 0; i < PROXIED; i++) {
        assert_false(shows_figures(site_port(), proxied[i]));
    }
    assert_true(shows_figures(site_metrics_port(), ""));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(client_get(site_arena, site_metrics_port(), others[i], "").code, 404);
    }
    assert_int_equal(client_post(site_arena, site_metrics_port(), "/connexion", "", "email=a").code,
                     413);
    assert_int_equal(client_post(site_arena, site_metrics_port(), "/connexion", "", "").code, 404);
    site_restart(set_key);
    assert_false(shows_figures(site_metrics_port(), ""));
    assert_true(shows_figures(site_metrics_port(), WITH_KEY));
    assert_false(shows_figures(site_port(), WITH_KEY));
}

static void test_no_statement(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    site_restart(set_address);
    assert_int_equal(browser_get(&officer, "/tableau-de-bord").code, 200);
    assert_true(site_statements() > 0);
    assert_true(shows_figures(site_metrics_port(), ""));
    assert_int_equal(site_statements(), 0);
}

/* ---- the text */

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789_"

enum { LINES_MAX = 400 };

/* One text of figures, read line by line as its grammar says. */
struct text {
    const char *lines[LINES_MAX];
    size_t n;
    const char *families[LINES_MAX];
    size_t n_families;
    const char *type; /* of the family that is being read */
};

static void wrong(const char *line, const char *why)
{
    fail_msg("%s: %s", why, line);
}

static void split(struct text *text, const char *body)
{
    assert_true(body[0] != '\0' && body[strlen(body) - 1] == '\n');
    while (*body) {
        size_t length = strcspn(body, "\n");
        assert_true(text->n < LINES_MAX);
        text->lines[text->n++] = arena_strndup(site_arena, body, length);
        body += length + 1;
    }
}

/* "# HELP name words" then "# TYPE name type", for a family that was not told before. */
static void read_head(struct text *text, size_t at)
{
    static const char *const types[] = {"counter", "gauge", "histogram"};
    const char *help = text->lines[at];
    size_t length = strspn(help + 7, NAME_CHARS);
    const char *name = arena_strndup(site_arena, help + 7, length);
    if (strncmp(help, "# HELP ", 7) != 0 || strncmp(name, "sofi_", 5) != 0 ||
        help[7 + length] != ' ' || help[strlen(help) - 1] != '.' || strchr(help, '\\')) {
        wrong(help, "no HELP");
    }
    for (size_t i = 0; i < text->n_families; i++) {
        if (strcmp(text->families[i], name) == 0) {
            wrong(help, "told twice");
        }
    }
    text->families[text->n_families++] = name;
    text->type = NULL;
    for (size_t i = 0; i < 3 && at + 1 < text->n; i++) {
        const char *wanted = arena_printf(site_arena, "# TYPE %s %s", name, types[i]);
        text->type = strcmp(text->lines[at + 1], wanted) == 0 ? types[i] : text->type;
    }
    if (!text->type) {
        wrong(help, "no TYPE");
    }
    size_t suffix = strlen("_total");
    bool total = length > suffix && strcmp(name + length - suffix, "_total") == 0;
    if (total != (strcmp(text->type, "counter") == 0)) {
        wrong(help, "a counter, and only that, is called _total");
    }
}

/* After `{`: label="value",… up to after `}`. */
static const char *read_labels(const char *line, const char *at)
{
    do {
        size_t length = strspn(at, NAME_CHARS);
        if (length == 0 || strncmp(at + length, "=\"", 2) != 0) {
            wrong(line, "no label");
        }
        for (at += length + 2; *at && *at != '"'; at++) {
            at += *at == '\\' && strchr("\\\"n", at[1]) && at[1];
        }
        at += *at == '"';
    } while (*at++ == ',');
    if (at[-1] != '}') {
        wrong(line, "no end of labels");
    }
    return at;
}

static void read_sample(const struct text *text, const char *line)
{
    static const char *const suffixes[] = {"_bucket", "_sum", "_count"};
    const char *family = text->families[text->n_families - 1];
    size_t length = strspn(line, NAME_CHARS);
    bool own = strlen(family) == length && strncmp(line, family, length) == 0;
    for (size_t i = 0; i < 3 && strcmp(text->type, "histogram") == 0; i++) {
        const char *name = arena_printf(site_arena, "%s%s", family, suffixes[i]);
        own = own || (strlen(name) == length && strncmp(line, name, length) == 0);
    }
    if (!own) {
        wrong(line, "of another family");
    }
    const char *at = line + length;
    at = *at == '{' ? read_labels(line, at + 1) : at;
    char *end = NULL;
    double value = strtod(*at == ' ' ? at + 1 : "", &end);
    if (*at != ' ' || *end || end == at + 1 || value < 0) {
        wrong(line, "no value");
    }
}

static void read_text(struct text *text, const char *body)
{
    split(text, body);
    for (size_t i = 0; i < text->n; i++) {
        const char *line = text->lines[i];
        if (line[0] == '#') {
            read_head(text, i++);
            continue;
        }
        assert_true(text->n_families > 0);
        read_sample(text, line);
        for (size_t j = 0; j < i; j++) {
            if (strcspn(line, " ") == strcspn(text->lines[j], " ") &&
                strncmp(line, text->lines[j], strcspn(line, " ")) == 0) {
                wrong(line, "given twice");
            }
        }
    }
}

static const char *scrape(void)
{
    struct text text = {0};
    struct reply reply = client_get(site_arena, site_metrics_port(), "/metrics", "");
    assert_int_equal(reply.code, 200);
    assert_string_equal(page_header(&reply, "Content-Type"),
                        "text/plain; version=0.0.4; charset=utf-8");
    read_text(&text, reply.body);
    return arena_printf(site_arena, "\n%s", reply.body);
}

/* -1: there is no such line. */
static double value_of(const char *text, const char *name)
{
    const char *at = strstr(text, arena_printf(site_arena, "\n%s ", name));
    return at ? strtod(at + strlen(name) + 2, NULL) : -1;
}

static void test_every_line_is_read(void **state)
{
    static const char *const present[] = {
        "sofi_database_connections{mode=\"read\"}",
        "sofi_database_connections_busy{mode=\"write\"}",
        "sofi_database_retries_total",
        "sofi_database_write_waits_total",
        "sofi_database_write_wait_seconds_total",
        "sofi_database_breaker_open",
        "sofi_mail_attempts_total{result=\"sent\"}",
        "sofi_job_runs_total{job=\"menage\"}",
        "sofi_job_failures_total{job=\"facteur\"}",
        "sofi_request_seconds_bucket{le=\"+Inf\"}",
        "sofi_connections",
        "sofi_workers{pool=\"writes\"}",
    };
    (void)state;
    site_restart(set_address);
    struct browser officer = browser_of("carif@exemple.fr");
    assert_int_equal(browser_get(&officer, "/tableau-de-bord").code, 200);
    const char *text = scrape();
    for (size_t i = 0; i < sizeof present / sizeof *present; i++) {
        if (value_of(text, present[i]) < 0) {
            fail_msg("no %s in %s", present[i], text);
        }
    }
    const char *build = arena_printf(site_arena,
                                     "sofi_build_info{version=\"0.0.0\",commit=\"test\","
                                     "engine=\"%s\"}",
                                     db_engine_name(test_db_engine()));
    assert_true(value_of(text, build) == 1);
    assert_true(value_of(text, "sofi_database_connections{mode=\"write\"}") >= 2);
    assert_true(value_of(text, "sofi_database_connections_busy{mode=\"read\"}") == 0);
}

#define MAILS                                                                                      \
    "DELETE FROM courriel;"                                                                        \
    "INSERT INTO courriel (destinataire, sujet, texte, alea, etat, essais, prochain_a,"            \
    " cree_a) VALUES ('a@b.fr', '', '', '', 'a_envoyer', 0, 0, %lld),"                             \
    " ('a@b.fr', '', '', '', 'a_envoyer', 3, 0, %lld),"                                            \
    " ('a@b.fr', '', '', '', 'envoye', 0, 0, 5), ('a@b.fr', '', '', '', 'abandonne', 9,"           \
    " 0, 5)"

/* What the base said stays while it is silent, and that it is silent is told. */
static void test_what_the_base_said(void **state)
{
    (void)state;
    long long now = dates_now();
    site_restart(set_address);
    site_run(arena_printf(site_arena, MAILS, now - 10, now - 500));
    assert_int_equal(releve_prendre(site_db), STATUS_OK);
    const char *text = scrape();
    assert_true(value_of(text, "sofi_database_up") == 1);
    assert_true(value_of(text, "sofi_mail_waiting") == 2);
    assert_true(value_of(text, "sofi_mail_failing") == 1);
    double age = value_of(text, "sofi_mail_oldest_age_seconds");
    assert_true(age >= 500 && age < 600);
    assert_true(value_of(text, "sofi_database_size_bytes") > 100000);
    assert_true(value_of(text, "sofi_database_schema_version") > 12);
    assert_true(value_of(text, "sofi_database_sample_timestamp_seconds") >= now);
    struct db *empty = test_db_connect_to(test_db_empty_url(), DB_WRITE);
    assert_int_not_equal(releve_prendre(empty), STATUS_OK);
    db_close(empty);
    text = scrape();
    assert_true(value_of(text, "sofi_database_up") == 0);
    assert_true(value_of(text, "sofi_mail_waiting") == 2);
    site_run("DELETE FROM courriel");
    assert_int_equal(releve_prendre(site_db), STATUS_OK);
    assert_true(value_of(scrape(), "sofi_mail_oldest_age_seconds") == 0);
}

static void test_what_the_jobs_did(void **state)
{
    (void)state;
    long long now = dates_now();
    site_restart(set_address);
    assert_true(value_of(scrape(), "sofi_job_last_success_timestamp_seconds{job=\"menage\"}") < 0);
    travail_noter(TRAVAIL_MENAGE, dates_monotonic_us() - 2500000, STATUS_BUSY);
    const char *text = scrape();
    assert_true(value_of(text, "sofi_job_last_success_timestamp_seconds{job=\"menage\"}") < 0);
    assert_true(value_of(text, "sofi_job_failures_total{job=\"menage\"}") == 1);
    assert_true(value_of(text, "sofi_job_last_duration_seconds{job=\"menage\"}") >= 2.5);
    travail_veiller(TRAVAIL_MENAGE);
    text = scrape();
    assert_true(value_of(text, "sofi_job_last_success_timestamp_seconds{job=\"menage\"}") >= now);
    assert_true(value_of(text, "sofi_job_runs_total{job=\"menage\"}") == 1);
    assert_true(value_of(text, "sofi_job_runs_total{job=\"facteur\"}") == 0);
}

#define SITE_TEST(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_closed_without_key),    SITE_TEST(test_the_key_opens),
        SITE_TEST(test_an_address_of_its_own), SITE_TEST(test_no_statement),
        SITE_TEST(test_every_line_is_read),    SITE_TEST(test_what_the_base_said),
        SITE_TEST(test_what_the_jobs_did),
    };
    test_db_start(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
