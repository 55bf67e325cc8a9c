/* Searching and reading NSF, ROME and certifications, on both engines; the hand-made list against
 * the official files where they are there. */
#include "nomenclature.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

#define NSF_FILE SOFI_SHARED_DATA "/nsf/nsf-1994.csv"
#define ROME_FILE SOFI_SHARED_DATA "/rome/unix_referentiel_code_rome_v460_utf8.csv"
#define CERTIFINFO_FILE                                                                            \
    SOFI_SHARED_DATA "/certification/onisep_table_passage_certifications_formations.xml"

STATEMENT(TEST_NOMENCLATURE_COMBIEN, "", "i", "SELECT count(*) FROM nomenclature");

/* ---- writing */

struct essai {
    const struct nomenclature_ligne *lignes;
    size_t n;
    struct nomenclature_changements changements[NOMENCLATURE_CERTIFICATIONS];
};

static enum status ecrire(struct db *connection, void *context)
{
    struct essai *essai = context;
    return nomenclature_ecrire(connection, arena, essai->lignes, essai->n, essai->changements);
}

static struct nomenclature_changements write_lines(const struct nomenclature_ligne *lignes,
                                                   size_t n)
{
    struct essai essai = {.lignes = lignes, .n = n};
    assert_int_equal(db_transaction(db, ecrire, &essai), STATUS_OK);
    struct nomenclature_changements sum = {0};
    for (size_t nom = 0; nom < NOMENCLATURE_CERTIFICATIONS; nom++) {
        sum.crees += essai.changements[nom].crees;
        sum.modifies += essai.changements[nom].modifies;
        sum.inchanges += essai.changements[nom].inchanges;
        sum.gardes += essai.changements[nom].gardes;
    }
    return sum;
}

#define WRITE(...)                                                                                 \
    write_lines((const struct nomenclature_ligne[]){__VA_ARGS__},                                  \
                sizeof((const struct nomenclature_ligne[]){__VA_ARGS__}) /                         \
                    sizeof(struct nomenclature_ligne))
#define LINE(nom_, code_, libelle_, ...)                                                           \
    {                                                                                              \
        .entree = {                                                                                \
            .nom = NOMENCLATURE_##nom_,                                                            \
            .code = (code_),                                                                       \
            .libelle = (libelle_),                                                                 \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static void require_changes(struct nomenclature_changements c, size_t crees, size_t modifies,
                            size_t inchanges, size_t gardes)
{
    assert_int_equal(c.crees, crees);
    assert_int_equal(c.modifies, modifies);
    assert_int_equal(c.inchanges, inchanges);
    assert_int_equal(c.gardes, gardes);
}

static void write_certifications(void)
{
    WRITE(LINE(RNCP, "RNCP37715", "TP - Assistant de vie aux familles", .niveau = "13",
               .fin = "2028-07-01"),
          LINE(RNCP, "RNCP41014", "BAC PRO - Patrimoine bâti", .niveau = "14"),
          LINE(RNCP, "RNCP1427", "Formateur", .niveau = "15", .fin = "2011-03-05"),
          LINE(RS, "RS5695", "Anglais des affaires", .fin = "2027-01-01"),
          LINE(CERTIFINFO, "114929", "Titre professionnel assistant de vie aux familles",
               .renvoi = "RNCP37715"),
          LINE(CERTIFINFO, "82497", "Patrimoine bâti option maçonnerie", .renvoi = "RNCP41014"),
          LINE(CERTIFINFO, "82498", "Patrimoine bâti option charpente", .renvoi = "RNCP41014"),
          LINE(CERTIFINFO, "500", "Diplôme d'université", .niveau = "16"));
}

static void test_changes_are_counted(void **state)
{
    (void)state;
    require_changes(WRITE(LINE(NSF, "314", "Comptabilité"), LINE(NSF, "315", "RH")), 2, 0, 0, 0);
    require_changes(WRITE(LINE(NSF, "314", "Comptabilité"), LINE(NSF, "315", "RH")), 0, 0, 2, 0);
    require_changes(WRITE(LINE(NSF, "314", "Comptabilité, gestion"), LINE(NSF, "100", "Général")),
                    1, 1, 0, 1);
    /* an entry that only fills a gap leaves what is there */
    require_changes(WRITE({.entree = {NOMENCLATURE_NSF, "315", "Autre", "", "", ""}, .appoint = 1},
                          {.entree = {NOMENCLATURE_NSF, "316", "Neuf", "", "", ""}, .appoint = 1}),
                    1, 0, 1, 2);
    /* the same code in another list is another entry */
    require_changes(WRITE(LINE(CERTIFINFO, "314", "Titre")), 1, 0, 0, 0);
    assert_int_equal(number(&TEST_NOMENCLATURE_COMBIEN, 0), 5);
}

/* ---- reading */

static void test_codes_in_their_order(void **state)
{
    (void)state;
    WRITE(LINE(ROME, "K2111", "Formateur"), LINE(ROME, "D1102", "Boulanger"),
          LINE(NSF, "333", "Enseignement"));
    const char *codes[] = {"D1102", "333", "", "d'1 -- ;", "K2111", "D1102"};
    struct nomenclature_liste liste;
    uint64_t before = db_statements_run(db);
    assert_int_equal(nomenclature_lire(db, arena, NOMENCLATURE_ROME,
                                       (struct text_list){.items = codes, .n = 6}, &liste),
                     STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    const char *const expected[] = {"Boulanger", "", "", "", "Formateur", "Boulanger"};
    assert_int_equal(liste.n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(liste.items[i].code, codes[i]);
        assert_string_equal(liste.items[i].libelle, expected[i]);
    }
    assert_string_equal(nomenclature_inconnus(arena, &liste), "333, , d'1 -- ;");
    before = db_statements_run(db);
    assert_int_equal(nomenclature_lire(db, arena, NOMENCLATURE_ROME, (struct text_list){0}, &liste),
                     STATUS_OK);
    assert_int_equal(liste.n, 0);
    assert_null(nomenclature_inconnus(arena, &liste));
    assert_int_equal(db_statements_run(db), before);
}

static void test_many_codes(void **state)
{
    (void)state;
    struct nomenclature_ligne lignes[60] = {0};
    const char *codes[60];
    for (int i = 0; i < 60; i++) {
        codes[i] = arena_printf(arena, "A10%02d", i);
        lignes[i].entree = (struct nomenclature_entree){NOMENCLATURE_ROME,
                                                        codes[i],
                                                        arena_printf(arena, "Métier %d", i),
                                                        "",
                                                        "",
                                                        "",
                                                        "",
                                                        false};
    }
    write_lines(lignes, 60);
    struct nomenclature_liste liste;
    uint64_t before = db_statements_run(db);
    assert_int_equal(nomenclature_lire(db, arena, NOMENCLATURE_ROME,
                                       (struct text_list){.items = codes, .n = 60}, &liste),
                     STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    assert_null(nomenclature_inconnus(arena, &liste));
    assert_string_equal(liste.items[59].libelle, "Métier 59");
    struct nomenclature_resultat found;
    assert_int_equal(nomenclature_chercher(db, arena, NOMENCLATURE_ROME, "métier", &found),
                     STATUS_OK);
    assert_int_equal(found.total, 60);
    assert_int_equal(found.liste.n, NOMENCLATURE_TROUVES_MAX);
}

/* ---- search */

/* The codes found, joined by a space; "" for none. */
static const char *search(enum nomenclature nom, const char *q)
{
    struct nomenclature_resultat found = {0};
    assert_int_equal(nomenclature_chercher(db, arena, nom, q, &found), STATUS_OK);
    assert_int_equal(found.liste.n, found.total);
    const char *codes = "";
    for (size_t i = 0; i < found.liste.n; i++) {
        codes = arena_printf(arena, "%s%s%s", codes, i ? " " : "", found.liste.items[i].code);
    }
    return codes;
}

static void test_search_words(void **state)
{
    (void)state;
    WRITE(LINE(ROME, "F1703", "Maçon / Maçonne"), LINE(ROME, "F1707", "Maçon du paysage"),
          LINE(ROME, "D1102", "Boulanger / Boulangère"), LINE(ROME, "K1302", "Employé d'étage"),
          LINE(ROME, "N4101", "Conducteur d'œuvres"), LINE(NSF, "232", "Maçonnerie"));
    assert_string_equal(search(NOMENCLATURE_ROME, "MACON"), "F1703 F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, "maçons"), "F1703 F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, "maçon paysage"), "F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, "pays maç"), "F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, "maçon de la boulangère"), "");
    assert_string_equal(search(NOMENCLATURE_ROME, "employés"), "K1302");
    assert_string_equal(search(NOMENCLATURE_ROME, "oeuvre"), "N4101");
    assert_string_equal(search(NOMENCLATURE_ROME, "onne"), ""); /* the end of a word is no word */
    assert_string_equal(search(NOMENCLATURE_ROME, "f17"), "F1703 F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, " F1707 "), "F1707");
    assert_string_equal(search(NOMENCLATURE_ROME, "1703"), "");
    assert_string_equal(search(NOMENCLATURE_ROME, ""), "D1102 F1703 F1707 K1302 N4101");
    assert_string_equal(search(NOMENCLATURE_NSF, "maçon"), "232");
    assert_string_equal(search(NOMENCLATURE_NSF, "23"), "232");
}

/* Codes as people write and dictate them. */
static void test_search_codes_with_spaces(void **state)
{
    (void)state;
    static const char *const rome[] = {"k 2111",   "K2111",       "k-2111",
                                       " K 21 11", "k\u00A02111", "k.2111"};
    WRITE(LINE(ROME, "K2111", "Formation professionnelle"), LINE(ROME, "K2112", "Orientation"),
          LINE(NSF, "326", "Informatique"), LINE(NSF, "326t", "Programmation 2000"),
          LINE(RNCP, "RNCP37907", "Comptable"), LINE(RNCP, "RNCP379", "Bac 3 vente"),
          LINE(RS, "RS5695", "Anglais"));
    for (size_t i = 0; i < sizeof rome / sizeof *rome; i++) {
        assert_string_equal(search(NOMENCLATURE_ROME, rome[i]), "K2111");
    }
    assert_string_equal(search(NOMENCLATURE_NSF, "326 T"), "326t");
    assert_string_equal(search(NOMENCLATURE_NSF, "3 26"), "326 326t");
    assert_string_equal(search(NOMENCLATURE_RNCP, "rncp 37 907"), "RNCP37907");
    assert_string_equal(search(NOMENCLATURE_RS, "rs-5695"), "RS5695");
    /* What is no code stays words. */
    assert_string_equal(search(NOMENCLATURE_RNCP, "bac 3"), "RNCP379");
    assert_string_equal(search(NOMENCLATURE_NSF, "programmation 2000"), "326t");
}

/* First what begins with the whole text, then the shortest titles. */
static void test_search_order(void **state)
{
    (void)state;
    WRITE(LINE(ROME, "A1001", "Chef boulanger"), LINE(ROME, "A1002", "Aide en boulangerie"),
          LINE(ROME, "A1003", "Boulanger pâtissier en grande surface"));
    assert_string_equal(search(NOMENCLATURE_ROME, "boulang"), "A1003 A1001 A1002");
}

static void test_search_hostile(void **state)
{
    (void)state;
    WRITE(LINE(ROME, "F1703", "Maçon 100 % neuf"), LINE(ROME, "F1704", "Μηχανικός"));
    assert_string_equal(search(NOMENCLATURE_ROME, "%"), "");
    assert_string_equal(search(NOMENCLATURE_ROME, "_ \\ ' \" ; --"), "");
    assert_string_equal(search(NOMENCLATURE_ROME, "f%3"), "");
    assert_string_equal(search(NOMENCLATURE_ROME, "μηχανικός"), "F1704");
    char *huge = arena_alloc(arena, 200001);
    memset(huge, 'a', 200000);
    assert_string_equal(search(NOMENCLATURE_ROME, huge), "");
    for (size_t i = 0; i + 1 < 200000; i += 2) {
        memcpy(huge + i, i % 4 ? "\xCE\xBC" : " 1", 2);
    }
    assert_string_equal(search(NOMENCLATURE_ROME, huge), "");
    /* words beyond the fifth do not count */
    assert_string_equal(search(NOMENCLATURE_ROME, "maçon neuf 100 maçon neuf absent"), "F1703");
}

/* "[Maçon] du paysage" */
static const char *marked(const struct morceaux *pieces)
{
    const char *text = "";
    for (size_t i = 0; i < pieces->n; i++) {
        text = arena_printf(arena, pieces->items[i].marque ? "%s[%s]" : "%s%s", text,
                            pieces->items[i].texte);
    }
    return text;
}

static const struct {
    const char *q, *marked;
} marks[] = {
    {"macon", "F1703 - [Maçon] / [Maçonne] d'œuvre"},
    {"MAÇONS", "F1703 - [Maçon] / [Maçonne] d'œuvre"},
    {"maconn oeuvr", "F1703 - [Maçon] / [Maçonne] d'[œuvre]"},
    {"f 1703", "[F1703] - Maçon / Maçonne d'œuvre"},
    {"d", "F1703 - Maçon / Maçonne [d]'œuvre"},
    {"", "F1703 - Maçon / Maçonne d'œuvre"},
};

static void test_words_found_are_marked(void **state)
{
    (void)state;
    struct nomenclature_resultat found = {0};
    WRITE(LINE(ROME, "F1703", "Maçon / Maçonne d'œuvre"));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        nomenclature_chercher(db, arena, NOMENCLATURE_ROME, marks[i].q, &found);
        assert_int_equal(found.total, 1);
        assert_string_equal(arena_printf(arena, "%s - %s", marked(&found.dits[0].code),
                                         marked(&found.dits[0].libelle)),
                            marks[i].marked);
    }
    write_certifications();
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFICATIONS, "37715", &found);
    assert_string_equal(marked(&found.dits[0].renvoi), "[RNCP37715]");
}

static enum status succeed(struct db *connection, void *context)
{
    static const struct nomenclature_succession pairs[] = {
        {"RNCP37715", "RNCP1427"}, {"RNCP37715", "RNCP9"}, {"RNCP41014", "RNCP37715"}};
    return nomenclature_succeder(connection, pairs, 3, context);
}

static void test_successions(void **state)
{
    (void)state;
    struct nomenclature_resultat found = {0};
    size_t n = 0;
    write_certifications();
    assert_int_equal(db_transaction(db, succeed, &n), STATUS_OK);
    assert_int_equal(n, 3);
    assert_int_equal(db_transaction(db, succeed, &n), STATUS_OK);
    assert_int_equal(n, 0);
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFICATIONS, "familles", &found);
    assert_string_equal(found.dits[0].remplace, "RNCP1427, RNCP9");
    assert_string_equal(found.dits[0].remplacee, "RNCP41014");
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFICATIONS, "formateur", &found);
    assert_string_equal(found.dits[0].remplace, "");
    assert_string_equal(found.dits[0].remplacee, "RNCP37715");
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFICATIONS, "anglais", &found);
    assert_string_equal(found.dits[0].remplacee, "");
}

static void test_search_certifications(void **state)
{
    (void)state;
    write_certifications();
    /* an RNCP code that has Certifinfo codes is shown as these, the shorter title first */
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "patrimoine"), "82498 82497");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "rncp41014"), "82498 82497");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "41014"), "82498 82497");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "RNCP 1427"), "RNCP1427");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "rs5695"), "RS5695");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, "114929"), "114929");
    assert_string_equal(search(NOMENCLATURE_CERTIFICATIONS, ""),
                        "114929 500 82497 82498 RNCP1427 RS5695");
    assert_string_equal(search(NOMENCLATURE_RNCP, "patrimoine"), "RNCP41014");

    struct nomenclature_resultat found;
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFICATIONS, "familles", &found);
    assert_int_equal(found.total, 1);
    const struct nomenclature_entree *hit = &found.liste.items[0];
    assert_int_equal(hit->nom, NOMENCLATURE_CERTIFINFO);
    assert_string_equal(hit->renvoi, "RNCP37715");
    assert_string_equal(hit->niveau, "13"); /* those of its RNCP code */
    assert_string_equal(hit->fin, "2028-07-01");
}

/* ---- a certification */

static void require_certification(const char *code, const char *intitule, const char *niveau,
                                  const char *rncp, const char *rs, const char *certifinfo,
                                  const char *fin)
{
    struct nomenclature_certification c = {0};
    uint64_t before = db_statements_run(db);
    assert_int_equal(nomenclature_certification(db, arena, code, &c), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    assert_string_equal(c.intitule, intitule);
    assert_string_equal(c.niveau, niveau);
    assert_string_equal(c.code_rncp, rncp);
    assert_string_equal(c.code_rs, rs);
    assert_string_equal(c.code_certifinfo, certifinfo);
    assert_string_equal(c.fin, fin);
}

static void test_certification(void **state)
{
    (void)state;
    write_certifications();
    require_certification("114929", "Titre professionnel assistant de vie aux familles", "13",
                          "RNCP37715", "", "114929", "2028-07-01");
    require_certification("RNCP37715", "TP - Assistant de vie aux familles", "13", "RNCP37715", "",
                          "114929", "2028-07-01");
    /* two options: which one is not known */
    require_certification("RNCP41014", "BAC PRO - Patrimoine bâti", "14", "RNCP41014", "", "", "");
    require_certification("82498", "Patrimoine bâti option charpente", "14", "RNCP41014", "",
                          "82498", "");
    require_certification("RNCP1427", "Formateur", "15", "RNCP1427", "", "", "2011-03-05");
    require_certification("RS5695", "Anglais des affaires", "", "", "RS5695", "", "2027-01-01");
    require_certification("500", "Diplôme d'université", "16", "", "", "500", "");
    struct nomenclature_certification c;
    assert_int_equal(nomenclature_certification(db, arena, "RNCP1", &c), STATUS_NOT_FOUND);
    assert_int_equal(nomenclature_certification(db, arena, "", &c), STATUS_NOT_FOUND);
}

static void test_levels(void **state)
{
    (void)state;
    assert_string_equal(nomenclature_niveau("3"), "13");
    assert_string_equal(nomenclature_niveau("8"), "18");
    assert_null(nomenclature_niveau("9"));
    assert_null(nomenclature_niveau("0"));
    assert_null(nomenclature_niveau(""));
    assert_null(nomenclature_niveau("33"));
    assert_null(nomenclature_niveau("non renseigné"));
}

/* ---- a fresh base */

static void test_extract(void **state)
{
    (void)state;
    assert_int_equal(nomenclature_extrait(db), STATUS_OK);
    int64_t n = number(&TEST_NOMENCLATURE_COMBIEN, 0);
    assert_true(n >= 48);
    assert_int_equal(nomenclature_extrait(db), STATUS_OK);
    assert_int_equal(number(&TEST_NOMENCLATURE_COMBIEN, 0), n);
    require_certification("RNCP38430", "CAP - Cuisine", "13", "RNCP38430", "", "115708", "");

    /* what an import brought stays; what is lost comes back */
    WRITE(LINE(RNCP, "RNCP38430", "CAP - Cuisine", .niveau = "13", .fin = "2028-08-31"));
    assert_int_equal(db_run_script(db, "DELETE FROM nomenclature WHERE nom = 'nsf'", "test"),
                     STATUS_OK);
    assert_int_equal(nomenclature_extrait(db), STATUS_OK);
    assert_int_equal(number(&TEST_NOMENCLATURE_COMBIEN, 0), n);
    require_certification("115708", "CAP cuisine", "13", "RNCP38430", "", "115708", "2028-08-31");
}

#define WHOLE_MAX ((size_t)8 << 20)

static const char *read_whole(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return NULL;
    }
    char *text = arena_alloc(arena, WHOLE_MAX);
    size_t n = fread(text, 1, WHOLE_MAX - 1, file);
    assert_true(n > 0 && n < WHOLE_MAX - 1);
    fclose(file);
    return text;
}

static void require_in(const char *text, const char *wanted)
{
    if (text && !strstr(text, wanted)) {
        fail_msg("not in the official file: %s", wanted);
    }
}

/* Codes and titles of the hand-made list are those that are published. */
static void test_extract_is_official(void **state)
{
    (void)state;
    const char *nsf = read_whole(NSF_FILE);
    const char *rome = read_whole(ROME_FILE);
    const char *xml = read_whole(CERTIFINFO_FILE);
    if (!nsf || !rome || !xml) {
        print_message("some official files are not there: their part is skipped\n");
    }
    assert_int_equal(nomenclature_extrait(db), STATUS_OK);
    struct nomenclature_resultat found;
    nomenclature_chercher(db, arena, NOMENCLATURE_NSF, "", &found);
    for (size_t i = 0; i < found.liste.n; i++) {
        const struct nomenclature_entree *e = &found.liste.items[i];
        require_in(nsf, arena_printf(arena, "\n%s;%s\r", e->code, e->libelle));
    }
    nomenclature_chercher(db, arena, NOMENCLATURE_ROME, "", &found);
    for (size_t i = 0; i < found.liste.n; i++) {
        const struct nomenclature_entree *e = &found.liste.items[i];
        const char *at = rome ? strstr(rome, arena_printf(arena, "\n\"%s\",", e->code)) : NULL;
        assert_true(at || !rome);
        require_in(at ? arena_strndup(arena, at + 1, strcspn(at + 1, "\n")) : NULL,
                   arena_printf(arena, ",\"%s\",", e->libelle));
    }
    nomenclature_chercher(db, arena, NOMENCLATURE_CERTIFINFO, "", &found);
    assert_true(found.total >= 12);
    for (size_t i = 0; i < found.liste.n; i++) {
        const struct nomenclature_entree *e = &found.liste.items[i];
        struct nomenclature_certification rncp;
        assert_int_equal(nomenclature_certification(db, arena, e->renvoi, &rncp), STATUS_OK);
        const char *at =
            xml ? strstr(xml, arena_printf(arena, "<certif_info_ci_identifiant>%s<", e->code))
                : NULL;
        assert_true(at || !xml);
        const char *item =
            at ? arena_strndup(arena, at, (size_t)(strstr(at, "</item>") - at)) : NULL;
        require_in(item, arena_printf(arena, "<ci_intitule>%s<", e->libelle));
        require_in(item, arena_printf(arena, "<ci_code_rncp>%s<", e->renvoi + strlen("RNCP")));
        require_in(item, arena_printf(arena, "<rncp_intitule>%s<", rncp.intitule));
        require_in(item, arena_printf(arena, "<ci_niveau_europeen>%s<", e->niveau + 1));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        TEST(test_changes_are_counted),
        TEST(test_codes_in_their_order),
        TEST(test_many_codes),
        TEST(test_search_words),
        TEST(test_search_codes_with_spaces),
        TEST(test_search_order),
        TEST(test_search_hostile),
        TEST(test_words_found_are_marked),
        TEST(test_successions),
        TEST(test_search_certifications),
        TEST(test_certification),
        TEST(test_levels),
        TEST(test_extract),
        TEST(test_extract_is_official),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
