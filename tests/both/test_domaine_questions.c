/* Questions of the service Offre and their answers, codes that it replaces: what is asked, what
 * answers, what is told, and who sees what afterwards.
 */
#include "action_gestes.h"
#include "code_remplace.h"
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

STATEMENT(TEST_ETAT, "i", "t", "SELECT etat FROM action WHERE numero = $1");
STATEMENT(TEST_REMPLACE, "i", "t",
          "SELECT CAST(count(*) AS TEXT) FROM action WHERE certifinfo_remplace AND $1 >= 0");
STATEMENT(TEST_COMPTEUR, "i", "t",
          "SELECT CAST(certifinfo AS TEXT) FROM action_compteur WHERE perimetre = $1");
STATEMENT(TEST_CODE, "i", "t",
          "SELECT donnees FROM offre_detail WHERE noun = 'formation' AND contenu = $1");
STATEMENT(TEST_LETTRE, "t", "tttt",
          "SELECT sujet, texte, lien, lien_texte FROM courriel WHERE destinataire = $1"
          " ORDER BY id");

static int setup(void **state)
{
    monde_setup(state);
    monde_offre();
    return 0;
}

struct gesture {
    const struct acteur *acteur;
    const char *geste;
    const struct action_demande *demande;
    struct action_resultat resultat;
    struct action *a0, *a1;
    enum status status;
};

static enum status do_pass(struct db *connection, void *context)
{
    struct gesture *g = context;
    return action_passer(connection, arena, g->acteur, 601, g->geste, g->demande, &g->resultat);
}

static struct gesture pass(const struct acteur *acteur, const char *geste,
                           const struct action_demande *demande)
{
    static const struct action_demande nothing = {.motif = "Le rythme manque"};
    struct gesture g = {.acteur = acteur, .geste = geste, .demande = demande ? demande : &nothing};
    g.status = db_transaction(db, do_pass, &g);
    return g;
}

static void done(const struct acteur *acteur, const char *geste,
                 const struct action_demande *demande)
{
    struct gesture g = pass(acteur, geste, demande);
    assert_int_equal(g.status, STATUS_OK);
}

static enum status do_save(struct db *connection, void *context)
{
    struct gesture *g = context;
    bool change = false;
    return action_enregistrer(connection, arena, g->acteur, &action_fields, g->a0, g->a1, &change);
}

static void save(const char *rythme)
{
    struct action a0 = {0};
    assert_int_equal(action_lire(db, arena, &camille, 601, &a0), STATUS_OK);
    struct action a1 = a0;
    a1.rythme = rythme;
    struct gesture g = {.acteur = &camille, .a0 = &a0, .a1 = &a1};
    assert_int_equal(db_transaction(db, do_save, &g), STATUS_OK);
}

/* The action is sent, and two things are asked. */
static const struct question_posee two[] = {
    {"action.rythme", " Quels jours\u00A0? \r\n"},
    {"formation.objectif", "Qu'a-t-il de particulier\u00A0?"},
};
static const struct action_demande asked = {.questions = {two, 2}};

static void ask(void)
{
    save("Le soir");
    done(&camille, GESTE_ENVOYER, NULL);
    done(&officier, GESTE_QUESTIONNER, &asked);
    assert_string_equal(word(&TEST_ETAT, 601), "en_attente_de_reponses");
}

static struct questions thread(void)
{
    struct questions questions = {0};
    assert_int_equal(question_lister(db, arena, 601, &questions), STATUS_OK);
    return questions;
}

static const char *letter_to(const char *email)
{
    const char *text = "";
    struct db_rows rows;
    DB_QUERY(db, &TEST_LETTRE, &rows, BIND_TEXT(email));
    while (db_next(&rows)) {
        text =
            arena_printf(arena, "%s\n%s\n%s: %s\n", db_text(&rows, 0, NULL),
                         db_text(&rows, 1, NULL), db_text(&rows, 3, NULL), db_text(&rows, 2, NULL));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return text;
}

static void test_what_is_asked(void **state)
{
    (void)state;
    ask();
    struct questions q = thread();
    assert_int_equal(q.n, 2);
    assert_string_equal(q.items[0].texte, "Quels jours ?");
    assert_string_equal(q.items[0].avant, "Le soir");
    assert_string_equal(q.items[0].posee_par, "Dominique");
    assert_string_equal(q.items[1].avant, "Payer");
    assert_int_equal(q.items[1].repondue_le, 0);
    assert_string_equal(monde_differences("action", 601),
                        "État: En attente de validation → En attente de réponses\n"
                        "Question sur «\u00A0Rythme\u00A0»:  → Quels jours ?\n"
                        "Question sur «\u00A0Formation\u00A0: Objectif\u00A0»:  → "
                        "Qu'a-t-il de particulier ?\n");
    assert_string_equal(letter_to("of@exemple.fr"),
                        "Action 92-601\u00A0: 2 questions\nBonjour,\n\n"
                        "Le service Offre examine l'action 92-601, «\u00A0Assistant RH\u00A0», et "
                        "vous pose 2 questions.\n\n"
                        "Question sur «\u00A0Rythme\u00A0»\u00A0: Quels jours ?\n\n"
                        "Question sur «\u00A0Formation\u00A0: Objectif\u00A0»\u00A0: Qu'a-t-il de "
                        "particulier ?\n\n"
                        "Répondez sur les champs, puis renvoyez en une fois. Ce qui est publié ne "
                        "change pas d'ici là.\nRépondre: /actions/601/repondre\n");
}

/* Nothing is asked that nobody could answer. */
static void test_questions_that_are_refused(void **state)
{
    (void)state;
    static char long_text[QUESTION_TEXTE_MAX + 2];
    static struct question_posee many[QUESTIONS_MAX + 1];
    memset(long_text, 'a', QUESTION_TEXTE_MAX + 1);
    for (size_t i = 0; i <= QUESTIONS_MAX; i++) {
        many[i] = two[0];
    }
    const struct question_posee wrong[] = {
        {"action.rythme", "  "},
        {"action.inconnu", "Quoi ?"},
        {"session.debut", "Quoi ?"},
        {"rythme", "Quoi ?"},
        {"", "Quoi ?"},
        {"action.rythme", long_text},
    };
    save("Le soir");
    done(&camille, GESTE_ENVOYER, NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct action_demande demande = {.questions = {&wrong[i], 1}};
        struct gesture g = pass(&officier, GESTE_QUESTIONNER, &demande);
        assert_int_equal(g.status, STATUS_REFUSED);
        assert_non_null(g.resultat.message);
    }
    const struct action_demande none = {.motif = ""};
    const struct action_demande too_many = {.questions = {many, QUESTIONS_MAX + 1}};
    assert_int_equal(pass(&officier, GESTE_QUESTIONNER, &none).status, STATUS_REFUSED);
    assert_int_equal(pass(&officier, GESTE_QUESTIONNER, &too_many).status, STATUS_REFUSED);
    const struct question_posee whole[] = {
        {"action", "Et le public ?"}, {"sessions", "Ces dates ?"}, {"action.lieu", "Où ?"}};
    const struct action_demande right = {.questions = {whole, 3}};
    done(&officier, GESTE_QUESTIONNER, &right);
    assert_int_equal(thread().n, 3);
}

/* Each question has its answer, or its field was changed; what is prepared counts. */
static void test_answers(void **state)
{
    (void)state;
    ask();
    struct questions q = thread();
    struct gesture g = pass(&camille, GESTE_REPONDRE, NULL);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_int_equal(g.resultat.manques.n, 2);
    assert_string_equal(
        g.resultat.manques.items[0].adresse,
        arena_printf(arena, "/actions/601/repondre#question-%lld", (long long)q.items[0].id));
    save("Le matin");
    const struct question_reponse empty = {q.items[1].id, "  "};
    const struct action_demande lacks = {.reponses = {&empty, 1}};
    g = pass(&camille, GESTE_REPONDRE, &lacks);
    assert_int_equal(g.resultat.manques.n, 1); /* the rythme was changed */
    const struct question_reponse answer = {q.items[1].id, "Le stage en entreprise."};
    const struct action_demande full = {.reponses = {&answer, 1}};
    done(&camille, GESTE_REPONDRE, &full);
    assert_string_equal(word(&TEST_ETAT, 601), "en_attente_de_validation");
    assert_string_equal(monde_differences("action", 601),
                        "État: En attente de réponses → En attente de validation\n"
                        "Réponse sur «\u00A0Rythme\u00A0»:  → Champ modifié\n"
                        "Réponse sur «\u00A0Formation\u00A0: Objectif\u00A0»:  → Le stage en "
                        "entreprise.\n");
    q = thread();
    assert_string_equal(q.items[1].reponse, "Le stage en entreprise.");
    assert_string_equal(q.items[1].repondue_par, "Camille");
    assert_int_equal(q.items[1].close_le, 0);
    done(&officier, GESTE_VALIDER, NULL);
    assert_int_not_equal(thread().items[0].close_le, 0);
}

/* Questions end with the examination, whoever ends it; a second round is another one. */
static void test_questions_are_closed(void **state)
{
    (void)state;
    ask();
    done(&camille, GESTE_RETIRER, NULL);
    assert_int_not_equal(thread().items[0].close_le, 0);
    done(&camille, GESTE_ENVOYER, NULL);
    done(&officier, GESTE_QUESTIONNER, &asked);
    struct questions q = thread();
    assert_int_equal(q.n, 4);
    assert_int_equal(q.items[2].close_le, 0);
    const struct question_reponse answers[] = {
        {q.items[2].id, "a"}, {q.items[3].id, "b"}, {q.items[0].id, "too late"}};
    const struct action_demande demande = {.reponses = {answers, 3}};
    done(&camille, GESTE_REPONDRE, &demande);
    assert_string_equal(thread().items[0].reponse, "");
    done(&officier, GESTE_QUESTIONNER, &asked);
    assert_int_not_equal(thread().items[3].close_le, 0);
    assert_int_equal(thread().items[4].close_le, 0);
    done(&officier, GESTE_REFUSER, NULL);
    assert_int_not_equal(thread().items[4].close_le, 0);
}

/* ---- codes */

static const struct action_demande swap = {.ancien = "114929", .nouveau = "120947"};

static void test_a_code_is_replaced(void **state)
{
    (void)state;
    monde_certifinfo(901);
    done(&officier, GESTE_REMPLACER, &swap);
    assert_string_equal(word(&TEST_CODE, 901), "code_rncp=41366&code_certifinfo=120947");
    assert_string_equal(word(&TEST_REMPLACE, 0), "3");
    assert_string_equal(word(&TEST_COMPTEUR, 0), "3");
    assert_string_equal(word(&TEST_COMPTEUR, -36365), "1");
    assert_string_equal(word(&TEST_ETAT, 601), "validee");
    assert_string_equal(monde_differences("action", 602),
                        "Code Certifinfo remplacé:  → 114929, TP assistant RH → 120947, TP "
                        "assistant RH, 2026\n");
    assert_non_null(strstr(monde_differences("formation", 92), "120947"));
    assert_non_null(strstr(letter_to("of@exemple.fr"), "92-601, 92-602, 92-603"));
    assert_non_null(strstr(letter_to("annexe@exemple.fr"), "Actions de vos sites\u00A0: 92-603."));
    struct codes_remplaces codes = {0};
    assert_int_equal(code_remplace_lister(db, arena, 602, true, &codes), STATUS_OK);
    assert_int_equal(codes.n, 1);
    assert_string_equal(codes.items[0].ancien_libelle, "TP assistant RH");
    assert_string_equal(codes.items[0].nouveau, "120947");
    assert_int_equal(codes.items[0].vu_le, 0);
    /* Each action is seen by itself; a modification meanwhile does not hide it. */
    save("Le soir");
    assert_string_equal(word(&TEST_REMPLACE, 0), "3");
    done(&camille, GESTE_VU, NULL);
    assert_string_equal(word(&TEST_COMPTEUR, 0), "2");
    assert_string_equal(monde_differences("action", 601),
                        "Code Certifinfo remplacé:  → Pris en compte\n");
    assert_int_equal(code_remplace_lister(db, arena, 601, false, &codes), STATUS_OK);
    assert_int_not_equal(codes.items[0].vu_le, 0);
    assert_int_equal(pass(&camille, GESTE_VU, NULL).status, STATUS_REFUSED);
}

/* What is published and what modifies it, and sessions that refer to it. */
static void test_a_code_is_replaced_everywhere(void **state)
{
    (void)state;
    monde_certifinfo(901);
    monde_certifinfo_de(902, "formation", "certification",
                        "code_rncp=35030&code_certifinfo=114929");
    monde_certifinfo_de(701, "session", "reference_certification", "reference_certifinfo=114929");
    run("INSERT INTO formation_contenu (id, formation, intitule, certifiante)"
        " VALUES (902, 92, 'Assistant RH', '1'); UPDATE formation SET brouillon = 902");
    done(&officier, GESTE_REMPLACER, &swap);
    assert_string_equal(word(&TEST_CODE, 901), "code_rncp=41366&code_certifinfo=120947");
    assert_string_equal(word(&TEST_CODE, 902), "code_rncp=41366&code_certifinfo=120947");
    assert_non_null(strstr(monde_differences("session", 701), "120947"));
}

static void test_codes_that_are_refused(void **state)
{
    (void)state;
    static const struct action_demande wrong[] = {
        {.ancien = "114929", .nouveau = "100000"}, {.ancien = "114929", .nouveau = "999999"},
        {.ancien = "114929", .nouveau = "114929"}, {.ancien = "114929", .nouveau = "abc"},
        {.ancien = "100000", .nouveau = "120947"}, {.motif = ""},
    };
    monde_certifinfo(901);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct gesture g = pass(&officier, GESTE_REMPLACER, &wrong[i]);
        assert_int_equal(g.status, STATUS_REFUSED);
        assert_non_null(g.resultat.message);
    }
    assert_string_equal(word(&TEST_REMPLACE, 0), "0");
    assert_int_equal(pass(&camille, GESTE_REMPLACER, &swap).status, STATUS_FORBIDDEN);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_what_is_asked),
        EACH(test_questions_that_are_refused),
        EACH(test_answers),
        EACH(test_questions_are_closed),
        EACH(test_a_code_is_replaced),
        EACH(test_a_code_is_replaced_everywhere),
        EACH(test_codes_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
