/* What is proposed about the place of a site while it is entered: communes of the postal code,
 * Bureau Distributeur, position. Never in the way of a save.
 */
#ifndef SOFI_WEB_LIEU_H
#define SOFI_WEB_LIEU_H

#include "form.h"
#include "request.h"
#include "response.h"
#include "site.h"

/* True when a button of the form asked for a proposal, not for a save. */
bool lieu_propose(const struct request *request);

/* Says in French what was proposed for the position, NULL when nothing was. Completes what a form
 * read: the Bureau Distributeur when it was left empty; the position, asked
 * from the address service when one is configured, where it was left empty, or left as it was while
 * the address changed. Waits ADRESSE_DELAI_MS at most; outside any transaction. */
const char *lieu_completer(struct request *request, struct form *form, const struct site *ancien,
                           struct site *saisi);

/* GET /annuaire/communes?code_postal=44200: {"communes": [{"code", "nom", "bureau"}]} */
enum status lieu_communes(struct request *request, struct response *response);

#endif
