/* The account of a contact, as the tab *Administration* shows and changes it (01-domain 2.4): who
 * may give which sites and profiles, and what the journal of the contact says of it. The account
 * itself is auth/compte.h.
 */
#ifndef SOFI_DOMAINE_ADMINISTRATION_H
#define SOFI_DOMAINE_ADMINISTRATION_H

#include "compte.h"
#include "contact.h"
#include "site.h"

struct administration {
    int64_t compte_id; /* 0: the contact has no account */
    int64_t version;   /* of the account */
    const char *email_login;
    bool notification_email;
    struct text_list sites_administrables; /* numbers of sites, as texts */
    const char *profil;                    /* "OF", "CARIF", "ADMIN" */
};

/* Labels: Email de login, Notification Email, Sites Administrables, Profils. */
extern const struct field_set administration_fields;

/* As the base holds it; without an account: the contact's own e-mail proposed, its site, OF. Only
 * the sites that the person administers are shown (`sites`), the others are kept when saving. */
struct administration administration_de(struct arena *arena, const struct contact *contact,
                                        const struct compte_fiche *compte,
                                        const struct site_liste *sites);

/* Rules: a well-formed e-mail; an OF has at least one site; only sites of `sites` may be given; the
 * profile is changed by an ADMIN only (others: form field read-only, kept). STATUS_REFUSED when the
 * form holds a message. */
enum status administration_verifier(struct form *form, const struct acteur *acteur,
                                    const struct site_liste *sites,
                                    const struct administration *ancien,
                                    struct administration *nouveau);

/* Creates the account (state A_REDEFINIR; *jeton_r: the invitation's secret, to be sent by mail) or
 * saves the changes (*jeton_r NULL). In a transaction. STATUS_REFUSED with a message on email_login
 * when it is used already, with the same words whoever uses it; STATUS_CONFLICT when the account's
 * version is no longer that of `ancien`. A new e-mail of login ends the account's open logins and
 * makes it A_REDEFINIR again with a new invitation (*jeton_r): the new address must be proved; a
 * blocked account stays blocked, *jeton_r NULL. STATUS_TOO_MANY with a message: too many
 * invitations (compte_compter_invitation). STATUS_FORBIDDEN: the account of an officer is changed
 * by an ADMIN and by its owner; STATUS_REFUSED: an OF changes the e-mail of those accounts only
 * whose sites it administers all (droits_compte), and a contact that has left gets no account.
 */
enum status administration_enregistrer(struct db *db, struct form *form,
                                       const struct acteur *acteur, const struct contact *contact,
                                       const struct site_liste *sites,
                                       const struct administration *ancien,
                                       const struct administration *nouveau, const char **jeton_r,
                                       bool *change_r);

/* Gestures of the tab *Gestion*, each with a line in the contact's journal. In a transaction. */
enum administration_geste {
    ADMINISTRATION_INVITER,       /* a new invitation; earlier links die; *jeton_r */
    ADMINISTRATION_REINITIALISER, /* officers: the password goes, A_REDEFINIR; *jeton_r */
    ADMINISTRATION_BLOQUER,
    ADMINISTRATION_DEBLOQUER,
    ADMINISTRATION_FERMER, /* the contact loses its account */
};

/* STATUS_NOT_FOUND without an account; STATUS_FORBIDDEN: a gesture of officers, or on one's own
 * account (block, close); STATUS_REFUSED with *message_r (an invitation for a blocked account…);
 * STATUS_TOO_MANY with *message_r: too many links were sent. */
enum status administration_agir(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct contact *contact, enum administration_geste geste,
                                const char **jeton_r, const char **message_r);

#endif
