/* French words made comparable. */
#include "fold.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static void test_fold(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *folded;
    } cases[] = {
        {"", ""},
        {"   ", ""},
        {"...", ""},
        {"Éducation à l’œuvre", "education a l oeuvre"},
        {"  L'ÉTÉ,  c'est ÇA !  ", "l ete c est ca"},
        {"Saint-Étienne‑du‑Bois", "saint etienne du bois"}, /* U+2011 */
        {"ex æquo, Œuvre", "ex aequo oeuvre"},
        {"e\xCC\x81te\xCC\x81", "ete"}, /* combining accents */
        {"C++ et C#, .NET", "c et c net"},
        {"CAP 2e année – 120 h", "cap 2e annee 120 h"},
        {"Straße ﬁn", "strasse fin"},
        {"co\xC2\xADopérer", "cooperer"}, /* soft hyphen */
        {"a\xC2\xA0"
         "b\xE2\x80\xAF"
         "c",
         "a b c"},
        {"m²", "m2"},
        {"Ελλάδα 中文", "ελλαδα 中文"},
        {"\xF0\x9F\x98\x80 a \xF0\x9F\x98\x80", "a"},
        {"a\xFF"
         "b",
         "a b"},
        {"\xFF\xFE", ""},
        {"a\nb\tc", "a b c"},
        {"<b>gras</b>", "b gras b"},
        {"\" OR 1=1 --*", "or 1 1"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *folded = fold_text(arena, cases[i].text);
        assert_string_equal(folded, cases[i].folded);
        assert_string_equal(fold_text(arena, folded), folded);
    }
    assert_string_equal(fold_text(arena, NULL), "");
}

static void test_split(void **state)
{
    (void)state;
    struct fold_words words = fold_split(arena, "L’accueil, l’Accueil 24h/24");
    static const char *const expected[] = {"l", "accueil", "l", "accueil", "24h", "24"};
    assert_int_equal(words.n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(words.items[i], expected[i]);
    }
    assert_int_equal(fold_split(arena, "").n, 0);
    assert_int_equal(fold_split(arena, " - ’ - ").n, 0);
    assert_int_equal(fold_split(arena, "un").n, 1);
}

/* The two spellings are one word to a person who searches: same token. */
static void test_same_token(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"secretariat", "SECRÉTARIAT"},
        {"secretariat", "secrétariats"},
        {"neige", "neiges"},
        {"Formation", "FORMATIONS"},
        {"métier", "metiers"},
        {"diplôme", "diplomes"},
        {"diplômé", "DIPLÔMÉES"},
        {"employé", "employées"},
        {"salariée", "salaries"},
        {"lycée", "LYCEES"},
        {"commercial", "commerciaux"},
        {"commerciale", "commerciales"},
        {"général", "généraux"},
        {"hôpital", "hopitaux"},
        {"cheval", "chevaux"},
        {"local", "locaux"},
        {"bureau", "bureaux"},
        {"réseau", "RESEAUX"},
        {"eau", "eaux"},
        {"jeu", "jeux"},
        {"cheveu", "cheveux"},
        {"lieu", "lieux"},
        {"bijou", "bijoux"},
        {"emploi", "emplois"},
        {"loi", "lois"},
        {"essai", "essais"},
        {"menu", "menus"},
        {"apprenti", "apprenties"},
        {"anglais", "anglaises"},
        {"chinois", "chinoise"},
        {"cuisinier", "cuisinière"},
        {"infirmière", "INFIRMIERS"},
        {"formateur", "formatrices"},
        {"directeur", "directrice"},
        {"actif", "actives"},
        {"naturel", "naturelles"},
        {"étudiant", "étudiantes"},
        {"comptable", "comptables"},
        {"sécurité", "SECURITES"},
        {"qualité", "qualites"},
        {"numérique", "numeriques"},
        {"élève", "eleves"},
        {"électricien", "électriciennes"},
        {"maçonnerie", "maconneries"},
        {"œuvre", "OEUVRES"},
        {"bâtiment", "batiments"},
        {"compétence", "competences"},
        {"véhicule", "VÉHICULES"},
        {"énergie", "energies"},
        {"garçon", "garcons"},
        {"forêt", "forets"},
        {"noël", "Noel"},
        {"agroalimentaire", "Agroalimentaires"},
        {"logiciel", "logiciels"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        struct fold_words a = fold_stems(arena, pairs[i][0]);
        struct fold_words b = fold_stems(arena, pairs[i][1]);
        assert_int_equal(a.n, 1);
        assert_int_equal(b.n, 1);
        assert_string_equal(a.items[0], b.items[0]);
    }
}

/* Stemming must not throw everything in one bag. */
static void test_other_token(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"secrétariat", "secret"},
        {"bois", "bac"},
        {"formation", "forme"},
        {"plomberie", "plongée"},
        {"eau", "eux"},
        {"comptable", "compte"},
        {"vente", "vert"},
        {"soudure", "soude"},
        {"maçon", "maison"},
        {"CAP", "cas"},
        {"fraise", "frais"},
        {"niveau 3", "niveau 4"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        assert_string_not_equal(fold_stems_text(arena, pairs[i][0]),
                                fold_stems_text(arena, pairs[i][1]));
    }
}

static void test_stems(void **state)
{
    (void)state;
    assert_string_equal(fold_stems_text(arena, ""), "");
    assert_string_equal(fold_stems_text(arena, NULL), "");
    assert_string_equal(fold_stems_text(arena, " ,;: "), "");
    assert_string_equal(fold_stems_text(arena, "L'accueil de la neige"),
                        fold_stems_text(arena, "accueil neige"));
    /* Stop words alone are kept, so that a search for them is not a search for everything. */
    assert_string_equal(fold_stems_text(arena, "de la"), "de la");
    assert_string_equal(fold_stems_text(arena, "À"), "a");
    /* Digits stay as they are. */
    assert_string_equal(fold_stems_text(arena, "RNCP38565 2024 3D"), "rncp38565 2024 3d");
    /* Order and doubles are kept. */
    struct fold_words words = fold_stems(arena, "neige, vente, neiges");
    assert_int_equal(words.n, 3);
    assert_string_equal(words.items[0], words.items[2]);
}

/* Texts of French letters alone take a shorter way than others: the same words at its end. */
static void test_both_ways(void **state)
{
    (void)state;
    for (unsigned code = 0xA0; code < 0x2040; code = code == 0x17F ? 0x2000 : code + 1) {
        char letter[4] = {0};
        if (code < 0x800) {
            letter[0] = (char)(0xC0 | code >> 6);
            letter[1] = (char)(0x80 | (code & 0x3F));
        } else {
            letter[0] = (char)(0xE0 | code >> 12);
            letter[1] = (char)(0x80 | (code >> 6 & 0x3F));
            letter[2] = (char)(0x80 | (code & 0x3F));
        }
        const char *alone = fold_text(arena, arena_printf(arena, "x%sy", letter));
        const char *beside = fold_text(arena, arena_printf(arena, "x%sy ж", letter));
        assert_string_equal(arena_printf(arena, "%s ж", alone), beside);
    }
}

static void test_huge(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *text = arena_alloc(arena, size + 1);
    memset(text, 'e', size);
    struct fold_words words = fold_stems(arena, text);
    assert_int_equal(words.n, 1);
    assert_int_equal(strlen(words.items[0]), size);
    for (size_t i = 0; i < size; i += 2) {
        text[i] = ' ';
    }
    assert_int_equal(fold_stems(arena, text).n, size / 2);
    memset(text, 0xC3, size);
    assert_int_equal(fold_stems(arena, text).n, 0);
    for (size_t i = 0; i + 2 <= size; i += 2) {
        memcpy(text + i, "é", 2);
    }
    assert_int_equal(strlen(fold_text(arena, text)), size / 2);
}

/* Lengths around the one beyond which a word is no longer stemmed. */
static void test_long_words(void **state)
{
    (void)state;
    char word[80] = "";
    for (size_t n = 1; n < sizeof(word); n++) {
        memset(word, 'b', n);
        word[n] = '\0';
        memcpy(word + n - 1, "s", 1);
        struct fold_words words = fold_stems(arena, word);
        assert_int_equal(words.n, 1);
        assert_true(strlen(words.items[0]) >= 1);
    }
}

static void *stem_in_thread(void *result)
{
    struct arena *own = arena_create(0);
    for (int i = 0; i < 200; i++) {
        fold_stems(own, "secrétariats neiges commerciaux formatrices");
    }
    snprintf(result, 100, "%s", fold_stems_text(own, "secrétariats neiges commerciaux"));
    arena_destroy(own);
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    char results[4][100];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, stem_in_thread, results[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_string_equal(results[i], fold_stems_text(arena, "secrétariat neige commercial"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold),       cmocka_unit_test(test_split),
        cmocka_unit_test(test_same_token), cmocka_unit_test(test_other_token),
        cmocka_unit_test(test_stems),      cmocka_unit_test(test_huge),
        cmocka_unit_test(test_both_ways),  cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
