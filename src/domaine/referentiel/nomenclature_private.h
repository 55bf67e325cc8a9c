/* What the files of nomenclature share. */
#ifndef SOFI_DOMAINE_NOMENCLATURE_PRIVATE_H
#define SOFI_DOMAINE_NOMENCLATURE_PRIVATE_H

#include "nomenclature.h"

/* Column `nom`. */
const char *nomenclature_nom(enum nomenclature nom);

#endif
