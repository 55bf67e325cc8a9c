/* A file without a name, for what is too large to hold in memory: a body that arrives, a download
 * that is made.
 *
 * The file never has a name to leave behind, not even when the process is killed, on filesystems
 * that know O_TMPFILE (ext4, xfs, btrfs, tmpfs); elsewhere it has one for an instant. The structure
 * lives in an arena, the file until spool_close() or whoever took the descriptor closes it. One
 * thread writes; once nobody writes, any thread may read. Failures of the disk are logged here and
 * are STATUS_UNAVAILABLE.
 */
#ifndef SOFI_HTTP_SPOOL_H
#define SOFI_HTTP_SPOOL_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

struct spool;

/* An empty file in `dir` (config->spool), which must exist. */
enum status spool_create(struct arena *arena, const char *dir, struct spool **spool_r);

/* Appends all of it. After a failure the size is what it was before. */
enum status spool_write(struct spool *spool, const void *bytes, size_t n);

/* Bytes written. Still known when the file is closed or taken. */
uint64_t spool_size(const struct spool *spool);

/* At most `n` bytes from `offset`; *read_r is less than `n` only at the end. */
enum status spool_read(const struct spool *spool, uint64_t offset, void *buffer, size_t n,
                       size_t *read_r);

/* The descriptor, which now belongs to the caller; -1 when the spool holds none any more. */
int spool_take_fd(struct spool *spool);

/* Again, after spool_take_fd(), or on NULL: does nothing. */
void spool_close(struct spool *spool);

#endif
