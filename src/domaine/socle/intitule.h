/* How formations and actions are called, on every page: a draft may have no title yet, an action
 * need not have one of its own. Nothing of the offer is ever shown without a name.
 */
#ifndef SOFI_DOMAINE_INTITULE_H
#define SOFI_DOMAINE_INTITULE_H

#include "arena.h"

/* Its title, or that it has none (""). */
const char *intitule_formation(const char *formation);

/* The title of an action: "A - B", or that of its formation alone when it has none ("") of its own.
 */
const char *intitule_action(struct arena *arena, const char *formation, const char *action);

/* Below its formation: its own title, or that it has none (""). */
const char *intitule_propre(const char *action);

#endif
