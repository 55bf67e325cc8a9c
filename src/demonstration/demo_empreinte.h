/* The one password of all invented accounts. */
#ifndef SOFI_DEMONSTRATION_DEMO_EMPREINTE_H
#define SOFI_DEMONSTRATION_DEMO_EMPREINTE_H

#include "status.h"

#define DEMONSTRATION_MOT_DE_PASSE "demonstration-sofi"

/* Its hash, made once: it takes 64 MiB and a fifth of a second. One thread. */
enum status demo_empreinte(const char **empreinte_r);

#endif
