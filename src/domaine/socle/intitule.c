#include "intitule.h"

const char *intitule_formation(const char *formation)
{
    return formation[0] ? formation : "Formation sans intitulé";
}

const char *intitule_action(struct arena *arena, const char *formation, const char *action)
{
    const char *debut = intitule_formation(formation);
    return action[0] ? arena_printf(arena, "%s - %s", debut, action) : debut;
}

const char *intitule_propre(const char *action)
{
    return action[0] ? action : "Action sans intitulé propre";
}
