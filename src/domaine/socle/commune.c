#include "commune.h"

#include "commune_table.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static struct commune commune_read(const struct commune_row *row)
{
    return (struct commune){
        .insee = row->insee,
        .nom = commune_texts + row->nom,
        .departement = commune_departements[row->departement],
        .region = commune_regions[row->region],
    };
}

static int commune_compare(const void *insee, const void *row)
{
    return strcmp(insee, ((const struct commune_row *)row)->insee);
}

enum status commune_by_insee(const char *insee, struct commune *commune_r)
{
    const struct commune_row *row =
        bsearch(insee, commune_rows, commune_row_count, sizeof(*row), commune_compare);
    if (row == NULL) {
        return STATUS_NOT_FOUND;
    }
    *commune_r = commune_read(row);
    return STATUS_OK;
}

static const char *commune_label(struct arena *arena, const char *insee)
{
    struct commune commune;
    return commune_by_insee(insee, &commune) == STATUS_OK
               ? arena_printf(arena, "%s (%s)", commune.nom, commune.insee)
               : insee;
}

const struct field_source commune_source = {.name = "commune", .label = commune_label};

/* The first row whose postal code is not below the one given. */
static size_t commune_lower_bound(uint32_t code_postal)
{
    size_t low = 0;
    size_t high = commune_postal_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (commune_postal_rows[middle].code_postal < code_postal) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct communes_desservies communes_by_code_postal(struct arena *arena, const char *code_postal)
{
    struct communes_desservies communes = {0};
    if (!text_is_digits(code_postal, 5)) {
        return communes;
    }
    uint32_t code = (uint32_t)strtoul(code_postal, NULL, 10);
    size_t first = commune_lower_bound(code);
    while (first + communes.n < commune_postal_row_count &&
           commune_postal_rows[first + communes.n].code_postal == code) {
        communes.n++;
    }
    struct commune_desservie *items = ARENA_ARRAY(arena, struct commune_desservie, communes.n);
    for (size_t i = 0; i < communes.n; i++) {
        const struct commune_postal_row *row = &commune_postal_rows[first + i];
        items[i].commune = commune_read(&commune_rows[row->commune]);
        items[i].libelle_acheminement = commune_texts + row->libelle;
    }
    communes.items = items;
    return communes;
}

void commune_departement(const char *code_postal, char departement_r[4])
{
    departement_r[0] = '\0';
    if (!text_is_digits(code_postal, 5)) {
        return;
    }
    bool overseas = code_postal[0] == '9' && (code_postal[1] == '7' || code_postal[1] == '8');
    memcpy(departement_r, code_postal, overseas ? 3 : 2);
    departement_r[overseas ? 3 : 2] = '\0';
    if (strcmp(departement_r, "20") == 0) {
        departement_r[1] = code_postal[2] <= '1' ? 'A' : 'B';
    }
}

/* The first row whose INSEE code is not below `insee`. */
static size_t commune_first(const char *insee)
{
    size_t low = 0;
    size_t high = commune_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(commune_rows[middle].insee, insee) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* INSEE codes begin with the department: its communes stand together. */
struct communes communes_of_departement(struct arena *arena, const char *departement)
{
    size_t first = commune_first(departement);
    size_t end = first;
    while (end < commune_row_count &&
           strcmp(commune_departements[commune_rows[end].departement], departement) == 0) {
        end++;
    }
    struct commune *items = ARENA_ARRAY(arena, struct commune, end - first);
    for (size_t i = first; i < end; i++) {
        items[i - first] = commune_read(&commune_rows[i]);
    }
    return (struct communes){.items = items, .n = end - first};
}
