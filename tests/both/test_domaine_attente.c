/* The officers' queue: its order, its filters beside their counts, who holds what, and that it is
 * walked on its index. */
#include "action_gestes.h"
#include "attente.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domaine/monde.h"

#define JOUR INT64_C(86400)

static struct attente_filtre toutes;

static const struct attente_seuils seuils = {3, 5};

/* 603 waits since 1 June 2026, 602 since the 10th, 601 the 11th; 604 is a first entry. */
static int setup(void **state)
{
    monde_setup(state);
    monde_offre();
    toutes = (struct attente_filtre){.valeurs = {"", "", "", "", ""}, .compte_id = 1};
    int64_t juin = dates_instant_of("2026-06-01") + 3600;
    run("INSERT INTO formation_contenu (id, formation, intitule) VALUES (902, 93, 'Tri');"
        "INSERT INTO formation (numero, etablissement_id, brouillon, creee_a)"
        " VALUES (93, 2, 902, 0);"
        "INSERT INTO action_contenu (id, action, site, type) VALUES (21, 604, 36400, 'initiale');"
        "INSERT INTO action (numero, formation, etablissement_id, site, etat, brouillon, creee_a)"
        " VALUES (604, 93, 2, 36400, 'en_cours_de_saisie', 21, 0);"
        "UPDATE site SET code_postal = '97400' WHERE numero = 36400");
    run(arena_printf(arena,
                     "UPDATE action SET etat = 'en_attente_de_validation', envoyee_a = %lld"
                     " WHERE numero = 603; UPDATE action SET etat = 'en_attente_de_validation',"
                     " envoyee_a = %lld WHERE numero = 602; UPDATE action SET"
                     " etat = 'en_attente_de_validation', envoyee_a = %lld"
                     " WHERE numero IN (601, 604)",
                     (long long)juin, (long long)(juin + 9 * JOUR), (long long)(juin + 10 * JOUR)));
    return 0;
}

static const char *listed(const struct attente_filtre *filtre)
{
    struct liste_page page = {0};
    const char *text = "";
    assert_int_equal(attente_lister(db, arena, filtre, 1, "", &page), STATUS_OK);
    const struct attente_ligne *lignes = page.items;
    for (size_t i = 0; i < page.n; i++) {
        text = arena_printf(arena, "%s%lld ", text, (long long)lignes[i].action);
    }
    return text;
}

static struct attente_filtre with(enum attente_facette facette, const char *valeur)
{
    struct attente_filtre filtre = toutes;
    filtre.valeurs[facette] = valeur;
    return filtre;
}

/* What a filter shows is what its count said. */
static void agree(enum attente_facette facette, const char *valeur, const char *expected)
{
    struct attente_groupes groupes = {0};
    struct attente_filtre filtre = with(facette, valeur);
    const char *rows = listed(&filtre);
    assert_string_equal(rows, expected);
    assert_int_equal(attente_grouper(db, arena, &toutes, &seuils, "2026-06-12", &groupes),
                     STATUS_OK);
    assert_int_equal(attente_compter(&groupes, &toutes, facette, valeur, NULL), strlen(rows) / 4);
}

static void test_order_and_filters(void **state)
{
    (void)state;
    assert_string_equal(listed(&toutes), "603 602 601 604 ");
    agree(ATTENTE_NATURE, "premiere", "604 ");
    agree(ATTENTE_NATURE, "modification", "603 602 601 ");
    agree(ATTENTE_DEPARTEMENT, "44", "603 602 601 ");
    agree(ATTENTE_DEPARTEMENT, "974", "604 ");
    agree(ATTENTE_TYPE, "initiale", "604 ");
    agree(ATTENTE_DISPOSITIF, "autre", "603 602 601 604 ");
    agree(ATTENTE_DISPOSITIF, "apprentissage", "");
    agree(ATTENTE_SUIVI, "libres", "603 602 601 604 ");
    struct attente_filtre la_poste = toutes;
    la_poste.etablissement_id = 2;
    assert_string_equal(listed(&la_poste), "604 ");
}

/* Working days: the 1st of June to the 12th, nine of them. */
static void test_the_clock(void **state)
{
    (void)state;
    struct attente_groupes groupes = {0};
    int64_t retard[2] = {0};
    assert_int_equal(attente_grouper(db, arena, &toutes, &seuils, "2026-06-15", &groupes),
                     STATUS_OK);
    assert_int_equal(attente_compter(&groupes, &toutes, ATTENTE_FACETTES, "", retard), 4);
    assert_int_equal(retard[0], 0); /* the 10th is three days ago, no more */
    assert_int_equal(retard[1], 1);
    groupes = (struct attente_groupes){0};
    retard[1] = 0;
    assert_int_equal(attente_grouper(db, arena, &toutes, &seuils, "2026-06-16", &groupes),
                     STATUS_OK);
    (void)attente_compter(&groupes, &toutes, ATTENTE_FACETTES, "", retard);
    assert_int_equal(retard[0], 1);
    int64_t sent = dates_instant_of("2026-06-10") + 3600;
    assert_int_equal(attente_jours(sent, "2026-06-16"), 4);
    assert_int_equal(attente_retard_de(3, &seuils), ATTENTE_TOT);
    assert_int_equal(attente_retard_de(4, &seuils), ATTENTE_TARD);
    assert_int_equal(attente_retard_de(6, &seuils), ATTENTE_TROP_TARD);
}

static void test_limits_are_set(void **state)
{
    (void)state;
    struct liste_page page = {0};
    run("INSERT INTO parametre (cle, valeur) VALUES ('file_ambre', '2'), ('file_rouge', 'x')");
    assert_int_equal(attente_lister(db, arena, &toutes, 1, "", &page), STATUS_OK);
    const struct attente_ligne *lignes = page.items;
    assert_int_equal(lignes[0].seuils.ambre, 2);
    assert_int_equal(lignes[0].seuils.rouge, 5);
}

/* ---- who holds what, each in a transaction as a page does it */

struct holding {
    const struct acteur *acteur;
    int64_t action;
    bool taken;
};

static enum status do_take(struct db *connection, void *context)
{
    struct holding *h = context;
    return attente_prendre(connection, h->acteur, h->action, &h->taken);
}

static enum status do_return(struct db *connection, void *context)
{
    struct holding *h = context;
    return attente_rendre(connection, h->acteur, h->action);
}

static bool take(const struct acteur *acteur, int64_t action)
{
    struct holding h = {acteur, action, false};
    assert_int_equal(db_transaction(db, do_take, &h), STATUS_OK);
    return h.taken;
}

static void test_one_holds_it(void **state)
{
    (void)state;
    struct attente_place place = {0};
    assert_true(take(&officier, 602));
    assert_true(take(&officier, 602)); /* still there */
    assert_false(take(&admin, 602));
    assert_false(take(&admin, 999));
    agree(ATTENTE_SUIVI, "miennes", "602 ");
    agree(ATTENTE_SUIVI, "libres", "603 601 604 ");
    toutes.compte_id = 5;
    agree(ATTENTE_SUIVI, "autres", "602 ");
    assert_int_equal(attente_situer(db, arena, 603, 5, &place), STATUS_OK);
    assert_int_equal(place.rang, 1);
    assert_int_equal(place.total, 4);
    assert_int_equal(place.precedente, 0);
    assert_int_equal(place.suivante, 602);
    assert_int_equal(place.libre, 601); /* 602 is somebody else's */
    assert_int_equal(attente_situer(db, arena, 602, 5, &place), STATUS_OK);
    assert_string_equal(place.prise_nom, "Dominique");
    struct holding foreign = {&admin, 602, false};
    assert_int_equal(db_transaction(db, do_return, &foreign), STATUS_OK);
    assert_false(take(&admin, 602));
    struct holding own = {&officier, 602, false};
    assert_int_equal(db_transaction(db, do_return, &own), STATUS_OK);
    assert_true(take(&admin, 602));
    /* Thirty minutes without a sign, and it is anybody's. */
    run(arena_printf(arena, "UPDATE attente SET prise_vue_le = %lld WHERE action = 602",
                     (long long)(dates_now() - ATTENTE_TENUE - 1)));
    agree(ATTENTE_SUIVI, "libres", "603 602 601 604 ");
    assert_true(take(&officier, 602));
}

/* A decision takes it out, and what was answered comes back as new. */
static enum status do_refuse(struct db *connection, void *context)
{
    struct action_resultat resultat;
    const struct action_demande demande = {.motif = "Incomplet"};
    (void)context;
    return action_passer(connection, arena, &officier, 602, GESTE_REFUSER, &demande, &resultat);
}

static void test_a_decision_takes_it_out(void **state)
{
    (void)state;
    struct attente_place place = {0};
    assert_true(take(&officier, 602));
    assert_int_equal(db_transaction(db, do_refuse, NULL), STATUS_OK);
    assert_string_equal(listed(&toutes), "603 601 604 ");
    assert_int_equal(attente_situer(db, arena, 602, 1, &place), STATUS_OK);
    assert_int_equal(place.rang, 0);
    assert_int_equal(attente_situer(db, arena, 0, 1, &place), STATUS_OK);
    assert_int_equal(place.libre, 603);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, base_teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_order_and_filters),       EACH(test_the_clock),
        EACH(test_limits_are_set),          EACH(test_one_holds_it),
        EACH(test_a_decision_takes_it_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
