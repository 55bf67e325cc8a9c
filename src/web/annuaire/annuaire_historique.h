/* …/historique of the records of the directory. */
#ifndef SOFI_WEB_ANNUAIRE_HISTORIQUE_H
#define SOFI_WEB_ANNUAIRE_HISTORIQUE_H

#include "request.h"
#include "response.h"

enum status annuaire_historique_etablissement(struct request *request, struct response *response);
enum status annuaire_historique_site(struct request *request, struct response *response);
enum status annuaire_historique_contact(struct request *request, struct response *response);
enum status annuaire_historique_porte_ouverte(struct request *request, struct response *response);

#endif
