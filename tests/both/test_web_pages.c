/* Pages as a browser gets them: what they cost the base, what they say, and that nothing typed is
 * ever lost. */
#include "test_db.h"
#include "web/site.h"

#include "compte.h"
#include "crypto.h"
#include "demonstration.h"
#include "routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOUVEAU "/annuaire/etablissements/nouveau"
#define SITE_PAGE "/annuaire/sites/36364"
#define CONFIRM "À confirmer avant d"

STATEMENT(TEST_VALUE, "t", "ttt",
          "SELECT categorie, COALESCE(nda, ''), raison_sociale FROM etablissement"
          " WHERE siret = $1");
STATEMENT(TEST_JOURNAL_LINES, "", "i", "SELECT count(*) FROM journal");

static int64_t journal_lines(void)
{
    struct db_rows rows;
    int64_t n = -1;
    db_query(site_db, &TEST_JOURNAL_LINES, &rows, NULL, 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* "categorie|nda|raison sociale" of the OF's establishment */
static const char *stored(void)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(site_db, &TEST_VALUE, &rows, BIND_TEXT(SITE_OWN));
    if (db_next(&rows)) {
        text = arena_printf(site_arena, "%s|%s|%s", db_text(&rows, 0, site_arena),
                            db_text(&rows, 1, site_arena), db_text(&rows, 2, site_arena));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

#define UNCHANGED "OF||GIP CARIF OREF DES PAYS DE LA LOIRE"

/* The form of the OF's record as the page shows it. */
static struct params record_form(struct browser *browser)
{
    struct reply page = browser_get(browser, SITE_RECORD);
    assert_int_equal(page.code, 200);
    return page_form(&page, SITE_RECORD);
}

static void assert_redirect(const struct reply *reply, const char *location)
{
    if (reply->code != 303) {
        fail_msg("%d, 303 expected\n%s", reply->code, reply->body);
    }
    assert_string_equal(page_header(reply, "Location"), location);
}

/* ---- what a page costs, and its headers */

static const struct {
    const char *email;
    const char *path;
    uint64_t statements; /* at most; the login is one of them */
} pages[] = {
    {NULL, "/", 1},
    {NULL, "/connexion", 1},
    {NULL, "/connexion?suite=%2Fannuaire", 1},
    {NULL, "/aide", 0},
    {NULL, "/accessibilite", 0},
    {NULL, "/donnees-personnelles", 0},
    {NULL, "/mentions-legales", 0},
    {"of@exemple.fr", "/tableau-de-bord", 7},
    {"of@exemple.fr", "/formations", 6},
    {"of@exemple.fr", "/aide", 1},
    {"of@exemple.fr", SITE_RECORD, 13},
    {"of@exemple.fr", SITE_RECORD "?site_choisi=36402", 13},
    {"of@exemple.fr", SITE_RECORD "/sites/nouveau", 5},
    {"of@exemple.fr", SITE_RECORD "/portes-ouvertes/nouvelle", 6},
    {"of@exemple.fr", SITE_PAGE, 8},
    {"of@exemple.fr", SITE_PAGE "/historique", 4},
    {"of@exemple.fr", SITE_RECORD "/historique", 4},
    {"of@exemple.fr", SITE_RECORD "/historique?avant=2", 4},
    {"of@exemple.fr", "/compte/connexions", 2},
    {"of@exemple.fr", "/annuaire?q=gip", 2},
    {"of@exemple.fr", "/annuaire/formacodes", 4},
    {"of@exemple.fr", "/annuaire/formacodes?q=sport", 4},
    {"of@exemple.fr", "/annuaire/formacodes?q=zzz", 4},
    {"of@exemple.fr", "/annuaire/formacodes?q=terme&ouvrir=10000", 4},
    {"carif@exemple.fr", "/tableau-de-bord", 3},
    {"carif@exemple.fr", "/annuaire", 2},
    {"carif@exemple.fr", "/annuaire?q=ecole+montagne", 2},
    {"carif@exemple.fr", "/annuaire?q=absent", 2},
    {"carif@exemple.fr", NOUVEAU, 1},
    {"carif@exemple.fr", SITE_RECORD, 13},
    {"carif@exemple.fr", SITE_PAGE, 8},
    {"admin@exemple.fr", SITE_RECORD "/historique", 4},
};

enum { PAGES = sizeof pages / sizeof *pages };

static struct browser browser_for(const char *email)
{
    return email ? browser_of(email) : (struct browser){0};
}

static void test_statements_per_page(void **state)
{
    (void)state;
    struct browser visitor = {0};
    browser_get(&visitor, "/connexion"); /* opens the connections of the thread */
    for (int i = 0; i < PAGES; i++) {
        struct browser browser = browser_for(pages[i].email);
        struct reply reply = browser_get(&browser, pages[i].path);
        if (reply.code != 200 || site_statements() > pages[i].statements) {
            fail_msg("%s: code %d, %d statements, %d at most\n%s", pages[i].path, reply.code,
                     (int)site_statements(), (int)pages[i].statements,
                     reply.code == 200 ? "" : reply.body);
        }
    }
}

static void check_headers_cached(const struct reply *reply, const char *cache)
{
    const char *csp = page_header(reply, "Content-Security-Policy");
    assert_non_null(strstr(csp, "default-src"));
    assert_null(strstr(csp, "unsafe-inline"));
    assert_null(strstr(csp, "unsafe-eval"));
    assert_string_equal(page_header(reply, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(page_header(reply, "Referrer-Policy"), "same-origin");
    assert_string_equal(page_header(reply, "Cache-Control"), cache);
    assert_string_equal(page_header(reply, "Content-Type"), "text/html; charset=utf-8");
    assert_int_equal(strlen(page_header(reply, "X-Request-Id")), 16);
    assert_int_equal(reply_header_count(reply, "Content-Security-Policy"), 1);
}

static void check_headers(const struct reply *reply)
{
    check_headers_cached(reply, "no-store");
}

/* Help and legal pages are the same for everybody who is not logged in. */
static const char *cache_of(const char *path, const struct reply *reply)
{
    static const char *const paths[] = {"/aide", "/accessibilite", "/donnees-personnelles",
                                        "/mentions-legales"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (strcmp(path, paths[i]) == 0) {
            return page_count(reply, "//form[@action='/deconnexion']") ? "no-store"
                                                                       : "public, max-age=300";
        }
    }
    return "no-store";
}

static void test_headers(void **state)
{
    (void)state;
    for (int i = 0; i < PAGES; i++) {
        struct browser browser = browser_for(pages[i].email);
        struct reply reply = browser_get(&browser, pages[i].path);
        check_headers_cached(&reply, cache_of(pages[i].path, &reply));
        page_finds(&reply, "//html[@lang='fr']");
        page_finds(&reply, "//title[contains(normalize-space(), '- SOFI')]");
    }
}

static void test_head_is_like_get(void **state)
{
    (void)state;
    for (int i = 0; i < PAGES; i++) {
        struct browser browser = browser_for(pages[i].email);
        browser_get(&browser, pages[i].path); /* a visitor has its cookie from now on */
        struct reply get = browser_get(&browser, pages[i].path);
        struct reply head = browser_head(&browser, pages[i].path);
        assert_int_equal(head.code, get.code);
        assert_int_equal(head.body_length, 0);
        assert_string_equal(page_header(&head, "Content-Length"),
                            page_header(&get, "Content-Length"));
        check_headers_cached(&head, cache_of(pages[i].path, &get));
    }
}

static void test_cookies(void **state)
{
    (void)state;
    struct browser browser = {0};
    struct reply page = browser_get(&browser, "/connexion");
    const char *cookie = page_header(&page, "Set-Cookie");
    assert_non_null(strstr(cookie, "HttpOnly"));
    assert_non_null(strstr(cookie, "SameSite=Lax"));
    assert_non_null(strstr(cookie, "Path=/"));
    /* Once given it is kept: pages open in two tabs go on working. */
    page = browser_get(&browser, "/connexion");
    assert_int_equal(reply_header_count(&page, "Set-Cookie"), 0);
    browser = browser_of("of@exemple.fr");
    assert_int_equal(strlen(browser_cookie(&browser, "sofi")), 43);
    assert_string_equal(browser_cookie(&browser, "sofi_visiteur"), "");
}

/* ---- login */

static struct reply try_login(struct browser *browser, const char *email, const char *password)
{
    struct reply page = browser_get(browser, "/connexion");
    struct params form = page_form(&page, "/connexion");
    form_set(&form, "email", email);
    form_set(&form, "mot_de_passe", password);
    return send_form(browser, "/connexion", &form);
}

static void test_login_refused(void **state)
{
    (void)state;
    struct browser browser = {0};
    struct reply reply = try_login(&browser, "of@exemple.fr", "secret-faux");
    assert_int_equal(reply.code, 422);
    page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
    page_shows(&reply, "Email ou mot de passe incorrect");
    page_finds(&reply, "//*[@value='of@exemple.fr']");
    page_lacks(&reply, "secret-faux");
    assert_string_equal(browser_cookie(&browser, "sofi"), "");
    reply = try_login(&browser, "\"><script>alert(1)</script>", "x");
    assert_int_equal(reply.code, 422);
    assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"), 0);
    reply = try_login(&browser, " ", "");
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "2 erreurs à corriger");
    page_shows(&reply, "Email");
}

static void test_login_throttled(void **state)
{
    (void)state;
    struct browser browser = {0};
    struct reply reply = {0};
    for (int i = 0; i < 9; i++) {
        reply = try_login(&browser, "of@exemple.fr", "faux");
    }
    assert_int_equal(reply.code, 429);
    assert_string_equal(page_header(&reply, "Retry-After"), "900");
    page_shows(&reply, "quart d");
    reply = try_login(&browser, "of@exemple.fr", DEMONSTRATION_MOT_DE_PASSE);
    assert_int_equal(reply.code, 429);
}

static const char *const traps[] = {
    "//evil.example",      "https://evil.example", "http:evil.example", "/\\evil.example",
    "\\/evil.example",     "/\t/evil.example",     "/\n/evil.example",  "/\r\nSet-Cookie: sofi=vol",
    "javascript:alert(1)", " //evil.example",      "evil.example"};

enum { TRAPS = sizeof traps / sizeof *traps };

static void assert_ours(const struct reply *reply)
{
    const char *location = page_header(reply, "Location");
    assert_int_equal(location[0], '/');
    assert_true(location[1] != '/' && location[1] != '\\');
    assert_null(strstr(location, "evil"));
    assert_null(strstr(reply->head, "sofi=vol"));
}

static void test_login_leads_back(void **state)
{
    (void)state;
    struct browser browser = {0};
    struct reply reply = browser_get(&browser, "/annuaire/formacodes?q=sport&x=%C3%A9");
    assert_int_equal(reply.code, 303);
    struct reply page = browser_get(&browser, page_header(&reply, "Location"));
    struct params form = page_form(&page, "/connexion");
    form_set(&form, "email", "of@exemple.fr");
    form_set(&form, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
    reply = send_form(&browser, "/connexion", &form);
    assert_redirect(&reply, "/annuaire/formacodes?q=sport&x=%C3%A9");
}

static void test_login_leads_nowhere_else(void **state)
{
    (void)state;
    for (int i = 0; i < TRAPS; i++) {
        struct browser browser = {0};
        struct params query = {0};
        form_add(&query, "suite", traps[i]);
        const char *path = arena_printf(site_arena, "/connexion?%s", form_encode(&query));
        struct reply page = browser_get(&browser, path);
        struct params form = page_form(&page, "/connexion");
        form_set(&form, "email", "of@exemple.fr");
        form_set(&form, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
        form_set(&form, "suite", traps[i]);
        struct reply reply = send_form(&browser, "/connexion", &form);
        assert_int_equal(reply.code, 303);
        assert_ours(&reply);
        reply = browser_get(&browser, path); /* logged in already */
        assert_int_equal(reply.code, 303);
        assert_ours(&reply);
    }
}

/* ---- saving */

static void test_save(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    int64_t lines = journal_lines();
    form_set(&form, "nda", "52 44 04047 44");
    form_set(&form, "categorie", "CFA");
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(stored(), "CFA|52440404744|GIP CARIF OREF DES PAYS DE LA LOIRE");
    assert_int_equal(journal_lines(), lines + 1);
    reply = browser_get(&browser, SITE_RECORD "/historique");
    page_shows(&reply, "Camille Aubry (of@exemple.fr)");
    page_finds(&reply, "//del[normalize-space()='OF']");
    page_finds(&reply, "//ins[normalize-space()='CFA/OFA']");
    page_finds(&reply, "//ins[normalize-space()='52440404744']");
}

/* The very bytes that a browser sends. */
static void test_save_exact_bytes(void **state)
{
    (void)state;
    struct browser browser = browser_of("carif@exemple.fr");
    struct params form = record_form(&browser);
    const char *body = arena_printf(
        site_arena,
        "jeton=%s&version=1&siret=130+005+119+00032&siege_siret=13000511900032"
        "&raison_sociale=L%%27%%C3%%89cole+%%C2%%AB%%C2%%A0%%3Cb%%3E%%C2%%A0%%C2%%BB+%%26+Cie"
        "&nda=&uai=&categorie=OF&etat=A&domaines=44508&domaines=44590&enregistrer=1",
        params_get(&form, "jeton"));
    struct reply reply = browser_post(&browser, SITE_RECORD, body);
    /* Tags have no place in a name: it is refused, and shown again as typed. */
    assert_int_equal(reply.code, 422);
    assert_non_null(strstr(page_text(&reply, "//input[@name='raison_sociale']/@value"), "<b>"));
    assert_int_equal(page_count(&reply, "//b"), 0);
    body = arena_printf(site_arena,
                        "jeton=%s&version=1&siret=130+005+119+00032&siege_siret=13000511900032"
                        "&raison_sociale=+L%%27%%C3%%89cole+e%%CC%%81t%%C3%%A9+%%26+Cie+"
                        "&nda=&uai=&categorie=OF&etat=A&domaines=44508&domaines=44590"
                        "&enregistrer=1",
                        params_get(&form, "jeton"));
    reply = browser_post(&browser, SITE_RECORD, body);
    assert_redirect(&reply, SITE_RECORD);
    /* Trimmed; e and its accent made one. */
    assert_string_equal(stored(), "OF||L'École \xC3\xA9t\xC3\xA9 & Cie");
}

static void test_flash_is_shown_once(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "categorie", "CFA");
    send_form(&browser, SITE_RECORD, &form);
    struct reply reply = browser_get(&browser, SITE_RECORD);
    page_shows(&reply, "La fiche est à jour");
    reply = browser_get(&browser, SITE_RECORD);
    page_lacks(&reply, "La fiche est à jour");
    form = record_form(&browser); /* nothing changes this time */
    send_form(&browser, SITE_RECORD, &form);
    reply = browser_get(&browser, SITE_RECORD);
    page_shows(&reply, "avait changé");
    /* A code that is none of ours shows nothing. */
    struct browser forged = browser_of("of@exemple.fr");
    forged.cookies[3].name = "sofi_flash";
    forged.cookies[3].value = "<script>";
    reply = browser_get(&forged, SITE_RECORD);
    page_lacks(&reply, "class=\"alert");
}

static void test_unchanged_form_changes_nothing(void **state)
{
    (void)state;
    struct browser browser = browser_of("carif@exemple.fr");
    struct params form = record_form(&browser);
    const char *before = site_snapshot();
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(site_snapshot(), before);
}

static void test_create(void **state)
{
    (void)state;
    struct browser browser = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&browser, NOUVEAU);
    struct params form = page_form(&page, NOUVEAU);
    form_set(&form, "siret", SITE_UNKNOWN);
    form_set(&form, "raison_sociale", "La Poste");
    form_add(&form, "domaines", "10001");
    struct reply reply = send_form(&browser, NOUVEAU, &form);
    assert_redirect(&reply, "/annuaire/etablissements/" SITE_UNKNOWN);
    reply = browser_get(&browser, page_header(&reply, "Location"));
    assert_int_equal(reply.code, 200);
    page_shows(&reply, "La Poste");
    page_shows(&reply, "10001 - Terme 1");
    /* Twice: the button was pressed again. */
    reply = send_form(&browser, NOUVEAU, &form);
    assert_redirect(&reply, "/annuaire/etablissements/" SITE_UNKNOWN);
    /* By another page. */
    form_set(&form, "envoi", NULL);
    reply = send_form(&browser, NOUVEAU, &form);
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "déjà dans l");
}

/* ---- refused forms */

static void test_refused_form_keeps_what_was_typed(void **state)
{
    (void)state;
    struct browser browser = browser_of("carif@exemple.fr");
    struct params form = record_form(&browser);
    const char *before = site_snapshot();
    form_set(&form, "siret", "13000511900033");
    form_set(&form, "raison_sociale", "<script>alert(\"1\")</script> & 'fils'");
    form_set(&form, "uai", "\"><img src=x>");
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_int_equal(reply.code, 422);
    page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
    page_shows(&reply, "3 erreurs à corriger");
    page_shows(&reply, "clé de contrôle fausse");
    page_finds(&reply, "//*[@href='#siret']");
    page_finds(&reply, "//*[@aria-invalid='true']");
    assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"), 0);
    assert_int_equal(page_count(&reply, "//img"), 0);
    struct params again = page_form(&reply, SITE_RECORD);
    assert_string_equal(params_get(&again, "siret"), "13000511900033");
    assert_string_equal(params_get(&again, "raison_sociale"),
                        "<script>alert(\"1\")</script> & 'fils'");
    assert_string_equal(params_get(&again, "uai"), "\"><img src=x>");
    assert_string_equal(params_get(&again, "version"), "1");
    assert_string_equal(site_snapshot(), before);
    /* Mended, it is saved. */
    form_set(&again, "siret", SITE_OWN);
    form_set(&again, "raison_sociale", "Mère & 'fils'");
    form_set(&again, "uai", "");
    reply = send_form(&browser, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(stored(), "OF||Mère & 'fils'");
}

static void test_refused_broken_utf8(void **state)
{
    (void)state;
    struct browser browser = browser_of("carif@exemple.fr");
    struct params form = record_form(&browser);
    const char *before = site_snapshot();
    form_set(&form, "raison_sociale", NULL);
    const char *body =
        arena_printf(site_arena, "%s&raison_sociale=Caf%%E9+%%FF%%00fin", form_encode(&form));
    struct reply reply = browser_post(&browser, SITE_RECORD, body);
    assert_int_equal(reply.code, 422);
    const char *shown = page_text(&reply, "//input[@name='raison_sociale']/@value");
    assert_memory_equal(shown, "Caf\xEF\xBF\xBD", 6);
    assert_string_equal(strrchr(shown, 'f'), "fin");
    assert_string_equal(site_snapshot(), before);
}

static void test_refused_26_formacodes(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    for (int i = 0; i < 24; i++) {
        form_add(&form, "domaines", arena_printf(site_arena, "%d", 10001 + i));
    }
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "26 valeurs, 25 au maximum");
    struct params again = page_form(&reply, SITE_RECORD);
    const struct param *codes = NULL;
    assert_int_equal(params_all(&again, "domaines", site_arena, &codes), 26);
    assert_string_equal(codes[0].value, "44508");
    assert_string_equal(codes[25].value, "10024");
    page_shows(&reply, "10024 - Terme 24");
    /* The bin of one of them, then it fits. */
    form_add(&again, "retirer_domaine", "10007");
    reply = send_form(&browser, SITE_RECORD, &again);
    assert_int_equal(reply.code, 200);
    again = page_form(&reply, SITE_RECORD);
    assert_int_equal(params_all(&again, "domaines", site_arena, &codes), 25);
    reply = send_form(&browser, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
}

static void test_refused_unknown_formacode(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_add(&form, "domaines", "<99>");
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "code absent du Formacode (<99>)");
    struct params again = page_form(&reply, SITE_RECORD);
    const struct param *codes = NULL;
    assert_int_equal(params_all(&again, "domaines", site_arena, &codes), 3);
    assert_string_equal(codes[2].value, "<99>");
}

static void test_too_large(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    char *body = arena_alloc(site_arena, 70001);
    memset(body, 'a', 70000);
    struct reply reply = browser_post(&browser, SITE_RECORD, body);
    assert_int_equal(reply.code, 413);
    page_shows(&reply, "Envoi trop volumineux");
    /* Over the number of fields that are read. */
    for (int i = 0; i < 70000; i++) {
        body[i] = i % 2 ? '&' : 'a';
    }
    body[60001] = '\0';
    reply = browser_post(&browser, SITE_RECORD, body);
    assert_int_equal(reply.code, 413);
    assert_string_equal(stored(), UNCHANGED);
}

/* ---- a form that could not be taken */

static void check_error(const struct reply *reply, int code, const char *title)
{
    assert_int_equal(reply->code, code);
    check_headers(reply);
    page_finds(reply, "//html[@lang='fr']");
    page_finds(reply, arena_printf(site_arena, "//h1[normalize-space()='%s']", title));
    page_shows(reply, page_header(reply, "X-Request-Id"));
}

static void test_stale_jeton(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "jeton", "perime");
    form_set(&form, "nda", "52440404744");
    form_add(&form, "inconnu", "<é & \"'>");
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_int_equal(reply.code, 403);
    page_shows(&reply, CONFIRM);
    assert_string_equal(stored(), UNCHANGED);
    /* Every value is there, in order, but the token, which is new. */
    struct params again = page_form(&reply, SITE_RECORD);
    assert_int_equal(again.n, form.n);
    form_set(&form, "jeton", params_get(&again, "jeton"));
    for (size_t i = 0; i < form.n; i++) {
        assert_string_equal(again.items[i].name, form.items[i].name);
        assert_string_equal(again.items[i].value, form.items[i].value);
    }
    reply = send_form(&browser, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(stored(), "OF|52440404744|GIP CARIF OREF DES PAYS DE LA LOIRE");
}

/* What cannot be undone is not confirmed under the words of something else. */
static void test_each_post_names_what_it_does(void **state)
{
    (void)state;
    static const struct params empty = {0};
    for (size_t i = 0; i < routes_count; i++) {
        if (routes[i].method == HTTP_POST && !routes_geste(routes[i].path, &empty)) {
            fail_msg("%s: no words for what it does", routes[i].path);
        }
    }
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = {0};
    form_add(&form, "jeton", "perime");
    form_add(&form, "geste", "vider");
    struct reply reply = send_form(&browser, "/annuaire/contacts/5111/gestion", &form);
    assert_int_equal(reply.code, 403);
    page_finds(&reply, "//h1[normalize-space()='À confirmer\u00A0: Effacer le contact']");
    page_finds(&reply, "//button[contains(normalize-space(), 'Effacer le contact')]");
    reply = send_form(&browser, "/actions/51641/envoyer", &form);
    page_finds(&reply, "//button[contains(normalize-space(), 'Envoyer en validation')]");
    page_finds(&reply, "//*[@href='/actions/51641']"); /* where the gesture was */
}

/* Too much: the person's own page, with the size in words, and the way back to what was typed. */
static void test_too_much_is_told_to_the_person(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = record_form(&of);
    form_add(&form, "trop", arena_printf(site_arena, "%0*d", 70000, 1));
    struct reply reply = send_form(&of, SITE_RECORD, &form);
    check_error(&reply, 413, "Envoi trop volumineux");
    page_shows(&reply, "Camille Aubry");
    page_shows(&reply, "Ko, 64\u00A0Ko au maximum pour un formulaire.");
    page_finds(&reply, "//button[@data-retour][normalize-space()='Revenir à ma saisie']");
    struct browser visitor = {0};
    reply = send_form(&visitor, SITE_RECORD, &form);
    check_error(&reply, 413, "Envoi trop volumineux");
    page_lacks(&reply, "Camille Aubry");
    reply = browser_get(&of, arena_printf(site_arena, "/annuaire?q=%0*d", 9000, 1));
    check_error(&reply, 414, "Adresse trop longue");
}

/* Logged out in another tab, then in again: the old page's token is of the old login. */
static void test_jeton_of_the_login_before(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "categorie", "EFI");
    browser = browser_of("of@exemple.fr");
    struct reply reply = send_form(&browser, SITE_RECORD, &form);
    assert_int_equal(reply.code, 403);
    page_shows(&reply, CONFIRM);
    struct params again = page_form(&reply, SITE_RECORD);
    reply = send_form(&browser, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
}

/* The login form that holds what was typed, filled in with a password. */
static struct reply log_in_again(struct browser *browser, const struct reply *page,
                                 const char *password)
{
    struct params login = page_form(page, "/connexion");
    form_set(&login, "email", "of@exemple.fr");
    form_set(&login, "mot_de_passe", password);
    return send_form(browser, "/connexion", &login);
}

static void confirm_after_login(struct browser *browser, const struct params *form)
{
    struct reply reply = send_form(browser, SITE_RECORD, form);
    assert_int_equal(reply.code, 403);
    page_shows(&reply, "Rien de ce que vous avez saisi");
    reply = log_in_again(browser, &reply, "faux"); /* a slip does not lose it either */
    assert_int_equal(reply.code, 422);
    reply = log_in_again(browser, &reply, DEMONSTRATION_MOT_DE_PASSE);
    assert_int_equal(reply.code, 200);
    page_shows(&reply, CONFIRM);
    page_shows(&reply, "Camille Aubry");
    page_shows(&reply, "44508 - Plan développement compétences, 44590 - Accompagnement formation");
    assert_string_equal(stored(), UNCHANGED);
    struct params again = page_form(&reply, SITE_RECORD);
    reply = send_form(browser, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(stored(), "EFI|52440404744|GIP CARIF OREF DES PAYS DE LA LOIRE");
}

static void test_login_ended_while_typing(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "categorie", "EFI");
    form_set(&form, "nda", "52440404744");
    site_run("DELETE FROM login");
    confirm_after_login(&browser, &form);
}

static void test_cookies_lost_while_typing(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "categorie", "EFI");
    form_set(&form, "nda", "52440404744");
    browser = (struct browser){0};
    confirm_after_login(&browser, &form);
}

static void test_reprise_leads_nowhere_else(void **state)
{
    (void)state;
    for (int i = 0; i < TRAPS; i++) {
        struct browser browser = {0};
        struct reply page = browser_get(&browser, "/connexion");
        struct params form = page_form(&page, "/connexion");
        form_set(&form, "email", "of@exemple.fr");
        form_set(&form, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
        form_set(&form, "reprise", arena_printf(site_arena, "%s?a=1", traps[i]));
        struct reply reply = send_form(&browser, "/connexion", &form);
        assert_redirect(&reply, "/tableau-de-bord");
    }
}

/* ---- two people */

static void test_conflict(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params first = record_form(&of);
    struct params second = record_form(&carif);
    form_set(&first, "categorie", "CFA");
    struct reply reply = send_form(&of, SITE_RECORD, &first);
    assert_redirect(&reply, SITE_RECORD);
    form_set(&second, "raison_sociale", "Autre nom");
    const char *before = site_snapshot();
    reply = send_form(&carif, SITE_RECORD, &second);
    assert_int_equal(reply.code, 409);
    page_shows(&reply, "Fiche non enregistrée");
    page_shows(&reply, "Camille Aubry");
    /* Both versions of what differs; what was typed is in the form. */
    page_finds(&reply, "//td[@role='cell'][@data-label='Fiche'][normalize-space()='CFA/OFA']");
    page_finds(&reply, "//td[@role='cell'][@data-label='Saisie'][normalize-space()='OF']");
    page_finds(&reply, "//td[@role='cell'][@data-label='Saisie'][normalize-space()='Autre nom']");
    assert_string_equal(site_snapshot(), before);
    /* Seen and sent again: it is the person's choice now. */
    struct params again = page_form(&reply, SITE_RECORD);
    assert_string_equal(params_get(&again, "raison_sociale"), "Autre nom");
    reply = send_form(&carif, SITE_RECORD, &again);
    assert_redirect(&reply, SITE_RECORD);
    assert_string_equal(stored(), "OF||Autre nom");
}

/* A form that was refused while somebody else saved is still made from the older version. */
static void test_refused_form_keeps_its_version(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params first = record_form(&of);
    struct params second = record_form(&carif);
    form_set(&first, "categorie", "CFA");
    struct reply reply = send_form(&of, SITE_RECORD, &first);
    assert_redirect(&reply, SITE_RECORD);
    form_set(&second, "nda", "123");
    reply = send_form(&carif, SITE_RECORD, &second);
    assert_int_equal(reply.code, 422);
    struct params mended = page_form(&reply, SITE_RECORD);
    form_set(&mended, "nda", "52440404744");
    const char *before = site_snapshot();
    reply = send_form(&carif, SITE_RECORD, &mended);
    assert_int_equal(reply.code, 409);
    assert_string_equal(site_snapshot(), before);
}

/* What is no number is no version that the person saw. */
static void test_unreadable_version_is_a_conflict(void **state)
{
    (void)state;
    static const char *const versions[] = {"", "abc", "1x", "0", "-1", "99999999999999999999"};
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "categorie", "CFA");
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        form_set(&form, "version", versions[i]);
        struct reply reply = send_form(&browser, SITE_RECORD, &form);
        assert_int_equal(reply.code, 409);
    }
    assert_string_equal(stored(), UNCHANGED);
}

/* ---- choosing formacodes without JavaScript */

static struct reply open_search(struct browser *browser, struct params form)
{
    form_add(&form, "ajouter_domaine", "1");
    struct reply reply = send_form(browser, "/annuaire/formacodes", &form);
    assert_int_equal(reply.code, 200);
    return reply;
}

/* The words are repeated, and the whole list offered, only when something was searched for in vain.
 */
static void test_search_without_result(void **state)
{
    (void)state;
    static const char *const message = "Aucun domaine ne contient";
    struct browser browser = browser_of("of@exemple.fr");
    struct reply reply = browser_get(&browser, "/annuaire/formacodes?q=xylophage");
    page_shows(&reply, "Aucun domaine ne contient «\u00a0xylophage\u00a0»");
    page_finds(&reply, "//ul[@class='tree']/li");
    reply = browser_get(&browser, "/annuaire/formacodes?q=neige");
    page_lacks(&reply, message);
    reply = browser_get(&browser, "/annuaire/formacodes");
    page_lacks(&reply, message);
}

static void test_choose_formacodes(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "nda", "pas encore \"fini\"");
    struct reply reply = open_search(&browser, form);
    assert_in_range(site_statements(), 1, 6);
    struct params search = page_form(&reply, "/annuaire/formacodes");
    form_set(&search, "q", "terme 3");
    form_add(&search, "rechercher", "1");
    reply = send_form(&browser, "/annuaire/formacodes", &search);
    assert_int_equal(reply.code, 200);
    page_finds(&reply, "//*[@value='10003']");
    search = page_form(&reply, "/annuaire/formacodes");
    form_add(&search, "domaines", "10003");
    form_add(&search, "valider", "1");
    reply = send_form(&browser, SITE_RECORD, &search);
    assert_int_equal(reply.code, 200);
    page_shows(&reply, "10003 - Terme 3");
    form = page_form(&reply, SITE_RECORD);
    assert_string_equal(params_get(&form, "nda"), "pas encore \"fini\"");
    assert_string_equal(stored(), UNCHANGED); /* nothing is saved on the way */
    form_set(&form, "nda", "52440404744");
    reply = send_form(&browser, SITE_RECORD, &form);
    assert_redirect(&reply, SITE_RECORD);
    reply = browser_get(&browser, SITE_RECORD);
    page_shows(&reply, "10003 - Terme 3");
}

static void test_cancel_forgets_what_was_ticked(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    struct params form = record_form(&browser);
    form_set(&form, "nda", "en cours");
    struct reply reply = open_search(&browser, form);
    struct params search = page_form(&reply, "/annuaire/formacodes");
    form_add(&search, "domaines", "10003");
    form_add(&search, "annuler", "1");
    reply = send_form(&browser, SITE_RECORD, &search);
    assert_int_equal(reply.code, 200);
    form = page_form(&reply, SITE_RECORD);
    const struct param *codes = NULL;
    assert_int_equal(params_all(&form, "domaines", site_arena, &codes), 2);
    assert_string_equal(codes[0].value, "44508");
    assert_string_equal(codes[1].value, "44590");
    assert_string_equal(params_get(&form, "nda"), "en cours");
}

static void test_search_leads_nowhere_else(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    for (int i = 0; i < TRAPS; i++) {
        struct params form = record_form(&browser);
        form_set(&form, "fiche", traps[i]);
        struct reply reply = open_search(&browser, form);
        page_lacks(&reply, "formaction=\"//evil");
        page_finds(&reply, "//*[@formaction='/annuaire']");
    }
}

/* ---- invitation */

struct invitation {
    const char *jeton;
};

static enum status invite(struct db *db, void *context)
{
    struct invitation *invitation = context;
    const struct compte_nouveau nouveau = {.email = "invite@exemple.fr", .profil = PROFIL_CARIF};
    const char *message = NULL;
    return compte_creer(db, site_arena, &nouveau, &invitation->jeton, &message);
}

static void test_define_password(void **state)
{
    (void)state;
    static const char good[] = "quatre chevaux gris dorment";
    struct invitation invitation = {0};
    assert_int_equal(db_transaction(site_db, invite, &invitation), STATUS_OK);
    const char *path = arena_printf(site_arena, "/mot-de-passe/%s", invitation.jeton);
    struct browser browser = {0};
    struct reply page = browser_get(&browser, path);
    check_headers(&page);
    page_shows(&page, "invite@exemple.fr");
    struct params form = page_form(&page, path);
    form_set(&form, "mot_de_passe", "court");
    struct reply reply = send_form(&browser, path, &form);
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "5 caractères");
    form_set(&form, "mot_de_passe", good);
    form_set(&form, "mot_de_passe_confirmation", "autre chose de different");
    reply = send_form(&browser, path, &form);
    assert_int_equal(reply.code, 422);
    page_lacks(&reply, good);
    form_set(&form, "mot_de_passe_confirmation", good);
    reply = send_form(&browser, path, &form);
    assert_redirect(&reply, "/connexion");
    reply = try_login(&browser, "invite@exemple.fr", good);
    assert_redirect(&reply, "/tableau-de-bord");
    assert_int_equal(browser_get(&browser, path).code, 404); /* used up */
    reply = send_form(&browser, path, &form);
    assert_true(reply.code == 403 || reply.code == 404);
}

/* ---- errors */

static void test_error_pages(void **state)
{
    (void)state;
    struct browser visitor = {0};
    struct browser of = browser_of("of@exemple.fr");
    struct reply reply = browser_get(&visitor, "/nulle-part");
    check_error(&reply, 404, "Page introuvable");
    reply = browser_get(&of, "/annuaire/etablissements/" SITE_FOREIGN);
    check_error(&reply, 404, "Page introuvable");
    page_shows(&reply, "Camille Aubry"); /* still at home */
    reply = browser_get(&of, "/annuaire/etablissements/123");
    check_error(&reply, 404, "Page introuvable");
    reply = browser_get(&of, NOUVEAU);
    check_error(&reply, 403, "Accès refusé");
    reply = browser_get(&of, "/deconnexion");
    check_error(&reply, 405, "Demande impossible");
    reply = browser_get(&of, arena_printf(site_arena, "/annuaire?q=%0*d", 9000, 1));
    check_error(&reply, 414, "Adresse trop longue");
    reply = browser_get(&of, "/%3Cscript%3E");
    check_error(&reply, 404, "Page introuvable");
    assert_int_equal(page_count(&reply, "//script[not(@src)]"), 0);
    assert_null(strstr(page_header(&reply, "X-Request-Id"), " "));
}

static void test_queries_of_the_hostile(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/annuaire?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/annuaire?q=%FF%00%C0%AF",
        "/annuaire?q=%25&apres=abc",
        "/annuaire?apres=-9223372036854775808",
        "/annuaire?apres=99999999999999999999",
        "/annuaire/formacodes?q=%3Cscript%3Ealert(1)%3C/script%3E&ouvrir=%22%3E",
        "/annuaire/formacodes?q=%FF&ouvrir=%00",
        "/annuaire/formacodes?ouvrir=10000&choix=1",
        SITE_RECORD "/historique?avant=abc",
        SITE_RECORD "/historique?avant=-1",
        SITE_RECORD "?x[]=%&%&&=",
        "/connexion?suite=",
    };
    struct browser browser = browser_of("carif@exemple.fr");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct reply reply = browser_get(&browser, paths[i]);
        if (reply.code != 200 && reply.code != 303) {
            fail_msg("%s: %d", paths[i], reply.code);
        }
        assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"),
                         0);
    }
}

static void test_fragment(void **state)
{
    (void)state;
    struct browser browser = browser_of("of@exemple.fr");
    browser.headers = "HX-Request: true\r\n";
    struct reply reply = browser_get(&browser, "/annuaire/formacodes?q=terme+3&choix=1");
    assert_int_equal(reply.code, 200);
    page_lacks(&reply, "<html");
    page_finds(&reply, "//*[@value='10003']");
    assert_string_equal(page_header(&reply, "Vary"), "HX-Request");
    assert_string_equal(page_header(&reply, "Cache-Control"), "no-store");
}

/* ---- the list, page after page */

static void test_annuaire_pages(void **state)
{
    (void)state;
    const char *sql = "";
    for (int i = 0; i < 30; i++) {
        sql = arena_printf(site_arena,
                           "%sINSERT INTO etablissement (siret, raison_sociale, categorie, etat,"
                           " recherche) VALUES ('9%013d', 'Même \"nom\" & co', 'OF', 'A',"
                           " ' meme nom co');",
                           sql, i);
    }
    site_run(sql);
    struct browser browser = browser_of("carif@exemple.fr");
    struct reply reply = browser_get(&browser, "/annuaire?q=m%C3%AAme+%26");
    page_shows(&reply, "30 établissements");
    page_finds(&reply, "//*[@value='même &']");
    const char *next = page_text(
        &reply, "//a[starts-with(@href, '/annuaire?q=')][contains(@href, '&apres=')]/@href");
    assert_non_null(next);
    reply = browser_get(&browser, next);
    assert_int_equal(reply.code, 200);
    page_shows(&reply, "30 établissements");
    page_shows(&reply, "90000000000029");
    page_lacks(&reply, "90000000000024");
    page_lacks(&reply, "Voir la suite");
}

static void test_idle_officer(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    site_run("UPDATE login SET vu_a = vu_a - 1801");
    assert_int_equal(browser_get(&carif, "/tableau-de-bord").code, 303);
    assert_int_equal(browser_get(&of, "/tableau-de-bord").code, 200);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        EACH(test_statements_per_page),
        EACH(test_headers),
        EACH(test_head_is_like_get),
        EACH(test_cookies),
        EACH(test_login_refused),
        EACH(test_login_throttled),
        EACH(test_login_leads_back),
        EACH(test_login_leads_nowhere_else),
        EACH(test_save),
        EACH(test_save_exact_bytes),
        EACH(test_flash_is_shown_once),
        EACH(test_unchanged_form_changes_nothing),
        EACH(test_create),
        EACH(test_refused_form_keeps_what_was_typed),
        EACH(test_refused_broken_utf8),
        EACH(test_refused_26_formacodes),
        EACH(test_refused_unknown_formacode),
        EACH(test_too_large),
        EACH(test_stale_jeton),
        EACH(test_jeton_of_the_login_before),
        EACH(test_login_ended_while_typing),
        EACH(test_cookies_lost_while_typing),
        EACH(test_reprise_leads_nowhere_else),
        EACH(test_conflict),
        EACH(test_refused_form_keeps_its_version),
        EACH(test_unreadable_version_is_a_conflict),
        EACH(test_search_without_result),
        EACH(test_choose_formacodes),
        EACH(test_cancel_forgets_what_was_ticked),
        EACH(test_search_leads_nowhere_else),
        EACH(test_define_password),
        EACH(test_each_post_names_what_it_does),
        EACH(test_too_much_is_told_to_the_person),
        EACH(test_error_pages),
        EACH(test_queries_of_the_hostile),
        EACH(test_fragment),
        EACH(test_annuaire_pages),
        EACH(test_idle_officer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
