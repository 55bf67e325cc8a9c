/* Logins: who may open one, what a wrong guess costs, when it ends. */
#include "test_login.h"

#include "appareil.h"
#include "crypto.h"
#include "login_liste.h"
#include "tentative.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "test_base.h"

#define PASSWORD "quatre chevaux gris dorment"

STATEMENT(TEST_TENTATIVES, "t", "i", "SELECT nombre FROM tentative WHERE cle = $1");
STATEMENT(TEST_TENTATIVES_CLES, "", "t", "SELECT cle FROM tentative ORDER BY cle");
STATEMENT(TEST_APPAREILS, "", "i", "SELECT count(*) FROM appareil");
STATEMENT(TEST_LOGINS, "", "i", "SELECT count(*) FROM login");
STATEMENT(TEST_LOGIN_SECRETS, "t", "i", "SELECT count(*) FROM login WHERE empreinte = $1");
STATEMENT(TEST_INVITATIONS, "", "i", "SELECT count(*) FROM invitation");
STATEMENT(TEST_COMPTE, "ttttt", "",
          "INSERT INTO compte (email, mot_de_passe, etat, profil, nom, cree_a)"
          " VALUES ($1, $2, $3, $4, $5, 0)");

static const char *hash;
static const struct config config = {.login_hours = 8, .login_idle_minutes = 30};

static void account(const char *email, const char *profil, const char *etat, const char *password)
{
    assert_int_equal(DB_EXEC(db, &TEST_COMPTE, NULL, BIND_TEXT(email), BIND_TEXT(password),
                             BIND_TEXT(etat), BIND_TEXT(profil), BIND_TEXT("Nom de la personne")),
                     STATUS_OK);
}

static int setup(void **state)
{
    base_setup(state);
    assert_int_equal(crypto_password_hash(arena, PASSWORD, &hash), STATUS_OK);
    account("of@exemple.fr", "OF", "actif", hash);
    account("carif@exemple.fr", "CARIF", "actif", hash);
    account("bloque@exemple.fr", "OF", "bloque", hash);
    account("nouveau@exemple.fr", "OF", "A_REDEFINIR", NULL);
    /* A state that nobody should meet: a password, but to be defined again. */
    account("ancien@exemple.fr", "OF", "A_REDEFINIR", hash);
    return 0;
}

static enum status open_from(const char *email, const char *password, const char *address,
                             const char **cookie_r)
{
    return test_login(db, arena, email, password, address, cookie_r);
}

static enum status try_login(const char *email, const char *password)
{
    const char *cookie = NULL;
    enum status status = open_from(email, password, "192.0.2.1", &cookie);
    assert_true((status == STATUS_OK) == (cookie != NULL));
    return status;
}

static const char *open_login(const char *email)
{
    const char *cookie = NULL;
    assert_int_equal(open_from(email, PASSWORD, "192.0.2.1", &cookie), STATUS_OK);
    return cookie;
}

static enum status who(const char *cookie, struct acteur *acteur_r, bool *touch_r)
{
    return login_acteur(db, arena, &config, cookie, acteur_r, touch_r);
}

static enum status still_open(const char *cookie)
{
    struct acteur acteur = {0};
    bool touch = false;
    return who(cookie, &acteur, &touch);
}

/* ---- opening */

static void test_right_password_opens(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    assert_int_equal(strlen(cookie), 43);
    struct acteur acteur = {0};
    bool touch = true;
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_false(touch);
    assert_string_equal(acteur.email, "of@exemple.fr");
    assert_string_equal(acteur.nom, "Nom de la personne");
    assert_int_equal(acteur.profil, PROFIL_OF);
    assert_false(acteur_est_officier(&acteur));
    assert_true(acteur.compte_id > 0 && acteur.login_id > 0);
    /* No site: no establishment, and no NULL to trip over. */
    assert_int_equal(acteur.etablissement_id, 0);
    assert_string_equal(acteur.etablissement_siret, "");
    assert_string_equal(acteur.etablissement_nom, "");
}

static void test_email_is_taken_as_people_type_it(void **state)
{
    (void)state;
    assert_int_equal(try_login("  OF@Exemple.FR ", PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr\xC2\xA0", PASSWORD), STATUS_OK);
}

static void test_cookie_itself_is_not_stored(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    assert_int_equal(number_of(&TEST_LOGIN_SECRETS, cookie), 0);
    assert_int_equal(number_of(&TEST_LOGIN_SECRETS, crypto_digest(arena, cookie, NULL)), 1);
}

static const struct {
    const char *email;
    const char *password;
} refusals[] = {
    {"of@exemple.fr", "un autre mot de passe"},
    {"of@exemple.fr", ""},
    {"of@exemple.fr", PASSWORD " "},
    {"personne@exemple.fr", PASSWORD},
    {"bloque@exemple.fr", PASSWORD},
    {"nouveau@exemple.fr", PASSWORD},
    {"nouveau@exemple.fr", ""},
    {"ancien@exemple.fr", PASSWORD},
    {"", PASSWORD},
    {"' OR 1=1 --", "' OR 1=1 --"},
    {"%", PASSWORD},
};

static void test_all_refusals_are_alike(void **state)
{
    (void)state;
    assert_int_equal(try_login("of@exemple.fr", "faux"), STATUS_REFUSED);
    uint64_t before = db_statements_run(db);
    assert_int_equal(try_login("of@exemple.fr", "faux"), STATUS_REFUSED);
    uint64_t statements = db_statements_run(db) - before;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        before = db_statements_run(db);
        assert_int_equal(try_login(refusals[i].email, refusals[i].password), STATUS_REFUSED);
        assert_int_equal(db_statements_run(db) - before, statements);
    }
    assert_int_equal(number_of(&TEST_LOGINS, NULL), 0);
}

static int64_t cpu_us(const char *email)
{
    struct timespec start;
    struct timespec end;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    assert_int_equal(try_login(email, "faux"), STATUS_REFUSED);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000;
}

/* The work, not the time: what this thread's processor did, with the real cost of a password. */
static void test_unknown_email_costs_a_verification(void **state)
{
    (void)state;
    crypto_set_cheap_passwords(false);
    const char *dear = NULL;
    assert_int_equal(crypto_password_hash(arena, PASSWORD, &dear), STATUS_OK);
    account("cher@exemple.fr", "OF", "actif", dear);
    cpu_us("personne@exemple.fr"); /* the first makes the hash that nobody has */
    int64_t known = cpu_us("cher@exemple.fr");
    int64_t unknown = cpu_us("personne@exemple.fr");
    int64_t blocked = cpu_us("nouveau@exemple.fr");
    crypto_set_cheap_passwords(true);
    assert_true(unknown > known / 2 && known > unknown / 2);
    assert_true(blocked > known / 2 && known > blocked / 2);
}

/* ---- throttling */

#define HERE "192.0.2.1"

static const char *account_key(const char *email)
{
    return arena_printf(arena, "%s:r:" HERE, tentative_cle_compte(arena, email));
}

static void wrong_from(const char *email, const char *address, int n)
{
    const char *cookie = NULL;
    for (int i = 0; i < n; i++) {
        assert_int_equal(open_from(email, "faux", address, &cookie), STATUS_REFUSED);
    }
}

static void wrong_attempts(const char *email, int n)
{
    wrong_from(email, HERE, n);
}

static void test_account_is_throttled(void **state)
{
    (void)state;
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_TOO_MANY);
    /* The same person under another spelling, the same place too; not the other accounts. */
    const char *cookie = NULL;
    assert_int_equal(open_from("OF@exemple.fr ", PASSWORD, "::ffff:" HERE, &cookie),
                     STATUS_TOO_MANY);
    assert_int_equal(try_login("carif@exemple.fr", PASSWORD), STATUS_OK);
    assert_int_equal(number_of(&TEST_LOGINS, NULL), 1);
}

/* What somebody tries elsewhere keeps nobody out, whether the person has been here before or not.
 */
static void test_strangers_do_not_keep_the_owner_out(void **state)
{
    (void)state;
    const char *cookie = NULL;
    wrong_from("of@exemple.fr", "198.51.100.7", LOGIN_THROTTLE_COMPTE);
    assert_int_equal(open_from("of@exemple.fr", PASSWORD, "198.51.100.7", &cookie),
                     STATUS_TOO_MANY);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
}

/* "2001:db8:0:N::1", in the spelling of the house's networks or another. */
static void test_networks(void **state)
{
    (void)state;
    static const char *const spellings[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::FFFF:c000:0201", "192.0.2.1"},
        {"2001:db8:0:1::1", "2001:db8:0:1::/64"},
        {"2001:0DB8:0000:0001:ffff:0:0:2", "2001:db8:0:1::/64"},
        {"::1", "::/64"},
        {"inconnu", "inconnu"},
        {"", ""}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        assert_string_equal(appareil_reseau(arena, spellings[i][0]), spellings[i][1]);
    }
    const char *cookie = NULL;
    for (int i = 0; i < LOGIN_THROTTLE_COMPTE; i++) {
        wrong_from("of@exemple.fr", arena_printf(arena, "2001:db8:0:1::%d", i), 1);
    }
    assert_int_equal(open_from("of@exemple.fr", PASSWORD, "2001:db8:0:1:f::", &cookie),
                     STATUS_TOO_MANY);
    assert_int_equal(open_from("of@exemple.fr", PASSWORD, "2001:db8:0:2::1", &cookie), STATUS_OK);
}

/* As a browser that keeps its cookie. */
static enum status open_with(const char *appareil, const char *password, const char *address,
                             struct login_ouvert *ouvert_r)
{
    struct login_demande demande = test_login_demande("of@exemple.fr", password, address);
    demande.appareil = appareil;
    return login_ouvrir(db, arena, &demande, ouvert_r);
}

/* Guessing from everywhere: unknown networks wait, the owner's browser and network do not. */
static void test_distributed_guessing(void **state)
{
    (void)state;
    struct login_ouvert own = {0};
    struct login_ouvert ignored = {0};
    assert_int_equal(open_with("", PASSWORD, HERE, &own), STATUS_OK);
    for (int i = 0; i < LOGIN_THROTTLE_PARTOUT; i++) {
        wrong_from("of@exemple.fr", arena_printf(arena, "198.51.100.%d", i), 1);
    }
    assert_int_equal(open_with("", PASSWORD, "203.0.113.1", &ignored), STATUS_TOO_MANY);
    assert_int_equal(open_with("", PASSWORD, HERE, &ignored), STATUS_OK);
    assert_int_equal(open_with(own.appareil, PASSWORD, "203.0.113.1", &ignored), STATUS_OK);
    assert_string_equal(ignored.appareil, own.appareil);
    run("UPDATE tentative SET fin_a = fin_a - 901");
    assert_int_equal(open_with("", PASSWORD, "203.0.113.2", &ignored), STATUS_OK);
}

/* A browser that logged in before has its own count: neither more tries than others, nor fewer. */
static void test_known_browser_has_its_own_count(void **state)
{
    (void)state;
    struct login_ouvert own = {0};
    struct login_ouvert ignored = {0};
    assert_int_equal(open_with("", PASSWORD, HERE, &own), STATUS_OK);
    assert_int_equal(strlen(own.appareil), 43);
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
    assert_int_equal(open_with("", PASSWORD, HERE, &ignored), STATUS_TOO_MANY);
    for (int i = 0; i < LOGIN_THROTTLE_COMPTE; i++) {
        assert_int_equal(open_with(own.appareil, "faux", HERE, &ignored), STATUS_REFUSED);
    }
    assert_int_equal(open_with(own.appareil, PASSWORD, HERE, &ignored), STATUS_TOO_MANY);
    run("UPDATE tentative SET fin_a = fin_a - 901");
    assert_int_equal(open_with(own.appareil, PASSWORD, HERE, &ignored), STATUS_OK);
    /* A cookie that somebody made up, or that of another account, is no known browser. */
    assert_int_equal(try_login("carif@exemple.fr", PASSWORD), STATUS_OK);
    for (int i = 0; i < LOGIN_THROTTLE_COMPTE; i++) {
        assert_int_equal(open_with(crypto_token(arena), "faux", HERE, &ignored), STATUS_REFUSED);
    }
    assert_int_equal(open_with(crypto_token(arena), PASSWORD, HERE, &ignored), STATUS_TOO_MANY);
}

static void test_forgotten_browsers(void **state)
{
    (void)state;
    struct login_ouvert own = {0};
    struct login_ouvert ignored = {0};
    assert_int_equal(open_with("", PASSWORD, HERE, &own), STATUS_OK);
    run("UPDATE appareil SET vu_a = vu_a - 180 * 86400 - 1");
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
    assert_int_equal(open_with(own.appareil, PASSWORD, HERE, &ignored), STATUS_TOO_MANY);
    for (int i = 0; i < APPAREIL_MAXIMUM + 5; i++) {
        run("UPDATE appareil SET vu_a = vu_a - 1");
        assert_int_equal(open_with("", PASSWORD, "198.51.100.1", &ignored), STATUS_OK);
    }
    assert_int_equal(number_of(&TEST_APPAREILS, NULL), APPAREIL_MAXIMUM);
}

/* Logging in again ends the login that was open in this browser, and no other. */
static void test_one_login_a_browser(void **state)
{
    (void)state;
    const char *elsewhere = open_login("of@exemple.fr");
    const char *before = open_login("of@exemple.fr");
    struct login_demande demande = test_login_demande("carif@exemple.fr", PASSWORD, HERE);
    struct login_ouvert ouvert = {0};
    demande.ancien = before;
    demande.mot_de_passe = "faux";
    assert_int_equal(login_ouvrir(db, arena, &demande, &ouvert), STATUS_REFUSED);
    assert_int_equal(still_open(before), STATUS_OK);
    demande.mot_de_passe = PASSWORD;
    assert_int_equal(login_ouvrir(db, arena, &demande, &ouvert), STATUS_OK);
    assert_int_equal(still_open(before), STATUS_LOGIN);
    assert_int_equal(still_open(elsewhere), STATUS_OK);
    assert_int_equal(still_open(ouvert.cookie), STATUS_OK);
}

/* ---- the password asked again */

static enum status confirm(struct acteur *acteur, const char *password)
{
    struct login_demande demande = test_login_demande(acteur->email, password, "192.0.2.1");
    return login_confirmer(db, arena, acteur, &demande);
}

static void test_confirmed_for_five_minutes(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    struct acteur acteur = {0};
    bool touch = false;
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_true(login_confirme(&acteur)); /* by logging in */
    run("UPDATE login SET confirme_a = confirme_a - 300");
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_false(login_confirme(&acteur));
    assert_int_equal(confirm(&acteur, "faux"), STATUS_REFUSED);
    assert_false(login_confirme(&acteur));
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")), 1);
    assert_int_equal(confirm(&acteur, PASSWORD), STATUS_OK);
    assert_true(login_confirme(&acteur));
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")), -1);
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_true(login_confirme(&acteur));
}

static void test_confirming_needs_the_login(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    struct acteur acteur = {0};
    bool touch = false;
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    acteur.confirme_a = 0;
    /* The password of another account confirms nothing. */
    struct login_demande other = test_login_demande("carif@exemple.fr", PASSWORD, "192.0.2.1");
    assert_int_equal(login_confirmer(db, arena, &acteur, &other), STATUS_LOGIN);
    assert_int_equal(login_fermer(db, arena, cookie), STATUS_OK);
    assert_int_equal(confirm(&acteur, PASSWORD), STATUS_LOGIN);
    assert_false(login_confirme(&acteur));
}

/* ---- the list of one's own */

static struct acteur acteur_of(const char *cookie)
{
    struct acteur acteur = {0};
    bool touch = false;
    assert_int_equal(login_acteur(db, arena, &config, cookie, &acteur, &touch), STATUS_OK);
    return acteur;
}

static const char *open_seen_as(const char *email, const char *agent, const char *address)
{
    struct login_demande demande = test_login_demande(email, PASSWORD, address);
    struct login_ouvert ouvert = {0};
    demande.agent = agent;
    assert_int_equal(login_ouvrir(db, arena, &demande, &ouvert), STATUS_OK);
    return ouvert.cookie;
}

static struct login_lignes list_of(const struct acteur *acteur)
{
    struct login_lignes logins = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(login_lister(db, arena, &config, acteur, &logins), STATUS_OK);
    assert_int_equal(db_statements_run(db), before + 1);
    return logins;
}

static void test_list_of_open_logins(void **state)
{
    (void)state;
    struct acteur old = acteur_of(open_seen_as("of@exemple.fr", "Firefox/1 Windows", "192.0.2.1"));
    struct acteur own = acteur_of(open_seen_as("of@exemple.fr", "Chrome/1 Linux", "2001:db8::7"));
    open_seen_as("of@exemple.fr", "", "192.0.2.3");
    open_seen_as("carif@exemple.fr", "", "192.0.2.1");
    run(arena_printf(arena,
                     "UPDATE login SET vu_a = vu_a - 60, ouvert_a = ouvert_a - 90 WHERE id = %lld",
                     (long long)old.login_id));
    struct login_lignes logins = list_of(&own);
    assert_int_equal(logins.n, 3);
    assert_int_equal(logins.items[0].id, own.login_id);
    assert_true(logins.items[0].courant);
    assert_string_equal(logins.items[0].appareil, "Chrome sous Linux");
    assert_string_equal(logins.items[0].reseau, "2001:db8::/64");
    assert_string_equal(logins.items[1].appareil, "Navigateur inconnu");
    assert_string_equal(logins.items[2].appareil, "Firefox sous Windows");
    assert_string_equal(logins.items[2].reseau, "192.0.2.1");
    assert_int_equal(logins.items[2].vu_a - logins.items[2].ouvert_a, 30);
    assert_false(logins.items[2].courant);
}

/* As login_acteur() judges them: eight hours for all, half an hour without a use for officers. */
static void test_list_without_those_that_ended(void **state)
{
    (void)state;
    struct acteur own = acteur_of(open_seen_as("carif@exemple.fr", "", "192.0.2.1"));
    open_seen_as("carif@exemple.fr", "", "192.0.2.2");
    struct acteur of = acteur_of(open_seen_as("of@exemple.fr", "", "192.0.2.1"));
    open_seen_as("of@exemple.fr", "", "192.0.2.2");
    const char *others = arena_printf(arena, "WHERE id NOT IN (%lld, %lld)",
                                      (long long)own.login_id, (long long)of.login_id);
    run(arena_printf(arena, "UPDATE login SET vu_a = vu_a - 1801 %s", others));
    assert_int_equal(list_of(&own).n, 1);
    assert_int_equal(list_of(&of).n, 2);
    run(arena_printf(arena, "UPDATE login SET ouvert_a = ouvert_a - 28801 %s", others));
    assert_int_equal(list_of(&of).n, 1);
}

static void test_one_ends_only_ones_own_logins(void **state)
{
    (void)state;
    const char *here = open_seen_as("of@exemple.fr", "", "192.0.2.1");
    const char *there = open_seen_as("of@exemple.fr", "", "192.0.2.2");
    const char *third = open_seen_as("of@exemple.fr", "", "192.0.2.3");
    const char *foreign = open_seen_as("carif@exemple.fr", "", "192.0.2.1");
    struct acteur own = acteur_of(here);
    const int64_t untouched[] = {own.login_id, acteur_of(foreign).login_id, 0, -1, 999999};
    int64_t n = -1;
    for (size_t i = 0; i < sizeof untouched / sizeof *untouched; i++) {
        assert_int_equal(login_fermer_un(db, &own, untouched[i], &n), STATUS_OK);
        assert_int_equal(n, 0);
    }
    assert_int_equal(login_fermer_un(db, &own, acteur_of(there).login_id, &n), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(still_open(there), STATUS_LOGIN);
    assert_int_equal(still_open(third), STATUS_OK);
    assert_int_equal(login_fermer_autres(db, &own, &n), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(still_open(third), STATUS_LOGIN);
    assert_int_equal(still_open(here), STATUS_OK);
    assert_int_equal(still_open(foreign), STATUS_OK);
}

static void test_browsers_in_words(void **state)
{
    (void)state;
    static const char *const words[][2] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox sous Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge sous Windows"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
         " Chrome/126.0.0.0 Mobile Safari/537.36",
         "Chrome sous Android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
         " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari sous iPhone"},
        {"curl/8.5.0", "Navigateur inconnu"},
        {"<script>alert(1)</script> Linux", "Navigateur inconnu sous Linux"},
        {"", "Navigateur inconnu"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_string_equal(appareil_en_mots(arena, words[i][0]), words[i][1]);
    }
}

static void test_unknown_account_is_throttled_alike(void **state)
{
    (void)state;
    wrong_attempts("personne@exemple.fr", LOGIN_THROTTLE_COMPTE);
    assert_int_equal(try_login("personne@exemple.fr", PASSWORD), STATUS_TOO_MANY);
}

static void test_emails_of_attempts_are_not_kept(void **state)
{
    (void)state;
    wrong_attempts("personne@exemple.fr", 1);
    struct db_rows rows;
    int n = 0;
    db_query(db, &TEST_TENTATIVES_CLES, &rows, NULL, 0);
    while (db_next(&rows)) {
        n++;
        assert_null(strstr(db_text(&rows, 0, NULL), "personne"));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(n, 3); /* of the account here and everywhere, and of the network */
}

static void test_address_is_throttled(void **state)
{
    (void)state;
    for (int i = 0; i < LOGIN_THROTTLE_ADRESSE; i++) {
        assert_int_equal(try_login(arena_printf(arena, "%d@exemple.fr", i), "faux"),
                         STATUS_REFUSED);
    }
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_TOO_MANY);
    const char *cookie = NULL;
    assert_int_equal(open_from("of@exemple.fr", PASSWORD, "192.0.2.2", &cookie), STATUS_OK);
}

static void test_window_ends(void **state)
{
    (void)state;
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
    run("UPDATE tentative SET fin_a = fin_a - 800");
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_TOO_MANY);
    run("UPDATE tentative SET fin_a = fin_a - 102");
    wrong_attempts("of@exemple.fr", 1);
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")), 1);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
}

/* Opened by a clock that was a year ahead. */
static void test_window_of_another_year(void **state)
{
    (void)state;
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
    run("UPDATE tentative SET fin_a = fin_a + 31536000");
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
}

static void test_success_clears_the_account(void **state)
{
    (void)state;
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE - 1);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")), -1);
    wrong_attempts("of@exemple.fr", LOGIN_THROTTLE_COMPTE);
}

/* A whole organisation behind one address logs in all day; a guesser cannot wash failures away. */
static void test_success_counts_for_nothing_at_the_address(void **state)
{
    (void)state;
    wrong_attempts("of@exemple.fr", 3);
    for (int i = 0; i < LOGIN_THROTTLE_ADRESSE + 5; i++) {
        assert_int_equal(try_login("carif@exemple.fr", PASSWORD), STATUS_OK);
    }
    assert_int_equal(number_of(&TEST_TENTATIVES, "a:192.0.2.1"), 3);
}

/* ---- attempts at once */

enum { THREADS = 4, EACH_TRIES = 6 };

struct guesser {
    pthread_t thread;
    int refused;
    int throttled;
    int others;
};

static void *guess(void *context)
{
    struct guesser *guesser = context;
    struct arena *own = arena_create(0);
    struct db *connection = test_db_connect(DB_WRITE);
    for (int done = 0; done < EACH_TRIES;) {
        const char *cookie = NULL;
        enum status status =
            test_login(connection, own, "of@exemple.fr", "faux", "192.0.2.1", &cookie);
        guesser->refused += status == STATUS_REFUSED;
        guesser->throttled += status == STATUS_TOO_MANY;
        bool answered = status == STATUS_REFUSED || status == STATUS_TOO_MANY;
        guesser->others += !answered && status != STATUS_BUSY;
        done += status != STATUS_BUSY;
    }
    db_close(connection);
    arena_destroy(own);
    return NULL;
}

static void test_attempts_at_once_are_all_counted(void **state)
{
    (void)state;
    struct guesser guessers[THREADS] = {0};
    int refused = 0;
    int throttled = 0;
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&guessers[i].thread, NULL, guess, &guessers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(guessers[i].thread, NULL);
        refused += guessers[i].refused;
        throttled += guessers[i].throttled;
        assert_int_equal(guessers[i].others, 0);
    }
    assert_int_equal(refused, LOGIN_THROTTLE_COMPTE);
    assert_int_equal(throttled, THREADS * EACH_TRIES - LOGIN_THROTTLE_COMPTE);
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")),
                     THREADS * EACH_TRIES);
    assert_int_equal(number_of(&TEST_TENTATIVES, "a:192.0.2.1"), THREADS * EACH_TRIES);
}

/* ---- the person behind a cookie */

static void test_unknown_cookies(void **state)
{
    (void)state;
    open_login("of@exemple.fr");
    assert_int_equal(still_open(""), STATUS_LOGIN);
    assert_int_equal(still_open("inconnu"), STATUS_LOGIN);
    assert_int_equal(still_open(crypto_token(arena)), STATUS_LOGIN);
    char *huge = arena_alloc(arena, 100001);
    memset(huge, 'A', 100000);
    assert_int_equal(still_open(huge), STATUS_LOGIN);
}

static void test_closed(void **state)
{
    (void)state;
    const char *one = open_login("of@exemple.fr");
    const char *other = open_login("of@exemple.fr");
    assert_int_equal(login_fermer(db, arena, one), STATUS_OK);
    assert_int_equal(login_fermer(db, arena, one), STATUS_OK); /* twice is no error */
    assert_int_equal(login_fermer(db, arena, "inconnu"), STATUS_OK);
    assert_int_equal(still_open(one), STATUS_LOGIN);
    assert_int_equal(still_open(other), STATUS_OK);
}

static void test_ends_after_eight_hours(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    run("UPDATE login SET ouvert_a = ouvert_a - (8 * 3600 - 60), vu_a = vu_a - (8 * 3600 - 60)");
    assert_int_equal(still_open(cookie), STATUS_OK); /* an OF may be idle */
    run("UPDATE login SET ouvert_a = ouvert_a - 60");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
}

static void test_use_does_not_lengthen_the_eight_hours(void **state)
{
    (void)state;
    const char *cookie = open_login("carif@exemple.fr");
    run("UPDATE login SET ouvert_a = ouvert_a - 8 * 3600");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
}

static void test_idle_officer(void **state)
{
    (void)state;
    const char *officer = open_login("carif@exemple.fr");
    const char *of = open_login("of@exemple.fr");
    run("UPDATE login SET vu_a = vu_a - (30 * 60 - 60)");
    assert_int_equal(still_open(officer), STATUS_OK);
    run("UPDATE login SET vu_a = vu_a - 60");
    assert_int_equal(still_open(officer), STATUS_LOGIN);
    assert_int_equal(still_open(of), STATUS_OK);
}

static void test_blocked_meanwhile(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    run("UPDATE compte SET etat = 'bloque' WHERE email = 'of@exemple.fr'");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
}

static void test_touch(void **state)
{
    (void)state;
    const char *cookie = open_login("carif@exemple.fr");
    struct acteur acteur = {0};
    bool touch = true;
    run("UPDATE login SET vu_a = vu_a - 30");
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_false(touch);
    run("UPDATE login SET vu_a = vu_a - 1000");
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_true(touch);
    assert_int_equal(login_toucher(db, &acteur), STATUS_OK);
    assert_int_equal(who(cookie, &acteur, &touch), STATUS_OK);
    assert_false(touch);
}

static void test_one_statement(void **state)
{
    (void)state;
    const char *cookie = open_login("carif@exemple.fr");
    uint64_t before = db_statements_run(db);
    assert_int_equal(still_open(cookie), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
}

static void test_reading_connection_is_enough(void **state)
{
    (void)state;
    const char *cookie = open_login("of@exemple.fr");
    struct db *reader = test_db_connect(DB_READ);
    struct acteur acteur = {0};
    bool touch = false;
    assert_int_equal(login_acteur(reader, arena, &config, cookie, &acteur, &touch), STATUS_OK);
    db_close(reader);
}

static void test_header_shows_the_oldest_establishment(void **state)
{
    (void)state;
    run("INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat)"
        " VALUES (7, '13000511900032', 'Sept', 'OF', 'A'), (5, '35600000000048', 'Cinq', 'OF', "
        "'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (1, 7, TRUE, 'Site de sept', 'A'), (2, 5, TRUE, 'Siège de cinq', 'A'),"
        " (3, 5, FALSE, 'Annexe de cinq', 'A');"
        "INSERT INTO compte_site (compte_id, site_numero)"
        " SELECT id, 1 FROM compte WHERE email = 'of@exemple.fr';"
        "INSERT INTO compte_site (compte_id, site_numero)"
        " SELECT id, 3 FROM compte WHERE email = 'of@exemple.fr'");
    struct acteur acteur = {0};
    bool touch = false;
    assert_int_equal(who(open_login("of@exemple.fr"), &acteur, &touch), STATUS_OK);
    assert_int_equal(acteur.etablissement_id, 5);
    assert_string_equal(acteur.etablissement_siret, "35600000000048");
    assert_string_equal(acteur.etablissement_nom, "Siège de cinq");
}

/* ---- cleaning */

static enum status clean(struct db *connection, void *context)
{
    (void)context;
    return login_nettoyer(connection, &config);
}

static void test_cleaning_removes_what_is_over(void **state)
{
    (void)state;
    const char *old = open_login("of@exemple.fr");
    wrong_attempts("of@exemple.fr", 2);
    run("UPDATE login SET ouvert_a = ouvert_a - (8 * 3600 + 5);"
        "UPDATE tentative SET fin_a = fin_a - 905;"
        "INSERT INTO invitation (empreinte, compte_id, expire_a)"
        " SELECT 'passee', id, 1 FROM compte WHERE email = 'nouveau@exemple.fr';"
        "INSERT INTO invitation (empreinte, compte_id, expire_a)"
        " SELECT 'future', id, 99999999999 FROM compte WHERE email = 'nouveau@exemple.fr'");
    const char *fresh = open_login("carif@exemple.fr");
    wrong_attempts("carif@exemple.fr", 1);
    assert_int_equal(db_transaction(db, clean, NULL), STATUS_OK);
    assert_int_equal(still_open(old), STATUS_LOGIN);
    assert_int_equal(still_open(fresh), STATUS_OK);
    assert_int_equal(number_of(&TEST_LOGINS, NULL), 1);
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("of@exemple.fr")), -1);
    assert_int_equal(number_of(&TEST_TENTATIVES, account_key("carif@exemple.fr")), 1);
    assert_int_equal(number_of(&TEST_INVITATIONS, NULL), 1);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    if (crypto_start() != STATUS_OK) {
        return 1;
    }
    crypto_set_cheap_passwords(true);
    const struct CMUnitTest tests[] = {
        EACH(test_right_password_opens),
        EACH(test_email_is_taken_as_people_type_it),
        EACH(test_cookie_itself_is_not_stored),
        EACH(test_all_refusals_are_alike),
        EACH(test_unknown_email_costs_a_verification),
        EACH(test_account_is_throttled),
        EACH(test_strangers_do_not_keep_the_owner_out),
        EACH(test_networks),
        EACH(test_distributed_guessing),
        EACH(test_known_browser_has_its_own_count),
        EACH(test_forgotten_browsers),
        EACH(test_one_login_a_browser),
        EACH(test_confirmed_for_five_minutes),
        EACH(test_confirming_needs_the_login),
        EACH(test_list_of_open_logins),
        EACH(test_list_without_those_that_ended),
        EACH(test_one_ends_only_ones_own_logins),
        EACH(test_browsers_in_words),
        EACH(test_unknown_account_is_throttled_alike),
        EACH(test_emails_of_attempts_are_not_kept),
        EACH(test_address_is_throttled),
        EACH(test_window_ends),
        EACH(test_window_of_another_year),
        EACH(test_success_clears_the_account),
        EACH(test_success_counts_for_nothing_at_the_address),
        EACH(test_attempts_at_once_are_all_counted),
        EACH(test_unknown_cookies),
        EACH(test_closed),
        EACH(test_ends_after_eight_hours),
        EACH(test_use_does_not_lengthen_the_eight_hours),
        EACH(test_idle_officer),
        EACH(test_blocked_meanwhile),
        EACH(test_touch),
        EACH(test_one_statement),
        EACH(test_reading_connection_is_enough),
        EACH(test_header_shows_the_oldest_establishment),
        EACH(test_cleaning_removes_what_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
