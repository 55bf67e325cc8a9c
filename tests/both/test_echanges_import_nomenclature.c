/* sofi import nsf, rome, rncp, certifinfo on both engines: the official files where they are there,
 * small and damaged ones. */
#include "buffer.h"
#include "demo_lexique.h"
#include "fold.h"
#include "import_nomenclature.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "test_base.h"

#define NSF_FILE SOFI_SHARED_DATA "/nsf/nsf-1994.csv"
#define ROME_FILE SOFI_SHARED_DATA "/rome/unix_referentiel_code_rome_v460_utf8.csv"
#define RNCP_FILE SOFI_SHARED_DATA "/certification/rncp_standard_extrait_reel.csv"
#define RNCP_ROME_FILE SOFI_SHARED_DATA "/certification/rncp_rome_extrait_reel.csv"
#define CERTIFINFO_FILE                                                                            \
    SOFI_SHARED_DATA "/certification/onisep_table_passage_certifications_formations.xml"

#define RNCP_HEAD                                                                                  \
    "Numero_Fiche;Intitule;Abrege_Libelle;Nomenclature_Europe_Niveau;Date_Fin_Enregistrement\n"

#define ITEM(code, niveau, intitule, rncp, rncp_intitule)                                          \
    "<item><certif_info_ci_identifiant>" code                                                      \
    "</certif_info_ci_identifiant><ci_niveau_europeen>" niveau                                     \
    "</ci_niveau_europeen><ci_intitule>" intitule "</ci_intitule><ci_code_rncp>" rncp              \
    "</ci_code_rncp><rncp_intitule>" rncp_intitule "</rncp_intitule><statut>x</statut></item>"
#define ROOT(items) "<root>" items "</root>"

STATEMENT(TEST_IMPORT_NOMENCLATURE_COMBIEN, "", "i", "SELECT count(*) FROM nomenclature");

static char path[] = "/tmp/sofi-nomenclature-XXXXXX";
static struct import_nomenclature_bilan bilan;

static enum status import_bytes(const char *quoi, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return import_nomenclature(db, arena, quoi, path, false, &bilan);
}

/* Of all kinds together. */
static struct nomenclature_changements changements(void)
{
    struct nomenclature_changements sum = {0};
    for (size_t nom = 0; nom < NOMENCLATURE_CERTIFICATIONS; nom++) {
        sum.crees += bilan.changements[nom].crees;
        sum.modifies += bilan.changements[nom].modifies;
        sum.inchanges += bilan.changements[nom].inchanges;
        sum.gardes += bilan.changements[nom].gardes;
    }
    return sum;
}

static void accept(const char *quoi, const char *text, size_t crees, size_t modifies,
                   size_t inchanges)
{
    if (import_bytes(quoi, text, strlen(text)) != STATUS_OK) {
        fail_msg("%zu: %s", bilan.raisons.items[0].ligne, bilan.raisons.items[0].texte);
    }
    struct nomenclature_changements sum = changements();
    assert_int_equal(sum.crees, crees);
    assert_int_equal(sum.modifies, modifies);
    assert_int_equal(sum.inchanges, inchanges);
}

/* The file is refused, its only reason is this one, and nothing was written. */
static void refuse_bytes(const char *quoi, const char *bytes, size_t length, size_t ligne,
                         const char *raison)
{
    int64_t before = number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0);
    assert_int_equal(import_bytes(quoi, bytes, length), STATUS_REFUSED);
    assert_string_equal(bilan.raisons.items[0].texte, raison);
    assert_int_equal(bilan.raisons.items[0].ligne, ligne);
    assert_int_equal(bilan.raisons.n, 1);
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), before);
}

static void refuse(const char *quoi, const char *text, size_t ligne, const char *raison)
{
    refuse_bytes(quoi, text, strlen(text), ligne, raison);
}

static struct nomenclature_certification certification(const char *code)
{
    struct nomenclature_certification c = {0};
    if (nomenclature_certification(db, arena, code, &c) != STATUS_OK) {
        fail_msg("%s is not there", code);
    }
    return c;
}

static const char *title(enum nomenclature nom, const char *code)
{
    struct nomenclature_liste liste = {0};
    assert_int_equal(
        nomenclature_lire(db, arena, nom, (struct text_list){.items = &code, .n = 1}, &liste),
        STATUS_OK);
    return liste.items[0].libelle;
}

/* ---- CSV */

static void test_nsf(void **state)
{
    (void)state;
    accept("nsf", "code;libelle\r\n314; Comptabilité, gestion \r\n227;\"Energie; froid\"\r\n", 2, 0,
           0);
    assert_string_equal(title(NOMENCLATURE_NSF, "314"), "Comptabilité, gestion");
    assert_string_equal(title(NOMENCLATURE_NSF, "227"), "Energie; froid");
    accept("nsf", "libelle;x;code\nComptabilité, gestion;y;314\nRH;;315\n", 1, 0, 1);
    assert_int_equal(changements().gardes, 1);
    accept("nsf", "code;libelle\n314;Gestion\n", 0, 1, 0);
    assert_string_equal(title(NOMENCLATURE_NSF, "314"), "Gestion");
    assert_string_equal(title(NOMENCLATURE_NSF, "227"), "Energie; froid");
    /* as found in published files: line ends in titles, Windows-1252 taken for characters */
    accept("nsf",
           "code;libelle\n100;\"Gros \xC2\x9Cuvre\r\n\td\xC2\x92"
           "art \"\n",
           1, 0, 0);
    assert_string_equal(title(NOMENCLATURE_NSF, "100"), "Gros œuvre d’art");
}

static void test_csv_refused(void **state)
{
    (void)state;
    accept("nsf", "code;libelle\n314;Gestion\n", 1, 0, 0);
    refuse("nsf", "", 0, "aucun code dans le fichier");
    refuse("nsf", "code;libelle\n", 0, "aucun code dans le fichier");
    refuse("nsf", "code,libelle\n315,RH\n", 1,
           "en-tête inconnu, colonne code attendue (séparateur « ; »)");
    refuse("nsf", "code;nom\n315;RH\n", 1,
           "en-tête inconnu, colonne libelle attendue (séparateur « ; »)");
    refuse("nsf", "code;libelle\n315;RH\n31;Court\n", 3, "code de 3 chiffres attendu");
    refuse("nsf", "code;libelle\n315;RH;x\n", 2, "3 colonnes, 2 attendues");
    refuse("nsf", "code;libelle\n315;RH\n316", 3, "1 colonnes, 2 attendues");
    refuse("nsf", "code;libelle\n315;\n", 2, "intitulé vide, un texte attendu");
    refuse("nsf", "code;libelle\n315;a\x01b\n", 2,
           "caractère de contrôle dans l'intitulé, un texte attendu");
    refuse("nsf", "code;libelle\n315;RH\n100;X\n315;RH\n", 4, "code 315 en double, déjà ligne 2");
    refuse("rome", "code_rome,libelle_rome\nK211,Formateur\n", 2,
           "code d'une lettre et 4 chiffres attendu");
    refuse("rncp", RNCP_HEAD "RNCP1;Titre;;NIV3;31/02/2026\n", 2,
           "fin d'enregistrement\u00A0: 31/02/2026 n'existe pas dans le calendrier");
    refuse("rncp", RNCP_HEAD "XY12;Titre;;NIV3;\n", 2,
           "numéro de fiche faux, RNCP ou RS suivi de chiffres attendu");
    refuse("rncp", RNCP_HEAD "RNCP1;;TP;NIV3;\n", 2, "intitulé vide, un texte attendu");
    char *long_title = arena_printf(arena, "code;libelle\n315;%01001d\n", 0);
    refuse("nsf", long_title, 2, "intitulé de 1001 caractères, 1000 au maximum");
    accept("nsf", arena_printf(arena, "code;libelle\n315;%01000d\n", 0), 1, 0, 0);
}

/* Every fault of a file is told, the first ones with their words. */
static void test_many_faults(void **state)
{
    (void)state;
    const char *text = "code;libelle\n";
    for (int i = 0; i < 30; i++) {
        text = arena_printf(arena, "%s%d;x\n", text, i);
    }
    assert_int_equal(import_bytes("nsf", text, strlen(text)), STATUS_REFUSED);
    assert_int_equal(bilan.raisons.n, 30);
    assert_int_equal(bilan.raisons.items[IMPORT_RAISONS_MAX - 1].ligne, 21);
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    import_nomenclature_dire(&bilan, false, out);
    fclose(out);
    assert_non_null(strstr(said, "Ligne 2 : code de 3 chiffres attendu\n"));
    assert_non_null(strstr(said, "… et 10 autres\n"));
    free(said);
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), 0);
}

static void test_no_file(void **state)
{
    (void)state;
    assert_int_equal(import_nomenclature(db, arena, "nsf", "/tmp", false, &bilan), STATUS_REFUSED);
    assert_int_equal(bilan.raisons.n, 1);
    assert_int_equal(import_nomenclature(db, arena, "certifinfo", "/nowhere/x.xml", false, &bilan),
                     STATUS_REFUSED);
    assert_true(import_nomenclature_existe("rome"));
    assert_false(import_nomenclature_existe("formacode"));
    assert_false(import_nomenclature_existe(""));
}

static void test_rncp(void **state)
{
    (void)state;
    const char *text = RNCP_HEAD "RNCP37715;Assistant de vie aux familles;TP;NIV3;01/07/2028\n"
                                 "RS5695;Anglais des affaires;;;\n"
                                 "RNCP9;Ancienne;;Sans niveau;31/12/2009\n";
    accept("rncp", text, 3, 0, 0);
    struct nomenclature_certification c = certification("RNCP37715");
    assert_string_equal(c.intitule, "TP - Assistant de vie aux familles");
    assert_string_equal(c.niveau, "13");
    assert_string_equal(c.fin, "2028-07-01");
    assert_string_equal(certification("RS5695").code_rs, "RS5695");
    assert_string_equal(certification("RNCP9").niveau, "");
    accept("rncp", text, 0, 0, 3);
}

/* An action that is published, with a session to come, on a certification that the file ends. */
static void test_what_it_empties_is_told(void **state)
{
    (void)state;
    char text[2000] = "";
    accept("rncp", RNCP_HEAD "RNCP37715;Assistant;TP;NIV3;01/07/2199\n", 1, 0, 0);
    assert_int_equal(
        db_run_script(
            db,
            "INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat) VALUES"
            " (1, '13000511900032', 'GIP', 'OF', 'A');"
            "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1,"
            " code_postal) VALUES (2, 1, TRUE, 'Siège', 'A', '12 rue', '44000');"
            "INSERT INTO contact (numero, site, nom, prenom) VALUES (3, 2, 'AUBRY', 'Camille');"
            "INSERT INTO formation (numero, etablissement_id, vive, creee_a) VALUES (4, 1, 5, 0);"
            "INSERT INTO formation_contenu (id, formation) VALUES (5, 4);"
            "INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES"
            " ('formation', 5, 'contacts', 1, '3');"
            "INSERT INTO offre_certification (noun, contenu, nom, code) VALUES"
            " ('formation', 5, 'rncp', 'RNCP37715');"
            "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, creee_a)"
            " VALUES (6, 4, 1, 2, 'validee', 7, 0);"
            "INSERT INTO action_contenu (id, action, site) VALUES (7, 6, 2);"
            "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin)"
            " VALUES (8, 6, 1, 2, '2199-06-30', '2199-01-05', '2199-06-30')",
            "test"),
        STATUS_OK);
    accept("rncp", RNCP_HEAD "RNCP37715;Assistant;TP;NIV3;01/07/2020\n", 0, 1, 0);
    assert_int_equal(bilan.videes, 1);
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    import_nomenclature_dire(&bilan, true, out);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "1 action publiée perd une certification"));
    accept("rncp", RNCP_HEAD "RNCP37715;Assistant;TP;NIV3;01/07/2199\n", 0, 1, 0);
    assert_int_equal(bilan.videes, 0);
}

/* What programs write, and what people send: read alike, or refused in words that help. */
static void test_whatever_wrote_it(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "code;libelle\n327;Hôtellerie, « été »\n",
        "\xEF\xBB\xBF"
        "code;libelle\r\n327;\"Hôtellerie, « été »\"",
        "sep=;\ncode;libelle\n327;Hôtellerie, « été »",
        "\xEF\xBB\xBFsep=;\r\ncode;libelle\r\n327;Hôtellerie, « été »\r\n\r\n",
        "code;libelle\n327;H\xF4tellerie, \xAB \xE9t\xE9 \xBB\n", /* Latin-1 */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        accept("nsf", texts[i], i == 0, 0, i > 0);
    }
    accept("nsf", "code;libelle\n328;Co\xFBt de l\x92\x9Cuvre : 5 \x80\n", 1, 0, 0);
    assert_string_equal(title(NOMENCLATURE_NSF, "328"), "Coût de l’œuvre : 5 €");
    const char utf16[] = "\xFF\xFE"
                         "c\0o\0d\0e\0;\0l\0i\0b\0e\0l\0l\0e\0\n\0"
                         "3\0"
                         "2\0"
                         "9\0;\0\xE9\0\n\0";
    assert_int_equal(import_bytes("nsf", utf16, sizeof utf16 - 1), STATUS_OK);
    assert_string_equal(title(NOMENCLATURE_NSF, "329"), "é");
    refuse("nsf", "PK\x03\x04zzz", 0,
           "fichier zip ou classeur : extrayez-en le fichier, ou enregistrez le classeur en CSV "
           "UTF-8");
    refuse("rncp", "<!DOCTYPE html><p>Connexion</p>", 0, "page web, un fichier CSV ou XML attendu");
}

static void pack(const char *text)
{
    FILE *gzip = popen(arena_printf(arena, "gzip -c > %s", path), "w"); // NOLINT: of a test
    assert_non_null(gzip);
    assert_int_equal(fputs(text, gzip) < 0, 0);
    assert_int_equal(pclose(gzip), 0);
}

static void test_gzip(void **state)
{
    (void)state;
    pack("code;libelle\n314;Gestion\n");
    assert_int_equal(import_nomenclature(db, arena, "nsf", path, false, &bilan), STATUS_OK);
    pack(ROOT(ITEM("114929", "3", "Titre", "37715", "TP - Vie")));
    assert_int_equal(import_nomenclature(db, arena, "certifinfo", path, false, &bilan), STATUS_OK);
    assert_int_equal(truncate(path, 60), 0);
    assert_int_equal(import_nomenclature(db, arena, "certifinfo", path, false, &bilan),
                     STATUS_REFUSED);
    assert_string_equal(bilan.raisons.items[0].texte, "fichier gzip coupé ou abîmé");
}

/* `n` rows of RNCP codes from `first` on. */
static const char *fiches(int first, int n)
{
    struct buffer text;
    buffer_init(&text, arena, 4096);
    for (int i = first; i < first + n; i++) {
        buffer_printf(&text, "RNCP%d;Titre %d;TP;NIV3;\n", i, i);
    }
    return text.data;
}

/* Rows that cannot be read are left out and listed; one quote hides nothing of what follows. */
static void test_irregular_rows(void **state)
{
    (void)state;
    const char *text =
        arena_printf(arena,
                     RNCP_HEAD "%sRNCP900;Deux;TP;NIV3\n"
                               "RNCP901;Un \"mot\" cité;TP;NIV3;\n"
                               "RNCP902;\"jamais fermé;TP;NIV3;\n"
                               "RNCP903;Bien;TP;NIV3;\nRS904;\"Bien, aussi\";TP;NIV3;\n",
                     fiches(1, 40));
    accept("rncp", text, 42, 0, 0);
    assert_int_equal(bilan.ignorees, 3);
    assert_int_equal(bilan.raisons.n, 3);
    assert_int_equal(bilan.raisons.items[0].ligne, 42);
    assert_string_equal(bilan.raisons.items[0].texte, "4 colonnes, 5 attendues");
    assert_int_equal(bilan.raisons.items[1].ligne, 43);
    assert_string_equal(bilan.raisons.items[1].texte, "guillemet mal placé");
    assert_int_equal(bilan.raisons.items[2].ligne, 44);
    assert_int_equal(bilan.changements[NOMENCLATURE_RNCP].crees, 41);
    assert_int_equal(bilan.changements[NOMENCLATURE_RS].crees, 1);
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    import_nomenclature_dire(&bilan, true, out);
    fclose(out);
    assert_non_null(strstr(said, "RNCP : 41 codes lus ; 41 créés"));
    assert_non_null(strstr(said, "RS : 1 codes lus ; 1 créés"));
    assert_non_null(strstr(said, "3 lignes ignorées :\nLigne 42 : 4 colonnes"));
    free(said);
    /* One row in ten and no more: another file. */
    text = arena_printf(arena, RNCP_HEAD "%sX;;;;\nY;;;;\n", fiches(1, 17));
    assert_int_equal(import_bytes("rncp", text, strlen(text)), STATUS_REFUSED);
    assert_int_equal(bilan.ignorees, 2);
}

/* A file that lacks more than a tenth of what the base has is not the whole one. */
static void test_a_file_that_lacks_codes(void **state)
{
    (void)state;
    accept("rncp", arena_printf(arena, RNCP_HEAD "%s", fiches(1, 200)), 200, 0, 0);
    accept("rncp", arena_printf(arena, RNCP_HEAD "%s", fiches(1, 180)), 0, 0, 180);
    const char *part = arena_printf(arena, RNCP_HEAD "%sRS1;Neuf;;;\n", fiches(1, 179));
    assert_int_equal(import_bytes("rncp", part, strlen(part)), STATUS_REFUSED);
    assert_non_null(strstr(bilan.raisons.items[0].texte, "21 des 200 codes RNCP"));
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), 200);
    assert_int_equal(import_nomenclature(db, arena, "rncp", path, true, &bilan), STATUS_OK);
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), 201);
    /* RNCP codes that Certifinfo brings beside its own are no measure. */
    accept("certifinfo", ROOT(ITEM("114929", "3", "Titre", "3", "TP - Vie")), 1, 0, 1);
}

static void test_active_and_dates(void **state)
{
    (void)state;
    accept("rncp",
           "Numero_Fiche;Intitule;Abrege_Libelle;Nomenclature_Europe_Niveau;"
           "Date_Fin_Enregistrement;Date_Effet;Actif\n"
           "RNCP1;Un;TP;NIV3;31/12/2030;01/01/2020;ACTIVE\n"
           "RNCP2;Deux;TP;NIV3;31/12/2030;;INACTIVE\n",
           2, 0, 0);
    assert_false(certification("RNCP1").inactive);
    assert_true(certification("RNCP2").inactive);
    accept("certifinfo", ROOT(ITEM("7", "3", "Sept", "2", "TP - Deux")), 1, 0, 1);
    assert_true(certification("7").inactive);
}

/* ---- XML */

static void test_certifinfo(void **state)
{
    (void)state;
    const char *text =
        ROOT(ITEM("114929", "3", "Titre &amp; vie", "37715", "TP - Vie")
                 ITEM("82497", "4", "Option <![CDATA[A]]>", "41014", "BAC PRO - Options")
                     ITEM("82498", "4", "Option B", "41014", "BAC PRO - Options")
                         ITEM("500", "non renseigné", "Diplôme", "", ""));
    /* four Certifinfo codes, two RNCP codes */
    accept("certifinfo", text, 6, 0, 0);
    struct nomenclature_certification c = certification("114929");
    assert_string_equal(c.intitule, "Titre & vie");
    assert_string_equal(c.niveau, "13");
    assert_string_equal(c.code_rncp, "RNCP37715");
    assert_string_equal(certification("RNCP37715").code_certifinfo, "114929");
    assert_string_equal(certification("82497").intitule, "Option A");
    assert_string_equal(certification("RNCP41014").intitule, "BAC PRO - Options");
    assert_string_equal(certification("RNCP41014").code_certifinfo, "");
    assert_string_equal(certification("500").niveau, "");
    assert_string_equal(certification("500").code_rncp, "");
    accept("certifinfo", text, 0, 0, 6);

    /* France compétences says an RNCP code better, whichever file comes last */
    accept("rncp", RNCP_HEAD "RNCP37715;Assistant de vie;TP;NIV3;01/07/2028\n", 0, 1, 0);
    accept("certifinfo", text, 0, 0, 6);
    assert_string_equal(certification("RNCP37715").intitule, "TP - Assistant de vie");
    assert_string_equal(certification("114929").fin, "2028-07-01");
}

static void test_certifinfo_refused(void **state)
{
    (void)state;
    accept("certifinfo", ROOT(ITEM("1", "3", "Un", "", "")), 1, 0, 0);
    refuse("certifinfo", ROOT(""), 0, "aucun code dans le fichier");
    refuse("certifinfo", "", 1, "XML mal formé ou coupé");
    refuse("certifinfo", "code;libelle\n314;x\n", 1, "XML mal formé ou coupé");
    refuse("certifinfo", "<root>\n" ITEM("2", "3", "Deux", "", "") "\n<item>", 3,
           "XML mal formé ou coupé");
    refuse("certifinfo", ROOT(ITEM("2", "3", "Deux", "", "")) "<root/>", 1,
           "XML mal formé ou coupé");
    refuse("certifinfo", "<fiches/>", 1,
           "élément inconnu, root attendu : est-ce la table de passage de l'Onisep ?");
    refuse("certifinfo", "<root>\n<fiche/></root>", 2,
           "élément inconnu, item attendu : est-ce la table de passage de l'Onisep ?");
    refuse("certifinfo", ROOT(ITEM("2", "3", "Deux", "", "") "\n<item/>"), 2,
           "certification n° 2 : certif_info_ci_identifiant faux, 10 chiffres au plus attendus");
    refuse("certifinfo", ROOT(ITEM("2x", "3", "Deux", "", "")), 1,
           "certification n° 1 : certif_info_ci_identifiant faux, 10 chiffres au plus attendus");
    refuse("certifinfo", ROOT(ITEM("2", "3", "Deux", "RNCP3", "")), 1,
           "certification n° 1 : ci_code_rncp faux, des chiffres attendus");
    refuse("certifinfo", ROOT(ITEM("2", "3", " ", "", "")), 1,
           "certification n° 1 : intitulé vide, un texte attendu");
    refuse("certifinfo", ROOT(ITEM("2", "3", "Deux", "", "") "\n" ITEM("2", "3", "Encore", "", "")),
           2, "code 2 en double, déjà ligne 1");
    refuse("certifinfo", ROOT(ITEM("2", "3", "D\xE9jà", "", "")), 1, "XML mal formé ou coupé");
    const char nul[] = "<root>" ITEM("2", "3", "De\0ux", "", "") "</root>";
    refuse_bytes("certifinfo", nul, sizeof(nul) - 1, 1, "XML mal formé ou coupé");
    /* outside entities, and those that multiply */
    refuse("certifinfo",
           "<!DOCTYPE root [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" ROOT(
               ITEM("2", "3", "&x;", "", "")),
           1, "DOCTYPE inattendu, la table de l'Onisep n'en a pas");
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), 1);
}

static void test_certifinfo_huge(void **state)
{
    (void)state;
    /* nested deeper than libxml2 allows, and one text over its limit */
    const size_t depth = 2000;
    char *deep = arena_alloc(arena, depth * 3 + 16);
    strcpy(deep, "<root>"); // NOLINT: the room is counted just above
    for (size_t i = 0; i < depth; i++) {
        memcpy(deep + 6 + 3 * i, i ? "<a>" : "   ", 3);
    }
    assert_int_equal(import_bytes("certifinfo", deep, strlen(deep)), STATUS_REFUSED);
    const size_t megabytes = (size_t)11 << 20;
    char *text = arena_alloc(arena, megabytes + 1);
    memset(text, 'a', megabytes);
    const char *huge =
        arena_printf(arena, "<root><item><ci_intitule>%s</ci_intitule></item></root>", text);
    assert_int_equal(import_bytes("certifinfo", huge, strlen(huge)), STATUS_REFUSED);
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), 0);
}

/* ---- what was typed by hand: what a fresh base knows, and the invented offers */

static const enum nomenclature noms[2] = {NOMENCLATURE_CERTIFINFO, NOMENCLATURE_RNCP};
static struct nomenclature_liste typed[2];

/* Then leaves the base empty. */
static void read_typed(void)
{
    assert_int_equal(nomenclature_extrait(db), STATUS_OK);
    for (int i = 0; i < 2; i++) {
        struct nomenclature_resultat all;
        assert_int_equal(nomenclature_chercher(db, arena, noms[i], "", &all), STATUS_OK);
        assert_true(all.total > 10 && all.total == all.liste.n);
        typed[i] = all.liste;
    }
    for (size_t i = 0; i < demo_sujet_n; i++) {
        if (demo_sujets[i].rncp) { /* known to a fresh base */
            certification(arena_printf(arena, "RNCP%s", demo_sujets[i].rncp));
        }
    }
    assert_int_equal(db_run_script(db, "DELETE FROM nomenclature", "test"), STATUS_OK);
}

static void assert_entry(enum nomenclature nom, const struct nomenclature_entree *ours)
{
    struct nomenclature_liste official = {0};
    struct text_list code = {(const char *[]){ours->code}, 1};
    assert_int_equal(nomenclature_lire(db, arena, nom, code, &official), STATUS_OK);
    assert_string_equal(ours->libelle, official.items[0].libelle);
    assert_string_equal(ours->niveau, official.items[0].niveau);
    assert_string_equal(ours->renvoi, official.items[0].renvoi);
}

/* "TITRE PROFESSIONNEL @" about "COMPTABLE ASSISTANT": "TP - Comptable assistant". */
static void assert_subject(const struct demo_sujet *sujet)
{
    bool cap = strncmp(sujet->formes[0].intitule, "CAP ", 4) == 0;
    bool titre = strncmp(sujet->formes[0].intitule, "TITRE PROFESSIONNEL ", 20) == 0;
    assert_int_equal(cap || titre, sujet->rncp != NULL);
    if (sujet->rncp) {
        const char *wanted = arena_printf(arena, "%s - %s", cap ? "CAP" : "TP", sujet->intitule);
        struct nomenclature_certification c =
            certification(arena_printf(arena, "RNCP%s", sujet->rncp));
        assert_string_equal(fold_text(arena, c.intitule), fold_text(arena, wanted));
        assert_string_equal(c.niveau, sujet->niveau);
    }
}

static void assert_typed(void)
{
    for (int i = 0; i < 2; i++) {
        for (size_t j = 0; j < typed[i].n; j++) {
            assert_entry(noms[i], &typed[i].items[j]);
        }
    }
    for (size_t i = 0; i < demo_sujet_n; i++) {
        assert_subject(&demo_sujets[i]);
    }
}

/* ---- the official files */

static bool import_official(const char *quoi, const char *file)
{
    if (access(file, R_OK) != 0) {
        print_message("%s is not there: skipped\n", file);
        return false;
    }
    if (import_nomenclature(db, arena, quoi, file, false, &bilan) != STATUS_OK) {
        fail_msg("%s, line %zu: %s", file, bilan.raisons.items[0].ligne,
                 bilan.raisons.items[0].texte);
    }
    size_t n = changements().crees;
    int64_t rows = number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0);
    assert_int_equal(import_nomenclature(db, arena, quoi, file, false, &bilan), STATUS_OK);
    assert_int_equal(changements().crees + changements().modifies, 0);
    assert_int_equal(changements().inchanges, n);
    assert_int_equal(number(&TEST_IMPORT_NOMENCLATURE_COMBIEN, 0), rows);
    return true;
}

/* Numbers of lines counted with other tools: 93 NSF, 1 584 ROME, 3 RNCP, 4 902 Certifinfo items
 * that name 4 606 RNCP codes. */
static void test_official(void **state)
{
    (void)state;
    read_typed();
    if (import_official("nsf", NSF_FILE)) {
        assert_int_equal(bilan.lues, 93);
        assert_string_equal(title(NOMENCLATURE_NSF, "324"), "Secrétariat, bureautique");
    }
    if (import_official("rome", ROME_FILE)) {
        assert_int_equal(bilan.lues, 1584);
        assert_string_equal(title(NOMENCLATURE_ROME, "K2111"), "Formateur / Formatrice");
    }
    if (import_official("rncp", RNCP_FILE)) {
        assert_int_equal(bilan.lues, 3);
        struct nomenclature_certification c = certification("RNCP317");
        assert_string_equal(c.intitule, "TP - Solier moquettiste");
        assert_string_equal(c.niveau, "13");
        assert_string_equal(c.fin, "2022-08-18");
    }
    if (import_official("certifinfo", CERTIFINFO_FILE)) {
        assert_int_equal(bilan.lues, 4902 + 4606);
        struct nomenclature_certification c = certification("115708");
        assert_string_equal(c.intitule, "CAP cuisine");
        assert_string_equal(c.niveau, "13");
        assert_string_equal(c.code_rncp, "RNCP38430");
        assert_typed();
    }
    /* the other file of France compétences is none that can be imported */
    if (access(RNCP_ROME_FILE, R_OK) == 0) {
        assert_int_equal(import_nomenclature(db, arena, "rncp", RNCP_ROME_FILE, false, &bilan),
                         STATUS_REFUSED);
        assert_int_equal(bilan.raisons.items[0].ligne, 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    close(mkstemp(path));
    const struct CMUnitTest tests[] = {
        TEST(test_nsf),
        TEST(test_csv_refused),
        TEST(test_many_faults),
        TEST(test_no_file),
        TEST(test_rncp),
        TEST(test_what_it_empties_is_told),
        TEST(test_whatever_wrote_it),
        TEST(test_gzip),
        TEST(test_irregular_rows),
        TEST(test_a_file_that_lacks_codes),
        TEST(test_active_and_dates),
        TEST(test_certifinfo),
        TEST(test_certifinfo_refused),
        TEST(test_certifinfo_huge),
        TEST(test_official),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
