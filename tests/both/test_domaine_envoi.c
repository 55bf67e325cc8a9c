/* A base that is silent, and a commit that nobody saw the end of. pthread_create: in cable.h. */
#include "cable.h"
#include "test_db.h"

#include "dates.h"
#include "envoi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { WAIT_MS = 600, ENOUGH_MS = 5000 };

static struct arena *arena;
static struct db_breaker breaker;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    test_db_clear();
    atomic_store(&breaker.retry_at, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static struct db *connect_by(const char *url, enum db_mode mode)
{
    struct db *db = NULL;
    const char *message = "";
    const struct db_options options = {
        .url = url, .mode = mode, .wait_ms = WAIT_MS, .breaker = &breaker};
    if (db_open(&options, arena, &db, &message) != STATUS_OK) {
        return NULL;
    }
    return db;
}

/* The test's base, by the cable. */
static const char *by_cable(void)
{
    const char *url = cable_url(arena, test_db_url());
    assert_non_null(url);
    return url;
}

static enum status add(struct db *db, void *context)
{
    const struct envoi envoi = {.cle = context, .adresse = "/ici", .message = "enregistre"};
    return envoi_noter(db, &envoi);
}

static int64_t now_ms(void)
{
    return dates_monotonic_us() / 1000;
}

/* Another connection holds what this one wants: both engines give up within the deadline. */
static enum status want_the_same(struct db *db, void *context)
{
    enum status status = add(db, context);
    struct db *other = connect_by(test_db_url(), DB_WRITE);
    assert_non_null(other);
    db_set_deadline(other, dates_monotonic_us() + WAIT_MS * 1000);
    int64_t began = now_ms();
    assert_int_not_equal(db_transaction(other, add, context), STATUS_OK);
    assert_true(now_ms() - began < ENOUGH_MS);
    db_close(other);
    return status;
}

static void test_a_lock_has_a_deadline(void **state)
{
    (void)state;
    struct db *db = test_db_connect(DB_WRITE);
    char key[] = "disputee";
    assert_int_equal(db_transaction(db, want_the_same, key), STATUS_OK);
    db_close(db);
}

static void test_probe(void **state)
{
    (void)state;
    struct db *db = test_db_connect(DB_WRITE);
    struct envoi envoi = {0};
    char key[] = "connue";
    assert_int_equal(envoi_sonder(db, arena, key, &envoi), STATUS_NOT_FOUND);
    assert_int_equal(db_transaction(db, add, key), STATUS_OK);
    assert_int_equal(envoi_sonder(db, arena, key, &envoi), STATUS_OK);
    assert_string_equal(envoi.adresse, "/ici");
    assert_int_equal(db_transaction(db, add, key), STATUS_CONFLICT);
    db_close(db);
}

static void test_a_cut_cable_has_a_deadline(void **state)
{
    (void)state;
    if (test_db_engine() != DB_POSTGRESQL) {
        skip();
    }
    const char *url = by_cable();
    struct db *first = connect_by(url, DB_READ);
    struct db *second = connect_by(url, DB_READ);
    assert_non_null(first);
    assert_non_null(second);
    assert_int_equal(db_ping(first), STATUS_OK);
    atomic_store(&cable.cut, true);
    int64_t began = now_ms();
    assert_int_equal(db_ping(first), STATUS_UNAVAILABLE);
    assert_true(now_ms() - began >= WAIT_MS - 1);
    assert_true(now_ms() - began < ENOUGH_MS);
    /* The others are told at once. */
    began = now_ms();
    for (int i = 0; i < 20; i++) {
        assert_int_equal(db_ping(second), STATUS_UNAVAILABLE);
    }
    assert_null(connect_by(url, DB_READ));
    assert_true(now_ms() - began < ENOUGH_MS);
    /* The cable is mended: somebody asks again, then everybody is served. */
    atomic_store(&cable.cut, false);
    began = now_ms();
    while (db_ping(first) != STATUS_OK && now_ms() - began < 20000) {
        usleep(20000);
    }
    assert_int_equal(db_ping(first), STATUS_OK);
    assert_int_equal(db_ping(second), STATUS_OK);
    db_close(first);
    db_close(second);
}

/* The server has it; the answer is lost. */
static void test_an_unknown_commit_is_found_out(void **state)
{
    (void)state;
    if (test_db_engine() != DB_POSTGRESQL) {
        skip();
    }
    struct db *db = connect_by(by_cable(), DB_WRITE);
    struct envoi envoi = {0};
    char key[] = "perdue";
    assert_non_null(db);
    atomic_store(&cable.cut_after_commit, true);
    assert_int_equal(db_transaction(db, add, key), STATUS_UNKNOWN);
    assert_int_not_equal(envoi_sonder(db, arena, key, &envoi), STATUS_NOT_FOUND);
    atomic_store(&cable.cut_after_commit, false);
    atomic_store(&cable.cut, false);
    int64_t began = now_ms();
    enum status status = STATUS_UNAVAILABLE;
    while (status != STATUS_OK && now_ms() - began < 20000) {
        status = envoi_sonder(db, arena, key, &envoi);
        usleep(20000);
    }
    assert_int_equal(status, STATUS_OK);
    assert_string_equal(envoi.message, "enregistre");
    db_close(db);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(int argc, char **argv)
{
    test_db_start(argc, argv);
    const struct CMUnitTest tests[] = {
        EACH(test_a_lock_has_a_deadline),
        EACH(test_probe),
        EACH(test_a_cut_cable_has_a_deadline),
        EACH(test_an_unknown_commit_is_found_out),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    if (cable.port) {
        cable_end();
    }
    return failed;
}
