/* Contacts: who sees them, who changes them, what a save writes, what leaving takes away. */
#include "compte.h"
#include "contact.h"
#include "dict.h"
#include "schema.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

STATEMENT(TEST_VERSION, "i", "i", "SELECT version FROM contact WHERE numero = $1");
STATEMENT(TEST_CONTACTS, "", "i", "SELECT count(*) FROM contact");
STATEMENT(TEST_ETAT_COMPTE, "i", "t", "SELECT etat FROM compte WHERE id = $1");
STATEMENT(TEST_NOM_COMPTE, "i", "t", "SELECT nom FROM compte WHERE id = $1");
STATEMENT(TEST_JOURNAL_901, "", "tt",
          "SELECT avant, apres FROM journal_champ WHERE journal_id = 901");
STATEMENT(TEST_RESTE, "i", "i",
          "SELECT numero FROM contact WHERE numero = $1 AND civilite IS NULL AND fonction IS NULL"
          " AND telephone IS NULL AND email IS NULL AND prenom = '' AND NOT public"
          " AND NOT EXISTS (SELECT 1 FROM contact_referent r WHERE r.contact_numero = numero)");

/* Camille may be seen by all, Alix has the account 3, whose password is to be chosen anew. */
static int setup(void **state)
{
    monde_setup(state);
    run("UPDATE contact SET email = 'camille@exemple.fr', public = TRUE WHERE numero = 3127;"
        "INSERT INTO contact_referent (contact_numero, rang, code) VALUES"
        " (3127, 1, '5'), (3127, 2, 'sofi');"
        "UPDATE compte SET contact_numero = 3127 WHERE id = 2;"
        "UPDATE compte SET contact_numero = 3128, etat = 'A_REDEFINIR' WHERE id = 3");
    return 0;
}

static struct contact read_contact(const struct acteur *acteur, int64_t numero)
{
    struct contact contact = {0};
    assert_int_equal(contact_lire(db, arena, acteur, numero, &contact), STATUS_OK);
    return contact;
}

static const char *account_state(int64_t id)
{
    return word(&TEST_ETAT_COMPTE, id);
}

static struct journal_page journal(int64_t numero)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "contact", numero, 0, &page), STATUS_OK);
    return page;
}

/* ---- reading */

static void test_read(void **state)
{
    (void)state;
    uint64_t before = db_statements_run(db);
    struct contact contact = read_contact(&camille, 3127);
    assert_int_equal(db_statements_run(db) - before,
                     1); /* her login told that all sites are hers */
    assert_int_equal(contact.numero, 3127);
    assert_int_equal(contact.version, 1);
    assert_int_equal(contact.etablissement_id, 1);
    assert_string_equal(contact.etablissement_siret, "13000511900032");
    assert_string_equal(contact.etablissement_nom, "GIP CARIF OREF");
    assert_string_equal(contact.site_nom, "Siège");
    assert_string_equal(contact.civilite, "");
    assert_string_equal(contact.nom, "AUBRY");
    assert_string_equal(contact.prenom, "Camille");
    assert_string_equal(contact.fonction, "");
    assert_string_equal(contact.telephone, "");
    assert_string_equal(contact.email, "camille@exemple.fr");
    assert_int_equal(contact.site, 36364);
    assert_int_equal(contact.referents.n, 2);
    assert_string_equal(contact.referents.items[0], "5");
    assert_string_equal(contact.referents.items[1], "sofi");
    assert_true(contact.public);
    assert_string_equal(contact.etat, "A");
}

static void test_read_rights(void **state)
{
    (void)state;
    static const struct {
        const struct acteur *acteur;
        int64_t numero;
        enum status status;
    } cases[] = {
        {&officier, 3127, STATUS_OK},       {&officier, 3129, STATUS_OK},
        {&camille, 3127, STATUS_OK},        {&camille, 3128, STATUS_OK},
        {&camille, 3129, STATUS_NOT_FOUND}, {&annexe, 3127, STATUS_NOT_FOUND},
        {&annexe, 3128, STATUS_OK},         {&etranger, 3128, STATUS_NOT_FOUND},
        {&etranger, 3129, STATUS_OK},       {&officier, 9999, STATUS_NOT_FOUND},
        {&camille, 0, STATUS_NOT_FOUND},    {&camille, -1, STATUS_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct contact contact = {0};
        assert_int_equal(contact_lire(db, arena, cases[i].acteur, cases[i].numero, &contact),
                         cases[i].status);
        assert_true((contact.numero != 0) == (cases[i].status == STATUS_OK));
    }
}

/* "numero nom site [referents] email etat|" */
static const char *listed(const struct acteur *acteur, int64_t etablissement)
{
    struct contact_liste liste = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(contact_lister(db, arena, acteur, etablissement, &liste), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    const char *text = "";
    for (size_t i = 0; i < liste.n; i++) {
        const struct contact_ligne *l = &liste.items[i];
        text = arena_printf(arena, "%s%d %s %s [%s] %s %s%s|", text, (int)l->numero, l->nom,
                            l->site_nom, l->referents, l->email_login, l->compte_etat,
                            l->parti ? " parti" : "");
    }
    return text;
}

static void test_list(void **state)
{
    (void)state;
    run("INSERT INTO contact (numero, site, nom, prenom, etat) VALUES"
        " (3130, 36364, 'ABEL', 'Zoé', 'I'), (3131, 36364, 'Evrard', 'Alice', 'A'),"
        " (3132, 36365, 'ZOLA', 'Ève', 'A'), (3133, 36364, 'aubry', 'Camille', 'A');"
        "INSERT INTO contact_referent (contact_numero, rang, code) VALUES"
        " (3130, 1, '12'), (3132, 1, '0'), (3132, 2, 'inconnu')");
    const char *aubry = "3127 AUBRY Siège [Direction, Référent SOFI] of@exemple.fr actif|";
    const char *evrard = "3128 Évrard Annexe [] annexe@exemple.fr A_REDEFINIR|";
    const char *zola = "3132 ZOLA Annexe [Autre, inconnu]  |";
    assert_string_equal(listed(&camille, 1),
                        arena_printf(arena,
                                     "%s3133 aubry Siège []  |3131 Evrard Siège []  |%s%s"
                                     "3130 ABEL Siège [Référent FOAD]   parti|",
                                     aubry, evrard, zola));
    assert_string_equal(listed(&officier, 1), listed(&camille, 1));
    assert_string_equal(listed(&annexe, 1), arena_printf(arena, "%s%s", evrard, zola));
    assert_string_equal(listed(&etranger, 1), "");
    assert_string_equal(listed(&camille, 2), "");
    assert_string_equal(listed(&officier, 999), "");
}

static void test_long_list(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++) {
        run(arena_printf(arena,
                         "INSERT INTO contact (numero, site, nom, prenom) VALUES (%d, 36400,"
                         " 'Nom %03d', 'P');"
                         "INSERT INTO contact_referent (contact_numero, rang, code)"
                         " VALUES (%d, 1, '4'), (%d, 2, '1')",
                         10000 + i, 299 - i, 10000 + i, 10000 + i));
    }
    struct contact_liste liste = {0};
    assert_int_equal(contact_lister(db, arena, &etranger, 2, &liste), STATUS_OK);
    assert_int_equal(liste.n, 301);
    assert_string_equal(liste.items[0].nom, "Nom 000");
    assert_string_equal(liste.items[299].nom, "Nom 299");
    assert_string_equal(liste.items[299].referents, "Accueil, Référent handicap");
    assert_string_equal(liste.items[300].nom, "ROY");
}

static void test_title(void **state)
{
    (void)state;
    assert_string_equal(
        contact_intitule(arena, "AUBRY", "Camille", "CARIFOREF DES PAYS DE LA LOIRE", 3127),
        "AUBRY, Camille, CARIFOREF DES PAYS DE LA LOIRE, 3127");
    assert_string_equal(contact_intitule(arena, "Le Goff", "Zoé", "Siège", 8),
                        "LE GOFF, Zoé, Siège, 8");
    assert_string_equal(contact_intitule(arena, "Contact effacé", "", "Siège", 7),
                        "CONTACT EFFACÉ, Siège, 7");
}

/* The codes and words of LHEO, behind our own. */
static void test_referents_are_those_of_lheo(void **state)
{
    (void)state;
    size_t n = 0;
    assert_string_equal(contact_referents[0].code, "sofi");
    for (; dict_type_contact[n].code; n++) {
        assert_string_equal(choice_label(contact_referents, dict_type_contact[n].code),
                            dict_type_contact[n].label);
        assert_non_null(contact_referents[n + 1].code);
    }
    assert_string_equal(contact_referents[n].code, "0");
    assert_null(contact_referents[n + 1].code);
}

/* ---- saving: a form read, verified and saved, as a page does it */

struct save {
    const struct acteur *acteur;
    struct contact ancien;
    struct contact nouveau;
    struct form form;
    bool change;
};

static enum status verify(struct save *save, const char *body, bool creating)
{
    struct params params = {0};
    struct site_liste sites = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    assert_int_equal(site_lister(db, arena, save->acteur, save->ancien.etablissement_id, &sites),
                     STATUS_OK);
    save->nouveau = save->ancien;
    form_read(&save->form, arena, &contact_fields, &params, &save->nouveau,
              acteur_est_officier(save->acteur), creating, true);
    return contact_verifier(&save->form, &sites, &save->nouveau);
}

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *save = context;
    return contact_enregistrer(connection, save->form.arena, save->acteur, &save->ancien,
                               &save->nouveau, &save->change);
}

static struct save begin(const struct acteur *acteur, int64_t numero)
{
    return (struct save){
        .acteur = acteur, .ancien = read_contact(acteur, numero), .form = {.arena = arena}};
}

static enum status write_save(struct save *save)
{
    return db_transaction(db, save_in_transaction, save);
}

/* Fields absent from `body` keep their values. */
static enum status save(const struct acteur *acteur, int64_t numero, const char *body,
                        struct save *save_r)
{
    *save_r = begin(acteur, numero);
    enum status status = verify(save_r, body, false);
    return status == STATUS_OK ? write_save(save_r) : status;
}

static void nothing_written(int64_t numero)
{
    assert_int_equal(number(&TEST_VERSION, numero), 1);
    assert_int_equal(journal(numero).lignes.n, 0);
}

static void refused(const struct acteur *acteur, const char *body, const char *field,
                    const char *words)
{
    struct save s;
    assert_int_equal(save(acteur, 3127, body, &s), STATUS_REFUSED);
    const char *message = form_field_named(&s.form, field)->message;
    if (!message || !strstr(message, words)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", body, message ? message : "right", words);
    }
    nothing_written(3127);
}

static void test_save_everything(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3127,
                          "civilite=F&nom=Le+Goff&prenom=Anne+&fonction=Direction"
                          "&telephone=%2B33240202131&email=A.LeGoff%40exemple.fr&site=36365"
                          "&referents=0&referents=1&referents=0&referents=&public=&etat=A",
                          &s),
                     STATUS_OK);
    assert_true(s.change);
    assert_string_equal(s.nouveau.site_nom, "Annexe");
    struct contact after = read_contact(&camille, 3127);
    assert_int_equal(after.version, 2);
    assert_string_equal(after.civilite, "F");
    assert_string_equal(after.nom, "Le Goff");
    assert_string_equal(after.prenom, "Anne");
    assert_string_equal(after.fonction, "Direction");
    assert_string_equal(after.telephone, "02 40 20 21 31");
    assert_string_equal(after.email, "A.LeGoff@exemple.fr");
    assert_int_equal(after.site, 36365);
    assert_int_equal(after.referents.n, 2);
    assert_string_equal(after.referents.items[0], "0");
    assert_string_equal(after.referents.items[1], "1");
    assert_false(after.public);
    assert_string_equal(monde_differences("contact", 3127),
                        "Civilité:  → Madame\n"
                        "Nom: AUBRY → Le Goff\n"
                        "Prénom: Camille → Anne\n"
                        "Fonction:  → Direction\n"
                        "Téléphone:  → 02 40 20 21 31\n"
                        "Email: camille@exemple.fr → A.LeGoff@exemple.fr\n"
                        "Site: 36364 → 36365\n"
                        "Référents: Direction, Référent SOFI → Autre, Référent handicap\n"
                        "Public: Oui → Non\n");
    assert_string_equal(journal(3127).lignes.items[0].au_nom_de, "");
    assert_string_equal(account_state(2), "actif");
}

/* The header of the person's pages says it from then on. */
static void test_the_account_bears_the_name_of_its_contact(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3127, "fonction=Direction", &s), STATUS_OK);
    assert_string_equal(word(&TEST_NOM_COMPTE, 2), "Camille");
    assert_int_equal(save(&camille, 3127, "nom=Le+Goff", &s), STATUS_OK);
    assert_string_equal(word(&TEST_NOM_COMPTE, 2), "Camille Le Goff");
    assert_int_equal(save(&camille, 3127, "prenom=Anne", &s), STATUS_OK);
    assert_string_equal(word(&TEST_NOM_COMPTE, 2), "Anne Le Goff");
    assert_string_equal(word(&TEST_NOM_COMPTE, 3), "Alix");
    /* Renamed while leaving: a closed account bears none. */
    assert_int_equal(save(&camille, 3128, "nom=Autre&etat=I", &s), STATUS_OK);
    assert_string_equal(word(&TEST_NOM_COMPTE, 3), "");
}

static void test_referents_alone_are_a_change(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, 3127, "referents=", &s), STATUS_OK);
    assert_true(s.change);
    struct contact after = read_contact(&officier, 3127);
    assert_int_equal(after.version, 2);
    assert_int_equal(after.referents.n, 0);
    assert_string_equal(monde_differences("contact", 3127),
                        "Référents: Direction, Référent SOFI → \n");
    assert_string_equal(journal(3127).lignes.items[0].au_nom_de, "GIP CARIF OREF");
    assert_string_equal(journal(3127).lignes.items[0].auteur, "Dominique (carif@exemple.fr)");
}

static void test_nothing_changed_writes_nothing(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(
        save(&camille, 3127, "nom=AUBRY+&referents=5&referents=sofi&id=9&version=9", &s),
        STATUS_OK);
    assert_false(s.change);
    nothing_written(3127);
}

static void test_refusals(void **state)
{
    (void)state;
    char long_name[60];
    memset(long_name, 'a', 51);
    long_name[51] = '\0';
    refused(&camille, "nom=", "nom", "obligatoire");
    refused(&camille, "prenom=+", "prenom", "obligatoire");
    refused(&camille, arena_printf(arena, "nom=%s", long_name), "nom", "50 au maximum");
    refused(&camille, "civilite=X", "civilite", "choix inconnu");
    refused(&camille, "telephone=12", "telephone", "Téléphone");
    refused(&camille, "email=pas+une+adresse", "email", "mal formée");
    refused(&camille, "email=A+<a@b.fr>,+C+<c@d.fr>", "email", "");
    refused(&camille, "referents=5&referents=99", "referents", "valeur 2, choix inconnu");
    refused(&camille, "etat=X", "etat", "choix inconnu");
    refused(&camille, "etat=", "etat", "obligatoire");
    refused(&camille, "fonction=%3Cb%3E", "fonction", "HTML");
    refused(&camille, "site=", "site", "obligatoire");
    refused(&camille, "site=abc", "site", "illisible");
    /* A site of another establishment, of nobody. */
    refused(&camille, "site=36400", "site", "site inconnu");
    refused(&officier, "site=36400", "site", "site inconnu");
    refused(&camille, "site=99999", "site", "site inconnu");
}

static void test_public_wants_a_way_to_reach(void **state)
{
    (void)state;
    struct save s;
    refused(&camille, "email=", "public", "ni téléphone ni email");
    assert_int_equal(save(&camille, 3127, "email=&telephone=39+36", &s), STATUS_OK);
    assert_int_equal(save(&camille, 3127, "email=&telephone=&public=", &s), STATUS_OK);
    /* What is wrong with the telephone itself is said there alone. */
    s = begin(&camille, 3127);
    assert_int_equal(verify(&s, "public=1&telephone=12", false), STATUS_REFUSED);
    assert_null(form_field_named(&s.form, "public")->message);
}

/* A site that the person does not administer, past the checks of the form. */
static void test_save_rights(void **state)
{
    (void)state;
    struct save s = begin(&camille, 3127);
    assert_int_equal(verify(&s, "nom=Vol", false), STATUS_OK);
    s.acteur = &annexe;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    s.acteur = &etranger;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    nothing_written(3127);
    s = begin(&annexe, 3128);
    s.nouveau = s.ancien;
    s.nouveau.site = 36364;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    nothing_written(3128);
    assert_int_equal(save(&annexe, 3128, "fonction=Accueil", &s), STATUS_OK);
}

static void test_second_of_two_people_gets_a_conflict(void **state)
{
    (void)state;
    struct save first = begin(&camille, 3127);
    struct save second = begin(&officier, 3127);
    assert_int_equal(verify(&first, "fonction=Une", false), STATUS_OK);
    assert_int_equal(verify(&second, "fonction=Autre&referents=4", false), STATUS_OK);
    assert_int_equal(write_save(&first), STATUS_OK);
    assert_int_equal(write_save(&second), STATUS_CONFLICT);
    assert_string_equal(read_contact(&camille, 3127).fonction, "Une");
    assert_int_equal(read_contact(&camille, 3127).referents.n, 2);
    assert_int_equal(journal(3127).lignes.n, 1);
}

static pthread_barrier_t barrier;

static void *save_at_once(void *context)
{
    struct save *s = context;
    struct db *connection = test_db_connect(DB_WRITE);
    pthread_barrier_wait(&barrier);
    enum status status = db_transaction(connection, save_in_transaction, s);
    db_close(connection);
    return (void *)(uintptr_t)status;
}

static void test_two_saves_at_once(void **state)
{
    (void)state;
    struct save saves[2] = {begin(&camille, 3127), begin(&officier, 3127)};
    pthread_t threads[2];
    int good = 0;
    int conflicts = 0;
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(verify(&saves[i], i ? "nom=Deux" : "nom=Un", false), STATUS_OK);
    }
    for (int i = 0; i < 2; i++) {
        saves[i].form.arena = arena_create(0);
        assert_int_equal(pthread_create(&threads[i], NULL, save_at_once, &saves[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        void *status = NULL;
        pthread_join(threads[i], &status);
        arena_destroy(saves[i].form.arena);
        good += (uintptr_t)status == STATUS_OK;
        conflicts += (uintptr_t)status == STATUS_CONFLICT;
    }
    pthread_barrier_destroy(&barrier);
    assert_int_equal(good, 1);
    assert_int_equal(conflicts, 1);
    assert_int_equal(number(&TEST_VERSION, 3127), 2);
    assert_int_equal(journal(3127).lignes.n, 1);
}

/* ---- creation */

static enum status create_in_transaction(struct db *connection, void *context)
{
    struct save *creation = context;
    return contact_creer(connection, arena, creation->acteur, &creation->nouveau);
}

static enum status create(const struct acteur *acteur, const char *body, struct save *creation)
{
    *creation = (struct save){.acteur = acteur, .ancien = contact_vide(&gip, 36365)};
    enum status status = verify(creation, body, true);
    return status == STATUS_OK ? db_transaction(db, create_in_transaction, creation) : status;
}

static void test_create(void **state)
{
    (void)state;
    struct save creation;
    assert_int_equal(
        create(&camille, "nom=NOUVEL&prenom=Sacha&telephone=0240202131&referents=4", &creation),
        STATUS_OK);
    struct contact made = read_contact(&annexe, creation.nouveau.numero);
    assert_int_equal(made.version, 1);
    assert_int_equal(creation.nouveau.version, 1);
    assert_int_equal(made.site, 36365);
    assert_string_equal(made.nom, "NOUVEL");
    assert_string_equal(made.telephone, "02 40 20 21 31");
    assert_string_equal(made.etat, "A");
    assert_false(made.public);
    assert_int_equal(made.referents.n, 1);
    struct journal_page page = journal(made.numero);
    assert_int_equal(page.lignes.n, 1);
    assert_true(page.lignes.items[0].creation);
    assert_non_null(strstr(monde_differences("contact", made.numero), "Nom:  → NOUVEL\n"));
    assert_non_null(strstr(monde_differences("contact", made.numero), "Référents:  → Accueil\n"));
}

/* ---- the same person twice */

/* The twin of what a form would create, or make of contact `numero`: "3127 même nom"; "": none. */
static const char *twin(const struct acteur *acteur, int64_t numero, const char *body)
{
    struct save save = numero
                           ? begin(acteur, numero)
                           : (struct save){.acteur = acteur, .ancien = contact_vide(&gip, 36365)};
    struct jumeaux found = {0};
    assert_int_equal(verify(&save, body, numero == 0), STATUS_OK);
    assert_int_equal(
        contact_jumeaux(db, arena, acteur, numero ? &save.ancien : NULL, &save.nouveau, &found),
        STATUS_OK);
    if (found.n == 0) {
        return "";
    }
    assert_int_equal(found.n, 1);
    assert_string_equal(found.items[0].cle,
                        arena_printf(arena, "contact-%d", (int)found.items[0].numero));
    return arena_printf(arena, "%d %s", (int)found.items[0].numero, found.items[0].raison);
}

static void test_the_same_person_twice(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *twin;
    } cases[] = {
        {"nom=aubry&prenom=CAMILLE", "3127 même nom"},
        {"nom=Evrard&prenom=Alix", "3128 même nom"},
        {"nom=AUBRY&prenom=Claude", ""},
        {"nom=ROY&prenom=Lou", ""}, /* of another establishment */
        {"nom=A&prenom=B&email=Camille@exemple.fr&referents=5", "3127 même email et même rôle"},
        {"nom=A&prenom=B&email=camille@exemple.fr&referents=4", ""},
        {"nom=A&prenom=B&email=camille@exemple.fr&referents=5&fonction=Directrice", ""},
        {"nom=A&prenom=B&email=camille@exemple.fr", ""},
        {"nom=A&prenom=B", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(twin(&camille, 0, cases[i].body), cases[i].twin);
    }
    run("UPDATE contact SET telephone = '02 40 20 21 31', fonction = 'Formatrice'"
        " WHERE numero = 3128");
    const char *standard = "nom=A&prenom=B&telephone=0240202131&fonction=formatrice";
    assert_string_equal(twin(&camille, 0, standard), "3128 même téléphone et même rôle");
    /* One who has left is known by the name alone. */
    run("UPDATE contact SET etat = 'I' WHERE numero = 3128");
    assert_string_equal(twin(&camille, 0, standard), "");
    assert_string_equal(twin(&camille, 0, "nom=Evrard&prenom=Alix"), "3128 même nom, inactif");
    /* Nothing is told of whom one may not see. */
    assert_string_equal(twin(&annexe, 0, "nom=AUBRY&prenom=Camille"), "");
}

static void test_a_change_that_makes_the_same_person(void **state)
{
    (void)state;
    assert_string_equal(twin(&camille, 3128, "nom=AUBRY&prenom=Camille"), "3127 même nom");
    assert_string_equal(twin(&camille, 3128, "nom=AUBRY&prenom=Camille&etat=I"), "");
    /* They are so already, and another field changes. */
    run("UPDATE contact SET nom = 'AUBRY', prenom = 'Camille' WHERE numero = 3128");
    assert_string_equal(twin(&camille, 3128, "civilite=F"), "");
    assert_string_equal(twin(&camille, 3127, "nom=Aubry"), "");
}

static void test_create_wants_the_principal_site(void **state)
{
    (void)state;
    struct save creation;
    int64_t before = number(&TEST_CONTACTS, 0);
    assert_int_equal(create(&annexe, "nom=N&prenom=P", &creation), STATUS_FORBIDDEN);
    /* Of another establishment the sites are not even offered. */
    assert_int_equal(create(&etranger, "nom=N&prenom=P", &creation), STATUS_REFUSED);
    assert_int_equal(db_transaction(db, create_in_transaction, &creation), STATUS_FORBIDDEN);
    assert_int_equal(create(&camille, "nom=&prenom=P", &creation), STATUS_REFUSED);
    /* The right on the principal site gives none on a site that one does not administer. */
    run("DELETE FROM compte_site WHERE compte_id = 2 AND site_numero = 36365");
    assert_int_equal(create(&camille, "nom=N&prenom=P", &creation), STATUS_REFUSED);
    assert_int_equal(create(&camille, "nom=N&prenom=P&site=36364", &creation), STATUS_OK);
    creation.nouveau.site = 36365;
    assert_int_equal(db_transaction(db, create_in_transaction, &creation), STATUS_NOT_FOUND);
    assert_int_equal(number(&TEST_CONTACTS, 0), before + 1);
}

/* ---- leaving */

static void test_leaving_closes_the_account(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3128, "etat=I", &s), STATUS_OK);
    assert_string_equal(account_state(3), "ferme");
    assert_string_equal(monde_differences("contact", 3128),
                        "Actif / Inactif: Actif → Inactif\n"
                        "Email de login: annexe@exemple.fr → \n");
    /* Back again, the account is not. */
    assert_int_equal(save(&camille, 3128, "etat=A", &s), STATUS_OK);
    assert_string_equal(account_state(3), "ferme");
    assert_string_equal(monde_differences("contact", 3128), "Actif / Inactif: Inactif → Actif\n");
    /* Without an account nothing is said of one. */
    assert_int_equal(save(&camille, 3128, "etat=I", &s), STATUS_OK);
    assert_string_equal(monde_differences("contact", 3128), "Actif / Inactif: Actif → Inactif\n");
}

static void test_nobody_leaves_by_oneself(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, 3127, "etat=I", &s), STATUS_FORBIDDEN);
    nothing_written(3127);
    assert_string_equal(account_state(2), "actif");
    assert_int_equal(save(&officier, 3127, "etat=I", &s), STATUS_OK);
    assert_string_equal(account_state(2), "ferme");
}

/* An account that reaches further than the person's own rights is not closed by this way round. */
static void test_leaving_of_a_stronger_account(void **state)
{
    (void)state;
    struct save s;
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (3, 36400)");
    assert_int_equal(save(&camille, 3128, "etat=I", &s), STATUS_FORBIDDEN);
    run("DELETE FROM compte_site WHERE compte_id = 3 AND site_numero = 36400;"
        "UPDATE compte SET profil = 'ADMIN' WHERE id = 3");
    assert_int_equal(save(&camille, 3128, "etat=I", &s), STATUS_FORBIDDEN);
    assert_int_equal(save(&officier, 3128, "etat=I", &s), STATUS_FORBIDDEN);
    nothing_written(3128);
    assert_string_equal(account_state(3), "A_REDEFINIR");
    assert_int_equal(save(&admin, 3128, "etat=I", &s), STATUS_OK);
    assert_string_equal(account_state(3), "ferme");
}

/* ---- emptying */

static enum status empty_in_transaction(struct db *connection, void *context)
{
    const struct save *s = context;
    return contact_vider(connection, arena, s->acteur, &s->ancien);
}

static enum status empty(struct save s)
{
    return db_transaction(db, empty_in_transaction, &s);
}

static void test_empty(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, 3127, "civilite=F&fonction=F&telephone=3936", &s), STATUS_OK);
    assert_int_equal(empty(begin(&officier, 3127)), STATUS_OK);
    struct contact after = read_contact(&officier, 3127);
    assert_int_equal(after.version, 3);
    assert_string_equal(after.nom, "Contact effacé");
    assert_string_equal(after.etat, "I");
    assert_int_equal(after.site, 36364);
    assert_int_equal(number(&TEST_RESTE, 3127), 3127);
    assert_string_equal(account_state(2), "ferme");
    /* The journal goes on and does not repeat what went. */
    assert_int_equal(journal(3127).lignes.n, 2);
    assert_string_equal(monde_differences("contact", 3127), "Contact:  → Contact effacé\n");
    assert_string_equal(journal(3127).lignes.items[0].au_nom_de, "GIP CARIF OREF");
}

/* Memory grows with the contacts, not with their square. */
static void test_memory_of_many(void **state)
{
    (void)state;
    struct contact_liste list;
    const struct contact model = read_contact(&officier, 3127);
    for (int from = 100000; from < 102000; from += 500) {
        const char *people = "", *roles = "";
        for (int i = from; i < from + 500; i++) {
            people = arena_printf(arena, "%s%s(%d, 36364, 'NOM', 'Prénom')", people,
                                  i > from ? "," : "", i);
            roles = arena_printf(arena, "%s%s(%d, 1, '1'), (%d, 2, '3')", roles,
                                 i > from ? "," : "", i, i);
        }
        run(arena_printf(arena, "INSERT INTO contact (numero, site, nom, prenom) VALUES %s",
                         people));
        run(arena_printf(
            arena, "INSERT INTO contact_referent (contact_numero, rang, code) VALUES %s", roles));
        arena_reset(arena);
    }
    assert_int_equal(contact_lister(db, arena, &officier, model.etablissement_id, &list),
                     STATUS_OK);
    assert_true(list.n >= 2000);
    assert_true(arena_used(arena) < 4 << 20);
    /* One more like them: all are read whole, to be compared. */
    arena_reset(arena);
    struct jumeaux twins;
    struct contact same = read_contact(&officier, 3127);
    assert_int_equal(contact_jumeaux(db, arena, &officier, NULL, &same, &twins), STATUS_OK);
    assert_true(arena_used(arena) < 4 << 20);
}

/* Every text of the base is looked through: journals, lists of the offer, outbox, accounts. */
static void nowhere(const char *word)
{
    struct schema schema;
    assert_int_equal(schema_read(db, arena, &schema), STATUS_OK);
    for (size_t i = 0; i < schema.n; i++) {
        for (size_t j = 0; j < schema.tables[i].n; j++) {
            int64_t n = 0;
            const char *table = schema.tables[i].name;
            const char *column = schema.tables[i].columns[j].name;
            assert_int_equal(schema_number(db,
                                           arena_printf(arena,
                                                        "SELECT count(*) FROM \"%s\" WHERE"
                                                        " CAST(\"%s\" AS TEXT) LIKE '%%%s%%'",
                                                        table, column, word),
                                           &n),
                             STATUS_OK);
            if (n > 0) {
                fail_msg("« %s » is still in %s.%s", word, table, column);
            }
        }
    }
}

static void test_emptied_everywhere(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, 3128,
                          "nom=ZOUAVE&prenom=Quetzal&fonction=Vigie&telephone=0240123456"
                          "&email=quetzal@exemple.fr&civilite=F",
                          &s),
                     STATUS_OK);
    assert_int_equal(save(&officier, 3128, "nom=YODLER&email=", &s), STATUS_OK);
    run("UPDATE compte SET email = 'quetzal.login@exemple.fr' WHERE id = 3;"
        "INSERT INTO courriel (destinataire, sujet, texte, lien, alea, prochain_a, cree_a) VALUES"
        " ('quetzal.login@exemple.fr', 'Quetzal', 'Quetzal', 'Quetzal', 'x', 1, 1),"
        " ('autre@exemple.fr', 'Bonjour', 'Bonjour', '', 'y', 1, 1);"
        "INSERT INTO formation (numero, etablissement_id, creee_a)"
        " SELECT 77, min(etablissement_id), 0 FROM site WHERE numero = 36364;"
        "INSERT INTO journal (id, instant, auteur, fiche, fiche_id, geste) VALUES"
        " (900, 1, 'Dominique', 'contact', 3128, 'modification'),"
        " (901, 1, 'Dominique', 'formation', 77, 'modification');"
        "INSERT INTO journal_champ (journal_id, rang, champ, libelle, avant, apres) VALUES"
        " (900, 1, 'email_login', 'Email de login', '', 'quetzal.login@exemple.fr'),"
        " (901, 1, 'contacts', 'Contacts', '3127 - Camille AUBRY',"
        "  '3128 - Quetzal ZOUAVE, 3127 - Camille, AUBRY, 13128 - Lou NOIR')");
    assert_int_equal(empty(begin(&officier, 3128)), STATUS_OK);
    nowhere("Quetzal");
    nowhere("quetzal");
    nowhere("YODLER");
    nowhere("Vigie");
    nowhere("40123456");
    /* What was not hers stays, and who did what when. */
    struct db_rows rows;
    DB_QUERY(db, &TEST_JOURNAL_901, &rows);
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 0, arena), "3127 - Camille AUBRY");
    assert_string_equal(db_text(&rows, 1, arena),
                        "3128 - effacé, 3127 - Camille, AUBRY, 13128 - Lou NOIR");
    assert_int_equal(db_end(&rows), STATUS_OK);
    const struct journal_page page = journal(3128);
    size_t erased = 0;
    assert_int_equal(page.lignes.n, 4);
    for (size_t i = 0; i < page.lignes.n; i++) {
        const struct journal_ligne *line = &page.lignes.items[i];
        assert_true(line->instant > 0);
        assert_non_null(strstr(line->auteur, "Dominique"));
        for (size_t j = 0; j < line->champs.n; j++) {
            erased += strcmp(line->champs.items[j].apres, "effacé") == 0;
        }
    }
    assert_int_equal(erased, 8);
}

/* Nothing else of the journal can be changed. */
static void test_journal_stays_append_only(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, 3127, "fonction=Guide", &s), STATUS_OK);
    static const char *const tampering[] = {
        "UPDATE journal_champ SET apres = 'autre'",
        "UPDATE journal_champ SET libelle = 'effacé'",
        "UPDATE journal SET auteur = 'effacé'",
        "DELETE FROM journal_champ",
    };
    for (size_t i = 0; i < sizeof tampering / sizeof *tampering; i++) {
        assert_int_not_equal(db_run_script(db, tampering[i], "tampering"), STATUS_OK);
    }
    assert_string_equal(monde_differences("contact", 3127), "Fonction:  → Guide\n");
}

static void test_empty_rights_and_conflicts(void **state)
{
    (void)state;
    struct save s = begin(&officier, 3127);
    s.acteur = &annexe;
    assert_int_equal(empty(s), STATUS_NOT_FOUND);
    s.acteur = &camille; /* oneself */
    assert_int_equal(empty(s), STATUS_FORBIDDEN);
    s.acteur = &officier;
    s.ancien.version = 7;
    assert_int_equal(empty(s), STATUS_CONFLICT);
    nothing_written(3127);
    assert_string_equal(read_contact(&camille, 3127).nom, "AUBRY");
    s = begin(&camille, 3128);
    assert_int_equal(empty(s), STATUS_OK);
    assert_int_equal(empty(s), STATUS_CONFLICT); /* twice */
}

static void test_compare(void **state)
{
    (void)state;
    size_t n = 9;
    struct contact a = read_contact(&camille, 3127);
    struct contact b = a;
    journal_comparer(arena, &contact_fields, NULL, &a, &b, &n);
    assert_int_equal(n, 0);
    b.civilite = "M";
    b.referents.n = 1;
    const struct journal_champ *champs = journal_comparer(arena, &contact_fields, NULL, &a, &b, &n);
    assert_int_equal(n, 2);
    assert_string_equal(champs[0].libelle, "Civilité");
    assert_string_equal(champs[0].apres, "Monsieur");
    assert_string_equal(champs[1].libelle, "Référents");
    assert_string_equal(champs[1].apres, "Direction");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_read),
        EACH(test_read_rights),
        EACH(test_list),
        EACH(test_long_list),
        EACH(test_title),
        EACH(test_referents_are_those_of_lheo),
        EACH(test_save_everything),
        EACH(test_the_account_bears_the_name_of_its_contact),
        EACH(test_referents_alone_are_a_change),
        EACH(test_nothing_changed_writes_nothing),
        EACH(test_refusals),
        EACH(test_public_wants_a_way_to_reach),
        EACH(test_save_rights),
        EACH(test_second_of_two_people_gets_a_conflict),
        EACH(test_two_saves_at_once),
        EACH(test_create),
        EACH(test_the_same_person_twice),
        EACH(test_a_change_that_makes_the_same_person),
        EACH(test_create_wants_the_principal_site),
        EACH(test_leaving_closes_the_account),
        EACH(test_nobody_leaves_by_oneself),
        EACH(test_leaving_of_a_stronger_account),
        EACH(test_empty),
        EACH(test_memory_of_many),
        EACH(test_emptied_everywhere),
        EACH(test_journal_stays_append_only),
        EACH(test_empty_rights_and_conflicts),
        EACH(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
