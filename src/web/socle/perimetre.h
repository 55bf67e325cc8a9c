/* Whose offer a page is about: that of the person, or of the establishment that an officer chose.
 */
#ifndef SOFI_WEB_PERIMETRE_H
#define SOFI_WEB_PERIMETRE_H

#include "request.h"
#include "tableau_de_bord.h"

struct perimetre {
    struct portee portee;
    const char *siret; /* that an officer chose; "": none */
    const char *nom;   /* its raison sociale; "" */
};

/* From the person and `etablissement` of the address or of the form, which an OF cannot use.
 * STATUS_NOT_FOUND for an unknown SIRET. Two statements at most. */
enum status perimetre_lire(struct request *request, struct perimetre *perimetre_r);

/* "/sessions?liste=actives&etablissement=13000511900032&apres=…": what is "" is left out. */
const char *perimetre_adresse(struct arena *arena, const char *chemin, const char *liste,
                              const char *siret, const char *apres);

#endif
