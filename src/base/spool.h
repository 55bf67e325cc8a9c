/* What may be too large to hold in memory: a body that arrives, a download that is made. The first
 * SPOOL_MEMORY bytes stay in memory, so that a small form needs no disk; what grows over that moves
 * to a file without a name.
 *
 * The file never has a name to leave behind, not even when the process is killed, on filesystems
 * that know O_TMPFILE (ext4, xfs, btrfs, tmpfs); elsewhere it has one for an instant. The structure
 * and the memory live in an arena, the file until spool_close() or whoever took the descriptor
 * closes it. One thread writes; once nobody writes, any thread may read. Failures of the disk are
 * logged here: STATUS_FULL when no more may be written (ENOSPC, EDQUOT, EFBIG), STATUS_UNAVAILABLE
 * otherwise.
 */
#ifndef SOFI_BASE_SPOOL_H
#define SOFI_BASE_SPOOL_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

#define SPOOL_MEMORY (64u << 10) /* bytes */

struct spool;

/* An empty one; its file, when it needs one, will be in `dir` (config->spool), which outlives it.
 */
struct spool *spool_create(struct arena *arena, const char *dir);

/* Whether a file can be made in `dir` at this instant. */
enum status spool_check(struct arena *arena, const char *dir);

/* Appends all of it. After a failure the size is what it was before. */
enum status spool_write(struct spool *spool, const void *bytes, size_t n);

/* Bytes written. Still known when the file is closed or taken. */
uint64_t spool_size(const struct spool *spool);

/* At most `n` bytes from `offset`; *read_r is less than `n` only at the end. */
enum status spool_read(const struct spool *spool, uint64_t offset, void *buffer, size_t n,
                       size_t *read_r);

/* All bytes where they lie in memory, as long as the arena; NULL: they are in a file. */
const void *spool_bytes(const struct spool *spool);

/* The descriptor, which now belongs to the caller; -1 when the spool has no file, or none any more.
 */
int spool_take_fd(struct spool *spool);

/* Again, after spool_take_fd(), or on NULL: does nothing. */
void spool_close(struct spool *spool);

#endif
