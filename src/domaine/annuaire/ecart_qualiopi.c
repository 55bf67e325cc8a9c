/* Differences between sites and the public list: found, settled, listed. */
#include "ecart_qualiopi.h"

#include "certification.h"
#include "dates.h"
#include "parametre.h"
#include "text.h"

#include <string.h>

/* $1: an establishment; 0: all */
#define DE_LUI(table) "($1 = 0 OR " table ".etablissement_id = $1)"
#define CONSTATE                                                                                   \
    "EXISTS (SELECT 1 FROM ecart_qualiopi_constat v WHERE v.site = ecart_qualiopi.site"            \
    " AND v.categorie = ecart_qualiopi.categorie AND v.sens = ecart_qualiopi.sens)"

STATEMENT(ECART_REGLER, "ii", "",
          "UPDATE ecart_qualiopi SET reglee_a = $2 WHERE reglee_a IS NULL AND " DE_LUI(
              "ecart_qualiopi") " AND NOT " CONSTATE);
STATEMENT(ECART_REVENIR, "itt", "",
          "UPDATE ecart_qualiopi SET reglee_a = NULL, depuis = $2, jusqu_au = $3"
          " WHERE reglee_a IS NOT NULL AND " DE_LUI("ecart_qualiopi") " AND " CONSTATE);
STATEMENT(ECART_NOTER, "itt", "",
          "INSERT INTO ecart_qualiopi (site, etablissement_id, categorie, sens, depuis, jusqu_au)"
          " SELECT v.site, v.etablissement_id, v.categorie, v.sens, CAST($2 AS TEXT),"
          " CAST($3 AS TEXT) FROM ecart_qualiopi_constat v WHERE " DE_LUI(
              "v") " AND NOT EXISTS (SELECT 1 FROM ecart_qualiopi q WHERE q.site = v.site"
                   " AND q.categorie = v.categorie AND q.sens = v.sens)");

/* Mails that wait, and that nobody is sending ($1: now), all of whose differences are settled. */
STATEMENT(ECART_COURRIELS_VAINS, "i", "t",
          "SELECT c.cle FROM courriel c WHERE c.etat = 'a_envoyer' AND c.pris_jusqu_a <= $1"
          " AND c.cle IN (SELECT k.cle FROM ecart_qualiopi_courriel k"
          "  JOIN ecart_qualiopi q ON q.id = k.ecart WHERE q.reglee_a IS NOT NULL)"
          " AND NOT EXISTS (SELECT 1 FROM ecart_qualiopi_courriel k"
          "  JOIN ecart_qualiopi q ON q.id = k.ecart WHERE k.cle = c.cle AND q.reglee_a IS NULL)"
          " ORDER BY c.id");
STATEMENT(ECART_COURRIEL_OTER, "t", "", "DELETE FROM courriel WHERE cle = $1");
STATEMENT(ECART_COURRIEL_OUBLIER, "t", "", "DELETE FROM ecart_qualiopi_courriel WHERE cle = $1");
/* Nobody was told after all. */
STATEMENT(ECART_NON_AVERTI, "", "",
          "UPDATE ecart_qualiopi SET avertie_a = NULL WHERE reglee_a IS NOT NULL"
          " AND avertie_a IS NOT NULL AND NOT EXISTS"
          " (SELECT 1 FROM ecart_qualiopi_courriel k WHERE k.ecart = ecart_qualiopi.id)");

const char *ecart_qualiopi_phrase(struct arena *arena, const char *categorie, bool en_trop)
{
    return arena_printf(arena,
                        en_trop ? "«\u00A0%s\u00A0» est déclarée sur la fiche, mais absente de la "
                                  "liste publique"
                                : "«\u00A0%s\u00A0» est dans la liste publique, mais n'est pas "
                                  "déclarée sur la fiche",
                        choice_label(certification_categories, categorie));
}

static enum status lire_delai(struct db *db, struct arena *arena, int *jours_r)
{
    const char *valeur = "";
    int64_t jours = 0;
    TRY(parametre_lire(db, arena, PARAMETRE_ECART_DELAI, &valeur));
    bool juste = text_to_int(valeur, &jours) && jours > 0 && jours <= ECART_DELAI_MAX;
    *jours_r = juste ? (int)jours : ECART_DELAI;
    return STATUS_OK;
}

enum status ecart_qualiopi_fixer_delai(struct db *db, struct arena *arena, int jours)
{
    return parametre_ecrire(db, PARAMETRE_ECART_DELAI, arena_printf(arena, "%d", jours));
}

static enum status retirer_courriels(struct db *db, struct arena *arena)
{
    struct text_list cles = {0};
    struct db_rows rows;
    DB_QUERY(db, &ECART_COURRIELS_VAINS, &rows, BIND_INT(dates_now()));
    while (db_next(&rows)) {
        text_list_add(arena, &cles, db_text(&rows, 0, arena));
    }
    TRY(db_end(&rows));
    for (size_t i = 0; i < cles.n; i++) {
        TRY(DB_EXEC(db, &ECART_COURRIEL_OTER, NULL, BIND_TEXT(cles.items[i])));
        TRY(DB_EXEC(db, &ECART_COURRIEL_OUBLIER, NULL, BIND_TEXT(cles.items[i])));
    }
    return cles.n ? DB_EXEC(db, &ECART_NON_AVERTI, NULL) : STATUS_OK;
}

enum status ecart_qualiopi_comparer(struct db *db, struct arena *arena, int64_t etablissement_id,
                                    const char *aujourdhui)
{
    int jours = 0;
    int64_t regles = 0;
    char jusqu_au[DATES_ISO_SIZE];
    TRY(lire_delai(db, arena, &jours));
    dates_add_days(aujourdhui, jours, jusqu_au);
    TRY(DB_EXEC(db, &ECART_REGLER, &regles, BIND_INT(etablissement_id), BIND_INT(dates_now())));
    TRY(DB_EXEC(db, &ECART_REVENIR, NULL, BIND_INT(etablissement_id), BIND_TEXT(aujourdhui),
                BIND_TEXT(jusqu_au)));
    TRY(DB_EXEC(db, &ECART_NOTER, NULL, BIND_INT(etablissement_id), BIND_TEXT(aujourdhui),
                BIND_TEXT(jusqu_au)));
    return regles ? retirer_courriels(db, arena) : STATUS_OK;
}

STATEMENT(ECART_COMBIEN, "", "i", "SELECT count(*) FROM ecart_qualiopi WHERE reglee_a IS NULL");

enum status ecart_qualiopi_compter(struct db *db, int64_t *n_r)
{
    return db_number(db, &ECART_COMBIEN, n_r, NULL, 0);
}

/* ---- the worklist */

static void lire_ecart(const struct db_rows *rows, int c, struct arena *arena, void *ecart_r)
{
    *(struct ecart_qualiopi *)ecart_r =
        (struct ecart_qualiopi){.id = db_int(rows, c),
                                .site = db_int(rows, c + 1),
                                .site_nom = db_text(rows, c + 2, arena),
                                .etablissement_siret = db_text(rows, c + 3, arena),
                                .etablissement_nom = db_text(rows, c + 4, arena),
                                .categorie = db_text(rows, c + 5, arena),
                                .en_trop = strcmp(db_text(rows, c + 6, NULL), "en_trop") == 0,
                                .depuis = db_text(rows, c + 7, arena),
                                .jusqu_au = db_text(rows, c + 8, arena),
                                .avertie_a = db_int(rows, c + 9)};
}

#define PORTEES                                                                                    \
    {                                                                                              \
        "$1 = 0", "q.etablissement_id = $1", "FALSE AND $1 = 0"                                    \
    }

static const struct liste_marche marche = {"ecart_qualiopi q", PORTEES};
static const struct liste_ordre ordre = {"jusqu_au", "d", {"q.jusqu_au"}, &marche, false};
/* $2: today */
static const struct liste listes[] = {
    {"ecarts", "Délai dépassé", "q.reglee_a IS NULL AND q.jusqu_au < $2", NULL, "", false},
    {"delai", "Délai en cours", "q.reglee_a IS NULL AND q.jusqu_au >= $2", NULL, "", false},
};

static struct liste_source source = {
    .nom = "ecarts_qualiopi",
    .id = "q.id",
    .cles = "ecart_qualiopi q CROSS JOIN etablissement e",
    .liens = "e.id = q.etablissement_id",
    .montre = "ecart_qualiopi q JOIN site s ON s.numero = q.site"
              " JOIN etablissement e ON e.id = q.etablissement_id",
    .colonnes = "q.id, q.site, s.nom_usage, e.siret, e.raison_sociale, q.categorie, q.sens,"
                " q.depuis, q.jusqu_au, q.avertie_a",
    .types = "iitttttt"
             "ti",
    .texte = "e.recherche",
    .texte_des_chiffres = "'  ' || e.siret || ' ' || q.site",
    .instant = "0",
    .portees = PORTEES,
    .filtre_n = 1,
    .ordres = &ordre,
    .ordres_n = 1,
    .listes = listes,
    .listes_n = sizeof listes / sizeof *listes,
    .taille = sizeof(struct ecart_qualiopi),
    .lire = lire_ecart,
};
LISTE_SOURCE(source);

enum status ecart_qualiopi_lister(struct db *db, struct arena *arena, bool en_retard,
                                  const char *aujourdhui, const char *q, const char *apres,
                                  struct liste_page *page_r)
{
    const struct liste_demande demande = {.source = &source,
                                          .liste = &listes[en_retard ? 0 : 1],
                                          .valeurs = {aujourdhui},
                                          .q = q,
                                          .taille = ECART_QUALIOPI_PAGE,
                                          .page = 1,
                                          .apres = apres};
    return liste_lire(db, arena, &demande, page_r);
}
