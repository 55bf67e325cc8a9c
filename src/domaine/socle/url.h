/* Addresses of web sites as people type them. */
#ifndef SOFI_DOMAINE_URL_H
#define SOFI_DOMAINE_URL_H

#include "arena.h"

#define URL_MAX 400

/* As field descriptors keep it: an address without its beginning gets https://. */
const char *url_garder(struct arena *arena, const char *saisie);

/* As a check of field descriptors: http:// or https://, a host with a dot, a port perhaps, no
 * spaces, no name or password before the host. NULL when right, else what is wrong (French). */
const char *url_juger(struct arena *arena, const char *url);

#endif
