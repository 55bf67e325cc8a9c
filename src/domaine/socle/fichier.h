/* Files kept in the database: each once, by the hash of what it holds, in pieces (table `fichier`).
 *
 * At most FICHIER_MORCEAU bytes are in memory at a time, on the way in and on the way out.
 */
#ifndef SOFI_DOMAINE_FICHIER_H
#define SOFI_DOMAINE_FICHIER_H

#include "db.h"

#include <stdint.h>

#define FICHIER_MAX ((uint64_t)5 * 1024 * 1024) /* 01-domain 2.3: 5 Mo */
#define FICHIER_MORCEAU ((size_t)64 * 1024)
#define FICHIER_DEPOT_SECONDES (INT64_C(24) * 3600)
#define FICHIER_QUOTA_MO 100 /* sent by one account in a day, kept or not */

/* Where the bytes come from: an upload, a file of a test. */
struct fichier_source {
    /* Reads up to n bytes at `offset`; *read_r < n only at the end. */
    enum status (*lire)(void *contexte, uint64_t offset, void *octets, size_t n, size_t *read_r);
    void *contexte;
    uint64_t taille;
};

struct fichier {
    const char *empreinte; /* hexadecimal, of the content */
    const char *type;      /* "application/pdf", "image/jpeg", "image/png" */
    uint64_t taille;
};

/* Reads the whole file piece by piece: its hash, and its type by its first bytes, whatever its name
 * says. STATUS_REFUSED with *message_r (French, without label: "fichier vide", "6 Mo, 5 Mo
 * au maximum", "ce n'est pas un PDF, un JPEG ou un PNG…"). Outside any transaction. Thread-safe. */
enum status fichier_juger(struct arena *arena, const struct fichier_source *source,
                          struct fichier *fichier_r, const char **message_r);

/* "pdf", "jpg", "png": of the type, whatever the person's file was called. */
const char *fichier_extension(const struct fichier *fichier);

/* Counts a file that an account sends; STATUS_REFUSED with *message_r (French, without label) when
 * it sent over FICHIER_QUOTA_MO within a day. In the transaction that keeps the file. */
enum status fichier_compter(struct db *db, struct arena *arena, int64_t compte_id,
                            const struct fichier *fichier, const char **message_r);

/* Keeps a judged file; does nothing when its content is already there. In a transaction. */
enum status fichier_deposer(struct db *db, const struct fichier_source *source,
                            const struct fichier *fichier);

/* One piece, from rank 0. STATUS_NOT_FOUND beyond the last. */
enum status fichier_morceau(struct db *db, struct arena *arena, const char *empreinte, int64_t rang,
                            const char **octets_r, size_t *n_r);

/* ---- a file that waits for its form (table `depot`) */

/* Notes that this account sent this kept file; *jeton_r names it in the form. In a transaction. */
enum status depot_noter(struct db *db, struct arena *arena, int64_t compte_id,
                        const struct fichier *fichier, const char *nom, const char **jeton_r);

/* STATUS_NOT_FOUND: unknown, of another account, or over a day old. */
enum status depot_lire(struct db *db, struct arena *arena, int64_t compte_id, const char *jeton,
                       struct fichier *fichier_r, const char **nom_r);

/* The file waits no more: it is a certificate now, or another came in its place. It leaves the base
 * with its deposit when nothing else refers to it. An unknown token is no error. In a transaction.
 */
enum status depot_retirer(struct db *db, struct arena *arena, int64_t compte_id, const char *jeton);

/* Removes deposits over a day old, then the files that nothing refers to and that came over a day
 * ago. In a transaction; called now and then by taches/menage.c. */
enum status fichier_nettoyer(struct db *db);

#endif
