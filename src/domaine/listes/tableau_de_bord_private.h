/* What the dashboard and its lists share. */
#ifndef SOFI_DOMAINE_TABLEAU_DE_BORD_PRIVATE_H
#define SOFI_DOMAINE_TABLEAU_DE_BORD_PRIVATE_H

#include "buffer.h"
#include "dates.h"
#include "tableau_de_bord.h"

/* Places of the lists of sessions in offre_listes. */
enum { ACTIVES, INITIALES, BIENTOT_INACTIVES, INACTIVES, REGION, APPRENTISSAGE, PRO, DISTANCE };

_Static_assert((int)PORTEES == LISTE_PORTEES, "the scopes of all lists");

/* The last days on which the sessions of a list are, or were, active; both ends belong to it.
 * Active: jusqu_au from today on; ending soon: before today + 1 month (31/01 + 1 month = 28/02);
 * inactive: before today, since twelve months at most. */
struct plage {
    char debut[DATES_ISO_SIZE];
    char fin[DATES_ISO_SIZE];
};

/* The same as rows of session_compteur: days before the first whole month, whole months, days
 * behind the last one. From the first of each on, before the second. */
#define PERIODES 6
struct periodes {
    char bornes[PERIODES][DATES_ISO_SIZE];
};

struct periodes offre_periodes(const struct liste *liste, const char *aujourdhui);

/* Writes how the rows of a list are counted that keeps no counter: $1 is the id of the scope, $2
 * today; of sessions, those that are active. */
void offre_compte_sql(struct buffer *sql, const struct liste *liste, enum portee_etendue etendue);

/* The rows that words lead to (liste.h); the `contexte` of the request is a struct portee. */
enum status offre_piste(struct db *db, struct arena *arena, const struct liste_demande *demande,
                        const struct liste_mots *mots, bool *rare_r,
                        struct liste_numeros *numeros_r);

#endif
