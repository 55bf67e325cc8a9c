/* The public list of training organisations (code du travail, L. 6351-7-1), as it was imported: who
 * is on it, by NDA and SIRET, with what it says of Qualiopi.
 *
 * What an organisation declares is never changed by it: both stand side by side, and their
 * differences are told (ecart_qualiopi.h). A row that a newer list has not is kept, with the import
 * that missed it. An establishment is found by its SIRET; else by its NDA, of the same enterprise
 * (view lpof_etablissement).
 */
#ifndef SOFI_DOMAINE_LISTE_PUBLIQUE_H
#define SOFI_DOMAINE_LISTE_PUBLIQUE_H

#include "db.h"
#include "liste.h"

#define LISTE_PUBLIQUE_CATEGORIES                                                                  \
    4 /* in the order of certification_categories: bits 1, 2, 4, 8                                 \
       */

/* A row of a file. Every text is there, "" where the file says nothing. */
struct liste_publique_ligne {
    int64_t ligne; /* of the file */
    const char *nda, *siret;
    const char *denomination, *voie, *code_postal, *ville;
    const char *region;      /* code INSEE */
    const char *declaree_le; /* ISO */
    int64_t certifications;  /* bits */
};

/* ---- an import, all in one transaction: commencer, lot by lot, then fusionner */

enum status liste_publique_commencer(struct db *db);
/* Texts are looked at during the call only. */
enum status liste_publique_lot(struct db *db, const struct liste_publique_ligne *lignes, size_t n);

struct liste_publique_changements {
    int64_t lues;      /* without doubles */
    int64_t presentes; /* on the list until now */
    int64_t nouvelles, modifiees, revenues, disparues;
};

/* Rows that repeat the NDA and the SIRET of an earlier one are left out: *doubles_r of them, the
 * first `max` in `lignes_r`. Then what the rest would change is counted; nothing is changed yet. */
enum status liste_publique_comparer(struct db *db, int64_t *lignes_r, size_t max, size_t *doubles_r,
                                    struct liste_publique_changements *changements_r);

/* Who imports what, for the register of imports. */
struct liste_publique_import {
    int64_t instant;
    const char *par;
    const char *source; /* the file or the address */
};

/* Writes what was compared; nothing at all when nothing changes. */
enum status liste_publique_fusionner(struct db *db, const struct liste_publique_import *import,
                                     const struct liste_publique_changements *changements);

/* ---- lists for officers */

struct liste_publique_entree {
    int64_t id;
    const char *nda, *siret, *denomination, *code_postal, *ville;
    int64_t certifications;
    const char *etablissement_nom, *etablissement_siret; /* of our directory; "": unknown there */
    const char *depuis;   /* the day of the import that brought it, or missed it first; ISO */
    const char *ailleurs; /* of what vanished: a SIRET that has the same NDA today; "" */
};

#define LISTE_PUBLIQUE_PAGE 50

enum liste_publique_liste {
    LISTE_PUBLIQUE_DISPARUS, /* active establishments that were on the list and are not any more */
    LISTE_PUBLIQUE_INCONNUS  /* SIRETs of the list that no establishment has */
};

/* A page, by name; `q`: words of name and town, a SIRET, a NDA, a postal code. One statement; with
 * words some more (liste.h). */
enum status liste_publique_lister(struct db *db, struct arena *arena, enum liste_publique_liste qui,
                                  const char *q, const char *apres, struct liste_page *page_r);

/* The day of the last import that changed something and who made it; "" before the first. One
 * statement. */
enum status liste_publique_dernier_import(struct db *db, struct arena *arena, const char **jour_r,
                                          const char **par_r);

#endif
