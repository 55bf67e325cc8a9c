/* The text of /metrics. */
#ifndef SOFI_WEB_MESURES_H
#define SOFI_WEB_MESURES_H

#include "buffer.h"

struct application;

/* In the text format of Prometheus. Asks nothing of the base: what it said last (taches/releve.h)
 * with the instant when it did, and no line where it has said nothing yet. */
void mesures_ecrire(const struct application *application, struct buffer *out);

#endif
