/* The demonstration fills an empty base once; facts about the base. */
#include "test_db.h"

#include "crypto.h"
#include "demonstration.h"
#include "etablissement.h"
#include "login.h"
#include "parametre.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

STATEMENT(TEST_DEMO_COUNTS, "", "iiii",
          "SELECT (SELECT count(*) FROM etablissement), (SELECT count(*) FROM compte),"
          " (SELECT count(*) FROM journal), (SELECT count(*) FROM invitation)");

static struct db *db;
static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

static const char *counts(void)
{
    struct db_rows rows;
    const char *text = "";
    db_query(db, &TEST_DEMO_COUNTS, &rows, NULL, 0);
    if (db_next(&rows)) {
        text = arena_printf(arena, "%d %d %d %d", (int)db_int(&rows, 0), (int)db_int(&rows, 1),
                            (int)db_int(&rows, 2), (int)db_int(&rows, 3));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static void test_fills_an_empty_base(void **state)
{
    (void)state;
    const char *value = NULL;
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    /* Each establishment came with its line in the journal; no invitation is left open. */
    assert_string_equal(counts(), "3 3 3 0");
    assert_int_equal(parametre_lire(db, arena, PARAMETRE_DEMONSTRATION, &value), STATUS_OK);
    assert_string_equal(value, "1");
}

static void test_never_twice(void **state)
{
    (void)state;
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(demonstration_creer(db, arena), STATUS_CONFLICT);
    assert_string_equal(counts(), "3 3 3 0");
}

static void test_not_over_real_data(void **state)
{
    (void)state;
    const char *value = NULL;
    assert_int_equal(db_run_script(db,
                                   "INSERT INTO etablissement (siret, raison_sociale, categorie,"
                                   " etat) VALUES ('35600000000048', 'La Poste', 'OF', 'A')",
                                   "test"),
                     STATUS_OK);
    assert_int_equal(demonstration_creer(db, arena), STATUS_CONFLICT);
    assert_string_equal(counts(), "1 0 0 0");
    assert_int_equal(parametre_lire(db, arena, PARAMETRE_DEMONSTRATION, &value), STATUS_OK);
    assert_string_equal(value, "");
}

static void test_accounts_log_in(void **state)
{
    (void)state;
    static const struct {
        const char *email;
        enum profil profil;
        const char *siret;
    } accounts[] = {{"of@exemple.fr", PROFIL_OF, "13000511900032"},
                    {"carif@exemple.fr", PROFIL_CARIF, ""},
                    {"admin@exemple.fr", PROFIL_ADMIN, ""}};
    const struct config config = {.login_hours = 8, .login_idle_minutes = 30};
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
        const char *cookie = NULL;
        struct acteur acteur = {0};
        bool touch = false;
        assert_int_equal(login_ouvrir(db, arena, accounts[i].email, DEMONSTRATION_MOT_DE_PASSE,
                                      "192.0.2.1", &cookie),
                         STATUS_OK);
        assert_int_equal(login_acteur(db, arena, &config, cookie, &acteur, &touch), STATUS_OK);
        assert_int_equal(acteur.profil, accounts[i].profil);
        assert_string_equal(acteur.etablissement_siret, accounts[i].siret);
    }
}

static void test_records_obey_their_own_rules(void **state)
{
    (void)state;
    const struct acteur officer = {.compte_id = 1, .profil = PROFIL_CARIF, .nom = "", .email = ""};
    struct etablissement_page page = {0};
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(etablissement_chercher(db, arena, &officer, "", 0, &page), STATUS_OK);
    assert_int_equal(page.total, 3);
    for (size_t i = 0; i < page.lignes.n; i++) {
        struct etablissement record = {0};
        assert_int_equal(
            etablissement_lire(db, arena, &officer, page.lignes.items[i].siret, &record),
            STATUS_OK);
        for (size_t f = 0; f < etablissement_fields.n; f++) {
            const struct field *field = &etablissement_fields.fields[f];
            if (field->check && field_text(field, &record)[0]) {
                assert_null(field->check(arena, field_text(field, &record)));
            }
        }
        assert_in_range(record.domaines.n, 1, ETABLISSEMENT_DOMAINES_MAX);
    }
}

static void test_parametre(void **state)
{
    (void)state;
    const char *value = NULL;
    assert_int_equal(parametre_lire(db, arena, "absent", &value), STATUS_OK);
    assert_string_equal(value, "");
    assert_int_equal(parametre_ecrire(db, "cle", "é '\""), STATUS_OK);
    assert_int_equal(parametre_ecrire(db, "cle", "autre"), STATUS_OK);
    assert_int_equal(parametre_ecrire(db, "vide", ""), STATUS_OK);
    assert_int_equal(parametre_lire(db, arena, "cle", &value), STATUS_OK);
    assert_string_equal(value, "autre");
    assert_int_equal(parametre_lire(db, arena, "vide", &value), STATUS_OK);
    assert_string_equal(value, "");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    crypto_set_cheap_passwords(true);
    const struct CMUnitTest tests[] = {
        EACH(test_fills_an_empty_base),          EACH(test_never_twice),
        EACH(test_not_over_real_data),           EACH(test_accounts_log_in),
        EACH(test_records_obey_their_own_rules), EACH(test_parametre),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
