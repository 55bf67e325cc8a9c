/* Texts that officers have at hand: questions, reasons of a refusal. */
#ifndef SOFI_DOMAINE_TEXTE_TYPE_H
#define SOFI_DOMAINE_TEXTE_TYPE_H

#include "db.h"

enum texte_usage { TEXTE_QUESTION, TEXTE_REFUS, TEXTE_USAGES };

struct texte_type {
    const char *code, *libelle, *texte;
};

struct textes_types {
    struct {
        struct texte_type *items; /* by label */
        size_t n;
    } usages[TEXTE_USAGES];
};

/* All of them. One statement. */
enum status texte_type_lire(struct db *db, struct arena *arena, struct textes_types *textes_r);

#endif
