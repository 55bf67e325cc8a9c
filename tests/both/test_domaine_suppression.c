/* What may be removed, what goes with it, what comes back, and when it is erased for good. */
#include "test_db.h"

#include "action_gestes.h"
#include "formation_actions.h"
#include "journal.h"
#include "offre_arbre.h"
#include "schema.h"
#include "session.h"
#include "suppression.h"
#include "tableau_de_bord.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "derives_justes.h"

STATEMENT(T_COMPTE, "", "i",
          "SELECT (SELECT count(*) FROM formation) + (SELECT count(*) FROM action)"
          " + (SELECT count(*) FROM session)");
STATEMENT(T_CONTENUS, "", "i",
          "SELECT (SELECT count(*) FROM formation_contenu) + (SELECT count(*) FROM action_contenu)"
          " + (SELECT count(*) FROM offre_code) + (SELECT count(*) FROM offre_detail)");
STATEMENT(T_MOTS, "i", "i", "SELECT count(*) FROM offre_mot WHERE numero = $1");
STATEMENT(T_SESSION, "i", "itttbt",
          "SELECT version, jusqu_au, COALESCE(dispositifs, ''), COALESCE(commune_pliee, ''),"
          " programme_region, ville FROM session WHERE numero = $1");
STATEMENT(
    T_EN_COURS, "", "i",
    "SELECT CAST(COALESCE(sum(en_cours), 0) AS BIGINT) FROM action_compteur WHERE perimetre = 0");
STATEMENT(T_JOURS, "", "i", "SELECT COALESCE(max(jours), 0) FROM suppression");

static const struct acteur officier = {
    .compte_id = 1, .profil = PROFIL_CARIF, .nom = "Dominique", .email = "carif@exemple.fr"};
static const struct acteur camille = {
    .compte_id = 2, .profil = PROFIL_OF, .nom = "Camille", .email = "of@exemple.fr"};
static const struct acteur annexe = {
    .compte_id = 3, .profil = PROFIL_OF, .nom = "Alix", .email = "annexe@exemple.fr"};
static const struct acteur etranger = {
    .compte_id = 4, .profil = PROFIL_OF, .nom = "Lou", .email = "lou@exemple.fr"};

static struct db *db;
static struct arena *arena;

static void run(const char *sql)
{
    derives_verifier(db);
    assert_int_equal(db_run_script(db, sql, "test"), STATUS_OK);
    derives_refaire(db);
}

/* Formation 92 is published with action 601 and its session 701; 602, of the annex, is a draft of
 * it. Formation 93 is a draft with actions 603 (two sessions) and 604 (annex). */
static int setup(void **state)
{
    (void)state;
    test_db_clear();
    db = test_db_connect(DB_WRITE);
    arena = arena_create(0);
    run("DELETE FROM dispositif; INSERT INTO dispositif (code, libelle, financeur, type, public,"
        " actif) VALUES ('8', 'Programme régional', '2', 'programme-region', TRUE, TRUE);"
        "INSERT INTO etablissement (id, siret, raison_sociale, categorie, etat) VALUES"
        " (1, '13000511900032', 'GIP CARIF OREF', 'OF', 'A'),"
        " (2, '35600000000048', 'La Poste', 'OF', 'A');"
        "INSERT INTO site (numero, etablissement_id, principal, nom_usage, etat, ligne1,"
        " code_postal) VALUES (36364, 1, TRUE, 'Siège', 'A', '12 rue de Rennes', '44000'),"
        " (36365, 1, FALSE, 'Annexe', 'A', '1 rue', '44000'),"
        " (36400, 2, TRUE, 'La Poste', 'A', '2 rue', '44000');"
        "INSERT INTO compte (id, email, etat, profil, nom, cree_a) VALUES"
        " (1, 'carif@exemple.fr', 'actif', 'CARIF', 'Dominique', 0),"
        " (2, 'of@exemple.fr', 'actif', 'OF', 'Camille', 0),"
        " (3, 'annexe@exemple.fr', 'actif', 'OF', 'Alix', 0),"
        " (4, 'lou@exemple.fr', 'actif', 'OF', 'Lou', 0);"
        "INSERT INTO compte_site (compte_id, site_numero) VALUES"
        " (2, 36364), (2, 36365), (3, 36365), (4, 36400);"
        "INSERT INTO formation (numero, etablissement_id, vive, brouillon, creee_a) VALUES"
        " (92, 1, 901, NULL, 0), (93, 1, NULL, 902, 7);"
        "INSERT INTO formation_contenu (id, formation, intitule, version) VALUES"
        " (901, 92, 'Assistant RH', 1), (902, 93, 'Secrétariat bilingue', 4);"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, vive, brouillon,"
        " creee_a) VALUES (601, 92, 1, 36364, 'validee', 11, NULL, 0),"
        " (602, 92, 1, 36365, 'en_cours_de_saisie', NULL, 12, 0),"
        " (603, 93, 1, 36364, 'en_cours_de_saisie', NULL, 13, 0),"
        " (604, 93, 1, 36365, 'en_cours_de_saisie', NULL, 14, 0);"
        "INSERT INTO action_contenu (id, action, site, intitule, commune_lieu) VALUES"
        " (11, 601, 36364, NULL, NULL), (12, 602, 36365, NULL, NULL),"
        " (13, 603, 36364, 'Le soir', NULL), (14, 604, 36365, NULL, NULL);"
        "INSERT INTO session (numero, version, action, etablissement_id, site, jusqu_au, debut, "
        "fin,"
        " commune, dispositifs, ville) VALUES"
        " (701, 1, 601, 1, 36364, '2099-06-30', '2099-01-05', '2099-06-30', NULL, NULL, NULL),"
        " (703, 5, 603, 1, 36364, '2020-01-01', '2099-01-05', '2099-06-30', 'Laval', '8', 'Laval'),"
        " (704, 1, 603, 1, 36364, '2020-01-01', '2099-02-05', '2099-06-30', NULL, NULL, NULL);"
        "INSERT INTO offre_code (noun, contenu, champ, rang, code) VALUES"
        " ('formation', 902, 'formacodes', 1, '33054'), ('action', 13, 'publics', 1, '80001'),"
        " ('session', 703, 'dispositifs', 1, '8');"
        "INSERT INTO offre_detail (noun, contenu, genre, rang, donnees) VALUES"
        " ('formation', 902, 'certification', 1, 'code_rncp=35584')");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    derives_verifier(db);
    db_close(db);
    arena_destroy(arena);
    return 0;
}

static int64_t number_of(const struct statement *statement)
{
    struct db_rows rows;
    int64_t n = -1;
    DB_QUERY(db, statement, &rows);
    if (db_next(&rows)) {
        n = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static int64_t words_of(int64_t numero)
{
    struct db_rows rows;
    DB_QUERY(db, &T_MOTS, &rows, BIND_INT(numero));
    assert_true(db_next(&rows));
    int64_t n = db_int(&rows, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

/* ---- gestures, each in a transaction as a page does it */

struct gesture {
    const struct acteur *acteur;
    enum offre_noun noun;
    int64_t numero; /* or the id of a removal */
    const char *vu;
    struct suppression_projet projet;
    char jusqu_au[DATES_ISO_SIZE];
    struct suppression s;
    const char *message;
    const char *jour;
    enum status status;
};

static enum status do_remove(struct db *connection, void *context)
{
    struct gesture *g = context;
    return suppression_faire(connection, arena, g->acteur, g->noun, g->numero, g->vu, &g->projet,
                             g->jusqu_au);
}

static enum status do_restore(struct db *connection, void *context)
{
    struct gesture *g = context;
    return suppression_restaurer(connection, arena, g->acteur, g->numero, &g->s, &g->message);
}

static enum status do_erase(struct db *connection, void *context)
{
    struct gesture *g = context;
    return suppression_effacer(connection, g->jour);
}

static struct gesture removing(const struct acteur *acteur, enum offre_noun noun, int64_t numero,
                               const char *vu)
{
    struct gesture g = {.acteur = acteur, .noun = noun, .numero = numero, .vu = vu};
    g.status = db_transaction(db, do_remove, &g);
    derives_verifier(db);
    return g;
}

static struct suppression found(const struct acteur *acteur, enum offre_noun noun, int64_t numero)
{
    struct suppression s = {0};
    assert_int_equal(suppression_chercher(db, arena, acteur, noun, numero, &s), STATUS_OK);
    return s;
}

static struct gesture restoring(const struct acteur *acteur, int64_t id)
{
    struct gesture g = {.acteur = acteur, .numero = id};
    g.status = db_transaction(db, do_restore, &g);
    derives_verifier(db);
    return g;
}

static void erase_on(const char *jour)
{
    struct gesture g = {.jour = jour};
    assert_int_equal(db_transaction(db, do_erase, &g), STATUS_OK);
}

static const char *last_line(const char *fiche, int64_t numero)
{
    struct journal_page page = {0};
    assert_int_equal(journal_lire(db, arena, fiche, numero, 0, &page), STATUS_OK);
    if (page.lignes.n == 0) {
        return "";
    }
    const struct journal_champ *champ = &page.lignes.items[0].champs.items[0];
    return arena_printf(arena, "%s: %s → %s", champ->libelle, champ->avant, champ->apres);
}

/* "29/12/2026" */
static const char *last_day(void)
{
    char jour[DATES_ISO_SIZE];
    dates_today(jour);
    dates_add_days(jour, 30, jour);
    return dates_show(arena, jour);
}

/* ---- a removal and a creation at once */

/* What another connection does once a transaction has looked at the base: on PostgreSQL in its
 * middle, the first time; on SQLite, where a transaction has the base for itself, before it. */
struct meeting {
    enum status (*work)(struct db *connection, void *context);
    void *of_work;
    enum status (*met)(struct db *connection, void *context);
    void *of_met;
    struct db *other;
    int runs;
};

static enum status look_and_work(struct db *connection, void *context)
{
    struct meeting *m = context;
    struct db_rows rows;
    DB_QUERY(connection, &T_COMPTE, &rows);
    assert_true(db_next(&rows));
    assert_int_equal(db_end(&rows), STATUS_OK);
    if (m->runs++ == 0 && test_db_engine() == DB_POSTGRESQL) {
        assert_int_equal(db_transaction(m->other, m->met, m->of_met), STATUS_OK);
    }
    return m->work(connection, m->of_work);
}

static enum status meet(struct meeting m)
{
    m.other = test_db_connect(DB_WRITE);
    if (test_db_engine() == DB_SQLITE) {
        assert_int_equal(db_transaction(m.other, m.met, m.of_met), STATUS_OK);
    }
    enum status status = db_transaction(db, look_and_work, &m);
    assert_int_equal(m.runs, test_db_engine() == DB_SQLITE ? 1 : 2);
    db_close(m.other);
    return status;
}

static enum status make_session(struct db *connection, void *context)
{
    struct session session = {.action = 603};
    (void)context;
    fields_blank(&session_fields, &session);
    session.debut = "2099-01-05";
    session.fin = "2099-06-30";
    return session_creer(connection, arena, &camille, &session, &session.numero);
}

static enum status make_action(struct db *connection, void *context)
{
    const struct formation formation = {
        .numero = 93, .etablissement_id = 1, .etablissement_nom = ""};
    int64_t numero = 0;
    (void)context;
    return action_creer(connection, arena, &camille, &formation, 36364, &numero);
}

/* The parent goes first: there is nothing left to make it in. */
static void test_made_in_what_is_being_removed(void **state)
{
    (void)state;
    struct gesture action = {.acteur = &camille, .noun = OFFRE_ACTION, .numero = 603};
    struct gesture formation = {.acteur = &camille, .noun = OFFRE_FORMATION, .numero = 93};
    const struct meeting session_meets = {
        .work = make_session, .met = do_remove, .of_met = &action};
    const struct meeting action_meets = {
        .work = make_action, .met = do_remove, .of_met = &formation};
    assert_int_equal(meet(session_meets), STATUS_NOT_FOUND);
    assert_int_equal(meet(action_meets), STATUS_NOT_FOUND);
    assert_int_equal(number_of(&T_COMPTE), 4);
}

/* The child comes first: what would be removed is no longer what was seen. */
static void test_removed_while_something_is_made_in_it(void **state)
{
    (void)state;
    static const struct {
        enum offre_noun noun;
        int64_t numero;
        enum status (*met)(struct db *connection, void *context);
        int actions, sessions;
    } cases[] = {{OFFRE_ACTION, 603, make_session, 0, 3}, {OFFRE_FORMATION, 93, make_action, 3, 3}};
    for (size_t i = 0; i < 2; i++) {
        struct gesture g = {.acteur = &camille, .noun = cases[i].noun, .numero = cases[i].numero};
        assert_int_equal(suppression_prevoir(db, arena, g.acteur, g.noun, g.numero, &g.projet),
                         STATUS_OK);
        g.vu = g.projet.vu;
        const struct meeting m = {.work = do_remove, .of_work = &g, .met = cases[i].met};
        assert_int_equal(meet(m), STATUS_CONFLICT);
        assert_int_equal(g.projet.actions, cases[i].actions);
        assert_int_equal(g.projet.sessions, cases[i].sessions);
    }
}

static void test_restored_while_its_parent_is_removed(void **state)
{
    (void)state;
    assert_int_equal(removing(&camille, OFFRE_SESSION, 703, NULL).status, STATUS_OK);
    struct gesture back = {.acteur = &officier, .numero = found(&camille, OFFRE_SESSION, 703).id};
    struct gesture action = {.acteur = &camille, .noun = OFFRE_ACTION, .numero = 603};
    const struct meeting m = {
        .work = do_restore, .of_work = &back, .met = do_remove, .of_met = &action};
    assert_int_equal(meet(m), STATUS_REFUSED);
    assert_non_null(strstr(back.message, "est supprimée aussi"));
}

/* ---- what is removed, and what is not */

static void test_a_formation_goes_with_all_below(void **state)
{
    (void)state;
    assert_int_equal(number_of(&T_EN_COURS), 3);
    struct gesture g = removing(&camille, OFFRE_FORMATION, 93, NULL);
    assert_int_equal(g.status, STATUS_OK);
    assert_int_equal(g.projet.actions, 2);
    assert_int_equal(g.projet.sessions, 2);
    assert_string_equal(g.projet.titre, "Secrétariat bilingue");
    assert_int_equal(number_of(&T_COMPTE), 4); /* 92, 601, 602, 701 */
    assert_int_equal(number_of(&T_EN_COURS), 1);
    struct formation f = {0};
    struct action a = {0};
    struct session s = {0};
    assert_int_equal(formation_lire(db, arena, &officier, 93, &f), STATUS_NOT_FOUND);
    assert_int_equal(action_lire(db, arena, &officier, 603, &a), STATUS_NOT_FOUND);
    assert_int_equal(session_lire(db, arena, &officier, 703, &s), STATUS_NOT_FOUND);
    const char *told =
        arena_printf(arena, "Suppression:  → Supprimée, restaurable jusqu'au %s", last_day());
    assert_string_equal(last_line("formation", 93), told);
    assert_string_equal(last_line("action", 604), told);
    assert_string_equal(last_line("session", 703), told);
    assert_string_equal(found(&camille, OFFRE_SESSION, 704).titre, "Secrétariat bilingue");
    assert_int_equal(found(&annexe, OFFRE_FORMATION, 93).numero, 93);
    struct suppression none = {0};
    assert_int_equal(suppression_chercher(db, arena, &annexe, OFFRE_ACTION, 603, &none),
                     STATUS_NOT_FOUND); /* of the other site */
    assert_int_equal(suppression_chercher(db, arena, &etranger, OFFRE_FORMATION, 93, &none),
                     STATUS_NOT_FOUND);
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_NOT_FOUND);
}

static void test_an_action_and_a_session_tell_their_parent(void **state)
{
    (void)state;
    struct action before = {0}, after = {0};
    assert_int_equal(action_lire(db, arena, &officier, 603, &before), STATUS_OK);
    assert_int_equal(removing(&camille, OFFRE_SESSION, 703, NULL).status, STATUS_OK);
    assert_int_equal(action_lire(db, arena, &officier, 603, &after), STATUS_OK);
    assert_string_not_equal(before.vu, after.vu); /* an officer who looked sees another action */
    assert_non_null(strstr(last_line("action", 603), "Suppression de la session 703"));
    assert_int_equal(removing(&annexe, OFFRE_ACTION, 602, NULL).status, STATUS_OK);
    assert_non_null(strstr(last_line("formation", 92), "Suppression de l'action 602"));
    assert_int_equal(number_of(&T_COMPTE), 7);
}

static const struct {
    const char *avant; /* SQL; NULL: nothing */
    const struct acteur *acteur;
    enum offre_noun noun;
    int64_t numero;
    const char *obstacle; /* NULL: not even seen */
    const char *ailleurs;
} refus[] = {
    {NULL, &camille, OFFRE_FORMATION, 92, "Une formation publiée ne se supprime pas",
     "/formations/92#actions"},
    {NULL, &officier, OFFRE_ACTION, 601, "désactivez ses sessions", "/actions/601#sessions"},
    {NULL, &officier, OFFRE_SESSION, 701, "désactivez-la", "/sessions/701"},
    {NULL, &annexe, OFFRE_FORMATION, 93, "un site que vous n'administrez pas", NULL},
    {NULL, &annexe, OFFRE_ACTION, 603, NULL, NULL},
    {NULL, &etranger, OFFRE_FORMATION, 93, NULL, NULL},
    {NULL, &etranger, OFFRE_SESSION, 703, NULL, NULL},
    {"UPDATE action SET etat = 'en_attente_de_validation' WHERE numero = 603", &camille,
     OFFRE_ACTION, 603, "Retirez-la d'abord", "/actions/603#t-gestes"},
    {NULL, &officier, OFFRE_FORMATION, 93, "Refusez-la d'abord", "/actions/603#t-gestes"},
    {NULL, &camille, OFFRE_SESSION, 703, "à l'examen", "/actions/603#t-gestes"},
    {"UPDATE action SET etat = 'en_attente_de_reponses' WHERE numero = 603", &camille, OFFRE_ACTION,
     603, "à l'examen", "/actions/603#t-gestes"},
    {"UPDATE formation SET brouillon = 903 WHERE numero = 92;"
     "INSERT INTO formation_contenu (id, formation, intitule) VALUES (903, 92, 'Assistant RH')",
     &camille, OFFRE_FORMATION, 92, "peut être abandonnée", "/formations/92#t-gestes"},
};

static void test_what_is_not_removed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refus / sizeof *refus; i++) {
        if (refus[i].avant) {
            run(refus[i].avant);
        }
        int64_t before = number_of(&T_COMPTE);
        struct gesture g = removing(refus[i].acteur, refus[i].noun, refus[i].numero, NULL);
        assert_int_equal(number_of(&T_COMPTE), before);
        if (!refus[i].obstacle) {
            assert_int_equal(g.status, STATUS_NOT_FOUND);
            continue;
        }
        assert_int_equal(g.status, STATUS_REFUSED);
        if (!strstr(g.projet.obstacle, refus[i].obstacle)) {
            fail_msg("%s: %s expected", g.projet.obstacle, refus[i].obstacle);
        }
        assert_string_equal(g.projet.ailleurs ? g.projet.ailleurs : "",
                            refus[i].ailleurs ? refus[i].ailleurs : "");
    }
}

static void test_what_was_seen(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "UPDATE formation_contenu SET version = version + 1 WHERE id = 902",
        "UPDATE action_contenu SET version = version + 1 WHERE id = 14",
        "UPDATE session SET version = version + 1 WHERE numero = 704",
        "INSERT INTO session (numero, action, etablissement_id, site, jusqu_au, debut, fin) VALUES"
        " (705, 604, 1, 36365, '2020-01-01', '2099-01-05', '2099-06-30')",
    };
    struct suppression_projet projet;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        assert_int_equal(suppression_prevoir(db, arena, &camille, OFFRE_FORMATION, 93, &projet),
                         STATUS_OK);
        run(changes[i]);
        assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, projet.vu).status,
                         STATUS_CONFLICT);
    }
    assert_int_equal(suppression_prevoir(db, arena, &camille, OFFRE_FORMATION, 93, &projet),
                     STATUS_OK);
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, projet.vu).status, STATUS_OK);
}

/* The gesture of the table is this one. */
static enum status do_pass(struct db *connection, void *context)
{
    struct action_resultat resultat;
    (void)context;
    return action_passer(connection, arena, &camille, 603, GESTE_SUPPRIMER,
                         &(struct action_demande){.motif = ""}, &resultat);
}

static void test_the_gesture_of_the_table(void **state)
{
    (void)state;
    assert_int_equal(db_transaction(db, do_pass, NULL), STATUS_OK);
    assert_int_equal(found(&camille, OFFRE_ACTION, 603).sessions, 2);
}

/* ---- what comes back */

static void look_at_703(const char *dispositifs)
{
    struct db_rows rows;
    DB_QUERY(db, &T_SESSION, &rows, BIND_INT(703));
    assert_true(db_next(&rows));
    assert_int_equal(db_int(&rows, 0), 5);
    assert_string_equal(db_text(&rows, 1, NULL), "2020-01-01");
    assert_string_equal(db_text(&rows, 2, NULL), dispositifs);
    assert_string_equal(db_text(&rows, 3, NULL), "laval");
    assert_true(db_bool(&rows, 4));
    assert_string_equal(db_text(&rows, 5, NULL), "Laval");
    assert_int_equal(db_end(&rows), STATUS_OK);
}

static void test_all_comes_back(void **state)
{
    (void)state;
    struct formation f0 = {0}, f1 = {0};
    struct action a0 = {0}, a1 = {0};
    assert_int_equal(formation_lire(db, arena, &camille, 93, &f0), STATUS_OK);
    assert_int_equal(action_lire(db, arena, &camille, 603, &a0), STATUS_OK);
    look_at_703("8");
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_OK);
    assert_int_equal(db_run_script(db, "DELETE FROM offre_mot WHERE numero IN (93, 603)", "test"),
                     STATUS_OK); /* the index was made anew meanwhile */
    struct suppression s = found(&officier, OFFRE_FORMATION, 93);
    assert_int_equal(restoring(&camille, s.id).status, STATUS_FORBIDDEN);
    assert_int_equal(restoring(&officier, s.id + 1).status, STATUS_NOT_FOUND);
    assert_int_equal(restoring(&officier, s.id).status, STATUS_OK);
    assert_int_equal(number_of(&T_COMPTE), 9);
    assert_int_equal(number_of(&T_EN_COURS), 3);
    assert_int_equal(formation_lire(db, arena, &camille, 93, &f1), STATUS_OK);
    assert_true(fields_equal(&formation_fields, &f0, &f1));
    assert_int_equal(f1.version, f0.version);
    assert_int_equal(f1.contenu_id, f0.contenu_id);
    assert_int_equal(action_lire(db, arena, &camille, 603, &a1), STATUS_OK);
    assert_true(fields_equal(&action_fields, &a0, &a1));
    look_at_703("8");
    assert_non_null(strstr(last_line("session", 703), "Restaurée"));
    assert_int_equal(restoring(&officier, s.id).status, STATUS_NOT_FOUND);
    /* Once more: the same number can go again. */
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_OK);
}

static void test_nothing_comes_back_without_its_parent(void **state)
{
    (void)state;
    assert_int_equal(removing(&camille, OFFRE_SESSION, 703, NULL).status, STATUS_OK);
    assert_int_equal(removing(&camille, OFFRE_ACTION, 603, NULL).status, STATUS_OK);
    struct suppression session = found(&officier, OFFRE_SESSION, 703);
    struct suppression action = found(&officier, OFFRE_ACTION, 603);
    struct gesture g = restoring(&officier, session.id);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_string_equal(g.message, "Rien n'est restauré\u00A0: l'action 603 est supprimée aussi, "
                                   "restaurez-la d'abord");
    assert_int_equal(restoring(&officier, action.id).status, STATUS_OK);
    assert_int_equal(number_of(&T_COMPTE), 8);
    assert_int_equal(restoring(&officier, session.id).status, STATUS_OK);
    look_at_703("8");
}

/* ---- days */

static void test_the_days_pass(void **state)
{
    (void)state;
    char jour[DATES_ISO_SIZE];
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_OK);
    struct suppression s = found(&camille, OFFRE_FORMATION, 93);
    dates_today(jour);
    for (int i = 1; i <= 30; i++) {
        dates_add_days(jour, 1, jour);
        erase_on(jour);
        erase_on(jour); /* twice a day counts once */
        assert_false(found(&camille, OFFRE_FORMATION, 93).effacee);
    }
    assert_string_equal(jour, s.jusqu_au);
    dates_add_days(jour, 1, jour);
    erase_on(jour);
    s = found(&camille, OFFRE_FORMATION, 93);
    assert_true(s.effacee);
    assert_string_equal(s.titre, "");
    assert_int_equal(number_of(&T_CONTENUS), 3); /* 901, 11 and 12 */
    assert_int_equal(words_of(93), 0);
    struct gesture g = restoring(&officier, s.id);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_non_null(strstr(g.message, "les 30 jours sont passés"));
    assert_non_null(strstr(last_line("formation", 93), "Supprimée")); /* the history stays */
    /* The number is not given again. */
    int64_t numero = 0;
    struct etablissement e = {.id = 1, .raison_sociale = "GIP CARIF OREF"};
    assert_int_equal(formation_creer(db, arena, &camille, &e, "Autre", &numero), STATUS_OK);
    assert_true(numero >= 200000);
}

/* A clock far ahead counts one day; back again, another one. */
static void test_a_clock_that_jumps_erases_nothing(void **state)
{
    (void)state;
    char jour[DATES_ISO_SIZE];
    assert_int_equal(removing(&camille, OFFRE_ACTION, 603, NULL).status, STATUS_OK);
    erase_on("2099-01-31");
    erase_on("2099-02-28");
    dates_today(jour);
    erase_on(jour);
    struct suppression s = found(&camille, OFFRE_ACTION, 603);
    assert_false(s.effacee);
    assert_int_equal(number_of(&T_JOURS), 3);
    assert_int_equal(restoring(&officier, s.id).status, STATUS_OK);
}

static void test_the_last_day_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(removing(&camille, OFFRE_ACTION, 603, NULL).status, STATUS_OK);
    struct suppression s = found(&camille, OFFRE_ACTION, 603);
    run("UPDATE suppression SET jusqu_au = '2020-02-29'");
    struct gesture g = restoring(&officier, s.id);
    assert_int_equal(g.status, STATUS_REFUSED);
    assert_non_null(strstr(g.message, "jusqu'au 29/02/2020"));
}

/* ---- the list */

static void test_the_list(void **state)
{
    (void)state;
    char jour[DATES_ISO_SIZE];
    struct liste_page page = {0};
    dates_today(jour);
    assert_int_equal(removing(&camille, OFFRE_SESSION, 704, NULL).status, STATUS_OK);
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_OK);
    assert_int_equal(suppression_lister(db, arena, 0, jour, "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 2);
    assert_int_equal(page.total, 2);
    const struct suppression *s = page.items;
    assert_string_equal(s[0].etablissement_nom, "GIP CARIF OREF");
    assert_int_equal(s[0].numero, 93);
    assert_int_equal(s[0].sessions, 1);
    assert_string_equal(s[1].auteur, "Camille");
    assert_int_equal(suppression_lister(db, arena, 1, jour, "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 2);
    assert_int_equal(suppression_lister(db, arena, 2, jour, "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 0);
    assert_int_equal(suppression_lister(db, arena, 0, "2099-12-31", "", "", &page), STATUS_OK);
    assert_int_equal(page.n, 0);
}

static const struct {
    const char *q;
    int64_t etablissement_id;
    size_t n;
} cherches[] = {
    {"SECRETARIAT", 0, 2},     {"secrétar bil", 0, 2}, {"le soir", 0, 1}, {"93", 0, 1},
    {"session 704", 0, 1},     {"carif", 0, 2},        {"carif", 2, 0},   {"13000511900032", 0, 2},
    {"bilingue absent", 0, 0}, {"???", 0, 0},          {"%", 0, 0},       {"formation", 1, 1},
};

static void test_the_list_is_searched(void **state)
{
    (void)state;
    char jour[DATES_ISO_SIZE];
    struct liste_page page = {0};
    dates_today(jour);
    assert_int_equal(removing(&camille, OFFRE_SESSION, 704, NULL).status, STATUS_OK);
    assert_int_equal(removing(&camille, OFFRE_FORMATION, 93, NULL).status, STATUS_OK);
    for (size_t i = 0; i < sizeof cherches / sizeof *cherches; i++) {
        assert_int_equal(suppression_lister(db, arena, cherches[i].etablissement_id, jour,
                                            cherches[i].q, "", &page),
                         STATUS_OK);
        if (page.n != cherches[i].n || (size_t)page.total != cherches[i].n) {
            fail_msg("%s: %zu found", cherches[i].q, page.n);
        }
    }
    /* of a base that is older than the search */
    assert_int_equal(db_run_script(db, "UPDATE suppression SET titre_plie = NULL", "test"),
                     STATUS_OK);
    assert_int_equal(offre_cles_completer(db), STATUS_OK);
    derives_verifier(db);
}

/* ---- sofi check */

static void test_check_knows_them(void **state)
{
    (void)state;
    assert_int_equal(removing(&camille, OFFRE_ACTION, 603, NULL).status, STATUS_OK);
    assert_int_equal(
        db_run_script(db,
                      "INSERT INTO action (numero, formation, etablissement_id, site, etat,"
                      " brouillon, creee_a, titre_plie) SELECT numero, formation, etablissement_id,"
                      " site, etat, brouillon, creee_a, titre_plie FROM action_supprimee",
                      "test"),
        STATUS_OK);
    derives_refaire(db);
    struct suppression none = {0};
    assert_int_equal(suppression_chercher(db, arena, &officier, OFFRE_ACTION, 603, &none),
                     STATUS_NOT_FOUND);
}

/* A column that these tables get is one of what is kept of them. */
static void test_no_column_is_lost(void **state)
{
    (void)state;
    static const char *const tables[] = {"formation", "action", "session"};
    struct schema schema = {0};
    assert_int_equal(schema_read(db, arena, &schema), STATUS_OK);
    for (size_t i = 0; i < 3; i++) {
        const struct schema_table *table = schema_table_of(&schema, tables[i]);
        const struct schema_table *kept =
            schema_table_of(&schema, arena_printf(arena, "%s_supprimee", tables[i]));
        for (size_t j = 0; j < table->n; j++) {
            if (!schema_column_of(kept, table->columns[j].name)) {
                fail_msg("%s.%s", tables[i], table->columns[j].name);
            }
        }
        assert_int_equal(kept->n, table->n + 1);
    }
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
        T(test_made_in_what_is_being_removed),
        T(test_removed_while_something_is_made_in_it),
        T(test_restored_while_its_parent_is_removed),
        T(test_a_formation_goes_with_all_below),
        T(test_an_action_and_a_session_tell_their_parent),
        T(test_what_is_not_removed),
        T(test_what_was_seen),
        T(test_the_gesture_of_the_table),
        T(test_all_comes_back),
        T(test_nothing_comes_back_without_its_parent),
        T(test_the_days_pass),
        T(test_a_clock_that_jumps_erases_nothing),
        T(test_the_last_day_is_asked_for),
        T(test_the_list),
        T(test_the_list_is_searched),
        T(test_check_knows_them),
        T(test_no_column_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
