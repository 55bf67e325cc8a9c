/* Accounts: created with an invitation, password defined by the person. */
#ifndef SOFI_AUTH_COMPTE_H
#define SOFI_AUTH_COMPTE_H

#include "acteur.h"
#include "db.h"

#define COMPTE_MOT_DE_PASSE_MIN 12
#define COMPTE_MOT_DE_PASSE_MAX 256
#define COMPTE_INVITATION_SECONDES (INT64_C(7) * 24 * 3600)

struct compte_nouveau {
    const char *email; /* any case; kept in lower case; unique */
    const char *nom;   /* shown in the header; "": the part of the e-mail before '@' */
    enum profil profil;
    int64_t contact_numero; /* 0: none */
    const int64_t *sites;   /* sites administrables */
    size_t site_count;
};

/* Creates an account in the state A_REDEFINIR and its invitation; *jeton_r is the secret of the
 * link /mot-de-passe/{jeton}, valid 7 days, single use. In a transaction. STATUS_REFUSED with
 * *message_r (French): e-mail malformed or already used, unknown site, OF without a site. */
enum status compte_creer(struct db *db, struct arena *arena, const struct compte_nouveau *nouveau,
                         const char **jeton_r, const char **message_r);

/* Whose invitation this is. STATUS_NOT_FOUND: unknown, used or expired. */
enum status compte_invitation(struct db *db, struct arena *arena, const char *jeton,
                              const char **email_r);

/* Why a password may not be used (French, after the label), NULL when it may: length, and quality
 * as libpwquality sees it (too simple, contains the e-mail…). */
const char *compte_juger_mot_de_passe(struct arena *arena, const char *mot_de_passe,
                                      const char *email);

/* Defines the password by an invitation, makes the account active, uses the invitation up and ends
 * the account's other logins. In a transaction; `empreinte` is the hash of the password, made
 * before it (crypto.h). STATUS_NOT_FOUND as above. */
enum status compte_definir_mot_de_passe(struct db *db, struct arena *arena, const char *jeton,
                                        const char *empreinte);

/* A well-formed address of 3 to 160 characters; NULL when right, else what is wrong (French). */
const char *compte_juger_email(const char *email);

/* Lower case, trimmed. */
char *compte_normaliser_email(struct arena *arena, const char *email);

#endif
