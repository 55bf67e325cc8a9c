/* Settings: defaults, environment, command line, and what is refused. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S "\xC2\xA0"

static const char *const variables[] = {
    "SOFI_DATABASE",
    "SOFI_LISTEN",
    "SOFI_BASE_URL",
    "SOFI_REGION",
    "SOFI_AIDE_TELEPHONE",
    "SOFI_AIDE_HORAIRES",
    "SOFI_AIDE_EMAIL",
    "SOFI_ADRESSE_URL",
    "SOFI_TRUSTED_PROXY",
    "SOFI_HOSTS",
    "SOFI_METRICS_LISTEN",
    "SOFI_METRICS_KEY",
    "SOFI_THREADS",
    "SOFI_WORKERS",
    "SOFI_QUEUE",
    "SOFI_LOGIN_HOURS",
    "SOFI_LOGIN_IDLE_MINUTES",
    "SOFI_SQLITE_SYNC",
    "SOFI_SPOOL",
    "SOFI_LOG_LEVEL",
    "SOFI_SMTP_URL",
    "SOFI_COURRIEL_EXPEDITEUR",
};
#define VARIABLES (sizeof(variables) / sizeof(*variables))

static struct arena *arena;
static struct config config;
static const char *message;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    for (size_t i = 0; i < VARIABLES; i++) {
        unsetenv(variables[i]);
    }
    message = NULL;
    return config_load(&config, arena, &message) == STATUS_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void test_defaults(void **state)
{
    (void)state;
    assert_string_equal(config.database, "sqlite:var/sofi.db");
    assert_string_equal(config.listen, "127.0.0.1:8080");
    assert_string_equal(config.base_url, "");
    assert_string_equal(config.region, "Pays de la Loire");
    assert_string_equal(config.aide_telephone, "02 40 20 40 20");
    assert_string_equal(config.aide_horaires, "9h–12h");
    assert_string_equal(config.aide_email, "offre@cariforef-pdl.org");
    assert_string_equal(config.smtp_url, "");
    assert_string_equal(config.courriel_expediteur, "ne-pas-repondre@localhost");
    assert_string_equal(config.adresse_url, "");
    assert_string_equal(config.trusted_proxy, "");
    assert_string_equal(config.metrics_listen, "");
    assert_string_equal(config.metrics_key, "");
    assert_int_equal(config.threads, 0);
    assert_int_equal(config.workers, 4);
    assert_int_equal(config.queue, 64);
    assert_int_equal(config.login_hours, 8);
    assert_int_equal(config.login_idle_minutes, 30);
    assert_true(config.sync_full);
    assert_string_equal(config.spool, "/var/tmp");
    assert_string_equal(config.log_level, "info");
}

static void test_environment(void **state)
{
    (void)state;
    setenv("SOFI_DATABASE", "postgresql://sofi:secret@db1,db2/sofi", 1);
    setenv("SOFI_LISTEN", "[::1]:9000", 1);
    setenv("SOFI_BASE_URL", "https://sofi.example.fr", 1);
    setenv("SOFI_AIDE_TELEPHONE", "", 1); /* may be empty */
    setenv("SOFI_REGION", "", 1);         /* may not: as if unset */
    setenv("SOFI_WORKERS", "", 1);
    setenv("SOFI_SQLITE_SYNC", "normal", 1);
    setenv("SOFI_LOGIN_HOURS", "720", 1);
    assert_int_equal(config_load(&config, arena, &message), STATUS_OK);
    assert_string_equal(config.database, "postgresql://sofi:secret@db1,db2/sofi");
    assert_string_equal(config.listen, "[::1]:9000");
    assert_string_equal(config.base_url, "https://sofi.example.fr");
    assert_string_equal(config.aide_telephone, "");
    assert_string_equal(config.region, "Pays de la Loire");
    assert_int_equal(config.workers, 4);
    assert_int_equal(config.login_hours, 720);
    assert_false(config.sync_full);
}

/* Without an address of its own, the site is where it listens. */
static void test_settled(void **state)
{
    (void)state;
    static const char *const addresses[][2] = {
        {"127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"[::1]:9000", "http://[::1]:9000"},
        {"0.0.0.0:80", "http://localhost:80"},
        {"[::]:9000", "http://localhost:9000"},
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        assert_int_equal(config_load(&config, arena, &message), STATUS_OK);
        assert_int_equal(config_set(&config, arena, "listen", addresses[i][0], &message),
                         STATUS_OK);
        config_settle(&config, arena);
        assert_string_equal(config.base_url, addresses[i][1]);
    }
    setenv("SOFI_BASE_URL", "https://sofi.example.fr", 1);
    assert_int_equal(config_load(&config, arena, &message), STATUS_OK);
    assert_int_equal(config_set(&config, arena, "listen", "127.0.0.1:9000", &message), STATUS_OK);
    config_settle(&config, arena);
    assert_string_equal(config.base_url, "https://sofi.example.fr");
}

/* The text lives in the arena, not in the environment. */
static void test_environment_is_copied(void **state)
{
    (void)state;
    setenv("SOFI_REGION", "Bretagne", 1);
    assert_int_equal(config_load(&config, arena, &message), STATUS_OK);
    setenv("SOFI_REGION", "Normandie", 1);
    assert_string_equal(config.region, "Bretagne");
}

static const struct {
    const char *name;
    const char *value;
} refused_values[] = {
    {"SOFI_DATABASE", "mysql://x"},
    {"SOFI_DATABASE", "sqlite:"},
    {"SOFI_DATABASE", "var/sofi.db"},
    {"SOFI_LISTEN", "8080"},
    {"SOFI_LISTEN", ":8080"},
    {"SOFI_LISTEN", "127.0.0.1"},
    {"SOFI_LISTEN", "127.0.0.1:"},
    {"SOFI_LISTEN", "127.0.0.1:65536"},
    {"SOFI_LISTEN", "127.0.0.1:-1"},
    {"SOFI_LISTEN", "127.0.0.1:80x"},
    {"SOFI_LISTEN", "300.0.0.1:80"},
    {"SOFI_LISTEN", "::1:80"},
    {"SOFI_LISTEN", "[::1:80"},
    {"SOFI_BASE_URL", "sofi.example.fr"},
    {"SOFI_BASE_URL", "ftp://sofi.example.fr"},
    {"SOFI_BASE_URL", "https://"},
    {"SOFI_BASE_URL", "https:///x"},
    {"SOFI_BASE_URL", "https://sofi.example.fr/"},
    {"SOFI_BASE_URL", "https://a b"},
    {"SOFI_BASE_URL", "https://a\r\nSet-Cookie: x"},
    {"SOFI_BASE_URL", "https://école.fr"},
    {"SOFI_BASE_URL", "https://[::1"},
    {"SOFI_BASE_URL", "https://[]"},
    {"SOFI_HOSTS", "a.fr b.fr"},
    {"SOFI_HOSTS", "a.fr,,b.fr"},
    {"SOFI_HOSTS", "a.fr:80"},
    {"SOFI_HOSTS", "[::1]:80,a.fr"},
    {"SOFI_HOSTS", "::1"},
    {"SOFI_HOSTS", "https://a.fr"},
    {"SOFI_HOSTS", "école.fr"},
    {"SOFI_REGION", "a\nb"},
    {"SOFI_REGION", "\xFF"},
    {"SOFI_AIDE_EMAIL", "offre"},
    {"SOFI_AIDE_EMAIL", "@x"},
    {"SOFI_AIDE_EMAIL", "a@"},
    {"SOFI_AIDE_EMAIL", "a@b@c"},
    {"SOFI_SMTP_URL", "mail.example.fr:25"},
    {"SOFI_SMTP_URL", "http://mail.example.fr"},
    {"SOFI_SMTP_URL", "smtp://"},
    {"SOFI_SMTP_URL", "smtp://mail example.fr"},
    {"SOFI_COURRIEL_EXPEDITEUR", "sofi"},
    {"SOFI_COURRIEL_EXPEDITEUR", "SOFI <sofi@example.fr>"},
    {"SOFI_COURRIEL_EXPEDITEUR", "sofi<@example.fr"},
    {"SOFI_COURRIEL_EXPEDITEUR", "a@example.fr,b"},
    {"SOFI_COURRIEL_EXPEDITEUR", "a@example.fr\r\nBcc: b"},
    {"SOFI_ADRESSE_URL", "data.geopf.fr/geocodage"},
    {"SOFI_ADRESSE_URL", "file:///etc/passwd"},
    {"SOFI_ADRESSE_URL", "https://data.geopf.fr/geocodage/"},
    {"SOFI_ADRESSE_URL", "https://data.geopf.fr/?q="},
    {"SOFI_ADRESSE_URL", "https://nom@data.geopf.fr"},
    {"SOFI_TRUSTED_PROXY", "localhost"},
    {"SOFI_METRICS_LISTEN", "9464"},
    {"SOFI_METRICS_LISTEN", "127.0.0.1:99999"},
    {"SOFI_METRICS_KEY", "short"},
    {"SOFI_THREADS", "-1"},
    {"SOFI_THREADS", "257"},
    {"SOFI_THREADS", "deux"},
    {"SOFI_THREADS", " 2"},
    {"SOFI_WORKERS", "0"},
    {"SOFI_QUEUE", "99999999999999999999999"},
    {"SOFI_LOGIN_HOURS", "0"},
    {"SOFI_LOGIN_HOURS", "721"},
    {"SOFI_LOGIN_IDLE_MINUTES", "1441"},
    {"SOFI_SQLITE_SYNC", "off"},
    {"SOFI_SPOOL", "/tmp/\n"},
    {"SOFI_LOG_LEVEL", "INFO"},
};

static void test_environment_refused(void **state)
{
    (void)state;
    struct config before = config;
    for (size_t i = 0; i < sizeof(refused_values) / sizeof(*refused_values); i++) {
        setenv(refused_values[i].name, refused_values[i].value, 1);
        message = NULL;
        assert_int_equal(config_load(&config, arena, &message), STATUS_REFUSED);
        assert_non_null(message);
        assert_int_equal(strncmp(message, refused_values[i].name, strlen(refused_values[i].name)),
                         0);
        assert_non_null(strstr(message, "attendu "));
        assert_memory_equal(&config, &before, sizeof(config));
        unsetenv(refused_values[i].name);
    }
}

static void test_messages(void **state)
{
    (void)state;
    setenv("SOFI_WORKERS", "0", 1);
    config_load(&config, arena, &message);
    assert_string_equal(message,
                        "SOFI_WORKERS" S ": «" S "0" S "» refusé, attendu un nombre de 1 à "
                        "256");
    unsetenv("SOFI_WORKERS");
    /* Nothing that may be a secret is repeated. */
    setenv("SOFI_METRICS_KEY", "tropcourt", 1);
    config_load(&config, arena, &message);
    assert_null(strstr(message, "tropcourt"));
    unsetenv("SOFI_METRICS_KEY");
    setenv("SOFI_DATABASE", "mysql://root:motdepasse@h/b", 1);
    config_load(&config, arena, &message);
    assert_null(strstr(message, "motdepasse"));
    unsetenv("SOFI_DATABASE");
    setenv("SOFI_SMTP_URL", "imap://sofi:motdepasse@h", 1);
    config_load(&config, arena, &message);
    assert_null(strstr(message, "motdepasse"));
    unsetenv("SOFI_SMTP_URL");
    config_set(&config, arena, "log-level", "fort", &message);
    assert_string_equal(message, "--log-level" S ": «" S "fort" S
                                 "» refusé, attendu debug, info, warning ou error");
}

static void test_set(void **state)
{
    (void)state;
    setenv("SOFI_LISTEN", "127.0.0.1:9000", 1);
    assert_int_equal(config_load(&config, arena, &message), STATUS_OK);
    assert_int_equal(config_set(&config, arena, "listen", "0.0.0.0:0", &message), STATUS_OK);
    assert_string_equal(config.listen, "0.0.0.0:0");
    assert_int_equal(config_set(&config, arena, "login-idle-minutes", "5", &message), STATUS_OK);
    assert_int_equal(config.login_idle_minutes, 5);
    assert_int_equal(
        config_set(&config, arena, "smtp-url", "smtps://relais.example.fr:465", &message),
        STATUS_OK);
    assert_string_equal(config.smtp_url, "smtps://relais.example.fr:465");
    const char *adresses[] = {"http://127.0.0.1:9/ban", "", "https://data.geopf.fr/geocodage"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(config_set(&config, arena, "adresse-url", adresses[i], &message),
                         STATUS_OK);
        assert_string_equal(config.adresse_url, adresses[i]);
    }
    const char *names[] = {"", "a.fr", "www.a-b.fr, xn--cole-9oa.fr", "[::1],10.0.0.1 ,b"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(config_set(&config, arena, "hosts", names[i], &message), STATUS_OK);
        assert_string_equal(config.hosts, names[i]);
    }
    assert_int_equal(config_set(&config, arena, "base-url", "http://[::1]:80/a", &message),
                     STATUS_OK);
    assert_int_equal(config_set(&config, arena, "sqlite-sync", "normal", &message), STATUS_OK);
    assert_false(config.sync_full);
    assert_int_equal(config_set(&config, arena, "sqlite-sync", "", &message), STATUS_REFUSED);
    assert_false(config.sync_full);
    assert_int_equal(config_set(&config, arena, "database", "sqlite::memory:", &message),
                     STATUS_OK);
    assert_string_equal(config.database, "sqlite::memory:");
    assert_int_equal(config_set(&config, arena, "spool", "/srv/sofi", &message), STATUS_OK);
    assert_string_equal(config.spool, "/srv/sofi");
}

static void test_set_refused(void **state)
{
    (void)state;
    struct config before = config;
    assert_int_equal(config_set(&config, arena, "inconnu", "1", &message), STATUS_REFUSED);
    assert_non_null(strstr(message, "--inconnu inconnue"));
    assert_int_equal(config_set(&config, arena, "", "1", &message), STATUS_REFUSED);
    assert_int_equal(config_set(&config, arena, "threads", "", &message), STATUS_REFUSED);
    assert_int_equal(config_set(&config, arena, "region", "", &message), STATUS_REFUSED);
    assert_int_equal(config_set(&config, arena, "spool", "", &message), STATUS_REFUSED);
    assert_int_equal(config_set(&config, arena, "sqlite-sync", "x", &message), STATUS_REFUSED);
    /* Secrets do not come by the command line. */
    assert_int_equal(config_set(&config, arena, "metrics-key", "0123456789abcdef", &message),
                     STATUS_REFUSED);
    assert_int_equal(
        config_set(&config, arena, "database", "postgresql://u:motdepasse@h/b", &message),
        STATUS_REFUSED);
    assert_non_null(strstr(message, "SOFI_DATABASE"));
    assert_null(strstr(message, "motdepasse"));
    assert_int_equal(config_set(&config, arena, "smtp-url", "smtp://u:motdepasse@h", &message),
                     STATUS_REFUSED);
    assert_null(strstr(message, "motdepasse"));
    assert_int_equal(config_set(&config, arena, "database", "postgresql:///b?password=x", &message),
                     STATUS_REFUSED);
    assert_memory_equal(&config, &before, sizeof(config));
    assert_int_equal(
        config_set(&config, arena, "database", "postgresql://u@h1:5432,h2:5432/b", &message),
        STATUS_OK);
}

static void test_help(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    config_help(out);
    fclose(out);
    for (size_t i = 0; i < VARIABLES; i++) {
        assert_non_null(strstr(text, variables[i]));
    }
    assert_non_null(strstr(text, "(--login-idle-minutes)"));
    assert_non_null(strstr(text, "un nombre de 1 à 1440"));
    assert_non_null(strstr(text, "Par défaut" S ": sqlite:var/sofi.db"));
    assert_null(strstr(text, "--metrics-key"));
    assert_null(strstr(text, "(null)"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environment, setup, teardown),
        cmocka_unit_test_setup_teardown(test_settled, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environment_is_copied, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environment_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_set, setup, teardown),
        cmocka_unit_test_setup_teardown(test_set_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_help, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
