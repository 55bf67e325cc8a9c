#include "offre_controle.h"

#include "derives.h"
#include "offre_cles.h"
#include "offre_mots.h"

STATEMENT(CONTROLE_SESSION_COMPTEURS, "", "i",
          "SELECT count(*) FROM (SELECT perimetre, periode FROM ("
          "SELECT perimetre, periode, toutes, initiales, programme_region, apprentissage,"
          " professionnalisation, a_distance FROM session_compteur"
          " UNION ALL SELECT perimetre, periode, -1, -initiale, -programme_region, -apprentissage,"
          " -professionnalisation, -a_distance FROM session_classement) u"
          " GROUP BY perimetre, periode"
          " HAVING sum(toutes) <> 0 OR sum(initiales) <> 0 OR sum(programme_region) <> 0"
          " OR sum(apprentissage) <> 0 OR sum(professionnalisation) <> 0"
          " OR sum(a_distance) <> 0) v");

STATEMENT(CONTROLE_ACTION_COMPTEURS, "", "i",
          "SELECT count(*) FROM (SELECT perimetre FROM ("
          "SELECT perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo"
          " FROM action_compteur"
          " UNION ALL SELECT perimetre, -en_cours, -publique, -a_valider, -a_repondre, -certifinfo"
          " FROM action_classement) u GROUP BY perimetre"
          " HAVING sum(en_cours) <> 0 OR sum(publiques) <> 0 OR sum(a_valider) <> 0"
          " OR sum(a_repondre) <> 0 OR sum(certifinfo) <> 0) v");

enum {
    COMPTEURS_DE_SESSIONS,
    COMPTEURS_D_ACTIONS,
    COMPTES, /* by one statement each */
    CLES = COMPTES,
    MOTS = CLES + OFFRE_CLES_GENRES,
};
_Static_assert(MOTS + MOTS_GENRES == OFFRE_ECARTS, "offre_controle.h counts them");

static const struct statement *const comptes[COMPTES] = {
    [COMPTEURS_DE_SESSIONS] = &CONTROLE_SESSION_COMPTEURS,
    [COMPTEURS_D_ACTIONS] = &CONTROLE_ACTION_COMPTEURS,
};

static const char *const quoi[OFFRE_ECARTS] = {
    [COMPTEURS_DE_SESSIONS] = "Compteurs de sessions qui ne disent pas ce qu'il y a",
    [COMPTEURS_D_ACTIONS] = "Compteurs d'actions qui ne disent pas ce qu'il y a",
    [CLES + OFFRE_CLES_SITES] = "Sites que le tri par nom ne range pas à leur place",
    [CLES + OFFRE_CLES_ACTIONS] =
        "Actions que le tri par titre ou commune ne range pas à leur place",
    [CLES + OFFRE_CLES_SESSIONS] = "Sessions que le tri par commune ne range pas à leur place",
    [MOTS + MOTS_FORMATION] = "Formations que la recherche ne trouve pas",
    [MOTS + MOTS_ACTION] = "Actions que la recherche ne trouve pas",
    [MOTS + MOTS_SITE] = "Sites que la recherche ne trouve pas",
};

static enum status compter(struct db *db, const struct statement *statement, int64_t *n_r)
{
    struct db_rows rows;
    db_query(db, statement, &rows, NULL, 0);
    if (db_next(&rows)) {
        *n_r = db_int(&rows, 0);
    }
    return db_end(&rows);
}

enum status offre_controler(struct db *db, struct offre_ecart ecarts_r[OFFRE_ECARTS])
{
    int64_t n[OFFRE_ECARTS] = {0};
    enum status status = STATUS_OK;
    for (int i = 0; i < COMPTES && status == STATUS_OK; i++) {
        status = compter(db, comptes[i], &n[i]);
    }
    for (int i = 0; i < OFFRE_CLES_GENRES && status == STATUS_OK; i++) {
        status = offre_cles_controler(db, (enum offre_cles_genre)i, &n[CLES + i]);
    }
    status = status == STATUS_OK ? offre_mots_controler(db, &n[MOTS]) : status;
    for (int i = 0; i < OFFRE_ECARTS; i++) {
        ecarts_r[i] = (struct offre_ecart){quoi[i], n[i]};
    }
    return status;
}
