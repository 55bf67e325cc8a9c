/* Files by their content, deposits, certificates. Files are made here, byte by byte. The clock
 * stands on 15 June 2026. */
#include "certification.h"
#include "dates.h"
#include "journal.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define NOW "1781517600"
#define SITE 36364
#define PDF "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
#define JPEG "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xFF\xD9"
#define PNG                                                                                        \
    "\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3A"  \
    "\x7E\x9B\x55"
#define SHA_OF_PDF "e5c62df5dab5c87b6a015ef3d43597074d1eec433b15f51aec63b8582d0e4ab4"
#define MAXIMUM ((size_t)5 * 1024 * 1024)

STATEMENT(TEST_FICHIERS, "", "i", "SELECT count(*) FROM fichier");
STATEMENT(TEST_MORCEAUX, "", "i", "SELECT count(*) FROM fichier_morceau");
STATEMENT(TEST_DEPOTS, "", "i", "SELECT count(*) FROM depot");
STATEMENT(TEST_CERTIFICATS, "", "i", "SELECT count(*) FROM certificat");

static int setup(void **state)
{
    base_setup(state);
    run("INSERT INTO compte (id, email, etat, profil, nom, cree_a)"
        " VALUES (1, 'carif@exemple.fr', 'actif', 'CARIF', 'Dominique', 0),"
        " (2, 'of@exemple.fr', 'actif', 'OF', 'Camille', 0);"
        "INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat)"
        " VALUES (1, '13000511900032', 'GIP CARIF OREF', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat)"
        " VALUES (36364, 1, TRUE, 'Siège', 'A'), (36365, 1, FALSE, 'Annexe', 'A')");
    return 0;
}

/* ---- a file in memory */

struct bytes {
    const char *data;
    size_t n;
    size_t given; /* what a broken disk gives of them */
};

static enum status read_bytes(void *context, uint64_t offset, void *out, size_t n, size_t *read_r)
{
    const struct bytes *bytes = context;
    assert_true(n <= FICHIER_MORCEAU);
    size_t rest = offset < bytes->given ? bytes->given - (size_t)offset : 0;
    *read_r = rest < n ? rest : n;
    if (*read_r) {
        memcpy(out, bytes->data + offset, *read_r);
    }
    return STATUS_OK;
}

static enum status no_disk(void *context, uint64_t offset, void *out, size_t n, size_t *read_r)
{
    (void)context, (void)offset, (void)out, (void)n, (void)read_r;
    return STATUS_UNAVAILABLE;
}

static struct fichier_source source_of(const char *data, size_t n)
{
    struct bytes *bytes = ARENA_NEW(arena, struct bytes);
    *bytes = (struct bytes){data, n, n};
    return (struct fichier_source){read_bytes, bytes, n};
}

/* A PDF of exactly `n` bytes, no two pieces of which are alike. */
static struct fichier_source pdf_of(size_t n)
{
    char *data = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++) {
        data[i] = (char)((i >> 16) * 31 + i * 7 + 1);
    }
    memcpy(data, PDF, n < sizeof PDF - 1 ? n : sizeof PDF - 1);
    return source_of(data, n);
}

static struct fichier judged(const struct fichier_source *source)
{
    struct fichier fichier = {0};
    const char *message = "";
    enum status status = fichier_juger(arena, source, &fichier, &message);
    if (status != STATUS_OK) {
        fail_msg("%d: %s", (int)status, message);
    }
    return fichier;
}

static void refused(const struct fichier_source *source, const char *words)
{
    struct fichier fichier = {0};
    const char *message = "";
    assert_int_equal(fichier_juger(arena, source, &fichier, &message), STATUS_REFUSED);
    assert_null(fichier.empreinte);
    if (!strstr(message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", message, words);
    }
}

struct deposit {
    struct fichier_source source;
    struct fichier fichier;
    int64_t compte;
    const char *jeton;
};

static enum status deposit_in_transaction(struct db *connection, void *context)
{
    struct deposit *d = context;
    enum status status = fichier_deposer(connection, &d->source, &d->fichier);
    if (status == STATUS_OK && d->compte) {
        status =
            depot_noter(connection, arena, d->compte, &d->fichier, "attestation.pdf", &d->jeton);
    }
    return status;
}

/* `compte` 0: kept without a deposit. */
static struct deposit deposit(struct fichier_source source, int64_t compte)
{
    struct deposit d = {.source = source, .fichier = judged(&source), .compte = compte};
    assert_int_equal(db_transaction(db, deposit_in_transaction, &d), STATUS_OK);
    return d;
}

/* ---- judging */

static void test_types(void **state)
{
    (void)state;
    struct fichier_source pdf = source_of(PDF, sizeof PDF - 1);
    struct fichier_source jpeg = source_of(JPEG, sizeof JPEG - 1);
    struct fichier_source png = source_of(PNG, sizeof PNG - 1);
    assert_string_equal(judged(&pdf).type, "application/pdf");
    assert_string_equal(judged(&jpeg).type, "image/jpeg");
    assert_string_equal(judged(&png).type, "image/png");
    assert_int_equal(judged(&png).taille, sizeof PNG - 1);
}

static void test_wrong_types(void **state)
{
    (void)state;
    /* Whatever the person's file is called: its name is not even asked for. */
    static const char *const contents[] = {
        "#!/bin/sh\nrm -rf /\n",
        "<!DOCTYPE html><html><script>alert(1)</script></html>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
        "GIF89a\x01\x01\x01\x01\x01",
        "PK\x03\x04 a zip",
        "attestation.pdf",
        "%PD",
        "x",
        "\177ELF\x02\x01\x01",
    };
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        struct fichier_source source = source_of(contents[i], strlen(contents[i]));
        refused(&source, "un PDF, un JPEG ou un PNG attendu");
    }
}

static void test_sizes(void **state)
{
    (void)state;
    struct fichier_source empty = source_of("", 0);
    struct fichier_source full = pdf_of(MAXIMUM);
    struct fichier_source over = pdf_of(MAXIMUM + 1);
    refused(&empty, "fichier vide");
    assert_int_equal(judged(&full).taille, 5242880);
    refused(&over, "5,1\u00A0Mo, 5\u00A0Mo au maximum");
    over.taille = MAXIMUM + MAXIMUM / 5;
    refused(&over, "6\u00A0Mo, 5\u00A0Mo au maximum");
    over.taille = UINT64_MAX; /* refused before anything is read */
    over.lire = no_disk;
    refused(&over, "5\u00A0Mo au maximum");
}

/* SHA-256 of "%PDF-1.4\n", known from outside: printf '%%PDF-1.4\n' | sha256sum */
static void test_hash(void **state)
{
    (void)state;
    struct fichier_source source = source_of("%PDF-1.4\n", 9);
    struct fichier_source other = source_of("%PDF-1.5\n", 9);
    assert_string_equal(judged(&source).empreinte, SHA_OF_PDF);
    assert_string_not_equal(judged(&other).empreinte, SHA_OF_PDF);
    /* A change in the last byte of a file of several pieces counts. */
    struct fichier_source a = pdf_of(FICHIER_MORCEAU + 1);
    struct fichier_source b = pdf_of(FICHIER_MORCEAU + 1);
    struct fichier_source c = pdf_of(FICHIER_MORCEAU);
    assert_string_equal(judged(&a).empreinte, judged(&b).empreinte);
    assert_string_not_equal(judged(&a).empreinte, judged(&c).empreinte);
}

static void test_broken_sources(void **state)
{
    (void)state;
    struct fichier fichier = {0};
    const char *message = NULL;
    struct fichier_source source = pdf_of(FICHIER_MORCEAU * 2);
    ((struct bytes *)source.contexte)->given = FICHIER_MORCEAU + 1;
    assert_int_equal(fichier_juger(arena, &source, &fichier, &message), STATUS_ERROR);
    source.lire = no_disk;
    assert_int_equal(fichier_juger(arena, &source, &fichier, &message), STATUS_UNAVAILABLE);
    assert_null(message);
    /* It breaks between the two readings: nothing is kept. */
    struct fichier_source late = pdf_of(FICHIER_MORCEAU * 2);
    struct deposit d = {.source = late, .fichier = judged(&late)};
    ((struct bytes *)late.contexte)->given = FICHIER_MORCEAU + 1;
    assert_int_equal(db_transaction(db, deposit_in_transaction, &d), STATUS_ERROR);
    assert_int_equal(number(&TEST_FICHIERS, 0), 0);
    assert_int_equal(number(&TEST_MORCEAUX, 0), 0);
}

static void *judge_often(void *context)
{
    struct arena *own = arena_create(0);
    bool right = true;
    for (int i = 0; i < 5; i++) {
        struct fichier fichier = {0};
        const char *message = NULL;
        right = right && fichier_juger(own, context, &fichier, &message) == STATUS_OK &&
                strcmp(fichier.type, "image/png") == 0;
    }
    arena_destroy(own);
    return right ? context : NULL;
}

static void test_judged_by_several_threads(void **state)
{
    (void)state;
    struct fichier_source png = source_of(PNG, sizeof PNG - 1);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, judge_often, &png), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_non_null(result);
    }
}

/* ---- keeping */

static void read_back(const struct fichier_source *source, const char *empreinte)
{
    const struct bytes *bytes = source->contexte;
    const char *data = NULL;
    size_t n = 0;
    size_t done = 0;
    int64_t rank = 0;
    for (; fichier_morceau(db, arena, empreinte, rank, &data, &n) == STATUS_OK; rank++) {
        assert_true(n > 0 && n <= FICHIER_MORCEAU && done + n <= bytes->n);
        assert_memory_equal(data, bytes->data + done, n);
        done += n;
    }
    assert_int_equal(done, bytes->n);
    assert_int_equal(fichier_morceau(db, arena, empreinte, rank, &data, &n), STATUS_NOT_FOUND);
    assert_int_equal(fichier_morceau(db, arena, empreinte, -1, &data, &n), STATUS_NOT_FOUND);
    assert_int_equal(rank, (bytes->n + FICHIER_MORCEAU - 1) / FICHIER_MORCEAU);
}

static void test_pieces_read_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {9, FICHIER_MORCEAU - 1, FICHIER_MORCEAU, FICHIER_MORCEAU + 1,
                                   MAXIMUM};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct fichier_source source = pdf_of(sizes[i]);
        read_back(&source, deposit(source, 0).fichier.empreinte);
    }
    const char *data = NULL;
    size_t n = 0;
    assert_int_equal(fichier_morceau(db, arena, "unknown", 0, &data, &n), STATUS_NOT_FOUND);
    assert_int_equal(fichier_morceau(db, arena, "", 0, &data, &n), STATUS_NOT_FOUND);
}

static void test_one_content_is_kept_once(void **state)
{
    (void)state;
    deposit(pdf_of(FICHIER_MORCEAU + 1), 0);
    deposit(pdf_of(FICHIER_MORCEAU + 1), 2);
    deposit(source_of(PNG, sizeof PNG - 1), 0);
    assert_int_equal(number(&TEST_FICHIERS, 0), 2);
    assert_int_equal(number(&TEST_MORCEAUX, 0), 3);
}

static pthread_barrier_t barrier;

static void *deposit_at_once(void *context)
{
    struct db *connection = test_db_connect(DB_WRITE);
    pthread_barrier_wait(&barrier);
    enum status status = db_transaction(connection, deposit_in_transaction, context);
    db_close(connection);
    return (void *)(uintptr_t)status;
}

static void test_same_content_by_two_at_once(void **state)
{
    (void)state;
    struct fichier_source source = pdf_of(FICHIER_MORCEAU * 3);
    struct deposit deposits[2];
    pthread_t threads[2];
    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++) {
        deposits[i] = (struct deposit){.source = source, .fichier = judged(&source)};
        assert_int_equal(pthread_create(&threads[i], NULL, deposit_at_once, &deposits[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        void *status = NULL;
        pthread_join(threads[i], &status);
        assert_int_equal((uintptr_t)status, STATUS_OK);
    }
    pthread_barrier_destroy(&barrier);
    assert_int_equal(number(&TEST_FICHIERS, 0), 1);
    read_back(&source, deposits[0].fichier.empreinte);
}

/* ---- deposits */

static void age_by(const char *table, int64_t seconds)
{
    run(arena_printf(arena, "UPDATE %s SET depose_a = depose_a - %d", table, (int)seconds));
}

static void test_deposits(void **state)
{
    (void)state;
    struct deposit d = deposit(source_of(PNG, sizeof PNG - 1), 2);
    struct deposit again = deposit(source_of(PNG, sizeof PNG - 1), 2);
    struct fichier fichier = {0};
    const char *nom = NULL;
    assert_string_not_equal(d.jeton, again.jeton);
    assert_int_equal(depot_lire(db, arena, 2, d.jeton, &fichier, &nom), STATUS_OK);
    assert_string_equal(fichier.empreinte, d.fichier.empreinte);
    assert_string_equal(fichier.type, "image/png");
    assert_int_equal(fichier.taille, sizeof PNG - 1);
    assert_string_equal(nom, "attestation.pdf");
    assert_int_equal(depot_lire(db, arena, 1, d.jeton, &fichier, &nom), STATUS_NOT_FOUND);
    assert_int_equal(depot_lire(db, arena, 2, "", &fichier, &nom), STATUS_NOT_FOUND);
    assert_int_equal(depot_lire(db, arena, 2, "%", &fichier, &nom), STATUS_NOT_FOUND);
    age_by("depot", FICHIER_DEPOT_SECONDES - 1);
    assert_int_equal(depot_lire(db, arena, 2, d.jeton, &fichier, &nom), STATUS_OK);
    age_by("depot", 1);
    assert_int_equal(depot_lire(db, arena, 2, d.jeton, &fichier, &nom), STATUS_NOT_FOUND);
}

static enum status clean_in_transaction(struct db *connection, void *context)
{
    (void)context;
    return fichier_nettoyer(connection);
}

static void clean(void)
{
    assert_int_equal(db_transaction(db, clean_in_transaction, NULL), STATUS_OK);
}

/* ---- certificates */

struct addition {
    const struct acteur *acteur;
    struct fichier fichier;
    const char *nom;
    int64_t site;
};

static enum status add_in_transaction(struct db *connection, void *context)
{
    const struct addition *a = context;
    return certificat_ajouter(connection, arena, a->acteur, a->site, &a->fichier, a->nom,
                              "2028-09-14", "GIP CARIF OREF");
}

static enum status add(const struct acteur *acteur, struct fichier fichier, const char *nom)
{
    struct addition a = {acteur, fichier, nom, SITE};
    return db_transaction(db, add_in_transaction, &a);
}

static struct certificats certificates(int64_t site)
{
    struct certificats list = {0};
    assert_int_equal(certificat_lister(db, arena, site, &(struct valeurs){0}, &list), STATUS_OK);
    return list;
}

static void test_cleaning(void **state)
{
    (void)state;
    struct fichier_source used = pdf_of(FICHIER_MORCEAU + 5);
    struct fichier kept = deposit(used, 2).fichier;
    struct deposit waiting = deposit(pdf_of(1000), 2);
    deposit(source_of(PNG, sizeof PNG - 1), 0);
    assert_int_equal(add(&camille, kept, "a.pdf"), STATUS_OK);
    clean(); /* all are young */
    assert_int_equal(number(&TEST_FICHIERS, 0), 3);
    assert_int_equal(number(&TEST_DEPOTS, 0), 2);
    age_by("fichier", FICHIER_DEPOT_SECONDES);
    clean(); /* nothing refers to the image any more */
    assert_int_equal(number(&TEST_FICHIERS, 0), 2);
    assert_int_equal(number(&TEST_MORCEAUX, 0), 3);
    struct fichier fichier;
    const char *nom;
    assert_int_equal(depot_lire(db, arena, 2, waiting.jeton, &fichier, &nom), STATUS_OK);
    age_by("depot", FICHIER_DEPOT_SECONDES);
    clean();
    clean();
    assert_int_equal(number(&TEST_DEPOTS, 0), 0);
    assert_int_equal(number(&TEST_FICHIERS, 0), 1);
    read_back(&used, kept.empreinte); /* the certificate's */
}

/* An old orphan that comes again is young again: it waits for its form. */
static void test_cleaning_spares_what_came_again(void **state)
{
    (void)state;
    deposit(pdf_of(1000), 0);
    age_by("fichier", FICHIER_DEPOT_SECONDES);
    struct fichier_source again = pdf_of(1000);
    struct deposit d = deposit(again, 0);
    clean();
    read_back(&again, d.fichier.empreinte);
}

static void test_certificates(void **state)
{
    (void)state;
    struct fichier first = deposit(pdf_of(1000), 0).fichier;
    struct fichier second = deposit(pdf_of(2000), 0).fichier;
    assert_int_equal(certificates(SITE).n, 0);
    assert_int_equal(add(&camille, first, "l'attestation <b>.pdf"), STATUS_OK);
    assert_int_equal(add(&camille, first, "autre nom.pdf"), STATUS_OK); /* not again */
    assert_int_equal(certificates(SITE).n, 1);
    assert_int_equal(add(&officier, second, "2026.pdf"), STATUS_OK);
    struct certificats list = certificates(SITE);
    assert_int_equal(list.n, 2);
    assert_string_equal(list.items[0].nom, "2026.pdf");
    assert_string_equal(list.items[0].fichier.empreinte, second.empreinte);
    assert_int_equal(list.items[0].fichier.taille, 2000);
    assert_string_equal(list.items[0].depose_par, "Dominique");
    assert_string_equal(list.items[0].fin_qualiopi, "2028-09-14");
    assert_string_equal(list.items[0].depose_le, "15/06/2026 à 12\u00A0h\u00A000");
    assert_string_equal(list.items[1].nom, "l'attestation <b>.pdf");
    /* An earlier file comes back: it is the newest, and its bytes are not there twice. */
    assert_int_equal(add(&camille, first, "retour.pdf"), STATUS_OK);
    assert_int_equal(certificates(SITE).n, 3);
    assert_int_equal(certificates(36365).n, 0);
    assert_int_equal(number(&TEST_FICHIERS, 0), 2);
}

static void test_certificates_in_the_journal(void **state)
{
    (void)state;
    assert_int_equal(add(&camille, deposit(pdf_of(1000), 0).fichier, "a.pdf"), STATUS_OK);
    assert_int_equal(add(&officier, deposit(pdf_of(2000), 0).fichier, "a.pdf"), STATUS_OK);
    assert_int_equal(add(&officier, deposit(pdf_of(2000), 0).fichier, "a.pdf"), STATUS_OK);
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, "site", SITE, 0, &page), STATUS_OK);
    assert_int_equal(page.lignes.n, 2);
    const struct journal_ligne *newest = &page.lignes.items[0];
    const struct journal_ligne *oldest = &page.lignes.items[1];
    assert_false(oldest->creation);
    assert_string_equal(oldest->champs.items[0].libelle, "Certification (fichier)");
    assert_string_equal(oldest->champs.items[0].avant, "");
    assert_string_equal(oldest->champs.items[0].apres, "a.pdf");
    assert_string_equal(oldest->au_nom_de, "");
    assert_string_equal(newest->champs.items[0].avant, "a.pdf");
    assert_string_equal(newest->champs.items[0].apres, "a.pdf (nouveau contenu)");
    assert_string_equal(newest->au_nom_de, "GIP CARIF OREF");
}

static void test_certificate_of_a_file_that_is_not_there(void **state)
{
    (void)state;
    struct fichier nowhere = {.empreinte = "00", .type = "image/png", .taille = 1};
    assert_int_equal(add(&camille, nowhere, "a.png"), STATUS_CONFLICT);
    assert_int_equal(number(&TEST_CERTIFICATS, 0), 0);
}

/* ---- in force or not */

static void test_state(void **state)
{
    (void)state;
    static const struct {
        const char *end;
        enum certification_etat etat;
    } cases[] = {
        {"2026-06-15", CERTIFICATION_EXPIRE_BIENTOT}, /* today */
        {"2026-06-14", CERTIFICATION_EXPIREE},
        {"2026-09-13", CERTIFICATION_EXPIRE_BIENTOT}, /* 15 + 31 + 31 + 13 = 90 days */
        {"2026-09-14", CERTIFICATION_A_JOUR},
        {"2199-12-31", CERTIFICATION_A_JOUR},
        {"1900-01-01", CERTIFICATION_EXPIREE},
        {"", CERTIFICATION_AUCUNE},
        {"14/09/2028", CERTIFICATION_AUCUNE},
    };
    const char *codes[] = {"iso-9001", "qualiopi"};
    struct text_list both = {codes, 2};
    struct text_list other = {codes, 1};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(certification_etat(both, cases[i].end, "2026-06-15"), cases[i].etat);
        assert_int_equal(certification_etat(other, cases[i].end, "2026-06-15"),
                         CERTIFICATION_AUCUNE);
    }
    assert_int_equal(certification_etat((struct text_list){0}, "2028-09-14", "2026-06-15"),
                     CERTIFICATION_AUCUNE);
}

static void test_phrase(void **state)
{
    (void)state;
    assert_string_equal(certification_phrase(arena, CERTIFICATION_A_JOUR, "2028-09-14"),
                        "Qualiopi à jour, fin le 14/09/2028");
    assert_string_equal(certification_phrase(arena, CERTIFICATION_EXPIRE_BIENTOT, "2026-12-12"),
                        "Qualiopi expire le 12/12/2026");
    assert_string_equal(certification_phrase(arena, CERTIFICATION_EXPIREE, "2026-02-01"),
                        "Qualiopi expirée depuis le 01/02/2026");
    assert_string_equal(certification_phrase(arena, CERTIFICATION_AUCUNE, ""), "");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    setenv("SOFI_INSTANT", NOW, 1);
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_types),
        EACH(test_wrong_types),
        EACH(test_sizes),
        EACH(test_hash),
        EACH(test_broken_sources),
        EACH(test_judged_by_several_threads),
        EACH(test_pieces_read_back),
        EACH(test_one_content_is_kept_once),
        EACH(test_same_content_by_two_at_once),
        EACH(test_deposits),
        EACH(test_cleaning),
        EACH(test_cleaning_spares_what_came_again),
        EACH(test_certificates),
        EACH(test_certificates_in_the_journal),
        EACH(test_certificate_of_a_file_that_is_not_there),
        EACH(test_state),
        EACH(test_phrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
