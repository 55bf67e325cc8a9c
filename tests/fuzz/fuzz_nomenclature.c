/* echanges/import_nomenclature.h: whatever the bytes, a file is refused with reasons, or gives
 * entries that nomenclature.h can take. The first byte says which file it is, and puts a header
 * before the rest. */
#include "import_nomenclature_private.h"

#include "text.h"
#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *quoi;
    const char *entete;
} formats[] = {
    {"nsf", "code;libelle\n"},
    {"rome", "code_rome,libelle_rome\n"},
    {"rncp", "Numero_Fiche;Intitule;Abrege_Libelle;Nomenclature_Europe_Niveau;"
             "Date_Fin_Enregistrement\n"},
    {"certifinfo", "<root><item><certif_info_ci_identifiant>1</certif_info_ci_identifiant>"},
    {"certifinfo", ""},
};

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void require_sound(const struct nomenclature_lecture *l)
{
    require(l->n > 0);
    for (size_t i = 0; i < l->n; i++) {
        const struct nomenclature_entree *entree = &l->entrees[i].ligne.entree;
        size_t length = strlen(entree->libelle);
        require(entree->nom < NOMENCLATURE_CERTIFICATIONS);
        require(entree->code[0] && strlen(entree->code) <= 10);
        require(length > 0 && utf8_is_valid(entree->libelle, length));
        require(!text_first_forbidden(entree->libelle, false));
        if (i > 0) {
            const struct nomenclature_entree *last = &l->entrees[i - 1].ligne.entree;
            require(last->nom < entree->nom ||
                    (last->nom == entree->nom && strcmp(last->code, entree->code) < 0));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    size_t format = data[0] % (sizeof(formats) / sizeof(formats[0]));
    size_t length = strlen(formats[format].entete);
    char *bytes = malloc(length + size);
    require(bytes != NULL);
    memcpy(bytes, formats[format].entete, length);
    memcpy(bytes + length, data + 1, size - 1);
    FILE *file = fmemopen(bytes, length + size - 1 ? length + size - 1 : 1, "r");
    require(file != NULL);
    struct import_nomenclature_bilan bilan = {0};
    struct nomenclature_lecture l = {
        .arena = arena_create(0), .bilan = &bilan, .quoi = formats[format].quoi};
    enum status status = import_nomenclature_lire(&l, file);
    require(status == STATUS_OK || status == STATUS_REFUSED);
    require((status == STATUS_OK) == (bilan.raisons.n == 0));
    for (size_t i = 0; i < bilan.raisons.n && i < IMPORT_RAISONS_MAX; i++) {
        require(utf8_is_valid(bilan.raisons.items[i].texte, strlen(bilan.raisons.items[i].texte)));
    }
    if (status == STATUS_OK) {
        require_sound(&l);
    }
    (void)fclose(file);
    arena_destroy(l.arena);
    free(bytes);
    return 0;
}
