/* The little cryptography of the house, on libsodium: this is the only place that includes it.
 *
 * Thread-safe after crypto_start(). Constant-time where it compares.
 */
#ifndef SOFI_BASE_CRYPTO_H
#define SOFI_BASE_CRYPTO_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>

/* Once, before any thread. STATUS_ERROR when the library refuses. */
enum status crypto_start(void);

void crypto_random(void *bytes, size_t length);

/* In base64 (RFC 4648, section 4), padded, on one line. */
const char *crypto_base64(struct arena *arena, const void *bytes, size_t length);

/* 32 random bytes in base64url (43 characters): cookies, tokens of links. */
const char *crypto_token(struct arena *arena);

/* BLAKE2b-256 of a text, keyed with `key` (NULL: not keyed), in base64url (43 characters). What is
 * stored instead of a secret; what an anti-forgery token is made of. */
const char *crypto_digest(struct arena *arena, const char *text, const char *key);

/* SHA-256 of bytes that come in pieces: the hexadecimal that sha256sum prints. Once ended, a sum
 * takes no more pieces. */
struct crypto_sum;
struct crypto_sum *crypto_sum_start(struct arena *arena);
void crypto_sum_add(struct crypto_sum *sum, const void *bytes, size_t n);
const char *crypto_sum_end(struct crypto_sum *sum, struct arena *arena);

/* argon2id of a password, libsodium's "interactive" cost (64 MiB, 2 passes): the string that is
 * stored. Two at a time in the process; others wait. STATUS_UNAVAILABLE when memory lacks. */
enum status crypto_password_hash(struct arena *arena, const char *password, const char **hash_r);

/* True when the password is that of the hash. `hash` NULL (unknown account): false, at the same
 * cost, checked against a hash that no password has. */
bool crypto_password_verify(const char *hash, const char *password);

/* Of libsodium: "1.0.18". */
const char *crypto_library_version(void);

/* Overwrites a secret that is no longer needed. */
void crypto_wipe(void *bytes, size_t length);

/* Cheap passwords for tests; never called by the program. */
void crypto_set_cheap_passwords(bool cheap);

#endif
