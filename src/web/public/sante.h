/* /sante and /metrics: for the machines that watch. */
#ifndef SOFI_WEB_SANTE_H
#define SOFI_WEB_SANTE_H

#include "request.h"
#include "response.h"

/* 200 "ok" when all that saves need is there, else 503 and a line (French) for each reason: the
 * base does not answer, takes no writes, has no room; SOFI_SPOOL cannot be written to or has no
 * room. */
enum status sante_montrer(struct request *request, struct response *response);

/* Prometheus text, for who shows the key or, without one, for whoever reaches SOFI_METRICS_LISTEN;
 * 404 for others. */
enum status sante_metrics(struct request *request, struct response *response);

#endif
