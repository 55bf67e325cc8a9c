/* What the files that keep sessions up share. */
#ifndef SOFI_DOMAINE_DERIVES_PRIVATE_H
#define SOFI_DOMAINE_DERIVES_PRIVATE_H

#include "derives.h"

/* What the orders of the lists know of sessions, after they changed; session_deriver_le() ends with
 * it. */
enum status session_cles(struct db *db, enum session_cible cible, int64_t id);
/* Of all, anew. In a transaction. */
enum status session_cles_toutes(struct db *db);

/* ---- what they know, for statements on a session `s`: session_cles.c keeps it, offre_controle.c
 * counts what differs. */

/* clang-format off */
#define SESSION_CLASSE(colonne, lettre) \
    "CASE max(CASE WHEN s." colonne " THEN 1 ELSE 0 END) WHEN 1 THEN '" lettre "' ELSE '' END"
/* A letter for each class that one of the sessions of a group has. */
#define SESSION_CLASSES \
    SESSION_CLASSE("initiale", "I") \
    " || " SESSION_CLASSE("programme_region", "R") \
    " || " SESSION_CLASSE("apprentissage", "A") \
    " || " SESSION_CLASSE("professionnalisation", "P") \
    " || " SESSION_CLASSE("a_distance", "D")

#define SESSION_UNE(colonne) "max(CASE WHEN s." colonne " THEN 1 ELSE 0 END) = 1 AS " colonne
#define SESSION_DEJA(colonne) " AND (v." colonne " OR NOT g." colonne ")"
/* The rows that session_dispositifs lacks, or that lack a class. */
#define SESSION_DISPOSITIFS_ABSENTS(condition) \
    "SELECT g.etablissement_id, g.dispositifs, g.initiale, g.programme_region, g.apprentissage," \
    " g.professionnalisation, g.a_distance FROM (" \
    "SELECT CASE r.rang WHEN 1 THEN s.etablissement_id ELSE 0 END AS etablissement_id," \
    " COALESCE(s.dispositifs, '') AS dispositifs, " \
    SESSION_UNE("initiale") ", " \
    SESSION_UNE("programme_region") ", " \
    SESSION_UNE("apprentissage") ", " \
    SESSION_UNE("professionnalisation") ", " \
    SESSION_UNE("a_distance") \
    " FROM session s CROSS JOIN (SELECT 1 AS rang UNION ALL SELECT 2) r" \
    " WHERE " condition " GROUP BY 1, 2) g" \
    " WHERE NOT EXISTS (SELECT 1 FROM session_dispositifs v" \
    " WHERE v.etablissement_id = g.etablissement_id AND v.dispositifs = g.dispositifs" \
    SESSION_DEJA("initiale") \
    SESSION_DEJA("programme_region") \
    SESSION_DEJA("apprentissage") \
    SESSION_DEJA("professionnalisation") \
    SESSION_DEJA("a_distance") ")"
/* clang-format on */

#endif
