/* echanges/import_formacode.h: whatever the bytes, a file is refused with reasons, or gives terms
 * that formacode_reference.h can take. The first byte puts an official header before the rest. */
#include "import_formacode.h"

#include "text.h"
#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const headers[] = {
    "",
    "A;B;C;D;E;F;G;H;\r\n",
    "Code du Terme;Descripteur en majuscules;Descripteur en typo riche;Champ sémantique;Synonymes;"
    "Synonymes métier;TG (Terme Générique);TS (Termes Spécifiques);TA (Termes Associés);NE (Note "
    "d’Explication);NA (Note d’Application);Note de version;ex-synonyme V-1;Code arborescence\r\n",
};

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

static const struct formacode_terme *find(const struct formacode_edition *edition, const char *code)
{
    const struct formacode_terme *found = NULL;
    for (size_t i = 0; i < edition->n; i++) {
        if (strcmp(edition->termes[i].code, code) == 0) {
            require(found == NULL);
            found = &edition->termes[i];
        }
    }
    return found;
}

static void require_sound(const struct formacode_edition *edition)
{
    require(edition->n > 0 && edition->version > 0);
    for (size_t i = 0; i < edition->n; i++) {
        const struct formacode_terme *term = &edition->termes[i];
        size_t depth = 0;
        require(text_is_digits(term->code, 5) && term->majuscules[0] != '\0');
        require(edition->capitales == (term->libelle[0] == '\0'));
        while (term->parent[0]) {
            term = find(edition, term->parent);
            require(term != NULL && ++depth <= IMPORT_FORMACODE_NIVEAUX_MAX);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char *header = headers[data[0] % 3];
    size_t length = strlen(header);
    char *bytes = malloc(length + size);
    require(bytes != NULL);
    memcpy(bytes, header, length);
    memcpy(bytes + length, data + 1, size - 1);
    FILE *file = fmemopen(bytes, length + size - 1 ? length + size - 1 : 1, "r");
    struct arena *arena = arena_create(0);
    struct formacode_edition edition;
    struct import_bilan bilan;
    require(file != NULL);
    enum status status =
        import_formacode_analyser(file, 0, arena, "f.csv", NULL, NULL, &edition, &bilan);
    require(status == STATUS_OK || status == STATUS_REFUSED);
    require((status == STATUS_OK) == (bilan.raisons.n == 0));
    for (size_t i = 0; i < bilan.raisons.n && i < IMPORT_RAISONS_MAX; i++) {
        require(utf8_is_valid(bilan.raisons.items[i].texte, strlen(bilan.raisons.items[i].texte)));
    }
    if (status == STATUS_OK) {
        require_sound(&edition);
    }
    (void)fclose(file);
    arena_destroy(arena);
    free(bytes);
    return 0;
}
