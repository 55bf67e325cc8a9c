/* What is wrong with a code that is cited (`o.nom`, `o.code`), in SQL: whoever asks, one rule.
 *
 *     "SELECT " NOMENCLATURE_FAUTE("$1") " FROM offre_certification o" NOMENCLATURE_CITEE
 */
#ifndef SOFI_DOMAINE_NOMENCLATURE_FAUTE_H
#define SOFI_DOMAINE_NOMENCLATURE_FAUTE_H

#include "nomenclature.h"

_Static_assert(NOMENCLATURE_FONDS == 100, "the OFFSET below");

/* The entry (n), and that of the RNCP code that a Certifinfo code refers to (r). */
#define NOMENCLATURE_CITEE                                                                         \
    " LEFT JOIN nomenclature n ON n.nom = o.nom AND n.code = o.code"                               \
    " LEFT JOIN nomenclature r ON r.nom = 'rncp' AND r.code = n.renvoi "

#define NOMENCLATURE_FIN "coalesce(n.fin, r.fin)"

/* Of a list that was imported, as an extract knows few codes. */
#define NOMENCLATURE_INCONNUE "inconnue"
/* Before the day `jour`. */
#define NOMENCLATURE_FINIE "finie"
#define NOMENCLATURE_INACTIVE "inactive"

/* One of these three; NULL: nothing. */
#define NOMENCLATURE_FAUTE(jour)                                                                   \
    "CASE WHEN n.code IS NULL THEN CASE WHEN (SELECT x.code FROM nomenclature x"                   \
    " WHERE x.nom = o.nom LIMIT 1 OFFSET 99) IS NOT NULL THEN '" NOMENCLATURE_INCONNUE "' END"     \
    " WHEN " NOMENCLATURE_FIN " < " jour " THEN '" NOMENCLATURE_FINIE "'"                          \
    " WHEN coalesce(n.inactive, r.inactive) IS NOT NULL THEN '" NOMENCLATURE_INACTIVE "' END"

#endif
