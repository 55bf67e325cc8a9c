/* Accounts: created with an invitation, password defined by the person. */
#include "test_db.h"

#include "compte.h"
#include "crypto.h"
#include "login.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PASSWORD "quatre chevaux gris dorment"

STATEMENT(TEST_COMPTES, "", "i", "SELECT count(*) FROM compte");
STATEMENT(TEST_COMPTE, "t", "ttti",
          "SELECT nom, profil, etat, contact_numero FROM compte WHERE email = $1");
STATEMENT(TEST_COMPTE_SITES, "t", "i",
          "SELECT count(*) FROM compte_site cs JOIN compte c ON c.id = cs.compte_id"
          " WHERE c.email = $1");
STATEMENT(TEST_INVITATION, "t", "i", "SELECT count(*) FROM invitation WHERE empreinte = $1");

static struct db *db;
static struct arena *arena;

static void run(const char *sql)
{
    assert_int_equal(db_run_script(db, sql, "test"), STATUS_OK);
}

static int setup(void **state)
{
    (void)state;
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    arena = arena_create(0);
    run("INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat)"
        " VALUES (1, '13000511900032', 'GIP', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (36364, 1, TRUE, 'GIP', 'A'), (36365, 1, FALSE, 'Annexe', 'A')");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

/* ---- creation */

static const int64_t one_site[] = {36364};

struct creation {
    struct compte_nouveau nouveau;
    const char *jeton;
    const char *message;
};

static enum status create_in_transaction(struct db *connection, void *context)
{
    struct creation *creation = context;
    return compte_creer(connection, arena, &creation->nouveau, &creation->jeton,
                        &creation->message);
}

static enum status create(struct creation *creation)
{
    return db_transaction(db, create_in_transaction, creation);
}

static struct creation of(const char *email)
{
    return (struct creation){.nouveau = {.email = email,
                                         .nom = "Camille Aubry",
                                         .profil = PROFIL_OF,
                                         .sites = one_site,
                                         .site_count = 1}};
}

static const char *invite(const char *email)
{
    struct creation creation = of(email);
    assert_int_equal(create(&creation), STATUS_OK);
    return creation.jeton;
}

static int64_t count(const struct statement *statement, const char *key)
{
    struct db_rows rows;
    const struct db_bind bind = BIND_TEXT(key);
    int64_t n = -1;
    db_query(db, statement, &rows, &bind, key ? 1 : 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* "nom profil etat contact" */
static const char *stored(const char *email)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(db, &TEST_COMPTE, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        text =
            arena_printf(arena, "%s %s %s %d", db_text(&rows, 0, arena), db_text(&rows, 1, arena),
                         db_text(&rows, 2, arena), (int)db_int(&rows, 3));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static void test_create(void **state)
{
    (void)state;
    run("INSERT INTO contact (numero, site_numero, nom, prenom) VALUES (3127, 36364, 'A', 'B')");
    const int64_t sites[] = {36365, 36364};
    struct creation creation = {.nouveau = {.email = " Camille.Aubry@Exemple.FR",
                                            .nom = "Camille Aubry",
                                            .profil = PROFIL_OF,
                                            .contact_numero = 3127,
                                            .sites = sites,
                                            .site_count = 2}};
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("camille.aubry@exemple.fr"), "Camille Aubry OF A_REDEFINIR 3127");
    assert_int_equal(count(&TEST_COMPTE_SITES, "camille.aubry@exemple.fr"), 2);
    assert_int_equal(strlen(creation.jeton), 43);
    /* The link itself is stored nowhere. */
    assert_int_equal(count(&TEST_INVITATION, creation.jeton), 0);
    assert_int_equal(count(&TEST_INVITATION, crypto_digest(arena, creation.jeton, NULL)), 1);
}

static void test_name_by_default(void **state)
{
    (void)state;
    struct creation creation = of("offre@exemple.fr");
    creation.nouveau.nom = "";
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("offre@exemple.fr"), "offre OF A_REDEFINIR 0");
    creation = of("autre@exemple.fr");
    creation.nouveau.nom = NULL;
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("autre@exemple.fr"), "autre OF A_REDEFINIR 0");
}

static void test_officer_needs_no_site(void **state)
{
    (void)state;
    struct creation creation = {.nouveau = {.email = "carif@exemple.fr", .profil = PROFIL_CARIF}};
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("carif@exemple.fr"), "carif CARIF A_REDEFINIR 0");
}

static void refused(struct creation creation, const char *words)
{
    int64_t before = count(&TEST_COMPTES, NULL);
    assert_int_equal(create(&creation), STATUS_REFUSED);
    assert_non_null(creation.message);
    if (!strstr(creation.message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", creation.message, words);
    }
    assert_int_equal(count(&TEST_COMPTES, NULL), before);
}

static void test_double_email(void **state)
{
    (void)state;
    invite("of@exemple.fr");
    refused(of("of@exemple.fr"), "a déjà un compte");
    refused(of("OF@EXEMPLE.fr"), "a déjà un compte");
    refused(of("  of@exemple.fr\t"), "a déjà un compte");
}

static void test_malformed_emails(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "  ",
                                        "x",
                                        "exemple.fr",
                                        "@exemple.fr",
                                        "of@",
                                        "of@exemple",
                                        "of@@exemple.fr",
                                        "of@exemple@fr.fr",
                                        "of@exemple..fr",
                                        "of@.exemple.fr",
                                        "of@-exemple.fr",
                                        "of@exemple.fr.",
                                        "of@exemple.fr-",
                                        "o f@exemple.fr",
                                        "of@exemple.fr,autre@exemple.fr",
                                        "of@exemple.fr;autre",
                                        "<of@exemple.fr>",
                                        "of@exemple.fr\r\nBcc: x@exemple.fr",
                                        "\"of\"@exemple.fr",
                                        "of@exemplé.fr",
                                        "of\x01@exemple.fr",
                                        "\xFF@exemple.fr"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(of(wrong[i]), "Email");
    }
}

static void test_length_of_emails(void **state)
{
    (void)state;
    const char *domain = "@exemple.fr"; /* 11 characters */
    char local[200];
    memset(local, 'a', sizeof local);
    local[149] = '\0';
    assert_null(compte_juger_email(arena_printf(arena, "%s%s", local, domain)));
    local[149] = 'a';
    local[150] = '\0';
    assert_non_null(compte_juger_email(arena_printf(arena, "%s%s", local, domain)));
    assert_null(compte_juger_email("a@b.c"));
    assert_non_null(compte_juger_email("a@"));
    assert_null(compte_juger_email("prenom.nom+sofi@sous-domaine.exemple.fr"));
    assert_null(compte_juger_email("o'neil@exemple.fr"));
}

static void test_sites(void **state)
{
    (void)state;
    struct creation creation = of("of@exemple.fr");
    creation.nouveau.site_count = 0;
    refused(creation, "au moins un");
    const int64_t unknown[] = {36364, 99999};
    creation = of("of@exemple.fr");
    creation.nouveau.sites = unknown;
    creation.nouveau.site_count = 2;
    refused(creation, "Site 99999");
    const int64_t twice[] = {36364, 36364};
    creation.nouveau.sites = twice;
    refused(creation, "Site 36364");
    const int64_t negative[] = {-1};
    creation.nouveau.sites = negative;
    creation.nouveau.site_count = 1;
    refused(creation, "Site -1");
}

/* ---- invitation and password */

struct definition {
    const char *jeton;
    const char *hash;
};

static enum status define_in_transaction(struct db *connection, void *context)
{
    const struct definition *definition = context;
    return compte_definir_mot_de_passe(connection, arena, definition->jeton, definition->hash);
}

static enum status define(const char *jeton, const char *password)
{
    struct definition definition = {.jeton = jeton};
    assert_int_equal(crypto_password_hash(arena, password, &definition.hash), STATUS_OK);
    return db_transaction(db, define_in_transaction, &definition);
}

static enum status try_login(const char *email, const char *password)
{
    const char *cookie = NULL;
    return login_ouvrir(db, arena, email, password, "192.0.2.1", &cookie);
}

static void test_from_invitation_to_login(void **state)
{
    (void)state;
    const char *jeton = invite("Of@exemple.fr");
    const char *email = NULL;
    assert_int_equal(compte_invitation(db, arena, jeton, &email), STATUS_OK);
    assert_string_equal(email, "of@exemple.fr");
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    assert_string_equal(stored("of@exemple.fr"), "Camille Aubry OF actif 0");
}

static void test_invitation_serves_once(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    const char *email = NULL;
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(compte_invitation(db, arena, jeton, &email), STATUS_NOT_FOUND);
    assert_int_equal(define(jeton, "un autre mot de passe"), STATUS_NOT_FOUND);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
}

static void test_defining_uses_up_all_invitations_of_the_account(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    const char *other = invite("autre@exemple.fr");
    const char *second = "un-second-lien-envoye-le-lendemain";
    assert_int_equal(
        db_run_script(db,
                      arena_printf(arena,
                                   "INSERT INTO invitation (empreinte, compte_id, expire_a)"
                                   " SELECT '%s', id, 99999999999 FROM compte"
                                   " WHERE email = 'of@exemple.fr'",
                                   crypto_digest(arena, second, NULL)),
                      "test"),
        STATUS_OK);
    const char *email = NULL;
    assert_int_equal(compte_invitation(db, arena, second, &email), STATUS_OK);
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(compte_invitation(db, arena, second, &email), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, other, &email), STATUS_OK);
}

static void test_invitation_expires(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    const char *email = NULL;
    run("UPDATE invitation SET expire_a = expire_a - (7 * 24 * 3600 - 60)");
    assert_int_equal(compte_invitation(db, arena, jeton, &email), STATUS_OK);
    run("UPDATE invitation SET expire_a = expire_a - 61");
    assert_int_equal(compte_invitation(db, arena, jeton, &email), STATUS_NOT_FOUND);
    assert_int_equal(define(jeton, PASSWORD), STATUS_NOT_FOUND);
    assert_string_equal(stored("of@exemple.fr"), "Camille Aubry OF A_REDEFINIR 0");
}

static void test_unknown_invitations(void **state)
{
    (void)state;
    const char *email = NULL;
    invite("of@exemple.fr");
    static const char *const wrong[] = {"", "inconnu", "%", "' OR 1=1 --"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(compte_invitation(db, arena, wrong[i], &email), STATUS_NOT_FOUND);
        assert_int_equal(define(wrong[i], PASSWORD), STATUS_NOT_FOUND);
    }
    assert_null(email);
}

static void test_invitation_of_a_blocked_account(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    run("UPDATE compte SET etat = 'bloque'");
    assert_int_equal(define(jeton, PASSWORD), STATUS_NOT_FOUND);
    assert_string_equal(stored("of@exemple.fr"), "Camille Aubry OF bloque 0");
}

static void test_other_logins_end(void **state)
{
    (void)state;
    const struct config config = {.login_hours = 8, .login_idle_minutes = 30};
    struct acteur acteur = {0};
    bool touch = false;
    const char *mine = NULL;
    const char *neighbour = NULL;
    const char *jeton = invite("of@exemple.fr");
    assert_int_equal(define(invite("voisin@exemple.fr"), PASSWORD), STATUS_OK);
    assert_int_equal(login_ouvrir(db, arena, "voisin@exemple.fr", PASSWORD, "x", &neighbour),
                     STATUS_OK);
    /* As with a forgotten password: the account works while the link waits. */
    run("UPDATE compte SET etat = 'actif', mot_de_passe = (SELECT mot_de_passe FROM compte"
        " WHERE email = 'voisin@exemple.fr') WHERE email = 'of@exemple.fr'");
    assert_int_equal(login_ouvrir(db, arena, "of@exemple.fr", PASSWORD, "x", &mine), STATUS_OK);
    assert_int_equal(define(jeton, "cinq vaches rousses broutent"), STATUS_OK);
    assert_int_equal(login_acteur(db, arena, &config, mine, &acteur, &touch), STATUS_LOGIN);
    assert_int_equal(login_acteur(db, arena, &config, neighbour, &acteur, &touch), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
}

/* ---- passwords */

static void test_good_passwords(void **state)
{
    (void)state;
    static const char *const good[] = {PASSWORD, "Éléphant violet, 3 tasses", "x9!Kp#2mVq$7"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *message = compte_juger_mot_de_passe(arena, good[i], "of@exemple.fr");
        if (message) {
            fail_msg("%s: %s", good[i], message);
        }
    }
}

static void judged(const char *password, const char *words)
{
    const char *message = compte_juger_mot_de_passe(arena, password, "camille.aubry@exemple.fr");
    if (!message || !strstr(message, words)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", password, message ? message : "right", words);
    }
}

static void test_bad_passwords(void **state)
{
    (void)state;
    judged("", "0 caractères, entre 12 et 256 attendus");
    judged("x9!Kp#2mVq$", "11 caractères");
    judged("éééééééé", "8 caractères"); /* characters, not bytes */
    judged("aaaaaaaaaaaaaa", "trop facile");
    judged("abcdefghijklmnop", "trop facile");
    judged("123456789012", "trop facile");
    judged("camille.aubry", "trop facile");
    judged("mon camille.aubry a moi", "trop facile");
    judged("CAMILLE.AUBRY2026", "trop facile");
}

static void test_length_of_passwords(void **state)
{
    (void)state;
    static const char letters[] = "fTq8 zLw!3 Rk?5m ";
    char password[300];
    for (size_t i = 0; i < sizeof password; i++) {
        password[i] = letters[(i * 7 + i / 17) % (sizeof letters - 1)];
    }
    password[257] = '\0';
    judged(password, "257 caractères");
    password[256] = '\0';
    assert_null(compte_juger_mot_de_passe(arena, password, "camille.aubry@exemple.fr"));
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
        EACH(test_create),
        EACH(test_name_by_default),
        EACH(test_officer_needs_no_site),
        EACH(test_double_email),
        EACH(test_malformed_emails),
        EACH(test_length_of_emails),
        EACH(test_sites),
        EACH(test_from_invitation_to_login),
        EACH(test_invitation_serves_once),
        EACH(test_defining_uses_up_all_invitations_of_the_account),
        EACH(test_invitation_expires),
        EACH(test_unknown_invitations),
        EACH(test_invitation_of_a_blocked_account),
        EACH(test_other_logins_end),
        EACH(test_good_passwords),
        EACH(test_bad_passwords),
        EACH(test_length_of_passwords),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
