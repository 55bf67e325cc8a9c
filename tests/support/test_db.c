#include "test_db.h"

#include "migrate.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { BASES_MAX = 64 };

static enum db_engine engine;
static char folder[200];   /* SQLite: where the files are */
static const char *server; /* PostgreSQL: SOFI_TEST_POSTGRESQL */
static struct db *cleaner; /* PostgreSQL: of test_db_clear(), which knows the tables by then */
static char urls[BASES_MAX][400];
static int bases;
static sqlite3 *pristine; /* SQLite: the base as migrated */
static pid_t owner;

/* ---- both engines */

static void give_up(const char *what, const char *why)
{
    (void)fprintf(stderr, "test_db: %s: %s\n", what, why);
    exit(1);
}

struct db *test_db_connect_to(const char *url, enum db_mode mode)
{
    const struct db_options options = {.url = url, .mode = mode, .sync_full = false};
    struct arena *arena = arena_create(0);
    struct db *db = NULL;
    const char *message = "";
    if (db_open(&options, arena, &db, &message) != STATUS_OK) {
        (void)fprintf(stderr, "test_db: %s\n", message);
        arena_destroy(arena);
        fail();
    }
    arena_destroy(arena);
    return db;
}

struct db *test_db_connect(enum db_mode mode)
{
    return test_db_connect_to(urls[0], mode);
}

const char *test_db_url(void)
{
    return urls[0];
}

enum db_engine test_db_engine(void)
{
    return engine;
}

/* ---- PostgreSQL: one database for each base */

static void on_server(const char *sql)
{
    struct db *db = test_db_connect_to(server, DB_WRITE);
    if (db_run_script(db, sql, "test_db") != STATUS_OK) {
        give_up("PostgreSQL refuses", sql);
    }
    db_close(db);
}

static void base_name(char name[64], int base)
{
    (void)snprintf(name, 64, "sofi_test_%d_%d", (int)owner, base);
}

void test_db_set_read_only(const char *url, bool read_only)
{
    const char *name = strrchr(url, '/') + 1;
    char sql[600];
    (void)snprintf(sql, sizeof sql,
                   "ALTER DATABASE \"%.64s\" SET default_transaction_read_only = %s;"
                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%.64s'",
                   name, read_only ? "on" : "off", name);
    on_server(sql);
}

/* The server's address with another database: scheme://authority/DATABASE?settings */
static void base_url(char *url, size_t size, const char *name)
{
    const char *authority = strstr(server, "://") + 3;
    int kept = (int)(authority + strcspn(authority, "/?") - server);
    const char *settings = strchr(server, '?');
    (void)snprintf(url, size, "%.*s/%s%s", kept, server, name, settings ? settings : "");
}

static void pg_create(int base)
{
    char name[64];
    char sql[200];
    base_name(name, base);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", name);
    on_server(sql);
    base_url(urls[base], sizeof urls[base], name);
}

static void pg_remove(int base)
{
    char name[64];
    char sql[200];
    base_name(name, base);
    (void)snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
    on_server(sql);
}

/* What the migrations themselves put in the tables is there again, as in a new file of SQLite: the
 * first call, on a base that is only migrated, sets it aside. DELETE without the triggers and the
 * references takes a small part of the time of TRUNCATE, which makes every table and index anew. */
static void pg_clear(void)
{
    if (!cleaner) {
        cleaner = test_db_connect(DB_WRITE);
    }
    assert_int_equal(
        db_run_script(cleaner,
                      "DO $$ DECLARE one text; BEGIN"
                      " CREATE SCHEMA IF NOT EXISTS graine;"
                      " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                      "  AND tablename IN ('valeur', 'dispositif') LOOP"
                      "  EXECUTE format('CREATE TABLE IF NOT EXISTS graine.%1$I"
                      " AS SELECT * FROM public.%1$I', one);"
                      " END LOOP;"
                      " SET LOCAL session_replication_role = replica;"
                      " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                      "  AND tablename <> 'migration' LOOP"
                      "  EXECUTE format('DELETE FROM public.%I', one);"
                      " END LOOP;"
                      " SET LOCAL session_replication_role = origin;"
                      " PERFORM setval(format('public.%I', sequencename)::regclass, start_value,"
                      " false) FROM pg_sequences WHERE schemaname = 'public';"
                      " FOR one IN SELECT g.tablename FROM pg_tables g JOIN pg_tables p"
                      "  ON p.tablename = g.tablename AND p.schemaname = 'public'"
                      "  WHERE g.schemaname = 'graine' LOOP"
                      "  EXECUTE format('INSERT INTO public.%1$I SELECT * FROM graine.%1$I', one);"
                      " END LOOP; END $$",
                      "test_db_clear"),
        STATUS_OK);
}

/* ---- SQLite: one file for each base */

static void sqlite_create(int base)
{
    (void)snprintf(urls[base], sizeof urls[base], "sqlite:%s/%d.sqlite", folder, base);
}

static void sqlite_remove(int base)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[420];
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", urls[base] + strlen("sqlite:"), suffixes[i]);
        (void)unlink(path);
    }
}

static bool copy_base(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    return backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE &&
           sqlite3_backup_finish(backup) == SQLITE_OK;
}

static sqlite3 *raw_file(void)
{
    sqlite3 *file = NULL;
    if (sqlite3_open(urls[0] + strlen("sqlite:"), &file) != SQLITE_OK) {
        give_up("cannot open", urls[0]);
    }
    sqlite3_busy_timeout(file, 5000);
    return file;
}

static void sqlite_keep(void)
{
    sqlite3 *file = raw_file();
    if (sqlite3_open(":memory:", &pristine) != SQLITE_OK || !copy_base(pristine, file)) {
        give_up("cannot keep a copy of", urls[0]);
    }
    sqlite3_close(file);
}

/* The base is put back as it was after the migrations: tables whose triggers refuse DELETE are
 * emptied too. */
static void sqlite_clear(void)
{
    sqlite3 *file = raw_file();
    assert_true(copy_base(file, pristine));
    sqlite3_close(file);
}

/* ---- start and end */

const char *test_db_empty_url(void)
{
    if (bases == BASES_MAX) {
        give_up("too many bases", "");
    }
    int base = bases++;
    if (engine == DB_SQLITE) {
        sqlite_create(base);
    } else {
        pg_create(base);
    }
    return urls[base];
}

void test_db_clear(void)
{
    if (engine == DB_SQLITE) {
        sqlite_clear();
    } else {
        pg_clear();
    }
}

static void remove_all(void)
{
    if (getpid() != owner) {
        return; /* a child of a test that called exit() */
    }
    db_close(cleaner);
    for (int i = 0; i < bases; i++) {
        if (engine == DB_SQLITE) {
            sqlite_remove(i);
        } else {
            pg_remove(i);
        }
    }
    if (engine == DB_SQLITE) {
        sqlite3_close(pristine);
        (void)rmdir(folder);
    }
}

static void choose_engine(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    server = getenv("SOFI_TEST_POSTGRESQL");
    if (strcmp(name, "sqlite") == 0) {
        engine = DB_SQLITE;
    } else if (strcmp(name, "postgresql") == 0) {
        engine = DB_POSTGRESQL;
    } else {
        give_up("usage", "test sqlite|postgresql");
    }
    if (engine == DB_POSTGRESQL && (!server || !*server)) {
        (void)printf("SKIP: SOFI_TEST_POSTGRESQL is not set, nothing was tested\n");
        exit(0);
    }
}

static void make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/sofi-test-XXXXXX", parent ? parent : P_tmpdir);
    if (!mkdtemp(folder)) {
        give_up("cannot make a folder", folder);
    }
}

static void migrate(void)
{
    const struct db_options options = {.url = test_db_empty_url(), .mode = DB_WRITE};
    struct arena *arena = arena_create(0);
    struct db *db = NULL;
    const char *message = "";
    if (db_open(&options, arena, &db, &message) != STATUS_OK ||
        migrate_apply(db, arena, NULL, &message) != STATUS_OK) {
        give_up("no base", message);
    }
    db_close(db);
    arena_destroy(arena);
}

void test_db_start(int argc, char **argv)
{
    choose_engine(argc, argv);
    owner = getpid();
    if (engine == DB_SQLITE) {
        make_folder();
    }
    if (atexit(remove_all) != 0) {
        give_up("atexit", "refused");
    }
    migrate();
    if (engine == DB_SQLITE) {
        sqlite_keep();
    }
}
