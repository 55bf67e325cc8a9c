/* Open days as browsers go through them: made, changed, listed, removed. */
#include "test_db.h"
#include "web/site.h"

#include "crypto.h"
#include "dates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOUVELLE SITE_RECORD "/portes-ouvertes/nouvelle"
#define NBSP "\u00A0"

STATEMENT(TEST_A_VENIR, "", "i", "SELECT id FROM porte_ouverte WHERE code = 'PO-2'");
STATEMENT(TEST_JOURNAL_PO, "", "i",
          "SELECT count(*) FROM journal WHERE fiche = 'porte_ouverte'"
          " AND fiche_id = (SELECT max(fiche_id) FROM journal WHERE fiche = 'porte_ouverte')");

/* ---- gestures of people */

static void assert_kept(const struct params *sent, const struct reply *reply, const char *action)
{
    struct params shown = page_form(reply, action);
    assert_int_equal(shown.n, sent->n);
    for (size_t i = 0; i < sent->n; i++) {
        assert_string_equal(shown.items[i].name, sent->items[i].name);
        if (!form_is_token(sent->items[i].name)) {
            assert_string_equal(shown.items[i].value, sent->items[i].value);
        }
    }
}

/* A new one's form, all filled in. */
static struct params filled(struct browser *browser)
{
    struct params form = browser_form(browser, NOUVELLE);
    form_set(&form, "libelle", "Portes ouvertes d'été");
    form_set(&form, "nature", "continue");
    form_set(&form, "site_internet", "https://www.exemple.fr/po?a=1&b=2");
    form_set(&form, "date_debut", "20/03/2090");
    form_set(&form, "date_fin", "21/03/2090");
    form_set(&form, "commentaire", "Un mot & un autre");
    return form;
}

/* The address of the one to come of the demonstration. */
static const char *coming(void)
{
    return arena_printf(site_arena, "/annuaire/portes-ouvertes/%lld",
                        (long long)site_number(&TEST_A_VENIR));
}

static const char *below(const char *path, const char *rest)
{
    return arena_printf(site_arena, "%s/%s", path, rest);
}

/* ---- made and changed */

static void test_a_past_one_is_not_said_to_appear(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = filled(&of);
    form_set(&form, "code", "");
    form_set(&form, "date_debut", "20/03/2020");
    form_set(&form, "date_fin", "21/03/2020");
    struct reply reply = send_form(&of, NOUVELLE, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "elles ne paraissent pas sur le site public");
    page_shows(&page, "elles ne paraissent plus sur le site public"); /* beside the button */
    const char *path = page_header(&reply, "Location");
    form = page_form(&page, path);
    form_set(&form, "commentaire", "Merci à tous");
    reply = send_form(&of, path, &form);
    page = follow(&of, &reply);
    page_shows(&page, "Enregistré");
    page_lacks(&page, "paraissent sur le site public");
    page_lacks(&page, "retire du site public");
}

static void test_one_of_an_inactive_site_is_not_said_to_appear(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = filled(&of);
    form_set(&form, "code", "");
    form_set(&form, "site", arena_printf(site_arena, "%d", SITE_OWN_SECOND));
    site_run(
        arena_printf(site_arena, "UPDATE site SET etat = 'I' WHERE numero = %d", SITE_OWN_SECOND));
    struct reply reply = send_form(&of, NOUVELLE, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "l'établissement ou le site est inactif");
    page_lacks(&page, "paraissent sur le site public");
}

static void test_created(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = filled(&of);
    assert_string_equal(params_get(&form, "code"), "PO-3"); /* after PO-1 and PO-2 */
    assert_string_equal(params_get(&form, "site"), "36364");
    form_set(&form, "code", "");
    struct reply reply = send_form(&of, NOUVELLE, &form);
    struct reply page = follow(&of, &reply);
    const char *path = page_header(&reply, "Location");
    page_shows(&page, "paraissent sur le site public");
    page_finds(&page, "//h1[normalize-space()=\"Portes ouvertes d'été\"]");
    page_shows(&page, "Du 20/03/2090 au 21/03/2090");
    page_shows(&page, "À venir");
    struct params saved = page_form(&page, path);
    static const char *const expected[][2] = {
        {"libelle", "Portes ouvertes d'été"},
        {"code", "PO-3"},
        {"site", "36364"},
        {"nature", "continue"},
        {"site_internet", "https://www.exemple.fr/po?a=1&b=2"},
        {"date_debut", "20/03/2090"},
        {"date_fin", "21/03/2090"},
        {"commentaire", "Un mot & un autre"},
        {"version", "1"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_string_equal(params_get(&saved, expected[i][0]), expected[i][1]);
    }
    form = browser_form(&of, NOUVELLE);
    assert_string_equal(params_get(&form, "code"), "PO-4");
    struct browser visitor = {0};
    page = browser_get(&visitor, "/offre/portes-ouvertes");
    page_shows(&page, "Portes ouvertes d'été");
}

/* The button was pressed again: the code is taken, unless it was left to be given. */
static void test_created_twice(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = filled(&of);
    struct reply reply = send_form(&of, NOUVELLE, &form);
    follow(&of, &reply);
    const char *before = site_snapshot();
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 303); /* the button was pressed twice */
    assert_string_equal(site_snapshot(), before);
    form_set(&form, "envoi", "");
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//a[@href='#code'][starts-with(normalize-space(), \"Code" NBSP
                       ": déjà pris dans l'établissement\")]");
    assert_kept(&form, &reply, NOUVELLE);
    assert_string_equal(site_snapshot(), before);
}

static void test_another_establishment_has_its_own_codes(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    const char *path = "/annuaire/etablissements/" SITE_FOREIGN "/portes-ouvertes/nouvelle";
    struct params form = browser_form(&carif, path);
    assert_string_equal(params_get(&form, "code"), "PO-1");
    form_set(&form, "libelle", "Au bocage");
    form_set(&form, "nature", "forum");
    form_set(&form, "date_debut", "20/03/2090");
    struct reply reply = send_form(&carif, path, &form);
    struct reply page = follow(&carif, &reply);
    page_shows(&page, "Le 20/03/2090"); /* one day */
}

static void test_changed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *path = coming();
    struct params form = browser_form(&of, path);
    form_set(&form, "site", "36402");
    form_set(&form, "nature", "visio");
    form_set(&form, "date_debut", "01/02/2090");
    form_set(&form, "date_fin", "");
    struct reply reply = send_form(&of, path, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "La fiche est à jour");
    form = page_form(&page, path);
    assert_string_equal(params_get(&form, "site"), "36402");
    assert_string_equal(params_get(&form, "date_fin"), "");
    page = browser_get(&of, below(path, "historique"));
    page_shows(&page, "Camille Aubry (of@exemple.fr)");
    page_finds(&page, "//del[normalize-space()='PO formation continue']");
    page_finds(&page, "//ins[normalize-space()='Visio']");
    page_finds(&page, "//ins[normalize-space()='01/02/2090']");
    /* Sent as it is shown, nothing changes. */
    const char *before = site_snapshot();
    form = browser_form(&of, path);
    reply = send_form(&of, path, &form);
    page = follow(&of, &reply);
    page_shows(&page, "Rien n'avait changé");
    assert_string_equal(site_snapshot(), before);
}

/* A comment of several lines comes back as it was typed. */
static void test_lines_of_a_comment(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *path = coming();
    struct params form = browser_form(&of, path);
    form_set(&form, "commentaire", "Accueil\r\n\r\n</textarea><script>x</script>");
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 422); /* tags have no place there */
    assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'x')]"), 0);
    form_set(&form, "commentaire", "Accueil\r\n\r\n« Café » dès 9 h");
    reply = send_form(&of, path, &form);
    follow(&of, &reply);
    form = browser_form(&of, path);
    assert_string_equal(params_get(&form, "commentaire"), "Accueil\n\n« Café » dès 9 h");
    const char *before = site_snapshot();
    form_set(&form, "commentaire", "Accueil\r\n\r\n« Café » dès 9 h"); /* as browsers send it */
    reply = send_form(&of, path, &form);
    follow(&of, &reply);
    assert_string_equal(site_snapshot(), before);
}

/* ---- refused */

static const char *letters(size_t n)
{
    char *text = arena_alloc(site_arena, n + 1);
    memset(text, 'e', n);
    return text;
}

static void test_each_edge_is_refused_and_nothing_is_lost(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const char *value;
        const char *message;
        bool unlisted; /* no option of the page to choose */
    } edges[] = {
        {"libelle", "", "Champ obligatoire «" NBSP "Libellé" NBSP "» manquant", false},
        {"libelle", letters(256), "Libellé" NBSP ": 256 caractères, 255 au maximum", false},
        {"code", "PO-1", "Code" NBSP ": déjà pris dans l'établissement", false},
        {"code", letters(51), "Code" NBSP ": 51 caractères, 50 au maximum", false},
        {"site", "999999", "Site" NBSP ": ", true},
        {"site", "abc", "Site" NBSP ": ", true},
        {"nature", "bal", "Nature" NBSP ": ", true},
        {"nature", "", "Champ obligatoire «" NBSP "Nature" NBSP "» manquant", false},
        {"site_internet", "javascript:alert(1)", "Site internet" NBSP ": ", false},
        {"date_debut", "", "Champ obligatoire «" NBSP "Date début" NBSP "» manquant", false},
        {"date_debut", "31/02/2090", "Date début" NBSP ": ", false},
        {"date_fin", "19/03/2090",
         "Date fin" NBSP ": avant la date de début, 20/03/2090 ou plus tard attendu", false},
        {"commentaire", letters(501), "Commentaire" NBSP ": 501 caractères, 500 au maximum", false},
    };
    struct browser of = browser_of("of@exemple.fr");
    const char *before = site_snapshot();
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        struct params form = filled(&of);
        form_set(&form, edges[i].name, edges[i].value);
        struct reply reply = send_form(&of, NOUVELLE, &form);
        assert_code(&reply, 422);
        page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
        page_shows(&reply, "1 erreur à corriger");
        page_finds(&reply, arena_printf(site_arena,
                                        "//a[@href='#%s'][starts-with(normalize-space(), \"%s\")]",
                                        edges[i].name, edges[i].message));
        if (!edges[i].unlisted) {
            assert_kept(&form, &reply, NOUVELLE);
        }
    }
    assert_string_equal(site_snapshot(), before);
    /* The same of one that is there, and it keeps the version that it was made from. */
    const char *path = coming();
    struct params form = browser_form(&of, path);
    form_set(&form, "date_fin", "01/01/1990");
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    assert_kept(&form, &reply, path);
    assert_string_equal(site_snapshot(), before);
}

static void test_conflict_shows_both_versions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *path = coming();
    struct params first = browser_form(&of, path);
    struct params second = browser_form(&carif, path);
    form_set(&first, "libelle", "Printemps");
    struct reply reply = send_form(&of, path, &first);
    follow(&of, &reply);
    form_set(&second, "libelle", "Automne");
    const char *before = site_snapshot();
    reply = send_form(&carif, path, &second);
    assert_code(&reply, 409);
    page_shows(&reply, "Camille Aubry (of@exemple.fr) l'a modifiée entre-temps");
    page_finds(&reply, "//td[@data-label='Fiche'][normalize-space()='Printemps']");
    page_finds(&reply, "//td[@data-label='Saisie'][normalize-space()='Automne']");
    assert_string_equal(site_snapshot(), before);
    struct params again = page_form(&reply, path);
    assert_string_equal(params_get(&again, "libelle"), "Automne");
    reply = send_form(&carif, path, &again);
    struct reply page = follow(&carif, &reply);
    page_finds(&page, "//h1[normalize-space()='Automne']");
}

/* ---- listed */

static const char *in_days(int days)
{
    char today[DATES_ISO_SIZE];
    char day[DATES_ISO_SIZE];
    dates_today(today);
    dates_add_days(today, days, day);
    return dates_show(site_arena, day);
}

static void add(struct browser *browser, const char *libelle, const char *from, const char *to)
{
    struct params form = filled(browser);
    form_set(&form, "libelle", libelle);
    form_set(&form, "date_debut", from);
    form_set(&form, "date_fin", to);
    struct reply reply = send_form(browser, NOUVELLE, &form);
    assert_code(&reply, 303);
}

/* Of the two lists: the coming ones, by date, then the past ones, the newest first. */
static void test_coming_and_past(void **state)
{
    (void)state;
    static const char *const order[] = {"Commencée",
                                        "Aujourd'hui même",
                                        "Portes ouvertes de printemps",
                                        "Bien plus tard",
                                        "Portes ouvertes passées (2)",
                                        "Hier",
                                        "Forum des métiers"};
    struct browser of = browser_of("of@exemple.fr");
    add(&of, "Bien plus tard", "20/03/2090", "");
    add(&of, "Aujourd'hui même", in_days(0), "");
    add(&of, "Hier", in_days(-1), "");
    add(&of, "Commencée", in_days(-3), in_days(0));
    struct reply page = browser_get(&of, SITE_RECORD);
    page_finds(&page, "//ul[@class='list-plain stack-2']");
    const char *at = page_text(&page, "//*[ul[@class='list-plain stack-2']]");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        at = strstr(at, order[i]);
        if (!at) {
            fail_msg("%s is not where it was expected", order[i]);
        }
    }
    page_finds(&page, "//li[a[normalize-space()='Forum des métiers']][contains(normalize-space(), "
                      "'Forum des métiers, Du ')]");
    page_finds(
        &page,
        "//li[contains(normalize-space(), 'CARIFOREF ANTENNE DE LAVAL')]"); /* its site, in the
                                                                               words of the line */
}

/* « Choix PO » and « Choix contact » lead to the record's own page. */
static void test_choosers(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    long long id = site_number(&TEST_A_VENIR);
    struct reply reply = browser_get(&of, arena_printf(site_arena, SITE_RECORD "?po=%lld", id));
    struct reply page = follow(&of, &reply);
    page_finds(&page, "//h1[normalize-space()='Portes ouvertes de printemps']");
    page_finds(&page, arena_printf(site_arena, "//option[@value='%lld'][@selected]", id));
    reply = browser_get(&of, SITE_RECORD "?contact=3127");
    assert_string_equal(page_header(&reply, "Location"), "/annuaire/contacts/3127");
    static const char *const odd[] = {"?po=abc",    "?po=",
                                      "?po=-1",     "?po=//evil.example",
                                      "?contact=0", "?po=99999999999999999999"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        page = browser_get(&of, arena_printf(site_arena, SITE_RECORD "%s", odd[i]));
        assert_code(&page, 200);
    }
}

static void test_statements_do_not_grow(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *path = coming();
    assert_int_equal(browser_get(&of, path).code, 200);
    uint64_t before = site_statements();
    for (int i = 0; i < 30; i++) {
        add(&of, arena_printf(site_arena, "Jour %d", i), "20/03/2090", "");
    }
    struct reply page = browser_get(&of, path);
    assert_int_equal(site_statements(), before);
    page_shows(&page, "Jour 29");
}

/* ---- removed */

static void test_removed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *path = coming();
    const char *remove = below(path, "supprimer");
    struct reply page = browser_get(&of, path);
    struct params form = page_form(&page, remove);
    assert_null(params_get(&form, "confirmation"));
    const char *before = site_snapshot();
    struct reply reply = send_form(&of, remove, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
    page_finds(&reply, "//a[@href='#confirmation'][starts-with(normalize-space(), 'Suppression" NBSP
                       ": cochez')]");
    page_finds(&reply, "//h1[normalize-space()='Portes ouvertes de printemps']");
    assert_string_equal(site_snapshot(), before);
    /* The record's own form on that page still saves. */
    struct params record = page_form(&reply, path);
    reply = send_form(&of, path, &record);
    assert_code(&reply, 303);
    form_add(&form, "confirmation", "1");
    reply = send_form(&of, remove, &form);
    assert_string_equal(page_header(&reply, "Location"), SITE_RECORD);
    page = follow(&of, &reply);
    page_shows(&page, "Ces portes ouvertes ne paraissent plus");
    page_shows(&page, "Aucune porte ouverte à venir");
    page_lacks(&page, "Portes ouvertes de printemps");
    assert_int_equal(site_number(&TEST_JOURNAL_PO), 1); /* who removed it stays known */
    static const char *const rests[] = {"", "/historique"};
    for (size_t i = 0; i < 2; i++) {
        page = browser_get(&of, arena_printf(site_arena, "%s%s", path, rests[i]));
        assert_code(&page, 404);
    }
    /* Twice; and a form that was open meanwhile. */
    form_set(&form, "envoi", NULL);
    reply = send_form(&of, remove, &form);
    assert_code(&reply, 404);
    form_set(&record, "envoi", "");
    reply = send_form(&of, path, &record);
    assert_code(&reply, 404);
    struct browser visitor = {0};
    page = browser_get(&visitor, "/offre/portes-ouvertes");
    page_lacks(&page, "Portes ouvertes de printemps");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        EACH(test_created),
        EACH(test_a_past_one_is_not_said_to_appear),
        EACH(test_one_of_an_inactive_site_is_not_said_to_appear),
        EACH(test_created_twice),
        EACH(test_another_establishment_has_its_own_codes),
        EACH(test_changed),
        EACH(test_lines_of_a_comment),
        EACH(test_each_edge_is_refused_and_nothing_is_lost),
        EACH(test_conflict_shows_both_versions),
        EACH(test_coming_and_past),
        EACH(test_choosers),
        EACH(test_statements_do_not_grow),
        EACH(test_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
