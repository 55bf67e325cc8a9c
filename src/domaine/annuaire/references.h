/* What loses a reference that lives when a contact leaves, a site or all of them close: told before
 * (web/doublons.h), and refused afterwards by what is sent (formation_manques, action_manques).
 */
#ifndef SOFI_DOMAINE_REFERENCES_H
#define SOFI_DOMAINE_REFERENCES_H

#include "acteur.h"
#include "db.h"
#include "jumeau.h"

#define REFERENCES_MAX 20 /* told one by one */

/* Actions, published or not, of the formations that have no other contact who is still there. One
 * statement. */
enum status references_du_contact(struct db *db, struct arena *arena, const struct acteur *acteur,
                                  int64_t etablissement_id, int64_t contact,
                                  struct jumeaux *actions_r);

/* Actions that the site gives, or would by their drafts. One statement. */
enum status references_du_site(struct db *db, struct arena *arena, const struct acteur *acteur,
                               int64_t etablissement_id, int64_t site, struct jumeaux *actions_r);

/* What is published of an establishment that closes. One statement. */
enum status references_de_l_etablissement(struct db *db, struct arena *arena,
                                          const struct acteur *acteur, int64_t etablissement_id,
                                          struct jumeaux *actions_r);

#endif
