/* « À faire » of the dashboard: what waits for the organisation beyond the counters (02-screens,
 * Tableau de bord).
 */
#ifndef SOFI_DOMAINE_A_FAIRE_H
#define SOFI_DOMAINE_A_FAIRE_H

#include "certification.h"
#include "tableau_de_bord.h"

#define A_FAIRE_MAX 10 /* of each kind */

struct a_faire_action {
    int64_t numero;
    int64_t formation;
    const char *intitule; /* "A - B" */
    const char *refus;    /* reason; "" for a question */
};

struct a_faire_site {
    int64_t numero;
    const char *nom_usage;
    enum certification_etat certification; /* never CERTIFICATION_A_JOUR */
    const char *fin_qualiopi;              /* ISO; "" */
};

struct a_faire {
    struct {
        const struct a_faire_action *items; /* by number */
        size_t n;
    } questions, refus;
    struct {
        const struct a_faire_site *items; /* the first to end first, those without any last */
        size_t n;
    } sites;
    bool encore; /* a kind has more than A_FAIRE_MAX */
};

/* Questions that wait for an answer, refused actions that nobody sent again, active sites whose
 * Qualiopi is missing, over, or ends within 90 days. Three statements; none, and nothing, for an
 * officer who looks at all establishments. */
enum status a_faire_lire(struct db *db, struct arena *arena, const struct portee *portee,
                         const char *aujourdhui, struct a_faire *a_faire_r);

#endif
