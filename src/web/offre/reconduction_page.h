/* /sessions/reconduction: sessions that come back later. GET: the list to choose from. POST: the
 * proposed dates (button « apercu »), then all are created in one go (« creer »).
 */
#ifndef SOFI_WEB_RECONDUCTION_PAGE_H
#define SOFI_WEB_RECONDUCTION_PAGE_H

#include "fiche.h"

struct reconduction_ligne_view {
    int64_t numero;
    const char *prefixe; /* "192-50751-" */
    const char *intitule;
    const char *site;
    const char *dates;     /* "04/01/2027 au 28/05/2027" */
    const char *proposees; /* NULL: not yet */
    bool coche;
};

struct reconduction_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *liste; /* code of the list */
    const char *titre_liste;
    const char *siret, *etablissement; /* that an officer chose; "" */
    const char *inactives;             /* address of the inactive ones */
    const char *apres;
    const char *suite;  /* address of the next ones; NULL: there are none */
    const char *compte; /* "12 sessions" */
    bool apercu;
    const char *decalage; /* "1 an", in words */
    const char *creer;    /* "Créer les 3 sessions" */
    struct champ_view nombre, unite;
    struct {
        const struct reconduction_ligne_view *items;
        size_t n;
    } lignes;
};

enum status reconduction_montrer(struct request *request, struct response *response);
enum status reconduction_poster(struct request *request, struct response *response);

#endif
