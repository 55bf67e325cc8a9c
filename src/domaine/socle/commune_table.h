/* The communes and postal codes of the binary, as packed at build time by tools/communes.mjs.
 *
 * Read through commune.h only. Static and read-only; texts are offsets in commune_texts, so that
 * the table needs no relocation.
 */
#ifndef SOFI_DOMAINE_COMMUNE_TABLE_H
#define SOFI_DOMAINE_COMMUNE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct commune_row {
    char insee[6];
    uint8_t departement; /* in commune_departements */
    uint8_t region;      /* in commune_regions */
    uint32_t nom;        /* in commune_texts */
};

struct commune_postal_row {
    uint32_t code_postal; /* 1400 is 01400 */
    uint32_t libelle;     /* in commune_texts */
    uint16_t commune;     /* in commune_rows */
};

/* Sorted by INSEE code, in the order of strcmp(). */
extern const struct commune_row commune_rows[];
extern const size_t commune_row_count;

/* Sorted by postal code, then the communes of the department that the code starts with, then by
 * name in French order. */
extern const struct commune_postal_row commune_postal_rows[];
extern const size_t commune_postal_row_count;

extern const char commune_departements[][4];
extern const char commune_regions[][4];
extern const char commune_texts[];

#endif
