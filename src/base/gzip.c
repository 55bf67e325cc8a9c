#include "gzip.h"

#include <stdint.h>
#include <sys/stat.h>
#include <zlib.h>

#define PIECE ((size_t)64 * 1024)

/* Pages are of some thousands of bytes: a small window costs half as much as the usual one, and a
 * higher level twice as much for three hundredths of the size. */
#define LEVEL 3
#define WINDOW_BITS 13
#define GZIP_HEADER 16
#define MEMORY_LEVEL 6

/* zlib reads what is not packed as it is. */
enum status gzip_each(const char *path, size_t limit,
                      enum status (*piece)(void *context, const char *bytes, size_t n),
                      void *context)
{
    struct stat about;
    gzFile file = stat(path, &about) == 0 && S_ISREG(about.st_mode) ? gzopen(path, "rbe") : NULL;
    if (!file) {
        return STATUS_NOT_FOUND;
    }
    char bytes[PIECE];
    size_t length = 0;
    enum status status = STATUS_OK;
    int n = 1;
    while (n > 0 && status == STATUS_OK) {
        n = gzread(file, bytes, (unsigned)PIECE);
        length += n > 0 ? (size_t)n : 0;
        status = length > limit ? STATUS_TOO_LARGE
                 : n > 0        ? piece(context, bytes, (size_t)n)
                                : STATUS_OK;
    }
    int fault = n < 0 ? Z_DATA_ERROR : Z_OK;
    gzerror(file, &fault);
    if (gzclose(file) != Z_OK) {
        fault = Z_DATA_ERROR;
    }
    return status == STATUS_OK && fault != Z_OK ? STATUS_MALFORMED : status;
}

bool gzip_pack(struct arena *arena, const char *bytes, size_t n, const void **packed_r,
               size_t *length_r)
{
    /* The library's pointer is not const, yet it only reads. */
    union {
        const char *constant;
        Bytef *bytes;
    } in = {.constant = bytes};
    z_stream stream = {.next_in = in.bytes, .avail_in = (uInt)n};
    if (n > UINT32_MAX || deflateInit2(&stream, LEVEL, Z_DEFLATED, WINDOW_BITS + GZIP_HEADER,
                                       MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    Bytef *out = arena_alloc(arena, n + 1);
    stream.next_out = out;
    stream.avail_out = (uInt)n;
    bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    deflateEnd(&stream);
    if (whole) {
        *packed_r = out;
        *length_r = stream.total_out;
    }
    return whole;
}
