/* What the orders of the lists of sessions are walked by (migrations/0009), next to what folding
 * the texts of today, and looking at the sessions of today, gives. */
#ifndef SOFI_TESTS_CLES_H
#define SOFI_TESTS_CLES_H

#include "db.h"
#include "fold.h"
#include "offre_cles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A number, a kept text, what it is made of. */
STATEMENT(CLES_T_TEXTES, "", "ittt",
          "SELECT a.numero, a.titre_plie, fc.intitule, ac.intitule FROM action a"
          " JOIN formation f ON f.numero = a.formation"
          " LEFT JOIN formation_contenu fc ON fc.id ="
          "  CASE WHEN f.vive IS NULL THEN f.brouillon ELSE f.vive END"
          " LEFT JOIN action_contenu ac ON ac.id ="
          "  CASE WHEN a.vive IS NULL THEN a.brouillon ELSE a.vive END"
          " UNION ALL SELECT a.numero, a.commune_pliee, ac.commune_lieu, NULL FROM action a"
          " LEFT JOIN action_contenu ac ON ac.id ="
          "  CASE WHEN a.vive IS NULL THEN a.brouillon ELSE a.vive END"
          " UNION ALL SELECT t.numero, t.nom_plie, t.nom_usage, NULL FROM site t"
          " UNION ALL SELECT s.numero, s.commune_pliee, s.commune, NULL FROM session s");

/* Sessions whose action, or whose dispositifs, do not tell them. */
#define CLES_MANQUE(colonne, lettre)                                                               \
    " OR (s." colonne " AND (a.sessions_classes NOT LIKE '%" lettre "%' OR NOT EXISTS"             \
    " (SELECT 1 FROM session_dispositifs v WHERE v.etablissement_id = p.id"                        \
    "  AND v.dispositifs = COALESCE(s.dispositifs, '') AND v." colonne ")))"
STATEMENT(CLES_T_SESSIONS, "", "i",
          "SELECT s.numero FROM session s JOIN action a ON a.numero = s.action"
          " JOIN (SELECT 0 AS id UNION ALL SELECT id FROM etablissement) p"
          "  ON p.id IN (0, s.etablissement_id)"
          " WHERE s.jusqu_au > a.sessions_jusqu_au OR (s.commune IS NULL AND s.commune_pliee IS"
          " NOT NULL) OR (s.commune <> '' AND s.commune_pliee IS NULL) OR NOT EXISTS"
          " (SELECT 1 FROM session_dispositifs v WHERE v.etablissement_id = p.id"
          "  AND v.dispositifs = COALESCE(s.dispositifs, ''))" CLES_MANQUE("initiale", "I")
              CLES_MANQUE("programme_region", "R") CLES_MANQUE("apprentissage", "A")
                  CLES_MANQUE("professionnalisation", "P") CLES_MANQUE("a_distance", "D"));

/* Actions that tell of more than their sessions are. */
STATEMENT(CLES_T_TROP, "", "i",
          "SELECT a.numero FROM action a WHERE a.sessions_jusqu_au <>"
          " COALESCE((SELECT max(s.jusqu_au) FROM session s WHERE s.action = a.numero), '')"
          " OR length(a.sessions_classes) <> COALESCE((SELECT"
          " max(CASE WHEN s.initiale THEN 1 ELSE 0 END)"
          " + max(CASE WHEN s.programme_region THEN 1 ELSE 0 END)"
          " + max(CASE WHEN s.apprentissage THEN 1 ELSE 0 END)"
          " + max(CASE WHEN s.professionnalisation THEN 1 ELSE 0 END)"
          " + max(CASE WHEN s.a_distance THEN 1 ELSE 0 END)"
          " FROM session s WHERE s.action = a.numero), 0)");

/* What is over has been seen, as far as it is told. */
STATEMENT(CLES_T_ETAPES, "", "i",
          "SELECT s.numero FROM session s WHERE s.etape NOT IN (0, 1, 2) OR (s.etape = 0"
          " AND s.jusqu_au < (SELECT COALESCE(max(valeur), '') FROM parametre"
          "  WHERE cle = 'sessions_vieillies'))");

static void cles_aucune(struct db *db, const struct statement *statement)
{
    struct db_rows rows;
    db_query(db, statement, &rows, NULL, 0);
    while (db_next(&rows)) {
        fail_msg("%s: %lld", statement->name, (long long)db_int(&rows, 0));
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
}

/* Whatever was done, the keys are those of today. */
static void cles_verifier(struct db *db)
{
    struct arena *arena = arena_create(0);
    struct db_rows rows;
    db_query(db, &CLES_T_TEXTES, &rows, NULL, 0);
    while (db_next(&rows)) {
        const char *texte = db_text(&rows, 2, arena);
        const char *suite = db_text(&rows, 3, arena);
        texte = suite[0] ? arena_printf(arena, "%s - %s", texte, suite) : texte;
        if (strcmp(db_text(&rows, 1, NULL), fold_text(arena, texte)) != 0) {
            fail_msg("%lld, %s: the key is « %s »", (long long)db_int(&rows, 0), texte,
                     db_text(&rows, 1, NULL));
        }
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    arena_destroy(arena);
    cles_aucune(db, &CLES_T_ETAPES);
    cles_aucune(db, &CLES_T_SESSIONS);
    cles_aucune(db, &CLES_T_TROP);
}

static enum status cles_refaites(struct db *db, void *context)
{
    (void)context;
    return offre_cles_refaire(db);
}

/* After rows were written by hand. */
static void cles_refaire(struct db *db)
{
    assert_int_equal(db_transaction(db, cles_refaites, NULL), STATUS_OK);
}

#endif
