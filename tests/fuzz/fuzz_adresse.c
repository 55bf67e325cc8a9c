/* echanges/adresse.h: whatever the service says, a proposal lies in the commune asked for, on the
 * mainland, under a label that may be shown; and what json.h reads is UTF-8. */
#include "adresse.h"

#include "text.h"
#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(0);
    struct adresse_reponse reponse = {.libelle = NULL};
    enum status status = adresse_lire(arena, (const char *)data, size, "44109", &reponse);
    require(status == STATUS_OK || status == STATUS_NOT_FOUND || status == STATUS_UNAVAILABLE);
    require((status == STATUS_OK) == (reponse.libelle != NULL));
    if (status == STATUS_OK) {
        require(reponse.position.latitude >= 41000000 && reponse.position.latitude <= 52000000);
        require(reponse.position.longitude >= -6000000 && reponse.position.longitude <= 10000000);
        require(reponse.libelle[0] != '\0' &&
                utf8_is_valid(reponse.libelle, strlen(reponse.libelle)) &&
                !text_first_forbidden(reponse.libelle, false));
        require(memmem(data, size, "44109", 5) != NULL || memmem(data, size, "\\u", 2) != NULL);
    }
    arena_destroy(arena);
    return 0;
}
