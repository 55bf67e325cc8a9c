/* Whether Qualiopi is in force, as pages tell it. */
#ifndef SOFI_WEB_QUALIOPI_H
#define SOFI_WEB_QUALIOPI_H

#include "certification.h"

/* templates/qualiopi.html: words and colour. */
struct qualiopi_view {
    enum certification_etat etat;
    const char *phrase;
};

#endif
