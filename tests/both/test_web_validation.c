/* The service Offre as browsers see it: the queue, an examination, questions and answers, decisions
 * that somebody else was faster with. */
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "derives_justes.h"

#define NBSP "\u00A0"
#define FILE_ "/validation"
#define EXAMEN "/validation/actions/50752" /* a modification, with another price */
#define PREMIERE "/validation/actions/51713"
#define ACTION "/actions/50752"
#define REPONDRE "/actions/50752/repondre"

STATEMENT(T_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(T_QUESTIONS, "", "i", "SELECT count(*) FROM question WHERE action = 50752");
STATEMENT(T_QUESTION, "", "i", "SELECT max(id) FROM question WHERE action = 50752");
STATEMENT(T_LETTRES, "", "i", "SELECT count(*) FROM courriel");

static const char *state_of(int64_t numero)
{
    struct db_rows rows;
    const char *etat = "";
    DB_QUERY(site_db, &T_ETAT, &rows, BIND_INT(numero));
    if (db_next(&rows)) {
        etat = db_text(&rows, 0, site_arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return etat;
}

static struct params form_at(struct browser *browser, const char *path, const char *action)
{
    struct reply page = browser_get(browser, path);
    assert_code(&page, 200);
    return page_form(&page, action);
}

static struct reply decide(struct browser *browser, const char *decision, const char *name,
                           const char *value)
{
    struct params form = form_at(browser, EXAMEN, EXAMEN);
    if (name) {
        form_set(&form, name, value);
    }
    form_add(&form, "decision", decision);
    return send_form(browser, EXAMEN, &form);
}

static void test_the_queue(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&carif, FILE_);
    assert_code(&page, 200);
    assert_true(site_statements() <= 3);
    page_shows(&page, "2 actions en attente");
    page_finds(&page, "//nav//a[@href='/validation' and @aria-current='page']");
    page_finds(&page, "//a[@href='" EXAMEN "']");
    page_finds(&page, "//a[@href='/validation?nature=premiere' and .//span[@class='n']='1']");
    page = browser_get(&carif, FILE_ "?nature=premiere");
    assert_int_equal(page_count(&page, "//tbody/tr"), 1);
    page_finds(&page, "//tbody//a[@href='" PREMIERE "']");
    page = browser_get(&carif, FILE_ "?type=xyz&departement=99&page=0&apres=%27");
    page_shows(&page, "Aucune action ne répond à ces filtres");
    page = browser_get(&of, FILE_);
    assert_code(&page, 403);
    page = browser_get(&of, "/tableau-de-bord");
    assert_int_equal(page_count(&page, "//nav//a[@href='/validation']"), 0);
}

static void test_taking_and_giving_back(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser admin = browser_of("admin@exemple.fr");
    struct params form = form_at(&carif, FILE_ "?type=initiale", FILE_ "?type=initiale");
    form_add(&form, "prendre", "50752");
    struct reply reply = send_form(&carif, FILE_ "?type=initiale", &form);
    assert_code(&reply, 303);
    assert_string_equal(page_header(&reply, "Location"), FILE_ "?type=initiale");
    struct reply page = follow(&carif, &reply);
    page_shows(&page, "Action prise");
    page_finds(&page, "//button[@name='rendre' and @value='50752']");
    page = browser_get(&admin, FILE_);
    assert_int_equal(page_count(&page, "//button[@value='50752']"), 0);
    form = form_at(&admin, FILE_, FILE_);
    form_add(&form, "prendre", "50752");
    reply = send_form(&admin, FILE_, &form);
    page = follow(&admin, &reply);
    page_shows(&page, "Action déjà prise");
    page = browser_get(&admin, FILE_ "?suivi=autres");
    assert_int_equal(page_count(&page, "//tbody/tr"), 1);
    form = form_at(&carif, FILE_, FILE_);
    form_add(&form, "rendre", "50752");
    reply = send_form(&carif, FILE_, &form);
    page = follow(&carif, &reply);
    page_shows(&page, "Action rendue");
}

/* Both versions of what changes, what does not folded, what is to be looked at, one decision. */
static void test_an_examination(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&carif, EXAMEN);
    assert_code(&page, 200);
    page_shows(&page, "modification d'une action en ligne");
    page_finds(&page, "//tr[.//span[@id='champ-action-prix_total']]//del");
    page_finds(&page, "//tr[.//span[@id='champ-action-prix_total']]//ins");
    page_finds(&page, "//details[@class='inchanges']/summary");
    page_finds(&page, "//button[@name='decision' and @value='valider']");
    page_shows(&page, "Rien à signaler sur");
    page = browser_get(&carif, PREMIERE);
    page_shows(&page, "première saisie");
    assert_int_equal(page_count(&page, "//del"), 0);
    /* One that does not wait has no decision. */
    page = browser_get(&carif, "/validation/actions/50751");
    page_shows(&page, "Aucune décision n'est attendue");
    assert_int_equal(page_count(&page, "//button[@value='valider']"), 0);
    page = browser_get(&carif, "/validation/actions/999");
    assert_code(&page, 404);
}

/* A decision leads to the next of the queue, which is then one's own. */
static void test_a_validation(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply reply = decide(&carif, "valider", NULL, NULL);
    assert_code(&reply, 303);
    assert_string_equal(page_header(&reply, "Location"), PREMIERE);
    assert_string_equal(state_of(50752), "validee");
    struct reply page = follow(&carif, &reply);
    page_shows(&page, "Action validée");
    page_shows(&page, "vous, jusqu'à");
}

/* The other one is told what was decided, and by whom. */
static void test_two_officers(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser admin = browser_of("admin@exemple.fr");
    struct params form = form_at(&carif, EXAMEN, EXAMEN);
    struct reply reply = decide(&admin, "refuser", "motif", "Le prix manque");
    assert_code(&reply, 303);
    form_add(&form, "decision", "valider");
    reply = send_form(&carif, EXAMEN, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Rien n'est fait");
    page_shows(&reply, "«" NBSP "En cours de saisie" NBSP "»");
    assert_string_equal(state_of(50752), "en_cours_de_saisie");
}

/* Nothing goes live that the officer did not see. */
static void test_changed_meanwhile(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct params form = form_at(&carif, EXAMEN, EXAMEN);
    site_run("UPDATE action_contenu SET version = version + 1 WHERE action = 50752");
    form_add(&form, "decision", "valider");
    struct reply reply = send_form(&carif, EXAMEN, &form);
    assert_code(&reply, 409);
    assert_string_equal(state_of(50752), "en_attente_de_validation");
}

static void test_a_refusal_wants_its_reason(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply reply = decide(&carif, "refuser", NULL, NULL);
    assert_code(&reply, 422);
    page_finds(&reply, "//p[@id='motif-erreur']");
    reply = decide(&carif, "refuser", "motif_type", "doublon");
    assert_code(&reply, 303);
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&of, ACTION);
    page_shows(&page, "Cette action existe déjà");
}

/* ---- questions and answers */

static void ask(struct browser *carif)
{
    struct params form = form_at(carif, EXAMEN, EXAMEN);
    form_set(&form, "question.action.prix_total", "Est-ce bien le prix d'un parcours complet ?");
    form_set(&form, "sujet", "formation.objectif");
    form_set(&form, "type.autre", "objectif");
    form_add(&form, "decision", "questions");
    struct reply reply = send_form(carif, EXAMEN, &form);
    assert_code(&reply, 303);
}

static void test_questions_are_answered(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    ask(&carif);
    assert_int_equal(site_number(&T_QUESTIONS), 2);
    assert_int_equal(site_number(&T_LETTRES), 1);
    struct reply page = browser_get(&of, "/tableau-de-bord");
    page_finds(&page, "//a[@href='" REPONDRE "' and contains(., 'Répondre')]");
    page = browser_get(&of, ACTION);
    page_finds(&page, "//div[@id='questions']//a[@href='" REPONDRE "']");
    page = browser_get(&of, REPONDRE);
    assert_code(&page, 200);
    page_shows(&page, "Le service Offre vous pose 2 questions");
    page_lacks(&page, "Nadège");
    page_finds(&page, "//input[@name='action-prix_total']");
    page_finds(&page, "//textarea[@name='formation-objectif']");
    /* One changed, the other not answered yet: what was typed is kept, nothing is sent. */
    struct params form = form_at(&of, REPONDRE, REPONDRE);
    form_set(&form, "action-prix_total", "8300");
    form_add(&form, "repondre", "1");
    struct reply reply = send_form(&of, REPONDRE, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//div[@id='erreurs']//a[contains(@href, '#question-')]");
    assert_string_equal(state_of(50752), "en_attente_de_reponses");
    form = form_at(&of, REPONDRE, REPONDRE);
    form_set(&form, arena_printf(site_arena, "reponse_%lld", (long long)site_number(&T_QUESTION)),
             "Un stage de plus.");
    form_add(&form, "repondre", "1");
    reply = send_form(&of, REPONDRE, &form);
    assert_code(&reply, 303);
    page = follow(&of, &reply);
    page_shows(&page, "Réponses envoyées");
    assert_string_equal(state_of(50752), "en_attente_de_validation");
    page = browser_get(&carif, EXAMEN);
    page_shows(&page, "Un stage de plus.");
    page_shows(&page, "8" NBSP "300,00");
    derives_verifier(site_db);
}

static void test_answers_are_prepared(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    ask(&carif);
    struct params form = form_at(&of, REPONDRE, REPONDRE);
    form_set(&form, arena_printf(site_arena, "reponse_%lld", (long long)site_number(&T_QUESTION)),
             "Un stage de plus.");
    form_add(&form, "enregistrer", "1");
    struct reply reply = send_form(&of, REPONDRE, &form);
    assert_code(&reply, 303);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Un stage de plus.");
    page_shows(&page, "1 sans réponse");
    assert_string_equal(state_of(50752), "en_attente_de_reponses");
    /* What is wrong is told at its field, and nothing else is lost. */
    form = form_at(&of, REPONDRE, REPONDRE);
    form_set(&form, "action-prix_total", "beaucoup");
    reply = send_form(&of, REPONDRE, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//input[@name='action-prix_total' and @value='beaucoup']");
    /* Somebody else saved in between. */
    form = form_at(&of, REPONDRE, REPONDRE);
    form_set(&form, "version_action", "1");
    reply = send_form(&of, REPONDRE, &form);
    assert_code(&reply, 409);
}

/* ---- replaced codes */

static void test_a_replaced_code_is_seen(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&of, "/actions?liste=certifinfo-remplace");
    page_shows(&page, "1 résultat");
    page = browser_get(&of, "/actions/51641");
    page_shows(&page, "83899");
    struct params form = form_at(&of, "/actions/51641", "/actions/51641/certifinfo-vu");
    struct reply reply = send_form(&of, "/actions/51641/certifinfo-vu", &form);
    assert_code(&reply, 303);
    page = follow(&of, &reply);
    page_shows(&page, "Remplacement pris en compte");
    page_lacks(&page, "83899");
    page = browser_get(&of, "/actions?liste=certifinfo-remplace");
    page_shows(&page, "0 résultat");
    page = browser_get(&carif, "/actions/51641");
    assert_int_equal(page_count(&page, "//form[contains(@action, 'certifinfo-vu')]"), 0);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_the_queue),
        EACH(test_taking_and_giving_back),
        EACH(test_an_examination),
        EACH(test_a_validation),
        EACH(test_two_officers),
        EACH(test_changed_meanwhile),
        EACH(test_a_refusal_wants_its_reason),
        EACH(test_questions_are_answered),
        EACH(test_answers_are_prepared),
        EACH(test_a_replaced_code_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
