/* The dashboard: its counters and what there is to do, in one statement. */
#include "tableau_de_bord_private.h"

#include "valeur.h"

#include <pthread.h>
#include <string.h>

/* ---- the statement: a genre, six numbers, three texts. One part after the other, each in its
 * order. */

enum { ACTIVES_COMPTEES, AUTRES_COMPTEES, ACTIONS_COMPTEES, QUESTION, REFUS, SITE, ECART, COMPTEE };
enum { GENRE, NOMBRES, NOMBRES_N = 6, TEXTES = NOMBRES + NOMBRES_N };

/* $1 the scope; $2 to $13 the periods of three lists: a range of the index each (CROSS JOIN). As
 * few parts as can be, with numbers and texts of their types in each: PostgreSQL sets up each part
 * anew, and converts the rows of a part that has others. */
/* clang-format off */
#define ET " UNION ALL "
#define ZERO "CAST(0 AS BIGINT)"
#define QUATRE_ZEROS ZERO ", " ZERO ", " ZERO ", " ZERO
#define TEXTE_VIDE "CAST('' AS TEXT)"
#define SANS_TEXTE ", " TEXTE_VIDE ", " TEXTE_VIDE ", " TEXTE_VIDE
#define SOMME(valeur) "CAST(COALESCE(sum(" valeur "), 0) AS BIGINT)"
#define DE_LA_LISTE(rang) SOMME("CASE WHEN p.column3 = " rang " THEN c.toutes ELSE 0 END")
#define DES_PERIODES(periodes, compteurs) \
    " FROM (VALUES " periodes ") p CROSS JOIN " compteurs \
    " AND c.periode >= p.column1 AND c.periode < p.column2"
#define SESSIONS(compteurs) \
    "SELECT 0, " SOMME("c.toutes") ", " SOMME("c.initiales") ", " SOMME("c.programme_region") ", " \
    SOMME("c.apprentissage") ", " SOMME("c.professionnalisation") ", " SOMME("c.a_distance") SANS_TEXTE \
    DES_PERIODES("(CAST($2 AS TEXT), CAST($3 AS TEXT)), ($4, $5)", compteurs) \
    ET "SELECT 1, " DE_LA_LISTE("1") ", " DE_LA_LISTE("2") ", " QUATRE_ZEROS SANS_TEXTE \
    DES_PERIODES("(CAST($6 AS TEXT), CAST($7 AS TEXT), 1), ($8, $9, 2), ($10, $11, 2), ($12, $13, 2)", \
                 compteurs)
#define ACTIONS(compteurs) \
    ET "SELECT 2, " SOMME("c.en_cours") ", " SOMME("c.publiques") ", " SOMME("c.a_valider") ", " \
    SOMME("c.a_repondre") ", " SOMME("c.certifinfo") ", " SOMME("c.perdues") SANS_TEXTE \
    " FROM " compteurs

/* $14 how many of each kind, $15 the last day that is near. Each finds its first rows on an index. */
#define PREMIERES(genre, condition) \
    "SELECT * FROM (SELECT " genre " AS genre, a.numero, a.formation, a.titre, a.refus" \
    " FROM action a WHERE " condition " ORDER BY a.numero LIMIT $14) t" genre
#define A_FAIRE_ACTIONS(actions) \
    ET "SELECT * FROM (SELECT k.genre, k.numero, k.formation, " QUATRE_ZEROS ", k.titre, " TEXTE_VIDE \
    ", k.refus FROM (" actions ") k ORDER BY k.genre, k.numero) t"
#define A_FAIRE_SITES(condition) \
    ET "SELECT * FROM (SELECT 5, s.numero, CASE WHEN q.code IS NULL THEN " ZERO " ELSE CAST(1 AS BIGINT) END, " \
    QUATRE_ZEROS ", s.nom_usage, s.fin_qualiopi, " TEXTE_VIDE \
    " FROM site s LEFT JOIN site_choix q ON q.site_numero = s.numero" \
    " AND q.champ = 'qualite' AND q.code = '" QUALITE_QUALIOPI "'" \
    " WHERE " condition " AND s.etat = 'A'" \
    " AND (q.code IS NULL OR s.fin_qualiopi IS NULL OR s.fin_qualiopi <= $15)" \
    " ORDER BY CASE WHEN q.code IS NULL THEN '9999' ELSE COALESCE(s.fin_qualiopi, '9998') END COLLATE \"C\"," \
    " s.numero LIMIT $14) t5"
/* With the public list, those to settle first in front. */
#define A_FAIRE_ECARTS(condition) \
    ET "SELECT * FROM (SELECT 6, q.site," \
    " CASE WHEN q.sens = 'en_trop' THEN CAST(1 AS BIGINT) ELSE " ZERO " END, " QUATRE_ZEROS "," \
    " s.nom_usage, q.jusqu_au, q.categorie FROM ecart_qualiopi q JOIN site s ON s.numero = q.site" \
    " WHERE " condition " AND q.reglee_a IS NULL ORDER BY q.jusqu_au, q.site, q.id LIMIT $14) t6"
#define A_FAIRE(action, site) \
    A_FAIRE_ACTIONS(PREMIERES("3", action " AND a.etat = 'en_attente_de_reponses'") ET \
                    PREMIERES("4", action " AND a.etat = 'en_cours_de_saisie' AND a.refus IS NOT NULL")) \
    A_FAIRE_SITES(site) \
    A_FAIRE_ECARTS(site)

#define COMPTEURS_DE_PERIMETRE \
    SESSIONS("session_compteur c WHERE c.perimetre = $1") \
    ACTIONS("action_compteur c WHERE c.perimetre = $1")
#define SITES_DU_COMPTE "(SELECT site_numero FROM compte_site WHERE compte_id = $1)"
/* clang-format on */

#define TYPES                                                                                      \
    "i"                                                                                            \
    "iiiiii"                                                                                       \
    "ttt"
#define BINDS                                                                                      \
    "i"                                                                                            \
    "tttttttttttt"

#define COMPTEURS_DU_COMPTE                                                                        \
    SESSIONS("compte_site cs CROSS JOIN session_compteur c WHERE cs.compte_id = $1"                \
             " AND c.perimetre = -cs.site_numero")                                                 \
    ACTIONS("compte_site cs JOIN action_compteur c"                                                \
            " ON c.perimetre = -cs.site_numero WHERE cs.compte_id = $1")

static struct statement statements[PORTEES] = {
    [PORTEE_TOUT] = {.name = "TABLEAU_DE_BORD",
                     .binds = BINDS,
                     .columns = TYPES,
                     .sql = COMPTEURS_DE_PERIMETRE},
    [PORTEE_ETABLISSEMENT] = {.name = "TABLEAU_DE_BORD_ETABLISSEMENT",
                              .binds = BINDS "it",
                              .columns = TYPES,
                              .sql = COMPTEURS_DE_PERIMETRE A_FAIRE("a.etablissement_id = $1",
                                                                    "s.etablissement_id = $1")},
    [PORTEE_COMPTE] = {.name = "TABLEAU_DE_BORD_COMPTE",
                       .binds = BINDS "it",
                       .columns = TYPES,
                       .sql = COMPTEURS_DU_COMPTE A_FAIRE("a.site IN " SITES_DU_COMPTE,
                                                          "s.numero IN " SITES_DU_COMPTE)},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *process_arena; /* as long as the process */

/* The lists that keep no counter: their rows are counted on their indexes, in the same statement.
 */
static void completer(void)
{
    process_arena = arena_create(0);
    for (int p = 0; p < PORTEES; p++) {
        struct buffer sql;
        buffer_init(&sql, process_arena, 8192);
        buffer_text(&sql, statements[p].sql);
        for (int i = 0; i < OFFRE_LISTES; i++) {
            if (!offre_listes[i].compteur) {
                buffer_printf(&sql, ET "SELECT %d, (", COMPTEE + i);
                offre_compte_sql(&sql, &offre_listes[i], (enum portee_etendue)p);
                buffer_text(&sql, "), " ZERO ", " QUATRE_ZEROS SANS_TEXTE);
            }
        }
        statements[p].sql = sql.data;
    }
}

static const struct statement *tableau_de_bord_statements(size_t *n_r)
{
    pthread_once(&once, completer);
    *n_r = PORTEES;
    return statements;
}

STATEMENT_MAKER(tableau_de_bord_statements);

/* ---- reading it */

static void lire_compteurs(const struct db_rows *rows, int64_t *compteurs)
{
    static const int actives[NOMBRES_N] = {ACTIVES,       INITIALES, REGION,
                                           APPRENTISSAGE, PRO,       DISTANCE};
    int64_t genre = db_int(rows, GENRE);
    if (genre == AUTRES_COMPTEES) {
        compteurs[BIENTOT_INACTIVES] = db_int(rows, NOMBRES);
        compteurs[INACTIVES] = db_int(rows, NOMBRES + 1);
        return;
    }
    for (int i = 0; i < NOMBRES_N; i++) { /* of actions: in the order of offre_listes */
        compteurs[genre == ACTIVES_COMPTEES ? actives[i] : OFFRE_LISTES_SESSIONS + i] =
            db_int(rows, NOMBRES + i);
    }
}

static void lire_action(const struct db_rows *rows, struct arena *arena,
                        struct a_faire_action *items, size_t n)
{
    items[n] = (struct a_faire_action){
        .numero = db_int(rows, NOMBRES),
        .formation = db_int(rows, NOMBRES + 1),
        .intitule = db_text(rows, TEXTES, arena),
        .refus = db_text(rows, TEXTES + 2, arena),
    };
}

static void lire_site(const struct db_rows *rows, struct arena *arena, const char *aujourdhui,
                      struct a_faire_site *items, size_t n)
{
    const char *qualiopi = QUALITE_QUALIOPI;
    struct text_list qualite = {.items = &qualiopi, .n = (size_t)db_int(rows, NOMBRES + 1)};
    const char *fin = db_text(rows, TEXTES + 1, arena);
    items[n] = (struct a_faire_site){.numero = db_int(rows, NOMBRES),
                                     .nom_usage = db_text(rows, TEXTES, arena),
                                     .certification = certification_etat(qualite, fin, aujourdhui),
                                     .fin_qualiopi = fin};
}

static void lire_ecart(const struct db_rows *rows, struct arena *arena, struct a_faire_ecart *items,
                       size_t n)
{
    items[n] = (struct a_faire_ecart){.site = db_int(rows, NOMBRES),
                                      .en_trop = db_int(rows, NOMBRES + 1) != 0,
                                      .nom_usage = db_text(rows, TEXTES, arena),
                                      .jusqu_au = db_text(rows, TEXTES + 1, arena),
                                      .categorie = db_text(rows, TEXTES + 2, arena)};
}

static void demander(struct db *db, const struct portee *portee, const char *aujourdhui,
                     struct db_rows *rows)
{
    const struct periodes actives = offre_periodes(&offre_listes[ACTIVES], aujourdhui);
    const struct periodes bientot = offre_periodes(&offre_listes[BIENTOT_INACTIVES], aujourdhui);
    const struct periodes inactives = offre_periodes(&offre_listes[INACTIVES], aujourdhui);
    int64_t id = 0;
    enum portee_etendue perimetre = portee_etendue(portee, &id);
    char alerte[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, CERTIFICATION_ALERTE_JOURS, alerte);
    struct db_bind binds[3 + 2 * PERIODES] = {BIND_INT(id)};
    for (int i = 0; i < 2 * PERIODES; i++) {
        binds[1 + i] = BIND_TEXT(i < 4   ? actives.bornes[i]
                                 : i < 6 ? bientot.bornes[i - 4]
                                         : inactives.bornes[i - 6]);
    }
    binds[1 + 2 * PERIODES] = BIND_INT(A_FAIRE_MAX + 1);
    binds[2 + 2 * PERIODES] = BIND_TEXT(alerte);
    size_t n = 0;
    const struct statement *statement = tableau_de_bord_statements(&n) + perimetre;
    db_query(db, statement, rows, binds, strlen(statement->binds));
}

static size_t au_plus(size_t n, bool *encore)
{
    *encore = *encore || n > A_FAIRE_MAX;
    return n > A_FAIRE_MAX ? A_FAIRE_MAX : n;
}

enum status tableau_de_bord_lire(struct db *db, struct arena *arena, const struct portee *portee,
                                 const char *aujourdhui, struct tableau_de_bord *tableau_r)
{
    struct tableau_de_bord tableau = {.compteurs = {0}};
    struct a_faire *a_faire = &tableau.a_faire;
    struct a_faire_action *questions = ARENA_ARRAY(arena, struct a_faire_action, A_FAIRE_MAX + 1);
    struct a_faire_action *refus = ARENA_ARRAY(arena, struct a_faire_action, A_FAIRE_MAX + 1);
    struct a_faire_site *sites = ARENA_ARRAY(arena, struct a_faire_site, A_FAIRE_MAX + 1);
    struct a_faire_ecart *ecarts = ARENA_ARRAY(arena, struct a_faire_ecart, A_FAIRE_MAX + 1);
    size_t n[COMPTEE] = {0};
    struct db_rows rows;
    demander(db, portee, aujourdhui, &rows);
    while (db_next(&rows)) {
        int64_t genre = db_int(&rows, GENRE);
        if (genre >= COMPTEE) {
            tableau.compteurs[genre - COMPTEE] = db_int(&rows, NOMBRES);
        } else if (genre == ECART) {
            lire_ecart(&rows, arena, ecarts, n[ECART]++);
        } else if (genre == SITE) {
            lire_site(&rows, arena, aujourdhui, sites, n[SITE]++);
        } else if (genre >= QUESTION) {
            lire_action(&rows, arena, genre == REFUS ? refus : questions, n[genre]++);
        } else {
            lire_compteurs(&rows, tableau.compteurs);
        }
    }
    TRY(db_end(&rows));
    a_faire->questions.items = questions;
    a_faire->questions.n = au_plus(n[QUESTION], &a_faire->encore);
    a_faire->refus.items = refus;
    a_faire->refus.n = au_plus(n[REFUS], &a_faire->encore);
    a_faire->sites.items = sites;
    a_faire->sites.n = au_plus(n[SITE], &a_faire->encore);
    a_faire->ecarts.items = ecarts;
    a_faire->ecarts.n = au_plus(n[ECART], &a_faire->encore);
    *tableau_r = tableau;
    return STATUS_OK;
}
