/* What reconduction.c and session.c share. */
#ifndef SOFI_DOMAINE_RECONDUCTION_PRIVATE_H
#define SOFI_DOMAINE_RECONDUCTION_PRIVATE_H

#include "session.h"

/* By how many days a session that begins on `iso`, an existing day, moves: whole weeks. */
int reconduction_jours(const char *iso, const struct reconduction *r);

#endif
