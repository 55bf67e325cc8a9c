/* Rows in bulk through a thread: all of them in the order of their references, or none. */
#include "test_db.h"

#include "demo_ecriture.h"
#include "migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char SCHEMA[] = "CREATE TABLE parent (\n"
                             "    numero BIGINT PRIMARY KEY,\n"
                             "    nom TEXT COLLATE \"C\" NOT NULL\n"
                             ");\n"
                             "CREATE TABLE enfant (\n"
                             "    numero BIGINT PRIMARY KEY,\n"
                             "    parent BIGINT NOT NULL REFERENCES parent (numero)\n"
                             ");\n";

STATEMENT(ADD_PARENT, "it", "", "INSERT INTO parent (numero, nom) VALUES ($1, $2)");
STATEMENT(ADD_CHILD, "ii", "", "INSERT INTO enfant (numero, parent) VALUES ($1, $2)");
STATEMENT(EMPTY_CHILDREN, "", "", "DELETE FROM enfant");
STATEMENT(EMPTY_PARENTS, "", "", "DELETE FROM parent");
STATEMENT(COUNT_PARENTS, "", "i", "SELECT count(*) FROM parent");
STATEMENT(COUNT_CHILDREN, "", "i", "SELECT count(*) FROM enfant");
STATEMENT(WRONG_NAMES, "", "i",
          "SELECT count(*) FROM parent WHERE nom <> 'parent ' || CAST(numero AS TEXT)");

static const struct statement *const tables[] = {&ADD_PARENT, &ADD_CHILD};

static struct db *db;
static struct arena *arena;
static struct demo_ecriture *ecriture;

/* What a transaction writes: a child for each parent, given before it. */
struct job {
    int64_t rows;
    int64_t twice;   /* a number that is given again behind; 0: none */
    int runs;        /* so many times it asks to run again */
    int64_t abandon; /* rows that the runs before leave waiting */
};

static void write_rows(int64_t first, int64_t last)
{
    for (int64_t i = first; i <= last; i++) {
        char name[40];
        snprintf(name, sizeof name, "parent %lld", (long long)i);
        demo_ecriture_ligne(ecriture, &ADD_CHILD, DB_BINDS(BIND_INT(i), BIND_INT(i)));
        demo_ecriture_ligne(ecriture, &ADD_PARENT, DB_BINDS(BIND_INT(i), BIND_TEXT(name)));
        memset(name, '?', sizeof name); /* texts were copied */
    }
}

static enum status run(struct db *base, void *context)
{
    (void)base;
    struct job *job = context;
    demo_ecriture_commencer(ecriture);
    if (job->runs-- > 0) {
        write_rows(1, job->abandon);
        return demo_ecriture_attendre(ecriture) == STATUS_OK ? STATUS_BUSY : STATUS_ERROR;
    }
    write_rows(1, job->rows);
    if (job->twice) {
        demo_ecriture_ligne(ecriture, &ADD_PARENT, DB_BINDS(BIND_INT(job->twice), BIND_TEXT("")));
        write_rows(job->rows + 1, 2 * job->rows);
    }
    return demo_ecriture_attendre(ecriture);
}

static int64_t number_of(const struct statement *statement)
{
    struct db_rows rows;
    db_query(db, statement, &rows, NULL, 0);
    int64_t n = db_next(&rows) ? db_int(&rows, 0) : -1;
    assert_int_equal(db_end(&rows), STATUS_OK);
    return n;
}

static void assert_rows(int64_t n)
{
    assert_int_equal(number_of(&COUNT_PARENTS), n);
    assert_int_equal(number_of(&COUNT_CHILDREN), n);
    assert_int_equal(number_of(&WRONG_NAMES), 0);
}

static void empty(void)
{
    assert_int_equal(db_exec(db, &EMPTY_CHILDREN, NULL, NULL, 0), STATUS_OK);
    assert_int_equal(db_exec(db, &EMPTY_PARENTS, NULL, NULL, 0), STATUS_OK);
}

/* Both sides of what a parcel holds, and more than both parcels. */
static void test_any_number_of_rows(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 1, 1999, 2000, 2001, 9000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct job job = {.rows = counts[i]};
        assert_int_equal(db_transaction(db, run, &job), STATUS_OK);
        assert_rows(counts[i]);
        empty();
    }
}

/* The failure is told, whether it was met long before the end or by the last parcel; what comes
 * after it in the transaction is not written, the next transaction is. */
static void test_all_or_none(void **state)
{
    (void)state;
    static const int64_t counts[] = {10, 2000, 9000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct job refused = {.rows = counts[i], .twice = 7};
        struct job accepted = {.rows = 30};
        assert_int_equal(db_transaction(db, run, &refused), STATUS_CONFLICT);
        assert_rows(0);
        assert_int_equal(db_transaction(db, run, &accepted), STATUS_OK);
        assert_rows(30);
        empty();
    }
}

static void test_transaction_that_runs_again(void **state)
{
    (void)state;
    struct job job = {.rows = 3000, .runs = 2, .abandon = 2500};
    assert_int_equal(db_transaction(db, run, &job), STATUS_OK);
    assert_rows(3000);
    empty();
}

/* Several transactions of one writer, one connection between the thread and the caller. */
static void test_transactions_in_turn(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct job job = {.rows = 100};
        assert_int_equal(db_transaction(db, run, &job), STATUS_OK);
        assert_rows(100);
        empty();
    }
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_create(0);
    db = test_db_connect(DB_WRITE);
    enum status status =
        db_run_script(db, migrate_translate(arena, test_db_engine(), SCHEMA), "essai");
    ecriture = demo_ecriture_creer(db, arena, tables, sizeof tables / sizeof *tables);
    return status;
}

static int tear_down(void **state)
{
    (void)state;
    demo_ecriture_detruire(ecriture);
    db_close(db);
    arena_destroy(arena);
    return 0;
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_rows),
        cmocka_unit_test(test_all_or_none),
        cmocka_unit_test(test_transaction_that_runs_again),
        cmocka_unit_test(test_transactions_in_turn),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
