#include "fermeture.h"

#include "dates.h"
#include "derives.h"
#include "droits.h"
#include "journal.h"

/* The sessions of an action hang on its site. */
#define ACTIVES "SELECT s.action FROM session s WHERE s.site = $1 AND s.jusqu_au >= $2"

STATEMENT(FERMETURE_COMPTER, "it", "ii",
          "SELECT count(*), count(DISTINCT s.action) FROM session s"
          " WHERE s.site = $1 AND s.jusqu_au >= $2");

STATEMENT(FERMETURE_ACCUEIL, "iiibi", "t",
          "SELECT t.nom_usage FROM site t WHERE t.numero = $1 AND t.etablissement_id = $2"
          " AND t.numero <> $3 AND t.etat = 'A' AND " DROITS_VOIT("t.numero", "$4", "$5"));

STATEMENT(FERMETURE_ACTIONS, "it", "i",
          "SELECT a.numero FROM action a WHERE a.site = $1 AND a.numero IN (" ACTIVES ")"
          " ORDER BY a.numero");

/* A draft that already leads elsewhere stays so. */
STATEMENT(FERMETURE_CONTENUS, "iti", "",
          "UPDATE action_contenu SET site = $3, version = version + 1"
          " WHERE site = $1 AND action IN (" ACTIVES ")");

STATEMENT(FERMETURE_ACTIONS_DEPLACER, "iti", "",
          "UPDATE action SET site = $3 WHERE site = $1 AND numero IN (" ACTIVES ")");

enum status fermeture_compter(struct db *db, int64_t site, struct fermeture_bilan *bilan_r)
{
    char aujourdhui[DATES_ISO_SIZE];
    struct fermeture_bilan bilan = {0};
    struct db_rows rows;
    dates_today(aujourdhui);
    DB_QUERY(db, &FERMETURE_COMPTER, &rows, BIND_INT(site), BIND_TEXT(aujourdhui));
    if (db_next(&rows)) {
        bilan = (struct fermeture_bilan){db_int(&rows, 0), db_int(&rows, 1)};
    }
    TRY(db_end(&rows));
    *bilan_r = bilan;
    return STATUS_OK;
}

/* Name of the site that takes the actions; NULL when it cannot. */
static enum status accueil(struct db *db, struct arena *arena, const struct acteur *acteur,
                           const struct fermeture_site *site, int64_t vers, const char **nom_r)
{
    struct db_rows rows;
    *nom_r = NULL;
    DB_QUERY(db, &FERMETURE_ACCUEIL, &rows, BIND_INT(vers), BIND_INT(site->etablissement_id),
             BIND_INT(site->numero), BIND_BOOL(acteur_est_officier(acteur)),
             BIND_INT(acteur->compte_id));
    if (db_next(&rows)) {
        *nom_r = db_text(&rows, 0, arena);
    }
    return db_end(&rows);
}

enum status fermeture_juger(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct fermeture_site *site, const struct fermeture *fermeture,
                            bool *vers_faux_r)
{
    struct fermeture_bilan bilan = {0};
    const char *nom = NULL;
    *vers_faux_r = false;
    TRY(fermeture_compter(db, site->numero, &bilan));
    if (bilan.sessions == 0 || fermeture->choix == FERMETURE_INACTIVES) {
        return STATUS_OK;
    }
    if (fermeture->choix == FERMETURE_NON_DITE) {
        return STATUS_REFUSED;
    }
    TRY(accueil(db, arena, acteur, site, fermeture->vers, &nom));
    *vers_faux_r = !nom;
    return nom ? STATUS_OK : STATUS_REFUSED;
}

struct numeros {
    int64_t *items;
    size_t n;
};

static enum status lire_actions(struct db *db, struct arena *arena, int64_t site,
                                const char *aujourdhui, struct numeros *numeros)
{
    struct db_rows rows;
    DB_QUERY(db, &FERMETURE_ACTIONS, &rows, BIND_INT(site), BIND_TEXT(aujourdhui));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, numeros->items, numeros->n) = db_int(&rows, 0);
    }
    return db_end(&rows);
}

static enum status compter(struct db *db, int signe, const struct numeros *numeros)
{
    for (size_t i = 0; i < numeros->n; i++) {
        TRY(action_compter(db, signe, ACTION_SEULE, numeros->items[i]));
    }
    return STATUS_OK;
}

static enum status raconter(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct fermeture_site *site, const struct numeros *numeros,
                            const char *apres)
{
    const struct journal_difference difference = {
        .champ = "site",
        .libelle = "Site dispensateur",
        .avant = arena_printf(arena, "%lld - %s", (long long)site->numero, site->nom),
        .apres = apres};
    for (size_t i = 0; i < numeros->n; i++) {
        const struct journal_ecriture ligne = {
            .acteur = acteur,
            .fiche = "action",
            .fiche_id = numeros->items[i],
            .au_nom_de = droits_au_nom_de(acteur, site->etablissement_nom)};
        TRY(journal_geste(db, arena, &ligne, &difference, 1));
    }
    return STATUS_OK;
}

enum status fermeture_deplacer(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct fermeture_site *site, int64_t vers)
{
    char aujourdhui[DATES_ISO_SIZE];
    struct numeros numeros = {0};
    const char *nom = NULL;
    dates_today(aujourdhui);
    TRY(accueil(db, arena, acteur, site, vers, &nom));
    TRY(lire_actions(db, arena, site->numero, aujourdhui, &numeros));
    if (numeros.n == 0) {
        return STATUS_OK;
    }
    if (!nom) {
        return STATUS_REFUSED;
    }
    TRY(compter(db, -1, &numeros));
    TRY(DB_EXEC(db, &FERMETURE_CONTENUS, NULL, BIND_INT(site->numero), BIND_TEXT(aujourdhui),
                BIND_INT(vers)));
    TRY(DB_EXEC(db, &FERMETURE_ACTIONS_DEPLACER, NULL, BIND_INT(site->numero),
                BIND_TEXT(aujourdhui), BIND_INT(vers)));
    TRY(compter(db, +1, &numeros));
    return raconter(db, arena, acteur, site, &numeros,
                    arena_printf(arena, "%lld - %s", (long long)vers, nom));
}
