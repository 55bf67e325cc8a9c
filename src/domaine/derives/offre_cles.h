/* The folded texts of titles, communes and names of sites in which lists look for words, and by
 * which they are sorted: kept up to date by what changes the text that lists show. */
#ifndef SOFI_DOMAINE_OFFRE_CLES_H
#define SOFI_DOMAINE_OFFRE_CLES_H

#include "db.h"

/* In the transaction that writes the name. */
enum status offre_cles_site(struct db *db, int64_t site, const char *nom);
/* The folded words by which an establishment is found (etablissement.recherche). */
enum status offre_cles_etablissement(struct db *db, int64_t id, const char *raison_sociale);

/* Fills them all, if none is yet: a base that is older than they. */
enum status offre_cles_completer(struct db *db);
/* The same, whatever is there: rows were written by other means. In a transaction. */
enum status offre_cles_refaire(struct db *db);

enum offre_cles_genre {
    OFFRE_CLES_ETABLISSEMENTS,
    OFFRE_CLES_SITES,
    OFFRE_CLES_ACTIONS,
    OFFRE_CLES_SESSIONS,
    OFFRE_CLES_GENRES
};
/* How many records keep another text than folding what they show today gives. Reads only. */
enum status offre_cles_controler(struct db *db, enum offre_cles_genre genre, int64_t *n_r);
/* The same, and mends them, a thousand records in a transaction. Not inside one. */
enum status offre_cles_reparer(struct db *db, enum offre_cles_genre genre, int64_t *n_r);

#endif
