#include "demo_empreinte.h"

#include "arena.h"
#include "crypto.h"

#include <stdio.h>

#define EMPREINTE_MAX 160 /* bytes: libsodium's are of 128 at most */

enum status demo_empreinte(const char **empreinte_r)
{
    static char kept[EMPREINTE_MAX];
    enum status status = STATUS_OK;
    if (!kept[0]) {
        struct arena *arena = arena_create(0);
        const char *empreinte = "";
        status = crypto_password_hash(arena, DEMONSTRATION_MOT_DE_PASSE, &empreinte);
        snprintf(kept, sizeof kept, "%s", empreinte);
        arena_destroy(arena);
    }
    *empreinte_r = kept;
    return status;
}
