/* A Certifinfo code that the service Offre replaces (01-domain 3.1): in the formation, live and
 * draft, and in the sessions of its actions. Each of its actions shows it until the organisation
 * says that it knows (counter 13 of the dashboard: action.certifinfo_remplace).
 */
#ifndef SOFI_DOMAINE_CODE_REMPLACE_H
#define SOFI_DOMAINE_CODE_REMPLACE_H

#include "acteur.h"
#include "db.h"

struct action;

/* Writes `nouveau` where `ancien` stands, with the RNCP code that goes with it, the journal of the
 * records that change, and one row for each action of the formation. *message_r: why it is refused
 * (STATUS_REFUSED): unknown, ended, or it is not there. *texte_r: "114929 Titre → 120947 Titre".
 * In the transaction of the gesture, which marks the actions. */
enum status code_remplace_faire(struct db *db, struct arena *arena, const struct acteur *acteur,
                                const struct action *action, const char *ancien,
                                const char *nouveau, const char **texte_r, const char **message_r);

/* The organisation has seen those of an action. In a transaction. */
enum status code_remplace_voir(struct db *db, const struct acteur *acteur, int64_t action);

struct code_remplace {
    const char *ancien, *nouveau;
    const char *ancien_libelle, *nouveau_libelle; /* "" when the list does not know it */
    int64_t fait_le, vu_le;                       /* vu_le 0: not yet */
};

struct codes_remplaces {
    struct code_remplace *items;
    size_t n;
};

/* Those of an action, the newest first; `a_voir`: those that are not seen yet. The caller has
 * checked the right to see it. One statement. */
enum status code_remplace_lister(struct db *db, struct arena *arena, int64_t action, bool a_voir,
                                 struct codes_remplaces *codes_r);

#endif
