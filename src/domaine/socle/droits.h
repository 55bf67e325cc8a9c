/* What a person may do, where several nouns ask it alike (01-domain, section 1). Officers may all.
 */
#ifndef SOFI_DOMAINE_DROITS_H
#define SOFI_DOMAINE_DROITS_H

#include "acteur.h"
#include "db.h"

/* The right on a site. STATUS_NOT_FOUND: a foreign one, whether it exists or not. */
enum status droits_site(struct db *db, const struct acteur *acteur, int64_t site_numero);

/* The right to see a record of a site, 0: of any site of its establishment. STATUS_NOT_FOUND,
 * whether it exists or not. No statement for an account that has the whole establishment, else one.
 */
enum status droits_voir(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                        int64_t site_numero);

/* In a statement: a person sees what hangs on a site. `officier` and `compte`: its parameters. */
#define DROITS_VOIT(site, officier, compte)                                                        \
    "(" officier " OR EXISTS (SELECT 1 FROM compte_site cs"                                        \
    " WHERE cs.site_numero = " site " AND cs.compte_id = " compte "))"

/* The right on the principal site of an establishment. STATUS_FORBIDDEN without it. */
enum status droits_site_principal(struct db *db, const struct acteur *acteur,
                                  int64_t etablissement_id);

/* Whose account may be taken over (its e-mail changed), blocked, closed: by an ADMIN all of them,
 * by a CARIF those of profile OF, by an OF those of profile OF whose sites it administers all.
 * Without this rule, a new e-mail of login would be a way to rights that one has not.
 * STATUS_FORBIDDEN. */
enum status droits_compte(struct db *db, const struct acteur *acteur, int64_t compte_id);

/* « Au nom de » of a journal's line: `raison_sociale` when an officer acts, NULL otherwise. */
const char *droits_au_nom_de(const struct acteur *acteur, const char *raison_sociale);

#endif
