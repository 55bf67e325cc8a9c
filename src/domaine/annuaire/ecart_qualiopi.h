/* Where a site and the public list of training organisations (liste_publique.h) do not say the same
 * of a category of Qualiopi.
 *
 * Compared are the active sites of active establishments that the list has: those that name
 * Qualiopi among their qualities, and the principal site in any case; of another one, only what it
 * declares. Each category is a difference of its own, known once: the day it was first seen, the
 * last day to settle it (PARAMETRE_ECART_DELAI), when the organisation was told (once, never again
 * for the same difference), when it was settled. Nothing that the organisation declares is changed.
 */
#ifndef SOFI_DOMAINE_ECART_QUALIOPI_H
#define SOFI_DOMAINE_ECART_QUALIOPI_H

#include "db.h"
#include "liste.h"

#define PARAMETRE_ECART_DELAI "ecart_qualiopi_delai" /* days to settle a difference */
#define ECART_DELAI 30                               /* where the base says nothing */
#define ECART_DELAI_MAX 365

struct ecart_qualiopi {
    int64_t id;
    int64_t site;
    const char *site_nom;
    const char *etablissement_siret, *etablissement_nom;
    const char *categorie; /* code of certification_categories */
    bool en_trop;          /* declared, and the list has it not; false: the other way round */
    const char *depuis, *jusqu_au; /* ISO */
    int64_t avertie_a;             /* instant; 0: not told */
};

/* "« Apprentissage » est déclarée sur la fiche, mais absente de la liste publique", without a stop;
 * the same for people who look at the site. */
const char *ecart_qualiopi_phrase(struct arena *arena, const char *categorie, bool en_trop);

/* Days to settle a difference that is first seen from now on. */
enum status ecart_qualiopi_fixer_delai(struct db *db, struct arena *arena, int jours);

/* Compares anew: all (0), or the sites of one establishment, after what it declares changed. Mails
 * that wait and tell only of what is settled are taken back. In a transaction. */
enum status ecart_qualiopi_comparer(struct db *db, struct arena *arena, int64_t etablissement_id,
                                    const char *aujourdhui);

/* Puts the mails of differences first seen on `vus_le` or before, and not told yet, into the
 * outbox: one to each account that administers the site and wants mail; one to the site that nobody
 * administers; all differences of an establishment together. *courriels_r: how many. In a
 * transaction. */
enum status ecart_qualiopi_avertir(struct db *db, struct arena *arena, const char *vus_le,
                                   size_t *courriels_r);

/* How many are open. */
enum status ecart_qualiopi_compter(struct db *db, int64_t *n_r);

/* ---- the worklist of officers */

#define ECART_QUALIOPI_PAGE 50

/* A page, the first to settle first: those whose time is over (`en_retard`), or still runs. `q`:
 * words of the establishment, a SIRET, a number of a site. */
enum status ecart_qualiopi_lister(struct db *db, struct arena *arena, bool en_retard,
                                  const char *aujourdhui, const char *q, const char *apres,
                                  struct liste_page *page_r);

#endif
