#include "offre_controle.h"

#include "derives.h"
#include "offre_controle_private.h"
#include "offre_private.h"
#include "suppression.h"

#include <string.h>

/* ---- records that say something else than the rows: $1 yesterday, $2 behind which, $3 how many */

#define FAUX(requete)                                                                              \
    "SELECT x.id FROM (" requete ") x WHERE CAST($1 AS TEXT) >= '' AND x.id > $2"                  \
    " ORDER BY x.id LIMIT $3"

STATEMENT(CONTROLE_SESSION_COMPTEURS, "tii", "i",
          FAUX("SELECT DISTINCT perimetre AS id FROM (SELECT perimetre, periode FROM ("
               "SELECT perimetre, periode, toutes, initiales, programme_region, apprentissage,"
               " professionnalisation, a_distance FROM session_compteur"
               " UNION ALL SELECT perimetre, periode, -1, -initiale, -programme_region,"
               " -apprentissage, -professionnalisation, -a_distance FROM session_classement) u"
               " GROUP BY perimetre, periode"
               " HAVING sum(toutes) <> 0 OR sum(initiales) <> 0 OR sum(programme_region) <> 0"
               " OR sum(apprentissage) <> 0 OR sum(professionnalisation) <> 0"
               " OR sum(a_distance) <> 0) v"));

STATEMENT(CONTROLE_ACTION_COMPTEURS, "tii", "i",
          FAUX("SELECT perimetre AS id FROM ("
               "SELECT perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo, perdues"
               " FROM action_compteur"
               " UNION ALL SELECT perimetre, -en_cours, -publique, -a_valider, -a_repondre,"
               " -certifinfo, -perdues FROM action_classement) u GROUP BY perimetre"
               " HAVING sum(en_cours) <> 0 OR sum(publiques) <> 0 OR sum(a_valider) <> 0"
               " OR sum(a_repondre) <> 0 OR sum(certifinfo) <> 0 OR sum(perdues) <> 0"));

#define PLACES                                                                                     \
    " JOIN formation f ON f.numero = a.formation"                                                  \
    " JOIN action_contenu c ON c.id = COALESCE(a.vive, a.brouillon)"
STATEMENT(CONTROLE_ACTION_PLACES, "tii", "i",
          FAUX("SELECT a.numero AS id FROM action a" PLACES
               " WHERE a.site <> c.site OR a.etablissement_id <> f.etablissement_id"));
STATEMENT(CONTROLE_ACTION_PLACER, "i", "",
          "UPDATE action SET site = d.site, etablissement_id = d.etablissement_id"
          " FROM (SELECT a.numero, c.site, f.etablissement_id FROM action a" PLACES
          "  WHERE a.numero = $1) d WHERE action.numero = d.numero");

STATEMENT(CONTROLE_PORTES_OUVERTES, "tii", "i",
          FAUX("SELECT id FROM porte_ouverte WHERE fin <> COALESCE(date_fin, date_debut)"));
STATEMENT(CONTROLE_PORTE_OUVERTE_FIN, "i", "",
          "UPDATE porte_ouverte SET fin = COALESCE(date_fin, date_debut) WHERE id = $1");

#define LES_SITES                                                                                  \
    "(SELECT cs.compte_id, min(s.etablissement_id) AS premier,"                                    \
    " CASE WHEN min(s.etablissement_id) = max(s.etablissement_id) THEN count(*) END AS n"          \
    " FROM compte_site cs JOIN site s ON s.numero = cs.site_numero GROUP BY cs.compte_id) l"
STATEMENT(CONTROLE_COMPTES, "tii", "i",
          FAUX("SELECT c.id FROM compte c LEFT JOIN " LES_SITES " ON l.compte_id = c.id"
               " WHERE COALESCE(c.etablissement_id, 0) <> COALESCE(l.premier, 0)"
               " OR COALESCE(c.sites, 0) <> COALESCE(l.n, 0)"));
STATEMENT(CONTROLE_COMPTE_SITES, "i", "",
          "UPDATE compte SET (etablissement_id, sites) = (SELECT l.premier, l.n FROM " LES_SITES
          " WHERE l.compte_id = compte.id) WHERE id = $1");

/* ---- counters of one scope, anew: an establishment, minus a site, or 0 for all */

STATEMENT(CONTROLE_SESSION_EFFACER, "i", "", "DELETE FROM session_compteur WHERE perimetre = $1");
#define RECOMPTER_SESSIONS(condition)                                                              \
    "INSERT INTO session_compteur (perimetre, periode, toutes, initiales, programme_region,"       \
    " apprentissage, professionnalisation, a_distance)"                                            \
    " SELECT perimetre, periode, count(*), sum(initiale), sum(programme_region),"                  \
    " sum(apprentissage), sum(professionnalisation), sum(a_distance)"                              \
    " FROM session_classement WHERE perimetre = $1 AND " condition " GROUP BY perimetre, periode"
STATEMENT(CONTROLE_SESSION_TOUT, "i", "", RECOMPTER_SESSIONS("TRUE"));
STATEMENT(CONTROLE_SESSION_SITE, "i", "", RECOMPTER_SESSIONS("site = -$1"));
STATEMENT(CONTROLE_SESSION_ETABLISSEMENT, "i", "", RECOMPTER_SESSIONS("etablissement_id = $1"));

STATEMENT(CONTROLE_ACTION_EFFACER, "i", "", "DELETE FROM action_compteur WHERE perimetre = $1");
STATEMENT(CONTROLE_ACTION_RECOMPTER, "i", "",
          "INSERT INTO action_compteur"
          " (perimetre, en_cours, publiques, a_valider, a_repondre, certifinfo, perdues)"
          " SELECT perimetre, sum(en_cours), sum(publique), sum(a_valider), sum(a_repondre),"
          " sum(certifinfo), sum(perdues) FROM action_classement WHERE perimetre = $1 GROUP BY "
          "perimetre");

static enum status recompter_sessions(struct db *db, int64_t perimetre,
                                      const struct controle_jours *jours)
{
    const struct statement *statement = perimetre == 0  ? &CONTROLE_SESSION_TOUT
                                        : perimetre < 0 ? &CONTROLE_SESSION_SITE
                                                        : &CONTROLE_SESSION_ETABLISSEMENT;
    (void)jours;
    TRY(DB_EXEC(db, &CONTROLE_SESSION_EFFACER, NULL, BIND_INT(perimetre)));
    return DB_EXEC(db, statement, NULL, BIND_INT(perimetre));
}

static enum status recompter_actions(struct db *db, int64_t perimetre,
                                     const struct controle_jours *jours)
{
    (void)jours;
    TRY(DB_EXEC(db, &CONTROLE_ACTION_EFFACER, NULL, BIND_INT(perimetre)));
    return DB_EXEC(db, &CONTROLE_ACTION_RECOMPTER, NULL, BIND_INT(perimetre));
}

/* ---- the others, one record each */

static enum status placer(struct db *db, int64_t action, const struct controle_jours *jours)
{
    TRY(session_compter(db, -1, SESSION_DE_ACTION, action));
    TRY(action_compter(db, -1, ACTION_SEULE, action));
    TRY(DB_EXEC(db, &CONTROLE_ACTION_PLACER, NULL, BIND_INT(action)));
    TRY(action_compter(db, +1, ACTION_SEULE, action));
    TRY(session_deriver_le(db, SESSION_DE_ACTION, action, jours->aujourdhui));
    return session_compter(db, +1, SESSION_DE_ACTION, action);
}

static enum status recompter(struct db *db, int64_t session, const struct controle_jours *jours)
{
    return session_recompter(db, session, jours->aujourdhui);
}

static enum status dater(struct db *db, int64_t porte_ouverte, const struct controle_jours *jours)
{
    (void)jours;
    return DB_EXEC(db, &CONTROLE_PORTE_OUVERTE_FIN, NULL, BIND_INT(porte_ouverte));
}

static enum status rattacher(struct db *db, int64_t compte, const struct controle_jours *jours)
{
    (void)jours;
    return DB_EXEC(db, &CONTROLE_COMPTE_SITES, NULL, BIND_INT(compte));
}

static enum status attendre(struct db *db, int64_t action, const struct controle_jours *jours)
{
    (void)jours;
    return action_attendre(db, action);
}

static enum status dedoubler(struct db *db, int64_t suppression, const struct controle_jours *jours)
{
    (void)jours;
    return suppression_dedoubler(db, suppression);
}

/* ---- all, what the others are worked out from first */

struct derive {
    const char *quoi;
    const struct statement *const *faux; /* NULL: `trouver` */
    enum status (*trouver)(struct db *db, const struct controle_jours *jours,
                           struct fautifs *fautifs);
    enum status (*reparer)(struct db *db, int64_t id, const struct controle_jours *jours);
};

#define PAR(id) (&id##_slot)

static const struct derive derives[] = {
    {"Comptes dont l'établissement ou les sites sont mal comptés", PAR(CONTROLE_COMPTES), NULL,
     rattacher},
    {"Communes d'actions qui ne sont pas celles de leur lieu", NULL, action_communes_fausses,
     action_commune_reparer},
    {"Actions que leur site ou leur établissement ne trouve pas", PAR(CONTROLE_ACTION_PLACES), NULL,
     placer},
    {"Sessions qui ne suivent pas leur action, leur site ou leurs dispositifs", &session_fausses,
     NULL, recompter},
    {"Actions qu'un financeur ou un dispositif rend publiques, ou non", NULL,
     action_publiques_fausses, action_publique_reparer},
    {"Portes ouvertes dont le dernier jour n'est pas le bon", PAR(CONTROLE_PORTES_OUVERTES), NULL,
     dater},
    {"Fiches supprimées qui sont aussi dans l'offre", &suppression_doubles, NULL, dedoubler},
    {"Certifications de formations qu'un répertoire qui change ne trouve pas", NULL,
     formation_citations_fausses, formation_citations_reparer},
    {"Certifications de sessions qu'un répertoire qui change ne trouve pas", NULL,
     session_citations_fausses, session_citations_reparer},
    {"Actions dont une référence perdue n'est pas marquée, ou l'est à tort", NULL,
     references_fausses, references_reparer},
    {"Actions qui attendent sans être dans la file du service Offre, ou l'inverse",
     &action_attentes_fausses, NULL, attendre},
    {"Compteurs de sessions qui ne disent pas ce qu'il y a", PAR(CONTROLE_SESSION_COMPTEURS), NULL,
     recompter_sessions},
    {"Compteurs d'actions qui ne disent pas ce qu'il y a", PAR(CONTROLE_ACTION_COMPTEURS), NULL,
     recompter_actions},
};
#define DERIVES (sizeof derives / sizeof *derives)
_Static_assert(DERIVES + OFFRE_CLES_GENRES + MOTS_GENRES == OFFRE_ECARTS,
               "offre_controle.h counts them");

static const char *const cles[OFFRE_CLES_GENRES] = {
    [OFFRE_CLES_ETABLISSEMENTS] = "Etablissements que la recherche ne trouve pas",
    [OFFRE_CLES_SITES] = "Sites que le tri par nom ne range pas à leur place",
    [OFFRE_CLES_ACTIONS] = "Actions que le tri par titre ou commune ne range pas à leur place",
    [OFFRE_CLES_SESSIONS] = "Sessions que le tri par commune ne range pas à leur place",
    [OFFRE_CLES_SUPPRESSIONS] = "Fiches supprimées que la recherche ne trouve pas",
};

static const char *const mots[MOTS_GENRES] = {
    [MOTS_FORMATION] = "Formations que la recherche ne trouve pas",
    [MOTS_ACTION] = "Actions que la recherche ne trouve pas",
    [MOTS_SITE] = "Sites que la recherche ne trouve pas",
};

/* ---- a lot after the other */

struct parcours {
    const struct derive *derive;
    struct controle_jours jours;
    bool reparer;
    int64_t apres;
    struct fautifs fautifs;
};

static enum status chercher(struct db *db, const struct statement *statement,
                            const struct parcours *p, struct fautifs *fautifs)
{
    const struct db_bind binds[] = {BIND_TEXT(p->jours.hier), BIND_INT(fautifs->apres),
                                    BIND_INT(FAUTIFS_MAX)};
    struct db_rows rows;
    db_query(db, statement, &rows, binds, strlen(statement->binds));
    while (db_next(&rows)) {
        fautifs->ids[fautifs->n++] = fautifs->apres = db_int(&rows, 0);
    }
    fautifs->fini = fautifs->n < FAUTIFS_MAX;
    return db_end(&rows);
}

static enum status faire_lot(struct db *db, void *context)
{
    struct parcours *p = context;
    const struct derive *derive = p->derive;
    p->fautifs = (struct fautifs){.apres = p->apres};
    TRY(derive->faux ? chercher(db, *derive->faux, p, &p->fautifs)
                     : derive->trouver(db, &p->jours, &p->fautifs));
    for (size_t i = 0; i < p->fautifs.n && p->reparer; i++) {
        TRY(derive->reparer(db, p->fautifs.ids[i], &p->jours));
    }
    return STATUS_OK;
}

static enum status parcourir(struct db *db, const struct derive *derive, const char *aujourdhui,
                             bool reparer, int64_t *n_r)
{
    struct parcours p = {.derive = derive,
                         .jours = {.aujourdhui = aujourdhui},
                         .reparer = reparer,
                         .apres = INT64_MIN};
    enum status status = STATUS_OK;
    dates_add_days(aujourdhui, -1, p.jours.hier);
    while (status == STATUS_OK && !p.fautifs.fini) {
        status = reparer ? db_transaction(db, faire_lot, &p) : faire_lot(db, &p);
        p.apres = p.fautifs.apres;
        *n_r += (int64_t)p.fautifs.n;
    }
    return status;
}

static enum status tout(struct db *db, const char *aujourdhui, bool reparer,
                        struct offre_ecart ecarts_r[OFFRE_ECARTS])
{
    int64_t n[OFFRE_ECARTS] = {0};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < DERIVES && status == STATUS_OK; i++) {
        ecarts_r[i].quoi = derives[i].quoi;
        status = parcourir(db, &derives[i], aujourdhui, reparer, &n[i]);
    }
    for (int i = 0; i < OFFRE_CLES_GENRES && status == STATUS_OK; i++) {
        int64_t *faux = &n[DERIVES + (size_t)i];
        ecarts_r[DERIVES + (size_t)i].quoi = cles[i];
        status = reparer ? offre_cles_reparer(db, (enum offre_cles_genre)i, faux)
                         : offre_cles_controler(db, (enum offre_cles_genre)i, faux);
    }
    status = status != STATUS_OK
                 ? status
                 : offre_mots_controler(db, reparer, &n[DERIVES + OFFRE_CLES_GENRES]);
    for (size_t i = 0; i < OFFRE_ECARTS; i++) {
        ecarts_r[i].n = n[i];
        ecarts_r[i].quoi = i < DERIVES + OFFRE_CLES_GENRES ? ecarts_r[i].quoi
                                                           : mots[i - DERIVES - OFFRE_CLES_GENRES];
    }
    return status;
}

enum status offre_controler(struct db *db, const char *aujourdhui,
                            struct offre_ecart ecarts_r[OFFRE_ECARTS])
{
    return tout(db, aujourdhui, false, ecarts_r);
}

enum status offre_reparer(struct db *db, const char *aujourdhui,
                          struct offre_ecart ecarts_r[OFFRE_ECARTS])
{
    return tout(db, aujourdhui, true, ecarts_r);
}
