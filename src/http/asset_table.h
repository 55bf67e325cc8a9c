/* The static files of the binary: style sheet, scripts, icons, fonts.
 *
 * Made at build time by tools/assets.mjs (cmake/assets.cmake). A path carries the hash of its
 * content, so it may be cached for ever. Everything here is static and read-only.
 */
#ifndef SOFI_HTTP_ASSET_TABLE_H
#define SOFI_HTTP_ASSET_TABLE_H

#include <stddef.h>

struct asset {
    const char *name; /* "sofi.css" */
    const char *path; /* "/actifs/sofi.3f2a….css", "/favicon.ico"; asset_paths.h: ASSET_SOFI_CSS */
    const char *type; /* value of Content-Type */
    const unsigned char *identity;
    size_t identity_size;
    const unsigned char *gzip; /* NULL with size 0 where compressing does not pay (fonts) */
    size_t gzip_size;
    const unsigned char *brotli; /* likewise */
    size_t brotli_size;
    const char *etag; /* with its quotes */
};

/* Sorted by path, in the order of strcmp(). */
extern const struct asset asset_table[];
extern const size_t asset_count;

#endif
