/* Addresses of electronic mail: one rule for accounts, contacts, sites, mails and the
 * configuration.
 *
 * A local part of 1 to 64 ASCII characters, dots inside and single; a domain of two labels at
 * least, the last of two letters at least, accented letters accepted as IDNA2008 has them. */
#ifndef SOFI_BASE_EMAIL_H
#define SOFI_BASE_EMAIL_H

#include "arena.h"

#define EMAIL_MAX 160 /* characters */

/* NULL when it is right, else what is wrong in French, without the label. */
const char *email_check(struct arena *arena, const char *email);

/* "a@b.fr" of « Nom <a@b.fr> », « "Nom, P." <a@b.fr>; » and « mailto:a@b.fr », as they are pasted
 * from a mail; any other text as it is. Kept again it is the same. */
const char *email_keep(struct arena *arena, const char *typed);

/* As mail servers want it: "contact@école.fr" is "contact@xn--cole-9oa.fr". What is no address
 * stays. */
const char *email_to_ascii(struct arena *arena, const char *email);

#endif
