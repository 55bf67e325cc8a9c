#include "sante.h"

#include "application_private.h"
#include "mesures.h"
#include "text.h"

#include <string.h>

enum status sante_montrer(struct request *request, struct response *response)
{
    response->content_type = "text/plain; charset=utf-8";
    enum status status = request->db ? db_ping(request->db) : STATUS_UNAVAILABLE;
    if (status != STATUS_OK) {
        response->code = 503;
        buffer_literal(&response->body, "base indisponible\n");
        return STATUS_UNAVAILABLE;
    }
    buffer_literal(&response->body, "ok\n");
    return STATUS_OK;
}

/* An address tells nothing: behind a proxy of this machine everybody comes from the loopback, with
 * headers or without. */
static bool may_read_metrics(const struct request *request)
{
    const char *key = request->config->metrics_key;
    if (key[0] == '\0') {
        return request->at_metrics;
    }
    const char *header = request_header(request, "Authorization");
    return strncmp(header, "Bearer ", 7) == 0 && text_equal_secret(header + 7, key);
}

enum status sante_metrics(struct request *request, struct response *response)
{
    const struct application_request *own = request->application;
    if (!own->application->server || !may_read_metrics(request)) {
        return STATUS_NOT_FOUND;
    }
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    mesures_ecrire(own->application, &response->body);
    return STATUS_OK;
}
