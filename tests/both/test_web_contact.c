/* Contacts, their accounts, and the forgotten password, as browsers go through them. */
#include "test_db.h"
#include "web/site.h"

#include "compte.h"
#include "demonstration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOUVEAU SITE_RECORD "/contacts/nouveau"
#define OWN_SITE "36364"
#define OWN_CONTACT "/annuaire/contacts/3127" /* of@exemple.fr's own */
#define OUBLIE "/mot-de-passe/oublie"
#define SECRET "quatre chevaux gris dorment"

/* The linker hands each facteur_reveiller() over (CMakeLists.txt). */
void __wrap_facteur_reveiller(void);

static atomic_int reveils;

void __wrap_facteur_reveiller(void)
{
    atomic_fetch_add(&reveils, 1);
}

/* ---- looking into the base */

STATEMENT(TEST_COURRIELS, "t", "i", "SELECT count(*) FROM courriel WHERE destinataire = $1");
STATEMENT(TEST_COURRIEL, "t", "tt",
          "SELECT sujet, texte || ' ' || COALESCE(lien, '') FROM courriel WHERE destinataire = $1 "
          "ORDER BY id DESC LIMIT 1");
STATEMENT(TEST_TOUS_COURRIELS, "", "i", "SELECT count(*) FROM courriel");
STATEMENT(TEST_CONTACTS, "", "i", "SELECT count(*) FROM contact");
STATEMENT(TEST_COMPTE, "i", "tt", "SELECT email, etat FROM compte WHERE contact_numero = $1");
STATEMENT(TEST_CONTACT, "i", "tttttt",
          "SELECT nom, prenom, COALESCE(fonction, ''), COALESCE(telephone, ''),"
          " COALESCE(email, ''), etat FROM contact WHERE numero = $1");
STATEMENT(TEST_SITE_DE, "t", "i",
          "SELECT s.numero FROM site s JOIN etablissement e ON e.id = s.etablissement_id"
          " WHERE e.siret = $1");

static int64_t count(const struct statement *statement, const char *text)
{
    struct db_rows rows;
    struct db_bind bound = BIND_TEXT(text ? text : "");
    int64_t n = -1;
    db_query(site_db, statement, &rows, &bound, text ? 1 : 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* Columns of the first row, joined by "|"; "" without a row. */
static const char *row_of(const struct statement *statement, int64_t numero, int columns)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(site_db, statement, &rows, BIND_INT(numero));
    if (db_next(&rows)) {
        for (int i = 0; i < columns; i++) {
            text = arena_printf(site_arena, "%s%s%s", text, i ? "|" : "",
                                db_text(&rows, i, site_arena));
        }
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

/* Subject and text of the last mail to somebody; fails the test when there is none. */
static void last_mail(const char *email, const char **subject_r, const char **text_r)
{
    struct db_rows rows;
    *text_r = NULL;
    DB_QUERY(site_db, &TEST_COURRIEL, &rows, BIND_TEXT(email));
    if (db_next(&rows)) {
        *subject_r = db_text(&rows, 0, site_arena);
        *text_r = db_text(&rows, 1, site_arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_non_null(*text_r);
    assert_true((*subject_r)[0] != '\0');
}

static const char *mail_to(const char *email)
{
    const char *subject = NULL;
    const char *text = NULL;
    last_mail(email, &subject, &text);
    return text;
}

static const char *last_subject(const char *email)
{
    const char *subject = NULL;
    const char *text = NULL;
    last_mail(email, &subject, &text);
    return subject;
}

/* The path of the link in that mail. */
static const char *link_to(const char *email)
{
    static const char base[] = "/mot-de-passe/";
    const char *at = strstr(mail_to(email), base);
    assert_non_null(at);
    return arena_strndup(site_arena, at, strcspn(at, "\n"));
}

/* ---- gestures of people */

/* A contact "PICARD Pauline" of the OF's site, made through the page; its address. */
static const char *create_contact(struct browser *browser)
{
    struct params form = browser_form(browser, NOUVEAU);
    form_set(&form, "nom", "PICARD");
    form_set(&form, "prenom", "Pauline");
    form_set(&form, "email", "ppicard@exemple.fr");
    struct reply reply = send_form(browser, NOUVEAU, &form);
    assert_code(&reply, 303);
    return page_header(&reply, "Location");
}

static int64_t number_of(const char *address)
{
    return strtoll(strrchr(address, '/') + 1, NULL, 10);
}

static const char *tab(const char *contact, const char *name)
{
    return arena_printf(site_arena, "%s/%s", contact, name);
}

/* Gives the contact the account ppicard@exemple.fr, through the page. */
static void create_account(struct browser *browser, const char *contact)
{
    const char *path = tab(contact, "administration");
    struct params form = browser_form(browser, path);
    struct reply reply = send_form(browser, path, &form);
    assert_code(&reply, 303);
}

static struct reply log_in(struct browser *browser, const char *email, const char *password)
{
    struct params form = browser_form(browser, "/connexion");
    form_set(&form, "email", email);
    form_set(&form, "mot_de_passe", password);
    return send_form(browser, "/connexion", &form);
}

static struct reply define_password(const char *path, const char *password)
{
    struct browser browser = {0};
    struct params form = browser_form(&browser, path);
    form_set(&form, "mot_de_passe", password);
    form_set(&form, "mot_de_passe_confirmation", password);
    return send_form(&browser, path, &form);
}

static struct reply gesture(struct browser *browser, const char *contact, const char *geste,
                            bool confirmed)
{
    struct reply page = browser_get(browser, contact);
    struct params form = {0};
    form_add(&form, "jeton", page_jeton_of(&page, contact));
    form_add(&form, "geste", geste);
    if (confirmed) {
        form_add(&form, "confirmer", "1");
    }
    return send_form(browser, tab(contact, "gestion"), &form);
}

/* ---- « Ajouter un contact d'autosaisie » */

static void test_the_job_of_the_manual(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct params form = browser_form(&of, NOUVEAU);
    assert_string_equal(params_get(&form, "site"), OWN_SITE);
    form_set(&form, "civilite", "F");
    form_set(&form, "nom", "PICARD");
    form_set(&form, "prenom", "Pauline");
    form_set(&form, "fonction", "Chargée d'accueil & référente");
    form_set(&form, "telephone", "0240202131");
    form_set(&form, "email", "ppicard@exemple.fr");
    form_add(&form, "referents", "sofi");
    form_add(&form, "referents", "1");
    struct reply reply = send_form(&of, NOUVEAU, &form);
    struct reply page = follow(&of, &reply);
    const char *contact = page_header(&reply, "Location");
    page_finds(&page, "//h1[normalize-space()='PICARD Pauline']");
    page_shows(&page, "Le contact est dans l'annuaire");
    page_shows(&page, "Sans compte");
    form = page_form(&page, contact);
    assert_string_equal(params_get(&form, "telephone"), "02 40 20 21 31");
    const struct param *referents = NULL;
    assert_int_equal(params_all(&form, "referents", site_arena, &referents), 2);

    const char *administration = tab(contact, "administration");
    page = browser_get(&of, administration);
    page_finds(&page, "//*[@value='A_REDEFINIR']");
    page_shows(&page, SITE_OWN " - " OWN_SITE " - CARIFOREF DES PAYS DE LA LOIRE");
    form = page_form(&page, administration);
    assert_string_equal(params_get(&form, "email_login"), "ppicard@exemple.fr");
    assert_string_equal(params_get(&form, "sites_administrables"), OWN_SITE);
    reply = send_form(&of, administration, &form);
    page = follow(&of, &reply);
    page_shows(&page, "Une invitation valable 7\xC2\xA0jours");
    assert_int_equal(count(&TEST_COURRIELS, "ppicard@exemple.fr"), 1);
    assert_non_null(strstr(mail_to("ppicard@exemple.fr"), "Camille Aubry"));

    const char *link = link_to("ppicard@exemple.fr");
    reply = define_password(link, SECRET);
    assert_code(&reply, 303);
    struct browser pauline = {0};
    reply = log_in(&pauline, "ppicard@exemple.fr", SECRET);
    assert_string_equal(page_header(&reply, "Location"), "/tableau-de-bord");
    page = follow(&pauline, &reply);
    page_shows(&page, "Pauline PICARD");
    page = browser_get(&pauline, "/annuaire/sites/" OWN_SITE);
    assert_code(&page, 200);
    page = browser_get(&of, administration);
    page_finds(&page, "//*[@value='*****']");
    /* The link served once. */
    struct browser visitor = {0};
    page = browser_get(&visitor, link);
    assert_code(&page, 404);
    page_shows(&page, "Ce lien ne sert plus");
}

/* ---- refused */

static void test_a_refused_contact_keeps_what_was_typed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    int64_t before = count(&TEST_CONTACTS, NULL);
    struct params form = browser_form(&of, NOUVEAU);
    form_set(&form, "nom", "");
    form_set(&form, "prenom", "<b>Pauline");
    form_set(&form, "fonction", "\"><script>alert(1)</script>");
    form_set(&form, "telephone", "12");
    form_set(&form, "email", "pas une adresse");
    form_add(&form, "referents", "13");
    form_add(&form, "public", "1");
    struct reply reply = send_form(&of, NOUVEAU, &form);
    assert_code(&reply, 422);
    page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
    page_shows(&reply, "5 erreurs à corriger");
    page_finds(&reply, "//*[@href='#nom']");
    assert_int_equal(page_count(&reply, "//b[starts-with(normalize-space(), 'Pauline')]"), 0);
    assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), 'alert')]"), 0);
    struct params again = page_form(&reply, NOUVEAU);
    assert_string_equal(params_get(&again, "prenom"), "<b>Pauline");
    assert_string_equal(params_get(&again, "fonction"), "\"><script>alert(1)</script>");
    assert_string_equal(params_get(&again, "telephone"), "12");
    assert_string_equal(params_get(&again, "email"), "pas une adresse");
    assert_string_equal(params_get(&again, "referents"), "13");
    assert_string_equal(params_get(&again, "public"), "1");
    assert_int_equal(count(&TEST_CONTACTS, NULL), before);
    form_set(&again, "nom", "D'ARC");
    form_set(&again, "prenom", "Jeanne");
    form_set(&again, "fonction", "");
    form_set(&again, "telephone", "39 36");
    form_set(&again, "email", "");
    reply = send_form(&of, NOUVEAU, &again);
    struct reply page = follow(&of, &reply);
    page_finds(&page, "//h1[normalize-space()=\"D'ARC Jeanne\"]");
}

static void test_the_same_contact_twice(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *first = create_contact(&of);
    int64_t before = count(&TEST_CONTACTS, NULL);
    struct params form = browser_form(&of, NOUVEAU);
    form_set(&form, "nom", "Picard");
    form_set(&form, "prenom", "PAULINE");
    form_set(&form, "fonction", "Autre fonction");
    form_add(&form, "referents", "13");
    struct reply reply = send_form(&of, NOUVEAU, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Ce contact existe peut-être déjà");
    page_finds(
        &reply,
        arena_printf(
            site_arena,
            "//a[@href='%s'][@target='_blank'][starts-with(normalize-space(), 'PICARD, Pauline,')]",
            first));
    page_finds(&reply, "//li[a][contains(normalize-space(), ', même nom')]");
    assert_int_equal(count(&TEST_CONTACTS, NULL), before);
    struct params again = page_form(&reply, NOUVEAU);
    assert_string_equal(params_get(&again, "fonction"), "Autre fonction");
    assert_string_equal(params_get(&again, "referents"), "13");
    const char *yes = arena_printf(site_arena, "contact-%s", strrchr(first, '/') + 1);
    page_finds(&reply, arena_printf(site_arena, "//*[@name='quand_meme'][@value='%s']", yes));

    /* The yes is for that one. */
    form_set(&again, "nom", "AUBRY");
    form_set(&again, "prenom", "Camille");
    form_set(&again, "quand_meme", yes);
    reply = send_form(&of, NOUVEAU, &again);
    assert_code(&reply, 422);
    page_finds(&reply, "//a[starts-with(normalize-space(), 'AUBRY, Camille, ')]");
    again = page_form(&reply, NOUVEAU);
    form_set(&again, "nom", "Picard");
    form_set(&again, "prenom", "PAULINE");
    form_set(&again, "quand_meme", yes);
    reply = send_form(&of, NOUVEAU, &again);
    struct reply page = follow(&of, &reply);
    page_finds(&page, "//h1[normalize-space()='Picard PAULINE']");

    /* Another field of either is saved without a question. */
    const char *second = page_header(&reply, "Location");
    form = page_form(&page, second);
    form_set(&form, "fonction", "Une autre");
    reply = send_form(&of, second, &form);
    assert_code(&reply, 303);
    /* A change that makes a third one is asked about. */
    form = browser_form(&of, second);
    form_set(&form, "nom", "AUBRY");
    form_set(&form, "prenom", "Camille");
    reply = send_form(&of, second, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Enregistrer quand même");
}

static void test_a_refused_account_keeps_what_was_typed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    const char *path = tab(contact, "administration");
    struct params form = browser_form(&of, path);
    form_set(&form, "email_login", "OF@exemple.fr"); /* the OF's own, in capitals */
    form_set(&form, "notification_email", NULL);
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "Email de login\xC2\xA0: déjà utilisé");
    struct params again = page_form(&reply, path);
    assert_string_equal(params_get(&again, "email_login"), "OF@exemple.fr");
    assert_null(params_get(&again, "notification_email"));
    assert_string_equal(params_get(&again, "sites_administrables"), OWN_SITE);
    form_set(&again, "email_login", "ppicard");
    form_set(&again, "sites_administrables", NULL);
    reply = send_form(&of, path, &again);
    assert_code(&reply, 422);
    page_shows(&reply, "2 erreurs à corriger");
    again = page_form(&reply, path);
    assert_string_equal(params_get(&again, "email_login"), "ppicard");
    assert_null(params_get(&again, "sites_administrables"));
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2), "");
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), 0);
}

/* Forged: a site of somebody else, one that does not exist, the profile of an officer. */
static void test_an_of_gives_no_more_than_it_has(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    const char *path = tab(contact, "administration");
    const char *foreign = arena_printf(site_arena, "%d", (int)count(&TEST_SITE_DE, SITE_FOREIGN));
    const char *const sites[] = {foreign, "999999", "0", "-1", "36364; DROP TABLE site", "é"};
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        struct params form = browser_form(&of, path);
        form_add(&form, "sites_administrables", sites[i]);
        struct reply reply = send_form(&of, path, &form);
        assert_code(&reply, 422);
    }
    struct params form = browser_form(&of, path);
    form_set(&form, "profil", "CARIF");
    struct reply reply = send_form(&of, path, &form);
    assert_code(&reply, 303);
    form_set(&form, "profil", "ADMIN");
    form_set(&form, "version", "1");
    reply = send_form(&of, path, &form);
    assert_code(&reply, 303);
    reply = define_password(link_to("ppicard@exemple.fr"), SECRET);
    assert_code(&reply, 303);
    struct browser pauline = {0};
    reply = log_in(&pauline, "ppicard@exemple.fr", SECRET);
    assert_code(&reply, 303);
    reply = browser_get(&pauline, SITE_RECORD);
    assert_code(&reply, 200);
    reply = browser_get(&pauline, "/annuaire/etablissements/" SITE_FOREIGN);
    assert_code(&reply, 404);
    /* The site of a contact likewise. */
    form = browser_form(&of, contact);
    form_set(&form, "site", foreign);
    reply = send_form(&of, contact, &form);
    assert_code(&reply, 422);
}

static void test_only_an_admin_changes_the_profile(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    const char *contact = create_contact(&carif);
    create_account(&carif, contact);
    const char *path = tab(contact, "administration");
    struct params form = browser_form(&carif, path);
    form_set(&form, "profil", "CARIF");
    struct reply reply = send_form(&carif, path, &form);
    struct reply page = follow(&carif, &reply);
    page_shows(&page, "Rien n'avait changé");
    struct browser admin = browser_of("admin@exemple.fr");
    form = browser_form(&admin, path);
    form_set(&form, "profil", "CARIF");
    reply = send_form(&admin, path, &form);
    page = follow(&admin, &reply);
    form = page_form(&page, path);
    assert_string_equal(params_get(&form, "profil"), "CARIF");
    /* From now on it is beyond an OF. */
    struct browser of = browser_of("of@exemple.fr");
    page = browser_get(&of, path);
    page_shows(&page, "Vous ne pouvez pas changer ce compte");
    reply = gesture(&of, contact, "bloquer", false);
    assert_code(&reply, 403);
    reply = gesture(&of, contact, "fermer", true);
    assert_code(&reply, 403);
    reply = gesture(&of, contact, "vider", true);
    assert_code(&reply, 403);
    form = browser_form(&of, contact);
    form_set(&form, "etat", "I");
    reply = send_form(&of, contact, &form);
    assert_code(&reply, 422);
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2),
                        "ppicard@exemple.fr|A_REDEFINIR");
}

/* ---- two people at once */

static void test_conflict_shows_both_versions(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *contact = create_contact(&of);
    struct params mine = browser_form(&of, contact);
    struct params theirs = browser_form(&carif, contact);
    form_set(&theirs, "fonction", "Directrice");
    struct reply reply = send_form(&carif, contact, &theirs);
    assert_code(&reply, 303);
    form_set(&mine, "fonction", "Formatrice");
    reply = send_form(&of, contact, &mine);
    assert_code(&reply, 409);
    page_shows(&reply, "Dominique Leroux");
    page_shows(&reply, "Directrice");
    page_shows(&reply, "Formatrice");
    assert_string_equal(row_of(&TEST_CONTACT, number_of(contact), 6),
                        "PICARD|Pauline|Directrice||ppicard@exemple.fr|A");
    struct params again = page_form(&reply, contact);
    assert_string_equal(params_get(&again, "fonction"), "Formatrice");
    reply = send_form(&of, contact, &again);
    assert_code(&reply, 303);
    assert_string_equal(row_of(&TEST_CONTACT, number_of(contact), 6),
                        "PICARD|Pauline|Formatrice||ppicard@exemple.fr|A");
}

static void test_conflict_on_an_account(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct browser carif = browser_of("carif@exemple.fr");
    const char *contact = create_contact(&of);
    const char *path = tab(contact, "administration");
    struct params mine = browser_form(&of, path);
    struct params theirs = browser_form(&carif, path);
    struct reply reply = send_form(&carif, path, &theirs);
    assert_code(&reply, 303);
    /* Both created it: the second one sees that it exists. */
    form_set(&mine, "email_login", "pauline@exemple.fr");
    reply = send_form(&of, path, &mine);
    assert_code(&reply, 409);
    page_shows(&reply, "pauline@exemple.fr");
    page_shows(&reply, "ppicard@exemple.fr");
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), 1);
    struct params again = page_form(&reply, path);
    assert_string_equal(params_get(&again, "email_login"), "pauline@exemple.fr");
    /* Saved all the same: a new e-mail of login, so a new invitation; the old address is told. */
    const char *old_link = link_to("ppicard@exemple.fr");
    reply = send_form(&of, path, &again);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Une invitation valable 7\xC2\xA0jours");
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2),
                        "pauline@exemple.fr|A_REDEFINIR");
    struct browser visitor = {0};
    page = browser_get(&visitor, old_link);
    assert_code(&page, 404);
    assert_non_null(strstr(mail_to("ppicard@exemple.fr"), "a changé l'adresse de connexion"));
    assert_null(strstr(mail_to("ppicard@exemple.fr"), "/mot-de-passe/"));
    page = browser_get(&visitor, link_to("pauline@exemple.fr"));
    assert_code(&page, 200);
}

/* ---- gestures */

static struct browser pauline_at_work(struct browser *browser, const char *contact)
{
    create_account(browser, contact);
    struct reply reply = define_password(link_to("ppicard@exemple.fr"), SECRET);
    assert_code(&reply, 303);
    struct browser pauline = {0};
    reply = log_in(&pauline, "ppicard@exemple.fr", SECRET);
    assert_code(&reply, 303);
    return pauline;
}

static void test_block_and_unblock(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    struct browser pauline = pauline_at_work(&of, contact);
    struct reply reply = gesture(&of, contact, "bloquer", false);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Compte bloqué");
    page_shows(&page, "Débloquer le compte");
    reply = browser_get(&pauline, "/tableau-de-bord");
    assert_code(&reply, 303); /* to the login page */
    reply = log_in(&pauline, "ppicard@exemple.fr", SECRET);
    assert_code(&reply, 422);
    reply = gesture(&of, contact, "debloquer", false);
    assert_code(&reply, 303);
    struct browser back = {0};
    reply = log_in(&back, "ppicard@exemple.fr", SECRET);
    assert_code(&reply, 303);
}

static void test_reset_is_for_officers(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    pauline_at_work(&of, contact);
    struct reply page = browser_get(&of, tab(contact, "gestion"));
    page_lacks(&page, "Réinitialiser");
    struct reply reply = gesture(&of, contact, "reinitialiser", false);
    assert_code(&reply, 403);
    struct browser carif = browser_of("carif@exemple.fr");
    reply = gesture(&carif, contact, "reinitialiser", false);
    page = follow(&carif, &reply);
    page_shows(&page, "A_REDEFINIR");
    assert_non_null(strstr(mail_to("ppicard@exemple.fr"), "a réinitialisé"));
    struct browser old = {0};
    reply = log_in(&old, "ppicard@exemple.fr", SECRET);
    assert_code(&reply, 422);
    reply = define_password(link_to("ppicard@exemple.fr"), "autres chevaux gris dormants");
    assert_code(&reply, 303);
    reply = log_in(&old, "ppicard@exemple.fr", "autres chevaux gris dormants");
    assert_code(&reply, 303);
}

static void test_a_new_invitation_replaces_the_old(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    create_account(&of, contact);
    const char *old = link_to("ppicard@exemple.fr");
    struct reply reply = gesture(&of, contact, "inviter", false);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Envoyé, valable jusqu'au");
    struct browser visitor = {0};
    page = browser_get(&visitor, old);
    assert_code(&page, 404);
    reply = define_password(link_to("ppicard@exemple.fr"), SECRET);
    assert_code(&reply, 303);
    /* Nobody is invited to an account that works. */
    reply = gesture(&of, contact, "inviter", false);
    assert_code(&reply, 422);
    page_shows(&reply, "Compte déjà actif");
    /* Two invitations, and the word that the password was chosen. */
    assert_int_equal(count(&TEST_COURRIELS, "ppicard@exemple.fr"), 3);
}

static void test_invitations_are_throttled(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    create_account(&of, contact);
    struct reply reply = {0};
    for (int n = 1; n < COMPTE_INVITATION_EMAIL; n++) {
        reply = gesture(&of, contact, "inviter", false);
        assert_code(&reply, 303);
    }
    reply = gesture(&of, contact, "inviter", false);
    assert_code(&reply, 429);
    assert_string_equal(page_header(&reply, "Retry-After"), "3600");
    page_shows(&reply, "5 invitations sont parties vers ppicard@exemple.fr en une heure");
    /* The same said by the form, which keeps what was typed. */
    struct params form = browser_form(&of, tab(OWN_CONTACT, "administration"));
    site_run("UPDATE compte SET email = 'autre@exemple.fr' WHERE email = 'ppicard@exemple.fr'");
    form_set(&form, "email_login", "ppicard@exemple.fr");
    reply = send_form(&of, tab(OWN_CONTACT, "administration"), &form);
    assert_code(&reply, 429);
    page_shows(&reply, "5 invitations sont parties vers ppicard@exemple.fr en une heure");
    page_finds(&reply, "//*[@value='ppicard@exemple.fr']");
    assert_int_equal(count(&TEST_COURRIELS, "ppicard@exemple.fr"), COMPTE_INVITATION_EMAIL);
}

static void test_what_cannot_be_undone_is_confirmed(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    create_account(&of, contact);
    struct reply reply = gesture(&of, contact, "fermer", false);
    assert_code(&reply, 422);
    page_finds(&reply, "//*[@href='#confirmer-fermer']");
    page_finds(&reply, "//title[starts-with(normalize-space(), 'Erreur')]");
    reply = gesture(&of, contact, "vider", false);
    assert_code(&reply, 422);
    page_finds(&reply, "//*[@href='#confirmer-vider']");
    reply = gesture(&of, contact, "danser", true);
    assert_code(&reply, 400);
    reply = gesture(&of, contact, "", true);
    assert_code(&reply, 400);
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2),
                        "ppicard@exemple.fr|A_REDEFINIR");
    reply = gesture(&of, contact, "fermer", true);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "Compte supprimé");
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2), "");
    reply = gesture(&of, contact, "fermer", true); /* twice */
    assert_code(&reply, 404);
    create_account(&of, contact); /* the e-mail is free again */
}

static void test_who_leaves_loses_its_account(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    struct browser pauline = pauline_at_work(&of, contact);
    struct params form = browser_form(&of, contact);
    form_set(&form, "etat", "I");
    struct reply reply = send_form(&of, contact, &form);
    struct reply page = follow(&of, &reply);
    page_shows(&page, "son compte est supprimé");
    page_shows(&page, "Sans compte");
    reply = browser_get(&pauline, "/tableau-de-bord");
    assert_code(&reply, 303);
    page = browser_get(&of, tab(contact, "administration"));
    page_shows(&page, "Ce contact est inactif");
    struct params account = {0};
    form_add(&account, "jeton", params_get(&form, "jeton"));
    form_add(&account, "email_login", "ppicard@exemple.fr");
    form_add(&account, "sites_administrables", OWN_SITE);
    reply = send_form(&of, tab(contact, "administration"), &account);
    assert_code(&reply, 403);
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2), "");
}

static void test_nobody_does_it_to_oneself(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    struct reply page = browser_get(&of, OWN_CONTACT "/gestion");
    page_shows(&page, "votre propre compte");
    page_lacks(&page, "Supprimer le compte");
    page_lacks(&page, "Effacer le contact");
    static const char *const gestures[] = {"bloquer", "fermer", "vider"};
    for (size_t i = 0; i < sizeof gestures / sizeof *gestures; i++) {
        struct reply reply = gesture(&of, OWN_CONTACT, gestures[i], true);
        assert_code(&reply, 403);
    }
    struct params form = browser_form(&of, OWN_CONTACT);
    form_set(&form, "etat", "I");
    form_set(&form, "fonction", "Partante");
    struct reply reply = send_form(&of, OWN_CONTACT, &form);
    assert_code(&reply, 422);
    page_shows(&reply, "votre propre contact");
    page_finds(&reply, "//input[@value='Partante']");
    page = browser_get(&of, "/tableau-de-bord");
    assert_code(&page, 200);
}

static void test_emptied(void **state)
{
    (void)state;
    struct browser of = browser_of("of@exemple.fr");
    const char *contact = create_contact(&of);
    create_account(&of, contact);
    struct reply reply = gesture(&of, contact, "vider", true);
    struct reply page = follow(&of, &reply);
    assert_string_equal(page_header(&reply, "Location"), contact);
    page_finds(&page, "//h1[normalize-space()='Contact effacé']");
    page_lacks(&page, "PICARD");
    page_lacks(&page, "ppicard");
    assert_string_equal(row_of(&TEST_CONTACT, number_of(contact), 6), "Contact effacé|||||I");
    assert_string_equal(row_of(&TEST_COMPTE, number_of(contact), 2), "");
}

/* ---- foreign */

static void test_foreign_contacts_are_not_there(void **state)
{
    (void)state;
    struct browser carif = browser_of("carif@exemple.fr");
    const char *nouveau = "/annuaire/etablissements/" SITE_FOREIGN "/contacts/nouveau";
    struct params form = browser_form(&carif, nouveau);
    form_set(&form, "nom", "MARTIN");
    form_set(&form, "prenom", "Alix");
    struct reply reply = send_form(&carif, nouveau, &form);
    assert_code(&reply, 303);
    const char *contact = page_header(&reply, "Location");
    const char *const paths[] = {contact,
                                 tab(contact, "administration"),
                                 tab(contact, "gestion"),
                                 nouveau,
                                 "/annuaire/contacts/999999",
                                 "/annuaire/contacts/999999/administration",
                                 "/annuaire/contacts/999999/gestion",
                                 "/annuaire/contacts/0",
                                 "/annuaire/contacts/999999999999999999"};
    struct browser of = browser_of("of@exemple.fr");
    struct reply own = browser_get(&of, OWN_CONTACT);
    form_set(&form, "jeton", page_jeton_of(&own, OWN_CONTACT));
    form_set(&form, "geste", "vider");
    form_set(&form, "confirmer", "1");
    form_set(&form, "email_login", "vol@exemple.fr");
    form_set(&form, "sites_administrables", OWN_SITE);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        reply = browser_get(&of, paths[i]);
        assert_code(&reply, 404);
        page_lacks(&reply, "MARTIN");
        reply = send_form(&of, paths[i], &form);
        assert_code(&reply, 404);
    }
    assert_string_equal(row_of(&TEST_CONTACT, number_of(contact), 6), "MARTIN|Alix||||A");
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), 0);
    struct browser visitor = {0};
    reply = browser_get(&visitor, contact);
    assert_code(&reply, 303); /* to the login page */
}

/* Without the right on the principal site nobody adds a contact. */
static void test_a_secondary_site_adds_nobody(void **state)
{
    (void)state;
    site_run("INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
             " SELECT 39001, id, FALSE, 'ANNEXE', 'A' FROM etablissement"
             " WHERE siret = '" SITE_OWN "';"
             "DELETE FROM compte_site WHERE compte_id ="
             " (SELECT id FROM compte WHERE email = 'of@exemple.fr');"
             "INSERT INTO compte_site (compte_id, site_numero)"
             " SELECT id, 39001 FROM compte WHERE email = 'of@exemple.fr';"
             "UPDATE contact SET site = 39001 WHERE numero = 3127;");
    struct browser of = browser_of("of@exemple.fr");
    struct reply reply = browser_get(&of, NOUVEAU);
    assert_code(&reply, 403);
    struct params form = browser_form(&of, OWN_CONTACT);
    form_set(&form, "nom", "INTRUS");
    reply = send_form(&of, NOUVEAU, &form);
    assert_code(&reply, 403);
}

/* ---- forgotten */

static struct reply ask_link(struct browser *browser, const char *email)
{
    struct params form = browser_form(browser, OUBLIE);
    form_set(&form, "email", email);
    form_set(&form, "envoi", NULL); /* the answer names the form that it answers */
    return send_form(browser, OUBLIE, &form);
}

static void test_forgotten_says_the_same_to_all(void **state)
{
    (void)state;
    struct browser visitor = {0};
    struct reply known = ask_link(&visitor, "of@exemple.fr");
    uint64_t work = site_statements();
    struct reply unknown = ask_link(&visitor, "personne@exemple.fr");
    assert_code(&known, 200);
    assert_code(&unknown, 200);
    assert_string_equal(known.body, unknown.body);
    assert_int_equal(site_statements(), work);
    page_shows(&known, "valable 2\xC2\xA0heures");
    site_run("UPDATE compte SET etat = 'bloque' WHERE email = 'carif@exemple.fr';");
    struct reply blocked = ask_link(&visitor, "carif@exemple.fr");
    assert_string_equal(blocked.body, known.body);
    assert_int_equal(site_statements(), work);
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), 1);
    assert_int_equal(count(&TEST_COURRIELS, "of@exemple.fr"), 1);
}

/* Whether there was somebody to write to or not: one cannot be told from the other. */
static void test_the_sender_is_woken_by_a_mail_alone(void **state)
{
    (void)state;
    struct browser visitor = {0};
    atomic_store(&reveils, 0);
    ask_link(&visitor, "of@exemple.fr");
    assert_int_equal(atomic_load(&reveils), 1);
    ask_link(&visitor, "personne@exemple.fr");
    assert_int_equal(atomic_load(&reveils), 2);
    browser_of("carif@exemple.fr");
    struct reply reply = ask_link(&visitor, "no address");
    assert_code(&reply, 422);
    define_password(link_to("of@exemple.fr"), SECRET);
    assert_int_equal(atomic_load(&reveils), 3);
}

static void test_forgotten_link_works_once(void **state)
{
    (void)state;
    struct browser visitor = {0};
    struct reply reply = ask_link(&visitor, " OF@Exemple.fr ");
    assert_code(&reply, 200);
    struct browser still = browser_of("of@exemple.fr"); /* the old password serves until then */
    const char *link = link_to("of@exemple.fr");
    reply = define_password(link, SECRET);
    assert_code(&reply, 303);
    reply = browser_get(&visitor, link);
    assert_code(&reply, 404);
    page_finds(&reply, "//*[@href='" OUBLIE "']");
    reply = browser_get(&still, "/tableau-de-bord");
    assert_code(&reply, 303); /* open logins ended */
    struct browser again = {0};
    reply = log_in(&again, "of@exemple.fr", DEMONSTRATION_MOT_DE_PASSE);
    assert_code(&reply, 422);
    reply = log_in(&again, "of@exemple.fr", SECRET);
    assert_code(&reply, 303);
}

/* Whoever did it, the owner hears of it, and what to do. */
static void test_the_owner_is_told_of_a_new_password(void **state)
{
    (void)state;
    struct browser visitor = {.headers = "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:128.0)"
                                         " Gecko/20100101 Firefox/128.0\r\n"};
    ask_link(&visitor, "of@exemple.fr");
    const char *link = link_to("of@exemple.fr");
    struct params form = browser_form(&visitor, link);
    form_set(&form, "mot_de_passe", "court");
    struct reply reply = send_form(&visitor, link, &form);
    assert_code(&reply, 422);
    assert_int_equal(count(&TEST_COURRIELS, "of@exemple.fr"), 1); /* nothing was changed */
    form_set(&form, "mot_de_passe", SECRET);
    form_set(&form, "mot_de_passe_confirmation", SECRET);
    reply = send_form(&visitor, link, &form);
    assert_code(&reply, 303);
    assert_string_equal(last_subject("of@exemple.fr"), "Votre mot de passe SOFI a été changé");
    const char *text = mail_to("of@exemple.fr");
    assert_non_null(strstr(text, "of@exemple.fr, a été changé le "));
    assert_non_null(strstr(text, "Firefox sous Windows, réseau 127.0.0.1"));
    assert_non_null(strstr(text, "Si ce n'était pas vous"));
    assert_non_null(strstr(text, "/mot-de-passe/oublie"));
    assert_null(strstr(text, SECRET));
    assert_null(strstr(text, strrchr(link, '/')));
    /* The first password too: an invitation may have been read by somebody else. */
    struct browser of = browser_of("carif@exemple.fr");
    const char *contact = create_contact(&of);
    create_account(&of, contact);
    reply = define_password(link_to("ppicard@exemple.fr"), SECRET);
    assert_code(&reply, 303);
    assert_string_equal(last_subject("ppicard@exemple.fr"),
                        "Votre mot de passe SOFI est enregistré");
    assert_non_null(strstr(mail_to("ppicard@exemple.fr"), "a été choisi le "));
}

static void test_forgotten_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",   "   ",           "personne",
                                        "a@", "<script>@x.fr", "of@exemple.fr\r\nBcc: x@y.fr"};
    struct browser visitor = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct reply reply = ask_link(&visitor, wrong[i]);
        assert_code(&reply, 422);
        page_finds(&reply, "//*[@href='#email']");
        assert_int_equal(page_count(&reply, "//script[starts-with(normalize-space(), '@')]"), 0);
    }
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), 0);
}

static void test_forgotten_throttled(void **state)
{
    (void)state;
    struct browser visitor = {0};
    static const char *const emails[] = {"of@exemple.fr", "personne@exemple.fr"};
    for (size_t i = 0; i < 2; i++) {
        struct reply reply = {0};
        for (int n = 0; n < COMPTE_OUBLI_COMPTE; n++) {
            reply = ask_link(&visitor, emails[i]);
            assert_code(&reply, 200);
        }
        reply = ask_link(&visitor, emails[i]);
        assert_code(&reply, 429);
        assert_string_equal(page_header(&reply, "Retry-After"), "3600");
        page_shows(&reply, "dans une heure");
    }
    assert_int_equal(count(&TEST_TOUS_COURRIELS, NULL), COMPTE_OUBLI_COMPTE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, site_setup, site_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_the_job_of_the_manual),
        TEST(test_a_refused_contact_keeps_what_was_typed),
        TEST(test_the_same_contact_twice),
        TEST(test_a_refused_account_keeps_what_was_typed),
        TEST(test_an_of_gives_no_more_than_it_has),
        TEST(test_only_an_admin_changes_the_profile),
        TEST(test_conflict_shows_both_versions),
        TEST(test_conflict_on_an_account),
        TEST(test_block_and_unblock),
        TEST(test_reset_is_for_officers),
        TEST(test_a_new_invitation_replaces_the_old),
        TEST(test_invitations_are_throttled),
        TEST(test_what_cannot_be_undone_is_confirmed),
        TEST(test_who_leaves_loses_its_account),
        TEST(test_nobody_does_it_to_oneself),
        TEST(test_emptied),
        TEST(test_foreign_contacts_are_not_there),
        TEST(test_a_secondary_site_adds_nobody),
        TEST(test_the_sender_is_woken_by_a_mail_alone),
        TEST(test_forgotten_says_the_same_to_all),
        TEST(test_forgotten_link_works_once),
        TEST(test_the_owner_is_told_of_a_new_password),
        TEST(test_forgotten_refused),
        TEST(test_forgotten_throttled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
