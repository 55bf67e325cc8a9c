/* Who loses what when a contact leaves or a site closes. */
#include "references.h"

#include "droits.h"
#include "intitule.h"

/* $1 establishment, $2 what dies, $3 officer, $4 account: of an action that the person may not see,
 * the name alone. */
#define ACTIONS(condition)                                                                         \
    "SELECT a.numero, a.formation, fc.intitule, ac.intitule, a.vive IS NOT NULL,"                  \
    " " DROITS_VOIT("a.site", "$3",                                                                \
                    "$4") ", count(*) OVER ()"                                                     \
                          " FROM action a JOIN formation f ON f.numero = a.formation"              \
                          " JOIN formation_contenu fc ON fc.id = coalesce(f.brouillon, f.vive)"    \
                          " JOIN action_contenu ac ON ac.id = coalesce(a.brouillon, a.vive)"       \
                          " WHERE a.etablissement_id = $1 AND " condition                          \
                          " ORDER BY a.numero LIMIT 20"
#define BINDS "iibi"
#define TYPES "iittbbi"

STATEMENT(REFERENCES_CONTACT, BINDS, TYPES,
          ACTIONS("EXISTS (SELECT 1 FROM offre_code k WHERE k.noun = 'formation'"
                  " AND k.contenu IN (f.vive, f.brouillon) AND k.champ = 'contacts'"
                  " AND k.code = CAST($2 AS TEXT) AND NOT EXISTS (SELECT 1 FROM offre_code o"
                  "  JOIN contact x ON x.numero = CAST(o.code AS BIGINT)"
                  "  WHERE o.noun = 'formation' AND o.contenu = k.contenu"
                  "  AND o.champ = 'contacts' AND x.numero <> $2 AND x.etat = 'A'))"));

STATEMENT(REFERENCES_SITE, BINDS, TYPES,
          ACTIONS("(a.site = $2 OR EXISTS (SELECT 1 FROM action_contenu d"
                  " WHERE d.id = a.brouillon AND d.site = $2))"));

STATEMENT(REFERENCES_PAR_ETABLISSEMENT, BINDS, TYPES,
          ACTIONS("a.etablissement_id = $2 AND a.vive IS NOT NULL"));

static struct jumeau decrire(struct arena *arena, const struct db_rows *rows)
{
    int64_t numero = db_int(rows, 0);
    const char *titre = intitule_action(arena, db_text(rows, 2, arena), db_text(rows, 3, arena));
    return (struct jumeau){.numero = db_bool(rows, 5) ? numero : 0,
                           .cle = arena_printf(arena, "action-%lld", (long long)numero),
                           .nom =
                               arena_printf(arena, "Action %lld-%lld, %s",
                                            (long long)db_int(rows, 1), (long long)numero, titre),
                           .raison = db_bool(rows, 4) ? "publiée" : "pas encore publiée"};
}

static enum status lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct statement *statement, int64_t etablissement_id, int64_t id,
                          struct jumeaux *actions_r)
{
    struct jumeau *items = ARENA_ARRAY(arena, struct jumeau, REFERENCES_MAX);
    size_t toutes = 0;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(etablissement_id), BIND_INT(id),
             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id));
    while (n < REFERENCES_MAX && db_next(&rows)) {
        toutes = (size_t)db_int(&rows, 6);
        items[n++] = decrire(arena, &rows);
    }
    TRY(db_end(&rows));
    *actions_r = (struct jumeaux){.items = items, .n = n, .encore = toutes - n};
    return STATUS_OK;
}

enum status references_du_contact(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t etablissement_id, int64_t contact,
                                  struct jumeaux *actions_r)
{
    return lister(db, arena, acteur, &REFERENCES_CONTACT, etablissement_id, contact, actions_r);
}

enum status references_du_site(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t etablissement_id, int64_t site, struct jumeaux *actions_r)
{
    return lister(db, arena, acteur, &REFERENCES_SITE, etablissement_id, site, actions_r);
}

enum status references_de_l_etablissement(struct db *db, struct arena *arena,
                                          const struct acteur *acteur, int64_t etablissement_id,
                                          struct jumeaux *actions_r)
{
    return lister(db, arena, acteur, &REFERENCES_PAR_ETABLISSEMENT, etablissement_id,
                  etablissement_id, actions_r);
}
