/* The journal: exactly what changed, never rewritten. */
#include "dates.h"
#include "journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

STATEMENT(TEST_JOURNAL_CHAMPS, "", "i", "SELECT count(*) FROM journal_champ");
STATEMENT(TEST_JOURNAL_LIGNES, "", "i", "SELECT count(*) FROM journal");

struct essai {
    const char *nom;
    const char *mode;
    const char *debut;
    int64_t places;
    bool accord;
    struct text_list codes;
};

static const struct choice modes[] = {{"0", "En présentiel"}, {"1", "À distance"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD_TEXT(struct essai, nom, .label = "Nom d'usage"),
    FIELD_CHOICE(struct essai, mode, .label = "Modalité", .choices = modes),
    FIELD_DATE(struct essai, debut, .label = "Date début"),
    FIELD_INT(struct essai, places, .label = "Places"),
    FIELD_BOOL(struct essai, accord, .label = "Accord"),
    FIELD_LIST(struct essai, codes, .label = "Codes"),
};
static const struct field_set set = {fields, sizeof fields / sizeof *fields};

static const struct acteur systeme = {.nom = "Import", .email = ""};

static struct acteur camille;
static struct essai avant;
static struct essai apres;

static int setup(void **state)
{
    base_setup(state);
    assert_int_equal(
        db_run_script(db,
                      "INSERT INTO compte (id, email, etat, profil, nom, cree_a)"
                      " VALUES (12, 'camille@exemple.fr', 'actif', 'OF', 'Camille', 0)",
                      "test"),
        STATUS_OK);
    camille =
        (struct acteur){.compte_id = 12, .nom = "Camille Aubry", .email = "camille@exemple.fr"};
    avant = (struct essai){.nom = "Atelier", .mode = "0", .debut = "2026-11-23", .places = 12};
    apres = avant;
    return 0;
}

static enum status write_line(const struct acteur *acteur, int64_t id, const void *before,
                              const char *au_nom_de)
{
    const struct journal_ecriture ecriture = {.acteur = acteur,
                                              .fiche = "essai",
                                              .fiche_id = id,
                                              .au_nom_de = au_nom_de,
                                              .set = &set,
                                              .avant = before,
                                              .apres = &apres};
    return journal_ecrire(db, arena, &ecriture);
}

static struct journal_page read_page(int64_t id, const char *before)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "essai", id, before, &page), STATUS_OK);
    return page;
}

/* "Libellé: avant → apres" for each difference. */
static const char *differences(const struct journal_ligne *ligne)
{
    const char *text = "";
    for (size_t i = 0; i < ligne->champs.n; i++) {
        const struct journal_champ *champ = &ligne->champs.items[i];
        text = arena_printf(arena, "%s%s: %s → %s\n", text, champ->libelle, champ->avant,
                            champ->apres);
    }
    return text;
}

static void test_modification(void **state)
{
    (void)state;
    apres.nom = "L'Atelier « rénové »";
    apres.mode = "1";
    apres.accord = true;
    int64_t start = dates_now();
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    struct journal_page page = read_page(1, NULL);
    assert_int_equal(page.lignes.n, 1);
    assert_null(page.suivant);
    const struct journal_ligne *ligne = &page.lignes.items[0];
    assert_false(ligne->creation);
    assert_in_range(ligne->instant, start, start + 60);
    assert_string_equal(ligne->quand, dates_show_instant(arena, ligne->instant));
    assert_string_equal(ligne->auteur, "Camille Aubry (camille@exemple.fr)");
    assert_string_equal(ligne->au_nom_de, "");
    /* As a person reads them: labels of choices, Oui and Non; in the order of the fields. */
    assert_string_equal(differences(ligne), "Nom d'usage: Atelier → L'Atelier « rénové »\n"
                                            "Modalité: En présentiel → À distance\n"
                                            "Accord: Non → Oui\n");
}

static void test_emptied_field(void **state)
{
    (void)state;
    apres.debut = "";
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    assert_string_equal(differences(&read_page(1, NULL).lignes.items[0]),
                        "Date début: 23/11/2026 → \n");
}

static void test_nothing_changed_writes_nothing(void **state)
{
    (void)state;
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    assert_int_equal(number(&TEST_JOURNAL_LIGNES, 0), 0);
    assert_int_equal(number(&TEST_JOURNAL_CHAMPS, 0), 0);
}

static void test_creation(void **state)
{
    (void)state;
    apres.nom = "";
    apres.places = 0;
    assert_int_equal(write_line(&systeme, 1, NULL, NULL), STATUS_OK);
    struct journal_page page = read_page(1, NULL);
    assert_int_equal(page.lignes.n, 1);
    assert_true(page.lignes.items[0].creation);
    assert_string_equal(page.lignes.items[0].auteur, "Import"); /* no empty "()" */
    /* What was filled in; an empty name is no news. */
    assert_null(strstr(differences(&page.lignes.items[0]), "Nom d'usage"));
    assert_non_null(strstr(differences(&page.lignes.items[0]), "Modalité:  → En présentiel\n"));
}

static void test_empty_creation_is_still_a_line(void **state)
{
    (void)state;
    const struct field_set none = {fields, 0};
    const struct journal_ecriture ecriture = {
        .acteur = &systeme, .fiche = "essai", .fiche_id = 1, .set = &none, .apres = &apres};
    assert_int_equal(journal_ecrire(db, arena, &ecriture), STATUS_OK);
    struct journal_page page = read_page(1, NULL);
    assert_int_equal(page.lignes.n, 1);
    assert_true(page.lignes.items[0].creation);
    assert_int_equal(page.lignes.items[0].champs.n, 0);
}

static void test_other_differences(void **state)
{
    (void)state;
    const struct journal_difference others[] = {
        {"codes", "Codes", "1, 2", "2, 1"},
        {"rien", "Rien", "pareil", "pareil"},
    };
    const struct journal_ecriture ecriture = {.acteur = &camille,
                                              .fiche = "essai",
                                              .fiche_id = 1,
                                              .set = &set,
                                              .avant = &avant,
                                              .apres = &apres,
                                              .autres = others,
                                              .autres_n = 2};
    assert_int_equal(journal_ecrire(db, arena, &ecriture), STATUS_OK);
    assert_string_equal(differences(&read_page(1, NULL).lignes.items[0]), "Codes: 1, 2 → 2, 1\n");
}

static void test_in_the_name_of(void **state)
{
    (void)state;
    apres.places = 13;
    assert_int_equal(write_line(&camille, 1, &avant, "GIP CARIF OREF"), STATUS_OK);
    assert_string_equal(read_page(1, NULL).lignes.items[0].au_nom_de, "GIP CARIF OREF");
}

static void test_records_do_not_mix(void **state)
{
    (void)state;
    apres.places = 13;
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    assert_int_equal(write_line(&camille, 2, &avant, NULL), STATUS_OK);
    struct journal_page page = {0};
    assert_int_equal(read_page(1, NULL).lignes.n, 1);
    assert_int_equal(read_page(3, NULL).lignes.n, 0);
    assert_int_equal(journal_lire(db, arena, "autre", 1, NULL, &page), STATUS_OK);
    assert_int_equal(page.lignes.n, 0);
}

static void test_pages(void **state)
{
    (void)state;
    enum { LINES = JOURNAL_PAR_PAGE * 2 + 1 };
    for (int i = 1; i <= LINES; i++) {
        apres.places = i + 100;
        apres.nom = i % 2 ? "Impair" : "Atelier"; /* one difference or two */
        assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    }
    int expected = LINES;
    int pages = 0;
    const char *before = NULL;
    do {
        struct journal_page page = read_page(1, before);
        for (size_t i = 0; i < page.lignes.n; i++, expected--) {
            const char *places = arena_printf(arena, "Places: 12 → %d\n", expected + 100);
            assert_non_null(strstr(differences(&page.lignes.items[i]), places));
            assert_int_equal(page.lignes.items[i].champs.n, expected % 2 ? 2 : 1);
        }
        before = page.suivant;
        pages++;
    } while (before && pages < 10);
    assert_int_equal(expected, 0);
    assert_int_equal(pages, 3);
}

static void test_exactly_one_page(void **state)
{
    (void)state;
    for (int i = 1; i <= JOURNAL_PAR_PAGE; i++) {
        apres.places = i + 100;
        assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    }
    struct journal_page page = read_page(1, NULL);
    assert_int_equal(page.lignes.n, JOURNAL_PAR_PAGE);
    assert_null(page.suivant);
    assert_int_equal(read_page(1, "x").lignes.n, JOURNAL_PAR_PAGE);
    assert_int_equal(read_page(1, "1").lignes.n, 0);
}

/* A link holds a place, not a line: that of a line which is none of the record's empties no page.
 */
static void test_a_place_without_line(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        apres.places = i + 100;
        assert_int_equal(write_line(&camille, 1 + i % 2, &avant, NULL), STATUS_OK);
    }
    const int64_t other = read_page(2, NULL).lignes.items[0].id;
    struct journal_page page = read_page(1, arena_printf(arena, "%lld", (long long)other));
    assert_int_equal(page.lignes.n, 2);
    page = read_page(1, arena_printf(arena, "%lld", (long long)other - 1));
    assert_int_equal(page.lignes.n, 1);
    assert_int_equal(read_page(1, "1000000").lignes.n, 2);
}

static void test_one_statement(void **state)
{
    (void)state;
    apres.places = 13;
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    uint64_t start = db_statements_run(db);
    read_page(1, NULL);
    assert_int_equal(db_statements_run(db) - start, 1);
}

static void test_append_only(void **state)
{
    (void)state;
    apres.places = 13;
    assert_int_equal(write_line(&camille, 1, &avant, NULL), STATUS_OK);
    static const char *const attempts[] = {
        "UPDATE journal SET auteur = 'Personne'",
        "UPDATE journal SET auteur = 'Personne' WHERE fiche_id = 1",
        "DELETE FROM journal_champ",
        "DELETE FROM journal_champ WHERE rang = 1",
        "DELETE FROM journal",
        "UPDATE journal_champ SET avant = '99'",
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        assert_int_not_equal(db_run_script(db, attempts[i], "test"), STATUS_OK);
    }
    struct journal_page page = read_page(1, NULL);
    assert_int_equal(page.lignes.n, 1);
    assert_string_equal(page.lignes.items[0].auteur, "Camille Aubry (camille@exemple.fr)");
    assert_string_equal(differences(&page.lignes.items[0]), "Places: 12 → 13\n");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_modification),
        EACH(test_emptied_field),
        EACH(test_nothing_changed_writes_nothing),
        EACH(test_creation),
        EACH(test_empty_creation_is_still_a_line),
        EACH(test_other_differences),
        EACH(test_in_the_name_of),
        EACH(test_records_do_not_mix),
        EACH(test_pages),
        EACH(test_exactly_one_page),
        EACH(test_a_place_without_line),
        EACH(test_one_statement),
        EACH(test_append_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
