/* echanges/import_of.h: whatever the bytes behind the header, a file is refused with reasons, or
 * gives rows that the list can take. */
#include "import_of.h"

#include "siret.h"
#include "text.h"
#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ENTETE                                                                                     \
    "numeroDeclarationActivite;denomination;siren;siretEtablissementDeclarant;"                    \
    "adressePhysiqueOrganismeFormation.ville;certifications.actionsDeFormation;"                   \
    "certifications.bilansDeCompetences;certifications.VAE;"                                       \
    "certifications.actionsDeFormationParApprentissage;"                                           \
    "informationsDeclarees.dateDerniereDeclaration\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void require_text(const char *text)
{
    size_t length = strlen(text);
    require(length == 0 || utf8_is_valid(text, length));
    require(!text_first_forbidden(text, false) && text_length(text) <= IMPORT_OF_TEXTE_MAX);
}

static enum status look(void *context, const struct liste_publique_ligne *ligne)
{
    require(!nda_juger(context, ligne->nda));
    require(!ligne->siret[0] || text_is_digits(ligne->siret, 14));
    require(ligne->certifications >= 0 && ligne->certifications < INT64_C(1)
                                                                      << LISTE_PUBLIQUE_CATEGORIES);
    require_text(ligne->denomination);
    require_text(ligne->ville);
    require(!ligne->declaree_le[0] || strlen(ligne->declaree_le) == 10);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t length = strlen(ENTETE);
    char *bytes = malloc(length + size);
    require(bytes != NULL);
    memcpy(bytes, ENTETE, length);
    if (size) {
        memcpy(bytes + length, data, size);
    }
    FILE *file = fmemopen(bytes, length + size, "r");
    require(file != NULL);
    struct import_of_bilan bilan;
    struct arena *arena = arena_create(0);
    enum status status = import_of_parcourir(arena, file, &bilan, look, arena);
    require(status == STATUS_OK || (status == STATUS_REFUSED && bilan.raisons.n > 0));
    for (size_t i = 0; i < bilan.raisons.n && i < IMPORT_RAISONS_MAX; i++) {
        require(utf8_is_valid(bilan.raisons.items[i].texte, strlen(bilan.raisons.items[i].texte)));
    }
    (void)fclose(file);
    arena_destroy(arena);
    free(bytes);
    return 0;
}
