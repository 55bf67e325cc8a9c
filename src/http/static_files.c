#include "static_files.h"

#include "encoding.h"

#include <string.h>

const struct asset *static_find(const struct asset *table, size_t n, const char *path)
{
    size_t low = 0;
    size_t high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, table[middle].path);
        if (order == 0) {
            return &table[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static size_t skip(const char *text, const char *set)
{
    return strspn(text, set);
}

enum static_encoding static_choose(const struct asset *asset, const char *accept_encoding)
{
    const struct {
        enum static_encoding encoding;
        int weight;
    } choices[] = {
        {STATIC_BROTLI, asset->brotli ? encoding_weight(accept_encoding, "br") : 0},
        {STATIC_GZIP, asset->gzip ? encoding_weight(accept_encoding, "gzip") : 0},
    };
    enum static_encoding best = STATIC_IDENTITY;
    int weight = encoding_weight(accept_encoding, "identity");
    for (size_t i = sizeof choices / sizeof *choices; i-- > 0;) {
        if (choices[i].weight > 0 && choices[i].weight >= weight) {
            best = choices[i].encoding;
            weight = choices[i].weight;
        }
    }
    return best;
}

bool static_tag_matches(const char *if_none_match, const char *tag)
{
    size_t tag_length = strlen(tag);
    const char *at = if_none_match;
    while (*at != '\0') {
        at += skip(at, " \t,");
        if (*at == '*') {
            return true;
        }
        if (strncmp(at, "W/", 2) == 0) {
            at += 2;
        }
        size_t length = strcspn(at, " \t,");
        if (length == tag_length && memcmp(at, tag, length) == 0) {
            return true;
        }
        at += length;
    }
    return false;
}

/* Each encoding is a representation of its own, so it bears a tag of its own. */
static const char *tag_of(struct arena *arena, const struct asset *asset, const char *suffix)
{
    size_t length = strlen(asset->etag);
    if (suffix[0] == '\0' || length == 0) {
        return asset->etag;
    }
    return arena_printf(arena, "%.*s%s\"", (int)(length - 1), asset->etag, suffix);
}

static void choose_bytes(struct response *response, const struct asset *asset,
                         enum static_encoding encoding)
{
    switch (encoding) {
    case STATIC_BROTLI:
        response->bytes = asset->brotli;
        response->bytes_length = asset->brotli_size;
        response_header(response, "Content-Encoding", "br");
        break;
    case STATIC_GZIP:
        response->bytes = asset->gzip;
        response->bytes_length = asset->gzip_size;
        response_header(response, "Content-Encoding", "gzip");
        break;
    case STATIC_IDENTITY:
        response->bytes = asset->identity;
        response->bytes_length = asset->identity_size;
        break;
    }
}

bool static_answer(const struct request *request, struct response *response)
{
    static const char *const suffixes[] = {"", "-gz", "-br"};
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        return false;
    }
    const struct asset *asset = static_find(asset_table, asset_count, request->path);
    if (asset == NULL) {
        return false;
    }
    enum static_encoding encoding =
        static_choose(asset, request_header(request, "Accept-Encoding"));
    const char *tag = tag_of(request->arena, asset, suffixes[encoding]);
    response->asset = asset;
    response->content_type = asset->type;
    /* The few whose address is fixed by custom change under it */
    bool hashed = strncmp(asset->path, "/actifs/", strlen("/actifs/")) == 0;
    response->cache = hashed ? "public, max-age=31536000, immutable" : "public, max-age=86400";
    response_header(response, "ETag", tag);
    response_vary(response, "Accept-Encoding");
    if (static_tag_matches(request_header(request, "If-None-Match"), tag)) {
        response->code = 304;
        return true;
    }
    choose_bytes(response, asset, encoding);
    return true;
}
