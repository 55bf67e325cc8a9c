/* Accounts: created with an invitation, password defined by the person. */
#ifndef SOFI_AUTH_COMPTE_H
#define SOFI_AUTH_COMPTE_H

#include "acteur.h"
#include "db.h"

#define COMPTE_INVITATION_SECONDES (INT64_C(7) * 24 * 3600)

struct compte_nouveau {
    const char *email; /* any case; kept in lower case; unique */
    const char *nom;   /* shown in the header; "": the part of the e-mail before '@' */
    enum profil profil;
    int64_t contact_numero; /* 0: none */
    const int64_t *sites;   /* sites administrables */
    size_t site_count;
    bool sans_notification; /* Notification Email unticked */
};

/* Creates an account in the state A_REDEFINIR and its invitation; *jeton_r is the secret of the
 * link /mot-de-passe/{jeton}, valid 7 days, single use. In a transaction. STATUS_REFUSED with
 * *message_r (French): e-mail malformed or already used, unknown site, OF without a site. */
enum status compte_creer(struct db *db, struct arena *arena, const struct compte_nouveau *nouveau,
                         const char **jeton_r, const char **message_r);

/* Whose a link is. No text is NULL; officers have no organisation. */
struct compte_invite {
    int64_t id;
    const char *email;
    const char *nom;
    bool actif; /* it has a password already */
    const char *raison_sociale;
    const char *nom_usage; /* of the organisation's principal site */
};

/* STATUS_NOT_FOUND: unknown, used or expired. */
enum status compte_invitation(struct db *db, struct arena *arena, const char *jeton,
                              struct compte_invite *invite_r);

/* Defines the password by an invitation, makes the account active, uses the invitation up and ends
 * the account's other logins; what was tried on the account before (login.h) is forgotten. In a
 * transaction; `empreinte` is the hash of the password, made before it (crypto.h).
 * STATUS_NOT_FOUND as above. */
enum status compte_definir_mot_de_passe(struct db *db, struct arena *arena, const char *jeton,
                                        const char *empreinte);

/* ---- the account of a contact (tabs Administration and Gestion; rights:
 * domaine/annuaire/administration.h)
 */
struct compte_fiche {
    int64_t id; /* 0: none */
    int64_t version;
    const char *email;
    const char *etat;            /* "A_REDEFINIR", "actif", "bloque" */
    const char *profil;          /* "OF", "CARIF", "ADMIN" */
    bool notification;           /* Notification Email */
    int64_t derniere_connexion;  /* instant; 0: never */
    int64_t invitation_expire_a; /* instant of the end of the newest invitation; 0: none in force */
    const int64_t *sites;        /* sites administrables */
    size_t site_count;
};

/* STATUS_OK with id 0 when the contact has none. Two statements. */
enum status compte_de_contact(struct db *db, struct arena *arena, int64_t contact_numero,
                              struct compte_fiche *fiche_r);

/* Writes e-mail, profile, notification and sites of `fiche`; its version rises. In a transaction.
 * STATUS_REFUSED: the e-mail is malformed or used by another account; STATUS_CONFLICT: the version
 * moved. */
enum status compte_modifier(struct db *db, struct arena *arena, const struct compte_fiche *fiche);

/* The account of a contact, if there is one, bears the name of the contact. */
enum status compte_renommer(struct db *db, int64_t contact_numero, const char *nom);

/* A new invitation (7 days); earlier links of this account die. In a transaction. */
enum status compte_inviter(struct db *db, struct arena *arena, int64_t id, const char **jeton_r);

/* Counts an invitation that the account `par` sends to an e-mail, before it is made.
 * STATUS_TOO_MANY with *message_r (French, a sentence): too many of them, to that e-mail or by that
 * account; nothing may be sent. In a transaction. */
#define COMPTE_INVITATION_FENETRE 3600 /* seconds in which at most so many are sent: */
#define COMPTE_INVITATION_EMAIL 5      /* to one e-mail, whoever sends them */
#define COMPTE_INVITATION_PERSONNE 60  /* by one account */
enum status compte_compter_invitation(struct db *db, struct arena *arena, int64_t par,
                                      const char *email, const char **message_r);

/* The password and all links go, the state is A_REDEFINIR (a blocked account stays blocked), open
 * logins end. In a transaction. */
enum status compte_reinitialiser(struct db *db, int64_t id);

/* Blocks (open logins end) or lets in again: A_REDEFINIR when it never had a password. In a
 * transaction. */
enum status compte_bloquer(struct db *db, int64_t id, bool bloque);

/* The account is no more: its e-mail is free again, its logins and invitations end, it belongs to
 * no contact and bears no name; its row stays for the journal. In a transaction. */
enum status compte_fermer(struct db *db, int64_t id);

/* « Mot de passe oublié »: *jeton_r is the secret of a link valid COMPTE_OUBLI_SECONDES, NULL when
 * there is nobody to send it to (unknown e-mail, blocked account): the caller answers the same. The
 * password in force stays until the link is used; of these links the newest alone is valid, an
 * invitation in force stays as it is. Throttled per e-mail and per network, apart from the attempts
 * of login.h: STATUS_TOO_MANY. In a transaction. */
#define COMPTE_OUBLI_SECONDES (INT64_C(2) * 3600)
#define COMPTE_OUBLI_FENETRE 3600 /* seconds in which at most so many links are asked for: */
#define COMPTE_OUBLI_COMPTE 3     /* for one e-mail, from one network */
#define COMPTE_OUBLI_PARTOUT 10   /* for one e-mail */
#define COMPTE_OUBLI_ADRESSE 20   /* from one network */
enum status compte_oublier(struct db *db, struct arena *arena, const char *email,
                           const char *adresse, const char **jeton_r);

/* Lower case, trimmed. */
char *compte_normaliser_email(struct arena *arena, const char *email);

#endif
