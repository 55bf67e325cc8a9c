/* Whether a password can be guessed: zxcvbn's judgement, with French words and keyboards, and with
 * the words of the person, the organisation and this product (OWASP ASVS 2.1). */
#ifndef SOFI_AUTH_ROBUSTESSE_H
#define SOFI_AUTH_ROBUSTESSE_H

#include "arena.h"

#define ROBUSTESSE_LONGUEUR_MIN 12 /* characters */
#define ROBUSTESSE_LONGUEUR_MAX 256
#define ROBUSTESSE_BITS 40 /* 10^12 guesses */

/* Why a password may not be used, NULL when it may (French, after the label: "trop facile à
 * deviner (une année…), …"). `mots`: texts about the person, ended by NULL: e-mail, name,
 * organisation, region; each word in them is one that others try first. The first hundred bytes
 * are judged. Takes about a millisecond. Thread-safe. */
const char *robustesse_juger(struct arena *arena, const char *mot_de_passe,
                             const char *const *mots);

/* Words that the French take for passwords, without accents; ended by NULL. */
extern const char *const robustesse_mots_frequents[];

#endif
