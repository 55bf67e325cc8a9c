/* Checks of the fields of an address, for every noun that has one: site, lieu, contact, account.
 *
 * As field descriptors want them (base/field.h): NULL when the value is right, else what is wrong
 * (French, without the label). */
#ifndef SOFI_DOMAINE_COORDONNEES_H
#define SOFI_DOMAINE_COORDONNEES_H

#include "email.h"
#include "form.h"

#define LONGITUDE_MAX 180 /* degrees */
#define LATITUDE_MAX 90

const char *coordonnees_juger_commune(struct arena *arena, const char *insee);
const char *coordonnees_juger_longitude(struct arena *arena, const char *degres);
const char *coordonnees_juger_latitude(struct arena *arena, const char *degres);
/* "-1.536000" of "-1,536", of fourteen decimals too. */
const char *coordonnees_garder(struct arena *arena, const char *degres);
/* "47.2184, -1.5536", « 47,2184 ; -1,5536 » pasted in one field, the latitude first as maps give
 * it; the other way round where only that is in France. As field descriptors of each want it. */
bool coordonnees_separer(struct arena *arena, const char *saisie, const char **longitude_r,
                         const char **latitude_r);
bool coordonnees_separer_latitude(struct arena *arena, const char *saisie, const char **latitude_r,
                                  const char **longitude_r);
/* Fields of an e-mail: the rules of base/email.h. */
#define COORDONNEES_EMAIL                                                                          \
    .minimum = 3, .maximum = EMAIL_MAX, .keep = email_keep, .check = email_check, .unit = UNIT_EMAIL

/* The postal code serves the commune; a CEDEX, which serves none, is of its department. For forms
 * with the fields « code_postal » and « commune_insee »: says nothing while one of them is not in
 * the form, or wrong already. `bureau`: what stands behind the postal code, "NANTES CEDEX 1". */
void coordonnees_verifier_commune(struct form *form, const char *code_postal, const char *bureau,
                                  const char *commune_insee);

#endif
