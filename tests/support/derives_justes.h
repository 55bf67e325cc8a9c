/* What the domain keeps beside the rows of the offer: counters, keys of the orders, words. */
#ifndef SOFI_TESTS_DERIVES_JUSTES_H
#define SOFI_TESTS_DERIVES_JUSTES_H

#include "db.h"
#include "offre_cles.h"
#include "offre_controle.h"
#include "offre_mots.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Whatever was done, it is what a fresh count gives. */
static void derives_verifier(struct db *db)
{
    struct offre_ecart ecarts[OFFRE_ECARTS];
    assert_int_equal(offre_controler(db, ecarts), STATUS_OK);
    for (size_t i = 0; i < OFFRE_ECARTS; i++) {
        if (ecarts[i].n > 0) {
            fail_msg("%s : %lld", ecarts[i].quoi, (long long)ecarts[i].n);
        }
    }
}

static enum status derives_refaits(struct db *db, void *context)
{
    (void)context;
    enum status status = db_run_script(
        db,
        "DELETE FROM session_compteur;"
        "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"
        " apprentissage, professionnalisation, a_distance)"
        " SELECT perimetre, periode, count(*), sum(initiale), sum(programme_region),"
        " sum(apprentissage), sum(professionnalisation), sum(a_distance)"
        " FROM session_classement GROUP BY perimetre, periode;"
        "DELETE FROM action_compteur;"
        "INSERT INTO action_compteur"
        " (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo)"
        " SELECT perimetre, sum(en_cours), sum(publique), sum(a_valider), sum(a_repondre),"
        " sum(certifinfo) FROM action_classement GROUP BY perimetre",
        "counters");
    if (status == STATUS_OK) {
        status = offre_mots_refaire(db);
    }
    return status == STATUS_OK ? offre_cles_refaire(db) : status;
}

/* After rows were written by hand. */
static void derives_refaire(struct db *db)
{
    assert_int_equal(db_transaction(db, derives_refaits, NULL), STATUS_OK);
    derives_verifier(db);
}

#endif
