/* The summary of errors at the top of a refused form (templates/erreurs.html). */
#ifndef SOFI_WEB_RESUME_H
#define SOFI_WEB_RESUME_H

#include "champ.h"

struct resume_view {
    const char *titre; /* "Fiche non enregistrée : 2 erreurs à corriger" */
    struct erreurs_view erreurs;
};

#endif
