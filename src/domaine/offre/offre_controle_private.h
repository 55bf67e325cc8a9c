/* What offre_controle.c and action_controle.c share. */
#ifndef SOFI_DOMAINE_OFFRE_CONTROLE_PRIVATE_H
#define SOFI_DOMAINE_OFFRE_CONTROLE_PRIVATE_H

#include "dates.h"
#include "db.h"

#define FAUTIFS_MAX 200 /* records that one transaction looks at, or mends */

struct controle_jours {
    const char *aujourdhui;
    char hier[DATES_ISO_SIZE];
};

/* Some of the records that say something else than the rows. */
struct fautifs {
    int64_t ids[FAUTIFS_MAX];
    size_t n;
    int64_t apres; /* in: behind which to look; out: the last that was looked at */
    bool fini;
};

/* Whether an action is public, and the commune of a content, next to what is recorded inside. */
enum status action_publiques_fausses(struct db *db, const struct controle_jours *jours,
                                     struct fautifs *fautifs);
enum status action_publique_reparer(struct db *db, int64_t action, const struct controle_jours *j);
enum status action_communes_fausses(struct db *db, const struct controle_jours *jours,
                                    struct fautifs *fautifs);
enum status action_commune_reparer(struct db *db, int64_t contenu, const struct controle_jours *j);
/* Which codes contents of formations, and sessions, cite; which actions lost what they hang on. */
enum status formation_citations_fausses(struct db *db, const struct controle_jours *jours,
                                        struct fautifs *fautifs);
enum status formation_citations_reparer(struct db *db, int64_t id, const struct controle_jours *j);
enum status session_citations_fausses(struct db *db, const struct controle_jours *jours,
                                      struct fautifs *fautifs);
enum status session_citations_reparer(struct db *db, int64_t id, const struct controle_jours *j);
enum status references_fausses(struct db *db, const struct controle_jours *jours,
                               struct fautifs *fautifs);
enum status references_reparer(struct db *db, int64_t action, const struct controle_jours *jours);

#endif
