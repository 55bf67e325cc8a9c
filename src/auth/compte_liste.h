/* Accounts by their e-mail, for the command line; closed ones (compte_fermer()) are none. */
#ifndef SOFI_AUTH_COMPTE_LISTE_H
#define SOFI_AUTH_COMPTE_LISTE_H

#include "db.h"

struct compte_ligne {
    int64_t id;
    const char *email;
    const char *nom;
    const char *etat;           /* "A_REDEFINIR", "actif", "bloque" */
    const char *profil;         /* "OF", "CARIF", "ADMIN" */
    int64_t derniere_connexion; /* instant; 0: never */
};

struct compte_lignes {
    const struct compte_ligne *items;
    size_t n;
};

/* `email` as compte_normaliser_email() gives it. STATUS_NOT_FOUND. */
enum status compte_de_email(struct db *db, struct arena *arena, const char *email,
                            struct compte_ligne *compte_r);

/* All, in the order of their e-mails. */
enum status compte_lister(struct db *db, struct arena *arena, struct compte_lignes *comptes_r);

#endif
