/* Many rows in a few trips: as many as are given, all or none of them. */
#include "test_db.h"

#include "migrate.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const char SCHEMA[] = "CREATE TABLE essai (\n"
                             "    numero BIGINT PRIMARY KEY,\n"
                             "    nom TEXT COLLATE \"C\",\n"
                             "    actif BOOLEAN NOT NULL,\n"
                             "    fichier BYTEA,\n"
                             "    note TEXT COLLATE \"C\" NOT NULL\n"
                             ");\n";

/* A string that looks like a parameter, and a parameter inside an expression. */
STATEMENT(ADD, "itbxt", "",
          "INSERT INTO essai (numero, nom, actif, fichier, note)"
          " VALUES ($1, $2, $3, $4, '$1 ' || CAST($5 AS TEXT))");
STATEMENT(ADD_OR_NOT, "ib", "",
          "INSERT INTO essai (numero, actif, note) VALUES ($1, $2, '')"
          " ON CONFLICT (numero) DO NOTHING");
STATEMENT(ADD_SELECTED, "ib", "",
          "INSERT INTO essai (numero, actif, note) SELECT CAST($1 AS BIGINT), $2, ''");
STATEMENT(ADD_SHOWN, "ib", "i",
          "INSERT INTO essai (numero, actif, note) VALUES ($1, $2, '') RETURNING numero");
STATEMENT(EMPTY, "", "", "DELETE FROM essai");
STATEMENT(ALL, "", "itbxt", "SELECT numero, nom, actif, fichier, note FROM essai ORDER BY numero");

#define ROWS_MOST 100
#define WIDTH 5

static struct db *db;
static struct arena *arena;

struct rows {
    struct db_bind binds[ROWS_MOST * WIDTH];
    size_t n;
    const struct statement *statement;
};

static const char *name_of(size_t i)
{
    return i % 3 == 0 ? NULL : arena_printf(arena, "élève %zu, $2 ''; --", i);
}

static const char *bytes_of(size_t i)
{
    return arena_printf(arena, "\xff%c%zu", (char)(i + 1), i);
}

static void fill(struct rows *rows, size_t n)
{
    rows->n = n;
    rows->statement = &ADD;
    for (size_t i = 0; i < n; i++) {
        struct db_bind *row = rows->binds + i * WIDTH;
        const char *bytes = bytes_of(i);
        row[0] = BIND_INT((int64_t)i * 7 - 3);
        row[1] = BIND_TEXT(name_of(i));
        row[2] = BIND_BOOL(i % 2);
        row[3] = i % 5 == 0 ? BIND_NULL : BIND_BYTES(bytes, strlen(bytes));
        row[4] = BIND_TEXT(arena_printf(arena, "%zu", i));
    }
}

static enum status insert(struct db *base, void *context)
{
    const struct rows *rows = context;
    return db_insert(base, rows->statement, rows->binds, rows->n);
}

static void assert_row(const struct db_rows *rows, size_t i)
{
    size_t length;
    assert_int_equal(db_int(rows, 0), (int64_t)i * 7 - 3);
    assert_int_equal(db_is_null(rows, 1), i % 3 == 0);
    assert_string_equal(db_text(rows, 1, arena), name_of(i) ? name_of(i) : "");
    assert_int_equal(db_bool(rows, 2), i % 2);
    assert_int_equal(db_is_null(rows, 3), i % 5 == 0);
    const char *bytes = db_bytes(rows, 3, arena, &length);
    assert_string_equal(bytes, i % 5 == 0 ? "" : bytes_of(i));
    assert_string_equal(db_text(rows, 4, arena), arena_printf(arena, "$1 %zu", i));
}

static void assert_rows(size_t n)
{
    struct db_rows rows;
    size_t i = 0;
    DB_QUERY(db, &ALL, &rows, );
    for (; db_next(&rows); i++) {
        assert_row(&rows, i);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    assert_int_equal(i, n);
}

static void test_any_number_of_rows(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 15, 16, 17, 31, 32, 33, 99, ROWS_MOST};
    struct rows rows;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_int_equal(db_exec(db, &EMPTY, NULL, NULL, 0), STATUS_OK);
        fill(&rows, counts[i]);
        assert_int_equal(db_transaction(db, insert, &rows), STATUS_OK);
        assert_rows(counts[i]);
    }
}

static void test_few_trips(void **state)
{
    (void)state;
    struct rows rows;
    assert_int_equal(db_exec(db, &EMPTY, NULL, NULL, 0), STATUS_OK);
    fill(&rows, 96);
    uint64_t before = db_statements_run(db);
    assert_int_equal(db_transaction(db, insert, &rows), STATUS_OK);
    assert_true(db_statements_run(db) - before <= 96 / 10);
}

/* A number that is there already, in a wide statement and in the rows behind it. */
static void test_all_or_none(void **state)
{
    (void)state;
    static const size_t twice[] = {1, 15, 16, 40, 98};
    struct rows rows;
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++) {
        assert_int_equal(db_exec(db, &EMPTY, NULL, NULL, 0), STATUS_OK);
        fill(&rows, 99);
        rows.binds[twice[i] * WIDTH] = rows.binds[0];
        assert_int_equal(db_transaction(db, insert, &rows), STATUS_CONFLICT);
        assert_rows(0);
        fill(&rows, 99);
        assert_int_equal(db_transaction(db, insert, &rows), STATUS_OK);
        assert_rows(99);
    }
}

static void test_text_that_is_not_utf8(void **state)
{
    (void)state;
    struct rows rows;
    assert_int_equal(db_exec(db, &EMPTY, NULL, NULL, 0), STATUS_OK);
    fill(&rows, 40);
    rows.binds[20 * WIDTH + 4] = BIND_TEXT("\xe9t\xe9");
    assert_int_equal(db_transaction(db, insert, &rows), STATUS_ERROR);
    assert_rows(0);
}

/* ---- defects */

static bool aborts(const struct statement *statement, bool in_transaction)
{
    int how = 0;
    db_close(db); /* a file of SQLite must not be open across a fork() */
    pid_t child = fork();
    assert_true(child >= 0);
    db = test_db_connect(DB_WRITE);
    if (child == 0) {
        struct rows rows = {.binds = {BIND_INT(1), BIND_BOOL(true)}, 1, statement};
        (void)signal(SIGABRT, SIG_DFL);
        if (in_transaction) {
            (void)db_transaction(db, insert, &rows);
        } else {
            (void)insert(db, &rows);
        }
        _exit(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT;
}

static void test_defects_abort(void **state)
{
    (void)state;
    assert_true(aborts(&ADD_OR_NOT, true));
    assert_true(aborts(&ADD_SELECTED, true));
    assert_true(aborts(&ADD_SHOWN, true));
    assert_true(aborts(&EMPTY, true));
    assert_true(aborts(&ADD, false));
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_create(0);
    db = test_db_connect(DB_WRITE);
    return db_run_script(db, migrate_translate(arena, test_db_engine(), SCHEMA), "essai");
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    arena_destroy(arena);
    return 0;
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_rows), cmocka_unit_test(test_few_trips),
        cmocka_unit_test(test_all_or_none),        cmocka_unit_test(test_text_that_is_not_utf8),
        cmocka_unit_test(test_defects_abort),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
