/* What transactions promise: all or nothing, nothing lost, a steady view, another try. */
#include "test_db.h"

#include "migrate.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { THREADS = 4, PROCESSES = 2, STEPS = 200 };

static const char SCHEMA[] =
    "CREATE TABLE compteur (nom TEXT COLLATE \"C\" PRIMARY KEY, valeur BIGINT NOT NULL);\n"
    "INSERT INTO compteur (nom, valeur) VALUES ('a', 0);\n"
    "CREATE TABLE parent (nom TEXT COLLATE \"C\" PRIMARY KEY);\n"
    "CREATE TABLE enfant (parent TEXT COLLATE \"C\" NOT NULL REFERENCES parent (nom));\n";

STATEMENT(VALUE, "t", "i", "SELECT valeur FROM compteur WHERE nom = $1");
STATEMENT(PUT, "ti", "", "UPDATE compteur SET valeur = $2 WHERE nom = $1");
STATEMENT(CREATE, "ti", "", "INSERT INTO compteur (nom, valeur) VALUES ($1, $2)");
STATEMENT(CREATE_RETURNING, "ti", "i",
          "INSERT INTO compteur (nom, valeur) VALUES ($1, $2) RETURNING valeur");
STATEMENT(ALL, "", "ti", "SELECT nom, valeur FROM compteur ORDER BY nom");

static const char *url;
static struct db *db;

static enum status value_of(struct db *on, const char *name, int64_t *value_r)
{
    struct db_rows rows;
    bool there = false;
    DB_QUERY(on, &VALUE, &rows, BIND_TEXT(name));
    if (db_next(&rows)) {
        *value_r = db_int(&rows, 0);
        there = true;
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !there ? STATUS_NOT_FOUND : status;
}

static int64_t value(struct db *on, const char *name)
{
    int64_t found = -1;
    enum status status = value_of(on, name, &found);
    assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
    return found;
}

/* ---- many writers */

/* Reads, then writes what was read plus one: an update is lost when two do it at once. */
static enum status add_one(struct db *on, void *context)
{
    int64_t now = 0;
    enum status status = value_of(on, context, &now);
    return status != STATUS_OK ? status
                               : DB_EXEC(on, &PUT, NULL, BIND_TEXT(context), BIND_INT(now + 1));
}

/* Busy people come back: what must not happen is that an increment is lost or done twice. */
static void *count_up(void *context)
{
    char name[] = "a";
    struct db *on = test_db_connect_to(url, DB_WRITE);
    long *done = context;
    for (int i = 0; i < STEPS; i++) {
        enum status status;
        do {
            status = db_transaction(on, add_one, name);
        } while (status == STATUS_BUSY);
        *done += status == STATUS_OK;
    }
    db_close(on);
    return NULL;
}

/* A file of SQLite must not be open across a fork(). */
static pid_t fork_without_base(void)
{
    db_close(db);
    db = NULL;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0) {
        db = test_db_connect_to(url, DB_WRITE);
    }
    return child;
}

static pid_t start_counting_process(void)
{
    pid_t child = fork_without_base();
    if (child == 0) {
        long done = 0;
        count_up(&done);
        _exit(done == STEPS ? 0 : 1);
    }
    return child;
}

static void test_no_increment_is_lost(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    long done[THREADS] = {0};
    pid_t children[PROCESSES];
    assert_int_equal(value(db, "a"), 0);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = start_counting_process();
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &done[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(done[i], STEPS);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int how = -1;
        assert_int_equal(waitpid(children[i], &how, 0), children[i]);
        assert_int_equal(how, 0);
    }
    assert_int_equal(value(db, "a"), (THREADS + PROCESSES) * STEPS);
}

/* Single statements outside transactions take their turn too. */
static void *write_alone(void *context)
{
    struct db *on = test_db_connect_to(url, DB_WRITE);
    const char *prefix = context;
    for (int i = 0; i < 50; i++) {
        char name[40];
        struct db_rows rows;
        (void)snprintf(name, sizeof name, "%s%d", prefix, i);
        DB_QUERY(on, &CREATE_RETURNING, &rows, BIND_TEXT(name), BIND_INT(i));
        assert_true(db_next(&rows));
        assert_int_equal(db_int(&rows, 0), i);
        assert_int_equal(db_end(&rows), STATUS_OK);
        assert_int_equal(DB_EXEC(on, &PUT, NULL, BIND_TEXT(name), BIND_INT(-i)), STATUS_OK);
    }
    db_close(on);
    return NULL;
}

static void test_single_statements_wait(void **state)
{
    (void)state;
    pthread_t threads[2];
    char prefixes[2][8] = {"seul-x", "seul-y"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, write_alone, prefixes[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(value(db, "seul-x49"), -49);
    assert_int_equal(value(db, "seul-y49"), -49);
}

/* ---- all or nothing */

static enum status create_then_refuse(struct db *on, void *context)
{
    enum status status = DB_EXEC(on, &CREATE, NULL, BIND_TEXT(context), BIND_INT(1));
    return status == STATUS_OK ? STATUS_REFUSED : status;
}

static enum status create(struct db *on, void *context)
{
    return DB_EXEC(on, &CREATE, NULL, BIND_TEXT(context), BIND_INT(1));
}

static void test_refused_is_rolled_back(void **state)
{
    (void)state;
    char name[] = "refus";
    assert_int_equal(db_transaction(db, create_then_refuse, name), STATUS_REFUSED);
    assert_int_equal(value(db, name), -1);
    assert_int_equal(db_transaction(db, create, name), STATUS_OK);
    assert_int_equal(value(db, name), 1);
    assert_int_equal(db_transaction(db, create, name), STATUS_CONFLICT);
}

/* Hides that its second statement failed. */
static enum status swallow_a_conflict(struct db *on, void *context)
{
    int64_t now;
    assert_int_equal(DB_EXEC(on, &CREATE, NULL, BIND_TEXT(context), BIND_INT(1)), STATUS_OK);
    assert_int_equal(DB_EXEC(on, &CREATE, NULL, BIND_TEXT(context), BIND_INT(2)), STATUS_CONFLICT);
    assert_int_equal(value_of(on, context, &now), STATUS_CONFLICT);
    assert_int_equal(DB_EXEC(on, &PUT, NULL, BIND_TEXT(context), BIND_INT(3)), STATUS_CONFLICT);
    return STATUS_OK;
}

static void test_swallowed_failure_is_not_committed(void **state)
{
    (void)state;
    char name[] = "avalé";
    assert_int_equal(db_transaction(db, swallow_a_conflict, name), STATUS_CONFLICT);
    assert_int_equal(value(db, name), -1);
    assert_int_equal(db_transaction(db, create, name), STATUS_OK);
}

static void write_and_hang(int ready, const char *name)
{
    struct db *on = test_db_connect_to(url, DB_WRITE);
    const char *begin = test_db_engine() == DB_SQLITE ? "BEGIN IMMEDIATE" : "BEGIN";
    db_run_script(on, begin, "begin");
    if (DB_EXEC(on, &CREATE, NULL, BIND_TEXT(name), BIND_INT(1)) == STATUS_OK &&
        DB_EXEC(on, &PUT, NULL, BIND_TEXT("a"), BIND_INT(-1)) == STATUS_OK) {
        (void)!write(ready, "x", 1);
    }
    pause();
}

static void test_killed_writer_leaves_nothing(void **state)
{
    (void)state;
    int ready[2];
    char byte;
    char name[] = "tué";
    int64_t before = value(db, "a");
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork_without_base();
    if (child == 0) {
        write_and_hang(ready[1], name);
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(value(db, name), -1);
    assert_int_equal(value(db, "a"), before);
    assert_int_equal(db_transaction(db, create, name), STATUS_OK);
    assert_int_equal(value(db, name), 1);
    close(ready[0]);
    close(ready[1]);
}

/* ---- a steady view */

struct looks {
    struct db *writer;
    int64_t first;
    int64_t second;
};

static enum status look_twice(struct db *reader, void *context)
{
    struct looks *looks = context;
    enum status status = value_of(reader, "a", &looks->first);
    if (status == STATUS_OK) {
        status = DB_EXEC(looks->writer, &PUT, NULL, BIND_TEXT("a"), BIND_INT(looks->first + 5));
    }
    return status == STATUS_OK ? value_of(reader, "a", &looks->second) : status;
}

static void test_reader_sees_a_snapshot(void **state)
{
    (void)state;
    struct db *reader = test_db_connect_to(url, DB_READ);
    struct looks looks = {.writer = db, .first = -1, .second = -2};
    assert_int_equal(db_transaction(reader, look_twice, &looks), STATUS_OK);
    assert_int_equal(looks.first, looks.second);
    assert_int_equal(value(reader, "a"), looks.first + 5);
    db_close(reader);
}

static enum status write_and_look(struct db *writer, void *context)
{
    struct looks *looks = context;
    enum status status = DB_EXEC(writer, &PUT, NULL, BIND_TEXT("a"), BIND_INT(4242));
    looks->first = value(looks->writer, "a"); /* the reader, here */
    return status;
}

static void test_reader_does_not_see_unfinished_work(void **state)
{
    (void)state;
    struct db *reader = test_db_connect_to(url, DB_READ);
    struct looks looks = {.writer = reader};
    int64_t before = value(db, "a");
    assert_int_equal(db_transaction(db, write_and_look, &looks), STATUS_OK);
    assert_int_equal(looks.first, before);
    assert_int_equal(value(reader, "a"), 4242);
    db_close(reader);
}

/* ---- other tries */

struct tries {
    int made;
    int busy; /* how many of them say STATUS_BUSY */
};

static enum status busy_at_first(struct db *on, void *context)
{
    struct tries *tries = context;
    int64_t now = 0;
    enum status status = value_of(on, "essais", &now);
    assert_true(status == STATUS_OK);
    status = DB_EXEC(on, &PUT, NULL, BIND_TEXT("essais"), BIND_INT(now + 1));
    assert_int_equal(status, STATUS_OK);
    return ++tries->made <= tries->busy ? STATUS_BUSY : STATUS_OK;
}

static void test_busy_is_tried_again(void **state)
{
    (void)state;
    struct tries twice = {.busy = 2};
    struct tries always = {.busy = 1000};
    assert_int_equal(DB_EXEC(db, &CREATE, NULL, BIND_TEXT("essais"), BIND_INT(0)), STATUS_OK);
    assert_int_equal(db_transaction(db, busy_at_first, &twice), STATUS_OK);
    assert_int_equal(twice.made, 3);
    assert_int_equal(value(db, "essais"), 1);
    assert_int_equal(db_transaction(db, busy_at_first, &always), STATUS_BUSY);
    assert_int_equal(always.made, 5);
    assert_int_equal(value(db, "essais"), 1);
}

/* PostgreSQL: the row is changed by another connection after our snapshot was taken, the first
 * time. SQLite never meets this: the writer has the base for itself. */
static enum status meet_another(struct db *on, void *context)
{
    struct looks *looks = context;
    int64_t now = 0;
    enum status status = value_of(on, "a", &now);
    if (looks->first++ == 0) {
        assert_int_equal(DB_EXEC(looks->writer, &PUT, NULL, BIND_TEXT("a"), BIND_INT(500)),
                         STATUS_OK);
    }
    return status == STATUS_OK ? DB_EXEC(on, &PUT, NULL, BIND_TEXT("a"), BIND_INT(now + 1))
                               : status;
}

static void test_serialization_failure_is_tried_again(void **state)
{
    (void)state;
    if (test_db_engine() == DB_SQLITE) {
        return;
    }
    struct db *other = test_db_connect_to(url, DB_WRITE);
    struct looks looks = {.writer = other};
    assert_int_equal(db_transaction(db, meet_another, &looks), STATUS_OK);
    assert_int_equal(looks.first, 2);
    assert_int_equal(value(db, "a"), 501);
    db_close(other);
}

/* A row that another one hangs on goes, or one comes to hang on a row that goes: what met the other
 * is run again, once, and sees it. */
struct crossing {
    struct db *other;
    const struct statement *met; /* by the other connection, the first time */
    const struct statement *own;
    int runs;
};

STATEMENT(PARENTS, "t", "i", "SELECT count(*) FROM parent WHERE nom = $1");
STATEMENT(PARENT_CREATE, "t", "", "INSERT INTO parent (nom) VALUES ($1)");
STATEMENT(PARENT_REMOVE, "t", "", "DELETE FROM parent WHERE nom = $1");
STATEMENT(CHILD_CREATE, "t", "", "INSERT INTO enfant (parent) VALUES ($1)");

static enum status cross(struct db *on, void *context)
{
    struct crossing *crossing = context;
    int64_t parents = 0;
    TRY(DB_NUMBER(on, &PARENTS, &parents, BIND_TEXT("p")));
    if (crossing->runs++ == 0 && crossing->other) {
        assert_int_equal(DB_EXEC(crossing->other, crossing->met, NULL, BIND_TEXT("p")), STATUS_OK);
    }
    return parents ? DB_EXEC(on, crossing->own, NULL, BIND_TEXT("p")) : STATUS_NOT_FOUND;
}

static void test_a_link_that_breaks_is_tried_again_once(void **state)
{
    (void)state;
    bool alone = test_db_engine() == DB_SQLITE; /* the writer has the base for itself */
    struct db *other = test_db_connect_to(url, DB_WRITE);
    struct crossing made = {
        .other = alone ? NULL : other, .met = &PARENT_REMOVE, .own = &CHILD_CREATE};
    struct crossing removed = {.met = &CHILD_CREATE, .own = &PARENT_REMOVE};
    assert_int_equal(DB_EXEC(db, &PARENT_CREATE, NULL, BIND_TEXT("p")), STATUS_OK);
    assert_int_equal(db_transaction(db, cross, &made), alone ? STATUS_OK : STATUS_NOT_FOUND);
    assert_int_equal(made.runs, alone ? 1 : 2);
    if (!alone) {
        assert_int_equal(DB_EXEC(db, &PARENT_CREATE, NULL, BIND_TEXT("p")), STATUS_OK);
        removed.other = other;
    }
    /* Nobody looks for children before: it fails each time. */
    assert_int_equal(db_transaction(db, cross, &removed), STATUS_CONFLICT);
    assert_int_equal(removed.runs, alone ? 1 : 2);
    db_close(other);
}

/* ---- refusals of the engine */

static void test_read_connection_cannot_write(void **state)
{
    (void)state;
    struct db *reader = test_db_connect_to(url, DB_READ);
    struct db_rows rows;
    char name[] = "interdit";
    assert_int_equal(DB_EXEC(reader, &CREATE, NULL, BIND_TEXT(name), BIND_INT(1)), STATUS_ERROR);
    DB_QUERY(reader, &CREATE_RETURNING, &rows, BIND_TEXT(name), BIND_INT(1));
    assert_false(db_next(&rows));
    assert_int_equal(db_end(&rows), STATUS_ERROR);
    assert_int_equal(db_transaction(reader, create, name), STATUS_ERROR);
    assert_int_equal(value(db, name), -1);
    assert_int_equal(value(reader, "a"), value(db, "a"));
    db_close(reader);
}

static void test_bad_addresses(void **state)
{
    (void)state;
    static const char *const addresses[] = {"",
                                            "mysql://x",
                                            "sqlite:",
                                            "sqlite::memory:",
                                            "sqlite:file:x?mode=memory",
                                            "sqlite:/proc/no/such/file",
                                            "postgresql://127.0.0.1:1/x?connect_timeout=2",
                                            "postgresql://nobody:s3cret@127.0.0.1:1/x",
                                            "postgresql://h:s3cret@x:port/",
                                            "postgresql://user:s3cret/more@x/base"};
    struct arena *arena = arena_create(0);
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        const struct db_options options = {.url = addresses[i], .mode = DB_WRITE};
        struct db *none = NULL;
        const char *message = NULL;
        assert_int_equal(db_open(&options, arena, &none, &message), STATUS_UNAVAILABLE);
        assert_null(none);
        assert_non_null(message);
        assert_null(strstr(message, "s3cret"));
    }
    db_close(NULL);
    arena_destroy(arena);
}

static void test_sqlite_files(void **state)
{
    (void)state;
    if (test_db_engine() != DB_SQLITE) {
        return;
    }
    struct arena *arena = arena_create(0);
    const char *missing = test_db_empty_url();
    const struct db_options options = {.url = missing, .mode = DB_READ};
    struct db *none = NULL;
    const char *message = NULL;
    assert_int_equal(db_open(&options, arena, &none, &message), STATUS_UNAVAILABLE);
    assert_non_null(strstr(message, "n’existe pas"));
    FILE *file = fopen(missing + strlen("sqlite:"), "w");
    assert_non_null(file);
    for (int i = 0; i < 100; i++) {
        (void)fputs("This is a letter to my grandmother.", file);
    }
    (void)fclose(file);
    const struct db_options writes = {.url = missing, .mode = DB_WRITE};
    assert_int_equal(db_open(&writes, arena, &none, &message), STATUS_UNAVAILABLE);
    assert_non_null(strstr(message, "n’est pas une base SQLite"));
    arena_destroy(arena);
}

/* ---- PostgreSQL goes away and comes back */

static void end_other_connections(struct db *on)
{
    assert_int_equal(db_run_script(on,
                                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                   " WHERE datname = current_database()"
                                   " AND pid <> pg_backend_pid();"
                                   "SELECT pg_sleep(0.2)",
                                   "terminate"),
                     STATUS_OK);
}

struct cut {
    struct db *other;
    int runs;
};

static enum status cut_the_first_time(struct db *on, void *context)
{
    struct cut *cut = context;
    char name[] = "coupé";
    enum status status = create(on, name);
    if (cut->runs++ == 0) {
        end_other_connections(cut->other);
        assert_int_equal(add_one(on, name), STATUS_BUSY);
    }
    return status;
}

static void test_lost_connections(void **state)
{
    (void)state;
    if (test_db_engine() == DB_SQLITE) {
        return;
    }
    char name[] = "a";
    struct db *other = test_db_connect_to(url, DB_WRITE);
    struct db *reader = test_db_connect_to(url, DB_READ);
    int64_t before = value(db, "a");
    assert_int_equal(value(reader, "a"), before);
    end_other_connections(other);
    assert_int_equal(value(reader, "a"), before);
    assert_int_equal(DB_EXEC(db, &PUT, NULL, BIND_TEXT("a"), BIND_INT(before)), STATUS_OK);
    assert_int_equal(DB_EXEC(reader, &PUT, NULL, BIND_TEXT("a"), BIND_INT(0)), STATUS_ERROR);
    end_other_connections(other);
    assert_int_equal(db_ping(reader), STATUS_OK);
    assert_int_equal(db_transaction(db, add_one, name), STATUS_OK);
    assert_int_equal(value(db, "a"), before + 1);
    struct cut cut = {.other = other};
    assert_int_equal(db_transaction(db, cut_the_first_time, &cut), STATUS_OK);
    assert_int_equal(cut.runs, 2);
    assert_int_equal(value(db, "coupé"), 1);
    db_close(reader);
    db_close(other);
}

/* ---- defects */

static enum status nested(struct db *on, void *context)
{
    return db_transaction(on, create, context);
}

static enum status leave_rows_open(struct db *on, void *context)
{
    static struct db_rows rows;
    (void)context;
    return DB_QUERY(on, &ALL, &rows);
}

static void read_wrong_column(struct db *on)
{
    struct db_rows rows;
    DB_QUERY(on, &ALL, &rows);
    db_next(&rows);
    db_int(&rows, 0);
}

static void read_beyond(struct db *on)
{
    struct db_rows rows;
    DB_QUERY(on, &ALL, &rows);
    db_next(&rows);
    db_int(&rows, 2);
}

static void commit_defect(int which)
{
    char name[] = "défaut";
    struct db *on = test_db_connect_to(url, DB_WRITE);
    switch (which) {
    case 0:
        DB_EXEC(on, &PUT, NULL, BIND_TEXT("a"));
        break;
    case 1:
        DB_EXEC(on, &PUT, NULL, BIND_INT(1), BIND_INT(1));
        break;
    case 2:
        DB_EXEC(on, &ALL, NULL);
        break;
    case 3:
        db_transaction(on, nested, name);
        break;
    case 4:
        db_transaction(on, leave_rows_open, NULL);
        break;
    case 5:
        read_wrong_column(on);
        break;
    default:
        read_beyond(on);
        break;
    }
}

static void test_defects_abort(void **state)
{
    (void)state;
    for (int which = 0; which <= 6; which++) {
        int how = 0;
        pid_t child = fork_without_base();
        if (child == 0) {
            (void)signal(SIGABRT, SIG_DFL);
            commit_defect(which);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        assert_int_equal(WTERMSIG(how), SIGABRT);
    }
}

static int set_up(void **state)
{
    (void)state;
    struct arena *arena = arena_create(0);
    url = test_db_empty_url();
    db = test_db_connect_to(url, DB_WRITE);
    enum status status =
        db_run_script(db, migrate_translate(arena, test_db_engine(), SCHEMA), "compteur");
    arena_destroy(arena);
    return status;
}

static int tear_down(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

/* ---- a base that takes no writes */

static enum status write_a(struct db *on, void *context)
{
    (void)context;
    return DB_EXEC(on, &PUT, NULL, BIND_TEXT("a"), BIND_INT(7));
}

/* In a transaction and alone; /sante asks by a connection that only reads. */
static void assert_writes(struct db *reader, enum status expected)
{
    assert_int_equal(db_transaction(db, write_a, NULL), expected);
    assert_int_equal(write_a(db, NULL), expected);
    assert_int_equal(db_ping(reader), expected);
    assert_true(value(reader, "a") >= 0);
}

static void set_read_only(bool read_only)
{
    if (test_db_engine() == DB_SQLITE) {
        const char *pragma = read_only ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF";
        assert_int_equal(db_run_script(db, pragma, "test"), STATUS_OK);
    } else {
        test_db_set_read_only(url, read_only);
    }
}

static void test_read_only_base(void **state)
{
    (void)state;
    struct db *reader = test_db_connect_to(url, DB_READ);
    struct db *writer = NULL;
    struct arena *arena = arena_create(0);
    const struct db_options options = {.url = url, .mode = DB_WRITE};
    const char *message = "";
    set_read_only(true);
    assert_writes(reader, STATUS_READ_ONLY);
    if (test_db_engine() == DB_POSTGRESQL) {
        assert_int_equal(db_open(&options, arena, &writer, &message), STATUS_READ_ONLY);
        assert_non_null(strstr(message, "lecture seule"));
    }
    set_read_only(false);
    assert_writes(reader, STATUS_OK);
    db_close(reader);
    arena_destroy(arena);
}

static enum status fill(struct db *on, void *context)
{
    (void)context;
    return db_run_script(on,
                         test_db_engine() == DB_SQLITE
                             ? "CREATE TABLE plein (a TEXT);"
                               "INSERT INTO plein VALUES (hex(zeroblob(3000000)))"
                             : "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100';"
                               " END $$",
                         "fill");
}

static void test_full_disk(void **state)
{
    (void)state;
    struct db *reader = test_db_connect_to(url, DB_READ);
    if (test_db_engine() == DB_SQLITE) {
        assert_int_equal(db_run_script(db, "PRAGMA max_page_count = 100", "test"), STATUS_OK);
    }
    assert_int_equal(db_transaction(db, fill, NULL), STATUS_FULL);
    assert_int_equal(db_ping(reader), STATUS_FULL);
    assert_writes(reader, STATUS_OK); /* what has room is written, and makes it known */
    if (test_db_engine() == DB_SQLITE) {
        assert_int_equal(db_run_script(db, "PRAGMA max_page_count = 1073741823", "test"),
                         STATUS_OK);
    }
    db_close(reader);
}

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_increment_is_lost),
        cmocka_unit_test(test_single_statements_wait),
        cmocka_unit_test(test_refused_is_rolled_back),
        cmocka_unit_test(test_swallowed_failure_is_not_committed),
        cmocka_unit_test(test_killed_writer_leaves_nothing),
        cmocka_unit_test(test_reader_sees_a_snapshot),
        cmocka_unit_test(test_reader_does_not_see_unfinished_work),
        cmocka_unit_test(test_busy_is_tried_again),
        cmocka_unit_test(test_serialization_failure_is_tried_again),
        cmocka_unit_test(test_a_link_that_breaks_is_tried_again_once),
        cmocka_unit_test(test_read_connection_cannot_write),
        cmocka_unit_test(test_bad_addresses),
        cmocka_unit_test(test_sqlite_files),
        cmocka_unit_test(test_lost_connections),
        cmocka_unit_test(test_read_only_base),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_defects_abort),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
