#ifndef SOFI_DOMAINE_INTITULE_H
#define SOFI_DOMAINE_INTITULE_H

#include "arena.h"

/* The title of an action: "A - B", or that of its formation alone when it has none ("") of its own.
 */
const char *intitule_action(struct arena *arena, const char *formation, const char *action);

#endif
