/* …/historique of the records of the offer. */
#ifndef SOFI_WEB_OFFRE_HISTORIQUE_H
#define SOFI_WEB_OFFRE_HISTORIQUE_H

#include "request.h"
#include "response.h"

enum status offre_historique_formation(struct request *request, struct response *response);
enum status offre_historique_action(struct request *request, struct response *response);
enum status offre_historique_session(struct request *request, struct response *response);

#endif
