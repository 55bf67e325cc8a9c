/* A contact of an establishment, attached to one of its sites (01-domain 2.4).
 *
 * Numbers are stable and never reused. A contact may have an account (auth/compte.h, and
 * administration.h for the tab of that name); it may leave (etat "I"), and be emptied: its personal
 * data goes, its number stays.
 */
#ifndef SOFI_DOMAINE_CONTACT_H
#define SOFI_DOMAINE_CONTACT_H

#include "acteur.h"
#include "db.h"
#include "etablissement.h"
#include "field.h"
#include "form.h"
#include "journal.h"
#include "jumeau.h"
#include "notice.h"
#include "site.h"

struct contact {
    int64_t numero;
    int64_t version;
    int64_t etablissement_id;
    const char *etablissement_siret;
    const char *etablissement_nom; /* raison sociale */
    const char *site_nom;          /* nom d'usage of the site */
    /* ---- the fields of the form (tab Description) */
    const char *civilite; /* "", "F", "M" */
    const char *nom;
    const char *prenom;
    const char *fonction;
    const char *telephone; /* kept form (telephone.h) */
    const char *email;
    int64_t site;               /* number */
    struct text_list referents; /* contact_referents */
    bool public;                /* shown on the public record of the establishment */
    const char *etat;           /* "A", "I": has left */
};

extern const struct field_set contact_fields;
extern const struct notice contact_notice;
/* Référent SOFI ("sofi"), then LHEO type-contact ("1", "2"… "0" last). Ends with {NULL, NULL}. */
extern const struct choice contact_referents[];
/* Of fields that hold numbers of contacts. */
extern const struct field_source contact_source;
extern const struct choice contact_civilites[]; /* Madame, Monsieur */

/* A new contact as its form first shows it. */
struct contact contact_vide(const struct etablissement *etablissement, int64_t site);

/* The record, if the person may see its site. STATUS_NOT_FOUND otherwise. One statement, with
 * that of droits_voir(). */
enum status contact_lire(struct db *db, struct arena *arena, const struct acteur *acteur,
                         int64_t numero, struct contact *contact_r);

struct contact_ligne {
    int64_t numero;
    const char *nom;
    const char *prenom;
    const char *site_nom;
    const char *referents;   /* labels joined by ", "; "" */
    const char *email_login; /* "" without an account */
    const char *compte_etat; /* "", "A_REDEFINIR", "actif", "bloque" */
    bool parti;
};

struct contact_liste {
    const struct contact_ligne *items; /* those who have left last; then by name */
    size_t n;
};

/* The contacts of an establishment on the sites that the person may see. One statement. */
enum status contact_lister(struct db *db, struct arena *arena, const struct acteur *acteur,
                           int64_t etablissement_id, struct contact_liste *liste_r);
/* The same in two steps, between which other rows are asked for (db.h). The second ends them. */
void contact_demander(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                      struct db_rows *rows_r);
enum status contact_recevoir(struct db_rows *rows, struct arena *arena,
                             struct contact_liste *liste_r);

struct contacts {
    const struct contact *items; /* by number */
    size_t n;
};

/* "AUBRY, Camille, CARIFOREF DES PAYS DE LA LOIRE, 3127" */
const char *contact_intitule(struct arena *arena, const char *nom, const char *prenom,
                             const char *site_nom, int64_t numero);

/* "Camille Aubry": what the account of the contact is called. */
const char *contact_nom(struct arena *arena, const struct contact *contact);

/* Checks and completes what a form read: a site of this establishment that the person administers
 * (`sites`); known referents; telephone brought to its kept form; a public contact has a telephone
 * or an e-mail. STATUS_REFUSED when the form holds a message. */
enum status contact_verifier(struct form *form, const struct site_liste *sites,
                             struct contact *nouveau);

/* The same person twice in an establishment: the same nom and prénom, accents and case apart; or
 * the same e-mail or telephone as one who has not left, in the same role: the same
 * fonction, and a référent in common where they have any (a switchboard is that of several people).
 * Told of the contacts that the person may see. `ancien`: what it is in the base (NULL: it is new);
 * whom it looked like already is not told again, nor is anybody when the contact leaves. One
 * statement. */
enum status contact_jumeaux(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct contact *ancien, const struct contact *nouveau,
                            struct jumeaux *jumeaux_r);

/* Saves over `ancien`, journals; the account takes the new name. In a transaction. STATUS_CONFLICT
 * as elsewhere. A contact that leaves loses its account (compte_fermer): STATUS_FORBIDDEN when that
 * is one's own, or out of reach (droits_compte). */
enum status contact_enregistrer(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct contact *ancien, const struct contact *nouveau,
                                bool *change_r);

/* Creates a verified contact. Wants the right on the principal site: STATUS_FORBIDDEN. In a
 * transaction. */
enum status contact_creer(struct db *db, struct arena *arena, const struct acteur *acteur,
                          struct contact *contact);

/* Empties a contact: its account is closed, its name becomes « Contact effacé », everything else
 * goes; its number and its journal stay, the journal's line does not repeat what went.
 * STATUS_FORBIDDEN as above. In a transaction. */
enum status contact_vider(struct db *db, struct arena *arena, const struct acteur *acteur,
                          const struct contact *contact);

#endif
