/* What reconduction.c and session.c share. */
#ifndef SOFI_DOMAINE_RECONDUCTION_PRIVATE_H
#define SOFI_DOMAINE_RECONDUCTION_PRIVATE_H

#include "session.h"

/* Days from one existing day to another. */
int reconduction_ecart(const char *de, const char *a);

#endif
