/* Numbers of the register of enterprises and of schools: their keys are checked here, for screen,
 * import and API alike (01-domain, 2.1). Each gives NULL when the number is right, else what is
 * wrong in French, without the label. Values come without spaces. */
#ifndef SOFI_DOMAINE_SIRET_H
#define SOFI_DOMAINE_SIRET_H

#include "arena.h"

#include <stdbool.h>

/* 14 digits, Luhn, and Luhn for the nine first (SIREN); La Poste (SIREN 356000000) also when the
 * sum of the digits is a multiple of 5.
 */
const char *siret_juger(struct arena *arena, const char *siret);

/* What is kept of a SIRET, a NDA or an UAI: without the spaces, hyphens, dots and slashes that
 * people put between its parts. */
const char *siret_garder(struct arena *arena, const char *saisie);

/* Same first nine digits. */
bool siret_meme_siren(const char *a, const char *b);

/* Numéro de déclaration d'activité: ^[0-9]{4}[0-9A-Z][0-9]{6}$ */
const char *nda_juger(struct arena *arena, const char *nda);

/* UAI: 7 digits and a letter, ABCDEFGHJKLMNPRSTUVWXYZ[number mod 23]. */
const char *uai_juger(struct arena *arena, const char *uai);

#endif
