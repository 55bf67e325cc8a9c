/* Expected values: the closed tables of LHEO 2.3, read from lheo-tables-2.3.csv where the shared
 * data are there; what LHEO 2.3 says, written by hand, everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dict.h"
#include "fold.h"

#define TABLES 19
#define CSV SOFI_SHARED_DATA "/lheo/lheo-tables-2.3.csv"
#define PUBLICS SOFI_SHARED_DATA "/lheo/public-vise-formacode-v10.csv"
#define MODALITES SOFI_SHARED_DATA "/lheo/modalites-pedagogiques-formacode-v10.csv"
#define NBSP "\xc2\xa0"

static size_t choice_total(const struct choice *choices)
{
    size_t n = 0;
    while (choices[n].code) {
        n++;
    }
    return n;
}

/* The codes are first, first + 1, … last, in any order, and no other. */
static void assert_codes(const struct choice *choices, int first, int last)
{
    for (int code = first; code <= last; code++) {
        char text[12];
        snprintf(text, sizeof text, "%d", code);
        assert_true(choice_exists(choices, text));
    }
    assert_int_equal(choice_total(choices), last - first + 1);
}

static void there_are_nineteen_tables(void **state)
{
    (void)state;
    assert_int_equal(dict_count(), TABLES);
    for (size_t i = 0; i < TABLES; i++) {
        const struct dict *liste = dict_at(i);
        assert_non_null(liste);
        assert_int_equal(strncmp(liste->nom, "dict-", 5), 0);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(dict_at(j)->nom, liste->nom);
            assert_ptr_not_equal(dict_at(j)->choix, liste->choix);
        }
    }
    assert_null(dict_at(TABLES));
    assert_null(dict_at(SIZE_MAX));
}

static void tables_are_found_by_their_exact_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < dict_count(); i++) {
        assert_ptr_equal(dict_nomme(dict_at(i)->nom), dict_at(i));
    }
    static const char *const unknown[] = {
        "",
        "dict-",
        "perimetre-recrutement",
        "dict-ais",
        "dict-niveaux ",
        "dict-niveau",
        "DICT-FINANCEURS",
        "dict-formacode",
        "%s",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_null(dict_nomme(unknown[i]));
    }
    assert_null(dict_nomme(NULL));
}

static void each_name_gives_its_own_table(void **state)
{
    (void)state;
    static const struct dict expected[TABLES] = {
        {"dict-boolean", dict_boolean},
        {"dict-modalites-enseignement", dict_modalites_enseignement},
        {"dict-modalites-es", dict_modalites_es},
        {"dict-etat-recrutement", dict_etat_recrutement},
        {"dict-AIS", dict_ais},
        {"dict-perimetre-recrutement", dict_perimetre_recrutement},
        {"dict-financeurs", dict_financeurs},
        {"dict-type-contact", dict_type_contact},
        {"dict-type-parcours", dict_type_parcours},
        {"dict-type-positionnement", dict_type_positionnement},
        {"dict-type-module", dict_type_module},
        {"dict-modalite-recrutement", dict_modalite_recrutement},
        {"dict-type-enseignement", dict_type_enseignement},
        {"dict-type-equipement", dict_type_equipement},
        {"dict-type-validation-blocs", dict_type_validation_blocs},
        {"dict-type-alternance", dict_type_alternance},
        {"dict-unite-rythme", dict_unite_rythme},
        {"dict-type-cycle", dict_type_cycle},
        {"dict-niveaux", dict_niveaux},
    };
    for (size_t i = 0; i < TABLES; i++) {
        const struct dict *liste = dict_nomme(expected[i].nom);
        assert_non_null(liste);
        assert_ptr_equal(liste->choix, expected[i].choix);
    }
}

static void codes_are_numbers_and_never_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < dict_count(); i++) {
        const struct choice *choices = dict_at(i)->choix;
        size_t n = choice_total(choices);
        assert_true(n >= 2);
        assert_null(choices[n].label);
        for (size_t j = 0; j < n; j++) {
            size_t length = strlen(choices[j].code);
            assert_in_range(length, 1, 2);
            assert_int_equal(strspn(choices[j].code, "0123456789"), length);
            assert_false(length == 2 && choices[j].code[0] == '0');
            for (size_t k = 0; k < j; k++) {
                assert_string_not_equal(choices[k].code, choices[j].code);
            }
        }
    }
}

static void assert_typography(const char *label)
{
    size_t length = strlen(label);
    assert_true(length > 0);
    assert_false(label[0] >= 'a' && label[0] <= 'z');
    assert_null(strchr(" .;:", label[0]));
    assert_null(strchr(" .;:", label[length - 1]));
    assert_null(strstr(label, "  "));
    assert_null(strstr(label, " - "));
    assert_null(strstr(label, "’"));
    assert_null(strpbrk(label, "\t\r\n\""));
    for (const char *at = label; (at = strpbrk(at, ":;?!")); at++) {
        assert_true(at - label > 2 && memcmp(at - 2, NBSP, 2) == 0);
    }
}

static void labels_are_typographic_french(void **state)
{
    (void)state;
    for (size_t i = 0; i < dict_count(); i++) {
        for (const struct choice *choice = dict_at(i)->choix; choice->code; choice++) {
            assert_typography(choice->label);
        }
    }
}

static void annex_lists_are_in_five_digits(void **state)
{
    (void)state;
    const struct choice *annexes[] = {dict_publics_vises, dict_modalites_pedagogiques};
    assert_int_equal(choice_total(dict_publics_vises), 53);
    assert_int_equal(choice_total(dict_modalites_pedagogiques), 20);
    for (size_t i = 0; i < 2; i++) {
        for (const struct choice *choice = annexes[i]; choice->code; choice++) {
            assert_int_equal(strlen(choice->code), 5);
            assert_int_equal(strspn(choice->code, "0123456789"), 5);
            assert_string_equal(choice_label(annexes[i], choice->code), choice->label);
            assert_typography(choice->label);
        }
    }
}

static void codes_are_those_of_lheo(void **state)
{
    (void)state;
    assert_codes(dict_boolean, 0, 1);
    assert_codes(dict_etat_recrutement, 1, 3);
    assert_codes(dict_ais, 1, 9);
    assert_codes(dict_perimetre_recrutement, 0, 6);
    assert_codes(dict_financeurs, 0, 20);
    assert_codes(dict_type_contact, 0, 14);
    assert_codes(dict_modalite_recrutement, 0, 9);
    assert_codes(dict_type_equipement, 0, 11);
    /* Neither 9 nor 10: the old scale ends at 8, the new one is numbered from 11. */
    assert_int_equal(choice_total(dict_niveaux), 9 + 8);
    assert_false(choice_exists(dict_niveaux, "9"));
    assert_false(choice_exists(dict_niveaux, "10"));
    assert_false(choice_exists(dict_perimetre_recrutement, ""));
    assert_false(choice_exists(dict_perimetre_recrutement, "03"));
}

/* To the byte: fold_text() would not see an accent left out. */
static void known_codes_have_their_label(void **state)
{
    (void)state;
    static const struct {
        const struct choice *choices;
        const char *code;
        const char *label;
    } known[] = {
        {dict_boolean, "0", "Non"},
        {dict_boolean, "1", "Oui"},
        {dict_perimetre_recrutement, "2", "Département"},
        {dict_perimetre_recrutement, "3", "Région"},
        {dict_perimetre_recrutement, "4", "Interrégion"},
        {dict_etat_recrutement, "2", "Fermé"},
        {dict_type_contact, "1", "Référent handicap"},
        {dict_type_contact, "6", "Référent qualité"},
        {dict_financeurs, "2", "Collectivité territoriale – Conseil régional"},
        {dict_financeurs, "13", "État – Autre"},
        {dict_financeurs, "16", "OPCO"},
        {dict_modalites_enseignement, "2", "Formation entièrement à distance"},
        {dict_modalites_es, "1", "Entrées/sorties permanentes"},
        {dict_ais, "6", "Certification"},
        {dict_niveaux, "4", "Niveau V (CAP, BEP, CFPA du premier degré)"},
        {dict_niveaux, "11", "Niveau 1. Maîtrise des savoirs de base"},
        {dict_type_equipement, "4", "Protection de l'ouïe"},
        {dict_type_validation_blocs, "1", "Totale" NBSP ": tous les blocs"},
        {dict_publics_vises, "83056", "Tout public"},
        {dict_publics_vises, "82070", "Agent de la fonction publique d'État"},
        {dict_modalites_pedagogiques, "96149", "Séjour à l'étranger"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_string_equal(choice_label(known[i].choices, known[i].code), known[i].label);
    }
    assert_string_equal(choice_label(dict_ais, "2"), choice_label(dict_ais, "3"));
}

/* Letters with a mark, and œ: the only ones of French whose UTF-8 begins with C3 or C5. */
static size_t marked_letters(const char *text)
{
    size_t n = 0;
    for (; *text; text++) {
        n += *text == '\xc3' || *text == '\xc5';
    }
    return n;
}

static void assert_row(struct arena *arena, const char *table, const struct choice *choice,
                       const char *code, const char *label)
{
    if (!choice->code || strcmp(choice->code, code) != 0) {
        fail_msg("%s: %s of the file, %s here", table, code, choice->code ? choice->code : "end");
    }
    if (strcmp(fold_text(arena, choice->label), fold_text(arena, label)) != 0 ||
        marked_letters(choice->label) < marked_letters(label)) {
        fail_msg("%s %s: \"%s\" of the file, \"%s\" here", table, code, label, choice->label);
    }
}

/* Same tables, same codes, same words, in the same order, nothing more on either side. */
static void tables_say_what_the_source_says(void **state)
{
    (void)state;
    FILE *file = fopen(CSV, "r");
    if (!file) {
        print_message("no %s: comparison with the source skipped\n", CSV);
        skip();
    }
    struct arena *arena = arena_create(0);
    char line[2048];
    assert_non_null(fgets(line, sizeof line, file));
    assert_int_equal(strncmp(line, "table;code;libelle", 18), 0);
    size_t read[TABLES] = {0};
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *label = line;
        const char *table = strsep(&label, ";");
        const char *code = strsep(&label, ";");
        assert_non_null(label);
        const struct dict *liste = dict_nomme(table);
        if (!liste) {
            fail_msg("%s of the file is not here", table);
        }
        size_t at = 0;
        while (dict_at(at) != liste) {
            at++;
        }
        assert_row(arena, table, &liste->choix[read[at]++], code, label);
    }
    fclose(file);
    for (size_t i = 0; i < TABLES; i++) {
        assert_int_equal(read[i], choice_total(dict_at(i)->choix));
    }
    arena_destroy(arena);
}

/* "code;libelle": the same rows in the same order, nothing more on either side. */
static void assert_annex(const char *path, const struct choice *choices)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("no %s: comparison with the source skipped\n", path);
        skip();
    }
    struct arena *arena = arena_create(0);
    char line[256];
    size_t n = 0;
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "code;libelle\r\n");
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *label = line;
        const char *code = strsep(&label, ";");
        assert_non_null(label);
        assert_row(arena, path, &choices[n++], code, label);
    }
    fclose(file);
    assert_int_equal(n, choice_total(choices));
    arena_destroy(arena);
}

static void publics_are_those_of_the_annex(void **state)
{
    (void)state;
    assert_annex(PUBLICS, dict_publics_vises);
}

static void modes_are_those_of_the_annex(void **state)
{
    (void)state;
    assert_annex(MODALITES, dict_modalites_pedagogiques);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_nineteen_tables),
        cmocka_unit_test(tables_are_found_by_their_exact_name),
        cmocka_unit_test(each_name_gives_its_own_table),
        cmocka_unit_test(codes_are_numbers_and_never_twice),
        cmocka_unit_test(labels_are_typographic_french),
        cmocka_unit_test(annex_lists_are_in_five_digits),
        cmocka_unit_test(codes_are_those_of_lheo),
        cmocka_unit_test(known_codes_have_their_label),
        cmocka_unit_test(tables_say_what_the_source_says),
        cmocka_unit_test(publics_are_those_of_the_annex),
        cmocka_unit_test(modes_are_those_of_the_annex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
