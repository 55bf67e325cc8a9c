#include "web/site.h"

#include "test_db.h"

#include "application.h"
#include "certification.h"
#include "compte.h"
#include "connections.h"
#include "crypto.h"
#include "demonstration.h"
#include "formacode_reference.h"
#include "log.h"
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SNAPSHOT_NUMBERS 18

STATEMENT(TEST_SNAPSHOT, "", "iiiiiiiiiiiiiiiiiit",
          "SELECT (SELECT count(*) FROM etablissement),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM etablissement),"
          " (SELECT count(*) FROM etablissement_domaine), (SELECT count(*) FROM site),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM site),"
          " (SELECT count(*) FROM site_choix), (SELECT count(*) FROM certificat),"
          " (SELECT count(*) FROM contact),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM contact),"
          " (SELECT count(*) FROM porte_ouverte),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM porte_ouverte),"
          " (SELECT count(*) FROM journal), (SELECT count(*) FROM compte),"
          " (SELECT count(*) FROM compte_site), (SELECT count(*) FROM login),"
          " (SELECT count(*) FROM invitation),"
          " (SELECT count(*) FROM tentative WHERE cle NOT LIKE 'f:%')," /* bytes that came */
          " (SELECT count(*) FROM courriel),"
          " (SELECT mot_de_passe FROM compte WHERE email = 'of@exemple.fr')");

STATEMENT(TEST_SITE_PRINCIPAL, "t", "i",
          "SELECT s.numero FROM site s JOIN etablissement e ON e.id = s.etablissement_id"
          " WHERE e.siret = $1 AND s.principal");

struct arena *site_arena;
struct db *site_db;
const char *site_database;

static struct config config;
static struct application *application;
static struct server_application counted;
static struct server *server;
static atomic_uint_fast64_t statements;
static atomic_bool ran_on_worker;

/* ---- the application */

static uint64_t statements_of(const struct application_thread *thread)
{
    return (thread->reader ? db_statements_run(thread->reader) : 0) +
           (thread->writer ? db_statements_run(thread->writer) : 0);
}

static void handle(void *context, struct request *request, struct response *response, void *thread,
                   bool on_worker)
{
    uint64_t before = statements_of(thread);
    application_callbacks(application)->handle(context, request, response, thread, on_worker);
    atomic_store(&statements, statements_of(thread) - before);
    atomic_store(&ran_on_worker, on_worker);
}

uint64_t site_statements(void)
{
    return atomic_load(&statements);
}

bool site_on_worker(void)
{
    return atomic_load(&ran_on_worker);
}

enum { TERMS = 30 };

static enum status fill_thesaurus(struct db *db, void *context)
{
    (void)context;
    static const struct formacode_terme v13[] = {
        {"44508", "", "PLAN FORMATION", "Plan formation", "", "", true}};
    struct formacode_terme v14[TERMS + 6] = {
        {"10000", "", "GRAND DOMAINE", "Grand domaine", "", "", false},
        {"44508", "10000", "PLAN DEVELOPPEMENT COMPETENCES", "Plan développement compétences", "",
         "", true},
        {"44590", "10000", "ACCOMPAGNEMENT FORMATION", "Accompagnement formation", "", "", true},
        {"35054", "10000", "SECRETARIAT ASSISTANAT", "Secrétariat assistanat", "", "", true},
        {"15474", "10000", "SPORT GLACE NEIGE", "Sport glace neige", "", "", true},
        {"15454", "10000", "ACTIVITE PHYSIQUE ET SPORTIVE", "Activité physique et sportive", "", "",
         true},
    };
    for (int i = 0; i < TERMS; i++) {
        v14[i + 6] = (struct formacode_terme){arena_printf(site_arena, "%d", 10001 + i),
                                              "10000",
                                              arena_printf(site_arena, "TERME %d", i + 1),
                                              arena_printf(site_arena, "Terme %d", i + 1),
                                              "",
                                              "",
                                              true};
    }
    const struct formacode_edition editions[] = {{.version = 13, .termes = v13, .n = 1},
                                                 {.version = 14, .termes = v14, .n = TERMS + 6}};
    struct formacode_changements changes;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        status = formacode_remplacer(db, site_arena, &editions[i], NULL, NULL, &changes);
    }
    return status;
}

static void start_server(void)
{
    const char *message = NULL;
    application = application_create(&config, &routes_screens);
    assert_non_null(application);
    counted = *application_callbacks(application);
    counted.handle = handle;
    if (server_start(&config, &counted, site_arena, &server, &message) != STATUS_OK) {
        fail_msg("server_start: %s", message);
    }
    application_set_server(application, server, "0.0.0", "test");
}

static void stop_server(void)
{
    server_stop(server, 5);
    application_destroy(application);
}

static void set_config(void)
{
    config = (struct config){.database = site_database ? site_database : test_db_url(),
                             .listen = "127.0.0.1:0",
                             .base_url = "http://sofi.test",
                             .region = "Pays de la Loire",
                             .aide_telephone = "02 40 20 40 20",
                             .aide_horaires = "9h–12h",
                             .aide_email = "offre@exemple.fr",
                             .trusted_proxy = "",
                             .metrics_listen = "",
                             .metrics_key = "",
                             .smtp_url = "",
                             .adresse_url = "",
                             .spool = "/tmp",
                             .threads = 1,
                             .workers = 1,
                             .queue = 16,
                             .login_hours = 8,
                             .login_idle_minutes = 30,
                             .log_level = "error"};
}

void site_restart(void (*change)(struct config *config))
{
    stop_server();
    change(&config);
    start_server();
}

int site_port(void)
{
    return server_port(server);
}

int site_metrics_port(void)
{
    return server_metrics_port(server);
}

/* What every test begins from is made once. */
static void fill_base(void)
{
    static bool kept;
    if (!kept) {
        assert_int_equal(db_transaction(site_db, fill_thesaurus, NULL), STATUS_OK);
        assert_int_equal(demonstration_creer(site_db, site_arena), STATUS_OK);
        test_db_keep();
        kept = true;
    }
}

int site_setup(void **state)
{
    (void)state;
    log_set_level(LOG_ERROR);
    crypto_set_cheap_passwords(true);
    test_db_clear();
    site_arena = arena_create(0);
    site_db = test_db_connect(DB_WRITE);
    fill_base();
    set_config();
    start_server();
    return 0;
}

int site_teardown(void **state)
{
    (void)state;
    stop_server();
    db_close(site_db);
    arena_destroy(site_arena);
    return 0;
}

const char *site_snapshot(void)
{
    struct db_rows rows;
    const char *text = "";
    db_query(site_db, &TEST_SNAPSHOT, &rows, NULL, 0);
    if (db_next(&rows)) {
        for (int i = 0; i < SNAPSHOT_NUMBERS; i++) {
            text = arena_printf(site_arena, "%s %d", text, (int)db_int(&rows, i));
        }
        text =
            arena_printf(site_arena, "%s %s", text, db_text(&rows, SNAPSHOT_NUMBERS, site_arena));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

void site_run(const char *sql)
{
    assert_int_equal(db_run_script(site_db, sql, "test"), STATUS_OK);
}

static int64_t number(const struct statement *statement, const struct db_bind *binds, size_t n)
{
    struct db_rows rows;
    int64_t value = -1;
    db_query(site_db, statement, &rows, binds, n);
    if (db_next(&rows)) {
        value = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return value;
}

int64_t site_number(const struct statement *statement)
{
    return number(statement, NULL, 0);
}

int64_t site_principal_of(const char *siret)
{
    const struct db_bind bind = BIND_TEXT(siret);
    return number(&TEST_SITE_PRINCIPAL, &bind, 1);
}

struct deposit {
    int64_t site;
    const char *name;
    const char *bytes;
};

static enum status read_bytes(void *context, uint64_t offset, void *bytes, size_t n, size_t *read_r)
{
    const struct deposit *deposit = context;
    memcpy(bytes, deposit->bytes + offset, n);
    *read_r = n;
    return STATUS_OK;
}

static enum status add_certificate(struct db *db, void *context)
{
    struct deposit *deposit = context;
    const struct acteur acteur = {.nom = "Test", .email = ""};
    const struct fichier_source source = {read_bytes, deposit, strlen(deposit->bytes)};
    struct fichier fichier = {0};
    const char *message = NULL;
    enum status status = fichier_juger(site_arena, &source, &fichier, &message);
    if (status == STATUS_OK) {
        status = fichier_deposer(db, &source, &fichier);
    }
    return status == STATUS_OK ? certificat_ajouter(db, site_arena, &acteur, deposit->site,
                                                    &fichier, deposit->name, "", NULL)
                               : status;
}

void site_add_certificate(int64_t site, const char *name, const char *text)
{
    struct deposit deposit = {site, name, arena_printf(site_arena, "%%PDF-1.4\n%s\n", text)};
    assert_int_equal(db_transaction(site_db, add_certificate, &deposit), STATUS_OK);
}

/* ---- browsers */

static void keep_cookie(struct browser *browser, const char *line)
{
    size_t name_length = strcspn(line, "=");
    const char *name = arena_strndup(site_arena, line, name_length);
    const char *value = line + name_length + 1;
    size_t i = 0;
    while (i < BROWSER_COOKIES - 1 && browser->cookies[i].name &&
           strcmp(browser->cookies[i].name, name) != 0) {
        i++;
    }
    browser->cookies[i].name = name;
    browser->cookies[i].value = arena_strndup(site_arena, value, strcspn(value, ";\r"));
}

static struct reply kept(struct browser *browser, struct reply reply)
{
    static const char set[] = "\r\nSet-Cookie: ";
    for (const char *at = strcasestr(reply.head, set); at; at = strcasestr(at + 1, set)) {
        keep_cookie(browser, at + sizeof set - 1);
    }
    return reply;
}

const char *browser_cookie(const struct browser *browser, const char *name)
{
    for (size_t i = 0; i < BROWSER_COOKIES && browser->cookies[i].name; i++) {
        if (strcmp(browser->cookies[i].name, name) == 0) {
            return browser->cookies[i].value;
        }
    }
    return "";
}

static const char *headers_of(const struct browser *browser)
{
    const char *cookies = "";
    for (size_t i = 0; i < BROWSER_COOKIES && browser->cookies[i].name; i++) {
        if (browser->cookies[i].value[0]) {
            cookies = arena_printf(site_arena, "%s%s%s=%s", cookies, cookies[0] ? "; " : "",
                                   browser->cookies[i].name, browser->cookies[i].value);
        }
    }
    return arena_printf(site_arena, "%s%s%s%s", cookies[0] ? "Cookie: " : "", cookies,
                        cookies[0] ? "\r\n" : "", browser->headers ? browser->headers : "");
}

struct reply browser_get(struct browser *browser, const char *target)
{
    return kept(browser, client_get(site_arena, server_port(server), target, headers_of(browser)));
}

struct reply browser_head(struct browser *browser, const char *target)
{
    struct client client = client_connect(site_arena, server_port(server));
    client_text(&client, arena_printf(site_arena, "HEAD %s HTTP/1.1\r\nHost: sofi.test\r\n%s\r\n",
                                      target, headers_of(browser)));
    struct reply reply = client_read(&client, true);
    assert_false(client_readable(&client, 50)); /* no body follows */
    client_close(&client);
    return kept(browser, reply);
}

struct reply browser_post(struct browser *browser, const char *target, const char *body)
{
    return kept(browser,
                client_post(site_arena, server_port(server), target, headers_of(browser), body));
}

#define BOUNDARY "----SofiTests7MA4YWxkTrZu0gW"

/* A quoted name, as browsers write it. */
static const char *quoted(const char *name)
{
    struct buffer text;
    buffer_init(&text, site_arena, 64);
    for (const char *p = name; *p; p++) {
        const char *escape = *p == '"' ? "%22" : *p == '\r' ? "%0D" : *p == '\n' ? "%0A" : NULL;
        buffer_append(&text, escape ? escape : p, escape ? 3 : 1);
    }
    return text.data ? text.data : "";
}

static void write_parts(struct buffer *body, const struct params *form, const struct upload *file)
{
    for (size_t i = 0; i < form->n; i++) {
        buffer_printf(body,
                      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n"
                      "%s\r\n",
                      quoted(form->items[i].name), form->items[i].value);
    }
    buffer_printf(body,
                  "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\";"
                  " filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
                  file->field, quoted(file->name),
                  file->type ? file->type : "application/octet-stream");
    buffer_append(body, file->bytes, file->n);
    buffer_literal(body, "\r\n--" BOUNDARY "--\r\n");
}

struct reply browser_upload(struct browser *browser, const char *target, const struct params *form,
                            const struct upload *file)
{
    static const struct upload none = {.field = "certificat", .name = "", .bytes = ""};
    struct buffer body;
    buffer_init(&body, site_arena, 4096);
    write_parts(&body, form, file ? file : &none);
    struct client client = client_connect(site_arena, server_port(server));
    client_text(&client,
                arena_printf(site_arena,
                             "POST %s HTTP/1.1\r\nHost: sofi.test\r\nContent-Length: %zu\r\n"
                             "Content-Type: multipart/form-data; boundary=" BOUNDARY "\r\n%s\r\n",
                             target, body.length, headers_of(browser)));
    client_send(&client, body.data, body.length);
    struct reply reply = client_read(&client, false);
    client_close(&client);
    return kept(browser, reply);
}

struct browser browser_of(const char *email)
{
    struct browser browser = {0};
    struct reply page = browser_get(&browser, "/connexion");
    struct params form = page_form(&page, "/connexion");
    form_set(&form, "email", email);
    form_set(&form, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
    struct reply reply = browser_post(&browser, "/connexion", form_encode(&form));
    assert_int_equal(reply.code, 303);
    assert_string_equal(page_header(&reply, "Location"), "/tableau-de-bord");
    return browser;
}

struct account {
    const struct compte_nouveau nouveau;
};

static enum status make_account(struct db *db, void *context)
{
    const struct account *account = context;
    const char *jeton = NULL;
    const char *message = NULL;
    const char *hash = NULL;
    enum status status = compte_creer(db, site_arena, &account->nouveau, &jeton, &message);
    if (status == STATUS_OK) {
        status = crypto_password_hash(site_arena, DEMONSTRATION_MOT_DE_PASSE, &hash);
    }
    return status == STATUS_OK ? compte_definir_mot_de_passe(db, site_arena, jeton, hash) : status;
}

struct browser browser_with_sites(const char *email, const int64_t *sites, size_t n)
{
    struct account account = {
        {.email = email, .nom = email, .profil = PROFIL_OF, .sites = sites, .site_count = n}};
    assert_int_equal(db_transaction(site_db, make_account, &account), STATUS_OK);
    return browser_of(email);
}
