/* The record of a site as browsers use it: its form, its certificates, the principal site. */
#include "test_db.h"
#include "web/site.h"

#include "crypto.h"
#include "demonstration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SITE_PAGE "/annuaire/sites/36364"
#define SECOND "/annuaire/sites/36402"
#define NOUVEAU SITE_RECORD "/sites/nouveau"
#define CERTIFICAT "/certificat"
#define NBSP "\u00A0"
#define MIO ((size_t)1024 * 1024)

STATEMENT(TEST_CERTIFICATS, "", "i", "SELECT count(*) FROM certificat");
STATEMENT(TEST_FICHIERS, "", "i", "SELECT count(*) FROM fichier");
STATEMENT(TEST_DEPOTS, "", "i", "SELECT count(*) FROM depot");
STATEMENT(TEST_PREMIER_CERTIFICAT, "", "i", "SELECT min(id) FROM certificat");
STATEMENT(TEST_DERNIER_CERTIFICAT, "", "i", "SELECT max(id) FROM certificat");
STATEMENT(TEST_PRINCIPAL, "", "i",
          "SELECT s.numero FROM site s JOIN etablissement e ON e.id = s.etablissement_id"
          " WHERE e.siret = '" SITE_OWN "' AND s.principal");
STATEMENT(TEST_DERNIER_SITE, "", "i", "SELECT max(numero) FROM site");
STATEMENT(TEST_CONFIE, "", "i",
          "SELECT count(*) FROM compte_site cs JOIN compte c ON c.id = cs.compte_id"
          " WHERE c.email = 'of@exemple.fr'"
          " AND cs.site_numero = (SELECT max(numero) FROM site)");

/* ---- gestures of people */

/* As the page's own form does: multipart, no file chosen. */
static struct reply save(struct browser *browser, const char *path, const struct params *form)
{
    return browser_upload(browser, path, form, NULL);
}

/* Takes all values of a name out, then adds these (ended by NULL). */
static void form_tick(struct params *form, const char *name, const char *const *values)
{
    while (params_get(form, name)) {
        form_set(form, name, NULL);
    }
    for (size_t i = 0; values[i]; i++) {
        form_add(form, name, values[i]);
    }
}

#define TICK(form, name, ...) form_tick((form), (name), (const char *const[]){__VA_ARGS__, NULL})

/* "a,b" */
static const char *ticked(const struct params *form, const char *name)
{
    const struct param *values = NULL;
    const char *text = "";
    size_t n = params_all(form, name, site_arena, &values);
    for (size_t i = 0; i < n; i++) {
        text = arena_printf(site_arena, "%s%s%s", text, i ? "," : "", values[i].value);
    }
    return text;
}

static void assert_values(const struct params *form, const char *const (*expected)[2], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *found = ticked(form, expected[i][0]);
        if (strcmp(found, expected[i][1]) != 0) {
            fail_msg("%s: \"%s\", \"%s\" expected", expected[i][0], found, expected[i][1]);
        }
    }
}

/* Every value that was sent is in the form of the page, and no other but Qualiopi, which a
 * certificate that came ticks. */
static void assert_kept(const struct params *sent, const struct reply *reply, const char *action)
{
    struct params shown = page_form(reply, action);
    for (size_t i = 0; i < sent->n; i++) {
        const char *name = sent->items[i].name;
        if (!form_is_token(name) && strcmp(ticked(sent, name), ticked(&shown, name)) != 0) {
            fail_msg("%s: \"%s\" sent, \"%s\" shown", name, ticked(sent, name),
                     ticked(&shown, name));
        }
    }
    for (size_t i = 0; i < shown.n; i++) {
        const char *name = shown.items[i].name;
        bool qualiopi =
            strcmp(name, "qualite") == 0 && strcmp(shown.items[i].value, "qualiopi") == 0;
        if (!params_get(sent, name) && strcmp(name, "certificat_recu") != 0 &&
            !(qualiopi && params_get(&shown, "certificat_recu"))) {
            fail_msg("%s: shown, not sent", name);
        }
    }
}

static struct upload pdf(const char *name, const char *text)
{
    const char *bytes = arena_printf(site_arena, "%%PDF-1.4\n%s\n", text);
    return (struct upload){"certificat", name, "application/pdf", bytes, strlen(bytes)};
}

static struct upload pdf_of_size(const char *name, size_t n)
{
    char *bytes = arena_alloc(site_arena, n);
    memset(bytes, 'x', n);
    memcpy(bytes, "%PDF-1.4\n", 9);
    return (struct upload){"certificat", name, "application/pdf", bytes, n};
}

/* The record's form with Qualiopi and its date. */
static struct params certified_form(struct browser *browser)
{
    struct params form = browser_form(browser, SITE_PAGE);
    TICK(&form, "qualite", "qualiopi");
    form_set(&form, "fin_qualiopi", "14/09/2090");
    return form;
}

/* ---- saving */

static const char *const all_typed[][2] = {
    {"nom_usage", "L'École & « Cie »"},
    {"ligne1", "12345678901234567890123456789012345678901234567890"},
    {"ligne2", ""},
    {"ligne3", "Bât. É"},
    {"code_postal", "44 200"},
    {"bureau_distributeur", "NANTES"},
    {"longitude", "-1,52"},
    {"latitude", " 47.25 "},
    {"telephone_fixe", "0240202131"},
    {"telephone_mobile", "+33 6 12 34 56 78"},
    {"email", "accueil@exemple.fr"},
    {"site_web", "https://www.exemple.fr/é?a=1&b=2"},
    {"perimetre_geographique", "3"},
    {"restauration", "Self & café"},
    {"hebergement", "Foyer"},
    {"transport", "Tram 1"},
    {"acces_handicapes", "Rampe"},
    {"fin_qualiopi", "14/09/2090"}};
/* Brought to its kept form. */
static const char *const all_kept[][2] = {
    {"nom_usage", "L'École & « Cie »"},
    {"etat", "A"},
    {"ligne1", "12345678901234567890123456789012345678901234567890"},
    {"ligne2", ""},
    {"ligne3", "Bât. É"},
    {"code_postal", "44200"},
    {"commune_insee", "44109"},
    {"longitude", "-1.520000"},
    {"latitude", "47.250000"},
    {"telephone_fixe", "02 40 20 21 31"},
    {"telephone_mobile", "06 12 34 56 78"},
    {"email", "accueil@exemple.fr"},
    {"site_web", "https://www.exemple.fr/é?a=1&b=2"},
    {"qualite", "qualiopi,iso-9001"},
    {"modalite_accueil", "telephone"},
    {"perimetre_geographique", "3"},
    {"restauration", "Self & café"},
    {"acces_handicapes", "Rampe"},
    {"fin_qualiopi", "14/09/2090"},
    {"categories_qualiopi", "af,vae"},
    {"version", "2"}};

static void test_saved_and_read_back(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SITE_PAGE);
    for (size_t i = 0; i < sizeof all_typed / sizeof *all_typed; i++) {
        assert_non_null(params_get(&form, all_typed[i][0]));
        form_set(&form, all_typed[i][0], all_typed[i][1]);
    }
    TICK(&form, "qualite", "qualiopi", "iso-9001");
    TICK(&form, "modalite_accueil", "telephone");
    TICK(&form, "categories_qualiopi", "af", "vae");
    struct reply reply = save(&of, SITE_PAGE, &form);
    struct reply page = follow(&of, &reply);
    assert_string_equal(page_header(&reply, "Location"), SITE_PAGE);
    page_shows(&page, "La fiche est à jour");
    page_finds(&page, "//h1[normalize-space()=\"L'École & « Cie »\"]");
    page_shows(&page, "Qualiopi à jour, fin le 14/09/2090");
    page_shows(&page, "Fin de certification Qualiopi" NBSP ": dans plus de trois ans, la durée "
                      "d'un certificat, vérifiez l'année");
    form = page_form(&page, SITE_PAGE);
    assert_values(&form, all_kept, sizeof all_kept / sizeof *all_kept);
    page = browser_get(&of, SITE_PAGE "/historique");
    page_shows(&page, "Camille Aubry (of@exemple.fr)");
    page_finds(&page, "//ins[normalize-space()='Tram 1']");
    page_finds(&page, "//ins[normalize-space()='Qualiopi, ISO 9001']");
    /* Sent as it is shown, nothing changes. */
    const char *before = site_snapshot();
    form = browser_form(&of, SITE_PAGE);
    reply = save(&of, SITE_PAGE, &form);
    page = follow(&of, &reply);
    page_shows(&page, "Rien n'avait changé");
    assert_string_equal(site_snapshot(), before);
}

/* The same form stands on the establishment's page, and saves from there, urlencoded too. */
static void test_saved_from_the_page_of_the_establishment(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&carif, SITE_RECORD "?site_choisi=36402");
    struct params form = page_form(&page, SECOND);
    assert_string_equal(params_get(&form, "ligne1"), "10 rue de Rastatt");
    form_set(&form, "ligne3", "2e étage");
    struct reply reply = browser_post(&carif, SECOND, form_encode(&form));
    follow(&carif, &reply);
    form = browser_form(&carif, SECOND);
    assert_string_equal(params_get(&form, "ligne3"), "2e étage");
    page = browser_get(&carif, SECOND "/historique");
    page_shows(&page, "au nom de GIP CARIF OREF DES PAYS DE LA LOIRE");
}

static void assert_position(const struct params *form, const char *longitude, const char *latitude)
{
    assert_string_equal(params_get(form, "longitude"), longitude);
    assert_string_equal(params_get(form, "latitude"), latitude);
}

/* Saves, gives the page that follows, and its form in `form`. */
static struct reply save_and_follow(struct browser *browser, struct params *form)
{
    struct reply reply = save(browser, SITE_PAGE, form);
    struct reply page = follow(browser, &reply);
    *form = page_form(&page, SITE_PAGE);
    return page;
}

#define RESTEE "La position est restée celle d'avant"
#define LONGITUDE "-1.520554"
#define LATITUDE "47.252891"

static void to_laval(struct params *form)
{
    form_set(form, "ligne1", "1 place de Hercé");
    form_set(form, "code_postal", "53000");
    form_set(form, "bureau_distributeur", "LAVAL");
    form_set(form, "commune_insee", "53130");
}

/* A position that somebody or the service placed stays when the address changes, and is told; the
 * centre of the commune is proposed, not imposed. */
static void test_an_exact_position_stays(void **state)
{
    (void)state;
    static const char *const lines[] = {"ligne1", "ligne2", "ligne3"};
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SITE_PAGE);
    form_set(&form, "longitude", LONGITUDE);
    form_set(&form, "latitude", LATITUDE);
    struct reply page = save_and_follow(&of, &form);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        form_set(&form, lines[i], "Porte Z");
        page = save_and_follow(&of, &form);
        page_shows(&page, RESTEE);
        assert_position(&form, LONGITUDE, LATITUDE);
    }
    to_laval(&form);
    page = save_and_follow(&of, &form);
    page_shows(&page, RESTEE);
    page_shows(&page, "du centre de Laval, vérifiez la longitude et la latitude");
    assert_position(&form, LONGITUDE, LATITUDE);
    page = save_and_follow(&of, &form);
    page_lacks(&page, RESTEE);
    /* Asked for where no service answers: still there. */
    form_add(&form, "proposer_position", "1");
    page = save(&of, SITE_PAGE, &form);
    page_shows(&page, "celle qui est saisie reste");
    form = page_form(&page, SITE_PAGE);
    assert_position(&form, LONGITUDE, LATITUDE);
    const char *before = site_snapshot();
    form_add(&form, "proposer_centre", "1");
    page = save(&of, SITE_PAGE, &form);
    assert_code(&page, 200);
    form = page_form(&page, SITE_PAGE);
    assert_position(&form, "-0.770000", "48.071000");
    assert_string_equal(site_snapshot(), before);
}

/* Nobody placed the centre of a commune: it follows the address. What is typed is hers. */
static void test_a_centre_follows_the_address(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SITE_PAGE);
    form_set(&form, "longitude", "");
    form_set(&form, "latitude", "");
    save_and_follow(&of, &form);
    assert_position(&form, "-1.554000", "47.218000"); /* centre of Nantes */
    form_set(&form, "ligne3", "Porte Z");
    struct reply page = save_and_follow(&of, &form);
    assert_position(&form, "-1.554000", "47.218000");
    to_laval(&form);
    page = save_and_follow(&of, &form);
    assert_position(&form, "-0.770000", "48.071000"); /* centre of Laval */
    page_lacks(&page, RESTEE);
    form_set(&form, "ligne1", "2 place de Hercé");
    form_set(&form, "longitude", "2.35");
    form_set(&form, "latitude", "48.85");
    page = save_and_follow(&of, &form);
    assert_position(&form, "2.350000", "48.850000");
    page_shows(&page, "du centre de Laval, vérifiez la longitude et la latitude"); /* Paris */
    page_lacks(&page, RESTEE);
}

/* ---- the town */

static void assert_town(struct browser *browser, struct params *form, const char *town)
{
    form_add(form, "proposer_communes", "1");
    struct reply page = save(browser, SITE_PAGE, form);
    assert_code(&page, 200);
    *form = page_form(&page, SITE_PAGE);
    assert_string_equal(params_get(form, "bureau_distributeur"), town);
}

static void test_the_town_follows_the_commune(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SITE_PAGE);
    form_set(&form, "bureau_distributeur", "");
    form_set(&form, "code_postal", "49 400");
    form_set(&form, "commune_insee", "");
    assert_town(&of, &form, ""); /* several communes: nothing before one is chosen */
    assert_string_equal(params_get(&form, "commune_insee"), "");
    form_set(&form, "commune_insee", "49060");
    assert_town(&of, &form, "BELLEVIGNE-LES-CHATEAUX");
    form_set(&form, "commune_insee", "49328");
    assert_town(&of, &form, "SAUMUR");
    form_set(&form, "code_postal", "53000"); /* one commune: it, and its town */
    form_set(&form, "commune_insee", "");
    assert_town(&of, &form, "LAVAL");
    assert_string_equal(params_get(&form, "commune_insee"), "53130");
    form_set(&form, "code_postal", "49400");
    form_set(&form, "commune_insee", "");
    assert_town(&of, &form, "");
    form_set(&form, "commune_insee", "49328");
    save_and_follow(&of, &form);
    assert_string_equal(params_get(&form, "bureau_distributeur"), "SAUMUR");
    /* It follows in a record drawn from the base as well; a word of hers does not. */
    form_set(&form, "commune_insee", "49060");
    assert_town(&of, &form, "BELLEVIGNE-LES-CHATEAUX");
    form_set(&form, "bureau_distributeur", "Brézé");
    form_set(&form, "commune_insee", "49328");
    assert_town(&of, &form, "Brézé");
    form_set(&form, "code_postal", "53000");
    assert_town(&of, &form, "Brézé");
}

/* ---- refused */

#define LIGNE_51 "123456789012345678901234567890123456789012345678901"

static const struct {
    const char *name;
    const char *value;
    const char *message;
} edges[] = {
    {"nom_usage", "", "Champ obligatoire «" NBSP "Nom d'usage" NBSP "» manquant"},
    {"etat", "I", "Actif / Inactif" NBSP ": le site principal reste actif"},
    {"ligne1", LIGNE_51, "Ligne 1" NBSP ": 51 caractères, 50 au maximum"},
    {"code_postal", "99999", "Code postal" NBSP ": aucune commune n'a ce code postal"},
    {"code_postal", "4420", "Code postal" NBSP ": 4 chiffres saisis, 5 attendus"},
    {"commune_insee", "53130",
     "Commune INSEE" NBSP ": Laval n'a pas le code postal 44200, attendu Nantes"},
    {"longitude", "-181", "Longitude" NBSP ": degrés décimaux attendus, de -180 à 180"},
    {"latitude", "147", "Latitude" NBSP ": degrés décimaux attendus, de -90 à 90"},
    {"latitude", "", "Latitude" NBSP ": vide alors que la longitude est donnée"},
    {"telephone_fixe", "12", "Téléphone fixe" NBSP ": "},
    {"email", "pas une adresse", "Email" NBSP ": "},
    {"site_web", "javascript:alert(1)", "Site web" NBSP ": "},
    {"perimetre_geographique", "99", "Périmètre géographique" NBSP ": "},
    {"fin_qualiopi", "", "Fin de certification Qualiopi" NBSP ": obligatoire avec Qualiopi"},
    {"fin_qualiopi", "31/02/2026", "Fin de certification Qualiopi" NBSP ": "},
    {"fin_qualiopi", "31/12/2199",
     "Fin de certification Qualiopi" NBSP
     ": 31/12/2199 est trop tard, attendu du 01/01/2019 au 31/12/2099"},
    {"ligne2", "<script>alert(1)</script>", "Ligne 2" NBSP ": "},
};

/* With a position that the person typed, which nothing may replace. */
static struct params typed_form(struct browser *browser)
{
    struct params form = certified_form(browser);
    form_set(&form, "longitude", "-1,5");
    form_set(&form, "latitude", "47,2");
    form_set(&form, "restauration", "à moitié \"tapé\"");
    return form;
}

static void test_each_edge_is_refused_and_nothing_is_lost(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *before = site_snapshot();
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        struct params form = typed_form(&of);
        form_set(&form, edges[i].name, edges[i].value);
        struct reply reply = save(&of, SITE_PAGE, &form);
        assert_code(&reply, 422);
        page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
        page_shows(&reply, "1 erreur à corriger");
        page_finds(&reply, arena_printf(site_arena,
                                        "//a[@href='#%s'][starts-with(normalize-space(), \"%s\")]",
                                        edges[i].name, edges[i].message));
        assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"),
                         0);
        if (strcmp(edges[i].name, "perimetre_geographique") != 0) { /* no such option to choose */
            assert_kept(&form, &reply, SITE_PAGE);
        }
    }
    assert_string_equal(site_snapshot(), before);
}

static void test_all_at_once_is_refused_all_at_once(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = typed_form(&of);
    form_set(&form, "ligne1", LIGNE_51);
    form_set(&form, "code_postal", "99999");
    form_set(&form, "latitude", "147");
    form_set(&form, "fin_qualiopi", "31/02/2026");
    struct upload script = {"certificat", "certificat.pdf", "application/pdf", "#!/bin/sh\n", 10};
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &script);
    assert_code(&reply, 422);
    page_shows(&reply, "5 erreurs à corriger");
    page_finds(
        &reply,
        "//a[@href='#certificat'][starts-with(normalize-space(), 'Certification (fichier)" NBSP
        ":')]");
    assert_kept(&form, &reply, SITE_PAGE);
}

static void test_a_value_that_no_list_has(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *before = site_snapshot();
    static const char *const names[] = {"qualite", "modalite_accueil", "categories_qualiopi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct params form = typed_form(&of);
        form_add(&form, names[i], "<nouveau>");
        struct reply reply = save(&of, SITE_PAGE, &form);
        assert_code(&reply, 422);
        page_finds(&reply, arena_printf(site_arena, "//a[@href='#%s']", names[i]));
        assert_int_equal(page_count(&reply, "//nouveau"), 0);
    }
    assert_string_equal(site_snapshot(), before);
}

/* ---- certificates */

static void assert_certificates(int certificats, int fichiers)
{
    assert_int_equal(site_number(&TEST_CERTIFICATS), certificats);
    assert_int_equal(site_number(&TEST_FICHIERS), fichiers);
}

static void test_refused_files(void **state)
{
    (void)state;
    static const char script[] = "#!/bin/sh\nrm -rf \"$HOME\"\n";
    static const char page[] = "<!DOCTYPE html><html><script>alert(1)</script></html>";
    struct upload heavy = pdf_of_size("lourd.pdf", 5 * MIO + 1);
    const struct {
        struct upload file;
        const char *message;
    } files[] = {{heavy, "5,1" NBSP "Mo, 5" NBSP "Mo au maximum"},
                 {{"certificat", "certificat.pdf", "application/pdf", script, sizeof script - 1},
                  "un PDF, un JPEG ou un PNG attendu"},
                 {{"certificat", "image.png", "image/png", page, sizeof page - 1},
                  "un PDF, un JPEG ou un PNG attendu"},
                 {{"certificat", "vide.pdf", "application/pdf", "", 0}, "fichier vide"},
                 {{"certificat", "%PDF-1.4", "application/pdf", "\0\0\0\0", 4},
                  "un PDF, un JPEG ou un PNG attendu"}};
    struct browser of = browser_of("of@exemple.fr");
    const char *before = site_snapshot();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct params form = typed_form(&of);
        struct reply reply = browser_upload(&of, SITE_PAGE, &form, &files[i].file);
        assert_code(&reply, 422);
        page_finds(
            &reply,
            "//a[@href='#certificat'][starts-with(normalize-space(), 'Certification (fichier)" NBSP
            ":')]");
        page_shows(&reply, files[i].message);
        page_lacks(&reply, "bien arrivé");
        assert_kept(&form, &reply, SITE_PAGE);
    }
    assert_certificates(0, 0);
    assert_string_equal(site_snapshot(), before);
}

static void test_the_largest_file(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    struct upload file = pdf_of_size("juste.pdf", 5 * MIO);
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "juste.pdf (5,0 Mo)");
    reply = browser_get(&of, SITE_PAGE CERTIFICAT);
    assert_code(&reply, 200);
    assert_int_equal(reply.body_length, file.n);
    assert_memory_equal(reply.body, file.bytes, file.n);
    /* What no form may hold does not even arrive. */
    form = certified_form(&of);
    file = pdf_of_size("enorme.pdf", 6 * MIO + 1);
    reply = browser_upload(&of, SITE_PAGE, &form, &file);
    assert_code(&reply, 413);
    page_shows(&reply, "Envoi trop volumineux");
    assert_certificates(1, 1);
}

/* The file is all right, something else is not: it has not to be sent again. */
static void test_a_file_survives_a_refused_form(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    form_set(&form, "latitude", "147");
    struct upload file = pdf("Qualiopi \"2190\" été.pdf", "survivant");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    assert_code(&reply, 422);
    page_shows(&reply, "1 erreur à corriger");
    page_finds(&reply, "//strong[normalize-space()='Qualiopi \"2190\" été.pdf']");
    page_shows(&reply, "Qualiopi \"2190\" été.pdf (1 Ko) est bien arrivé");
    assert_certificates(0, 1);
    assert_kept(&form, &reply, SITE_PAGE);
    /* Wrong again, in another way, and with a file that is no good: the first one waits still. */
    form = page_form(&reply, SITE_PAGE);
    form_set(&form, "latitude", "");
    struct upload bad = {"certificat", "vide.pdf", "application/pdf", "", 0};
    reply = browser_upload(&of, SITE_PAGE, &form, &bad);
    assert_code(&reply, 422);
    page_shows(&reply, "2 erreurs à corriger");
    page_shows(&reply, "est bien arrivé");
    form = page_form(&reply, SITE_PAGE);
    form_set(&form, "latitude", "47.2");
    reply = save(&of, SITE_PAGE, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Certificat déposé le ");
    page_shows(&page, "Qualiopi \"2190\" été.pdf (1 Ko)");
    reply = browser_get(&of, SITE_PAGE CERTIFICAT);
    assert_int_equal(reply.body_length, file.n);
    assert_memory_equal(reply.body, file.bytes, file.n);
    assert_certificates(1, 1);
}

/* The token of a file that waits serves its account alone. */
static void test_a_waiting_file_is_its_account_s(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    form_set(&form, "latitude", "147");
    struct upload file = pdf("secret.pdf", "secret");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    form = page_form(&reply, SITE_PAGE);
    const char *token = params_get(&form, "certificat_recu");
    assert_non_null(token);
    assert_true(strlen(token) >= 32);
    struct browser carif = browser_of("carif@exemple.fr");
    const char *const tokens[] = {token, "", "inconnu", "' OR 1=1 --"};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        form = browser_form(&carif, SITE_PAGE);
        form_add(&form, "certificat_recu", tokens[i]);
        reply = save(&carif, SITE_PAGE, &form);
        struct reply page = follow(&carif, &reply);
        page_lacks(&page, "secret.pdf");
    }
    assert_certificates(0, 1);
}

static void test_the_same_file_twice(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct upload file = pdf("certificat.pdf", "le meme");
    for (int i = 0; i < 2; i++) {
        struct params form = certified_form(&of);
        struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
        struct reply page = follow(&of, &reply);
        page_shows(&page, i == 0 ? "La fiche est à jour" : "Rien n'avait changé");
        page_lacks(&page, "Certificats précédents");
    }
    assert_certificates(1, 1);
}

static const char *certificate_at(const char *path, const struct statement *id)
{
    return arena_printf(site_arena, "%s" CERTIFICAT "?id=%lld", path, (long long)site_number(id));
}

static void assert_download(struct browser *browser, const char *path, const struct upload *file)
{
    struct reply reply = browser_get(browser, path);
    assert_code(&reply, 200);
    assert_int_equal(reply.body_length, file->n);
    assert_memory_equal(reply.body, file->bytes, file->n);
    assert_string_equal(page_header(&reply, "Content-Type"), file->type);
    assert_string_equal(page_header(&reply, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(page_header(&reply, "Content-Disposition"),
                        arena_printf(site_arena,
                                     "attachment; filename=\"certificat-qualiopi-36364.%s\"",
                                     strstr(file->type, "png") ? "png" : "pdf"));
    assert_null(strstr(page_header(&reply, "Cache-Control"), "public"));
    struct reply head = browser_head(browser, path);
    assert_code(&head, 200);
    assert_string_equal(page_header(&head, "Content-Length"),
                        page_header(&reply, "Content-Length"));
}

static void test_earlier_certificates_are_kept(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct upload first = pdf("Certificat « été » n°1.pdf", "premier");
    /* Larger than a piece, with all bytes in it. */
    struct upload second = pdf_of_size("second+2\".png", 3 * 65536 + 7);
    char *bytes = arena_alloc(site_arena, second.n);
    for (size_t i = 0; i < second.n; i++) {
        bytes[i] = (char)(i % 251);
    }
    memcpy(bytes, "%PDF-1.4\n\0\r\n", 12);
    second.bytes = bytes;
    struct params form = certified_form(&of);
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &first);
    follow(&of, &reply);
    form = browser_form(&of, SITE_PAGE);
    reply = browser_upload(&of, SITE_PAGE, &form, &second);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Certificats précédents (1)");
    page_shows(&page, "par Camille Aubry");
    const char *earlier = certificate_at(SITE_PAGE, &TEST_PREMIER_CERTIFICAT);
    page_finds(&page, arena_printf(site_arena, "//*[@href='%s']", earlier));
    assert_download(&of, earlier, &first);
    assert_download(&of, SITE_PAGE CERTIFICAT, &second);
    assert_download(&of, certificate_at(SITE_PAGE, &TEST_DERNIER_CERTIFICAT), &second);
    page = browser_get(&of, SITE_PAGE "/historique");
    page_shows(&page, "n°1.pdf");
}

/* The name and the type are ours, whatever was sent under whatever name. */
static void test_the_name_of_a_download(void **state)
{
    (void)state;
    static const char png[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR";
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    struct upload file = {"certificat", "facture.pdf\r\nX: 1.exe", "text/html", png,
                          sizeof png - 1};
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    follow(&of, &reply);
    file.type = "image/png";
    assert_download(&of, SITE_PAGE CERTIFICAT, &file);
}

static void assert_waiting(int depots, int fichiers)
{
    assert_int_equal(site_number(&TEST_DEPOTS), depots);
    assert_int_equal(site_number(&TEST_FICHIERS), fichiers);
}

/* What nobody needs any more leaves the base at once, not a day later. */
static void test_files_leave_at_once(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    form_set(&form, "latitude", "147");
    struct upload file = pdf("premier.pdf", "premier");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    assert_waiting(1, 1);
    /* Another in its place, then the same again. */
    for (int i = 0; i < 2; i++) {
        form = page_form(&reply, SITE_PAGE);
        file = pdf("second.pdf", "second");
        reply = browser_upload(&of, SITE_PAGE, &form, &file);
        page_finds(&reply, "//strong[normalize-space()='second.pdf']");
        assert_waiting(1, 1);
    }
    form = page_form(&reply, SITE_PAGE);
    form_set(&form, "latitude", "47.2");
    reply = save(&of, SITE_PAGE, &form);
    follow(&of, &reply);
    assert_waiting(0, 1);
    /* Sent again by somebody who went back: the certificate is there, and stays. */
    form_set(&form, "version", "2");
    reply = save(&of, SITE_PAGE, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "second.pdf (1 Ko)");
    assert_waiting(0, 1);
}

static void test_bytes_of_an_account_are_counted(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = certified_form(&of);
    form_set(&form, "latitude", "147");
    struct upload small = pdf("petit.pdf", "petit");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &small);
    page_shows(&reply, "est bien arrivé");
    site_run("UPDATE tentative SET nombre = 95 * 1024 WHERE cle LIKE 'f:%'");
    form = certified_form(&of);
    struct upload file = pdf_of_size("gros.pdf", 5 * MIO);
    reply = browser_upload(&of, SITE_PAGE, &form, &file);
    follow(&of, &reply); /* to the byte */
    form = certified_form(&of);
    reply = browser_upload(&of, SITE_PAGE, &form, &small);
    assert_code(&reply, 422);
    page_shows(&reply, "plus de 100" NBSP "Mo envoyés avec votre compte en un jour");
    page_lacks(&reply, "est bien arrivé");
    assert_certificates(1, 2); /* that one, and the one that waits from before */
    /* Neither the others nor the next day. */
    struct browser carif = browser_of("carif@exemple.fr");
    form = certified_form(&carif);
    reply = browser_upload(&carif, SITE_PAGE, &form, &small);
    follow(&carif, &reply);
    site_run("UPDATE tentative SET fin_a = fin_a - 86401");
    form = certified_form(&of);
    struct upload other = pdf("demain.pdf", "demain");
    reply = browser_upload(&of, SITE_PAGE, &form, &other);
    follow(&of, &reply);
}

static void test_certificates_that_are_not_there(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    int64_t foreign = site_principal_of(SITE_FOREIGN);
    site_add_certificate(foreign, "etranger.pdf", "etranger");
    const char *const paths[] = {
        SITE_PAGE CERTIFICAT, /* none yet */
        SITE_PAGE CERTIFICAT "?id=999999",
        SITE_PAGE CERTIFICAT "?id=abc",
        SITE_PAGE CERTIFICAT "?id=-1",
        certificate_at(SITE_PAGE, &TEST_DERNIER_CERTIFICAT), /* that of somebody else */
        arena_printf(site_arena, "/annuaire/sites/%lld/certificat", (long long)foreign),
        certificate_at(arena_printf(site_arena, "/annuaire/sites/%lld", (long long)foreign),
                       &TEST_DERNIER_CERTIFICAT)};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct reply reply = browser_get(&of, paths[i]);
        assert_code(&reply, 404);
        page_lacks(&reply, "etranger");
    }
    struct browser carif = browser_of("carif@exemple.fr");
    assert_int_equal(browser_get(&carif, paths[6]).code, 200);
    struct browser visitor = {0};
    assert_int_equal(browser_get(&visitor, paths[6]).code, 303);
}

static void test_the_certificate_alone(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params record = browser_form(&of, SITE_PAGE);
    struct params form = {0};
    form_add(&form, "jeton", params_get(&record, "jeton"));
    form_add(&form, "fin_qualiopi", "");
    form_add(&form, "categories_qualiopi", "app");
    struct upload file = pdf("seul.pdf", "seul");
    struct reply reply = browser_upload(&of, SITE_PAGE CERTIFICAT, &form, &file);
    assert_code(&reply, 422);
    page_shows(&reply, "obligatoire avec Qualiopi");
    page_finds(&reply, "//strong[normalize-space()='seul.pdf']");
    /* The whole record's form, that saves it all. */
    struct params shown = page_form(&reply, SITE_PAGE);
    assert_string_equal(params_get(&shown, "ligne2"), params_get(&record, "ligne2"));
    assert_string_equal(ticked(&shown, "categories_qualiopi"), "app");
    form_add(&form, "certificat_recu", params_get(&shown, "certificat_recu"));
    form_set(&form, "fin_qualiopi", "01/02/2090");
    reply = save(&of, SITE_PAGE CERTIFICAT, &form);
    struct reply page = follow(&of, &reply);
    assert_string_equal(page_header(&reply, "Location"), SITE_PAGE);
    page_shows(&page, "seul.pdf (1 Ko)");
    shown = page_form(&page, SITE_PAGE);
    assert_string_equal(ticked(&shown, "qualite"), "qualiopi"); /* a certificate says so */
    assert_string_equal(params_get(&shown, "fin_qualiopi"), "01/02/2090");
    static const char *const same[] = {"nom_usage", "etat",           "ligne1",
                                       "ligne2",    "code_postal",    "commune_insee",
                                       "longitude", "telephone_fixe", "email"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_string_equal(params_get(&shown, same[i]), params_get(&record, same[i]));
    }
}

/* ---- two people */

static void test_conflict_shows_both_versions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params first = browser_form(&carif, SITE_PAGE);
    struct params second = certified_form(&of);
    form_set(&first, "ligne3", "Entrée nord");
    struct reply reply = save(&carif, SITE_PAGE, &first);
    follow(&carif, &reply);
    form_set(&second, "ligne3", "Entrée sud");
    const char *before = site_snapshot();
    struct upload file = pdf("conflit.pdf", "conflit");
    reply = browser_upload(&of, SITE_PAGE, &second, &file);
    assert_code(&reply, 409);
    page_shows(&reply, "Dominique Leroux (carif@exemple.fr) l'a modifiée entre-temps");
    page_finds(&reply, "//td[@role='cell'][@data-label='Fiche'][normalize-space()='Entrée nord']");
    page_finds(&reply, "//td[@role='cell'][@data-label='Saisie'][normalize-space()='Entrée sud']");
    page_finds(&reply, "//strong[contains(normalize-space(), 'conflit.pdf')]");
    assert_string_equal(site_snapshot(), before);
    /* Seen and sent again: it is the person's choice now. */
    struct params again = page_form(&reply, SITE_PAGE);
    assert_string_equal(params_get(&again, "ligne3"), "Entrée sud");
    reply = save(&of, SITE_PAGE, &again);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "conflit.pdf (1 Ko)");
    again = page_form(&page, SITE_PAGE);
    assert_string_equal(params_get(&again, "ligne3"), "Entrée sud");
    /* The older form once more. */
    reply = save(&of, SITE_PAGE, &second);
    assert_code(&reply, 409);
}

/* Creating wants the right on the principal site: what would be refused is not offered. */
static void test_what_may_not_be_created_is_not_offered(void **state)
{
    (void)state;
    static const char *const pages[] = {SITE_RECORD, SECOND};
    const int64_t second = SITE_OWN_SECOND;
    struct browser of = browser_of("of@exemple.fr");
    struct browser alone = browser_with_sites("seule@exemple.fr", &second, 1);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct reply page = browser_get(&of, pages[i]);
        page_finds(&page, "//a[contains(@href, '/sites/nouveau')]");
        page_lacks(&page, "Pour créer un site, demandez");
        page = browser_get(&alone, pages[i]);
        assert_code(&page, 200);
        page_lacks(&page, "/sites/nouveau");
        page_shows(&page, "Pour créer un site, demandez");
    }
    struct reply page = browser_get(&of, SECOND);
    page_shows(&page, "Faire de ce site le site principal");
    page = browser_get(&alone, SECOND);
    page_lacks(&page, "Faire de ce site le site principal");
    page = browser_get(&of, SITE_RECORD);
    page_finds(&page, "//a[contains(@href, '/contacts/nouveau')]");
    page = browser_get(&alone, SITE_RECORD);
    page_lacks(&page, "/contacts/nouveau");
    page_shows(&page, "Pour ajouter un contact, demandez");
    page_finds(
        &page,
        "//a[contains(@href, '/portes-ouvertes/nouvelle')]"); /* for which any site is enough */
    page = browser_get(&alone, SITE_RECORD "/sites/nouveau");
    assert_code(&page, 403);
}

/* ---- a site that carries active sessions is deactivated */

STATEMENT(TEST_SECOND_ACTIVES, "", "i",
          "SELECT count(*) FROM session WHERE site = 36402 AND jusqu_au = fin"
          " AND numero IN (133390, 133391)");
STATEMENT(TEST_SITE_DE_51641, "", "i", "SELECT site FROM action WHERE numero = 51641");

static void assert_asked(const struct params *sent, const struct reply *reply, const char *what)
{
    assert_code(reply, 422);
    page_finds(reply,
               arena_printf(
                   site_arena,
                   "//a[@href='#sessions_actives'][starts-with(normalize-space(), \"%s\")]", what));
    page_shows(reply, "2 sessions actives sur ce site");
    page_finds(reply, "//a[@href='/actions/51641'][starts-with(normalize-space(), 'Action "
                      "240-51641')]"); /* what is given there */
    struct params shown = page_form(reply, SECOND);
    static const char *const names[] = {"etat", "transport", "sessions_actives"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *typed = params_get(sent, names[i]);
        assert_string_equal(ticked(&shown, names[i]), typed ? typed : "");
    }
}

static void test_closing_asks_what_becomes_of_sessions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    assert_int_equal(site_number(&TEST_SECOND_ACTIVES), 2);
    struct params form = browser_form(&of, SECOND);
    const char *before = site_snapshot();
    form_set(&form, "etat", "I");
    form_set(&form, "transport", "Tram & bus");
    struct reply reply = save(&of, SECOND, &form);
    assert_asked(&form, &reply, "Sessions actives" NBSP ": aucun choix fait");
    form_set(&form, "sessions_actives", "deplacer");
    reply = save(&of, SECOND, &form);
    assert_asked(&form, &reply, "Sessions actives" NBSP ": aucun site choisi");
    form_set(&form, "sessions_vers",
             arena_printf(site_arena, "%lld", (long long)site_principal_of(SITE_FOREIGN)));
    reply = save(&of, SECOND, &form);
    assert_asked(&form, &reply, "Sessions actives" NBSP ": aucun site choisi");
    assert_string_equal(site_snapshot(), before);
    /* A person with that site alone is offered no other. */
    const int64_t second = SITE_OWN_SECOND;
    struct browser alone = browser_with_sites("seule@exemple.fr", &second, 1);
    struct params other = browser_form(&alone, SECOND);
    form_set(&other, "etat", "I");
    reply = save(&alone, SECOND, &other);
    assert_code(&reply, 422);
    page_lacks(&reply, "value=\"deplacer\"");

    form_set(&form, "sessions_vers", "36364");
    reply = save(&of, SECOND, &form);
    struct reply page = follow(&of, &reply);
    page_finds(&page, "//span[@class='state'][normalize-space()='Inactif']");
    assert_int_equal(site_number(&TEST_SITE_DE_51641), SITE_OWN_NUMERO);
    page = browser_get(&of, "/actions/51641/historique");
    page_shows(&page, "36364 - CARIFOREF DES PAYS DE LA LOIRE");
    /* The other person's form is older. */
    form_set(&other, "sessions_actives", "inactives");
    reply = save(&alone, SECOND, &other);
    assert_code(&reply, 409);
}

static void test_closed_with_its_sessions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SECOND);
    form_set(&form, "etat", "I");
    form_set(&form, "sessions_actives", "inactives");
    struct reply reply = save(&of, SECOND, &form);
    follow(&of, &reply);
    assert_int_equal(site_number(&TEST_SECOND_ACTIVES), 0);
    assert_int_equal(site_number(&TEST_SITE_DE_51641), SITE_OWN_SECOND);
}

/* Without active sessions nothing is to be chosen, but the actions that it gives are told. */
static void test_closing_tells_of_its_actions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, SECOND);
    form_set(&form, "etat", "I");
    form_set(&form, "sessions_actives", "deplacer");
    form_set(&form, "sessions_vers", "36364");
    struct reply reply = save(&of, SECOND, &form);
    follow(&of, &reply);
    form = browser_form(&of, SECOND);
    form_set(&form, "etat", "A");
    reply = save(&of, SECOND, &form);
    follow(&of, &reply);
    form = browser_form(&of, SECOND);
    form_set(&form, "etat", "I");
    reply = save(&of, SECOND, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Une action est donnée sur ce site");
    page_finds(&reply, "//a[@href='/actions/51702']");
    form_set(&form, "quand_meme", "action-51702");
    reply = save(&of, SECOND, &form);
    struct reply page = follow(&of, &reply);
    page_finds(&page, "//span[@class='state'][normalize-space()='Inactif']");
}

/* ---- a form that could not be taken */

/* Everything that was typed is there to be confirmed; saved, it is what was meant. */
static void confirm(struct browser *browser, const struct reply *page)
{
    page_shows(page, "À confirmer avant d'enregistrer");
    page_finds(page,
               "//dt[normalize-space()='Commune "
               "INSEE']/following-sibling::dd[1][normalize-space()='Nantes (44109)']"); /* words, no
                                                                                           codes */
    page_finds(page, "//dt[normalize-space()='Actif / "
                     "Inactif']/following-sibling::dd[1][normalize-space()='Actif']");
    page_finds(page, "//dd[normalize-space()='Qualiopi']");
    page_finds(page, "//button[contains(normalize-space(), 'Enregistrer le site')]");
    struct params form = page_form(page, SITE_PAGE);
    assert_string_equal(params_get(&form, "restauration"), "à moitié \"tapé\"");
    assert_string_equal(params_get(&form, "fin_qualiopi"), "14/09/2090");
    struct reply reply = save(browser, SITE_PAGE, &form);
    struct reply saved = follow(browser, &reply);
    form = page_form(&saved, SITE_PAGE);
    assert_string_equal(params_get(&form, "restauration"), "à moitié \"tapé\"");
    assert_string_equal(ticked(&form, "qualite"), "qualiopi");
}

static void test_stale_jeton(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = typed_form(&of);
    form_set(&form, "jeton", "perime");
    const char *before = site_snapshot();
    struct upload file = pdf("perdu.pdf", "perdu");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    assert_code(&reply, 403);
    assert_string_equal(site_snapshot(), before);
    assert_certificates(0, 0);
    confirm(&of, &reply);
}

static void test_login_ended_while_typing(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = typed_form(&of);
    site_run("DELETE FROM login");
    struct upload file = pdf("perdu.pdf", "perdu");
    struct reply reply = browser_upload(&of, SITE_PAGE, &form, &file);
    assert_code(&reply, 403);
    assert_certificates(0, 0); /* nobody's file is not kept */
    struct params login = page_form(&reply, "/connexion");
    form_set(&login, "email", "of@exemple.fr");
    form_set(&login, "mot_de_passe", DEMONSTRATION_MOT_DE_PASSE);
    reply = browser_post(&of, "/connexion", form_encode(&login));
    assert_code(&reply, 200);
    confirm(&of, &reply);
}

/* ---- secondary sites */

static void test_created(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, NOUVEAU);
    form_set(&form, "nom_usage", "Antenne d'ici");
    form_set(&form, "email", "pas une adresse");
    const char *before = site_snapshot();
    struct upload file = pdf("neuf.pdf", "neuf");
    struct reply reply = browser_upload(&of, NOUVEAU, &form, &file);
    assert_code(&reply, 422);
    page_finds(&reply, "//*[@href='#ligne1']");
    page_finds(&reply, "//*[@href='#code_postal']");
    page_finds(&reply, "//*[@href='#commune_insee']");
    assert_kept(&form, &reply, NOUVEAU);
    assert_string_equal(site_snapshot(), before);
    form = page_form(&reply, NOUVEAU);
    form_set(&form, "email", "ici@exemple.fr");
    form_set(&form, "ligne1", "1 place de Hercé");
    form_set(&form, "code_postal", "53000");
    form_set(&form, "commune_insee", "53130");
    form_set(&form, "fin_qualiopi", "01/02/2090");
    reply = save(&of, NOUVEAU, &form);
    struct reply page = follow(&of, &reply);
    int64_t numero = site_number(&TEST_DERNIER_SITE);
    assert_true(numero >= 40000);
    assert_string_equal(page_header(&reply, "Location"),
                        arena_printf(site_arena, "/annuaire/sites/%lld", (long long)numero));
    page_shows(&page, "Le site est dans l'annuaire");
    page_finds(&page, "//span[normalize-space()='Secondaire']");
    page_shows(&page, "neuf.pdf (1 Ko)");
    form = page_form(&page, page_header(&reply, "Location"));
    assert_string_equal(params_get(&form, "bureau_distributeur"), "LAVAL");
    assert_int_equal(site_number(&TEST_CONFIE), 1); /* who made it has it */
    page = browser_get(&of, SITE_RECORD);
    page_shows(&page, arena_printf(site_arena,
                                   "Site %lld - Antenne d'ici - Secondaire"
                                   " - Actif",
                                   (long long)numero));
}

/* ---- the principal site */

static struct reply make_principal(struct browser *browser, const struct params *form)
{
    return browser_post(browser, SECOND "/principal", form_encode(form));
}

static struct params principal_form(struct browser *browser)
{
    struct reply page = browser_get(browser, SECOND);
    return page_form(&page, SECOND "/principal");
}

static void test_made_principal_while_another_edits(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params old = browser_form(&carif, SITE_PAGE);
    struct params new = browser_form(&carif, SECOND);
    struct params gesture = principal_form(&of);
    struct reply reply = make_principal(&of, &gesture);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "maintenant le site principal");
    page_finds(&page, "//span[normalize-space()='Principal']");
    assert_int_equal(site_number(&TEST_PRINCIPAL), SITE_OWN_SECOND);
    /* Both records changed under the one who edits. */
    form_set(&old, "ligne3", "A");
    reply = save(&carif, SITE_PAGE, &old);
    assert_code(&reply, 409);
    form_set(&new, "ligne3", "B");
    reply = save(&carif, SECOND, &new);
    assert_code(&reply, 409);
    page_shows(&reply, "Camille Aubry");
    /* Twice: nothing more happens. */
    const char *before = site_snapshot();
    reply = make_principal(&of, &gesture);
    follow(&of, &reply);
    assert_string_equal(site_snapshot(), before);
    page = browser_get(&of, SITE_PAGE "/historique");
    page_shows(&page, "Site principal");
}

static void test_edited_while_made_principal(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct params gesture = principal_form(&of);
    struct params form = browser_form(&carif, SECOND);
    form_set(&form, "ligne3", "B");
    struct reply reply = save(&carif, SECOND, &form);
    follow(&carif, &reply);
    const char *before = site_snapshot();
    reply = make_principal(&of, &gesture);
    assert_code(&reply, 409);
    page_shows(&reply, "a été modifié entre-temps");
    assert_string_equal(site_snapshot(), before);
    form = page_form(&reply, SECOND); /* as it is now */
    assert_string_equal(params_get(&form, "ligne3"), "B");
    /* Looked at, then asked again from that page. */
    gesture = page_form(&reply, SECOND "/principal");
    reply = make_principal(&of, &gesture);
    follow(&of, &reply);
    assert_int_equal(site_number(&TEST_PRINCIPAL), SITE_OWN_SECOND);
}

static void test_a_closed_site_is_not_made_principal(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params gesture = principal_form(&of);
    struct params form = browser_form(&of, SECOND);
    form_set(&form, "etat", "I");
    form_set(&form, "sessions_actives", "inactives");
    struct reply reply = save(&of, SECOND, &form);
    struct reply page = follow(&of, &reply);
    page_lacks(&page, "/principal\"");
    form_set(&gesture, "version", "2");
    reply = make_principal(&of, &gesture);
    assert_code(&reply, 422);
    page_shows(&reply, "Site inactif, un site actif attendu");
    assert_int_equal(site_number(&TEST_PRINCIPAL), SITE_OWN_NUMERO);
    form_set(&gesture, "version", NULL); /* a version that nobody saw */
    reply = make_principal(&of, &gesture);
    assert_code(&reply, 409);
}

/* ---- proposals */

static void test_proposals_save_nothing(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *before = site_snapshot();
    struct params form = browser_form(&of, NOUVEAU);
    form_set(&form, "nom_usage", "Antenne");
    form_set(&form, "email", "pas encore");
    form_set(&form, "code_postal", "44350");
    form_add(&form, "proposer_communes", "1");
    struct upload file = pdf("attente.pdf", "attente");
    struct reply reply = browser_upload(&of, NOUVEAU, &form, &file);
    assert_code(&reply, 200);
    page_finds(&reply, "//option[@value='44069'][normalize-space()='Guérande']");
    page_finds(&reply, "//option[@value='44183'][normalize-space()='Saint-Molf']");
    page_finds(&reply, "//p[@role='status'][normalize-space()='2 communes proposées']");
    page_lacks(&reply, "erreurs à corriger");
    page_lacks(&reply, "aria-invalid");
    page_finds(&reply, "//strong[contains(normalize-space(), 'attente.pdf')]");
    form_set(&form, "proposer_communes", NULL);
    assert_kept(&form, &reply, NOUVEAU);
    form = page_form(&reply, NOUVEAU);
    form_set(&form, "commune_insee", "44069");
    form_add(&form, "proposer_position", "1");
    reply = save(&of, NOUVEAU, &form);
    assert_code(&reply, 200);
    form = page_form(&reply, NOUVEAU);
    assert_string_equal(params_get(&form, "longitude"), "-2.429000"); /* centre of Guérande */
    assert_string_equal(params_get(&form, "latitude"), "47.328000");
    assert_string_equal(params_get(&form, "bureau_distributeur"), "GUERANDE");
    assert_string_equal(params_get(&form, "email"), "pas encore");
    assert_non_null(params_get(&form, "certificat_recu"));
    assert_string_equal(site_snapshot(), before);
}

static void test_communes(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *json;
    } cases[] = {{"?code_postal=44200", "{\"communes\":[{\"code\":\"44109\",\"nom\":\"Nantes\","
                                        "\"bureau\":\"NANTES\"}]}"},
                 {"?code_postal=44%20200%C2%A0", "{\"communes\":[{\"code\":\"44109\","
                                                 "\"nom\":\"Nantes\",\"bureau\":\"NANTES\"}]}"},
                 {"?code_postal=99999", "{\"communes\":[]}"},
                 {"?code_postal=%22%3Cscript%3E", "{\"communes\":[]}"},
                 {"?code_postal=", "{\"communes\":[]}"},
                 {"", "{\"communes\":[]}"}};
    struct browser of = browser_of("of@exemple.fr");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply reply =
            browser_get(&of, arena_printf(site_arena, "/annuaire/communes%s", cases[i].query));
        assert_code(&reply, 200);
        assert_string_equal(reply.body, cases[i].json);
        assert_string_equal(page_header(&reply, "Content-Type"), "application/json; charset=utf-8");
        assert_int_equal(site_statements(), 1); /* the login */
    }
    struct reply reply = browser_get(&of, "/annuaire/communes?code_postal=44350");
    page_shows(&reply, "{\"code\":\"44069\",\"nom\":\"Guérande\",\"bureau\":\"GUERANDE\"},"
                       "{\"code\":\"44183\",\"nom\":\"Saint-Molf\"");
    struct browser visitor = {0};
    assert_int_equal(browser_get(&visitor, "/annuaire/communes?code_postal=44350").code, 303);
}

/* ---- what it costs */

static uint64_t cost(struct browser *browser, const char *path)
{
    struct reply page = browser_get(browser, path);
    assert_code(&page, 200);
    return site_statements();
}

static void fill(int i)
{
    site_run(arena_printf(
        site_arena,
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " SELECT %d, etablissement_id, FALSE, 'Antenne %d', 'A' FROM site WHERE numero = 36364;"
        "INSERT INTO compte_site (compte_id, site_numero)"
        " SELECT id, %d FROM compte WHERE email = 'of@exemple.fr';"
        "INSERT INTO contact (numero, site, nom, prenom) VALUES (%d, 36364, 'NOM', 'Prénom');"
        "INSERT INTO porte_ouverte (etablissement_id, site, libelle, code, nature, date_debut,"
        " fin) SELECT etablissement_id, numero, 'Jour %d', 'J-%d', 'forum', '2090-01-01',"
        " '2090-01-01' FROM site WHERE numero = 36364",
        41000 + i, i, 41000 + i, 6000 + i, i, i));
    site_add_certificate(SITE_OWN_NUMERO, "certificat.pdf",
                         arena_printf(site_arena, "certificat %d", i));
}

static void test_statements_do_not_grow(void **state)
{
    (void)state;
    static const char *const paths[] = {SITE_RECORD, SITE_PAGE, NOUVEAU,
                                        SITE_RECORD "/portes-ouvertes/nouvelle"};
    enum { PATHS = sizeof paths / sizeof *paths };
    uint64_t before[PATHS];
    struct browser of = browser_of("of@exemple.fr");
    fill(0);
    for (int i = 0; i < PATHS; i++) {
        before[i] = cost(&of, paths[i]);
    }
    for (int i = 1; i <= 30; i++) {
        fill(i);
    }
    for (int i = 0; i < PATHS; i++) {
        assert_int_equal(cost(&of, paths[i]), before[i]);
    }
    struct reply page = browser_get(&of, SITE_RECORD);
    page_shows(&page, "Certificats précédents (30)");
    page_shows(&page, "Site 41030 - Antenne 30");
    page_shows(&page, "Jour 30");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        EACH(test_saved_and_read_back),
        EACH(test_saved_from_the_page_of_the_establishment),
        EACH(test_an_exact_position_stays),
        EACH(test_a_centre_follows_the_address),
        EACH(test_the_town_follows_the_commune),
        EACH(test_each_edge_is_refused_and_nothing_is_lost),
        EACH(test_all_at_once_is_refused_all_at_once),
        EACH(test_a_value_that_no_list_has),
        EACH(test_refused_files),
        EACH(test_the_largest_file),
        EACH(test_a_file_survives_a_refused_form),
        EACH(test_a_waiting_file_is_its_account_s),
        EACH(test_the_same_file_twice),
        EACH(test_earlier_certificates_are_kept),
        EACH(test_the_name_of_a_download),
        EACH(test_files_leave_at_once),
        EACH(test_bytes_of_an_account_are_counted),
        EACH(test_certificates_that_are_not_there),
        EACH(test_the_certificate_alone),
        EACH(test_conflict_shows_both_versions),
        EACH(test_what_may_not_be_created_is_not_offered),
        EACH(test_closing_asks_what_becomes_of_sessions),
        EACH(test_closed_with_its_sessions),
        EACH(test_closing_tells_of_its_actions),
        EACH(test_stale_jeton),
        EACH(test_login_ended_while_typing),
        EACH(test_created),
        EACH(test_made_principal_while_another_edits),
        EACH(test_edited_while_made_principal),
        EACH(test_a_closed_site_is_not_made_principal),
        EACH(test_proposals_save_nothing),
        EACH(test_communes),
        EACH(test_statements_do_not_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
