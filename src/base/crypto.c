#include "crypto.h"

#include "log.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#define HASH_BYTES 32
#define TOKEN_SIZE 44 /* 32 bytes in base64url without padding, and the NUL */
#define PASSWORDS_AT_ONCE 2

static pthread_mutex_t password_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t password_done = PTHREAD_COND_INITIALIZER;
static unsigned passwords_running;
static atomic_bool cheap_passwords;

static pthread_mutex_t nobody_mutex = PTHREAD_MUTEX_INITIALIZER;
static char nobody_hash[crypto_pwhash_STRBYTES];
static bool nobody_is_cheap;

enum status crypto_start(void)
{
    if (sodium_init() < 0) {
        log_error("crypto_start_failed", LOG_TEXT("library", "libsodium"));
        return STATUS_ERROR;
    }
    return STATUS_OK;
}

/* The system is asked for many at once: a page takes two. What was given is forgotten here. */
static _Thread_local unsigned char spare[512];
static _Thread_local size_t spare_left;

void crypto_random(void *bytes, size_t length)
{
    if (length > sizeof spare) {
        randombytes_buf(bytes, length);
        return;
    }
    if (spare_left < length) {
        randombytes_buf(spare, sizeof spare);
        spare_left = sizeof spare;
    }
    spare_left -= length;
    memcpy(bytes, spare + spare_left, length);
    sodium_memzero(spare + spare_left, length);
}

const char *crypto_base64(struct arena *arena, const void *bytes, size_t length)
{
    size_t size = sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_ORIGINAL);
    return sodium_bin2base64(arena_alloc(arena, size), size, bytes, length,
                             sodium_base64_VARIANT_ORIGINAL);
}

static const char *base64url(struct arena *arena, const unsigned char bytes[HASH_BYTES])
{
    char *text = arena_alloc(arena, TOKEN_SIZE);
    return sodium_bin2base64(text, TOKEN_SIZE, bytes, HASH_BYTES,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *crypto_token(struct arena *arena)
{
    unsigned char bytes[HASH_BYTES];
    crypto_random(bytes, sizeof bytes);
    return base64url(arena, bytes);
}

const char *crypto_digest(struct arena *arena, const char *text, const char *key)
{
    unsigned char hash[HASH_BYTES];
    unsigned char short_key[HASH_BYTES];
    const unsigned char *key_bytes = (const unsigned char *)key;
    size_t key_length = key ? strlen(key) : 0;
    if (key_length > crypto_generichash_KEYBYTES_MAX) {
        crypto_generichash(short_key, sizeof short_key, key_bytes, key_length, NULL, 0);
        key_bytes = short_key;
        key_length = sizeof short_key;
    }
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), key_bytes,
                       key_length);
    return base64url(arena, hash);
}

struct crypto_sum {
    crypto_hash_sha256_state state;
};

struct crypto_sum *crypto_sum_start(struct arena *arena)
{
    struct crypto_sum *sum = ARENA_NEW(arena, struct crypto_sum);
    crypto_hash_sha256_init(&sum->state);
    return sum;
}

void crypto_sum_add(struct crypto_sum *sum, const void *bytes, size_t n)
{
    crypto_hash_sha256_update(&sum->state, bytes, n);
}

const char *crypto_sum_end(struct crypto_sum *sum, struct arena *arena)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    size_t size = 2 * sizeof hash + 1;
    crypto_hash_sha256_final(&sum->state, hash);
    return sodium_bin2hex(arena_alloc(arena, size), size, hash, sizeof hash);
}

/* Each run takes 64 MiB: a crowd at the login page must not take the memory of the machine. */
static void password_enter(void)
{
    pthread_mutex_lock(&password_mutex);
    while (passwords_running == PASSWORDS_AT_ONCE) {
        pthread_cond_wait(&password_done, &password_mutex);
    }
    passwords_running++;
    pthread_mutex_unlock(&password_mutex);
}

static void password_leave(void)
{
    pthread_mutex_lock(&password_mutex);
    passwords_running--;
    pthread_cond_signal(&password_done);
    pthread_mutex_unlock(&password_mutex);
}

static bool hash_password(char out[crypto_pwhash_STRBYTES], const char *password)
{
    bool cheap = atomic_load(&cheap_passwords);
    password_enter();
    int rc =
        crypto_pwhash_str(out, password, strlen(password),
                          cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE);
    password_leave();
    return rc == 0;
}

enum status crypto_password_hash(struct arena *arena, const char *password, const char **hash_r)
{
    char out[crypto_pwhash_STRBYTES];
    if (!hash_password(out, password)) {
        log_error("password_hash_failed", LOG_TEXT("reason", "memory"));
        return STATUS_UNAVAILABLE;
    }
    *hash_r = arena_strdup(arena, out);
    return STATUS_OK;
}

/* The hash of random bytes that nobody keeps, made once at the cost in force. */
static void copy_nobody_hash(char out[crypto_pwhash_STRBYTES])
{
    pthread_mutex_lock(&nobody_mutex);
    if (nobody_hash[0] == '\0' || nobody_is_cheap != atomic_load(&cheap_passwords)) {
        char secret[65];
        unsigned char bytes[32];
        randombytes_buf(bytes, sizeof bytes);
        sodium_bin2hex(secret, sizeof secret, bytes, sizeof bytes);
        nobody_is_cheap = atomic_load(&cheap_passwords);
        if (!hash_password(nobody_hash, secret)) {
            nobody_hash[0] = '\0';
        }
        sodium_memzero(secret, sizeof secret);
    }
    memcpy(out, nobody_hash, crypto_pwhash_STRBYTES);
    pthread_mutex_unlock(&nobody_mutex);
}

bool crypto_password_verify(const char *hash, const char *password)
{
    char stored[crypto_pwhash_STRBYTES] = {0};
    bool known = hash != NULL && strlen(hash) < sizeof stored;
    if (known) {
        memcpy(stored, hash, strlen(hash));
    } else {
        copy_nobody_hash(stored);
    }
    password_enter();
    int rc = crypto_pwhash_str_verify(stored, password, strlen(password));
    password_leave();
    return known && rc == 0;
}

const char *crypto_library_version(void)
{
    return sodium_version_string();
}

void crypto_wipe(void *bytes, size_t length)
{
    sodium_memzero(bytes, length);
}

void crypto_set_cheap_passwords(bool cheap)
{
    atomic_store(&cheap_passwords, cheap);
}
