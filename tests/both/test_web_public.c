/* The public pages over the network: what they show, what they keep silent, and that no text of a
 * record gets out of its place: page, data for search engines, calendar. */
#include "test_db.h"
#include "web/site.h"

#include "crypto.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define LYCEE "00010002400007"
#define FERME "00010003200004"
#define RECORD "/offre/etablissements/" LYCEE
#define RECORD_ICS RECORD "/portes-ouvertes.ics"
#define LIST "/offre/portes-ouvertes"
#define LIST_ICS "/offre/portes-ouvertes.ics"

/* The demonstration may have open days of its own: these tests count theirs alone, in lists of
 * values of their own. */
#define RECORDS                                                                                    \
    "DELETE FROM porte_ouverte;"                                                                   \
    "DELETE FROM valeur;"                                                                          \
    "INSERT INTO valeur (liste, code, rang, libelle) VALUES"                                       \
    " ('qualite', 'qualiopi', 1, 'Qualiopi'), ('nature_po', 'forum', 1, 'Forum'),"                 \
    " ('nature_po', 'apprentissage', 2, 'PO apprentissage');"                                      \
    "INSERT INTO etablissement (id, siret, raison_sociale, nda, categorie, etat) VALUES"           \
    " (901, '" LYCEE "', 'Lycée du Lac', '52440404744', 'OF', 'A'),"                              \
    " (902, '" FERME "', 'Maison fermée', NULL, 'OF', 'I');"                                      \
    "INSERT INTO etablissement_domaine (etablissement_id, rang, formacode_version, formacode,"     \
    " libelle) VALUES (901, 1, 14, '15474', 'Sport glace neige');"                                 \
    "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1, code_postal," \
    " bureau_distributeur, longitude, latitude, telephone_fixe, email, site_web,"                  \
    " acces_handicapes, fin_qualiopi) VALUES"                                                      \
    " (9001, 901, TRUE, 'Site du Lac', 'A', '1 rue du Lac', '44000', 'NANTES', '-1.553621',"       \
    "  '47.218371', '02 40 20 40 20', 'lac@exemple.fr', 'https://lac.exemple.fr/', 'Plain-pied',"  \
    "  '2150-09-14'),"                                                                             \
    " (9002, 901, FALSE, 'Site disparu', 'I', '2 rue du Puits', '44000', 'NANTES', NULL, NULL,"    \
    "  NULL, NULL, NULL, NULL, NULL),"                                                             \
    " (9003, 902, TRUE, 'Site fermé', 'A', '3 rue', '44000', 'NANTES', NULL, NULL, NULL, NULL,"   \
    "  NULL, NULL, NULL);"                                                                         \
    "INSERT INTO site_choix (site_numero, champ, rang, code)"                                      \
    " VALUES (9001, 'qualite', 1, 'qualiopi');"                                                    \
    "INSERT INTO contact (numero, site, nom, prenom, fonction, telephone, public, etat) VALUES"    \
    " (9101, 9001, 'MOREL', 'Sacha', 'Direction', '02 40 20 21 31', TRUE, 'A'),"                   \
    " (9102, 9001, 'SECRET', 'Lou', NULL, NULL, FALSE, 'A');"                                      \
    "INSERT INTO contact_referent (contact_numero, rang, code) VALUES (9101, 1, 'sofi');"

static int setup(void **state)
{
    site_setup(state);
    site_run(RECORDS);
    return 0;
}

/* One day in the next century, `day` of March 2150. `texte`: the comment, already in SQL. */
static void open_day_on(int id, int site, int day, const char *libelle, const char *texte)
{
    site_run(arena_printf(site_arena,
                          "INSERT INTO porte_ouverte (id, version, etablissement_id, site, libelle,"
                          " code, nature, site_internet, date_debut, date_fin, commentaire, fin)"
                          " VALUES (%d, 3, (SELECT etablissement_id FROM site WHERE numero = %d),"
                          " %d, %s, 'PO-%d', 'forum', 'https://lac.exemple.fr/po', '2150-03-%02d',"
                          " '2150-03-%02d', %s, '2150-03-%02d')",
                          id, site, site, libelle, id, day, day + 1, texte, day + 1));
}

static void open_day(int id, int site)
{
    open_day_on(id, site, 10, arena_printf(site_arena, "'Jour %d'", id), "NULL");
}

static struct reply get(const char *path)
{
    struct browser visitor = {0};
    return browser_get(&visitor, path);
}

/* The data block of a page; NULL when it has none. */
#define DATA "//script[@type='application/ld+json']"
static const struct json *data_of(const struct reply *reply)
{
    const char *text = page_text(reply, DATA);
    const struct json *data = NULL;
    if (text) {
        assert_int_equal(page_count(reply, DATA), 1);
        assert_int_equal(json_parse(site_arena, text, strlen(text), &data), STATUS_OK);
    }
    return data;
}

static void says(const struct json *object, const char *name, const char *text)
{
    assert_string_equal(json_text(json_member(object, name)), text);
}

/* The lines of a calendar, unfolded. Every one must end in CR LF and hold 75 bytes at most. */
static const char *unfold(const struct reply *reply)
{
    char *text = arena_alloc(site_arena, reply->body_length + 1);
    size_t n = 0;
    for (const char *line = reply->body; *line;) {
        size_t length = strcspn(line, "\r\n");
        assert_memory_equal(line + length, "\r\n", 2);
        assert_in_range(length, 1, 75);
        if (line[0] == ' ') {
            n--; /* goes on with the line before */
        }
        size_t from = line[0] == ' ' ? 1 : 0;
        memcpy(text + n, line + from, length - from);
        n += length - from;
        text[n++] = '\n';
        line += length + 2;
    }
    return text;
}

static int count(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

static const char *calendar(const char *path)
{
    struct reply reply = get(path);
    assert_int_equal(reply.code, 200);
    assert_string_equal(page_header(&reply, "Content-Type"), "text/calendar; charset=utf-8");
    assert_string_equal(page_header(&reply, "Content-Disposition"),
                        "attachment; filename=\"portes-ouvertes.ics\"");
    assert_string_equal(page_header(&reply, "Cache-Control"), "public, max-age=300");
    assert_int_equal(reply_header_count(&reply, "Set-Cookie"), 0);
    const char *text = unfold(&reply);
    assert_int_equal(count(text, "BEGIN:VCALENDAR\n"), 1);
    assert_int_equal(count(text, "\nEND:VCALENDAR\n"), 1);
    assert_int_equal(count(text, "\nBEGIN:VEVENT\n"), count(text, "\nEND:VEVENT\n"));
    return text;
}

static void has(const char *text, const char *what)
{
    if (!strstr(text, what)) {
        fail_msg("%s\nis not in\n%s", what, text);
    }
}

/* ---- who sees what */

static void test_record(void **state)
{
    (void)state;
    open_day(1, 9001);
    struct reply reply = get(RECORD);
    assert_int_equal(reply.code, 200);
    page_finds(&reply, "//h1[normalize-space()='Lycée du Lac']");
    page_shows(&reply, "SIRET " LYCEE);
    page_shows(&reply, "Qualiopi à jour, fin le 14/09/2150");
    page_finds(&reply, "//address[text()[1]='1 rue du Lac'][br][text()[2]='44000 NANTES']");
    page_finds(&reply, "//a[@href='tel:+33240204020'][normalize-space()='02 40 20 40 20']");
    page_finds(&reply, "//a[@href='https://lac.exemple.fr/']");
    page_shows(&reply, "Plain-pied");
    page_finds(&reply, "//li[normalize-space()='Sport glace neige']");
    page_shows(&reply, "Sacha MOREL");
    page_shows(&reply, "Jour 1");
    page_shows(&reply, "Du 10/03/2150 au 11/03/2150");
    page_finds(&reply, "//*[@href='" RECORD_ICS "']");
}

static void test_what_is_not_public(void **state)
{
    (void)state;
    open_day(1, 9002); /* on an inactive site */
    site_run("INSERT INTO porte_ouverte (id, etablissement_id, site, libelle, code, nature,"
             " date_debut, fin) VALUES (2, 901, 9001, 'Jour passé', 'PO-2', 'forum', '2020-03-10',"
             " '2020-03-10')");
    struct reply reply = get(RECORD);
    assert_int_equal(reply.code, 200);
    static const char *const silent[] = {
        "SECRET", "Lou ",       "Site disparu",        "rue du Puits",
        "Jour 1", "Jour passé", "portes-ouvertes.ics", "VEVENT"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        page_lacks(&reply, silent[i]);
    }
    assert_null(strstr(calendar(RECORD_ICS), "VEVENT"));
    assert_null(strstr(calendar(LIST_ICS), "VEVENT"));
    reply = get(LIST);
    assert_int_equal(reply.code, 200);
    page_shows(&reply, "Aucune porte ouverte à venir");
    assert_null(data_of(&reply));
}

static void test_not_found(void **state)
{
    (void)state;
    open_day(1, 9003);
    static const char *const paths[] = {"/offre/etablissements/" FERME,
                                        "/offre/etablissements/" FERME "/portes-ouvertes.ics",
                                        "/offre/etablissements/35600000000048",
                                        "/offre/etablissements/35600000000048/portes-ouvertes.ics",
                                        "/offre/etablissements/1",
                                        "/offre/etablissements/",
                                        "/offre"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct reply reply = get(paths[i]);
        assert_int_equal(reply.code, 404);
        page_lacks(&reply, "Maison fermée");
        assert_string_equal(page_header(&reply, "Cache-Control"), "no-store");
    }
    struct reply reply = get(LIST);
    page_lacks(&reply, "Maison fermée");
}

/* An establishment of which nothing is known but its name. */
static void test_bare_record(void **state)
{
    (void)state;
    site_run("INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat)"
             " VALUES (903, '00010004000001', 'Nu', 'OF', 'A');"
             "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
             " VALUES (9004, 903, TRUE, 'Nu', 'A')");
    struct reply reply = get("/offre/etablissements/00010004000001");
    assert_int_equal(reply.code, 200);
    static const char *const absent[] = {
        "<dl",      "<address",           "Contacts",       "Domaines",
        "Qualiopi", "<svg class=\"carte", "Portes ouvertes"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        page_lacks(&reply, absent[i]);
    }
    const struct json *data = data_of(&reply);
    says(data, "name", "Nu");
    assert_null(json_member(data, "address"));
    assert_null(json_member(data, "geo"));
    assert_null(json_member(data, "event"));
}

/* ---- what may be kept on the way */

static void test_kept_by_anybody(void **state)
{
    (void)state;
    static const char *const paths[] = {RECORD, LIST};
    struct browser of = browser_of("of@exemple.fr");
    struct browser told = {.headers = "Cookie: sofi_flash=deconnecte\r\n"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct reply reply = get(paths[i]);
        assert_string_equal(page_header(&reply, "Cache-Control"), "public, max-age=300");
        assert_string_equal(page_header(&reply, "Vary"), "Cookie, Accept-Encoding");
        assert_int_equal(reply_header_count(&reply, "Set-Cookie"), 0);
        reply = browser_get(&of, paths[i]);
        page_shows(&reply, "Camille Aubry");
        assert_string_equal(page_header(&reply, "Cache-Control"), "no-store");
        reply = browser_get(&told, paths[i]);
        page_shows(&reply, "Vous êtes déconnecté");
        assert_string_equal(page_header(&reply, "Cache-Control"), "no-store");
    }
}

static void test_home_leads_there(void **state)
{
    (void)state;
    struct reply reply = get("/");
    page_finds(&reply, "//a[@href='" LIST "']");
    page_shows(&reply, "Prochaines portes ouvertes");
}

/* ---- the price of a page */

static uint64_t price(const char *path)
{
    struct reply reply = get(path);
    assert_int_equal(reply.code, 200);
    return site_statements();
}

/* Sites of these numbers, with an open day each; as many with a position as have a map. */
static void sites_between(int id, int end)
{
    static const char insert[] =
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, longitude,"
        " latitude) VALUES (%d, 901, FALSE, 'Annexe', 'A', '-1.5', '47.2');"
        "INSERT INTO contact (numero, site, nom, prenom, public)"
        " VALUES (%d, %d, 'N', 'P', TRUE);";
    for (; id < end; id++) {
        site_run(arena_printf(site_arena, insert, id, id, id));
        open_day(id, id);
    }
}

/* A list that its page does not hold is counted by one more. */
static void test_statements_do_not_grow(void **state)
{
    (void)state;
    static const char *const paths[] = {RECORD, RECORD_ICS, LIST, LIST_ICS};
    uint64_t few[4];
    uint64_t many[4];
    sites_between(9200, 9203);
    for (int i = 0; i < 4; i++) {
        few[i] = price(paths[i]);
    }
    assert_in_range(few[0], 1, 9);
    assert_in_range(few[2], 1, 2);
    sites_between(9203, 9240);
    for (int i = 0; i < 4; i++) {
        many[i] = price(paths[i]);
        assert_in_range(many[i], few[i], few[i] + 1);
    }
    sites_between(9240, 9280);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(price(paths[i]), many[i]);
    }
}

/* ---- data for search engines */

static void test_data_of_the_record(void **state)
{
    (void)state;
    open_day(1, 9001);
    struct reply reply = get(RECORD);
    const struct json *data = data_of(&reply);
    says(data, "@context", "https://schema.org");
    says(data, "@type", "EducationalOrganization");
    says(data, "@id", "http://sofi.test" RECORD);
    says(data, "name", "Lycée du Lac");
    says(data, "url", "https://lac.exemple.fr/");
    says(data, "telephone", "+33240204020");
    says(data, "email", "lac@exemple.fr");
    const struct json *address = json_member(data, "address");
    says(address, "streetAddress", "1 rue du Lac");
    says(address, "postalCode", "44000");
    says(address, "addressLocality", "NANTES");
    double degrees = 0;
    const struct json *geo = json_member(data, "geo");
    assert_true(json_number(json_member(geo, "latitude"), &degrees));
    assert_float_equal(degrees, 47.218371, 1e-7);
    assert_true(json_number(json_member(geo, "longitude"), &degrees));
    assert_float_equal(degrees, -1.553621, 1e-7);
    const struct json *event = json_item(json_member(data, "event"), 0);
    says(event, "@type", "Event");
    says(event, "name", "Jour 1");
    says(event, "startDate", "2150-03-10");
    says(event, "endDate", "2150-03-11");
    says(event, "url", "https://lac.exemple.fr/po");
    says(json_member(event, "location"), "name", "Site du Lac");
    says(json_member(event, "organizer"), "url", "http://sofi.test" RECORD);
}

/* A position that is no number must not spoil the document. */
static void test_data_without_a_position(void **state)
{
    (void)state;
    static const char *const texts[] = {"abc", "1e999", "", "NaN", "999", "1,\"x\":2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        site_run(arena_printf(site_arena, "UPDATE site SET latitude = '%s' WHERE numero = 9001",
                              texts[i]));
        struct reply reply = get(RECORD);
        assert_int_equal(reply.code, 200);
        assert_null(json_member(data_of(&reply), "geo"));
    }
}

/* ---- hostile texts */

#define SCRIPT "</script><script>alert(1)</script>"
#define QUOTES "\"guillemets\" \\ d''été"

/* Two calendars made in two different seconds differ by that. */
static const char *without_instants(const char *calendar)
{
    static const char stamp[] = "\nDTSTAMP:";
    char *text = arena_strdup(site_arena, calendar);
    for (char *at = strstr(text, stamp); at; at = strstr(at + 1, stamp)) {
        at += strlen(stamp);
        memset(at, '0', strcspn(at, "\n"));
    }
    return text;
}

static void test_hostile_texts(void **state)
{
    (void)state;
    open_day_on(1, 9001, 10, "'" SCRIPT "'", "'Un\nBEGIN:VEVENT\r\nUID:faux; a, b\\'");
    open_day_on(2, 9001, 11, "'" QUOTES " & éàœ 😀'", "'\u2028;,:'");
    site_run("UPDATE etablissement SET raison_sociale = '<img src=x onerror=alert(1)>'"
             " WHERE id = 901;"
             "UPDATE site SET site_web = 'javascript:alert(1)', email = '\"><b>',"
             " telephone_fixe = '\"><i>' WHERE numero = 9001;"
             "UPDATE porte_ouverte SET site_internet = 'javascript:alert(1)' WHERE id = 2");
    static const char *const paths[] = {RECORD, LIST};
    for (size_t i = 0; i < 2; i++) {
        struct reply reply = get(paths[i]);
        assert_int_equal(reply.code, 200);
        assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"),
                         0);
        assert_int_equal(page_count(&reply, "//img"), 0);
        assert_int_equal(page_count(&reply, "//b"), 0);
        assert_int_equal(page_count(&reply, "//i"), 0);
        assert_int_equal(page_count(&reply, "//*[starts-with(@href, 'javascript')]"), 0);
        const struct json *data = data_of(&reply);
        const struct json *events = json_member(data, i == 0 ? "event" : "@graph");
        assert_int_equal(json_count(events), 2);
        says(json_item(events, 0), "name", SCRIPT);
        says(json_item(events, 0), "description", "Un\nBEGIN:VEVENT\r\nUID:faux; a, b\\");
        says(json_item(events, 1), "name", "\"guillemets\" \\ d'été & éàœ 😀");
        says(json_item(events, 1), "url", "http://sofi.test" LIST "/2");
        says(json_member(json_item(events, 1), "organizer"), "name",
             "<img src=x onerror=alert(1)>");
    }
    const char *text = calendar(LIST_ICS);
    assert_string_equal(without_instants(text),
                        without_instants(calendar(LIST_ICS "?nature=&departement=")));
    assert_int_equal(count(text, "\nBEGIN:VEVENT\n"), 2);
    assert_int_equal(count(text, "\nUID:"), 2);
    has(text, "\nUID:porte-ouverte-1@sofi.test\n");
    has(text, "\nDESCRIPTION:Forum\\nUn\\nBEGIN:VEVENT\\n");
    has(text, "UID:faux\\; a\\, b\\\\\n");
    has(text, "\nSUMMARY:\"guillemets\" \\\\ d'été & éàœ 😀\\, <img src=x onerror=alert(1)>\n");
    assert_null(strstr(text, "javascript"));
}

/* ---- the calendar */

static void test_calendar(void **state)
{
    (void)state;
    open_day(1, 9001);
    site_run("UPDATE site SET ligne2 = 'Bâtiment Sève' WHERE numero = 9001;"
             "UPDATE porte_ouverte SET modifiee_le = 1774353600");
    const char *text = calendar(RECORD_ICS);
    has(text, "\nLAST-MODIFIED:20260324T120000Z\nSTATUS:CONFIRMED\n");
    has(text, "\nUID:porte-ouverte-1@sofi.test\n");
    has(text, "\nSUMMARY:Jour 1\\, Lycée du Lac\n");
    has(text, "\nDTSTART;VALUE=DATE:21500310\n");
    has(text, "\nDTEND;VALUE=DATE:21500312\n"); /* the day after the last */
    has(text, "\nLOCATION:Site du Lac\\, 1 rue du Lac\\, Bâtiment Sève\\, 44000 NANTES\n");
    has(text, "\nSEQUENCE:3\n");
    has(text, "lac.exemple.fr/po\n");
    has(text, "47.218371;-1.553621\n");
}

static void test_calendar_of_a_filter(void **state)
{
    (void)state;
    open_day(1, 9001);
    open_day(2, 9001);
    site_run("UPDATE porte_ouverte SET nature = 'apprentissage' WHERE id = 2");
    assert_int_equal(count(calendar(LIST_ICS), "\nUID:"), 2);
    const char *text = calendar(LIST_ICS "?nature=apprentissage&departement=44");
    assert_int_equal(count(text, "\nUID:"), 1);
    has(text, "\nUID:porte-ouverte-2@");
    assert_int_equal(count(calendar(LIST_ICS "?departement=53"), "\nUID:"), 0);
}

/* What was removed is cancelled in the calendars that know it, until its day. */
static void test_removed(void **state)
{
    (void)state;
    struct browser officer = browser_of("carif@exemple.fr");
    open_day(1, 9001);
    open_day(2, 9001);
    static const char remove[] = "/annuaire/portes-ouvertes/1/supprimer";
    struct reply reply = browser_get(&officer, "/annuaire/portes-ouvertes/1");
    const struct params form = page_form(&reply, remove);
    reply = browser_post(&officer, remove,
                         arena_printf(site_arena, "%s&confirmation=1", form_encode(&form)));
    assert_int_equal(reply.code, 303);
    const char *text = calendar(RECORD_ICS);
    assert_int_equal(count(text, "\nUID:"), 2);
    has(text, "\nUID:porte-ouverte-1@sofi.test\n");
    assert_int_equal(count(text, "\nSTATUS:CANCELLED\n"), 1);
    has(strstr(text, "UID:porte-ouverte-1@"), "\nSEQUENCE:4\nLAST-MODIFIED:");
    assert_int_equal(count(calendar(LIST "/1/agenda.ics"), "\nSTATUS:CANCELLED\n"), 1);
    reply = get(LIST "/1");
    assert_int_equal(reply.code, 410);
    page_shows(&reply, "Cette porte ouverte est annulée");
    says(json_item(json_member(data_of(&reply), "@graph"), 0), "eventStatus",
         "https://schema.org/EventCancelled");
    reply = get(LIST);
    page_lacks(&reply, "Jour 1");
}

static void test_page_of_one(void **state)
{
    (void)state;
    open_day(1, 9001);
    site_run("UPDATE site SET ligne2 = 'Bâtiment Sève', ligne3 = 'BP 12' WHERE numero = 9001");
    struct reply reply = get(LIST);
    page_finds(&reply, "//*[@href='" LIST "/1']");
    page_finds(&reply, "//*[@href='webcal://sofi.test" LIST_ICS "?nature=&departement=']");
    page_shows(&reply, "Site du Lac, 1 rue du Lac, Bâtiment Sève, BP 12, 44000 NANTES");
    reply = get(LIST "/1");
    assert_int_equal(reply.code, 200);
    page_finds(&reply, "//h1[normalize-space()='Jour 1']");
    page_finds(&reply, "//address[contains(., '1 rue du Lac')][count(br)>2][contains(., 'Bâtiment "
                       "Sève')][contains(., 'BP 12')][contains(., '44000 NANTES')]");
    page_finds(&reply, "//*[@href='" LIST "/1/agenda.ics']");
    const struct json *event = json_item(json_member(data_of(&reply), "@graph"), 0);
    says(json_member(json_member(event, "location"), "address"), "streetAddress",
         "1 rue du Lac, Bâtiment Sève, BP 12");
    assert_int_equal(count(calendar(LIST "/1/agenda.ics"), "\nUID:"), 1);
    assert_int_equal(get(LIST "/2").code, 404);
    assert_int_equal(get(LIST "/abc").code, 404);
}

/* Nobody travels to a « Visio ». */
static void test_on_line(void **state)
{
    (void)state;
    open_day(1, 9001);
    site_run("UPDATE porte_ouverte SET nature = 'visio'");
    struct reply reply = get(LIST "/1");
    page_lacks(&reply, "rue du Lac");
    const struct json *event = json_item(json_member(data_of(&reply), "@graph"), 0);
    says(event, "eventAttendanceMode", "https://schema.org/OnlineEventAttendanceMode");
    says(json_member(event, "location"), "@type", "VirtualLocation");
    says(json_member(event, "location"), "url", "https://lac.exemple.fr/po");
    const char *text = calendar(LIST_ICS);
    has(text, "\nLOCATION:En ligne\n");
    has(text, "\nCONFERENCE;VALUE=URI:https://lac.exemple.fr/po\n");
    assert_null(strstr(text, "\nGEO"));
}

/* ---- the list */

static void test_list_with_filters(void **state)
{
    (void)state;
    open_day(1, 9001);
    open_day(2, 9001);
    site_run("UPDATE porte_ouverte SET nature = 'apprentissage' WHERE id = 2");
    struct reply reply = get(LIST);
    page_shows(&reply, "2 portes ouvertes à venir");
    page_finds(&reply, "//a[@href='" RECORD "'][normalize-space()='Lycée du Lac']");
    page_shows(&reply, "Site du Lac, 1 rue du Lac, 44000 NANTES");
    page_finds(&reply, "//option[@value='85'][normalize-space()='Vendée']");
    reply = get(LIST "?nature=apprentissage&departement=44");
    page_shows(&reply, "1 porte ouverte à venir");
    page_finds(&reply, "//option[@value='apprentissage'][@selected]");
    page_finds(&reply, "//option[@value='44'][@selected]");
    page_finds(&reply, "//*[@href='" LIST_ICS "?nature=apprentissage&departement=44']");
    page_lacks(&reply, "Jour 1");
    reply = get(LIST "?departement=53");
    page_shows(&reply, "Aucune porte ouverte à venir pour ce choix");
    page_finds(&reply, "//*[@href='" LIST "']");
    reply = get(LIST "?apres=2199-01-01%7C1");
    page_shows(&reply, "Revenir au début");
}

static void test_queries_of_the_hostile(void **state)
{
    (void)state;
    open_day(1, 9001);
    static const char *const queries[] = {"?nature=%3Cscript%3Ealert(1)%3C/script%3E",
                                          "?departement=%22%3E%3Cscript%3Ealert(1)",
                                          "?departement=%25",
                                          "?departement=%FF%00",
                                          "?apres=abc",
                                          "?apres=99999999999999999999",
                                          "?nature='%20OR%201=1--",
                                          "?nature=&nature=&departement&&=="};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct reply reply = get(arena_printf(site_arena, LIST "%s", queries[i]));
        assert_int_equal(reply.code, 200);
        assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"),
                         0);
        page_shows(&reply, "1 porte ouverte à venir"); /* what is no choice is no filter */
        calendar(arena_printf(site_arena, LIST_ICS "%s", queries[i]));
    }
}

/* Follows « Voir la suite » to the end, as a person does. */
static void test_pages(void **state)
{
    (void)state;
    enum { DAYS = 45 };
    for (int i = 1; i <= DAYS; i++) {
        open_day_on(i, 9001, 1 + (i * 5) % 3, arena_printf(site_arena, "'Jour n%d.'", i), "NULL");
    }
    int seen[DAYS + 1] = {0};
    const char *path = LIST "?nature=forum";
    int pages = 0;
    while (path && pages < 10) {
        struct reply reply = get(path);
        assert_int_equal(reply.code, 200);
        page_shows(&reply, "45 portes ouvertes à venir");
        for (int i = 1; i <= DAYS; i++) {
            seen[i] += (int)page_count(
                &reply, arena_printf(site_arena, "//h3[a][normalize-space()='Jour n%d.']", i));
        }
        path = page_text(&reply, "//a[@rel='next'][starts-with(@href, '" LIST
                                 "?nature=forum&departement=&')]/@href");
        pages++;
    }
    assert_int_equal(pages, 3);
    for (int i = 1; i <= DAYS; i++) {
        assert_int_equal(seen[i], 1);
    }
    assert_int_equal(count(calendar(LIST_ICS), "\nUID:"), DAYS);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        EACH(test_record),
        EACH(test_what_is_not_public),
        EACH(test_not_found),
        EACH(test_bare_record),
        EACH(test_kept_by_anybody),
        EACH(test_home_leads_there),
        EACH(test_statements_do_not_grow),
        EACH(test_data_of_the_record),
        EACH(test_data_without_a_position),
        EACH(test_hostile_texts),
        EACH(test_calendar),
        EACH(test_calendar_of_a_filter),
        EACH(test_removed),
        EACH(test_page_of_one),
        EACH(test_on_line),
        EACH(test_list_with_filters),
        EACH(test_queries_of_the_hostile),
        EACH(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
