/* The establishment record: who sees it, who changes it, what a save writes. */
#include "etablissement.h"
#include "formacode_reference.h"
#include "migrate.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define GIP "13000511900032"
#define POSTE "35600000000048"
#define LIBRE "00010000800002"

STATEMENT(TEST_JOURNAL, "i", "i",
          "SELECT count(*) FROM journal WHERE fiche = 'etablissement' AND fiche_id = $1");
STATEMENT(TEST_DOMAINES, "i", "itt",
          "SELECT formacode_version, formacode, libelle FROM etablissement_domaine"
          " WHERE etablissement_id = $1 ORDER BY rang");
STATEMENT(TEST_FICHE, "i", "it", "SELECT version, raison_sociale FROM etablissement WHERE id = $1");
STATEMENT(TEST_SITES, "i", "ibt",
          "SELECT numero, principal, nom_usage FROM site WHERE etablissement_id = $1");
STATEMENT(TEST_ETABLISSEMENTS, "", "i", "SELECT count(*) FROM etablissement");

static const struct formacode_terme termes_v13[] = {
    {"44508", "", "PLAN FORMATION", "Plan formation", "", "", true},
};

enum { TERMS = 30 };

static const struct acteur systeme = {.nom = "Démonstration", .email = ""};

static int64_t gip_id;
static int64_t poste_id;

/* ---- a base with two records */

/* 10000 is a grand domaine; 10001 to 10030 below it can be chosen, and so can 44508. */
static enum status fill_thesaurus(struct db *connection, void *context)
{
    (void)context;
    struct formacode_terme termes[TERMS + 2] = {
        {"10000", "", "GRAND DOMAINE", "Grand domaine", "", "", false},
        {"44508", "10000", "PLAN DEVELOPPEMENT COMPETENCES", "Plan développement compétences", "",
         "", true},
    };
    for (int i = 0; i < TERMS; i++) {
        termes[i + 2] = (struct formacode_terme){arena_printf(arena, "%d", 10001 + i),
                                                 "10000",
                                                 arena_printf(arena, "TERME %d", i + 1),
                                                 arena_printf(arena, "Terme %d", i + 1),
                                                 "",
                                                 "",
                                                 true};
    }
    const struct formacode_edition editions[] = {
        {.version = 13, .termes = termes_v13, .n = 1},
        {.version = 14, .termes = termes, .n = TERMS + 2},
    };
    struct formacode_changements changes;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        status = formacode_remplacer(connection, arena, &editions[i], NULL, NULL, &changes);
    }
    return status;
}

static const struct formacode_ref domaines_gip[] = {
    {.version = 13, .code = "44508", .libelle = "Plan formation"},
    {.version = 14, .code = "10001", .libelle = "Terme 1"},
};

struct insertion {
    struct etablissement record;
    int64_t site;
};

static enum status insert_in_transaction(struct db *connection, void *context)
{
    struct insertion *insertion = context;
    return etablissement_inserer(connection, arena, &systeme, &insertion->record, insertion->site);
}

static int64_t insert(const char *siret, const char *name, int64_t site)
{
    struct insertion insertion = {.record = {.siret = siret,
                                             .siege_siret = siret,
                                             .raison_sociale = name,
                                             .nda = "52440404744",
                                             .uai = "",
                                             .categorie = "OF",
                                             .etat = "A",
                                             .formacodes = {.items = domaines_gip, .n = 2}},
                                  .site = site};
    assert_int_equal(db_transaction(db, insert_in_transaction, &insertion), STATUS_OK);
    return insertion.record.id;
}

static int setup(void **state)
{
    base_setup(state);
    run("INSERT INTO compte (id, email, etat, profil, nom, cree_a)"
        " VALUES (1, 'carif@exemple.fr', 'actif', 'CARIF', 'Dominique', 0),"
        " (2, 'of@exemple.fr', 'actif', 'OF', 'Camille', 0),"
        " (3, 'annexe@exemple.fr', 'actif', 'OF', 'Alix', 0),"
        " (4, 'lou@exemple.fr', 'actif', 'OF', 'Lou', 0)");
    assert_int_equal(db_transaction(db, fill_thesaurus, NULL), STATUS_OK);
    gip_id = insert(GIP, "GIP CARIF OREF", 36364);
    poste_id = insert(POSTE, "La Poste", 36400);
    assert_int_equal(
        db_run_script(db,
                      arena_printf(arena,
                                   "INSERT INTO site (numero, etablissement_id, principal,"
                                   " nom_usage, etat) VALUES (36365, %d, FALSE, 'Annexe', 'A');"
                                   "INSERT INTO compte_site (compte_id, site_numero)"
                                   " VALUES (2, 36364), (3, 36365), (4, 36400)",
                                   (int)gip_id),
                      "test"),
        STATUS_OK);
    return 0;
}

/* ---- reading */

static struct etablissement read_record(const struct acteur *acteur, const char *siret)
{
    struct etablissement record = {0};
    assert_int_equal(etablissement_lire(db, arena, acteur, siret, &record), STATUS_OK);
    return record;
}

static void test_read(void **state)
{
    (void)state;
    struct etablissement record = read_record(&camille, GIP);
    assert_int_equal(record.id, gip_id);
    assert_int_equal(record.version, 1);
    assert_string_equal(record.siret, GIP);
    assert_string_equal(record.siege_siret, GIP);
    assert_string_equal(record.raison_sociale, "GIP CARIF OREF");
    assert_string_equal(record.nda, "52440404744");
    assert_string_equal(record.uai, "");
    assert_string_equal(record.categorie, "OF");
    assert_string_equal(record.etat, "A");
    assert_int_equal(record.domaines.n, 2);
    assert_string_equal(record.domaines.items[0], "44508");
    assert_string_equal(record.domaines.items[1], "10001");
}

/* A term keeps the words of the day it was chosen; the page says how it is called today. */
static void test_read_old_term(void **state)
{
    (void)state;
    struct formacode_liste list = read_record(&camille, GIP).formacodes;
    assert_int_equal(list.n, 2);
    assert_int_equal(list.items[0].version, 13);
    assert_string_equal(list.items[0].libelle, "Plan formation");
    assert_string_equal(list.items[0].successeur, "44508 - Plan développement compétences");
    assert_string_equal(list.items[1].libelle, "Terme 1");
    assert_null(list.items[1].successeur);
}

static void test_read_rights(void **state)
{
    (void)state;
    static const struct {
        const struct acteur *acteur;
        const char *siret;
        enum status status;
    } cases[] = {
        {&officier, GIP, STATUS_OK},
        {&officier, POSTE, STATUS_OK},
        {&camille, GIP, STATUS_OK},
        {&camille, POSTE, STATUS_NOT_FOUND},
        {&annexe, GIP, STATUS_OK},
        {&annexe, POSTE, STATUS_NOT_FOUND},
        {&etranger, GIP, STATUS_NOT_FOUND},
        {&etranger, POSTE, STATUS_OK},
        /* What does not exist answers like what may not be seen. */
        {&officier, LIBRE, STATUS_NOT_FOUND},
        {&camille, LIBRE, STATUS_NOT_FOUND},
        {&officier, "", STATUS_NOT_FOUND},
        {&camille, "%", STATUS_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct etablissement record = {0};
        assert_int_equal(etablissement_lire(db, arena, cases[i].acteur, cases[i].siret, &record),
                         cases[i].status);
        assert_true((record.id != 0) == (cases[i].status == STATUS_OK));
    }
}

/* ---- saving: a form read, verified and saved, as a page does it */

struct save {
    const struct acteur *acteur;
    struct etablissement ancien;
    struct etablissement nouveau;
    struct form form;
    bool change;
};

static enum status verify(struct save *save, const char *body)
{
    struct params params = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    save->nouveau = save->ancien;
    form_read(&save->form, arena, &etablissement_fields, &params, &save->nouveau,
              acteur_est_officier(save->acteur), false, true);
    return etablissement_verifier(db, &save->form, &save->ancien, &save->nouveau);
}

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *save = context;
    return etablissement_enregistrer(connection, &save->form, save->acteur, &save->ancien,
                                     &save->nouveau, &save->change);
}

static struct save begin(const struct acteur *acteur)
{
    return (struct save){.acteur = acteur, .ancien = read_record(acteur, GIP)};
}

/* Fields absent from `body` keep their values. */
static enum status save(const struct acteur *acteur, const char *body, struct save *save_r)
{
    *save_r = begin(acteur);
    enum status status = verify(save_r, body);
    return status == STATUS_OK ? db_transaction(db, save_in_transaction, save_r) : status;
}

static int64_t establishments(void)
{
    struct db_rows rows;
    int64_t n = -1;
    db_query(db, &TEST_ETABLISSEMENTS, &rows, NULL, 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* "13/44508/Plan formation " for each row of the base */
static const char *stored_domaines(int64_t id)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(db, &TEST_DOMAINES, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        text = arena_printf(arena, "%s%d/%s/%s ", text, (int)db_int(&rows, 0),
                            db_text(&rows, 1, arena), db_text(&rows, 2, arena));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static struct journal_page journal(int64_t id)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "etablissement", id, 0, &page), STATUS_OK);
    return page;
}

/* The record of the setup, its creation alone in the journal. */
static void nothing_written(void)
{
    assert_int_equal(number(&TEST_FICHE, gip_id), 1);
    assert_int_equal(number(&TEST_JOURNAL, gip_id), 1);
    assert_string_equal(stored_domaines(gip_id), "13/44508/Plan formation 14/10001/Terme 1 ");
}

static void test_save_journals_what_changed(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, "uai=0440021j&categorie=CFA", &s), STATUS_OK);
    assert_true(s.change);
    assert_int_equal(number(&TEST_FICHE, gip_id), 2);
    struct journal_page page = journal(gip_id);
    assert_int_equal(page.lignes.n, 2);
    assert_string_equal(page.lignes.items[0].auteur, "Camille (of@exemple.fr)");
    assert_string_equal(page.lignes.items[0].au_nom_de, "");
    assert_string_equal(monde_differences("etablissement", gip_id),
                        "UAI:  → 0440021J\nCatégorie: OF → CFA/OFA\n");
    struct etablissement after = read_record(&camille, GIP);
    assert_string_equal(after.uai, "0440021J");
    assert_string_equal(after.nda, "52440404744"); /* untouched */
    assert_string_equal(stored_domaines(gip_id), "13/44508/Plan formation 14/10001/Terme 1 ");
    assert_int_equal(number(&TEST_JOURNAL, poste_id), 1);
}

static void test_order_of_formacodes_counts(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, "domaines=10002&domaines=10001&domaines=44508", &s), STATUS_OK);
    assert_string_equal(monde_differences("etablissement", gip_id),
                        "Domaine formation: 44508 - Plan formation, 10001 - Terme 1 → "
                        "10002 - Terme 2, 10001 - Terme 1, 44508 - Plan formation\n");
    /* Those that stay keep their version and words; the new one takes today's. */
    assert_string_equal(stored_domaines(gip_id),
                        "14/10002/Terme 2 14/10001/Terme 1 13/44508/Plan formation ");
    assert_int_equal(save(&camille, "domaines=10001&domaines=10002&domaines=44508", &s), STATUS_OK);
    assert_true(s.change);
    assert_string_equal(read_record(&camille, GIP).domaines.items[0], "10001");
}

static void test_nothing_changed_writes_nothing(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, "nda=52+44+04047+44&domaines=44508&domaines=10001", &s),
                     STATUS_OK);
    assert_false(s.change);
    nothing_written();
}

static void test_officer_acts_in_the_name_of(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, "raison_sociale=GIP+Pays+de+la+Loire&etat=I", &s), STATUS_OK);
    const struct journal_ligne *ligne = &journal(gip_id).lignes.items[0];
    assert_string_equal(ligne->auteur, "Dominique (carif@exemple.fr)");
    assert_string_equal(ligne->au_nom_de, "GIP Pays de la Loire");
    assert_string_equal(monde_differences("etablissement", gip_id),
                        "Raison sociale ou enseigne INSEE: GIP CARIF OREF → GIP Pays de la Loire\n"
                        "Actif / Inactif: Actif → Inactif\n");
}

static void test_fields_of_the_insee_are_the_officers(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille,
                          "siret=" LIBRE "&siege_siret=" LIBRE "&raison_sociale=Vol&etat=I"
                          "&id=1&version=99",
                          &s),
                     STATUS_OK);
    assert_false(s.change);
    nothing_written();
}

/* ---- refusals */

static void test_change_wants_the_principal_site(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&annexe, "categorie=CFA", &s), STATUS_FORBIDDEN);
    nothing_written();
    /* Who cannot even see it, with a record read by another. */
    s = begin(&camille);
    s.acteur = &etranger;
    assert_int_equal(verify(&s, "categorie=CFA"), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &s), STATUS_FORBIDDEN);
    nothing_written();
}

static void test_second_of_two_people_gets_a_conflict(void **state)
{
    (void)state;
    struct save first = begin(&camille);
    struct save second = begin(&officier);
    assert_int_equal(verify(&first, "categorie=CFA"), STATUS_OK);
    assert_int_equal(verify(&second, "nda=&domaines=10005"), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &first), STATUS_OK);
    assert_int_equal(db_transaction(db, save_in_transaction, &second), STATUS_CONFLICT);
    struct etablissement after = read_record(&camille, GIP);
    assert_int_equal(after.version, 2);
    assert_string_equal(after.nda, "52440404744");
    assert_string_equal(after.categorie, "CFA");
    assert_string_equal(stored_domaines(gip_id), "13/44508/Plan formation 14/10001/Terme 1 ");
    assert_int_equal(number(&TEST_JOURNAL, gip_id), 2);
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
    struct save saves[] = {begin(&camille), begin(&officier)};
    pthread_t threads[2];
    void *status[2];
    assert_int_equal(verify(&saves[0], "categorie=CFA"), STATUS_OK);
    assert_int_equal(verify(&saves[1], "categorie=EFI"), STATUS_OK);
    saves[0].form.arena = arena_create(0); /* an arena is of one thread at a time */
    saves[1].form.arena = arena_create(0);
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, save_at_once, &saves[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], &status[i]);
        arena_destroy(saves[i].form.arena);
    }
    pthread_barrier_destroy(&barrier);
    bool one_each = (uintptr_t)status[0] + (uintptr_t)status[1] == STATUS_OK + STATUS_CONFLICT;
    assert_true(one_each);
    assert_int_equal(number(&TEST_FICHE, gip_id), 2);
    assert_int_equal(number(&TEST_JOURNAL, gip_id), 2);
}

static void says(const struct form *form, const char *field, const char *words)
{
    const char *message = form_field_named(form, field)->message;
    if (!message || !strstr(message, words)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", field, message ? message : "right", words);
    }
}

static void refused(const struct acteur *acteur, const char *body, const char *field,
                    const char *words)
{
    struct save s;
    assert_int_equal(save(acteur, body, &s), STATUS_REFUSED);
    says(&s.form, field, words);
    nothing_written();
}

static void test_siret_taken(void **state)
{
    (void)state;
    refused(&officier, "siret=" POSTE "&siege_siret=" POSTE, "siret", "déjà dans l'annuaire");
}

static void test_siege(void **state)
{
    (void)state;
    struct save s;
    refused(&officier, "siege_siret=" POSTE, "siege_siret", "même SIREN");
    refused(&officier, "siege_siret=13000511900033", "siege_siret", "clé de contrôle");
    assert_int_equal(save(&officier, "siege_siret=", &s), STATUS_OK);
    assert_string_equal(monde_differences("etablissement", gip_id), "Siège INSEE: " GIP " → \n");
}

static const char *codes(int n)
{
    const char *body = "nda=";
    for (int i = 0; i < n; i++) {
        body = arena_printf(arena, "%s&domaines=%d", body, 10001 + i);
    }
    return body;
}

static void test_how_many_formacodes(void **state)
{
    (void)state;
    struct save s;
    refused(&camille, "domaines=", "domaines", "obligatoire");
    refused(&camille, codes(26), "domaines", "26 valeurs, 25 au maximum");
    assert_int_equal(save(&camille, codes(25), &s), STATUS_OK);
    assert_int_equal(read_record(&camille, GIP).formacodes.n, 25);
    assert_int_equal(save(&camille, "domaines=10007", &s), STATUS_OK);
    assert_string_equal(stored_domaines(gip_id), "14/10007/Terme 7 ");
}

static void test_refused_list_is_shown_again_whole(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, codes(26), &s), STATUS_REFUSED);
    assert_int_equal(s.nouveau.formacodes.n, 26);
    assert_string_equal(s.nouveau.formacodes.items[25].libelle, "Terme 26");
}

static void test_unknown_formacodes(void **state)
{
    (void)state;
    struct save s;
    refused(&camille, "domaines=44508&domaines=99999&domaines=10003", "domaines", "99999");
    refused(&camille, "domaines=abc", "domaines", "abc");
    refused(&camille, "domaines=10000", "domaines", "10000"); /* a grand domaine */
    refused(&camille, "domaines=%3Cb%3E", "domaines", "");
    refused(&camille, "domaines=%25", "domaines", "%");
    assert_int_equal(save(&camille, "domaines=10003&domaines=99999&domaines=44508", &s),
                     STATUS_REFUSED);
    /* All three are shown again, in their places. */
    assert_int_equal(s.nouveau.formacodes.n, 3);
    assert_string_equal(s.nouveau.formacodes.items[0].libelle, "Terme 3");
    assert_string_equal(s.nouveau.formacodes.items[1].code, "99999");
    assert_string_equal(s.nouveau.formacodes.items[1].libelle, "");
    assert_string_equal(s.nouveau.formacodes.items[2].libelle, "Plan formation");
}

static void test_same_formacode_twice_is_once(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&camille, "domaines=10003&domaines=44508&domaines=10003", &s), STATUS_OK);
    assert_string_equal(stored_domaines(gip_id), "14/10003/Terme 3 13/44508/Plan formation ");
}

/* The base refuses the third formacode of a save that skipped the checks. */
static void test_failure_half_way_leaves_nothing(void **state)
{
    (void)state;
    struct save s = begin(&camille);
    assert_int_equal(verify(&s, "categorie=CFA"), STATUS_OK);
    const struct formacode_ref twice[] = {{.version = 14, .code = "10009", .libelle = "Terme 9"},
                                          {.version = 14, .code = "10008", .libelle = "Terme 8"},
                                          {.version = 14, .code = "10009", .libelle = "Terme 9"}};
    s.nouveau.formacodes = (struct formacode_liste){.items = twice, .n = 3};
    assert_int_equal(db_transaction(db, save_in_transaction, &s), STATUS_CONFLICT);
    nothing_written();
    assert_string_equal(read_record(&camille, GIP).categorie, "OF");
}

/* ---- creation */

struct creation {
    const struct acteur *acteur;
    struct form form;
    struct etablissement record;
};

static enum status create_in_transaction(struct db *connection, void *context)
{
    struct creation *creation = context;
    return etablissement_creer(connection, &creation->form, creation->acteur, &creation->record);
}

static enum status create(const struct acteur *acteur, const char *siret, struct creation *creation)
{
    const struct etablissement empty = {.siret = "",
                                        .siege_siret = "",
                                        .raison_sociale = "",
                                        .nda = "",
                                        .uai = "",
                                        .categorie = "OF",
                                        .etat = "A"};
    const char *body =
        arena_printf(arena, "siret=%s&raison_sociale=%%C3%%89cole+du+Lac&domaines=10002", siret);
    struct params params = {0};
    *creation = (struct creation){.acteur = acteur, .record = empty};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    form_read(&creation->form, arena, &etablissement_fields, &params, &creation->record, true, true,
              true);
    assert_int_equal(etablissement_verifier(db, &creation->form, &empty, &creation->record),
                     STATUS_OK);
    return db_transaction(db, create_in_transaction, creation);
}

static void test_create(void **state)
{
    (void)state;
    struct creation creation;
    assert_int_equal(create(&officier, LIBRE, &creation), STATUS_OK);
    int64_t id = creation.record.id;
    assert_string_equal(stored_domaines(id), "14/10002/Terme 2 ");
    struct db_rows rows;
    bool principal = false;
    const char *name = "";
    int sites = 0;
    DB_QUERY(db, &TEST_SITES, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        sites++;
        principal = db_bool(&rows, 1);
        name = db_text(&rows, 2, arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(sites, 1);
    assert_true(principal);
    assert_string_equal(name, "École du Lac");
    struct journal_page page = journal(id);
    assert_int_equal(page.lignes.n, 1);
    assert_true(page.lignes.items[0].creation);
    assert_string_equal(page.lignes.items[0].au_nom_de, "École du Lac");
    assert_non_null(strstr(monde_differences("etablissement", id), "SIRET:  → " LIBRE "\n"));
    assert_non_null(
        strstr(monde_differences("etablissement", id), "Domaine formation:  → 10002 - Terme 2\n"));
    assert_string_equal(read_record(&officier, LIBRE).raison_sociale, "École du Lac");
}

/* A base as the migrations leave it: numbers given by hand stay below. */
static void test_numbers_of_sites(void **state)
{
    (void)state;
    const char *message = NULL;
    struct db *used = db;
    db = test_db_connect_to(test_db_empty_url(), DB_WRITE);
    assert_int_equal(migrate_apply(db, arena, NULL, &message), STATUS_OK);
    insert(GIP, "Numéroté à la main", 36364);
    int64_t first = number(&TEST_SITES, insert(POSTE, "Numéroté par la base", 0));
    int64_t second = number(&TEST_SITES, insert(LIBRE, "Le suivant", 0));
    db_close(db);
    db = used;
    assert_int_equal(first, 40000);
    assert_int_equal(second, 40001);
}

static void test_create_is_for_officers(void **state)
{
    (void)state;
    struct creation creation;
    assert_int_equal(create(&camille, LIBRE, &creation), STATUS_FORBIDDEN);
    assert_int_equal(establishments(), 2);
}

static void test_create_twice(void **state)
{
    (void)state;
    struct creation creation;
    assert_int_equal(create(&officier, POSTE, &creation), STATUS_REFUSED);
    says(&creation.form, "siret", "déjà dans l'annuaire");
    assert_int_equal(establishments(), 2);
}

/* ---- comparing */

static void test_compare(void **state)
{
    (void)state;
    struct etablissement a = read_record(&camille, GIP);
    struct etablissement b = a;
    size_t n = 99;
    journal_comparer(arena, &etablissement_fields, etablissement_choix(arena, &a, &b), &a, &b, &n);
    assert_int_equal(n, 0);
    b.categorie = "EFI";
    b.formacodes.n = 1;
    b.domaines.n = 1;
    const struct journal_champ *champs = journal_comparer(
        arena, &etablissement_fields, etablissement_choix(arena, &a, &b), &a, &b, &n);
    assert_int_equal(n, 2);
    assert_string_equal(champs[0].libelle, "Catégorie");
    assert_string_equal(champs[0].apres, "Établissement de formation initiale");
    assert_string_equal(champs[1].libelle, "Domaine formation");
    assert_string_equal(champs[1].apres, "44508 - Plan formation");
}

/* ---- the list */

static struct etablissement_page search(const struct acteur *acteur, const char *q,
                                        const char *after)
{
    struct etablissement_page page = {0};
    assert_int_equal(etablissement_chercher(db, arena, acteur, q, after, &page), STATUS_OK);
    return page;
}

/* Names found, each followed by '|'. */
static const char *found(const struct acteur *acteur, const char *q)
{
    struct etablissement_page page = search(acteur, q, NULL);
    const char *text = "";
    assert_int_equal(page.total, page.lignes.n);
    for (size_t i = 0; i < page.lignes.n; i++) {
        text = arena_printf(arena, "%s%s|", text, page.lignes.items[i].raison_sociale);
    }
    return text;
}

static void test_search_by_words(void **state)
{
    (void)state;
    insert("00010001600005", "École de montagne de l'Erdre", 0);
    insert(LIBRE, "Atelier d'œuvres 100 % bois", 0);
    static const struct {
        const char *q;
        const char *names;
    } cases[] = {
        {"ecole", "École de montagne de l'Erdre|"},
        {"ÉCOLE", "École de montagne de l'Erdre|"},
        {"erdre ecole", "École de montagne de l'Erdre|"},
        {"mont", "École de montagne de l'Erdre|"},
        {"l'erdre", "École de montagne de l'Erdre|"},
        {"tagne", ""}, /* not the beginning of a word */
        {"ecole bois", ""},
        {"oeuvres", "Atelier d'œuvres 100 % bois|"},
        {"ŒUVRES", "Atelier d'œuvres 100 % bois|"},
        {"100 %", "Atelier d'œuvres 100 % bois|"},
        {"ecole montagne erdre absent", "École de montagne de l'Erdre|"}, /* three words count */
        {"zzz", ""},
        {"'; DROP TABLE etablissement; --", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(found(&officier, cases[i].q), cases[i].names);
    }
}

static void test_search_everything(void **state)
{
    (void)state;
    static const char *const all[] = {"", "  "};
    static const char *const signs[] = {"%", "_", "%%_", "\\", "'", "!?"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_string_equal(found(&officier, all[i]), "GIP CARIF OREF|La Poste|");
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        assert_string_equal(found(&officier, signs[i]), "");
    }
    /* Nor do they stand for letters inside a word. */
    assert_string_equal(found(&officier, "G%F"), "");
    assert_string_equal(found(&officier, "GI_"), "GIP CARIF OREF|");
    assert_string_equal(found(&officier, "G_P"), "");
    assert_string_equal(found(&officier, "1_000"), "");
    assert_string_equal(found(&officier, "130%32"), "");
}

static void test_search_by_siret(void **state)
{
    (void)state;
    assert_string_equal(found(&officier, GIP), "GIP CARIF OREF|");
    assert_string_equal(found(&officier, "130 005"), "GIP CARIF OREF|");
    assert_string_equal(found(&officier, "3"), "La Poste|");
    assert_string_equal(found(&officier, "005"), ""); /* its beginning only */
    assert_string_equal(found(&officier, GIP "0"), "");
}

static void test_search_rights(void **state)
{
    (void)state;
    assert_string_equal(found(&camille, ""), "GIP CARIF OREF|");
    assert_string_equal(found(&annexe, ""), "GIP CARIF OREF|");
    assert_string_equal(found(&etranger, ""), "La Poste|");
    assert_string_equal(found(&camille, "poste_id"), "");
    assert_string_equal(found(&camille, POSTE), "");
    /* Two sites of one establishment: one line. */
    run("INSERT INTO compte_site (compte_id, site_numero) VALUES (2, 36365)");
    assert_string_equal(found(&camille, ""), "GIP CARIF OREF|");
}

static void test_search_pages_with_equal_names(void **state)
{
    (void)state;
    enum { SAME = 60 };
    for (int i = 0; i < SAME; i++) {
        insert(arena_printf(arena, "9%013d", i), "Même nom", 0);
    }
    bool seen[SAME + 10] = {false};
    const char *after = NULL;
    int lines = 0;
    int pages = 0;
    do {
        struct etablissement_page page = search(&officier, "meme", after);
        assert_int_equal(page.total, SAME);
        assert_true(page.lignes.n <= ETABLISSEMENT_PAR_PAGE);
        for (size_t i = 0; i < page.lignes.n; i++, lines++) {
            int64_t id = page.lignes.items[i].id;
            assert_in_range(id, 1, SAME + 9);
            assert_false(seen[id]);
            seen[id] = true;
        }
        after = page.suivant;
        pages++;
    } while (after && pages < 10);
    assert_int_equal(lines, SAME);
    assert_int_equal(pages, 3);
}

/* The one that a page ended with goes, or is called something else, before the next page is asked.
 */
static void test_search_after_one_that_left(void **state)
{
    (void)state;
    enum { SAME = ETABLISSEMENT_PAR_PAGE + 5 };
    for (int i = 0; i < SAME; i++) {
        insert(arena_printf(arena, "9%013d", i), "Même nom", 0);
    }
    struct etablissement_page page = search(&officier, "meme", NULL);
    const struct etablissement_ligne *last = &page.lignes.items[page.lignes.n - 1];
    run(arena_printf(arena, "UPDATE etablissement SET recherche = ' zzz' WHERE id = %d",
                     (int)last->id));
    page = search(&officier, "meme", page.suivant);
    assert_int_equal(page.total, SAME - 1);
    assert_int_equal(page.lignes.n, SAME - ETABLISSEMENT_PAR_PAGE);
    assert_int_equal(page.lignes.items[0].id, last->id + 1);
}

static void test_search_after_nonsense(void **state)
{
    (void)state;
    static const char *const nonsense[] = {"-1", "999999", "gip_id|", "|x", "gip_id|1|2"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        assert_int_equal(search(&officier, "", nonsense[i]).lignes.n, 2); /* the start */
    }
    struct etablissement_page behind = search(&officier, "", " zzz|1");
    assert_int_equal(behind.lignes.n, 0);
    assert_int_equal(behind.total, 2);
    /* A page that ends with the last line has no next one. */
    for (int i = 0; i < ETABLISSEMENT_PAR_PAGE; i++) {
        insert(arena_printf(arena, "9%013d", i), "Plein", 0);
    }
    struct etablissement_page page = search(&officier, "plein", NULL);
    assert_int_equal(page.lignes.n, ETABLISSEMENT_PAR_PAGE);
    assert_null(page.suivant);
}

static void test_search_after_a_rename(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, "raison_sociale=%C3%89toile+du+Nord", &s), STATUS_OK);
    assert_string_equal(found(&officier, "etoile"), "Étoile du Nord|");
    assert_string_equal(found(&officier, "gip_id"), "");
}

static void test_search_inactive(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(save(&officier, "etat=I", &s), STATUS_OK);
    struct etablissement_page page = search(&officier, "", 0);
    assert_int_equal(page.total, 2);
    assert_false(page.lignes.items[0].actif);
    assert_true(page.lignes.items[1].actif);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_read),
        EACH(test_read_old_term),
        EACH(test_read_rights),
        EACH(test_save_journals_what_changed),
        EACH(test_order_of_formacodes_counts),
        EACH(test_nothing_changed_writes_nothing),
        EACH(test_officer_acts_in_the_name_of),
        EACH(test_fields_of_the_insee_are_the_officers),
        EACH(test_change_wants_the_principal_site),
        EACH(test_second_of_two_people_gets_a_conflict),
        EACH(test_two_saves_at_once),
        EACH(test_siret_taken),
        EACH(test_siege),
        EACH(test_how_many_formacodes),
        EACH(test_refused_list_is_shown_again_whole),
        EACH(test_unknown_formacodes),
        EACH(test_same_formacode_twice_is_once),
        EACH(test_failure_half_way_leaves_nothing),
        EACH(test_create),
        EACH(test_numbers_of_sites),
        EACH(test_create_is_for_officers),
        EACH(test_create_twice),
        EACH(test_compare),
        EACH(test_search_by_words),
        EACH(test_search_everything),
        EACH(test_search_by_siret),
        EACH(test_search_rights),
        EACH(test_search_pages_with_equal_names),
        EACH(test_search_after_one_that_left),
        EACH(test_search_after_nonsense),
        EACH(test_search_after_a_rename),
        EACH(test_search_inactive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
