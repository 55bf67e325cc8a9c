/* The queue, as a list and as counts. */
#include "attente.h"

#include "intitule.h"
#include "portee.h"
#include "working_days.h"

#include <string.h>

#define AMBRE_DEFAUT "3"
#define ROUGE_DEFAUT "5"

/* ---- the clock */

int attente_jours(int64_t envoyee_a, const char *aujourdhui)
{
    char jour[DATES_ISO_SIZE];
    dates_of_instant(envoyee_a, jour);
    return working_days_between(jour, aujourdhui);
}

enum attente_retard attente_retard_de(int jours, const struct attente_seuils *seuils)
{
    return jours > seuils->rouge   ? ATTENTE_TROP_TARD
           : jours > seuils->ambre ? ATTENTE_TARD
                                   : ATTENTE_TOT;
}

/* The first instant that is not late yet. */
static int64_t limite_de(int64_t jours, const char *aujourdhui)
{
    char jour[DATES_ISO_SIZE];
    working_days_before(aujourdhui, (int)jours + 1, jour);
    dates_add_days(jour, 1, jour);
    return dates_instant_of(jour);
}

/* SQL: two numbers, whatever somebody wrote. */
#define SEUIL(cle, defaut)                                                                         \
    "COALESCE((SELECT CAST(p.valeur AS BIGINT) FROM parametre p WHERE p.cle = '" cle "'"           \
    " AND length(p.valeur) BETWEEN 1 AND 4 AND trim(p.valeur, '0123456789') = ''), " defaut ")"
#define SEUILS SEUIL("file_ambre", AMBRE_DEFAUT) ", " SEUIL("file_rouge", ROUGE_DEFAUT)

/* ---- filters */

/* SQL: who holds an item. `compte`, `limite`: an account, the last sign that counts. */
#define SUIVI(compte, limite)                                                                      \
    "CASE WHEN t.prise_par IS NULL OR t.prise_vue_le < " limite " THEN 'libres'"                   \
    " WHEN t.prise_par = " compte " THEN 'miennes' ELSE 'autres' END"
#define OU_TOUT(parametre, colonne) "(" parametre " = '' OR " colonne " = " parametre ")"

/* clang-format off */
#define FILTRE \
    OU_TOUT("$2", SUIVI("CAST($7 AS BIGINT)", "CAST($8 AS BIGINT)")) " AND " \
    OU_TOUT("$3", "t.nature") " AND " OU_TOUT("$4", "t.departement") " AND " \
    OU_TOUT("$5", "t.type") " AND " OU_TOUT("$6", "t.dispositif")
/* clang-format on */

/* $2 to $6 the facets, $7 the account, $8 the last sign that counts. */
static const struct liste liste = {
    .code = "file", .titre = "Actions en attente de validation", .filtre = FILTRE, .mots = ""};

static const struct liste_marche marche = {"attente t", {"$1 = 0", "t.etablissement_id = $1"}};
static const struct liste_ordre par_envoi = {"envoi", "i", {"t.envoyee_a"}, &marche, false};

enum {
    FORMATION,
    ACTION,
    INTITULE,
    INTITULE_PROPRE,
    ETABLISSEMENT,
    COMMUNE,
    DEPARTEMENT,
    NATURE,
    ENVOYEE_A,
    PRISE_PAR,
    PRISE_VUE_LE,
    PRISE_NOM,
    AMBRE,
    ROUGE
};

static void lire_ligne(const struct db_rows *rows, int c, struct arena *arena, void *ligne_r)
{
    struct attente_ligne *ligne = ligne_r;
    *ligne = (struct attente_ligne){.formation = db_int(rows, c + FORMATION),
                                    .action = db_int(rows, c + ACTION),
                                    .intitule =
                                        intitule_action(arena, db_text(rows, c + INTITULE, arena),
                                                        db_text(rows, c + INTITULE_PROPRE, NULL)),
                                    .etablissement_nom = db_text(rows, c + ETABLISSEMENT, arena),
                                    .commune = db_text(rows, c + COMMUNE, arena),
                                    .departement = db_text(rows, c + DEPARTEMENT, arena),
                                    .nature = db_text(rows, c + NATURE, arena),
                                    .envoyee_a = db_int(rows, c + ENVOYEE_A),
                                    .seuils = {db_int(rows, c + AMBRE), db_int(rows, c + ROUGE)},
                                    .prise_nom = ""};
    int64_t jusqu_a = db_int(rows, c + PRISE_VUE_LE) + ATTENTE_TENUE;
    if (db_int(rows, c + PRISE_PAR) && jusqu_a >= dates_now()) {
        ligne->prise_par = db_int(rows, c + PRISE_PAR);
        ligne->prise_nom = db_text(rows, c + PRISE_NOM, arena);
        ligne->prise_jusqu_a = jusqu_a;
    }
}

static struct liste_source file = {
    .nom = "file",
    .id = "t.action",
    .montre = "attente t JOIN action a ON a.numero = t.action"
              " JOIN formation f ON f.numero = a.formation"
              " JOIN formation_contenu fc ON fc.id = COALESCE(f.brouillon, f.vive)"
              " JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive)"
              " JOIN etablissement e ON e.id = a.etablissement_id"
              " LEFT JOIN compte p ON p.id = t.prise_par",
    .colonnes = "a.formation, a.numero, fc.intitule, ac.intitule, e.raison_sociale,"
                " ac.commune_lieu, t.departement, t.nature, t.envoyee_a, t.prise_par,"
                " t.prise_vue_le, p.nom, " SEUILS,
    .types = "iittttttiiitii",
    .sans_total = true,
    .filtre_n = ATTENTE_FACETTES + 2,
    .ordres = &par_envoi,
    .ordres_n = 1,
    .listes = &liste,
    .listes_n = 1,
    .taille = sizeof(struct attente_ligne),
    .lire = lire_ligne,
};
LISTE_SOURCE(file);

static const char *nombre(struct arena *arena, int64_t n)
{
    return arena_printf(arena, "%lld", (long long)n);
}

enum status attente_lister(struct db *db, struct arena *arena, const struct attente_filtre *filtre,
                           int64_t page, const char *apres, struct liste_page *page_r)
{
    struct liste_demande demande = {.source = &file,
                                    .liste = &liste,
                                    .portee = filtre->etablissement_id ? PORTEE_ETABLISSEMENT
                                                                       : PORTEE_TOUT,
                                    .portee_id = filtre->etablissement_id,
                                    .taille = ATTENTE_PAGE,
                                    .page = page,
                                    .apres = apres};
    for (int i = 0; i < ATTENTE_FACETTES; i++) {
        demande.valeurs[i] = filtre->valeurs[i];
    }
    demande.valeurs[ATTENTE_FACETTES] = nombre(arena, filtre->compte_id);
    demande.valeurs[ATTENTE_FACETTES + 1] = nombre(arena, dates_now() - ATTENTE_TENUE);
    return liste_lire(db, arena, &demande, page_r);
}

/* ---- counts */

/* $1 an establishment or 0, $2 the account, $3 the last sign that counts, $4 and $5: what was sent
 * before is late, and too late. */
STATEMENT(
    ATTENTE_GROUPER, "iiiii", "tttttiii",
    "SELECT " SUIVI(
        "$2",
        "$3") ", t.nature, t.departement, t.type, t.dispositif, count(*),"
              " CAST(sum(CASE WHEN t.envoyee_a < $4 AND t.envoyee_a >= $5 THEN 1 ELSE 0 END)"
              " AS BIGINT), CAST(sum(CASE WHEN t.envoyee_a < $5 THEN 1 ELSE 0 END) AS BIGINT)"
              " FROM attente t WHERE ($1 = 0 OR t.etablissement_id = $1) GROUP BY 1, 2, 3, 4, 5");

enum status attente_grouper(struct db *db, struct arena *arena, const struct attente_filtre *filtre,
                            const struct attente_seuils *seuils, const char *aujourdhui,
                            struct attente_groupes *groupes_r)
{
    struct attente_groupes groupes = {0};
    struct db_rows rows;
    DB_QUERY(db, &ATTENTE_GROUPER, &rows, BIND_INT(filtre->etablissement_id),
             BIND_INT(filtre->compte_id), BIND_INT(dates_now() - ATTENTE_TENUE),
             BIND_INT(limite_de(seuils->ambre, aujourdhui)),
             BIND_INT(limite_de(seuils->rouge, aujourdhui)));
    while (db_next(&rows)) {
        struct attente_groupe *groupe = ARENA_PUSH(arena, groupes.items, groupes.n);
        *groupe = (struct attente_groupe){.n = db_int(&rows, ATTENTE_FACETTES),
                                          .en_retard = {db_int(&rows, ATTENTE_FACETTES + 1),
                                                        db_int(&rows, ATTENTE_FACETTES + 2)}};
        for (int i = 0; i < ATTENTE_FACETTES; i++) {
            groupe->valeurs[i] = db_text(&rows, i, arena);
        }
    }
    TRY(db_end(&rows));
    *groupes_r = groupes;
    return STATUS_OK;
}

static bool est_du_filtre(const struct attente_groupe *groupe, const struct attente_filtre *filtre,
                          enum attente_facette facette, const char *valeur)
{
    for (int i = 0; i < ATTENTE_FACETTES; i++) {
        const char *voulue = i == (int)facette ? valeur : filtre->valeurs[i];
        if (voulue[0] && strcmp(voulue, groupe->valeurs[i]) != 0) {
            return false;
        }
    }
    return true;
}

int64_t attente_compter(const struct attente_groupes *groupes, const struct attente_filtre *filtre,
                        enum attente_facette facette, const char *valeur, int64_t retard_r[2])
{
    int64_t n = 0;
    for (size_t i = 0; i < groupes->n; i++) {
        const struct attente_groupe *groupe = &groupes->items[i];
        if (est_du_filtre(groupe, filtre, facette, valeur)) {
            n += groupe->n;
            for (int j = 0; retard_r && j < 2; j++) {
                retard_r[j] += groupe->en_retard[j];
            }
        }
    }
    return n;
}

/* ---- one item */

#define VOISINE(signe, sens)                                                                       \
    "(SELECT v.action FROM attente v WHERE v.envoyee_a " signe "= t.envoyee_a"                     \
    " AND (v.envoyee_a <> t.envoyee_a OR v.action " signe " t.action)"                             \
    " ORDER BY v.envoyee_a " sens ", v.action " sens " LIMIT 1)"
/* $1 the action, $2 the account, $3 the last sign that counts. One row, whether it waits or not. */
STATEMENT(
    ATTENTE_SITUER, "iii", "iiiiiiiitiii",
    "SELECT t.action, (SELECT count(*) FROM attente v WHERE v.envoyee_a <= t.envoyee_a"
    "  AND (v.envoyee_a < t.envoyee_a OR v.action <= t.action)),"
    " (SELECT count(*) FROM attente)," VOISINE("<", "DESC") ", " VOISINE(
        ">",
        "ASC") ","
               " (SELECT v.action FROM attente v WHERE v.action <> $1 AND (v.prise_par IS NULL"
               "   OR v.prise_par = $2 OR v.prise_vue_le < $3)"
               "  ORDER BY v.envoyee_a, v.action LIMIT 1),"
               " t.envoyee_a, CASE WHEN t.prise_vue_le >= $3 THEN t.prise_par ELSE 0 END, p.nom,"
               " t.prise_vue_le, " SEUILS " FROM (SELECT 1 AS un) u"
               " LEFT JOIN attente t ON t.action = $1 LEFT JOIN compte p ON p.id = t.prise_par");

enum status attente_situer(struct db *db, struct arena *arena, int64_t action, int64_t compte_id,
                           struct attente_place *place_r)
{
    struct attente_place place = {.prise_nom = ""};
    struct db_rows rows;
    DB_QUERY(db, &ATTENTE_SITUER, &rows, BIND_INT(action), BIND_INT(compte_id),
             BIND_INT(dates_now() - ATTENTE_TENUE));
    if (db_next(&rows)) {
        place = (struct attente_place){.rang = db_int(&rows, 0) ? db_int(&rows, 1) : 0,
                                       .total = db_int(&rows, 2),
                                       .precedente = db_int(&rows, 3),
                                       .suivante = db_int(&rows, 4),
                                       .libre = db_int(&rows, 5),
                                       .envoyee_a = db_int(&rows, 6),
                                       .prise_par = db_int(&rows, 7),
                                       .prise_nom = db_text(&rows, 8, arena),
                                       .prise_jusqu_a = db_int(&rows, 9) + ATTENTE_TENUE,
                                       .seuils = {db_int(&rows, 10), db_int(&rows, 11)}};
    }
    TRY(db_end(&rows));
    *place_r = place;
    return STATUS_OK;
}

STATEMENT(ATTENTE_PRENDRE, "iiii", "",
          "UPDATE attente SET prise_par = $2, prise_vue_le = $3 WHERE action = $1"
          " AND (prise_par IS NULL OR prise_par = $2 OR prise_vue_le < $4)");
STATEMENT(ATTENTE_RENDRE, "ii", "",
          "UPDATE attente SET prise_par = NULL, prise_vue_le = NULL"
          " WHERE action = $1 AND prise_par = $2");

enum status attente_prendre(struct db *db, const struct acteur *acteur, int64_t action,
                            bool *prise_r)
{
    int64_t n = 0;
    int64_t maintenant = dates_now();
    TRY(DB_EXEC(db, &ATTENTE_PRENDRE, &n, BIND_INT(action), BIND_INT(acteur->compte_id),
                BIND_INT(maintenant), BIND_INT(maintenant - ATTENTE_TENUE)));
    *prise_r = n > 0;
    return STATUS_OK;
}

enum status attente_rendre(struct db *db, const struct acteur *acteur, int64_t action)
{
    return DB_EXEC(db, &ATTENTE_RENDRE, NULL, BIND_INT(action), BIND_INT(acteur->compte_id));
}
