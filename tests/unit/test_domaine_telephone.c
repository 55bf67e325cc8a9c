/* Telephone numbers: the rules are those of the header and of the French numbering plan (ten digits
 * from 0 and 1 to 9; 10xy and 3bpq; 1xx; 118 xyz; E.164 abroad). The numbers are invented. */
#include "telephone.h"

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

static void test_right(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *kept;
        const char *link;
    } cases[] = {
        {"02-40-20-21-31", "02 40 20 21 31", "+33240202131"},
        {"0240202131", "02 40 20 21 31", "+33240202131"},
        {"02.40.20.21.31", "02 40 20 21 31", "+33240202131"},
        {"02/40/20/21/31", "02 40 20 21 31", "+33240202131"},
        {"024 020 2131", "02 40 20 21 31", "+33240202131"},
        {"  (02) 40 20 21 31 ", "02 40 20 21 31", "+33240202131"},
        {"02\u00A040\u202F20\u00A021\u201131", "02 40 20 21 31", "+33240202131"},
        {"+33240202131", "02 40 20 21 31", "+33240202131"},
        {"+33 2 40 20 21 31", "02 40 20 21 31", "+33240202131"},
        {"+33 (0)2 40 20 21 31", "02 40 20 21 31", "+33240202131"},
        {"(+33) 2 40 20 21 31", "02 40 20 21 31", "+33240202131"},
        {"+33 02 40 20 21 31", "02 40 20 21 31", "+33240202131"},
        {"0033240202131", "02 40 20 21 31", "+33240202131"},
        {"00 33 (0) 2 40 20 21 31", "02 40 20 21 31", "+33240202131"},
        {"0612345678", "06 12 34 56 78", "+33612345678"},
        {"0800 123 456", "08 00 12 34 56", "+33800123456"},
        /* overseas: the prefix is part of the national number too */
        {"+262 262 12 34 56", "02 62 12 34 56", "+262262123456"},
        {"0262 12 34 56", "02 62 12 34 56", "+262262123456"},
        {"+262 692 12 34 56", "06 92 12 34 56", "+262692123456"},
        {"00262 639 12 34 56", "06 39 12 34 56", "+262639123456"},
        {"+590 (0)590 12 34 56", "05 90 12 34 56", "+590590123456"},
        {"+594 594 12 34 56", "05 94 12 34 56", "+594594123456"},
        {"+596 596 12 34 56", "05 96 12 34 56", "+596596123456"},
        {"+508 41 12 34", "+508411234", "+508411234"},
        {"+681 72 12 34", "+681721234", "+681721234"},
        {"+687 26 12 34", "+687261234", "+687261234"},
        {"+689 40 12 34 56", "+68940123456", "+68940123456"},
        /* short numbers */
        {"3936", "39 36", "3936"},
        {"39 36", "39 36", "3936"},
        {"10 14", "10 14", "1014"},
        {"115", "115", "115"},
        {"118712", "118 712", "118712"},
        {"118 712", "118 712", "118712"},
        /* abroad */
        {"+32 2 123 45 67", "+3221234567", "+3221234567"},
        {"0032 2 123 45 67", "+3221234567", "+3221234567"},
        {"+44 (0)20 7946 0958", "+442079460958", "+442079460958"},
        {"+12345678", "+12345678", "+12345678"},
        {"+123456789012345", "+123456789012345", "+123456789012345"},
        {"", "", ""},
        {"  ", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept = telephone_normaliser(arena, cases[i].typed);
        assert_non_null(kept);
        assert_string_equal(kept, cases[i].kept);
        assert_null(telephone_juger(arena, cases[i].typed));
        /* What is kept is typed again by every form that is saved. */
        assert_string_equal(telephone_normaliser(arena, kept), cases[i].kept);
        assert_string_equal(telephone_lien(arena, kept), cases[i].link);
    }
}

static void test_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *words; /* that the message holds */
    } cases[] = {
        {"024020213", "9 chiffres saisis, 10 attendus"},
        {"02402021311", "11 chiffres saisis, 10 attendus"},
        {"1", "1 chiffre saisi, 10 attendus"},
        {"15", "2 chiffres saisis"},
        {"215", "3 chiffres saisis"},
        {"2021", "4 chiffres saisis"},
        {"119712", "6 chiffres saisis"},
        {"33240202131", "11 chiffres saisis"},
        {"1240202131", "0 puis un chiffre de 1 à 9 attendus au début"},
        {"0000000000", "étranger mal formé"}, /* 00 is a '+' */
        {"+33 2 40 20 21 3", "9 chiffres attendus après +33"},
        {"+33 2 40 20 21 311", "9 chiffres attendus après +33"},
        {"+33", "9 chiffres attendus après +33"},
        {"+33 3936", "9 chiffres attendus après +33"},
        {"+0240202131", "étranger mal formé"},
        {"+1234567", "étranger mal formé"},
        {"+1234567890123456", "étranger mal formé"},
        {"+", "étranger mal formé"},
        {"00", "étranger mal formé"},
        {"++33240202131", "des chiffres attendus"},
        {"02+40202131", "des chiffres attendus"},
        {"02 40 20 21 3x", "des chiffres attendus"},
        {"néant", "des chiffres attendus"},
        {"-", "des chiffres attendus"},
        {"02 40 20 21 31 poste 12", "des chiffres attendus"},
        {"02 40 20 21 31 / 02 40 20 21 32", "trop de chiffres"},
        {"٠٢٤٠٢٠٢١٣١", "des chiffres attendus"},
        {"<script>", "des chiffres attendus"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(telephone_normaliser(arena, cases[i].typed));
        const char *message = telephone_juger(arena, cases[i].typed);
        assert_non_null(message);
        if (!strstr(message, cases[i].words)) {
            fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].typed, message, cases[i].words);
        }
    }
}

static void test_huge(void **state)
{
    (void)state;
    enum { HUGE_SIZE = 100000 };
    char *text = arena_alloc(arena, HUGE_SIZE + 1);
    static const char bytes[] = "0+( ";
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        memset(text, bytes[i], HUGE_SIZE);
        const char *kept = telephone_normaliser(arena, text);
        assert_true(bytes[i] == ' ' ? kept && !*kept : !kept);
    }
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {EACH(test_right), EACH(test_wrong), EACH(test_huge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
