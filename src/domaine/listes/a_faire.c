#include "a_faire.h"

#include "action_etat.h"
#include "tableau_de_bord_private.h"
#include "valeur.h"

/* $1: an establishment, or an account whose sites alone count. Each finds its first rows on an
 * index. */
#define SITES_DU_COMPTE "(SELECT site_numero FROM compte_site WHERE compte_id = $1)"
#define ACTIONS(perimetre, condition)                                                              \
    "SELECT a.numero, a.formation, fc.intitule, ac.intitule, a.refus FROM action a"                \
    " JOIN formation f ON f.numero = a.formation"                                                  \
    " LEFT JOIN formation_contenu fc ON fc.id = COALESCE(f.brouillon, f.vive)"                     \
    " LEFT JOIN action_contenu ac ON ac.id = COALESCE(a.brouillon, a.vive)"                        \
    " WHERE " perimetre " AND " condition " ORDER BY a.numero LIMIT $2"
#define QUESTIONS "a.etat = '" ETAT_EN_REPONSES "'"
#define REFUS "a.etat = '" ETAT_EN_COURS "' AND a.refus IS NOT NULL"
#define TYPES "iittt"

STATEMENT(A_FAIRE_QUESTIONS, "ii", TYPES, ACTIONS("a.etablissement_id = $1", QUESTIONS));
STATEMENT(A_FAIRE_QUESTIONS_COMPTE, "ii", TYPES, ACTIONS("a.site IN " SITES_DU_COMPTE, QUESTIONS));
STATEMENT(A_FAIRE_REFUS, "ii", TYPES, ACTIONS("a.etablissement_id = $1", REFUS));
STATEMENT(A_FAIRE_REFUS_COMPTE, "ii", TYPES, ACTIONS("a.site IN " SITES_DU_COMPTE, REFUS));

/* $2: the last day that is near, $3: quality. */
#define SITES(perimetre)                                                                           \
    "SELECT t.numero, t.nom_usage, t.fin_qualiopi, t.qualiopi FROM"                                \
    " (SELECT s.numero, s.nom_usage, s.fin_qualiopi, EXISTS (SELECT 1 FROM site_choix c"           \
    "  WHERE c.site_numero = s.numero AND c.champ = 'qualite' AND c.code = $3) AS qualiopi"        \
    "  FROM site s WHERE " perimetre " AND s.etat = 'A') t"                                        \
    " WHERE NOT t.qualiopi OR t.fin_qualiopi IS NULL OR t.fin_qualiopi <= $2"                      \
    " ORDER BY CASE WHEN t.qualiopi THEN COALESCE(t.fin_qualiopi, '9998') ELSE '9999' END"         \
    " COLLATE \"C\", t.numero LIMIT $4"

STATEMENT(A_FAIRE_SITES, "itti", "ittb", SITES("s.etablissement_id = $1"));
STATEMENT(A_FAIRE_SITES_COMPTE, "itti", "ittb", SITES("s.numero IN " SITES_DU_COMPTE));

static const char *intitule(struct arena *arena, const struct db_rows *rows)
{
    const char *propre = db_text(rows, 3, NULL);
    return propre[0] ? arena_printf(arena, "%s - %s", db_text(rows, 2, arena), propre)
                     : db_text(rows, 2, arena);
}

static enum status lire_actions(struct db *db, struct arena *arena,
                                const struct statement *statement, int64_t id,
                                struct a_faire_action *items, size_t *n)
{
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(id), BIND_INT(A_FAIRE_MAX + 1));
    while (*n <= A_FAIRE_MAX && db_next(&rows)) {
        items[(*n)++] = (struct a_faire_action){.numero = db_int(&rows, 0),
                                                .formation = db_int(&rows, 1),
                                                .intitule = intitule(arena, &rows),
                                                .refus = db_text(&rows, 4, arena)};
    }
    return db_end(&rows);
}

static enum status lire_sites(struct db *db, struct arena *arena, const struct statement *statement,
                              int64_t id, const char *aujourdhui, struct a_faire_site *items,
                              size_t *n)
{
    const char *qualiopi = QUALITE_QUALIOPI;
    char alerte[DATES_ISO_SIZE];
    dates_add_days(aujourdhui, CERTIFICATION_ALERTE_JOURS, alerte);
    struct db_rows rows;
    DB_QUERY(db, statement, &rows, BIND_INT(id), BIND_TEXT(alerte), BIND_TEXT(qualiopi),
             BIND_INT(A_FAIRE_MAX + 1));
    while (*n <= A_FAIRE_MAX && db_next(&rows)) {
        struct text_list qualite = {.items = &qualiopi, .n = db_bool(&rows, 3) ? 1 : 0};
        const char *fin = db_text(&rows, 2, arena);
        items[(*n)++] =
            (struct a_faire_site){.numero = db_int(&rows, 0),
                                  .nom_usage = db_text(&rows, 1, arena),
                                  .certification = certification_etat(qualite, fin, aujourdhui),
                                  .fin_qualiopi = fin};
    }
    return db_end(&rows);
}

static size_t au_plus(size_t n)
{
    return n > A_FAIRE_MAX ? A_FAIRE_MAX : n;
}

enum status a_faire_lire(struct db *db, struct arena *arena, const struct portee *portee,
                         const char *aujourdhui, struct a_faire *a_faire_r)
{
    struct a_faire_action *questions = ARENA_ARRAY(arena, struct a_faire_action, A_FAIRE_MAX + 1);
    struct a_faire_action *refus = ARENA_ARRAY(arena, struct a_faire_action, A_FAIRE_MAX + 1);
    struct a_faire_site *sites = ARENA_ARRAY(arena, struct a_faire_site, A_FAIRE_MAX + 1);
    size_t n[3] = {0};
    enum status status = STATUS_OK;
    int64_t id = 0;
    enum portee_etendue etendue = portee_etendue(portee, &id);
    bool compte = etendue == PORTEE_COMPTE;
    if (etendue != PORTEE_TOUT) {
        status = lire_actions(db, arena, compte ? &A_FAIRE_QUESTIONS_COMPTE : &A_FAIRE_QUESTIONS,
                              id, questions, &n[0]);
        if (status == STATUS_OK) {
            status = lire_actions(db, arena, compte ? &A_FAIRE_REFUS_COMPTE : &A_FAIRE_REFUS, id,
                                  refus, &n[1]);
        }
        if (status == STATUS_OK) {
            status = lire_sites(db, arena, compte ? &A_FAIRE_SITES_COMPTE : &A_FAIRE_SITES, id,
                                aujourdhui, sites, &n[2]);
        }
    }
    if (status == STATUS_OK) {
        *a_faire_r = (struct a_faire){
            .questions = {questions, au_plus(n[0])},
            .refus = {refus, au_plus(n[1])},
            .sites = {sites, au_plus(n[2])},
            .encore = n[0] > A_FAIRE_MAX || n[1] > A_FAIRE_MAX || n[2] > A_FAIRE_MAX,
        };
    }
    return status;
}
