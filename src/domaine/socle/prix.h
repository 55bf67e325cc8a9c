/* Prices in euros: kept "1234.50" (the decimals of LHEO), shown "1 234,50", read as people write
 * them. */
#ifndef SOFI_DOMAINE_PRIX_H
#define SOFI_DOMAINE_PRIX_H

#include "arena.h"

/* As field descriptors want them: "1 200,50 €", "1.234,50", "1,234.50" and "1200.5" are kept as
 * "1200.50" and "1234.50"; "1.234" alone is not understood. */
const char *prix_garder(struct arena *arena, const char *saisie);
const char *prix_juger(struct arena *arena, const char *garde);
/* An hourly and a total price, without the zeros that would not fit the 6 and 10 signs that LHEO
 * has for them: "1234.5". */
const char *prix_garder_horaire(struct arena *arena, const char *saisie);
const char *prix_garder_total(struct arena *arena, const char *saisie);
#define PRIX_HORAIRE_MAX 6
#define PRIX_TOTAL_MAX 10
/* Whole euros: "1 200 €", "1.200,00" are kept as "1200"; what has cents as it is. */
const char *prix_garder_rond(struct arena *arena, const char *saisie);
/* Thousands apart by a no-break space. */
const char *prix_montrer(struct arena *arena, const char *garde);

#endif
