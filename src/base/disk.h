/* The room that a disk still has. */
#ifndef SOFI_BASE_DISK_H
#define SOFI_BASE_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* Under this the disk is told as full: what a few uploads, or the log of a base, take at once. */
#define DISK_ROOM ((uint64_t)32 << 20) /* bytes */

/* Whether less than `bytes` may still be written where `path` (a file or a folder) lies. False when
 * that cannot be told. */
bool disk_is_short(const char *path, uint64_t bytes);

#endif
