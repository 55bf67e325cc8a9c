/* Part of spool.c that its tests use. */
#ifndef SOFI_BASE_SPOOL_PRIVATE_H
#define SOFI_BASE_SPOOL_PRIVATE_H

#include "arena.h"

/* Where the filesystem has no O_TMPFILE: a named file, unlinked at once. -1 and errno on failure.
 */
int spool_open_named(struct arena *arena, const char *dir);

#endif
