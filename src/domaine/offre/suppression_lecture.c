/* Reading removals: one, what it holds, the list of them. */
#include "suppression_private.h"

#define SUPPRESSION_COLONNES                                                                       \
    "p.id, p.noun, p.numero, p.parent, p.titre, e.id, e.siret, e.raison_sociale, p.actions,"       \
    " p.sessions, p.auteur, p.instant, p.jusqu_au, p.effacee_a IS NOT NULL"
#define SUPPRESSION_TYPES "itiitittiititb"
#define TABLES "suppression p JOIN etablissement e ON e.id = p.etablissement_id"

STATEMENT(SUPPRESSION_PAR_ID, "i", SUPPRESSION_TYPES,
          "SELECT " SUPPRESSION_COLONNES " FROM " TABLES " WHERE p.id = $1");

STATEMENT(SUPPRESSION_DE, "tibi", SUPPRESSION_TYPES,
          "SELECT " SUPPRESSION_COLONNES " FROM fiche_supprimee x"
          " JOIN suppression p ON p.id = x.suppression"
          " JOIN etablissement e ON e.id = p.etablissement_id"
          " WHERE x.noun = $1 AND x.numero = $2 AND ($3 OR EXISTS (SELECT 1 FROM compte_site cs"
          "  JOIN site s ON s.numero = cs.site_numero WHERE cs.compte_id = $4"
          "  AND s.etablissement_id = x.etablissement_id"
          "  AND (x.site IS NULL OR x.site = s.numero)))");

STATEMENT(SUPPRESSION_FICHES, "i", "ti",
          "SELECT noun, numero FROM fiche_supprimee WHERE suppression = $1 ORDER BY noun, numero");

static void lire_suppression(const struct db_rows *rows, int n, struct arena *arena, void *s_r)
{
    *(struct suppression *)s_r =
        (struct suppression){.id = db_int(rows, n),
                             .noun = offre_noun_lu(db_text(rows, n + 1, NULL)),
                             .numero = db_int(rows, n + 2),
                             .parent = db_int(rows, n + 3),
                             .titre = db_text(rows, n + 4, arena),
                             .etablissement_id = db_int(rows, n + 5),
                             .etablissement_siret = db_text(rows, n + 6, arena),
                             .etablissement_nom = db_text(rows, n + 7, arena),
                             .actions = db_int(rows, n + 8),
                             .sessions = db_int(rows, n + 9),
                             .auteur = db_text(rows, n + 10, arena),
                             .instant = db_int(rows, n + 11),
                             .jusqu_au = db_text(rows, n + 12, arena),
                             .effacee = db_bool(rows, n + 13)};
}

/* STATUS_NOT_FOUND: none. */
static enum status lire_une(struct db *db, struct arena *arena, const struct statement *statement,
                            const struct db_bind *binds, size_t n, struct suppression *s_r)
{
    struct suppression s = {0};
    struct db_rows rows;
    db_query(db, statement, &rows, binds, n);
    if (db_next(&rows)) {
        lire_suppression(&rows, 0, arena, &s);
    }
    TRY(db_end(&rows));
    if (s.id) {
        *s_r = s;
    }
    return s.id ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status suppression_lire(struct db *db, struct arena *arena, int64_t id,
                             struct suppression *s_r)
{
    return lire_une(db, arena, &SUPPRESSION_PAR_ID, &BIND_INT(id), 1, s_r);
}

enum status suppression_chercher(struct db *db, struct arena *arena, const struct acteur *acteur,
                                 enum offre_noun noun, int64_t numero, struct suppression *s_r)
{
    return lire_une(db, arena, &SUPPRESSION_DE,
                    DB_BINDS(BIND_TEXT(offre_noun_nom(noun)), BIND_INT(numero),
                             BIND_BOOL(acteur_est_officier(acteur)), BIND_INT(acteur->compte_id)),
                    s_r);
}

enum status suppression_fiches_lire(struct db *db, struct arena *arena, int64_t id,
                                    struct suppression_fiches *fiches_r)
{
    struct db_rows rows;
    DB_QUERY(db, &SUPPRESSION_FICHES, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, fiches_r->items, fiches_r->n) = (struct suppression_fiche){
            .noun = offre_noun_lu(db_text(&rows, 0, NULL)), .numero = db_int(&rows, 1)};
    }
    return db_end(&rows);
}

/* ---- the list */

static const struct liste_marche marche = {
    "suppression p", {"$1 = 0", "p.etablissement_id = $1", "FALSE AND $1 = 0"}};
static const struct liste_ordre ordres[] = {{"instant", "i", {"p.instant"}, &marche, false}};
static const struct liste listes[] = {{"suppressions", "Fiches supprimées",
                                       "p.effacee_a IS NULL AND p.jusqu_au >= $2", NULL, "", true}};

static struct liste_source source = {
    .nom = "suppressions",
    .id = "p.id",
    .cles = "suppression p CROSS JOIN etablissement e",
    .liens = "e.id = p.etablissement_id",
    .montre = TABLES,
    .colonnes = SUPPRESSION_COLONNES,
    .types = SUPPRESSION_TYPES,
    .texte = "' ' || COALESCE(p.titre_plie, '') || '  ' || e.recherche || '  ' || p.noun",
    .texte_des_chiffres = "'  ' || p.numero || '  ' || e.siret",
    .instant = "p.instant",
    .portees = {"$1 = 0", "p.etablissement_id = $1", "FALSE AND $1 = 0"},
    .filtre_n = 1,
    .ordres = ordres,
    .ordres_n = 1,
    .listes = listes,
    .listes_n = 1,
    .taille = sizeof(struct suppression),
    .lire = lire_suppression,
};
LISTE_SOURCE(source);

enum status suppression_lister(struct db *db, struct arena *arena, int64_t etablissement_id,
                               const char *aujourdhui, const char *q, const char *apres,
                               struct liste_page *page_r)
{
    const struct liste_demande demande = {.source = &source,
                                          .liste = &listes[0],
                                          .portee = etablissement_id ? 1 : 0,
                                          .portee_id = etablissement_id,
                                          .valeurs = {aujourdhui},
                                          .q = q,
                                          .descendant = true,
                                          .taille = SUPPRESSION_PAGE,
                                          .page = 1,
                                          .apres = apres};
    return liste_lire(db, arena, &demande, page_r);
}
