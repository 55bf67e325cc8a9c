/* For tests: adresse_chercher() with the limits as parameters. */
#ifndef SOFI_ECHANGES_ADRESSE_PRIVATE_H
#define SOFI_ECHANGES_ADRESSE_PRIVATE_H

#include "adresse.h"
#include "transport.h"

/* The request, after the service's address: "/search?q=…&postcode=…&citycode=…&limit=1"; NULL when
 * there is nothing to ask. */
const char *adresse_requete(struct arena *arena, const struct adresse_question *question);

enum status adresse_demander(struct arena *arena, const char *service,
                             const struct adresse_question *question,
                             const struct transport_limits *limits,
                             struct adresse_reponse *reponse_r);

#endif
