/* What the law wants on the site: missing words are told, no conformity without an audit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config.h"
#include "textes_page.h"

static void test_what_is_missing_is_named(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    struct config config = {
        .legal = {.editeur = "Exemple", .hebergeur = "Exemple", .dpo = "a@b.fr"}};
    assert_string_equal(textes_manquants(arena, &config),
                        "SOFI_DIRECTEUR_PUBLICATION, SOFI_RESPONSABLE_TRAITEMENT, "
                        "SOFI_BASES_LEGALES, SOFI_DUREES_CONSERVATION, SOFI_DESTINATAIRES");
    config.legal = (struct config_legal){"a", "b", "c", "d", "e", "f", "g", "h", "", "", ""};
    assert_string_equal(textes_manquants(arena, &config), "");
    arena_destroy(arena);
}

static void test_no_conformity_without_an_audit(void **state)
{
    (void)state;
    struct config config = {.legal = {.accessibilite = "totalement", .audit = ""}};
    assert_string_equal(config_conformite(&config), "non conforme");
    config.legal.audit = "Audit du 12/03/2027";
    assert_string_equal(config_conformite(&config), "totalement conforme");
    config.legal.accessibilite = "partiellement";
    assert_string_equal(config_conformite(&config), "partiellement conforme");
    config.legal.accessibilite = "non";
    assert_string_equal(config_conformite(&config), "non conforme");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_missing_is_named),
        cmocka_unit_test(test_no_conformity_without_an_audit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
