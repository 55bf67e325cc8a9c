/* sofi import of on both engines: what is kept, refused, compared with what sites declare, told.
 *
 * SOFI_OF_LIGNES: rows of the long list; SOFI_OF_FICHIER: where it is left, to be timed by hand.
 */
#include "dates.h"
#include "ecart_qualiopi.h"
#include "import_of.h"
#include "site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define ENTETE_PARTAGE SOFI_SHARED_DATA "/lpof/liste-publique-of-entete.csv"
#define ENTETE                                                                                     \
    "numeroDeclarationActivite;denomination;siren;siretEtablissementDeclarant;"                    \
    "adressePhysiqueOrganismeFormation.codePostal;adressePhysiqueOrganismeFormation.ville;"        \
    "certifications.actionsDeFormation;certifications.bilansDeCompetences;certifications.VAE;"     \
    "certifications.actionsDeFormationParApprentissage;"                                           \
    "informationsDeclarees.dateDerniereDeclaration\n"
#define GIP(certifications)                                                                        \
    "52440404744;GIP CARIF OREF;130005119;13000511900032;44200;NANTES;" certifications             \
    ";2025-05-02\n"
#define POSTE(certifications)                                                                      \
    "11755000001;LA POSTE;356000000;35600000000048;75015;PARIS;" certifications ";2025-04-30\n"
#define AUTRE                                                                                      \
    "11755000002;Écoles du Nord;552100554;55210055400013;59000;LILLE;true;false;false;false;\n"
#define AF "true;false;false;false"
#define AF_APP "true;false;false;true"
#define RIEN "false;false;false;false"

STATEMENT(TEST_OF_LIGNES, "", "i", "SELECT count(*) FROM lpof WHERE disparue IS NULL");
STATEMENT(TEST_OF_TOUTES, "", "i", "SELECT count(*) FROM lpof");
STATEMENT(TEST_OF_LECTURE, "", "i", "SELECT count(*) FROM lpof_lecture");
STATEMENT(TEST_OF_IMPORTS, "", "i", "SELECT count(*) FROM lpof_import");
STATEMENT(TEST_OF_COURRIELS, "", "i", "SELECT count(*) FROM courriel");
STATEMENT(TEST_OF_TEXTE, "i", "t", "SELECT texte FROM courriel WHERE id >= $1 ORDER BY id");
STATEMENT(TEST_OF_DESTINATAIRE, "i", "t",
          "SELECT destinataire FROM courriel WHERE id >= $1 ORDER BY id");
STATEMENT(TEST_OF_PAR, "i", "t", "SELECT fait_par FROM lpof_import WHERE id >= $1 ORDER BY id");
STATEMENT(TEST_OF_NDA, "i", "t", "SELECT nda FROM lpof WHERE id >= $1 ORDER BY id");
STATEMENT(TEST_OF_SIRET, "i", "t", "SELECT siret FROM lpof WHERE id >= $1 ORDER BY id");
STATEMENT(TEST_OF_OUVERTS, "i", "i",
          "SELECT count(*) FROM ecart_qualiopi WHERE site = $1 AND reglee_a IS NULL");
STATEMENT(TEST_OF_TOUT_ECART, "", "i", "SELECT count(*) FROM ecart_qualiopi");
STATEMENT(TEST_OF_DELAI, "i", "t",
          "SELECT jusqu_au FROM ecart_qualiopi WHERE site = $1 ORDER BY id DESC");

static char path[] = "/tmp/sofi-of-XXXXXX";
static struct import_of_bilan bilan;
static bool quand_meme;
static int delai;

static enum status import_file(const char *from)
{
    const struct import_of_options options = {
        .par = "Claude", .source = "liste.csv", .quand_meme = quand_meme, .delai = delai};
    return import_of(db, arena, from, &options, &bilan);
}

static enum status import(const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return import_file(path);
}

static void accept(const char *text, int nouvelles, int modifiees, int disparues)
{
    if (import(text) != STATUS_OK) {
        fail_msg("line %zu: %s", bilan.raisons.items[0].ligne, bilan.raisons.items[0].texte);
    }
    assert_int_equal(bilan.changements.nouvelles + bilan.changements.revenues, nouvelles);
    assert_int_equal(bilan.changements.modifiees, modifiees);
    assert_int_equal(bilan.changements.disparues, disparues);
    assert_int_equal(number(&TEST_OF_LECTURE, 0), 0);
}

static void refuse(const char *text, const char *reason)
{
    int64_t before = number(&TEST_OF_LIGNES, 0);
    assert_int_equal(import(text), STATUS_REFUSED);
    if (!strstr(bilan.raisons.items[0].texte, reason)) {
        fail_msg("line %zu: %s; expected: %s", bilan.raisons.items[0].ligne,
                 bilan.raisons.items[0].texte, reason);
    }
    assert_int_equal(number(&TEST_OF_LIGNES, 0), before);
    assert_int_equal(number(&TEST_OF_LECTURE, 0), 0);
}

static int setup(void **state)
{
    monde_setup(state);
    quand_meme = false;
    delai = 0;
    return 0;
}

/* What a site declares. `categories`: "af,app"; NULL: Qualiopi is not ticked. */
static void declare(int64_t site, const char *categories)
{
    run(arena_printf(arena, "DELETE FROM site_choix WHERE site_numero = %lld", (long long)site));
    if (!categories) {
        return;
    }
    run(arena_printf(arena,
                     "INSERT INTO site_choix (site_numero, champ, rang, code)"
                     " VALUES (%lld, 'qualite', 1, 'qualiopi')",
                     (long long)site));
    struct text_list codes = text_split(arena, categories, ",");
    for (size_t i = 0; i < codes.n; i++) {
        run(arena_printf(arena,
                         "INSERT INTO site_choix (site_numero, champ, rang, code)"
                         " VALUES (%lld, 'categories_qualiopi', %zu, '%s')",
                         (long long)site, i + 1, codes.items[i]));
    }
}

/* ---- the list */

static void test_upsert(void **state)
{
    (void)state;
    accept(ENTETE GIP(AF) POSTE(AF) AUTRE, 3, 0, 0);
    assert_string_equal(word(&TEST_OF_PAR, 0), "Claude");
    assert_int_equal(bilan.ignorees, 0);
    accept(ENTETE AUTRE GIP(AF) POSTE(AF), 0, 0, 0);
    assert_int_equal(number(&TEST_OF_IMPORTS, 0), 1);
    accept(ENTETE GIP(AF_APP) AUTRE, 0, 1, 1);
    assert_int_equal(number(&TEST_OF_IMPORTS, 0), 2);
    assert_int_equal(number(&TEST_OF_LIGNES, 0), 2);
    assert_int_equal(number(&TEST_OF_TOUTES, 0), 3);
    accept(ENTETE GIP(AF_APP) AUTRE POSTE(AF), 1, 0, 0);
    assert_int_equal(bilan.changements.revenues, 1);
    assert_int_equal(number(&TEST_OF_TOUTES, 0), 3);
}

static void test_numbers_as_they_come(void **state)
{
    (void)state;
    accept(ENTETE "4973000197;Outre-mer;552100554;00013;97300;CAYENNE;VRAI;;0;non;30/04/2025\n", 1,
           0, 0);
    assert_string_equal(word(&TEST_OF_NDA, 0), "04973000197");
    assert_string_equal(word(&TEST_OF_SIRET, 0), "55210055400013");
}

static void test_faulty_rows_are_left_out(void **state)
{
    (void)state;
    const char *text = ENTETE GIP(AF);
    for (int i = 0; i < 20; i++) {
        text = arena_printf(arena, "%s1175500%04d;OF %d;;;75001;PARIS;" RIEN ";\n", text, i, i);
    }
    text = arena_printf(arena, "%s" GIP(AF) "abc;Faux;;;75001;PARIS;" RIEN ";\n", text);
    accept(text, 21, 0, 0);
    assert_int_equal(bilan.ignorees, 2);
    assert_int_equal(bilan.raisons.items[0].ligne, 24);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "numeroDeclarationActivite faux"));
    assert_int_equal(bilan.raisons.items[1].ligne, 23);
    assert_non_null(strstr(bilan.raisons.items[1].texte, "en double"));
}

static void test_wrong_files(void **state)
{
    (void)state;
    accept(ENTETE GIP(AF) POSTE(AF), 2, 0, 0);
    refuse("", "aucun organisme");
    refuse(ENTETE, "aucun organisme");
    refuse("code;libelle\n314;Gestion\n",
           "en-tête inconnu, colonne numeroDeclarationActivite attendue");
    refuse("<html><body>404</body></html>", "page web");
    refuse("PK\x03\x04zip", "zip");
    refuse(ENTETE GIP("oui;peut-être;non;non"),
           "certifications.bilansDeCompetences faux, true ou false attendu");
    refuse(ENTETE GIP(AF) "11755000002;Nord;;123;59000;LILLE;" AF ";\n", "14 chiffres attendus");
    refuse(ENTETE GIP(AF) "11755000002;Nord;;;59000;LILLE;" AF ";hier\n", "jj/mm/aaaa");
    refuse(ENTETE GIP(AF) GIP(AF), "en double");
    assert_int_equal(import_file("/nowhere/of.csv"), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "introuvable"));
}

static const char *rows(int n)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs(ENTETE, out);
    for (int i = 0; i < n; i++) {
        fprintf(out, "117550%05d;OF %d;;;75001;PARIS;" RIEN ";\n", i, i);
    }
    fclose(out);
    const char *kept = arena_strdup(arena, text);
    free(text);
    return kept;
}

/* Rows of the next list are in the base when it is judged: nothing of them stays. */
static void test_half_a_list(void **state)
{
    (void)state;
    accept(rows(40), 40, 0, 0);
    refuse(rows(20), "20 des 40 organismes de la liste ne sont pas dans le fichier");
    accept(rows(38), 0, 0, 2);
    quand_meme = true;
    accept(rows(19), 0, 0, 19);
    assert_int_equal(number(&TEST_OF_TOUTES, 0), 40);
}

/* ---- a long list */

static int combien(void)
{
    const char *lignes = getenv("SOFI_OF_LIGNES");
    return lignes ? (int)strtol(lignes, NULL, 10) : 20000;
}

/* All the columns of the publication, in its order. */
static void generate(const char *where, int n)
{
    FILE *out = fopen(where, "we");
    assert_non_null(out);
    FILE *head = fopen(ENTETE_PARTAGE, "re");
    char entete[4096] = "";
    if (head) {
        assert_non_null(fgets(entete, sizeof entete, head));
        fclose(head);
    }
    fprintf(out, "%s\n", head ? strtok(entete, "\r\n") : ""); // NOLINT: of a test
    for (int i = 0; i < n; i++) {
        fprintf(out,
                "5244%07d;;ORGANISME DE FORMATION n° %d ÉCOLE;%09d;%09d%05d;%d rue de la Paix;"
                "%05d;SAINT-ÉTIENNE-%d;52;%s;%s;%s;%s;;;;;;2025-04-%02d;2024-01-01;2024-12-31;315;"
                "Ressources humaines, gestion du personnel;326;Informatique;333;Enseignement;%d;0;"
                "%d;\n",
                i, i, 300000000 + i, 300000000 + i, 12 + i % 7, i % 300, 44000 + i % 900, i % 900,
                i % 3 ? "true" : "false", i % 5 ? "false" : "true", i % 7 ? "false" : "true",
                i % 2 ? "true" : "false", 1 + i % 28, i % 2000, i % 40);
    }
    assert_int_equal(fclose(out), 0);
}

static size_t memory_of(int n)
{
    ARENA_SCRATCH(own, 0);
    const struct import_of_options options = {.par = "", .source = "", .quand_meme = true};
    generate(path, n);
    if (import_of(db, own, path, &options, &bilan) != STATUS_OK) {
        fail_msg("line %zu: %s", bilan.raisons.items[0].ligne, bilan.raisons.items[0].texte);
    }
    assert_int_equal(bilan.changements.lues, n);
    return arena_used(own);
}

static void test_long_list(void **state)
{
    (void)state;
    const char *kept = getenv("SOFI_OF_FICHIER");
    if (access(ENTETE_PARTAGE, R_OK) != 0) {
        print_message("skipped: no %s\n", ENTETE_PARTAGE);
        skip();
    }
    int n = combien();
    size_t small = memory_of(n / 20);
    size_t large = memory_of(n);
    assert_int_equal(bilan.changements.nouvelles, n - n / 20);
    assert_int_equal(large, small);
    assert_int_equal(number(&TEST_OF_LIGNES, 0), n);
    struct liste_page page = {.items = NULL};
    assert_int_equal(liste_publique_lister(db, arena, LISTE_PUBLIQUE_INCONNUS, "", "", &page),
                     STATUS_OK);
    assert_int_equal(page.total, n);
    assert_int_equal(page.n, LISTE_PUBLIQUE_PAGE);
    if (kept) {
        generate(kept, n);
    }
}

/* ---- differences */

static void test_differences(void **state)
{
    (void)state;
    declare(36364, "af,app");
    declare(36365, "af");
    declare(36400, NULL);
    delai = 10;
    accept(ENTETE GIP(AF) POSTE(AF), 2, 0, 0);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36364), 1);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36365), 0);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36400), 1); /* the principal one says nothing */
    assert_int_equal(bilan.ecarts, 2);
    char jour[DATES_ISO_SIZE];
    dates_today(jour);
    dates_add_days(jour, 10, jour);
    assert_string_equal(word(&TEST_OF_DELAI, 36364), jour);
    /* One letter to each organisation, and never again. */
    assert_int_equal(bilan.courriels, 2);
    assert_string_equal(word(&TEST_OF_DESTINATAIRE, 0), "of@exemple.fr");
    assert_non_null(strstr(word(&TEST_OF_TEXTE, 0),
                           "«\u00A0Apprentissage\u00A0» est déclarée sur la fiche, mais "
                           "absente de la liste publique"));
    accept(ENTETE GIP(AF) POSTE(AF), 0, 0, 0);
    assert_int_equal(bilan.courriels, 0);
    assert_int_equal(number(&TEST_OF_COURRIELS, 0), 2);
    /* What the list says now. */
    accept(ENTETE GIP(AF_APP) POSTE(AF), 0, 1, 0);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36364), 0);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36365), 1);
}

static void test_same_enterprise_by_its_nda(void **state)
{
    (void)state;
    run("UPDATE etablissement SET nda = '52440404744' WHERE id = 1;"
        "UPDATE etablissement SET nda = '52440404744' WHERE id = 2");
    declare(36364, "af");
    declare(36400, "af");
    accept(ENTETE "52440404744;GIP;130005119;13000511900099;44200;NANTES;" RIEN ";\n", 1, 0, 0);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36364), 1);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36400), 0);
}

static const struct valeurs valeurs = {.choix = NULL};

struct save {
    struct site ancien, nouveau;
};

static enum status save_in_transaction(struct db *connection, void *context)
{
    struct save *s = context;
    bool change = false;
    return site_enregistrer(connection, arena, &camille, &valeurs, &s->ancien, &s->nouveau, NULL,
                            &change);
}

static void save_categories(int64_t numero, const char **codes, size_t n)
{
    struct save s;
    assert_int_equal(site_charger(db, arena, numero, &s.ancien), STATUS_OK);
    s.nouveau = s.ancien;
    s.nouveau.categories_qualiopi = (struct text_list){codes, n};
    assert_int_equal(db_transaction(db, save_in_transaction, &s), STATUS_OK);
}

static void test_settled_before_the_mail_went(void **state)
{
    (void)state;
    const char *codes[] = {"af", "app"};
    declare(36364, "af,app");
    accept(ENTETE GIP(AF), 1, 0, 0);
    assert_int_equal(number(&TEST_OF_COURRIELS, 0), 1);
    save_categories(36364, codes, 1);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36364), 0);
    assert_int_equal(number(&TEST_OF_COURRIELS, 0), 0);
    /* It comes back: nobody was told of it yet, so it is told. */
    save_categories(36364, codes, 2);
    accept(ENTETE GIP(AF), 0, 0, 0);
    assert_int_equal(number(&TEST_OF_COURRIELS, 0), 1);
    assert_int_equal(number(&TEST_OF_TOUT_ECART, 0), 1);
    /* This time it went: settled and back, it is not told twice. */
    run("UPDATE courriel SET etat = 'envoye', texte = ''");
    save_categories(36364, codes, 1);
    save_categories(36364, codes, 2);
    accept(ENTETE GIP(AF), 0, 0, 0);
    assert_int_equal(number(&TEST_OF_COURRIELS, 0), 1);
    assert_int_equal(number(&TEST_OF_OUVERTS, 36364), 1);
}

static void test_to_whom(void **state)
{
    (void)state;
    declare(36364, "app");
    declare(36365, "app");
    run("UPDATE compte SET notification = FALSE WHERE id = 2;"
        "UPDATE site SET email = 'accueil@exemple.fr' WHERE numero = 36364");
    accept(ENTETE GIP(RIEN), 1, 0, 0);
    assert_int_equal(bilan.courriels, 1); /* Alix, for the annex: Camille wants none */
    assert_string_equal(word(&TEST_OF_DESTINATAIRE, 0), "annexe@exemple.fr");
    run("UPDATE compte SET etat = 'bloque' WHERE id = 2; DELETE FROM courriel");
    accept(ENTETE GIP(RIEN), 0, 0, 0);
    assert_int_equal(bilan.courriels, 1); /* nobody is left: the site itself */
    assert_string_equal(word(&TEST_OF_DESTINATAIRE, 0), "accueil@exemple.fr");
}

/* ---- worklists */

static size_t listed(enum liste_publique_liste qui, const char *q, struct liste_page *page_r)
{
    assert_int_equal(liste_publique_lister(db, arena, qui, q, "", page_r), STATUS_OK);
    return page_r->n;
}

static void test_vanished_and_unknown(void **state)
{
    (void)state;
    struct liste_page page = {.items = NULL};
    accept(ENTETE GIP(AF) POSTE(AF) AUTRE, 3, 0, 0);
    assert_int_equal(listed(LISTE_PUBLIQUE_DISPARUS, "", &page), 0);
    assert_int_equal(listed(LISTE_PUBLIQUE_INCONNUS, "", &page), 1);
    const struct liste_publique_entree *e = page.items;
    assert_string_equal(e->siret, "55210055400013");
    assert_int_equal(listed(LISTE_PUBLIQUE_INCONNUS, "ecole nord", &page), 1);
    assert_int_equal(listed(LISTE_PUBLIQUE_INCONNUS, "lille", &page), 1);
    assert_int_equal(listed(LISTE_PUBLIQUE_INCONNUS, "552100554", &page), 1);
    assert_int_equal(listed(LISTE_PUBLIQUE_INCONNUS, "poste", &page), 0);
    accept(ENTETE "11755000001;LA POSTE;356000000;35600000000055;75015;PARIS;" AF
                  ";2025-04-30\n" GIP(AF) AUTRE,
           1, 0, 1);
    assert_int_equal(listed(LISTE_PUBLIQUE_DISPARUS, "", &page), 1);
    e = page.items;
    assert_string_equal(e->etablissement_siret, "35600000000048");
    assert_string_equal(e->ailleurs, "35600000000055");
    run("UPDATE etablissement SET etat = 'I' WHERE id = 2");
    assert_int_equal(listed(LISTE_PUBLIQUE_DISPARUS, "", &page), 0);
    run("UPDATE etablissement SET etat = 'A' WHERE id = 2");
}

static void test_late(void **state)
{
    (void)state;
    char jour[DATES_ISO_SIZE];
    struct liste_page page = {.items = NULL};
    declare(36364, "af,app");
    accept(ENTETE GIP(AF), 1, 0, 0);
    dates_today(jour);
    assert_int_equal(ecart_qualiopi_lister(db, arena, true, jour, "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 0);
    assert_int_equal(ecart_qualiopi_lister(db, arena, false, jour, "gip", "", &page), STATUS_OK);
    assert_int_equal(page.n, 1);
    dates_add_days(jour, ECART_DELAI, jour);
    assert_int_equal(ecart_qualiopi_lister(db, arena, false, jour, "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 1);
    dates_add_days(jour, 1, jour);
    assert_int_equal(ecart_qualiopi_lister(db, arena, true, jour, "36364", "", &page), STATUS_OK);
    const struct ecart_qualiopi *q = page.items;
    assert_int_equal(page.n, 1);
    assert_int_equal(q->site, 36364);
    assert_true(q->en_trop && q->avertie_a);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_upsert, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_numbers_as_they_come, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_faulty_rows_are_left_out, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_files, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_half_a_list, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_long_list, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_differences, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_same_enterprise_by_its_nda, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_settled_before_the_mail_went, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_to_whom, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_vanished_and_unknown, setup, base_teardown),
        cmocka_unit_test_setup_teardown(test_late, setup, base_teardown),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
