/* One view of the base for several statements, while others write. */
#include "test_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char SCHEMA[] =
    "CREATE TABLE compteur (nom TEXT PRIMARY KEY, valeur BIGINT NOT NULL);\n"
    "INSERT INTO compteur (nom, valeur) VALUES ('a', 0);\n"
    "INSERT INTO compteur (nom, valeur) VALUES ('b', 0);\n";

STATEMENT(VALUE, "t", "i", "SELECT valeur FROM compteur WHERE nom = $1");
STATEMENT(SUM, "", "i", "SELECT CAST(sum(valeur) AS BIGINT) FROM compteur");
STATEMENT(CHECKPOINT, "", "iii", "PRAGMA wal_checkpoint(TRUNCATE)");
STATEMENT(DIVISION, "i", "i", "SELECT valeur / $1 FROM compteur WHERE nom = 'a'");
STATEMENT(PUT, "i", "", "UPDATE compteur SET valeur = $1");

static struct db *writer;
static struct db *reader;

static int set_up(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    writer = test_db_connect(DB_WRITE);
    reader = test_db_connect(DB_READ);
    assert_int_equal(
        db_run_script(writer, arena_printf(arena, "DROP TABLE IF EXISTS compteur;%s", SCHEMA), "t"),
        STATUS_OK);
    arena_destroy(arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(reader);
    db_close(writer);
    return 0;
}

static enum status value_of(const char *name, int64_t *value_r)
{
    struct db_rows rows;
    DB_QUERY(reader, &VALUE, &rows, BIND_TEXT(name));
    if (db_next(&rows)) {
        *value_r = db_int(&rows, 0);
    }
    return db_end(&rows);
}

static int64_t value(const char *name)
{
    int64_t found = -1;
    assert_int_equal(value_of(name, &found), STATUS_OK);
    return found;
}

static int64_t sum(void)
{
    struct db_rows rows;
    int64_t found = -1;
    db_query(reader, &SUM, &rows, NULL, 0);
    if (db_next(&rows)) {
        found = db_int(&rows, 0);
    }
    assert_int_equal(db_end(&rows), STATUS_OK);
    return found;
}

static void put(int64_t to)
{
    assert_int_equal(DB_EXEC(writer, &PUT, NULL, BIND_INT(to)), STATUS_OK);
}

static void test_what_others_commit_is_not_seen(void **state)
{
    (void)state;
    db_snapshot_begin(reader);
    put(1); /* nothing was read yet */
    assert_int_equal(value("a"), 1);
    put(2);
    assert_int_equal(value("b"), 1);
    assert_int_equal(sum(), 2);
    put(3);
    assert_int_equal(sum(), 2);
    db_snapshot_end(reader);
    assert_int_equal(value("a"), 3);
}

static void test_one_after_the_other(void **state)
{
    (void)state;
    for (int64_t i = 1; i < 50; i++) {
        put(i);
        db_snapshot_begin(reader);
        assert_int_equal(value("a"), i);
        put(-i);
        assert_int_equal(sum(), 2 * i);
        db_snapshot_end(reader);
        if (i % 7 == 0) {
            assert_int_equal(value("b"), -i); /* by itself, in between */
        }
        if (i % 5 == 0) {
            assert_int_equal(db_ping(reader), STATUS_OK);
        }
    }
}

/* Whether nobody reads: the log of SQLite is emptied, PostgreSQL has the table for one alone. */
static void assert_alone(void)
{
    if (test_db_engine() == DB_SQLITE) {
        struct db_rows rows;
        db_query(writer, &CHECKPOINT, &rows, NULL, 0);
        assert_true(db_next(&rows));
        assert_int_equal(db_int(&rows, 0), 0); /* not busy */
        assert_int_equal(db_end(&rows), STATUS_OK);
    } else {
        assert_int_equal(db_run_script(writer, "DO $$ BEGIN LOCK TABLE compteur; END $$", "lock"),
                         STATUS_OK);
    }
}

/* Nobody waits for a snapshot: a writer commits, and empties the log behind it. */
static void test_the_end_gives_all_back(void **state)
{
    (void)state;
    db_snapshot_begin(reader);
    assert_int_equal(value("a"), 0);
    db_snapshot_end(reader);
    db_snapshot_end(reader); /* there is none */
    db_snapshot_begin(reader);
    db_snapshot_end(reader); /* nothing was asked */
    put(1);
    assert_alone();
    assert_int_equal(value("a"), 1);
}

static enum status refuse(struct db *db, void *context)
{
    (void)db;
    (void)context;
    return STATUS_REFUSED;
}

static enum status read_both(struct db *db, void *context)
{
    (void)db;
    int64_t *seen = context;
    seen[0] = value("a");
    put(9);
    seen[1] = value("b");
    return STATUS_OK;
}

static void test_a_transaction_is_a_part_of_it(void **state)
{
    (void)state;
    int64_t seen[2] = {-1, -1};
    db_snapshot_begin(reader);
    assert_int_equal(sum(), 0);
    put(4);
    assert_int_equal(db_transaction(reader, read_both, seen), STATUS_OK);
    assert_int_equal(seen[0], 0);
    assert_int_equal(seen[1], 0);
    assert_int_equal(db_transaction(reader, refuse, NULL), STATUS_REFUSED);
    assert_int_equal(sum(), 0);
    db_snapshot_end(reader);
    assert_int_equal(sum(), 18);
}

/* As in a transaction. */
static void test_a_failure_lasts_to_the_end(void **state)
{
    (void)state;
    int64_t found = 0;
    db_snapshot_begin(reader);
    assert_int_equal(value("a"), 0);
    assert_int_equal(DB_EXEC(reader, &PUT, NULL, BIND_INT(1)), STATUS_ERROR);
    assert_int_equal(value_of("a", &found), STATUS_ERROR);
    db_snapshot_end(reader);
    assert_int_equal(value("a"), 0);
    db_snapshot_begin(reader);
    assert_int_equal(DB_EXEC(reader, &PUT, NULL, BIND_INT(1)), STATUS_ERROR);
    db_snapshot_end(reader);
    assert_int_equal(db_ping(reader), STATUS_OK);
    assert_int_equal(sum(), 0);
}

/* PostgreSQL is sent them together; they are read in any order, or not at all. */
static void test_rows_opened_before_others_are_read(void **state)
{
    (void)state;
    struct db_rows a, b, all;
    put(7);
    for (int prepared = 0; prepared < 2; prepared++) {
        db_snapshot_begin(reader);
        DB_QUERY(reader, &VALUE, &b, BIND_TEXT("none"));
        assert_int_equal(db_end(&b), STATUS_OK);
        DB_QUERY(reader, &VALUE, &a, BIND_TEXT("a"));
        db_query(reader, &SUM, &all, NULL, 0);
        if (test_db_engine() == DB_POSTGRESQL) { /* SQLite has one cursor for each statement */
            DB_QUERY(reader, &VALUE, &b, BIND_TEXT("b"));
            assert_int_equal(db_end(&b), STATUS_OK);
        }
        assert_true(db_next(&all));
        assert_int_equal(db_int(&all, 0), 14);
        assert_true(db_next(&a));
        assert_int_equal(db_int(&a, 0), 7);
        assert_false(db_next(&a));
        assert_int_equal(db_end(&a), STATUS_OK);
        assert_false(db_next(&all));
        assert_int_equal(db_end(&all), STATUS_OK);
        assert_int_equal(value("b"), 7);
        db_snapshot_end(reader);
    }
    assert_int_equal(value("a"), 7);
}

/* What was sent with one that fails has its failure too, whenever it is looked at. */
static void test_rows_opened_beside_a_failure(void **state)
{
    (void)state;
    struct db_rows good, bad, behind;
    if (test_db_engine() == DB_SQLITE) {
        return; /* nothing that it divides fails */
    }
    put(7);
    for (int prepared = 0; prepared < 2; prepared++) {
        int64_t found = 0;
        db_snapshot_begin(reader);
        assert_int_equal(value("a"), 7);
        DB_QUERY(reader, &DIVISION, &good, BIND_INT(7));
        assert_true(db_next(&good));
        assert_int_equal(db_end(&good), STATUS_OK);
        db_query(reader, &SUM, &good, NULL, 0);
        DB_QUERY(reader, &DIVISION, &bad, BIND_INT(0));
        DB_QUERY(reader, &VALUE, &behind, BIND_TEXT("a"));
        assert_false(db_next(&bad));
        assert_false(db_next(&behind));
        assert_int_equal(db_end(&behind), STATUS_ERROR);
        assert_int_equal(db_end(&bad), STATUS_ERROR);
        assert_true(db_next(&good));
        assert_int_equal(db_int(&good, 0), 14);
        assert_int_equal(db_end(&good), STATUS_OK);
        assert_int_equal(value_of("a", &found), STATUS_ERROR);
        db_snapshot_end(reader);
        assert_int_equal(value("b"), 7);
    }
}

/* ---- PostgreSQL goes away and comes back */

static void end_other_connections(void)
{
    assert_int_equal(db_run_script(writer,
                                   "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                   " WHERE datname = current_database()"
                                   " AND pid <> pg_backend_pid()",
                                   "terminate"),
                     STATUS_OK);
}

static void test_lost_connections(void **state)
{
    (void)state;
    int64_t found = 0;
    if (test_db_engine() == DB_SQLITE) {
        return;
    }
    assert_int_equal(value("a"), 0);
    end_other_connections();
    db_snapshot_begin(reader);
    assert_int_equal(value("a"), 0); /* nobody noticed */
    put(5);
    assert_int_equal(value("b"), 0);
    end_other_connections();
    enum status status = value_of("a", &found); /* another view is no answer */
    assert_true(status == STATUS_UNAVAILABLE || status == STATUS_BUSY);
    assert_int_equal(value_of("b", &found), status);
    db_snapshot_end(reader);
    assert_int_equal(value("a"), 5);
    db_snapshot_begin(reader);
    assert_int_equal(value("a"), 5);
    db_snapshot_end(reader);
    end_other_connections(); /* with the word about the end not read yet */
    db_snapshot_begin(reader);
    assert_int_equal(sum(), 10);
    db_snapshot_end(reader);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_others_commit_is_not_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_after_the_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_end_gives_all_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_transaction_is_a_part_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_failure_lasts_to_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_opened_before_others_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_opened_beside_a_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lost_connections, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
