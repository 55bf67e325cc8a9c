/* Numbers of enterprises and schools. The keys below were worked out by hand from the published
 * rules: Luhn for a SIRET, remainder by 23 for an UAI. */
#include "siret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void refuses(const char *message, const char *words)
{
    assert_non_null(message);
    if (!strstr(message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", message, words);
    }
}

static void test_siret_right(void **state)
{
    (void)state;
    /* GIP CARIF OREF: 2+6+9+1+2+5+3+2 = 30 */
    assert_null(siret_juger(arena, "13000511900032"));
    /* Numbers of nobody that the demonstration uses. */
    assert_null(siret_juger(arena, "00010000800002"));
    assert_null(siret_juger(arena, "00010001600005"));
}

static void test_siret_la_poste(void **state)
{
    (void)state;
    /* The seat follows Luhn (8+8+3+5+6 = 30) though its digits add up to 26. */
    assert_null(siret_juger(arena, "35600000000048"));
    /* An office: Luhn gives 7+6+8+9+4+3+5+6 = 48, but the digits add up to 45, a multiple of 5. */
    assert_null(siret_juger(arena, "35600000049837"));
    /* Neither: Luhn 49, digits 46. */
    refuses(siret_juger(arena, "35600000049838"), "clé de contrôle fausse");
}

static void test_siret_rule_of_five_is_for_la_poste_only(void **state)
{
    (void)state;
    /* The digits add up to 25, Luhn to 31. */
    refuses(siret_juger(arena, "13000511900041"), "clé de contrôle fausse");
    /* SIREN 356000001, digits 25: the neighbour of La Poste has no such right (Luhn 22). */
    refuses(siret_juger(arena, "35600000100055"), "clé de contrôle du SIREN fausse");
}

static void test_siret_one_digit_changed(void **state)
{
    (void)state;
    char siret[] = "13000511900032";
    for (size_t i = 0; i < 14; i++) {
        char kept = siret[i];
        for (char digit = '0'; digit <= '9'; digit++) {
            siret[i] = digit;
            const char *message = siret_juger(arena, siret);
            /* Luhn sees every change of one digit. */
            assert_true((message == NULL) == (digit == kept));
        }
        siret[i] = kept;
    }
}

static void test_siret_lengths(void **state)
{
    (void)state;
    refuses(siret_juger(arena, ""), "14 attendus");
    refuses(siret_juger(arena, "1"), "1 chiffre saisi, 14 attendus");
    refuses(siret_juger(arena, "1300051190003"), "13 chiffres saisis, 14 attendus");
    refuses(siret_juger(arena, "130005119000320"), "15 chiffres saisis, 14 attendus");
    char huge[5001];
    memset(huge, '1', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    refuses(siret_juger(arena, huge), "5000 chiffres saisis");
}

static void test_siret_not_digits(void **state)
{
    (void)state;
    static const char *const wrong[] = {"1300051190003A",
                                        "130 005 119 00032",
                                        "-1300051190003",
                                        "1300051190003\n",
                                        "13000511900032 ",
                                        "+13000511900032",
                                        "１３０００５１１９０００３２",
                                        "é",
                                        "1.3000511900e2",
                                        "0x0000119000f2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refuses(siret_juger(arena, wrong[i]), "des chiffres seulement");
    }
}

static void test_siret_zeros(void **state)
{
    (void)state;
    /* Luhn accepts fourteen zeros; no enterprise has them. */
    refuses(siret_juger(arena, "00000000000000"), "inexistant");
    refuses(siret_juger(arena, "00000000000001"), "clé de contrôle fausse");
}

static void test_same_siren(void **state)
{
    (void)state;
    assert_true(siret_meme_siren("13000511900032", "13000511900099"));
    assert_false(siret_meme_siren("13000511900032", "13000511800032"));
    assert_false(siret_meme_siren("13000511900032", "23000511900032"));
    /* Too short to have a SIREN. */
    assert_false(siret_meme_siren("13000511", "13000511"));
    assert_false(siret_meme_siren("", ""));
    assert_false(siret_meme_siren("13000511900032", "13000511"));
}

static void test_nda(void **state)
{
    (void)state;
    assert_null(nda_juger(arena, "52440404744"));
    assert_null(nda_juger(arena, "1175P012345"));
    assert_null(nda_juger(arena, "00000000000"));
    static const char *const wrong[] = {"",
                                        "5244040474",
                                        "524404047444",
                                        "117P5012345",
                                        "A1750012345",
                                        "1175p012345",
                                        "1175P01234P",
                                        "1175É01234",
                                        "5244 404744",
                                        "52440404/44",
                                        "5244:404744",
                                        "5244@404744",
                                        "5244[404744"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refuses(nda_juger(arena, wrong[i]), "11 caractères attendus");
    }
}

static void test_uai(void **state)
{
    (void)state;
    /* Louis-le-Grand: 750655 = 23 × 32637 + 4 → E. Henri-IV just before it: D. */
    assert_null(uai_juger(arena, "0750655E"));
    assert_null(uai_juger(arena, "0750654D"));
    /* Clemenceau, Nantes: 440021 = 23 × 19131 + 8; I is no key, so the ninth letter is J. */
    assert_null(uai_juger(arena, "0440021J"));
    /* The ends of the table: 0 → A, 22 → Z; O and Q are no keys either. */
    assert_null(uai_juger(arena, "0000000A"));
    assert_null(uai_juger(arena, "0000022Z"));
    assert_null(uai_juger(arena, "0000013P"));
    assert_null(uai_juger(arena, "0000014R"));
    assert_null(uai_juger(arena, "0000023A"));
}

static void test_uai_wrong(void **state)
{
    (void)state;
    refuses(uai_juger(arena, "0750655F"), "lettre de contrôle");
    refuses(uai_juger(arena, "0440021I"), "lettre de contrôle");
    static const char *const shapes[] = {"",         "0750655",  "075065E",  "0750655EE",
                                         "07506555", "E0750655", "075O655E", "0750655é",
                                         "-750655E", " 750655E", "0750655 E"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        assert_non_null(uai_juger(arena, shapes[i]));
    }
    /* The form puts letters in capitals first: here a small one is wrong. */
    refuses(uai_juger(arena, "0750655e"), "lettre de contrôle");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_siret_right),
        cmocka_unit_test(test_siret_la_poste),
        cmocka_unit_test(test_siret_rule_of_five_is_for_la_poste_only),
        cmocka_unit_test(test_siret_one_digit_changed),
        cmocka_unit_test(test_siret_lengths),
        cmocka_unit_test(test_siret_not_digits),
        cmocka_unit_test(test_siret_zeros),
        cmocka_unit_test(test_same_siren),
        cmocka_unit_test(test_nda),
        cmocka_unit_test(test_uai),
        cmocka_unit_test(test_uai_wrong),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
