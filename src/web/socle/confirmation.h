/* Before a row with ROUTE_CONFIRM runs: the person gave its password in the last minutes, or gives
 * it now (OWASP ASVS 3.7.1). The form waits meanwhile in the page that asks (reprise.h). */
#ifndef SOFI_WEB_CONFIRMATION_H
#define SOFI_WEB_CONFIRMATION_H

#include "request.h"
#include "response.h"

/* STATUS_OK: the handler may run; the password is no longer in request->form. Otherwise it may not:
 * the response holds the page that asks, or `status` is a failure to be told. Somebody is logged
 * in. Outside any transaction, on a worker. */
enum status confirmation_exiger(struct request *request, struct response *response);

#endif
