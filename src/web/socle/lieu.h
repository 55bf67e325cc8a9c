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
    const char *prefixe; /* of the names of the form's fields: "lieu-2-"; "" */
    const char *annonce; /* "2 communes proposées"; NULL: the button was not pressed */
    /* The town when it is the one that goes with the commune, and so follows it: the form sends it
     * back in the field of that name. "": the person wrote another. */
    const char *ville_proposee;
};

/* `params`: of the form, its names without prefix. True when a button of the form asked for a
 * proposal, not for a save. */
bool lieu_propose(const struct params *params);

/* Those that the postal code, as typed, serves, and the one chosen: for a list of choices. */
const struct choice *lieu_choix_communes(const struct form *form);

struct lieu_view lieu_communes_proposees(const struct params *params, const struct form *form);

/* Completes what a form read: the commune when the postal code has but one; the Bureau Distributeur
 * (or town) of the commune chosen, until a person writes another. Several communes and none chosen:
 * neither. assets/js/sofi.js does the same while one types. */
void lieu_completer_commune(const struct params *params, struct form *form, void *record);

/* Says in French what was proposed for the position, NULL when nothing was. Completes what a form
 * read: as lieu_completer_commune(); the position where it was left empty, or is the mere centre of
 * the commune and the address changed: that of the address service when one is configured and knows
 * it, else the centre. A position that a person or the service placed stays, unless another is
 * asked for (buttons proposer_position, proposer_centre). Waits ADRESSE_DELAI_MS at most; outside
 * any transaction. */
const char *lieu_completer(struct request *request, struct form *form, const struct site *ancien,
                           struct site *saisi);

/* The address changed, its position stayed: the person is told. `set`: of both records; false when
 * it has no position. */
bool lieu_position_gardee(const struct field_set *set, const void *avant, const void *apres);

/* GET /annuaire/communes?code_postal=44200: {"communes": [{"code", "nom", "bureau"}]} */
enum status lieu_communes(struct request *request, struct response *response);

#endif
