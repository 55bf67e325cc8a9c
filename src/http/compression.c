#include "compression.h"

#include "encoding.h"
#include "gzip.h"

#include <string.h>
#include <strings.h>

/* Under this size a packet is sent either way. */
#define BYTES_MIN 1024u
/* An event thread must not be held for longer (20 ms). */
#define BYTES_MAX (1u << 20)
static bool is_text(const char *content_type)
{
    static const char *const types[] = {"text/", "application/xml", "application/json"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strncasecmp(content_type, types[i], strlen(types[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_header(const struct response *response, const char *name)
{
    for (const struct response_header *h = response->headers; h != NULL; h = h->next) {
        if (strcasecmp(h->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool holds(const struct buffer *body, const char *token)
{
    return token != NULL && token[0] != '\0' &&
           memmem(body->data, body->length, token, strlen(token)) != NULL;
}

/* A tag (ETag) names the bytes as they were made. */
static bool is_for_everybody(const struct request *request, const struct response *response)
{
    return response->code == 200 && strncmp(response->cache, "public", strlen("public")) == 0 &&
           request->acteur == NULL && !has_header(response, "Set-Cookie") &&
           !has_header(response, "ETag") && !has_header(response, "Content-Encoding") &&
           !holds(&response->body, request->jeton) && !holds(&response->body, request->envoi);
}

static bool may_compress(const struct request *request, const struct response *response)
{
    bool made_here = response->asset == NULL && response->bytes == NULL && response->spool == NULL;
    return made_here && response->body.length >= BYTES_MIN && response->body.length <= BYTES_MAX &&
           is_text(response->content_type) && is_for_everybody(request, response);
}

void compression_apply(const struct request *request, struct response *response)
{
    if (!may_compress(request, response)) {
        return;
    }
    const char *accepted = request_header(request, "Accept-Encoding");
    int gzip = encoding_weight(accepted, "gzip");
    response_vary(response, "Accept-Encoding");
    if (gzip > 0 && gzip >= encoding_weight(accepted, "identity") &&
        gzip_pack(request->arena, response->body.data, response->body.length, &response->bytes,
                  &response->bytes_length)) {
        response_header(response, "Content-Encoding", "gzip");
    }
}
