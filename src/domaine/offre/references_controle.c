/* What official lists and other records take from actions, next to what is kept of it. */
#include "certification_code.h"
#include "derives.h"
#include "offre_controle_private.h"

/* $1: formation or session, $2: behind which, $3: how many. */
STATEMENT(CONTROLE_CITANTS, "tii", "i",
          "SELECT contenu FROM offre_detail WHERE noun = $1 AND contenu > $2"
          " AND genre IN ('certification', 'reference_certification', 'bloc')"
          " UNION SELECT contenu FROM offre_certification WHERE noun = $1 AND contenu > $2"
          " ORDER BY contenu LIMIT $3");

static enum status citations_fausses(struct db *db, enum offre_noun noun, struct fautifs *fautifs)
{
    int64_t lus[FAUTIFS_MAX];
    size_t n = 0;
    ARENA_SCRATCH(arena, 0);
    struct db_rows rows;
    DB_QUERY(db, &CONTROLE_CITANTS, &rows, BIND_TEXT(offre_noun_nom(noun)),
             BIND_INT(fautifs->apres), BIND_INT(FAUTIFS_MAX));
    while (db_next(&rows)) {
        lus[n++] = fautifs->apres = db_int(&rows, 0);
    }
    enum status status = db_end(&rows);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        bool justes = true;
        status = certification_code_citations_justes(db, arena, noun, lus[i], &justes);
        if (!justes) {
            fautifs->ids[fautifs->n++] = lus[i];
        }
    }
    fautifs->fini = n < FAUTIFS_MAX;
    return status;
}

static enum status citations_reparer(struct db *db, enum offre_noun noun, int64_t id)
{
    ARENA_SCRATCH(arena, 0);
    return certification_code_citer(db, arena, noun, id);
}

enum status formation_citations_fausses(struct db *db, const struct controle_jours *jours,
                                        struct fautifs *fautifs)
{
    (void)jours;
    return citations_fausses(db, OFFRE_FORMATION, fautifs);
}

enum status formation_citations_reparer(struct db *db, int64_t id, const struct controle_jours *j)
{
    (void)j;
    return citations_reparer(db, OFFRE_FORMATION, id);
}

enum status session_citations_fausses(struct db *db, const struct controle_jours *jours,
                                      struct fautifs *fautifs)
{
    (void)jours;
    return citations_fausses(db, OFFRE_SESSION, fautifs);
}

enum status session_citations_reparer(struct db *db, int64_t id, const struct controle_jours *j)
{
    (void)j;
    return citations_reparer(db, OFFRE_SESSION, id);
}

enum status references_fausses(struct db *db, const struct controle_jours *jours,
                               struct fautifs *fautifs)
{
    struct action_ecart ecarts[FAUTIFS_MAX];
    enum status status = action_references_fausses(db, jours->aujourdhui, fautifs->apres, ecarts,
                                                   FAUTIFS_MAX, &fautifs->n);
    for (size_t i = 0; i < fautifs->n && status == STATUS_OK; i++) {
        fautifs->ids[i] = fautifs->apres = ecarts[i].numero;
    }
    fautifs->fini = fautifs->n < FAUTIFS_MAX;
    return status;
}

enum status references_reparer(struct db *db, int64_t action, const struct controle_jours *jours)
{
    return action_references_le(db, ACTION_SEULE, action, jours->aujourdhui);
}
