/* The order of LHEO 2.3 (lheo-2.3.xsd): what an element holds. */
#ifndef SOFI_ECHANGES_LHEO_SCHEMA_H
#define SOFI_ECHANGES_LHEO_SCHEMA_H

/* Names of the elements inside `nom`, in their order, ended by NULL. NULL: it holds a text, or is
 * never written. Static. */
const char *const *lheo_schema_contenu(const char *nom);

#endif
