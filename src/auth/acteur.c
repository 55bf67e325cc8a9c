#include "acteur.h"

#include <stddef.h>
#include <string.h>

static const struct {
    enum profil profil;
    const char *code;
} profils[] = {{PROFIL_OF, "OF"}, {PROFIL_CARIF, "CARIF"}, {PROFIL_ADMIN, "ADMIN"}};

const char *profil_code(enum profil profil)
{
    for (size_t i = 0; i < sizeof(profils) / sizeof(profils[0]); i++) {
        if (profils[i].profil == profil) {
            return profils[i].code;
        }
    }
    return "";
}

unsigned profil_de_code(const char *code)
{
    for (size_t i = 0; i < sizeof(profils) / sizeof(profils[0]); i++) {
        if (strcmp(profils[i].code, code) == 0) {
            return (unsigned)profils[i].profil;
        }
    }
    return 0;
}
