/* Part of multipart.c that its tests use. */
#ifndef SOFI_HTTP_MULTIPART_PRIVATE_H
#define SOFI_HTTP_MULTIPART_PRIVATE_H

#include "arena.h"

#define MULTIPART_NAME_MAX 120

/* What a browser sent as file name, fit to be shown: see struct request_file. */
const char *multipart_file_name(struct arena *arena, const char *sent);

#endif
