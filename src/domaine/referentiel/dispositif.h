/* Financing schemes, kept by an administrator (01-domain 3). LHEO has no such element. */
#ifndef SOFI_DOMAINE_DISPOSITIF_H
#define SOFI_DOMAINE_DISPOSITIF_H

#include "db.h"
#include "field.h"

struct dispositif {
    const char *code;
    const char *libelle;
    const char *financeur; /* dict_financeurs */
    const char *type;      /* programme-region, apprentissage, professionnalisation, autre */
    bool public;
    bool actif;
};

struct dispositifs {
    const struct dispositif *items; /* by code */
    size_t n;
};

/* All of them, inactive ones too. One statement. */
enum status dispositif_lister(struct db *db, struct arena *arena, struct dispositifs *liste_r);

/* NULL: unknown. */
const struct dispositif *dispositif_nomme(const struct dispositifs *liste, const char *code);

#endif
