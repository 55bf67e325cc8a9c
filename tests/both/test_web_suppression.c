/* Undo, as browsers see it: drafts removed and restored; a modification of what is published sent
 * from the message of its save, or given up. */
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "derives_justes.h"

#define NBSP "\u00A0"
#define NOUVELLE "/formations/nouvelle"
#define LISTE "/admin/suppressions"
#define PUBLIEE "/actions/50751" /* of formation 192 */

STATEMENT(T_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(T_SUPPRESSION, "", "i", "SELECT max(id) FROM suppression");

static const char *below(const char *path, const char *rest)
{
    return arena_printf(site_arena, "%s/%s", path, rest);
}

static const char *sent_to(const struct reply *reply)
{
    assert_code(reply, 303);
    const char *location = page_header(reply, "Location");
    return arena_strndup(site_arena, location, strcspn(location, "?#"));
}

static struct params form_at(struct browser *browser, const char *path, const char *action)
{
    struct reply page = browser_get(browser, path);
    assert_code(&page, 200);
    return page_form(&page, action);
}

static struct reply press(struct browser *browser, const char *page, const char *action)
{
    struct params form = form_at(browser, page, action);
    return send_form(browser, action, &form);
}

static struct reply save(struct browser *browser, const char *path, const char *name,
                         const char *value)
{
    struct params form = form_at(browser, path, path);
    form_set(&form, name, value);
    struct reply reply = send_form(browser, path, &form);
    assert_string_equal(sent_to(&reply), path);
    return browser_get(browser, path);
}

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

/* A draft: a formation, its action, a session. */
struct draft {
    const char *formation, *action, *session;
};

static struct draft make_draft(struct browser *browser)
{
    struct draft draft;
    struct params form = form_at(browser, NOUVELLE, NOUVELLE);
    form_set(&form, "intitule", "Secrétariat du soir");
    struct reply reply = send_form(browser, NOUVELLE, &form);
    draft.formation = sent_to(&reply);
    reply = press(browser, below(draft.formation, "actions/nouvelle"),
                  below(draft.formation, "actions/nouvelle"));
    draft.action = sent_to(&reply);
    const char *path = below(draft.action, "sessions/nouvelle");
    form = form_at(browser, path, path);
    form_set(&form, "debut", "04/01/2094");
    form_set(&form, "fin", "28/05/2094");
    reply = send_form(browser, path, &form);
    sent_to(&reply);
    reply = browser_get(browser, draft.action);
    draft.session = page_text(&reply, "//a/@href[starts-with(., '/sessions/1')]");
    assert_non_null(draft.session);
    return draft;
}

static void remove_it(struct browser *browser, const char *path, const char *next)
{
    struct reply reply = press(browser, below(path, "supprimer"), below(path, "supprimer"));
    assert_string_equal(sent_to(&reply), next);
}

/* ---- removed */

static void test_a_formation_is_removed_and_restored(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    struct draft draft = make_draft(&of);
    struct reply page = browser_get(&of, draft.formation);
    page_finds(&page, arena_printf(site_arena, "//*[@href='%s/supprimer']", draft.formation));
    page = browser_get(&of, below(draft.formation, "supprimer"));
    assert_code(&page, 200);
    assert_string_equal(page_text(&page, "//h2[@id='t-suppression']"),
                        "Partent avec elle" NBSP ": 1 action et 1 session");
    assert_int_equal(page_count(&page, "//main//ul/li/b"), 2);
    page_finds(&page, "//main//li[starts-with(., 'Action ')]"
                      "[contains(., ', Action sans intitulé propre')]");
    remove_it(&of, draft.formation, "/formations");

    page = browser_get(&of, "/formations");
    page_finds(&page, "//p[contains(normalize-space(), 'est supprimée')]");
    page_shows(&page, "Le service Offre peut la restaurer jusqu'au ");
    assert_int_equal(page_count(&page, "//ul[@class='arbre']//*[contains(., 'du soir')]"), 0);
    const char *const gone[] = {draft.formation, draft.action, draft.session};
    for (size_t i = 0; i < 3; i++) {
        page = browser_get(&of, gone[i]);
        assert_code(&page, 404);
        page_shows(&page, "a été supprimée");
        page_shows(&page, "demandez-le-lui");
        page = browser_get(&of, below(gone[i], "historique"));
        assert_code(&page, 200);
        page_shows(&page, "Supprimée, restaurable jusqu'au ");
        page = browser_get(&of, below(gone[i], "supprimer"));
        assert_code(&page, 404);
    }
    page = browser_get(&of, LISTE);
    assert_code(&page, 403);
    derives_verifier(site_db);

    page = browser_get(&carif, LISTE);
    assert_string_equal(page_text(&page, "//h1"), "Fiches supprimées 1 fiche");
    page_shows(&page, "avec 1 action et 1 session");
    page_shows(&page, "GIP CARIF");
    page = browser_get(&carif, LISTE "?etablissement=" SITE_FOREIGN);
    assert_int_equal(page_count(&page, "//tbody/tr"), 0);
    page = browser_get(&carif, LISTE "?q=secretariat+soir");
    assert_string_equal(page_text(&page, "//h1"), "Fiches supprimées 1 fiche");
    assert_string_equal(page_text(&page, "//input[@id='q']/@value"), "secretariat soir");
    page = browser_get(&carif, LISTE "?etablissement=" SITE_OWN "&q=xylophage");
    page_shows(&page, "Aucune fiche supprimée ne contient «" NBSP "xylophage" NBSP "»");
    page_finds(&page, "//main//a[@href='" LISTE "?etablissement=" SITE_OWN "']");
    page = browser_get(&carif, SITE_RECORD);
    page_finds(&page, "//*[@href='" LISTE "?etablissement=" SITE_OWN "']");
    const char *back =
        arena_printf(site_arena, LISTE "/%lld/restaurer", (long long)site_number(&T_SUPPRESSION));
    page = press(&carif, LISTE "?etablissement=" SITE_OWN, back);
    assert_string_equal(sent_to(&page), draft.formation);
    page = browser_get(&carif, draft.formation);
    page_finds(&page, "//p[@class='flash-title'][normalize-space()='Restaurée']");
    page = browser_get(&of, draft.session);
    assert_code(&page, 200);
    page_shows(&page, "04/01/2094");
    derives_verifier(site_db);
}

static void test_one_lands_on_what_it_was_in(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct draft draft = make_draft(&of);
    remove_it(&of, draft.session, draft.action);
    struct reply page = browser_get(&of, draft.action);
    page_shows(&page, "Aucune session");
    page_finds(&page, "//p[contains(normalize-space(), 'est supprimée')]");
    page = browser_get(&of, below(draft.action, "historique"));
    page_shows(&page, "Suppression de la session");
    remove_it(&of, draft.action, draft.formation);
    page = browser_get(&of, draft.formation);
    page_shows(&page, "Aucune action");
    page = browser_get(&of, below(draft.formation, "supprimer"));
    page_shows(&page, "Rien d'autre ne part avec elle");
}

static void test_what_changed_meanwhile_stays(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct draft draft = make_draft(&of);
    const char *path = below(draft.formation, "supprimer");
    struct params form = form_at(&of, path, path);
    struct reply page = save(&of, draft.formation, "objectif", "Écrire");
    page = send_form(&of, path, &form);
    assert_code(&page, 409);
    page_shows(&page, "quelqu'un a modifié cette fiche entre-temps");
    form = page_form(&page, path); /* and now it is seen */
    form_set(&form, "vu", NULL);
    page = send_form(&of, path, &form);
    assert_code(&page, 409); /* a form that names nothing has seen nothing */
    form = page_form(&page, path);
    struct params again = form;
    page = send_form(&of, path, &form);
    assert_string_equal(sent_to(&page), "/formations");
    page = send_form(&of, path, &again); /* sent twice */
    assert_string_equal(sent_to(&page), "/formations");
}

static const struct {
    const char *path, *obstacle, *instead;
} published[] = {
    {"/formations/192", "Une formation publiée ne se supprime pas", "/formations/192#actions"},
    {PUBLIEE, "désactivez ses sessions", PUBLIEE "#sessions"},
    {"/sessions/133036", "désactivez-la", "/sessions/133036"},
};

static void test_what_is_published_says_why_not(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    for (size_t i = 0; i < 3; i++) {
        const char *path = below(published[i].path, "supprimer");
        struct reply page = browser_get(&of, path);
        assert_code(&page, 200);
        page_shows(&page, published[i].obstacle);
        assert_int_equal(page_count(&page, arena_printf(site_arena,
                                                        "//main//a[contains(@class, 'btn-primary')"
                                                        " and @href='%s']",
                                                        published[i].instead)),
                         1);
        assert_int_equal(page_count(&page, "//section//a"), 1); /* not a second one to the page */
        assert_int_equal(page_count(&page, "//main//form[contains(@action, 'supprimer')]"), 0);
        page = browser_post(
            &of, path,
            arena_printf(site_arena, "jeton=%s&vu=1", page_jeton_of(&page, "/deconnexion")));
        assert_code(&page, 422);
        page_shows(&page, "Rien n'est supprimé");
        page = browser_get(&of, published[i].path);
        assert_code(&page, 200);
    }
}

/* A draft that lost its title is called something everywhere. */
static void test_without_a_title(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct draft draft = make_draft(&of);
    struct reply page = save(&of, draft.formation, "intitule", "");
    const char *const pages[] = {draft.formation,
                                 draft.action,
                                 draft.session,
                                 below(draft.formation, "supprimer"),
                                 below(draft.action, "supprimer"),
                                 below(draft.session, "supprimer"),
                                 below(draft.formation, "historique"),
                                 below(draft.action, "historique")};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        page = browser_get(&of, pages[i]);
        assert_code(&page, 200);
        page_finds(&page, "//main//*[self::h1 or @class='lead-line']"
                          "[contains(., 'Formation sans intitulé')]");
        assert_int_equal(page_count(&page, "//a[normalize-space()='']"), 0);
    }
    page = browser_get(&of, "/actions?liste=en-cours");
    page_finds(&page, "//a[@class='table-title'][.='Formation sans intitulé']");
}

static void test_nobody_elses(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser other =
        browser_with_sites("autre@exemple.fr", &(int64_t){site_principal_of(SITE_FOREIGN)}, 1);
    struct draft draft = make_draft(&of);
    remove_it(&of, draft.formation, "/formations");
    const char *const gone[] = {draft.formation, draft.action, draft.session};
    for (size_t i = 0; i < 3; i++) {
        struct reply page = browser_get(&other, gone[i]);
        assert_code(&page, 404);
        page_lacks(&page, "supprim");
        page = browser_get(&other, below(gone[i], "historique"));
        assert_code(&page, 404);
    }
}

/* ---- what is published, and modified */

static void test_a_save_says_what_the_public_sees(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = save(&of, PUBLIEE, "liens", "https://www.exemple.fr/autre");
    page_shows(&page, "La fiche est à jour"); /* it went live at once */
    assert_int_equal(page_count(&page, "//div[contains(@class, 'flash')]//button"), 0);
    page = save(&of, PUBLIEE, "rythme", "Le soir, deux fois par semaine");
    page_shows(&page, "Le public voit toujours la version publiée");
    assert_string_equal(page_text(&page, "//div[contains(@class, 'flash')]//button"),
                        "Envoyer en validation");
    struct params form = page_form(&page, PUBLIEE "/envoyer");
    page = browser_get(&of, PUBLIEE);
    page_lacks(&page, "Le public voit toujours");
    page = send_form(&of, PUBLIEE "/envoyer", &form);
    assert_string_equal(sent_to(&page), PUBLIEE);
    assert_string_equal(state_of(50751), "en_attente_de_validation");
}

static void test_a_formation_says_it_too_and_is_given_up(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr"); /* another action is being examined */
    static const char formation[] = "/formations/192", abandon[] = "/formations/192/abandonner";
    struct reply page = browser_get(&carif, formation);
    assert_int_equal(
        page_count(&page, "//*[@class='versions']//a[@href='/formations/192/abandonner']"), 0);
    page = save(&carif, formation, "objectif", "Autre objectif");
    page_shows(&page, "Le public voit toujours la version publiée");
    assert_non_null(strstr(page_text(&page, "//div[contains(@class, 'flash')]//button"),
                           "Envoyer en validation, avec l'action "));
    assert_string_equal(state_of(50751), "en_cours_de_saisie");
    page_finds(&page, "//*[@class='versions']//a[@href='/formations/192/abandonner']");
    assert_int_equal(page_count(&page, "//h2[contains(., 'Renoncer')]"), 0); /* one block */
    struct params seen = form_at(&carif, abandon, abandon);
    page = save(&carif, formation, "objectif", "Encore un autre");
    page = send_form(&carif, abandon, &seen);
    assert_code(&page, 409);
    page_shows(&page, "quelqu'un a modifié cette formation entre-temps");
    page = browser_get(&carif, abandon);
    page_finds(&page, "//td//ins[contains(., 'Encore un autre')]"); /* what would go */
    seen = page_form(&page, abandon);
    page = send_form(&carif, abandon, &seen);
    assert_string_equal(sent_to(&page), formation);
    page = browser_get(&carif, formation);
    page_shows(&page, "Modification abandonnée");
    page_lacks(&page, "Encore un autre");
    assert_string_equal(state_of(50751), "validee");
    page = browser_get(&carif, below(PUBLIEE, "historique"));
    page_shows(&page, "Modification de la formation 192 abandonnée");
    page = browser_get(&carif, below(formation, "historique"));
    page_shows(&page, "Abandonnée");
    derives_verifier(site_db);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, site_setup, site_teardown)
        T(test_a_formation_is_removed_and_restored),
        T(test_one_lands_on_what_it_was_in),
        T(test_what_changed_meanwhile_stays),
        T(test_what_is_published_says_why_not),
        T(test_without_a_title),
        T(test_nobody_elses),
        T(test_a_save_says_what_the_public_sees),
        T(test_a_formation_says_it_too_and_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
