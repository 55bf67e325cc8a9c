/* Open days: codes, dates, rights, the coming and the past. */
#include "porte_ouverte.h"
#include "url.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define TODAY "2027-03-20"

STATEMENT(TEST_FIN, "i", "t", "SELECT fin FROM porte_ouverte WHERE id = $1");
STATEMENT(TEST_PORTES, "", "i", "SELECT count(*) FROM porte_ouverte");

static const struct choice natures[] = {
    {"superieur", "PO enseignement supérieur"}, {"forum", "Forum"}, {NULL, NULL}};
static const struct field_choices choix[] = {{"nature", natures}, {NULL, NULL}};
static const struct valeurs valeurs = {.nature_po = natures, .choix = choix};

static int setup(void **state)
{
    monde_setup(state);
    run("DELETE FROM valeur WHERE liste = 'nature_po';"
        "INSERT INTO valeur (liste, code, rang, libelle) VALUES"
        " ('nature_po', 'forum', 1, 'Forum'),"
        " ('nature_po', 'superieur', 2, 'PO enseignement supérieur')");
    return 0;
}

/* ---- a form read, verified and saved, as a page does it */

struct save {
    const struct acteur *acteur;
    struct porte_ouverte ancien; /* id 0: a creation */
    struct porte_ouverte nouveau;
    struct form form;
    bool change;
};

static enum status verify(struct save *save, const char *body)
{
    struct params params = {0};
    struct site_liste sites = {0};
    assert_int_equal(params_parse(&params, arena, body, strlen(body)), STATUS_OK);
    assert_int_equal(site_lister(db, arena, save->acteur, save->ancien.etablissement_id, &sites),
                     STATUS_OK);
    save->nouveau = save->ancien;
    form_read(&save->form, arena, &porte_ouverte_fields, &params, &save->nouveau,
              acteur_est_officier(save->acteur), save->ancien.id == 0, true);
    return porte_ouverte_verifier(&save->form, &valeurs, &sites, &save->nouveau);
}

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *save = context;
    if (save->ancien.id) {
        return porte_ouverte_enregistrer(connection, &save->form, save->acteur, &valeurs,
                                         &save->ancien, &save->nouveau, &save->change);
    }
    return porte_ouverte_creer(connection, &save->form, save->acteur, &valeurs, &save->nouveau);
}

static enum status write_save(struct save *save)
{
    return db_transaction(db, save_in_transaction, save);
}

static struct save begin_new(const struct acteur *acteur, const struct etablissement *of,
                             int64_t site)
{
    struct save save = {.acteur = acteur, .form = {.arena = arena}};
    assert_int_equal(porte_ouverte_vide(db, arena, of, site, &save.ancien), STATUS_OK);
    return save;
}

#define GOOD "&libelle=Portes+ouvertes&nature=forum&date_debut=20-03-2027"

static enum status create(const struct acteur *acteur, const char *body, struct save *save)
{
    *save = begin_new(acteur, &gip, 36365);
    enum status status = verify(save, arena_printf(arena, "%s" GOOD, body));
    return status == STATUS_OK ? write_save(save) : status;
}

/* The id of a new one, on the annex. */
static int64_t made(const char *body)
{
    struct save save;
    assert_int_equal(create(&camille, body, &save), STATUS_OK);
    return save.nouveau.id;
}

static struct porte_ouverte read_po(const struct acteur *acteur, int64_t id)
{
    struct porte_ouverte po = {0};
    assert_int_equal(porte_ouverte_lire(db, arena, acteur, id, &po), STATUS_OK);
    return po;
}

static struct save begin(const struct acteur *acteur, int64_t id)
{
    return (struct save){.acteur = acteur, .ancien = read_po(acteur, id), .form = {.arena = arena}};
}

static enum status save(const struct acteur *acteur, int64_t id, const char *body,
                        struct save *save_r)
{
    *save_r = begin(acteur, id);
    enum status status = verify(save_r, body);
    return status == STATUS_OK ? write_save(save_r) : status;
}

static const char *says(const struct save *save, const char *field)
{
    const char *message = form_field_named(&save->form, field)->message;
    return message ? message : "";
}

static const char *text_of(const struct statement *statement, int64_t id)
{
    struct db_rows rows;
    const char *text = "";
    DB_QUERY(db, statement, &rows, BIND_INT(id));
    if (db_next(&rows)) {
        text = db_text(&rows, 0, arena);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static int64_t total(void)
{
    struct db_rows rows;
    int64_t n = -1;
    db_query(db, &TEST_PORTES, &rows, NULL, 0);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static struct journal_page journal(int64_t id)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "porte_ouverte", id, 0, &page), STATUS_OK);
    return page;
}

/* ---- creation */

static void test_create(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(create(&camille,
                            "code=JPO&site_internet=https%3A%2F%2Fwww.exemple.fr%2Fjpo"
                            "&date_fin=21%2F03%2F2027&commentaire=Un%0D%0Adeux",
                            &s),
                     STATUS_OK);
    struct porte_ouverte po = read_po(&annexe, s.nouveau.id);
    assert_int_equal(po.version, 1);
    assert_int_equal(s.nouveau.version, 1);
    assert_int_equal(po.etablissement_id, 1);
    assert_string_equal(po.etablissement_siret, "13000511900032");
    assert_string_equal(po.etablissement_nom, "GIP CARIF OREF");
    assert_string_equal(po.site_nom, "Annexe");
    assert_string_equal(po.libelle, "Portes ouvertes");
    assert_string_equal(po.code, "JPO");
    assert_int_equal(po.site, 36365);
    assert_string_equal(po.nature, "forum");
    assert_string_equal(po.site_internet, "https://www.exemple.fr/jpo");
    assert_string_equal(po.date_debut, "2027-03-20");
    assert_string_equal(po.date_fin, "2027-03-21");
    assert_string_equal(po.commentaire, "Un\ndeux");
    assert_string_equal(text_of(&TEST_FIN, po.id), "2027-03-21");
    assert_int_equal(journal(po.id).lignes.n, 1);
    assert_true(journal(po.id).lignes.items[0].creation);
    assert_string_equal(monde_differences("porte_ouverte", po.id),
                        "Libellé:  → Portes ouvertes\n"
                        "Code:  → JPO\n"
                        "Site:  → 36365\n"
                        "Nature:  → Forum\n"
                        "Site internet:  → https://www.exemple.fr/jpo\n"
                        "Date début:  → 20/03/2027\n"
                        "Date fin:  → 21/03/2027\n"
                        "Commentaire:  → Un\ndeux\n");
}

static void test_codes_are_proposed(void **state)
{
    (void)state;
    struct save s = begin_new(&camille, &gip, 36364);
    assert_string_equal(s.ancien.code, "PO-1");
    assert_int_equal(s.ancien.site, 36364);
    assert_int_equal(create(&camille, "", &s), STATUS_OK);
    assert_string_equal(s.nouveau.code, "PO-1");
    assert_int_equal(create(&camille, "code=", &s), STATUS_OK);
    assert_string_equal(s.nouveau.code, "PO-2");
    assert_string_equal(read_po(&camille, s.nouveau.id).code, "PO-2");
    made("code=PO-41");
    made("code=JPO-99");
    made("code=PO-");
    made("code=PO-12bis");
    made("code=PO--500");
    made("code=po-900");
    made("code=PO-9223372036854775807");
    made("code=PO-99999999999999999999999");
    assert_string_equal(begin_new(&camille, &gip, 36364).ancien.code, "PO-42");
    /* Each establishment has its own numbers. */
    assert_string_equal(begin_new(&etranger, &poste, 36400).ancien.code, "PO-1");
}

static void test_code_is_unique_in_the_establishment(void **state)
{
    (void)state;
    struct save s;
    int64_t first = made("code=JPO");
    int64_t second = made("code=Autre");
    assert_int_equal(create(&camille, "code=JPO", &s), STATUS_REFUSED);
    assert_non_null(strstr(says(&s, "code"), "déjà pris"));
    assert_int_equal(save(&camille, second, "code=+JPO+", &s), STATUS_REFUSED);
    assert_non_null(strstr(says(&s, "code"), "déjà pris"));
    assert_int_equal(save(&camille, first, "code=JPO&libelle=Le+sien", &s), STATUS_OK);
    assert_int_equal(total(), 2);
    s = begin_new(&etranger, &poste, 36400);
    assert_int_equal(verify(&s, "code=JPO" GOOD), STATUS_OK);
    assert_int_equal(write_save(&s), STATUS_OK);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *field;
        const char *words;
    } cases[] = {
        {"libelle=", "libelle", "obligatoire"},
        {"nature=", "nature", "obligatoire"},
        {"nature=visio", "nature", "choix inconnu"}, /* not in the list of today */
        {"date_debut=", "date_debut", "obligatoire"},
        {"date_debut=30%2F02%2F2027", "date_debut", "n'existe pas"},
        {"date_fin=19%2F03%2F2027", "date_fin", "20/03/2027 ou plus tard"},
        {"date_fin=demain", "date_fin", "illisible"},
        {"date_fin=20%2F03%2F2150", "date_fin", "20/03/2150 est trop tard, attendu du 01/01/2000"},
        {"site=", "site", "obligatoire"},
        {"site=36400", "site", "site inconnu"},
        {"site=0", "site", "site inconnu"},
        {"site_internet=exemple", "site_internet", "http://"},
        {"commentaire=%3Cscript%3E", "commentaire", "HTML"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct save s;
        assert_int_equal(create(&camille, cases[i].body, &s), STATUS_REFUSED);
        if (!strstr(says(&s, cases[i].field), cases[i].words)) {
            fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].body, says(&s, cases[i].field),
                     cases[i].words);
        }
    }
    assert_int_equal(total(), 0);
}

static void test_limits(void **state)
{
    (void)state;
    struct save s;
    char text[600];
    memset(text, 'a', sizeof text);
    text[501] = '\0';
    const char *longest = text + 1; /* 500 */
    assert_int_equal(create(&camille, arena_printf(arena, "commentaire=%s", text), &s),
                     STATUS_REFUSED);
    made(arena_printf(arena, "commentaire=%s", longest));
    assert_int_equal(create(&camille, arena_printf(arena, "libelle=%s", text + 245), &s),
                     STATUS_REFUSED); /* 256 */
    made(arena_printf(arena, "libelle=%s", text + 246));
    assert_int_equal(create(&camille, arena_printf(arena, "code=%s", text + 450), &s),
                     STATUS_REFUSED); /* 51 */
    assert_int_equal(
        create(&camille, arena_printf(arena, "site_internet=http://a.fr/%s", text + 112), &s),
        STATUS_REFUSED); /* 12 + 389 = 401 */
    made(arena_printf(arena, "site_internet=http://a.fr/%s", text + 113));
    made("date_fin=20%2F03%2F2027"); /* one day, said twice */
}

static void test_create_rights(void **state)
{
    (void)state;
    struct save s;
    assert_int_equal(create(&annexe, "", &s), STATUS_OK);
    s = begin_new(&annexe, &gip, 36364);
    assert_int_equal(verify(&s, GOOD), STATUS_REFUSED);
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    assert_int_equal(create(&officier, "", &s), STATUS_OK);
    assert_string_equal(journal(s.nouveau.id).lignes.items[0].au_nom_de, "GIP CARIF OREF");
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
        struct porte_ouverte ignored;
        assert_int_equal(
            porte_ouverte_lire(connection, rival->save.form.arena, &officier, 0, &ignored),
            STATUS_NOT_FOUND);
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

static void both_at_once(struct rival rivals[2])
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
}

static void test_two_creations_at_once(void **state)
{
    (void)state;
    struct rival rivals[2] = {{.save = begin_new(&camille, &gip, 36365)},
                              {.save = begin_new(&officier, &gip, 36365)}};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(verify(&rivals[i].save, "code=" GOOD), STATUS_OK);
    }
    both_at_once(rivals);
    assert_int_equal(rivals[0].status, STATUS_OK);
    assert_int_equal(rivals[1].status, STATUS_OK);
    const char *one = read_po(&officier, rivals[0].save.nouveau.id).code;
    const char *two = read_po(&officier, rivals[1].save.nouveau.id).code;
    assert_true(strcmp(one, "PO-1") == 0 || strcmp(two, "PO-1") == 0);
    assert_true(strcmp(one, "PO-2") == 0 || strcmp(two, "PO-2") == 0);
}

static void test_one_code_for_two_at_once(void **state)
{
    (void)state;
    int64_t first = made("");
    int64_t second = made("code=");
    struct rival rivals[2] = {{.save = begin(&camille, first)}, {.save = begin(&officier, second)}};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(verify(&rivals[i].save, "code=JPO"), STATUS_OK);
    }
    both_at_once(rivals);
    assert_int_equal((rivals[0].status == STATUS_OK) + (rivals[1].status == STATUS_OK), 1);
    assert_int_equal((rivals[0].status == STATUS_REFUSED) + (rivals[1].status == STATUS_REFUSED),
                     1);
}

/* ---- changes */

static void test_save(void **state)
{
    (void)state;
    struct save s;
    int64_t id = made("date_fin=21%2F03%2F2027");
    assert_int_equal(
        save(&officier, id, "date_debut=22%2F03%2F2027&date_fin=&nature=superieur&site=36364", &s),
        STATUS_OK);
    assert_true(s.change);
    struct porte_ouverte po = read_po(&camille, id);
    assert_int_equal(po.version, 2);
    assert_string_equal(po.date_fin, "");
    assert_int_equal(po.site, 36364);
    assert_string_equal(text_of(&TEST_FIN, id), "2027-03-22");
    assert_string_equal(monde_differences("porte_ouverte", id),
                        "Site: 36365 → 36364\n"
                        "Nature: Forum → PO enseignement supérieur\n"
                        "Date début: 20/03/2027 → 22/03/2027\n"
                        "Date fin: 21/03/2027 → \n");
    assert_string_equal(journal(id).lignes.items[0].au_nom_de, "GIP CARIF OREF");
    assert_int_equal(save(&camille, id, "libelle=Portes+ouvertes+&id=9", &s), STATUS_OK);
    assert_false(s.change);
    assert_int_equal(read_po(&camille, id).version, 2);
    assert_int_equal(journal(id).lignes.n, 2);
    assert_int_equal(save(&camille, id, "date_fin=21%2F03%2F2027", &s), STATUS_REFUSED);
}

static void test_save_rights(void **state)
{
    (void)state;
    struct porte_ouverte po = {0};
    int64_t id = made("");
    struct save s = begin(&camille, id);
    assert_int_equal(verify(&s, "libelle=Vol"), STATUS_OK);
    s.acteur = &etranger;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    assert_int_equal(porte_ouverte_lire(db, arena, &etranger, id, &po), STATUS_NOT_FOUND);
    assert_int_equal(porte_ouverte_lire(db, arena, &officier, id + 1, &po), STATUS_NOT_FOUND);
    s.acteur = &annexe; /* moves it where one has no right */
    s.nouveau.site = 36364;
    assert_int_equal(write_save(&s), STATUS_NOT_FOUND);
    assert_string_equal(read_po(&camille, id).libelle, "Portes ouvertes");
    assert_int_equal(save(&camille, id, "site=36364", &s), STATUS_OK);
    assert_int_equal(porte_ouverte_lire(db, arena, &annexe, id, &po), STATUS_NOT_FOUND);
}

static void test_conflicts(void **state)
{
    (void)state;
    int64_t id = made("");
    struct save first = begin(&camille, id);
    struct save second = begin(&officier, id);
    assert_int_equal(verify(&first, "libelle=Une"), STATUS_OK);
    assert_int_equal(verify(&second, "libelle=Autre&code=ZZ"), STATUS_OK);
    assert_int_equal(write_save(&first), STATUS_OK);
    assert_int_equal(write_save(&second), STATUS_CONFLICT);
    assert_string_equal(read_po(&camille, id).libelle, "Une");
    assert_string_equal(read_po(&camille, id).code, "PO-1");
    assert_int_equal(journal(id).lignes.n, 2);
}

static enum status remove_in_transaction(struct db *connection, void *context)
{
    const struct save *s = context;
    return porte_ouverte_supprimer(connection, arena, s->acteur, &s->ancien);
}

static void test_remove(void **state)
{
    (void)state;
    int64_t id = made("date_fin=21%2F03%2F2027");
    struct save s = begin(&camille, id);
    struct save late;
    assert_int_equal(save(&officier, id, "libelle=Autre", &late), STATUS_OK);
    assert_int_equal(db_transaction(db, remove_in_transaction, &s), STATUS_CONFLICT);
    s = begin(&annexe, id);
    s.acteur = &etranger;
    assert_int_equal(db_transaction(db, remove_in_transaction, &s), STATUS_NOT_FOUND);
    assert_int_equal(total(), 1);
    s.acteur = &annexe;
    assert_int_equal(db_transaction(db, remove_in_transaction, &s), STATUS_OK);
    assert_int_equal(total(), 0);
    assert_int_equal(db_transaction(db, remove_in_transaction, &s), STATUS_NOT_FOUND);
    /* The journal stays and tells it. */
    assert_int_equal(journal(id).lignes.n, 3);
    assert_string_equal(monde_differences("porte_ouverte", id),
                        "Portes ouvertes: PO-1 - Autre - Du 20/03/2027 au"
                        " 21/03/2027 → Suppression\n");
}

/* ---- the list */

/* "libelle/nature/site|" of the coming ones, then after '#' of the past ones */
static const char *listed(const struct acteur *acteur, const char *today)
{
    struct porte_ouverte_liste liste = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(porte_ouverte_lister(db, arena, acteur, 1, today, &liste), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    const char *text = "";
    for (size_t i = 0; i < liste.n; i++) {
        const struct porte_ouverte_ligne *l = &liste.items[i];
        assert_int_equal(l->passee, i >= liste.a_venir);
        text = arena_printf(arena, "%s%s%s|", text, i == liste.a_venir ? "#" : "", l->libelle);
    }
    return text;
}

static void made_on(const char *name, const char *start, const char *end)
{
    struct save s = begin_new(&camille, &gip, 36365);
    assert_int_equal(verify(&s, arena_printf(arena,
                                             "libelle=%s&nature=forum&code=&date_debut=%s"
                                             "&date_fin=%s",
                                             name, start, end)),
                     STATUS_OK);
    assert_int_equal(write_save(&s), STATUS_OK);
}

static void test_coming_and_past(void **state)
{
    (void)state;
    made_on("veille", "2027-03-19", "");
    made_on("demain", "2027-03-21", "");
    made_on("finit", "2027-03-01", TODAY);
    made_on("ancien", "2026-01-01", "2026-01-03");
    made_on("jour", TODAY, "");
    assert_string_equal(listed(&camille, TODAY), "finit|jour|demain|#veille|ancien|");
    assert_string_equal(listed(&annexe, "2027-03-21"), "demain|#finit|jour|veille|ancien|");
    assert_string_equal(listed(&officier, "2027-03-22"), "#demain|finit|jour|veille|ancien|");
    assert_string_equal(listed(&officier, "2025-01-01"), "ancien|finit|veille|jour|demain|");
    assert_string_equal(listed(&etranger, TODAY), "");
}

static void test_lines_of_the_list(void **state)
{
    (void)state;
    struct porte_ouverte_liste liste = {0};
    int64_t id = made("date_fin=21%2F03%2F2027");
    made("code=&site=36364");
    run("DELETE FROM valeur WHERE code = 'forum'"); /* a nature that is no more */
    assert_int_equal(porte_ouverte_lister(db, arena, &annexe, 1, TODAY, &liste), STATUS_OK);
    assert_int_equal(liste.n, 1);
    assert_int_equal(liste.items[0].id, id);
    assert_string_equal(liste.items[0].nature, "forum");
    assert_string_equal(liste.items[0].site_nom, "Annexe");
    assert_string_equal(liste.items[0].date_debut, "2027-03-20");
    assert_string_equal(liste.items[0].date_fin, "2027-03-21");
    assert_int_equal(porte_ouverte_lister(db, arena, &camille, 1, TODAY, &liste), STATUS_OK);
    assert_int_equal(liste.n, 2);
    assert_int_equal(porte_ouverte_lister(db, arena, &officier, 99, TODAY, &liste), STATUS_OK);
    assert_int_equal(liste.n, 0);
    assert_int_equal(liste.a_venir, 0);
}

static void test_dates(void **state)
{
    (void)state;
    assert_string_equal(porte_ouverte_dates(arena, "2027-03-20", "2027-03-21"),
                        "Du 20/03/2027 au 21/03/2027");
    assert_string_equal(porte_ouverte_dates(arena, "2027-03-20", ""), "Le 20/03/2027");
    assert_string_equal(porte_ouverte_dates(arena, "2027-03-20", "2027-03-20"), "Le 20/03/2027");
}

static void test_compare(void **state)
{
    (void)state;
    size_t n = 9;
    struct porte_ouverte a = read_po(&camille, made(""));
    struct porte_ouverte b = a;
    journal_comparer(arena, &porte_ouverte_fields, valeurs.choix, &a, &b, &n);
    assert_int_equal(n, 0);
    b.nature = "superieur";
    const struct journal_champ *champs =
        journal_comparer(arena, &porte_ouverte_fields, valeurs.choix, &a, &b, &n);
    assert_int_equal(n, 1);
    assert_string_equal(champs[0].avant, "Forum");
    assert_string_equal(champs[0].apres, "PO enseignement supérieur");
}

/* ---- addresses of web sites */

static void test_urls(void **state)
{
    (void)state;
    static const char *const good[] = {"http://exemple.fr",
                                       "https://www.exemple.fr/",
                                       "HTTPS://WWW.Exemple.FR/Chemin?x=1&y=é#ici",
                                       "https://exemple.fr:8443/a@b",
                                       "https://école-du-lac.fr",
                                       "https://exemple.fr?q=http://autre.fr",
                                       "http://192.0.2.1/"};
    static const char *const wrong[] = {"",
                                        "exemple.fr",
                                        "www.exemple.fr",
                                        "ftp://exemple.fr",
                                        "javascript:alert(1)",
                                        "http:/exemple.fr",
                                        "http://",
                                        "https:///chemin",
                                        "http://?q",
                                        "http://localhost",
                                        "http://.exemple.fr",
                                        "http://exemple.fr.",
                                        "http://exemple..fr",
                                        "http://-exemple.fr",
                                        "http://exemple-.fr",
                                        "http://exemple.fr-",
                                        "http://exem ple.fr",
                                        "http://exemple.fr/a b",
                                        "http://exemple.fr/\xC2\xA0",
                                        "http://exemple.fr/\n",
                                        "http://exemple.fr/\"onclick",
                                        "http://exemple.fr/<b>",
                                        "http://exemple.fr\\@autre.fr",
                                        "http://moi@exemple.fr",
                                        "http://moi:secret@exemple.fr/",
                                        "http://exemple.fr:",
                                        "http://exemple.fr:0",
                                        "http://exemple.fr:65536",
                                        "http://exemple.fr:8080808080808080808080",
                                        "http://exemple.fr:80x",
                                        "http://[::1]/",
                                        "http://exem_ple.fr"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *message = url_juger(arena, good[i]);
        if (message) {
            fail_msg("%s: %s", good[i], message);
        }
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (!url_juger(arena, wrong[i])) {
            fail_msg("%s is accepted", wrong[i]);
        }
    }
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_create),
        EACH(test_codes_are_proposed),
        EACH(test_code_is_unique_in_the_establishment),
        EACH(test_refusals),
        EACH(test_limits),
        EACH(test_create_rights),
        EACH(test_two_creations_at_once),
        EACH(test_one_code_for_two_at_once),
        EACH(test_save),
        EACH(test_save_rights),
        EACH(test_conflicts),
        EACH(test_remove),
        EACH(test_coming_and_past),
        EACH(test_lines_of_the_list),
        EACH(test_dates),
        EACH(test_compare),
        EACH(test_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
