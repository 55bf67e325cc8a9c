/* Formacode: filling the base with a version of the thesaurus.
 *
 * The caller has checked the terms (echanges/import_formacode.h): codes of 5 digits, each once;
 * parents that exist; no cycle.
 */
#ifndef SOFI_DOMAINE_FORMACODE_REFERENCE_H
#define SOFI_DOMAINE_FORMACODE_REFERENCE_H

#include "formacode.h"

#define FORMACODE_TERMES_MAX 20000

struct formacode_terme {
    const char *code;
    const char *parent;     /* code; "" at the top */
    const char *majuscules; /* label in capitals, as published */
    const char *libelle;    /* typographic label; "" when the source has capitals only */
    const char *synonymes;  /* one a line; ex-synonyms among them */
    const char *metiers;    /* one a line */
    bool choisissable;
};

struct formacode_edition {
    int64_t version;
    bool extrait;
    bool capitales; /* no term has a typographic label */
    const struct formacode_terme *termes;
    size_t n;
};

struct formacode_changements {
    size_t crees;
    size_t modifies; /* text or place in the tree; the renamed ones among them */
    size_t renommes; /* other label */
    size_t disparus; /* in the base, not in the edition: kept for the records, out of the tree */
    size_t inchanges;
};

typedef void formacode_progres(void *context, size_t done, size_t total);

/* Replaces the version by the edition, writing only what differs, then works out the labels and
 * successors of the other versions. In a transaction of the caller, and repeatable. `progres` may
 * be NULL; it counts terms. */
enum status formacode_remplacer(struct db *db, struct arena *arena,
                                const struct formacode_edition *edition, formacode_progres *progres,
                                void *context, struct formacode_changements *changements_r);

/* A label in capitals without accents, punctuation kept: as the official files write them. */
const char *formacode_capitales(struct arena *arena, const char *libelle);

#endif
