/* The demonstration fills an empty base once; facts about the base. */
#include "test_login.h"

#include "commune.h"
#include "contact.h"
#include "crypto.h"
#include "dates.h"
#include "demonstration.h"
#include "etablissement.h"
#include "parametre.h"
#include "porte_ouverte.h"
#include "position.h"
#include "site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define CONTACTS 3
#define PORTES_OUVERTES 2

STATEMENT(TEST_DEMO_COUNTS, "", "iiiiiii",
          "SELECT (SELECT count(*) FROM etablissement), (SELECT count(*) FROM compte),"
          " (SELECT count(*) FROM journal), (SELECT count(*) FROM invitation),"
          " (SELECT count(*) FROM site), (SELECT count(*) FROM contact),"
          " (SELECT count(*) FROM porte_ouverte)");
STATEMENT(TEST_DEMO_CENTRES, "", "tii", "SELECT insee, longitude, latitude FROM commune_centre");
STATEMENT(TEST_DEMO_CONFIES, "t", "i",
          "SELECT cs.site_numero FROM compte_site cs JOIN compte c ON c.id = cs.compte_id"
          " WHERE c.email = $1 ORDER BY cs.site_numero");

static const struct acteur officer = {
    .compte_id = 1, .profil = PROFIL_CARIF, .nom = "", .email = ""};

/* Establishments, accounts, lines of journal, invitations; sites, contacts, open days. */
static const char *counts(void)
{
    struct db_rows rows;
    const char *text = "";
    db_query(db, &TEST_DEMO_COUNTS, &rows, NULL, 0);
    if (db_next(&rows)) {
        for (int i = 0; i < 7; i++) {
            text = arena_printf(arena, "%s%s%d", text, i ? " " : "", (int)db_int(&rows, i));
        }
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
    assert_string_equal(counts(), "3 3 3 0 4 3 2");
    assert_int_equal(parametre_lire(db, arena, PARAMETRE_DEMONSTRATION, &value), STATUS_OK);
    assert_string_equal(value, "1");
}

static void test_never_twice(void **state)
{
    (void)state;
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(demonstration_creer(db, arena), STATUS_CONFLICT);
    assert_string_equal(counts(), "3 3 3 0 4 3 2");
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
    assert_string_equal(counts(), "1 0 0 0 0 0 0");
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
        assert_int_equal(test_login(db, arena, accounts[i].email, DEMONSTRATION_MOT_DE_PASSE,
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

/* ---- the directory: each record could be saved as it is */

static struct etablissement establishment(void)
{
    struct etablissement e = {0};
    assert_int_equal(demonstration_creer(db, arena), STATUS_OK);
    assert_int_equal(etablissement_lire(db, arena, &officer, "13000511900032", &e), STATUS_OK);
    return e;
}

static void assert_checked(const struct field_set *set, const void *record)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct field *field = &set->fields[i];
        if (field->check && field_text(field, record)[0]) {
            assert_null(field->check(arena, field_text(field, record)));
        }
    }
}

static void test_sites(void **state)
{
    (void)state;
    static const int64_t numbers[] = {36364, 36402};
    struct valeurs valeurs;
    struct site_liste liste = {0};
    struct etablissement e = establishment();
    assert_int_equal(valeurs_lire(db, arena, &valeurs), STATUS_OK);
    assert_int_equal(site_lister(db, arena, &officer, e.id, &liste), STATUS_OK);
    assert_int_equal(liste.n, 2);
    for (size_t i = 0; i < liste.n; i++) {
        struct site site = {0};
        assert_int_equal(liste.items[i].numero, numbers[i]);
        assert_int_equal(liste.items[i].principal, i == 0);
        assert_int_equal(site_lire(db, arena, &officer, numbers[i], &site), STATUS_OK);
        assert_checked(&site_fields, &site);
        struct form form;
        struct site saved = site;
        form_of_record(&form, arena, &site_fields, &site, true, false);
        assert_int_equal(site_verifier(db, &form, &valeurs, &site, &saved, false), STATUS_OK);
        assert_null(site_avertir(db, arena, &site)); /* near the centre of its commune */
        size_t differences = 0;
        journal_comparer(arena, &site_fields, valeurs.choix, &site, &saved, &differences);
        assert_int_equal(differences, 0);
    }
}

static void test_contacts(void **state)
{
    (void)state;
    static const int64_t numbers[] = {3127, 3128, 3140}; /* by name */
    struct contact_liste liste = {0};
    struct site_liste sites = {0};
    struct etablissement e = establishment();
    assert_int_equal(site_lister(db, arena, &officer, e.id, &sites), STATUS_OK);
    assert_int_equal(contact_lister(db, arena, &officer, e.id, &liste), STATUS_OK);
    assert_int_equal(liste.n, CONTACTS);
    for (size_t i = 0; i < liste.n; i++) {
        struct contact contact = {0};
        assert_int_equal(liste.items[i].numero, numbers[i]);
        assert_true(liste.items[i].referents[0] != '\0');
        assert_int_equal(contact_lire(db, arena, &officer, numbers[i], &contact), STATUS_OK);
        assert_checked(&contact_fields, &contact);
        struct form form;
        struct contact saved = contact;
        form_of_record(&form, arena, &contact_fields, &contact, true, false);
        assert_int_equal(contact_verifier(&form, &sites, &saved), STATUS_OK);
        size_t differences = 0;
        journal_comparer(arena, &contact_fields, NULL, &contact, &saved, &differences);
        assert_int_equal(differences, 0);
    }
    assert_string_equal(liste.items[0].email_login, "of@exemple.fr");
    assert_string_equal(liste.items[1].email_login, "");
}

static void test_open_days(void **state)
{
    (void)state;
    char today[DATES_ISO_SIZE];
    dates_today(today);
    struct valeurs valeurs;
    struct porte_ouverte_liste liste = {0};
    struct site_liste sites = {0};
    struct etablissement e = establishment();
    assert_int_equal(valeurs_lire(db, arena, &valeurs), STATUS_OK);
    assert_int_equal(site_lister(db, arena, &officer, e.id, &sites), STATUS_OK);
    assert_int_equal(porte_ouverte_lister(db, arena, &officer, e.id, today, &liste), STATUS_OK);
    assert_int_equal(liste.n, PORTES_OUVERTES);
    assert_int_equal(liste.a_venir, 1); /* whatever the day */
    assert_false(liste.items[0].passee);
    assert_true(liste.items[1].passee);
    for (size_t i = 0; i < liste.n; i++) {
        struct porte_ouverte po = {0};
        assert_int_equal(porte_ouverte_lire(db, arena, &officer, liste.items[i].id, &po),
                         STATUS_OK);
        assert_checked(&porte_ouverte_fields, &po);
        struct form form;
        struct porte_ouverte saved = po;
        form_of_record(&form, arena, &porte_ouverte_fields, &po, true, false);
        assert_int_equal(porte_ouverte_verifier(&form, &valeurs, &sites, &saved), STATUS_OK);
    }
}

static void test_the_of_administers_both_sites(void **state)
{
    (void)state;
    establishment();
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(db, &TEST_DEMO_CONFIES, &rows, BIND_TEXT("of@exemple.fr"));
    while (db_next(&rows)) {
        text = arena_printf(arena, "%s %d", text, (int)db_int(&rows, 0));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_string_equal(text, " 36364 36402");
}

/* Centres of communes of today, in the region (about 45.9 to 48.7 N, 2.7 W to 1 E). */
static void test_centres_of_communes(void **state)
{
    (void)state;
    size_t n = 0;
    establishment();
    struct db_rows rows;
    db_query(db, &TEST_DEMO_CENTRES, &rows, NULL, 0);
    for (; db_next(&rows); n++) {
        struct commune commune;
        assert_int_equal(commune_by_insee(db_text(&rows, 0, arena), &commune), STATUS_OK);
        assert_string_equal(commune.region, "52");
        int64_t longitude = db_int(&rows, 1);
        int64_t latitude = db_int(&rows, 2);
        assert_true(longitude > -2700000 && longitude < 1000000);
        assert_true(latitude > 45900000 && latitude < 48700000);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_in_range(n, 30, 60);
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

#define EACH(test) cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    crypto_set_cheap_passwords(true);
    const struct CMUnitTest tests[] = {
        EACH(test_fills_an_empty_base),
        EACH(test_never_twice),
        EACH(test_not_over_real_data),
        EACH(test_accounts_log_in),
        EACH(test_records_obey_their_own_rules),
        EACH(test_sites),
        EACH(test_contacts),
        EACH(test_open_days),
        EACH(test_the_of_administers_both_sites),
        EACH(test_centres_of_communes),
        EACH(test_parametre),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
