/* Which bytes of a static file a client gets. */
#ifndef SOFI_HTTP_STATIC_FILES_H
#define SOFI_HTTP_STATIC_FILES_H

#include "asset_table.h"
#include "request.h"
#include "response.h"

enum static_encoding { STATIC_IDENTITY, STATIC_GZIP, STATIC_BROTLI };

/* NULL when no file of the table, sorted by path, has this path. */
const struct asset *static_find(const struct asset *table, size_t n, const char *path);

/* Of the encodings that the file has, the one that Accept-Encoding wants most; of those that it
 * wants as much, the shortest: brotli, gzip, identity. */
enum static_encoding static_choose(const struct asset *asset, const char *accept_encoding);

/* True when If-None-Match names this tag (quoted), weak or not, or "*". */
bool static_tag_matches(const char *if_none_match, const char *tag);

/* Static files of the binary (asset_table.h): fills the response, with the encoding the client
 * takes, ETag and immutable caching. False when no asset has this path. */
bool static_answer(const struct request *request, struct response *response);

#endif
