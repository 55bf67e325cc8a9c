#include "test_db_private.h"

#include "migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { BASES_MAX = 64 };

static enum db_engine engine;
static const struct test_engine *calls;
static char urls[BASES_MAX][TEST_URL];
static int bases;
static pid_t owner;

void test_db_give_up(const char *what, const char *why)
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

static int next_base(void)
{
    if (bases == BASES_MAX) {
        test_db_give_up("too many bases", "");
    }
    return bases++;
}

const char *test_db_empty_url(void)
{
    int base = next_base();
    calls->create(base, urls[base]);
    return urls[base];
}

void test_db_migrate(const char *url)
{
    const struct db_options options = {.url = url, .mode = DB_WRITE};
    struct arena *arena = arena_create(0);
    struct db *db = NULL;
    const char *message = "";
    if (db_open(&options, arena, &db, &message) != STATUS_OK ||
        migrate_apply(db, arena, NULL, &message) != STATUS_OK) {
        test_db_give_up("no base", message);
    }
    db_close(db);
    arena_destroy(arena);
}

void test_db_keep(void)
{
    calls->keep(urls[0]);
}

void test_db_clear(void)
{
    calls->clear(urls[0]);
}

static void remove_all(void)
{
    if (getpid() != owner) {
        return; /* a child of a test that called exit() */
    }
    for (int i = 0; i < bases; i++) {
        calls->remove(i, urls[i]);
    }
    calls->end();
}

static void choose_engine(const char *name)
{
    if (strcmp(name, "sqlite") == 0) {
        engine = DB_SQLITE;
        calls = &test_sqlite;
    } else if (strcmp(name, "postgresql") == 0) {
        engine = DB_POSTGRESQL;
        calls = &test_postgresql;
    } else {
        test_db_give_up("usage", "test sqlite|postgresql");
    }
}

void test_db_start(int argc, char **argv)
{
    choose_engine(argc > 1 ? argv[1] : "");
    owner = getpid();
    calls->start();
    if (atexit(remove_all) != 0) {
        test_db_give_up("atexit", "refused");
    }
    int base = next_base();
    calls->create_migrated(base, urls[base]);
}
