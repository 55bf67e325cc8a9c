/* French telephone numbers as people type them.
 *
 * Accepted: ten digits in any grouping ("02-40-20-21-31", "0240202131", "02.40…"), +33 or 0033 with
 * or without "(0)", the overseas prefixes +262, +590, +594, +596 (their numbers begin with the same
 * digits after a 0: 02 62, 05 90…), +508, +681, +687, +689, four-digit short numbers (39 36),
 * other short ones (3 digits, 118 xyz), and any other country as +CC followed by 4 to 14 digits in
 * all 8 to 15. Kept in one form, which is the form shown: "02 40 20 21 31", "39 36",
 * "+32 2 xxx…" as "+3221234567".
 */
#ifndef SOFI_DOMAINE_TELEPHONE_H
#define SOFI_DOMAINE_TELEPHONE_H

#include "arena.h"

/* The kept form, in the arena; NULL when it is no telephone number. "" gives "". */
const char *telephone_normaliser(struct arena *arena, const char *saisie);

/* The same as field descriptors want it (`keep`): what is no number stays. */
const char *telephone_garder(struct arena *arena, const char *saisie);

/* As a check of field descriptors: NULL when right, else what is wrong (French). */
const char *telephone_juger(struct arena *arena, const char *saisie);

/* What follows "tel:" in a link: "+33240202131", "3936"; numbers overseas have
 * their own country code. For a kept form. */
const char *telephone_lien(struct arena *arena, const char *telephone);

#endif
