/* What travels or lies packed by gzip: by zlib. */
#ifndef SOFI_BASE_GZIP_H
#define SOFI_BASE_GZIP_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>

/* Gives a file piece by piece, unpacked when it is of gzip, as it is otherwise. STATUS_NOT_FOUND:
 * no such file, or no plain one; STATUS_TOO_LARGE: of more than `limit` bytes, unpacked;
 * STATUS_MALFORMED: cut or damaged. Any status of `piece` but STATUS_OK ends it. */
enum status gzip_each(const char *path, size_t limit,
                      enum status (*piece)(void *context, const char *bytes, size_t n),
                      void *context);

/* Packs bytes for a single sending: quickly rather than closely. False, and nothing written, when
 * the result would not be shorter. Lives in the arena. */
bool gzip_pack(struct arena *arena, const char *bytes, size_t n, const void **packed_r,
               size_t *length_r);

#endif
