/* Differences with the public list, as browsers see them: officers' worklists, what the
 * organisation reads on its dashboard and at its certification. */
#include "import_of.h"
#include "test_db.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NBSP "\u00A0"
#define ICI "/admin/ecarts-qualiopi"
#define ENTETE                                                                                     \
    "numeroDeclarationActivite;denomination;siretEtablissementDeclarant;"                          \
    "adressePhysiqueOrganismeFormation.codePostal;adressePhysiqueOrganismeFormation.ville;"        \
    "certifications.actionsDeFormation;certifications.bilansDeCompetences;certifications.VAE;"     \
    "certifications.actionsDeFormationParApprentissage\n"
#define LISTE(vae)                                                                                 \
    ENTETE "52440404744;GIP;" SITE_OWN ";44200;NANTES;false;false;" vae ";false\n"                 \
           "11755000002;Écoles du Nord;55210055400013;59000;LILLE;true;false;false;false\n"       \
           "11755000003;Foyer & fils;;59000;LILLE;false;false;false;false\n"

STATEMENT(T_ECARTS, "", "i",
          "SELECT count(*) FROM ecart_qualiopi q JOIN site s ON s.numero = q.site"
          " WHERE q.reglee_a IS NULL AND s.etablissement_id ="
          " (SELECT id FROM etablissement WHERE siret = '13000511900032')");

static void import(const char *text)
{
    char path[] = "/tmp/sofi-ecarts-XXXXXX";
    int fd = mkstemp(path);
    struct import_of_bilan bilan;
    const struct import_of_options options = {.par = "Claude", .source = "liste.csv"};
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    if (import_of(site_db, site_arena, path, &options, &bilan) != STATUS_OK) {
        fail_msg("%s", bilan.raisons.items[0].texte);
    }
    unlink(path);
}

static void test_before_any_import(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    struct reply page = browser_get(&carif, ICI);
    assert_code(&page, 200);
    page_shows(&page, "La liste publique n'a pas encore été importée");
    page_shows(&page, "Aucun écart dont le délai est dépassé");
    page = browser_get(&carif, "/annuaire");
    page_finds(&page, "//a[@href='" ICI "']");
}

static void test_officers_worklists(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    import(LISTE("true"));
    assert_true(site_number(&T_ECARTS) > 0);
    struct reply page = browser_get(&carif, ICI "?liste=delai");
    assert_code(&page, 200);
    page_shows(&page, "«" NBSP "VAE" NBSP "» est dans la liste publique, mais n'est pas déclarée");
    page_shows(&page, "(Claude)");
    page_finds(&page, "//td/a[@href='" SITE_RECORD "']");
    assert_true(site_statements() <= 5);
    page = browser_get(&carif, ICI "?liste=inconnus");
    page_shows(&page, "Écoles du Nord");
    page_shows(&page, "Actions de formation");
    page_lacks(&page, "Foyer");
    page = browser_get(&carif, ICI "?liste=inconnus&q=lille+ecoles");
    page_shows(&page, "55210055400013");
    page = browser_get(&carif, ICI "?liste=inconnus&q=zzz");
    page_shows(&page, "Rien dans cette liste ne contient « zzz »");
    site_run("UPDATE ecart_qualiopi SET jusqu_au = '2020-01-01'");
    page = browser_get(&carif, ICI);
    page_finds(&page, "//td/a[@href='" SITE_RECORD "']");
    import(ENTETE "11755000002;Écoles du Nord;55210055400013;59000;LILLE;true;false;false;false\n");
    page = browser_get(&carif, ICI "?liste=disparus");
    page_finds(&page, "//td/a[@href='" SITE_RECORD "']");
    page_shows(&page, "52440404744");
}

static void test_what_the_organisation_reads(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&of, "/tableau-de-bord");
    uint64_t statements = site_statements();
    page_lacks(&page, "liste publique");
    import(LISTE("true"));
    page = browser_get(&of, "/tableau-de-bord");
    assert_int_equal(site_statements(), statements);
    page_shows(&page, "«" NBSP "VAE" NBSP "» est dans la liste publique, mais n'est pas déclarée");
    page_shows(&page, "corrigez la fiche, ou faites corriger la liste, d'ici au");
    page = browser_get(&of, arena_printf(site_arena, "/annuaire/sites/%d", SITE_OWN_NUMERO));
    page_finds(&page, "//*[@id='certification']//*[@role='note']");
    page_shows(&page, "Rien n'est changé à votre place.");
    page = browser_get(&of, SITE_RECORD);
    page_finds(&page, "//*[@id='certification']//*[@role='note']");
}

static void test_the_form_settles_it(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *path = arena_printf(site_arena, "/annuaire/sites/%d", SITE_OWN_NUMERO);
    import(LISTE("true"));
    int64_t before = site_number(&T_ECARTS);
    struct params form = browser_form(&of, path);
    form_add(&form, "categories_qualiopi", "vae");
    struct reply reply = browser_upload(&of, path, &form, NULL);
    assert_code(&reply, 303);
    assert_int_equal(site_number(&T_ECARTS), before - 1);
    reply = browser_get(&of, "/tableau-de-bord");
    page_lacks(&reply, "»" NBSP "VAE");
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_before_any_import, site_setup, site_teardown),
        cmocka_unit_test_setup_teardown(test_officers_worklists, site_setup, site_teardown),
        cmocka_unit_test_setup_teardown(test_what_the_organisation_reads, site_setup,
                                        site_teardown),
        cmocka_unit_test_setup_teardown(test_the_form_settles_it, site_setup, site_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
