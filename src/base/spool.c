#include "spool.h"

#include "buffer.h"
#include "log.h"
#include "spool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct spool {
    struct arena *arena;
    const char *dir;
    struct buffer kept; /* all bytes, as long as they are in memory */
    bool in_file;
    int fd; /* -1: none, closed or taken */
    uint64_t size;
};

static enum status failed(const char *what)
{
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    log_error("spool_failed", LOG_TEXT("call", what), LOG_TEXT("reason", strerrorname_np(errno)));
    return full ? STATUS_FULL : STATUS_UNAVAILABLE;
}

int spool_open_named(struct arena *arena, const char *dir)
{
    char *path = arena_printf(arena, "%s/sofi-XXXXXX", dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) {
        unlink(path);
    }
    return fd;
}

static enum status open_file(struct arena *arena, const char *dir, int *fd_r)
{
    /* O_EXCL: no link can give the file a name afterwards. */
    int fd = open(dir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    /* EISDIR: kernels, and some filesystems, that do not know the flag see a directory. */
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        fd = spool_open_named(arena, dir);
    }
    if (fd < 0) {
        return failed("open");
    }
    *fd_r = fd;
    return STATUS_OK;
}

struct spool *spool_create(struct arena *arena, const char *dir)
{
    struct spool *spool = ARENA_NEW(arena, struct spool);
    spool->arena = arena;
    spool->dir = dir;
    spool->fd = -1;
    return spool;
}

enum status spool_check(struct arena *arena, const char *dir)
{
    int fd = -1;
    TRY(open_file(arena, dir, &fd));
    close(fd);
    return STATUS_OK;
}

static enum status write_at(int fd, uint64_t offset, const char *bytes, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t written = pwrite(fd, bytes + done, n - done, (off_t)(offset + done));
        if (written < 0 && errno != EINTR) {
            return failed("write");
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return STATUS_OK;
}

/* The bytes stay in memory until they are all in the file. */
static enum status move_to_file(struct spool *spool)
{
    int fd = -1;
    TRY(open_file(spool->arena, spool->dir, &fd));
    enum status status = write_at(fd, 0, spool->kept.data, spool->kept.length);
    if (status != STATUS_OK) {
        close(fd);
        return status;
    }
    spool->fd = fd;
    spool->in_file = true;
    return STATUS_OK;
}

static void keep(struct spool *spool, const char *bytes, size_t n)
{
    if (!spool->kept.arena) {
        buffer_init(&spool->kept, spool->arena, n);
    }
    buffer_append(&spool->kept, bytes, n);
}

enum status spool_write(struct spool *spool, const void *bytes, size_t n)
{
    if (!spool->in_file && n <= SPOOL_MEMORY - spool->size) {
        keep(spool, bytes, n);
    } else {
        TRY(spool->in_file ? STATUS_OK : move_to_file(spool));
        TRY(write_at(spool->fd, spool->size, bytes, n));
    }
    spool->size += n;
    return STATUS_OK;
}

uint64_t spool_size(const struct spool *spool)
{
    return spool->size;
}

enum status spool_read(const struct spool *spool, uint64_t offset, void *buffer, size_t n,
                       size_t *read_r)
{
    uint64_t left = offset < spool->size ? spool->size - offset : 0;
    size_t wanted = n < left ? n : (size_t)left;
    size_t done = 0;
    if (!spool->in_file && wanted > 0) {
        memcpy(buffer, spool->kept.data + offset, wanted);
        done = wanted;
    }
    while (done < wanted) {
        ssize_t got =
            pread(spool->fd, (char *)buffer + done, wanted - done, (off_t)(offset + done));
        if (got == 0) {
            errno = EIO; /* what was written is not there any more */
        }
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return failed("read");
        }
        done += got > 0 ? (size_t)got : 0;
    }
    *read_r = done;
    return STATUS_OK;
}

const void *spool_bytes(const struct spool *spool)
{
    return spool->in_file ? NULL : spool->kept.arena ? spool->kept.data : "";
}

int spool_take_fd(struct spool *spool)
{
    int fd = spool->fd;
    spool->fd = -1;
    return fd;
}

void spool_close(struct spool *spool)
{
    int fd = spool ? spool_take_fd(spool) : -1;
    if (fd >= 0) {
        close(fd);
    }
}
