/* What the dashboard and its lists share. */
#ifndef SOFI_DOMAINE_TABLEAU_DE_BORD_PRIVATE_H
#define SOFI_DOMAINE_TABLEAU_DE_BORD_PRIVATE_H

#include "dates.h"
#include "tableau_de_bord.h"

/* The last days on which the sessions of a list are, or were, active; both ends belong to it.
 * Active: jusqu_au from today on; ending soon: before today + 1 month (31/01 + 1 month = 28/02);
 * inactive: before today, since twelve months at most. */
struct plage {
    char debut[DATES_ISO_SIZE];
    char fin[DATES_ISO_SIZE];
};
struct plage offre_plage(const struct offre_liste *liste, const char *aujourdhui);

/* The counters of the lists of sessions, or of actions. One statement. */
enum status offre_compter(struct db *db, const struct portee *portee, bool sessions,
                          const char *aujourdhui, struct tableau_de_bord *tableau);
/* How many sessions are not archived, by those counters. */
int64_t offre_sessions(const struct tableau_de_bord *tableau);

#endif
