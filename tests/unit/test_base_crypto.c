
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto.h"

#include <pthread.h>
#include <string.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    crypto_set_cheap_passwords(true);
    return crypto_start() != STATUS_OK;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* BLAKE2b with 32 bytes of output: computed apart with Python's hashlib.blake2b(digest_size=32). */
static void test_known_hashes(void **state)
{
    (void)state;
    assert_string_equal(crypto_digest(arena, "", NULL),
                        "DldRwCblQ7Loqy6wYJnaodHl30d3j3eH-qtFzfEv46g");
    assert_string_equal(crypto_digest(arena, "abc", NULL),
                        "vd2BPGNCOXIxce8_7phXm5SWTjuxyz5CcmLIwGjVIxk");
    assert_string_equal(crypto_digest(arena, "abc", "clef de seize oct"),
                        "MvB4in7qdbbAdF2H8QgwDOXo0IVnApCSVNWKngt3AZM");
}

static void test_long_keys_differ(void **state)
{
    char key[200];
    (void)state;
    memset(key, 'k', sizeof key - 1);
    key[199] = '\0';
    const char *one = crypto_digest(arena, "abc", key);
    key[198] = 'l';
    assert_string_not_equal(one, crypto_digest(arena, "abc", key));
    assert_int_equal(strlen(one), 43);
}

static void test_short_keys_are_keys(void **state)
{
    (void)state;
    assert_string_not_equal(crypto_digest(arena, "abc", "k"), crypto_digest(arena, "abc", NULL));
    assert_string_not_equal(crypto_digest(arena, "abc", "k"), crypto_digest(arena, "abc", "l"));
}

static void test_tokens(void **state)
{
    (void)state;
    assert_int_equal(strlen(crypto_token(arena)), 43);
    assert_string_not_equal(crypto_token(arena), crypto_token(arena));
}

static void test_passwords(void **state)
{
    const char *hash = NULL;
    const char *again = NULL;
    (void)state;
    assert_int_equal(crypto_password_hash(arena, "Élève-2026 !", &hash), STATUS_OK);
    assert_int_equal(crypto_password_hash(arena, "Élève-2026 !", &again), STATUS_OK);
    assert_memory_equal(hash, "$argon2id$", 10);
    assert_string_not_equal(hash, again);
    assert_true(crypto_password_verify(hash, "Élève-2026 !"));
    assert_false(crypto_password_verify(hash, "élève-2026 !"));
    assert_false(crypto_password_verify(hash, ""));
    assert_false(crypto_password_verify(NULL, "Élève-2026 !"));
    assert_false(crypto_password_verify(NULL, ""));
    assert_false(crypto_password_verify("", "Élève-2026 !"));
    assert_false(crypto_password_verify("$argon2id$abîmé", "Élève-2026 !"));
}

static void test_overlong_hash_is_refused(void **state)
{
    char hash[500];
    (void)state;
    memset(hash, '$', sizeof hash - 1);
    hash[499] = '\0';
    assert_false(crypto_password_verify(hash, "x"));
}

static void test_interactive_cost(void **state)
{
    const char *hash = NULL;
    (void)state;
    crypto_set_cheap_passwords(false);
    assert_int_equal(crypto_password_hash(arena, "x", &hash), STATUS_OK);
    crypto_set_cheap_passwords(true);
    /* 64 MiB, two passes: what the header promises */
    assert_non_null(strstr(hash, "$m=65536,t=2,p=1$"));
    assert_true(crypto_password_verify(hash, "x"));
}

static void *verify_some(void *context)
{
    intptr_t right = 0;
    for (int i = 0; i < 20; i++) {
        right += crypto_password_verify(context, "x");
    }
    return (void *)right;
}

static void test_many_threads(void **state)
{
    pthread_t threads[6];
    const char *hash = NULL;
    (void)state;
    assert_int_equal(crypto_password_hash(arena, "x", &hash), STATUS_OK);
    char *shared = arena_strdup(arena, hash);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, verify_some, shared), 0);
    }
    for (size_t i = 0; i < 6; i++) {
        void *right = NULL;
        pthread_join(threads[i], &right);
        assert_int_equal((intptr_t)right, 20);
    }
}

static void test_wipe(void **state)
{
    char secret[] = "secret";
    (void)state;
    crypto_wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++) {
        assert_int_equal(secret[i], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_hashes),
        cmocka_unit_test(test_long_keys_differ),
        cmocka_unit_test(test_short_keys_are_keys),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_overlong_hash_is_refused),
        cmocka_unit_test(test_interactive_cost),
        cmocka_unit_test(test_many_threads),
        cmocka_unit_test(test_wipe),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
