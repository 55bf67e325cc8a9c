/* Facts about the base itself, by key. */
#ifndef SOFI_DOMAINE_PARAMETRE_H
#define SOFI_DOMAINE_PARAMETRE_H

#include "db.h"

#define PARAMETRE_DEMONSTRATION "demonstration"

/* "" when the key has no value. One statement. */
enum status parametre_lire(struct db *db, struct arena *arena, const char *cle,
                           const char **valeur_r);
enum status parametre_ecrire(struct db *db, const char *cle, const char *valeur);

#endif
