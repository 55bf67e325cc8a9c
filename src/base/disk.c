#include "disk.h"

#include <sys/statvfs.h>

bool disk_is_short(const char *path, uint64_t bytes)
{
    struct statvfs disk;
    /* No blocks at all: a filesystem that does not count them. */
    if (statvfs(path, &disk) != 0 || disk.f_blocks == 0) {
        return false;
    }
    return (uint64_t)disk.f_bavail * disk.f_frsize < bytes;
}
