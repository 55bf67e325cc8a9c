/* What is proposed about a place while it is entered: communes of the postal code and Bureau
 * Distributeur, of a site as of an address of the offer; position, of a site. Never in the way of a
 * save.
 *
 * Forms have the fields code_postal, commune_insee, and bureau_distributeur or ville.
 */
#ifndef SOFI_WEB_LIEU_H
#define SOFI_WEB_LIEU_H

#include "form.h"
#include "request.h"
#include "response.h"
#include "site.h"

/* Beside a commune (templates/lieu.html). */
struct lieu_view {
    const char *annonce; /* "2 communes proposées"; NULL: the button was not pressed */
};

/* True when a button of the form asked for a proposal, not for a save. */
bool lieu_propose(const struct request *request);

/* Those that the postal code, as typed, serves, and the one chosen: for a list of choices. */
const struct choice *lieu_choix_communes(const struct form *form);

struct lieu_view lieu_communes_proposees(const struct request *request, const struct form *form);

/* Completes what a form read: the Bureau Distributeur when it was left empty, the commune when the
 * postal code has but one. */
void lieu_completer_commune(struct form *form, void *record);

/* Says in French what was proposed for the position, NULL when nothing was. Completes what a form
 * read: as lieu_completer_commune(); the position, asked from the address service when one is
 * configured, where it was left empty, or left as it was while the address changed. Waits
 * ADRESSE_DELAI_MS at most; outside any transaction. */
const char *lieu_completer(struct request *request, struct form *form, const struct site *ancien,
                           struct site *saisi);

/* GET /annuaire/communes?code_postal=44200: {"communes": [{"code", "nom", "bureau"}]} */
enum status lieu_communes(struct request *request, struct response *response);

#endif
