#include "sante.h"

#include "connections.h"
#include "disk.h"
#include "mesures.h"
#include "spool.h"
#include "text.h"

#include <string.h>

static const char *reason_of_base(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return NULL;
    case STATUS_READ_ONLY:
        return "base en lecture seule\n";
    case STATUS_FULL:
        return "disque de la base plein\n";
    default:
        return "base indisponible\n";
    }
}

static const char *reason_of_spool(const struct request *request)
{
    const char *dir = request->config->spool;
    enum status status = spool_check(request->arena, dir);
    if (status == STATUS_FULL || (status == STATUS_OK && disk_is_short(dir, DISK_ROOM))) {
        return "disque de SOFI_SPOOL plein\n";
    }
    return status == STATUS_OK ? NULL : "SOFI_SPOOL inaccessible en écriture\n";
}

enum status sante_montrer(struct request *request, struct response *response)
{
    response->content_type = "text/plain; charset=utf-8";
    const char *base = reason_of_base(request->db ? db_ping(request->db) : STATUS_UNAVAILABLE);
    const char *spool = reason_of_spool(request);
    if (base || spool) {
        response->code = 503;
        buffer_text(&response->body, base);
        buffer_text(&response->body, spool);
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
