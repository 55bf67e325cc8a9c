/* One file for each base, in a folder of the program. */
#include "test_db_private.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[200];
static sqlite3 *kept; /* in memory: what clear() gives back */

static void start(void)
{
    const char *parent = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/sofi-test-XXXXXX", parent ? parent : P_tmpdir);
    if (!mkdtemp(folder)) {
        test_db_give_up("cannot make a folder", folder);
    }
}

static void create(int n, char url[TEST_URL])
{
    (void)snprintf(url, TEST_URL, "sqlite:%s/%d.sqlite", folder, n);
}

static const char *path_of(const char *url)
{
    return url + strlen("sqlite:");
}

static void remove_base(int n, const char *url)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[TEST_URL + 8];
    (void)n;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", path_of(url), suffixes[i]);
        (void)unlink(path);
    }
}

static bool copy_base(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    return backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE &&
           sqlite3_backup_finish(backup) == SQLITE_OK;
}

/* A base that a test made need not outlive the machine. */
static sqlite3 *raw_file(const char *url)
{
    sqlite3 *file = NULL;
    if (sqlite3_open(path_of(url), &file) != SQLITE_OK ||
        sqlite3_exec(file, "PRAGMA synchronous = OFF", NULL, NULL, NULL) != SQLITE_OK) {
        test_db_give_up("cannot open", url);
    }
    sqlite3_busy_timeout(file, 5000);
    return file;
}

static void keep(const char *url)
{
    sqlite3 *file = raw_file(url);
    sqlite3_close(kept);
    if (sqlite3_open(":memory:", &kept) != SQLITE_OK || !copy_base(kept, file)) {
        test_db_give_up("cannot keep a copy of", url);
    }
    sqlite3_close(file);
}

/* The whole file: tables whose triggers refuse DELETE too. */
static void clear(const char *url)
{
    sqlite3 *file = raw_file(url);
    assert_true(copy_base(file, kept));
    sqlite3_close(file);
}

static void create_migrated(int n, char url[TEST_URL])
{
    create(n, url);
    test_db_migrate(url);
    keep(url);
}

static void end(void)
{
    sqlite3_close(kept);
    (void)rmdir(folder);
}

const struct test_engine test_sqlite = {
    .start = start,
    .create = create,
    .create_migrated = create_migrated,
    .keep = keep,
    .clear = clear,
    .remove = remove_base,
    .end = end,
};
