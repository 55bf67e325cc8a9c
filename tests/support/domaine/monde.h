/* The people and places that most tests of the domain act in. To be included last (test_base.h).
 *
 * Two establishments: the GIP (1) with its principal site 36364 and the annex 36365, La Poste (2)
 * with its site 36400. Contacts: Camille (3127) at the principal site, Alix (3128) at the annex,
 * Lou (3129) at La Poste. Camille administers both sites of the GIP, Alix the annex alone, Lou La
 * Poste's.
 */
#ifndef SOFI_TESTS_DOMAINE_MONDE_H
#define SOFI_TESTS_DOMAINE_MONDE_H

#include "acteur.h"
#include "etablissement.h"
#include "test_base.h"

extern const struct acteur officier; /* account 1 */
extern const struct acteur camille;  /* account 2: all sites of the GIP, as her login tells */
extern const struct acteur annexe;   /* account 3: Alix, of a secondary site only */
extern const struct acteur etranger; /* account 4: Lou */
extern const struct acteur admin;    /* account 5 */

extern const struct etablissement gip;
extern const struct etablissement poste;

/* Of the derived data, ISO; NULL, as at the beginning of each test: today. */
extern const char *monde_jour;

/* cmocka's setup (base_teardown() is its teardown). Whatever is done, what the domain keeps beside
 * the rows is what a fresh count gives. */
int monde_setup(void **state);
/* The same without anybody or anything. */
int monde_vide(void **state);

/* The GIP's formation 92 and its three actions that lack nothing, each live and without a draft,
 * with a session until June 2199: 601 and 602 on the principal site (701, 702), 603 on the annex
 * (703). */
void monde_offre(void);
/* Of an action_contenu that lacks nothing, at a distance: type, modalite_enseignement, rythme,
 * modalites_alternance, niveau_entree_obligatoire, conditions_specifiques, prise_en_charge,
 * entrees_sorties. */
#define MONDE_COMPLET "'continue', '2', 'Temps plein', 'Aucune', '0', 'Aucune', '1', '0'"

/* Certifinfo codes: 114929 of RNCP 35030, 120947 of RNCP 41366, 100000 that has ended. The content
 * of a formation has the first one. */
void monde_certifinfo(int64_t contenu);
/* A record inside with that code. */
void monde_certifinfo_de(int64_t contenu, const char *noun, const char *genre, const char *donnees);

/* The dispositifs that the migration makes, and 99, no longer in use. */
void monde_dispositifs(void);

/* What the newest line of the journal of a record says: "Libellé: avant → après\n" a field; ""
 * without any line. */
const char *monde_differences(const char *fiche, int64_t numero);

#endif
