/* What the files of formacode share. */
#ifndef SOFI_DOMAINE_FORMACODE_PRIVATE_H
#define SOFI_DOMAINE_FORMACODE_PRIVATE_H

#include "formacode.h"

/* The label of a term in capitals, in lower case but for its first letter. */
const char *formacode_casse(struct arena *arena, const char *majuscules);

/* Works out labels and successors of all terms that are not current: see formacode.h. In a
 * transaction. */
enum status formacode_relier(struct db *db, struct arena *arena);

#endif
