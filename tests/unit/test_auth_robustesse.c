/* Passwords: which are refused, why, and which are not. */
#include "robustesse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static const char *const mots[] = {
    "camille.aubry@exemple.fr",     "Camille Aubry",    "GIP CARIF OREF DES PAYS DE LA LOIRE",
    "Lycée Hôtelier Sainte-Thècle", "Pays de la Loire", NULL};

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

static void judged(const char *password, const char *words)
{
    const char *message = robustesse_juger(arena, password, mots);
    if (!message || !strstr(message, words)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", password, message ? message : "right", words);
    }
}

static void test_good_passwords(void **state)
{
    (void)state;
    static const char *const good[] = {"quatre chevaux gris dorment",
                                       "cheval agrafe pile correcte",
                                       "7Vaches&un-Tracteur",
                                       "Éléphant violet, 3 tasses",
                                       "bateau lampe tirelire neuf",
                                       "x9!Kp#2mVq$7",
                                       "!#x9$%K&*p(7",
                                       "Zt8vQ2mrT6pW"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *message = robustesse_juger(arena, good[i], mots);
        if (message) {
            fail_msg("%s: %s", good[i], message);
        }
    }
}

static void test_reasons(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"motdepasse2026", "parmi les plus courants"},
        {"motdepasse2026", "une date ou une année"},
        {"azertyuiop123", "touches voisines du clavier"},
        {"azertyuiop123", "une suite comme 1234"},
        {"Bonjour2024!!", "parmi les plus courants"},
        {"sofisofisofi", "des répétitions"},
        {"M0tDeP@sse!2026", "parmi les plus courants"},
        {"mot de passé 2026", "parmi les plus courants"},
        {"m.o.t.d.e.p.a.s.s.e", "parmi les plus courants"},
        {"qsdfghjklm123", "touches voisines du clavier"},
        {"poiuytrezaqsdf", "touches voisines du clavier"},
        {"aaaaaaaaaaaaaa", "des répétitions"},
        {"abcdefghijklmnop", "une suite comme 1234"},
        {"123456789012", "une suite comme 1234"},
        {"CAMILLE.AUBRY2026", "de votre nom"},
        {"camille.aubry", "de votre nom"},
        {"SainteThecle2026", "de votre organisme"},
        {"paysdelaloire44", "de votre organisme"},
        {"demonstration-sofi", "parmi les plus courants"},
        {"14/07/1998 14/07/1998", "une date"},
        {"Soleil2024Soleil", "prenez plutôt trois ou quatre mots"},
        {"Nantes44000!", "trop facile à deviner"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        judged(bad[i][0], bad[i][1]);
        judged(bad[i][0], "trop facile à deviner");
        judged(bad[i][0], "mots sans lien entre eux");
    }
}

static void test_nobody_s_words(void **state)
{
    (void)state;
    const char *const none[] = {NULL};
    const char *const empty[] = {"", "   ", "@", NULL};
    assert_null(robustesse_juger(arena, "cheval agrafe pile correcte", none));
    assert_null(robustesse_juger(arena, "cheval agrafe pile correcte", empty));
    assert_non_null(robustesse_juger(arena, "motdepasse2026", empty));
}

static void test_lengths(void **state)
{
    (void)state;
    static const char letters[] = "fTq8 zLw!3 Rk?5m ";
    char password[300];
    for (size_t i = 0; i < sizeof password; i++) {
        password[i] = letters[(i * 7 + i / 17) % (sizeof letters - 1)];
    }
    judged("", "0 caractères, entre 12 et 256 attendus");
    judged("x9!Kp#2mVq$", "11 caractères");
    judged("éééééééé", "8 caractères"); /* characters, not bytes */
    password[257] = '\0';
    judged(password, "257 caractères");
    password[256] = '\0';
    assert_null(robustesse_juger(arena, password, mots));
    /* Cut in the middle of a character: judged all the same. */
    memset(password, 0, sizeof password);
    for (size_t i = 0; i < 100; i++) {
        memcpy(password + 1 + 2 * i, "é", 2);
    }
    password[0] = 'x';
    judged(password, "des répétitions");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_good_passwords),
        EACH(test_reasons),
        EACH(test_nobody_s_words),
        EACH(test_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
