/* What statements read of an establishment (e), a site (s, beside its establishment) and a contact
 * (c, beside its site and establishment): columns, their types, and the reader of such a row. Lists
 * are read apart. Readers return the next column. */
#ifndef SOFI_DOMAINE_ANNUAIRE_LIGNES_H
#define SOFI_DOMAINE_ANNUAIRE_LIGNES_H

#include "db.h"

#define ETABLISSEMENT_COLONNES "e.id, e.version, {e.etablissement}"
#define ETABLISSEMENT_TYPES "ii*"

/* struct etablissement */
int etablissement_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#define SITE_COLONNES "s.numero, s.version, e.id, e.siret, e.raison_sociale, s.principal, {s.site}"
#define SITE_TABLES " FROM site s JOIN etablissement e ON e.id = s.etablissement_id"
#define SITE_SELECT "SELECT " SITE_COLONNES SITE_TABLES
#define SITE_TYPES "iiittb*"

/* struct site */
int site_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#define CONTACT_COLONNES                                                                           \
    "c.numero, c.version, e.id, e.siret, e.raison_sociale, s.nom_usage, {c.contact}"
#define CONTACT_TABLES                                                                             \
    " FROM contact c JOIN site s ON s.numero = c.site"                                             \
    " JOIN etablissement e ON e.id = s.etablissement_id"
#define CONTACT_TYPES "iiittt*"

/* struct contact */
int contact_lire_ligne(const struct db_rows *rows, int n, struct arena *arena, void *record);

#endif
