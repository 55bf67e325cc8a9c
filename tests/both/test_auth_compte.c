/* Accounts: created with an invitation, password defined by the person. */
#include "test_login.h"

#include "compte.h"
#include "crypto.h"
#include "dates.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define PASSWORD "quatre chevaux gris dorment"

STATEMENT(TEST_COMPTES, "", "i", "SELECT count(*) FROM compte");
STATEMENT(TEST_COMPTE, "t", "ttti",
          "SELECT nom, profil, etat, contact_numero FROM compte WHERE email = $1");
STATEMENT(TEST_COMPTE_SITES, "t", "i",
          "SELECT count(*) FROM compte_site cs JOIN compte c ON c.id = cs.compte_id"
          " WHERE c.email = $1");
STATEMENT(TEST_INVITATION, "t", "i", "SELECT count(*) FROM invitation WHERE empreinte = $1");

static int setup(void **state)
{
    base_setup(state);
    run("INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat)"
        " VALUES (1, '13000511900032', 'GIP', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (36364, 1, TRUE, 'GIP', 'A'), (36365, 1, FALSE, 'Annexe', 'A')");
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
    run("INSERT INTO contact (numero, site, nom, prenom) VALUES (3127, 36364, 'A', 'B')");
    const int64_t sites[] = {36365, 36364};
    struct creation creation = {.nouveau = {.email = " Camille.Aubry@Exemple.FR",
                                            .nom = "Camille Aubry",
                                            .profil = PROFIL_OF,
                                            .contact_numero = 3127,
                                            .sites = sites,
                                            .site_count = 2}};
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("camille.aubry@exemple.fr"), "Camille Aubry OF A_REDEFINIR 3127");
    assert_int_equal(number_of(&TEST_COMPTE_SITES, "camille.aubry@exemple.fr"), 2);
    assert_int_equal(strlen(creation.jeton), 43);
    /* The link itself is stored nowhere. */
    assert_int_equal(number_of(&TEST_INVITATION, creation.jeton), 0);
    assert_int_equal(number_of(&TEST_INVITATION, crypto_digest(arena, creation.jeton, NULL)), 1);
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
    creation = of("Camille Aubry <COLLE@exemple.fr>"); /* pasted from a mail */
    creation.nouveau.nom = NULL;
    assert_int_equal(create(&creation), STATUS_OK);
    assert_string_equal(stored("colle@exemple.fr"), "colle OF A_REDEFINIR 0");
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
    int64_t before = number_of(&TEST_COMPTES, NULL);
    assert_int_equal(create(&creation), STATUS_REFUSED);
    assert_non_null(creation.message);
    if (!strstr(creation.message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", creation.message, words);
    }
    assert_int_equal(number_of(&TEST_COMPTES, NULL), before);
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
                                        "<of@exemple.fr> ou un autre",
                                        "of@exemple.fr\r\nBcc: x@exemple.fr",
                                        "\"of\"@exemple.fr",
                                        "of@exemple.c",
                                        ".of@exemple.fr",
                                        "étienne@exemple.fr",
                                        "of\x01@exemple.fr",
                                        "\xFF@exemple.fr"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(of(wrong[i]), "Email");
    }
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
    return test_login(db, arena, email, password, "192.0.2.1", &cookie);
}

static void test_from_invitation_to_login(void **state)
{
    (void)state;
    const char *jeton = invite("Of@exemple.fr");
    struct compte_invite guest = {0};
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_OK);
    assert_string_equal(guest.email, "of@exemple.fr");
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    assert_string_equal(stored("of@exemple.fr"), "Camille Aubry OF actif 0");
}

static void test_invitation_serves_once(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    struct compte_invite guest = {0};
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_NOT_FOUND);
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
    struct compte_invite guest = {0};
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_OK);
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, other, &guest), STATUS_OK);
}

static void test_invitation_expires(void **state)
{
    (void)state;
    const char *jeton = invite("of@exemple.fr");
    struct compte_invite guest = {0};
    run("UPDATE invitation SET expire_a = expire_a - (7 * 24 * 3600 - 60)");
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_OK);
    run("UPDATE invitation SET expire_a = expire_a - 61");
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_NOT_FOUND);
    assert_int_equal(define(jeton, PASSWORD), STATUS_NOT_FOUND);
    assert_string_equal(stored("of@exemple.fr"), "Camille Aubry OF A_REDEFINIR 0");
}

static void test_unknown_invitations(void **state)
{
    (void)state;
    struct compte_invite guest = {0};
    invite("of@exemple.fr");
    static const char *const wrong[] = {"", "inconnu", "%", "' OR 1=1 --"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(compte_invitation(db, arena, wrong[i], &guest), STATUS_NOT_FOUND);
        assert_int_equal(define(wrong[i], PASSWORD), STATUS_NOT_FOUND);
    }
    assert_null(guest.email);
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
    assert_int_equal(test_login(db, arena, "voisin@exemple.fr", PASSWORD, "x", &neighbour),
                     STATUS_OK);
    /* As with a forgotten password: the account works while the link waits. */
    run("UPDATE compte SET etat = 'actif', mot_de_passe = (SELECT mot_de_passe FROM compte"
        " WHERE email = 'voisin@exemple.fr') WHERE email = 'of@exemple.fr'");
    assert_int_equal(test_login(db, arena, "of@exemple.fr", PASSWORD, "x", &mine), STATUS_OK);
    assert_int_equal(define(jeton, "cinq vaches rousses broutent"), STATUS_OK);
    assert_int_equal(login_acteur(db, arena, &config, mine, &acteur, &touch), STATUS_LOGIN);
    assert_int_equal(login_acteur(db, arena, &config, neighbour, &acteur, &touch), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
}

/* ---- the account of a contact */

STATEMENT(TEST_ID, "t", "i", "SELECT id FROM compte WHERE email = $1");
STATEMENT(TEST_INVITATIONS, "", "i", "SELECT count(*) FROM invitation");
STATEMENT(TEST_TENTATIVES, "", "i", "SELECT count(*) FROM tentative");
STATEMENT(TEST_FERME, "i", "ttii",
          "SELECT email, nom, contact_numero, (SELECT count(*) FROM compte_site s"
          " WHERE s.compte_id = c.id) FROM compte c WHERE id = $1 AND etat = 'ferme'"
          " AND mot_de_passe IS NULL AND contact_numero IS NULL");

static const struct config config = {.login_hours = 8, .login_idle_minutes = 30};

/* A contact 3127 with an active account on the site 36364. */
static int64_t camille(void)
{
    run("INSERT INTO contact (numero, site, nom, prenom) VALUES (3127, 36364, 'A', 'B')");
    struct creation creation = of("of@exemple.fr");
    creation.nouveau.contact_numero = 3127;
    assert_int_equal(create(&creation), STATUS_OK);
    assert_int_equal(define(creation.jeton, PASSWORD), STATUS_OK);
    return number_of(&TEST_ID, "of@exemple.fr");
}

static struct compte_fiche of_contact(int64_t numero)
{
    struct compte_fiche fiche = {.id = -1};
    assert_int_equal(compte_de_contact(db, arena, numero, &fiche), STATUS_OK);
    return fiche;
}

static const char *open_login(const char *email)
{
    const char *cookie = NULL;
    assert_int_equal(test_login(db, arena, email, PASSWORD, "192.0.2.1", &cookie), STATUS_OK);
    return cookie;
}

static enum status still_open(const char *cookie)
{
    struct acteur acteur = {0};
    bool touch = false;
    return login_acteur(db, arena, &config, cookie, &acteur, &touch);
}

/* One gesture on an account, in a transaction of its own. */
enum gesture { INVITE, RESET, BLOCK, UNBLOCK, CLOSE };

struct act {
    enum gesture gesture;
    int64_t id;
    const char *jeton;
};

static enum status act_in_transaction(struct db *connection, void *context)
{
    struct act *act = context;
    switch (act->gesture) {
    case INVITE:
        return compte_inviter(connection, arena, act->id, &act->jeton);
    case RESET:
        return compte_reinitialiser(connection, act->id);
    case BLOCK:
    case UNBLOCK:
        return compte_bloquer(connection, act->id, act->gesture == BLOCK);
    case CLOSE:
        return compte_fermer(connection, act->id);
    }
    return STATUS_ERROR;
}

static const char *act(int64_t id, enum gesture gesture)
{
    struct act act = {.gesture = gesture, .id = id};
    assert_int_equal(db_transaction(db, act_in_transaction, &act), STATUS_OK);
    return act.jeton;
}

static void test_account_of_a_contact(void **state)
{
    (void)state;
    int64_t id = camille();
    uint64_t before = db_statements_run(db);
    struct compte_fiche fiche = of_contact(3127);
    assert_int_equal(db_statements_run(db) - before, 2);
    assert_int_equal(fiche.id, id);
    assert_int_equal(fiche.version, 1);
    assert_string_equal(fiche.email, "of@exemple.fr");
    assert_string_equal(fiche.etat, "actif");
    assert_string_equal(fiche.profil, "OF");
    assert_true(fiche.notification);
    assert_int_equal(fiche.derniere_connexion, 0);
    assert_int_equal(fiche.invitation_expire_a, 0);
    assert_int_equal(fiche.site_count, 1);
    assert_int_equal(fiche.sites[0], 36364);
    int64_t now = dates_now();
    open_login("of@exemple.fr");
    assert_in_range(of_contact(3127).derniere_connexion, now, now + 60);
    act(id, INVITE);
    now = dates_now();
    assert_in_range(of_contact(3127).invitation_expire_a, now + 7 * 24 * 3600 - 60,
                    now + 7 * 24 * 3600);
    run("UPDATE invitation SET expire_a = 1");
    assert_int_equal(of_contact(3127).invitation_expire_a, 0);
    assert_int_equal(of_contact(9999).id, 0);
    assert_int_equal(of_contact(0).id, 0);
}

static void test_notification_unticked(void **state)
{
    (void)state;
    run("INSERT INTO contact (numero, site, nom, prenom) VALUES (3127, 36364, 'A', 'B')");
    struct creation creation = of("of@exemple.fr");
    creation.nouveau.contact_numero = 3127;
    creation.nouveau.sans_notification = true;
    assert_int_equal(create(&creation), STATUS_OK);
    assert_false(of_contact(3127).notification);
}

static enum status modify_in_transaction(struct db *connection, void *context)
{
    return compte_modifier(connection, arena, context);
}

static enum status modify(struct compte_fiche fiche)
{
    return db_transaction(db, modify_in_transaction, &fiche);
}

static void test_modify(void **state)
{
    (void)state;
    camille();
    invite("autre@exemple.fr");
    struct compte_fiche fiche = of_contact(3127);
    const int64_t sites[] = {36365};
    fiche.email = " Nouveau@Exemple.fr";
    fiche.profil = "CARIF";
    fiche.notification = false;
    fiche.sites = sites;
    assert_int_equal(modify(fiche), STATUS_OK);
    struct compte_fiche after = of_contact(3127);
    assert_int_equal(after.version, 2);
    assert_string_equal(after.email, "nouveau@exemple.fr");
    assert_string_equal(after.profil, "CARIF");
    assert_false(after.notification);
    assert_int_equal(after.site_count, 1);
    assert_int_equal(after.sites[0], 36365);
    /* The neighbour keeps its own. */
    assert_int_equal(number_of(&TEST_COMPTE_SITES, "autre@exemple.fr"), 1);
    /* The version that was read is over. */
    assert_int_equal(modify(fiche), STATUS_CONFLICT);
    after.site_count = 0;
    assert_int_equal(modify(after), STATUS_OK);
    assert_int_equal(of_contact(3127).site_count, 0);
}

static void test_modify_refusals(void **state)
{
    (void)state;
    camille();
    invite("autre@exemple.fr");
    struct compte_fiche fiche = of_contact(3127);
    fiche.email = "AUTRE@exemple.fr ";
    assert_int_equal(modify(fiche), STATUS_REFUSED);
    fiche.email = "pas une adresse";
    assert_int_equal(modify(fiche), STATUS_REFUSED);
    fiche.email = "";
    assert_int_equal(modify(fiche), STATUS_REFUSED);
    fiche = of_contact(3127);
    assert_string_equal(fiche.email, "of@exemple.fr");
    assert_int_equal(fiche.version, 1);
    fiche.id = 9999;
    assert_int_equal(modify(fiche), STATUS_REFUSED); /* its e-mail is that of another */
    fiche.email = "libre@exemple.fr";
    assert_int_equal(modify(fiche), STATUS_CONFLICT);
}

/* ---- two at once: both find the e-mail free, one has it */

static pthread_barrier_t barrier;

struct rival {
    struct arena *arena;
    struct compte_fiche fiche; /* id 0: creates */
    enum status status;
    bool met;
};

/* PostgreSQL: both snapshots are taken before either writes. SQLite has one writer: its second
 * waits before it begins. */
static void meet(struct db *connection, struct rival *rival)
{
    if (!rival->met && test_db_engine() == DB_POSTGRESQL) {
        struct compte_fiche ignored;
        assert_int_equal(compte_de_contact(connection, rival->arena, 1, &ignored), STATUS_OK);
        rival->met = true;
        pthread_barrier_wait(&barrier);
    }
}

static enum status take_email(struct db *connection, void *context)
{
    struct rival *rival = context;
    const char *jeton = NULL;
    const char *message = NULL;
    meet(connection, rival);
    if (rival->fiche.id) {
        return compte_modifier(connection, rival->arena, &rival->fiche);
    }
    struct compte_nouveau nouveau = of("convoite@exemple.fr").nouveau;
    return compte_creer(connection, rival->arena, &nouveau, &jeton, &message);
}

static void *rival_thread(void *context)
{
    struct rival *rival = context;
    struct db *connection = test_db_connect(DB_WRITE);
    rival->status = db_transaction(connection, take_email, rival);
    db_close(connection);
    return NULL;
}

static void one_wins(struct rival rivals[2])
{
    pthread_t threads[2];
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        rivals[i].arena = arena_create(0);
        assert_int_equal(pthread_create(&threads[i], NULL, rival_thread, &rivals[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        arena_destroy(rivals[i].arena);
    }
    pthread_barrier_destroy(&barrier);
    assert_int_equal((rivals[0].status == STATUS_OK) + (rivals[1].status == STATUS_OK), 1);
    assert_int_equal((rivals[0].status == STATUS_REFUSED) + (rivals[1].status == STATUS_REFUSED),
                     1);
    assert_true(number_of(&TEST_ID, "convoite@exemple.fr") > 0);
}

static void test_two_creations_at_once(void **state)
{
    (void)state;
    one_wins((struct rival[2]){{0}, {0}});
}

static void test_two_changes_at_once(void **state)
{
    (void)state;
    camille();
    invite("autre@exemple.fr");
    struct compte_fiche mine = of_contact(3127);
    struct compte_fiche other = mine;
    other.id = number_of(&TEST_ID, "autre@exemple.fr");
    mine.email = other.email = "convoite@exemple.fr";
    one_wins((struct rival[2]){{.fiche = mine}, {.fiche = other}});
}

/* ---- gestures */

static void test_new_invitation_kills_the_first_link(void **state)
{
    (void)state;
    struct compte_invite guest = {0};
    const char *first = invite("of@exemple.fr");
    const char *other = invite("autre@exemple.fr");
    const char *second = act(number_of(&TEST_ID, "of@exemple.fr"), INVITE);
    assert_int_equal(compte_invitation(db, arena, first, &guest), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_OK);
    assert_string_equal(guest.email, "of@exemple.fr");
    assert_int_equal(compte_invitation(db, arena, other, &guest), STATUS_OK);
    assert_int_equal(define(first, PASSWORD), STATUS_NOT_FOUND);
    assert_int_equal(define(second, PASSWORD), STATUS_OK);
}

static void test_reset(void **state)
{
    (void)state;
    int64_t id = camille();
    struct compte_invite guest = {0};
    const char *cookie = open_login("of@exemple.fr");
    const char *jeton = act(id, INVITE);
    act(id, RESET);
    assert_string_equal(of_contact(3127).etat, "A_REDEFINIR");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_NOT_FOUND);
    assert_int_equal(define(act(id, INVITE), PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
}

static void test_block(void **state)
{
    (void)state;
    int64_t id = camille();
    const char *cookie = open_login("of@exemple.fr");
    act(id, BLOCK);
    act(id, BLOCK);
    assert_string_equal(of_contact(3127).etat, "bloque");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    act(id, UNBLOCK);
    assert_string_equal(of_contact(3127).etat, "actif");
    assert_int_equal(still_open(cookie), STATUS_LOGIN); /* it ended */
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    /* Without a password it is not let in as active; resetting does not let it in at all. */
    act(id, BLOCK);
    act(id, RESET);
    assert_string_equal(of_contact(3127).etat, "bloque");
    act(id, UNBLOCK);
    assert_string_equal(of_contact(3127).etat, "A_REDEFINIR");
    act(id, UNBLOCK); /* of what is not blocked: nothing */
    assert_string_equal(of_contact(3127).etat, "A_REDEFINIR");
}

static void test_close(void **state)
{
    (void)state;
    int64_t id = camille();
    struct compte_invite guest = {0};
    const char *cookie = open_login("of@exemple.fr");
    const char *jeton = act(id, INVITE);
    struct compte_fiche before = of_contact(3127);
    act(id, CLOSE);
    assert_int_equal(of_contact(3127).id, 0);
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_NOT_FOUND);
    struct db_rows rows;
    DB_QUERY(db, &TEST_FERME, &rows, BIND_INT(id));
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 0, arena), arena_printf(arena, "ferme-%d", (int)id));
    assert_string_equal(db_text(&rows, 1, arena), "");
    assert_int_equal(db_int(&rows, 3), 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    /* Nothing brings it back. */
    before.email = "retour@exemple.fr";
    assert_int_equal(modify(before), STATUS_CONFLICT);
    act(id, UNBLOCK);
    act(id, BLOCK);
    act(id, RESET);
    jeton = act(id, INVITE);
    assert_int_equal(define(jeton, PASSWORD), STATUS_NOT_FOUND);
    assert_int_equal(try_login(arena_printf(arena, "ferme-%d", (int)id), PASSWORD), STATUS_REFUSED);
    /* The e-mail serves again, for another account. */
    assert_int_equal(define(invite("of@exemple.fr"), PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_true(number_of(&TEST_ID, "of@exemple.fr") != id);
}

/* A state that no function of today writes together with an open login. */
static void test_closed_account_with_a_login(void **state)
{
    (void)state;
    camille();
    const char *cookie = open_login("of@exemple.fr");
    run("UPDATE compte SET etat = 'ferme'");
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
}

/* ---- forgotten password */

struct oubli {
    const char *email;
    const char *adresse;
    const char *jeton;
};

static enum status forget_in_transaction(struct db *connection, void *context)
{
    struct oubli *oubli = context;
    return compte_oublier(connection, arena, oubli->email, oubli->adresse, &oubli->jeton);
}

static enum status forget_from(const char *email, const char *adresse, const char **jeton_r)
{
    struct oubli oubli = {.email = email, .adresse = adresse};
    enum status status = db_transaction(db, forget_in_transaction, &oubli);
    *jeton_r = oubli.jeton;
    return status;
}

static const char *forget(const char *email)
{
    const char *jeton = NULL;
    assert_int_equal(forget_from(email, "192.0.2.1", &jeton), STATUS_OK);
    return jeton;
}

static void test_forgotten_password(void **state)
{
    (void)state;
    camille();
    struct compte_invite guest = {0};
    const char *first = forget("OF@exemple.fr ");
    const char *second = forget("of@exemple.fr");
    int64_t now = dates_now();
    assert_in_range(of_contact(3127).invitation_expire_a, now + 2 * 3600 - 60, now + 2 * 3600);
    /* The old password works until the link is used; the newest link alone is valid. */
    const char *cookie = open_login("of@exemple.fr");
    assert_int_equal(compte_invitation(db, arena, first, &guest), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_OK);
    assert_int_equal(define(second, "cinq vaches rousses broutent"), STATUS_OK);
    assert_int_equal(still_open(cookie), STATUS_LOGIN);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_REFUSED);
    assert_int_equal(try_login("of@exemple.fr", "cinq vaches rousses broutent"), STATUS_OK);
    assert_int_equal(define(second, PASSWORD), STATUS_NOT_FOUND);
}

static void test_forgotten_by_nobody(void **state)
{
    (void)state;
    int64_t id = camille();
    int64_t before = number_of(&TEST_INVITATIONS, NULL);
    assert_null(forget("personne@exemple.fr"));
    assert_null(forget(""));
    assert_null(forget("' OR 1=1 --"));
    act(id, BLOCK);
    assert_null(forget("of@exemple.fr"));
    act(id, CLOSE);
    assert_null(forget("of@exemple.fr"));
    assert_null(forget(arena_printf(arena, "ferme-%d", (int)id)));
    assert_int_equal(number_of(&TEST_INVITATIONS, NULL), before);
    /* Who never had a password gets a link too. */
    invite("nouveau@exemple.fr");
    assert_int_equal(define(forget("nouveau@exemple.fr"), PASSWORD), STATUS_OK);
}

static void test_forgotten_costs_the_same(void **state)
{
    (void)state;
    camille();
    uint64_t start = db_statements_run(db);
    assert_non_null(forget("of@exemple.fr"));
    uint64_t known = db_statements_run(db) - start;
    assert_null(forget("personne@exemple.fr"));
    assert_int_equal(db_statements_run(db) - start - known, known);
}

static void test_forgotten_is_throttled(void **state)
{
    (void)state;
    camille();
    const char *jeton = NULL;
    static const char *const emails[] = {"of@exemple.fr", "personne@exemple.fr"};
    for (size_t e = 0; e < 2; e++) {
        for (int i = 0; i < 3; i++) {
            forget(emails[e]);
        }
        assert_int_equal(forget_from(emails[e], "192.0.2.1", &jeton), STATUS_TOO_MANY);
        assert_null(jeton);
    }
    /* What a stranger asks for does not use up what the owner may ask; nobody may ask without end.
     */
    for (int i = 0; i < COMPTE_OUBLI_PARTOUT - COMPTE_OUBLI_COMPTE; i++) {
        jeton = NULL;
        assert_int_equal(
            forget_from("of@exemple.fr", arena_printf(arena, "192.0.2.%d", 2 + i), &jeton),
            STATUS_OK);
        assert_non_null(jeton);
    }
    jeton = NULL;
    assert_int_equal(forget_from("of@exemple.fr", "192.0.2.99", &jeton), STATUS_TOO_MANY);
    /* The last link sent still serves, and logging in is not throttled by it. */
    assert_true(of_contact(3127).invitation_expire_a > 0);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    run("UPDATE tentative SET fin_a = fin_a - 3500 WHERE cle LIKE 'o%'");
    assert_int_equal(forget_from("of@exemple.fr", "192.0.2.1", &jeton), STATUS_TOO_MANY);
    run("UPDATE tentative SET fin_a = fin_a - 101 WHERE cle LIKE 'o%'");
    assert_non_null(forget("of@exemple.fr"));
}

static void test_forgotten_from_one_address(void **state)
{
    (void)state;
    camille();
    const char *jeton = NULL;
    for (int i = 0; i < 20; i++) {
        forget(arena_printf(arena, "%d@exemple.fr", i));
    }
    assert_int_equal(forget_from("of@exemple.fr", "192.0.2.1", &jeton), STATUS_TOO_MANY);
    assert_int_equal(forget_from("of@exemple.fr", "192.0.2.2", &jeton), STATUS_OK);
    assert_non_null(jeton);
}

static enum status clean(struct db *connection, void *context)
{
    (void)context;
    return login_nettoyer(connection, &config);
}

/* The window of an hour outlives the cleaning of the quarter of an hour's. */
static void test_cleaning_keeps_the_hour(void **state)
{
    (void)state;
    const char *jeton = NULL;
    for (int i = 0; i < 3; i++) {
        forget("of@exemple.fr");
    }
    run("UPDATE tentative SET fin_a = fin_a - 1800");
    assert_int_equal(db_transaction(db, clean, NULL), STATUS_OK);
    assert_int_equal(forget_from("of@exemple.fr", "192.0.2.1", &jeton), STATUS_TOO_MANY);
    run("UPDATE tentative SET fin_a = fin_a - 1805");
    assert_int_equal(db_transaction(db, clean, NULL), STATUS_OK);
    assert_int_equal(number_of(&TEST_TENTATIVES, NULL), 0);
}

/* An invitation of seven days stays in force when its owner asks for a link of two hours. */
static void test_forgotten_leaves_the_invitation(void **state)
{
    (void)state;
    struct compte_invite guest = {0};
    const char *jeton = invite("nouveau@exemple.fr");
    const char *first = forget("nouveau@exemple.fr");
    const char *second = forget("nouveau@exemple.fr");
    assert_int_equal(compte_invitation(db, arena, first, &guest), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_OK);
    run("UPDATE invitation SET expire_a = expire_a - 6 * 24 * 3600");
    assert_int_equal(compte_invitation(db, arena, second, &guest), STATUS_NOT_FOUND);
    assert_int_equal(compte_invitation(db, arena, jeton, &guest), STATUS_OK);
    assert_int_equal(define(jeton, PASSWORD), STATUS_OK);
}

/* Who reads the mailbox is the owner, whatever others tried. */
static void test_a_link_lifts_the_lockout(void **state)
{
    (void)state;
    camille();
    invite("autre@exemple.fr");
    for (int i = 0; i < LOGIN_THROTTLE_COMPTE; i++) {
        assert_int_equal(try_login("of@exemple.fr", "faux"), STATUS_REFUSED);
        assert_int_equal(try_login("autre@exemple.fr", "faux"), STATUS_REFUSED);
    }
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_TOO_MANY);
    assert_int_equal(define(forget("of@exemple.fr"), PASSWORD), STATUS_OK);
    assert_int_equal(try_login("of@exemple.fr", PASSWORD), STATUS_OK);
    assert_int_equal(try_login("autre@exemple.fr", "faux"), STATUS_TOO_MANY);
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
        EACH(test_create),
        EACH(test_name_by_default),
        EACH(test_officer_needs_no_site),
        EACH(test_double_email),
        EACH(test_malformed_emails),
        EACH(test_sites),
        EACH(test_from_invitation_to_login),
        EACH(test_invitation_serves_once),
        EACH(test_defining_uses_up_all_invitations_of_the_account),
        EACH(test_invitation_expires),
        EACH(test_unknown_invitations),
        EACH(test_invitation_of_a_blocked_account),
        EACH(test_other_logins_end),
        EACH(test_account_of_a_contact),
        EACH(test_notification_unticked),
        EACH(test_modify),
        EACH(test_modify_refusals),
        EACH(test_two_creations_at_once),
        EACH(test_two_changes_at_once),
        EACH(test_new_invitation_kills_the_first_link),
        EACH(test_reset),
        EACH(test_block),
        EACH(test_close),
        EACH(test_closed_account_with_a_login),
        EACH(test_forgotten_password),
        EACH(test_forgotten_by_nobody),
        EACH(test_forgotten_costs_the_same),
        EACH(test_forgotten_is_throttled),
        EACH(test_forgotten_from_one_address),
        EACH(test_forgotten_leaves_the_invitation),
        EACH(test_a_link_lifts_the_lockout),
        EACH(test_cleaning_keeps_the_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
