/* What the domain keeps beside the rows of the offer: counters, keys of the orders, words. */
#ifndef SOFI_TESTS_DERIVES_JUSTES_H
#define SOFI_TESTS_DERIVES_JUSTES_H

#include "dates.h"
#include "db.h"
#include "derives.h"
#include "offre_controle.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void derives_juger(const struct offre_ecart ecarts[OFFRE_ECARTS])
{
    for (size_t i = 0; i < OFFRE_ECARTS; i++) {
        if (ecarts[i].n > 0) {
            fail_msg("%s : %lld", ecarts[i].quoi, (long long)ecarts[i].n);
        }
    }
}

/* Whatever was done, it is what a fresh count gives, on that day. */
static void derives_verifier_le(struct db *db, const char *aujourdhui)
{
    struct offre_ecart ecarts[OFFRE_ECARTS];
    assert_int_equal(offre_controler(db, aujourdhui, ecarts), STATUS_OK);
    derives_juger(ecarts);
}

static inline void derives_verifier(struct db *db)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    derives_verifier_le(db, aujourdhui);
}

/* After rows were written by hand. */
static inline void derives_refaire_le(struct db *db, const char *aujourdhui)
{
    struct offre_ecart ecarts[OFFRE_ECARTS];
    assert_int_equal(offre_reparer(db, aujourdhui, ecarts), STATUS_OK);
    derives_verifier_le(db, aujourdhui);
}

static inline void derives_refaire(struct db *db)
{
    char aujourdhui[DATES_ISO_SIZE];
    dates_today(aujourdhui);
    derives_refaire_le(db, aujourdhui);
}

#endif
