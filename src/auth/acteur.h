/* Who is acting: the account behind a login, and what it may do (01-domain, section 1).
 *
 * Rights are per site (`compte_site`): the statements of the domain join it, so that a foreign
 * record is simply not found. Lives in the request's arena.
 */
#ifndef SOFI_AUTH_ACTEUR_H
#define SOFI_AUTH_ACTEUR_H

#include <stdbool.h>
#include <stdint.h>

enum profil {
    PROFIL_OF = 1 << 0,    /* contact d'autosaisie: the sites administrables of the account */
    PROFIL_CARIF = 1 << 1, /* officer of the service Offre: everything on every establishment */
    PROFIL_ADMIN = 1 << 2, /* officer, and reference data, accounts of officers */
};

#define PROFILS_OFFICIERS ((unsigned)PROFIL_CARIF | (unsigned)PROFIL_ADMIN)
#define PROFILS_TOUS ((unsigned)PROFIL_OF | PROFILS_OFFICIERS)

struct acteur {
    int64_t compte_id; /* 0: the system itself (import, demonstration) */
    int64_t login_id;
    int64_t confirme_a; /* instant at which this login last gave the password; 0: never */
    enum profil profil;
    const char *nom; /* "Camille Aubry" */
    const char *email;
    /* The establishment shown in the header; of an account with several, the oldest. 0 and "" for
     * officers. */
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom;
    bool tous_les_sites; /* the account has all of that one, and no other: read with the login */
};

static inline bool acteur_est_officier(const struct acteur *acteur)
{
    return ((unsigned)acteur->profil & PROFILS_OFFICIERS) != 0;
}

/* "OF", "CARIF", "ADMIN" and back; 0 for an unknown word. */
const char *profil_code(enum profil profil);
unsigned profil_de_code(const char *code);

#endif
