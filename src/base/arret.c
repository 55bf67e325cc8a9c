#include "arret.h"

#include <stdatomic.h>

static atomic_bool demande;

void arret_demander(void)
{
    atomic_store(&demande, true);
}

void arret_oublier(void)
{
    atomic_store(&demande, false);
}

bool arret_demande(void)
{
    return atomic_load_explicit(&demande, memory_order_relaxed);
}
