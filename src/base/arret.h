/* The process is asked to end now: what reads much looks here, and stops early. Thread-safe. */
#ifndef SOFI_BASE_ARRET_H
#define SOFI_BASE_ARRET_H

#include <stdbool.h>

void arret_demander(void);
/* A process that starts another server (tests) works again. */
void arret_oublier(void);
bool arret_demande(void);

#endif
