/* /formations/{numero}/details, /actions/{numero}/details, /sessions/{numero}/details: a record
 * inside a record, of any kind (?genre=lieu), a new one or that of a rank (&rang=2). Its form is
 * drawn from its field set.
 */
#ifndef SOFI_WEB_OFFRE_DETAIL_PAGE_H
#define SOFI_WEB_OFFRE_DETAIL_PAGE_H

#include "nomenclature.h"
#include "offre_formulaire.h"

struct offre_trouvee_view {
    const char *adresse; /* the form again, filled from it */
    const char *texte;
    const char *fin; /* "jusqu'au 31/12/2027"; "" */
};

struct offre_detail_view {
    struct page_view page;
    struct fiche_view fiche;
    const char *titre;
    const char *de; /* title of what holds it */
    const char *genre;
    int64_t rang; /* 0: new */
    bool obligatoires;
    struct offre_champs_view champs;
    const char *averti;               /* the faults of codes that the person was told; "", NULL */
    const char *confirmation_message; /* the box that removes was not ticked; NULL: nothing asked */
    /* ---- a certification is looked for among the official ones */
    bool certification;
    bool reprendre;     /* the box « Reprendre l'intitulé… » */
    const char *chemin; /* of the page, without its query */
    const char *q;
    const char *note; /* about the words of the search; NULL */
    bool cherchee;
    struct {
        const struct offre_trouvee_view *items;
        size_t n;
    } trouvees;
    const char *compte; /* "3 certifications" */
};

enum status offre_detail_formation(struct request *request, struct response *response);
enum status offre_detail_formation_poster(struct request *request, struct response *response);
enum status offre_detail_action(struct request *request, struct response *response);
enum status offre_detail_action_poster(struct request *request, struct response *response);
enum status offre_detail_session(struct request *request, struct response *response);
enum status offre_detail_session_poster(struct request *request, struct response *response);

#endif
