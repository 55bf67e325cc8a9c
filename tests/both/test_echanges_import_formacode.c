/* sofi import formacode on both engines: the official files where they are there, small ones made
 * here, and those damaged in every way that a file gets damaged. */
#include "buffer.h"
#include "import_formacode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "test_base.h"

#define V14 SOFI_SHARED_DATA "/formacode/formacodes-v14.csv"
#define V13 SOFI_SHARED_DATA "/formacode/formacodes-v13.csv"
#define DOMAINES SOFI_SHARED_DATA "/formacode/formacodes-grands-domaines-v14.csv"

#define ENTETE                                                                                     \
    "Code du Terme;Descripteur en majuscules;Descripteur en typo riche;Champ sémantique;"         \
    "Synonymes;Synonymes métier;TG (Terme Générique);TS (Termes Spécifiques);TA (Termes "      \
    "Associés);NE (Note d’Explication);NA (Note d’Application);Note de version;ex-synonyme "  \
    "V-1;Code arborescence\r\n"
#define TETE "10054;TETE;Tête;100 TETE;chef;;Grand domaine;%s;;;;;;A0A0\r\n"
#define ENFANT                                                                                     \
    "10001;PECHE;Pêche;100 TETE;truite###ligne;pêcheur;Tête - 10054;;;;;;ancien nom;A0A0A0"
#define ARBRE "A;B;C;D;E;F;G;H;\r\n"

static char path[300];
static struct import_bilan bilan;

/* ---- helpers */

static void write_bytes(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static enum status import(const char *text)
{
    write_bytes(text, strlen(text));
    return import_formacode(db, arena, path, NULL, NULL, &bilan);
}

static size_t found(const char *q)
{
    struct formacode_resultat result;
    assert_int_equal(formacode_rechercher(db, arena, q, "", &result), STATUS_OK);
    return result.trouves;
}

/* The file is refused with this as its first reason, and the base is as it was. */
static void require_refused(const char *text, size_t line, const char *reason)
{
    assert_int_equal(import(text), STATUS_REFUSED);
    assert_true(bilan.raisons.n > 0);
    if (bilan.raisons.items[0].ligne != line || !strstr(bilan.raisons.items[0].texte, reason)) {
        fail_msg("line %zu: %s; expected line %zu: %s", bilan.raisons.items[0].ligne,
                 bilan.raisons.items[0].texte, line, reason);
    }
    assert_int_equal(found("truite"), 1);
    assert_int_equal(found("intrus"), 0);
}

static const char *small(void)
{
    return arena_printf(arena, ENTETE TETE ENFANT "\r\n", "Pêche - 10001");
}

static int start_small(void **state)
{
    base_setup(state);
    return import(small()) == STATUS_OK ? 0 : 1;
}

static int stop(void **state)
{
    (void)unlink(path);
    return base_teardown(state);
}

static void require_official(const char *name)
{
    if (access(name, R_OK) != 0) {
        print_message("SKIP: the official Formacode files are not there\n");
        skip();
    }
}

/* ---- small files */

static void test_small(void **state)
{
    (void)state;
    assert_int_equal(bilan.version, 14);
    assert_int_equal(bilan.termes, 2);
    assert_int_equal(bilan.changements.crees, 3); /* and the grand domaine */
    assert_int_equal(found("pêcheurs"), 1);
    assert_int_equal(found("ancien nom"), 1);
    struct formacode_ref ref;
    assert_int_equal(formacode_lire(db, arena, 14, "00101", &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "Grand domaine");
}

static void test_twice(void **state)
{
    (void)state;
    assert_int_equal(import(small()), STATUS_OK);
    assert_int_equal(bilan.changements.inchanges, 3);
    assert_int_equal(bilan.changements.crees + bilan.changements.modifies, 0);
    /* Without a mark, with LF only, without a last line end: the same. */
    const char *other = arena_printf(arena, ENTETE TETE ENFANT, "Pêche - 10001");
    assert_int_equal(import(other), STATUS_OK);
    assert_int_equal(bilan.changements.inchanges, 3);
    assert_int_equal(import(arena_printf(arena, "\xEF\xBB\xBF%s\r\n\r\n", other)), STATUS_OK);
    assert_int_equal(bilan.changements.inchanges, 3);
}

static void test_quoted_fields(void **state)
{
    (void)state;
    assert_int_equal(
        import(ENTETE "10054;TETE;\"Tête \"\"haute\"\"\";100 TETE;\"a;b\nc\";;Grand domaine;;;"
                      "\"note\r\nsur deux lignes\";;;;A0A0\r\n"
                      "x\r\n"),
        STATUS_REFUSED);
    assert_int_equal(bilan.raisons.items[0].ligne, 5);
    assert_int_equal(
        import(ENTETE "10054;TETE;\"Tête \"\"haute\"\"\";100 TETE;\"a;b\nc\";;Grand domaine;;;;;;;"
                      "A0A0\r\n"),
        STATUS_OK);
    struct formacode_ref ref;
    assert_int_equal(formacode_lire(db, arena, 14, "10054", &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "Tête \"haute\"");
}

static void test_version_from_the_name(void **state)
{
    (void)state;
    struct formacode_edition edition;
    const struct {
        const char *name;
        int64_t version;
    } cases[] = {{"formacode.csv", 14}, {"dir-v9/formacodes-v15.csv", 15},
                 {"V16.csv", 16},       {"essai_v13.csv", 14},
                 {"nouv15.csv", 14},    {"v2026.csv", 14}};
    write_bytes(small(), strlen(small()));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FILE *file = fopen(path, "re");
        assert_non_null(file);
        assert_int_equal(
            import_formacode_analyser(file, 0, arena, cases[i].name, NULL, NULL, &edition, &bilan),
            STATUS_OK);
        assert_int_equal(edition.version, cases[i].version);
        (void)fclose(file);
    }
}

static void test_tree_file(void **state)
{
    (void)state;
    assert_int_equal(import(ARBRE "100;TETE;TETE 10054;;;;;\r\n"
                                  "100;TETE;;PECHE 10001;;;;\r\n"
                                  "100;TETE;;;TRUITE EAU 10002;;;\r\n"
                                  "100;TETE;;360∞ 10003;;;;\r\n"),
                     STATUS_OK);
    assert_int_equal(bilan.version, 13);
    assert_int_equal(bilan.changements.crees, 4);
    struct formacode_ref ref;
    assert_int_equal(formacode_lire(db, arena, 13, "10001", &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "Pêche"); /* as V14 spells it */
    assert_int_equal(formacode_lire(db, arena, 13, "10002", &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "Truite eau");
    assert_true(ref.disparu);
    assert_int_equal(formacode_lire(db, arena, 13, "10003", &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "360∞");
}

/* ---- damage */

static void test_not_a_thesaurus(void **state)
{
    (void)state;
    require_refused("", 0, "fichier vide");
    require_refused("\r\n\r\n", 0, "fichier vide");
    require_refused("\xEF\xBB\xBF", 0, "fichier vide");
    require_refused(ENTETE, 0, "aucun terme");
    require_refused("code;libelle\r\n1;2\r\n", 1, "en-tête inconnu");
    require_refused("A,B,C,D,E,F,G,H\r\n", 1, "en-tête inconnu");
    require_refused("Code du Terme;a;b;TS (Termes Spécifiques);d;e\r\n", 1, "grands domaines");
    const char *missing = "nulle-part.csv";
    assert_int_equal(import_formacode(db, arena, missing, NULL, NULL, &bilan), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, missing));
    assert_int_equal(import_formacode(db, arena, P_tmpdir, NULL, NULL, &bilan), STATUS_REFUSED);
}

static void test_damaged_rows(void **state)
{
    (void)state;
    const char *head = arena_printf(arena, ENTETE TETE, "");
#define AFTER_HEAD(row) arena_printf(arena, "%s%s", head, row)
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus\r\n10003;X;X\r\n"), 3,
                    "3 colonnes, 14 attendues");
    require_refused(AFTER_HEAD("10002;INTRUS;Int"), 3, "3 colonnes, 14 attendues");
    require_refused(AFTER_HEAD("1002;INTRUS;Intrus;;;;Tête - 10054;;;;;;;A0A0A0\r\n"), 3,
                    "code « 1002 », 5 chiffres attendus");
    require_refused(AFTER_HEAD("10002;INTRUS;;;;;Tête - 10054;;;;;;;A0A0A0\r\n"), 3,
                    "descripteur absent");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Tête - 10099;;;;;;;A0A0A0\r\n"), 3,
                    "terme générique 10099 du terme 10002 absent");
    require_refused(AFTER_HEAD("10054;INTRUS;Intrus;;;;Tête - 10054;;;;;;;A0A0A0\r\n"), 3,
                    "code 10054 en double, déjà ligne 2");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;;;;;;;;A0A0A0\r\n"), 3,
                    "terme générique absent");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Tête;;;;;;;A0A0A0\r\n"), 3, "sans code");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Autre domaine;;;;;;;A0A1\r\n"), 3,
                    "« Grand domaine » attendu");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Tête - 10054;;;;;;;A0A0\r\n"), 3,
                    "code arborescence « A0A0 »");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Tête - 10054;;;;;;;A0A0A\r\n"), 3,
                    "code arborescence « A0A0A »");
    require_refused(AFTER_HEAD("10002;INTRUS;Intr\xE9s;;;;Tête - 10054;;;;;;;A0A0A0\r\n"), 3,
                    "UTF-8");
    require_refused(AFTER_HEAD("10002;INTRUS;\"Intrus;;;;Tête - 10054;;;;;;;A0A0A0\r\n\r\n"), 3,
                    "guillemet jamais refermé");
    require_refused(AFTER_HEAD("10002;INTRUS;In\"trus;;;;Tête - 10054;;;;;;;A0A0A0\r\n"), 3,
                    "guillemet mal placé");
    require_refused(AFTER_HEAD("10002;INTRUS;Intrus;;;;Tête - 10054;x;;;;;;A0A0A0\r\n"), 3,
                    "terme spécifique « x » sans code");
#undef AFTER_HEAD
    /* What a head announces must come. */
    require_refused(arena_printf(arena, ENTETE TETE, "Intrus - 10002"), 2,
                    "terme spécifique 10002 du terme 10054 absent du fichier");
}

static void test_cycles(void **state)
{
    (void)state;
    require_refused(ENTETE "10001;INTRUS;Intrus;;;;Intrus - 10001;;;;;;;A0A0A0\r\n", 2, "boucle");
    require_refused(ENTETE "10001;INTRUS;Intrus;;;;B - 10002;;;;;;;A0A0A0\r\n"
                           "10002;B;B;;;;Intrus - 10001;;;;;;;A0A0A0A0\r\n",
                    2, "boucle");
    assert_int_equal(bilan.raisons.n, 2);
    struct buffer deep;
    buffer_init(&deep, arena, 0);
    buffer_printf(&deep, ENTETE TETE, "");
    for (int i = 1; i <= 40; i++) {
        buffer_printf(&deep, "%05d;INTRUS;Intrus;;;;X - %05d;;;;;;;A0A0A0\r\n", 10100 + i,
                      i == 1 ? 10054 : 10099 + i);
    }
    require_refused(deep.data, 22, "plus de 20 niveaux");
}

static void test_damaged_tree_file(void **state)
{
    (void)state;
    require_refused(ARBRE "100;TETE;TETE 10054;;;;\r\n", 2, "7 colonnes, 8 attendues");
    require_refused(ARBRE "100;TETE;TETE 1005", 2, "3 colonnes, 8 attendues");
    require_refused(ARBRE "100;TETE;TETE 1005;;;;;\r\n", 2, "code « 1005 »");
    require_refused(ARBRE "100;TETE;10054;;;;;\r\n", 2, "libellé absent");
    require_refused(ARBRE "100;TETE;TETE;;;;;\r\n", 2, "code « TETE »");
    require_refused(ARBRE "100;TETE;;;;;;\r\n", 2, "un terme et un seul");
    require_refused(ARBRE "100;TETE;A 10054;B 10055;;;;\r\n", 2, "un terme et un seul");
    require_refused(ARBRE "100;TETE;;INTRUS 10001;;;;\r\n", 2, "sans terme au-dessus");
    require_refused(ARBRE "100;TETE;TETE 10054;;;;;\r\n100;TETE;;;INTRUS 10001;;;\r\n", 3,
                    "sans terme au-dessus");
    require_refused(ARBRE "100;TETE;TETE 10054;;;;;\r\n100;TETE;;INTRUS 20001;;;;\r\n", 3,
                    "hors du champ");
    require_refused(ARBRE "100;TETE;TETE 10054;;;;;\r\n100;TETE;;INTRUS 10054;;;;\r\n", 3,
                    "en double, déjà ligne 2");
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    write_bytes("A;B\0C;D\n", 8);
    assert_int_equal(import_formacode(db, arena, path, NULL, NULL, &bilan), STATUS_REFUSED);
    assert_int_equal(bilan.raisons.items[0].ligne, 1);
    /* A line without an end, larger than any row. */
    size_t length = 3 * 1024 * 1024;
    char *bytes = malloc(length);
    assert_non_null(bytes);
    memset(bytes, 'A', length);
    write_bytes(bytes, length);
    assert_int_equal(import_formacode(db, arena, path, NULL, NULL, &bilan), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "256 Kio"));
    memset(bytes, ';', length);
    write_bytes(bytes, 1000);
    assert_int_equal(import_formacode(db, arena, path, NULL, NULL, &bilan), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "trop de colonnes"));
    free(bytes);
}

static void test_first_reasons_only(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, arena, 0);
    buffer_printf(&text, ENTETE TETE, "");
    for (int i = 0; i < 50; i++) {
        buffer_text(&text, "x\r\n");
    }
    require_refused(text.data, 3, "1 colonne, 14 attendues");
    assert_int_equal(bilan.raisons.n, 50);
    assert_int_equal(bilan.raisons.items[IMPORT_RAISONS_MAX - 1].ligne, 22);
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    assert_non_null(out);
    import_formacode_dire(&bilan, out);
    (void)fclose(out);
    assert_non_null(strstr(said, "Ligne 3\u00A0: 1 colonne, 14 attendues\n"));
    assert_non_null(strstr(said, "… et 30 autres\n"));
    free(said);
}

/* ---- the official files */

struct progress {
    size_t calls;
    size_t last;
    size_t total;
};

static void follow(void *context, size_t done, size_t total)
{
    struct progress *progress = context;
    assert_true(done >= progress->last && done <= total);
    progress->calls++;
    progress->last = done;
    progress->total = total;
}

static void require_label(int64_t version, const char *code, const char *label, const char *next)
{
    struct formacode_ref ref;
    assert_int_equal(formacode_lire(db, arena, version, code, &ref), STATUS_OK);
    assert_string_equal(ref.libelle, label);
    assert_string_equal(ref.successeur ? ref.successeur : "", next);
}

static void test_official_files(void **state)
{
    (void)state;
    require_official(V14);
    struct progress progress = {0};
    assert_int_equal(formacode_installer_extrait(db, arena), STATUS_OK);
    assert_int_equal(import_formacode(db, arena, V14, follow, &progress, &bilan), STATUS_OK);
    assert_int_equal(bilan.termes, 2775);
    /* All labels, codes and places of the short list are the published ones: none is renamed. */
    assert_int_equal(bilan.changements.renommes, 0);
    assert_int_equal(bilan.changements.disparus, 0);
    assert_int_equal(bilan.changements.crees + bilan.changements.modifies +
                         bilan.changements.inchanges,
                     2775 + 14);
    assert_true(progress.calls > 50);
    assert_int_equal(progress.last, progress.total);
    assert_int_equal(import_formacode(db, arena, V13, NULL, NULL, &bilan), STATUS_OK);
    assert_int_equal(bilan.termes, 2632);
    assert_int_equal(bilan.changements.renommes, 0);

    int64_t version;
    bool extract = true;
    assert_int_equal(formacode_version_courante(db, &version, &extract), STATUS_OK);
    assert_int_equal(version, 14);
    assert_false(extract);
    require_label(14, "44508", "Plan développement compétences", "");
    require_label(13, "44508", "Plan développement compétences", "");
    require_label(13, "13061", "Politique environnement", "13061 - Politique environnementale");
    require_label(13, "15226", "Français appliqué", "15242 - Français à visée professionnelle");
    require_label(13, "11016", "Analyse données", "31025 - Analyse de données");
    require_label(13, "24240", "RNIS", "");

    struct formacode_resultat result;
    uint64_t before = db_statements_run(db);
    assert_int_equal(formacode_rechercher(db, arena, "neige", "", &result), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 2);
    assert_int_equal(result.racines.n, 14);
    assert_int_equal(found("15474"), 1);
    assert_int_equal(found("secretariat"), found("SECRÉTARIATS"));
    assert_int_equal(found("154"), 1);
}

STATEMENT(
    TEST_SUCCESSEURS, "", "iii",
    "SELECT count(*), CAST(sum(CASE WHEN f.successeur <> f.code THEN 1 ELSE 0 END) AS BIGINT),"
    " CAST(sum(CASE WHEN f.successeur IS NULL THEN 1 ELSE 0 END) AS BIGINT)"
    " FROM formacode f WHERE f.version = 13 AND NOT EXISTS"
    " (SELECT 1 FROM formacode n WHERE n.version = 14 AND n.code = f.code)");

static void test_official_succession(void **state)
{
    (void)state;
    require_official(V13);
    assert_int_equal(import_formacode(db, arena, V13, NULL, NULL, &bilan), STATUS_OK);
    assert_int_equal(import_formacode(db, arena, V14, NULL, NULL, &bilan), STATUS_OK);
    struct db_rows rows;
    db_query(db, &TEST_SUCCESSEURS, &rows, NULL, 0);
    assert_true(db_next(&rows));
    assert_int_equal(db_int(&rows, 0), 63);
    /* Nothing in V14 says the same as 24240 RNIS, 30840 LANGAGE BIZTALK, 31029 MASTER DATA
     * MANAGEMENT, 42839 GESTION SITUATION DIFFICILE, 42869 DISCRIMINATION GESTION DIVERSITE. */
    assert_int_equal(db_int(&rows, 2), 5);
    assert_int_equal(db_int(&rows, 1) + db_int(&rows, 2), 63);
    assert_int_equal(db_end(&rows), STATUS_OK);
}

static void test_official_twice(void **state)
{
    (void)state;
    require_official(V14);
    assert_int_equal(import_formacode(db, arena, V14, NULL, NULL, &bilan), STATUS_OK);
    uint64_t before = db_statements_run(db);
    assert_int_equal(import_formacode(db, arena, V14, NULL, NULL, &bilan), STATUS_OK);
    assert_int_equal(bilan.changements.inchanges, 2775 + 14);
    /* It reads, and writes nothing. */
    assert_true(db_statements_run(db) - before < 10);
}

static char *read_all(const char *name, size_t *length_r)
{
    FILE *file = fopen(name, "re");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 4 * 1024 * 1024);
    *length_r = fread(bytes, 1, 4 * 1024 * 1024, file);
    (void)fclose(file);
    return bytes;
}

/* Cut anywhere, the official file is refused: rows announced above are missing. */
static void test_official_cut(void **state)
{
    (void)state;
    require_official(V14);
    size_t length;
    const char *bytes = read_all(V14, &length);
    for (size_t kept = 1; kept < length; kept += length / 23) {
        write_bytes(bytes, kept);
        assert_int_equal(import_formacode(db, arena, path, NULL, NULL, &bilan), STATUS_REFUSED);
        assert_true(bilan.raisons.n > 0);
    }
    write_bytes(bytes, length - 1);
    assert_int_equal(import_formacode(db, arena, path, NULL, NULL, &bilan), STATUS_REFUSED);
    struct formacode_resultat result;
    assert_int_equal(formacode_rechercher(db, arena, "", "", &result), STATUS_OK);
    assert_int_equal(result.version, 0);
}

static void test_official_domains_alone(void **state)
{
    (void)state;
    require_official(DOMAINES);
    assert_int_equal(import_formacode(db, arena, DOMAINES, NULL, NULL, &bilan), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "grands domaines"));
}

#define ON_SMALL(test) cmocka_unit_test_setup_teardown(test, start_small, stop)
#define ON_NOTHING(test) cmocka_unit_test_setup_teardown(test, base_setup, stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_SMALL(test_small),
        ON_SMALL(test_twice),
        ON_SMALL(test_quoted_fields),
        ON_SMALL(test_version_from_the_name),
        ON_SMALL(test_tree_file),
        ON_SMALL(test_not_a_thesaurus),
        ON_SMALL(test_damaged_rows),
        ON_SMALL(test_cycles),
        ON_SMALL(test_damaged_tree_file),
        ON_SMALL(test_hostile_bytes),
        ON_SMALL(test_first_reasons_only),
        ON_NOTHING(test_official_files),
        ON_NOTHING(test_official_succession),
        ON_NOTHING(test_official_twice),
        ON_NOTHING(test_official_cut),
        ON_NOTHING(test_official_domains_alone),
    };
    test_db_start(argc, argv);
    const char *folder = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/sofi-formacode-%d.csv", folder ? folder : P_tmpdir,
                   (int)getpid());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
