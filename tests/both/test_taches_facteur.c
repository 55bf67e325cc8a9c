/* The outbox and its sender, on a mail server that misbehaves: nothing lost, nothing sent twice. */
#include "compte.h"
#include "courriel.h"
#include "facteur.h"
#include "lettre.h"

#include "smtp/serveur.h"
#include "test_db.h"

#include <pthread.h>

#define S "\xC2\xA0"
#define MAISON "https://sofi.example"
#define LIEN "/mot-de-passe/abc?d=1&e=2"

/* Every clock of the program stands still here (SOFI_INSTANT). */
enum { NOW = 1700000000 };
enum { BAIL = FACTEUR_TOTAL_MS / 1000 + FACTEUR_BAIL_MARGE };

STATEMENT(TEST_COURRIEL, "i", "tiitittttt",
          "SELECT etat, essais, prochain_a, pris_par, envoye_a, texte, lien, erreur, destinataire,"
          " sujet FROM courriel WHERE id = $1");
STATEMENT(TEST_COURRIELS, "t", "i", "SELECT count(*) FROM courriel WHERE etat = $1");

struct ligne {
    const char *etat;
    int64_t essais;
    int64_t prochain_a;
    bool pris;
    int64_t envoye_a;
    const char *texte;
    const char *lien;
    const char *erreur;
    const char *destinataire;
    const char *sujet;
};

static struct db *db;
static struct arena *arena;
static struct config config;
static struct facteur facteur;
static int recus; /* by the server, before this test */

static int setup(void **state)
{
    (void)state;
    test_db_clear();
    arena = arena_create(0);
    db = test_db_connect(DB_WRITE);
    config = (struct config){.database = test_db_url(),
                             .base_url = MAISON,
                             .region = "Pays de la Loire",
                             .aide_telephone = "02 40 20 40 20",
                             .aide_horaires = "9h–12h",
                             .aide_email = "aide@sofi.example",
                             .smtp_url = smtp_serveur.smtp_url,
                             .courriel_expediteur = "ne-pas-repondre@sofi.example"};
    facteur_init(&facteur, &config);
    smtp_mode("accepte");
    recus = smtp_nombre("recus");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

static int nouveaux(void)
{
    return smtp_nombre("recus") - recus;
}

/* ---- depositing and reading */

static const char *const paragraphes[] = {"Bonjour Zoë,",
                                          "Où est passé votre <mot> de passe" S "? Le voilà."};

static struct lettre a_deposer(const char *destinataire, const char *cle)
{
    return (struct lettre){.destinataire = destinataire,
                           .sujet = "Votre compte est prêt" S "!",
                           .paragraphes = paragraphes,
                           .n = 2,
                           .lien = LIEN,
                           .lien_texte = "Choisir votre mot de passe",
                           .cle = cle};
}

static enum status deposer_en_transaction(struct db *connection, void *context)
{
    return lettre_deposer(connection, arena, context);
}

static enum status deposer(const char *destinataire, const char *cle)
{
    struct lettre courriel = a_deposer(destinataire, cle);
    return db_transaction(db, deposer_en_transaction, &courriel);
}

static void deposes(int n)
{
    for (int i = 0; i < n; i++) {
        assert_int_equal(deposer(arena_printf(arena, "p%d@of.example", i), NULL), STATUS_OK);
    }
}

static struct ligne lire(int64_t id)
{
    struct ligne ligne = {0};
    struct db_rows rows;
    DB_QUERY(db, &TEST_COURRIEL, &rows, BIND_INT(id));
    assert_true(db_next(&rows));
    ligne = (struct ligne){.etat = db_text(&rows, 0, arena),
                           .essais = db_int(&rows, 1),
                           .prochain_a = db_int(&rows, 2),
                           .pris = !db_is_null(&rows, 3),
                           .envoye_a = db_int(&rows, 4),
                           .texte = db_text(&rows, 5, arena),
                           .lien = db_text(&rows, 6, arena),
                           .erreur = db_text(&rows, 7, arena),
                           .destinataire = db_text(&rows, 8, arena),
                           .sujet = db_text(&rows, 9, arena)};
    assert_int_equal(db_end(&rows), STATUS_OK);
    return ligne;
}

static int64_t combien(const char *etat)
{
    struct db_rows rows;
    DB_QUERY(db, &TEST_COURRIELS, &rows, BIND_TEXT(etat));
    assert_true(db_next(&rows));
    int64_t n = db_int(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static void run(const char *sql)
{
    assert_int_equal(db_run_script(db, sql, "test"), STATUS_OK);
}

/* One pass; whether there was something to do. */
static bool passe(int64_t now)
{
    bool fait;
    assert_int_equal(facteur_passe(&facteur, db, now, &fait), STATUS_OK);
    return fait;
}

static void est_envoye(int64_t id)
{
    struct ligne ligne = lire(id);
    assert_string_equal(ligne.etat, "envoye");
    assert_string_equal(ligne.texte, "");
    assert_string_equal(ligne.lien, "");
    assert_string_equal(ligne.erreur, "");
    assert_int_equal(ligne.envoye_a, NOW);
    assert_false(ligne.pris);
}

/* ---- one mail */

static void test_sent_and_emptied(void **state)
{
    (void)state;
    assert_false(passe(NOW));
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    struct ligne ligne = lire(1);
    assert_string_equal(ligne.etat, "a_envoyer");
    assert_int_equal(ligne.prochain_a, NOW);
    assert_true(passe(NOW));
    est_envoye(1);
    int connexions = smtp_nombre("connexions");
    assert_false(passe(NOW));
    assert_false(passe(NOW + 10 * FACTEUR_ABANDON));
    assert_int_equal(smtp_nombre("connexions"), connexions);
    assert_int_equal(nouveaux(), 1);
    assert_string_equal(smtp_lire(arena, recus, "a"), "zoe@of.example");
    assert_string_equal(smtp_lire(arena, recus, "de"), "ne-pas-repondre@sofi.example");
}

/* The envelope too is in ASCII: few servers take another one. */
static void test_international_domains(void **state)
{
    (void)state;
    config.courriel_expediteur = "sofi@région.example";
    assert_int_equal(deposer("contact@école.fr", NULL), STATUS_OK);
    assert_true(passe(NOW));
    est_envoye(1);
    assert_string_equal(lire(1).destinataire, "contact@école.fr");
    assert_string_equal(smtp_lire(arena, recus, "a"), "contact@xn--cole-9oa.fr");
    assert_string_equal(smtp_lire(arena, recus, "de"), "sofi@xn--rgion-bsa.example");
    assert_null(strstr(smtp_lire(arena, recus, "entetes"), "école"));
}

static void test_contents(void **state)
{
    (void)state;
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    assert_true(passe(NOW));
    assert_string_equal(smtp_lire(arena, recus, "sujet"), "Votre compte est prêt" S "!");
    assert_string_equal(smtp_lire(arena, recus, "texte"),
                        "Bonjour Zoë,\r\n\r\n"
                        "Où est passé votre <mot> de passe" S "? Le voilà.\r\n\r\n"
                        "Choisir votre mot de passe" S ":\r\n" MAISON LIEN "\r\n\r\n"
                        "-- \r\nSOFI, Pays de la Loire\r\n"
                        "Assistance" S ": 02 40 20 40 20 (9h–12h), aide@sofi.example\r\n"
                        "Ce message est automatique" S ": les réponses ne sont pas lues.\r\n");
    const char *html = smtp_lire(arena, recus, "html");
    static const char *const parts[] = {
        "<html lang=\"fr\">",
        "<title>Votre compte est prêt" S "!</title>",
        "<p>Bonjour Zoë,</p>",
        "<p>Où est passé votre &lt;mot&gt; de passe" S "? Le voilà.</p>",
        "href=\"https://sofi.example/mot-de-passe/abc?d=1&amp;e=2\">Choisir votre mot de passe</a>",
        "SOFI, Pays de la Loire<br>",
        "Assistance" S ": 02 40 20 40 20 (9h–12h), aide@sofi.example<br>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_non_null(strstr(html, parts[i]));
    }
}

static void test_hostile_and_empty_contents(void **state)
{
    (void)state;
    const char *const hostile[] = {"<script>alert(1)</script>\r\n.\r\nQUIT", ""};
    struct lettre courriel = {.destinataire = "zoe@of.example",
                              .sujet = "x\r\nBcc: c@d.fr\r\n\r\n</title>",
                              .paragraphes = hostile,
                              .n = 2,
                              .lien = "javascript:alert(1)",
                              .lien_texte = "\"><b>"};
    assert_int_equal(db_transaction(db, deposer_en_transaction, &courriel), STATUS_OK);
    config.aide_telephone = config.aide_horaires = config.aide_email = "";
    struct lettre nothing = {.destinataire = "zoe@of.example", .sujet = ""};
    assert_int_equal(db_transaction(db, deposer_en_transaction, &nothing), STATUS_OK);
    assert_string_equal(lire(1).sujet, "x  Bcc: c@d.fr    </title>");
    while (passe(NOW)) {
    }
    assert_int_equal(nouveaux(), 2);
    assert_null(strstr(smtp_lire(arena, recus, "entetes"), "\nBcc"));
    const char *html = smtp_lire(arena, recus, "html");
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "<b>"));
    assert_null(strstr(html, "href=\"javascript"));
    assert_non_null(
        strstr(smtp_lire(arena, recus, "texte"), "<script>alert(1)</script>  .  QUIT\r\n"));
    assert_string_equal(smtp_lire(arena, recus + 1, "texte"),
                        "-- \r\nSOFI, Pays de la Loire\r\n"
                        "Ce message est automatique" S ": les réponses ne sont pas lues.\r\n");
}

static void test_long_contents(void **state)
{
    (void)state;
    enum { BYTES = 200000 };
    char *text = arena_alloc(arena, BYTES + 1);
    for (int i = 0; i < BYTES; i += 2) {
        memcpy(text + i, "é", 2);
    }
    const char *const long_one[] = {text};
    struct lettre courriel = {
        .destinataire = "zoe@of.example", .sujet = text, .paragraphes = long_one, .n = 1};
    assert_int_equal(db_transaction(db, deposer_en_transaction, &courriel), STATUS_OK);
    assert_true(passe(NOW));
    assert_string_equal(smtp_lire(arena, recus, "sujet"), text);
    assert_int_equal(strncmp(smtp_lire(arena, recus, "texte"), text, BYTES), 0);
}

static void test_recipients_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "zoe",
                                        "zoe@of.example\r\nBcc: c@d.fr",
                                        "zoe@of.example\n",
                                        "a@b.fr,c@d.fr",
                                        "Zoé <zoe@of.example>",
                                        "a b@of.example",
                                        "a@b@of.example"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(deposer(wrong[i], NULL), STATUS_REFUSED);
    }
    assert_int_equal(combien("a_envoyer"), 0);
}

/* ---- keys and transactions */

static enum status deposer_deux_fois(struct db *connection, void *context)
{
    enum status status = lettre_deposer(connection, arena, context);
    return status == STATUS_OK ? lettre_deposer(connection, arena, context) : status;
}

static enum status deposer_puis_echouer(struct db *connection, void *context)
{
    enum status status = lettre_deposer(connection, arena, context);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static void test_a_key_counts_once(void **state)
{
    (void)state;
    struct lettre courriel = a_deposer("zoe@of.example", "publication:12");
    assert_int_equal(db_transaction(db, deposer_deux_fois, &courriel), STATUS_OK);
    assert_int_equal(deposer("autre@of.example", "publication:12"), STATUS_OK);
    assert_int_equal(combien("a_envoyer"), 1);
    assert_true(passe(NOW));
    assert_int_equal(deposer("zoe@of.example", "publication:12"), STATUS_OK); /* sent already */
    assert_false(passe(NOW));
    assert_int_equal(deposer("zoe@of.example", "publication:13"), STATUS_OK);
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    assert_int_equal(combien("a_envoyer"), 3);
}

static void test_rolled_back_with_its_reason(void **state)
{
    (void)state;
    struct lettre courriel = a_deposer("zoe@of.example", "cle");
    assert_int_equal(db_transaction(db, deposer_puis_echouer, &courriel), STATUS_REFUSED);
    assert_false(passe(NOW));
    assert_int_equal(deposer("zoe@of.example", "cle"), STATUS_OK);
    assert_int_equal(combien("a_envoyer"), 1);
}

/* ---- failures of the server */

static void test_refused_is_given_up(void **state)
{
    (void)state;
    deposes(1);
    smtp_mode("refuse_rcpt");
    assert_true(passe(NOW));
    struct ligne ligne = lire(1);
    assert_string_equal(ligne.etat, "abandonne");
    assert_string_equal(ligne.erreur, "550 5.1.1 nobody of that name");
    assert_string_equal(ligne.texte, "");
    assert_string_equal(ligne.lien, "");
    assert_int_equal(ligne.essais, 1);
    smtp_mode("accepte");
    assert_false(passe(NOW + FACTEUR_ABANDON));
    assert_int_equal(nouveaux(), 0);
}

/* Delays: 30 s, 60 s, … 6 h, each with a tenth at most on top; the end after five days. */
static void test_delays_grow_until_given_up(void **state)
{
    (void)state;
    deposes(1);
    smtp_mode("plus_tard_data");
    int64_t now = NOW;
    int64_t delay = 30;
    int64_t attempts = 0;
    while (now < NOW + 5 * 86400) {
        assert_true(passe(now));
        struct ligne ligne = lire(1);
        assert_string_equal(ligne.etat, "a_envoyer");
        assert_string_equal(ligne.erreur, "451 4.3.0 later");
        assert_true(*ligne.texte && *ligne.lien);
        assert_int_equal(ligne.essais, ++attempts);
        assert_in_range(ligne.prochain_a - now, delay, delay + delay / 10);
        assert_false(passe(ligne.prochain_a - 1));
        now = ligne.prochain_a;
        delay = delay * 2 < 21600 ? delay * 2 : 21600;
    }
    assert_true(attempts > 20);
    assert_true(passe(now));
    assert_string_equal(lire(1).etat, "abandonne");
    assert_string_equal(lire(1).texte, "");
    assert_string_equal(lire(1).lien, "");
    assert_false(passe(now + 86400));
    assert_int_equal(nouveaux(), 0);
}

static void test_every_failure_is_tried_again(void **state)
{
    (void)state;
    static const char *const modes[] = {"plus_tard_rcpt", "plus_tard_corps", "meurt_rcpt",
                                        "meurt_data",     "meurt_corps",     "refuse_mail"};
    enum { MODES = sizeof modes / sizeof *modes };
    deposes(MODES);
    for (int i = 0; i < MODES; i++) {
        smtp_mode(modes[i]);
        assert_true(passe(NOW));
        assert_int_equal(lire(i + 1).essais, 1);
    }
    assert_int_equal(combien("a_envoyer"), MODES);
    smtp_mode("accepte");
    assert_false(passe(NOW));
    for (int i = 0; i < MODES; i++) {
        assert_true(passe(NOW + 33));
    }
    for (int i = 0; i < MODES; i++) {
        assert_string_equal(lire(i + 1).erreur, "");
    }
    assert_int_equal(combien("envoye"), MODES);
    assert_int_equal(nouveaux(), MODES);
}

static void test_silent_server(void **state)
{
    (void)state;
    deposes(2);
    facteur.limits.total_ms = 50;
    smtp_mode("muet");
    assert_true(passe(NOW));
    assert_true(passe(NOW)); /* the next one is not held up */
    assert_int_equal(combien("a_envoyer"), 2);
    assert_int_equal(lire(1).essais + lire(2).essais, 2);
    assert_false(lire(1).pris);
    facteur.limits.total_ms = FACTEUR_TOTAL_MS;
    smtp_mode("accepte");
    assert_true(passe(NOW + 33));
    assert_true(passe(NOW + 33));
    assert_int_equal(nouveaux(), 2);
}

static void test_nobody_there(void **state)
{
    (void)state;
    deposes(1);
    config.smtp_url = "smtp://127.0.0.1:1";
    assert_true(passe(NOW));
    assert_string_equal(lire(1).etat, "a_envoyer");
    assert_true(*lire(1).erreur);
}

static void test_dead_after_the_acknowledgement(void **state)
{
    (void)state;
    static const char *const modes[] = {"meurt_apres", "muet_quit"};
    deposes(2);
    for (int i = 0; i < 2; i++) {
        smtp_mode(modes[i]);
        assert_true(passe(NOW));
        est_envoye(i + 1);
    }
    assert_false(passe(NOW + FACTEUR_ABANDON));
    assert_int_equal(nouveaux(), 2);
}

/* A row that no door of ours let in neither blocks the others nor reaches the server. */
static void test_malformed_row(void **state)
{
    (void)state;
    run("INSERT INTO courriel (destinataire, sujet, texte, alea, prochain_a, cree_a) VALUES"
        " ('a@b.fr\r\nDATA', 'x', 'x', 'x', 0, 1700000000)");
    deposes(1);
    while (passe(NOW)) {
    }
    assert_string_equal(lire(1).etat, "abandonne");
    est_envoye(2);
    assert_int_equal(nouveaux(), 1);
}

/* ---- failures of the base */

static void refuse_records(void)
{
    run(test_db_engine() == DB_SQLITE
            ? "CREATE TRIGGER panne BEFORE UPDATE ON courriel WHEN NEW.etat = 'envoye'"
              " BEGIN SELECT RAISE(ABORT, 'panne'); END"
            : "CREATE FUNCTION panne() RETURNS trigger LANGUAGE plpgsql AS"
              " $$ BEGIN RAISE EXCEPTION 'panne'; END $$;"
              "CREATE TRIGGER panne BEFORE UPDATE ON courriel FOR EACH ROW"
              " WHEN (NEW.etat = 'envoye') EXECUTE FUNCTION panne()");
}

static void accept_records(void)
{
    run(test_db_engine() == DB_SQLITE ? "DROP TRIGGER panne"
                                      : "DROP TRIGGER panne ON courriel; DROP FUNCTION panne()");
}

static void test_delivered_but_not_recorded(void **state)
{
    (void)state;
    deposes(2);
    refuse_records();
    bool fait;
    assert_int_not_equal(facteur_passe(&facteur, db, NOW, &fait), STATUS_OK);
    assert_int_equal(nouveaux(), 1);
    assert_int_equal(combien("a_envoyer"), 2);
    /* Its lease is long over, and still it is not sent again, nor is anything else. */
    for (int i = 1; i <= 3; i++) {
        assert_int_not_equal(facteur_passe(&facteur, db, NOW + i * 1000, &fait), STATUS_OK);
        assert_false(fait);
    }
    assert_int_equal(nouveaux(), 1);
    accept_records();
    assert_true(passe(NOW));
    assert_false(passe(NOW + FACTEUR_ABANDON));
    assert_int_equal(nouveaux(), 2);
    est_envoye(1);
    est_envoye(2);
}

/* ---- several nodes */

static void test_lease(void **state)
{
    (void)state;
    deposes(1);
    run("UPDATE courriel SET pris_par = 'mort', pris_jusqu_a = 1700000100");
    assert_false(passe(NOW));
    assert_false(passe(NOW + 99));
    assert_true(passe(NOW + 100));
    assert_string_equal(lire(1).etat, "envoye");
    assert_int_equal(nouveaux(), 1);
}

struct noeud {
    struct facteur facteur;
    int64_t now;
    bool fait;
};

static void *une_passe(void *context)
{
    struct noeud *noeud = context;
    struct db *connection = test_db_connect(DB_WRITE);
    assert_int_equal(facteur_passe(&noeud->facteur, connection, noeud->now, &noeud->fait),
                     STATUS_OK);
    db_close(connection);
    return NULL;
}

/* While one node waits for the server, another takes the row over only when the lease is past; the
 * first one's failure then changes nothing. */
/* A clock that was a year ahead, and came back: what it wrote waits no year. */
static void test_clock_comes_back(void **state)
{
    (void)state;
    const int64_t year = (int64_t)365 * 86400;
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    assert_int_equal(db_run_script(db,
                                   arena_printf(arena,
                                                "UPDATE courriel SET prochain_a = %lld,"
                                                " pris_par = 'autre', pris_jusqu_a = %lld",
                                                (long long)(NOW + year), (long long)(NOW + year)),
                                   "ahead"),
                     STATUS_OK);
    assert_true(passe(NOW));
    est_envoye(1);
}

static void test_slow_node_is_overtaken(void **state)
{
    (void)state;
    deposes(1);
    struct noeud lent = {.now = NOW - 2 * BAIL};
    run("UPDATE courriel SET prochain_a = 0");
    facteur_init(&lent.facteur, &config);
    lent.facteur.limits.total_ms = 2000;
    smtp_mode("muet_corps");
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, une_passe, &lent), 0);
    assert_string_equal(smtp_ordre("attendre 1"), "ok");
    assert_false(passe(NOW - 2 * BAIL));
    assert_true(lire(1).pris);
    smtp_mode("accepte");
    assert_true(passe(NOW));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(lent.fait);
    est_envoye(1);
    assert_int_equal(lire(1).essais, 0);
    assert_int_equal(nouveaux(), 1);
}

/* The base ends all connections, as in a restart, between the claim and the acknowledgement. */
static void test_base_lost_during_the_sending(void **state)
{
    (void)state;
    if (test_db_engine() == DB_SQLITE) {
        return; /* has no connections to lose */
    }
    deposes(1);
    struct noeud noeud = {.facteur = facteur, .now = NOW};
    smtp_mode("retient");
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, une_passe, &noeud), 0);
    assert_string_equal(smtp_ordre("attendre 1"), "ok");
    run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    assert_string_equal(smtp_ordre("lache"), "ok");
    assert_int_equal(pthread_join(thread, NULL), 0);
    est_envoye(1);
    assert_false(passe(NOW + FACTEUR_ABANDON));
    assert_int_equal(nouveaux(), 1);
}

static void *tout_envoyer(void *context)
{
    struct noeud *noeud = context;
    struct db *connection = test_db_connect(DB_WRITE);
    bool fait = true;
    while (fait) {
        /* Too many conflicts in a row: the next pass is another try. */
        enum status status = facteur_passe(&noeud->facteur, connection, NOW, &fait);
        fait = fait || status == STATUS_BUSY;
    }
    db_close(connection);
    return NULL;
}

static void test_two_nodes_at_once(void **state)
{
    (void)state;
    enum { MAILS = 40, NODES = 3 };
    deposes(MAILS);
    struct noeud noeuds[NODES];
    pthread_t threads[NODES];
    for (int i = 0; i < NODES; i++) {
        facteur_init(&noeuds[i].facteur, &config);
        assert_int_equal(pthread_create(&threads[i], NULL, tout_envoyer, &noeuds[i]), 0);
    }
    for (int i = 0; i < NODES; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(nouveaux(), MAILS);
    assert_int_equal(combien("envoye"), MAILS);
    bool seen[MAILS] = {false};
    for (int i = 0; i < MAILS; i++) {
        int n = -1;
        assert_int_equal(sscanf(smtp_lire(arena, recus + i, "a"), "p%d@of.example", &n), 1);
        assert_in_range(n, 0, MAILS - 1);
        assert_false(seen[n]);
        seen[n] = true;
    }
}

/* ---- the thread */

static void test_without_a_server(void **state)
{
    (void)state;
    deposes(1);
    config.smtp_url = "";
    assert_false(passe(NOW));
    assert_int_equal(facteur_start(&config), STATUS_OK);
    facteur_reveiller();
    facteur_stop();
    facteur_stop();
    struct ligne ligne = lire(1);
    assert_string_equal(ligne.etat, "a_envoyer");
    assert_int_equal(ligne.essais, 0);
    assert_false(ligne.pris);
    assert_true(*ligne.texte);
}

/* What is deposited before the start and while it runs is sent; the end waits for the last one. */
static void test_thread(void **state)
{
    (void)state;
    smtp_mode("retient");
    deposes(1);
    assert_int_equal(facteur_start(&config), STATUS_OK);
    assert_string_equal(smtp_ordre("attendre 1"), "ok");
    assert_string_equal(smtp_ordre("lache"), "ok");
    assert_int_equal(deposer("zoe@of.example", NULL), STATUS_OK);
    facteur_reveiller();
    assert_string_equal(smtp_ordre("attendre 2"), "ok");
    facteur_stop();
    assert_int_equal(nouveaux(), 2);
    est_envoye(1);
    est_envoye(2);
}

static void *stop_it(void *unused)
{
    facteur_stop();
    return unused;
}

static void test_stop_waits_for_the_sending(void **state)
{
    (void)state;
    smtp_mode("retient");
    deposes(1);
    assert_int_equal(facteur_start(&config), STATUS_OK);
    assert_string_equal(smtp_ordre("attendre 1"), "ok");
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop_it, NULL), 0);
    assert_string_equal(lire(1).etat, "a_envoyer");
    assert_string_equal(smtp_ordre("lache"), "ok");
    assert_int_equal(pthread_join(thread, NULL), 0);
    est_envoye(1);
    assert_int_equal(nouveaux(), 1);
}

static int start(void **state)
{
    (void)state;
    smtp_demarrer();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    smtp_arreter();
    return 0;
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
    setenv("SOFI_INSTANT", "1700000000", 1);
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_sent_and_emptied),
        EACH(test_international_domains),
        EACH(test_contents),
        EACH(test_hostile_and_empty_contents),
        EACH(test_long_contents),
        EACH(test_recipients_refused),
        EACH(test_a_key_counts_once),
        EACH(test_rolled_back_with_its_reason),
        EACH(test_refused_is_given_up),
        EACH(test_delays_grow_until_given_up),
        EACH(test_every_failure_is_tried_again),
        EACH(test_silent_server),
        EACH(test_nobody_there),
        EACH(test_dead_after_the_acknowledgement),
        EACH(test_malformed_row),
        EACH(test_delivered_but_not_recorded),
        EACH(test_lease),
        EACH(test_clock_comes_back),
        EACH(test_slow_node_is_overtaken),
        EACH(test_base_lost_during_the_sending),
        EACH(test_two_nodes_at_once),
        EACH(test_without_a_server),
        EACH(test_thread),
        EACH(test_stop_waits_for_the_sending),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
