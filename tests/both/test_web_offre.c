/* The offer as browsers enter it: a formation, its actions and sessions from nothing to published;
 * nothing typed is ever lost; nobody else's is ever seen. */
#include "test_db.h"
#include "web/site.h"

#include "dates.h"

#include "derives.h"

#include "crypto.h"
#include "nomenclature.h"
#include "offre.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\u00A0"
#define NOUVELLE "/formations/nouvelle"
#define TITRE "Titre professionnel assistant ressources humaines"

STATEMENT(TEST_OFFRE_CONTACT, "", "i",
          "SELECT min(c.numero) FROM contact c JOIN site s ON s.numero = c.site"
          " JOIN etablissement e ON e.id = s.etablissement_id"
          " WHERE e.siret = '" SITE_OWN "' AND c.etat = 'A'");
STATEMENT(TEST_OFFRE_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(TEST_OFFRE_SESSIONS, "i", "i", "SELECT count(*) FROM session WHERE action = $1");
STATEMENT(TEST_OFFRE_FORMATIONS, "", "i", "SELECT count(*) FROM formation");
STATEMENT(TEST_OFFRE_TOUT, "", "iiiiiii",
          "SELECT (SELECT count(*) FROM formation_contenu),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM formation_contenu),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM action_contenu),"
          " (SELECT CAST(sum(version) AS BIGINT) FROM session),"
          " (SELECT count(*) FROM offre_code), (SELECT count(*) FROM offre_detail),"
          " (SELECT count(*) FROM journal)");
STATEMENT(TEST_OFFRE_CONTENU, "i", "tt",
          "SELECT COALESCE(v.objectif, ''), COALESCE(b.objectif, '') FROM formation f"
          " LEFT JOIN formation_contenu v ON v.id = f.vive"
          " LEFT JOIN formation_contenu b ON b.id = f.brouillon WHERE f.numero = $1");
STATEMENT(TEST_OFFRE_DATES, "i", "tt",
          "SELECT debut, fin FROM session WHERE action = $1 ORDER BY numero DESC");
STATEMENT(TEST_OFFRE_CODES, "i", "i",
          "SELECT count(*) FROM offre_code c JOIN formation f ON c.contenu = f.brouillon"
          " WHERE c.noun = 'formation' AND c.champ = 'formacodes' AND f.numero = $1");

/* ---- gestures of people */

static const char *below(const char *path, const char *rest)
{
    return arena_printf(site_arena, "%s/%s", path, rest);
}

/* Path of a redirect, without its query and fragment. */
static const char *sent_to(const struct reply *reply)
{
    assert_code(reply, 303);
    const char *location = page_header(reply, "Location");
    return arena_strndup(site_arena, location, strcspn(location, "?#"));
}

static int64_t number_of(const char *path)
{
    return strtoll(strrchr(path, '/') + 1, NULL, 10);
}

static struct params form_at(struct browser *browser, const char *path, const char *action)
{
    struct reply page = browser_get(browser, path);
    assert_code(&page, 200);
    return page_form(&page, action);
}

/* Names and values in turn, ended by NULL. */
static void set_all(struct params *form, const char *const *pairs)
{
    for (; *pairs; pairs += 2) {
        form_set(form, pairs[0], pairs[1]);
    }
}

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void save(struct browser *browser, const char *path, const char *const *pairs)
{
    struct params form = form_at(browser, path, path);
    set_all(&form, pairs);
    struct reply reply = send_form(browser, path, &form);
    assert_string_equal(sent_to(&reply), path);
    struct reply page = browser_get(browser, page_header(&reply, "Location"));
    assert_code(&page, 200);
    page_finds(&page, "//p[@class='flash-title'][normalize-space()='Enregistré']");
}

/* A button of a page that sends nothing but the token. */
static struct reply press(struct browser *browser, const char *page, const char *action)
{
    struct params form = form_at(browser, page, action);
    return send_form(browser, action, &form);
}

static const char *contact(void)
{
    return arena_printf(site_arena, "%lld", (long long)site_number(&TEST_OFFRE_CONTACT));
}

static const char *make_formation(struct browser *browser, const char *titre)
{
    struct params form = form_at(browser, NOUVELLE "?etablissement=" SITE_OWN, NOUVELLE);
    form_set(&form, "intitule", titre);
    struct reply reply = send_form(browser, NOUVELLE, &form);
    return sent_to(&reply);
}

static void fill_formation(struct browser *browser, const char *path)
{
    save(browser, path,
         PAIRS("formacodes", "10001", "objectif", "Gérer le personnel", "resultats_attendus",
               "Attestation", "contenu", "Paie\nRecrutement", "certifiante", "0", "parcours", "1",
               "niveau_entree", "13", "contacts", contact()));
}

static const char *make_action(struct browser *browser, const char *formation)
{
    const char *path = below(formation, "actions/nouvelle");
    struct params form = form_at(browser, path, path);
    struct reply reply = send_form(browser, path, &form);
    return sent_to(&reply);
}

static void fill_action(struct browser *browser, const char *path, const char *heures)
{
    save(browser, path,
         PAIRS("type", "continue", "modalite_enseignement", "2", "publics", "83056",
               "niveau_entree_obligatoire", "0", "conditions_specifiques", "Aucune condition",
               "prise_en_charge", "1", "rythme", "Temps plein", "modalites_alternance",
               "Pas d'alternance", "entrees_sorties", "0", "heures_centre", heures, "prix_total",
               "4500,50"));
}

/* « Envoyer en validation » of the bar, whatever else was typed. */
static struct reply envoyer(struct browser *browser, const char *action)
{
    struct params form = form_at(browser, action, action);
    form_add(&form, "envoyer", "1");
    return send_form(browser, action, &form);
}

/* A row « Autres sessions » of the form of a new session. */
static void add_row(struct params *form, const char *rang, const char *debut, const char *fin,
                    const char *places)
{
    form_add(form, "seance", rang);
    form_set(form, arena_printf(site_arena, "seance-%s-debut", rang), debut);
    form_set(form, arena_printf(site_arena, "seance-%s-fin", rang), fin);
    form_set(form, arena_printf(site_arena, "seance-%s-places", rang), places);
}

static void add_session(struct browser *browser, const char *action, const char *debut,
                        const char *fin)
{
    const char *path = below(action, "sessions/nouvelle");
    struct params form = form_at(browser, path, path);
    set_all(&form, PAIRS("debut", debut, "fin", fin));
    struct reply reply = send_form(browser, path, &form);
    assert_string_equal(sent_to(&reply), action);
}

/* One that lacks nothing. */
static const char *complete_action(struct browser *browser)
{
    const char *formation = make_formation(browser, TITRE);
    fill_formation(browser, formation);
    const char *action = make_action(browser, formation);
    fill_action(browser, action, "300");
    add_session(browser, action, "04/01/2094", "28/05/2094");
    return action;
}

/* The address of the last session of an action. */
static const char *session_of(struct browser *browser, const char *action)
{
    struct reply page = browser_get(browser, action);
    const char *path = page_text(&page, "(//a/@href[starts-with(., '/sessions/')])[last()]");
    assert_non_null(path);
    return path;
}

/* The one that the page of an action leads to. */
static const char *formation_of(struct browser *browser, const char *action)
{
    struct reply page = browser_get(browser, action);
    const char *path = page_text(&page, "//a/@href[starts-with(., '/formations/2')]");
    assert_non_null(path);
    return path;
}

static const char *state_of(const char *action)
{
    struct db_rows rows;
    const char *etat = "";
    DB_QUERY(site_db, &TEST_OFFRE_ETAT, &rows, BIND_INT(number_of(action)));
    if (db_next(&rows)) {
        etat = db_text(&rows, 0, site_arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return etat;
}

static int64_t count_of(const struct statement *statement, const char *path)
{
    struct db_rows rows;
    int64_t n = -1;
    DB_QUERY(site_db, statement, &rows, BIND_INT(number_of(path)));
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static const char *two_texts(const struct statement *statement, const char *path)
{
    struct db_rows rows;
    const char *texts = "";
    DB_QUERY(site_db, statement, &rows, BIND_INT(number_of(path)));
    while (db_next(&rows)) {
        texts = texts[0] ? texts
                         : arena_printf(site_arena, "%s|%s", db_text(&rows, 0, site_arena),
                                        db_text(&rows, 1, site_arena));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return texts;
}

/* Everything of the offer that a refusal must not change. */
static const char *everything(void)
{
    struct db_rows rows;
    const char *text = "";
    db_query(site_db, &TEST_OFFRE_TOUT, &rows, NULL, 0);
    if (db_next(&rows)) {
        for (int i = 0; i < 7; i++) {
            text = arena_printf(site_arena, "%s %lld", text, (long long)db_int(&rows, i));
        }
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

/* Where nothing was typed, something may be proposed. */
static void assert_kept(const struct params *sent, const struct params *shown)
{
    for (size_t i = 0; i < sent->n; i++) {
        bool found = form_is_token(sent->items[i].name) || !sent->items[i].value[0];
        for (size_t j = 0; j < shown->n && !found; j++) {
            found = strcmp(sent->items[i].name, shown->items[j].name) == 0 &&
                    strcmp(sent->items[i].value, shown->items[j].value) == 0;
        }
        if (!found) {
            fail_msg("lost: %s=%s", sent->items[i].name, sent->items[i].value);
        }
    }
}

/* ---- from nothing to published */

static void test_whole_path(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    fill_formation(&of, formation);
    const char *premiere = make_action(&of, formation);
    const char *seconde = make_action(&of, formation);
    fill_action(&of, premiere, "300");
    fill_action(&of, seconde, "500");
    add_session(&of, premiere, "04/01/2094", "28/05/2094");
    add_session(&of, premiere, "06/09/2094", "28/01/2095");
    add_session(&of, seconde, "04/01/2094", "28/05/2094");
    struct reply page = browser_get(&of, formation);
    page_shows(&page, "2 dont 0 active");
    page_shows(&page, "En cours de saisie");
    struct reply reply = envoyer(&of, premiere);
    assert_string_equal(sent_to(&reply), premiere);
    assert_string_equal(state_of(premiere), "en_attente_de_validation");
    page = browser_get(&of, premiere);
    page_shows(&page, "En attente de validation");
    assert_int_equal(page_count(&page, "//*[@name='rythme']"), 0); /* told, not asked */

    struct browser carif = browser_of("carif@exemple.fr");
    reply = press(&carif, premiere, below(premiere, "valider"));
    assert_string_equal(sent_to(&reply), premiere);
    assert_string_equal(state_of(premiere), "validee");
    assert_string_equal(state_of(seconde), "en_cours_de_saisie");
    page = browser_get(&of, formation);
    page_shows(&page, "2 dont 2 actives");
    page = browser_get(&of, "/sessions?liste=actives&q=190");
    assert_code(&page, 200);
}

static void test_what_lacks_is_a_link_to_its_field(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    const char *action = make_action(&of, formation);
    struct reply reply = envoyer(&of, action);
    assert_code(&reply, 422);
    assert_string_equal(state_of(action), "en_cours_de_saisie");
    page_shows(&reply, "Session" NBSP ": aucune, une au moins attendue");
    size_t links = page_count(&reply, "//*[@id='erreurs']//li/a");
    for (size_t i = 1; i <= links; i++) {
        const char *href =
            page_text(&reply, arena_printf(site_arena, "(//*[@id='erreurs']//li/a/@href)[%zu]", i));

        struct reply target = browser_get(&of, arena_strndup(site_arena, href, strcspn(href, "#")));
        assert_code(&target, 200);
        const char *field = strchr(href, '#');
        if (field) {
            page_finds(&target, arena_printf(site_arena, "//*[@id='%s']", field + 1));
        }
    }
    /* 8 required fields of a formation besides its title, 9 of an action besides its site, and a
     * session; what its modality will ask for is not known yet. */
    assert_int_equal(links, 8 + 9 + 1);
    fill_formation(&of, formation);
    fill_action(&of, action, "10");
    reply = envoyer(&of, action);
    assert_code(&reply, 422);
    page_shows(&reply, "1 point à compléter");
}

/* ---- refused, and kept */

static void assert_refused(struct browser *browser, const char *path, const char *const *pairs,
                           const char *message)
{
    const char *before = everything();
    struct params form = form_at(browser, path, path);
    set_all(&form, pairs);
    struct reply reply = send_form(browser, path, &form);
    assert_code(&reply, 422);
    page_shows(&reply, message);
    page_finds(&reply, arena_printf(site_arena, "//a[@href='#%s']", pairs[0]));
    struct params shown = page_form(&reply, path);
    assert_kept(&form, &shown);
    assert_string_equal(everything(), before);
}

static const char *repeat(const char *text, size_t n)
{
    char *all = arena_alloc(site_arena, n * strlen(text) + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(all + i * strlen(text), text, strlen(text));
    }
    return all;
}

static void test_refusals_keep_what_was_typed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    const char *action = make_action(&of, formation);
    assert_refused(&of, formation, PAIRS("objectif", repeat("é", 3001), "contenu", "gardé"),
                   "3001 caractères, 3000 au maximum");
    assert_refused(&of, formation, PAIRS("formacodes", "99999"), "99999");
    assert_refused(&of, formation, PAIRS("intitule", "<script>alert(1)</script>"),
                   "balise HTML refusée");
    assert_refused(&of, action, PAIRS("prix_horaire", "12,345", "heures_centre", "7"),
                   "Prix horaire TTC" NBSP ":");
    assert_refused(&of, action, PAIRS("heures_centre", "-1", "prix_total", "10"),
                   "Heures en centre" NBSP ":");
    assert_refused(&of, action,
                   PAIRS("heures_total", "12", "heures_centre", "7", "heures_entreprise", "7"),
                   "attendu 14");
    assert_refused(&of, action, PAIRS("liens", "javascript:alert(1)"), "Liens" NBSP ":");
}

/* One character more than the page says a field takes, for every field of the form. */
#define COUNTED "//form[@id='fiche']//*[@data-compteur][not(ancestor::template)]"
static size_t pass_the_limits(struct browser *browser, const char *path)
{
    struct reply page = browser_get(browser, path);
    size_t n = page_count(&page, COUNTED);
    for (size_t i = 1; i <= n; i++) {
        const char *name =
            page_text(&page, arena_printf(site_arena, "(" COUNTED ")[%zu]/@name", i));
        const char *limit =
            page_text(&page, arena_printf(site_arena, "(" COUNTED ")[%zu]/@data-compteur", i));
        size_t maximum = strtoul(limit, NULL, 10);

        assert_refused(browser, path, PAIRS(name, repeat("é", maximum + 1)),
                       arena_printf(site_arena, NBSP ": %zu caractères, %zu au maximum",
                                    maximum + 1, maximum));
    }
    return n;
}

static void test_every_limit_shown_is_the_one_refused(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    const char *action = make_action(&of, formation);
    add_session(&of, action, "04/01/2094", "28/05/2094");
    /* LHEO 2.3: intitule-formation, objectif-formation, resultats-attendus, contenu-formation at
     * least; texts of an action from info-public-vise to acces-handicapes; an address of three
     * lines. */
    assert_true(pass_the_limits(&of, formation) >= 4);
    assert_true(pass_the_limits(&of, action) >= 15);
    assert_true(pass_the_limits(&of, session_of(&of, action)) >= 5);
}

static void test_an_address_of_51_characters(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    struct params form = form_at(&of, action, action);
    set_all(&form, PAIRS("rythme", "Gardé", "lieu", "7", "lieu-7-ligne1", repeat("é", 51),
                         "lieu-7-code_postal", "44000", "lieu-7-ville", "NANTES"));
    const char *before = everything();
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 422);
    page_finds(
        &reply,
        "//a[@href='#lieu-7-ligne1'][starts-with(normalize-space(), 'Lieux de formation, 1" NBSP
        ": Ligne 1" NBSP ": 51 caractères, 50 au maximum')]");
    struct params shown = page_form(&reply, action);
    assert_kept(&form, &shown);
    assert_string_equal(everything(), before);
}

/* A dash stands for nothing; a certifiante names a certification, a présentiel a place. */
static void test_a_dash_a_certification_a_place(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *formation = formation_of(&of, action);
    save(&of, formation, PAIRS("objectif", "-"));
    save(&of, formation, PAIRS("certifiante", "1"));
    save(&of, action, PAIRS("rythme", " - "));
    save(&of, action, PAIRS("modalite_enseignement", "0"));
    struct reply reply = envoyer(&of, action);
    assert_code(&reply, 422);
    page_shows(&reply, "4 points à compléter");
    page_shows(&reply, "Formation" NBSP ": champ obligatoire «" NBSP "Objectif" NBSP "» manquant");
    page_shows(&reply, "Formation" NBSP ": certification manquante");
    page_shows(&reply, "Action" NBSP ": champ obligatoire «" NBSP "Rythme" NBSP "» manquant");
    page_shows(&reply, "Action" NBSP ": lieu de formation manquant");
    assert_string_equal(state_of(action), "en_cours_de_saisie");
    struct params kept = form_at(&of, formation, formation);
    assert_string_equal(params_get(&kept, "objectif"), "-");
}

static void test_drafts_may_be_incomplete(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    save(&of, formation, PAIRS("objectif", "Seulement ceci"));
    struct params form = form_at(&of, formation, formation);
    assert_string_equal(params_get(&form, "objectif"), "Seulement ceci");
    assert_string_equal(params_get(&form, "contenu"), "");
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "|Seulement ceci");
}

static void test_new_formation_refused(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *before = everything();
    struct params form = form_at(&of, NOUVELLE, NOUVELLE);
    assert_string_equal(params_get(&form, "etablissement"), SITE_OWN);
    struct reply reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//a[@href='#intitule']");
    form_set(&form, "objectif", "Gardé");
    form_set(&form, "formacodes", "99999");
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 422);
    struct params shown = page_form(&reply, NOUVELLE);
    assert_kept(&form, &shown);
    form_set(&form, "intitule", "Chez un autre");
    form_set(&form, "etablissement", SITE_FOREIGN);
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 404);
    assert_string_equal(everything(), before);

    struct browser carif = browser_of("carif@exemple.fr"); /* chooses the establishment first */
    reply = browser_get(&carif, NOUVELLE);
    assert_code(&reply, 200);
    page_finds(&reply, "//form[@method='get'][@action='" NOUVELLE "']");
    reply = browser_get(&carif, NOUVELLE "?etablissement=00000000000000");
    page_shows(&reply, "inconnu dans l'annuaire");
    form = form_at(&carif, NOUVELLE "?etablissement=" SITE_FOREIGN, NOUVELLE);
    assert_string_equal(params_get(&form, "etablissement"), SITE_FOREIGN);
}

/* One form: all that is typed before the first save is saved by it, whatever lacks. */
static void test_a_new_record_is_the_form_of_the_record(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = form_at(&of, NOUVELLE, NOUVELLE);
    set_all(&form, PAIRS("intitule", "Tout d'un coup", "objectif", "Savoir", "contacts", contact(),
                         "formacodes", "10001", "certification", "7", "certification-7-code_rncp",
                         "35584", "suite", "1"));
    struct reply reply = send_form(&of, NOUVELLE, &form);
    if (reply.code == 422) { /* a code that the list does not know is told once */
        form = page_form(&reply, NOUVELLE);
        form_set(&form, "suite", "1");
        reply = send_form(&of, NOUVELLE, &form);
    }
    const char *path = sent_to(&reply);
    const char *formation =
        arena_strndup(site_arena, path, strlen(path) - strlen("/actions/nouvelle"));
    assert_string_equal(path, below(formation, "actions/nouvelle"));
    struct params saved = form_at(&of, formation, formation);
    assert_string_equal(params_get(&saved, "objectif"), "Savoir");
    assert_string_equal(params_get(&saved, "formacodes"), "10001");
    assert_string_equal(params_get(&saved, "certification-7-code_rncp"), "35584");
    assert_non_null(params_get(&saved, "contacts"));

    form = form_at(&of, path, path);
    set_all(&form,
            PAIRS("rythme", "Le soir", "publics", "83056", "lieu", "7", "lieu-7-denomination",
                  "Antenne", "lieu-7-ligne1", "12 rue de Rennes", "lieu-7-code_postal", "44000",
                  "lieu-7-ville", "NANTES", "lieu-7-commune_insee", "44109", "suite", "1"));
    reply = send_form(&of, path, &form);
    const char *sessions = sent_to(&reply);
    const char *action =
        arena_strndup(site_arena, sessions, strlen(sessions) - strlen("/sessions/nouvelle"));
    saved = form_at(&of, action, action);
    assert_string_equal(params_get(&saved, "rythme"), "Le soir");
    assert_string_equal(params_get(&saved, "lieu-7-ligne1"), "12 rue de Rennes");
    reply = browser_get(&of, action);
    page_finds(&reply, "//section[@id='lieu']//summary/span[strong='Antenne']"
                       "/span[.='12 rue de Rennes, 44000 NANTES']");
    reply = browser_get(&of, formation);
    page_finds(&reply, arena_printf(site_arena, "//a[@href='%s']", action));
}

/* Kept by the page, then changed and sent again as if no answer had come: one record. */
static void test_a_drawing_makes_one_record(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = form_at(&of, NOUVELLE, NOUVELLE);
    form_set(&form, "objectif", "Savoir");
    form_set(&form, "auto", "1");
    struct reply reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "\"attendu\":\"Intitulé\"");
    form_set(&form, "intitule", "Gardée toute seule");
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 200);
    page_shows(&reply, "\"adresse\":\"/formations/");
    const int64_t made = site_number(&TEST_OFFRE_FORMATIONS);
    form_set(&form, "contenu", "Tout");
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 200);
    form_set(&form, "auto", NULL);
    form_set(&form, "resultats_attendus", "Attestation");
    reply = send_form(&of, NOUVELLE, &form);
    const char *formation = sent_to(&reply);
    assert_int_equal(site_number(&TEST_OFFRE_FORMATIONS), made);
    struct params saved = form_at(&of, formation, formation);
    assert_string_equal(params_get(&saved, "contenu"), "Tout");
    assert_string_equal(params_get(&saved, "resultats_attendus"), "Attestation");
    form_set(&form, "contenu", "Tout, autrement"); /* it has not seen what it saved */
    reply = send_form(&of, NOUVELLE, &form);
    assert_code(&reply, 409);
    form = page_form(&reply, formation);
    assert_string_equal(params_get(&form, "contenu"), "Tout, autrement");
}

/* ---- codes without JavaScript */

static void test_codes_are_added_and_put_aside_without_saving(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    const char *before = everything();
    struct params form = form_at(&of, formation, formation);
    form_set(&form, "formacodes", "10001");
    form_set(&form, "intitule", "Pas encore enregistré");
    form_set(&form, "ajouter", "formacodes");
    struct reply page = send_form(&of, formation, &form);
    assert_code(&page, 200);
    page_shows(&page, "10001 - Terme 1");
    form = page_form(&page, formation);
    assert_string_equal(params_get(&form, "intitule"), "Pas encore enregistré");
    form_set(&form, "retirer", "formacodes:10001");
    page = send_form(&of, formation, &form);
    assert_code(&page, 200);
    page_lacks(&page, "10001 - Terme 1");
    assert_string_equal(everything(), before);
    save(&of, formation, PAIRS("formacodes", "10003"));
    assert_int_equal(count_of(&TEST_OFFRE_CODES, formation), 1);
}

static void test_a_certification_fills_title_and_level(void **state)
{
    (void)state;
    assert_int_equal(nomenclature_extrait(site_db), STATUS_OK);
    struct browser of = browser_of("of@exemple.fr");
    struct params form = form_at(&of, NOUVELLE, NOUVELLE);
    form_add(&form, "certification_choisie", "RNCP37715");
    struct reply reply = send_form(&of, NOUVELLE, &form);
    const char *formation = sent_to(&reply);
    struct params parcours = form_at(&of, formation, formation);
    assert_string_equal(params_get(&parcours, "certifiante"), "1");
    assert_string_equal(params_get(&parcours, "niveau_sortie"), "13"); /* level 3 */
    struct params description = form_at(&of, formation, formation);
    assert_non_null(strstr(params_get(&description, "intitule"), "vie aux familles"));

    /* chosen later, from the search in the form: what was typed stays, and is saved with it */
    const char *autre = make_formation(&of, "Provisoire");
    form = form_at(&of, autre, autre);
    set_all(&form,
            PAIRS("objectif", "Gardé", "q_certification", "cuisine", "chercher", "certification"));
    struct reply found = send_form(&of, autre, &form);
    assert_code(&found, 200);
    page_finds(&found, "//*[@class='trouvees']//label[contains(., 'CAP')]/span/mark[.='cuisine']");
    page_finds(&found, "//input[@value='115708'][not(@disabled)]");
    form = page_form(&found, autre);
    assert_string_equal(params_get(&form, "objectif"), "Gardé");
    set_all(&form, PAIRS("certification_choisie", "RNCP38430", "reprendre", "1"));
    reply = send_form(&of, autre, &form);
    assert_string_equal(sent_to(&reply), autre);
    description = form_at(&of, autre, autre);
    assert_non_null(strstr(params_get(&description, "intitule"), "uisine"));
    assert_string_equal(params_get(&description, "objectif"), "Gardé");
    const char *rang = params_get(&description, "certification");
    assert_non_null(rang);
    assert_string_equal(
        params_get(&description, arena_printf(site_arena, "certification-%s-code_rncp", rang)),
        "38430");
}

#define FOLDED(section)                                                                            \
    "//section[contains(@class, 'section-pliee')]/details[not(@open)]//*[@id='section-" section "']"
#define OPENED(section)                                                                            \
    "//section[contains(@class, 'section-pliee')]/details[@open]//*[@id='section-" section "']"

static void test_what_is_complete_is_folded(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    static const char formation[] = "/formations/192";
    struct params form = form_at(&carif, formation, formation);
    struct params pressed = form_at(&carif, formation, formation);
    struct params emptied = form_at(&carif, formation, formation);
    struct reply page = browser_get(&carif, formation);
    page_finds(&page, FOLDED("objectifs") "//textarea[@name='objectif']");
    page_finds(&page, FOLDED("description"));
    page_finds(&page, "//nav//a[@href='#section-objectifs'][contains(., 'complet')]");

    /* without JavaScript, where a list was added to */
    form_add(&pressed, "ajouter", "nsf");
    page = send_form(&carif, formation, &pressed);
    page_finds(&page, OPENED("description"));
    page_finds(&page, FOLDED("objectifs"));

    form_set(&form, "contenu", "Un <b>gras & un reste");
    page = send_form(&carif, formation, &form);
    assert_code(&page, 422);
    page_finds(&page, "//section[@id='section-objectifs']//textarea[@name='contenu']");
    page_finds(&page, FOLDED("description"));

    form_set(&emptied, "objectif", "");
    page = send_form(&carif, formation, &emptied);
    page = browser_get(&carif, formation);
    page_finds(&page, "//section[@id='section-objectifs'][contains(., 'à compléter')]");
    page = browser_get(&carif, "/actions/50751");
    assert_int_equal(page_count(&page, "//section[contains(@class, 'section-pliee')]//h2"), 0);
}

static struct reply looked_for(struct browser *browser, const char *formation, const char *q,
                               const char *button)
{
    struct params form = form_at(browser, formation, formation);
    set_all(&form, PAIRS("q_certification", q, "chercher", button));
    struct reply reply = send_form(browser, formation, &form);
    assert_code(&reply, 200);
    return reply;
}

/* What can be chosen, what cannot be and why, what came in its place. */
static void test_what_was_found_says_what_it_is(void **state)
{
    (void)state;
    assert_int_equal(nomenclature_extrait(site_db), STATUS_OK);
    site_run("UPDATE nomenclature SET fin = '2001-02-03' WHERE code = 'RNCP38430';"
             "UPDATE nomenclature SET inactive = '1' WHERE code = 'RNCP37537';"
             "INSERT INTO certification_succession (nouvelle, ancienne) VALUES"
             " ('RNCP39266', 'RNCP38430'), ('RNCP39266', 'RNCP99')");
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, "Provisoire");
    struct reply page = looked_for(&of, formation, "cap", "certification");
    page_finds(&page, "//li[.//input[@value='115708'][@disabled]]"
                      "[contains(., 'finie le 03/02/2001, ne peut plus être choisie')]"
                      "[contains(., 'remplacée par RNCP39266')]");
    page_finds(&page, "//li[.//input[@value='82703'][@disabled]]"
                      "[contains(., 'inactive, ne peut plus être choisie')]");
    page_finds(&page, "//li[.//input[@value='106627'][not(@disabled)]]"
                      "[contains(., 'remplace RNCP38430, RNCP99')]");
    struct params form = page_form(&page, formation);
    form_add(&form, "certification_choisie", "106627");
    form_add(&form, "choisir", "certification");
    page = send_form(&of, formation, &form);
    form = page_form(&page, formation);
    set_all(&form, PAIRS("q_certification", "39266", "chercher", "certification"));
    page = send_form(&of, formation, &form);
    page_finds(&page, "//li[contains(., 'déjà sur la fiche')]//input[@disabled][@checked]");
    page_finds(&page, "//li//small//mark[.='RNCP39266']");
    page = looked_for(&of, formation, "cap", "");
    assert_int_equal(page_count(&page, "//*[@class='trouvees']"), 0);
}

/* A second certification, whatever it was before. */
static struct reply with_second(struct browser *browser, const char *formation, const char *code)
{
    struct params form = form_at(browser, formation, formation);
    form_set(&form, "certification", NULL);
    form_add(&form, "certification", "1");
    form_add(&form, "certification", "2");
    form_set(&form, "certification-2-code_rncp", code);
    return send_form(browser, formation, &form);
}

/* A code has one form; the same twice is refused; one that the official list does not know, or that
 * ended, is told, and kept when it is sent again. Nothing of it can be sent to the officers. */
static void test_codes_of_certifications_are_checked(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    for (int i = 1; i <= 100; i++) {
        site_run(arena_printf(site_arena,
                              "INSERT INTO nomenclature (nom, code, libelle) VALUES"
                              " ('rncp', 'RNCP%d', 'Titre') ON CONFLICT DO NOTHING",
                              i));
    }
    site_run("UPDATE nomenclature SET fin = '2001-02-03' WHERE code = 'RNCP9'");
    struct params form = form_at(&of, formation, formation);
    set_all(&form, PAIRS("certification", "1", "certification-1-code_rncp", "RNCP7"));
    struct reply reply = send_form(&of, formation, &form);
    sent_to(&reply);
    reply = with_second(&of, formation, "7");
    assert_code(&reply, 422);
    page_shows(&reply, "déjà saisi");
    reply = with_second(&of, formation, "7Z");
    assert_code(&reply, 422);
    page_shows(&reply, "numéro de fiche attendu");
    static const char *const fautes[][2] = {{"RNCP99999", "RNCP 99999, inconnue du répertoire"},
                                            {"9", "RNCP 9, enregistrement fini le 03/02/2001"}};
    for (size_t i = 0; i < 2; i++) {
        reply = with_second(&of, formation, fautes[i][0]);
        assert_code(&reply, 422);
        page_shows(&reply, fautes[i][1]);
        struct params shown = page_form(&reply, formation);
        reply = send_form(&of, formation, &shown);
        sent_to(&reply);
    }
    reply = browser_get(&of, formation);
    page_shows(&reply, "RNCP 9");
}

/* ---- two editors */

static void test_two_editors_of_one_draft(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    struct params mine = form_at(&of, formation, formation);
    struct params theirs = form_at(&carif, formation, formation);
    set_all(&theirs, PAIRS("objectif", "Celui du service Offre", "contenu", "Le sien"));
    struct reply reply = send_form(&carif, formation, &theirs);
    sent_to(&reply);
    /* What she alone changed is saved, what he alone changed is kept, what both did is asked. */
    set_all(&mine, PAIRS("objectif", "Le mien", "resultats_attendus", "Les miens"));
    reply = send_form(&of, formation, &mine);
    assert_code(&reply, 409);
    page_shows(&reply, "Enregistré, sauf ce qui attend votre choix");
    assert_non_null(strstr(page_text(&reply, "//*[@class='versions-champ']/li[1]//ins"),
                           "Celui du service Offre"));
    assert_non_null(
        strstr(page_text(&reply, "//*[@class='versions-champ']/li[2]//ins"), "Le mien"));
    page_shows(&reply, "Ses autres changements, Contenu, sont repris");
    struct params shown = page_form(&reply, formation);
    assert_string_equal(params_get(&shown, "objectif"), "Le mien");
    assert_string_equal(params_get(&shown, "contenu"), "Le sien");
    struct params kept = form_at(&of, formation, formation);
    assert_string_equal(params_get(&kept, "objectif"), "Celui du service Offre");
    assert_string_equal(params_get(&kept, "resultats_attendus"), "Les miens");
    assert_string_equal(params_get(&kept, "contenu"), "Le sien");
    assert_int_equal(page_count(&reply, "//input[@type='radio'][@name='choix-objectif']"), 3);
    assert_int_equal(page_count(&reply, "//input[@type='radio'][@checked]"), 0);
    /* nothing ticked: asked again, with all that was typed */
    form_set(&shown, "objectif", "Un troisième");
    form_set(&shown, "contenu", "Encore le sien");
    reply = send_form(&of, formation, &shown);
    assert_code(&reply, 409);
    assert_non_null(
        strstr(page_text(&reply, "//*[@class='versions-champ']/li[2]//ins"), "Le mien"));
    shown = page_form(&reply, formation);
    assert_string_equal(params_get(&shown, "objectif"), "Un troisième");
    assert_string_equal(params_get(&shown, "contenu"), "Encore le sien");
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "|Celui du service Offre");
    /* her own, though the field holds another */
    struct params third = shown;
    struct params his = shown;
    form_set(&shown, "choix-objectif", "mien");
    reply = send_form(&of, formation, &shown);
    assert_string_equal(sent_to(&reply), formation);
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "|Le mien");
    /* the third, unless somebody changed it once more */
    form_set(&third, "choix-objectif", "nouveau");
    reply = send_form(&of, formation, &third);
    assert_code(&reply, 409);
    page_shows(&reply, "Vous l'avez changé aussi dans une autre page");
    third = page_form(&reply, formation);
    form_set(&third, "choix-objectif", "nouveau");
    reply = send_form(&of, formation, &third);
    assert_string_equal(sent_to(&reply), formation);
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "|Un troisième");
    /* or the other one's, as it is now */
    save(&carif, formation, PAIRS("objectif", "Un autre encore"));
    form_set(&his, "choix-objectif", "sien");
    reply = send_form(&of, formation, &his);
    assert_string_equal(sent_to(&reply), formation);
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "|Un autre encore");
}

/* Other fields: both are saved, and what was taken in is said with who did it. */
static void test_two_editors_of_different_fields(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    struct params mine = form_at(&of, action, action);
    struct params theirs = form_at(&carif, action, action);
    set_all(&theirs, PAIRS("rythme", "Le soir", "lieu", "5", "lieu-5-ligne1", "12 rue de Rennes",
                           "lieu-5-code_postal", "44350", "lieu-5-commune_insee", "44069"));
    struct reply reply = send_form(&carif, action, &theirs);
    assert_string_equal(sent_to(&reply), action);
    set_all(&mine, PAIRS("modalites_alternance", "Sans", "financeur", "6",
                         "financeur-6-code_financeur", "1"));
    reply = send_form(&of, action, &mine);
    assert_string_equal(sent_to(&reply), action);
    struct reply page = browser_get(&of, page_header(&reply, "Location"));
    page_shows(&page,
               "a aussi changé" NBSP ": Rythme, Lieux de formation. C'est repris ci-dessous.");
    struct params both = page_form(&page, action);
    assert_string_equal(params_get(&both, "rythme"), "Le soir");
    assert_string_equal(params_get(&both, "modalites_alternance"), "Sans");
    assert_string_equal(params_get(&both, "lieu-5-ligne1"), "12 rue de Rennes");
    assert_string_equal(params_get(&both, "financeur-6-code_financeur"), "1");
    /* a record inside that both changed */
    theirs = form_at(&carif, action, action);
    form_set(&theirs, "lieu-5-ligne1", "13 rue de Rennes");
    reply = send_form(&carif, action, &theirs);
    assert_string_equal(sent_to(&reply), action);
    form_set(&both, "lieu", NULL); /* taken out */
    reply = send_form(&of, action, &both);
    assert_code(&reply, 409);
    page_shows(&reply, "13 rue de Rennes");
    both = form_at(&of, action, action);
    assert_string_equal(params_get(&both, "lieu-5-ligne1"), "13 rue de Rennes");
    /* out it goes, once she says so */
    struct params mienne = page_form(&reply, action);
    reply = send_form(&of, action, &mienne);
    assert_code(&reply, 409);
    page_finds(&reply, "//*[@class='versions-champ']/li[2]//*[normalize-space()='Retiré']");
    mienne = page_form(&reply, action);
    form_set(&mienne, "choix-lieu-5", "mien");
    reply = send_form(&of, action, &mienne);
    assert_string_equal(sent_to(&reply), action);
    both = form_at(&of, action, action);
    assert_null(params_get(&both, "lieu-5-ligne1"));
}

static void add_place(struct params *form, const char *rang, const char *ligne1)
{
    const char *nom = arena_printf(site_arena, "lieu-%s", rang);
    form_add(form, "lieu", rang);
    form_add(form, arena_printf(site_arena, "%s-ligne1", nom), ligne1);
    form_add(form, arena_printf(site_arena, "%s-code_postal", nom), "44350");
    form_add(form, arena_printf(site_arena, "%s-commune_insee", nom), "44069");
}

/* A record inside that one person corrects while another takes it out. */
static void test_a_record_inside_is_changed_and_taken_out(void **state)
{
    (void)state;
    static const char *const choix[][2] = {
        {"mien", "13 rue"}, {"nouveau", "14 rue"}, {"sien", NULL}};
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    for (size_t i = 0; i < 3; i++) {
        struct params mine = form_at(&of, action, action);
        add_place(&mine, "5", "12 rue");
        struct reply reply = send_form(&of, action, &mine);
        sent_to(&reply);
        mine = form_at(&of, action, action);
        save(&carif, action, PAIRS("lieu", NULL));
        form_set(&mine, "lieu-5-ligne1", "13 rue");
        reply = send_form(&of, action, &mine);
        assert_code(&reply, 409);
        page_finds(&reply, "//*[@class='versions-champ']/li[1]//*[normalize-space()='Retiré']");
        mine = page_form(&reply, action);
        form_set(&mine, "lieu-5-ligne1", "14 rue");
        form_set(&mine, "choix-lieu-5", choix[i][0]);
        reply = send_form(&of, action, &mine);
        assert_string_equal(sent_to(&reply), action);
        mine = form_at(&of, action, action);
        const char *ligne1 = params_get(&mine, "lieu-5-ligne1");
        assert_string_equal(ligne1 ? ligne1 : "", choix[i][1] ? choix[i][1] : "");
        save(&of, action, PAIRS("lieu", NULL, "rythme", choix[i][0]));
    }
}

/* A draft kept by its page: what is right is saved, what is wrong left as it was; nothing live. */
static void test_a_draft_is_kept_by_its_page(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct params form = form_at(&of, action, action);
    struct params stale = form_at(&carif, action, action);
    set_all(&form, PAIRS("rythme", "Le soir", "prix_horaire", "12,345", "lieu", "5",
                         "lieu-5-ligne1", "12 rue", "auto", "1"));
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    page_source_shows(&reply, "\"heure\":");
    page_source_shows(&reply, "[\"prix_horaire\",\"lieu-5\"]");
    struct params kept = form_at(&of, action, action);
    assert_string_equal(params_get(&kept, "rythme"), "Le soir");
    assert_string_equal(params_get(&kept, "prix_horaire"), "");
    assert_null(params_get(&kept, "lieu"));
    /* both changed one: nothing is saved over it */
    set_all(&stale, PAIRS("rythme", "La nuit", "modalites_alternance", "Autre", "auto", "1"));
    reply = send_form(&carif, action, &stale);
    assert_code(&reply, 409);
    page_source_shows(&reply, "\"conflit\":\"Rythme\"");
    kept = form_at(&of, action, action);
    assert_string_equal(params_get(&kept, "rythme"), "Le soir");
    assert_string_equal(params_get(&kept, "modalites_alternance"), "Pas d'alternance");
    /* never what is live */
    reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    struct reply page = browser_get(&of, action);
    page_lacks(&page, "data-auto");
    form = page_form(&page, action);
    set_all(&form, PAIRS("liens", "https://exemple.fr", "auto", "1"));
    reply = send_form(&of, action, &form);
    assert_code(&reply, 403);
    kept = form_at(&of, action, action);
    assert_string_equal(params_get(&kept, "liens"), "");
}

/* A form made from what is live, by a program that does not say what it saw, while somebody else
 * opened its draft: both count from 1. */
static void test_two_editors_of_a_live_one(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    struct params mine = form_at(&of, action, action);
    form_set(&mine, "vu", NULL);
    for (int i = 0; i < 8; i++) {
        save(&carif, action, PAIRS("rythme", i % 2 ? "Le soir" : "La nuit"));
        form_set(&mine, "rythme", "Le mien");
        reply = send_form(&of, action, &mine);
        assert_code(&reply, 409);
    }
    struct reply page = browser_get(&of, action);
    page_shows(&page, "Version publiée inchangée");
}

/* ---- its life */

static void test_sent_twice_withdrawn_refused(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct params form = form_at(&of, action, action);
    form_set(&form, "envoyer", "1");
    struct reply reply = send_form(&of, action, &form);
    sent_to(&reply);
    reply = send_form(&of, action, &form);
    sent_to(&reply); /* the button was pressed twice */
    struct params again = {0};
    form_add(&again, "jeton", params_get(&form, "jeton"));
    reply = send_form(&of, below(action, "envoyer"), &again);
    assert_code(&reply, 409); /* a form that says nothing of what it saw */
    struct params locked = form_at(&carif, action, action);
    reply = send_form(&of, action, &locked);
    assert_code(&reply, 403);

    reply = press(&of, action, below(action, "retirer"));
    assert_string_equal(sent_to(&reply), action);
    assert_string_equal(state_of(action), "en_cours_de_saisie");
    reply = envoyer(&of, action);
    sent_to(&reply);

    const char *refuser = below(action, "refuser");
    form = form_at(&carif, action, refuser);
    reply = send_form(&carif, refuser, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Champ obligatoire «" NBSP "Motif du refus" NBSP "» manquant");
    form_set(&form, "motif", repeat("x", 1001));
    reply = send_form(&carif, refuser, &form);
    assert_code(&reply, 422);
    struct params shown = page_form(&reply, refuser);
    assert_kept(&form, &shown);
    form_set(&form, "motif", "Le rythme est à préciser");
    reply = send_form(&carif, refuser, &form);
    assert_string_equal(sent_to(&reply), action);
    struct reply page = browser_get(&of, action);
    page_shows(&page, "Refusée, à corriger");
    page_shows(&page, "Le rythme est à préciser");
    page_shows(&page, "Envoyer en validation");
}

/* A page that was open for too long: the gesture waits for a word, with what was typed. */
static struct params to_confirm(struct browser *browser, const char *record, const char *path,
                                const char *gesture, const char *motif)
{
    struct params form = form_at(browser, record, path);
    form_set(&form, "jeton", "ancien");
    if (motif) {
        form_set(&form, "motif", motif);
    }
    struct reply reply = send_form(browser, path, &form);
    assert_code(&reply, 403);
    page_finds(&reply,
               arena_printf(site_arena, "//button[svg][normalize-space()=\"%s\"]", gesture));
    page_finds(&reply, arena_printf(site_arena,
                                    "//*[@href='%s'][starts-with(normalize-space(), 'Abandonner')]",
                                    record));
    if (motif) {
        page_finds(&reply, arena_printf(site_arena,
                                        "//dt[normalize-space()='Motif du "
                                        "refus']/following-sibling::dd[1][normalize-space()='%s']",
                                        motif));
    }
    return page_form(&reply, path);
}

static void test_gestures_of_an_old_page_are_confirmed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct params form = form_at(&of, action, action);
    set_all(&form, PAIRS("envoyer", "1", "jeton", "ancien"));
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 403);
    page_finds(&reply, "//button[svg][normalize-space()='Envoyer en validation']");
    assert_string_equal(state_of(action), "en_cours_de_saisie");
    form = page_form(&reply, action);
    reply = send_form(&of, action, &form);
    assert_string_equal(sent_to(&reply), action);
    assert_string_equal(state_of(action), "en_attente_de_validation");
    const char *refuser = below(action, "refuser");
    form = to_confirm(&carif, action, refuser, "Refuser l'action", "Le rythme manque");
    reply = send_form(&carif, refuser, &form);
    assert_string_equal(sent_to(&reply), action);
    struct reply page = browser_get(&of, action);
    page_shows(&page, "Le rythme manque");
    reply = browser_post(&of, "/deconnexion", "jeton=ancien");
    assert_string_equal(sent_to(&reply), "/");
}

/* An officer looks; the organisation takes it back, changes it, sends it again. */
static void test_what_changed_meanwhile_is_not_validated_unseen(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    const char *valider = below(action, "valider");
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    struct params seen = form_at(&carif, action, valider);
    reply = press(&of, action, below(action, "retirer"));
    sent_to(&reply);
    save(&of, action, PAIRS("rythme", "La nuit"));
    reply = envoyer(&of, action);
    sent_to(&reply);
    reply = send_form(&carif, valider, &seen);
    assert_code(&reply, 409);
    page_shows(&reply, "a modifié cette action entre-temps");
    page_finds(&reply, "//td[contains(normalize-space(), 'La nuit')]");
    page_finds(&reply, arena_printf(site_arena, "//*[@href='%s/historique']", action));
    assert_string_equal(state_of(action), "en_attente_de_validation");
    seen = page_form(&reply, valider); /* and now it is seen */
    reply = send_form(&carif, valider, &seen);
    sent_to(&reply);
    assert_string_equal(state_of(action), "validee");
}

static void test_a_near_duplicate_wants_a_reason(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    struct reply reply = press(&of, action, below(action, "dupliquer"));
    const char *copie = sent_to(&reply);
    assert_string_not_equal(copie, action);
    add_session(&of, copie, "04/01/2094", "28/05/2094");
    reply = envoyer(&of, copie);
    assert_code(&reply, 422);
    page_shows(&reply, "mêmes durées");
    page_finds(&reply, arena_printf(site_arena, "//a[@href='%s']", action));
    struct params form = page_form(&reply, copie);
    assert_non_null(params_get(&form, "raison"));
    set_all(&form, PAIRS("raison", "Pour les salariés", "envoyer", "1"));
    reply = send_form(&of, copie, &form);
    assert_string_equal(sent_to(&reply), copie);
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&carif, copie);
    page_shows(&page, "Pour les salariés");
}

#define VERSIONS "//div[@class='versions']/section"

static const char *today(void)
{
    char iso[DATES_ISO_SIZE];
    dates_today(iso);
    return dates_show(site_arena, iso);
}

/* `words`: with one %s. */
static void assert_in(const struct reply *page, const char *xpath, const char *words,
                      const char *word)
{
    const char *at = strstr(words, "%s");
    const char *expected =
        arena_printf(site_arena, "%.*s%s%s", (int)(at - words), words, word, at + 2);
    const char *found = page_text(page, xpath);
    if (!strstr(found, expected)) {
        assert_string_equal(found, expected);
    }
}

static void test_live_while_the_draft_is_entered(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct reply page = browser_get(&of, action); /* a first entry has the left half alone */
    assert_int_equal(page_count(&page, VERSIONS), 1);
    page_finds(&page, VERSIONS "/h2[normalize-space()='Pas encore en ligne']");
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    page = browser_get(&of, action);
    assert_int_equal(page_count(&page, VERSIONS), 1);
    assert_in(&page, VERSIONS, "Envoyée le %s, elle paraîtra une fois validée.", today());
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    page = browser_get(&of, action);
    assert_int_equal(page_count(&page, VERSIONS), 1);
    assert_in(&page, VERSIONS, "voient cette version, validée le %s.", today());
    const char *formation = formation_of(&of, action);
    save(&of, formation, PAIRS("objectif", "Modifié"));
    assert_string_equal(two_texts(&TEST_OFFRE_CONTENU, formation), "Gérer le personnel|Modifié");
    assert_string_equal(state_of(action), "en_cours_de_saisie");
    page = browser_get(&of, formation);
    page_shows(&page, "Version publiée inchangée");
    /* The block of the two versions, the field, the page of the differences. */
    assert_in(&page, VERSIONS "[1]", "toujours la version validée le %s.", today());
    assert_in(&page, VERSIONS "[2]", "Commencée le %s par vous, 1 changement.", today());
    page_finds(&page, arena_printf(site_arena, "//a[@href='%s/abandonner']", formation));
    assert_string_equal(page_text(&page, "//p[@id='objectif-ligne']"),
                        "En ligne" NBSP ": Gérer le personnel");
    assert_int_equal(page_count(&page, "//p[contains(@class, 'valeur-en-ligne')]"), 1);
    page = browser_get(&of, below(formation, "differences"));
    assert_code(&page, 200);
    assert_int_equal(page_count(&page, "//tbody/tr"), 1);
    assert_non_null(strstr(page_text(&page, "//tbody//del"), "Gérer le personnel"));
    assert_non_null(strstr(page_text(&page, "//tbody//ins"), "Modifié"));
    page = browser_get(&of, below(action, "differences"));
    page_shows(&page, "Rien ne change");
    page = browser_get(&carif, formation);
    assert_in(&page, VERSIONS "[2]", "Commencée le %s par Camille Aubry", today());
    /* what the public sees is one click away, of the action too */
    static const char *const vues[] = {"apercu", "apercu?version=en-ligne"};
    for (size_t i = 0; i < 2; i++) {
        const char *vue = below(i ? action : formation, vues[i]);
        page = browser_get(&of, i ? action : formation);
        page_finds(&page, arena_printf(site_arena, VERSIONS "[1]//a[@href='%s']", vue));
        page = browser_get(&of, vue);
        assert_code(&page, 200);
        page_shows(&page, "Gérer le personnel");
        page_lacks(&page, "Modifié");
    }
    reply = browser_get(&of, below(action, "apercu"));
    assert_code(&reply, 200);
    page_shows(&reply, "Modifié");
    page_shows(&reply, "4" NBSP "500,50" NBSP "€");
    page_finds(&reply, "//dd[normalize-space()='Tout public']");
    reply = browser_get(&of, below(action, "apercu?vue=lheo"));
    assert_code(&reply, 200);
    page_shows(&reply, "<objectif-formation>Modifié</objectif-formation>");
    page_shows(&reply, "voici ce que les partenaires recevront");
    reply = browser_get(&of, below(action, "lheo.xml"));
    assert_code(&reply, 200);
    assert_string_equal(page_header(&reply, "Content-Type"), "application/xml");
    assert_memory_equal(page_header(&reply, "Content-Disposition"), "attachment; filename=\"lheo-",
                        strlen("attachment; filename=\"lheo-"));
    page_source_shows(&reply, "<lheo xmlns=\"http://lheo.gouv.fr/2.3\">");
    page_source_shows(&reply, "<objectif-formation>Modifié</objectif-formation>");
}

/* Places and who pays: added, changed, taken out, each says so, with what is online. */
static void test_records_inside_say_what_changed(void **state)
{
    (void)state;
    static const char inside[] = "//*[@id='%s']//span[contains(@class, 'tag-modifie')]";
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct params form = form_at(&of, action, action);
    add_place(&form, "5", "12 rue");
    add_place(&form, "6", "13 rue");
    set_all(&form, PAIRS("financeur", "6", "financeur-6-code_financeur", "1",
                         "financeur-6-nb_places", "10"));
    struct reply reply = send_form(&of, action, &form);
    sent_to(&reply);
    reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    struct reply page = browser_get(&of, action);
    assert_int_equal(page_count(&page, "//span[contains(@class, 'tag-modifie')]"), 0);
    form = page_form(&page, action);
    form_set(&form, "lieu", NULL);
    form_set(&form, "lieu", "5");
    add_place(&form, "8", "15 rue");
    set_all(&form, PAIRS("lieu-5-ligne1", "14 rue", "financeur-6-nb_places", "12"));
    reply = send_form(&of, action, &form);
    sent_to(&reply);
    page = browser_get(&of, action);
    page_finds(
        &page,
        "//*[@id='lieu-5']//summary[@aria-describedby='lieu-5-ligne'][contains(., 'modifié')]");
    assert_string_equal(page_text(&page, "//*[@id='lieu-5-ligne']"),
                        "En ligne" NBSP ": Ligne 1 «" NBSP "12 rue" NBSP "»");
    assert_string_equal(page_text(&page, "//*[@id='lieu-5-ligne1-ligne']"),
                        "En ligne" NBSP ": 12 rue");
    page_finds(&page,
               "//input[@id='lieu-5-ligne1'][contains(@aria-describedby, 'lieu-5-ligne1-ligne')]");
    assert_string_equal(page_text(&page, "//*[@id='financeur-6-nb_places-ligne']"),
                        "En ligne" NBSP ": 10");
    assert_string_equal(page_text(&page, arena_printf(site_arena, inside, "lieu-8")), "ajouté");
    page_finds(&page,
               "//ul[@class='details-retires']/li[contains(., 'retiré')][contains(., '13 rue')]");
    assert_in(&page, VERSIONS "[2]", "%s changements.", "4");
}

/* What is told to the service Offre when it is sent: kept until then, read by both while it is
 * examined, in the history for ever. */
static void test_a_message_goes_with_the_sending(void **state)
{
    (void)state;
    static const char shown[] = "//*[p='Message au service Offre']/p[@class='texte-libre mb-0']";
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct params form = form_at(&of, action, action);
    struct params stale = form_at(&carif, action, action);
    form_set(&form, "message", "Nouveau tarif\n<b>");
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//a[@href='#message']");
    form = page_form(&reply, action);
    form_set(&form, "message", arena_printf(site_arena, "%01001d", 0));
    reply = send_form(&of, action, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Message au service Offre" NBSP ": 1001 caractères, 1000 au maximum");
    /* saved, it waits for the sending; who did not see it does not wipe it */
    save(&of, action, PAIRS("message", "Nouveau tarif\nau 1er janvier"));
    form_set(&stale, "rythme", "Le soir");
    reply = send_form(&carif, action, &stale);
    sent_to(&reply);
    form = form_at(&of, action, action);
    assert_string_equal(params_get(&form, "message"), "Nouveau tarif\nau 1er janvier");
    reply = browser_get(&carif, action);
    assert_int_equal(page_count(&reply, shown), 0);
    reply = envoyer(&of, action);
    sent_to(&reply);
    struct browser *const both[] = {&of, &carif};
    for (size_t i = 0; i < 2; i++) {
        reply = browser_get(both[i], action);
        assert_string_equal(page_text(&reply, shown), "Nouveau tarif au 1er janvier");
    }
    reply = browser_get(&of, below(action, "historique"));
    page_shows(&reply, "Message au service Offre");
    /* taken back, it is there to be changed; validated, it is over */
    reply = press(&of, action, below(action, "retirer"));
    sent_to(&reply);
    form = form_at(&of, action, action);
    set_all(&form, PAIRS("message", "Corrigé", "envoyer", "1"));
    reply = send_form(&of, action, &form);
    sent_to(&reply);
    reply = browser_get(&carif, action);
    assert_string_equal(page_text(&reply, shown), "Corrigé");
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    save(&of, action, PAIRS("rythme", "La nuit"));
    form = form_at(&of, action, action);
    assert_string_equal(params_get(&form, "message"), "");
}

/* What the document of a draft lacks is said, each with the way to it. */
static void test_a_draft_as_partners_see_it(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, "L'art & la manière <3");
    const char *action = make_action(&of, formation);
    struct reply page = browser_get(&of, below(action, "apercu?vue=lheo"));
    assert_code(&page, 200);
    page_shows(&page, "Document incomplet");
    page_finds(&page, arena_printf(site_arena, "//a[@href='%s#objectif']", formation));
    page_shows(&page, "L'art &amp; la manière &lt;3</intitule-formation>");
    page_lacks(&page, "objectif-formation&gt;");
    page = browser_get(&of, below(action, "apercu"));
    page_lacks(&page, "Document incomplet");

    add_session(&of, action, "01/02/2020", "01/03/2020");
    page = browser_get(&of, below(action, "apercu?vue=lheo"));
    page_shows(&page, "aucune à venir");
}

/* Boxes of two closed tables: by their labels; a code of before is there to be unticked. */
static void test_publics_are_boxes(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    struct reply page = browser_get(&of, action);
    page_finds(
        &page,
        "//*[@value='83056'][@checked]/following-sibling::span[normalize-space()='Tout public']");
    page_finds(&page,
               "//*[@value='96127']/following-sibling::span[normalize-space()='Chantier école']");
    assert_int_equal(page_count(&page, "//*[@data-dialogue='publics-liste']"), 0);
    save(&of, action, PAIRS("publics", "82044"));
    page = browser_get(&of, action);
    page_finds(
        &page,
        "//*[@value='82044'][@checked]/following-sibling::span[normalize-space()='Salarié']");
    page_finds(&page,
               "//*[@value='83056']/following-sibling::span[normalize-space()='Tout public']");
    page = browser_get(&of, below(action, "historique"));
    page_shows(&page, "Tout public");
    page_shows(&page, "Salarié");
    struct params form = form_at(&of, action, action);
    form_add(&form, "publics", "15474");
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Publics visés" NBSP ": valeur 2, choix inconnu de LHEO (15474), prenez une "
                       "valeur de la liste");
    page_finds(&reply,
               "//*[@value='15474'][@checked]/following-sibling::span[normalize-space()='15474']");
}

/* ---- sessions */

static void test_many_sessions_at_once(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    const char *path = below(action, "sessions/nouvelle");
    const char *before = everything();
    struct params form = form_at(&of, path, path);
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Champ obligatoire «" NBSP "Date début" NBSP "» manquant");
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094", "places", "12"));
    add_row(&form, "2", "05/01/2094", "04/01/2094", "");
    add_row(&form, "3", "", "", "douze");
    form_add(&form, "dispositifs", "8");
    reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    page_finds(&reply,
               "//a[@href='#seance-2-fin'][starts-with(normalize-space(), 'Autres sessions, 1" NBSP
               ":')][contains(., 'avant le début')]");
    page_finds(&reply, "//a[@href='#seance-3-debut'][contains(., 'Autres sessions, 2')]");
    page_finds(&reply, "//a[@href='#seance-3-places'][contains(., 'Autres sessions, 2')]");
    struct params shown = page_form(&reply, path);
    assert_kept(&form, &shown);
    assert_string_equal(everything(), before);

    form_set(&shown, "ajouter", "seance"); /* without JavaScript */
    reply = send_form(&of, path, &shown);
    assert_code(&reply, 200);
    assert_int_equal(page_count(&reply, "//ul[@id='seance-liste']/li"), 3);
    shown = page_form(&reply, path);
    form_set(&shown, "retirer", "seance:3");
    reply = send_form(&of, path, &shown);
    assert_code(&reply, 200);
    assert_int_equal(page_count(&reply, "//ul[@id='seance-liste']/li"), 2);
    shown = page_form(&reply, path);
    form_set(&shown, "seance-2-fin", "06/01/2094");
    add_row(&shown, "5", "01/02/2094", "01/02/2094", "3");
    reply = send_form(&of, path, &shown);
    assert_string_equal(sent_to(&reply), action);
    assert_int_equal(count_of(&TEST_OFFRE_SESSIONS, action), 3);
    struct params made = form_at(&of, session_of(&of, action), session_of(&of, action));
    assert_string_equal(params_get(&made, "dispositifs"), "8");
    reply = browser_get(&of, action);
    page_finds(&reply, "//tr[contains(., '05/01/2094')]/td[normalize-space()='12']");
    page_finds(&reply, "//tr[contains(., '01/02/2094')]/td[normalize-space()='3']");
}

/* A new session is all that a session is: lists, the records inside, what is said of both. */
static void test_a_new_session_is_the_form_of_a_session(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    const char *path = below(action, "sessions/nouvelle");
    struct params form = form_at(&of, path, path);
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094", "contacts", contact(),
                         "inscription_debut", "01/12/2093", "inscription_fin", "20/12/2093",
                         "modalites_inscription", "Par téléphone", "lien", "www.exemple.fr",
                         "commune", "Laval", "cycle", "4", "cycle-4-type_cycle", "1"));
    add_row(&form, "5", "11/01/2094", "04/06/2094", "");
    struct reply reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    reply = browser_get(&of, action);
    for (int i = 1; i <= 2; i++) {
        const char *session = page_text(
            &reply, arena_printf(site_arena, "(//td[@data-label='Code FAS']/a)[%d]/@href", i));
        struct params made = form_at(&of, session, session);
        assert_string_equal(params_get(&made, "contacts"), contact());
        assert_string_equal(params_get(&made, "modalites_inscription"), "Par téléphone");
        assert_string_equal(params_get(&made, "commune"), "Laval");
        assert_string_equal(params_get(&made, "cycle-4-type_cycle"), "1");
        assert_string_equal(params_get(&made, "inscription_debut"),
                            i == 1 ? "01/12/2093" : "08/12/2093");
        struct reply history = browser_get(&of, below(session, "historique"));
        page_shows(&history, "Par téléphone");
    }
}

/* What is sent again from one drawing makes nothing twice, whatever was typed in between. */
static void test_a_drawing_makes_its_sessions_once(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    const char *path = below(action, "sessions/nouvelle");
    struct params form = form_at(&of, path, path);
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094"));
    add_row(&form, "2", "05/01/2094", "29/05/2094", "");
    struct reply reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    assert_int_equal(count_of(&TEST_OFFRE_SESSIONS, action), 2);
    form_set(&form, "seance-2-places", "7");
    add_row(&form, "3", "06/01/2094", "30/05/2094", "");
    reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    assert_int_equal(count_of(&TEST_OFFRE_SESSIONS, action), 3);
    reply = browser_get(&of, action);
    page_finds(&reply, "//tr[contains(., '05/01/2094')]/td[normalize-space()='7']");
    const char *second = page_text(&reply, "//tr[contains(., '05/01/2094')]//a/@href");
    save(&of, second, PAIRS("places", "8"));
    const char *before = everything();
    form_set(&form, "seance-2-places", "9");
    reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//a[@href='#seance'][contains(., 'changée depuis')]");
    assert_string_equal(everything(), before);
}

/* The action was removed while its sessions were typed. */
static void test_sessions_of_a_removed_action(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *formation = make_formation(&of, TITRE);
    const char *action = make_action(&of, formation);
    const char *path = below(action, "sessions/nouvelle");
    const char *autre = below(formation, "actions/nouvelle");
    struct params form = form_at(&of, path, path);
    struct params form_autre = form_at(&of, autre, autre);
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094"));
    struct reply reply = press(&of, below(action, "supprimer"), below(action, "supprimer"));
    assert_code(&reply, 303);
    reply = send_form(&of, path, &form);
    assert_code(&reply, 404);
    page_shows(&reply, arena_printf(site_arena, "Action %s supprimée", strrchr(action, '/') + 1));
    reply = browser_get(&of, path);
    assert_code(&reply, 404);
    page_shows(&reply, "a été supprimée");
    reply = press(&of, below(formation, "supprimer"), below(formation, "supprimer"));
    assert_code(&reply, 303);
    reply = send_form(&of, autre, &form_autre);
    assert_code(&reply, 404);
    page_shows(&reply,
               arena_printf(site_arena, "Formation %s supprimée", strrchr(formation, '/') + 1));
}

/* Dates are read as on the page of a session, which it is. */
static void test_dates_as_people_write_them(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    const char *path = below(action, "sessions/nouvelle");
    struct params form = form_at(&of, path, path);
    set_all(&form, PAIRS("debut", "demain", "fin", "31/2/2094"));
    add_row(&form, "2", "01/01/1900", "20940301", "");
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Date début" NBSP ": date illisible, attendu jj/mm/aaaa, par exemple "
                       "01/09/2027");
    page_shows(&reply, "Date fin" NBSP ": 31/02/2094 n'existe pas dans le calendrier");
    page_shows(&reply, "Autres sessions, 1" NBSP ": Date début" NBSP ": 01/01/1900 est trop tôt, "
                       "attendu du 01/01/1990 au 31/12/2099");
    page_finds(&reply, "//*[@aria-describedby='debut-erreur debut-aide']");
    page_finds(&reply, "//*[@aria-describedby='seance-2-debut-erreur seance-2-debut-aide']");
    page_lacks(&reply, "placeholder");
    set_all(&form, PAIRS("debut", "4 janv. 2094", "fin", "28-5-2094", "seance-2-debut",
                         "1er février 2094"));
    struct params both = form;
    form_add(&both, "dispositifs", "0");
    form_add(&both, "dispositifs", "8");
    reply = send_form(&of, path, &both);
    assert_code(&reply, 422);
    page_shows(&reply, "Dispositifs" NBSP ": «" NBSP "Sans dispositif" NBSP
                       "» et un autre à la fois, l'un ou l'autre attendu");
    page_finds(&reply, "//*[@value='0'][@checked][@data-seul]");
    reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    const char *session = session_of(&of, action);
    reply = browser_get(&of, session);
    page_shows(&reply, "Du 01/02/2094 au 01/03/2094");
    page_finds(&reply, "//*[@value='01/02/2094']");
    page_finds(&reply, "//*[@aria-describedby='debut-avertissement debut-aide']");
    page_shows(&reply, "Date début" NBSP ": dans plus de cinq ans, vérifiez l'année");
    page_finds(&reply, "//p[@id='debut-aide'][normalize-space()='jj/mm/aaaa']");
}

static void test_a_session_is_changed_stopped(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    save(&of, session, PAIRS("places", "12", "fin", "30/05/2094"));
    assert_refused(&of, session, PAIRS("fin", "", "places", "3"),
                   "Champ obligatoire «" NBSP "Date fin" NBSP "» manquant");
    assert_refused(&of, session, PAIRS("fin", "03/01/2094"), "Date fin" NBSP ":");
    struct params stale = form_at(&of, session, session);
    save(&of, session, PAIRS("modalites_inscription", "Par téléphone", "places", "13"));
    form_set(&stale, "places", "99");
    struct reply reply = send_form(&of, session, &stale);
    assert_code(&reply, 409);

    reply = press(&of, session, below(session, "desactiver"));
    assert_string_equal(sent_to(&reply), session);
    struct reply page = browser_get(&of, session);
    page_shows(&page, "Désactivée");
    reply = press(&of, session, below(session, "activer"));
    assert_string_equal(sent_to(&reply), session);
    page = browser_get(&of, session);
    page_lacks(&page, "Désactivée");
    page = browser_get(&of, below(session, "historique"));
    assert_code(&page, 200);
    page_shows(&page, "Par téléphone");
}

/* ---- the same session twice */

/* What the button « Enregistrer quand même » of a page sends. */
static const char *yes_of(const struct reply *page)
{
    const char *yes = page_text(page, "//*[@name='quand_meme']/@value");
    if (!yes) {
        fail_msg("nothing to say yes to\n%s", page_gist(page));
    }
    return yes;
}

/* The form came back with all that was sent, told as `said` (an XPath), and nothing was saved since
 * `before`; returns it as a browser without JavaScript sends it by « Enregistrer quand même ». */
static struct params asked(const struct reply *reply, const struct params *sent, const char *path,
                           const char *said, const char *before)
{
    assert_code(reply, 422);
    page_finds(reply, said);
    page_shows(reply, "Enregistrer quand même");
    assert_string_equal(everything(), before);
    struct params form = page_form(reply, path);
    assert_kept(sent, &form);
    form_set(&form, "quand_meme", yes_of(reply));
    return form;
}

/* The last contact of what is published leaves: told before, marked after, mended by another. */
static void test_the_last_contact_leaves(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    const char *formation = formation_of(&of, action);
    const char *path = arena_printf(site_arena, "/annuaire/contacts/%s", contact());
    struct params form = form_at(&carif, path, path);
    form_set(&form, "etat", "I");
    reply = send_form(&carif, path, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "dernier contact actif");
    page_finds(&reply, arena_printf(site_arena, "//a[@href='%s']", action));
    struct reply page = browser_get(&carif, action);
    page_lacks(&page, "n'est plus complète");
    form = page_form(&reply, path);
    form_set(&form, "quand_meme", yes_of(&reply));
    reply = send_form(&carif, path, &form);
    sent_to(&reply);
    page = browser_get(&carif, action);
    page_shows(&page, "La version publiée n'est plus complète");
    page_finds(
        &page,
        arena_printf(
            site_arena,
            "//a[@href='%s#contacts'][starts-with(normalize-space(), 'Aucun contact actif')]",
            formation));
    form = form_at(&carif, path, path);
    form_set(&form, "etat", "A");
    reply = send_form(&carif, path, &form);
    sent_to(&reply);
    page = browser_get(&carif, action);
    page_lacks(&page, "n'est plus complète");
}

static const char *twin_line(const char *subject, const char *session, const char *reason)
{
    const char *numero = strrchr(session, '/') + 1;
    return arena_printf(site_arena,
                        "//li[a[@href='%s'][@target='_blank']][normalize-space()="
                        "'%sSession %s (nouvel onglet), %s']",
                        session, subject, numero, reason);
}

#define SAME(dates) dates ", mêmes dates au même lieu"
#define AGAIN(dates) dates ", reconduite de la même session"

static void test_the_same_session_twice(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    const char *path = below(action, "sessions/nouvelle");
    struct params form = form_at(&of, path, path);
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094", "places", "7"));
    add_row(&form, "2", "01/02/2094", "02/02/2094", "");
    add_row(&form, "3", "", "", "");
    add_row(&form, "4", "01/02/2094", "02/02/2094", "");
    form_add(&form, "dispositifs", "8");
    const char *before = everything();
    struct reply reply = send_form(&of, path, &form);
    struct params yes =
        asked(&reply, &form, path,
              "//*[@id='doublons'][contains(., '2 sessions existent peut-être déjà')]", before);
    page_finds(&reply, twin_line("Première session" NBSP ": ", session,
                                 SAME("du 04/01/2094 au 28/05/2094")));
    page_finds(&reply, "//li[normalize-space()='Autres sessions, 3" NBSP
                       ": Autres sessions, 1, mêmes dates au même lieu']");

    /* The button of always, pressed again, asks again. */
    form_set(&yes, "quand_meme", NULL);
    reply = send_form(&of, path, &yes);
    yes = asked(&reply, &form, path, "//*[@id='doublons'][contains(., '2 sessions existent')]",
                before);
    /* Changed to meet another one: asked again. */
    add_session(&of, action, "07/06/2094", "11/06/2094");
    before = everything();
    set_all(&yes, PAIRS("debut", "07/06/2094", "fin", "11/06/2094"));
    reply = send_form(&of, path, &yes);
    form_set(&yes, "quand_meme", NULL);
    yes = asked(&reply, &yes, path, "//*[@id='doublons'][contains(., '2 sessions existent')]",
                before);
    reply = send_form(&of, path, &yes);
    assert_string_equal(sent_to(&reply), action);
    assert_int_equal(count_of(&TEST_OFFRE_SESSIONS, action), 5);
}

static void test_a_session_changed_into_another(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *first = session_of(&of, action);
    add_session(&of, action, "07/06/2094", "11/06/2094");
    const char *second = session_of(&of, action);
    assert_string_not_equal(first, second);
    const char *before = everything();
    struct params form = form_at(&of, second, second);
    set_all(&form, PAIRS("debut", "04/01/2094", "fin", "28/05/2094", "places", "9"));
    struct reply reply = send_form(&of, second, &form);
    struct params yes = asked(&reply, &form, second,
                              twin_line("", first, SAME("du 04/01/2094 au 28/05/2094")), before);
    page_shows(&reply, "Cette session existe peut-être déjà");
    reply = send_form(&of, second, &yes);
    assert_string_equal(sent_to(&reply), second);
    assert_string_equal(two_texts(&TEST_OFFRE_DATES, action), "2094-01-04|2094-05-28");
    /* Twins as they are now, what does not make them so is not asked about. */
    save(&of, second, PAIRS("places", "10"));
    save(&of, first, PAIRS("modalites_inscription", "Par courriel"));
}

static void test_the_same_formation_twice(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *first = make_formation(&of, TITRE);
    const char *told =
        arena_printf(site_arena,
                     "//li[a[@href='%s'][@target='_blank']][normalize-space()="
                     "'Formation %s (nouvel onglet), même intitulé, en cours de saisie']",
                     first, strrchr(first, '/') + 1);
    const char *before = everything();
    struct params form = form_at(&of, NOUVELLE, NOUVELLE);
    form_set(&form, "intitule", "TITRE professionnel assistant ressources humaines");
    struct reply reply = send_form(&of, NOUVELLE, &form);
    struct params yes = asked(&reply, &form, NOUVELLE, told, before);
    page_shows(&reply, "Cette formation existe peut-être déjà");
    reply = send_form(&of, NOUVELLE, &yes);
    const char *second = sent_to(&reply);
    assert_string_not_equal(second, first);
    save(&of, second, PAIRS("formacodes", "10001"));

    const char *third = make_formation(&of, "Autre chose");
    before = everything();
    form = form_at(&of, third, third);
    form_set(&form, "intitule", TITRE);
    reply = send_form(&of, third, &form);
    yes = asked(&reply, &form, third, told, before);
    reply = send_form(&of, third, &yes);
    assert_string_equal(sent_to(&reply), third);
}

/* An action that waits to be validated shows nothing: activating its session does not either. */
static void test_what_does_not_appear_is_not_said_to(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    struct reply page = browser_get(&of, session);
    page_shows(&page, "Cette session ne paraît pas sur le site public.");
    struct reply reply = press(&of, session, below(session, "desactiver"));
    reply = press(&of, session, below(session, "activer"));
    page = browser_get(&of, page_header(&reply, "Location"));
    page_shows(&page, "Elle ne paraît pas encore");
    reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    page = browser_get(&of, session);
    page_shows(&page, "paraissent dès l'enregistrement");
    reply = press(&of, session, below(session, "desactiver"));
    reply = press(&of, session, below(session, "activer"));
    page = browser_get(&of, page_header(&reply, "Location"));
    page_shows(&page, "Elle paraît jusqu'à sa date de fin");
}

static void test_a_copy_exists_once_it_has_its_dates(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    save(&of, session,
         PAIRS("modalites_inscription", "Par téléphone", "inscription_debut", "01/12/2093", "cycle",
               "4", "cycle-4-type_cycle", "1"));
    save(&of, session, PAIRS("places", "12"));
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    const char *published = browser_get(&of, below(action, "lheo.xml")).body;
    const char *before = everything();

    reply = press(&of, session, below(session, "dupliquer"));
    const char *path = below(action, "sessions/nouvelle");
    assert_string_equal(sent_to(&reply), path);
    struct reply page = browser_get(&of, page_header(&reply, "Location"));
    assert_code(&page, 200);
    page_shows(&page, "La copie n'existe pas encore");
    struct params form = page_form(&page, path);
    assert_string_equal(everything(), before);
    assert_string_equal(browser_get(&of, below(action, "lheo.xml")).body, published);
    assert_string_equal(params_get(&form, "debut"), "04/01/2094");
    assert_string_equal(params_get(&form, "places"), "12");

    /* As it is, it would be the same session twice. */
    reply = send_form(&of, path, &form);
    struct params yes = asked(&reply, &form, path,
                              twin_line("", session, SAME("du 04/01/2094 au 28/05/2094")), before);
    set_all(&yes, PAIRS("debut", "06/09/2094", "fin", "17/12/2094"));
    form_set(&yes, "quand_meme", NULL);
    reply = send_form(&of, path, &yes);
    assert_string_equal(sent_to(&reply), action);
    assert_string_equal(two_texts(&TEST_OFFRE_DATES, action), "2094-09-06|2094-12-17");
    reply = browser_get(&of, below(action, "lheo.xml"));
    page_shows(&reply, "20940906");
    page = browser_get(&of, session_of(&of, action));
    form = page_form(&page, session_of(&of, action));
    assert_string_equal(params_get(&form, "modalites_inscription"), "Par téléphone");
    assert_string_equal(params_get(&form, "inscription_debut"), "03/08/2094"); /* as the début */
    assert_string_equal(params_get(&form, "cycle-4-type_cycle"), "1");

    /* Another action's session is no model. */
    const char *other = make_action(&of, make_formation(&of, "Une autre formation"));
    const char *numero = strrchr(session, '/') + 1;
    reply =
        browser_get(&of, arena_printf(site_arena, "%s/sessions/nouvelle?modele=%s", other, numero));
    assert_code(&reply, 404);
}

static const char *field_of(const char *name, const char *numero)
{
    return arena_printf(site_arena, "%s-%s", name, numero);
}

static void test_reconduction(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *action = complete_action(&of);
    struct reply reply = envoyer(&of, action);
    sent_to(&reply);
    reply = press(&carif, action, below(action, "valider"));
    sent_to(&reply);
    const char *path = "/sessions/reconduction";
    const char *page_of = arena_printf(site_arena, "%s?action=%s", path, strrchr(action, '/') + 1);
    const char *numero = strrchr(session_of(&of, action), '/') + 1;
    struct reply page = browser_get(&of, action);
    page_finds(&page, arena_printf(site_arena, "//a[@href='%s']", page_of));

    /* All is proposed at once. Monday 04/01/2094 + 12 months: the nearest Monday to 04/01/2095 is
     * the 3rd; 144 days later. */
    const char *before = everything();
    struct params form = form_at(&of, page_of, path);
    assert_string_equal(params_get(&form, "numeros"), numero);
    assert_string_equal(params_get(&form, field_of("debut", numero)), "03/01/2095");
    assert_string_equal(params_get(&form, field_of("fin", numero)), "27/05/2095");

    /* Nothing ticked; a shift that is none; dates the wrong way round. */
    form_set(&form, "creer", "1");
    form_set(&form, "numeros", NULL);
    page = send_form(&of, path, &form);
    assert_code(&page, 422);
    page_shows(&page, "aucune choisie");
    form_set(&form, "numeros", numero);
    form_set(&form, "nombre", "0");
    page = send_form(&of, path, &form);
    assert_code(&page, 422);
    page_finds(&page, "//a[@href='#nombre']");
    form_set(&form, "nombre", "12");
    form_set(&form, field_of("fin", numero), "01/01/2095");
    page = send_form(&of, path, &form);
    assert_code(&page, 422);
    page_finds(&page, arena_printf(site_arena, "//a[@href='#fin-%s']", numero));
    page_shows(&page, "avant le début");
    assert_string_equal(everything(), before);

    /* Computed anew, to the day of the month; a Saturday is told, and stops nothing. */
    form_set(&form, "creer", NULL);
    form_set(&form, "jour_semaine", NULL);
    form_set(&form, "nombre", "9");
    form_set(&form, "proposer", "1");
    page = send_form(&of, path, &form);
    assert_code(&page, 200);
    form = page_form(&page, path);
    assert_string_equal(params_get(&form, field_of("debut", numero)), "04/10/2094");
    form_set(&form, field_of("debut", numero), "07/05/2095");
    form_set(&form, field_of("fin", numero), "20/05/2095");
    page = send_form(&of, path, &form);
    page_shows(&page, "Le 07/05/2095 est un samedi");

    /* A date changed by hand is the one that is made. */
    form = page_form(&page, path);
    form_set(&form, field_of("debut", numero), "03/01/2095");
    form_set(&form, "creer", "1");
    reply = send_form(&of, path, &form);
    assert_string_equal(sent_to(&reply), action);
    assert_string_equal(two_texts(&TEST_OFFRE_DATES, action), "2095-01-03|2095-05-20");
    assert_int_equal(count_of(&TEST_OFFRE_SESSIONS, action), 2);
}

/* A session that was renewed is marked, and not ticked; renewed all the same, it is asked about. */
static void test_reconduction_again(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *path = "/sessions/reconduction";
    const char *page_of = arena_printf(site_arena, "%s?action=%s", path, strrchr(action, '/') + 1);
    const char *numero = strrchr(session_of(&of, action), '/') + 1;
    struct params form = form_at(&of, page_of, path);
    form_set(&form, "creer", "1");
    struct reply reply = send_form(&of, path, &form);
    sent_to(&reply);
    const char *renewed = session_of(&of, action);
    struct reply page = browser_get(&of, page_of);
    page_shows(&page, "déjà renouvelée");
    form = page_form(&page, path);
    assert_null(params_get(&form, field_of("debut", numero)));
    form_set(&form, "numeros", numero);
    form_set(&form, "creer", "1");
    const char *before = everything();
    page = send_form(&of, path, &form);
    assert_code(&page, 422);
    page_finds(&page, twin_line(arena_printf(site_arena, "Session %s" NBSP ": ", numero), renewed,
                                SAME("du 03/01/2095 au 27/05/2095")));
    assert_string_equal(everything(), before);
}

/* An officer who chose an establishment stays with it, to the end. */
static void test_reconduction_of_a_chosen_establishment(void **state)
{
    (void)state;
#define RECONDUCTION "/sessions/reconduction"
#define CHOISI "etablissement=" SITE_OWN
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&carif, "/tableau-de-bord?" CHOISI);
    page_finds(&page, "//a[@href='" RECONDUCTION "?liste=bientot-inactives&" CHOISI "']");
    page = browser_get(&carif, "/sessions?liste=actives&" CHOISI);
    page_finds(&page, "//a[@href='" RECONDUCTION "?liste=actives&" CHOISI "']");
    page = browser_get(&carif, RECONDUCTION "?liste=actives&etablissement=" SITE_FOREIGN);
    assert_code(&page, 200);
    page_shows(&page, "Aucune session à renouveler");
    page_finds(&page,
               "//a[@href='" RECONDUCTION "?liste=inactives&etablissement=" SITE_FOREIGN "']");
    page = browser_get(&carif, RECONDUCTION "?liste=actives&etablissement=" SITE_UNKNOWN);
    assert_code(&page, 404);
    page = browser_get(&of, RECONDUCTION "?action=999999999");
    assert_code(&page, 404);

    page = browser_get(&carif, RECONDUCTION "?liste=actives&" CHOISI);
    page_finds(&page, "//span[normalize-space()='GIP CARIF OREF DES PAYS DE LA LOIRE']");
    struct params form = page_form(&page, RECONDUCTION);
    form_set(&form, "decocher", "1");
    page = send_form(&carif, RECONDUCTION, &form);
    page_shows(&page, "0 sur ");
    form = page_form(&page, RECONDUCTION);
    assert_null(params_get(&form, "numeros"));
    form_set(&form, "cocher", "1");
    page = send_form(&carif, RECONDUCTION, &form);
    form = page_form(&page, RECONDUCTION);
    form_set(&form, "creer", "1");
    page = send_form(&carif, RECONDUCTION, &form);
    assert_code(&page, 303);
    assert_string_equal(page_header(&page, "Location"), "/sessions?liste=actives&" CHOISI);
}

/* ---- records inside */

static void test_a_lieu_is_added_changed_removed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    /* without JavaScript: a line more, nothing saved, nothing lost */
    struct params form = form_at(&of, action, action);
    set_all(&form, PAIRS("rythme", "Gardé", "ajouter", "lieu"));
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    form = page_form(&reply, action);
    assert_string_equal(params_get(&form, "rythme"), "Gardé");
    const char *lieu = arena_printf(site_arena, "lieu-%s-", params_get(&form, "lieu"));
#define OF(field) arena_printf(site_arena, "%s%s", lieu, field)
    set_all(&form, PAIRS(OF("ligne1"), "12 rue de Rennes", OF("code_postal"), "44350", OF("ville"),
                         "GUERANDE"));
    reply = send_form(&of, action, &form); /* no commune yet: those of the code */
    assert_code(&reply, 422);
    page_finds(&reply, "//option[@value='44069']");
    struct params shown = page_form(&reply, action);
    assert_kept(&form, &shown);
    form_set(&shown, OF("commune_insee"), "44069");
    reply = send_form(&of, action, &shown);
    assert_string_equal(sent_to(&reply), action);
    /* sent again from the page before, it is one lieu still */
    reply = send_form(&of, action, &shown);
    assert_string_equal(sent_to(&reply), action);
    struct reply page = browser_get(&of, action);
    page_shows(&page, "12 rue de Rennes, 44350 GUERANDE");
    page_finds(&page, "//*[span[@class='count']][normalize-space()='Lieux de formation 1']");

    struct params stale = page_form(&page, action);
    save(&of, action, PAIRS("rythme", "Le soir"));
    form_set(&stale, OF("ligne1"), "13 rue de Rennes"); /* not what the other save changed */
    reply = send_form(&of, action, &stale);
    assert_string_equal(sent_to(&reply), action);
    form = form_at(&of, action, action);
    assert_string_equal(params_get(&form, OF("ligne1")), "13 rue de Rennes");
    assert_string_equal(params_get(&form, "rythme"), "Le soir");
    form_add(&form, "retirer", arena_printf(site_arena, "lieu:%s", params_get(&form, "lieu")));
    reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    form = page_form(&reply, action);
    assert_null(params_get(&form, "lieu"));
    reply = send_form(&of, action, &form);
    assert_string_equal(sent_to(&reply), action);
    page = browser_get(&of, action);
    page_lacks(&page, "rue de Rennes");
    page = browser_get(&of, below(action, "historique"));
    page_shows(&page, "13 rue de Rennes");
}

/* The address of a site of the organisation is taken over, and stays to be corrected. */
static void test_a_lieu_takes_the_address_of_a_site(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    const char *site = arena_printf(site_arena, "%lld", (long long)site_principal_of(SITE_OWN));
    site_run(arena_printf(site_arena,
                          "UPDATE site SET ligne1 = '12 rue de Rennes', ligne2 = NULL,"
                          " ligne3 = NULL, code_postal = '44350',"
                          " bureau_distributeur = 'GUERANDE', commune_insee = '44069'"
                          " WHERE numero = %s",
                          site));
    struct params form = form_at(&of, action, action);
    set_all(&form,
            PAIRS("rythme", "Gardé", "lieu", "5", "lieu-5-site", site, "reprendre_site", "lieu-5"));
    const char *before = everything();
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    assert_string_equal(everything(), before);
    form = page_form(&reply, action);
    assert_string_equal(params_get(&form, "lieu-5-ligne1"), "12 rue de Rennes");
    assert_string_equal(params_get(&form, "lieu-5-ville"), "GUERANDE");
    assert_string_equal(params_get(&form, "lieu-5-commune_insee"), "44069");
    reply = send_form(&of, action, &form);
    assert_string_equal(sent_to(&reply), action);
    reply = browser_get(&of, action);
    page_shows(&reply, "12 rue de Rennes, 44350 GUERANDE");
    /* a site of others gives nothing */
    form = form_at(&of, action, action);
    set_all(&form,
            PAIRS("lieu", "6", "lieu-6-site",
                  arena_printf(site_arena, "%lld", (long long)site_principal_of(SITE_FOREIGN)),
                  "reprendre_site", "lieu-6"));
    reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    form = page_form(&reply, action);
    assert_string_equal(params_get(&form, "lieu-6-ligne1"), "");
}

/* As on a site's page: a position that no longer goes with its address is told. */
static void test_the_position_of_a_lieu_that_stayed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    struct params form = form_at(&of, action, action);
    form_add(&form, "lieu", "1");
    form_set(&form, "lieu-1-ligne1", "12 rue de Rennes");
    form_set(&form, "lieu-1-code_postal", "44350");
    form_set(&form, "lieu-1-ville", "");
    form_set(&form, "lieu-1-commune_insee", "44069");
    form_set(&form, "lieu-1-longitude", "-2.43");
    form_set(&form, "lieu-1-latitude", "47.33");
    struct reply reply = send_form(&of, action, &form);
    struct reply page = browser_get(&of, page_header(&reply, "Location"));
    page_lacks(&page, "La position est restée");
    form = form_at(&of, action, action);
    assert_string_equal(params_get(&form, "lieu-1-ville"), "GUERANDE");
    form_set(&form, "lieu-1-ligne1", "14 rue de Rennes");
    form_set(&form, "lieu-1-commune_insee", "44183");
    reply = send_form(&of, action, &form);
    page = browser_get(&of, page_header(&reply, "Location"));
    page_shows(&page, "La position est restée celle d'avant");
    form = form_at(&of, action, action);
    assert_string_equal(params_get(&form, "lieu-1-ville"), "SAINT MOLF");
    assert_string_equal(params_get(&form, "lieu-1-longitude"), "-2.430000");
}

/* As on a site's page (test_web_site.c): the button saves nothing, loses nothing, is no error. */
static void test_communes_are_proposed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = make_action(&of, make_formation(&of, TITRE));
    struct params form = form_at(&of, action, action);
    form_add(&form, "lieu", "1");
    const char *before = everything();
    form_set(&form, "lieu-1-denomination", "Antenne");
    form_set(&form, "lieu-1-email", "pas encore");
    form_set(&form, "lieu-1-code_postal", "44 350");
    form_add(&form, "lieu-1-proposer_communes", "1");
    struct reply reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    page_finds(&reply, "//option[@value='44069'][normalize-space()='Guérande']");
    page_finds(&reply, "//option[@value='44183'][normalize-space()='Saint-Molf']");
    page_finds(&reply, "//p[@role='status'][normalize-space()='2 communes proposées']");
    page_lacks(&reply, "erreurs à corriger");
    page_lacks(&reply, "aria-invalid");
    form_set(&form, "lieu-1-proposer_communes", NULL);
    struct params shown = page_form(&reply, action);
    assert_kept(&form, &shown);
    /* a code that has one commune gives it, and the name that the post writes */
    form_set(&form, "lieu-1-code_postal", "44200");
    form_add(&form, "lieu-1-proposer_communes", "1");
    reply = send_form(&of, action, &form);
    assert_code(&reply, 200);
    page_finds(&reply, "//p[@role='status'][normalize-space()='1 commune proposée']");
    shown = page_form(&reply, action);
    assert_string_equal(params_get(&shown, "lieu-1-commune_insee"), "44109");
    assert_string_equal(params_get(&shown, "lieu-1-ville"), "NANTES");
    assert_string_equal(params_get(&shown, "lieu-1-email"), "pas encore");
    static const char *const said[][2] = {
        {"", "Saisissez d'abord le code postal"},
        {"44999",
         "Aucune commune n'a le code postal 44999" NBSP ": celles du département sont proposées"},
        {"99999", "Aucune commune n'a le code postal 99999, vérifiez les 5 chiffres"},
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        form_set(&form, "lieu-1-code_postal", said[i][0]);
        reply = send_form(&of, action, &form);
        assert_code(&reply, 200);
        page_shows(&reply, said[i][1]);
        page_lacks(&reply, "aria-invalid");
    }
    assert_string_equal(everything(), before);
    /* saved at once, what the code gives completes what was left empty */
    form_set(&form, "lieu-1-proposer_communes", NULL);
    form_set(&form, "lieu-1-email", "");
    form_set(&form, "lieu-1-ligne1", "12 rue de Rennes");
    form_set(&form, "lieu-1-code_postal", "44000");
    reply = send_form(&of, action, &form);
    assert_string_equal(sent_to(&reply), action);
    reply = browser_get(&of, action);
    page_shows(&reply, "Antenne, 12 rue de Rennes, 44000 NANTES");
}

/* Breadcrumb: what the record stands in. */
static void test_pages_say_what_holds_them(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    struct reply page;
    const char *lien = arena_printf(
        site_arena, "//*[@class='breadcrumb']//li/a[@href='%s'][normalize-space()='Action %s']",
        action, action + strlen("/actions/"));
    const char *dedans[] = {session, below(action, "apercu"), below(action, "historique"),
                            below(action, "sessions/nouvelle"), below(session, "historique")};
    for (int i = 0; i < 5; i++) {
        page = browser_get(&of, dedans[i]);
        page_finds(&page, lien);
    }
}

static void test_every_kind_is_in_the_form(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    const char *paths[] = {formation_of(&of, action), action, session_of(&of, action)};
    for (const struct offre_genre *genre = offre_genres; genre->code; genre++) {
        const char *path = paths[genre->noun];
        const char *field = arena_printf(site_arena, "//*[@name='%s-9-%s']", genre->code,
                                         genre->set->fields[0].name);
        struct params form = form_at(&of, path, path);
        form_add(&form, genre->code, "9");
        form_add(&form, "ajouter", genre->code);
        struct reply page = send_form(&of, path, &form);
        assert_code(&page, 200);
        page_finds(&page, field);
        form = page_form(&page, path);
        page = send_form(&of, path, &form); /* nothing typed in it: nothing to save */
        assert_string_equal(sent_to(&page), path);
        for (int other = 0; other < 3; other++) {
            if (!offre_genre_nomme((enum offre_noun)other, genre->code)) {
                form = form_at(&of, paths[other], paths[other]);
                form_add(&form, genre->code, "9");
                form_add(&form, "ajouter", genre->code);
                page = send_form(&of, paths[other], &form);
                assert_code(&page, 200);
                assert_int_equal(page_count(&page, field), 0);
            }
        }
    }
    struct params form = form_at(&of, action, action);
    set_all(&form, PAIRS("lieu", "0", "lieu-0-ligne1", "Nulle part", "ajouter", "lieu"));
    struct reply page = send_form(&of, action, &form);
    page_lacks(&page, "Nulle part");
}

/* ---- rights */

static void test_nobody_elses(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const int64_t foreign_site = site_principal_of(SITE_FOREIGN);
    struct browser other = browser_with_sites("autre@exemple.fr", &foreign_site, 1);
    const char *action = complete_action(&of);
    const char *session = session_of(&of, action);
    struct reply page = browser_get(&of, action);
    const char *formation = formation_of(&of, action);
    struct params own = form_at(&other, NOUVELLE, NOUVELLE);
    struct params form = {0};
    form_add(&form, "jeton", params_get(&own, "jeton"));
    const char *before = everything();
    const char *gets[] = {formation,
                          below(formation, "historique"),
                          below(formation, "actions/nouvelle"),
                          action,
                          below(action, "apercu"),
                          below(action, "apercu?vue=lheo"),
                          below(action, "lheo.xml"),
                          below(action, "historique"),
                          below(action, "sessions/nouvelle"),
                          session,
                          below(session, "historique")};
    for (size_t i = 0; i < sizeof gets / sizeof *gets; i++) {
        page = browser_get(&other, gets[i]);
        assert_code(&page, 404);
    }
    const char *posts[] = {formation,
                           below(formation, "actions/nouvelle"),
                           action,
                           below(action, "envoyer"),
                           below(action, "retirer"),
                           below(action, "dupliquer"),
                           below(action, "sessions/nouvelle"),
                           session,
                           below(session, "dupliquer"),
                           below(session, "desactiver"),
                           below(session, "activer")};
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        page = send_form(&other, posts[i], &form);
        assert_code(&page, 404);
    }
    struct params mine = form_at(&of, NOUVELLE, NOUVELLE);
    form_set(&form, "jeton", params_get(&mine, "jeton"));
    struct params elsewhere = form_at(&of, action, action);
    form_set(&elsewhere, "site", arena_printf(site_arena, "%lld", (long long)foreign_site));
    page = send_form(&of, action, &elsewhere);
    assert_code(&page, 422);
    page_finds(&page,
               "//a[@href='#site'][starts-with(normalize-space(), 'Site dispensateur" NBSP ":')]");
    page = send_form(&of, below(action, "valider"), &form);
    assert_code(&page, 403);
    page = send_form(&of, below(action, "refuser"), &form);
    assert_code(&page, 403);
    assert_string_equal(everything(), before);
}

/* ---- what a page costs does not grow with what it shows */

static void test_statements_are_fixed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *action = complete_action(&of);
    struct reply page = browser_get(&of, action);
    const char *formation = formation_of(&of, action);
    const struct {
        const char *path;
        uint64_t most;
    } pages[] = {
        {formation, 8},
        {action, 6},
        {session_of(&of, action), 6},
        {below(action, "apercu"), 12},
        {below(action, "apercu?vue=lheo"), 26},
        {below(action, "sessions/nouvelle"), 4},
        {below(formation, "historique"), 4},
        {NOUVELLE, 3}, /* the whole form: contacts too */
        {below(formation, "actions/nouvelle"), 5},
        {"/sessions/reconduction?liste=actives", 5},
    };
    for (int round = 0, day = 1; round < 2; round++) {
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            page = browser_get(&of, pages[i].path);
            assert_code(&page, 200);
            if (site_statements() > pages[i].most) {
                fail_msg("%s: %d statements, %d at most", pages[i].path, (int)site_statements(),
                         (int)pages[i].most);
            }
        }
        for (int i = 0; i < 3; i++) {
            make_action(&of, formation);
            add_session(&of, action, "01/02/2094", arena_printf(site_arena, "%02d/03/2094", day++));
            save(&of, formation, PAIRS("formacodes", i % 2 ? "10004" : "10005"));
        }
    }
}

/* ---- what is published, and loses what it hangs on */

STATEMENT(WEB_T_PERDUES, "", "i", "SELECT count(*) FROM action WHERE perdues <> 0");

static enum status mark(struct db *db, void *context)
{
    char today[DATES_ISO_SIZE];
    size_t emptied = 0;
    (void)context;
    dates_today(today);
    return action_references_toutes(db, today, &emptied);
}

#define LOST "/actions?liste=references-perdues"
#define LOST_TODO "//section[@aria-labelledby='b-afaire']//a[@href='" LOST "']"
#define LOST_COUNTER "//span[@id='compteur-references-perdues']/../span[@class='figure']"

static void test_what_died_is_shown(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&of, "/tableau-de-bord");
    assert_int_equal(page_count(&page, LOST_TODO), 0);
    site_run("UPDATE contact SET etat = 'I' WHERE numero = 3127");
    assert_int_equal(db_transaction(site_db, mark, NULL), STATUS_OK);
    int64_t n = site_number(&WEB_T_PERDUES);
    assert_true(n > 1);
    page = browser_get(&of, "/tableau-de-bord");
    assert_int_equal(page_count(&page, LOST_TODO), 1);
    assert_int_equal(page_count(&page, LOST_COUNTER), 0); /* it is not one of the thirteen */
    page = browser_get(&carif, "/tableau-de-bord");
    assert_string_equal(page_text(&page, LOST_COUNTER), arena_printf(site_arena, "%d", (int)n));
    assert_int_equal(page_count(&page, LOST_TODO), 1);
    page = browser_get(&carif, LOST "&taille=100");
    assert_int_equal(page_count(&page, "//tbody/tr"), n);
    assert_int_equal(page_count(&page, "//tbody//a[@href='/formations/240#contacts']"), 2);
    page = browser_get(&carif, "/actions?liste=sans-contact&taille=100");
    assert_int_equal(page_count(&page, "//tbody/tr"), n);
    assert_string_equal(page_text(&page, "//nav//a[@aria-current='page'][contains(., 'Contact')]"),
                        "Contact");
    page = browser_get(&carif, "/actions?liste=site-inactif");
    assert_int_equal(page_count(&page, "//tbody/tr"), 0);
    page = browser_get(&of, "/actions/51640");
    assert_int_equal(page_count(&page, "//*[@id='perdues']//a[@href='/formations/240#contacts']"),
                     1);
    page = browser_get(&of, "/formations/240");
    assert_int_equal(page_count(&page, "//*[@id='perdues']//a[@href='/formations/240#contacts']"),
                     1);
}

static void test_a_session_that_lost_its_certification_is_a_link(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    site_run("INSERT INTO nomenclature (nom, code, libelle, fin) VALUES"
             " ('rncp', 'RNCP99001', 'Finie', '2001-01-01');"
             "UPDATE session SET fin = '2099-12-01', desactivee_le = NULL WHERE numero ="
             " (SELECT max(numero) FROM session WHERE action = 51640);"
             "INSERT INTO offre_certification (noun, contenu, nom, code)"
             " SELECT 'session', max(numero), 'rncp', 'RNCP99001' FROM session WHERE action ="
             " 51640");
    assert_int_equal(db_transaction(site_db, mark, NULL), STATUS_OK);
    struct reply page = browser_get(&carif, "/actions/51640");
    const char *href = page_text(&page, "//*[@id='perdues']//a/@href");
    assert_non_null(href);
    page = browser_get(&carif, LOST);
    page_finds(&page, arena_printf(site_arena, "//tbody//a[@href='%s']", href));
    const char *session = arena_strndup(site_arena, href, strcspn(href, "#"));
    page = browser_get(&carif, session);
    assert_code(&page, 200);
    page_finds(&page, arena_printf(site_arena, "//*[@id='%s']", href + strcspn(href, "#") + 1));
    assert_string_equal(strchr(href, '#'), "#complementaires");
}

/* Told before it happens: the establishment that closes, the last contact that is taken away. */
static void test_what_dies_is_told_before(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&carif, SITE_RECORD);
    struct params form = page_form(&page, SITE_RECORD);
    form_set(&form, "etat", "I");
    form_set(&form, "enregistrer", "1");
    struct reply reply = browser_post(&carif, SITE_RECORD, form_encode(&form));
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "actions publiées ne paraissent plus");
    page_shows(&reply, "Action 240-51640");
    const char *yes = page_text(&reply, "//button[@name='quand_meme']/@value");
    assert_non_null(yes);
    form = page_form(&reply, SITE_RECORD);
    form_set(&form, "quand_meme", yes);
    reply = browser_post(&carif, SITE_RECORD, form_encode(&form));
    if (reply.code != 303) {
        fail_msg("%d: %s", reply.code, page_gist(&reply));
    }
    assert_true(site_number(&WEB_T_PERDUES) > 1);
    site_run("UPDATE etablissement SET etat = 'A' WHERE siret = '" SITE_OWN "'");
    assert_int_equal(db_transaction(site_db, mark, NULL), STATUS_OK);
    assert_int_equal(site_number(&WEB_T_PERDUES), 0);
    /* Contacts of what is published change at once. */
    page = browser_get(&carif, "/formations/240");
    form = page_form(&page, "/formations/240");
    form_set(&form, "contacts", NULL);
    form_set(&form, "enregistrer", "1");
    reply = browser_post(&carif, "/formations/240", form_encode(&form));
    assert_int_equal(reply.code, 422);
    page_shows(&reply, "aucun contact actif");
    assert_int_equal(site_number(&WEB_T_PERDUES), 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        TEST(test_whole_path),
        TEST(test_what_lacks_is_a_link_to_its_field),
        TEST(test_refusals_keep_what_was_typed),
        TEST(test_every_limit_shown_is_the_one_refused),
        TEST(test_an_address_of_51_characters),
        TEST(test_a_dash_a_certification_a_place),
        TEST(test_drafts_may_be_incomplete),
        TEST(test_new_formation_refused),
        TEST(test_a_new_record_is_the_form_of_the_record),
        TEST(test_a_drawing_makes_one_record),
        TEST(test_codes_are_added_and_put_aside_without_saving),
        TEST(test_a_certification_fills_title_and_level),
        TEST(test_what_was_found_says_what_it_is),
        TEST(test_what_is_complete_is_folded),
        TEST(test_codes_of_certifications_are_checked),
        TEST(test_two_editors_of_one_draft),
        TEST(test_two_editors_of_different_fields),
        TEST(test_a_record_inside_is_changed_and_taken_out),
        TEST(test_a_draft_is_kept_by_its_page),
        TEST(test_two_editors_of_a_live_one),
        TEST(test_sent_twice_withdrawn_refused),
        TEST(test_gestures_of_an_old_page_are_confirmed),
        TEST(test_what_changed_meanwhile_is_not_validated_unseen),
        TEST(test_the_last_contact_leaves),
        TEST(test_a_near_duplicate_wants_a_reason),
        TEST(test_live_while_the_draft_is_entered),
        TEST(test_records_inside_say_what_changed),
        TEST(test_a_message_goes_with_the_sending),
        TEST(test_publics_are_boxes),
        TEST(test_a_draft_as_partners_see_it),
        TEST(test_many_sessions_at_once),
        TEST(test_a_new_session_is_the_form_of_a_session),
        TEST(test_a_drawing_makes_its_sessions_once),
        TEST(test_sessions_of_a_removed_action),
        TEST(test_dates_as_people_write_them),
        TEST(test_a_session_is_changed_stopped),
        TEST(test_the_same_session_twice),
        TEST(test_a_session_changed_into_another),
        TEST(test_the_same_formation_twice),
        TEST(test_what_does_not_appear_is_not_said_to),
        TEST(test_a_copy_exists_once_it_has_its_dates),
        TEST(test_reconduction),
        TEST(test_reconduction_again),
        TEST(test_reconduction_of_a_chosen_establishment),
        TEST(test_a_lieu_is_added_changed_removed),
        TEST(test_a_lieu_takes_the_address_of_a_site),
        TEST(test_the_position_of_a_lieu_that_stayed),
        TEST(test_communes_are_proposed),
        TEST(test_pages_say_what_holds_them),
        TEST(test_every_kind_is_in_the_form),
        TEST(test_nobody_elses),
        TEST(test_statements_are_fixed),
        TEST(test_a_session_that_lost_its_certification_is_a_link),
        TEST(test_what_died_is_shown),
        TEST(test_what_dies_is_told_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
