#include "spool.h"

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
    int fd; /* -1: closed or taken */
    uint64_t size;
};

static enum status failed(const char *what)
{
    log_error("spool_failed", LOG_TEXT("call", what), LOG_TEXT("reason", strerrorname_np(errno)));
    return STATUS_UNAVAILABLE;
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

enum status spool_create(struct arena *arena, const char *dir, struct spool **spool_r)
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
    struct spool *spool = ARENA_NEW(arena, struct spool);
    spool->fd = fd;
    *spool_r = spool;
    return STATUS_OK;
}

enum status spool_write(struct spool *spool, const void *bytes, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t written =
            pwrite(spool->fd, (const char *)bytes + done, n - done, (off_t)(spool->size + done));
        if (written < 0 && errno != EINTR) {
            return failed("write");
        }
        done += written > 0 ? (size_t)written : 0;
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
