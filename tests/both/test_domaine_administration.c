/* The account of a contact: who may give what, what a new e-mail costs, the gestures. */
#include "test_login.h"

#include "administration.h"
#include "crypto.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define PASSWORD "quatre chevaux gris dorment"

STATEMENT(TEST_COMPTE, "t", "ittb",
          "SELECT id, nom, etat, notification FROM compte WHERE email = $1");
STATEMENT(TEST_COMPTES, "", "i", "SELECT count(*) FROM compte");
STATEMENT(TEST_COMPTE_LIEU, "i", "ii",
          "SELECT COALESCE(etablissement_id, 0), COALESCE(sites, 0) FROM compte WHERE id = $1");
STATEMENT(TEST_JOURNAL_TEXTES, "", "t", "SELECT avant || ' ' || apres FROM journal_champ");

/* Sam too (3130, principal site, no account). Accounts 2 to 4 are those of the contacts 3127 to
 * 3129; all have the password. */
static int setup(void **state)
{
    const char *hash = NULL;
    monde_setup(state);
    assert_int_equal(crypto_password_hash(arena, PASSWORD, &hash), STATUS_OK);
    run("INSERT INTO contact (numero, site, nom, prenom, email) VALUES"
        " (3130, 36364, 'PETIT', 'Sam', 'Sam@Exemple.fr');"
        "UPDATE contact SET nom = 'ÉVRARD' WHERE numero = 3128;"
        "UPDATE compte SET contact_numero = 3125 + id WHERE id IN (2, 3, 4)");
    run(arena_printf(arena, "UPDATE compte SET mot_de_passe = '%s'", hash));
    if (test_db_engine() == DB_POSTGRESQL) {
        run("SELECT setval('compte_id_seq', 100)");
    }
    return 0;
}

/* ---- the tab, as a page does it */

struct save {
    const struct acteur *acteur;
    struct contact contact;
    struct site_liste sites;
    struct administration ancien;
    struct administration nouveau;
    struct form form;
    const char *jeton;
    bool change;
};

static struct compte_fiche account(int64_t numero)
{
    struct compte_fiche compte = {0};
    assert_int_equal(compte_de_contact(db, arena, numero, &compte), STATUS_OK);
    return compte;
}

static struct save begin(const struct acteur *acteur, int64_t numero)
{
    struct save s = {.acteur = acteur, .form = {.arena = arena}};
    struct compte_fiche compte = account(numero);
    assert_int_equal(contact_lire(db, arena, acteur, numero, &s.contact), STATUS_OK);
    assert_int_equal(
        site_lister_administrables(db, arena, acteur, s.contact.etablissement_id, &s.sites),
        STATUS_OK);
    s.ancien = s.nouveau = administration_de(arena, &s.contact, &compte, &s.sites);
    return s;
}

static enum status verify(struct save *s, const char *body)
{
    struct params params = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    s->nouveau = s->ancien;
    form_read(&s->form, arena, &administration_fields, &params, &s->nouveau,
              acteur_est_officier(s->acteur), s->ancien.compte_id == 0, true);
    return administration_verifier(&s->form, s->acteur, &s->sites, &s->ancien, &s->nouveau);
}

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *s = context;
    return administration_enregistrer(connection, &s->form, s->acteur, &s->contact, &s->sites,
                                      &s->ancien, &s->nouveau, &s->jeton, &s->change);
}

static enum status write_save(struct save *s)
{
    return db_transaction(db, save_in_transaction, s);
}

/* Fields absent from `body` keep their values. */
static enum status save(const struct acteur *acteur, int64_t numero, const char *body,
                        struct save *s)
{
    *s = begin(acteur, numero);
    enum status status = verify(s, body);
    return status == STATUS_OK ? write_save(s) : status;
}

static void says(const struct save *s, const char *field, const char *words)
{
    const char *message = field ? form_field_named(&s->form, field)->message : s->form.message;
    if (!message || !strstr(message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", message ? message : "right", words);
    }
}

/* "36364 36365 " */
static const char *sites_of(int64_t numero)
{
    struct compte_fiche compte = account(numero);
    const char *text = "";
    for (size_t i = 0; i < compte.site_count; i++) {
        text = arena_printf(arena, "%s%d ", text, (int)compte.sites[i]);
    }
    return text;
}

static struct journal_page journal(int64_t numero)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "contact", numero, 0, &page), STATUS_OK);
    return page;
}

static int64_t accounts(void)
{
    struct db_rows rows;
    int64_t n = -1;
    db_query(db, &TEST_COMPTES, &rows, NULL, 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static bool link_works(const char *jeton)
{
    struct compte_invite guest = {0};
    return compte_invitation(db, arena, jeton, &guest) == STATUS_OK;
}

static const char *open_login(const char *email)
{
    const char *cookie = NULL;
    assert_int_equal(test_login(db, arena, email, PASSWORD, "192.0.2.1", &cookie), STATUS_OK);
    return cookie;
}

static enum status still_open(const char *cookie)
{
    const struct config config = {.login_hours = 8, .login_idle_minutes = 30};
    struct acteur acteur = {0};
    bool touch = false;
    return login_acteur(db, arena, &config, cookie, &acteur, &touch);
}

/* ---- what is shown */

static void test_shown(void **state)
{
    (void)state;
    struct administration a = begin(&camille, 3127).ancien;
    assert_int_equal(a.compte_id, 2);
    assert_int_equal(a.version, 1);
    assert_string_equal(a.email_login, "of@exemple.fr");
    assert_true(a.notification_email);
    assert_string_equal(a.profil, "OF");
    assert_int_equal(a.sites_administrables.n, 2);
    assert_string_equal(a.sites_administrables.items[0], "36364");
    assert_string_equal(a.sites_administrables.items[1], "36365");
}

static void test_proposed(void **state)
{
    (void)state;
    struct administration a = begin(&camille, 3130).ancien;
    assert_int_equal(a.compte_id, 0);
    assert_string_equal(a.email_login, "sam@exemple.fr");
    assert_true(a.notification_email);
    assert_string_equal(a.profil, "OF");
    assert_int_equal(a.sites_administrables.n, 1);
    assert_string_equal(a.sites_administrables.items[0], "36364");
}

/* ---- creation */

static void test_create(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3130,
                          "email_login=+Sam.Petit%40exemple.fr&notification_email="
                          "&sites_administrables=36365&sites_administrables=036364"
                          "&sites_administrables=36364",
                          &s),
                     STATUS_OK);
    assert_true(s.change);
    assert_non_null(s.jeton);
    assert_true(link_works(s.jeton));
    struct compte_fiche compte = account(3130);
    assert_string_equal(compte.email, "sam.petit@exemple.fr");
    assert_string_equal(compte.etat, "A_REDEFINIR");
    assert_string_equal(compte.profil, "OF");
    assert_false(compte.notification);
    assert_string_equal(sites_of(3130), "36364 36365 ");
    struct db_rows rows;
    DB_QUERY(db, &TEST_COMPTE, &rows, BIND_TEXT("sam.petit@exemple.fr"));
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 1, arena), "Sam PETIT");
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_string_equal(monde_differences("contact", 3130),
                        "Email de login:  → sam.petit@exemple.fr\n"
                        "Sites Administrables:  → 36364, 36365\n"
                        "Profils:  → OF\n");
    assert_false(journal(3130).lignes.items[0].creation); /* the contact was there */
}

static void test_create_by_an_officer(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, 3130, "", &s), STATUS_OK);
    assert_string_equal(journal(3130).lignes.items[0].au_nom_de, "GIP CARIF OREF");
    assert_non_null(strstr(monde_differences("contact", 3130), "Notification Email: Non → Oui\n"));
    assert_string_equal(sites_of(3130), "36364 ");
}

static void test_create_twice(void **state)
{
    (void)state;
    struct save first = begin(&camille, 3130);
    struct save second = begin(&officier, 3130);
    assert_int_equal(verify(&first, ""), STATUS_OK);
    assert_int_equal(verify(&second, "email_login=autre%40exemple.fr"), STATUS_OK);
    assert_int_equal(write_save(&first), STATUS_OK);
    assert_int_equal(write_save(&second), STATUS_CONFLICT);
    assert_int_equal(accounts(), 6);
}

static void test_no_account_for_who_has_left(void **state)
{
    (void)state;
    struct save s;
    run("UPDATE contact SET etat = 'I' WHERE numero = 3130");
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_REFUSED);
    says(&s, NULL, "Contact inactif");
    assert_int_equal(accounts(), 5);
}

static void test_email_used(void **state)
{
    (void)state;
    struct save s;
    const char *words = NULL;
    /* Of a colleague, of a stranger, of an officer, one's own: the same words. */
    static const char *const used[] = {"annexe%40exemple.fr", "LOU%40exemple.fr",
                                       "admin%40exemple.fr", "of%40exemple.fr"};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        assert_int_equal(save(&camille, 3130, arena_printf(arena, "email_login=%s", used[i]), &s),
                         STATUS_REFUSED);
        says(&s, "email_login", "déjà utilisé");
        const char *message = form_field_named(&s.form, "email_login")->message;
        assert_string_equal(words ? words : message, message);
        words = message;
        assert_int_equal(accounts(), 5);
    }
    assert_int_equal(save(&camille, 3128, "email_login=lou%40exemple.fr", &s), STATUS_REFUSED);
    assert_string_equal(form_field_named(&s.form, "email_login")->message, words);
    assert_string_equal(account(3128).email, "annexe@exemple.fr");
    assert_int_equal(journal(3128).lignes.n, 0);
}

/* ---- two at once */

static pthread_barrier_t barrier;

struct rival {
    struct save save;
    enum status status;
    bool met;
};

/* PostgreSQL: both snapshots are taken before either writes. */
static enum status rival_in_transaction(struct db *connection, void *context)
{
    struct rival *rival = context;
    if (!rival->met && test_db_engine() == DB_POSTGRESQL) {
        struct compte_fiche ignored;
        assert_int_equal(compte_de_contact(connection, rival->save.form.arena, 1, &ignored),
                         STATUS_OK);
        rival->met = true;
        pthread_barrier_wait(&barrier);
    }
    return save_in_transaction(connection, &rival->save);
}

static void *rival_thread(void *context)
{
    struct rival *rival = context;
    struct db *connection = test_db_connect(DB_WRITE);
    rival->status = db_transaction(connection, rival_in_transaction, rival);
    db_close(connection);
    return NULL;
}

/* One has it; the other is told `loser`. */
static void one_wins(struct rival rivals[2], enum status loser)
{
    pthread_t threads[2];
    struct arena *arenas[2];
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        rivals[i].save.form.arena = arenas[i] = arena_create(0);
        assert_int_equal(pthread_create(&threads[i], NULL, rival_thread, &rivals[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        arena_destroy(arenas[i]);
    }
    pthread_barrier_destroy(&barrier);
    assert_int_equal((rivals[0].status == STATUS_OK) + (rivals[1].status == STATUS_OK), 1);
    assert_int_equal((rivals[0].status == loser) + (rivals[1].status == loser), 1);
}

static void test_one_email_for_two_at_once(void **state)
{
    (void)state;
    struct rival rivals[2] = {{.save = begin(&camille, 3130)}, {.save = begin(&etranger, 3129)}};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(verify(&rivals[i].save, "email_login=convoite%40exemple.fr"), STATUS_OK);
    }
    one_wins(rivals, STATUS_REFUSED);
}

static void test_one_contact_for_two_at_once(void **state)
{
    (void)state;
    struct rival rivals[2] = {{.save = begin(&camille, 3130)}, {.save = begin(&officier, 3130)}};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            verify(&rivals[i].save, arena_printf(arena, "email_login=x%d%%40exemple.fr", i)),
            STATUS_OK);
    }
    one_wins(rivals, STATUS_CONFLICT);
    assert_int_equal(accounts(), 6);
}

static void test_second_of_two_people_gets_a_conflict(void **state)
{
    (void)state;
    struct save first = begin(&camille, 3128);
    struct save second = begin(&officier, 3128);
    assert_int_equal(verify(&first, "notification_email="), STATUS_OK);
    assert_int_equal(verify(&second, "sites_administrables=36364"), STATUS_OK);
    assert_int_equal(write_save(&first), STATUS_OK);
    assert_int_equal(write_save(&second), STATUS_CONFLICT);
    assert_string_equal(sites_of(3128), "36365 ");
    assert_int_equal(journal(3128).lignes.n, 1);
}

/* ---- what may be given */

static void test_sites_that_one_does_not_administer(void **state)
{
    (void)state;
    struct save s;
    static const char *const wrong[] = {"sites_administrables=36365&sites_administrables=36400",
                                        "sites_administrables=99999", "sites_administrables=abc",
                                        "sites_administrables=-1",
                                        "sites_administrables=99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(save(&camille, 3128, wrong[i], &s), STATUS_REFUSED);
        says(&s, "sites_administrables", "inconnu");
    }
    assert_int_equal(
        save(&annexe, 3128, "sites_administrables=36364&sites_administrables=36365", &s),
        STATUS_REFUSED);
    assert_int_equal(save(&camille, 3128, "sites_administrables=", &s), STATUS_REFUSED);
    says(&s, "sites_administrables", "au moins un");
    assert_string_equal(sites_of(3128), "36365 ");
    assert_int_equal(
        save(&camille, 3128, "sites_administrables=36365&sites_administrables=36364", &s),
        STATUS_OK);
    assert_string_equal(sites_of(3128), "36364 36365 ");
    assert_string_equal(monde_differences("contact", 3128),
                        "Sites Administrables: 36365 → 36364, 36365\n");
    /* In another order they are the same. */
    assert_int_equal(
        save(&camille, 3128, "sites_administrables=36365&sites_administrables=36364", &s),
        STATUS_OK);
    assert_false(s.change);
    assert_null(s.jeton);
    assert_int_equal(account(3128).version, 2);
}

static void test_hidden_sites_are_kept(void **state)
{
    (void)state;
    struct save s;
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (3, 36400)");
    s = begin(&camille, 3128);
    assert_int_equal(s.ancien.sites_administrables.n, 1);
    assert_string_equal(s.ancien.sites_administrables.items[0], "36365");
    assert_int_equal(save(&camille, 3128, "sites_administrables=36364&notification_email=", &s),
                     STATUS_OK);
    assert_string_equal(sites_of(3128), "36364 36400 ");
    assert_string_equal(monde_differences("contact", 3128),
                        "Notification Email: Oui → Non\n"
                        "Sites Administrables: 36365 → 36364\n");
    assert_int_equal(save(&officier, 3128, "sites_administrables=36365", &s), STATUS_OK);
    assert_string_equal(sites_of(3128), "36365 36400 ");
}

static void test_profile_is_given_by_an_admin(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3128, "profil=ADMIN", &s), STATUS_OK);
    assert_false(s.change);
    assert_true(form_field_named(&s.form, "profil")->readonly);
    assert_int_equal(save(&officier, 3128, "profil=CARIF", &s), STATUS_OK);
    assert_false(s.change);
    assert_true(form_field_named(&s.form, "profil")->readonly);
    assert_string_equal(form_field_named(&s.form, "profil")->typed, "OF");
    assert_int_equal(save(&officier, 3128, "profil=inconnu", &s), STATUS_OK);
    assert_string_equal(account(3128).profil, "OF");
    assert_int_equal(save(&officier, 3130, "profil=ADMIN", &s), STATUS_OK);
    assert_string_equal(account(3130).profil, "OF");
    assert_int_equal(save(&admin, 3128, "profil=inconnu", &s), STATUS_REFUSED);
    assert_int_equal(save(&admin, 3128, "profil=CARIF&sites_administrables=", &s), STATUS_OK);
    assert_string_equal(account(3128).profil, "CARIF");
    assert_string_equal(sites_of(3128), "");
    assert_string_equal(monde_differences("contact", 3128), "Sites Administrables: 36365 → \n"
                                                            "Profils: OF → CARIF\n");
}

static void test_save_rights(void **state)
{
    (void)state;
    struct save s = begin(&camille, 3128);
    assert_int_equal(verify(&s, "notification_email="), STATUS_OK);
    s.acteur = &etranger;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    s = begin(&camille, 3130);
    assert_int_equal(verify(&s, ""), STATUS_OK);
    s.acteur = &annexe;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    assert_true(account(3128).notification);
    assert_int_equal(accounts(), 5);
}

/* A new e-mail of login gives the account to whoever reads that mailbox: never by somebody who has
 * fewer rights than the account. */
static void test_nobody_takes_a_stronger_account_over(void **state)
{
    (void)state;
    struct save s;
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (3, 36400)");
    assert_int_equal(save(&camille, 3128, "email_login=x%40exemple.fr", &s), STATUS_REFUSED);
    says(&s, "email_login", "Carif-Oref");
    assert_int_equal(save(&officier, 3128, "email_login=y%40exemple.fr", &s), STATUS_OK);
    run("UPDATE compte SET profil = 'ADMIN' WHERE id = 3;"
        "DELETE FROM compte_site WHERE compte_id = 3 AND site_numero = 36400");
    assert_int_equal(save(&camille, 3128, "email_login=x%40exemple.fr", &s), STATUS_FORBIDDEN);
    assert_int_equal(save(&camille, 3128, "notification_email=", &s), STATUS_FORBIDDEN);
    assert_int_equal(save(&officier, 3128, "email_login=x%40exemple.fr", &s), STATUS_FORBIDDEN);
    assert_int_equal(save(&admin, 3128, "email_login=x%40exemple.fr", &s), STATUS_OK);
    assert_string_equal(account(3128).email, "x@exemple.fr");
}

/* ---- a new e-mail of login */

static void test_new_email_must_be_proved(void **state)
{
    (void)state;
    struct save s;
    const char *cookie = open_login("annexe@exemple.fr");
    const char *mine = open_login("of@exemple.fr");
    assert_int_equal(save(&camille, 3128, "email_login=Alix%40exemple.fr", &s), STATUS_OK);
    assert_non_null(s.jeton);
    assert_string_equal(account(3128).email, "alix@exemple.fr");
    assert_string_equal(account(3128).etat, "A_REDEFINIR");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(still_open(mine), STATUS_OK);
    const char *refused = NULL;
    assert_int_equal(test_login(db, arena, "alix@exemple.fr", PASSWORD, "192.0.2.1", &refused),
                     STATUS_REFUSED);
    assert_true(link_works(s.jeton));
    assert_string_equal(monde_differences("contact", 3128),
                        "Email de login: annexe@exemple.fr → alix@exemple.fr\n");
    const char *first = s.jeton;
    assert_int_equal(save(&camille, 3128, "email_login=alix2%40exemple.fr", &s), STATUS_OK);
    assert_false(link_works(first));
    assert_true(link_works(s.jeton));
    /* Another spelling is no new e-mail. */
    assert_int_equal(save(&camille, 3128, "email_login=ALIX2%40exemple.fr+", &s), STATUS_OK);
    assert_false(s.change);
    assert_null(s.jeton);
}

static void test_new_email_of_a_blocked_account(void **state)
{
    (void)state;
    struct save s;
    run("UPDATE compte SET etat = 'bloque' WHERE id = 3");
    assert_int_equal(save(&camille, 3128, "email_login=alix%40exemple.fr", &s), STATUS_OK);
    assert_null(s.jeton);
    assert_true(s.change);
    assert_string_equal(account(3128).etat, "bloque");
}

static void test_malformed_emails(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3130, "email_login=", &s), STATUS_REFUSED);
    says(&s, "email_login", "obligatoire");
    assert_int_equal(save(&camille, 3130, "email_login=sam", &s), STATUS_REFUSED);
    says(&s, "email_login", "mal formée");
    assert_int_equal(save(&camille, 3130, "email_login=a%40b.fr%0D%0ABcc%3A+x%40y.fr", &s),
                     STATUS_REFUSED);
    assert_int_equal(accounts(), 5);
}

/* ---- gestures */

struct act {
    const struct acteur *acteur;
    struct contact contact;
    enum administration_geste geste;
    const char *jeton;
    const char *message;
};

static enum status act_in_transaction(struct db *connection, void *context)
{
    struct act *act = context;
    return administration_agir(connection, arena, act->acteur, &act->contact, act->geste,
                               &act->jeton, &act->message);
}

/* On a contact read by an officer, whoever acts. */
static enum status act(const struct acteur *acteur, int64_t numero, enum administration_geste geste,
                       struct act *act_r)
{
    *act_r = (struct act){.acteur = acteur, .geste = geste};
    assert_int_equal(contact_lire(db, arena, &admin, numero, &act_r->contact), STATUS_OK);
    return db_transaction(db, act_in_transaction, act_r);
}

static void test_invite(void **state)
{
    (void)state;
    struct act first;
    struct act second;
    struct save s;
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_OK);
    assert_int_equal(act(&camille, 3130, ADMINISTRATION_INVITER, &first), STATUS_OK);
    assert_false(link_works(s.jeton));
    assert_true(link_works(first.jeton));
    assert_int_equal(act(&officier, 3130, ADMINISTRATION_INVITER, &second), STATUS_OK);
    assert_false(link_works(first.jeton));
    assert_true(link_works(second.jeton));
    assert_string_equal(monde_differences("contact", 3130),
                        "Compte: Mot de passe à définir → Invitation envoyée\n");
    assert_string_equal(journal(3130).lignes.items[0].au_nom_de, "GIP CARIF OREF");
    assert_string_equal(journal(3130).lignes.items[1].au_nom_de, "");
    /* The journal holds neither links nor what is kept of them. */
    struct db_rows rows;
    db_query(db, &TEST_JOURNAL_TEXTES, &rows, NULL, 0);
    while (db_next(&rows)) {
        const char *text = db_text(&rows, 0, arena);
        assert_null(strstr(text, second.jeton));
        assert_null(strstr(text, crypto_digest(arena, second.jeton, NULL)));
        assert_null(strstr(text, "argon2"));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
}

static void test_invite_refusals(void **state)
{
    (void)state;
    struct act a;
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_INVITER, &a), STATUS_REFUSED);
    assert_non_null(strstr(a.message, "déjà actif"));
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_OK);
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_INVITER, &a), STATUS_REFUSED);
    assert_non_null(strstr(a.message, "bloqué"));
    assert_int_equal(act(&officier, 3128, ADMINISTRATION_REINITIALISER, &a), STATUS_REFUSED);
    assert_null(a.jeton);
    assert_int_equal(account(3128).invitation_expire_a, 0);
    assert_int_equal(journal(3128).lignes.n, 1);
}

static void test_invitations_to_one_email_are_counted(void **state)
{
    (void)state;
    struct act a;
    struct save s;
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_OK);
    for (int i = 1; i < COMPTE_INVITATION_EMAIL; i++) { /* whoever sends them */
        const struct acteur *acteur = i % 2 ? &officier : &camille;
        assert_int_equal(act(acteur, 3130, ADMINISTRATION_INVITER, &a), STATUS_OK);
    }
    const char *last = a.jeton;
    size_t lines = journal(3130).lignes.n;
    assert_int_equal(act(&admin, 3130, ADMINISTRATION_INVITER, &a), STATUS_TOO_MANY);
    assert_string_equal(
        a.message,
        "5 invitations sont parties vers sam@exemple.fr en une heure, réessayez plus tard");
    assert_null(a.jeton);
    assert_int_equal(act(&admin, 3130, ADMINISTRATION_REINITIALISER, &a), STATUS_TOO_MANY);
    assert_true(link_works(last));
    assert_int_equal(journal(3130).lignes.n, lines);
    /* Another way to the same mailbox: as the new e-mail of an account. */
    assert_int_equal(act(&officier, 3130, ADMINISTRATION_FERMER, &a), STATUS_OK);
    assert_int_equal(save(&camille, 3128, "email_login=SAM%40exemple.fr", &s), STATUS_TOO_MANY);
    says(&s, NULL, "sam@exemple.fr");
    assert_string_equal(account(3128).email, "annexe@exemple.fr");
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_TOO_MANY);
    says(&s, NULL, "réessayez plus tard");
    assert_int_equal(account(3130).id, 0);
    /* What ends later ends: the window is an hour. */
    run("UPDATE tentative SET fin_a = fin_a - 3600");
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_OK);
}

static void test_invitations_of_one_person_are_counted(void **state)
{
    (void)state;
    struct act a;
    struct save s;
    assert_int_equal(save(&camille, 3130, "", &s), STATUS_OK);
    run(arena_printf(arena, "UPDATE tentative SET nombre = %d WHERE cle = 'ip:2'",
                     COMPTE_INVITATION_PERSONNE));
    assert_int_equal(act(&camille, 3130, ADMINISTRATION_INVITER, &a), STATUS_TOO_MANY);
    assert_string_equal(a.message,
                        "Vous avez envoyé 60 invitations en une heure, réessayez plus tard");
    assert_true(link_works(s.jeton));
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_OK); /* sends none */
    assert_int_equal(act(&officier, 3130, ADMINISTRATION_INVITER, &a), STATUS_OK);
}

static void test_reset(void **state)
{
    (void)state;
    struct act a;
    const char *cookie = open_login("annexe@exemple.fr");
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_REINITIALISER, &a), STATUS_FORBIDDEN);
    assert_int_equal(still_open(cookie), STATUS_OK);
    assert_int_equal(act(&officier, 3128, ADMINISTRATION_REINITIALISER, &a), STATUS_OK);
    assert_true(link_works(a.jeton));
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_string_equal(account(3128).etat, "A_REDEFINIR");
    assert_string_equal(monde_differences("contact", 3128),
                        "Compte: Actif → Mot de passe réinitialisé\n");
}

static void test_block_and_unblock(void **state)
{
    (void)state;
    struct act a;
    const char *cookie = open_login("annexe@exemple.fr");
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_DEBLOQUER, &a), STATUS_OK); /* nothing */
    assert_int_equal(journal(3128).lignes.n, 0);
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_OK);
    assert_null(a.jeton);
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_string_equal(monde_differences("contact", 3128), "Compte: Actif → Bloqué\n");
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_OK); /* twice */
    assert_int_equal(journal(3128).lignes.n, 1);
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_DEBLOQUER, &a), STATUS_OK);
    assert_string_equal(monde_differences("contact", 3128), "Compte: Bloqué → Débloqué\n");
    open_login("annexe@exemple.fr");
}

static void test_close(void **state)
{
    (void)state;
    struct act a;
    struct save s;
    struct save late = begin(&officier, 3128);
    assert_int_equal(verify(&late, "notification_email="), STATUS_OK);
    const char *cookie = open_login("annexe@exemple.fr");
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_FERMER, &a), STATUS_OK);
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(account(3128).id, 0);
    assert_string_equal(monde_differences("contact", 3128),
                        "Email de login: annexe@exemple.fr → \n");
    assert_int_equal(write_save(&late), STATUS_CONFLICT);
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_FERMER, &a), STATUS_NOT_FOUND);
    /* The e-mail serves again. */
    assert_int_equal(save(&camille, 3128, "email_login=annexe%40exemple.fr", &s), STATUS_OK);
    assert_true(account(3128).id != 3);
}

static void test_gestures_on_oneself(void **state)
{
    (void)state;
    struct act a;
    const char *cookie = open_login("of@exemple.fr");
    assert_int_equal(act(&camille, 3127, ADMINISTRATION_BLOQUER, &a), STATUS_FORBIDDEN);
    assert_int_equal(act(&camille, 3127, ADMINISTRATION_FERMER, &a), STATUS_FORBIDDEN);
    assert_int_equal(still_open(cookie), STATUS_OK);
    run("UPDATE compte SET contact_numero = 3130 WHERE id = 5");
    assert_int_equal(act(&admin, 3130, ADMINISTRATION_BLOQUER, &a), STATUS_FORBIDDEN);
    assert_int_equal(act(&admin, 3130, ADMINISTRATION_FERMER, &a), STATUS_FORBIDDEN);
    assert_string_equal(account(3130).etat, "actif");
}

static void test_gestures_and_rights(void **state)
{
    (void)state;
    struct act a;
    static const enum administration_geste all[] = {
        ADMINISTRATION_INVITER, ADMINISTRATION_REINITIALISER, ADMINISTRATION_BLOQUER,
        ADMINISTRATION_DEBLOQUER, ADMINISTRATION_FERMER};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(act(&etranger, 3128, all[i], &a), STATUS_NOT_FOUND);
        assert_int_equal(act(&annexe, 3127, all[i], &a), STATUS_NOT_FOUND);
        assert_int_equal(act(&officier, 3130, all[i], &a), STATUS_NOT_FOUND); /* no account */
    }
    /* A stronger account is out of reach. */
    run("UPDATE compte SET contact_numero = 3130 WHERE id = 5");
    for (size_t i = 1; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(act(&camille, 3130, all[i], &a), STATUS_FORBIDDEN);
        assert_int_equal(act(&officier, 3130, all[i], &a), STATUS_FORBIDDEN);
    }
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (3, 36400)");
    assert_int_equal(act(&camille, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_FORBIDDEN);
    assert_int_equal(act(&officier, 3128, ADMINISTRATION_BLOQUER, &a), STATUS_OK);
    assert_string_equal(account(3130).etat, "actif");
}

/* What a login reads of an account: its establishment, and how many sites it has when all are
 * there. */
static void is_of(const struct acteur *acteur, int64_t etablissement, int64_t sites)
{
    struct db_rows rows;
    DB_QUERY(db, &TEST_COMPTE_LIEU, &rows, BIND_INT(acteur->compte_id));
    assert_true(db_next(&rows));
    assert_int_equal(db_int(&rows, 0), etablissement);
    assert_int_equal(db_int(&rows, 1), sites);
    assert_int_equal(db_end(&rows), STATUS_OK);
}

static void test_accounts_follow_their_sites(void **state)
{
    (void)state;
    is_of(&camille, 1, 2);
    is_of(&annexe, 1, 1);
    run("UPDATE site SET etablissement_id = 2 WHERE numero = 36365");
    is_of(&camille, 1, 0);
    is_of(&annexe, 2, 1);
    run("UPDATE compte_site SET site_numero = 36400 WHERE compte_id = 2 AND site_numero = 36364");
    is_of(&camille, 2, 2);
    run("UPDATE compte_site SET compte_id = 4 WHERE compte_id = 3");
    is_of(&annexe, 0, 0);
    is_of(&etranger, 2, 2);
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
        EACH(test_shown),
        EACH(test_proposed),
        EACH(test_create),
        EACH(test_create_by_an_officer),
        EACH(test_create_twice),
        EACH(test_no_account_for_who_has_left),
        EACH(test_email_used),
        EACH(test_one_email_for_two_at_once),
        EACH(test_one_contact_for_two_at_once),
        EACH(test_second_of_two_people_gets_a_conflict),
        EACH(test_sites_that_one_does_not_administer),
        EACH(test_hidden_sites_are_kept),
        EACH(test_profile_is_given_by_an_admin),
        EACH(test_save_rights),
        EACH(test_nobody_takes_a_stronger_account_over),
        EACH(test_new_email_must_be_proved),
        EACH(test_new_email_of_a_blocked_account),
        EACH(test_malformed_emails),
        EACH(test_invite),
        EACH(test_invite_refusals),
        EACH(test_invitations_to_one_email_are_counted),
        EACH(test_invitations_of_one_person_are_counted),
        EACH(test_reset),
        EACH(test_block_and_unblock),
        EACH(test_close),
        EACH(test_gestures_on_oneself),
        EACH(test_gestures_and_rights),
        EACH(test_accounts_follow_their_sites),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
