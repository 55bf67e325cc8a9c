/* Communes of today and the postal codes that serve them (many to many).
 *
 * Source: the official geographic code of INSEE and the postal codes of La Poste, packed in the
 * binary (commune_table.h). Paris, Lyon and Marseille are there twice: as a commune (75056) and by
 * municipal arrondissement (75101), as in the addresses of Sirene; a postal code gives the
 * arrondissements. CEDEX codes serve organisations, not communes: they are not known here.
 *
 * Every text returned is static. Thread-safe. Codes come from people: any text is accepted.
 */
#ifndef SOFI_DOMAINE_COMMUNE_H
#define SOFI_DOMAINE_COMMUNE_H

#include "arena.h"
#include "field.h"
#include "status.h"

struct commune {
    const char *insee;       /* 5 characters: "44109", "2A004" */
    const char *nom;         /* "Nantes" */
    const char *departement; /* code: "44", "2A", "974" */
    const char *region; /* code: "52"; the department's code for an overseas territory ("987") */
};

/* A commune with the wording of the post office for one postal code. */
struct commune_desservie {
    struct commune commune;
    const char *libelle_acheminement; /* capitals without accents: "SAINT MOLF" */
};

struct communes_desservies {
    const struct commune_desservie *items; /* of the code's own department first, by name */
    size_t n;
};

/* STATUS_NOT_FOUND for anything that is not the exact code of a commune of today. */
enum status commune_by_insee(const char *insee, struct commune *commune_r);

/* Of fields that hold an INSEE code: read as "Nantes (44109)". */
extern const struct field_source commune_source;

/* The communes of a postal code of exactly 5 digits; none for anything else. The list is in the
 * arena. */
struct communes_desservies communes_by_code_postal(struct arena *arena, const char *code_postal);

/* The department that a postal code starts with: "44", "974"; for Corsica "2A" or "2B" (200, 201
 * and 202, 206). "" for what are no 5 digits. In `departement_r`. */
void commune_departement(const char *code_postal, char departement_r[4]);

/* All communes of a department, by INSEE code: for codes that no commune has (CEDEX). */
struct communes {
    const struct commune *items;
    size_t n;
};

struct communes communes_of_departement(struct arena *arena, const char *departement);

#endif
