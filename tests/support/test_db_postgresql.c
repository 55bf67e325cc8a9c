/* One database for each base, in the cluster of SOFI_TEST_POSTGRESQL. The migrated base is a copy
 * of a model, which the first program that wants it makes. */
#include "test_db_private.h"

#include "migration_table.h"
#include "schema.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NAME = 64 };

static const char *server;
static struct db *cleaner; /* of clear(), which knows the tables by then */

static void start(void)
{
    server = getenv("SOFI_TEST_POSTGRESQL");
    if (!server || !*server) {
        (void)printf("SKIP: SOFI_TEST_POSTGRESQL is not set, nothing was tested\n");
        exit(0);
    }
}

static void run_on(struct db *db, const char *sql)
{
    if (db_run_script(db, sql, "test_db") != STATUS_OK) {
        test_db_give_up("PostgreSQL refuses", sql);
    }
}

static void on_server(const char *sql)
{
    struct db *db = test_db_connect_to(server, DB_WRITE);
    run_on(db, sql);
    db_close(db);
}

/* The server's address with another database: scheme://authority/DATABASE?settings */
static void base_url(char url[TEST_URL], const char *name)
{
    const char *authority = strstr(server, "://") + 3;
    int length = (int)(authority + strcspn(authority, "/?") - server);
    const char *settings = strchr(server, '?');
    (void)snprintf(url, TEST_URL, "%.*s/%s%s", length, server, name, settings ? settings : "");
}

static void base_name(char name[NAME], int n)
{
    (void)snprintf(name, NAME, "sofi_test_%d_%d", (int)getpid(), n);
}

static void create_as(int n, const char *model, char url[TEST_URL])
{
    char name[NAME];
    char sql[3 * NAME];
    base_name(name, n);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s ENCODING 'UTF8'", name, model);
    on_server(sql);
    base_url(url, name);
}

static void create(int n, char url[TEST_URL])
{
    create_as(n, "template0", url);
}

static void remove_base(int n, const char *url)
{
    char name[NAME];
    char sql[2 * NAME];
    (void)url;
    db_close(cleaner);
    cleaner = NULL;
    base_name(name, n);
    (void)snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
    on_server(sql);
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

/* ---- what is set aside, and given back */

/* The rows, and where the sequences are: the view pg_sequences does not tell of one that was set
 * and gave nothing since. */
static const char keep_script[] =
    "DO $$ DECLARE one text; filled boolean; BEGIN"
    " DROP SCHEMA IF EXISTS graine, graine_suites CASCADE;"
    " CREATE SCHEMA graine; CREATE SCHEMA graine_suites;"
    " CREATE TABLE graine_suites.suites (nom text, valeur bigint, servie boolean);"
    " FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP"
    "  EXECUTE format('INSERT INTO graine_suites.suites"
    "   SELECT %1$L, last_value, is_called FROM public.%1$I', one);"
    " END LOOP;"
    " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    "  AND tablename <> 'migration' LOOP"
    "  EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;"
    "  IF filled THEN"
    "   EXECUTE format('CREATE TABLE graine.%1$I AS SELECT * FROM public.%1$I', one);"
    "  END IF;"
    " END LOOP; END $$";

/* DELETE without the triggers and the references takes a small part of the time of TRUNCATE, which
 * makes every table and index anew. */
static const char clear_script[] =
    "DO $$ DECLARE one text; BEGIN"
    " SET LOCAL session_replication_role = replica;"
    " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    "  AND tablename <> 'migration' LOOP"
    "  EXECUTE format('DELETE FROM public.%I', one);"
    " END LOOP;"
    " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'graine' LOOP"
    "  EXECUTE format('INSERT INTO public.%1$I SELECT * FROM graine.%1$I', one);"
    " END LOOP;"
    " PERFORM setval(format('public.%I', nom)::regclass, valeur, servie)"
    "  FROM graine_suites.suites; END $$";

static struct db *connected(const char *url)
{
    if (!cleaner) {
        cleaner = test_db_connect_to(url, DB_WRITE);
    }
    return cleaner;
}

static void keep(const char *url)
{
    run_on(connected(url), keep_script);
}

static void clear(const char *url)
{
    assert_int_equal(db_run_script(connected(url), clear_script, "test_db_clear"), STATUS_OK);
}

/* ---- the model */

/* Of these very migrations: a cluster may outlive them. */
static void model_name(char name[NAME])
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < migration_count; i++) {
        for (size_t k = 0; k < migration_table[i].size; k++) {
            hash = (hash ^ (unsigned char)migration_table[i].sql[k]) * 0x100000001b3;
        }
    }
    (void)snprintf(name, NAME, "sofi_modele_%016" PRIx64, hash);
}

static bool exists(struct db *db, const char *name)
{
    const struct statement statement =
        schema_statement("T_MODEL", "t", "i", "SELECT 1 FROM pg_database WHERE datname = $1");
    const struct db_bind bind = BIND_TEXT(name);
    struct db_rows rows;
    db_query(db, &statement, &rows, &bind, 1);
    bool found = db_next(&rows);
    if (db_end(&rows) != STATUS_OK) {
        test_db_give_up("PostgreSQL refuses", statement.sql);
    }
    return found;
}

/* Under its name once it is whole. */
static void make_model(struct db *db, const char *name)
{
    static const char draft[] = "sofi_modele_en_cours";
    char url[TEST_URL];
    char sql[4 * NAME];
    run_on(db, "DROP DATABASE IF EXISTS sofi_modele_en_cours WITH (FORCE)");
    run_on(db, "CREATE DATABASE sofi_modele_en_cours TEMPLATE template0 ENCODING 'UTF8'");
    base_url(url, draft);
    test_db_migrate(url);
    struct db *base = test_db_connect_to(url, DB_WRITE);
    run_on(base, keep_script);
    db_close(base);
    (void)snprintf(sql, sizeof sql, "ALTER DATABASE %s RENAME TO %s", draft, name);
    run_on(db, sql);
}

static void create_migrated(int n, char url[TEST_URL])
{
    char name[NAME];
    struct db *db = test_db_connect_to(server, DB_WRITE);
    model_name(name);
    /* Until the connection is closed; the first of several makes the others wait. */
    run_on(db, "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(1)");
    if (!exists(db, name)) {
        make_model(db, name);
    }
    db_close(db);
    create_as(n, name, url);
}

static void end(void)
{
}

const struct test_engine test_postgresql = {
    .start = start,
    .create = create,
    .create_migrated = create_migrated,
    .keep = keep,
    .clear = clear,
    .remove = remove_base,
    .end = end,
};
