/* A file of the Formacode while it is read and checked. */
#ifndef SOFI_ECHANGES_IMPORT_FORMACODE_PRIVATE_H
#define SOFI_ECHANGES_IMPORT_FORMACODE_PRIVATE_H

#include "import_formacode.h"

#define COLONNES_ARBRE 8

/* Letters of the grands domaines: the n-th has the code 00100 + n. */
#define LETTRES "ABCDEFGHJKLMNP"

enum formacode_format { FORMAT_INCONNU, FORMAT_THESAURUS, FORMAT_ARBRE };

struct formacode_entree {
    struct formacode_terme terme;
    size_t ligne;
    const char *place;       /* thesaurus: "N0A0C3" */
    const char *domaine;     /* thesaurus: TG of a field head, else NULL */
    const char *plus_precis; /* thesaurus: codes of the TS, one a line */
};

struct formacode_analyse {
    struct arena *arena;
    struct import_bilan *bilan;
    enum formacode_format format;
    const char *nom;
    struct formacode_entree *entrees;
    size_t n;
    const char *pile[COLONNES_ARBRE]; /* tree: the last code of each depth */
    size_t profondeur;                /* of the last row; 0: none */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
    size_t taille; /* of the file; 0: unknown */
};

void import_formacode_refuser(struct formacode_analyse *a, size_t ligne, const char *texte);

/* What a file holds is shown shortened: it may be anything. */
const char *import_formacode_extrait(struct arena *arena, const char *texte);

/* One more entry, of this line of the file. */
struct formacode_entree *import_formacode_ajouter(struct formacode_analyse *a, size_t ligne);

/* All that was read, together: adds the grands domaines, sorts by code, refuses what does not hold.
 */
void import_formacode_verifier(struct formacode_analyse *a);

#endif
