/* Deactivating a site that carries active sessions asks what to do with them (01-domain 2.3): they
 * stop with it, or their actions move to another site of the establishment, at once
 * (docs/decisions/0013).
 */
#ifndef SOFI_DOMAINE_FERMETURE_H
#define SOFI_DOMAINE_FERMETURE_H

#include "acteur.h"
#include "db.h"

enum fermeture_choix {
    FERMETURE_NON_DITE,
    FERMETURE_INACTIVES, /* inactive as long as the site is */
    FERMETURE_DEPLACER,  /* their actions move to the site `vers` */
};

struct fermeture {
    enum fermeture_choix choix;
    int64_t
        vers; /* number of an active site of the same establishment that the person administers */
};

/* The site that closes, what a line of journal tells of it. */
struct fermeture_site {
    int64_t numero;
    int64_t etablissement_id;
    const char *nom;
    const char *etablissement_nom;
};

struct fermeture_bilan {
    int64_t sessions; /* active ones that hang on the site */
    int64_t actions;  /* that have them */
};

/* One statement. */
enum status fermeture_compter(struct db *db, int64_t site, struct fermeture_bilan *bilan_r);

/* STATUS_REFUSED when there are active sessions and what becomes of them is not said
 * (*vers_faux_r false), or the site that should take them cannot (true): of another establishment,
 * inactive, out of the person's reach, the same one. */
enum status fermeture_juger(struct db *db, struct arena *arena, const struct acteur *acteur,
                            const struct fermeture_site *site, const struct fermeture *fermeture,
                            bool *vers_faux_r);

/* For site_enregistrer(), within its counting: moves the actions that have active sessions, what is
 * live of them and their drafts, each with a line in its journal. STATUS_REFUSED as above. */
enum status fermeture_deplacer(struct db *db, struct arena *arena, const struct acteur *acteur,
                               const struct fermeture_site *site, int64_t vers);

#endif
