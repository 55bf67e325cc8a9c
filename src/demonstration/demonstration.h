/* Demonstration data: invented people around the establishment of the users' manual. */
#ifndef SOFI_DEMONSTRATION_DEMONSTRATION_H
#define SOFI_DEMONSTRATION_DEMONSTRATION_H

#include "db.h"
#include "demo_empreinte.h"

/* Fills an empty base in one transaction of its own; marks it as a demonstration
 * (PARAMETRE_DEMONSTRATION), so that the login page shows the accounts. STATUS_CONFLICT when the
 * base already holds establishments: nothing is changed. */
enum status demonstration_creer(struct db *db, struct arena *arena);

/* For a demonstration that goes on with demonstration_offre_generer(), which ends it: an empty base
 * bears the mark of that before its first row (chantier.h). STATUS_CONFLICT as above. */
enum status demonstration_annoncer(struct db *db);

#endif
