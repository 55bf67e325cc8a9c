#include "intitule.h"

const char *intitule_action(struct arena *arena, const char *formation, const char *action)
{
    return action[0] ? arena_printf(arena, "%s - %s", formation, action) : formation;
}
