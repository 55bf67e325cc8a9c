/* /formations/nsf, /formations/rome, /formations/certifications: looking for a code.
 *
 * A page, or the dialog's content to a script (fragment; `choix=1` puts the boxes: their values are
 * codes, named nsf, rome or certification, of which one alone is chosen).
 */
#ifndef SOFI_WEB_NOMENCLATURES_PAGE_H
#define SOFI_WEB_NOMENCLATURES_PAGE_H

#include "codes.h"
#include "page.h"

struct nomenclature_ligne_view {
    const char *code;
    struct nomenclature_dit marques;
    struct codes_certification_view dit; /* without the code itself */
};

struct nomenclatures_view {
    struct page_view page;
    const char *adresse;
    const char *titre;
    const char *champ; /* name of the boxes */
    const char *aide;
    const char *usage; /* what the page is for */
    const char *q;
    const char *note;   /* about the words of the search; NULL */
    const char *compte; /* "12 codes trouvés" */
    bool sans_resultat; /* something was searched for and nothing found */
    bool tronque;       /* not all are shown */
    bool choix;
    bool unique; /* one alone is chosen */
    struct {
        const struct nomenclature_ligne_view *items;
        size_t n;
    } trouves;
};

enum status nomenclatures_nsf(struct request *request, struct response *response);
enum status nomenclatures_rome(struct request *request, struct response *response);
enum status nomenclatures_certifications(struct request *request, struct response *response);

#endif
