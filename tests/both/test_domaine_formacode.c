/* The thesaurus read, searched and replaced, on both engines: with the short list that a fresh base
 * holds, and with small editions made here. */
#include "buffer.h"
#include "formacode_reference.h"
#include "sql_private.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test_base.h"

/* ---- helpers */

static void put_nodes(struct buffer *out, struct formacode_noeuds nodes, int depth)
{
    for (size_t i = 0; i < nodes.n; i++) {
        const struct formacode_noeud *node = &nodes.items[i];
        if (depth == 0 && !node->ouvert && !node->trouve) {
            continue;
        }
        buffer_printf(out, "%*s%s%s ", depth * 2, "", node->trouve ? "*" : "", node->code);
        for (size_t j = 0; j < node->morceaux.n; j++) {
            const struct morceau *piece = &node->morceaux.items[j];
            buffer_printf(out, piece->marque ? "[%s]" : "%s", piece->texte);
        }
        if (node->par_synonyme) {
            buffer_printf(out, " (%s)", node->par_synonyme);
        }
        if (node->remplace && node->remplace[0]) {
            buffer_printf(out, " < %s", node->remplace);
        }
        if (node->autres) {
            buffer_printf(out, " +%zu", node->autres);
        }
        assert_true((node->ouvrir != NULL) == (node->autres > 0));
        buffer_char(out, '\n');
        put_nodes(out, node->enfants, depth + 1);
    }
}

/* The open part of the tree: `*` found, `[…]` marked, `(…)` found by, `+n` not shown. */
static const char *tree(const char *q, const char *open, struct formacode_resultat *result)
{
    struct formacode_resultat own;
    result = result ? result : &own;
    assert_int_equal(formacode_rechercher(db, arena, q, open, result), STATUS_OK);
    struct buffer out;
    buffer_init(&out, arena, 0);
    put_nodes(&out, result->racines, 0);
    return out.data;
}

static size_t found(const char *q)
{
    struct formacode_resultat result;
    assert_int_equal(formacode_rechercher(db, arena, q, "", &result), STATUS_OK);
    return result.trouves;
}

struct work {
    struct formacode_edition edition;
    struct formacode_changements changes;
};

static enum status replace(struct db *connection, void *context)
{
    struct work *work = context;
    return formacode_remplacer(connection, arena, &work->edition, NULL, NULL, &work->changes);
}

static struct formacode_changements install(int64_t version, const struct formacode_terme *terms,
                                            size_t n)
{
    struct work work = {
        .edition = {.version = version, .capitales = version < 14, .termes = terms, .n = n}};
    assert_int_equal(db_transaction(db, replace, &work), STATUS_OK);
    return work.changes;
}

#define TERM(code_, parent_, capitals_, label_, synonyms_)                                         \
    {                                                                                              \
        .code = (code_), .parent = (parent_), .majuscules = (capitals_), .libelle = (label_),      \
        .synonymes = (synonyms_), .metiers = "", .choisissable = true                              \
    }
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int start_extract(void **state)
{
    base_setup(state);
    return formacode_installer_extrait(db, arena) == STATUS_OK ? 0 : 1;
}

/* ---- a fresh base */

static void test_empty_base(void **state)
{
    (void)state;
    int64_t version;
    bool extract;
    struct formacode_resultat result;
    struct formacode_ref ref;
    bool exists = true;
    const char *code = "44508";
    assert_int_equal(formacode_version_courante(db, &version, &extract), STATUS_NOT_FOUND);
    assert_string_equal(tree("neige", "", &result), "");
    assert_int_equal(result.racines.n, 0);
    assert_int_equal(formacode_lire(db, arena, 14, "44508", &ref), STATUS_NOT_FOUND);
    assert_int_equal(formacode_existe(db, arena, 14, &code, 1, &exists), STATUS_OK);
    assert_false(exists);
}

static void test_extract_is_flagged_and_installed_once(void **state)
{
    (void)state;
    int64_t version = 0;
    bool extract = false;
    assert_int_equal(formacode_version_courante(db, &version, &extract), STATUS_OK);
    assert_int_equal(version, 14);
    assert_true(extract);
    uint64_t before = db_statements_run(db);
    assert_int_equal(formacode_installer_extrait(db, arena), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
}

/* ---- search */

static void test_neige(void **state)
{
    (void)state;
    struct formacode_resultat result;
    const char *expected = "00113 Sport, hôtellerie, restauration, tourisme +1\n"
                           "  15454 Activité physique et sportive +15\n"
                           "    *15474 Sport glace [neige]\n"
                           "      15484 Patinage glace\n"
                           "      15411 Ski\n";
    assert_string_equal(tree("neige", "", &result), expected);
    assert_int_equal(result.trouves, 1);
    assert_int_equal(result.plus_precis, 2);
    assert_int_equal(result.racines.n, 14);
    assert_true(result.extrait);
    assert_string_equal(tree("NEIGES", "", NULL), expected);
    assert_string_equal(tree("  «neige»  ", "", NULL), expected);
}

static void test_accents_case_plural(void **state)
{
    (void)state;
    const char *plain = tree("secretariat", "", NULL);
    assert_non_null(strstr(plain, "*35054 [Secrétariat] assistanat"));
    assert_non_null(strstr(plain, "*35009 [Secrétariat] assistanat BTP"));
    assert_null(strstr(plain, "*35052")); /* below 35054, not found itself */
    assert_string_equal(tree("SECRÉTARIAT", "", NULL), plain);
    assert_string_equal(tree("secrétariats", "", NULL), plain);
    assert_string_equal(tree("secre\xCC\x81tariat", "", NULL), plain); /* not in NFC */
}

static void test_marks_the_word_as_written(void **state)
{
    (void)state;
    assert_non_null(
        strstr(tree("EDUCATION SPORTIVE", "", NULL), "*15436 [Éducation] [sportive]\n"));
    assert_non_null(strstr(tree("d'information", "", NULL), "d’[information] et numérique"));
}

static void test_codes(void **state)
{
    (void)state;
    struct formacode_resultat result;
    assert_non_null(strstr(tree("15474", "", &result), "*15474 Sport glace neige\n"));
    assert_int_equal(result.trouves, 1);
    assert_int_equal(found("15 4 74"), 1);
    assert_int_equal(found("15.474"), 1);
    /* 15474, 15472, 15479, 15476, 15477 */
    assert_int_equal(found("1547"), 5);
    /* The head of the field only, and it is open. */
    const char *field = tree("154", "", &result);
    assert_int_equal(result.trouves, 1);
    assert_int_equal(result.plus_precis, 16);
    assert_non_null(strstr(field, "  *15454 Activité physique et sportive\n    15459 "));
    /* 150, 152, 154 */
    assert_int_equal(found("15"), 3);
    assert_int_equal(found("99999"), 0);
    assert_int_equal(found("154740"), 0);
    assert_int_equal(found("00113"), 1);
}

static void test_several_words(void **state)
{
    (void)state;
    assert_int_equal(found("sport neige"), 1);
    assert_int_equal(found("neige sport"), 1);
    assert_int_equal(found("la neige du sport"), 1);
    assert_int_equal(found("neige secrétariat"), 0);
    /* The last word may be begun only, the others not. */
    assert_int_equal(found("sport nei"), 1);
    assert_int_equal(found("nei sport"), 0);
    assert_int_equal(found("n"), 0);
    /* Code and label together. */
    assert_int_equal(found("15474 - Sport glace neige"), 1);
    /* Words after the fifth do not count. */
    assert_int_equal(found("sport glace neige bobsleigh curling zzz"), 1);
    assert_int_equal(found("sport glace neige bobsleigh zzz"), 0);
}

static void test_synonyms(void **state)
{
    (void)state;
    assert_non_null(strstr(tree("snowboard", "", NULL), "*15474 Sport glace neige (snowboard)\n"));
    assert_non_null(strstr(tree("plan développement", "", NULL), "[Plan] [développement]"));
    /* One word in the label, the other in a synonym: the synonym says why. */
    assert_non_null(strstr(tree("glace luge", "", NULL), "*15474 Sport [glace] neige (luge)\n"));
}

static void test_nothing_and_everything(void **state)
{
    (void)state;
    struct formacode_resultat result;
    assert_string_equal(tree("", "", &result), "");
    assert_int_equal(result.trouves, 0);
    assert_int_equal(result.racines.n, 14);
    for (size_t i = 0; i < result.racines.n; i++) {
        const struct formacode_noeud *root = &result.racines.items[i];
        assert_false(root->ouvert);
        assert_false(root->choisissable);
        assert_int_equal(root->enfants.n, 0);
    }
    assert_string_equal(result.racines.items[0].libelle, "Agriculture, pêche, environnement");
    assert_int_equal(found("zzzz"), 0);
    assert_int_equal(found("?!"), 0);
}

static void test_open(void **state)
{
    (void)state;
    assert_string_equal(tree("", "15474", NULL),
                        "00113 Sport, hôtellerie, restauration, tourisme +1\n"
                        "  15454 Activité physique et sportive +15\n"
                        "    15474 Sport glace neige\n"
                        "      15484 Patinage glace\n"
                        "      15411 Ski\n");
    const char *both = tree("neige", "15454", NULL);
    assert_non_null(strstr(both, "  15454 Activité physique et sportive\n    15459 "));
    assert_non_null(strstr(both, "    *15474 Sport glace [neige]\n"));
    assert_string_equal(tree("", "99999", NULL), "");
    assert_string_equal(tree("", "'; DROP TABLE formacode; --", NULL), "");
}

static void test_hostile(void **state)
{
    (void)state;
    char *long_word = arena_alloc(arena, 100001);
    memset(long_word, 'a', 100000);
    assert_int_equal(found(long_word), 0);
    assert_int_equal(found("%"), 0);
    assert_int_equal(found("_____"), 0);
    assert_int_equal(found("' OR 1=1 --"), 0);
    assert_int_equal(found("\xF4\x8F\xBF\xBF"), 0);
    assert_int_equal(found("#15474"), 1); /* '#' is no part of a word */
    assert_int_equal(found("=154"), 1);
}

static void test_two_statements(void **state)
{
    (void)state;
    uint64_t before = db_statements_run(db);
    assert_true(found("formation") > 5);
    assert_int_equal(db_statements_run(db) - before, 2);
}

static void test_bounded(void **state)
{
    (void)state;
    enum { MANY = 300 };
    struct formacode_terme terms[MANY + 1] = {TERM("10000", "", "TETE", "Tête", "")};
    for (size_t i = 1; i <= MANY; i++) {
        const char *code = arena_printf(arena, "%05zu", 10000 + i);
        terms[i] = (struct formacode_terme)TERM(code, "10000", "MOT", "Mot", "");
    }
    terms[MANY].libelle = "Autre";
    terms[MANY].synonymes = "mot";
    install(14, terms, MANY + 1);
    struct formacode_resultat result;
    const char *all = tree("mot", "", &result);
    assert_int_equal(result.trouves, MANY);
    assert_int_equal(result.montres, FORMACODE_TROUVES_MAX);
    assert_non_null(strstr(all, "10000 Tête +100\n"));
    /* Labels come before synonyms. */
    assert_null(strstr(all, "10300"));
}

static void test_what_replaces_says_it(void **state)
{
    (void)state;
    assert_non_null(strstr(tree("31067", "", NULL), " < 31088 - Programmation"));
    assert_null(strstr(tree("15474", "", NULL), " < "));
}

/* ---- terms of a record */

static void test_read_list(void **state)
{
    (void)state;
    const struct formacode_choix choices[] = {{14, "15474"}, {13, "44591"}, {13, "31088"},
                                              {13, "44508"}, {14, "99999"}, {12, "15226"},
                                              {14, "31088"}, {14, ""},      {14, "15474"}};
    struct formacode_liste list;
    uint64_t before = db_statements_run(db);
    assert_int_equal(formacode_lire_liste(db, arena, choices, COUNT(choices), &list), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    assert_int_equal(list.n, COUNT(choices));
    assert_string_equal(list.items[0].libelle, "Sport glace neige");
    assert_null(list.items[0].successeur);
    assert_false(list.items[0].disparu);
    /* Renamed. */
    assert_string_equal(list.items[1].libelle, "Conseil accompagnement VAE");
    assert_string_equal(list.items[1].successeur, "44591 - Architecte accompagnateur parcours VAE");
    /* Gone, a synonym of another. */
    assert_string_equal(list.items[2].libelle, "Programmation");
    assert_string_equal(list.items[2].successeur_code, "31067");
    /* The same capitals: accents and all come from the current version. */
    assert_string_equal(list.items[3].libelle, "Plan développement compétences");
    assert_null(list.items[3].successeur);
    assert_string_equal(list.items[4].libelle, "");
    assert_true(list.items[4].disparu);
    /* A version that was never imported: the nearest one that has the code. */
    assert_int_equal(list.items[5].version, 12);
    assert_string_equal(list.items[5].libelle, "Français appliqué");
    assert_string_equal(list.items[6].libelle, "Programmation");
    assert_string_equal(list.items[8].libelle, "Sport glace neige");
}

static void test_read_more_than_a_batch(void **state)
{
    (void)state;
    struct formacode_choix choices[60];
    for (size_t i = 0; i < 60; i++) {
        choices[i] = (struct formacode_choix){14, i == 59 ? "15411" : "15474"};
    }
    struct formacode_liste list;
    assert_int_equal(formacode_lire_liste(db, arena, choices, 60, &list), STATUS_OK);
    assert_string_equal(list.items[24].libelle, "Sport glace neige");
    assert_string_equal(list.items[59].libelle, "Ski");
    assert_int_equal(formacode_lire_liste(db, arena, NULL, 0, &list), STATUS_OK);
    assert_int_equal(list.n, 0);
}

static void test_exists(void **state)
{
    (void)state;
    const char *codes[30];
    bool exists[30];
    for (size_t i = 0; i < 30; i++) {
        codes[i] = i % 2 ? "15474" : "1547";
    }
    codes[28] = "00113"; /* a grand domaine cannot be chosen */
    codes[26] = "\",\\{}'[]é\n";
    uint64_t before = db_statements_run(db);
    assert_int_equal(formacode_existe(db, arena, 14, codes, 30, exists), STATUS_OK);
    assert_int_equal(db_statements_run(db) - before, 1);
    for (size_t i = 0; i < 30; i++) {
        assert_int_equal(exists[i], i % 2);
    }
}

static void test_resolve(void **state)
{
    (void)state;
    const struct formacode_choix chosen[] = {{13, "44508"}, {14, "35054"}};
    struct formacode_liste old;
    struct formacode_liste list = {0};
    const char *unknown = NULL;
    assert_int_equal(formacode_lire_liste(db, arena, chosen, 2, &old), STATUS_OK);

    const char *typed[] = {"15474", "44508"};
    struct text_list codes = {typed, 2};
    assert_int_equal(formacode_resoudre(db, arena, &old, codes, &list, &unknown), STATUS_OK);
    assert_null(unknown);
    assert_int_equal(list.n, 2);
    assert_string_equal(list.items[0].code, "15474");
    assert_int_equal(list.items[0].version, 14);
    assert_string_equal(list.items[0].libelle, "Sport glace neige");
    assert_string_equal(list.items[1].code, "44508");
    assert_int_equal(list.items[1].version, 13);

    const char *wrong[] = {"99999", "15411", "<b>", "00113"};
    codes = (struct text_list){wrong, 4};
    assert_int_equal(formacode_resoudre(db, arena, &old, codes, &list, &unknown), STATUS_REFUSED);
    assert_string_equal(unknown, "99999, <b>, 00113");
    assert_int_equal(list.n, 1);
    assert_string_equal(list.items[0].libelle, "Ski");

    uint64_t before = db_statements_run(db);
    codes = (struct text_list){typed + 1, 1};
    assert_int_equal(formacode_resoudre(db, arena, &old, codes, &list, &unknown), STATUS_OK);
    codes.n = 0;
    assert_int_equal(formacode_resoudre(db, arena, &old, codes, &list, &unknown), STATUS_OK);
    assert_int_equal(list.n, 0);
    assert_int_equal(db_statements_run(db) - before, 0);
}

/* ---- replacing a version */

static const struct formacode_terme before[] = {
    TERM("10054", "", "TETE", "Tête", ""),
    TERM("10001", "10054", "PECHE", "Pêche", "truite\nligne"),
    TERM("10002", "10054", "CHASSE", "Chasse", ""),
    TERM("10003", "10002", "GIBIER EAU", "Gibier d'eau", ""),
};

static void test_replace(void **state)
{
    (void)state;
    struct formacode_changements changes = install(14, before, 4);
    assert_int_equal(changes.crees, 4);
    changes = install(14, before, 4);
    assert_int_equal(changes.inchanges, 4);
    assert_int_equal(changes.crees + changes.modifies + changes.disparus, 0);

    const struct formacode_terme after[] = {
        TERM("10054", "", "TETE", "Tête", ""),
        TERM("10001", "10054", "PECHE", "Pêche", "carpe"),
        TERM("10003", "10054", "GIBIER MARAIS", "Gibier des marais", ""),
        TERM("10004", "10054", "ABEILLE", "Abeille", ""),
    };
    changes = install(14, after, 4);
    assert_int_equal(changes.crees, 1);
    assert_int_equal(changes.modifies, 2);
    assert_int_equal(changes.renommes, 1);
    assert_int_equal(changes.disparus, 1);
    assert_int_equal(changes.inchanges, 1);
    assert_string_equal(tree("100", "", NULL), "*10054 Tête\n"
                                               "  10004 Abeille\n"
                                               "  10003 Gibier des marais\n"
                                               "  10001 Pêche\n");
    assert_int_equal(found("truite"), 0);
    assert_int_equal(found("carpe"), 1);
    assert_int_equal(found("eau"), 0);
    /* A term that vanished keeps its label for the records, and cannot be found or chosen. */
    struct formacode_ref ref;
    const char *gone = "10002";
    bool exists = true;
    assert_int_equal(found("chasse"), 0);
    assert_int_equal(formacode_lire(db, arena, 14, gone, &ref), STATUS_OK);
    assert_string_equal(ref.libelle, "Chasse");
    assert_true(ref.disparu);
    assert_int_equal(formacode_existe(db, arena, 14, &gone, 1, &exists), STATUS_OK);
    assert_false(exists);
    /* It comes back. */
    changes = install(14, before, 4);
    assert_int_equal(found("chasse"), 1);
    assert_int_equal(changes.disparus, 1);
    assert_int_equal(formacode_lire(db, arena, 14, gone, &ref), STATUS_OK);
    assert_false(ref.disparu);
}

static enum status replace_then_fail(struct db *connection, void *context)
{
    enum status status = replace(connection, context);
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static void test_all_or_nothing(void **state)
{
    (void)state;
    install(14, before, 4);
    const struct formacode_terme other[] = {TERM("20054", "", "AUTRE", "Autre", "")};
    struct work work = {.edition = {.version = 14, .termes = other, .n = 1}};
    assert_int_equal(db_transaction(db, replace_then_fail, &work), STATUS_REFUSED);
    assert_int_equal(found("autre"), 0);
    assert_int_equal(found("truite"), 1);
}

/* The rule of formacode.h, case by case. */
static void test_succession(void **state)
{
    (void)state;
    static const struct formacode_terme old[] = {
        TERM("10001", "", "PECHE", "", ""),           /* stays */
        TERM("10002", "", "VENERIE", "", ""),         /* renamed */
        TERM("10003", "", "ABEILLE", "", ""),         /* its label moved to 10010 */
        TERM("10004", "", "GIBIERS EAU", "", ""),     /* gone, same words as 10011 */
        TERM("10005", "", "APICULTURE", "", ""),      /* gone, synonym of 10010 */
        TERM("10006", "", "DOUBLE", "", ""),          /* gone, synonym of two */
        TERM("10007", "", "PERDU SPORT BTP", "", ""), /* gone */
    };
    static const struct formacode_terme new[] = {
        TERM("10001", "", "PECHE", "Pêche", ""),
        TERM("10002", "", "CHASSE COURRE", "Chasse à courre", "double"),
        TERM("10003", "", "FOURMI", "Fourmi", "double"),
        TERM("10010", "", "ABEILLE", "Abeille", "apicultures"),
        TERM("10011", "", "GIBIER EAU", "Gibier d'eau du BTP", ""),
    };
    static const char *const expected[] = {
        NULL, "10002 - Chasse à courre", "10010 - Abeille", NULL, "10010 - Abeille", NULL, NULL};
    static const char *const labels[] = {"Pêche",      "Venerie", "Abeille",        "Gibiers eau",
                                         "Apiculture", "Double",  "Perdu sport BTP"};
    /* In both orders of import. */
    for (int turn = 0; turn < 2; turn++) {
        install(turn ? 14 : 13, turn ? new : old, turn ? COUNT(new) : COUNT(old));
        install(turn ? 13 : 14, turn ? old : new, turn ? COUNT(old) : COUNT(new));
        for (size_t i = 0; i < COUNT(old); i++) {
            struct formacode_ref ref;
            assert_int_equal(formacode_lire(db, arena, 13, old[i].code, &ref), STATUS_OK);
            assert_string_equal(ref.libelle, labels[i]);
            if (expected[i]) {
                assert_non_null(ref.successeur);
                assert_string_equal(ref.successeur, expected[i]);
            } else {
                assert_null(ref.successeur);
            }
            assert_int_equal(ref.disparu, i == 3 || i >= 5);
        }
    }
}

/* ---- plans */

static const struct statement *named(const char *name)
{
    for (size_t i = 0; i < statement_count(); i++) {
        if (strcmp(statement_at(i)->name, name) == 0) {
            return statement_at(i);
        }
    }
    fail_msg("no statement %s", name);
    return NULL;
}

static void require_sqlite_index(const char *sql)
{
    sqlite3 *file = NULL;
    sqlite3_stmt *plan = NULL;
    const char *explain = arena_printf(arena, "EXPLAIN QUERY PLAN %s", sql_for_sqlite(arena, sql));
    assert_int_equal(sqlite3_open(test_db_url() + strlen("sqlite:"), &file), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(file, explain, -1, &plan, NULL), SQLITE_OK);
    size_t searches = 0;
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        if (strncmp(line, "SCAN f", 6) ==
            0) { /* f and formacode… are tables, the others are CTEs */
            fail_msg("%s", line);
        }
        searches += strncmp(line, "SEARCH f", 8) == 0;
    }
    assert_true(searches > 0);
    sqlite3_finalize(plan);
    sqlite3_close(file);
}

/* A small table is read whole whatever its indexes: that choice is taken from the planner. */
static void require_pg_index(const struct statement *statement)
{
    struct buffer call;
    buffer_init(&call, arena, 0);
    for (const char *type = statement->binds; *type; type++) {
        buffer_printf(&call, "%s%s", call.length ? ", " : "", *type == 'i' ? "14" : "'{154}'");
    }
    PGconn *connection = PQconnectdb(test_db_url());
    assert_int_equal(PQstatus(connection), CONNECTION_OK);
    PQclear(PQexec(connection, "SET enable_seqscan = off"));
    PQclear(PQexec(connection, arena_printf(arena, "PREPARE q AS %s", statement->sql)));
    PGresult *plan = PQexec(connection, arena_printf(arena, "EXPLAIN EXECUTE q(%s)", call.data));
    assert_int_equal(PQresultStatus(plan), PGRES_TUPLES_OK);
    for (int i = 0; i < PQntuples(plan); i++) {
        const char *line = PQgetvalue(plan, i, 0);
        if (strstr(line, "Seq Scan on formacode f") || strstr(line, "Seq Scan on formacode_mot") ||
            strstr(line, "Seq Scan on formacode ")) {
            fail_msg("%s", line);
        }
    }
    PQclear(plan);
    PQfinish(connection);
}

static void test_indexes_are_used(void **state)
{
    (void)state;
    static const char *const names[] = {"FORMACODE_RECHERCHER", "FORMACODE_LIRE",
                                        "FORMACODE_EXISTE"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct statement *statement = named(names[i]);
        if (test_db_engine() == DB_SQLITE) {
            require_sqlite_index(statement->sql);
        } else {
            require_pg_index(statement);
        }
    }
}

#define ON_EXTRACT(test) cmocka_unit_test_setup_teardown(test, start_extract, base_teardown)
#define ON_NOTHING(test) cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_NOTHING(test_empty_base),
        ON_EXTRACT(test_extract_is_flagged_and_installed_once),
        ON_EXTRACT(test_neige),
        ON_EXTRACT(test_accents_case_plural),
        ON_EXTRACT(test_marks_the_word_as_written),
        ON_EXTRACT(test_codes),
        ON_EXTRACT(test_several_words),
        ON_EXTRACT(test_synonyms),
        ON_EXTRACT(test_nothing_and_everything),
        ON_EXTRACT(test_open),
        ON_EXTRACT(test_hostile),
        ON_EXTRACT(test_two_statements),
        ON_NOTHING(test_bounded),
        ON_EXTRACT(test_what_replaces_says_it),
        ON_EXTRACT(test_read_list),
        ON_EXTRACT(test_read_more_than_a_batch),
        ON_EXTRACT(test_exists),
        ON_EXTRACT(test_resolve),
        ON_NOTHING(test_replace),
        ON_NOTHING(test_all_or_nothing),
        ON_NOTHING(test_succession),
        ON_EXTRACT(test_indexes_are_used),
    };
    test_db_start(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
