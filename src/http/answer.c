#include "answer.h"

#include "log.h"

#include <microhttpd.h>
#include <unistd.h>

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (MHD_add_response_header(response, name, value) != MHD_YES) {
        log_error("header_dropped", LOG_TEXT("name", name));
    }
}

static void add_security_headers(struct MHD_Response *response, bool https)
{
    /* Referrer-Policy: with "no-referrer" browsers send "Origin: null" with our own forms. */
    static const struct {
        const char *name;
        const char *value;
    } headers[] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
         "font-src 'self'; manifest-src 'self'; connect-src 'self'; form-action 'self'; base-uri "
         "'none'; "
         "frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        add_header(response, headers[i].name, headers[i].value);
    }
    if (https) {
        add_header(response, "Strict-Transport-Security", "max-age=63072000");
    }
}

static void add_headers(const struct exchange *exchange, struct MHD_Response *response)
{
    const struct response *answer = &exchange->response;
    if (answer->code != 304 && answer->code != 204) {
        add_header(response, "Content-Type", answer->content_type);
    }
    add_header(response, "Cache-Control", answer->cache);
    add_header(response, "X-Request-Id", exchange->request.id);
    for (const struct response_header *h = answer->headers; h != NULL; h = h->next) {
        add_header(response, h->name, h->value);
    }
}

/* The library closes the descriptor of a response that it made, with the response. */
static struct MHD_Response *respond_with_spool(struct spool *spool, size_t length)
{
    int fd = spool_take_fd(spool);
    struct MHD_Response *response = fd >= 0 ? MHD_create_response_from_fd64(length, fd) : NULL;
    if (response == NULL && fd >= 0) {
        close(fd);
    }
    return response;
}

struct MHD_Response *answer_create(const struct exchange *exchange, bool https, bool closes)
{
    /* The library's parameter is not const, yet bytes that persist are only read. */
    union {
        const void *constant;
        void *bytes;
    } of;
    size_t length = 0;
    of.constant = exchange_bytes(exchange, &length);
    struct MHD_Response *response =
        of.constant == NULL
            ? respond_with_spool(exchange->response.spool, length)
            : MHD_create_response_from_buffer(length, of.bytes, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        return NULL;
    }
    add_headers(exchange, response);
    add_security_headers(response, https);
    if (closes) {
        add_header(response, "Connection", "close");
    }
    return response;
}
