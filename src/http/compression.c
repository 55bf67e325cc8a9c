#include "compression.h"

#include "crypto.h"
#include "encoding.h"
#include "gzip.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Under this size a packet is sent either way. */
#define BYTES_MIN 1024u
/* An event thread must not be held for longer (20 ms). */
#define BYTES_MAX (1u << 20)
/* Public pages are the same for most who ask: to find one again costs a sixth of packing it. */
#define KEPT 64u
#define KEPT_BYTES_MAX 65536u
#define DIGEST_KEY "sofi compression v1"

struct kept {
    char digest[64]; /* of the text; "": none */
    size_t length;
    void *bytes;
};

static struct {
    pthread_mutex_t mutex;
    struct kept places[KEPT]; /* each text has one, whoever was there goes */
} cache = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static struct kept *place_of(const char *digest)
{
    unsigned hash = 0;
    for (size_t i = 0; i < 4; i++) {
        hash = hash * 31 + (unsigned char)digest[i];
    }
    return &cache.places[hash % KEPT];
}

static bool find_packed(struct response *response, const char *digest)
{
    const struct kept *place = place_of(digest);
    pthread_mutex_lock(&cache.mutex);
    bool found = strcmp(place->digest, digest) == 0;
    if (found) {
        void *copy = arena_alloc(response->body.arena, place->length);
        memcpy(copy, place->bytes, place->length);
        response->bytes = copy;
        response->bytes_length = place->length;
    }
    pthread_mutex_unlock(&cache.mutex);
    return found;
}

static void keep_packed(const struct response *response, const char *digest)
{
    struct kept *place = place_of(digest);
    void *copy = response->bytes_length <= KEPT_BYTES_MAX ? malloc(response->bytes_length) : NULL;
    if (copy == NULL || strlen(digest) >= sizeof place->digest) {
        free(copy);
        return;
    }
    memcpy(copy, response->bytes, response->bytes_length);
    pthread_mutex_lock(&cache.mutex);
    void *old = place->bytes;
    *place = (struct kept){.length = response->bytes_length, .bytes = copy};
    memcpy(place->digest, digest, strlen(digest) + 1);
    pthread_mutex_unlock(&cache.mutex);
    free(old);
}

/* False when the result would not be shorter. */
static bool pack(struct response *response)
{
    struct buffer *body = &response->body;
    const char *digest = crypto_digest(body->arena, body->data, DIGEST_KEY);
    if (find_packed(response, digest)) {
        return true;
    }
    if (!gzip_pack(body->arena, body->data, body->length, &response->bytes,
                   &response->bytes_length)) {
        return false;
    }
    keep_packed(response, digest);
    return true;
}

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
           is_text(response->content_type) &&
           memchr(response->body.data, '\0', response->body.length) == NULL &&
           is_for_everybody(request, response);
}

void compression_apply(const struct request *request, struct response *response)
{
    if (!may_compress(request, response)) {
        return;
    }
    const char *accepted = request_header(request, "Accept-Encoding");
    int gzip = encoding_weight(accepted, "gzip");
    response_vary(response, "Accept-Encoding");
    if (gzip > 0 && gzip >= encoding_weight(accepted, "identity") && pack(response)) {
        response_header(response, "Content-Encoding", "gzip");
    }
}
