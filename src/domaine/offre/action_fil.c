#include "action_fil.h"

#include "dates.h"

#include <string.h>

/* The lines of gestures are known by what they say (action_transitions.c, action_gestes.c). */
STATEMENT(ACTION_FIL, "ii", "iittttt",
          "SELECT j.id, j.instant, j.auteur, j.au_nom_de, c.champ, c.libelle, c.apres"
          " FROM (SELECT g.id FROM journal g WHERE g.fiche = 'action' AND g.fiche_id = $1"
          "  AND EXISTS (SELECT 1 FROM journal_champ x WHERE x.journal_id = g.id"
          "   AND x.champ IN ('etat', 'question', 'motif')) ORDER BY g.id DESC LIMIT $2) k"
          " JOIN journal j ON j.id = k.id JOIN journal_champ c ON c.journal_id = j.id"
          " ORDER BY j.id, c.rang");

enum { ID, INSTANT, AUTEUR, AU_NOM_DE, CHAMP, LIBELLE, APRES };

/* "Camille Aubry" of "Camille Aubry (of@exemple.fr)". */
static const char *nom_de(struct arena *arena, const char *auteur)
{
    const char *fin = strrchr(auteur, '(');
    size_t n = fin ? (size_t)(fin - auteur) : strlen(auteur);
    while (n && auteur[n - 1] == ' ') {
        n--;
    }
    return arena_strndup(arena, auteur, n);
}

static struct action_fil_entree entree_de(const struct db_rows *rows, struct arena *arena,
                                          const struct acteur *acteur)
{
    bool service = db_text(rows, AU_NOM_DE, NULL)[0] != '\0';
    const char *nom = nom_de(arena, db_text(rows, AUTEUR, arena));
    return (struct action_fil_entree){.id = db_int(rows, ID),
                                      .instant = db_int(rows, INSTANT),
                                      .quand = dates_show_instant(arena, db_int(rows, INSTANT)),
                                      .qui = service && !acteur_est_officier(acteur) ? SERVICE_OFFRE
                                                                                     : nom,
                                      .service = service,
                                      .etat = ""};
}

enum status action_fil_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                            int64_t numero, struct action_fil *fil_r)
{
    struct action_fil fil = {0};
    struct db_rows rows;
    DB_QUERY(db, &ACTION_FIL, &rows, BIND_INT(numero), BIND_INT(ACTION_FIL_MAX));
    while (db_next(&rows)) {
        if (!fil.n || fil.items[fil.n - 1].id != db_int(&rows, ID)) {
            *ARENA_PUSH(arena, fil.items, fil.n) = entree_de(&rows, arena, acteur);
        }
        struct action_fil_entree *entree = &fil.items[fil.n - 1];
        if (strcmp(db_text(&rows, CHAMP, NULL), "etat") == 0) {
            entree->etat = db_text(&rows, APRES, arena);
        } else {
            *ARENA_PUSH(arena, entree->mots.items, entree->mots.n) = (struct action_fil_mot){
                db_text(&rows, LIBELLE, arena), db_text(&rows, APRES, arena)};
        }
    }
    TRY(db_end(&rows));
    *fil_r = fil;
    return STATUS_OK;
}
